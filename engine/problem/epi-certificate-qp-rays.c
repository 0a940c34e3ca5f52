/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-certificate-qp-private.h"

#include "core/epi-matrix.h"

#include <string.h>

static bool
has_crossed_bounds (const EpiQp *qp)
{
  for (size_t i = 0; i < qp->rows; i++)
    if (epi_bounds_cross (qp->row_lower[i], qp->row_upper[i]))
      return true;
  for (size_t j = 0; j < qp->cols; j++)
    if (epi_bounds_cross (qp->lower[j], qp->upper[j]))
      return true;
  return false;
}

/* The largest entry of column j of [A; I], I where there is a bound. */
static double
column_size (const EpiQp *qp, size_t j)
{
  bool bounded = isfinite (qp->lower[j]) || isfinite (qp->upper[j]);
  int begin = qp->A.start[j];
  return fmax (
      bounded ? 1 : 0,
      epi_largest (qp->A.value + begin, (size_t)(qp->A.start[j + 1] - begin)));
}

/* -Aᵀy of column j where there is a bound that can bear it, else 0. */
static long double
borne (const EpiQpCheck *check, size_t j)
{
  long double z = check->cols[j].sum;
  return isfinite (z > 0 ? check->qp->lower[j] : check->qp->upper[j]) ? z : 0;
}

static long double
sure_value (EpiSum rows, EpiSum variables)
{
  return epi_sum_sure (rows) + epi_sum_sure (variables);
}

/* The largest residual of the ray (y,z) scaled to value 1; INFINITY when its
 * value is not positive. */
static long double
ray_residual (const EpiQpCheck *check)
{
  const EpiQp *qp = check->qp;
  long double worst = 0;
  long double value = sure_value (epi_qp_value_of_rows (check),
                                  epi_qp_value_of_variables (check));
  long double size =
      fmax (epi_largest (check->y, qp->rows), epi_largest (check->z, qp->cols));
  if (!(value > 0))
    return INFINITY;
  for (size_t j = 0; j < qp->cols; j++)
    worst = fmaxl (worst,
                   epi_ray_residual ((check->cols[j].sum - check->z[j]) / value,
                                     column_size (qp, j) * size / value));
  return worst;
}

/* The same of (y, -Aᵀy), which only has a residual where a variable has no
 * bound on that side: what rounding did to z is borne by the bounds. */
static long double
own_ray_residual (const EpiQpCheck *check)
{
  const EpiQp *qp = check->qp;
  long double worst = 0, size = epi_largest (check->y, qp->rows);
  EpiSum variables = {0};
  for (size_t j = 0; j < qp->cols; j++) {
    long double z = borne (check, j);
    if (z == 0)
      continue;
    double bound = z > 0 ? qp->lower[j] : qp->upper[j];
    variables.sum += z * bound;
    variables.size += check->cols[j].size * fabs (bound);
  }
  long double value = sure_value (epi_qp_value_of_rows (check), variables);
  if (!(value > 0))
    return INFINITY;
  for (size_t j = 0; j < qp->cols; j++)
    worst = fmaxl (worst, epi_ray_residual (
                              (check->cols[j].sum - borne (check, j)) / value,
                              column_size (qp, j) * size / value));
  return worst;
}

EpiStatus
epi_qp_certify_infeasible (EpiQpCheck *check, const EpiQpAnswer *answer,
                           EpiConvexCertificate *certificate)
{
  const EpiQp *qp = check->qp;
  long double worst = 0;

  if (!epi_is_finite (answer->y, qp->rows) ||
      !epi_is_finite (answer->z, qp->cols))
    return epi_certificate_not_finite (certificate,
                                       "a number of the ray is not finite");
  if (!has_crossed_bounds (qp)) { /* which need no ray */
    epi_qp_fit_multipliers (answer->y, 1, qp->row_lower, qp->row_upper,
                            qp->rows, check->y);
    epi_qp_fit_multipliers (answer->z, 1, qp->lower, qp->upper, qp->cols,
                            check->z);
    epi_qp_check_columns (check, false);
    worst = fminl (ray_residual (check), own_ray_residual (check));
  }
  if (isinf (worst))
    return epi_certificate_refuse (certificate,
                                   "the value of the ray is not positive");
  certificate->dual_residual = (double)worst;
  EpiMeasure measure = {worst, "the ray is not orthogonal to the columns"};
  epi_certificate_conclude (certificate, EPI_INFEASIBLE, &measure, 1);
  return EPI_OK;
}

/* How far d runs towards a bound that there is. */
static long double
towards (long double d, double lower, double upper)
{
  return isfinite (d > 0 ? upper : lower) ? fabsl (d) : 0;
}

/* The largest residual of the direction d, whose slope is -fall. */
static long double
direction_residual (EpiQpCheck *check, const double *d, long double fall,
                    double *row_size)
{
  const EpiQp *qp = check->qp;
  long double worst = 0, length = epi_largest (d, qp->cols) / fall;

  memset (row_size, 0, qp->rows * sizeof *row_size);
  for (size_t k = 0; k < epi_sparse_entries (&qp->A); k++)
    row_size[qp->A.row[k]] =
        fmax (row_size[qp->A.row[k]], fabs (qp->A.value[k]));
  for (size_t i = 0; i < qp->rows; i++) {
    long double v =
        towards (check->rows[i].sum, qp->row_lower[i], qp->row_upper[i]);
    worst = fmaxl (worst, epi_ray_residual (v / fall, row_size[i] * length));
  }
  for (size_t j = 0; j < qp->cols; j++) {
    long double v = towards (d[j], qp->lower[j], qp->upper[j]);
    worst = fmaxl (worst, epi_ray_residual (v / fall, length));
  }
  return worst;
}

/* The same of Qd; size (n) for the largest entries of its rows. */
static long double
curvature_residual (const EpiQpCheck *check, const double *d, long double fall,
                    double *size)
{
  const EpiQp *qp = check->qp;
  long double worst = 0, length = epi_largest (d, qp->cols) / fall;

  memset (size, 0, qp->cols * sizeof *size);
  for (size_t j = 0; j < qp->cols; j++)
    for (int k = qp->Q.start[j]; k < qp->Q.start[j + 1]; k++) {
      double q = fabs (qp->Q.value[k]);
      size[j] = fmax (size[j], q);
      size[qp->Q.row[k]] = fmax (size[qp->Q.row[k]], q);
    }
  for (size_t j = 0; j < qp->cols; j++)
    worst = fmaxl (worst, epi_ray_residual (check->curvature[j].sum / fall,
                                            size[j] * length));
  return worst;
}

EpiStatus
epi_qp_certify_unbounded (EpiQpCheck *check, const EpiQpAnswer *answer,
                          EpiConvexCertificate *certificate)
{
  const EpiQp *qp = check->qp;
  EpiSum slope = {0};

  if (!epi_is_finite (answer->x, qp->cols) ||
      !epi_is_finite (answer->point, qp->cols))
    return epi_certificate_not_finite (certificate,
                                       "a number of the ray is not finite");
  for (size_t j = 0; j < qp->cols; j++)
    epi_sum_add (&slope, -(long double)check->sign * qp->c[j] * answer->x[j]);
  long double fall = epi_sum_sure (slope);
  if (!(fall > 0))
    return epi_certificate_refuse (
        certificate, "the objective does not improve along the ray");
  epi_qp_check_point (check, answer->x);
  long double bounds = direction_residual (check, answer->x, fall, check->y);
  long double curve = curvature_residual (check, answer->x, fall, check->z);
  epi_qp_check_point (check, answer->point);
  double feasible = epi_qp_primal_residual (check, answer->point);
  certificate->primal_residual = fmax (feasible, (double)fmaxl (bounds, curve));
  EpiMeasure measures[] = {
      {bounds, "the ray runs into a row or a bound"},
      {curve, "the objective curves along the ray"},
      {feasible, "a feasible point: without one the problem may be infeasible"},
  };
  epi_certificate_conclude (certificate, EPI_UNBOUNDED, measures, 3);
  return EPI_OK;
}
