/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-cone-scaling.h"
#include "problem/epi-qp-cone.h"
#include "problem/epi-sdp-cone.h"
#include "problem/known-programs.h"

#include <glib.h>
#include <math.h>

/* The point of the cone program that answer is, s = h - Gx. */
typedef struct {
  double *x, *y, *s, *z;
} Point;

static void
put (double *v, int k, double value)
{
  if (k >= 0)
    v[k] = value;
}

static Point
point_new (const EpiConeProgram *cone)
{
  return (Point){g_new0 (double, cone->n), g_new0 (double, cone->A.rows),
                 g_new0 (double, cone->G.rows), g_new0 (double, cone->G.rows)};
}

static void
point_clear (Point *point)
{
  g_free (point->x);
  g_free (point->y);
  g_free (point->s);
  g_free (point->z);
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
assert_same (const double *a, const double *b, size_t n)
{
  for (size_t i = 0; i < n; i++)
    g_assert_true (a[i] == b[i]);
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

static double
dot (const double *a, const double *b, size_t n)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

/* s = vec F(x), (vec X)ᵀ(vec Y) = tr(XY), Gᵀ vec Y = -(tr(FᵢY))ᵢ. */
static void
test_vec_keeps_the_inner_product (void)
{
  for (guint32 seed = 1; seed <= 50; seed++) {
    EpiSdp sdp;
    EpiSdpAnswer known;
    EpiConeProgram cone;
    double value;

    known_sdp (seed, false, &sdp, &known, &value);
    size_t length = epi_sdp_block_offset (&sdp, sdp.n_blocks);
    g_assert_cmpint (epi_sdp_to_cone (&sdp, &cone), ==, EPI_OK);
    g_assert_cmpuint (cone.G.rows, ==, epi_sdp_vec_length (&sdp));
    Point at = point_new (&cone);
    epi_sdp_vec (&sdp, false, known.X, at.s);
    epi_sdp_vec (&sdp, true, known.Y, at.z);
    double size = dot (known.X, known.X, length) + 1;
    g_assert_cmpfloat_with_epsilon (dot (at.s, at.z, cone.G.rows),
                                    dot (known.X, known.Y, length),
                                    1e-14 * size);
    double *s = g_memdup2 (cone.h, cone.G.rows * sizeof (double));
    double *gradient = g_memdup2 (cone.c, cone.n * sizeof (double));
    epi_sparse_add_product (&cone.G, -1, known.x, s);
    epi_sparse_add_product_t (&cone.G, 1, at.z, gradient);
    for (size_t i = 0; i < sdp.A.rows; i++)
      at.y[i] = -known.v[i];
    epi_sparse_add_product_t (&cone.A, 1, at.y, gradient);
    for (size_t i = 0; i < cone.G.rows; i++)
      g_assert_cmpfloat_with_epsilon (s[i], at.s[i], 1e-13 * size);
    for (size_t i = 0; i < cone.n; i++)
      g_assert_cmpfloat_with_epsilon (gradient[i], 0, 1e-12 * size);

    EpiSdpAnswer back;
    epi_sdp_answer_new (&sdp, &back);
    epi_sdp_from_cone (&sdp, EPI_CONVERGED, known.x, at.y, at.s, at.z, &back);
    for (size_t i = 0; i < length; i++) {
      g_assert_cmpfloat_with_epsilon (back.X[i], known.X[i], 1e-14 * size);
      g_assert_cmpfloat_with_epsilon (back.Y[i], known.Y[i], 1e-14 * size);
    }
    assert_same (back.v, known.v, sdp.A.rows);
    g_free (s);
    g_free (gradient);
    point_clear (&at);
    epi_sdp_answer_clear (&back);
    epi_sdp_answer_clear (&known);
    epi_cone_program_clear (&cone);
    epi_sdp_clear (&sdp);
  }
}

static void
test_diagonal_blocks_are_orthants (void)
{
  EpiSdpBlock blocks[] = {
      {2, true, 0}, {1, false, 0}, {3, false, 0}, {0, false, 0}, {4, true, 0}};
  EpiConeProgram cone;
  EpiSdp sdp;

  epi_sdp_new (0, NULL, 5, blocks, 0, NULL, &sdp);
  g_assert_cmpint (epi_sdp_to_cone (&sdp, &cone), ==, EPI_OK);
  g_assert_cmpuint (cone.n_cones, ==, 4);
  g_assert_cmpint (cone.cones[0].kind, ==, EPI_CONE_NONNEGATIVE);
  g_assert_cmpuint (cone.cones[0].order, ==, 3);
  g_assert_cmpint (cone.cones[1].kind, ==, EPI_CONE_SEMIDEFINITE);
  g_assert_cmpuint (cone.cones[2].order, ==, 0);
  g_assert_cmpuint (cone.G.rows, ==, 3 + 6 + 0 + 4);
  epi_cone_program_clear (&cone);
  epi_sdp_clear (&sdp);
}

/* t = 1 + 2x₁, v = (3 + x₁, -x₂): a cone of order 3, whose vec keeps the inner
 * product with any Y, and whose Y comes back semidefinite and in its place. */
static void
test_arrows_are_second_order_cones (void)
{
  EpiSdpBlock block = {.size = 3};
  EpiSdpEntry entries[] = {
      {0, 0, 0, 0, -1}, {0, 0, 1, 1, -1}, {0, 0, 2, 2, -1},
      {0, 0, 0, 2, -3}, {1, 0, 0, 0, 2},  {1, 0, 1, 1, 2},
      {1, 0, 2, 2, 2},  {1, 0, 0, 2, 1},  {2, 0, 1, 2, -1}};
  double c[2] = {0}, x[] = {0.25, 2}, F[9], Y[9], s[3], z[3];
  double any[] = {2, 0.5, -1, 0.5, 3, 0.25, -1, 0.25, 1};
  EpiConeProgram cone;
  EpiSdp sdp;

  epi_sdp_new (2, c, 1, &block, 9, entries, &sdp);
  g_assert_cmpint (epi_sdp_to_cone (&sdp, &cone), ==, EPI_OK);
  g_assert_cmpuint (cone.n_cones, ==, 1);
  g_assert_cmpint (cone.cones[0].kind, ==, EPI_CONE_SECOND_ORDER);
  g_assert_cmpuint (cone.G.rows, ==, 3);
  epi_sdp_evaluate (&sdp, x, F);
  epi_sdp_vec (&sdp, false, F, s);
  assert_same (s, (double[]){1.5, 3.25, -2}, 3);
  epi_sparse_add_product (&cone.G, -1, x, cone.h);
  assert_same (cone.h, s, 3);
  epi_sdp_vec (&sdp, true, any, z);
  assert_same (z, (double[]){6, -2, 0.5}, 3);
  g_assert_cmpfloat_with_epsilon (dot (s, z, 3), dot (F, any, 9), 1e-14);
  epi_sdp_unvec (&sdp, true, z, Y);
  g_assert_cmpfloat_with_epsilon (dot (F, Y, 9), dot (s, z, 3), 1e-14);
  for (int j = 0; j < 3; j++) /* of rank one, with a positive diagonal */
    for (int i = 0; i < 3; i++)
      g_assert_cmpfloat_with_epsilon (Y[i + 3 * j] * Y[8], Y[i + 6] * Y[j + 6],
                                      1e-14);
  g_assert_cmpfloat (Y[8], >, 0);
  epi_cone_program_clear (&cone);
  epi_sdp_clear (&sdp);

  entries[2].value = -1.5; /* its diagonal is not one number any more */
  epi_sdp_new (2, c, 1, &block, 9, entries, &sdp);
  g_assert_cmpint (epi_sdp_block_cone (&sdp, 0).kind, ==,
                   EPI_CONE_SEMIDEFINITE);
  epi_sdp_clear (&sdp);
}

/* x₁ ≥ 1 and -x₁ ≥ 0 as one diagonal block: Y = (1,1). */
static void
test_rays_of_an_sdp_come_back_with_value_one (void)
{
  EpiSdpBlock block = {2, true, 0};
  EpiSdpEntry entries[] = {{0, 0, 0, 0, 1}, {1, 0, 0, 0, 1}, {1, 0, 1, 1, -1}};
  double c[] = {-2}, x[] = {3}, s[] = {3, -3}, z[] = {5, 5};
  EpiSdpAnswer answer;
  EpiSdp sdp;

  epi_sdp_new (1, c, 1, &block, 3, entries, &sdp);
  epi_sdp_answer_new (&sdp, &answer);
  epi_sdp_from_cone (&sdp, EPI_INFEASIBLE, NULL, NULL, NULL, z, &answer);
  assert_same (answer.Y, (double[]){1, 1}, 2);
  epi_sdp_from_cone (&sdp, EPI_UNBOUNDED, x, NULL, s, NULL, &answer);
  g_assert_true (answer.x[0] == 0.5 && answer.X[0] == 0.5);
  epi_sdp_answer_clear (&answer);
  epi_sdp_clear (&sdp);
}

/* A QP whose rows and columns are of sizes 1e-6 … 1e6. */
static void
make_badly_scaled (guint32 seed, EpiConeProgram *cone)
{
  GRand *rand = g_rand_new_with_seed (seed);
  EpiQpMap map;
  EpiQpAnswer known;
  EpiQp qp;

  known_qp (seed, 6, 8, &qp, &known);
  g_assert_cmpint (epi_qp_to_cone (&qp, cone, &map), ==, EPI_OK);
  for (size_t j = 0; j < cone->n; j++) {
    double size = pow (10, g_rand_int_range (rand, -6, 7));
    for (int k = cone->G.start[j]; k < cone->G.start[j + 1]; k++)
      cone->G.value[k] *= size;
    for (int k = cone->A.start[j]; k < cone->A.start[j + 1]; k++)
      cone->A.value[k] *= size;
    cone->c[j] *= size;
  }
  epi_qp_map_clear (&map);
  epi_qp_answer_clear (&known);
  epi_qp_clear (&qp);
  g_rand_free (rand);
}

/* Powers of two round nothing: residuals are the same to the bit. */
static void
test_equilibration_is_exact (void)
{
  for (guint32 seed = 1; seed <= 50; seed++) {
    EpiConeProgram plain, scaled;
    EpiConeScaling scaling;
    GRand *rand = g_rand_new_with_seed (seed);

    make_badly_scaled (seed, &plain);
    make_badly_scaled (seed, &scaled);
    g_assert_cmpint (epi_cone_program_equilibrate (&scaled, 10, &scaling), ==,
                     EPI_OK);
    Point at = point_new (&plain), hat = point_new (&scaled);
    for (size_t j = 0; j < plain.n; j++)
      hat.x[j] = at.x[j] = g_rand_double_range (rand, -1, 1);
    for (size_t i = 0; i < plain.A.rows; i++)
      hat.y[i] = at.y[i] = g_rand_double_range (rand, -1, 1);
    for (size_t i = 0; i < plain.G.rows; i++) {
      at.s[i] = hat.s[i] = plain.h[i];
      at.z[i] = hat.z[i] = g_rand_double (rand);
    }
    epi_cone_scaling_apply (&scaling, hat.x, hat.y, hat.s, hat.z);
    assert_same (hat.s, scaled.h, plain.G.rows);

    /* s - Gx, and the gradient of the Lagrangian in units of κD. */
    epi_sparse_add_product (&plain.G, -1, at.x, at.s);
    epi_sparse_add_product (&scaled.G, -1, hat.x, hat.s);
    epi_sparse_add_symmetric (&plain.P, 1, at.x, plain.c);
    epi_sparse_add_symmetric (&scaled.P, 1, hat.x, scaled.c);
    epi_sparse_add_product_t (&plain.A, 1, at.y, plain.c);
    epi_sparse_add_product_t (&scaled.A, 1, hat.y, scaled.c);
    epi_sparse_add_product_t (&plain.G, 1, at.z, plain.c);
    epi_sparse_add_product_t (&scaled.G, 1, hat.z, scaled.c);
    for (size_t j = 0; j < plain.n; j++)
      g_assert_true (scaled.c[j] ==
                     scaling.cost * scaling.column[j] * plain.c[j]);
    epi_cone_scaling_undo (&scaling, hat.x, hat.y, hat.s, hat.z);
    assert_same (hat.x, at.x, plain.n);
    assert_same (hat.y, at.y, plain.A.rows);
    assert_same (hat.s, at.s, plain.G.rows);
    assert_same (hat.z, at.z, plain.G.rows);
    point_clear (&at);
    point_clear (&hat);
    epi_cone_scaling_clear (&scaling);
    epi_cone_program_clear (&plain);
    epi_cone_program_clear (&scaled);
    g_rand_free (rand);
  }
}

/* Ruiz: rows and columns tend to the largest entry 1; to the next power of two
 * that is [½, 2]. */
static void
test_equilibration_makes_rows_and_columns_of_one_size (void)
{
  for (guint32 seed = 1; seed <= 50; seed++) {
    EpiConeProgram cone;
    EpiConeScaling scaling;

    make_badly_scaled (seed, &cone);
    epi_sparse_clear (&cone.P);
    epi_sparse_new (cone.n, cone.n, 0, &cone.P);
    g_assert_cmpint (epi_cone_program_equilibrate (&cone, 25, &scaling), ==,
                     EPI_OK);
    double *row = g_new0 (double, cone.G.rows);
    for (size_t j = 0; j < cone.n; j++)
      for (int k = cone.G.start[j]; k < cone.G.start[j + 1]; k++)
        row[cone.G.row[k]] = fmax (row[cone.G.row[k]], fabs (cone.G.value[k]));
    for (size_t i = 0; i < cone.G.rows; i++)
      g_assert_true (row[i] >= 0.5 && row[i] <= 2);
    g_free (row);
    epi_cone_scaling_clear (&scaling);
    epi_cone_program_clear (&cone);
  }
}

static void
test_a_cone_is_scaled_as_one (void)
{
  for (guint32 seed = 1; seed <= 20; seed++) {
    EpiSdp sdp;
    EpiSdpAnswer known;
    EpiConeProgram cone;
    EpiConeScaling scaling;
    double value;

    known_sdp (seed, false, &sdp, &known, &value);
    epi_sdp_to_cone (&sdp, &cone);
    g_assert_cmpint (epi_cone_program_equilibrate (&cone, 10, &scaling), ==,
                     EPI_OK);
    for (size_t k = 0, begin = 0; k < cone.n_cones; k++) {
      size_t dim = epi_cone_dim (cone.cones[k]);
      if (cone.cones[k].kind == EPI_CONE_SEMIDEFINITE)
        for (size_t i = 0; i < dim; i++)
          g_assert_true (scaling.cone_row[begin + i] ==
                         scaling.cone_row[begin]);
      begin += dim;
    }
    epi_cone_scaling_clear (&scaling);
    epi_cone_program_clear (&cone);
    epi_sdp_answer_clear (&known);
    epi_sdp_clear (&sdp);
  }
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
  g_test_add_func ("/cone-forms/vec-keeps-the-inner-product",
                   test_vec_keeps_the_inner_product);
  g_test_add_func ("/cone-forms/diagonal-blocks-are-orthants",
                   test_diagonal_blocks_are_orthants);
  g_test_add_func ("/cone-forms/arrows-are-second-order-cones",
                   test_arrows_are_second_order_cones);
  g_test_add_func ("/cone-forms/rays-of-an-sdp-have-value-one",
                   test_rays_of_an_sdp_come_back_with_value_one);
  g_test_add_func ("/cone-forms/equilibration-is-exact",
                   test_equilibration_is_exact);
  g_test_add_func ("/cone-forms/equilibration-makes-one-size",
                   test_equilibration_makes_rows_and_columns_of_one_size);
  g_test_add_func ("/cone-forms/a-cone-is-scaled-as-one",
                   test_a_cone_is_scaled_as_one);
  return g_test_run ();
}
