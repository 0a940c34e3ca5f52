/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "descend/epi-polynomial-oracle.h"

#include "core/epi-alloc.h"

#include <math.h>

typedef struct {
  EpiOracle base;
  const EpiPolynomial *polynomial;
} PolynomialOracle;

static double
value (const EpiOracle *base, const double *x, double *gradient)
{
  return epi_polynomial_value (((const PolynomialOracle *)base)->polynomial, x,
                               gradient);
}

static void
hessian (const EpiOracle *base, const double *x, double *H)
{
  epi_polynomial_hessian (((const PolynomialOracle *)base)->polynomial, x, H);
}

static void
oracle_free (EpiOracle *base)
{
  epi_free (base);
}

EpiStatus
epi_polynomial_oracle_new (const EpiPolynomial *polynomial, EpiOracle **out)
{
  PolynomialOracle *self = epi_new0 (PolynomialOracle, 1);

  *out = NULL;
  if (self == NULL)
    return EPI_NO_MEMORY;
  self->polynomial = polynomial;
  self->base = (EpiOracle){
      .n = polynomial->variables,
      .value = value,
      .hessian = hessian,
      .free = oracle_free,
      .lipschitz = NAN,
      .convexity = NAN,
      .value_work = epi_polynomial_value_work (polynomial),
      .hessian_work = epi_polynomial_hessian_work (polynomial),
  };
  *out = &self->base;
  return EPI_OK;
}
