/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-dictionary.h"
#include "convex/epi-simplex.h"
#include "convex/lp-checks.h"
#include "core/epi-random.h"

enum { M = 5, N = 4 };

static EpiQp
standard_lp (EpiRandom *random)
{
  double c[N], A[M * N], b[M];

  for (size_t j = 0; j < N; j++)
    c[j] = epi_random_normal (random);
  for (size_t k = 0; k < M * N; k++)
    A[k] = epi_random_normal (random);
  for (size_t i = 0; i < M; i++)
    b[i] = 1 + epi_random_uniform (random);
  return dense_lp (M, N, c, A, b);
}

/* All of (x, w) from values of the nonbasic ones. */
static void
fill_in (const double *basis, const double *nonbasic, const double *D,
         const double *values, double *all)
{
  for (size_t j = 0; j < N; j++)
    all[(size_t)nonbasic[j]] = values[j];
  for (size_t i = 0; i < M; i++) {
    double v = D[i];
    for (size_t j = 0; j < N; j++)
      v += D[i + (j + 1) * (M + 1)] * values[j];
    all[(size_t)basis[i]] = v;
  }
}

/* Whatever the nonbasic variables are, w = b - Ax and ζ = cᵀx. */
static void
test_every_dictionary_is_the_same_program (void)
{
  EpiRandom random = epi_random (1, 0);

  for (int trial = 0; trial < 100; trial++) {
    EpiQp lp = standard_lp (&random);
    size_t order[M + N];
    double basis[M], nonbasic[N], D[(M + 1) * (N + 1)], values[N], all[M + N];
    epi_random_permutation (&random, order, M + N);
    for (size_t i = 0; i < M; i++)
      basis[i] = (double)order[i];
    g_assert_cmpint (epi_dictionary (&lp, basis, nonbasic, D), ==, EPI_OK);
    for (size_t j = 0; j < N; j++)
      values[j] = epi_random_normal (&random);
    fill_in (basis, nonbasic, D, values, all);
    double zeta = D[M], size = 1, w[M] = {0};
    for (size_t j = 0; j < N; j++) {
      zeta += D[M + (j + 1) * (M + 1)] * values[j];
      size = fmax (size, fabs (D[M + (j + 1) * (M + 1)]));
    }
    for (size_t k = 0; k < (M + 1) * (N + 1); k++)
      size = fmax (size, fabs (D[k]));
    epi_sparse_add_product (&lp.A, -1, all, w);
    for (size_t i = 0; i < M; i++)
      g_assert_cmpfloat_with_epsilon (w[i] + lp.row_upper[i], all[N + i],
                                      1e-12 * size);
    g_assert_cmpfloat_with_epsilon (epi_qp_objective (&lp, all), zeta,
                                    1e-12 * size);
    epi_qp_clear (&lp);
  }
}

/* Its constants are the iterate of the simplex method at that basis, its costs
 * the method's reduced costs. */
static void
test_it_is_what_simplex_sees (void)
{
  EpiRandom random = epi_random (2, 0);

  for (int trial = 0; trial < 50; trial++) {
    EpiQp lp = standard_lp (&random);
    EpiSimplexOptions options = epi_simplex_defaults (EPI_SIMPLEX_PRIMAL);
    EpiMethod *method;
    options.harris = options.perturb = options.scale = false;
    g_assert_cmpint (epi_simplex_new (&lp, &options, &method), ==, EPI_OK);
    do {
      EpiFrame *frame = epi_method_record (method);
      const double *basis = epi_frame_find (frame, "basis")->data;
      const double *d = epi_frame_find (frame, "reduced_costs")->data;
      double nonbasic[N], D[(M + 1) * (N + 1)];
      g_assert_cmpint (epi_dictionary (&lp, basis, nonbasic, D), ==, EPI_OK);
      g_assert_cmpfloat_with_epsilon (D[M], method->f, 1e-9);
      for (size_t i = 0; i < M; i++)
        if (basis[i] < N)
          g_assert_cmpfloat_with_epsilon (D[i], method->x[(size_t)basis[i]],
                                          1e-9);
      /* Priced from the first step on; of w = b - r the sign is turned. */
      for (size_t j = 0; j < N && method->k > 0; j++) {
        size_t v = (size_t)nonbasic[j];
        g_assert_cmpfloat_with_epsilon (D[M + (j + 1) * (M + 1)],
                                        v < N ? d[v] : -d[v], 1e-9);
      }
      epi_frame_unref (frame);
    } while (epi_method_step (method) == EPI_RUNNING);
    epi_method_free (method);
    epi_qp_clear (&lp);
  }
}

static void
test_what_is_no_basis_is_said (void)
{
  const double c[] = {1, 1}, A[] = {1, 1, 2, 2}, b[] = {1, 2};
  EpiQp lp = dense_lp (2, 2, c, A, b);
  double nonbasic[2], D[9];
  const double same[] = {0, 0}, parallel[] = {0, 1};

  g_assert_cmpint (epi_dictionary (&lp, same, nonbasic, D), ==, EPI_SINGULAR);
  g_assert_cmpint (epi_dictionary (&lp, parallel, nonbasic, D), ==,
                   EPI_SINGULAR);
  lp.upper[0] = 3;
  g_assert_cmpint (epi_dictionary (&lp, parallel, nonbasic, D), ==,
                   EPI_UNSUPPORTED);
  epi_qp_clear (&lp);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dictionary/every-dictionary-is-the-same-program",
                   test_every_dictionary_is_the_same_program);
  g_test_add_func ("/dictionary/it-is-what-simplex-sees",
                   test_it_is_what_simplex_sees);
  g_test_add_func ("/dictionary/what-is-no-basis-is-said",
                   test_what_is_no_basis_is_said);
  return g_test_run ();
}
