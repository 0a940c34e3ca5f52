/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ellipses: every form describes the same set, and what is drawn is that set.
 */
#include "core/epi-random.h"
#include "kit/epi-draw.h"
#include "kit/epi-ellipse.h"
#include "kit/epi-plot-table.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define PI 3.14159265358979323846

static double
draw (EpiRandom *random)
{
  return 2 * epi_random_uniform (random) - 1;
}

/* (x-d)ᵀP(x-d) */
static double
form (const double P[4], const double d[2], EpiPoint x)
{
  double u = x.x - d[0], v = x.y - d[1];
  return P[0] * u * u + 2 * P[2] * u * v + P[3] * v * v;
}

/* With P = AᵀA, S = P⁻¹ and b = -Ad, the boundary found from each has form 1,
 * and all have the area π/√det P. */
static void
test_every_form_is_the_same_set (void)
{
  EpiRandom random = epi_random (7, 0);

  for (int round = 0; round < 200; round++) {
    double A[4], d[2] = {draw (&random), draw (&random)};
    for (int i = 0; i < 4; i++)
      A[i] = draw (&random);
    A[0] += 2;
    A[3] += 2;
    double b[2] = {-(A[0] * d[0] + A[2] * d[1]), -(A[1] * d[0] + A[3] * d[1])};
    double P[4] = {A[0] * A[0] + A[1] * A[1], A[0] * A[2] + A[1] * A[3],
                   A[0] * A[2] + A[1] * A[3], A[2] * A[2] + A[3] * A[3]};
    double det = P[0] * P[3] - P[1] * P[2];
    double S[4] = {P[3] / det, -P[1] / det, -P[2] / det, P[0] / det};
    EpiEllipse e[3];
    g_assert_true (epi_ellipse_of_preimage (A, b, &e[0]));
    g_assert_true (epi_ellipse_of_form (P, d, 1, &e[1]));
    g_assert_true (epi_ellipse_of_covariance (S, d, 1, &e[2]));
    for (int k = 0; k < 3; k++) {
      g_assert_cmpfloat_with_epsilon (epi_ellipse_area (&e[k]), PI / sqrt (det),
                                      1e-12);
      for (double t = 0; t < 6.28; t += 0.1)
        g_assert_cmpfloat_with_epsilon (
            form (P, d, epi_ellipse_point (&e[k], t)), 1, 1e-12);
    }
  }
}

/* The semi-axes are the nearest and the farthest point of the boundary. */
static void
test_semi_axes_are_the_extremes (void)
{
  EpiEllipse e = {.centre = {1, 2}, .map = {3, 1, -0.5, 0.7}};
  double semi_axes[2], angle, least = INFINITY, most = 0;

  epi_ellipse_semi_axes (&e, semi_axes, &angle);
  for (double t = 0; t < 2 * PI; t += 1e-4) {
    EpiPoint at = epi_ellipse_point (&e, t);
    double r = hypot (at.x - 1, at.y - 2);
    least = fmin (least, r);
    most = fmax (most, r);
  }
  g_assert_cmpfloat_with_epsilon (semi_axes[0], most, 1e-7);
  g_assert_cmpfloat_with_epsilon (semi_axes[1], least, 1e-7);
  double u = cos (angle) * semi_axes[0], v = sin (angle) * semi_axes[0];
  double det = 3 * 0.7 + 0.5, x = (0.7 * u + 0.5 * v) / det;
  double y = (3 * v - u) / det; /* B⁻¹ of that tip has length 1 */
  g_assert_cmpfloat_with_epsilon (hypot (x, y), 1, 1e-12);
}

static void
test_what_is_no_ellipse_is_refused (void)
{
  const double flat[4] = {1, 1, 1, 1}, saddle[4] = {1, 0, 0, -1};
  const double bowl[4] = {1, 0, 0, 1}, zero[2] = {0, 0};
  const double lost[4] = {NAN, 0, 0, 1};
  EpiEllipse e;

  g_assert_false (epi_ellipse_of_preimage (flat, zero, &e));
  g_assert_false (epi_ellipse_of_preimage (lost, zero, &e));
  g_assert_false (epi_ellipse_of_form (flat, zero, 1, &e));
  g_assert_false (epi_ellipse_of_form (saddle, zero, 1, &e));
  g_assert_false (epi_ellipse_of_form (lost, zero, 1, &e));
  g_assert_false (epi_ellipse_of_form (bowl, zero, 0, &e));
  g_assert_false (epi_ellipse_of_covariance (flat, zero, 1, &e));
  g_assert_true (epi_ellipse_of_form (bowl, zero, 4, &e));
  g_assert_cmpfloat_with_epsilon (epi_ellipse_area (&e), 4 * PI, 1e-12);
}

static void
test_a_range_holds_it_and_touches_it (void)
{
  EpiEllipse e = {.centre = {-1, 5}, .map = {2, 1, 1, 3}};
  EpiRange range = epi_range_empty ();

  epi_range_include_ellipse (&range, &e);
  double right = -INFINITY, top = -INFINITY;
  for (double t = 0; t < 2 * PI; t += 1e-4) {
    EpiPoint at = epi_ellipse_point (&e, t);
    right = fmax (right, at.x);
    top = fmax (top, at.y);
  }
  g_assert_cmpfloat_with_epsilon (range.x1, right, 1e-7);
  g_assert_cmpfloat_with_epsilon (range.y1, top, 1e-7);
}

/* Filled without an outline, the ink is the area, to half a percent. */
static void
test_the_ink_is_the_area (void)
{
  enum { W = 400, H = 300 };
  EpiAxes axes = {.range = {0, 10, 0, 6, false, false},
                  .plot = {40, 20, 320, 240},
                  .text = 14,
                  .palette = epi_palette_get ("light")};
  EpiEllipse e = {.centre = {5, 3}, .map = {3, 0.5, -0.4, 1.5}};
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, W, H);
  cairo_t *cr = cairo_create (surface);
  double ink = 0;

  epi_draw_ellipse (cr, &axes, &e, EPI_COLOUR_FIT, 1, (EpiStroke){.width = -1});
  cairo_surface_flush (surface);
  const unsigned char *data = cairo_image_surface_get_data (surface);
  for (int j = 0; j < H; j++)
    for (int i = 0; i < W; i++)
      ink += data[j * cairo_image_surface_get_stride (surface) + i] / 255.0;
  double pixels = epi_ellipse_area (&e) * 32 * 40;
  g_assert_cmpfloat (fabs (ink - pixels), <, 0.005 * pixels);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_its_table_has_its_axes (void)
{
  EpiAxes axes = {.range = {0, 10, 0, 6, false, false},
                  .plot = {40, 20, 320, 240},
                  .text = 14,
                  .palette = epi_palette_get ("light")};
  EpiEllipse e = {.centre = {5, 3}, .map = {4, 0, 0, 2}};
  EpiPlotTable *table = epi_plot_table_new ("across", "up");
  cairo_surface_t *surface =
      cairo_recording_surface_create (CAIRO_CONTENT_COLOR, NULL);
  cairo_t *cr = cairo_create (surface);

  epi_plot_table_attach (table, cr);
  epi_draw_ellipse (cr, &axes, &e, EPI_COLOUR_FIT, 1, (EpiStroke){0});
  char *csv = epi_plot_table_csv (table);
  g_assert_nonnull (strstr (csv, "ellipse"));
  g_assert_nonnull (strstr (csv, "5,3,4,2,0"));
  g_free (csv);
  epi_plot_table_free (table);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ellipse/every-form-is-the-same-set",
                   test_every_form_is_the_same_set);
  g_test_add_func ("/ellipse/semi-axes-are-the-extremes",
                   test_semi_axes_are_the_extremes);
  g_test_add_func ("/ellipse/what-is-no-ellipse-is-refused",
                   test_what_is_no_ellipse_is_refused);
  g_test_add_func ("/ellipse/a-range-holds-it-and-touches-it",
                   test_a_range_holds_it_and_touches_it);
  g_test_add_func ("/ellipse/the-ink-is-the-area", test_the_ink_is_the_area);
  g_test_add_func ("/ellipse/its-table-has-its-axes",
                   test_its_table_has_its_axes);
  return g_test_run ();
}
