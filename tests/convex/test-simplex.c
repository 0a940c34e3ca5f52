/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-simplex.h"
#include "convex/lp-checks.h"
#include "core/epi-alloc.h"
#include "method-checks.h"

#include <string.h>

enum { MANY = 100000 };
static const EpiSimplexKind kinds[] = {EPI_SIMPLEX_PRIMAL, EPI_SIMPLEX_DUAL};
static const EpiPricing pricings[] = {EPI_PRICING_STEEPEST_EDGE,
                                      EPI_PRICING_DEVEX, EPI_PRICING_DANTZIG,
                                      EPI_PRICING_BLAND};

/* No scaling, no tolerances, no perturbation: the rules as they are taught. */
static EpiSimplexOptions
textbook (EpiPricing pricing)
{
  EpiSimplexOptions options = epi_simplex_defaults (EPI_SIMPLEX_PRIMAL);
  options.pricing = pricing;
  options.harris = options.perturb = options.scale = false;
  return options;
}

static EpiMethod *
new_method (const EpiQp *lp, const EpiSimplexOptions *options)
{
  EpiMethod *method = NULL;
  g_assert_cmpint (epi_simplex_new (lp, options, &method), ==, EPI_OK);
  return method;
}

/* Solves and verifies whatever is claimed; returns it. */
static EpiStatus
solve (const EpiQp *lp, const EpiSimplexOptions *options, size_t *steps,
       double *objective)
{
  EpiMethod *method = new_method (lp, options);
  EpiStatus status = epi_method_run (method, MANY, NULL, NULL);
  EpiQpAnswer answer;

  g_assert_cmpint (epi_qp_answer_new (lp, &answer), ==, EPI_OK);
  epi_simplex_answer (method, &answer);
  if (status == EPI_INFEASIBLE)
    check_infeasible (lp, &answer, 1e-8);
  else if (status == EPI_UNBOUNDED)
    check_unbounded (lp, &answer, 1e-8);
  else
    check_optimal (lp, &answer, 1e-8);
  if (steps != NULL)
    *steps = method->k;
  if (objective != NULL)
    *objective = method->f;
  epi_qp_answer_clear (&answer);
  epi_method_free (method);
  return status;
}

/* Chvátal, p. 13: maximize 5x₁ + 4x₂ + 3x₃; x = (2,0,1), y = (1,0,1), 13. */
static EpiQp
chvatal (void)
{
  static const double c[] = {5, 4, 3}, b[] = {5, 11, 8},
                      A[] = {2, 3, 1, 4, 1, 2, 3, 4, 2};
  EpiQp lp = dense_lp (3, 3, c, A, b);
  lp.maximize = true;
  return lp;
}

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

typedef struct {
  const char *name;
  double c[4], A[12], b[3], optimum;
  size_t period;
} Cycling;

static const Cycling cycling[] = {
    /* Beale 1955 */
    {"beale",
     {-0.75, 150, -0.02, 6},
     {0.25, -60, -0.04, 9, 0.5, -90, -0.02, 3, 0, 0, 1, 0},
     {0, 0, 1},
     -0.05,
     6},
    /* Marshall & Suurballe 1969, as in Chvátal, p. 31 */
    {"marshall-suurballe",
     {-10, 57, 9, 24},
     {0.5, -5.5, -2.5, 9, 0.5, -1.5, -0.5, 1, 1, 0, 0, 0},
     {0, 0, 1},
     -1,
     6},
    /* Kuhn: cycles by another tie rule, in exact arithmetic */
    {"kuhn",
     {-2, -3, 1, 12},
     {-2, -9, 1, 9, 1. / 3, 1, -1. / 3, -2, 2, 3, -1, -12},
     {0, 0, 2},
     -2,
     0},
};

/* Which variables are basic, as bits. */
static unsigned
basis_bits (const EpiMethod *method)
{
  EpiStanding standing[7];
  unsigned bits = 0;

  epi_simplex_basis (method, standing);
  for (unsigned j = 0; j < 7; j++)
    bits |= (standing[j] == EPI_BASIC ? 1u : 0) << j;
  return bits;
}

static void
test_dantzig_cycles_others_end (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (cycling); i++) {
    const Cycling *problem = &cycling[i];
    EpiQp lp = dense_lp (3, 4, problem->c, problem->A, problem->b);
    EpiSimplexOptions options = textbook (EPI_PRICING_DANTZIG);
    EpiMethod *method = new_method (&lp, &options);
    double objective;
    unsigned bits[60] = {0};

    for (size_t k = 0; k < 60 && problem->period > 0; k++) {
      bits[k] = basis_bits (method);
      g_assert_cmpint (epi_method_step (method), ==, EPI_RUNNING);
      g_assert_true (method->f == 0);
      if (k >= problem->period) /* the same bases over and over */
        g_assert_cmphex (bits[k], ==, bits[k - problem->period]);
    }
    if (problem->period > 0)
      g_assert_cmphex (bits[1], !=, bits[0]);
    epi_method_free (method);

    options = textbook (EPI_PRICING_BLAND);
    g_assert_cmpint (solve (&lp, &options, NULL, &objective), ==,
                     EPI_CONVERGED);
    g_assert_cmpfloat_with_epsilon (objective, problem->optimum, 1e-12);
    for (size_t k = 0; k < 2; k++)
      for (size_t p = 0; p < G_N_ELEMENTS (pricings); p++) {
        options = epi_simplex_defaults (kinds[k]);
        options.pricing = pricings[p];
        g_assert_cmpint (solve (&lp, &options, NULL, &objective), ==,
                         EPI_CONVERGED);
        g_assert_cmpfloat_with_epsilon (objective, problem->optimum, 1e-12);
      }
    epi_qp_clear (&lp);
  }
}

/* x₁ + x₂ = c, and rows that want each of them to be c, with rates whose sum
 * is rounded: between the two corners the sum of infeasibilities is flat, but
 * for 1e-17.  A phase 1 that goes by that goes to and fro for ever. */
static void
test_flat_slopes_end (void)
{
  const double rates[][2] = {{0.7, 0.3}, {0.6, 0.5}, {0.9, 0.7}, {0.37, 0.2}};
  const double level = 41.784, none = INFINITY, c[] = {0, 0};
  const double row_upper[] = {level, none, none, none, none};

  for (size_t r = 0; r < G_N_ELEMENTS (rates); r++)
    for (int corner = 0; corner < 2; corner++) {
      const double a = rates[r][0], b = rates[r][1];
      const double A[] = {1, 1, a, 0, 0, a, b, 0, 0, b};
      const EpiStanding start[] = {corner == 0 ? EPI_BASIC : EPI_AT_LOWER,
                                   corner == 0 ? EPI_AT_LOWER : EPI_BASIC,
                                   EPI_AT_LOWER,
                                   EPI_BASIC,
                                   EPI_BASIC,
                                   EPI_BASIC,
                                   EPI_BASIC};
      EpiQp lp = dense_lp (5, 2, c, A, row_upper);

      lp.row_lower[0] = level;
      lp.row_lower[1] = lp.row_lower[2] = a * level;
      lp.row_lower[3] = lp.row_lower[4] = b * level;
      for (size_t k = 0; k < 2; k++) {
        EpiSimplexOptions options = epi_simplex_defaults (kinds[k]);
        size_t steps;

        options.scale = false;
        options.start = start;
        g_assert_cmpint (solve (&lp, &options, &steps, NULL), ==,
                         EPI_INFEASIBLE);
        g_assert_cmpuint (steps, <, 20);
      }
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

/* Bad input ---------------------------------------------------------------- */

static EpiStatus
solve_both_ways (const EpiQp *lp, double *objective)
{
  EpiStatus status[2];
  double value[2];

  for (size_t k = 0; k < 2; k++) {
    EpiSimplexOptions options = epi_simplex_defaults (kinds[k]);
    status[k] = solve (lp, &options, NULL, &value[k]);
  }
  g_assert_cmpint (status[0], ==, status[1]);
  if (status[0] == EPI_CONVERGED)
    g_assert_cmpfloat (fabs (value[0] - value[1]), <=,
                       1e-9 * (1 + fabs (value[0])));
  *objective = value[0];
  return status[0];
}

static void
test_wrong_input_is_refused (void)
{
  const double wrong[] = {NAN, INFINITY, -INFINITY};
  EpiSimplexOptions options = epi_simplex_defaults (EPI_SIMPLEX_PRIMAL);
  EpiMethod *method;

  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++) {
    EpiQp lp = chvatal ();
    lp.c[1] = wrong[i];
    g_assert_cmpint (epi_simplex_new (&lp, &options, &method), ==,
                     EPI_NOT_FINITE);
    lp.c[1] = 1;
    lp.A.value[2] = wrong[i];
    g_assert_cmpint (epi_simplex_new (&lp, &options, &method), ==,
                     EPI_NOT_FINITE);
    epi_qp_clear (&lp);
  }
  EpiQp qp = chvatal ();
  epi_sparse_clear (&qp.Q);
  g_assert_cmpint (
      epi_sparse_from_triplets (3, 3, &(EpiTriplet){0, 0, 1}, 1, &qp.Q), ==,
      EPI_OK);
  g_assert_cmpint (epi_simplex_new (&qp, &options, &method), ==,
                   EPI_UNSUPPORTED);
  epi_qp_clear (&qp);
}

static void
test_empty_problems (void)
{
  double objective;
  EpiQp lp;

  g_assert_cmpint (epi_qp_new (0, 0, &lp), ==, EPI_OK);
  lp.c0 = 3;
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_CONVERGED);
  g_assert_true (objective == 3);
  epi_qp_clear (&lp);

  g_assert_cmpint (epi_qp_new (0, 2, &lp), ==, EPI_OK); /* bounds alone */
  lp.c[0] = 1, lp.c[1] = -1;
  lp.lower[0] = -2, lp.upper[1] = 5;
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_CONVERGED);
  g_assert_true (objective == -7);
  lp.upper[1] = INFINITY;
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_UNBOUNDED);
  epi_qp_clear (&lp);

  g_assert_cmpint (epi_qp_new (2, 0, &lp), ==, EPI_OK); /* rows of nothing */
  lp.row_lower[0] = -1, lp.row_upper[1] = 0;
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_CONVERGED);
  lp.row_lower[0] = 1;
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_INFEASIBLE);
  epi_qp_clear (&lp);
}

static void
test_zero_duplicate_and_crossed_rows (void)
{
  const double c[] = {1, 1}, A[] = {1, 2, 1, 2, 0, 0, 2, 4};
  const double b[] = {4, 4, 0, 8};
  EpiQp lp = dense_lp (4, 2, c, A, b);
  double objective;

  for (size_t i = 0; i < 4; i++) /* the same equation, and 0 = 0 */
    lp.row_lower[i] = b[i];
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_CONVERGED);
  g_assert_cmpfloat_with_epsilon (objective, 2, 1e-13);
  lp.row_lower[3] = lp.row_upper[3] = 9; /* half of it is not 4 */
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_INFEASIBLE);
  lp.row_lower[3] = 9, lp.row_upper[3] = 8; /* against itself */
  EpiSimplexOptions options = epi_simplex_defaults (EPI_SIMPLEX_DUAL);
  EpiMethod *method = new_method (&lp, &options);
  EpiQpAnswer answer;
  g_assert_cmpint (epi_method_step (method), ==, EPI_INFEASIBLE);
  g_assert_cmpint (epi_qp_answer_new (&lp, &answer), ==, EPI_OK);
  epi_simplex_answer (method, &answer);
  g_assert_true (answer.y[3] == 1);
  epi_qp_answer_clear (&answer);
  epi_method_free (method);
  epi_qp_clear (&lp);
}

static void
test_free_and_fixed_variables (void)
{
  const double c[] = {1, 2}, A[] = {1, 1, 1, -1}, b[] = {3, 1};
  EpiQp lp = dense_lp (2, 2, c, A, b);
  double objective;

  for (size_t j = 0; j < 2; j++) /* free: x = (2,1) is the only point */
    lp.row_lower[j] = b[j], lp.lower[j] = -INFINITY;
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_CONVERGED);
  g_assert_cmpfloat_with_epsilon (objective, 4, 1e-14);
  lp.row_lower[1] = -INFINITY, lp.row_upper[1] = INFINITY;
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_UNBOUNDED);
  lp.lower[0] = lp.upper[0] = 5; /* fixed: the other follows */
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_CONVERGED);
  g_assert_cmpfloat_with_epsilon (objective, 1, 1e-14);
  lp.lower[1] = lp.upper[1] = 5; /* all fixed, and wrong */
  g_assert_cmpint (solve_both_ways (&lp, &objective), ==, EPI_INFEASIBLE);
  epi_qp_clear (&lp);
}

/* Chvátal's problem with rows and columns in units 10¹² apart. */
static void
test_bad_scaling_is_scaled_away (void)
{
  const double rows[] = {1e-12, 1, 1e12}, cols[] = {1e6, 1e-6, 1};
  EpiQp lp = chvatal ();

  for (size_t j = 0; j < 3; j++) {
    lp.c[j] *= cols[j];
    lp.row_upper[j] *= rows[j];
    for (int k = lp.A.start[j]; k < lp.A.start[j + 1]; k++)
      lp.A.value[k] *= cols[j] * rows[lp.A.row[k]];
  }
  for (size_t k = 0; k < 2; k++) {
    EpiSimplexOptions options = epi_simplex_defaults (kinds[k]);
    EpiMethod *method = new_method (&lp, &options);
    g_assert_cmpint (epi_method_run (method, MANY, NULL, NULL), ==,
                     EPI_CONVERGED);
    g_assert_cmpfloat_with_epsilon (method->f, 13, 1e-9);
    g_assert_cmpfloat_with_epsilon (method->x[0] * cols[0], 2, 1e-9);
    epi_method_free (method);
  }
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
  ADD ("dantzig-cycles-others-end", test_dantzig_cycles_others_end);
  ADD ("flat-slopes-end", test_flat_slopes_end);
  ADD ("random-problems-are-proven", test_random_problems_are_proven);
  ADD ("last-basis-needs-few-steps", test_last_basis_needs_few_steps);
  ADD ("any-start-will-do", test_any_start_will_do);
  ADD ("restored-state-repeats", test_restored_state_repeats);
  ADD ("steps-allocate-nothing", test_steps_allocate_nothing);
  ADD ("no-memory-is-a-status", test_no_memory_is_a_status);
  ADD ("wrong-input-is-refused", test_wrong_input_is_refused);
  ADD ("empty-problems", test_empty_problems);
  ADD ("zero-duplicate-and-crossed-rows", test_zero_duplicate_and_crossed_rows);
  ADD ("free-and-fixed-variables", test_free_and_fixed_variables);
  ADD ("bad-scaling-is-scaled-away", test_bad_scaling_is_scaled_away);
  return g_test_run ();
}
