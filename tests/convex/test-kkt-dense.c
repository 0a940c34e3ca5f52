/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-kkt-refine.h"
#include "convex/epi-schur.h"
#include "convex/epi-symmetric.h"

#include "core/epi-alloc.h"
#include "core/epi-parallel.h"
#include "core/epi-random.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* ---- Hᵢⱼ = tr(Fᵢ N Fⱼ N) ------------------------------------------------- */

#define ORDER 9
#define LENGTH (ORDER * (ORDER + 1) / 2)
#define MATRICES 6
#define OFFSET 4 /* rows of G before the block */

/* Column i has about a (i+1)-th of all entries; the last one has none. */
static EpiSparse
make_matrices (EpiRandom *random)
{
  EpiTriplet entries[(LENGTH + OFFSET) * MATRICES];
  size_t n = 0;
  EpiSparse G;
  for (int i = 0; i < MATRICES; i++) {
    for (int k = 0; i < MATRICES - 1 && k < LENGTH; k++)
      if (epi_random_below (random, (uint64_t)i * i + 1) == 0)
        entries[n++] = (EpiTriplet){k + OFFSET, i, epi_random_normal (random)};
    entries[n++] = (EpiTriplet){i % OFFSET, i, 7}; /* outside of the block */
  }
  g_assert_cmpint (
      epi_sparse_from_triplets (LENGTH + OFFSET, MATRICES, entries, n, &G), ==,
      EPI_OK);
  return G;
}

/* F (ORDER,ORDER) := column i, in full. */
static void
matrix_of (const EpiSparse *G, size_t i, double *F)
{
  size_t place = OFFSET;
  double packed[LENGTH + OFFSET] = {0};
  for (int k = G->start[i]; k < G->start[i + 1]; k++)
    packed[G->row[k]] = G->value[k];
  for (size_t c = 0; c < ORDER; c++)
    for (size_t r = c; r < ORDER; r++, place++)
      F[r + c * ORDER] = F[c + r * ORDER] =
          packed[place] * (r == c ? 1 : M_SQRT1_2);
}

static void
multiply (const double *A, const double *B, double *C)
{
  for (size_t i = 0; i < ORDER; i++)
    for (size_t j = 0; j < ORDER; j++) {
      C[i + j * ORDER] = 0;
      for (size_t k = 0; k < ORDER; k++)
        C[i + j * ORDER] += A[i + k * ORDER] * B[k + j * ORDER];
    }
}

/* tr(Fᵢ N Fⱼ M) */
static double
trace_by_definition (const EpiSparse *G, size_t i, size_t j, const double *N,
                     const double *M)
{
  double F[ORDER * ORDER], FN[ORDER * ORDER], E[ORDER * ORDER],
      EM[ORDER * ORDER], product[ORDER * ORDER], trace = 0;
  matrix_of (G, i, F);
  matrix_of (G, j, E);
  multiply (F, N, FN);
  multiply (E, M, EM);
  multiply (FN, EM, product);
  for (size_t k = 0; k < ORDER; k++)
    trace += product[k + k * ORDER];
  return trace;
}

/* R_inv (ORDER,ORDER) and N := R_invᵀ R_inv. */
static void
make_scaling (EpiRandom *random, EpiMatrix *R_inv, EpiMatrix *N)
{
  double transposed[ORDER * ORDER];
  g_assert_cmpint (epi_matrix_new (ORDER, ORDER, R_inv), ==, EPI_OK);
  g_assert_cmpint (epi_matrix_new (ORDER, ORDER, N), ==, EPI_OK);
  for (size_t j = 0; j < ORDER; j++)
    for (size_t i = 0; i < ORDER; i++)
      transposed[j + i * ORDER] = *epi_matrix_at (R_inv, i, j) =
          epi_random_normal (random) + (i == j ? 3 : 0);
  multiply (transposed, R_inv->data, N->data);
}

static void
test_three_ways_give_the_trace (void)
{
  EpiRandom random;
  EpiMatrix R_inv, N, H;
  EpiSchur *schur;
  random = epi_random (3, 0);
  EpiSparse G = make_matrices (&random);
  make_scaling (&random, &R_inv, &N);
  g_assert_cmpint (epi_matrix_new (MATRICES, MATRICES, &H), ==, EPI_OK);
  g_assert_cmpint (epi_schur_new (&G, OFFSET, ORDER, &schur), ==, EPI_OK);
  for (int way = 0; way <= 3; way++) {
    memset (H.data, 0, MATRICES * MATRICES * sizeof (double));
    g_assert_cmpint (epi_schur_add_by (schur, way, &R_inv, &N, &H), ==, EPI_OK);
    for (size_t j = 0; j < MATRICES; j++)
      for (size_t i = j; i < MATRICES; i++) {
        double trace = trace_by_definition (&G, i, j, N.data, N.data);
        g_assert_cmpfloat (fabs (*epi_matrix_at (&H, i, j) - trace), <=,
                           1e-13 * (fabs (trace) + 1e4));
      }
  }
  epi_schur_free (schur);
  epi_sparse_clear (&G);
  epi_matrix_clear (&R_inv);
  epi_matrix_clear (&N);
  epi_matrix_clear (&H);
}

/* tr(F X), F column i. */
static double
trace_with (const EpiSparse *G, size_t i, const double *X)
{
  double F[ORDER * ORDER], trace = 0;
  matrix_of (G, i, F);
  for (size_t k = 0; k < ORDER * ORDER; k++)
    trace += F[k] * X[k];
  return trace;
}

/* With U a single entry, which is multiplied as a sparse matrix, and full. */
static void
test_inner_products_are_traces (void)
{
  EpiRandom random = epi_random (7, 0);
  EpiMatrix R_inv, N;
  EpiSchur *schur;
  EpiSparse G = make_matrices (&random);
  make_scaling (&random, &R_inv, &N);
  g_assert_cmpint (epi_schur_new (&G, OFFSET, ORDER, &schur), ==, EPI_OK);
  for (int full = 0; full < 2; full++) {
    double u[LENGTH] = {0}, U[ORDER * ORDER], R_t[ORDER * ORDER];
    double half[ORDER * ORDER], scaled[ORDER * ORDER], plain[ORDER * ORDER];
    double by_R[MATRICES] = {0}, by_N[MATRICES] = {0};
    EpiMatrix view = epi_matrix_view (U, ORDER, ORDER, ORDER);
    EpiMatrix transposed = epi_matrix_view (R_t, ORDER, ORDER, ORDER);
    for (size_t k = 0; k < LENGTH; k++)
      u[k] = full || k == ORDER + 3 ? epi_random_normal (&random) : 0;
    epi_symmetric_unpack (u, &view);
    epi_matrix_transpose (&R_inv, &transposed);
    multiply (R_t, U, half);
    multiply (half, R_inv.data, scaled);
    multiply (N.data, U, half);
    multiply (half, N.data, plain);
    g_assert_cmpint (epi_schur_add_scaled (schur, &R_inv, u, by_R), ==, EPI_OK);
    g_assert_cmpint (epi_schur_add_plain (schur, &N, &N, u, by_N), ==, EPI_OK);
    for (size_t i = 0; i < MATRICES; i++) {
      g_assert_cmpfloat_with_epsilon (by_R[i], trace_with (&G, i, scaled),
                                      1e-10);
      g_assert_cmpfloat_with_epsilon (by_N[i], trace_with (&G, i, plain),
                                      1e-10);
    }
  }
  epi_schur_free (schur);
  epi_sparse_clear (&G);
  epi_matrix_clear (&R_inv);
  epi_matrix_clear (&N);
}

/* Of a direct cone: Hᵢⱼ = tr(Fᵢ N Fⱼ M), and tr(Fᵢ N B M). */
static void
test_pair_gives_the_trace (void)
{
  EpiRandom random = epi_random (5, 0);
  EpiMatrix R_inv[2], N, M, H;
  EpiSchur *schur;
  EpiSparse G = make_matrices (&random);
  double b[LENGTH], B[ORDER * ORDER], NB[ORDER * ORDER], NBM[ORDER * ORDER];
  double out[MATRICES] = {0};
  EpiMatrix view = epi_matrix_view (B, ORDER, ORDER, ORDER);
  make_scaling (&random, &R_inv[0], &N);
  make_scaling (&random, &R_inv[1], &M);
  g_assert_cmpint (epi_matrix_new (MATRICES, MATRICES, &H), ==, EPI_OK);
  g_assert_cmpint (epi_schur_new (&G, OFFSET, ORDER, &schur), ==, EPI_OK);
  g_assert_false (epi_schur_suits_pair (schur)); /* it would cost more */
  epi_schur_add_pair (schur, &N, &M, &H);
  for (size_t j = 0; j < MATRICES; j++)
    for (size_t i = j; i < MATRICES; i++) {
      double trace = trace_by_definition (&G, i, j, N.data, M.data);
      g_assert_cmpfloat (fabs (*epi_matrix_at (&H, i, j) - trace), <=,
                         1e-13 * (fabs (trace) + 1e4));
    }

  for (size_t k = 0; k < LENGTH; k++)
    b[k] = epi_random_normal (&random);
  epi_symmetric_unpack (b, &view);
  multiply (N.data, B, NB);
  multiply (NB, M.data, NBM);
  g_assert_cmpint (epi_schur_add_plain (schur, &N, &M, b, out), ==, EPI_OK);
  for (size_t i = 0; i < MATRICES; i++)
    g_assert_cmpfloat_with_epsilon (out[i], trace_with (&G, i, NBM), 1e-10);
  epi_schur_free (schur);
  epi_sparse_clear (&G);
  for (int k = 0; k < 2; k++)
    epi_matrix_clear (&R_inv[k]);
  epi_matrix_clear (&N);
  epi_matrix_clear (&M);
  epi_matrix_clear (&H);
}

/* F₀ = -vvᵀ, dense; F₁ dense but for one entry that is off; others sparse. */
static EpiSparse
make_rank_one (EpiRandom *random)
{
  EpiTriplet entries[2 * LENGTH + ORDER];
  double v[ORDER];
  int n = 0, place = OFFSET;
  EpiSparse G;
  for (int i = 0; i < ORDER; i++)
    v[i] = epi_random_normal (random);
  for (int c = 0; c < ORDER; c++)
    for (int r = c; r < ORDER; r++, place++)
      for (int i = 0; i < 2; i++) {
        double off = i == 1 && c == 2 && r == 5 ? 1 + 1e-9 : 1;
        double value = -v[r] * v[c] * (r == c ? 1 : M_SQRT2) * off;
        entries[n++] = (EpiTriplet){place, i, value};
      }
  for (int i = 2; i < MATRICES; i++)
    entries[n++] = (EpiTriplet){OFFSET + 3 * i, i, 1};
  g_assert_cmpint (epi_sparse_from_triplets (LENGTH + OFFSET, MATRICES, entries,
                                             (size_t)n, &G),
                   ==, EPI_OK);
  return G;
}

static void
test_rank_one_is_seen_and_counted (void)
{
  EpiRandom random = epi_random (13, 0);
  EpiMatrix R_inv, N, H;
  EpiSchur *schur;
  EpiSparse G = make_rank_one (&random);
  double x[MATRICES] = {2}, packed[LENGTH] = {0}, out[MATRICES] = {0};
  double half[ORDER * ORDER], scaled[ORDER * ORDER], F[ORDER * ORDER];
  double R_t[ORDER * ORDER], sum = 0;
  EpiMatrix transposed = epi_matrix_view (R_t, ORDER, ORDER, ORDER);
  EpiMatrix view = epi_matrix_view (half, ORDER, ORDER, ORDER);
  make_scaling (&random, &R_inv, &N);
  g_assert_cmpint (epi_matrix_new (MATRICES, MATRICES, &H), ==, EPI_OK);
  g_assert_cmpint (epi_schur_new (&G, OFFSET, ORDER, &schur), ==, EPI_OK);
  for (size_t i = 0; i < MATRICES; i++)
    g_assert_cmpint (epi_schur_is_rank_one (schur, i), ==, i == 0);

  g_assert_cmpint (epi_schur_add (schur, &R_inv, &N, &H), ==, EPI_OK);
  for (size_t j = 0; j < MATRICES; j++)
    for (size_t i = j; i < MATRICES; i++) {
      double trace = trace_by_definition (&G, i, j, N.data, N.data);
      g_assert_cmpfloat (fabs (*epi_matrix_at (&H, i, j) - trace), <=,
                         1e-13 * (fabs (trace) + 1e4));
    }

  /* 2 R⁻¹F₀R⁻ᵀ, and its inner product with R⁻¹F₀R⁻ᵀ */
  epi_schur_add_rank_ones (schur, x, packed);
  epi_symmetric_unpack (packed, &view);
  epi_matrix_transpose (&R_inv, &transposed);
  matrix_of (&G, 0, F);
  double first[ORDER * ORDER];
  multiply (R_inv.data, F, first);
  multiply (first, R_t, scaled);
  for (size_t k = 0; k < ORDER * ORDER; k++) {
    g_assert_cmpfloat_with_epsilon (half[k], 2 * scaled[k], 1e-10);
    sum += 2 * scaled[k] * scaled[k];
  }
  epi_schur_add_rank_one_traces (schur, 1, packed, NULL, out);
  g_assert_cmpfloat (fabs (out[0] - sum), <=, 1e-12 * sum);
  epi_schur_free (schur);
  epi_sparse_clear (&G);
  epi_matrix_clear (&R_inv);
  epi_matrix_clear (&N);
  epi_matrix_clear (&H);
}

/* The same bits on one thread and on three. */
static void
test_threads_change_nothing (void)
{
  double first[MATRICES * MATRICES];
  for (size_t threads = 1; threads <= 3; threads += 2) {
    EpiRandom random;
    EpiMatrix R_inv, N, H;
    EpiSchur *schur;
    epi_parallel_set_threads (threads);
    random = epi_random (5, 0);
    EpiSparse G = make_matrices (&random);
    make_scaling (&random, &R_inv, &N);
    g_assert_cmpint (epi_matrix_new (MATRICES, MATRICES, &H), ==, EPI_OK);
    g_assert_cmpint (epi_schur_new (&G, OFFSET, ORDER, &schur), ==, EPI_OK);
    g_assert_cmpint (epi_schur_add (schur, &R_inv, &N, &H), ==, EPI_OK);
    if (threads == 1)
      memcpy (first, H.data, sizeof first);
    else
      g_assert_cmpmem (first, sizeof first, H.data, sizeof first);
    epi_schur_free (schur);
    epi_sparse_clear (&G);
    epi_matrix_clear (&R_inv);
    epi_matrix_clear (&N);
    epi_matrix_clear (&H);
  }
  epi_parallel_set_threads (0);
}

/* ---- The whole system ---------------------------------------------------- */

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
  g_assert_cmpint (epi_schur_add (schur, R_inv, N, &H), ==, EPI_OK);
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
  g_test_add_func ("/kkt-dense/pair-gives-the-trace",
                   test_pair_gives_the_trace);
  g_test_add_func ("/kkt-dense/three-ways-give-the-trace",
                   test_three_ways_give_the_trace);
  g_test_add_func ("/kkt-dense/inner-products-are-traces",
                   test_inner_products_are_traces);
  g_test_add_func ("/kkt-dense/rank-one-is-seen-and-counted",
                   test_rank_one_is_seen_and_counted);
  g_test_add_func ("/kkt-dense/threads-change-nothing",
                   test_threads_change_nothing);
  g_test_add_func ("/kkt-dense/solution-satisfies-the-system",
                   test_solution_satisfies_the_system);
  g_test_add_func ("/kkt-dense/variable-in-no-cone", test_variable_in_no_cone);
  g_test_add_func ("/kkt-dense/two-equal-columns", test_two_equal_columns);
  g_test_add_func ("/kkt-dense/dense-matrix-that-nearly-cancels",
                   test_dense_matrix_that_nearly_cancels);
  g_test_add_func ("/kkt-dense/refinement-with-wrong-factors",
                   test_refinement_with_wrong_factors);
  return g_test_run ();
}
