/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The graph of the network.  Walking: numbers on every unit and edge as the
 * walk finds them, gradients in a colour of their own.  Training: in every unit
 * the map of what it says over the plane.  Blue is positive, as everywhere.
 */
#include "backprop/room.h"
#include "core/epi-number.h"
#include "kit/epi-draw.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-plot-text.h"

#include <math.h>
#include <string.h>

#define SMALL 0.82 /* of body text */

/* ---- BpRoom ---- */

void
bp_graph_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->bare = true;
  spec->fit = (EpiRange){0, 1, 0, 1, false, false};
}

static void
find_factors (BpRoom *room)
{
  const EpiFrameItem *kinds = epi_frame_find (room->graph.frame, "kinds");
  size_t l = 0;

  for (size_t i = 0; kinds != NULL && i < kinds->rows; i++)
    if (kinds->data[i] == 0)
      room->psi[++l] = i + 1;
    else
      room->phi[l] = i + 1;
}

bool
bp_room_of (const EpiAxes *axes, const EpiScene *scene, BpRoom *room)
{
  *room = (BpRoom){0};
  if (!bp_graph_of (scene, &room->graph))
    return false;
  room->walk = epi_frame_find (room->graph.frame, "phase") != NULL;
  find_factors (room);
  room->row =
      fabs (epi_axes_y (axes, 1) - epi_axes_y (axes, 0)) / room->graph.rows;
  room->column =
      fabs (epi_axes_x (axes, 1) - epi_axes_x (axes, 0)) / room->graph.columns;
  room->text = SMALL * axes->text;
  double box =
      fmin (fmin (0.78 * room->row, 0.36 * room->column), 5.5 * axes->text);
  room->width = room->walk ? fmin (0.37 * room->column, 7 * axes->text) : box;
  room->height = room->walk ? fmin (0.8 * room->row, 3.3 * axes->text) : box;
  room->in_unit = fmin (room->text, room->width / 4.4);
  room->on_edge = fmin (room->text, room->column / 11);
  /* as far from its end as the weight, where the boxes leave room */
  room->gradient_way =
      BP_EDGE_WEIGHT * room->column > room->width / 2 + 2.4 * room->on_edge
          ? 1 - BP_EDGE_WEIGHT
          : 0.62;
  return true;
}

static double
column_at (const EpiAxes *axes, const BpRoom *room, double column)
{
  return epi_axes_x (axes, bp_place (&room->graph, column, 0).x);
}

/* ---- Text ---- */

void
bp_write (cairo_t *cr, const EpiAxes *axes, const char *markup, double size,
          double x, double y, double ax, EpiColour colour)
{
  epi_palette_source (axes->palette, cr, colour, 1);
  epi_plot_text_draw (cr, markup, size, x, y, ax, 0.5);
}

/* On a patch of background, so that it is read over an edge. */
static void
write_number (cairo_t *cr, const EpiAxes *axes, const char *text, double size,
              double x, double y, EpiColour colour)
{
  EpiTextSize box = epi_plot_text_measure (text, size);
  EpiRect patch = {x - box.width / 2 - 0.15 * size, y - 0.55 * size,
                   box.width + 0.3 * size, 1.1 * size};

  epi_palette_source (axes->palette, cr, EPI_COLOUR_BACKGROUND, 0.85);
  epi_draw_rounded (cr, &patch, 0.25 * size);
  cairo_fill (cr);
  bp_write (cr, axes, text, size, x, y, 0.5, colour);
}

/* ---- Edges ---- */

static double
largest_weight (const BpGraph *graph)
{
  double most = 0;

  for (size_t l = 1; l <= graph->layers; l++) {
    const EpiFrameItem *W =
        epi_frame_find (graph->frame, bp_weight_name (l, false));
    for (size_t i = 0; W != NULL && i < W->rows * W->cols; i++)
      most = fmax (most, fabs (W->data[i]));
  }
  return most;
}

static void
draw_edges (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  BpRoom room;

  if (!bp_room_of (axes, scene, &room) || epi_plot_table_attached (cr))
    return;
  double most = largest_weight (&room.graph);
  for (size_t l = 1; l <= room.graph.layers; l++) {
    const EpiFrameItem *W =
        epi_frame_find (room.graph.frame, bp_weight_name (l, false));
    for (size_t i = 0; W != NULL && i < W->rows * W->cols; i++) {
      EpiPoint a = bp_unit_at (&room.graph, l - 1, i / W->rows);
      EpiPoint b = bp_unit_at (&room.graph, l, i % W->rows);
      double t = most > 0 ? sqrt (fabs (W->data[i]) / most) : 0;
      epi_draw_segment (
          cr, axes, a.x, a.y, b.x, b.y,
          (EpiStroke){.colour = W->data[i] < 0 ? BP_NEGATIVE : BP_POSITIVE,
                      .alpha = 0.25 + 0.6 * t,
                      .width = 0.6 + 3.4 * t});
    }
  }
}

/* How near two numbers of different edges between columns l - 1 and l come, in
 * rows, that far on the way. */
static double
nearest_numbers (const BpGraph *graph, size_t l, double way)
{
  double least = INFINITY;

  for (size_t from = 0; from < graph->units[l - 1]; from++)
    for (size_t to = 0; to < graph->units[l]; to++)
      if (from + to > 0)
        least = fmin (
            least, fmin (fabs ((1 - way) * (double)from + way * (double)to),
                         fabs ((1 - way) * (double)from - way * (double)to)));
  return least;
}

/* Whether they all have room. */
static bool
all_fit (const BpRoom *room, size_t l, double way)
{
  return room->column > 6 * room->text &&
         nearest_numbers (&room->graph, l, way) * room->row > room->on_edge;
}

/* Beside the boxes between which the edge runs. */
static void
write_on_edge (cairo_t *cr, const EpiAxes *axes, const BpRoom *room, size_t l,
               size_t to, size_t from, double way, double value,
               EpiColour colour)
{
  int digits = room->column > 13 * room->text ? 4 : 3;
  char *text = epi_number_label (value, digits);
  double half = epi_plot_text_measure (text, room->on_edge).width / 2;
  double clear = room->width / 2 + half + 0.3 * room->on_edge;
  EpiPoint at = bp_pixels (axes, bp_edge_at (&room->graph, l, to, from, way));
  double left = column_at (axes, room, (double)l - 1) + clear;
  double right = column_at (axes, room, (double)l) - clear;

  if (left < right)
    at.x = CLAMP (at.x, left, right);
  write_number (cr, axes, text, room->on_edge, at.x, at.y, colour);
  g_free (text);
}

static void
number_edges (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const BpRoom *room, size_t l, const EpiFrameItem *W,
              const EpiFrameItem *dW)
{
  size_t column = SIZE_MAX, unit = 0;
  bool hovers = bp_hovered (scene, &room->graph, &column, &unit);
  bool weights = all_fit (room, l, BP_EDGE_WEIGHT) && (room->walk || !hovers);
  bool gradients = all_fit (room, l, room->gradient_way);

  for (size_t i = 0; i < W->rows * W->cols; i++) {
    size_t to = i % W->rows, from = i / W->rows;
    bool out = column == l - 1 && unit == from, in = column == l && unit == to;
    if (weights || out || in)
      write_on_edge (cr, axes, room, l, to, from,
                     weights || in ? BP_EDGE_WEIGHT : 0.75, W->data[i],
                     BP_FORWARD);
    if (dW != NULL && (gradients || (in && !weights)))
      write_on_edge (cr, axes, room, l, to, from, room->gradient_way,
                     dW->data[i], BP_BACKWARD);
  }
}

static void
draw_edge_numbers (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                   const void *data)
{
  static const char *const gradients[BP_LAYERS] = {"dW1", "dW2", "dW3", "dW4",
                                                   "dW5"};
  BpRoom room;

  if (!bp_room_of (axes, scene, &room))
    return;
  for (size_t l = 1; l <= room.graph.layers; l++) {
    const char *name = bp_weight_name (l, false);
    const EpiFrameItem *W = epi_frame_find (room.graph.frame, name);
    const EpiFrameItem *dW =
        epi_frame_find (room.graph.frame, gradients[l - 1]);
    if (W != NULL &&
        !epi_plot_table_record_matrix (cr, name, W->data, W->rows, W->cols))
      number_edges (cr, axes, scene, &room, l, W, dW);
  }
}

/* ---- Where the walk is ---- */

static void
draw_place (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  BpRoom room;

  if (!bp_room_of (axes, scene, &room) || !room.walk ||
      epi_frame_k (room.graph.frame) == 0 || epi_plot_table_attached (cr))
    return;
  size_t i = (size_t)epi_frame_scalar (room.graph.frame, "factor", 0);
  double x0 = (double)room.graph.layers + 0.7, x1 = x0 + 0.46;
  for (size_t l = 1; l <= room.graph.layers; l++) {
    if (room.psi[l] == i) {
      x0 = (double)l - 1;
      x1 = (double)l;
    } else if (room.phi[l] == i) {
      x0 = (double)l - 0.3;
      x1 = (double)l + 0.3;
    }
  }
  bool back = epi_frame_scalar (room.graph.frame, "phase", 0) == 2;
  EpiRect band = {column_at (axes, &room, x0), axes->plot.y,
                  (x1 - x0) * room.column, axes->plot.height};
  epi_palette_source (axes->palette, cr, back ? BP_BACKWARD : EPI_COLOUR_ACCENT,
                      0.13);
  epi_draw_rounded (cr, &band, 0.6 * axes->text);
  cairo_fill (cr);
}

/* ---- Heads of the columns ---- */

static char *
head_of (const EpiScene *scene, const BpRoom *room, size_t c)
{
  const char *f = epi_scene_text (scene, "activation");

  if (c == 0)
    return g_strdup (room->walk ? "input" : "features");
  if (c < room->graph.layers)
    return g_strdup_printf ("layer %zu: %s", c, f);
  bool squares = strcmp (epi_scene_text (scene, "loss"), "mse") == 0;
  f = epi_scene_text (scene, "last");
  return squares && strcmp (f, "identity") != 0
             ? g_strdup_printf ("output: %s", f)
             : g_strdup ("output");
}

static void
draw_heads (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  BpRoom room;

  if (!bp_room_of (axes, scene, &room) || epi_plot_table_attached (cr))
    return;
  double y = axes->plot.y + 0.9 * axes->text;
  for (size_t c = 0; c <= room.graph.layers; c++) {
    char *head = head_of (scene, &room, c);
    if (epi_plot_text_measure (head, room.text).width < 0.95 * room.column)
      bp_write (cr, axes, head, room.text, column_at (axes, &room, (double)c),
                y, 0.5, EPI_COLOUR_DIM);
    g_free (head);
  }
  if (room.walk)
    bp_write (cr, axes, "loss", room.text,
              column_at (axes, &room, (double)room.graph.layers + BP_LOSS), y,
              0.5, EPI_COLOUR_DIM);
}

const EpiLayer bp_graph_layers[] = {
    {.name = "place", .draw = draw_place, .depends = EPI_DEPENDS_FRAME},
    {.name = "edges", .draw = draw_edges, .depends = EPI_DEPENDS_FRAME},
    {.name = "units",
     .draw = bp_draw_units,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_FIELD | EPI_DEPENDS_DOCUMENT |
                EPI_DEPENDS_HOVER},
    {.name = "numbers",
     .draw = draw_edge_numbers,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_HOVER},
    {.name = "heads",
     .draw = draw_heads,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_DOCUMENT},
    {NULL},
};

char *
bp_graph_summary (const EpiScene *scene)
{
  BpGraph graph;
  GString *text = g_string_new ("A network of ");

  if (!bp_graph_of (scene, &graph)) {
    g_string_free (text, TRUE);
    return g_strdup ("The graph of the network; there is none yet.");
  }
  for (size_t c = 0; c <= graph.layers; c++)
    g_string_append_printf (text, "%s%zu", c > 0 ? "-" : "", graph.units[c]);
  g_string_append (text, " units");
  double loss = epi_frame_scalar (
      graph.frame, "f", epi_frame_scalar (graph.frame, "train_loss", NAN));
  if (isfinite (loss))
    g_string_append_printf (text, "; the loss is %.4g", loss);
  g_string_append (text, ".");
  return g_string_free (text, FALSE);
}
