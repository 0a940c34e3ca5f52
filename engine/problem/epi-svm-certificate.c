/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-svm-values.h"

#include <float.h>
#include <math.h>

#define U (LDBL_EPSILON / 2)
#define GAP_IS_OPEN "the duality gap is still open"

/* ---- The measures ---- */

typedef struct {
  long double norm, fit, slack, gap;
  double rounding, norm_rounding; /* of gap, of norm */
  double most;                    /* the largest δᵢ */
} Sums;

/* One example's share. */
static void
add_example (const EpiSvmValues *self, size_t i, double bias, Sums *sums)
{
  double y = self->problem->y[i], C = self->problem->C[i];
  double alpha = y * self->beta[i];
  long double f = self->f[i], over = y * (f + bias) - 1;

  double delta = self->delta[i] + 2 * (double)LDBL_EPSILON *
                                      (double)(1 + fabsl (f) + fabs (bias));
  double outside = fmax (fmax (-alpha, alpha - C), 0);
  sums->norm += self->beta[i] * f;
  sums->fit += alpha;
  sums->slack += C * fmaxl (-over, 0);
  sums->gap += over > 0 ? alpha * over : (alpha - C) * over;
  sums->rounding +=
      delta * (over > delta    ? fabs (alpha)
               : over < -delta ? fabs (C - alpha)
                               : fmax (fabs (alpha), fabs (C - alpha)));
  sums->rounding += 2 * outside * (double)fabsl (over);
  sums->norm_rounding += fabs (alpha) * delta;
  sums->most = fmax (sums->most, delta);
}

static Sums
measure (const EpiSvmValues *self, double bias, EpiSvmCertificate *out)
{
  const EpiSvmProblem *problem = self->problem;
  const double *beta = self->beta;
  long double sum = 0, size = 0;
  double outside = 0;
  Sums sums = {0};

  for (size_t i = 0; i < problem->X->cols; i++) {
    double C = problem->C[i], alpha = problem->y[i] * beta[i];
    add_example (self, i, bias, &sums);
    sum += beta[i];
    size += fabs (beta[i]);
    outside = fmax (outside, fmax (-alpha, alpha - C) / C);
  }
  long double dual = sums.fit - sums.norm / 2, one = 1 + fabsl (dual);
  long double off = sums.norm_rounding / 2, n = problem->X->cols;
  out->primal = (double)(sums.norm / 2 + sums.slack);
  out->dual = (double)dual;
  out->gap = (double)((sums.gap - bias * sum) / one);
  out->rounding = (double)((sums.rounding + fabs (out->gap) * off +
                            fabs (bias) * (fabsl (sum) + n * U * size)) /
                           fmaxl (one - off, 1));
  out->dual_residual = fmax ((double)(fabsl (sum) / (1 + size)), outside);
  return sums;
}

static void
judge (double tolerance, EpiSvmCertificate *out)
{
  double worst = fmax (fabs (out->gap) + out->rounding, out->dual_residual);

  out->status = EPI_RUNNING;
  out->tolerance_reached = INFINITY;
  if (!isfinite (out->gap) || !isfinite (out->rounding) ||
      !isfinite (out->dual_residual))
    return;
  out->tolerance_reached = worst;
  if (worst <= tolerance)
    out->status = EPI_OPTIMAL;
}

/* proof is what decided, in doubles or in long doubles.  An open gap is said to
 * be one, also where the method, in doubles, cannot close it; but where doubles
 * lose the margins (see the header) and only they left it undecided, what helps
 * comes first. */
static const char *
say_what_is_missing (const EpiSvmValues *self, const Sums *in_double,
                     double double_rounding, double tolerance,
                     const EpiSvmCertificate *proof)
{
  const EpiSvmProblem *problem = self->problem;
  double p = (double)problem->X->rows, size = 0;

  if (fabs (proof->gap) - double_rounding > tolerance)
    return GAP_IS_OPEN;
  for (size_t j = 0; j < problem->X->cols; j++)
    size += fabs (self->beta[j]);
  if (in_double->most >= 1 &&
      DBL_EPSILON / 2 * epi_svm_kernel (&problem->kernel, p, p, p) * size < 1)
    return "the columns are so large that the kernel's rounding exceeds the "
           "margins: standardise them";
  if (fabs (proof->gap) - proof->rounding > tolerance)
    return GAP_IS_OPEN;
  return fabs (proof->gap) + proof->rounding <= tolerance
             ? "a multiplier breaks its limits"
             : "rounding of the margins, times C, may hide a larger gap than "
               "is asked for";
}

EpiStatus
epi_svm_certify (const EpiSvmProblem *problem, const double *beta, double bias,
                 double tolerance, EpiSvmCertificate *out)
{
  EpiSvmValues self;
  EpiStatus status = epi_svm_values_new (problem, beta, &self);

  *out =
      (EpiSvmCertificate){EPI_RUNNING, NAN, NAN, NAN, NAN, NAN, INFINITY, NULL};
  if (status == EPI_OK) {
    epi_svm_values_compute (&self);
    Sums sums = measure (&self, bias, out);
    double rounding = out->rounding;
    judge (tolerance, out);
    /* Where doubles cannot decide. */
    if (out->status != EPI_OPTIMAL && out->dual_residual <= tolerance &&
        !(fabs (out->gap) - rounding > tolerance)) {
      epi_svm_values_compute_long (&self);
      measure (&self, bias, out);
      judge (tolerance, out);
    }
    if (out->status != EPI_OPTIMAL)
      out->missing =
          say_what_is_missing (&self, &sums, rounding, tolerance, out);
  }
  epi_svm_values_clear (&self);
  return status;
}
