/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the lesson's figures share.
 */
#pragma once

#include "kit/epi-lesson.h"

/* Colours: points of an output, iterates of a run. */
EpiColour ls_output_colour (const EpiScene *scene, size_t output);
EpiColour ls_run_colour (const EpiScene *scene, size_t run);

/* views-methods.c: the matrices of the direct methods. */
extern const EpiLayer ls_equations_layers[];
void ls_equations_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *ls_equations_summary (const EpiScene *scene);
