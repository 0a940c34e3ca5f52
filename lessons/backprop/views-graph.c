/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The graph of the network.  Walking: numbers on every unit and edge as the
 * walk finds them, gradients in a colour of their own.  Training: in every unit
 * the map of what it says over the plane.  Blue is positive, as everywhere.
 */
#include "backprop/lesson.h"
#include "core/epi-number.h"
#include "kit/epi-draw.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-plot-text.h"

#include <math.h>
#include <string.h>

#define FORWARD EPI_COLOUR_TEXT
#define BACKWARD EPI_COLOUR_RESIDUAL
#define POSITIVE EPI_COLOUR_SERIES
#define NEGATIVE (EPI_COLOUR_SERIES + 1)
#define FEW 4            /* units a column whose edges all have numbers */
#define EDGE_WEIGHT 0.29 /* of the way: the weight (bp_weight_position()) */
#define EDGE_GRADIENT 0.67
#define BIAS_BELOW 0.38 /* rows under its unit (bp_weight_position()) */
#define TARGET 0.42     /* columns beyond the last */
#define LOSS 0.9
#define SMALL 0.82 /* of body text */

/* ---- Room ---- */

static size_t
widest (const BpGraph *graph)
{
  size_t most = 1;

  for (size_t c = 0; c <= graph->layers; c++)
    most = MAX (most, graph->units[c]);
  return most;
}

void
bp_graph_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  BpGraph graph = {.layers = 2, .units = {2, 2, 1}};
  bool there = bp_graph_of (scene, &graph);
  bool walk = there && epi_frame_find (graph.frame, "phase") != NULL;
  double half = (double)MAX (widest (&graph), 2) / 2;

  spec->bare = true;
  spec->fit =
      (EpiRange){-0.42,        (double)graph.layers + (walk ? 1.2 : 0.4),
                 -half - 0.18, half + 0.42,
                 false,        false};
}

typedef struct {
  BpGraph graph;
  bool walk;
  size_t psi[BP_LAYERS + 1],
      phi[BP_LAYERS + 1]; /* factors of layer l; 0: none */
  double row, column;     /* pixels */
  double width, height;   /* of a unit, pixels */
  double text;
} Room;

static void
find_factors (Room *room)
{
  const EpiFrameItem *kinds = epi_frame_find (room->graph.frame, "kinds");
  size_t l = 0;

  for (size_t i = 0; kinds != NULL && i < kinds->rows; i++)
    if (kinds->data[i] == 0)
      room->psi[++l] = i + 1;
    else
      room->phi[l] = i + 1;
}

static bool
room_of (const EpiAxes *axes, const EpiScene *scene, Room *room)
{
  *room = (Room){0};
  if (!bp_graph_of (scene, &room->graph))
    return false;
  room->walk = epi_frame_find (room->graph.frame, "phase") != NULL;
  find_factors (room);
  room->row = fabs (epi_axes_y (axes, 1) - epi_axes_y (axes, 0));
  room->column = fabs (epi_axes_x (axes, 1) - epi_axes_x (axes, 0));
  room->text = SMALL * axes->text;
  double box =
      fmin (fmin (0.78 * room->row, 0.36 * room->column), 5.5 * axes->text);
  room->width = room->walk ? fmin (0.34 * room->column, 7 * axes->text) : box;
  room->height = room->walk ? fmin (0.8 * room->row, 3.3 * axes->text) : box;
  return true;
}

static EpiPoint
pixels (const EpiAxes *axes, EpiPoint at)
{
  return (EpiPoint){epi_axes_x (axes, at.x), epi_axes_y (axes, at.y)};
}

/* The entry of "x3": NaN while the walk has not found it. */
static double
entry (const BpGraph *graph, const char *letter, size_t index, size_t i)
{
  char name[16];

  g_snprintf (name, sizeof name, "%s%zu", letter, index);
  const EpiFrameItem *item = epi_frame_find (graph->frame, name);
  return item != NULL && i < item->rows * item->cols ? item->data[i] : NAN;
}

/* ---- Text ---- */

static void
write_text (cairo_t *cr, const EpiAxes *axes, const char *markup, double size,
            double x, double y, double ax, EpiColour colour)
{
  epi_palette_source (axes->palette, cr, colour, 1);
  epi_plot_text_draw (cr, markup, size, x, y, ax, 0.5);
}

/* On a patch of background, so that it is read over an edge. */
static void
write_number (cairo_t *cr, const EpiAxes *axes, double value, int digits,
              double size, double x, double y, EpiColour colour)
{
  char *text = epi_number_label (value, digits);
  EpiTextSize box = epi_plot_text_measure (text, size);
  EpiRect patch = {x - box.width / 2 - 0.15 * size, y - 0.55 * size,
                   box.width + 0.3 * size, 1.1 * size};

  epi_palette_source (axes->palette, cr, EPI_COLOUR_BACKGROUND, 0.85);
  epi_draw_rounded (cr, &patch, 0.25 * size);
  cairo_fill (cr);
  write_text (cr, axes, text, size, x, y, 0.5, colour);
  g_free (text);
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
  Room room;

  if (!room_of (axes, scene, &room) || epi_plot_table_attached (cr))
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
          (EpiStroke){.colour = W->data[i] < 0 ? NEGATIVE : POSITIVE,
                      .alpha = 0.25 + 0.6 * t,
                      .width = 0.6 + 3.4 * t});
    }
  }
}

/* Whether the edges between columns l - 1 and l all have room for numbers. */
static bool
all_numbers (const Room *room, size_t l)
{
  size_t most = MAX (room->graph.units[l - 1], room->graph.units[l]);

  return most <= FEW && room->column > 8 * room->text &&
         room->row > 4 * room->text;
}

static void
draw_edge_numbers (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                   const void *data)
{
  Room room;
  size_t column = SIZE_MAX, unit = 0;
  static const char *const gradients[BP_LAYERS] = {"dW1", "dW2", "dW3", "dW4",
                                                   "dW5"};

  if (!room_of (axes, scene, &room))
    return;
  bp_hovered (scene, &room.graph, &column, &unit);
  for (size_t l = 1; l <= room.graph.layers; l++) {
    const EpiFrameItem *W =
        epi_frame_find (room.graph.frame, bp_weight_name (l, false));
    const EpiFrameItem *dW =
        epi_frame_find (room.graph.frame, gradients[l - 1]);
    if (epi_plot_table_record_matrix (
            cr, bp_weight_name (l, false), W != NULL ? W->data : NULL,
            W != NULL ? W->rows : 0, W != NULL ? W->cols : 0))
      continue;
    for (size_t i = 0; W != NULL && i < W->rows * W->cols; i++) {
      size_t to = i % W->rows, from = i / W->rows;
      bool near =
          (column == l && unit == to) || (column == l - 1 && unit == from);
      if (!near && !(column > room.graph.layers && all_numbers (&room, l)) &&
          !(room.walk && all_numbers (&room, l)))
        continue;
      EpiPoint at =
          pixels (axes, bp_edge_at (&room.graph, l, to, from, EDGE_WEIGHT));
      if (near && column == l - 1 && !all_numbers (&room, l))
        at = pixels (axes, bp_edge_at (&room.graph, l, to, from, 0.75));
      write_number (cr, axes, W->data[i], room.walk ? 4 : 3, room.text, at.x,
                    at.y, FORWARD);
      at = pixels (axes, bp_edge_at (&room.graph, l, to, from, EDGE_GRADIENT));
      if (dW != NULL && room.walk)
        write_number (cr, axes, dW->data[i], 3, room.text, at.x, at.y,
                      BACKWARD);
    }
  }
}

/* ---- Where the walk is ---- */

static void
draw_place (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  Room room;

  if (!room_of (axes, scene, &room) || !room.walk ||
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
  EpiRect band = {epi_axes_x (axes, x0), axes->plot.y,
                  epi_axes_x (axes, x1) - epi_axes_x (axes, x0),
                  axes->plot.height};
  epi_palette_source (axes->palette, cr, back ? BACKWARD : EPI_COLOUR_ACCENT,
                      0.13);
  epi_draw_rounded (cr, &band, 0.6 * axes->text);
  cairo_fill (cr);
}

/* ---- Units, walking ---- */

static void
draw_box (cairo_t *cr, const EpiAxes *axes, const Room *room, EpiPoint at,
          EpiColour colour)
{
  EpiRect box = {at.x - room->width / 2, at.y - room->height / 2, room->width,
                 room->height};

  epi_palette_source (axes->palette, cr, EPI_COLOUR_BACKGROUND, 1);
  epi_draw_rounded (cr, &box, 0.6 * axes->text);
  cairo_fill_preserve (cr);
  epi_palette_source (axes->palette, cr, colour, 1);
  cairo_set_line_width (cr, 1.4 * epi_draw_unit (axes));
  cairo_stroke (cr);
}

typedef struct {
  const char *symbol;
  double value;
  EpiColour colour;
  const char *brief; /* symbol; or NULL */
} Line;

/* "z 0.3775"; with a shorter symbol, without one, or with fewer digits where
 * there is no room. */
static void
write_line (cairo_t *cr, const EpiAxes *axes, const Room *room,
            const Line *line, double x, double y)
{
  const char *const symbols[] = {line->symbol, line->brief, NULL, NULL, NULL};
  double wide = room->width - 0.5 * room->text;
  char *text = NULL;

  for (size_t i = 0; i < G_N_ELEMENTS (symbols); i++) {
    char *number = epi_number_label (line->value, i < 3 ? 4 : i == 3 ? 3 : 2);
    g_free (text);
    text = symbols[i] != NULL
               ? g_strdup_printf ("<i>%s</i> %s", symbols[i], number)
               : g_strdup (number);
    g_free (number);
    if (epi_plot_text_measure (text, room->text).width < wide)
      break;
  }
  write_text (cr, axes, text, room->text, x, y, 0.5, line->colour);
  g_free (text);
}

/* Those lines that have been found, one under another in the box. */
static void
write_lines (cairo_t *cr, const EpiAxes *axes, const Room *room,
             const Line *lines, size_t n, EpiPoint at)
{
  double pitch = fmin (1.22 * room->text, 0.95 * room->height / 3);
  size_t found = 0, written = 0;

  for (size_t i = 0; i < n; i++)
    found += !isnan (lines[i].value);
  for (size_t i = 0; i < n && pitch > 0.9 * room->text; i++)
    if (!isnan (lines[i].value))
      write_line (cr, axes, room, &lines[i], at.x,
                  at.y + pitch * ((double)written++ - ((double)found - 1) / 2));
}

static void
walk_unit (cairo_t *cr, const EpiAxes *axes, const Room *room, size_t c,
           size_t i)
{
  const BpGraph *graph = &room->graph;
  size_t psi = room->psi[c], phi = room->phi[c];
  double z = c > 0 ? entry (graph, "x", psi, i) : NAN;
  double gz = c > 0 ? entry (graph, "g", psi, i) : NAN;
  double ga = phi > 0 ? entry (graph, "g", phi, i) : NAN;
  Line lines[3] = {
      {"z", z, FORWARD},
      {"a", phi > 0 ? entry (graph, "x", phi, i) : NAN, FORWARD},
      {isnan (gz) ? "∂f/∂a" : "∂f/∂z", isnan (gz) ? ga : gz, BACKWARD}};
  EpiPoint at = pixels (axes, bp_unit_at (graph, c, i));

  if (c == 0) {
    lines[0] = (Line){"x", entry (graph, "x", 0, i), FORWARD};
    lines[2] = (Line){"∂f/∂x", entry (graph, "g", 0, i), BACKWARD, "∂"};
  }
  draw_box (cr, axes, room, at,
            isnan (lines[0].value) ? EPI_COLOUR_DIM : FORWARD);
  write_lines (cr, axes, room, lines, 3, at);
}

static void
write_bias (cairo_t *cr, const EpiAxes *axes, const Room *room, size_t c,
            size_t i)
{
  EpiPoint at = pixels (axes, bp_unit_at (&room->graph, c, i));
  Line b = {"b", entry (&room->graph, "b", c, i), EPI_COLOUR_DIM};

  at.y += BIAS_BELOW * room->row;
  if (!isnan (b.value) &&
      BIAS_BELOW * room->row > room->height / 2 + 0.6 * room->text)
    write_line (cr, axes, room, &b, at.x, at.y);
}

/* What is wanted, and what it costs to miss it. */
static void
draw_loss (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const Room *room)
{
  const BpGraph *graph = &room->graph;
  size_t last = graph->layers;
  double loss = epi_frame_scalar (graph->frame, "loss", NAN);

  for (size_t i = 0; i < graph->units[last]; i++) {
    EpiHandleNumber t[EPI_HANDLE_NUMBERS];
    EpiPoint at = bp_unit_at (graph, last, i);
    at.x += TARGET;
    at = pixels (axes, at);
    if (bp_given_numbers (scene, graph->units[0] + i, t) == 1)
      write_line (cr, axes, room, &(Line){"t", t[0].value, EPI_COLOUR_DATA},
                  at.x, at.y);
  }
  EpiPoint at = pixels (axes, (EpiPoint){(double)last + LOSS, 0});
  draw_box (cr, axes, room, at,
            isnan (loss) ? EPI_COLOUR_DIM : EPI_COLOUR_ITERATE);
  if (!isnan (loss))
    write_line (cr, axes, room, &(Line){"f", loss, EPI_COLOUR_ITERATE}, at.x,
                at.y);
}

/* ---- Units, training ---- */

static EpiTint
map_tint (double value, const void *data)
{
  double most = *(const double *)data;
  double t = most > 0 ? fmin (fabs (value) / most, 1) : 0;

  return (EpiTint){value < 0 ? NEGATIVE : POSITIVE, 0.85 * t};
}

static void
draw_map (cairo_t *cr, const EpiAxes *axes, const EpiFieldGrid *maps,
          size_t number, const EpiRect *box)
{
  size_t points = BP_MAP * BP_MAP;
  EpiFieldGrid map = {.name = "map",
                      .range = {epi_axes_x_at (axes, box->x),
                                epi_axes_x_at (axes, box->x + box->width),
                                epi_axes_y_at (axes, box->y + box->height),
                                epi_axes_y_at (axes, box->y), false, false},
                      .nx = BP_MAP,
                      .ny = BP_MAP,
                      .n_outputs = 1};
  double most = 0;

  if (maps == NULL || (number + 1) * points > maps->nx)
    return;
  map.values = maps->values + number * points;
  for (size_t i = 0; i < points; i++)
    if (isfinite (map.values[i]))
      most = fmax (most, fabs (map.values[i]));
  epi_draw_tinted (cr, axes, &map, 0, true, map_tint, &most);
}

static void
train_unit (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const Room *room, size_t c, size_t i, bool hovered)
{
  EpiPoint at = pixels (axes, bp_unit_at (&room->graph, c, i));
  double s = room->width;
  EpiRect box = {at.x - s / 2, at.y - s / 2, s, s};

  epi_palette_source (axes->palette, cr, EPI_COLOUR_BACKGROUND, 1);
  epi_draw_rounded (cr, &box, 3 * epi_draw_unit (axes));
  cairo_fill (cr);
  draw_map (cr, axes, epi_scene_field (scene, "maps"),
            bp_unit_number (&room->graph, c, i), &box);
  epi_palette_source (axes->palette, cr, hovered ? EPI_COLOUR_ACCENT : FORWARD,
                      hovered ? 1 : 0.7);
  cairo_set_line_width (cr, (hovered ? 3 : 1.2) * epi_draw_unit (axes));
  epi_draw_rounded (cr, &box, 3 * epi_draw_unit (axes));
  cairo_stroke (cr);
  if (c == 0)
    write_text (cr, axes, bp_input_name (scene, i), axes->text,
                box.x - 0.4 * axes->text, at.y, 1, FORWARD);
}

static void
draw_units (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  Room room;
  size_t column = SIZE_MAX, unit = 0;

  if (!room_of (axes, scene, &room)) {
    epi_draw_message (cr, axes, "There is no network yet");
    return;
  }
  if (epi_plot_table_attached (cr))
    return;
  bp_hovered (scene, &room.graph, &column, &unit);
  for (size_t c = 0; c <= room.graph.layers; c++)
    for (size_t i = 0; i < room.graph.units[c]; i++)
      if (room.walk) {
        walk_unit (cr, axes, &room, c, i);
        if (c > 0)
          write_bias (cr, axes, &room, c, i);
      } else
        train_unit (cr, axes, scene, &room, c, i, c == column && i == unit);
  if (room.walk)
    draw_loss (cr, axes, scene, &room);
}

/* ---- Heads of the columns ---- */

static char *
head_of (const EpiScene *scene, const Room *room, size_t c)
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
  Room room;

  if (!room_of (axes, scene, &room) || epi_plot_table_attached (cr))
    return;
  double y = axes->plot.y + 0.9 * axes->text;
  for (size_t c = 0; c <= room.graph.layers; c++) {
    char *head = head_of (scene, &room, c);
    if (epi_plot_text_measure (head, room.text).width < 0.95 * room.column)
      write_text (cr, axes, head, room.text, epi_axes_x (axes, (double)c), y,
                  0.5, EPI_COLOUR_DIM);
    g_free (head);
  }
  if (room.walk)
    write_text (cr, axes, "loss", room.text,
                epi_axes_x (axes, (double)room.graph.layers + LOSS), y, 0.5,
                EPI_COLOUR_DIM);
}

const EpiLayer bp_graph_layers[] = {
    {.name = "place", .draw = draw_place, .depends = EPI_DEPENDS_FRAME},
    {.name = "edges", .draw = draw_edges, .depends = EPI_DEPENDS_FRAME},
    {.name = "units",
     .draw = draw_units,
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
  double loss = epi_frame_scalar (graph.frame, "loss", NAN);
  if (isfinite (loss))
    g_string_append_printf (text, "; the loss is %.4g", loss);
  g_string_append (text, ".");
  return g_string_free (text, FALSE);
}
