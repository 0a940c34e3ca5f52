/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gradients of kernels against central differences of their forward kernel, in
 * double.
 *
 *     f(x) = ⟨R, φ(x)⟩,  ∇f(x) = Dφ(x)ᵀ R,  R and x random
 *     (f(x + h eᵢ) - f(x - h eᵢ)) / 2h = ∂ᵢf + O(h²) + O(u |f| / h)
 *
 * h = 2⁻¹⁷: both terms are below 1e-9 here, the demand is 1e-6 of |∇f|.
 */
#pragma once

#include "compute-fixture.h"

#include "compute/epi-neural-kernels.h"

typedef struct Gradient Gradient;

struct Gradient {
  size_t in[2], out[2];
  /* y := φ(x);  dx := Dφ(x)ᵀ dy, y given too. */
  void (*forward) (const Gradient *p, EpiBuffer *x, EpiBuffer *y);
  void (*back) (const Gradient *p, EpiBuffer *x, EpiBuffer *y, EpiBuffer *dy,
                EpiBuffer *dx);
  const Case *c;
  int op;
  double shift; /* of x */
  EpiWindow window;
  EpiBuffer *other, *index; /* what else φ depends on */
};

/* Every entry, or 200 of them spread evenly. */
void check_gradient (const Gradient *p);

/* Differences need the digits of a double: else a visible skip. */
bool is_for_doubles (const Case *c);

#define OK(call) assert_status ((call), EPI_OK)
