/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-canvas.h"

#include <string.h>

#define TILE 128 /* device pixels */

typedef struct {
  cairo_surface_t *surface; /* ARGB32; NULL: nothing on it */
  guchar *ink;              /* (tiles): whether something is there */
  gboolean dirty;
} Sheet;

struct EpiCanvas {
  EpiSheetFunc draw;
  gpointer data;
  guint n_sheets;
  Sheet *sheets; /* (n_sheets), bottom first */
  Sheet spare;   /* for the next sheet to draw; ink: what to clear */

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
sheet_clear (Sheet *sheet)
{
  g_clear_pointer (&sheet->surface, cairo_surface_destroy);
  g_clear_pointer (&sheet->ink, g_free);
}

static void
forget (EpiCanvas *canvas)
{
  for (guint i = 0; i < canvas->n_sheets; i++) {
    sheet_clear (&canvas->sheets[i]);
    canvas->sheets[i].dirty = TRUE;
  }
  sheet_clear (&canvas->spare);
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

static gsize
n_tiles (const EpiCanvas *canvas)
{
  return (gsize)canvas->n_cols * (gsize)canvas->n_rows;
}

/* Where the tile begins in the sheet's pixels. */
static guchar *
tile_data (cairo_surface_t *surface, cairo_rectangle_int_t rect)
{
  return cairo_image_surface_get_data (surface) +
         (gsize)rect.y * (gsize)cairo_image_surface_get_stride (surface) +
         (gsize)rect.x * 4;
}

/* ---- 1. draw ---- */

/* Only where there is ink: most sheets leave most tiles alone. */
static void
clear_ink (const EpiCanvas *canvas, Sheet *sheet)
{
  gsize stride = (gsize)cairo_image_surface_get_stride (sheet->surface);

  cairo_surface_flush (sheet->surface);
  for (gsize i = 0; i < n_tiles (canvas); i++) {
    cairo_rectangle_int_t rect = tile_rect (canvas, (int)i);
    guchar *p = tile_data (sheet->surface, rect);
    for (int row = 0; sheet->ink[i] && row < rect.height; row++, p += stride)
      memset (p, 0, (gsize)rect.width * 4);
    sheet->ink[i] = FALSE;
  }
  cairo_surface_mark_dirty (sheet->surface);
}

/* Where the sheet has ink: rows of a tile are searched until some is found. */
static void
find_ink (const EpiCanvas *canvas, Sheet *sheet)
{
  static const guchar clear[TILE * 4];
  gsize stride = (gsize)cairo_image_surface_get_stride (sheet->surface);

  for (gsize i = 0; i < n_tiles (canvas); i++) {
    cairo_rectangle_int_t rect = tile_rect (canvas, (int)i);
    const guchar *p = tile_data (sheet->surface, rect);
    for (int row = 0; !sheet->ink[i] && row < rect.height; row++, p += stride)
      sheet->ink[i] = memcmp (p, clear, (gsize)rect.width * 4) != 0;
  }
}

/* The sheet drawn anew; its surface is NULL when there is nothing on it. */
static Sheet
draw_sheet (EpiCanvas *canvas, guint index)
{
  Sheet sheet = canvas->spare;

  canvas->spare = (Sheet){NULL};
  if (sheet.surface == NULL) {
    sheet.surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32,
                                                canvas->width * canvas->scale,
                                                canvas->height * canvas->scale);
    cairo_surface_set_device_scale (sheet.surface, canvas->scale,
                                    canvas->scale);
    sheet.ink = g_new0 (guchar, n_tiles (canvas));
  } else
    clear_ink (canvas, &sheet);
  cairo_t *cr = cairo_create (sheet.surface);
  gboolean drawn = canvas->draw (cr, index, canvas->data);
  cairo_destroy (cr);
  cairo_surface_flush (sheet.surface);
  if (!drawn) {
    canvas->spare = sheet;
    return (Sheet){NULL};
  }
  find_ink (canvas, &sheet);
  return sheet;
}

/* ---- 2. compare ---- */

static gboolean
has_ink (const Sheet *sheet, gsize i)
{
  return sheet->surface != NULL && sheet->ink[i];
}

static gboolean
tile_differs (const EpiCanvas *canvas, const Sheet *a, const Sheet *b, gsize i)
{
  if (!has_ink (a, i) || !has_ink (b, i))
    return has_ink (a, i) != has_ink (b, i);
  cairo_rectangle_int_t rect = tile_rect (canvas, (int)i);
  gsize stride = (gsize)cairo_image_surface_get_stride (a->surface);
  const guchar *p = tile_data (a->surface, rect);
  const guchar *q = tile_data (b->surface, rect);
  for (int row = 0; row < rect.height; row++, p += stride, q += stride)
    if (memcmp (p, q, (gsize)rect.width * 4) != 0)
      return TRUE;
  return FALSE;
}

static void
update_sheet (EpiCanvas *canvas, guint index)
{
  Sheet before = canvas->sheets[index], after = draw_sheet (canvas, index);
  canvas->sheets[index] = after;
  for (gsize i = 0; i < n_tiles (canvas); i++)
    if (canvas->nodes[i] != NULL && tile_differs (canvas, &before, &after, i))
      g_clear_pointer (&canvas->nodes[i], gsk_render_node_unref);
  if (canvas->spare.surface == NULL)
    canvas->spare = before;
  else
    sheet_clear (&before);
  canvas->spare.dirty = FALSE;
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
    if (has_ink (&canvas->sheets[j], (gsize)i)) {
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
