/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The line under the figures that says who did what in how long:
 *
 *     converged · geometric program · 4.4 s · 210 MiB · live · CPU
 *
 * The time is the processor's, for all steps that led the run that is named to
 * the playhead, in however many pieces they were made; where there were none,
 * that of this answer by the clock.  The memory is told of what takes long.  Of
 * runs that are not looked at (runs_when of the lesson) nothing is said.
 */
#pragma once

#include "kit/epi-scene.h"

/* New; scene->answer is not NULL. */
char *epi_status_line (const EpiScene *scene);
