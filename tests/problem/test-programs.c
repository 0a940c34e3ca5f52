/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-gp.h"
#include "problem/epi-qp.h"
#include "problem/epi-sdp.h"

#include <glib.h>
#include <math.h>

/* ½ xᵀQx with Q = [2 1; 1 4] at (1,2): ½ (2 + 2·2 + 16) = 11. */
static void
test_a_triangle_stands_for_both (void)
{
  EpiTriplet lower[] = {{0, 0, 2}, {1, 0, 1}, {1, 1, 4}};
  double x[] = {1, 2};
  EpiQp qp;

  g_assert_cmpint (epi_qp_new (0, 2, &qp), ==, EPI_OK);
  epi_sparse_clear (&qp.Q);
  epi_sparse_from_triplets (2, 2, lower, 3, &qp.Q);
  qp.c0 = 5;
  qp.c[1] = -3;
  g_assert_true (epi_qp_objective (&qp, x) == 5 - 6 + 11);
  g_assert_cmpint (epi_qp_check (&qp), ==, EPI_OK);
  qp.lower[0] = INFINITY;
  g_assert_cmpint (epi_qp_check (&qp), ==, EPI_NOT_FINITE);
  epi_qp_clear (&qp);
}

/* tr(Y F(x)) = Σ xᵢ tr(FᵢY) - tr(F₀Y): evaluate and adjoint are adjoint, on
 * whole numbers and so exactly. */
static void
test_evaluate_and_adjoint_are_adjoint (void)
{
  enum { M = 3, ENTRIES = 60 };
  EpiSdpBlock blocks[] = {
      {4, false, 0}, {3, true, 0}, {0, false, 0}, {2, false, 1}};
  int usable[] = {0, 1, 3};
  GRand *rand = g_rand_new_with_seed (3);
  EpiSdpEntry entries[ENTRIES];
  double c[M] = {0}, x[M], Y[16 + 3 + 4], F[16 + 3 + 4], adjoint[M];
  EpiSdp sdp;

  for (int k = 0; k < ENTRIES; k++) {
    int block = usable[g_rand_int_range (rand, 0, 3)];
    int n = (int)blocks[block].size, i = g_rand_int_range (rand, 0, n);
    int j = blocks[block].diagonal ? i : g_rand_int_range (rand, i, n);
    entries[k] = (EpiSdpEntry){g_rand_int_range (rand, 0, M + 1), block, i, j,
                               g_rand_int_range (rand, -5, 6)};
  }
  g_assert_cmpint (epi_sdp_new (M, c, 4, blocks, ENTRIES, entries, &sdp), ==,
                   EPI_OK);
  g_assert_cmpuint (epi_sdp_block_offset (&sdp, 4), ==, G_N_ELEMENTS (Y));
  g_assert_true (epi_sdp_has_determinant (&sdp));
  for (int i = 0; i < M; i++)
    x[i] = g_rand_int_range (rand, -5, 6);
  for (size_t k = 0, offset = 0; k < 4; k++)
    for (size_t n = blocks[k].size, j = 0; j < n; j++) {
      offset = epi_sdp_block_offset (&sdp, k);
      if (blocks[k].diagonal)
        Y[offset + j] = g_rand_int_range (rand, -5, 6);
      else
        for (size_t i = 0; i <= j; i++)
          Y[offset + i + j * n] = Y[offset + j + i * n] =
              g_rand_int_range (rand, -5, 6);
    }
  epi_sdp_evaluate (&sdp, x, F);
  epi_sdp_adjoint (&sdp, Y, adjoint);
  double left = 0, right = -epi_sdp_inner (&sdp, 0, Y);
  for (size_t i = 0; i < G_N_ELEMENTS (Y); i++)
    left += F[i] * Y[i];
  for (int i = 0; i < M; i++)
    right += x[i] * adjoint[i];
  g_assert_true (left == right);
  epi_sdp_clear (&sdp);
  g_rand_free (rand);
}

static void
test_a_posynomial_has_positive_coefficients (void)
{
  double good[] = {1, 2}, bad[] = {1, 0}, worse[] = {NAN, 1};
  int constraint[] = {0, 1};
  EpiTriplet exponents[] = {{0, 0, 1}, {0, 1, -1}};
  EpiGp gp;

  g_assert_cmpint (epi_gp_new (1, 1, 2, good, constraint, exponents, 2, &gp),
                   ==, EPI_OK);
  epi_gp_clear (&gp);
  g_assert_cmpint (epi_gp_new (1, 1, 2, bad, constraint, exponents, 2, &gp), ==,
                   EPI_NOT_FINITE);
  g_assert_cmpint (epi_gp_new (1, 1, 2, worse, constraint, exponents, 2, &gp),
                   ==, EPI_NOT_FINITE);
  g_assert_null (gp.coefficient);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/programs/qp", test_a_triangle_stands_for_both);
  g_test_add_func ("/programs/sdp", test_evaluate_and_adjoint_are_adjoint);
  g_test_add_func ("/programs/gp", test_a_posynomial_has_positive_coefficients);
  return g_test_run ();
}
