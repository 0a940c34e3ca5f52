/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-sdp-ipm.h"
#include "convex/epi-solve.h"

#include "core/epi-random.h"
#include "problem/epi-semidefinite-programs.h"

#include "../problem/known-programs.h"
#include "method-checks.h"

#include <math.h>
#include <stdint.h>

static EpiSdp
make (size_t m, const double *c, size_t n_blocks, const EpiSdpBlock *blocks,
      size_t n_entries, const EpiSdpEntry *entries)
{
  EpiSdp sdp;
  g_assert_cmpint (
      epi_sdp_new (m, c, n_blocks, blocks, n_entries, entries, &sdp), ==,
      EPI_OK);
  return sdp;
}

/* Takes the problem over. */
static EpiSolution
solve (EpiSdp sdp)
{
  EpiProgram program = {.kind = EPI_PROGRAM_SEMIDEFINITE, .sdp = sdp};
  EpiSolveOptions options = {"ipm", 1e-8, 200};
  EpiSolution solution;
  epi_solve (&program, &options, NULL, NULL, &solution);
  epi_program_clear (&program);
  return solution;
}

static void
check_value (EpiSdp sdp, double value)
{
  EpiSolution solution = solve (sdp);
  g_assert_cmpint (solution.status, ==, EPI_OPTIMAL);
  g_assert_cmpfloat (fabs (solution.certificate.primal - value), <=,
                     1e-7 * (1 + fabs (value)));
  epi_solution_clear (&solution);
}

static void
check_status (EpiSdp sdp, EpiStatus status)
{
  EpiSolution solution = solve (sdp);
  g_assert_cmpint (solution.status, ==, status);
  epi_solution_clear (&solution);
}

/* What has no optimal pair: a proof of the right value is welcome, as the
 * certificate allows 1e-8; of anything else there must be none. */
static void
check_no_false_optimum (EpiSdp sdp, double value)
{
  EpiSolution solution = solve (sdp);
  g_assert_cmpint (solution.status, !=, EPI_INFEASIBLE);
  g_assert_cmpint (solution.status, !=, EPI_UNBOUNDED);
  if (solution.status == EPI_OPTIMAL)
    g_assert_cmpfloat (fabs (solution.certificate.primal - value), <=, 1e-3);
  epi_solution_clear (&solution);
}

static void
test_chosen_optimum_is_found (void)
{
  for (guint32 seed = 0; seed < 30; seed++) {
    EpiSdp sdp;
    EpiSdpAnswer answer;
    double value;
    known_sdp (seed, false, &sdp, &answer, &value);
    epi_sdp_answer_clear (&answer);
    check_value (sdp, value);
  }
}

/* minimize t, tI - A ⪰ 0, where A = diag (-3, …, n-4) reflected. */
static void
test_largest_eigenvalue (void)
{
  enum { n = 9 };
  EpiRandom random = epi_random (1, 0);
  EpiSdpEntry entries[n * (n + 1) / 2 + n];
  const EpiSdpBlock block = {.size = n};
  const double c[] = {1};
  double h[n], square = 0, weighted = 0;
  size_t count = 0;
  for (int i = 0; i < n; i++) {
    h[i] = epi_random_normal (&random);
    square += h[i] * h[i];
  }
  for (int i = 0; i < n; i++) {
    h[i] *= sqrt (2 / square); /* I - h hᵀ */
    weighted += h[i] * h[i] * (i - 3);
  }
  for (int j = 0; j < n; j++) {
    for (int i = 0; i <= j; i++)
      entries[count++] = (EpiSdpEntry){
          0, 0, i, j,
          (i == j ? i - 3 : 0) + (weighted - (i - 3) - (j - 3)) * h[i] * h[j]};
    entries[count++] = (EpiSdpEntry){1, 0, j, j, 1};
  }
  check_value (make (1, c, 1, &block, count, entries), n - 4);
}

/* ϑ of a cycle: n cos (π/n) / (1 + cos (π/n)) for an odd n; √5 for five.
 * Lovász, IEEE Trans. Inf. Theory 25 (1979). */
static void
test_theta_of_odd_cycles (void)
{
  for (int n = 5; n <= 9; n += 2) {
    EpiSdpEntry entries[9 * 10 / 2 + 9 + 9];
    const EpiSdpBlock block = {.size = (size_t)n};
    double c[10] = {1};
    size_t count = 0;
    for (int j = 0; j < n; j++) {
      for (int i = 0; i <= j; i++)
        entries[count++] = (EpiSdpEntry){0, 0, i, j, 1};
      entries[count++] = (EpiSdpEntry){1, 0, j, j, 1};
      int next = (j + 1) % n;
      entries[count++] =
          (EpiSdpEntry){2 + j, 0, MIN (j, next), MAX (j, next), 1};
    }
    double cosine = cos (G_PI / n);
    check_value (make ((size_t)n + 1, c, 1, &block, count, entries),
                 n * cosine / (1 + cosine));
  }
}

/* The bound on the cut of a cycle. */
static EpiSdp
cut_of_a_cycle (int n)
{
  EpiSdpEntry *entries = g_new (EpiSdpEntry, 3 * n);
  const EpiSdpBlock block = {.size = (size_t)n};
  double *c = g_new (double, n);
  size_t count = 0;
  for (int j = 0; j < n; j++) { /* Diag x - ¼ Laplacian */
    int next = (j + 1) % n;
    c[j] = 1;
    entries[count++] = (EpiSdpEntry){0, 0, j, j, 0.5};
    entries[count++] = (EpiSdpEntry){0, 0, MIN (j, next), MAX (j, next), -0.25};
    entries[count++] = (EpiSdpEntry){1 + j, 0, j, j, 1};
  }
  EpiSdp sdp = make ((size_t)n, c, 1, &block, count, entries);
  g_free (entries);
  g_free (c);
  return sdp;
}

/* (25 + 5√5)/8 for five nodes, n (1 + cos (π/n))/2 for an odd n; the long one
 * is a direct cone.  Goemans & Williamson, J. ACM 42 (1995). */
static void
test_cut_of_a_cycle (void)
{
  check_value (cut_of_a_cycle (5), (25 + 5 * sqrt (5)) / 8);
  check_value (cut_of_a_cycle (201), 201 * (1 + cos (G_PI / 201)) / 2);
}

/* A tolerance that nothing reaches: the method goes on by the
 * Nesterov–Todd scaling, from there, until nothing is left to be had. */
static void
test_large_block_goes_on_by_the_scaling (void)
{
  EpiSdp sdp = cut_of_a_cycle (201);
  EpiSdpIpmOptions options = {.tolerance = 0};
  double value = 201 * (1 + cos (G_PI / 201)) / 2;
  EpiMethod *method;
  g_assert_cmpint (epi_sdp_ipm_new (&sdp, &options, &method), ==, EPI_OK);
  g_assert_cmpint (epi_method_run (method, 200, NULL, NULL), ==, EPI_NUMERICAL);
  g_assert_cmpfloat (fabs (method->f - value), <=, 1e-11 * value);
  epi_method_free (method);
  epi_sdp_clear (&sdp);
}

/* [x₁ 1; 1 x₂] ⪰ 0: x₁ > 0 comes as near to 0 as one likes. */
static void
test_optimum_that_is_not_attained (void)
{
  const double c[] = {1, 0};
  const EpiSdpBlock block = {.size = 2};
  const EpiSdpEntry entries[] = {
      {1, 0, 0, 0, 1}, {2, 0, 1, 1, 1}, {0, 0, 0, 1, -1}};
  check_no_false_optimum (make (2, c, 1, &block, 3, entries), 0);
}

/* [0 x₁ 0; x₁ x₂ 0; 0 0 x₁+1] ⪰ 0: x₁ = 0, but the dual has -1.
 * Vandenberghe & Boyd, Semidefinite programming, SIAM Rev. 38 (1996). */
static void
test_duality_gap (void)
{
  const double c[] = {1, 0};
  const EpiSdpBlock block = {.size = 3};
  const EpiSdpEntry entries[] = {
      {1, 0, 0, 1, 1}, {2, 0, 1, 1, 1}, {1, 0, 2, 2, 1}, {0, 0, 2, 2, -1}};
  check_no_false_optimum (make (2, c, 1, &block, 4, entries), 0);
}

/* [x₁ 0; 0 -x₁] ⪰ 0 has one point; x₂ ≥ 1 + x₁. */
static void
test_no_strictly_feasible_point (void)
{
  const double c[] = {0, 1};
  const EpiSdpBlock blocks[] = {{.size = 2}, {.size = 1}};
  const EpiSdpEntry entries[] = {{1, 0, 0, 0, 1},
                                 {1, 0, 1, 1, -1},
                                 {2, 1, 0, 0, 1},
                                 {1, 1, 0, 0, -1},
                                 {0, 1, 0, 0, 1}};
  check_no_false_optimum (make (2, c, 2, blocks, 5, entries), 1);
}

/* x₁ ≥ 1 as [x₁ 1; 1 1] ⪰ 0, beside a block of order 0. */
static void
test_empty_block_changes_nothing (void)
{
  const double c[] = {1};
  const EpiSdpBlock blocks[] = {{.size = 0}, {.size = 2}, {.diagonal = true}};
  const EpiSdpEntry entries[] = {
      {1, 1, 0, 0, 1}, {0, 1, 0, 1, -1}, {0, 1, 1, 1, -1}};
  check_value (make (1, c, 3, blocks, 3, entries), 1);
}

/* [x₁ 1; 1 0] ⪰ 0 has no point, though it comes near. */
static void
test_weak_infeasibility_is_no_optimum (void)
{
  const double c[] = {1};
  const EpiSdpBlock block = {.size = 2};
  const EpiSdpEntry entries[] = {{1, 0, 0, 0, 1}, {0, 0, 0, 1, -1}};
  EpiSolution solution = solve (make (1, c, 1, &block, 2, entries));
  g_assert_cmpint (solution.status, !=, EPI_OPTIMAL);
  g_assert_cmpint (solution.status, !=, EPI_UNBOUNDED);
  epi_solution_clear (&solution);
}

/* [x₁ 2; 2 1-x₁] ⪰ 0: x₁ (1 - x₁) ≥ 4 nowhere. */
static void
test_no_point_comes_with_a_ray (void)
{
  const double c[] = {1};
  const EpiSdpBlock block = {.size = 2};
  const EpiSdpEntry entries[] = {
      {1, 0, 0, 0, 1}, {1, 0, 1, 1, -1}, {0, 0, 0, 1, -2}, {0, 0, 1, 1, -1}};
  check_status (make (1, c, 1, &block, 4, entries), EPI_INFEASIBLE);
}

/* minimize -x₁ - x₂, [x₁ 1; 1 x₂] ⪰ 0. */
static void
test_no_bound_comes_with_a_ray (void)
{
  const double c[] = {-1, -1};
  const EpiSdpBlock block = {.size = 2};
  const EpiSdpEntry entries[] = {
      {1, 0, 0, 0, 1}, {2, 0, 1, 1, 1}, {0, 0, 0, 1, -1}};
  check_status (make (2, c, 1, &block, 3, entries), EPI_UNBOUNDED);
}

static EpiMethod *
small_method (EpiSdp *sdp)
{
  EpiSdpAnswer answer;
  EpiMethod *method;
  EpiSdpIpmOptions options = {1e-9};
  double value;
  known_sdp (3, false, sdp, &answer, &value);
  epi_sdp_answer_clear (&answer);
  g_assert_cmpint (epi_sdp_ipm_new (sdp, &options, &method), ==, EPI_OK);
  return method;
}

/* One with a direct cone. */
static EpiMethod *
large_method (EpiSdp *sdp)
{
  EpiMethod *method;
  EpiSdpIpmOptions options = {1e-9};
  *sdp = cut_of_a_cycle (201);
  g_assert_cmpint (epi_sdp_ipm_new (sdp, &options, &method), ==, EPI_OK);
  return method;
}

static void
test_steps_allocate_nothing (void)
{
  EpiSdp sdps[2];
  EpiMethod *methods[] = {small_method (&sdps[0]), large_method (&sdps[1])};
  for (int i = 0; i < 2; i++) {
    g_assert_cmpint (check_steps_allocate_nothing (methods[i], 100), ==,
                     EPI_CONVERGED);
    epi_method_free (methods[i]);
    epi_sdp_clear (&sdps[i]);
  }
}

static void
test_restored_state_repeats (void)
{
  EpiSdp one, two;
  EpiMethod *method = small_method (&one), *twin = small_method (&two);
  check_restored_state_repeats (method, twin, 3, 5);
  epi_sdp_clear (&one);
  epi_sdp_clear (&two);
  method = large_method (&one);
  twin = large_method (&two);
  check_restored_state_repeats (method, twin, 3, 5);
  epi_sdp_clear (&one);
  epi_sdp_clear (&two);
}

/* The bound of a complete graph on so many nodes. */
static void
make_max_cut (size_t n, EpiSdp *sdp)
{
  double *W = g_new (double, n *n);

  for (size_t i = 0; i < n * n; i++)
    W[i] = i % (n + 1) == 0 ? 0 : 1 + (double)(i * i % 7);
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < j; i++)
      W[i + j * n] = W[j + i * n];
  g_assert_cmpint (epi_max_cut_program_new (n, W, sdp), ==, EPI_OK);
  g_free (W);
}

static double
centring_of (const EpiMethod *method)
{
  EpiFrame *frame = epi_method_record (method);
  double centring = epi_frame_scalar (frame, "centring", NAN);

  epi_frame_unref (frame);
  return centring;
}

static void *
raise_cb (void *flag)
{
  g_usleep (3000); /* somewhere in a step: wherever that is, it counts */
  epi_cancel_raise (flag);
  return NULL;
}

/* The method stands where it stood, whenever the flag was raised, and goes on
 * to the same bits. */
static void
test_an_interrupted_step_is_not_taken (void)
{
  EpiSdpIpmOptions options = {.tolerance = 1e-8};
  EpiMethod *method, *twin;
  EpiCancel flag = {false};
  EpiSdp sdp;

  make_max_cut (120, &sdp);
  g_assert_cmpint (epi_sdp_ipm_new (&sdp, &options, &method), ==, EPI_OK);
  g_assert_cmpint (epi_sdp_ipm_new (&sdp, &options, &twin), ==, EPI_OK);
  epi_method_watch (method, &flag);
  while (twin->status == EPI_RUNNING) {
    epi_cancel_raise (&flag);
    g_assert_cmpint (epi_method_step (method), ==, EPI_INTERRUPTED);
    g_assert_cmpint (method->status, ==, EPI_RUNNING);
    g_assert_cmpuint (method->k, ==, twin->k);
    g_assert_cmpfloat (centring_of (method), ==, centring_of (twin));
    epi_cancel_lower (&flag);
    GThread *thread = g_thread_new ("raises", raise_cb, &flag);
    epi_method_step (method);
    g_thread_join (thread);
    epi_cancel_lower (&flag);
    if (method->k == twin->k)
      g_assert_cmpint (epi_method_step (method), !=, EPI_INTERRUPTED);
    epi_method_step (twin);
    g_assert_cmpmem (method->x, method->n * sizeof (double), twin->x,
                     twin->n * sizeof (double));
  }
  g_assert_cmpint (method->status, ==, EPI_CONVERGED);
  epi_method_free (method);
  epi_method_free (twin);
  epi_sdp_clear (&sdp);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sdp/chosen-optimum-is-found",
                   test_chosen_optimum_is_found);
  g_test_add_func ("/sdp/largest-eigenvalue", test_largest_eigenvalue);
  g_test_add_func ("/sdp/theta-of-odd-cycles", test_theta_of_odd_cycles);
  g_test_add_func ("/sdp/cut-of-a-cycle", test_cut_of_a_cycle);
  g_test_add_func ("/sdp/large-block-goes-on-by-the-scaling",
                   test_large_block_goes_on_by_the_scaling);
  g_test_add_func ("/sdp/optimum-that-is-not-attained",
                   test_optimum_that_is_not_attained);
  g_test_add_func ("/sdp/duality-gap", test_duality_gap);
  g_test_add_func ("/sdp/no-strictly-feasible-point",
                   test_no_strictly_feasible_point);
  g_test_add_func ("/sdp/empty-block-changes-nothing",
                   test_empty_block_changes_nothing);
  g_test_add_func ("/sdp/weak-infeasibility-is-no-optimum",
                   test_weak_infeasibility_is_no_optimum);
  g_test_add_func ("/sdp/no-point-comes-with-a-ray",
                   test_no_point_comes_with_a_ray);
  g_test_add_func ("/sdp/no-bound-comes-with-a-ray",
                   test_no_bound_comes_with_a_ray);
  g_test_add_func ("/sdp/steps-allocate-nothing", test_steps_allocate_nothing);
  g_test_add_func ("/sdp/restored-state-repeats", test_restored_state_repeats);
  g_test_add_func ("/sdp/an-interrupted-step-is-not-taken",
                   test_an_interrupted_step_is_not_taken);
  return g_test_run ();
}
