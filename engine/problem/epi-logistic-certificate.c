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

/* a log (a/C), 0 at 0, of C = a + rest; the log of the larger part by what it
 * lacks, which would be lost in it. */
static long double
entropy_term (long double a, long double rest, long double C)
{
  if (!(a > 0))
    return 0;
  return a * (a > rest ? log1pl (-rest / C) : logl (a / C));
}

typedef struct {
  long double *centre;   /* (q) c of the header */
  long double *s, *size; /* (q) Σ yα(z-c), Σ α|z-c| */
  long double gap, loss, entropy, rounding;
  long double square, dual_square; /* of w and s, where ρ = 1 */
  double outside;                  /* of the box, over C */
  double residual;
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
    long double term = beta * (X->value[k] - sums->centre[X->row[k]]);
    sums->s[X->row[k]] += term;
    sums->size[X->row[k]] += fabsl (term);
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
  long double entropy = -entropy_term (clamped, C - clamped, C) -
                        entropy_term (C - clamped, clamped, C);

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

/* What every example has is measured from its mean, if there is an intercept;
 * where some have a zero the mean is no larger than what they differ by, but
 * for a factor √n. */
static void
find_centres (const EpiLogisticProblem *problem, Sums *sums, int *count)
{
  const EpiSparse *X = problem->X;

  for (size_t k = 0; k < epi_sparse_entries (X); k++) {
    sums->centre[X->row[k]] += X->value[k];
    count[X->row[k]]++;
  }
  for (size_t f = 0; f < X->rows; f++)
    if (problem->intercept && (size_t)count[f] == X->cols)
      sums->centre[f] /= X->cols;
    else
      sums->centre[f] = 0;
}

/* The terms of w_f and s_f, in which s is a sum of n terms at most. */
static void
add_weight (const EpiLogisticProblem *problem, size_t f, long double w,
            Sums *sums)
{
  size_t p = problem->X->rows;
  bool penalty = problem->penalty && f < p;
  long double s = sums->s[f], size = sums->size[f];

  if (penalty && problem->intercept) {
    s += sums->centre[f] * sums->s[p];
    size += fabsl (sums->centre[f]) * sums->size[p];
  }
  long double off = (problem->X->cols + 4) * U * size, d = w - s;
  if (penalty) {
    sums->square += w * w;
    sums->dual_square += s * s;
    sums->gap += d * d / 2;
    sums->rounding += 4 * U * d * d + fabsl (d) * off + off * off / 2;
  } else {
    sums->gap -= w * s;
    sums->rounding += fabsl (w) * (fabsl (s) + off);
    if (s != 0)
      sums->residual = fmax (sums->residual, (double)(fabsl (s) / size));
  }
}

/* Of weights for z - c: the intercept is b + Σ w_f c_f. */
static void
add_weights (const EpiLogisticProblem *problem, const double *w, Sums *sums,
             EpiLogisticCertificate *out)
{
  size_t p = problem->X->rows;
  long double b = problem->intercept ? w[p] : 0;

  sums->residual = sums->outside;
  for (size_t f = 0; f < p; f++) {
    add_weight (problem, f, w[f], sums);
    if (!problem->penalty)
      b += w[f] * sums->centre[f];
  }
  if (problem->intercept)
    add_weight (problem, p, b, sums);
  out->primal = (double)(sums->square / 2 + sums->loss);
  out->dual = (double)(sums->entropy - sums->dual_square / 2);
  double scale = fmin (1, problem->C) + fabs (out->primal);
  out->gap = (double)sums->gap / scale;
  out->rounding = (double)sums->rounding / scale;
  out->dual_residual = sums->residual;
}

static void
judge (const EpiLogisticProblem *problem, const Sums *sums, double tolerance,
       EpiLogisticCertificate *out)
{
  double worst = fmax (fabs (out->gap) + out->rounding, out->dual_residual);
  /* fmax() would pass over a gap that is no number */
  bool known =
      isfinite (out->primal) && isfinite (out->gap) && isfinite (out->rounding);

  out->status = EPI_RUNNING;
  out->tolerance_reached = known ? worst : INFINITY;
  if (!problem->penalty && sums->parts_all)
    out->status = EPI_UNBOUNDED;
  else if (known && worst <= tolerance)
    out->status = EPI_OPTIMAL;
}

EpiStatus
epi_logistic_certify (const EpiLogisticProblem *problem, const double *w,
                      const double *alpha, double tolerance,
                      EpiLogisticCertificate *out)
{
  size_t q = epi_logistic_unknowns (problem);
  int *count = epi_new0 (int, q);
  Sums sums = {.centre = epi_new0 (long double, q),
               .s = epi_new0 (long double, q),
               .size = epi_new0 (long double, q),
               .parts_all = true};
  EpiStatus status = sums.centre != NULL && sums.s != NULL &&
                             sums.size != NULL && count != NULL
                         ? EPI_OK
                         : EPI_NO_MEMORY;

  *out = EPI_LOGISTIC_UNKNOWN;
  if (status == EPI_OK) {
    find_centres (problem, &sums, count);
    for (size_t i = 0; i < problem->X->cols; i++)
      add_example (problem, w, i, alpha[i], &sums);
    add_weights (problem, w, &sums, out);
    judge (problem, &sums, tolerance, out);
  }
  epi_free (count);
  epi_free (sums.centre);
  epi_free (sums.s);
  epi_free (sums.size);
  return status;
}
