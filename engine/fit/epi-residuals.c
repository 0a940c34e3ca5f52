/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-residuals.h"

#include <math.h>

static bool
formula_eval (const EpiResiduals *base, const double *x, double *r,
              EpiMatrix *J)
{
  const EpiFormulaResiduals *self = (const EpiFormulaResiduals *)base;
  bool finite = true;

  for (size_t j = 0; j < base->n; j++)
    self->b[j] = x[j];
  for (size_t i = 0; i < base->n_rows; i++) {
    r[i] =
        (double)(epi_formula_eval (self->formula, self->x + i * self->n_inputs,
                                   self->b, J != NULL ? self->gradient : NULL) -
                 self->y[i]);
    finite = finite && isfinite (r[i]);
    for (size_t j = 0; J != NULL && j < base->n; j++) {
      double slope = (double)self->gradient[j];
      *epi_matrix_at (J, i, j) = slope;
      finite = finite && isfinite (slope);
    }
  }
  return finite;
}

void
epi_formula_residuals_init (EpiFormulaResiduals *self,
                            const EpiFormula *formula, size_t n_inputs,
                            size_t n_parameters, size_t n_rows,
                            const long double *x, const long double *y)
{
  *self = (EpiFormulaResiduals){
      .base = {.n_rows = n_rows, .n = n_parameters, .eval = formula_eval},
      .formula = formula,
      .n_inputs = n_inputs,
      .x = x,
      .y = y,
      .b = g_new0 (long double, n_parameters),
      .gradient = g_new0 (long double, n_parameters),
  };
}

void
epi_formula_residuals_clear (EpiFormulaResiduals *self)
{
  g_free (self->b);
  g_free (self->gradient);
  self->b = self->gradient = NULL;
}
