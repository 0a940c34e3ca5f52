/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Residuals: what nonlinear least squares asks of a model.
 *
 *     minimize f(x) = Σᵢ rᵢ(x)²,   r : Rⁿ → Rᵐ,   J = ∂r/∂x  (m,n)
 */
#pragma once

#include "core/epi-matrix.h"
#include "fit/epi-formula.h"

#include <stdbool.h>

typedef struct EpiResiduals EpiResiduals;

struct EpiResiduals {
  size_t n_rows, n;
  /* Fills r (n_rows), and J (n_rows, n) unless NULL.  False when a number is
   * not finite there.  Allocates nothing. */
  bool (*eval) (const EpiResiduals *self, const double *x, double *r,
                EpiMatrix *J);
};

/* r = formula (xᵢ; b) - yᵢ, evaluated in long double and rounded. */
typedef struct {
  EpiResiduals base;
  const EpiFormula *formula;
  size_t n_inputs;
  const long double *x; /* (n_inputs, n_rows): the inputs of a row together */
  const long double *y; /* (n_rows) */
  long double *b, *gradient; /* (n) workspace */
} EpiFormulaResiduals;

/* Borrows formula, x and y. */
void epi_formula_residuals_init (EpiFormulaResiduals *self,
                                 const EpiFormula *formula, size_t n_inputs,
                                 size_t n_parameters, size_t n_rows,
                                 const long double *x, const long double *y);
void epi_formula_residuals_clear (EpiFormulaResiduals *self);
