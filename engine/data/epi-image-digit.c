/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps 1 to 4 have the numbers that the header gives them. */
#include "data/epi-image.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>

#define SIDE EPI_DIGIT_SIDE
#define BOX 20

typedef struct {
  const EpiImage *image;
  bool inverted;
  double paper;                    /* up to here it is no ink */
  size_t left, top, width, height; /* of the ink */
} Drawing;

static double
grey_at (const EpiImage *image, size_t x, size_t y)
{
  const float *p = image->pixels + (y * image->width + x) * image->channels;

  if (image->channels == 1)
    return (double)p[0];
  double red = (double)p[0]; /* so that equal parts are that grey exactly */
  return red + 0.587 * ((double)p[1] - red) + 0.114 * ((double)p[2] - red);
}

/* 1. */
static double
ink_at (const Drawing *self, size_t x, size_t y)
{
  double grey = grey_at (self->image, x, y);
  double ink = self->inverted ? 1 - grey : grey;

  return self->paper < 1 ? fmax (0, (ink - self->paper) / (1 - self->paper))
                         : 0;
}

static bool
is_light_at_edge (const EpiImage *image)
{
  size_t w = image->width, h = image->height;
  double sum = 0;

  for (size_t x = 0; x < w; x++)
    sum += grey_at (image, x, 0) + grey_at (image, x, h - 1);
  for (size_t y = 0; y < h; y++)
    sum += grey_at (image, 0, y) + grey_at (image, w - 1, y);
  return sum / (double)(2 * (w + h)) > 0.5;
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static double
median (double *values, size_t n)
{
  qsort (values, n, sizeof *values, compare);
  return values[n / 2];
}

/* The median of what lies at the edge, and four median deviations more. */
static double
find_paper (const Drawing *self)
{
  size_t w = self->image->width, h = self->image->height, n = 0;
  double *edge = g_new (double, 2 * (w + h));

  for (size_t x = 0; x < w; x++) {
    edge[n++] = ink_at (self, x, 0);
    edge[n++] = ink_at (self, x, h - 1);
  }
  for (size_t y = 0; y < h; y++) {
    edge[n++] = ink_at (self, 0, y);
    edge[n++] = ink_at (self, w - 1, y);
  }
  double middle = median (edge, n);
  for (size_t i = 0; i < n; i++)
    edge[i] = fabs (edge[i] - middle);
  double paper = middle + 4 * median (edge, n);
  g_free (edge);
  return paper;
}

/* 2.  False when there is none. */
static bool
find_box (Drawing *self)
{
  size_t right = 0, bottom = 0;

  self->left = self->image->width;
  self->top = self->image->height;
  for (size_t y = 0; y < self->image->height; y++)
    for (size_t x = 0; x < self->image->width; x++)
      if (ink_at (self, x, y) > 0) {
        self->left = MIN (self->left, x);
        self->top = MIN (self->top, y);
        right = MAX (right, x + 1);
        bottom = MAX (bottom, y + 1);
      }
  self->width = right - MIN (self->left, right);
  self->height = bottom - MIN (self->top, bottom);
  return right > 0;
}

/* 3.  The part of [a, b) that lies in [i, i + 1). */
static double
overlap (double a, double b, size_t i)
{
  return fmax (0, fmin (b, (double)i + 1) - fmax (a, (double)i));
}

/* The mean ink in column [x0, x1) and row [y0, y1) of the box. */
static double
mean_ink (const Drawing *self, double x0, double x1, double y0, double y1)
{
  size_t x_end = MIN ((size_t)ceil (x1), self->width);
  size_t y_end = MIN ((size_t)ceil (y1), self->height);
  double sum = 0;

  for (size_t y = (size_t)y0; y < y_end; y++)
    for (size_t x = (size_t)x0; x < x_end; x++)
      sum += overlap (x0, x1, x) * overlap (y0, y1, y) *
             ink_at (self, self->left + x, self->top + y);
  return sum / ((x1 - x0) * (y1 - y0));
}

/* A side of the box, in pixels of the digit. */
static size_t
scaled (size_t side, size_t longer)
{
  double pixels = round ((double)side * BOX / (double)longer);

  return MAX ((size_t)pixels, 1);
}

/* 4.  Where the box begins so that its centre of mass lies in pixel 14. */
static size_t
place (double centre, size_t side)
{
  double first = SIDE / 2 - floor (centre);

  return (size_t)fmin (fmax (first, 0), (double)(SIDE - side));
}

bool
epi_image_digit (const EpiImage *image, float digit[static SIDE * SIDE])
{
  Drawing self = {.image = image, .inverted = is_light_at_edge (image)};
  double small[BOX][BOX], mass = 0, mx = 0, my = 0;

  for (size_t i = 0; i < SIDE * SIDE; i++)
    digit[i] = 0;
  self.paper = find_paper (&self);
  if (!find_box (&self))
    return false;
  size_t longer = MAX (self.width, self.height);
  size_t w = scaled (self.width, longer), h = scaled (self.height, longer);
  double sx = (double)self.width / (double)w;
  double sy = (double)self.height / (double)h;
  for (size_t y = 0; y < h; y++)
    for (size_t x = 0; x < w; x++) {
      small[y][x] = mean_ink (&self, (double)x * sx, (double)(x + 1) * sx,
                              (double)y * sy, (double)(y + 1) * sy);
      mass += small[y][x];
      mx += small[y][x] * ((double)x + 0.5);
      my += small[y][x] * ((double)y + 0.5);
    }
  size_t left = place (mx / mass, w), top = place (my / mass, h);
  for (size_t y = 0; y < h; y++)
    for (size_t x = 0; x < w; x++)
      digit[(top + y) * SIDE + left + x] = (float)small[y][x];
  return true;
}
