/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-random.h"
#include "problem/epi-hull.h"

#include <glib.h>
#include <math.h>

/* Every point is on the inner side of every edge, every corner is on two, and
 * the corners turn left: that is the hull. */
static void
test_every_point_is_inside (void)
{
  for (guint32 seed = 0; seed < 50; seed++) {
    EpiRandom random = epi_random (seed, 0);
    size_t n = 3 + seed, hull[64];
    double points[2 * 64], a[2 * 64], b[64];

    for (size_t i = 0; i < 2 * n; i++)
      points[i] = seed % 2 ? epi_random_normal (&random)
                           : floor (8 * epi_random_uniform (&random));
    size_t m = epi_convex_hull (n, points, hull);
    if (m < 3)
      continue;
    epi_hull_half_planes (points, hull, m, a, b);
    g_assert_cmpfloat (epi_hull_area (points, hull, m, NULL), >, 0);
    for (size_t k = 0; k < m; k++) {
      const double *p = points + 2 * hull[k];
      size_t next = (k + 1) % m;
      for (size_t i = 0; i < n; i++)
        g_assert_cmpfloat (a[2 * k] * points[2 * i] +
                               a[2 * k + 1] * points[2 * i + 1],
                           <=, b[k] + 1e-12);
      g_assert_cmpfloat_with_epsilon (a[2 * k] * p[0] + a[2 * k + 1] * p[1],
                                      b[k], 1e-12);
      g_assert_cmpfloat (
          a[2 * k] * a[2 * next + 1] - a[2 * k + 1] * a[2 * next], >, 0);
    }
  }
}

/* A square with its centre, a point on an edge and a corner given twice. */
static void
test_only_corners_are_corners (void)
{
  const double points[] = {1, 1, 0, 0, 2, 2, 0, 2, 1, 0, 2, 0, 2, 2};
  size_t hull[7];
  double centre[2];

  g_assert_cmpuint (epi_convex_hull (7, points, hull), ==, 4);
  g_assert_cmpuint (hull[0], ==, 1);
  g_assert_cmpuint (hull[1], ==, 5);
  g_assert_cmpuint (hull[2], ==, 2);
  g_assert_cmpuint (hull[3], ==, 3);
  g_assert_cmpfloat (epi_hull_area (points, hull, 4, centre), ==, 4);
  g_assert_cmpfloat_with_epsilon (centre[0], 1, 1e-15);
  g_assert_cmpfloat_with_epsilon (centre[1], 1, 1e-15);
}

static void
test_lines_and_points_have_less_than_three (void)
{
  const double line[] = {3, 3, 1, 1, 2, 2, 5, 5, 1, 1};
  const double wall[] = {7, 3, 7, 1, 7, 2};
  const double spot[] = {4, 4, 4, 4, 4, 4};
  size_t hull[5];

  g_assert_cmpuint (epi_convex_hull (0, NULL, hull), ==, 0);
  g_assert_cmpuint (epi_convex_hull (3, spot, hull), ==, 1);
  g_assert_cmpuint (epi_convex_hull (1, spot, hull), ==, 1);
  g_assert_cmpuint (epi_convex_hull (5, line, hull), ==, 2);
  g_assert_cmpuint (hull[0], ==, 1);
  g_assert_cmpuint (hull[1], ==, 3);
  g_assert_cmpuint (epi_convex_hull (3, wall, hull), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hull/every-point-is-inside", test_every_point_is_inside);
  g_test_add_func ("/hull/only-corners-are-corners",
                   test_only_corners_are_corners);
  g_test_add_func ("/hull/lines-and-points-have-less-than-three",
                   test_lines_and_points_have_less_than_three);
  return g_test_run ();
}
