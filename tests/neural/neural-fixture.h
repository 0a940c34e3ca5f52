/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tests of engine/neural share: small networks with data to send
 * through them.
 */
#pragma once

#include "neural/epi-network.h"

#include <glib.h>

#define BATCH 3

typedef struct { /* a network, drawn, with a batch of samples and targets */
  EpiNetwork *network;
  EpiBuffer *X, *T;
  EpiLoss loss;
} Net;

/* The shapes that tests use. */
#define VECTOR(m) ((EpiShape){(m), 1, 1, 1, 0})
#define IMAGE(w, h, c) ((EpiShape){(c), (w), (h), 1, 0})
#define SEQUENCE(m, steps) ((EpiShape){(m), 1, 1, (steps), 0})
#define WORD(classes, steps) ((EpiShape){1, 1, 1, (steps), (classes)})

/* Weights and data from seed.  Targets are what the loss takes: numbers,
 * classes, 0 or 1, -1 or 1. */
Net net_new (const char *text, EpiShape in, EpiLoss loss, EpiDevice *device,
             EpiElement element, uint64_t seed);
void net_clear (Net *net);

/* Loss with gradient; the mask of dropout is always the same. */
double net_loss (const Net *net);

/* Numbers of a buffer, to g_free. */
double *numbers_of (const EpiBuffer *buffer);
double largest (const double *x, size_t n);

/* Parameter p of layer l; numbers of one sample of a batch, step after step.
 * To g_free. */
double *parameter (const Net *net, size_t l, size_t p);
double *of_sample (const EpiBuffer *buffer, size_t sample);

/* In double: sums of fewer than 100 terms of size about 1, in another order
 * than the kernels', differ by at most their γ₁₀₀ ≈ 10⁻¹⁴; here by 10⁻¹². */
void assert_close (const double *x, const double *y, size_t n);
