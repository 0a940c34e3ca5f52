/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Spectrahedra that are known in another form: a disc, a square, the strip
 * between a parabola and a line, a parabola's inside, a ray, a point.
 */
#include "convex/epi-spectrahedron.h"

#include "core/epi-random.h"

#include <glib.h>
#include <math.h>

#define REACH 1e3

static EpiSpectrahedron
explore (size_t n, const double *F)
{
  EpiSpectrahedron set;

  g_assert_cmpint (epi_spectrahedron_new (n, F, REACH, &set), ==, EPI_OK);
  return set;
}

/* [1+x y; y 1-x]: the eigenvalues are 1 ± r. */
static void
test_a_disc_has_rank_one_all_around (void)
{
  const double F[] = {1, 0, 0, 1, 1, 0, 0, -1, 0, 1, 1, 0};
  EpiSpectrahedron set = explore (2, F);
  double area = 0;

  g_assert_cmpint (set.dimension, ==, 2);
  g_assert_cmpfloat_with_epsilon (set.depth, 1, 1e-6);
  for (size_t i = 0; i < set.n; i++) {
    const EpiBoundaryPoint *p = &set.points[i],
                           *q = &set.points[(i + 1) % set.n];
    g_assert_cmpfloat_with_epsilon (hypot (p->x, p->y), 1, 1e-12);
    g_assert_cmpint (p->rank, ==, 1);
    g_assert_false (p->corner);
    area += (p->x * q->y - q->x * p->y) / 2;
  }
  /* the chords' polygon, counter-clockwise */
  g_assert_cmpfloat (area, <, M_PI);
  g_assert_cmpfloat (area, >, 0.999 * M_PI);
  epi_spectrahedron_clear (&set);
}

/* diag (1+x, 1-x, 1+y, 1-y) - and moved away from the origin. */
static void
test_a_square_loses_two_ranks_at_its_corners (void)
{
  double F[48] = {0};
  size_t corners = 0;

  for (size_t i = 0; i < 4; i++)
    F[5 * i] = 1;
  F[5 * 2] = 1 - 7;
  F[5 * 3] = 1 + 7;
  F[16] = F[32 + 10] = 1;
  F[16 + 5] = F[32 + 15] = -1;
  EpiSpectrahedron set = explore (4, F);
  g_assert_cmpint (set.dimension, ==, 2);
  for (size_t i = 0; i < set.n; i++) {
    const EpiBoundaryPoint *p = &set.points[i];
    double x = fabs (p->x), y = fabs (p->y - 7);
    g_assert_cmpfloat_with_epsilon (fmax (x, y), 1, 1e-9);
    if (!p->corner) {
      g_assert_cmpint (p->rank, ==, 3);
      continue;
    }
    corners++;
    g_assert_cmpint (p->rank, ==, 2);
    g_assert_cmpfloat_with_epsilon (x, 1, 1e-6);
    g_assert_cmpfloat_with_epsilon (y, 1, 1e-6);
  }
  g_assert_cmpuint (corners, ==, 4);
  epi_spectrahedron_clear (&set);
}

/* [1 x y; x 1 x; y x 1]: det = (1-y)(1+y-2x²).  A parabola and a segment, which
 * meet where all entries are ±1. */
static void
test_a_parabola_and_a_line_meet_in_rank_one (void)
{
  double F[27] = {0};
  size_t corners = 0;

  F[0] = F[4] = F[8] = 1;
  F[9 + 1] = F[9 + 3] = F[9 + 5] = F[9 + 7] = 1;
  F[18 + 2] = F[18 + 6] = 1;
  EpiSpectrahedron set = explore (3, F);
  g_assert_cmpint (set.dimension, ==, 2);
  for (size_t i = 0; i < set.n; i++) {
    const EpiBoundaryPoint *p = &set.points[i];
    g_assert_cmpfloat (fabs ((1 - p->y) * (1 + p->y - 2 * p->x * p->x)), <,
                       1e-9);
    g_assert_cmpint (p->rank, ==, p->corner ? 1 : 2);
    if (!p->corner)
      continue;
    corners++;
    g_assert_cmpfloat_with_epsilon (fabs (p->x), 1, 1e-6);
    g_assert_cmpfloat_with_epsilon (p->y, 1, 1e-6);
  }
  g_assert_cmpuint (corners, ==, 2);
  epi_spectrahedron_clear (&set);
}

/* [1 x; x y] ⪰ 0: y ≥ x², without end. */
static void
test_a_set_without_end_is_far_along_its_rays (void)
{
  const double F[] = {1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1};
  EpiSpectrahedron set = explore (2, F);
  size_t n_far = 0;

  g_assert_cmpint (set.dimension, ==, 2);
  for (size_t i = 0; i < set.n; i++) {
    const EpiBoundaryPoint *p = &set.points[i];
    n_far += p->far;
    if (p->far)
      g_assert_cmpfloat (p->y, >, p->x * p->x);
    else
      g_assert_cmpfloat_with_epsilon (p->y, p->x * p->x,
                                      1e-9 * (1 + fabs (p->y)));
  }
  g_assert_cmpuint (n_far, >=, 1);
  epi_spectrahedron_clear (&set);
}

/* [x 1; 1 -x]: det = -1 - x². */
static void
test_an_empty_set_has_no_depth (void)
{
  const double F[] = {0, 1, 1, 0, 1, 0, 0, -1, 0, 0, 0, 0};
  EpiSpectrahedron set = explore (2, F);

  g_assert_cmpint (set.dimension, ==, -1);
  g_assert_cmpfloat_with_epsilon (set.depth, -1, 1e-6); /* at x = 0 */
  g_assert_cmpuint (set.n, ==, 0);
  epi_spectrahedron_clear (&set);
}

/* [x y; y -x] ⪰ 0 only at the origin. */
static void
test_a_point_is_found_as_a_point (void)
{
  const double F[] = {0, 0, 0, 0, 1, 0, 0, -1, 0, 1, 1, 0};
  EpiSpectrahedron set = explore (2, F);

  g_assert_cmpint (set.dimension, ==, 0);
  g_assert_cmpfloat (hypot (set.inside[0], set.inside[1]), <, 1e-6);
  epi_spectrahedron_clear (&set);
}

/* [1+x y 0; y 0 0; 0 0 1-x] ⪰ 0: y = 0, -1 ≤ x ≤ 1. */
static void
test_a_segment_is_found_as_a_segment (void)
{
  double F[27] = {0};

  F[0] = F[8] = F[9] = 1;
  F[9 + 8] = -1;
  F[18 + 1] = F[18 + 3] = 1;
  EpiSpectrahedron set = explore (3, F);
  g_assert_cmpint (set.dimension, ==, 1);
  g_assert_cmpuint (set.n, ==, 2);
  for (size_t i = 0; i < 2; i++) {
    g_assert_cmpfloat_with_epsilon (fabs (set.points[i].x), 1, 1e-6);
    g_assert_cmpfloat (fabs (set.points[i].y), <, 1e-6);
    g_assert_cmpint (set.points[i].rank, ==, 1);
  }
  g_assert_cmpfloat (set.points[0].x * set.points[1].x, <, 0);
  epi_spectrahedron_clear (&set);
}

/* [x y; y 0] ⪰ 0: y = 0, x ≥ 0. */
static void
test_a_ray_has_one_end (void)
{
  const double F[] = {0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0};
  EpiSpectrahedron set = explore (2, F);

  g_assert_cmpint (set.dimension, ==, 1);
  g_assert_cmpuint (set.n, ==, 2);
  g_assert_cmpint (set.points[0].far + set.points[1].far, ==, 1);
  const EpiBoundaryPoint *end = &set.points[set.points[0].far ? 1 : 0];
  g_assert_cmpfloat (hypot (end->x, end->y), <, 1e-5);
  epi_spectrahedron_clear (&set);
}

/* Whatever F is: every chord's middle is inside, for S is convex; a little
 * further out F is indefinite.  n = 2, where eigenvalues are a formula. */
static void
test_every_boundary_is_convex (void)
{
  EpiRandom random = epi_random (5, 0);
  size_t regions = 0;

  for (int trial = 0; trial < 300; trial++) {
    double F[12];
    for (size_t k = 0; k < 3; k++) {
      F[4 * k] = epi_random_normal (&random) + (k == 0);
      F[4 * k + 3] = epi_random_normal (&random) + (k == 0);
      F[4 * k + 1] = F[4 * k + 2] = epi_random_normal (&random);
    }
    EpiSpectrahedron set = explore (2, F);
    regions += set.dimension == 2;
    for (size_t i = 0; set.dimension == 2 && i < set.n; i++) {
      const EpiBoundaryPoint *p = &set.points[i],
                             *q = &set.points[(i + 1) % set.n];
      double x = (p->x + q->x) / 2, y = (p->y + q->y) / 2;
      double a = F[0] + x * F[4] + y * F[8], d = F[3] + x * F[7] + y * F[11];
      double b = F[1] + x * F[5] + y * F[9], size = 1 + fabs (a) + fabs (d);
      g_assert_cmpfloat ((a + d) / 2 - hypot ((a - d) / 2, b), >, -1e-9 * size);
      if (p->far)
        continue;
      x = p->x + 1e-3 * (p->x - set.inside[0]);
      y = p->y + 1e-3 * (p->y - set.inside[1]);
      a = F[0] + x * F[4] + y * F[8], d = F[3] + x * F[7] + y * F[11];
      b = F[1] + x * F[5] + y * F[9];
      g_assert_cmpfloat ((a + d) / 2 - hypot ((a - d) / 2, b), <, 0);
    }
    epi_spectrahedron_clear (&set);
  }
  g_assert_cmpuint (regions, >, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spectrahedron/a-disc-has-rank-one-all-around",
                   test_a_disc_has_rank_one_all_around);
  g_test_add_func ("/spectrahedron/a-square-loses-two-ranks-at-its-corners",
                   test_a_square_loses_two_ranks_at_its_corners);
  g_test_add_func ("/spectrahedron/a-parabola-and-a-line-meet-in-rank-one",
                   test_a_parabola_and_a_line_meet_in_rank_one);
  g_test_add_func ("/spectrahedron/a-set-without-end-is-far-along-its-rays",
                   test_a_set_without_end_is_far_along_its_rays);
  g_test_add_func ("/spectrahedron/an-empty-set-has-no-depth",
                   test_an_empty_set_has_no_depth);
  g_test_add_func ("/spectrahedron/a-point-is-found-as-a-point",
                   test_a_point_is_found_as_a_point);
  g_test_add_func ("/spectrahedron/a-segment-is-found-as-a-segment",
                   test_a_segment_is_found_as_a_segment);
  g_test_add_func ("/spectrahedron/a-ray-has-one-end", test_a_ray_has_one_end);
  g_test_add_func ("/spectrahedron/every-boundary-is-convex",
                   test_every_boundary_is_convex);
  return g_test_run ();
}
