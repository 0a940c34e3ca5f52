/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-certificate-qp-private.h"

#include "core/epi-alloc.h"
#include "core/epi-matrix.h"

#include <string.h>

static bool
check_new (const EpiQp *qp, EpiQpCheck *check)
{
  *check = (EpiQpCheck){
      .qp = qp,
      .sign = qp->maximize ? -1 : 1,
      .y = epi_new (double, qp->rows),
      .z = epi_new (double, qp->cols),
      .rows = epi_new0 (EpiSum, qp->rows),
      .cols = epi_new0 (EpiSum, qp->cols),
      .curvature = epi_new0 (EpiSum, qp->cols),
  };
  return check->y != NULL && check->z != NULL && check->rows != NULL &&
         check->cols != NULL && check->curvature != NULL;
}

static void
check_clear (EpiQpCheck *check)
{
  epi_free (check->y);
  epi_free (check->z);
  epi_free (check->rows);
  epi_free (check->cols);
  epi_free (check->curvature);
}

void
epi_qp_fit_multipliers (const double *from, double sign, const double *lower,
                        const double *upper, size_t n, double *to)
{
  for (size_t i = 0; i < n; i++) {
    to[i] = sign * from[i];
    if (!isfinite (to[i] > 0 ? lower[i] : upper[i]))
      to[i] = 0;
  }
}

void
epi_qp_check_point (EpiQpCheck *check, const double *x)
{
  const EpiQp *qp = check->qp;

  memset (check->rows, 0, qp->rows * sizeof *check->rows);
  memset (check->curvature, 0, qp->cols * sizeof *check->curvature);
  for (size_t j = 0; j < qp->cols; j++) {
    for (int k = qp->A.start[j]; k < qp->A.start[j + 1]; k++)
      epi_sum_add (&check->rows[qp->A.row[k]],
                   (long double)qp->A.value[k] * x[j]);
    for (int k = qp->Q.start[j]; k < qp->Q.start[j + 1]; k++) {
      size_t i = (size_t)qp->Q.row[k];
      long double q = check->sign * qp->Q.value[k];
      epi_sum_add (&check->curvature[i], q * x[j]);
      if (i != j)
        epi_sum_add (&check->curvature[j], q * x[i]);
    }
  }
}

void
epi_qp_check_columns (EpiQpCheck *check, bool objective)
{
  const EpiQp *qp = check->qp;

  for (size_t j = 0; j < qp->cols; j++) {
    EpiSum *col = &check->cols[j];
    *col = (EpiSum){0};
    if (objective) {
      *col = check->curvature[j];
      epi_sum_add (col, check->sign * qp->c[j]);
    }
    for (int k = qp->A.start[j]; k < qp->A.start[j + 1]; k++)
      epi_sum_add (col, -(long double)qp->A.value[k] * check->y[qp->A.row[k]]);
  }
}

/* The largest finite bound in magnitude. */
static double
largest_bound (const double *v, size_t n)
{
  double most = 0;
  for (size_t i = 0; i < n; i++)
    if (isfinite (v[i]))
      most = fmax (most, fabs (v[i]));
  return most;
}

static double
largest_rhs (const EpiQp *qp)
{
  return fmax (fmax (largest_bound (qp->row_lower, qp->rows),
                     largest_bound (qp->row_upper, qp->rows)),
               fmax (largest_bound (qp->lower, qp->cols),
                     largest_bound (qp->upper, qp->cols)));
}

/* What a gradient may be: c, or Q at a point of the size of the bounds. */
static double
largest_cost (const EpiQp *qp)
{
  double rhs = largest_rhs (qp);
  return fmax (epi_largest (qp->c, qp->cols),
               epi_largest (qp->Q.value, epi_sparse_entries (&qp->Q)) *
                   (rhs > 0 ? rhs : 1));
}

/* How far value is outside of its bounds; *bound: the one that it passed. */
static long double
violation (long double value, double lower, double upper, double *bound)
{
  *bound = value < lower ? lower : upper;
  return fmaxl (0, fmaxl (lower - value, value - upper));
}

/* A violation relative to the numbers it is made of, but never to more than the
 * largest bound. */
static long double
relative (long double violated, long double size, double rhs)
{
  return violated > 0 ? violated / (epi_unit (rhs) + fminl (rhs, size)) : 0;
}

double
epi_qp_primal_residual (EpiQpCheck *check, const double *x)
{
  const EpiQp *qp = check->qp;
  double rhs = largest_rhs (qp), bound;
  long double worst = 0;

  for (size_t i = 0; i < qp->rows; i++) {
    long double v = violation (check->rows[i].sum, qp->row_lower[i],
                               qp->row_upper[i], &bound);
    worst =
        fmaxl (worst, relative (v, fabs (bound) + check->rows[i].size, rhs));
  }
  for (size_t j = 0; j < qp->cols; j++) {
    long double v = violation (x[j], qp->lower[j], qp->upper[j], &bound);
    worst = fmaxl (worst, relative (v, fabs (bound), rhs));
  }
  return (double)worst;
}

static double
dual_residual (const EpiQpCheck *check)
{
  const EpiQp *qp = check->qp;
  double cost = epi_largest (qp->c, qp->cols);
  long double unit = epi_unit (largest_cost (qp)), worst = 0;

  for (size_t j = 0; j < qp->cols; j++) {
    const EpiSum *col = &check->cols[j];
    long double r = fabsl (col->sum - check->z[j]);
    worst = fmaxl (worst, r / (unit + fminl (cost, col->size)));
  }
  return (double)worst;
}

/* Σ (yᵢ⁺ lowerᵢ - yᵢ⁻ upperᵢ); the bounds are there. */
static EpiSum
bound_value (const double *multiplier, const double *lower, const double *upper,
             size_t n)
{
  EpiSum sum = {0};
  for (size_t i = 0; i < n; i++)
    if (multiplier[i] != 0)
      epi_sum_add (&sum, (long double)multiplier[i] *
                             (multiplier[i] > 0 ? lower[i] : upper[i]));
  return sum;
}

EpiSum
epi_qp_value_of_rows (const EpiQpCheck *check)
{
  const EpiQp *qp = check->qp;
  return bound_value (check->y, qp->row_lower, qp->row_upper, qp->rows);
}

EpiSum
epi_qp_value_of_variables (const EpiQpCheck *check)
{
  const EpiQp *qp = check->qp;
  return bound_value (check->z, qp->lower, qp->upper, qp->cols);
}

static long double
product_size (double multiplier, long double value, double lower, double upper)
{
  if (multiplier == 0)
    return 0;
  return fabsl (multiplier * (value - (multiplier > 0 ? lower : upper)));
}

/* Σ |multiplier × distance from its bound|. */
static long double
complementarity (const EpiQpCheck *check, const double *x)
{
  const EpiQp *qp = check->qp;
  long double sum = 0;
  for (size_t i = 0; i < qp->rows; i++)
    sum += product_size (check->y[i], check->rows[i].sum, qp->row_lower[i],
                         qp->row_upper[i]);
  for (size_t j = 0; j < qp->cols; j++)
    sum += product_size (check->z[j], x[j], qp->lower[j], qp->upper[j]);
  return sum;
}

/* primal, dual and gap. */
static void
find_gap (const EpiQpCheck *check, const double *x,
          EpiConvexCertificate *certificate)
{
  const EpiQp *qp = check->qp;
  long double linear = 0, quadratic = 0;
  for (size_t j = 0; j < qp->cols; j++) {
    linear += (long double)check->sign * qp->c[j] * x[j];
    quadratic += check->curvature[j].sum * x[j] / 2;
  }
  long double p = linear + quadratic;
  long double d = epi_qp_value_of_rows (check).sum +
                  epi_qp_value_of_variables (check).sum - quadratic;
  long double with =
      fabsl (qp->c0 + check->sign * p) + fabsl (qp->c0 + check->sign * d);
  long double unit = epi_unit (largest_cost (qp)) * epi_unit (largest_rhs (qp));
  long double open = fmaxl (fabsl (p - d), complementarity (check, x));
  certificate->primal = (double)(qp->c0 + check->sign * p);
  certificate->dual = (double)(qp->c0 + check->sign * d);
  certificate->gap =
      (double)(open / (unit + fminl (with, fabsl (p) + fabsl (d))));
}

static EpiStatus
certify_optimum (EpiQpCheck *check, const EpiQpAnswer *answer,
                 EpiConvexCertificate *certificate)
{
  const EpiQp *qp = check->qp;

  if (!epi_is_finite (answer->x, qp->cols) ||
      !epi_is_finite (answer->y, qp->rows) ||
      !epi_is_finite (answer->z, qp->cols))
    return epi_certificate_not_finite (certificate,
                                       "a number of the answer is not finite");
  epi_qp_fit_multipliers (answer->y, check->sign, qp->row_lower, qp->row_upper,
                          qp->rows, check->y);
  epi_qp_fit_multipliers (answer->z, check->sign, qp->lower, qp->upper,
                          qp->cols, check->z);
  epi_qp_check_point (check, answer->x);
  epi_qp_check_columns (check, true);
  certificate->primal_residual = epi_qp_primal_residual (check, answer->x);
  certificate->dual_residual = dual_residual (check);
  find_gap (check, answer->x, certificate);
  if (epi_sparse_entries (&qp->Q) > 0) {
    EpiStatus convex = epi_sparse_semidefinite (&qp->Q, check->sign);
    if (convex == EPI_NO_MEMORY)
      return EPI_NO_MEMORY;
    if (convex != EPI_OK)
      return epi_certificate_refuse (
          certificate, qp->maximize ? "Q is not negative semidefinite"
                                    : "Q is not positive semidefinite");
  }
  EpiMeasure measures[] = {
      {certificate->primal_residual, "a row or a bound is violated"},
      {certificate->dual_residual,
       "the multipliers do not balance the gradient"},
      {certificate->gap, "primal and dual value are apart"},
  };
  epi_certificate_conclude (certificate, EPI_OPTIMAL, measures, 3);
  return EPI_OK;
}

EpiStatus
epi_qp_certify (const EpiQp *qp, const EpiQpAnswer *answer, double tolerance,
                EpiConvexCertificate *certificate)
{
  EpiQpCheck check;
  EpiStatus status = EPI_NO_MEMORY;

  epi_certificate_begin (certificate, tolerance);
  if (epi_qp_check (qp) != EPI_OK)
    return epi_certificate_not_finite (certificate,
                                       "a number of the problem is not finite");
  if (check_new (qp, &check)) {
    if (answer->status == EPI_INFEASIBLE)
      status = epi_qp_certify_infeasible (&check, answer, certificate);
    else if (answer->status == EPI_UNBOUNDED)
      status = epi_qp_certify_unbounded (&check, answer, certificate);
    else
      status = certify_optimum (&check, answer, certificate);
  }
  if (status != EPI_OK && certificate->missing == NULL)
    certificate->missing = epi_status_sentence (status);
  check_clear (&check);
  return status;
}
