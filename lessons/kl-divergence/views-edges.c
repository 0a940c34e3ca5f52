/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Curves over x with jumps: the sides of a box lie between two columns of the
 * grid, and are drawn upright, where they are.
 */
#include "kl-divergence/lesson.h"

#include <math.h>
#include <string.h>

#define MOST_SIDES (4 * KL_MODES)

/* The sides of the boxes of p and q that the grid was evaluated with, ascending;
 * how many there are. */
static size_t
find_sides (const EpiScene *scene, double sides[MOST_SIDES])
{
  size_t n = 0;

  for (size_t i = 0; i < 2; i++) {
    KlDensity density;
    kl_density (scene->answer->document, "pq"[i], &density);
    for (size_t k = 0; k < KL_MODES; k++) {
      double mean = density.parts[k].theta[0], w = density.parts[k].theta[1];
      if (density.parts[k].kind != EPI_DENSITY_UNIFORM ||
          density.weights[k] == 0 || !(w > 0))
        continue;
      for (int side = -1; side <= 1; side += 2) {
        size_t j = n++;
        for (; j > 0 && sides[j - 1] > mean + side * w; j--)
          sides[j] = sides[j - 1];
        sides[j] = mean + side * w;
      }
    }
  }
  return n;
}

/* A copy of the plane on a grid of its own x, with two places at each side:
 * before the jump and after it. */
typedef struct {
  double *x, *y; /* (n) */
  size_t n;
} Curve;

static Curve
curve_of (const EpiScene *scene, const EpiFieldGrid *grid, size_t output)
{
  double sides[MOST_SIDES];
  size_t n_sides = find_sides (scene, sides), s = 0;
  const double *y = grid->values + output * grid->nx;
  Curve curve = {.x = g_new (double, 2 * (grid->nx + 2 * n_sides) + 1)};

  curve.y = curve.x + grid->nx + 2 * n_sides;
  for (size_t i = 0; i < grid->nx; i++) {
    double x = epi_field_grid_x (grid, i);
    for (; s < n_sides && sides[s] <= x; s++) {
      if (i == 0)
        continue;
      curve.x[curve.n] = curve.x[curve.n + 1] = sides[s];
      curve.y[curve.n] = curve.n > 0 ? curve.y[curve.n - 1] : y[i];
      curve.y[curve.n + 1] = y[i];
      curve.n += 2;
    }
    curve.x[curve.n] = x;
    curve.y[curve.n++] = y[i];
  }
  return curve;
}

void
kl_draw_curve (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const EpiFieldGrid *grid, size_t output, EpiStroke stroke)
{
  Curve curve = curve_of (scene, grid, output);

  epi_draw_line (cr, axes, curve.x, curve.y, curve.n, stroke);
  g_free (curve.x);
}

void
kl_draw_area (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const EpiFieldGrid *grid, size_t output, EpiColour above,
              EpiColour below, double alpha)
{
  Curve curve = curve_of (scene, grid, output);
  double *zero = g_new0 (double, 2 * curve.n + 1), *part = zero + curve.n;

  for (int sign = 1; sign >= -1; sign -= 2) {
    bool any = false;
    for (size_t i = 0; i < curve.n; i++) {
      bool here = sign * curve.y[i] > 0;
      part[i] = here || isnan (curve.y[i]) ? curve.y[i] : 0;
      any |= here;
    }
    if (any)
      epi_draw_band (cr, axes, curve.x, sign > 0 ? zero : part,
                     sign > 0 ? part : zero, curve.n, sign > 0 ? above : below,
                     alpha);
  }
  g_free (zero);
  g_free (curve.x);
}
