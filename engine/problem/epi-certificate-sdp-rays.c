/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-certificate-sdp-private.h"

#include "core/epi-matrix.h"

#include <string.h>

/* The largest entry of Fᵢ and of column i of A. */
static double
column_size (const EpiSdp *sdp, size_t i)
{
  int begin = sdp->A.start[i];
  return fmax (epi_sdp_largest (sdp, i + 1),
               epi_largest (sdp->A.value + begin,
                            (size_t)(sdp->A.start[i + 1] - begin)));
}

EpiStatus
epi_sdp_certify_infeasible (EpiSdpCheck *check, const EpiSdpAnswer *answer,
                            EpiConvexCertificate *certificate)
{
  const EpiSdp *sdp = check->sdp;
  long double least, residual = 0, most = 0;

  if (!epi_is_finite (answer->Y, check->length) ||
      !epi_is_finite (answer->v, sdp->A.rows))
    return epi_certificate_not_finite (certificate,
                                       "a number of the ray is not finite");
  epi_sdp_check_take (check, answer->Y);
  long double value =
      epi_sum_sure (epi_sdp_check_inner (check, 0)) +
      epi_sum_sure (epi_sum_of_products (sdp->b, answer->v, sdp->A.rows));
  if (!(value > 0))
    return epi_certificate_refuse (certificate,
                                   "the value of the ray is not positive");
  EpiStatus status = epi_sdp_check_cone (check, check->Y, &least);
  if (status != EPI_OK)
    return status;
  double Y = epi_largest (check->Y, check->length);
  long double size = fmax (Y, epi_largest (answer->v, sdp->A.rows)) / value;
  epi_sdp_check_adjoint (check, answer->v);
  for (size_t i = 0; i < sdp->m; i++) {
    long double r = fabsl (check->sum[i]) / value;
    most = fmaxl (most, r);
    residual =
        fmaxl (residual, epi_ray_residual (r, column_size (sdp, i) * size));
  }
  long double cone = epi_ray_residual (-least / value, Y / value);
  certificate->dual_residual = (double)fmaxl (residual, cone);
  EpiMeasure measures[] = {
      {residual, "the ray is not orthogonal to the matrices"},
      {cone, "the ray is not positive semidefinite"},
      {epi_sdp_reach (fmaxl (most, -least / value), size),
       "the ray is so large that a feasible point may be far away"},
  };
  epi_certificate_conclude (certificate, EPI_INFEASIBLE, measures, 3);
  return EPI_OK;
}

/* Whether point is feasible: its residual, INFINITY where a block with a weight
 * is not positive definite. */
static EpiStatus
point_measures (EpiSdpCheck *check, const double *point, long double *residual,
                long double *reached)
{
  EpiConvexCertificate of_point = {0};
  const EpiSdp *sdp = check->sdp;

  epi_sdp_check_evaluate (check, point,
                          true); /* X is F(point): nobody gave one */
  memcpy (check->Y, check->F, check->length * sizeof *check->Y);
  EpiSdpAnswer answer = {.x = (double *)point, .X = check->Y};
  EpiStatus status =
      epi_sdp_primal_measures (check, &answer, &of_point, reached);
  *residual = of_point.primal_residual;
  for (size_t k = 0; k < sdp->n_blocks && status == EPI_OK; k++)
    if (sdp->blocks[k].weight > 0 &&
        isnan (epi_sdp_check_log_det (check, check->F, k)))
      *residual = INFINITY;
  return status;
}

/* The largest residual of A d relative to the sizes of its rows. */
static long double
equality_residual (EpiSdpCheck *check, const double *d, long double fall)
{
  const EpiSparse *A = &check->sdp->A;
  long double length = epi_largest (d, A->cols) / fall, worst = 0;
  long double *size = check->sum + A->rows;

  epi_sdp_check_equalities (check, d);
  memset (size, 0, A->rows * sizeof *size);
  for (size_t k = 0; k < epi_sparse_entries (A); k++)
    size[A->row[k]] = fmaxl (size[A->row[k]], fabs (A->value[k]));
  for (size_t i = 0; i < A->rows; i++)
    worst = fmaxl (worst,
                   epi_ray_residual (check->sum[i] / fall, size[i] * length));
  return worst;
}

/* -cᵀd. */
static long double
fall_of (const EpiSdp *sdp, const double *d)
{
  EpiSum slope = epi_sum_of_products (sdp->c, d, sdp->m);
  return epi_sum_sure ((EpiSum){-slope.sum, slope.size});
}

EpiStatus
epi_sdp_certify_unbounded (EpiSdpCheck *check, const EpiSdpAnswer *answer,
                           EpiConvexCertificate *certificate)
{
  const EpiSdp *sdp = check->sdp;
  long double least, size = 0, feasible = 0, reached = 0;

  if (!epi_is_finite (answer->x, sdp->m) ||
      !epi_is_finite (answer->point, sdp->m))
    return epi_certificate_not_finite (certificate,
                                       "a number of the ray is not finite");
  long double fall = fall_of (sdp, answer->x);
  if (!(fall > 0))
    return epi_certificate_refuse (
        certificate, "the objective does not improve along the ray");
  long double rows = equality_residual (check, answer->x, fall);
  epi_sdp_check_evaluate (check, answer->x, false);
  EpiStatus status = epi_is_finite (check->F, check->length)
                         ? epi_sdp_check_cone (check, check->F, &least)
                         : EPI_NOT_FINITE;
  if (status == EPI_OK)
    status = point_measures (check, answer->point, &feasible, &reached);
  if (status != EPI_OK)
    return status;
  for (size_t i = 0; i < sdp->m; i++)
    size =
        fmaxl (size, fabs (answer->x[i]) * epi_sdp_largest (sdp, i + 1) / fall);
  long double cone = epi_ray_residual (-least / fall, size);
  certificate->primal_residual = (double)fmaxl (fmaxl (rows, cone), feasible);
  EpiMeasure measures[] = {
      {rows, "the ray leaves an equality"},
      {cone, "the ray is not positive semidefinite"},
      {epi_sdp_reach (fmaxl (rows, -least / fall), size),
       "the ray is so large that it need not be near to one"},
      {feasible, "a feasible point: without one the problem may be infeasible"},
      {reached, "the point is so large that no feasible one need be near"},
  };
  epi_certificate_conclude (certificate, EPI_UNBOUNDED, measures, 5);
  return EPI_OK;
}
