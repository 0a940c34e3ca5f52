/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small semidefinite program with a claimed answer, to be certified.
 */
#pragma once

#include "core/epi-alloc.h"
#include "problem/epi-certificate.h"
#include "problem/known-programs.h"

#include <glib.h>
#include <string.h>

static inline EpiConvexCertificate
certify (const EpiSdp *sdp, const EpiSdpAnswer *answer, double tolerance)
{
  EpiConvexCertificate out;
  g_assert_cmpint (epi_sdp_certify (sdp, answer, tolerance, &out), ==, EPI_OK);
  g_assert_true ((out.status == EPI_RUNNING) == (out.missing != NULL));
  g_assert_true ((out.status != EPI_RUNNING) ==
                 (out.tolerance_reached <= tolerance));
  return out;
}

typedef struct {
  EpiSdp sdp;
  EpiSdpAnswer answer;
} Case;

static inline void
case_new (Case *self, size_t m, const double *c, size_t n_blocks,
          const EpiSdpBlock *blocks, size_t n, const EpiSdpEntry *entries)
{
  g_assert_cmpint (epi_sdp_new (m, c, n_blocks, blocks, n, entries, &self->sdp),
                   ==, EPI_OK);
  g_assert_cmpint (epi_sdp_answer_new (&self->sdp, &self->answer), ==, EPI_OK);
  self->answer.status = EPI_CONVERGED;
}

static inline void
case_clear (Case *self)
{
  epi_sdp_answer_clear (&self->answer);
  epi_sdp_clear (&self->sdp);
}

/* Leniently: what is refused so is refused. */
static inline EpiStatus
certify_case (const void *data, EpiConvexCertificate *out)
{
  const Case *self = data;
  return epi_sdp_certify (&self->sdp, &self->answer, 1e-3, out);
}

#define SET(to, ...)                                                           \
  memcpy (to, ((double[]){__VA_ARGS__}), sizeof ((double[]){__VA_ARGS__}))

/* X := F(x). */
static inline void
follow (Case *self)
{
  epi_sdp_evaluate (&self->sdp, self->answer.x, self->answer.X);
}
