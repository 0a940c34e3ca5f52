/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Semidefinite programs by the interior-point method: published values, and
 * what is said where there is no value.
 */
#include "core/epi-random.h"

#include "../problem/known-programs.h"

#include <math.h>

#define KIND EPI_PROGRAM_SEMIDEFINITE
#include "sdp-checks.h"

/* What has no optimal pair: a proof of the right value is welcome, as the
 * certificate allows 1e-8; of anything else there must be none. */
static void
check_no_false_optimum (EpiSdp sdp, double value)
{
  EpiSolution solution = solve_sdp (sdp);
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
  check_value (make_sdp (1, c, 1, &block, count, entries), n - 4);
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
    check_value (make_sdp ((size_t)n + 1, c, 1, &block, count, entries),
                 n * cosine / (1 + cosine));
  }
}

/* (25 + 5√5)/8 for five nodes, n (1 + cos (π/n))/2 for an odd n; the long one
 * is a direct cone.  Goemans & Williamson, J. ACM 42 (1995). */
static void
test_cut_of_a_cycle (void)
{
  check_value (cut_of_a_cycle (5), (25 + 5 * sqrt (5)) / 8);
  check_value (cut_of_a_cycle (201), 201 * (1 + cos (G_PI / 201)) / 2);
}

/* [x₁ 1; 1 x₂] ⪰ 0: x₁ > 0 comes as near to 0 as one likes. */
static void
test_optimum_that_is_not_attained (void)
{
  const double c[] = {1, 0};
  const EpiSdpBlock block = {.size = 2};
  const EpiSdpEntry entries[] = {
      {1, 0, 0, 0, 1}, {2, 0, 1, 1, 1}, {0, 0, 0, 1, -1}};
  check_no_false_optimum (make_sdp (2, c, 1, &block, 3, entries), 0);
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
  check_no_false_optimum (make_sdp (2, c, 1, &block, 4, entries), 0);
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
  check_no_false_optimum (make_sdp (2, c, 2, blocks, 5, entries), 1);
}

/* x₁ ≥ 1 as [x₁ 1; 1 1] ⪰ 0, beside a block of order 0. */
static void
test_empty_block_changes_nothing (void)
{
  const double c[] = {1};
  const EpiSdpBlock blocks[] = {{.size = 0}, {.size = 2}, {.diagonal = true}};
  const EpiSdpEntry entries[] = {
      {1, 1, 0, 0, 1}, {0, 1, 0, 1, -1}, {0, 1, 1, 1, -1}};
  check_value (make_sdp (1, c, 3, blocks, 3, entries), 1);
}

/* [x₁ 1; 1 0] ⪰ 0 has no point, though it comes near. */
static void
test_weak_infeasibility_is_no_optimum (void)
{
  const double c[] = {1};
  const EpiSdpBlock block = {.size = 2};
  const EpiSdpEntry entries[] = {{1, 0, 0, 0, 1}, {0, 0, 0, 1, -1}};
  EpiSolution solution = solve_sdp (make_sdp (1, c, 1, &block, 2, entries));
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
  check_status (make_sdp (1, c, 1, &block, 4, entries), EPI_INFEASIBLE);
}

/* minimize -x₁ - x₂, [x₁ 1; 1 x₂] ⪰ 0. */
static void
test_no_bound_comes_with_a_ray (void)
{
  const double c[] = {-1, -1};
  const EpiSdpBlock block = {.size = 2};
  const EpiSdpEntry entries[] = {
      {1, 0, 0, 0, 1}, {2, 0, 1, 1, 1}, {0, 0, 0, 1, -1}};
  check_status (make_sdp (2, c, 1, &block, 3, entries), EPI_UNBOUNDED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/sdp/" name, func)
  ADD ("chosen-optimum-is-found", test_chosen_optimum_is_found);
  ADD ("largest-eigenvalue", test_largest_eigenvalue);
  ADD ("theta-of-odd-cycles", test_theta_of_odd_cycles);
  ADD ("cut-of-a-cycle", test_cut_of_a_cycle);
  ADD ("optimum-that-is-not-attained", test_optimum_that_is_not_attained);
  ADD ("duality-gap", test_duality_gap);
  ADD ("no-strictly-feasible-point", test_no_strictly_feasible_point);
  ADD ("empty-block-changes-nothing", test_empty_block_changes_nothing);
  ADD ("weak-infeasibility-is-no-optimum",
       test_weak_infeasibility_is_no_optimum);
  ADD ("no-point-comes-with-a-ray", test_no_point_comes_with_a_ray);
  ADD ("no-bound-comes-with-a-ray", test_no_bound_comes_with_a_ray);
  return g_test_run ();
}
