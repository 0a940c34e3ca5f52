/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-canvas.h"

#include <string.h>

#define TILE 128 /* device pixels */

typedef struct {
  cairo_surface_t *surface; /* ARGB32; NULL: nothing on it */
  gboolean dirty;
} Sheet;

struct EpiCanvas {
  EpiSheetFunc draw;
  gpointer data;
  guint n_sheets;
  Sheet *sheets;          /* (n_sheets), bottom first */
  cairo_surface_t *spare; /* for the next sheet to draw */
  gboolean spare_is_clear;

  int width, height, scale; /* logical, logical, factor */
  EpiRgb background;
  int n_cols, n_rows;
  GskRenderNode **nodes; /* (n_cols, n_rows), row by row; NULL: to be made */
  guint64 n_repainted;
};

EpiCanvas *
epi_canvas_new (guint n_sheets, EpiSheetFunc draw, gpointer data)
{
  EpiCanvas *canvas = g_new0 (EpiCanvas, 1);
  canvas->draw = draw;
  canvas->data = data;
  canvas->n_sheets = n_sheets;
  canvas->sheets = g_new0 (Sheet, n_sheets);
  return canvas;
}

static void
forget (EpiCanvas *canvas)
{
  for (guint i = 0; i < canvas->n_sheets; i++) {
    g_clear_pointer (&canvas->sheets[i].surface, cairo_surface_destroy);
    canvas->sheets[i].dirty = TRUE;
  }
  g_clear_pointer (&canvas->spare, cairo_surface_destroy);
  for (int i = 0; i < canvas->n_cols * canvas->n_rows; i++)
    g_clear_pointer (&canvas->nodes[i], gsk_render_node_unref);
  g_clear_pointer (&canvas->nodes, g_free);
  canvas->n_cols = canvas->n_rows = 0;
}

void
epi_canvas_free (EpiCanvas *canvas)
{
  if (canvas == NULL)
    return;
  forget (canvas);
  g_free (canvas->sheets);
  g_free (canvas);
}

void
epi_canvas_configure (EpiCanvas *canvas, int width, int height, int scale,
                      EpiRgb background)
{
  if (width == canvas->width && height == canvas->height &&
      scale == canvas->scale &&
      memcmp (&background, &canvas->background, sizeof background) == 0)
    return;
  forget (canvas);
  canvas->width = width;
  canvas->height = height;
  canvas->scale = scale;
  canvas->background = background;
  canvas->n_cols = (width * scale + TILE - 1) / TILE;
  canvas->n_rows = (height * scale + TILE - 1) / TILE;
  canvas->nodes =
      g_new0 (GskRenderNode *, (gsize)canvas->n_cols * (gsize)canvas->n_rows);
}

void
epi_canvas_invalidate (EpiCanvas *canvas, guint sheet)
{
  g_return_if_fail (sheet < canvas->n_sheets);
  canvas->sheets[sheet].dirty = TRUE;
}

guint64
epi_canvas_n_repainted (const EpiCanvas *canvas)
{
  return canvas->n_repainted;
}

/* The tile in device pixels. */
static cairo_rectangle_int_t
tile_rect (const EpiCanvas *canvas, int i)
{
  int x = i % canvas->n_cols * TILE, y = i / canvas->n_cols * TILE;
  return (cairo_rectangle_int_t){
      x, y, MIN (TILE, canvas->width * canvas->scale - x),
      MIN (TILE, canvas->height * canvas->scale - y)};
}

/* ---- 1. draw ---- */

/* The sheet drawn anew, or NULL when there is nothing on it. */
static cairo_surface_t *
draw_sheet (EpiCanvas *canvas, guint sheet)
{
  cairo_surface_t *surface = g_steal_pointer (&canvas->spare);
  if (surface == NULL) {
    surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32,
                                          canvas->width * canvas->scale,
                                          canvas->height * canvas->scale);
    cairo_surface_set_device_scale (surface, canvas->scale, canvas->scale);
  } else if (!canvas->spare_is_clear) {
    cairo_surface_flush (surface);
    memset (cairo_image_surface_get_data (surface), 0,
            (gsize)cairo_image_surface_get_stride (surface) *
                (gsize)cairo_image_surface_get_height (surface));
    cairo_surface_mark_dirty (surface);
  }
  cairo_t *cr = cairo_create (surface);
  gboolean drawn = canvas->draw (cr, sheet, canvas->data);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  if (drawn)
    return surface;
  canvas->spare = surface;
  canvas->spare_is_clear = TRUE;
  return NULL;
}

/* ---- 2. compare ---- */

static gboolean
tile_differs (const EpiCanvas *canvas, cairo_surface_t *a, cairo_surface_t *b,
              int i)
{
  cairo_rectangle_int_t rect = tile_rect (canvas, i);
  gsize stride = (gsize)cairo_image_surface_get_stride (a);
  gsize offset = (gsize)rect.y * stride + (gsize)rect.x * 4;
  const guchar *p = cairo_image_surface_get_data (a) + offset;
  const guchar *q = cairo_image_surface_get_data (b) + offset;
  for (int row = 0; row < rect.height; row++, p += stride, q += stride)
    if (memcmp (p, q, (gsize)rect.width * 4) != 0)
      return TRUE;
  return FALSE;
}

static void
update_sheet (EpiCanvas *canvas, guint index)
{
  Sheet *sheet = &canvas->sheets[index];
  cairo_surface_t *before = sheet->surface, *after = draw_sheet (canvas, index);
  sheet->dirty = FALSE;
  sheet->surface = after;
  for (int i = 0; i < canvas->n_cols * canvas->n_rows; i++)
    if (canvas->nodes[i] != NULL && (before != NULL || after != NULL) &&
        (before == NULL || after == NULL ||
         tile_differs (canvas, before, after, i)))
      g_clear_pointer (&canvas->nodes[i], gsk_render_node_unref);
  if (canvas->spare == NULL) {
    canvas->spare = before;
    canvas->spare_is_clear = FALSE;
  } else
    g_clear_pointer (&before, cairo_surface_destroy);
}

/* ---- 3. compose ---- */

static cairo_surface_t *
compose_tile (const EpiCanvas *canvas, int i)
{
  cairo_rectangle_int_t rect = tile_rect (canvas, i);
  double scale = canvas->scale;
  cairo_surface_t *tile =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, rect.width, rect.height);
  cairo_surface_set_device_scale (tile, scale, scale);
  cairo_t *cr = cairo_create (tile);
  cairo_set_source_rgb (cr, canvas->background.r, canvas->background.g,
                        canvas->background.b);
  cairo_paint (cr);
  for (guint j = 0; j < canvas->n_sheets; j++)
    if (canvas->sheets[j].surface != NULL) {
      cairo_set_source_surface (cr, canvas->sheets[j].surface, -rect.x / scale,
                                -rect.y / scale);
      cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
      cairo_paint (cr);
    }
  cairo_destroy (cr);
  return tile;
}

/* ---- 4. nodes ---- */

static GskRenderNode *
tile_node (EpiCanvas *canvas, int i)
{
  cairo_rectangle_int_t rect = tile_rect (canvas, i);
  double scale = canvas->scale;
  double x = rect.x / scale, y = rect.y / scale;
  cairo_surface_t *tile = compose_tile (canvas, i);
  GskRenderNode *node = gsk_cairo_node_new (
      &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)(rect.width / scale),
                           (float)(rect.height / scale)));
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);
  cairo_set_source_surface (cr, tile, x, y);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (cr, x, y, rect.width / scale, rect.height / scale);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (tile);
  canvas->n_repainted++;
  return node;
}

void
epi_canvas_snapshot (EpiCanvas *canvas, GtkSnapshot *snapshot)
{
  for (guint i = 0; i < canvas->n_sheets; i++)
    if (canvas->sheets[i].dirty)
      update_sheet (canvas, i);
  for (int i = 0; i < canvas->n_cols * canvas->n_rows; i++) {
    if (canvas->nodes[i] == NULL)
      canvas->nodes[i] = tile_node (canvas, i);
    gtk_snapshot_append_node (snapshot, canvas->nodes[i]);
  }
}
