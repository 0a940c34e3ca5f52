/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Axes that do not jump. */
#include "kit/epi-range-settle.h"

#include <glib.h>

static void
assert_range (EpiRange r, double x0, double x1, double y0, double y1)
{
  g_assert_cmpfloat (r.x0, ==, x0);
  g_assert_cmpfloat (r.x1, ==, x1);
  g_assert_cmpfloat (r.y0, ==, y0);
  g_assert_cmpfloat (r.y1, ==, y1);
}

static void
test_stays (void)
{
  const EpiRange old = {0, 10, 0, 10, false, false};
  const EpiRange fit = {1, 9, 2, 8, false, false};

  assert_range (epi_range_settle (&old, fit, false), 0, 10, 0, 10);
  assert_range (epi_range_settle (NULL, fit, false), 1, 9, 2, 8);
}

static void
test_follows (void)
{
  const EpiRange old = {0, 10, 0, 10, false, false};
  const EpiRange small = {1, 5, 0, 10, false, false}; /* less than half */
  const EpiRange beyond = {0, 10, 5, 11, false, false};

  assert_range (epi_range_settle (&old, small, false), 1, 5, 0, 10);
  assert_range (epi_range_settle (&old, beyond, false), 0, 10, 5, 11);
}

static void
test_drag_only_grows (void)
{
  const EpiRange old = {0, 10, 0, 10, false, false};
  const EpiRange fit = {4, 5, -1, 1, false, false};

  assert_range (epi_range_settle (&old, fit, true), 0, 10, -1, 10);
}

/* On a logarithmic axis, lengths are ratios. */
static void
test_logarithm (void)
{
  const EpiRange old = {0, 1, 1e-6, 1, false, true};
  const EpiRange half = {0, 1, 1e-4, 1, false, true};
  const EpiRange less = {0, 1, 1e-2, 1, false, true};

  assert_range (epi_range_settle (&old, half, false), 0, 1, 1e-6, 1);
  assert_range (epi_range_settle (&old, less, false), 0, 1, 1e-2, 1);
}

/* Two figures whose fits agree across agree across in what they show. */
static void
test_axes_apart (void)
{
  GRand *rand = g_rand_new_with_seed (1);
  EpiRange a, b;

  for (int i = 0; i < 1000; i++) {
    double x0 = g_rand_double_range (rand, -10, 0);
    double x1 = g_rand_double_range (rand, 1, 10);
    EpiRange fit_a = {.x0 = x0, .x1 = x1, .y0 = 0};
    EpiRange fit_b = {.x0 = x0, .x1 = x1, .y0 = 0};
    fit_a.y1 = g_rand_double_range (rand, 0.1, 100);
    fit_b.y1 = g_rand_double_range (rand, 0.1, 100);
    bool dragging = g_rand_boolean (rand);
    a = epi_range_settle (i > 0 ? &a : NULL, fit_a, dragging);
    b = epi_range_settle (i > 0 ? &b : NULL, fit_b, dragging);
    g_assert_cmpfloat (a.x0, ==, b.x0);
    g_assert_cmpfloat (a.x1, ==, b.x1);
    g_assert_cmpfloat (a.y1, >=, fit_a.y1);
  }
  g_rand_free (rand);
}

/* What has nothing to show on an axis does not move it, in a drag or not, and
 * what it shows then is not held to what was shown before. */
static void
test_empty_stays (void)
{
  const EpiRange old = {0, 10, -2400, -1900, false, false};
  EpiRange nothing = epi_range_empty (), across = nothing;
  EpiRange none = epi_range_settle (NULL, nothing, false);

  across.x0 = 0, across.x1 = 20;
  assert_range (epi_range_settle (&old, nothing, true), 0, 10, -2400, -1900);
  assert_range (epi_range_settle (&old, across, true), 0, 20, -2400, -1900);
  assert_range (epi_range_settle (&old, across, false), 0, 20, -2400, -1900);
  g_assert_cmpfloat (none.x0, <, none.x1);
  g_assert_cmpfloat (none.y0, <, none.y1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/range/stays while it holds the fit", test_stays);
  g_test_add_func ("/range/follows a fit that leaves it or shrinks",
                   test_follows);
  g_test_add_func ("/range/in a drag it only grows", test_drag_only_grows);
  g_test_add_func ("/range/on a logarithmic axis lengths are ratios",
                   test_logarithm);
  g_test_add_func ("/range/each axis settles by itself", test_axes_apart);
  g_test_add_func ("/range/an empty fit moves nothing", test_empty_stays);
  return g_test_run ();
}
