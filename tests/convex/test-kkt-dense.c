/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hᵢⱼ = tr(Fᵢ N Fⱼ N), each way that it is computed. */
#include "convex/epi-kkt-refine.h"
#include "convex/epi-schur.h"
#include "convex/epi-symmetric.h"
#include "core/epi-alloc.h"
#include "core/epi-parallel.h"
#include "core/epi-random.h"

#include <glib.h>
#include <math.h>
#include <string.h>

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
    g_assert_cmpint (epi_schur_add_by (schur, way, &R_inv, &N, &H, NULL), ==,
                     EPI_OK);
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
  epi_schur_add_pair (schur, &N, &M, &H, NULL);
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

  g_assert_cmpint (epi_schur_add (schur, &R_inv, &N, &H, NULL), ==, EPI_OK);
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
    g_assert_cmpint (epi_schur_add (schur, &R_inv, &N, &H, NULL), ==, EPI_OK);
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
  return g_test_run ();
}
