/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The whole system, solved: the residual is rounding.
 */
#include "convex/epi-kkt-refine.h"
#include "convex/epi-schur.h"
#include "convex/epi-symmetric.h"
#include "core/epi-alloc.h"
#include "core/epi-parallel.h"
#include "core/epi-random.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* All three kinds of cone, one of them empty. */
static EpiCone product[] = {
    {EPI_CONE_NONNEGATIVE, 3},  {EPI_CONE_SEMIDEFINITE, 4},
    {EPI_CONE_SECOND_ORDER, 4}, {EPI_CONE_SEMIDEFINITE, 0},
    {EPI_CONE_SEMIDEFINITE, 2},
};
#define DIM 20
#define VARIABLES 8
#define EQUALITIES 2

static EpiSparse
random_sparse (EpiRandom *random, int rows, int cols, int skip)
{
  EpiTriplet entries[DIM * VARIABLES];
  size_t n = 0;
  EpiSparse out;
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < cols; j++)
      if (j != skip && epi_random_below (random, 2) == 0)
        entries[n++] = (EpiTriplet){i, j, epi_random_normal (random)};
  g_assert_cmpint (
      epi_sparse_from_triplets ((size_t)rows, (size_t)cols, entries, n, &out),
      ==, EPI_OK);
  return out;
}

/* P = diag (1,0,…,0,2); `skip` is in no cone and not in P. */
static EpiConeProgram
make_program (EpiRandom *random, int skip)
{
  const EpiTriplet P[] = {{0, 0, 1}, {VARIABLES - 1, VARIABLES - 1, 2}};
  EpiConeProgram program = {
      .n = VARIABLES, .n_cones = G_N_ELEMENTS (product), .cones = product};
  g_assert_cmpint (
      epi_sparse_from_triplets (VARIABLES, VARIABLES, P, 2, &program.P), ==,
      EPI_OK);
  program.G = random_sparse (random, DIM, VARIABLES, skip);
  EpiSparse A = random_sparse (random, EQUALITIES, VARIABLES, -1);
  EpiTriplet entries[EQUALITIES * VARIABLES + 1];
  size_t n = 0;
  for (int j = 0; j < VARIABLES; j++)
    for (int k = A.start[j]; k < A.start[j + 1]; k++)
      entries[n++] = (EpiTriplet){A.row[k], j, A.value[k]};
  if (skip >= 0) /* the equalities must determine it */
    entries[n++] = (EpiTriplet){0, skip, 1};
  epi_sparse_clear (&A);
  g_assert_cmpint (
      epi_sparse_from_triplets (EQUALITIES, VARIABLES, entries, n, &program.A),
      ==, EPI_OK);
  return program;
}

static void
program_clear (EpiConeProgram *program)
{
  epi_sparse_clear (&program->P);
  epi_sparse_clear (&program->A);
  epi_sparse_clear (&program->G);
}

/* An interior point: e and a little of everything. */
static void
make_interior (EpiCones *cones, EpiRandom *random, double *x)
{
  double e[DIM];
  epi_cones_identity (cones, e);
  for (size_t i = 0; i < DIM; i++)
    x[i] = e[i] + 0.2 * (epi_random_uniform (random) - 0.5);
}

static void
fill_normal (EpiRandom *random, double *x, size_t n)
{
  for (size_t i = 0; i < n; i++)
    x[i] = epi_random_normal (random);
}

static void
assert_zero (const double *x, size_t n, double bound)
{
  for (size_t i = 0; i < n; i++)
    g_assert_cmpfloat (fabs (x[i]), <=, bound);
}

/* What is left of the three rows of epi-kkt.h. */
static void
check_solution (const EpiConeProgram *program, EpiCones *cones,
                const double *bx, const double *by, const double *bz,
                const double *x, const double *y, const double *z)
{
  double rx[VARIABLES], ry[EQUALITIES], rz[DIM] = {0}, wz[DIM];
  memcpy (rx, bx, sizeof rx);
  memcpy (ry, by, sizeof ry);
  memcpy (wz, z, sizeof wz);
  epi_cones_apply (cones, EPI_W_INV, wz);
  epi_sparse_add_symmetric (&program->P, -1, x, rx);
  epi_sparse_add_product_t (&program->A, -1, y, rx);
  epi_sparse_add_product_t (&program->G, -1, wz, rx);
  epi_sparse_add_product (&program->A, -1, x, ry);
  epi_sparse_add_product (&program->G, 1, x, rz);
  epi_cones_apply (cones, EPI_W_INV_T, rz);
  for (size_t i = 0; i < DIM; i++)
    rz[i] -= z[i] + bz[i];
  assert_zero (rx, VARIABLES, 1e-12);
  assert_zero (ry, EQUALITIES, 1e-12);
  assert_zero (rz, DIM, 1e-12);
}

/* bz as d alone; with W⁻¹d; as b alone; as a sum of both. */
static EpiKktRhs
split (EpiCones *cones, EpiRandom *random, int way, const double *bz,
       double *parts)
{
  double *plain = parts, *scaled = parts + DIM, *unscaled = parts + 2 * DIM;
  if (way == 3)
    fill_normal (random, scaled, DIM);
  else
    for (size_t i = 0; i < DIM; i++)
      scaled[i] = way < 2 ? bz[i] : 0;
  for (size_t i = 0; i < DIM; i++)
    plain[i] = bz[i] - scaled[i]; /* W⁻ᵀb */
  epi_cones_apply (cones, EPI_W_T, plain);
  memcpy (unscaled, scaled, DIM * sizeof (double));
  epi_cones_apply (cones, EPI_W_INV, unscaled);
  return (EpiKktRhs){way < 2 ? NULL : plain, way == 2 ? NULL : scaled,
                     way == 1 ? unscaled : NULL};
}

static void
check_system (int skip, guint seed)
{
  EpiRandom random;
  random = epi_random (seed, 1);
  EpiConeProgram program = make_program (&random, skip);
  EpiCones *cones;
  EpiKkt *kkt;
  double s[DIM], w[DIM];
  g_assert_cmpint (epi_cones_new (product, program.n_cones, &cones), ==,
                   EPI_OK);
  g_assert_cmpint (epi_kkt_dense_new (&program, &kkt), ==, EPI_OK);
  for (int again = 0; again < 2; again++) { /* one factor, two solves */
    make_interior (cones, &random, s);
    make_interior (cones, &random, w);
    g_assert_cmpint (epi_cones_scale (cones, s, w), ==, EPI_OK);
    g_assert_cmpint (kkt->klass->factor (kkt, cones), ==, EPI_OK);
    for (int solve = 0; solve < 2; solve++) {
      double bx[VARIABLES], by[EQUALITIES], bz[DIM], x[VARIABLES],
          y[EQUALITIES], z[DIM], parts[3 * DIM];
      fill_normal (&random, bx, VARIABLES);
      fill_normal (&random, by, EQUALITIES);
      fill_normal (&random, bz, DIM);
      for (int way = 0; way < 4; way++) {
        EpiKktRhs rhs = split (cones, &random, way, bz, parts);
        memcpy (x, bx, sizeof x);
        memcpy (y, by, sizeof y);
        g_assert_cmpint (kkt->klass->solve_scaled (kkt, cones, &rhs, x, y, z),
                         ==, EPI_OK);
        check_solution (&program, cones, bx, by, bz, x, y, z);
      }
    }
  }
  kkt->klass->free (kkt);
  epi_cones_free (cones);
  program_clear (&program);
}

static void
test_solution_satisfies_the_system (void)
{
  for (guint seed = 0; seed < 20; seed++)
    check_system (-1, seed);
}

static void
test_variable_in_no_cone (void)
{
  for (guint seed = 0; seed < 20; seed++)
    check_system (3, seed);
}

/* Two variables that stand for one: H is singular, and its system still has
 * a solution where the right-hand side allows one. */
static void
test_two_equal_columns (void)
{
  EpiCone cone = {EPI_CONE_SEMIDEFINITE, 2};
  const EpiTriplet entries[] = {{0, 0, 1}, {2, 0, 2}, {0, 1, 1}, {2, 1, 2}};
  const double e[] = {1, 0, 1};
  EpiConeProgram program = {.n = 2, .n_cones = 1, .cones = &cone};
  EpiCones *cones;
  EpiKkt *kkt;
  const EpiKktRhs zero = {NULL};
  double x[] = {5, 5}, y[1], z[3];
  g_assert_cmpint (epi_sparse_new (2, 2, 0, &program.P), ==, EPI_OK);
  g_assert_cmpint (epi_sparse_new (0, 2, 0, &program.A), ==, EPI_OK);
  g_assert_cmpint (epi_sparse_from_triplets (3, 2, entries, 4, &program.G), ==,
                   EPI_OK);
  g_assert_cmpint (epi_cones_new (&cone, 1, &cones), ==, EPI_OK);
  g_assert_cmpint (epi_kkt_dense_new (&program, &kkt), ==, EPI_OK);
  g_assert_cmpint (epi_cones_scale (cones, e, e), ==, EPI_OK);
  g_assert_cmpint (kkt->klass->factor (kkt, cones), ==, EPI_OK);
  g_assert_cmpint (kkt->klass->solve_scaled (kkt, cones, &zero, x, y, z), ==,
                   EPI_OK);
  g_assert_cmpfloat_with_epsilon (x[0] + x[1], 1, 1e-12); /* 5 (x₀+x₁) = 5 */
  g_assert_cmpfloat_with_epsilon (z[0], 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (z[2], 2, 1e-12);
  kkt->klass->free (kkt);
  epi_cones_free (cones);
  program_clear (&program);
}

/* eeᵀ with a Z that has almost nothing along e, and unit matrices: the
 * correlation of rows may not pass 1, as H is positive semidefinite. */
static void
test_dense_matrix_that_nearly_cancels (void)
{
  const int n = 30;
  const size_t length = (size_t)(n * (n + 1) / 2);
  EpiCone cone = {EPI_CONE_SEMIDEFINITE, (size_t)n};
  EpiTriplet *entries = g_new (EpiTriplet, length + (size_t)n);
  double *s = g_new0 (double, length), *z = g_new0 (double, length);
  size_t count = 0, place = 0;
  const EpiMatrix *R_inv, *N;
  EpiSparse G;
  EpiCones *cones;
  EpiSchur *schur;
  EpiMatrix H;
  for (int j = 0; j < n; j++)
    for (int i = j; i < n; i++, place++) {
      double factor = i == j ? 1 : M_SQRT2;
      entries[count++] = (EpiTriplet){(int)place, 0, factor};
      if (i == j)
        entries[count++] = (EpiTriplet){(int)place, 1 + i, 1};
      s[place] = factor * ((i == j ? 1e-3 : 0) + 1e5); /* 10⁻³I + 10⁵eeᵀ */
      z[place] = factor * ((i == j ? 1 : 0) - (1 - 1e-9) / n);
    }
  g_assert_cmpint (
      epi_sparse_from_triplets (length, (size_t)n + 1, entries, count, &G), ==,
      EPI_OK);
  g_assert_cmpint (epi_cones_new (&cone, 1, &cones), ==, EPI_OK);
  g_assert_cmpint (epi_cones_scale (cones, s, z), ==, EPI_OK);
  epi_cones_semidefinite (cones, 0, &R_inv, &N);
  g_assert_cmpint (epi_schur_new (&G, 0, (size_t)n, &schur), ==, EPI_OK);
  g_assert_cmpint (epi_matrix_new ((size_t)n + 1, (size_t)n + 1, &H), ==,
                   EPI_OK);
  g_assert_cmpint (epi_schur_add (schur, R_inv, N, &H, NULL), ==, EPI_OK);
  for (size_t i = 1; i <= (size_t)n; i++)
    g_assert_cmpfloat (
        fabs (*epi_matrix_at (&H, i, 0)), <=,
        1.001 * sqrt (*epi_matrix_at (&H, i, i) * *epi_matrix_at (&H, 0, 0)));
  epi_matrix_clear (&H);
  epi_schur_free (schur);
  epi_cones_free (cones);
  epi_sparse_clear (&G);
  g_free (entries);
  g_free (s);
  g_free (z);
}

/* An EpiKkt whose factors are of another scaling: refinement still ends at the
 * solution, as the preconditioner is within a factor of ten. */
static void
test_refinement_with_wrong_factors (void)
{
  EpiRandom random = epi_random (11, 0);
  EpiConeProgram program = make_program (&random, -1);
  EpiCones *cones;
  EpiKkt *kkt;
  EpiKktRefine *refine;
  double s[DIM], w[DIM], bx[VARIABLES], by[EQUALITIES], bz[DIM];
  double x[VARIABLES] = {0}, y[EQUALITIES] = {0}, z[DIM];
  g_assert_cmpint (epi_cones_new (product, program.n_cones, &cones), ==,
                   EPI_OK);
  g_assert_cmpint (epi_kkt_dense_new (&program, &kkt), ==, EPI_OK);
  g_assert_cmpint (epi_kkt_refine_new (&program, &refine), ==, EPI_OK);
  make_interior (cones, &random, s);
  make_interior (cones, &random, w);
  g_assert_cmpint (epi_cones_scale (cones, s, w), ==, EPI_OK);
  g_assert_cmpint (kkt->klass->factor (kkt, cones), ==, EPI_OK);
  g_assert_cmpint (epi_cones_scale (cones, w, s), ==, EPI_OK);
  fill_normal (&random, bx, VARIABLES);
  fill_normal (&random, by, EQUALITIES);
  fill_normal (&random, bz, DIM);
  for (size_t i = 0; i < DIM; i++)
    z[i] = -bz[i]; /* the third row at x = 0 */
  g_assert_cmpint (epi_kkt_refine (refine, kkt, cones, bx, by, 1e-13, x, y, z),
                   ==, EPI_OK);
  check_solution (&program, cones, bx, by, bz, x, y, z);
  epi_kkt_refine_free (refine);
  kkt->klass->free (kkt);
  epi_cones_free (cones);
  program_clear (&program);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kkt-dense-system/solution-satisfies-the-system",
                   test_solution_satisfies_the_system);
  g_test_add_func ("/kkt-dense-system/variable-in-no-cone",
                   test_variable_in_no_cone);
  g_test_add_func ("/kkt-dense-system/two-equal-columns",
                   test_two_equal_columns);
  g_test_add_func ("/kkt-dense-system/dense-matrix-that-nearly-cancels",
                   test_dense_matrix_that_nearly_cancels);
  g_test_add_func ("/kkt-dense-system/refinement-with-wrong-factors",
                   test_refinement_with_wrong_factors);
  return g_test_run ();
}
