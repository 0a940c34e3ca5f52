/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the layers of the graph share: how much room there is.
 */
#pragma once

#include "backprop/lesson.h"

#define BP_FORWARD EPI_COLOUR_TEXT
#define BP_BACKWARD EPI_COLOUR_RESIDUAL
#define BP_POSITIVE EPI_COLOUR_SERIES
#define BP_NEGATIVE (EPI_COLOUR_SERIES + 1)
#define BP_EDGE_WEIGHT 0.29 /* of the way: where a weight stands */
#define BP_BIAS_BELOW 0.38  /* rows under its unit */
#define BP_TARGET 0.42      /* columns beyond the last: what is wanted */
#define BP_LOSS 0.9         /* and what it costs to miss it */

typedef struct {
  BpGraph graph;
  bool walk;
  size_t psi[BP_LAYERS + 1],
      phi[BP_LAYERS + 1]; /* factors of layer l; 0: none */
  double row, column;     /* pixels */
  double width, height;   /* of a unit, pixels */
  double text;            /* sizes: of words, */
  double in_unit;         /* of numbers in a unit, */
  double gradient_way;    /* on an edge: where its gradient stands */
  double on_edge;         /* on an edge */
} BpRoom;

/* false while there is no network. */
bool bp_room_of (const EpiAxes *axes, const EpiScene *scene, BpRoom *room);

static inline EpiPoint
bp_pixels (const EpiAxes *axes, EpiPoint at)
{
  return (EpiPoint){epi_axes_x (axes, at.x), epi_axes_y (axes, at.y)};
}

/* Markup in the middle of (x, y), or to one side of it. */
void bp_write (cairo_t *cr, const EpiAxes *axes, const char *markup,
               double size, double x, double y, double ax, EpiColour colour);

/* views-units.c */
void bp_draw_units (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                    const void *data);
