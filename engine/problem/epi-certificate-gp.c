/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-certificate-private.h"

#include "core/epi-alloc.h"
#include "core/epi-matrix.h"

#include <string.h>

typedef struct {
  const EpiGp *gp;
  double *delta;           /* (T) without what is negative */
  long double *at;         /* (T) aₜᵀu + log cₜ, or aₜᵀd */
  long double *F;          /* (p + 1) Fᵢ(u); -INFINITY without terms */
  long double *largest;    /* (p + 1) its largest term */
  long double *multiplier; /* (p + 1) λᵢ */
  long double *sum, *size; /* (n) Aᵀδ, and of the magnitudes */
} Check;

static bool
check_new (const EpiGp *gp, Check *check)
{
  *check = (Check){
      .gp = gp,
      .delta = epi_new (double, gp->terms),
      .at = epi_new (long double, gp->terms),
      .F = epi_new0 (long double, gp->constraints + 1),
      .largest = epi_new (long double, gp->constraints + 1),
      .multiplier = epi_new0 (long double, gp->constraints + 1),
      .sum = epi_new0 (long double, gp->variables),
      .size = epi_new0 (long double, gp->variables),
  };
  return check->delta != NULL && check->at != NULL && check->F != NULL &&
         check->largest != NULL && check->multiplier != NULL &&
         check->sum != NULL && check->size != NULL;
}

static void
check_clear (Check *check)
{
  epi_free (check->delta);
  epi_free (check->at);
  epi_free (check->F);
  epi_free (check->largest);
  epi_free (check->multiplier);
  epi_free (check->sum);
  epi_free (check->size);
}

/* aₜᵀu. */
static EpiSum
exponent_dot (const EpiSparse *A, size_t t, const double *u)
{
  EpiSum sum = {0};
  for (int k = A->start[t]; k < A->start[t + 1]; k++)
    epi_sum_add (&sum, (long double)A->value[k] * u[A->row[k]]);
  return sum;
}

/* F := log Σ exp (aₜᵀu + log cₜ). */
static void
evaluate (Check *check, const double *u)
{
  const EpiGp *gp = check->gp;
  for (size_t i = 0; i <= gp->constraints; i++) {
    check->largest[i] = -INFINITY;
    check->F[i] = 0;
  }
  for (size_t t = 0; t < gp->terms; t++) {
    long double *largest = &check->largest[gp->constraint[t]];
    check->at[t] =
        exponent_dot (&gp->exponent, t, u).sum + logl (gp->coefficient[t]);
    *largest = fmaxl (*largest, check->at[t]);
  }
  for (size_t t = 0; t < gp->terms; t++) {
    int i = gp->constraint[t];
    check->F[i] += expl (check->at[t] - check->largest[i]);
  }
  for (size_t i = 0; i <= gp->constraints; i++)
    check->F[i] =
        check->F[i] > 0 ? check->largest[i] + logl (check->F[i]) : -INFINITY;
}

static long double
largest_constraint (const Check *check)
{
  long double most = 0;
  for (size_t i = 1; i <= check->gp->constraints; i++)
    most = fmaxl (most, check->F[i]);
  return most;
}

/* delta := δ₊ (of the constraints alone for a ray); λ, Aᵀδ. */
static void
take_delta (Check *check, const double *delta, bool ray)
{
  const EpiGp *gp = check->gp;
  for (size_t t = 0; t < gp->terms; t++) {
    bool counts = delta[t] > 0 && !(ray && gp->constraint[t] == 0);
    double d = check->delta[t] = counts ? delta[t] : 0;
    check->multiplier[gp->constraint[t]] += d;
    for (int k = gp->exponent.start[t]; k < gp->exponent.start[t + 1]; k++) {
      long double term = (long double)gp->exponent.value[k] * d;
      check->sum[gp->exponent.row[k]] += term;
      check->size[gp->exponent.row[k]] += fabsl (term);
    }
  }
}

/* Σ δₜ log (cₜλᵢ/δₜ); a relative error of cₜ is an error δₜ here. */
static EpiSum
dual_value (const Check *check)
{
  const EpiGp *gp = check->gp;
  EpiSum sum = {0};
  for (size_t t = 0; t < gp->terms; t++) {
    long double d = check->delta[t];
    if (d > 0) {
      epi_sum_add (&sum, d * logl (gp->coefficient[t]));
      epi_sum_add (&sum, d * logl (check->multiplier[gp->constraint[t]] / d));
      sum.size += d;
    }
  }
  return sum;
}

/* Σᵢ λᵢ |Fᵢ| of the constraints, and how far δ is from the shares of the terms:
 * Σₜ δₜ log ((δₜ/λᵢ) / (termₜ/fᵢ)), a divergence, never negative. */
static long double
complementarity (const Check *check)
{
  const EpiGp *gp = check->gp;
  long double sum = 0;
  for (size_t i = 1; i <= gp->constraints; i++)
    if (check->multiplier[i] > 0)
      sum += check->multiplier[i] * fabsl (check->F[i]);
  for (size_t t = 0; t < gp->terms; t++) {
    int i = gp->constraint[t];
    long double d = check->delta[t];
    if (d > 0)
      sum += d * (logl (d / check->multiplier[i]) - check->at[t] + check->F[i]);
  }
  return sum;
}

static EpiStatus
certify_optimum (Check *check, const EpiGpAnswer *answer,
                 EpiConvexCertificate *certificate)
{
  const EpiGp *gp = check->gp;
  long double worst = 0, most = 0;

  if (!epi_is_finite (answer->u, gp->variables) ||
      !epi_is_finite (answer->delta, gp->terms))
    return epi_certificate_not_finite (certificate,
                                       "a number of the answer is not finite");
  evaluate (check, answer->u);
  take_delta (check, answer->delta, false);
  for (size_t i = 0; i <= gp->constraints; i++)
    most = fmaxl (most, check->multiplier[i]);
  for (size_t j = 0; j < gp->variables; j++)
    worst = fmaxl (worst,
                   fabsl (check->sum[j]) / (1 + fminl (most, check->size[j])));
  long double balance = fabsl (check->multiplier[0] - 1);
  long double p = check->F[0], d = dual_value (check).sum;
  long double open = fmaxl (fabsl (p - d), complementarity (check));
  certificate->primal = (double)p;
  certificate->dual = (double)d;
  certificate->primal_residual = (double)largest_constraint (check);
  certificate->dual_residual = (double)fmaxl (worst, balance);
  certificate->gap = (double)(open / (1 + fabsl (p) + fabsl (d)));
  EpiMeasure measures[] = {
      {certificate->primal_residual, "a constraint is violated"},
      {worst, "the exponents do not balance"},
      {balance, "the weights of the objective do not add up to 1"},
      {open / (1 + fabsl (p) + fabsl (d)), "primal and dual value are apart"},
  };
  epi_certificate_conclude (certificate, EPI_OPTIMAL, measures, 4);
  return EPI_OK;
}

/* size (n) := the largest exponent of each variable in the constraints. */
static void
column_sizes (const EpiGp *gp, long double *size)
{
  memset (size, 0, gp->variables * sizeof *size);
  for (size_t t = 0; t < gp->terms; t++)
    for (int k = gp->exponent.start[t];
         gp->constraint[t] > 0 && k < gp->exponent.start[t + 1]; k++) {
      long double *largest = &size[gp->exponent.row[k]];
      *largest = fmaxl (*largest, fabs (gp->exponent.value[k]));
    }
}

static EpiStatus
certify_infeasible (Check *check, const EpiGpAnswer *answer,
                    EpiConvexCertificate *certificate)
{
  const EpiGp *gp = check->gp;
  long double worst = 0;

  if (!epi_is_finite (answer->delta, gp->terms))
    return epi_certificate_not_finite (certificate,
                                       "a number of the ray is not finite");
  take_delta (check, answer->delta, true);
  long double value = epi_sum_sure (dual_value (check));
  if (!(value > 0))
    return epi_certificate_refuse (certificate,
                                   "the value of the ray is not positive");
  long double length = epi_largest (check->delta, gp->terms) / value;
  column_sizes (gp, check->size);
  for (size_t j = 0; j < gp->variables; j++)
    worst = fmaxl (worst, epi_ray_residual (check->sum[j] / value,
                                            check->size[j] * length));
  certificate->dual_residual = (double)worst;
  EpiMeasure measure = {worst, "the exponents of the ray do not balance"};
  epi_certificate_conclude (certificate, EPI_INFEASIBLE, &measure, 1);
  return EPI_OK;
}

static EpiStatus
certify_unbounded (Check *check, const EpiGpAnswer *answer,
                   EpiConvexCertificate *certificate)
{
  const EpiGp *gp = check->gp;
  const EpiSparse *A = &gp->exponent;
  long double fall = INFINITY, worst = 0;

  if (!epi_is_finite (answer->direction, gp->variables) ||
      !epi_is_finite (answer->u, gp->variables))
    return epi_certificate_not_finite (certificate,
                                       "a number of the ray is not finite");
  for (size_t t = 0; t < gp->terms; t++)
    if (gp->constraint[t] == 0) {
      EpiSum slope = exponent_dot (A, t, answer->direction);
      fall = fminl (fall, epi_sum_sure ((EpiSum){-slope.sum, slope.size}));
    }
  if (!(fall > 0))
    return epi_certificate_refuse (
        certificate, "the objective does not improve along the ray");
  if (isinf (fall)) /* no term: the objective is 0 everywhere */
    fall = 1;
  long double length = epi_largest (answer->direction, gp->variables) / fall;
  for (size_t t = 0; t < gp->terms; t++) {
    size_t begin = (size_t)A->start[t];
    long double rise = exponent_dot (A, t, answer->direction).sum / fall;
    if (gp->constraint[t] > 0 && rise > 0)
      worst = fmaxl (
          worst,
          epi_ray_residual (
              rise, length * epi_largest (A->value + begin,
                                          (size_t)A->start[t + 1] - begin)));
  }
  evaluate (check, answer->u);
  long double feasible = largest_constraint (check);
  certificate->primal_residual = (double)fmaxl (worst, feasible);
  EpiMeasure measures[] = {
      {worst, "a constraint rises along the ray"},
      {feasible, "a feasible point: without one the problem may be infeasible"},
  };
  epi_certificate_conclude (certificate, EPI_UNBOUNDED, measures, 2);
  return EPI_OK;
}

EpiStatus
epi_gp_certify (const EpiGp *gp, const EpiGpAnswer *answer, double tolerance,
                EpiConvexCertificate *certificate)
{
  EpiStatus status = EPI_NO_MEMORY;
  Check check;

  epi_certificate_begin (certificate, tolerance);
  if (check_new (gp, &check)) {
    if (answer->status == EPI_INFEASIBLE)
      status = certify_infeasible (&check, answer, certificate);
    else if (answer->status == EPI_UNBOUNDED)
      status = certify_unbounded (&check, answer, certificate);
    else
      status = certify_optimum (&check, answer, certificate);
  }
  if (status != EPI_OK && certificate->missing == NULL)
    certificate->missing = epi_status_sentence (status);
  check_clear (&check);
  return status;
}
