/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "backprop/lesson.h"

#include <math.h>
#include <string.h>

#define HEADS 0.16 /* of all rows: a line of text in a low figure */

/* Room for targets and loss behind the last column of a walk, and over the
 * units for the heads of the columns, whose height is not that of a row. */
static void
find_room (BpGraph *graph)
{
  bool walk = epi_frame_find (graph->frame, "phase") != NULL;
  size_t widest = 2;

  for (size_t c = 0; c <= graph->layers; c++)
    widest = MAX (widest, graph->units[c]);
  graph->left = walk ? -0.26 : -0.42;
  graph->columns = (double)graph->layers + (walk ? 1.14 : 0.4) - graph->left;
  graph->low = -(double)widest / 2 - 0.18;
  graph->rows = (double)widest + 0.18 + fmax (0.42, HEADS * (double)widest);
}

bool
bp_graph_of (const EpiScene *scene, BpGraph *graph)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiFrameItem *units =
      frame != NULL ? epi_frame_find (frame, "units") : NULL;

  if (units == NULL || units->rows < 2 || units->rows > BP_LAYERS + 1)
    return false;
  *graph = (BpGraph){.layers = units->rows - 1, .frame = frame};
  for (size_t c = 0; c < units->rows; c++)
    graph->units[c] = (size_t)units->data[c];
  find_room (graph);
  return true;
}

EpiPoint
bp_place (const BpGraph *graph, double column, double row)
{
  return (EpiPoint){(column - graph->left) / graph->columns,
                    (row - graph->low) / graph->rows};
}

EpiPoint
bp_unit_at (const BpGraph *graph, size_t column, size_t unit)
{
  return bp_place (graph, (double)column,
                   ((double)graph->units[column] - 1) / 2 - (double)unit);
}

size_t
bp_unit_number (const BpGraph *graph, size_t column, size_t unit)
{
  for (size_t c = 0; c < column; c++)
    unit += graph->units[c];
  return unit;
}

EpiPoint
bp_edge_at (const BpGraph *graph, size_t l, size_t to, size_t from, double way)
{
  EpiPoint a = bp_unit_at (graph, l - 1, from), b = bp_unit_at (graph, l, to);

  return (EpiPoint){a.x + way * (b.x - a.x), a.y + way * (b.y - a.y)};
}

bool
bp_hovered (const EpiScene *scene, const BpGraph *graph, size_t *column,
            size_t *unit)
{
  if (scene->hover_view == NULL || strcmp (scene->hover_view, "network") != 0)
    return false;
  for (size_t c = 0; c <= graph->layers; c++)
    for (size_t i = 0; i < graph->units[c]; i++) {
      EpiPoint at = bp_unit_at (graph, c, i);
      if (graph->columns * fabs (scene->hover.x - at.x) < 0.19 &&
          graph->rows * fabs (scene->hover.y - at.y) < 0.42) {
        *column = c;
        *unit = i;
        return true;
      }
    }
  return false;
}

double
bp_unit_border (const EpiScene *scene, const BpGraph *graph, size_t column)
{
  return column == graph->layers && graph->units[column] == 1
             ? bp_border_of (scene->document)
             : 0;
}

double
bp_largest (const double *values, size_t n, double middle)
{
  double most = 0;

  for (size_t i = 0; i < n; i++)
    if (isfinite (values[i]))
      most = fmax (most, fabs (values[i] - middle));
  return most > 0 ? most : 1;
}

const char *
bp_input_name (const EpiScene *scene, size_t i)
{
  for (size_t f = 0; f < BP_FEATURES; f++)
    if (epi_scene_number (scene, bp_features[f].param) != 0 && i-- == 0)
      return bp_features[f].label;
  return "";
}
