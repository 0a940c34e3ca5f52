/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cone-point.h"

#include <glib.h>
#include <math.h>

static void
put (double *v, int k, double value)
{
  if (k >= 0)
    v[k] = value;
}

static Point
point_of (const EpiConeProgram *cone, const EpiQpMap *map,
          const EpiQpAnswer *answer)
{
  Point at = point_new (cone);
  for (size_t j = 0; j < map->cols; j++) {
    double z = map->sign * answer->z[j];
    put (at.x, map->variable[j], answer->x[j]);
    put (at.z, map->lower[j], fmax (z, 0));
    put (at.z, map->upper[j], fmax (-z, 0));
  }
  for (size_t i = 0; i < map->rows; i++) {
    double y = map->sign * answer->y[i];
    put (at.y, map->equality[i], -y);
    put (at.z, map->row_lower[i], fmax (y, 0));
    put (at.z, map->row_upper[i], fmax (-y, 0));
  }
  for (size_t i = 0; i < cone->G.rows; i++)
    at.s[i] = cone->h[i];
  epi_sparse_add_product (&cone->G, -1, at.x, at.s);
  return at;
}

/* The conditions of optimality, exactly: everything is whole numbers. */
static void
assert_optimal (const EpiConeProgram *cone, const Point *at)
{
  double *gradient = g_memdup2 (cone->c, cone->n * sizeof (double));
  double *rhs = g_memdup2 (cone->b, cone->A.rows * sizeof (double));

  epi_sparse_add_symmetric (&cone->P, 1, at->x, gradient);
  epi_sparse_add_product_t (&cone->A, 1, at->y, gradient);
  epi_sparse_add_product_t (&cone->G, 1, at->z, gradient);
  for (size_t j = 0; j < cone->n; j++)
    g_assert_true (gradient[j] == 0);
  epi_sparse_add_product (&cone->A, -1, at->x, rhs);
  for (size_t i = 0; i < cone->A.rows; i++)
    g_assert_true (rhs[i] == 0);
  for (size_t i = 0; i < cone->G.rows; i++)
    g_assert_true (at->s[i] >= 0 && at->z[i] >= 0 && at->s[i] * at->z[i] == 0);
  g_free (gradient);
  g_free (rhs);
}

static void
test_an_optimal_pair_goes_there_and_back (void)
{
  for (guint32 seed = 1; seed <= 200; seed++) {
    EpiQp qp;
    EpiQpAnswer known, back;
    EpiConeProgram cone;
    EpiQpMap map;

    known_qp (seed, 6, 8, &qp, &known);
    g_assert_cmpint (epi_qp_to_cone (&qp, &cone, &map), ==, EPI_OK);
    Point at = point_of (&cone, &map, &known);
    assert_optimal (&cone, &at);

    double value = 0;
    EpiQp bare = {.cols = cone.n, .c = cone.c, .Q = cone.P};
    value = map.sign * epi_qp_objective (&bare, at.x) + map.constant;
    g_assert_true (value == epi_qp_objective (&qp, known.x));

    g_assert_cmpint (epi_qp_answer_new (&qp, &back), ==, EPI_OK);
    epi_qp_from_cone (&qp, &map, EPI_CONVERGED, at.x, at.y, at.z, &back);
    g_assert_cmpint (back.status, ==, EPI_CONVERGED);
    assert_same (back.x, known.x, qp.cols);
    assert_same (back.y, known.y, qp.rows);
    assert_same (back.z, known.z, qp.cols);
    for (size_t j = 0; j < qp.cols; j++)
      g_assert_true (back.point[j] == 0);
    point_clear (&at);
    epi_qp_map_clear (&map);
    epi_cone_program_clear (&cone);
    epi_qp_answer_clear (&known);
    epi_qp_answer_clear (&back);
    epi_qp_clear (&qp);
  }
}

/* x₁ + x₂ + x₃ = 5, x₁ - x₂ ≥ 1, x₁ ≤ 1, x₃ = 2: twice x₁ is 4 at least.
 * The rows less twice the bound, and x₃'s part: 5 + 1 - 2·1 - 2 = 2. */
static void
make_infeasible (EpiQp *qp)
{
  EpiTriplet a[] = {{0, 0, 1}, {0, 1, 1}, {0, 2, 1}, {1, 0, 1}, {1, 1, -1}};

  make_qp (2, 3, a, G_N_ELEMENTS (a), qp);
  qp->maximize = true; /* rays do not care */
  qp->row_lower[0] = qp->row_upper[0] = 5;
  qp->row_lower[1] = 1;
  qp->lower[0] = qp->lower[1] = -INFINITY;
  qp->upper[0] = 1;
  qp->lower[2] = qp->upper[2] = 2;
}

static void
test_a_ray_of_infeasibility_comes_back_with_value_one (void)
{
  EpiQp qp;
  EpiQpAnswer answer;
  EpiConeProgram cone;
  EpiQpMap map;

  make_infeasible (&qp);
  g_assert_false (epi_qp_contradiction (&qp, NULL));
  g_assert_cmpint (epi_qp_to_cone (&qp, &cone, &map), ==, EPI_OK);
  g_assert_cmpuint (cone.n, ==, 2);
  g_assert_cmpuint (cone.A.rows, ==, 1);
  g_assert_cmpuint (cone.G.rows, ==, 2);
  double y[] = {-7}, z[2];
  z[map.row_lower[1]] = 7;
  z[map.upper[0]] = 14;
  epi_qp_answer_new (&qp, &answer);
  epi_qp_from_cone (&qp, &map, EPI_INFEASIBLE, NULL, y, z, &answer);
  assert_same (answer.y, (double[]){0.5, 0.5}, 2);
  assert_same (answer.z, (double[]){-1, 0, -0.5}, 3);
  g_assert_true (epi_qp_bound_value (&qp, answer.y, answer.z) == 1);
  epi_qp_map_clear (&map);
  epi_cone_program_clear (&cone);
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);
}

/* maximize x₁ + 2x₂ + x₃, x₂ ≤ x₁, x₃ = 1: along (1,1). */
static void
test_a_ray_of_unboundedness_comes_back_with_value_one (void)
{
  EpiTriplet a[] = {{0, 0, 1}, {0, 1, -1}};
  double c[] = {1, 2, 1}, x[] = {6, 6};
  EpiQp qp;
  EpiQpAnswer answer;
  EpiConeProgram cone;
  EpiQpMap map;

  make_qp (1, 3, a, 2, &qp);
  qp.maximize = true;
  qp.row_lower[0] = 0;
  qp.lower[2] = qp.upper[2] = 1;
  for (size_t j = 0; j < 3; j++)
    qp.c[j] = c[j];
  g_assert_cmpint (epi_qp_to_cone (&qp, &cone, &map), ==, EPI_OK);
  epi_qp_answer_new (&qp, &answer);
  epi_qp_from_cone (&qp, &map, EPI_UNBOUNDED, x, NULL, NULL, &answer);
  epi_qp_point_from_cone (&map, x, &answer);
  for (size_t j = 0; j < 2; j++)
    g_assert_cmpfloat_with_epsilon (answer.x[j], 1.0 / 3, 1e-16);
  g_assert_true (answer.x[2] == 0 && answer.point[2] == 1);
  epi_qp_map_clear (&map);
  epi_cone_program_clear (&cone);
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);
}

/* Aᵀy + z = 0 and the value is 1. */
static void
assert_farkas (const EpiQp *qp, const EpiQpAnswer *answer)
{
  for (size_t j = 0; j < qp->cols; j++)
    g_assert_true (epi_sparse_col_dot (&qp->A, j, answer->y) + answer->z[j] ==
                   0);
  g_assert_true (epi_qp_bound_value (qp, answer->y, answer->z) == 1);
}

static void
test_one_row_may_contradict_the_bounds (void)
{
  EpiTriplet a[] = {{0, 0, 1}, {0, 1, -2}, {1, 0, 0}};
  EpiConeProgram cone;
  EpiQpMap map;
  EpiQpAnswer answer;
  EpiQp qp;

  make_qp (2, 2, a, 3, &qp); /* x₁ - 2x₂ within [0,4], and a row of zeros */
  epi_qp_answer_new (&qp, &answer);
  qp.upper[0] = 4;
  qp.upper[1] = INFINITY;
  qp.row_lower[0] = 4;
  qp.row_lower[1] = qp.row_upper[1] = 0;
  g_assert_false (epi_qp_contradiction (&qp, &answer)); /* touched */
  g_assert_cmpint (epi_qp_to_cone (&qp, &cone, &map), ==, EPI_OK);
  g_assert_cmpuint (cone.A.rows, ==, 0); /* 0 = 0 says nothing */
  epi_qp_map_clear (&map);
  epi_cone_program_clear (&cone);

  qp.row_lower[0] = 6;
  g_assert_true (epi_qp_contradiction (&qp, &answer));
  assert_farkas (&qp, &answer);
  g_assert_cmpint (epi_qp_to_cone (&qp, &cone, &map), ==, EPI_INFEASIBLE);
  g_assert_null (cone.c);

  qp.row_lower[0] = -INFINITY;
  qp.row_upper[0] = 1e9; /* never: x₂ may grow */
  g_assert_false (epi_qp_contradiction (&qp, &answer));
  qp.upper[1] = 2;
  qp.row_upper[0] = -5;
  g_assert_true (epi_qp_contradiction (&qp, &answer));
  assert_farkas (&qp, &answer);

  qp.row_upper[0] = INFINITY;
  qp.row_upper[1] = qp.row_lower[1] = -1e-30; /* 0 = -1e-30 */
  g_assert_true (epi_qp_contradiction (&qp, &answer));
  assert_farkas (&qp, &answer);
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);
}

static void
test_crossed_bounds_contradict_themselves (void)
{
  EpiQp qp;
  EpiQpAnswer answer;

  make_qp (1, 1, NULL, 0, &qp);
  epi_qp_answer_new (&qp, &answer);
  qp.upper[0] = -4;
  g_assert_true (epi_qp_contradiction (&qp, &answer));
  g_assert_true (answer.z[0] == 0.25 && answer.y[0] == 0);
  qp.row_lower[0] = 2;
  qp.row_upper[0] = 1;
  g_assert_true (epi_qp_contradiction (&qp, &answer));
  g_assert_true (answer.z[0] == 0 && answer.y[0] == 1);
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);
}

/* 0.1 + 0.2 and 0.3 are one number to a reader, and a cone without an interior
 * to a solver. */
static void
test_bounds_apart_by_rounding_are_equal (void)
{
  EpiTriplet a[] = {{0, 0, 1}};
  EpiConeProgram cone;
  EpiQpMap map;
  EpiQp qp;

  make_qp (1, 2, a, 1, &qp);
  qp.row_lower[0] = qp.lower[1] = 0.3;
  qp.row_upper[0] = qp.upper[1] = 0.1 + 0.2;
  g_assert_true (qp.upper[1] > qp.lower[1]);
  g_assert_cmpint (epi_qp_to_cone (&qp, &cone, &map), ==, EPI_OK);
  g_assert_cmpuint (cone.n, ==, 1);
  g_assert_cmpuint (cone.A.rows, ==, 1);
  epi_qp_map_clear (&map);
  epi_cone_program_clear (&cone);

  qp.lower[1] = 0; /* but a tiny range is a range */
  qp.upper[1] = 1e-300;
  g_assert_cmpint (epi_qp_to_cone (&qp, &cone, &map), ==, EPI_OK);
  g_assert_cmpuint (cone.n, ==, 2);
  epi_qp_map_clear (&map);
  epi_cone_program_clear (&cone);
  epi_qp_clear (&qp);
}

static void
test_nothing_at_all_is_a_program (void)
{
  EpiConeProgram cone;
  EpiQpMap map;
  EpiQp qp;

  make_qp (0, 0, NULL, 0, &qp);
  g_assert_cmpint (epi_qp_to_cone (&qp, &cone, &map), ==, EPI_OK);
  g_assert_cmpuint (cone.n + cone.A.rows + cone.G.rows, ==, 0);
  epi_qp_map_clear (&map);
  epi_cone_program_clear (&cone);
  epi_qp_clear (&qp);
  make_qp (1, 1, NULL, 0, &qp);
  qp.c[0] = NAN;
  g_assert_cmpint (epi_qp_to_cone (&qp, &cone, &map), ==, EPI_NOT_FINITE);
  epi_qp_clear (&qp);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cone-forms/an-optimal-pair-goes-there-and-back",
                   test_an_optimal_pair_goes_there_and_back);
  g_test_add_func ("/cone-forms/a-ray-of-infeasibility-has-value-one",
                   test_a_ray_of_infeasibility_comes_back_with_value_one);
  g_test_add_func ("/cone-forms/a-ray-of-unboundedness-has-value-one",
                   test_a_ray_of_unboundedness_comes_back_with_value_one);
  g_test_add_func ("/cone-forms/one-row-may-contradict-the-bounds",
                   test_one_row_may_contradict_the_bounds);
  g_test_add_func ("/cone-forms/crossed-bounds-contradict-themselves",
                   test_crossed_bounds_contradict_themselves);
  g_test_add_func ("/cone-forms/bounds-apart-by-rounding-are-equal",
                   test_bounds_apart_by_rounding_are_equal);
  g_test_add_func ("/cone-forms/nothing-at-all-is-a-program",
                   test_nothing_at_all_is_a_program);
  return g_test_run ();
}
