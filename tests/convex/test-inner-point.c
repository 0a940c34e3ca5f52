/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-inner-point.h"
#include "core/epi-random.h"

#include <glib.h>
#include <math.h>

/* min hᵢ - gᵢᵀx */
static double
least_slack (const EpiMatrix *G, const double *h, const double *x)
{
  double least = INFINITY;

  for (size_t i = 0; i < G->rows; i++) {
    double slack = h[i];
    for (size_t j = 0; j < G->cols; j++)
      slack -= *epi_matrix_at (G, i, j) * x[j];
    least = fmin (least, slack);
  }
  return least;
}

/* m walls, row after row: the coefficients and the right-hand side. */
static EpiMatrix
walls (size_t m, size_t n, const double *rows, double *h)
{
  EpiMatrix G;

  g_assert_cmpint (epi_matrix_new (m, n, &G), ==, EPI_OK);
  for (size_t i = 0; i < m; i++) {
    for (size_t j = 0; j < n; j++)
      *epi_matrix_at (&G, i, j) = rows[i * (n + 1) + j];
    h[i] = rows[i * (n + 1) + n];
  }
  return G;
}

static EpiStatus
find (size_t m, size_t n, const double *rows, double *x, double *slack)
{
  double h[40];
  EpiMatrix G = walls (m, n, rows, h);
  EpiStatus status = epi_inner_point (&G, h, x);

  *slack = least_slack (&G, h, x);
  epi_matrix_clear (&G);
  return status;
}

/* Walls that leave a point p a distance of at least ¼, in few and in many
 * dimensions, with and without a bounded inside. */
static void
test_what_has_an_inside_gets_a_point_of_it (void)
{
  EpiRandom random = epi_random (4, 0);

  for (int trial = 0; trial < 300; trial++) {
    size_t n = 1 + (size_t)trial % 12, m = 1 + (size_t)trial % 29;
    double p[12], x[12], h[40];
    EpiMatrix G;
    g_assert_cmpint (epi_matrix_new (m, n, &G), ==, EPI_OK);
    for (size_t j = 0; j < n; j++)
      p[j] = 10 * epi_random_normal (&random);
    for (size_t i = 0; i < m; i++) {
      double norm = 0;
      h[i] = 0;
      for (size_t j = 0; j < n; j++) {
        double g = epi_random_normal (&random);
        *epi_matrix_at (&G, i, j) = g;
        norm = hypot (norm, g);
        h[i] += g * p[j];
      }
      h[i] += norm * (0.25 + epi_random_uniform (&random));
    }
    g_assert_cmpint (epi_inner_point (&G, h, x), ==, EPI_OK);
    g_assert_cmpfloat (least_slack (&G, h, x), >, 0);
    epi_matrix_clear (&G);
  }
}

/* A wedge has one corner and a prism four in one plane: their mean lies on a
 * wall. */
static void
test_open_ones_have_an_inside_too (void)
{
  static const double half[] = {1, 1, 3};
  static const double wedge[] = {-1, 0, 0, 0, -1, 0};
  static const double prism[] = {1, 0, 0, 1,  -1, 0, 0, 1, 0,  1,
                                 0, 1, 0, -1, 0,  1, 0, 0, -1, 0};
  double x[3], slack;

  g_assert_cmpint (find (1, 2, half, x, &slack), ==, EPI_OK);
  g_assert_cmpfloat (slack, >, 0);
  g_assert_cmpint (find (2, 2, wedge, x, &slack), ==, EPI_OK);
  g_assert_cmpfloat (slack, >, 0);
  g_assert_cmpint (find (5, 3, prism, x, &slack), ==, EPI_OK);
  g_assert_cmpfloat (slack, >, 0);
}

/* A segment has points and no inside; contradicting walls have none. */
static void
test_what_has_no_inside_gets_none (void)
{
  static const double segment[] = {1, 1, 1,  -1, -1, -1, -1, 0,
                                   0, 0, -1, 0,  1,  0,  1};
  static const double nothing[] = {1, 0, 0, -1, 0, -1, 0, 1, 1, 0, -1, 1};
  double x[2], slack;

  g_assert_cmpint (find (5, 2, segment, x, &slack), ==, EPI_INFEASIBLE);
  g_assert_cmpint (find (4, 2, nothing, x, &slack), ==, EPI_INFEASIBLE);
}

/* In the box |x₁| ≤ 1, |x₂| ≤ 1000 the middle is the middle, whatever the
 * units. */
static void
test_the_middle_of_a_box (void)
{
  static const double box[] = {1, 0, 3, -1, 0, -1, 0, 1, 1000, 0, -1, 1000};
  double x[2], slack;

  g_assert_cmpint (find (4, 2, box, x, &slack), ==, EPI_OK);
  g_assert_cmpfloat (fabs (x[0] - 2), <=, 1e-12);
  g_assert_cmpfloat (fabs (x[1]), <=, 1e-9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inner-point/what-has-an-inside-gets-a-point-of-it",
                   test_what_has_an_inside_gets_a_point_of_it);
  g_test_add_func ("/inner-point/open-ones-have-an-inside-too",
                   test_open_ones_have_an_inside_too);
  g_test_add_func ("/inner-point/what-has-no-inside-gets-none",
                   test_what_has_no_inside_gets_none);
  g_test_add_func ("/inner-point/the-middle-of-a-box",
                   test_the_middle_of_a_box);
  return g_test_run ();
}
