/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-certificate-private.h"

void
epi_certificate_begin (EpiConvexCertificate *certificate, double tolerance)
{
  *certificate = (EpiConvexCertificate){
      .status = EPI_RUNNING,
      .primal = NAN,
      .dual = NAN,
      .primal_residual = NAN,
      .dual_residual = NAN,
      .gap = NAN,
      .dimacs = {NAN, NAN, NAN, NAN, NAN, NAN},
      .tolerance = tolerance,
      .tolerance_reached = INFINITY,
  };
}

EpiStatus
epi_certificate_refuse (EpiConvexCertificate *certificate, const char *missing)
{
  certificate->missing = missing;
  return EPI_OK;
}

EpiStatus
epi_certificate_not_finite (EpiConvexCertificate *certificate,
                            const char *missing)
{
  certificate->missing = missing;
  return EPI_NOT_FINITE;
}

void
epi_certificate_conclude (EpiConvexCertificate *certificate, EpiStatus claim,
                          const EpiMeasure *measures, size_t n)
{
  long double reached = 0;
  certificate->status = claim;
  for (size_t i = 0; i < n; i++) {
    long double value =
        isnan (measures[i].value) ? INFINITY : measures[i].value;
    reached = fmaxl (reached, value);
    if (value <= certificate->tolerance)
      continue;
    if (certificate->missing == NULL)
      certificate->missing = measures[i].missing;
    certificate->status = EPI_RUNNING;
  }
  /* Rounded up: the claim holds at what is printed. */
  certificate->tolerance_reached = (double)reached;
  if (certificate->tolerance_reached < reached)
    certificate->tolerance_reached =
        nextafter (certificate->tolerance_reached, INFINITY);
}

double
epi_largest (const double *v, size_t n)
{
  double most = 0;
  for (size_t i = 0; i < n; i++)
    most = fmax (most, fabs (v[i]));
  return most;
}
