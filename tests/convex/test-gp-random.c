/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Generated geometric programs: each ends with a proof.
 */
#include "gp-checks.h"

static void
test_generator_is_strictly_feasible (void)
{
  for (uint64_t seed = 1; seed <= 20; seed++) {
    double u0[50], worst;
    EpiGp gp;
    g_assert_cmpint (epi_gp_random_new (seed, 50, 40, u0, &gp), ==, EPI_OK);
    log_objective (&gp, u0, &worst);
    g_assert_cmpfloat (worst, <, log (0.91));
    epi_gp_clear (&gp);
  }
}

/* Strictly feasible: strong duality, and both are attained. */
static void
test_random_have_no_gap (void)
{
  static const size_t sizes[][2] = {{4, 1}, {10, 30}, {60, 20}, {500, 150}};
  for (uint64_t seed = 1; seed <= 6; seed++)
    for (size_t k = 0; k < G_N_ELEMENTS (sizes); k++) {
      EpiGp gp;
      EpiGpAnswer answer;
      g_assert_cmpint (
          epi_gp_random_new (seed, sizes[k][0], sizes[k][1], NULL, &gp), ==,
          EPI_OK);
      g_assert_cmpint (solve_and_check (&gp, &answer), ==, EPI_CONVERGED);
      epi_gp_answer_clear (&answer);
      epi_gp_clear (&gp);
    }
}

/* Up to 6 variables and 7 constraints, terms anyhow. */
static void
make_any_gp (uint64_t seed, EpiGp *gp)
{
  EpiRandom random = epi_random (seed, 99);
  size_t n = 1 + epi_random_below (&random, 6);
  size_t p = epi_random_below (&random, 8), count = 0, entries = 0;
  bool whole = epi_random_below (&random, 2) == 1;
  double coefficient[32];
  int constraint[32];
  EpiTriplet triplets[192];
  for (size_t i = 0; i <= p; i++)
    for (size_t k = 1 + epi_random_below (&random, 4); k > 0; k--, count++) {
      coefficient[count] =
          exp (3 * epi_random_normal (&random) - (i > 0 ? 1 : 0));
      constraint[count] = (int)i;
      for (size_t j = 0; j < n; j++)
        if (epi_random_below (&random, 2) == 1)
          triplets[entries++] =
              (EpiTriplet){(int)j, (int)count,
                           whole ? (double)epi_random_below (&random, 5) - 2
                                 : epi_random_normal (&random)};
    }
  g_assert_cmpint (
      epi_gp_new (p, n, count, coefficient, constraint, triplets, entries, gp),
      ==, EPI_OK);
}

/* Whatever is drawn has an optimum or a ray, and the certificate shows it. */
static void
test_any_ends_with_a_proof (void)
{
  size_t counts[EPI_N_STATUS] = {0};
  for (uint64_t seed = 1; seed <= 500; seed++) {
    EpiGp gp;
    EpiGpAnswer answer;
    EpiConvexCertificate certificate;
    make_any_gp (seed, &gp);
    solve_and_check (&gp, &answer);
    epi_gp_certify (&gp, &answer, TOLERANCE, &certificate);
    if (certificate.status == EPI_RUNNING)
      g_test_message ("seed %u: %s", (unsigned)seed, certificate.missing);
    counts[certificate.status]++;
    epi_gp_answer_clear (&answer);
    epi_gp_clear (&gp);
  }
  g_test_message ("%zu optimal, %zu infeasible, %zu unbounded",
                  counts[EPI_OPTIMAL], counts[EPI_INFEASIBLE],
                  counts[EPI_UNBOUNDED]);
  g_assert_cmpuint (counts[EPI_RUNNING], ==, 0);
  g_assert_cmpuint (counts[EPI_OPTIMAL], >, 50);
  g_assert_cmpuint (counts[EPI_INFEASIBLE], >, 50);
  g_assert_cmpuint (counts[EPI_UNBOUNDED], >, 50);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gp-random/generator-is-strictly-feasible",
                   test_generator_is_strictly_feasible);
  g_test_add_func ("/gp-random/random-have-no-gap", test_random_have_no_gap);
  g_test_add_func ("/gp-random/any-ends-with-a-proof",
                   test_any_ends_with_a_proof);
  return g_test_run ();
}
