/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The units of the graph: boxes with numbers while one walks, maps while the
 * network trains.
 */
#include "backprop/room.h"
#include "core/epi-number.h"
#include "kit/epi-draw.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-plot-text.h"

#include <math.h>

/* The entry of "x3": NaN while the walk has not found it. */
static double
entry (const BpGraph *graph, const char *letter, size_t index, size_t i)
{
  char name[16];

  g_snprintf (name, sizeof name, "%s%zu", letter, index);
  const EpiFrameItem *item = epi_frame_find (graph->frame, name);
  return item != NULL && i < item->rows * item->cols ? item->data[i] : NAN;
}

/* ---- Units, walking ---- */

static void
draw_box (cairo_t *cr, const EpiAxes *axes, const BpRoom *room, EpiPoint at,
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
write_line (cairo_t *cr, const EpiAxes *axes, const BpRoom *room,
            const Line *line, double x, double y)
{
  const char *const symbols[] = {line->symbol, line->brief, NULL, NULL, NULL};
  double size = room->in_unit, wide = room->width - 0.5 * size;
  char *text = NULL;

  for (size_t i = 0; i < G_N_ELEMENTS (symbols); i++) {
    char *number = epi_number_label (line->value, i < 3 ? 4 : i == 3 ? 3 : 2);
    g_free (text);
    text = symbols[i] != NULL
               ? g_strdup_printf ("<i>%s</i> %s", symbols[i], number)
               : g_strdup (number);
    g_free (number);
    if (epi_plot_text_measure (text, size).width < wide)
      break;
  }
  bp_write (cr, axes, text, size, x, y, 0.5, line->colour);
  g_free (text);
}

/* Those lines that have been found, one under another in the box. */
static void
write_lines (cairo_t *cr, const EpiAxes *axes, const BpRoom *room,
             const Line *lines, size_t n, EpiPoint at)
{
  double size = room->in_unit, pitch = fmin (1.25 * size, room->height / 3.1);
  size_t found = 0, written = 0;

  for (size_t i = 0; i < n; i++)
    found += !isnan (lines[i].value);
  for (size_t i = 0; i < n && pitch > 0.9 * size; i++)
    if (!isnan (lines[i].value))
      write_line (cr, axes, room, &lines[i], at.x,
                  at.y + pitch * ((double)written++ - ((double)found - 1) / 2));
}

static void
walk_unit (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const BpRoom *room, size_t c, size_t i)
{
  const BpGraph *graph = &room->graph;
  size_t psi = room->psi[c], phi = room->phi[c];
  double z = c > 0 ? entry (graph, "x", psi, i) : NAN;
  double gz = c > 0 ? entry (graph, "g", psi, i) : NAN;
  double ga = phi > 0 ? entry (graph, "g", phi, i) : NAN;
  Line lines[3] = {
      {"z", z, BP_FORWARD},
      {"a", phi > 0 ? entry (graph, "x", phi, i) : NAN, BP_FORWARD},
      {isnan (gz) ? "∂f/∂a" : "∂f/∂z", isnan (gz) ? ga : gz, BP_BACKWARD, "∂"}};
  EpiPoint at = bp_pixels (axes, bp_unit_at (graph, c, i));

  if (c == 0) {
    bool typed = epi_scene_number (scene, "point") == 0;
    lines[0] = (Line){typed ? "x" : bp_input_name (scene, i),
                      entry (graph, "x", 0, i), BP_FORWARD};
    lines[2] = (Line){"∂f/∂x", entry (graph, "g", 0, i), BP_BACKWARD, "∂"};
  }
  draw_box (cr, axes, room, at,
            isnan (lines[0].value) ? EPI_COLOUR_DIM : BP_FORWARD);
  write_lines (cr, axes, room, lines, 3, at);
}

static void
write_bias (cairo_t *cr, const EpiAxes *axes, const BpRoom *room, size_t c,
            size_t i)
{
  EpiPoint at = bp_pixels (axes, bp_unit_at (&room->graph, c, i));
  Line b = {"b", entry (&room->graph, "b", c, i), EPI_COLOUR_DIM};

  at.y += BP_BIAS_BELOW * room->row;
  if (!isnan (b.value) &&
      BP_BIAS_BELOW * room->row > room->height / 2 + 0.6 * room->text)
    write_line (cr, axes, room, &b, at.x, at.y);
}

/* What is wanted, and what it costs to miss it. */
static void
draw_loss (cairo_t *cr, const EpiAxes *axes, const BpRoom *room)
{
  const BpGraph *graph = &room->graph;
  size_t last = graph->layers;
  const EpiFrameItem *t = epi_frame_find (graph->frame, "t");
  Line f = {"f", epi_frame_scalar (graph->frame, "f", NAN), EPI_COLOUR_ITERATE};

  for (size_t i = 0; t != NULL && i < graph->units[last]; i++) {
    EpiPoint at = bp_unit_at (graph, last, i);
    at.x += BP_TARGET / graph->columns;
    at = bp_pixels (axes, at);
    write_line (cr, axes, room, &(Line){"t", t->data[i], EPI_COLOUR_DATA}, at.x,
                at.y);
  }
  EpiPoint at = bp_pixels (axes, bp_place (graph, (double)last + BP_LOSS, 0));
  draw_box (cr, axes, room, at,
            isnan (f.value) ? EPI_COLOUR_DIM : EPI_COLOUR_ITERATE);
  if (!isnan (f.value))
    write_line (cr, axes, room, &f, at.x, at.y);
}

/* The table of what stands in the boxes. */
static bool
record_units (cairo_t *cr, const BpRoom *room)
{
  static const char *const letters[] = {"x", "g"};
  size_t m = (size_t)epi_frame_scalar (room->graph.frame, "factors", 0);

  for (size_t k = 0; k < 2 && room->walk; k++)
    for (size_t i = 0; i <= m; i++) {
      char name[16];
      g_snprintf (name, sizeof name, "%s%zu", letters[k], i);
      const EpiFrameItem *item = epi_frame_find (room->graph.frame, name);
      if (item != NULL &&
          !epi_plot_table_record_matrix (cr, name, item->data, item->rows, 1))
        return false;
    }
  return epi_plot_table_attached (cr);
}

/* ---- Units, training ---- */

typedef struct {
  double border, most; /* most beyond it, at the farthest */
} Sides;

static EpiTint
map_tint (double value, const void *data)
{
  const Sides *sides = data;
  double t = fmin (fabs (value - sides->border) / sides->most, 1);

  return (EpiTint){value < sides->border ? BP_NEGATIVE : BP_POSITIVE, 0.85 * t};
}

static void
draw_map (cairo_t *cr, const EpiAxes *axes, const EpiFieldGrid *maps,
          size_t number, double border, const EpiRect *box)
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
  Sides sides = {.border = border};

  if (maps == NULL || (number + 1) * points > maps->nx)
    return;
  map.values = maps->values + number * points;
  sides.most = bp_largest (map.values, points, border);
  epi_draw_tinted (cr, axes, &map, 0, true, map_tint, &sides);
}

static void
train_unit (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const BpRoom *room, size_t c, size_t i, bool hovered)
{
  EpiPoint at = bp_pixels (axes, bp_unit_at (&room->graph, c, i));
  double s = room->width;
  EpiRect box = {at.x - s / 2, at.y - s / 2, s, s};

  epi_palette_source (axes->palette, cr, EPI_COLOUR_BACKGROUND, 1);
  epi_draw_rounded (cr, &box, 3 * epi_draw_unit (axes));
  cairo_fill (cr);
  draw_map (cr, axes, epi_scene_field (scene, "maps"),
            bp_unit_number (&room->graph, c, i),
            bp_unit_border (scene, &room->graph, c), &box);
  epi_palette_source (axes->palette, cr,
                      hovered ? EPI_COLOUR_ACCENT : BP_FORWARD,
                      hovered ? 1 : 0.7);
  cairo_set_line_width (cr, (hovered ? 3 : 1.2) * epi_draw_unit (axes));
  epi_draw_rounded (cr, &box, 3 * epi_draw_unit (axes));
  cairo_stroke (cr);
  if (c == 0)
    bp_write (cr, axes, bp_input_name (scene, i), axes->text,
              box.x - 0.4 * axes->text, at.y, 1, BP_FORWARD);
}

void
bp_draw_units (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  BpRoom room;
  size_t column = SIZE_MAX, unit = 0;

  if (!bp_room_of (axes, scene, &room)) {
    epi_draw_message (cr, axes, "There is no network yet");
    return;
  }
  if (record_units (cr, &room))
    return;
  bp_hovered (scene, &room.graph, &column, &unit);
  for (size_t c = 0; c <= room.graph.layers; c++)
    for (size_t i = 0; i < room.graph.units[c]; i++)
      if (room.walk) {
        walk_unit (cr, axes, scene, &room, c, i);
        if (c > 0)
          write_bias (cr, axes, &room, c, i);
      } else
        train_unit (cr, axes, scene, &room, c, i, c == column && i == unit);
  if (room.walk)
    draw_loss (cr, axes, &room);
}
