/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-raster.h"

#include "kit/epi-draw.h"
#include "kit/epi-pixels.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* ---- Where the pixels are ---- */

/* The rectangle within the clip; both in user units. */
static bool
cut_to_clip (cairo_t *cr, EpiRect *r)
{
  double x0, y0, x1, y1;

  cairo_clip_extents (cr, &x0, &y0, &x1, &y1);
  x0 = fmax (x0, r->x);
  y0 = fmax (y0, r->y);
  x1 = fmin (x1, r->x + r->width);
  y1 = fmin (y1, r->y + r->height);
  *r = (EpiRect){x0, y0, x1 - x0, y1 - y0};
  return x1 > x0 && y1 > y0;
}

static bool
clip_is_rectangle (cairo_t *cr)
{
  cairo_rectangle_list_t *list = cairo_copy_clip_rectangle_list (cr);
  bool is = list->status == CAIRO_STATUS_SUCCESS && list->num_rectangles == 1;

  cairo_rectangle_list_destroy (list);
  return is;
}

/* The picture that cr draws on, when its pixels may be written here; else
 * NULL. */
static cairo_surface_t *
own_picture (cairo_t *cr, EpiRasterKind kind)
{
  cairo_surface_t *target = cairo_get_group_target (cr);
  double x, y;

  if (cairo_surface_get_type (target) != CAIRO_SURFACE_TYPE_IMAGE ||
      cairo_get_operator (cr) != CAIRO_OPERATOR_OVER)
    return NULL;
  cairo_format_t format = cairo_image_surface_get_format (target);
  if (format != CAIRO_FORMAT_ARGB32 && format != CAIRO_FORMAT_RGB24)
    return NULL;
  if (kind == EPI_RASTER_MASK && cairo_pattern_get_type (cairo_get_source (
                                     cr)) != CAIRO_PATTERN_TYPE_SOLID)
    return NULL;
  cairo_surface_get_device_offset (target, &x, &y);
  return x == 0 && y == 0 && clip_is_rectangle (cr) ? target : NULL;
}

/* A mask that is used for one drawing after another by a thread; it is left as
 * it is taken: nothing covered. */
typedef struct {
  size_t size, n_words;
  unsigned char *data; /* (size) */
  uint64_t *blocks;    /* (n_words) */
} Scratch;

static void
scratch_free (void *data)
{
  Scratch *scratch = data;

  g_free (scratch->data);
  g_free (scratch->blocks);
  g_free (scratch);
}

static bool
take_scratch (EpiRaster *c)
{
  static GPrivate key = G_PRIVATE_INIT (scratch_free);
  Scratch *scratch = g_private_get (&key);

  c->stride = (c->width + EPI_RASTER_BLOCK - 1) & -EPI_RASTER_BLOCK;
  c->words = (c->width - 1) / (64 * EPI_RASTER_BLOCK) + 1;
  size_t size = (size_t)c->stride * (size_t)c->height;
  size_t n_words = (size_t)c->words * (size_t)c->height;
  if (scratch == NULL)
    g_private_set (&key, scratch = g_new0 (Scratch, 1));
  if (size > scratch->size || n_words > scratch->n_words) {
    g_free (scratch->data);
    g_free (scratch->blocks);
    scratch->data = g_try_malloc0 (size);
    scratch->blocks = g_try_malloc0_n (n_words, sizeof *scratch->blocks);
    bool has = scratch->data != NULL && scratch->blocks != NULL;
    scratch->size = has ? size : 0;
    scratch->n_words = has ? n_words : 0;
  }
  c->data = scratch->data;
  c->blocks = scratch->blocks;
  return scratch->size > 0;
}

/* The canvas on the pixels of the picture, of which it has its part. */
static bool
begin_on (EpiRaster *c, cairo_surface_t *target)
{
  int right = cairo_image_surface_get_width (target);
  int bottom = cairo_image_surface_get_height (target);
  int cut_x = MAX (0, -c->left), cut_y = MAX (0, -c->top);

  c->left += cut_x;
  c->top += cut_y;
  c->ox -= cut_x;
  c->oy -= cut_y;
  c->width = MIN (c->width - cut_x, right - c->left);
  c->height = MIN (c->height - cut_y, bottom - c->top);
  if (c->width <= 0 || c->height <= 0)
    return false;
  cairo_surface_flush (target);
  c->target_stride = cairo_image_surface_get_stride (target);
  c->target = cairo_image_surface_get_data (target) +
              c->top * c->target_stride + 4 * c->left;
  if (c->kind == EPI_RASTER_COLOURS) {
    c->data = c->target;
    c->stride = c->target_stride;
    return true;
  }
  return take_scratch (c);
}

static bool
begin_apart (EpiRaster *c)
{
  c->target = NULL;
  c->picture = cairo_image_surface_create (
      c->kind == EPI_RASTER_MASK ? CAIRO_FORMAT_A8 : CAIRO_FORMAT_ARGB32,
      c->width, c->height);
  if (cairo_surface_status (c->picture) != CAIRO_STATUS_SUCCESS) {
    cairo_surface_destroy (c->picture);
    return false;
  }
  cairo_surface_flush (c->picture);
  c->data = cairo_image_surface_get_data (c->picture);
  c->stride = cairo_image_surface_get_stride (c->picture);
  return true;
}

bool
epi_raster_begin (EpiRaster *c, cairo_t *cr, const EpiAxes *axes, EpiRect rect,
                  EpiRasterKind kind)
{
  cairo_matrix_t m;

  *c = (EpiRaster){.kind = kind, .scale = epi_draw_raster_scale (cr, axes)};
  if (c->scale <= 0 || !cut_to_clip (cr, &rect))
    return false;
  cairo_get_matrix (cr, &m);
  c->ratio = c->scale / m.xx;
  double x0 = rect.x * c->scale + m.x0 * c->ratio;
  double y0 = rect.y * c->scale + m.y0 * c->ratio;
  c->left = (int)floor (x0 + 0.5);
  c->top = (int)floor (y0 + 0.5);
  c->width = (int)floor (x0 + rect.width * c->scale + 0.5) - c->left;
  c->height = (int)floor (y0 + rect.height * c->scale + 0.5) - c->top;
  c->ox = m.x0 * c->ratio - c->left;
  c->oy = m.y0 * c->ratio - c->top;
  if (c->width <= 0 || c->height <= 0)
    return false;
  cairo_surface_t *target = own_picture (cr, kind);
  return target != NULL ? begin_on (c, target) : begin_apart (c);
}

bool
epi_raster_begin_pixels (EpiRaster *c, cairo_t *cr, EpiRect rect,
                         EpiRasterKind kind)
{
  cairo_surface_t *target = own_picture (cr, kind);
  double x0, y0, x1, y1, ratio;

  if (target == NULL)
    return false;
  cairo_surface_get_device_scale (target, &ratio, &ratio);
  cairo_clip_extents (cr, &x0, &y0, &x1, &y1);
  *c = (EpiRaster){.kind = kind, .scale = 1, .ratio = ratio};
  x0 = fmax (floor (x0 * ratio + 0.5), floor (rect.x));
  y0 = fmax (floor (y0 * ratio + 0.5), floor (rect.y));
  x1 = fmin (floor (x1 * ratio + 0.5), ceil (rect.x + rect.width));
  y1 = fmin (floor (y1 * ratio + 0.5), ceil (rect.y + rect.height));
  c->width = (int)fmax (x1 - x0, 0);
  c->height = (int)fmax (y1 - y0, 0);
  if (c->width > 0 && c->height > 0) {
    c->left = (int)x0;
    c->top = (int)y0;
    c->ox = -x0;
    c->oy = -y0;
    if (!begin_on (c, target) && c->width > 0 && c->height > 0)
      return false;
  }
  if (c->width <= 0 || c->height <= 0)
    c->width = c->height = 0;
  return true;
}

/* ---- Colours ---- */

/* n pixels over those at to, four at a time. */
static inline void
lay_over (const uint32_t *from, uint32_t *to, int n)
{
  EpiFourPixels four, opacity;
  int i = 0;

  for (; i + 4 <= n; i += 4) {
    memcpy (&four, from + i, sizeof four);
    opacity = four >> 24;
    opacity |= opacity << 8;
    opacity |= opacity << 16;
    epi_four_pixels_over (to + i, four, ~opacity);
  }
  for (; i < n; i++)
    to[i] = epi_pixel_over (from[i], to[i]);
}

void
epi_raster_stamp (EpiRaster *c, const uint32_t *sprite, int size, int left,
                  int top)
{
  int i0 = MAX (0, -left), i1 = MIN (size, c->width - left);
  int j0 = MAX (0, -top), j1 = MIN (size, c->height - top);

  for (int j = j0; j < j1 && i0 < i1; j++) {
    void *row = c->data + (top + j) * c->stride;
    lay_over (sprite + j * size + i0, (uint32_t *)row + left + i0, i1 - i0);
  }
}

/* ---- The end ---- */

uint32_t
epi_raster_source (cairo_t *cr)
{
  double r, g, b, a;

  cairo_pattern_get_rgba (cairo_get_source (cr), &r, &g, &b, &a);
  return (uint32_t)lround (255 * a) << 24 |
         (uint32_t)lround (255 * a * r) << 16 |
         (uint32_t)lround (255 * a * g) << 8 | (uint32_t)lround (255 * a * b);
}

static void
paint (const EpiRaster *c, cairo_t *cr)
{
  double x = c->left / c->ratio, y = c->top / c->ratio;

  cairo_surface_mark_dirty (c->picture);
  cairo_surface_set_device_scale (c->picture, c->ratio, c->ratio);
  cairo_save (cr);
  cairo_identity_matrix (cr);
  if (c->kind == EPI_RASTER_MASK)
    cairo_mask_surface (cr, c->picture, x, y);
  else {
    cairo_set_source_surface (cr, c->picture, x, y);
    cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
    cairo_paint (cr);
  }
  cairo_restore (cr);
  cairo_surface_destroy (c->picture);
}

void
epi_raster_end (EpiRaster *c, cairo_t *cr)
{
  if (c->target == NULL) {
    paint (c, cr);
    return;
  }
  if (c->kind == EPI_RASTER_MASK)
    epi_raster_lay (c, epi_raster_source (cr));
  cairo_surface_mark_dirty (cairo_get_group_target (cr));
}
