/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How fast a convex solver comes to its proof: a view for any lesson.
 *
 * Against the iteration, on a log scale, from scalars of the frames:
 *
 *     gap               "gap"                          solid, dots
 *     distance          |f - f*| / (1 + |f*|)          dashed; f* is the
 *                       "objective" where the first run to converge ended,
 *                       or where this one did, if that is another number
 *                       (a dual's); it ends where it is 0
 *     primal residual   "primal_residual"              thin
 *     dual residual     "dual_residual"                thin, dashed
 *
 * of every run but those of another problem (EpiBuilt.runs: apart).  The colour
 * is that of the run, in this and every other figure.  Values below 1e-16 are
 * drawn there; a curve is named at its end, as in the strip under the figures.
 * A line marks the tolerance of the certificate: the lesson's
 * parameter `tolerance`, where it has one.
 */
#pragma once

#include "kit/epi-lesson.h"

/* Iterates and paths of a run, wherever they are drawn: the first run's are
 * EPI_COLOUR_ITERATE. */
EpiColour epi_run_colour (size_t run);

/* For a row of EpiLesson.views: .axes, .layers, .summary. */
extern const EpiLayer epi_convergence_layers[];
void epi_convergence_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *epi_convergence_summary (const EpiScene *scene);
