/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-random.h"
#include "kit/epi-level-sets.h"

#include <glib.h>
#include <math.h>

/* f(x, y) = 3x² + 2xy + 2y² on [-2, 2]², n × n. */
static double
quadratic (double x, double y)
{
  return 3 * x * x + 2 * x * y + 2 * y * y;
}

static double *
sample (size_t n, double (*f) (double, double))
{
  double *values = g_new (double, n *n), h = 4.0 / (double)(n - 1);

  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++)
      values[j * n + i] = f (-2 + (double)i * h, -2 + (double)j * h);
  return values;
}

/* On an edge of length h the quadratic is replaced by its chord, which is off
 * by at most M h²/8 with M = 6 the largest second derivative along an axis; so
 * f at the crossing is off by no more. */
static void
test_level_sets_of_a_quadratic_form_are_its_ellipse (void)
{
  const double levels[] = {0.5, 1, 2};

  for (size_t n = 17; n <= 129; n = 2 * n - 1) {
    double h = 4.0 / (double)(n - 1), bound = 6 * h * h / 8 * (1 + 1e-9);
    double *values = sample (n, quadratic);
    EpiLevelSets *sets = epi_level_sets_new (values, n, n, levels, 3);
    g_assert_cmpuint (sets->n_lines, ==, 3);
    for (size_t l = 0; l < 3; l++) {
      const EpiLevelLine *line = &sets->lines[l];
      g_assert_true (line->closed);
      g_assert_cmpuint (line->level, ==, l);
      for (size_t i = line->begin; i < line->begin + line->n; i++) {
        double f = quadratic (-2 + h * sets->x[i], -2 + h * sets->y[i]);
        g_assert_cmpfloat (fabs (f - levels[l]), <=, bound);
      }
    }
    epi_level_sets_free (sets);
    g_free (values);
  }
}

static double
area (const EpiLevelSets *sets, const EpiLevelLine *line)
{
  double sum = 0;

  for (size_t i = 0; i < line->n; i++) {
    size_t a = line->begin + i, b = line->begin + (i + 1) % line->n;
    sum += sets->x[a] * sets->y[b] - sets->x[b] * sets->y[a];
  }
  return fabs (sum) / 2;
}

/* The ellipse xᵀQx = c has the area πc/√det Q, det Q = 5; the crossings are off
 * by O(h²), and so is the area: four times better when h is halved. */
static void
test_the_area_inside_converges_with_the_square_of_the_spacing (void)
{
  const double level = 2, truth = G_PI * level / sqrt (5);
  double before = 0;

  for (size_t n = 33; n <= 257; n = 2 * n - 1) {
    double h = 4.0 / (double)(n - 1), *values = sample (n, quadratic);
    EpiLevelSets *sets = epi_level_sets_new (values, n, n, &level, 1);
    double error = fabs (area (sets, &sets->lines[0]) * h * h - truth);
    if (before > 0) {
      g_assert_cmpfloat (before / error, >, 3.5);
      g_assert_cmpfloat (before / error, <, 4.5);
    }
    before = error;
    epi_level_sets_free (sets);
    g_free (values);
  }
}

/* Whether the point lies on an edge of the grid whose ends are on two sides of
 * the level; the edge's number. */
static size_t
crossed_edge (const double *values, size_t nx, double level, double x, double y)
{
  size_t i = (size_t)x, j = (size_t)y;
  bool across = x != (double)i, up = y != (double)j;

  g_assert_false (across && up);
  if (!across && !up) /* at a grid point: take any edge that is crossed */
    return SIZE_MAX;
  double a = values[j * nx + i], b = values[(j + up) * nx + i + across];
  g_assert_true ((a >= level) != (b >= level));
  return 2 * (j * nx + i) + up;
}

static size_t
count_crossed (const double *values, size_t nx, size_t ny, double level)
{
  size_t count = 0;

  for (size_t j = 0; j < ny; j++)
    for (size_t i = 0; i < nx; i++) {
      bool in = values[j * nx + i] >= level;
      count += i + 1 < nx && in != (values[j * nx + i + 1] >= level);
      count += j + 1 < ny && in != (values[(j + 1) * nx + i] >= level);
    }
  return count;
}

static bool
on_border (double x, double y, size_t nx, size_t ny)
{
  return x == 0 || y == 0 || x == (double)nx - 1 || y == (double)ny - 1;
}

/* Noise has every case, saddles above all. */
static void
test_every_crossed_edge_is_used_once_and_open_lines_end_at_the_border (void)
{
  EpiRandom random = epi_random (5, 0);
  enum { NX = 23, NY = 31 };
  double values[NX * NY];

  for (int trial = 0; trial < 300; trial++) {
    for (int i = 0; i < NX * NY; i++)
      values[i] = epi_random_uniform (&random);
    double level = 0.2 + 0.6 * epi_random_uniform (&random);
    EpiLevelSets *sets = epi_level_sets_new (values, NX, NY, &level, 1);
    bool used[2 * NX * NY] = {false};
    g_assert_cmpuint (sets->n_points, ==,
                      count_crossed (values, NX, NY, level));
    for (size_t i = 0; i < sets->n_points; i++) {
      size_t edge = crossed_edge (values, NX, level, sets->x[i], sets->y[i]);
      g_assert_cmpuint (edge, !=, SIZE_MAX);
      g_assert_false (used[edge]);
      used[edge] = true;
    }
    for (size_t l = 0; l < sets->n_lines; l++) {
      const EpiLevelLine *line = &sets->lines[l];
      size_t first = line->begin, last = line->begin + line->n - 1;
      g_assert_cmpuint (line->n, >=, 2);
      if (line->closed)
        continue;
      g_assert_true (on_border (sets->x[first], sets->y[first], NX, NY));
      g_assert_true (on_border (sets->x[last], sets->y[last], NX, NY));
    }
    /* Neighbours lie in one cell. */
    for (size_t l = 0; l < sets->n_lines; l++)
      for (size_t i = 0; i + 1 < sets->lines[l].n; i++) {
        size_t p = sets->lines[l].begin + i;
        g_assert_cmpfloat (fabs (sets->x[p] - sets->x[p + 1]), <=, 1);
        g_assert_cmpfloat (fabs (sets->y[p] - sets->y[p + 1]), <=, 1);
      }
    epi_level_sets_free (sets);
  }
}

/* Corners 1 0 / 0 1 and the level on both sides of their mean: the lines join
 * the high corners when the mean is inside, and part them when it is not. */
static void
test_a_saddle_goes_with_the_mean_of_its_cell (void)
{
  const double values[] = {1, 0, 0, 1}; /* (0,0) and (1,1) are high */
  const double levels[] = {0.4, 0.6};
  EpiLevelSets *sets = epi_level_sets_new (values, 2, 2, levels, 2);

  g_assert_cmpuint (sets->n_lines, ==, 4);
  for (size_t l = 0; l < 4; l++) {
    const EpiLevelLine *line = &sets->lines[l];
    g_assert_cmpuint (line->n, ==, 2);
    double mx = (sets->x[line->begin] + sets->x[line->begin + 1]) / 2;
    double my = (sets->y[line->begin] + sets->y[line->begin + 1]) / 2;
    /* A line's middle lies towards the corner that it cuts off. */
    bool cuts_high = (mx < 0.5) == (my < 0.5);
    g_assert_true (cuts_high == (line->level == 1));
  }
  epi_level_sets_free (sets);
}

static void
test_cells_with_no_number_are_border (void)
{
  enum { N = 33 };
  double *values = sample (N, quadratic);
  const double level = 2;

  values[(N / 2) * N + N - 6] = NAN; /* on the ring or beside it */
  values[(N / 2 + 4) * N + N / 2 + 6] = INFINITY;
  EpiLevelSets *sets = epi_level_sets_new (values, N, N, &level, 1);
  for (size_t i = 0; i < sets->n_points; i++)
    g_assert_true (isfinite (sets->x[i]) && isfinite (sets->y[i]));
  epi_level_sets_free (sets);
  for (int i = 0; i < N * N; i++)
    values[i] = NAN;
  sets = epi_level_sets_new (values, N, N, &level, 1);
  g_assert_cmpuint (sets->n_lines, ==, 0);
  epi_level_sets_free (sets);
  g_free (values);
}

static void
test_a_constant_field_has_no_lines (void)
{
  double values[36];
  const double levels[] = {0, 1, 2};

  for (int i = 0; i < 36; i++)
    values[i] = 1;
  EpiLevelSets *sets = epi_level_sets_new (values, 6, 6, levels, 3);
  g_assert_cmpuint (sets->n_lines, ==, 0);
  epi_level_sets_free (sets);
  sets = epi_level_sets_new (values, 1, 36, levels, 3);
  g_assert_cmpuint (sets->n_lines, ==, 0);
  epi_level_sets_free (sets);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, name) g_test_add_func ("/level-sets/" path, test_##name)
  TEST ("of-a-quadratic-form-are-its-ellipse",
        level_sets_of_a_quadratic_form_are_its_ellipse);
  TEST ("the-area-inside-converges-with-the-square-of-the-spacing",
        the_area_inside_converges_with_the_square_of_the_spacing);
  TEST ("every-crossed-edge-is-used-once-and-open-lines-end-at-the-border",
        every_crossed_edge_is_used_once_and_open_lines_end_at_the_border);
  TEST ("a-saddle-goes-with-the-mean-of-its-cell",
        a_saddle_goes_with_the_mean_of_its_cell);
  TEST ("cells-with-no-number-are-border", cells_with_no_number_are_border);
  TEST ("a-constant-field-has-no-lines", a_constant_field_has_no_lines);
  return g_test_run ();
}
