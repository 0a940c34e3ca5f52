/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-gp.h"

#include "core/epi-alloc.h"

#include <math.h>

EpiStatus
epi_gp_new (size_t constraints, size_t variables, size_t terms,
            const double *coefficient, const int *constraint,
            const EpiTriplet *exponents, size_t n_exponents, EpiGp *out)
{
  *out = (EpiGp){
      .constraints = constraints,
      .variables = variables,
      .terms = terms,
      .coefficient = epi_new (double, terms),
      .constraint = epi_new (int, terms),
  };
  EpiStatus status = epi_sparse_from_triplets (variables, terms, exponents,
                                               n_exponents, &out->exponent);
  if (status != EPI_OK || out->coefficient == NULL || out->constraint == NULL) {
    epi_gp_clear (out);
    return EPI_NO_MEMORY;
  }
  for (size_t t = 0; t < terms; t++) {
    out->coefficient[t] = coefficient[t];
    out->constraint[t] = constraint[t];
  }
  bool good = epi_sparse_is_finite (&out->exponent);
  for (size_t t = 0; t < terms; t++)
    good = good && coefficient[t] > 0 && coefficient[t] < INFINITY;
  if (good)
    return EPI_OK;
  epi_gp_clear (out);
  return EPI_NOT_FINITE;
}

void
epi_gp_clear (EpiGp *gp)
{
  epi_free (gp->coefficient);
  epi_free (gp->constraint);
  epi_sparse_clear (&gp->exponent);
  *gp = (EpiGp){0};
}

EpiStatus
epi_gp_answer_new (const EpiGp *gp, EpiGpAnswer *out)
{
  *out = (EpiGpAnswer){
      .status = EPI_FAILED,
      .u = epi_new0 (double, gp->variables),
      .delta = epi_new0 (double, gp->terms),
      .direction = epi_new0 (double, gp->variables),
  };
  if (out->u != NULL && out->delta != NULL && out->direction != NULL)
    return EPI_OK;
  epi_gp_answer_clear (out);
  return EPI_NO_MEMORY;
}

void
epi_gp_answer_clear (EpiGpAnswer *answer)
{
  epi_free (answer->u);
  epi_free (answer->delta);
  epi_free (answer->direction);
  *answer = (EpiGpAnswer){0};
}
