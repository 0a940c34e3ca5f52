/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-gp-judge.h"

#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

EpiStatus
epi_gp_judge_new (const EpiGpForm *form, EpiGpJudge *out)
{
  *out = (EpiGpJudge){
      .form = form,
      .delta = epi_new (double, form->cones + form->monomials),
      .gradient = epi_new (double, form->n + 1),
      .size = epi_new (double, form->n + 1),
      .column = epi_new0 (double, form->n + 1),
  };
  if (out->delta != NULL && out->gradient != NULL && out->size != NULL &&
      out->column != NULL) {
    for (size_t k = 0; k < form->cones + form->monomials; k++)
      for (int e = form->V.start[k];
           !form->objective[k] && e < form->V.start[k + 1]; e++)
        out->column[form->V.row[e]] =
            fmax (out->column[form->V.row[e]], fabs (form->V.value[e]));
    return EPI_OK;
  }
  epi_gp_judge_clear (out);
  return EPI_NO_MEMORY;
}

void
epi_gp_judge_clear (EpiGpJudge *judge)
{
  epi_free (judge->delta);
  epi_free (judge->gradient);
  epi_free (judge->size);
  epi_free (judge->column);
  *judge = (EpiGpJudge){0};
}

/* aₜᵀu, without the entry of τ₀. */
static double
exponent (const EpiGpForm *form, size_t k, const double *u)
{
  const EpiSparse *V = &form->V;
  double sum = 0;
  for (int e = V->start[k]; e < V->start[k + 1]; e++)
    if ((size_t)V->row[e] < form->n)
      sum += V->value[e] * u[V->row[e]];
  return sum;
}

/* Posynomial i: a sum, or beyond those a monomial; its terms. */
static void
terms_of (const EpiGpForm *form, size_t i, size_t *begin, size_t *end)
{
  bool sum = i < form->sums;
  *begin = sum ? (size_t)form->sum_start[i] : form->cones + i - form->sums;
  *end = sum ? (size_t)form->sum_start[i + 1] : *begin + 1;
}

/* log Σ exp (aₜᵀu + log cₜ), the largest exponent taken out. */
static double
log_sum_exp (const EpiGpForm *form, size_t begin, size_t end, const double *u)
{
  double largest = -INFINITY, sum = 0;
  for (size_t k = begin; k < end; k++)
    largest = fmax (largest, exponent (form, k, u) + form->log_c[k]);
  if (end == begin + 1)
    return largest;
  for (size_t k = begin; k < end; k++)
    sum += exp (exponent (form, k, u) + form->log_c[k] - largest);
  return largest + log (sum);
}

/* judge->delta := the unscaled δ; returns λ₀. */
static double
take_delta (const EpiGpJudge *judge, const double *d, bool with_objective)
{
  const EpiGpForm *form = judge->form;
  double lambda0 = 0;
  for (size_t k = 0; k < form->cones + form->monomials; k++) {
    double delta =
        k < form->cones ? -d[3 * k + 2] : d[2 * form->cones + form->sums + k];
    judge->delta[k] = with_objective || !form->objective[k] ? delta : 0;
    lambda0 += form->objective[k] ? delta : 0;
  }
  return lambda0;
}

/* Σ δₜ log (cₜλᵢ/δₜ), and the largest λᵢ of a constraint. */
static double
dual_value (const EpiGpJudge *judge, double *largest)
{
  const EpiGpForm *form = judge->form;
  double value = 0;
  *largest = 0;
  for (size_t i = 0; i < form->sums + form->monomials; i++) {
    size_t begin, end;
    double lambda = 0;
    terms_of (form, i, &begin, &end);
    for (size_t k = begin; k < end; k++)
      lambda += judge->delta[k];
    for (size_t k = begin; k < end; k++)
      if (judge->delta[k] > 0)
        value +=
            judge->delta[k] * (form->log_c[k] + log (lambda / judge->delta[k]));
    *largest = fmax (*largest, lambda);
  }
  return value;
}

/* gradient := Aᵀδ, size := the same of magnitudes. */
static void
add_up (const EpiGpJudge *judge)
{
  const EpiGpForm *form = judge->form;
  const EpiSparse *V = &form->V;
  memset (judge->gradient, 0, (form->n + 1) * sizeof (double));
  memset (judge->size, 0, (form->n + 1) * sizeof (double));
  for (size_t k = 0; k < form->cones + form->monomials; k++)
    for (int e = V->start[k]; e < V->start[k + 1]; e++) {
      judge->gradient[V->row[e]] += V->value[e] * judge->delta[k];
      judge->size[V->row[e]] += fabs (V->value[e]) * judge->delta[k];
    }
}

/* A residual of a ray, relative where what it is the sum of is small. */
static double
ray_residual (double residual, double size)
{
  return residual != 0 && size < 1 ? fabs (residual) / size : fabs (residual);
}

/* How far δ and the terms of posynomial i are from complementary. */
static double
openness (const EpiGpJudge *judge, size_t i, const double *u, double F)
{
  const EpiGpForm *form = judge->form;
  size_t begin, end;
  double lambda = 0, sum = 0;
  terms_of (form, i, &begin, &end);
  for (size_t k = begin; k < end; k++)
    lambda += judge->delta[k];
  if (!form->objective[begin])
    sum = lambda * fabs (F);
  for (size_t k = begin; k < end && end > begin + 1; k++)
    if (judge->delta[k] > 0)
      sum += judge->delta[k] * (log (judge->delta[k] / lambda) + F -
                                exponent (form, k, u) - form->log_c[k]);
  return sum;
}

static void
scale (const EpiGpJudge *judge, double factor)
{
  for (size_t k = 0; k < judge->form->cones + judge->form->monomials; k++)
    judge->delta[k] *= factor;
}

void
epi_gp_judge_measure (const EpiGpJudge *judge, const double *u, const double *d,
                      EpiGpMeasures *out)
{
  const EpiGpForm *form = judge->form;
  double largest;

  double open = 0;
  *out = (EpiGpMeasures){.objective = -INFINITY};
  scale (judge, 1 / take_delta (judge, d, true));
  for (size_t i = 0; i < form->sums + form->monomials; i++) {
    size_t begin, end;
    terms_of (form, i, &begin, &end);
    double F = log_sum_exp (form, begin, end, u);
    if (form->objective[begin])
      out->objective = F;
    else
      out->primal_residual = fmax (out->primal_residual, F);
    open += openness (judge, i, u, F);
  }
  out->dual_objective = dual_value (judge, &largest);
  add_up (judge);
  for (size_t j = 0; j < form->n; j++)
    out->dual_residual =
        fmax (out->dual_residual,
              fabs (judge->gradient[j]) / (1 + fmin (largest, judge->size[j])));
  double difference = fabs (out->objective - out->dual_objective);
  out->gap = (open > difference ? open : difference) /
             (1 + fabs (out->objective) + fabs (out->dual_objective));
}

double
epi_gp_judge_worst (const EpiGpMeasures *measures)
{
  double p = measures->primal_residual, d = measures->dual_residual;
  return isfinite (p + d + measures->gap) ? fmax (fmax (p, d), measures->gap)
                                          : INFINITY;
}

void
epi_gp_judge_delta (const EpiGpJudge *judge, const double *d, int lambda0,
                    double *delta)
{
  const EpiGpForm *form = judge->form;
  double largest, total = take_delta (judge, d, lambda0 != 0);
  if (lambda0 == 0)
    total = dual_value (judge, &largest);
  scale (judge, 1 / total);
  for (size_t k = 0; k < form->cones + form->monomials; k++)
    delta[form->term[k]] = judge->delta[k];
}

double
epi_gp_judge_infeasible (const EpiGpJudge *judge, const double *d)
{
  const EpiGpForm *form = judge->form;
  double largest, worst = 0, length = 0;
  take_delta (judge, d, false);
  double value = dual_value (judge, &largest);
  if (!(value > 0))
    return INFINITY;
  add_up (judge);
  for (size_t k = 0; k < form->cones + form->monomials; k++)
    length = fmax (length, judge->delta[k] / value);
  for (size_t j = 0; j < form->n; j++)
    worst = fmax (worst, ray_residual (judge->gradient[j] / value,
                                       judge->column[j] * length));
  return worst;
}

double
epi_gp_judge_unbounded (const EpiGpJudge *judge, const double *u, double *ray)
{
  const EpiGpForm *form = judge->form;
  const EpiSparse *V = &form->V;
  double fall = INFINITY, length = 0, worst = 0;
  for (size_t k = 0; k < form->cones + form->monomials; k++)
    if (form->objective[k])
      fall = fmin (fall, -exponent (form, k, u));
  if (!(fall > 0) || !isfinite (fall))
    return INFINITY;
  for (size_t j = 0; j < form->n; j++) {
    ray[j] = u[j] / fall;
    length = fmax (length, fabs (ray[j]));
  }
  for (size_t k = 0; k < form->cones + form->monomials; k++) {
    double rise = exponent (form, k, ray), largest = 0;
    for (int e = V->start[k]; e < V->start[k + 1]; e++)
      largest = fmax (largest, fabs (V->value[e]));
    if (!form->objective[k] && rise > 0)
      worst = fmax (worst, ray_residual (rise, length * largest));
  }
  return worst;
}
