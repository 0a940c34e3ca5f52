/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-canvas.h"

#include "epi-damage.h"
#include "epi-screen.h"

#include <string.h>

struct EpiCanvas {
  EpiSheetFunc draw;
  gpointer data;
  guint n_sheets;
  gboolean *dirty; /* (n_sheets), bottom first */

  int width, height, scale; /* logical, logical, factor */
  EpiRgb background;
  cairo_surface_t *ground, *front, *spare; /* opaque; NULL: none yet */
  EpiScreen *screen;                       /* shows the front */
  guint n_ground;                          /* sheets that are in the ground */
  guint lowest;   /* that was dirty in the last snapshot */
  gboolean ready; /* the spare picture shows the ground alone */

  GskRenderNode *node;           /* what is shown; NULL: to be made */
  cairo_rectangle_int_t changed; /* pixels since the last snapshot, or more */
  graphene_rect_t over;          /* what is drawn over the last snapshot */
  GskRenderNode *damage;         /* of both; NULL: never */
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
  g_clear_pointer (&canvas->screen, epi_screen_unref);
  g_clear_pointer (&canvas->node, gsk_render_node_unref);
  g_clear_pointer (&canvas->damage, gsk_render_node_unref);
  canvas->changed = (cairo_rectangle_int_t){0};
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
  canvas->screen = epi_screen_new (scale);
}

void
epi_canvas_invalidate (EpiCanvas *canvas, guint sheet)
{
  g_return_if_fail (sheet < canvas->n_sheets);
  canvas->dirty[sheet] = TRUE;
}

/* ---- Pixels ---- */

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

static void
unite (cairo_rectangle_int_t *all, cairo_rectangle_int_t rect)
{
  if (all->width > 0 && rect.width > 0) {
    int right = MAX (all->x + all->width, rect.x + rect.width);
    int bottom = MAX (all->y + all->height, rect.y + rect.height);
    rect.x = MIN (all->x, rect.x);
    rect.y = MIN (all->y, rect.y);
    rect.width = right - rect.x;
    rect.height = bottom - rect.y;
  }
  if (rect.width > 0)
    *all = rect;
}

/* A row of both pictures. */
typedef struct {
  const guint32 *front, *spare;
} Row;

static Row
row_of (const EpiCanvas *canvas, int y)
{
  gsize skip = (gsize)y * (gsize)cairo_image_surface_get_stride (canvas->front);
  return (Row){(void *)(cairo_image_surface_get_data (canvas->front) + skip),
               (void *)(cairo_image_surface_get_data (canvas->spare) + skip)};
}

/* Whether it differs in [begin, end). */
static gboolean
row_differs (Row row, int begin, int end)
{
  return memcmp (row.front + begin, row.spare + begin,
                 (gsize)(end - begin) * sizeof *row.front) != 0;
}

/* The rectangle that holds what differs.  It is painted whole: what lies within
 * it is not looked at. */
static cairo_rectangle_int_t
changed_pixels (const EpiCanvas *canvas)
{
  int width = cairo_image_surface_get_width (canvas->front);
  int top = 0, bottom = cairo_image_surface_get_height (canvas->front);
  int left = width, right = 0;

  while (top < bottom && !row_differs (row_of (canvas, top), 0, width))
    top++;
  while (bottom > top && !row_differs (row_of (canvas, bottom - 1), 0, width))
    bottom--;
  for (int y = top; y < bottom; y++) {
    Row row = row_of (canvas, y);
    if (row_differs (row, 0, left))
      for (left = 0; row.front[left] == row.spare[left];)
        left++;
    if (row_differs (row, right, width))
      for (right = width; row.front[right - 1] == row.spare[right - 1];)
        right--;
  }
  return (cairo_rectangle_int_t){left, top, MAX (right - left, 0),
                                 bottom - top};
}

/* Draws the picture anew, on the spare one, which becomes the front. */
static void
update_front (EpiCanvas *canvas)
{
  epi_canvas_prepare (canvas);
  canvas->ready = FALSE;
  draw_sheets (canvas, canvas->spare, canvas->n_ground, canvas->n_sheets);
  unite (&canvas->changed,
         canvas->front != NULL
             ? changed_pixels (canvas)
             : (cairo_rectangle_int_t){0, 0, canvas->width * canvas->scale,
                                       canvas->height * canvas->scale});
  cairo_surface_t *front = canvas->spare;
  canvas->spare = canvas->front;
  canvas->front = front;
  epi_screen_show (canvas->screen, front);
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
}

/* ---- 3. node ---- */

static GskRenderNode *
new_node (EpiCanvas *canvas)
{
  GskRenderNode *node = gsk_cairo_node_new (
      &GRAPHENE_RECT_INIT (0, 0, (float)canvas->width, (float)canvas->height));
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);
  epi_screen_set_source (canvas->screen, cr);
  cairo_paint (cr);
  cairo_destroy (cr);
  return node;
}

/* The cairo renderer paints what a node says, each time; others keep what it
 * said at first. */
static void
update_node (EpiCanvas *canvas, GskRenderer *renderer)
{
  if (canvas->changed.width > 0 && !GSK_IS_CAIRO_RENDERER (renderer))
    g_clear_pointer (&canvas->node, gsk_render_node_unref);
  if (canvas->node == NULL)
    canvas->node = new_node (canvas);
}

/* ---- 4. damage ---- */

/* The changed pixels, in whole logical ones. */
static graphene_rect_t
changed_rect (const EpiCanvas *canvas)
{
  cairo_rectangle_int_t r = canvas->changed;
  float scale = (float)canvas->scale;
  graphene_rect_t rect =
      GRAPHENE_RECT_INIT ((float)r.x / scale, (float)r.y / scale,
                          (float)r.width / scale, (float)r.height / scale);
  graphene_rect_round_extents (&rect, &rect);
  return rect;
}

static void
add (graphene_rect_t *all, const graphene_rect_t *rect)
{
  if (all->size.width <= 0)
    *all = *rect;
  else if (rect->size.width > 0)
    graphene_rect_union (all, rect, all);
}

static void
append_damage (EpiCanvas *canvas, GtkSnapshot *snapshot,
               const graphene_rect_t *over)
{
  graphene_rect_t all = changed_rect (canvas);
  if (!graphene_rect_equal (over, &canvas->over)) {
    add (&all, over);
    add (&all, &canvas->over);
  }
  if (all.size.width > 0)
    canvas->damage = epi_damage_node (canvas->damage, all);
  if (canvas->damage != NULL)
    gtk_snapshot_append_node (snapshot, canvas->damage);
  canvas->changed = (cairo_rectangle_int_t){0};
  canvas->over = *over;
}

void
epi_canvas_snapshot (EpiCanvas *canvas, GtkSnapshot *snapshot,
                     GskRenderer *renderer, graphene_rect_t over)
{
  epi_canvas_draw (canvas);
  update_node (canvas, renderer);
  append_damage (canvas, snapshot, &over);
  gtk_snapshot_append_node (snapshot, canvas->node);
}
