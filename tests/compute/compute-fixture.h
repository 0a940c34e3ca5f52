/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tests of engine/compute share: both devices, one case for each
 * device and element type, matrices of several kinds, and the γₖ of the
 * bounds.  Numbers are doubles here; the kinds give only numbers that a float
 * holds too, so that both types start from the same matrix.
 */
#pragma once

#include "compute/epi-device.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
  EpiDevice *device;
  EpiElement element;
} Case;

typedef enum {
  KIND_RANDOM, /* uniform in (-1,1) */
  KIND_GRADED, /* the same, row i times 2⁻ⁱ (i mod 24) */
  KIND_TIES,   /* -1, 0 or 1: many equal pivots, many zeros */
  N_KINDS
} Kind;

/* Adds test_func as /group/DEVICE/TYPE/name for every device and type.  A
 * device that this machine does not have is a visible skip. */
void add_cases (const char *group, const char *name,
                void (*test_func) (const Case *c));

/* (rows, cols) of that kind, ld = rows, to g_free; the same for the same
 * arguments. */
double *make_matrix (Kind kind, size_t rows, size_t cols, unsigned seed);

/* A new buffer with those numbers; one with zeros; a buffer's numbers. */
EpiBuffer *to_device (const Case *c, const double *x, size_t rows, size_t cols);
EpiBuffer *empty_on_device (const Case *c, EpiElement element, size_t rows,
                            size_t cols);
double *from_device (const EpiBuffer *buffer);

/* The number as the element type has it. */
double rounded (EpiElement element, double x);

/* u and γₖ = ku/(1 - ku). */
double unit_roundoff (EpiElement element);
long double gamma_k (EpiElement element, size_t k);

/* (rows, cols) numbers of that type: within ±5, within ±1, tiny, within ±40. */
double *make_spread (EpiElement element, size_t rows, size_t cols,
                     unsigned seed);

/* |got - value| ≤ units u |size|, or a few of the smallest normal numbers. */
void assert_near (EpiElement element, double got, long double value,
                  long double units, long double size);

#define assert_status(call, expected)                                          \
  g_assert_cmpstr (epi_status_sentence (call), ==,                             \
                   epi_status_sentence (expected))

/* test_func once on a cpu; on a gl once with each rung of GEMM, of which LU,
 * Cholesky and the triangular solve are made, too. */
void with_each_gemm (const Case *c, void (*test_func) (const Case *c));

/* The same with the shape that kernels of networks have for a GPU, and with
 * that for a processor. */
void with_each_shape (const Case *c, void (*test_func) (const Case *c));

/* g_test_init(), the devices, the program's cases, g_test_run(). */
int run_cases (int argc, char **argv, void (*add_all) (void));
