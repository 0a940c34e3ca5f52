/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simplex-checks.h"

static void
test_textbook_optimum_and_basis (void)
{
  const double x[] = {2, 0, 1}, y[] = {1, 0, 1}, z[] = {0, -3, 0};
  const EpiStanding basis[] = {EPI_BASIC,    EPI_AT_LOWER, EPI_BASIC,
                               EPI_AT_UPPER, EPI_BASIC,    EPI_AT_UPPER};
  EpiQp lp = chvatal ();

  for (size_t k = 0; k < 2; k++)
    for (size_t p = 0; p < G_N_ELEMENTS (pricings); p++) {
      EpiSimplexOptions options = epi_simplex_defaults (kinds[k]);
      EpiStanding standing[6];
      EpiQpAnswer answer;

      options.pricing = pricings[p];
      EpiMethod *method = new_method (&lp, &options);
      g_assert_cmpint (epi_method_run (method, MANY, NULL, NULL), ==,
                       EPI_CONVERGED);
      g_assert_cmpint (epi_qp_answer_new (&lp, &answer), ==, EPI_OK);
      epi_simplex_answer (method, &answer);
      check_optimal (&lp, &answer, 1e-14);
      g_assert_cmpfloat_with_epsilon (method->f, 13, 1e-14);
      for (size_t j = 0; j < 3; j++) {
        g_assert_cmpfloat_with_epsilon (answer.x[j], x[j], 1e-14);
        g_assert_cmpfloat_with_epsilon (answer.y[j], y[j], 1e-14);
        g_assert_cmpfloat_with_epsilon (answer.z[j], z[j], 1e-14);
      }
      epi_simplex_basis (method, standing);
      for (size_t j = 0; j < 6; j++)
        g_assert_cmpint (standing[j], ==, basis[j]);
      epi_qp_answer_clear (&answer);
      epi_method_free (method);
    }
  epi_qp_clear (&lp);
}

/* The first pivots of the same problem by hand (Chvátal, p. 14–17): x₁ enters
 * for the first slack with step 5/2, x₃ for the third with step 1. */
static void
test_frames_tell_the_pivots (void)
{
  EpiQp lp = chvatal ();
  EpiSimplexOptions options = textbook (EPI_PRICING_DANTZIG);
  EpiMethod *method = new_method (&lp, &options);
  const double entering[] = {0, 2}, leaving[] = {3, 5}, step[] = {2.5, 1},
               objective[] = {12.5, 13};

  for (int k = 0; k < 2; k++) {
    g_assert_cmpint (epi_method_step (method), ==, EPI_RUNNING);
    EpiFrame *frame = epi_method_record (method);
    g_assert_true (epi_frame_scalar (frame, "phase", 0) == 2);
    g_assert_true (epi_frame_scalar (frame, "entering", -9) == entering[k]);
    g_assert_true (epi_frame_scalar (frame, "leaving", -9) == leaving[k]);
    g_assert_cmpfloat_with_epsilon (epi_frame_scalar (frame, "step_length", 0),
                                    step[k], 1e-14);
    g_assert_cmpfloat_with_epsilon (epi_frame_scalar (frame, "objective", 0),
                                    objective[k], 1e-13);
    g_assert_cmpuint (epi_frame_find (frame, "basis")->rows, ==, 3);
    g_assert_cmpuint (epi_frame_find (frame, "reduced_costs")->rows, ==, 6);
    epi_frame_unref (frame);
  }
  g_assert_cmpint (epi_method_step (method), ==, EPI_CONVERGED);
  epi_method_free (method);
  epi_qp_clear (&lp);
}

/* Klee & Minty (1972) as in Chvátal, p. 47: the largest coefficient visits
 * all 2ⁿ corners. */
static void
test_klee_minty_visits_every_corner (void)
{
  for (size_t n = 2; n <= 7; n++) {
    double c[7], A[49] = {0}, b[7];
    for (size_t i = 0; i < n; i++) {
      c[i] = -pow (10, (double)(n - 1 - i));
      b[i] = pow (100, (double)i);
      A[i * n + i] = 1;
      for (size_t j = 0; j < i; j++)
        A[i * n + j] = 2 * pow (10, (double)(i - j));
    }
    EpiQp lp = dense_lp (n, n, c, A, b);
    EpiSimplexOptions options = textbook (EPI_PRICING_DANTZIG);
    double objective;
    size_t steps;

    g_assert_cmpint (solve (&lp, &options, &steps, &objective), ==,
                     EPI_CONVERGED);
    g_assert_cmpuint (steps, ==,
                      1u << n); /* 2ⁿ - 1, and the one that sees it */
    g_assert_true (objective == -pow (100, (double)(n - 1)));
    epi_qp_clear (&lp);
  }
}

/* Both methods and all rules agree with each other and with duality. */
static void
test_random_problems_are_proven (void)
{
  GRand *rand = g_rand_new_with_seed (11);
  int seen[EPI_N_STATUS] = {0};

  for (int round = 0; round < 150; round++) {
    size_t m = (size_t)g_rand_int_range (rand, 0, round < 75 ? 8 : 60);
    size_t n = (size_t)g_rand_int_range (rand, 1, round < 75 ? 8 : 80);
    EpiQp lp = random_lp (rand, m, n, round % 2 == 0);
    EpiStatus first = EPI_OK;
    double value = 0;

    if (round % 5 == 0 && m > 0) { /* often infeasible */
      size_t i = (size_t)g_rand_int_range (rand, 0, (int)m);
      lp.row_lower[i] = lp.row_upper[i] = g_rand_int_range (rand, 20, 40);
    }
    lp.maximize = round % 3 == 0;
    for (size_t j = 0; j < n && lp.maximize; j++)
      lp.c[j] = -lp.c[j];
    for (size_t k = 0; k < 2; k++)
      for (size_t p = 0; p < G_N_ELEMENTS (pricings); p++)
        for (int plain = 0; plain < 2; plain++) {
          EpiSimplexOptions options = epi_simplex_defaults (kinds[k]);
          double objective;

          options.pricing = pricings[p];
          if (plain == 1 && pricings[p] == EPI_PRICING_BLAND)
            options.harris = options.perturb = options.scale = false;
          EpiStatus status = solve (&lp, &options, NULL, &objective);
          seen[status]++;
          if (first == EPI_OK) {
            first = status;
            value = objective;
          }
          if (first == EPI_CONVERGED) {
            g_assert_cmpint (status, ==, first);
            g_assert_cmpfloat (fabs (objective - value), <=,
                               1e-8 * (1 + fabs (value)));
          } else /* both sides infeasible: each is right */
            g_assert_cmpint (status, !=, EPI_CONVERGED);
        }
    epi_qp_clear (&lp);
  }
  g_assert_cmpint (seen[EPI_CONVERGED], >, 300);
  g_assert_cmpint (seen[EPI_INFEASIBLE], >, 100);
  g_assert_cmpint (seen[EPI_UNBOUNDED], >, 100);
  g_rand_free (rand);
}

static void
test_last_basis_needs_few_steps (void)
{
  GRand *rand = g_rand_new_with_seed (21);
  EpiStanding *standing = g_new (EpiStanding, 400);

  for (int round = 0; round < 10; round++) {
    EpiQp lp = random_lp (rand, 80, 120, TRUE);
    EpiSimplexOptions options = epi_simplex_defaults (EPI_SIMPLEX_DUAL);
    EpiMethod *method = new_method (&lp, &options);
    size_t cold, again, moved;
    double objective, warm;

    g_assert_cmpint (epi_method_run (method, MANY, NULL, NULL), ==,
                     EPI_CONVERGED);
    epi_simplex_basis (method, standing);
    epi_method_free (method);
    options.start = standing;
    g_assert_cmpint (solve (&lp, &options, &again, NULL), ==, EPI_CONVERGED);
    g_assert_cmpuint (again, <=, 2); /* the optimum knows that it is one */
    for (size_t i = 0; i < lp.rows; i++) {
      lp.row_lower[i] -= 1e-3 * g_rand_double (rand);
      lp.row_upper[i] += 1e-3 * g_rand_double (rand);
    }
    g_assert_cmpint (solve (&lp, &options, &moved, &warm), ==, EPI_CONVERGED);
    options.start = NULL;
    g_assert_cmpint (solve (&lp, &options, &cold, &objective), ==,
                     EPI_CONVERGED);
    g_assert_cmpuint (2 * moved, <, cold);
    g_assert_cmpfloat (fabs (warm - objective), <=,
                       1e-9 * (1 + fabs (objective)));
    epi_qp_clear (&lp);
  }
  g_free (standing);
  g_rand_free (rand);
}

/* A start that is no basis is mended: all basic, none basic, dependent. */
static void
test_any_start_will_do (void)
{
  EpiQp lp = chvatal ();
  EpiStanding standing[6];

  for (int way = 0; way < 3; way++)
    for (size_t k = 0; k < 2; k++) {
      EpiSimplexOptions options = epi_simplex_defaults (kinds[k]);
      double objective;

      for (int j = 0; j < 6; j++)
        standing[j] = way == 0   ? EPI_BASIC
                      : way == 1 ? EPI_AT_UPPER
                                 : (j < 3 ? EPI_BASIC : EPI_NONBASIC_FREE);
      options.start = standing;
      g_assert_cmpint (solve (&lp, &options, NULL, &objective), ==,
                       EPI_CONVERGED);
      g_assert_cmpfloat_with_epsilon (objective, 13, 1e-13);
    }
  epi_qp_clear (&lp);
}

static void
test_restored_state_repeats (void)
{
  for (size_t k = 0; k < 2; k++)
    for (size_t at = 0; at < 200; at += 33) {
      GRand *rand = g_rand_new_with_seed (31);
      EpiQp lp = random_lp (rand, 120, 160, TRUE);
      EpiSimplexOptions options = epi_simplex_defaults (kinds[k]);
      check_restored_state_repeats (new_method (&lp, &options),
                                    new_method (&lp, &options), at, 40);
      epi_qp_clear (&lp);
      g_rand_free (rand);
    }
}

static void
test_steps_allocate_nothing (void)
{
  GRand *rand = g_rand_new_with_seed (41);

  for (size_t k = 0; k < 2; k++) {
    EpiQp lp = random_lp (rand, 150, 200, TRUE);
    EpiSimplexOptions options = epi_simplex_defaults (kinds[k]);
    EpiMethod *method = new_method (&lp, &options);

    g_assert_cmpint (check_steps_allocate_nothing (method, MANY), ==,
                     EPI_CONVERGED);
    g_assert_cmpuint (method->k, >, 100);
    epi_method_free (method);
    epi_qp_clear (&lp);
  }
  g_rand_free (rand);
}

static void
test_no_memory_is_a_status (void)
{
  EpiQp lp = chvatal ();
  EpiSimplexOptions options = epi_simplex_defaults (EPI_SIMPLEX_DUAL);
  EpiMethod *method = NULL;
  size_t before = epi_alloc_count ();

  epi_method_free (new_method (&lp, &options));
  for (long n = (long)(epi_alloc_count () - before) - 1; n >= 0; n--) {
    epi_alloc_fail_at (n);
    g_assert_cmpint (epi_simplex_new (&lp, &options, &method), ==,
                     EPI_NO_MEMORY);
    g_assert_null (method);
  }
  epi_alloc_fail_at (-1);
  epi_qp_clear (&lp);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add_func ("/simplex/" path, func)
  ADD ("textbook-optimum-and-basis", test_textbook_optimum_and_basis);
  ADD ("frames-tell-the-pivots", test_frames_tell_the_pivots);
  ADD ("klee-minty-visits-every-corner", test_klee_minty_visits_every_corner);
  ADD ("random-problems-are-proven", test_random_problems_are_proven);
  ADD ("last-basis-needs-few-steps", test_last_basis_needs_few_steps);
  ADD ("any-start-will-do", test_any_start_will_do);
  ADD ("restored-state-repeats", test_restored_state_repeats);
  ADD ("steps-allocate-nothing", test_steps_allocate_nothing);
  ADD ("no-memory-is-a-status", test_no_memory_is_a_status);
  return g_test_run ();
}
