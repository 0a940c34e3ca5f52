/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The certificate strip of convex lessons: what an engine certificate
 * (problem/epi-certificate.h) says, in the words and numbers that they share.
 *
 *     optimal      "globally optimal to 1e-8", or what p, d, gap, residuals
 *                  other tolerance the proof was asked for
 *     infeasible   "no feasible point: y proves it"    the residual of y
 *     unbounded    "unbounded along d"                 the residual of d
 *     none yet     what is missing                     p, d, gap, residuals
 *
 * Names for conditions: primal, dual_value, gap, primal_residual,
 * dual_residual.  The gap is shown with its meter: a bar from 1 to 1e-12 with a
 * mark at the tolerance.
 */
#pragma once

#include "kit/epi-lesson.h"
#include "problem/epi-certificate.h"

#define EPI_CONVEX_TOLERANCE 1e-8 /* of every lesson's certificate */

/* computed: what epi_…_certify() returned; proof: what it wrote; frame: of the
 * iterate that was judged, for its status. */
void epi_convex_certificate (EpiStatus computed,
                             const EpiConvexCertificate *proof,
                             const EpiFrame *frame,
                             EpiCertificate *certificate);

/* In a drag, when nothing is proven before the release. */
void epi_convex_certificate_waits (EpiCertificate *certificate);
