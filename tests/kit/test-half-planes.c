/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The intersection of half-planes, held to its definition at random points. */
#include "core/epi-random.h"
#include "kit/epi-half-planes.h"

#include <glib.h>
#include <math.h>

#define MANY 200

static const EpiRange box = {-1, 1, -1, 1, false, false};

static double
slack (const EpiHalfPlane *plane, EpiPoint p)
{
  return plane->b - plane->a[0] * p.x - plane->a[1] * p.y;
}

static double
uniform (EpiRandom *random)
{
  return 2 * epi_random_uniform (random) - 1;
}

/* Lines that cross the box somewhere. */
static void
random_planes (EpiRandom *random, EpiHalfPlane *planes, size_t n)
{
  for (size_t k = 0; k < n; k++)
    planes[k] = (EpiHalfPlane){{uniform (random), uniform (random)},
                               uniform (random) * 0.7 + 0.4};
}

static bool
in_polygon (const EpiPolygon *polygon, EpiPoint p)
{
  for (size_t i = 0; i < polygon->n; i++) {
    EpiPoint a = polygon->at[i], b = polygon->at[(i + 1) % polygon->n];
    if ((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) < 0)
      return false;
  }
  return polygon->n > 0;
}

static void
test_inside_is_all_constraints (void)
{
  EpiRandom random = epi_random (1, 0);
  EpiHalfPlane planes[6];

  for (int trial = 0; trial < MANY; trial++) {
    random_planes (&random, planes, G_N_ELEMENTS (planes));
    EpiPolygon polygon =
        epi_half_planes_meet (planes, G_N_ELEMENTS (planes), &box);
    for (int i = 0; i < MANY; i++) {
      EpiPoint p = {uniform (&random), uniform (&random)};
      double least = INFINITY;
      for (size_t k = 0; k < G_N_ELEMENTS (planes); k++)
        least = fmin (least, slack (&planes[k], p));
      if (fabs (least) > 1e-12) /* not on an edge to within rounding */
        g_assert_true (in_polygon (&polygon, p) == (least > 0));
    }
    epi_polygon_clear (&polygon);
  }
}

static void
test_edges_lie_on_their_lines (void)
{
  EpiRandom random = epi_random (2, 0);
  EpiHalfPlane planes[8];

  for (int trial = 0; trial < MANY; trial++) {
    random_planes (&random, planes, G_N_ELEMENTS (planes));
    EpiPolygon polygon =
        epi_half_planes_meet (planes, G_N_ELEMENTS (planes), &box);
    for (size_t i = 0; i < polygon.n; i++) {
      ptrdiff_t k = polygon.edge[i];
      EpiPoint a = polygon.at[i], b = polygon.at[(i + 1) % polygon.n];
      if (k == EPI_EDGE_BOX) {
        g_assert_true ((a.x == b.x && fabs (a.x) == 1) ||
                       (a.y == b.y && fabs (a.y) == 1));
        continue;
      }
      g_assert_cmpfloat_with_epsilon (slack (&planes[k], a), 0, 1e-14);
      g_assert_cmpfloat_with_epsilon (slack (&planes[k], b), 0, 1e-14);
    }
    epi_polygon_clear (&polygon);
  }
}

static void
test_contradiction_has_no_corner (void)
{
  const EpiHalfPlane planes[] = {{{1, 0}, -0.2}, {{-1, 0}, -0.2}};
  EpiPolygon polygon = epi_half_planes_meet (planes, 2, &box);

  g_assert_cmpuint (polygon.n, ==, 0);
  epi_polygon_clear (&polygon);
}

/* x ≥ 0 alone: half of the box, open on three sides. */
static void
test_unbounded_ends_at_the_box (void)
{
  const EpiHalfPlane plane = {{-1, 0}, 0};
  EpiPolygon polygon = epi_half_planes_meet (&plane, 1, &box);
  size_t own = 0;

  g_assert_cmpuint (polygon.n, ==, 4);
  for (size_t i = 0; i < polygon.n; i++) {
    own += polygon.edge[i] == 0;
    g_assert_cmpfloat (polygon.at[i].x, >=, 0);
  }
  g_assert_cmpuint (own, ==, 1);
  epi_polygon_clear (&polygon);
}

static void
test_zero_row_cuts_all_or_nothing (void)
{
  EpiHalfPlane plane = {{0, 0}, 0};
  EpiPolygon all = epi_half_planes_meet (&plane, 1, &box);

  g_assert_cmpuint (all.n, ==, 4);
  epi_polygon_clear (&all);
  plane.b = -1;
  all = epi_half_planes_meet (&plane, 1, &box);
  g_assert_cmpuint (all.n, ==, 0);
  epi_polygon_clear (&all);
}

static void
test_line_has_its_half_plane_on_the_left (void)
{
  EpiRandom random = epi_random (3, 0);
  EpiHalfPlane plane;
  EpiPoint from, to;

  for (int trial = 0; trial < MANY; trial++) {
    random_planes (&random, &plane, 1);
    plane.b *= 0.5;
    if (!epi_half_plane_line (&plane, &box, &from, &to))
      continue;
    EpiPoint left = {from.x - (to.y - from.y), from.y + (to.x - from.x)};
    g_assert_cmpfloat_with_epsilon (slack (&plane, from), 0, 1e-14);
    g_assert_cmpfloat_with_epsilon (slack (&plane, to), 0, 1e-14);
    g_assert_cmpfloat (slack (&plane, left), >, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/half-planes/inside-is-all-constraints",
                   test_inside_is_all_constraints);
  g_test_add_func ("/half-planes/edges-lie-on-their-lines",
                   test_edges_lie_on_their_lines);
  g_test_add_func ("/half-planes/contradiction-has-no-corner",
                   test_contradiction_has_no_corner);
  g_test_add_func ("/half-planes/unbounded-ends-at-the-box",
                   test_unbounded_ends_at_the_box);
  g_test_add_func ("/half-planes/zero-row-cuts-all-or-nothing",
                   test_zero_row_cuts_all_or_nothing);
  g_test_add_func ("/half-planes/line-has-its-half-plane-on-the-left",
                   test_line_has_its_half_plane_on_the_left);
  return g_test_run ();
}
