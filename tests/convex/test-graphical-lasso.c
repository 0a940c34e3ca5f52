/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-graphical-lasso.h"
#include "convex/epi-solve.h"

#include "core/epi-random.h"
#include "problem/epi-determinant-programs.h"

#include "method-checks.h"

#include <math.h>
#include <string.h>

#define N 6

/* The correlations of `rows` samples of N variables that share two causes. */
static void
random_correlations (guint32 seed, size_t rows, double S[N * N])
{
  EpiRandom random = epi_random (seed, 0);
  double x[N], cause[2 * N];

  memset (S, 0, N * N * sizeof (double));
  for (size_t i = 0; i < 2 * N; i++)
    cause[i] = epi_random_normal (&random);
  for (size_t r = 0; r < rows; r++) {
    double a = epi_random_normal (&random), b = epi_random_normal (&random);
    for (size_t i = 0; i < N; i++)
      x[i] = epi_random_normal (&random) + a * cause[i] + b * cause[N + i];
    for (size_t j = 0; j < N; j++)
      for (size_t i = 0; i < N; i++)
        S[i + j * N] += x[i] * x[j];
  }
  double deviation[N];
  for (size_t i = 0; i < N; i++)
    deviation[i] = sqrt (S[i + i * N]);
  for (size_t j = 0; j < N; j++)
    for (size_t i = 0; i < N; i++)
      S[i + j * N] = i == j ? 1 : S[i + j * N] / (deviation[i] * deviation[j]);
}

static EpiMethod *
solved (const double *S, double rho)
{
  EpiMethod *method;

  g_assert_cmpint (epi_graphical_lasso_new (N, S, rho, 1e-10, &method), ==,
                   EPI_OK);
  g_assert_cmpint (epi_method_run (method, 1000, NULL, NULL), ==,
                   EPI_CONVERGED);
  return method;
}

/* ρ = 0: Θ S = I. */
static void
test_without_a_penalty_it_is_the_inverse (void)
{
  for (guint32 seed = 0; seed < 20; seed++) {
    double S[N * N];
    random_correlations (seed, 40, S);
    EpiMethod *method = solved (S, 0);
    for (size_t j = 0; j < N; j++)
      for (size_t i = 0; i < N; i++) {
        double sum = 0;
        for (size_t k = 0; k < N; k++)
          sum += method->x[i + k * N] * S[k + j * N];
        g_assert_cmpfloat_with_epsilon (sum, i == j, 1e-9);
      }
    epi_method_free (method);
  }
}

/* ρ ≥ max |Sᵢⱼ|: Θᵢᵢ = 1/Sᵢᵢ and nothing else, after one sweep; one edge down
 * to the second largest. */
static void
test_above_the_largest_correlation_it_is_diagonal (void)
{
  for (guint32 seed = 0; seed < 20; seed++) {
    double S[N * N], most = 0, second = 0;
    random_correlations (seed, 40, S);
    for (size_t j = 0; j < N; j++)
      for (size_t i = 0; i < j; i++) {
        double size = fabs (S[i + j * N]);
        second = fmax (second, fmin (size, most));
        most = fmax (most, size);
      }
    EpiMethod *method = solved (S, most);
    g_assert_cmpuint (method->k, ==, 1);
    for (size_t i = 0; i < N * N; i++)
      g_assert_cmpfloat (method->x[i], ==, i % (N + 1) == 0);
    g_assert_cmpuint (((EpiGraphicalLasso *)method)->n_edges, ==, 0);
    epi_method_free (method);

    method = solved (S, (most + second) / 2);
    g_assert_cmpuint (((EpiGraphicalLasso *)method)->n_edges, ==, 1);
    epi_method_free (method);
  }
}

/* The optimality conditions: W = Θ⁻¹, |W - S| ≤ ρ, and = ρ sign Θ at an edge.
 */
static void
test_the_dual_touches_its_bounds_at_the_edges (void)
{
  for (guint32 seed = 0; seed < 20; seed++) {
    double S[N * N], rho = 0.05 + 0.01 * seed;
    random_correlations (seed, 30, S);
    EpiMethod *method = solved (S, rho);
    const double *W = ((EpiGraphicalLasso *)method)->W, *theta = method->x;
    for (size_t j = 0; j < N; j++)
      for (size_t i = 0; i < N; i++) {
        double sum = 0, slack = W[i + j * N] - S[i + j * N];
        for (size_t k = 0; k < N; k++)
          sum += theta[i + k * N] * W[k + j * N];
        g_assert_cmpfloat_with_epsilon (sum, i == j, 1e-4); /* √gap */
        g_assert_cmpfloat (fabs (slack), <=, rho * (1 + 1e-15));
        if (i != j && fabs (theta[i + j * N]) > 1e-4)
          g_assert_cmpfloat_with_epsilon (
              slack, theta[i + j * N] > 0 ? rho : -rho, 1e-4);
      }
    epi_method_free (method);
  }
}

/* log det W never falls, p never is below d, and the certificate of the
 * max-det program says optimal. */
static void
test_the_dual_rises_to_a_certificate (void)
{
  for (guint32 seed = 0; seed < 20; seed++) {
    double S[N * N], rho = 0.02 + 0.02 * seed, last = -INFINITY;
    EpiConvexCertificate proof;
    EpiSdpAnswer answer;
    EpiMethod *method;
    EpiSdp sdp;

    random_correlations (seed, 4, S); /* singular */
    g_assert_cmpint (epi_graphical_lasso_new (N, S, rho, 1e-10, &method), ==,
                     EPI_OK);
    const EpiGraphicalLasso *lasso = (EpiGraphicalLasso *)method;
    do {
      g_assert_cmpfloat (lasso->dual, >=, last - 1e-12 * (1 + fabs (last)));
      g_assert_cmpfloat (method->f, >=, lasso->dual - 1e-12);
      last = lasso->dual;
    } while (epi_method_step (method) == EPI_RUNNING && method->k < 1000);
    g_assert_cmpint (epi_sparse_covariance_new (N, S, rho, &sdp), ==, EPI_OK);
    g_assert_cmpint (epi_sdp_answer_new (&sdp, &answer), ==, EPI_OK);
    epi_sparse_covariance_answer (N, S, rho, method->x, lasso->W, &answer);
    epi_sdp_certify (&sdp, &answer, 1e-8, &proof);
    g_assert_cmpint (proof.status, ==, EPI_OPTIMAL);
    g_assert_cmpfloat_with_epsilon (proof.primal, method->f, 1e-9);
    g_assert_cmpfloat_with_epsilon (proof.dual, lasso->dual, 1e-9);
    epi_sdp_answer_clear (&answer);
    epi_sdp_clear (&sdp);
    epi_method_free (method);
  }
}

/* Two methods that share nothing. */
static void
test_interior_point_finds_the_same_value (void)
{
  const EpiSolveOptions options = {"ipm", 1e-8, 200};

  for (guint32 seed = 0; seed < 10; seed++) {
    EpiProgram program = {.kind = EPI_PROGRAM_MAXDET};
    EpiSolution solution;
    double S[N * N], rho = 0.03 * (seed + 1);

    random_correlations (seed, 20, S);
    EpiMethod *method = solved (S, rho);
    g_assert_cmpint (epi_sparse_covariance_new (N, S, rho, &program.sdp), ==,
                     EPI_OK);
    g_assert_cmpint (epi_solve (&program, &options, NULL, NULL, &solution), ==,
                     EPI_OPTIMAL);
    g_assert_cmpfloat_with_epsilon (solution.certificate.primal, method->f,
                                    1e-7 * (1 + fabs (method->f)));
    epi_solution_clear (&solution);
    epi_program_clear (&program);
    epi_method_free (method);
  }
}

static size_t
root (const size_t *parent, size_t i)
{
  return parent[i] == i ? i : root (parent, parent[i]);
}

/* parent := the connected components of |M| > bound. */
static void
components (const double *M, double bound, size_t parent[N])
{
  for (size_t i = 0; i < N; i++)
    parent[i] = i;
  for (size_t j = 0; j < N; j++)
    for (size_t i = 0; i < j; i++)
      if (fabs (M[i + j * N]) > bound)
        parent[root (parent, i)] = root (parent, j);
}

/* The graph of Θ falls apart exactly where that of |S| > ρ does.  Mazumder &
 * Hastie, Exact covariance thresholding into connected components, J. Mach.
 * Learn. Res. 13 (2012), theorem 1. */
static void
test_components_are_those_of_the_thresholded_covariance (void)
{
  size_t apart = 0;

  for (guint32 seed = 0; seed < 40; seed++) {
    double S[N * N], rho = 0.1 + 0.01 * seed;
    size_t of_S[N], of_theta[N];
    random_correlations (seed, 30, S);
    EpiMethod *method = solved (S, rho);
    components (S, rho, of_S);
    components (method->x, 0, of_theta);
    for (size_t j = 0; j < N; j++)
      for (size_t i = 0; i < j; i++) {
        bool together = root (of_S, i) == root (of_S, j);
        g_assert_true (together == (root (of_theta, i) == root (of_theta, j)));
        apart += !together;
      }
    epi_method_free (method);
  }
  g_assert_cmpuint (apart, >, 40);
}

static void
test_a_singular_covariance_needs_a_penalty (void)
{
  double S[N * N];
  EpiMethod *method;

  random_correlations (1, 3, S);
  g_assert_cmpint (epi_graphical_lasso_new (N, S, 0, 1e-10, &method), ==,
                   EPI_NOT_POSITIVE_DEFINITE);
  g_assert_null (method);
  S[3] = NAN;
  g_assert_cmpint (epi_graphical_lasso_new (N, S, 1, 1e-10, &method), ==,
                   EPI_NOT_FINITE);
}

static void
test_steps_allocate_nothing (void)
{
  double S[N * N];
  EpiMethod *method;

  random_correlations (5, 20, S);
  g_assert_cmpint (epi_graphical_lasso_new (N, S, 0.1, 1e-12, &method), ==,
                   EPI_OK);
  g_assert_cmpint (check_steps_allocate_nothing (method, 1000), ==,
                   EPI_CONVERGED);
  epi_method_free (method);
}

static void
test_restored_state_repeats (void)
{
  double S[N * N];
  EpiMethod *one, *two;

  random_correlations (5, 20, S);
  epi_graphical_lasso_new (N, S, 0.1, 1e-14, &one);
  epi_graphical_lasso_new (N, S, 0.1, 1e-14, &two);
  check_restored_state_repeats (one, two, 2, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/graphical-lasso/" name, func)
  ADD ("without-a-penalty-it-is-the-inverse",
       test_without_a_penalty_it_is_the_inverse);
  ADD ("above-the-largest-correlation-it-is-diagonal",
       test_above_the_largest_correlation_it_is_diagonal);
  ADD ("the-dual-touches-its-bounds-at-the-edges",
       test_the_dual_touches_its_bounds_at_the_edges);
  ADD ("the-dual-rises-to-a-certificate", test_the_dual_rises_to_a_certificate);
  ADD ("interior-point-finds-the-same-value",
       test_interior_point_finds_the_same_value);
  ADD ("components-are-those-of-the-thresholded-covariance",
       test_components_are_those_of_the_thresholded_covariance);
  ADD ("a-singular-covariance-needs-a-penalty",
       test_a_singular_covariance_needs_a_penalty);
  ADD ("steps-allocate-nothing", test_steps_allocate_nothing);
  ADD ("restored-state-repeats", test_restored_state_repeats);
  return g_test_run ();
}
