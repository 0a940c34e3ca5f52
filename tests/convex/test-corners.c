/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-corners.h"
#include "core/epi-random.h"

#include <glib.h>
#include <math.h>

/* A random polytope: the cube [-1,1]³ cut by planes that leave its centre. */
enum { CUTS = 6, ROWS = 6 + CUTS };

static EpiMatrix
random_polytope (EpiRandom *random, double *h)
{
  EpiMatrix G;

  g_assert_cmpint (epi_matrix_new (ROWS, 3, &G), ==, EPI_OK);
  for (size_t i = 0; i < 6; i++) {
    *epi_matrix_at (&G, i, i / 2) = i % 2 == 0 ? 1 : -1;
    h[i] = 1;
  }
  for (size_t i = 6; i < ROWS; i++) {
    for (size_t j = 0; j < 3; j++)
      *epi_matrix_at (&G, i, j) = epi_random_normal (random);
    h[i] = 0.3 + epi_random_uniform (random);
  }
  return G;
}

/* Corners - edges + faces = 2, and every corner of a polytope in general
 * position has three neighbours. */
static void
test_euler (void)
{
  EpiRandom random = epi_random (1, 0);

  for (int trial = 0; trial < 200; trial++) {
    double h[ROWS];
    EpiMatrix G = random_polytope (&random, h);
    EpiCorners c;
    uint32_t faces = 0;
    int n_faces = 0;
    g_assert_cmpint (epi_corners_find (&G, h, &c), ==, EPI_OK);
    for (size_t k = 0; k < c.n_corners; k++) {
      faces |= c.tight[k];
      g_assert_cmpint (__builtin_popcount (c.tight[k]), ==, 3);
    }
    n_faces = __builtin_popcount (faces);
    g_assert_cmpint ((int)c.n_corners - (int)c.n_edges + n_faces, ==, 2);
    g_assert_cmpuint (2 * c.n_edges, ==, 3 * c.n_corners);
    epi_corners_clear (&c);
    epi_matrix_clear (&G);
  }
}

/* Linear programming's first theorem: over a polytope the best corner is as
 * good as any point. */
static void
test_no_point_beats_the_corners (void)
{
  EpiRandom random = epi_random (2, 0);

  for (int trial = 0; trial < 50; trial++) {
    double h[ROWS], cost[3], best = INFINITY;
    EpiMatrix G = random_polytope (&random, h);
    EpiCorners c;
    g_assert_cmpint (epi_corners_find (&G, h, &c), ==, EPI_OK);
    for (size_t j = 0; j < 3; j++)
      cost[j] = epi_random_normal (&random);
    for (size_t k = 0; k < c.n_corners; k++) {
      const double *x = c.x + 3 * k;
      best = fmin (best, cost[0] * x[0] + cost[1] * x[1] + cost[2] * x[2]);
    }
    for (int i = 0; i < 500; i++) {
      double x[3], worst = INFINITY;
      for (size_t j = 0; j < 3; j++)
        x[j] = 2 * epi_random_uniform (&random) - 1;
      for (size_t r = 0; r < ROWS; r++) {
        double slack = h[r];
        for (size_t j = 0; j < 3; j++)
          slack -= *epi_matrix_at (&G, r, j) * x[j];
        worst = fmin (worst, slack);
      }
      if (worst >= 0)
        g_assert_cmpfloat (cost[0] * x[0] + cost[1] * x[1] + cost[2] * x[2], >=,
                           best - 1e-12);
    }
    epi_corners_clear (&c);
    epi_matrix_clear (&G);
  }
}

/* The octahedron: every corner lies on four faces, and is one corner. */
static void
test_degenerate_corners_are_one (void)
{
  EpiMatrix G;
  EpiCorners c;
  double h[8];

  g_assert_cmpint (epi_matrix_new (8, 3, &G), ==, EPI_OK);
  for (size_t i = 0; i < 8; i++) {
    for (size_t j = 0; j < 3; j++)
      *epi_matrix_at (&G, i, j) = i >> j & 1 ? 1 : -1;
    h[i] = 1;
  }
  g_assert_cmpint (epi_corners_find (&G, h, &c), ==, EPI_OK);
  g_assert_cmpuint (c.n_corners, ==, 6);
  g_assert_cmpuint (c.n_edges, ==, 12);
  for (size_t k = 0; k < c.n_corners; k++)
    g_assert_cmpint (__builtin_popcount (c.tight[k]), ==, 4);
  epi_corners_clear (&c);
  epi_matrix_clear (&G);
}

static void
test_empty_and_too_large (void)
{
  double data[2 * 40] = {1, -1}, h[40] = {-1, -1};
  EpiMatrix G = epi_matrix_view (data, 2, 1, 2);
  EpiCorners c;

  g_assert_cmpint (epi_corners_find (&G, h, &c), ==, EPI_OK);
  g_assert_cmpuint (c.n_corners, ==, 0);
  epi_corners_clear (&c);
  G = epi_matrix_view (data, 40, 2, 40);
  g_assert_cmpint (epi_corners_find (&G, h, &c), ==, EPI_UNSUPPORTED);
  G = epi_matrix_view (data, 2, 1, 2);
  h[0] = NAN;
  g_assert_cmpint (epi_corners_find (&G, h, &c), ==, EPI_NOT_FINITE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/corners/euler", test_euler);
  g_test_add_func ("/corners/no-point-beats-the-corners",
                   test_no_point_beats_the_corners);
  g_test_add_func ("/corners/degenerate-corners-are-one",
                   test_degenerate_corners_are_one);
  g_test_add_func ("/corners/empty-and-too-large", test_empty_and_too_large);
  return g_test_run ();
}
