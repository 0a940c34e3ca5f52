/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the lesson's figures share.
 */
#pragma once

#include "kit/epi-lesson.h"

/* Colours: points of an output, iterates of a run. */
EpiColour ls_output_colour (const EpiScene *scene, size_t output);
EpiColour ls_run_colour (const EpiScene *scene, size_t run);

/* views-data.c */
extern const EpiLayer ls_data_layers[];
void ls_data_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *ls_data_summary (const EpiScene *scene);

/* views-plane.c */
extern const EpiLayer ls_plane_layers[];
void ls_plane_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *ls_plane_summary (const EpiScene *scene);

/* views-cost.c */
extern const EpiLayer ls_cost_layers[];
void ls_cost_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *ls_cost_summary (const EpiScene *scene);

/* views-methods.c: the matrices of the direct methods. */
extern const EpiLayer ls_equations_layers[];
void ls_equations_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *ls_equations_summary (const EpiScene *scene);
