/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-logistic-problem.h"

#include "core/epi-alloc.h"

#include <float.h>
#include <math.h>

#define U (LDBL_EPSILON / 2)

/* log (1 + e^t) */
static long double
log_of_one_and_exp (long double t)
{
  return t > 0 ? t + log1pl (expl (-t)) : log1pl (expl (t));
}

/* a log (a/C), 0 at 0. */
static long double
entropy_term (long double a, long double C)
{
  return a > 0 ? a * logl (a / C) : 0;
}

typedef struct {
  long double *s, *size; /* (q) Σ yαz, Σ α|z| */
  long double gap, loss, entropy, rounding;
  double outside; /* of the box, over C */
  bool parts_all; /* each tᵢ < 0 by more than its rounding */
} Sums;

/* tᵢ, and δᵢ to *delta. */
static long double
margin (const EpiLogisticProblem *problem, const double *w, size_t i,
        long double *delta)
{
  const EpiSparse *X = problem->X;
  long double sum = problem->intercept ? w[X->rows] : 0, size = fabsl (sum);
  int entries = X->start[i + 1] - X->start[i];

  for (int k = X->start[i]; k < X->start[i + 1]; k++) {
    long double term = (long double)w[X->row[k]] * X->value[k];
    sum += term;
    size += fabsl (term);
  }
  *delta = (entries + 2) * U * size;
  return -problem->y[i] * sum;
}

static void
add_to_s (const EpiLogisticProblem *problem, size_t i, double alpha, Sums *sums)
{
  const EpiSparse *X = problem->X;
  long double beta = problem->y[i] * (long double)alpha;

  for (int k = X->start[i]; k < X->start[i + 1]; k++) {
    sums->s[X->row[k]] += beta * X->value[k];
    sums->size[X->row[k]] += fabsl (beta * X->value[k]);
  }
  if (problem->intercept) {
    sums->s[X->rows] += beta;
    sums->size[X->rows] += fabsl (beta);
  }
}

static void
add_example (const EpiLogisticProblem *problem, const double *w, size_t i,
             double alpha, Sums *sums)
{
  long double C = problem->C, delta, t = margin (problem, w, i, &delta);
  long double sigma = 1 / (1 + expl (-t));
  double clamped = fmin (fmax (alpha, 0), problem->C);
  long double loss = C * log_of_one_and_exp (t);
  long double entropy =
      -entropy_term (clamped, C) - entropy_term (C - clamped, C);

  sums->parts_all = sums->parts_all && t < -delta;
  sums->outside = fmax (sums->outside, fabs (alpha - clamped) / problem->C);
  sums->loss += loss;
  sums->entropy += entropy;
  sums->gap += loss - entropy - clamped * t;
  sums->rounding += fabsl (C * sigma - clamped) * delta +
                    C * delta * delta / 8 +
                    8 * U * (loss + entropy + fabsl (clamped * t));
  add_to_s (problem, i, clamped, sums);
}

/* The terms of w and s. */
static void
add_weights (const EpiLogisticProblem *problem, const double *w, Sums *sums,
             EpiLogisticCertificate *out)
{
  size_t q = epi_logistic_unknowns (problem), p = problem->X->rows;
  long double square = 0, dual_square = 0;
  double residual = sums->outside;

  for (size_t f = 0; f < q; f++)
    if (problem->penalty && f < p) {
      long double d = w[f] - sums->s[f];
      square += (long double)w[f] * w[f];
      dual_square += sums->s[f] * sums->s[f];
      sums->gap += d * d / 2;
      sums->rounding += 4 * U * d * d;
    } else {
      sums->gap -= w[f] * sums->s[f];
      residual =
          fmax (residual, (double)(fabsl (sums->s[f]) / (1 + sums->size[f])));
    }
  out->primal = (double)(square / 2 + sums->loss);
  out->dual = (double)(sums->entropy - dual_square / 2);
  out->gap = (double)sums->gap / (1 + fabs (out->primal));
  out->rounding = (double)sums->rounding / (1 + fabs (out->primal));
  out->dual_residual = residual;
}

static void
judge (const EpiLogisticProblem *problem, const Sums *sums, double tolerance,
       EpiLogisticCertificate *out)
{
  double worst = fmax (fabs (out->gap) + out->rounding, out->dual_residual);

  out->status = EPI_RUNNING;
  out->tolerance_reached = isfinite (worst) ? worst : INFINITY;
  if (!problem->penalty && sums->parts_all)
    out->status = EPI_UNBOUNDED;
  else if (isfinite (out->primal) && worst <= tolerance)
    out->status = EPI_OPTIMAL;
}

EpiStatus
epi_logistic_certify (const EpiLogisticProblem *problem, const double *w,
                      const double *alpha, double tolerance,
                      EpiLogisticCertificate *out)
{
  size_t q = epi_logistic_unknowns (problem);
  Sums sums = {.s = epi_new0 (long double, q),
               .size = epi_new0 (long double, q),
               .parts_all = true};
  EpiStatus status =
      sums.s != NULL && sums.size != NULL ? EPI_OK : EPI_NO_MEMORY;

  *out =
      (EpiLogisticCertificate){EPI_RUNNING, NAN, NAN, NAN, NAN, NAN, INFINITY};
  if (status == EPI_OK) {
    for (size_t i = 0; i < problem->X->cols; i++)
      add_example (problem, w, i, alpha[i], &sums);
    add_weights (problem, w, &sums, out);
    judge (problem, &sums, tolerance, out);
  }
  epi_free (sums.s);
  epi_free (sums.size);
  return status;
}
