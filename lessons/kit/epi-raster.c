/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-raster.h"

#include "kit/epi-draw.h"

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
  size_t size; /* bytes */
  unsigned char *data;
} Scratch;

static void
scratch_free (void *data)
{
  Scratch *scratch = data;

  g_free (scratch->data);
  g_free (scratch);
}

static unsigned char *
scratch_mask (size_t size)
{
  static GPrivate key = G_PRIVATE_INIT (scratch_free);
  Scratch *scratch = g_private_get (&key);

  if (scratch == NULL) {
    scratch = g_new0 (Scratch, 1);
    g_private_set (&key, scratch);
  }
  if (size > scratch->size) {
    g_free (scratch->data);
    scratch->data = g_try_malloc0 (size);
    scratch->size = scratch->data != NULL ? size : 0;
  }
  return scratch->data;
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
  c->stride = (c->width + 7) & ~7;
  c->data = scratch_mask ((size_t)c->stride * (size_t)c->height);
  return c->data != NULL;
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
  c->first = c->height;
  c->last = -1;
  cairo_surface_t *target = own_picture (cr, kind);
  return target != NULL ? begin_on (c, target) : begin_apart (c);
}

/* ---- Colours ---- */

/* to := from over to; both premultiplied. */
static inline uint32_t
over (uint32_t from, uint32_t to)
{
  uint32_t keep = 255 - (from >> 24);
  uint32_t rb = (to & 0xff00ff) * keep + 0x800080;
  uint32_t ag = (to >> 8 & 0xff00ff) * keep + 0x800080;

  rb = (rb + (rb >> 8 & 0xff00ff)) >> 8 & 0xff00ff;
  ag = (ag + (ag >> 8 & 0xff00ff)) & 0xff00ff00;
  return from + (rb | ag);
}

void
epi_raster_stamp (EpiRaster *c, const uint32_t *sprite, int size, int left,
                  int top)
{
  int i0 = MAX (0, -left), i1 = MIN (size, c->width - left);
  int j0 = MAX (0, -top), j1 = MIN (size, c->height - top);

  for (int j = j0; j < j1; j++) {
    const uint32_t *from = sprite + j * size;
    uint32_t *to = (uint32_t *)(void *)(c->data + (top + j) * c->stride) + left;
    for (int i = i0; i < i1; i++)
      if (from[i] != 0)
        to[i] = over (from[i], to[i]);
  }
}

/* ---- Masks ---- */

/* to := a over to, for n bytes; a in 0 … 255. */
static inline void
cover (unsigned char *to, int n, unsigned a)
{
  for (int i = 0; i < n; i++) {
    unsigned t = (255u - to[i]) * a + 128;
    to[i] = (unsigned char)(to[i] + ((t + (t >> 8)) >> 8));
  }
}

/* How much of pixel i the interval [a, b] covers. */
static inline double
share (double a, double b, int i)
{
  double from = a > i ? a : i, to = b < i + 1 ? b : i + 1;

  return to > from ? to - from : 0;
}

/* The rows j0 … j1 of the mask may be covered from now on. */
static inline void
touch (EpiRaster *c, int j0, int j1)
{
  c->first = MIN (c->first, j0);
  c->last = MAX (c->last, j1);
}

static inline double
within (double x, double low, double high)
{
  return x < low ? low : x > high ? high : x;
}

void
epi_raster_box (EpiRaster *c, double x0, double y0, double x1, double y1,
                double alpha)
{
  double l = within (x0 * c->scale + c->ox, 0, c->width);
  double r = within (x1 * c->scale + c->ox, 0, c->width);
  double t = within (y0 * c->scale + c->oy, 0, c->height);
  double b = within (y1 * c->scale + c->oy, 0, c->height);

  if (!(r > l) || !(b > t))
    return;
  int i0 = (int)l, i1 = (int)ceil (r) - 1, j0 = (int)t, j1 = (int)ceil (b) - 1;
  double left = share (l, r, i0), right = i1 > i0 ? share (l, r, i1) : 0;
  touch (c, j0, j1);
  unsigned edge[2] = {0, 0}, whole = 0; /* of a row that is covered whole */
  for (int j = j0; j <= j1; j++) {
    unsigned char *row = c->data + j * c->stride;
    if (j <= j0 + 1 || j == j1) { /* the rows between are alike */
      double a = 255 * alpha * share (t, b, j);
      edge[0] = (unsigned)(a * left + 0.5);
      edge[1] = (unsigned)(a * right + 0.5);
      whole = (unsigned)(a + 0.5);
    }
    cover (row + i0, 1, edge[0]);
    if (i1 == i0)
      continue;
    cover (row + i0 + 1, i1 - i0 - 1, whole);
    cover (row + i1, 1, edge[1]);
  }
}

/* A stretch of a few pixels, in pixels; half its width, at most strength. */
static void
stretch (EpiRaster *c, float x0, float y0, float x1, float y1, float half,
         float strength)
{
  float dx = x1 - x0, dy = y1 - y0, reach = half + 1;
  float square = dx * dx + dy * dy, inverse = square > 0 ? 1 / square : 0;
  int i0 = MAX (0, (int)floorf (MIN (x0, x1) - reach));
  int i1 = MIN (c->width - 1, (int)(MAX (x0, x1) + reach));
  int j0 = MAX (0, (int)floorf (MIN (y0, y1) - reach));
  int j1 = MIN (c->height - 1, (int)(MAX (y0, y1) + reach));
  /* On a row the line is met within aside of where it crosses. */
  float slope = dy != 0 ? dx / dy : 0;
  float aside = dy != 0 ? reach * sqrtf (square) / fabsf (dy) : INFINITY;

  touch (c, j0, j1);
  for (int j = j0; j <= j1; j++) {
    unsigned char *row = c->data + j * c->stride;
    float py = (float)j + 0.5f - y0;
    float from = x0 + slope * py - aside, to = x0 + slope * py + aside;
    int begin = from > (float)i0 ? (int)from : i0;
    int end = to < (float)i1 ? (int)to : i1;
    for (int i = begin; i <= end; i++) {
      float px = (float)i + 0.5f - x0;
      float t = (px * dx + py * dy) * inverse;
      t = t < 0 ? 0 : t > 1 ? 1 : t;
      float ex = px - t * dx, ey = py - t * dy;
      float covered = half + 0.5f - sqrtf (ex * ex + ey * ey);
      covered = covered < 0 ? 0 : covered > 1 ? 1 : covered;
      unsigned char level = (unsigned char)(strength * covered + 0.5f);
      row[i] = MAX (row[i], level);
    }
  }
}

void
epi_raster_line (EpiRaster *c, double x0, double y0, double x1, double y1,
                 double width)
{
  enum { STRETCH = 12 };
  double ax = x0 * c->scale + c->ox, ay = y0 * c->scale + c->oy;
  double dx = (x1 - x0) * c->scale, dy = (y1 - y0) * c->scale;
  double half = fmax (width * c->scale, 1) / 2;
  double strength = 255 * fmin (width * c->scale, 1);
  int n = (int)(fmax (fabs (dx), fabs (dy)) / STRETCH) + 1;

  for (int k = 0; k < n; k++) {
    double s = (double)k / n, e = (double)(k + 1) / n;
    stretch (c, (float)(ax + s * dx), (float)(ay + s * dy),
             (float)(ax + e * dx), (float)(ay + e * dy), (float)half,
             (float)strength);
  }
}

/* ---- The end ---- */

/* a c / 255 in each of four bytes. */
static inline uint32_t
times (uint32_t c, uint32_t a)
{
  uint32_t rb = (c & 0xff00ff) * a + 0x800080;
  uint32_t ag = (c >> 8 & 0xff00ff) * a + 0x800080;

  rb = (rb + (rb >> 8 & 0xff00ff)) >> 8 & 0xff00ff;
  ag = (ag + (ag >> 8 & 0xff00ff)) & 0xff00ff00;
  return rb | ag;
}

/* The source, a colour, premultiplied. */
static uint32_t
source_pixel (cairo_t *cr)
{
  double r, g, b, a;

  cairo_pattern_get_rgba (cairo_get_source (cr), &r, &g, &b, &a);
  return (uint32_t)lround (255 * a) << 24 |
         (uint32_t)lround (255 * a * r) << 16 |
         (uint32_t)lround (255 * a * g) << 8 | (uint32_t)lround (255 * a * b);
}

/* The colour over the picture where the mask covers something, eight pixels at
 * a look; the mask is clear afterwards. */
static void
lay_colour (EpiRaster *c, uint32_t colour)
{
  uint32_t covered[256];

  for (uint32_t a = 0; a < 256; a++)
    covered[a] = times (colour, a);
  for (int j = c->first; j <= c->last; j++) {
    unsigned char *mask = c->data + j * c->stride;
    uint32_t *to = (uint32_t *)(void *)(c->target + j * c->target_stride);
    for (int i = 0; i < c->width; i += 8) {
      uint64_t eight;
      memcpy (&eight, mask + i, sizeof eight);
      if (eight == 0)
        continue;
      for (int k = i; k < MIN (i + 8, c->width); k++)
        if (mask[k] != 0)
          to[k] = over (covered[mask[k]], to[k]);
      memset (mask + i, 0, sizeof eight);
    }
  }
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
    lay_colour (c, source_pixel (cr));
  cairo_surface_mark_dirty (cairo_get_group_target (cr));
}
