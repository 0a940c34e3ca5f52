/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-raster.h"

#include "kit/epi-draw.h"

#include <glib.h>
#include <math.h>

/* The rectangle within the clip. */
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

bool
epi_raster_begin (EpiRaster *c, cairo_t *cr, const EpiAxes *axes, EpiRect rect,
                  cairo_format_t format)
{
  cairo_matrix_t m;

  c->scale = epi_draw_raster_scale (cr, axes);
  if (c->scale <= 0 || !cut_to_clip (cr, &rect))
    return false;
  cairo_get_matrix (cr, &m);
  c->ratio = c->scale / m.xx; /* device pixels per unit of the matrix */
  c->left = floor (rect.x * c->scale + m.x0 * c->ratio);
  c->top = floor (rect.y * c->scale + m.y0 * c->ratio);
  c->ox = m.x0 * c->ratio - c->left;
  c->oy = m.y0 * c->ratio - c->top;
  c->width = (int)ceil ((rect.x + rect.width) * c->scale + c->ox);
  c->height = (int)ceil ((rect.y + rect.height) * c->scale + c->oy);
  c->picture = cairo_image_surface_create (format, c->width, c->height);
  if (cairo_surface_status (c->picture) != CAIRO_STATUS_SUCCESS) {
    cairo_surface_destroy (c->picture);
    return false;
  }
  cairo_surface_flush (c->picture);
  c->data = cairo_image_surface_get_data (c->picture);
  c->stride = cairo_image_surface_get_stride (c->picture);
  return true;
}

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
  return fmax (0, fmin (b, i + 1) - fmax (a, i));
}

void
epi_raster_box (EpiRaster *c, double x0, double y0, double x1, double y1,
                double alpha)
{
  double l = fmax (x0 * c->scale + c->ox, 0);
  double r = fmin (x1 * c->scale + c->ox, c->width);
  double t = fmax (y0 * c->scale + c->oy, 0);
  double b = fmin (y1 * c->scale + c->oy, c->height);

  if (!(r > l) || !(b > t))
    return;
  int i0 = (int)l, i1 = (int)ceil (r) - 1, j0 = (int)t, j1 = (int)ceil (b) - 1;
  for (int j = j0; j <= j1; j++) {
    unsigned char *row = c->data + j * c->stride;
    double a = 255 * alpha * share (t, b, j);
    cover (row + i0, 1, (unsigned)(a * share (l, r, i0) + 0.5));
    if (i1 == i0)
      continue;
    cover (row + i0 + 1, i1 - i0 - 1, (unsigned)(a + 0.5));
    cover (row + i1, 1, (unsigned)(a * share (l, r, i1) + 0.5));
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

  for (int j = j0; j <= j1; j++) {
    unsigned char *row = c->data + j * c->stride;
    float py = (float)j + 0.5f - y0;
    for (int i = i0; i <= i1; i++) {
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

void
epi_raster_end (EpiRaster *c, cairo_t *cr)
{
  double x = c->left / c->ratio, y = c->top / c->ratio;

  cairo_surface_mark_dirty (c->picture);
  cairo_surface_set_device_scale (c->picture, c->ratio, c->ratio);
  cairo_save (cr);
  cairo_identity_matrix (cr);
  if (cairo_image_surface_get_format (c->picture) == CAIRO_FORMAT_A8)
    cairo_mask_surface (cr, c->picture, x, y);
  else {
    cairo_set_source_surface (cr, c->picture, x, y);
    cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
    cairo_paint (cr);
  }
  cairo_restore (cr);
  cairo_surface_destroy (c->picture);
}
