/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be taken hold of in the network: the weights on the edges, what is
 * given (x and t), the entries of a gradient.
 *
 * A weight that is typed makes all weights typed ones: those that stand at the
 * playhead, and this one new; the run begins anew from them.
 */
#include "backprop/room.h"

#include "core/epi-number.h"
#include "kit/epi-entries.h"

#include <math.h>
#include <string.h>

#define GRAIN 0.05 /* that a drag by a twentieth of a row is worth */

static EpiDocument *
unchanged (const EpiScene *scene)
{
  return epi_document_ref (scene->document);
}

/* What a drag from where it stands makes of a number. */
static double
dragged (double value, double way)
{
  return round ((value + GRAIN * round (20 * way)) * 1e6) / 1e6;
}

/* ---- Weights: W₁ column by column, b₁, W₂, … ---- */

typedef struct {
  size_t l; /* from 1 */
  bool bias;
  size_t to, from;
} Weight;

static bool
weight_of (const BpGraph *graph, size_t i, Weight *weight)
{
  for (size_t l = 1; l <= graph->layers; l++) {
    size_t rows = graph->units[l], n = rows * graph->units[l - 1];
    if (i < n + rows) {
      *weight = (Weight){l, i >= n, i % rows, i / rows};
      return true;
    }
    i -= n + rows;
  }
  return false;
}

static double
weight_value (const BpGraph *graph, const Weight *w)
{
  const EpiFrameItem *item =
      epi_frame_find (graph->frame, bp_weight_name (w->l, w->bias));
  size_t at = w->to + (w->bias ? 0 : w->from * graph->units[w->l]);

  return item != NULL ? item->data[at] : NAN;
}

size_t
bp_weight_count (const EpiScene *scene)
{
  BpGraph graph;
  size_t n = 0;

  if (!bp_graph_of (scene, &graph))
    return 0;
  for (size_t l = 1; l <= graph.layers; l++)
    n += graph.units[l] * (graph.units[l - 1] + 1);
  return n;
}

bool
bp_weight_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  BpGraph graph;
  Weight w;

  if (!bp_graph_of (scene, &graph) || !weight_of (&graph, i, &w))
    return false;
  if (w.bias) {
    *point = bp_unit_at (&graph, w.l, w.to);
    point->y -= BP_BIAS_BELOW / graph.rows;
  } else
    *point = bp_edge_at (&graph, w.l, w.to, w.from, BP_EDGE_WEIGHT);
  return true;
}

char *
bp_weight_title (const EpiScene *scene, size_t i)
{
  BpGraph graph;
  Weight w;

  if (!bp_graph_of (scene, &graph) || !weight_of (&graph, i, &w))
    return NULL;
  return w.bias ? g_strdup_printf ("bias b%zu[%zu]", w.l, w.to + 1)
                : g_strdup_printf ("weight W%zu[%zu,%zu]", w.l, w.to + 1,
                                   w.from + 1);
}

size_t
bp_weight_numbers (const EpiScene *scene, size_t i, EpiHandleNumber *numbers)
{
  BpGraph graph;
  Weight w;

  if (!bp_graph_of (scene, &graph) || !weight_of (&graph, i, &w))
    return 0;
  g_strlcpy (numbers[0].label, w.bias ? "b" : "w", sizeof numbers[0].label);
  numbers[0].value = weight_value (&graph, &w);
  return 1;
}

EpiDocument *
bp_weight_set (const EpiScene *scene, size_t i, const double *values)
{
  BpGraph graph;
  Weight w;

  if (!bp_graph_of (scene, &graph) || !weight_of (&graph, i, &w) ||
      !isfinite (values[0]))
    return unchanged (scene);
  EpiDocument *document =
      epi_document_with_value (scene->document, "weights", epi_text ("typed"));
  for (size_t l = 1; l <= graph.layers; l++)
    for (int bias = 0; bias < 2; bias++) {
      const char *name = bp_weight_name (l, bias);
      const EpiFrameItem *item = epi_frame_find (graph.frame, name);
      if (item == NULL)
        continue;
      size_t n = item->rows * item->cols;
      double *typed = g_memdup2 (item->data, n * sizeof *typed);
      if (l == w.l && (bool)bias == w.bias)
        typed[w.to + (bias ? 0 : w.from * item->rows)] = values[0];
      EpiDocument *with = epi_lesson_with_matrix (
          scene->lesson, document, name, typed, item->rows, item->cols);
      g_free (typed);
      epi_document_unref (document);
      document = with;
    }
  return document;
}

EpiDocument *
bp_weight_to (const EpiScene *scene, size_t i, EpiPoint point)
{
  EpiHandleNumber number[EPI_HANDLE_NUMBERS];
  EpiPoint from;
  BpGraph graph;

  if (!bp_graph_of (scene, &graph) || !bp_weight_position (scene, i, &from) ||
      bp_weight_numbers (scene, i, number) == 0)
    return unchanged (scene);
  double value = dragged (number[0].value, graph.rows * (point.y - from.y));
  return value == number[0].value ? unchanged (scene)
                                  : bp_weight_set (scene, i, &value);
}

/* ---- What is given: x, then t ---- */

static const char *
given_of (const BpGraph *graph, size_t *i)
{
  if (*i < graph->units[0])
    return "input";
  *i -= graph->units[0];
  return *i < graph->units[graph->layers] ? "target" : NULL;
}

size_t
bp_given_count (const EpiScene *scene)
{
  BpGraph graph;

  return bp_graph_of (scene, &graph)
             ? graph.units[0] + graph.units[graph.layers]
             : 0;
}

bool
bp_given_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  BpGraph graph;

  if (!bp_graph_of (scene, &graph))
    return false;
  const char *name = given_of (&graph, &i);
  if (name == NULL)
    return false;
  *point = bp_unit_at (&graph, *name == 'i' ? 0 : graph.layers, i);
  point->x += *name == 'i' ? 0 : BP_TARGET / graph.columns;
  return true;
}

char *
bp_given_title (const EpiScene *scene, size_t i)
{
  BpGraph graph;
  const char *name;

  if (!bp_graph_of (scene, &graph) || (name = given_of (&graph, &i)) == NULL)
    return NULL;
  return g_strdup_printf (*name == 'i' ? "input x[%zu]" : "target t[%zu]",
                          i + 1);
}

/* All of x, or of t: as many as there are units. */
static size_t
given_values (const EpiScene *scene, const BpGraph *graph, const char *name,
              double values[BP_WIDTH])
{
  size_t n = graph->units[*name == 'i' ? 0 : graph->layers];

  bp_take_column (scene->document, name, values, n);
  return n;
}

size_t
bp_given_numbers (const EpiScene *scene, size_t i, EpiHandleNumber *numbers)
{
  BpGraph graph;
  const char *name;
  double values[BP_WIDTH];

  if (!bp_graph_of (scene, &graph) || (name = given_of (&graph, &i)) == NULL)
    return 0;
  given_values (scene, &graph, name, values);
  g_strlcpy (numbers[0].label, *name == 'i' ? "x" : "t",
             sizeof numbers[0].label);
  numbers[0].value = values[i];
  return 1;
}

EpiDocument *
bp_given_set (const EpiScene *scene, size_t i, const double *typed)
{
  BpGraph graph;
  const char *name;
  double values[BP_WIDTH];

  if (!bp_graph_of (scene, &graph) || (name = given_of (&graph, &i)) == NULL ||
      !isfinite (typed[0]))
    return unchanged (scene);
  size_t n = given_values (scene, &graph, name, values);
  values[i] = typed[0];
  return epi_lesson_with_matrix (scene->lesson, scene->document, name, values,
                                 n, 1);
}

EpiDocument *
bp_given_to (const EpiScene *scene, size_t i, EpiPoint point)
{
  EpiHandleNumber number[EPI_HANDLE_NUMBERS];
  EpiPoint from;
  BpGraph graph;

  if (!bp_graph_of (scene, &graph) || !bp_given_position (scene, i, &from) ||
      bp_given_numbers (scene, i, number) == 0)
    return unchanged (scene);
  double value = dragged (number[0].value, graph.rows * (point.y - from.y));
  return value == number[0].value ? unchanged (scene)
                                  : bp_given_set (scene, i, &value);
}

/* ---- Entries of the gradient, which are checked ---- */

static const EpiFrameItem *
gradient_of (const EpiScene *scene, const EpiFrameItem **by_difference)
{
  static const char *const names[2][BP_LAYERS] = {
      {"dW1", "dW2", "dW3", "dW4", "dW5"}, {"fW1", "fW2", "fW3", "fW4", "fW5"}};
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  size_t l = frame != NULL ? bp_gradient_layer (frame) : 0;

  if (l == 0)
    return NULL;
  *by_difference = epi_frame_find (frame, names[1][l - 1]);
  return *by_difference != NULL ? epi_frame_find (frame, names[0][l - 1])
                                : NULL;
}

size_t
bp_entry_count (const EpiScene *scene)
{
  const EpiFrameItem *differences, *item = gradient_of (scene, &differences);

  return item != NULL ? item->rows * item->cols : 0;
}

bool
bp_entry_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  const EpiFrameItem *differences, *item = gradient_of (scene, &differences);

  if (item == NULL || i >= item->rows * item->cols)
    return false;
  EpiRange block = bp_product_blocks (item->rows, item->cols).gradient;
  double u = ((double)(i / item->rows) + 0.5) / (double)item->cols;
  double v = ((double)(i % item->rows) + 0.5) / (double)item->rows;
  *point = (EpiPoint){block.x0 + u * (block.x1 - block.x0),
                      block.y1 - v * (block.y1 - block.y0)};
  return true;
}

/* It is what it is: nothing to drag. */
EpiDocument *
bp_entry_to (const EpiScene *scene, size_t i, EpiPoint point)
{
  return unchanged (scene);
}

char *
bp_entry_title (const EpiScene *scene, size_t i)
{
  const EpiFrameItem *differences, *item = gradient_of (scene, &differences);

  return item == NULL
             ? NULL
             : g_strdup_printf ("∂f/∂W%zu[%zu,%zu]",
                                bp_gradient_layer (epi_scene_frame (scene, 0)),
                                i % item->rows + 1, i / item->rows + 1);
}

size_t
bp_entry_numbers (const EpiScene *scene, size_t i, EpiHandleNumber *numbers)
{
  const EpiFrameItem *differences, *item = gradient_of (scene, &differences);

  if (item == NULL || i >= item->rows * item->cols)
    return 0;
  double chain = item->data[i], by_difference = differences->data[i];
  numbers[0] = (EpiHandleNumber){"chain rule", chain};
  numbers[1] = (EpiHandleNumber){"differences", by_difference};
  numbers[2] = (EpiHandleNumber){"apart", fabs (chain - by_difference)};
  return 3;
}
