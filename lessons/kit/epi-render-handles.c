/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Handles look like something one can take: larger than a marker, with a rim
 * in the colour of the background and a line around it; each kind has its own
 * shape, so that colour is never all that tells them apart.
 */
#include "kit/epi-scene-condition.h"
#include "kit/epi-draw.h"
#include "kit/epi-held-back.h"
#include "kit/epi-ink.h"
#include "kit/epi-render.h"
#include "kit/epi-sprite.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define HANDLE_SIZE 15

/* Around the origin. */
static void
handle_path (cairo_t *cr, EpiHandleShape shape, double r)
{
  EpiRect bar = {-0.45 * r, -1.25 * r, 0.9 * r, 2.5 * r};
  EpiRect square = {-0.9 * r, -0.9 * r, 1.8 * r, 1.8 * r};

  switch (shape) {
  case EPI_HANDLE_DISC:
    cairo_new_sub_path (cr);
    cairo_arc (cr, 0, 0, r, 0, 2 * G_PI);
    cairo_close_path (cr);
    break;
  case EPI_HANDLE_SQUARE:
    epi_draw_rounded (cr, &square, 0.25 * r);
    break;
  case EPI_HANDLE_DIAMOND:
    cairo_move_to (cr, 0, -1.22 * r);
    cairo_line_to (cr, 1.22 * r, 0);
    cairo_line_to (cr, 0, 1.22 * r);
    cairo_line_to (cr, -1.22 * r, 0);
    cairo_close_path (cr);
    break;
  case EPI_HANDLE_BAR:
    epi_draw_rounded (cr, &bar, 0.45 * r);
    break;
  case EPI_HANDLE_NUMBER: /* the number itself stays to be read */
    for (int way = -1; way <= 1; way += 2) {
      cairo_move_to (cr, -0.5 * r, way * 1.9 * r);
      cairo_line_to (cr, 0.5 * r, way * 1.9 * r);
      cairo_line_to (cr, 0, way * 2.5 * r);
      cairo_close_path (cr);
    }
    break;
  case EPI_HANDLE_DRAWN:
    break;
  }
}

typedef struct { /* what a handle looks like */
  EpiRgb colour, text, background, accent;
  double size, angle;
  double shape, active, hollow; /* no hole behind them */
} Look;

static void
source (cairo_t *cr, EpiRgb c, double alpha)
{
  cairo_set_source_rgba (cr, c.r, c.g, c.b, alpha);
}

/* Quiet until they are touched: there is a pair in every cell of a matrix. */
static void
fill_arrows (cairo_t *cr, const Look *look, double unit)
{
  bool active = look->active != 0;

  source (cr, active ? look->accent : look->text, active ? 1 : 0.45);
  cairo_set_line_width (cr, (active ? 2 : 0.5) * unit);
  epi_ink_stroke_preserve (cr);
  epi_ink_fill (cr);
}

/* Around the origin, from outside in: a ring for the active one, a dark line, a
 * rim, the body. */
static void
draw_look (cairo_t *cr, const void *data)
{
  const Look *look = data;
  double unit = look->size / HANDLE_SIZE, r = look->size / 2 - 2.5 * unit;

  cairo_rotate (cr, look->angle);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  handle_path (cr, (EpiHandleShape)look->shape, r);
  if (look->shape == EPI_HANDLE_NUMBER) {
    fill_arrows (cr, look, unit);
    return;
  }
  if (look->active != 0) {
    source (cr, look->accent, 0.45);
    cairo_set_line_width (cr, 12 * unit);
    epi_ink_stroke_preserve (cr);
  }
  source (cr, look->text, 0.75);
  cairo_set_line_width (cr, 6.2 * unit);
  epi_ink_stroke_preserve (cr);
  source (cr, look->background, 1);
  cairo_set_line_width (cr, 4.2 * unit);
  epi_ink_stroke_preserve (cr);
  if (look->hollow != 0) {
    epi_ink_fill (cr); /* in that colour */
    handle_path (cr, (EpiHandleShape)look->shape, r - unit);
    source (cr, look->colour, 1);
    cairo_set_line_width (cr, 2 * unit);
    epi_ink_stroke (cr);
    return;
  }
  source (cr, look->colour, 1);
  epi_ink_fill (cr);
}

void
epi_render_handle (cairo_t *cr, const EpiPalette *palette, EpiHandleShape shape,
                   EpiColour colour, double x, double y, double angle,
                   double size, bool active, bool hollow)
{
  const EpiRgb *c = palette->colours;
  Look look = {c[colour],
               c[EPI_COLOUR_TEXT],
               c[EPI_COLOUR_BACKGROUND],
               c[EPI_COLOUR_ACCENT],
               size,
               angle,
               shape,
               active,
               hollow};
  EpiAxes axes = {.scale = 0};
  EpiRaster canvas;
  double reach = 1.5 * size; /* arrows, and the ring of a bar */

  if (shape == EPI_HANDLE_DRAWN || !isfinite (x) || !isfinite (y))
    return;
  if (epi_raster_begin (&canvas, cr, &axes,
                        (EpiRect){x - reach, y - reach, 2 * reach, 2 * reach},
                        EPI_RASTER_COLOURS)) {
    look.size *= canvas.scale;
    EpiSprite *sprite =
        epi_sprite_get (draw_look, &look, sizeof look, reach * canvas.scale);
    epi_sprite_stamp (sprite, &canvas, x, y);
    epi_raster_end (&canvas, cr);
    return;
  }
  cairo_save (cr);
  cairo_translate (cr, x, y);
  draw_look (cr, &look);
  cairo_restore (cr);
}

/* Rows of a table where it says are a layer of the lesson, too. */
static bool
is_layer (const EpiHandleSpec *handle)
{
  return handle->shape == EPI_HANDLE_DRAWN ||
         (handle->table != NULL && handle->position == NULL);
}

void
epi_render_handles (cairo_t *cr, const EpiAxes *axes, const EpiViewSpec *view,
                    const EpiScene *scene)
{
  const EpiRect *p = &axes->plot;
  const EpiHandleSpec *handle = scene->lesson->handles;
  double size = HANDLE_SIZE * epi_draw_unit (axes);

  for (; handle != NULL && handle->name != NULL; handle++) {
    if (strcmp (handle->view, view->name) != 0 || is_layer (handle) ||
        (handle->shown_when != NULL &&
         !epi_lesson_shown (scene->lesson, scene->document,
                            handle->shown_when)))
      continue;
    size_t n = epi_handle_count (handle, scene);
    const EpiTable *rows = epi_handle_holds_back (handle, scene);
    for (size_t i = 0; i < n; i++) {
      EpiPoint at;
      if (!epi_handle_position (handle, scene, i, &at))
        continue;
      double x = epi_axes_x (axes, at.x), y = epi_axes_y (axes, at.y);
      if (x >= p->x - size && x <= p->x + p->width + size && y >= p->y - size &&
          y <= p->y + p->height + size)
        epi_render_handle (
            cr, axes->palette, handle->shape, handle->colour, x, y,
            epi_handle_angle (handle, scene, axes, i), size, false,
            rows != NULL &&
                epi_row_is_held_back (rows, i % epi_table_rows (rows)));
    }
  }
}
