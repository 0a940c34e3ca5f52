/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-canvas.h"

#include "epi-damage.h"

#include <string.h>

#define TILE 128 /* device pixels */

struct EpiCanvas {
  EpiSheetFunc draw;
  gpointer data;
  guint n_sheets;
  gboolean *dirty; /* (n_sheets), bottom first */

  int width, height, scale; /* logical, logical, factor */
  EpiRgb background;
  cairo_surface_t *ground, *front, *spare; /* ARGB32, opaque; NULL: none yet */
  guint n_ground;                          /* sheets that are in the ground */
  guint lowest;   /* that was dirty in the last snapshot */
  gboolean ready; /* the spare picture shows the ground alone */

  int n_cols, n_rows;
  GskRenderNode **nodes;   /* (n_cols, n_rows), row by row; NULL: to be made */
  graphene_rect_t changed; /* holds tiles that were made since the snapshot */
  graphene_rect_t over;    /* what is drawn over the last snapshot */
  GskRenderNode *damage;   /* of both; NULL: never */
};

EpiCanvas *
epi_canvas_new (guint n_sheets, EpiSheetFunc draw, gpointer data)
{
  EpiCanvas *canvas = g_new0 (EpiCanvas, 1);
  canvas->draw = draw;
  canvas->data = data;
  canvas->n_sheets = n_sheets;
  canvas->dirty = g_new0 (gboolean, n_sheets);
  return canvas;
}

static void
forget (EpiCanvas *canvas)
{
  g_clear_pointer (&canvas->ground, cairo_surface_destroy);
  g_clear_pointer (&canvas->front, cairo_surface_destroy);
  g_clear_pointer (&canvas->spare, cairo_surface_destroy);
  for (int i = 0; i < canvas->n_cols * canvas->n_rows; i++)
    g_clear_pointer (&canvas->nodes[i], gsk_render_node_unref);
  g_clear_pointer (&canvas->nodes, g_free);
  g_clear_pointer (&canvas->damage, gsk_render_node_unref);
  canvas->n_cols = canvas->n_rows = 0;
  canvas->changed = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  canvas->ready = FALSE;
}

void
epi_canvas_free (EpiCanvas *canvas)
{
  if (canvas == NULL)
    return;
  forget (canvas);
  g_free (canvas->dirty);
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
  canvas->dirty[sheet] = TRUE;
}

/* ---- Pixels ---- */

static gsize
n_tiles (const EpiCanvas *canvas)
{
  return (gsize)canvas->n_cols * (gsize)canvas->n_rows;
}

/* The tile in device pixels. */
static cairo_rectangle_int_t
tile_rect (const EpiCanvas *canvas, gsize i)
{
  int x = (int)i % canvas->n_cols * TILE, y = (int)i / canvas->n_cols * TILE;
  return (cairo_rectangle_int_t){
      x, y, MIN (TILE, canvas->width * canvas->scale - x),
      MIN (TILE, canvas->height * canvas->scale - y)};
}

/* Where the tile begins in the picture's pixels. */
static const guchar *
tile_data (cairo_surface_t *picture, cairo_rectangle_int_t rect)
{
  return cairo_image_surface_get_data (picture) +
         (gsize)rect.y * (gsize)cairo_image_surface_get_stride (picture) +
         (gsize)rect.x * 4;
}

static cairo_surface_t *
new_picture (const EpiCanvas *canvas)
{
  cairo_surface_t *picture = cairo_image_surface_create (
      CAIRO_FORMAT_ARGB32, canvas->width * canvas->scale,
      canvas->height * canvas->scale);
  cairo_surface_set_device_scale (picture, canvas->scale, canvas->scale);
  return picture;
}

static void
copy_picture (cairo_surface_t *from, cairo_surface_t *to)
{
  cairo_surface_flush (to);
  memcpy (cairo_image_surface_get_data (to),
          cairo_image_surface_get_data (from),
          (gsize)cairo_image_surface_get_stride (to) *
              (gsize)cairo_image_surface_get_height (to));
  cairo_surface_mark_dirty (to);
}

/* ---- 1. draw ---- */

/* Each sheet with a context of its own: what one leaves behind, labels that
 * stand in the way of others included, is no matter to the next. */
static void
draw_sheets (EpiCanvas *canvas, cairo_surface_t *picture, guint begin,
             guint end)
{
  for (guint i = begin; i < end; i++) {
    cairo_t *cr = cairo_create (picture);
    canvas->draw (cr, i, canvas->data);
    cairo_destroy (cr);
  }
  cairo_surface_flush (picture);
}

static void
draw_ground (EpiCanvas *canvas, guint n)
{
  if (canvas->ground == NULL)
    canvas->ground = new_picture (canvas);
  cairo_t *cr = cairo_create (canvas->ground);
  cairo_set_source_rgb (cr, canvas->background.r, canvas->background.g,
                        canvas->background.b);
  cairo_paint (cr);
  cairo_destroy (cr);
  draw_sheets (canvas, canvas->ground, 0, n);
  canvas->n_ground = n;
  canvas->ready = FALSE;
}

/* The ground grows when the same higher sheets change twice in a row: now and
 * then one that is late would have it drawn again and again. */
static void
update_ground (EpiCanvas *canvas, guint lowest)
{
  if (canvas->ground == NULL || lowest < canvas->n_ground)
    draw_ground (canvas, lowest);
  else if (lowest > canvas->n_ground && lowest == canvas->lowest) {
    draw_sheets (canvas, canvas->ground, canvas->n_ground, lowest);
    canvas->n_ground = lowest;
    canvas->ready = FALSE;
  }
  canvas->lowest = lowest;
}

void
epi_canvas_prepare (EpiCanvas *canvas)
{
  if (canvas->ready || canvas->ground == NULL)
    return;
  if (canvas->spare == NULL)
    canvas->spare = new_picture (canvas);
  copy_picture (canvas->ground, canvas->spare);
  canvas->ready = TRUE;
}

/* ---- 2. compare ---- */

static gboolean
tile_differs (const EpiCanvas *canvas, gsize i)
{
  cairo_rectangle_int_t rect = tile_rect (canvas, i);
  gsize stride = (gsize)cairo_image_surface_get_stride (canvas->front);
  const guchar *p = tile_data (canvas->front, rect);
  const guchar *q = tile_data (canvas->spare, rect);
  for (int row = 0; row < rect.height; row++, p += stride, q += stride)
    if (memcmp (p, q, (gsize)rect.width * 4) != 0)
      return TRUE;
  return FALSE;
}

/* Draws the picture anew, on the spare one, and forgets nodes that do not show
 * it. */
static void
update_front (EpiCanvas *canvas)
{
  epi_canvas_prepare (canvas);
  canvas->ready = FALSE;
  draw_sheets (canvas, canvas->spare, canvas->n_ground, canvas->n_sheets);
  for (gsize i = 0; i < n_tiles (canvas); i++)
    if (canvas->nodes[i] != NULL && tile_differs (canvas, i))
      g_clear_pointer (&canvas->nodes[i], gsk_render_node_unref);
  cairo_surface_t *front = canvas->spare;
  canvas->spare = canvas->front;
  canvas->front = front;
}

/* ---- 3. nodes ---- */

static void
unite (graphene_rect_t *all, const graphene_rect_t *rect)
{
  if (rect->size.width <= 0)
    return;
  if (all->size.width <= 0)
    *all = *rect;
  else
    graphene_rect_union (all, rect, all);
}

/* A node keeps what it shows, for the front goes on.  Not a texture: GSK's
 * cairo renderer takes ten times as long over those.  In memory of our own:
 * cairo would clear it first. */
static cairo_surface_t *
copy_tile (const EpiCanvas *canvas, cairo_rectangle_int_t rect)
{
  static const cairo_user_data_key_t key;
  gsize row_size = (gsize)rect.width * 4;
  guchar *pixels = g_malloc (row_size * (gsize)rect.height), *to = pixels;
  const guchar *from = tile_data (canvas->front, rect);
  for (int row = 0; row < rect.height; row++) {
    memcpy (to, from, row_size);
    to += row_size;
    from += cairo_image_surface_get_stride (canvas->front);
  }
  cairo_surface_t *tile = cairo_image_surface_create_for_data (
      pixels, CAIRO_FORMAT_RGB24, rect.width, rect.height, (int)row_size);
  cairo_surface_set_user_data (tile, &key, pixels, g_free);
  return tile;
}

static cairo_surface_t *
acquire_tile (cairo_pattern_t *pattern, void *tile, cairo_surface_t *target,
              const cairo_rectangle_int_t *extents)
{
  return cairo_surface_reference (tile);
}

static void
release_tile (cairo_pattern_t *pattern, void *tile, cairo_surface_t *acquired)
{
  cairo_surface_destroy (acquired);
}

static cairo_status_t
share_tile (cairo_pattern_t *copy, void *tile, const cairo_pattern_t *pattern)
{
  cairo_surface_reference (tile);
  return CAIRO_STATUS_SUCCESS;
}

static void
drop_tile (cairo_pattern_t *pattern, void *tile)
{
  cairo_surface_destroy (tile);
}

/* A raster source, which a recording shares with us: of a surface it would take
 * a copy when we let it go.  Takes the tile, whose corner is at (x, y). */
static cairo_pattern_t *
tile_pattern (cairo_surface_t *tile, double x, double y, double scale)
{
  cairo_pattern_t *pattern = cairo_pattern_create_raster_source (
      tile, CAIRO_CONTENT_COLOR, cairo_image_surface_get_width (tile),
      cairo_image_surface_get_height (tile));
  cairo_raster_source_pattern_set_acquire (pattern, acquire_tile, release_tile);
  cairo_raster_source_pattern_set_copy (pattern, share_tile);
  cairo_raster_source_pattern_set_finish (pattern, drop_tile);
  cairo_matrix_t to_pixels;
  cairo_matrix_init_scale (&to_pixels, scale, scale);
  cairo_matrix_translate (&to_pixels, -x, -y);
  cairo_pattern_set_matrix (pattern, &to_pixels);
  cairo_pattern_set_filter (pattern, CAIRO_FILTER_NEAREST);
  return pattern;
}

static GskRenderNode *
tile_node (EpiCanvas *canvas, gsize i)
{
  cairo_rectangle_int_t rect = tile_rect (canvas, i);
  double scale = canvas->scale;
  double x = rect.x / scale, y = rect.y / scale;
  graphene_rect_t bounds =
      GRAPHENE_RECT_INIT ((float)x, (float)y, (float)(rect.width / scale),
                          (float)(rect.height / scale));
  GskRenderNode *node = gsk_cairo_node_new (&bounds);
  unite (&canvas->changed, &bounds);
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);
  cairo_pattern_t *pattern =
      tile_pattern (copy_tile (canvas, rect), x, y, scale);
  cairo_set_source (cr, pattern);
  cairo_rectangle (cr, x, y, rect.width / scale, rect.height / scale);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_pattern_destroy (pattern);
  return node;
}

void
epi_canvas_draw (EpiCanvas *canvas)
{
  guint lowest = 0;
  while (lowest < canvas->n_sheets && !canvas->dirty[lowest])
    lowest++;
  if (canvas->front == NULL || lowest < canvas->n_sheets) {
    update_ground (canvas, MIN (lowest, canvas->n_sheets - 1));
    update_front (canvas);
    memset (canvas->dirty, 0, canvas->n_sheets * sizeof *canvas->dirty);
  }
  for (gsize i = 0; i < n_tiles (canvas); i++)
    if (canvas->nodes[i] == NULL)
      canvas->nodes[i] = tile_node (canvas, i);
}

/* ---- 4. damage ---- */

static void
append_damage (EpiCanvas *canvas, GtkSnapshot *snapshot,
               const graphene_rect_t *over)
{
  graphene_rect_t all = canvas->changed;
  if (!graphene_rect_equal (over, &canvas->over)) {
    unite (&all, over);
    unite (&all, &canvas->over);
  }
  if (all.size.width > 0)
    canvas->damage = epi_damage_node (canvas->damage, all);
  if (canvas->damage != NULL)
    gtk_snapshot_append_node (snapshot, canvas->damage);
  canvas->changed = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  canvas->over = *over;
}

void
epi_canvas_snapshot (EpiCanvas *canvas, GtkSnapshot *snapshot,
                     graphene_rect_t over)
{
  epi_canvas_draw (canvas);
  append_damage (canvas, snapshot, &over);
  for (gsize i = 0; i < n_tiles (canvas); i++)
    gtk_snapshot_append_node (snapshot, canvas->nodes[i]);
}
