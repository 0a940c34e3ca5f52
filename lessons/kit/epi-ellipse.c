/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-ellipse.h"

#include "kit/epi-draw.h"
#include "kit/epi-ink.h"
#include "kit/epi-plot-table.h"

#include <glib.h>
#include <math.h>

#define PI 3.14159265358979323846

static bool
is_ellipse (const EpiEllipse *e)
{
  double determinant = e->map[0] * e->map[3] - e->map[1] * e->map[2];
  return isfinite (determinant) && determinant != 0 &&
         isfinite (e->centre[0]) && isfinite (e->centre[1]);
}

bool
epi_ellipse_of_preimage (const double A[4], const double b[2], EpiEllipse *out)
{
  double determinant = A[0] * A[3] - A[1] * A[2];

  *out = (EpiEllipse){.map = {A[3] / determinant, -A[1] / determinant,
                              -A[2] / determinant, A[0] / determinant}};
  out->centre[0] = -(out->map[0] * b[0] + out->map[2] * b[1]);
  out->centre[1] = -(out->map[1] * b[0] + out->map[3] * b[1]);
  return is_ellipse (out);
}

/* (2,2) P = LLᵀ; false when it is not positive definite. */
static bool
cholesky (const double P[4], double *l11, double *l21, double *l22)
{
  *l11 = sqrt (P[0]);
  *l21 = P[2] / *l11;
  *l22 = sqrt (P[3] - *l21 * *l21);
  return *l11 > 0 && *l22 > 0;
}

bool
epi_ellipse_of_form (const double P[4], const double centre[2], double level,
                     EpiEllipse *out)
{
  double l11, l21, l22, r = sqrt (level);

  if (!(level > 0) || !cholesky (P, &l11, &l21, &l22))
    return false;
  *out = (EpiEllipse){.centre = {centre[0], centre[1]},
                      .map = {r / l11, 0, -r * l21 / (l11 * l22), r / l22}};
  return is_ellipse (out);
}

bool
epi_ellipse_of_covariance (const double S[4], const double centre[2],
                           double level, EpiEllipse *out)
{
  double l11, l21, l22, r = sqrt (level);

  if (!(level > 0) || !cholesky (S, &l11, &l21, &l22))
    return false;
  *out = (EpiEllipse){.centre = {centre[0], centre[1]},
                      .map = {r * l11, r * l21, 0, r * l22}};
  return is_ellipse (out);
}

void
epi_ellipse_semi_axes (const EpiEllipse *ellipse, double semi_axes[2],
                       double *angle)
{
  const double *B = ellipse->map;
  double p = B[0] * B[0] + B[2] * B[2]; /* BBᵀ = ⎡p q⎤ */
  double q = B[0] * B[1] + B[2] * B[3]; /*       ⎣q r⎦ */
  double r = B[1] * B[1] + B[3] * B[3];
  double longer = sqrt ((p + r + hypot (p - r, 2 * q)) / 2);

  semi_axes[0] = longer;
  semi_axes[1] = longer > 0 ? fabs (B[0] * B[3] - B[1] * B[2]) / longer : 0;
  *angle = atan2 (2 * q, p - r) / 2;
}

double
epi_ellipse_area (const EpiEllipse *ellipse)
{
  const double *B = ellipse->map;
  return PI * fabs (B[0] * B[3] - B[1] * B[2]);
}

EpiPoint
epi_ellipse_point (const EpiEllipse *ellipse, double t)
{
  const double *B = ellipse->map;
  double c = cos (t), s = sin (t);

  return (EpiPoint){ellipse->centre[0] + B[0] * c + B[2] * s,
                    ellipse->centre[1] + B[1] * c + B[3] * s};
}

void
epi_range_include_ellipse (EpiRange *range, const EpiEllipse *ellipse)
{
  const double *B = ellipse->map;
  double dx = hypot (B[0], B[2]), dy = hypot (B[1], B[3]);

  epi_range_include (range, ellipse->centre[0] - dx, ellipse->centre[1] - dy);
  epi_range_include (range, ellipse->centre[0] + dx, ellipse->centre[1] + dy);
}

/* Corners of a polygon in it that no eye tells from it: r (1 - cos (π/n)) is
 * below a fifth of a pixel, r the longer semi-axis in pixels. */
static size_t
n_corners (const EpiAxes *axes, const EpiEllipse *ellipse)
{
  double across = axes->plot.width / (axes->range.x1 - axes->range.x0);
  double up = axes->plot.height / (axes->range.y1 - axes->range.y0);
  const double *B = ellipse->map;
  double pixels = hypot (hypot (across * B[0], across * B[2]),
                         hypot (up * B[1], up * B[3]));

  if (axes->range.x_log || axes->range.y_log)
    return 1024;
  return (size_t)CLAMP (PI * sqrt (2.5 * pixels), 24, 4096);
}

static bool
record (cairo_t *cr, const EpiEllipse *ellipse)
{
  static const char *const names[] = {"x", "y", "longer semi-axis",
                                      "shorter semi-axis", "angle"};
  double semi_axes[2], angle;
  const double *const columns[] = {&ellipse->centre[0], &ellipse->centre[1],
                                   &semi_axes[0], &semi_axes[1], &angle};

  epi_ellipse_semi_axes (ellipse, semi_axes, &angle);
  return epi_plot_table_record (cr, "ellipse", 1, 5, names, columns);
}

void
epi_draw_ellipse (cairo_t *cr, const EpiAxes *axes, const EpiEllipse *ellipse,
                  EpiColour colour, double fill_alpha, EpiStroke outline)
{
  EpiRect bounds = epi_draw_bounds (axes);

  if (record (cr, ellipse) || !is_ellipse (ellipse))
    return;
  size_t n = n_corners (axes, ellipse);
  double *x = g_new (double, 2 * n), *y = x + n;
  for (size_t i = 0; i < n; i++) {
    EpiPoint at = epi_ellipse_point (ellipse, 2 * PI * (double)i / (double)n);
    x[i] = epi_axes_x (axes, at.x);
    y[i] = epi_axes_y (axes, at.y);
  }
  epi_draw_polygon_path (cr, &bounds, x, y, n);
  g_free (x);
  if (fill_alpha > 0) {
    epi_palette_source (axes->palette, cr, colour, fill_alpha);
    epi_ink_fill_preserve (cr);
  }
  if (outline.width >= 0) {
    epi_draw_set_stroke (cr, axes, outline);
    cairo_set_line_join (cr, CAIRO_LINE_JOIN_BEVEL); /* the corners are flat */
    epi_ink_stroke_preserve (cr);
  }
  cairo_new_path (cr);
}
