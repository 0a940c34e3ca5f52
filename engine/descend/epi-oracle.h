/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Oracle: all that a descent method may ask of a function.
 *
 *     f : Rⁿ → R, its value, its gradient, its Hessian times a vector
 *
 * and, where they are known, the bounds μI ⪯ ∇²f ⪯ LI that decide which steps
 * work.  One oracle, many methods.
 */
#pragma once

#include "core/epi-status.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct EpiOracle EpiOracle;

struct EpiOracle {
  size_t n;
  size_t rows; /* x as a matrix (rows, n/rows), column by column; 0: a vector */
  /* f (x); fills gradient (n) when it is not NULL.  Allocates nothing. */
  double (*value) (const EpiOracle *self, const double *x, double *gradient);
  /* out (n) := ∇²f (x) v; NULL when unknown.  Allocates nothing. */
  void (*hessian_vector) (const EpiOracle *self, const double *x,
                          const double *v, double *out);
  /* H (n,n), column-major, both triangles := ∇²f (x); NULL when unknown.
   * Allocates nothing. */
  void (*hessian) (const EpiOracle *self, const double *x, double *H);
  void (*free) (EpiOracle *self);
  bool quadratic;   /* ∇²f is the same everywhere */
  double lipschitz; /* L; NAN when unknown */
  double convexity; /* μ ≥ 0; NAN when unknown */
  double noise;     /* ‖∇f‖ below which the gradient is rounding; or 0 */
  /* Floating-point operations of a value with gradient, and of a Hessian; 0
   * when nobody counted. */
  double value_work, hessian_work;
};

/* Accepts NULL. */
static inline void
epi_oracle_free (EpiOracle *oracle)
{
  if (oracle != NULL)
    oracle->free (oracle);
}
