/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-random.h"
#include "kit/epi-axes.h"
#include "kit/epi-plot-text.h"

#include <float.h>
#include <glib.h>
#include <math.h>
#include <string.h>

static EpiAxes
lay_out (EpiRange range, double width, double height)
{
  EpiAxesSpec spec = {.x_label = (char *)"x", .y_label = (char *)"y"};

  return epi_axes_layout (&spec, &range, width, height, 14,
                          epi_palette_get ("light"));
}

/* A random range of any magnitude from 1e-9 to 1e9, perhaps far from zero. */
static void
random_range (EpiRandom *random, double *low, double *high)
{
  double span = pow (10, 18 * epi_random_uniform (random) - 9);
  double offset = span * (epi_random_uniform (random) - 0.5) *
                  pow (10, 4 * epi_random_uniform (random));

  *low = offset;
  *high = offset + span;
}

/* ---- Mapping ---- */

static void
test_pixels_and_data_are_inverse (void)
{
  EpiAxes linear =
      lay_out ((EpiRange){-3, 7, 1e-3, 5e-3, false, false}, 600, 400);
  EpiAxes log = lay_out ((EpiRange){1e-8, 1e4, 2, 300, true, true}, 600, 400);

  for (int i = 0; i <= 50; i++) {
    double px = linear.plot.x + linear.plot.width * i / 50;
    double py = linear.plot.y + linear.plot.height * i / 50;
    g_assert_cmpfloat_with_epsilon (
        epi_axes_x (&linear, epi_axes_x_at (&linear, px)), px, 1e-9);
    g_assert_cmpfloat_with_epsilon (
        epi_axes_y (&linear, epi_axes_y_at (&linear, py)), py, 1e-9);
    g_assert_cmpfloat_with_epsilon (epi_axes_x (&log, epi_axes_x_at (&log, px)),
                                    px, 1e-9);
    g_assert_cmpfloat_with_epsilon (epi_axes_y (&log, epi_axes_y_at (&log, py)),
                                    py, 1e-9);
  }
}

static void
test_the_ends_of_the_range_are_the_sides_of_the_plot (void)
{
  EpiAxes a = lay_out ((EpiRange){1, 100, -2, 6, true, false}, 600, 400);

  g_assert_cmpfloat_with_epsilon (epi_axes_x (&a, 1), a.plot.x, 1e-9);
  g_assert_cmpfloat_with_epsilon (epi_axes_x (&a, 100), a.plot.x + a.plot.width,
                                  1e-9);
  g_assert_cmpfloat_with_epsilon (epi_axes_x (&a, 10),
                                  a.plot.x + a.plot.width / 2, 1e-9);
  g_assert_cmpfloat_with_epsilon (epi_axes_y (&a, 6), a.plot.y, 1e-9);
  g_assert_cmpfloat_with_epsilon (epi_axes_y (&a, -2), a.plot.y + a.plot.height,
                                  1e-9);
  g_assert_cmpfloat (epi_axes_x (&a, 0), <, -1e6);
  g_assert_cmpfloat (epi_axes_x (&a, -1), <, -1e6);
}

static void
test_equal_units_are_as_long_both_ways (void)
{
  EpiAxesSpec spec = {.equal = true};
  EpiRange range = {-1, 1, 1000, 1003, false, false};
  EpiAxes a =
      epi_axes_layout (&spec, &range, 640, 300, 14, epi_palette_get ("light"));

  g_assert_cmpfloat_with_epsilon (epi_axes_x (&a, 1) - epi_axes_x (&a, 0),
                                  epi_axes_y (&a, 1000) - epi_axes_y (&a, 1001),
                                  1e-9);
  g_assert_cmpfloat (a.range.x0, <=, -1);
  g_assert_cmpfloat (a.range.x1, >=, 1);
  g_assert_cmpfloat (a.range.y0, <=, 1000);
  g_assert_cmpfloat (a.range.y1, >=, 1003);
}

/* Dragging a point that widens the range by less than a label's digit must not
 * shift the plot. */
static void
test_a_small_change_of_range_moves_nothing (void)
{
  EpiAxes before = lay_out ((EpiRange){0, 1, 0, 1.00, false, false}, 600, 400);

  for (int i = 1; i <= 100; i++) {
    EpiAxes after = lay_out (
        (EpiRange){0, 1, -0.002 * i, 1 + 0.003 * i, false, false}, 600, 400);
    g_assert_cmpfloat (after.plot.x, ==, before.plot.x);
    g_assert_cmpfloat (after.plot.width, ==, before.plot.width);
    g_assert_cmpfloat (after.plot.height, ==, before.plot.height);
  }
}

/* ---- Ticks ---- */

static void
test_ticks_are_1_2_5_times_a_power_of_ten_and_fill_the_range (void)
{
  EpiRandom random = epi_random (1, 0);

  for (int i = 0; i < 20000; i++) {
    double low, high, values[10];
    random_range (&random, &low, &high);
    size_t max = 2 + (size_t)epi_random_below (&random, 9);
    size_t n = epi_ticks (low, high, false, max, values);
    g_assert_cmpuint (n, <=, max);
    /* The step before, at most 2.5 times smaller, had more than max. */
    g_assert_cmpuint (n, >=, (size_t)((double)max / 2.5));
    for (size_t k = 0; k < n; k++) {
      double slack = 1e-8 * (high - low) + 4 * DBL_EPSILON * fabs (high);
      g_assert_cmpfloat (values[k], >=, low - slack);
      g_assert_cmpfloat (values[k], <=, high + slack);
    }
    if (n < 2)
      continue;
    double step = values[1] - values[0];
    double m = step / pow (10, floor (log10 (step * 1.0001)));
    double off = fmin (fabs (m - 1), fmin (fabs (m - 2), fabs (m - 5)));
    g_assert_cmpfloat (off, <,
                       1e-3); /* differences of numbers 10⁴ times larger */
  }
}

static void
test_ticks_are_the_nearest_doubles (void)
{
  double values[16];
  size_t n = epi_ticks (0, 1, false, 12, values);

  g_assert_cmpuint (n, ==, 11);
  g_assert_cmpfloat (values[3], ==, 0.3);
  g_assert_cmpfloat (values[7], ==, 0.7);
}

static void
test_log_ticks_are_decades (void)
{
  double values[16];

  g_assert_cmpuint (epi_ticks (1e-8, 1e2, true, 16, values), ==, 11);
  for (int i = 0; i < 11; i++)
    g_assert_cmpfloat_with_epsilon (log10 (values[i]), i - 8, 1e-12);
  g_assert_cmpuint (epi_ticks (1e-8, 1e2, true, 6, values), ==, 6);
  g_assert_cmpfloat_with_epsilon (values[1] / values[0], 100, 1e-9);
  g_assert_cmpuint (epi_ticks (1, 30, true, 8, values), ==,
                    5); /* 1 2 5 10 20 */
  g_assert_cmpfloat (values[2], ==, 5);
  g_assert_cmpuint (epi_ticks (1e-300, 1e300, true, 7, values), <=, 7);
  g_assert_cmpuint (epi_ticks (-1, 10, true, 7, values), ==, 0);
}

static void
test_no_range_has_no_ticks (void)
{
  double values[8];

  g_assert_cmpuint (epi_ticks (1, 1, false, 8, values), ==, 0);
  g_assert_cmpuint (epi_ticks (2, 1, false, 8, values), ==, 0);
  g_assert_cmpuint (epi_ticks (NAN, 1, false, 8, values), ==, 0);
  g_assert_cmpuint (epi_ticks (0, INFINITY, false, 8, values), ==, 0);
  g_assert_cmpuint (epi_ticks (0, 1, false, 0, values), ==, 0);
}

static void
test_labels_read_as_mathematics_does (void)
{
  static const struct {
    double value, step;
    bool log;
    const char *label;
  } known[] = {{0.3, 0.1, false, "0.3"},
               {1, 0.25, false, "1.0"},
               {-20, 10, false, "−20"},
               {0, 10, false, "0"},
               {9000, 500, false, "9000"},
               {200000, 50000, false, "200\u2009000"},
               {2e9, 1e9, false, "2×10⁹"},
               {40e6, 20e6, false, "40×10⁶"},
               {4e-5, 2e-5, false, "4×10⁻⁵"},
               {1e9 + 0.5, 0.5, false, "1\u2009000\u2009000\u2009000.5"},
               {1e-5, 10, true, "10⁻⁵"},
               {1e12, 1000, true, "10¹²"},
               {1, 10, true, "1"},
               {20, 2, true, "20"},
               {0.05, 2, true, "0.05"},
               {2e-7, 2, true, "2×10⁻⁷"}};

  for (size_t i = 0; i < G_N_ELEMENTS (known); i++) {
    char *label = epi_tick_label (known[i].value, known[i].step, known[i].log);
    g_assert_cmpstr (label, ==, known[i].label);
    g_free (label);
  }
}

static void
assert_labels_apart (const EpiAxes *axes, double width, double height)
{
  EpiTicks t;
  double size = EPI_TICK_TEXT * axes->text, end = -INFINITY;

  epi_axes_ticks (axes, false, &t);
  for (size_t i = 0; i < t.n; i++) {
    double w = epi_plot_text_measure (t.labels[i], size).width;
    double x = epi_axes_x (axes, t.values[i]);
    g_assert_cmpfloat (x - w / 2, >, end);
    end = x + w / 2;
    for (size_t j = 0; j < i; j++)
      g_assert_cmpstr (t.labels[i], !=, t.labels[j]);
  }
  epi_ticks_clear (&t);
  epi_axes_ticks (axes, true, &t);
  end = INFINITY;
  for (size_t i = 0; i < t.n; i++) {
    EpiTextSize text = epi_plot_text_measure (t.labels[i], size);
    double y = epi_axes_y (axes, t.values[i]);
    g_assert_cmpfloat (y + text.height / 2, <, end);
    end = y - text.height / 2;
    /* Not cut off on the left, unless there is no room for anything. */
    if (text.width < width / 2 - 1.2 * axes->text)
      g_assert_cmpfloat (axes->plot.x - 0.5 * axes->text - text.width, >=, 0);
    for (size_t j = 0; j < i; j++)
      g_assert_cmpstr (t.labels[i], !=, t.labels[j]);
  }
  epi_ticks_clear (&t);
}

static void
test_labels_neither_touch_nor_repeat_nor_leave_the_figure (void)
{
  EpiRandom random = epi_random (2, 0);

  for (int i = 0; i < 2000; i++) {
    EpiRange r = {0};
    r.x_log = i % 4 == 1;
    r.y_log = i % 4 == 2;
    random_range (&random, &r.x0, &r.x1);
    random_range (&random, &r.y0, &r.y1);
    if (r.x_log)
      r.x1 = (r.x0 = 1e-9) * pow (10, 0.1 + 17 * epi_random_uniform (&random));
    if (r.y_log)
      r.y1 = (r.y0 = 3e-9) * pow (10, 0.1 + 17 * epi_random_uniform (&random));
    double width = 120 + 700 * epi_random_uniform (&random);
    double height = 120 + 500 * epi_random_uniform (&random);
    EpiAxes axes = lay_out (r, width, height);
    assert_labels_apart (&axes, width, height);
  }
}

/* ---- Ranges ---- */

static void
test_padded_ranges_can_always_be_drawn (void)
{
  const double values[] = {0,       1,        -1,  5,        1e-300,    1e300,
                           DBL_MAX, -DBL_MAX, NAN, INFINITY, -INFINITY, 4e-320};

  for (size_t i = 0; i < G_N_ELEMENTS (values); i++)
    for (size_t j = 0; j < G_N_ELEMENTS (values); j++)
      for (int log = 0; log < 2; log++) {
        EpiRange r = epi_range_empty ();
        r.x_log = log;
        epi_range_include (&r, values[i], values[j]);
        epi_range_include (&r, values[j], values[i]);
        r = epi_range_padded (r, 0.05);
        g_assert_true (isfinite (r.x0) && isfinite (r.x1) && r.x0 < r.x1);
        g_assert_true (isfinite (r.y0) && isfinite (r.y1) && r.y0 < r.y1);
        g_assert_true (!log || r.x0 > 0);
      }
}

static void
test_an_empty_range_is_the_unit_square (void)
{
  EpiRange r = epi_range_padded (epi_range_empty (), 0.05);
  EpiRange unit = {0, 1, 0, 1, false, false};

  g_assert_true (epi_range_equal (&r, &unit));
}

static void
test_zoom_keeps_its_centre_and_comes_back (void)
{
  EpiRange r = {2, 10, 1e-3, 1e3, false, true};
  EpiRange z = epi_range_zoom (r, 4, 1, 2);
  EpiRange back = epi_range_zoom (z, 4, 1, 0.5);

  g_assert_cmpfloat_with_epsilon (z.x1 - z.x0, 4, 1e-12);
  g_assert_cmpfloat_with_epsilon ((4 - z.x0) / (z.x1 - z.x0),
                                  (4 - r.x0) / (r.x1 - r.x0), 1e-12);
  g_assert_cmpfloat_with_epsilon (log10 (z.y1 / z.y0), 3, 1e-12);
  g_assert_cmpfloat_with_epsilon (back.x0, r.x0, 1e-12);
  g_assert_cmpfloat_with_epsilon (back.y1 / r.y1, 1, 1e-12);
  for (int i = 0; i < 5000; i++) { /* has an end both ways */
    r = epi_range_zoom (r, 4, 1, 1.5);
    z = epi_range_zoom (z, 4, 1, 1 / 1.5);
  }
  g_assert_true (r.x1 > r.x0 && r.y1 > r.y0 && r.y0 > 0);
  g_assert_true (isfinite (z.x1 - z.x0) && isfinite (z.y1) && z.y0 > 0);
}

static void
test_pan_moves_by_fractions_of_the_size (void)
{
  EpiRange r =
      epi_range_pan ((EpiRange){2, 10, 1, 100, false, true}, 0.25, -0.5);

  g_assert_cmpfloat_with_epsilon (r.x0, 4, 1e-12);
  g_assert_cmpfloat_with_epsilon (r.x1, 12, 1e-12);
  g_assert_cmpfloat_with_epsilon (r.y0, 0.1, 1e-12);
  g_assert_cmpfloat_with_epsilon (r.y1, 10, 1e-12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, name) g_test_add_func ("/axes/" path, test_##name)
  TEST ("pixels-and-data-are-inverse", pixels_and_data_are_inverse);
  TEST ("the-ends-of-the-range-are-the-sides-of-the-plot",
        the_ends_of_the_range_are_the_sides_of_the_plot);
  TEST ("equal-units-are-as-long-both-ways", equal_units_are_as_long_both_ways);
  TEST ("a-small-change-of-range-moves-nothing",
        a_small_change_of_range_moves_nothing);
  TEST ("ticks-are-1-2-5-times-a-power-of-ten-and-fill-the-range",
        ticks_are_1_2_5_times_a_power_of_ten_and_fill_the_range);
  TEST ("ticks-are-the-nearest-doubles", ticks_are_the_nearest_doubles);
  TEST ("log-ticks-are-decades", log_ticks_are_decades);
  TEST ("no-range-has-no-ticks", no_range_has_no_ticks);
  TEST ("labels-read-as-mathematics-does", labels_read_as_mathematics_does);
  TEST ("labels-neither-touch-nor-repeat-nor-leave-the-figure",
        labels_neither_touch_nor_repeat_nor_leave_the_figure);
  TEST ("padded-ranges-can-always-be-drawn", padded_ranges_can_always_be_drawn);
  TEST ("an-empty-range-is-the-unit-square", an_empty_range_is_the_unit_square);
  TEST ("zoom-keeps-its-centre-and-comes-back",
        zoom_keeps_its_centre_and_comes_back);
  TEST ("pan-moves-by-fractions-of-the-size",
        pan_moves_by_fractions_of_the_size);
  return g_test_run ();
}
