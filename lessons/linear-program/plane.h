/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the lesson's figures share (frames.c), and the layers of the plane that
 * speak of one iterate (plane-moment.c).
 */
#pragma once

#include "kit/epi-layers.h"
#include "linear-program/program.h"

/* Colours, one meaning each: walls EPI_COLOUR_DATA, the cost EPI_COLOUR_FIT,
 * multipliers EPI_COLOUR_RESIDUAL, iterates epi_run_colour(), what is proven
 * EPI_COLOUR_OPTIMUM, what cannot be EPI_COLOUR_WARNING. */

/* The frame's vector of that name with n numbers, or NULL. */
const double *lp_vector (const EpiFrame *frame, const char *name, size_t n);

/* The frame after the playhead's, or NULL. */
const EpiFrame *lp_next_frame (const EpiScene *scene, size_t run);

bool lp_is_simplex (const EpiRun *run);

/* Steps that exchanged two variables, or moved: what a run needed. */
size_t lp_run_steps (const EpiRun *run);

/* "simplex: 3 pivots". */
char *lp_run_label (const EpiRun *run);

/* handles.c: the part of the plane that handles keep to, which the figure shows
 * at least; and where those at both ends of a wall and in its middle lie
 * (false: it is not in sight). */
EpiRange lp_sight (const EpiScene *scene, const LpProgram *program);
bool lp_wall_ends (const EpiHalfPlane *wall, const EpiRange *sight,
                   EpiPoint ends[2]);
/* The middle of the polygon's edge on wall i; else of its line in sight. */
bool lp_edge_middle (const LpProgram *p, const EpiRange *sight, size_t i,
                     EpiPoint *at);

/* frames.c: labels keep away from that segment (data units); and where a label
 * stands so many pixels beside a wall, on the side that it does not allow. */
void lp_take_line (cairo_t *cr, const EpiAxes *axes, EpiPoint from,
                   EpiPoint to);
EpiPoint lp_away (const EpiHalfPlane *wall, double pixels);

void lp_draw_moment (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                     const void *data);

/* space.c: the axes of a program with three variables (false: it has not), and
 * the layers of its figure, which draw nothing of any other. */
bool lp_space_axes (const EpiScene *scene, EpiAxesSpec *spec);
void lp_space_coordinates (cairo_t *cr, const EpiAxes *axes,
                           const EpiScene *scene, const void *data);
void lp_space_polytope (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                        const void *data);
void lp_space_central_path (cairo_t *cr, const EpiAxes *axes,
                            const EpiScene *scene, const void *data);
void lp_space_ways (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                    const void *data);
void lp_space_legend (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                      const void *data);

/* panels.c: text at a point (pixels), aligned at the share ax of its width. */
void lp_put (cairo_t *cr, const EpiAxes *axes, double x, double y, double ax,
             double size, const char *markup, EpiColour colour);
/* The size at which a line fits into the width, at most size. */
double lp_fit_size (const char *markup, double size, double width);

/* panels.c, duality.c: rows of lp_views. */
extern const EpiLayer lp_dictionary_layers[], lp_duality_layers[];
void lp_panel_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *lp_dictionary_summary (const EpiScene *scene);
char *lp_duality_summary (const EpiScene *scene);
