/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-certificate-sdp-private.h"

#include "core/epi-matrix.h"

/* Σ wₖ log det Fₖ, Σ wₖ log det Yₖ and Σ nₖ (wₖ - wₖ log wₖ). */
typedef struct {
  long double F, Y, constant;
} Determinants;

static Determinants
determinants (EpiSdpCheck *check)
{
  const EpiSdp *sdp = check->sdp;
  Determinants out = {0};
  for (size_t k = 0; k < sdp->n_blocks; k++) {
    long double w = sdp->blocks[k].weight;
    if (w == 0)
      continue;
    out.F += w * epi_sdp_check_log_det (check, check->F, k);
    out.Y += w * epi_sdp_check_log_det (check, check->Y, k);
    out.constant += (long double)sdp->blocks[k].size * (w - w * logl (w));
  }
  return out;
}

/* What is large in the problem: c and the weights; F₀ and b. */
static double
largest_cost (const EpiSdp *sdp)
{
  double most = epi_largest (sdp->c, sdp->m);
  for (size_t k = 0; k < sdp->n_blocks; k++)
    most = fmax (most, sdp->blocks[k].weight);
  return most;
}

static long double
norm (const long double *v, const double *target, size_t n)
{
  long double sum = 0;
  for (size_t i = 0; i < n; i++) {
    long double d = v[i] - (target != NULL ? target[i] : 0);
    sum += d * d;
  }
  return sqrtl (sum);
}

static long double
difference (const double *a, const double *b, size_t n)
{
  long double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += ((long double)a[i] - b[i]) * ((long double)a[i] - b[i]);
  return sqrtl (sum);
}

static long double
trace_of_product (const EpiSdpCheck *check)
{
  long double sum = 0;
  for (size_t i = 0; i < check->length; i++)
    sum += (long double)check->F[i] * check->Y[i];
  return sum;
}

EpiStatus
epi_sdp_primal_measures (EpiSdpCheck *check, const EpiSdpAnswer *answer,
                         EpiConvexCertificate *certificate,
                         long double *reached)
{
  const EpiSdp *sdp = check->sdp;
  double F0 = epi_sdp_largest (sdp, 0);
  double b = epi_largest (sdp->b, sdp->A.rows);
  long double scale = epi_unit (fmax (F0, b)) + F0, least;
  EpiStatus status;

  epi_sdp_check_equalities (check, answer->x);
  long double rows =
      norm (check->sum, sdp->b, sdp->A.rows) / (epi_unit (fmax (F0, b)) + b);
  epi_sdp_check_evaluate (check, answer->x, true);
  if (!epi_is_finite (check->F, check->length))
    return EPI_NOT_FINITE;
  if ((status = epi_sdp_check_cone (check, check->F, &least)) != EPI_OK)
    return status;
  certificate->dimacs[2] = (double)fmaxl (
      rows, difference (answer->X, check->F, check->length) / scale);
  certificate->dimacs[3] = (double)((0 - least) / scale);
  certificate->primal_residual =
      fmax (certificate->dimacs[2], certificate->dimacs[3]);
  *reached = epi_sdp_reach (fmaxl (rows, -least / scale),
                            epi_largest (check->F, check->length) / scale);
  return EPI_OK;
}

static EpiStatus
dual_measures (EpiSdpCheck *check, const EpiSdpAnswer *answer,
               EpiConvexCertificate *certificate, long double *reached)
{
  const EpiSdp *sdp = check->sdp;
  long double scale =
      epi_unit (largest_cost (sdp)) + epi_largest (sdp->c, sdp->m);
  long double least;

  epi_sdp_check_take (check, answer->Y);
  EpiStatus status = epi_sdp_check_cone (check, check->Y, &least);
  if (status != EPI_OK)
    return status;
  epi_sdp_check_adjoint (check, answer->v);
  certificate->dimacs[0] = (double)(norm (check->sum, sdp->c, sdp->m) / scale);
  certificate->dimacs[1] = (double)((0 - least) / scale);
  certificate->dual_residual =
      fmax (certificate->dimacs[0], certificate->dimacs[1]);
  double size = fmax (epi_largest (check->Y, check->length),
                      epi_largest (answer->v, sdp->A.rows));
  *reached = epi_sdp_reach (certificate->dual_residual, size / scale);
  return EPI_OK;
}

static void
find_gap (EpiSdpCheck *check, const EpiSdpAnswer *answer,
          EpiConvexCertificate *certificate)
{
  const EpiSdp *sdp = check->sdp;
  Determinants det = determinants (check);
  double rhs =
      fmax (epi_sdp_largest (sdp, 0), epi_largest (sdp->b, sdp->A.rows));
  long double unit = epi_unit (largest_cost (sdp));
  long double p = epi_sum_of_products (sdp->c, answer->x, sdp->m).sum - det.F;
  long double d = epi_sdp_check_inner (check, 0).sum +
                  epi_sum_of_products (sdp->b, answer->v, sdp->A.rows).sum +
                  det.Y + det.constant;
  long double open = trace_of_product (check) - det.F - det.Y - det.constant;

  if (!epi_sdp_has_determinant (sdp))
    unit *= epi_unit (rhs);
  certificate->primal = (double)p;
  certificate->dual = (double)d;
  certificate->dimacs[4] =
      (double)(fabsl (p - d) / (unit + fabsl (p) + fabsl (d)));
  certificate->dimacs[5] =
      (double)(fabsl (open) / (unit + fabsl (p) + fabsl (d)));
  certificate->gap = fmax (certificate->dimacs[4], certificate->dimacs[5]);
}

/* Whether x is so far out that its direction d = x/‖x‖ is, to the tolerance,
 * one of recession in which the linear part does not rise, while a block with a
 * weight grows: F(d) ⪰ 0, Ad = 0, cᵀd ≤ 0, Fₖ(d) ≠ 0.  check->F is F(x), and x
 * feasible.  Then -log det Fₖ falls without end along d. */
static bool
drifts_away (const EpiSdpCheck *check, const EpiSdpAnswer *answer,
             const EpiConvexCertificate *certificate)
{
  const EpiSdp *sdp = check->sdp;
  double little = certificate->tolerance, grown = 0;
  double far = epi_largest (answer->x, sdp->m);
  double slope = (double)epi_sum_of_products (sdp->c, answer->x, sdp->m).sum;

  for (size_t k = 0; k < sdp->n_blocks; k++)
    if (sdp->blocks[k].weight > 0) {
      size_t begin = epi_sdp_block_offset (sdp, k);
      double size = epi_largest (check->F + begin,
                                 epi_sdp_block_offset (sdp, k + 1) - begin);
      grown = fmax (grown, size);
    }
  return grown > 0 && certificate->primal_residual <= little &&
         epi_sdp_largest (sdp, 0) <= little * grown &&
         epi_largest (sdp->b, sdp->A.rows) <= little * far &&
         slope <= little * epi_largest (sdp->c, sdp->m) * far;
}

static EpiStatus
certify_optimum (EpiSdpCheck *check, const EpiSdpAnswer *answer,
                 EpiConvexCertificate *certificate)
{
  const EpiSdp *sdp = check->sdp;
  long double primal_reach = 0, dual_reach = 0;

  if (!epi_is_finite (answer->x, sdp->m) ||
      !epi_is_finite (answer->X, check->length) ||
      !epi_is_finite (answer->Y, check->length) ||
      !epi_is_finite (answer->v, sdp->A.rows))
    return epi_certificate_not_finite (certificate,
                                       "a number of the answer is not finite");
  EpiStatus status =
      epi_sdp_primal_measures (check, answer, certificate, &primal_reach);
  if (status == EPI_OK)
    status = dual_measures (check, answer, certificate, &dual_reach);
  if (status != EPI_OK)
    return status;
  find_gap (check, answer, certificate);
  if (isnan (certificate->gap))
    return epi_certificate_refuse (
        certificate, "a block with a weight is not positive definite");
  EpiMeasure measures[] = {
      {certificate->dimacs[2], "X is not F(x), or an equality is violated"},
      {certificate->dimacs[3], "F(x) is not positive semidefinite"},
      {certificate->dimacs[0], "Y does not balance the gradient"},
      {certificate->dimacs[1], "Y is not positive semidefinite"},
      {certificate->gap, "primal and dual value are apart"},
      {primal_reach, "F(x) is so large that no feasible point need be near"},
      {dual_reach, "Y is so large that no feasible Y need be near"},
  };
  epi_certificate_conclude (certificate, EPI_OPTIMAL, measures, 7);
  certificate->drifts = certificate->status != EPI_OPTIMAL &&
                        drifts_away (check, answer, certificate);
  if (certificate->drifts)
    certificate->missing = "the logarithm seems to grow without end";
  return EPI_OK;
}

EpiStatus
epi_sdp_certify (const EpiSdp *sdp, const EpiSdpAnswer *answer,
                 double tolerance, EpiConvexCertificate *certificate)
{
  EpiStatus status = EPI_NO_MEMORY;
  EpiSdpCheck check;

  epi_certificate_begin (certificate, tolerance);
  for (size_t k = 0; k < sdp->n_blocks; k++)
    if (!(sdp->blocks[k].weight >= 0))
      return epi_certificate_refuse (certificate, "a weight is negative");
  if (epi_sdp_check_new (sdp, &check)) {
    if (answer->status == EPI_INFEASIBLE)
      status = epi_sdp_certify_infeasible (&check, answer, certificate);
    else if (answer->status == EPI_UNBOUNDED)
      status = epi_sdp_certify_unbounded (&check, answer, certificate);
    else
      status = certify_optimum (&check, answer, certificate);
  }
  if (status != EPI_OK && certificate->missing == NULL)
    certificate->missing = epi_status_sentence (status);
  epi_sdp_check_clear (&check);
  return status;
}
