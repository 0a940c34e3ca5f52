/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-svm-program.h"
#include "convex/epi-qp-ipm.h"
#include "method-checks.h"
#include "smo-machine.h"

#include <float.h>

/* x = ±1 on the line: w = 1, b = 0, α = ½ each, and the margin is 1. */
static void
test_two_points_by_hand (void)
{
  int start[] = {0, 1, 2}, row[] = {0, 0};
  double value[] = {1, -1}, y[] = {1, -1}, C[] = {10, 10};
  EpiSparse X = {1, 2, start, row, value};
  EpiSmoOptions options = {.y = y, .C = C, .gap = 1e-12};
  EpiSmoBounds bounds;
  EpiGram *gram;
  EpiMethod *method;

  g_assert_cmpint (epi_gram_new (&X, &some_kernels[0], &gram), ==, EPI_OK);
  g_assert_cmpint (epi_smo_new (gram, &options, &method), ==, EPI_OK);
  g_assert_cmpint (epi_method_run (method, 10, NULL, NULL), ==, EPI_CONVERGED);
  g_assert_cmpuint (method->k, ==, 1); /* one pair is all there is */
  g_assert_cmpfloat (method->x[0], ==, 0.5);
  g_assert_cmpfloat (method->x[1], ==, -0.5);
  g_assert_true (epi_smo_bounds (method, &bounds));
  g_assert_cmpfloat (bounds.bias, ==, 0);
  g_assert_cmpfloat (bounds.primal, ==, 0.5);
  g_assert_cmpfloat (bounds.dual, ==, 0.5);
  epi_method_free (method);
  epi_gram_free (gram);
}

/* Each step moves one pair (or, now and then, all that are free), keeps Σβ = 0
 * and the box, lowers f by what f says, and no dual value is above a primal
 * one. */
static void
test_each_step_is_one_pair (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (some_kernels); k++) {
    Machine machine;
    EpiSmoBounds bounds;
    double before[N], f = 0, least_primal = INFINITY;
    machine_start (&machine, &some_kernels[k], 1, 1 << 20);
    machine.options.shrinking = false;
    EpiMethod *method = machine_method (&machine);
    while (method->status == EPI_RUNNING && method->k < 2000) {
      size_t moved = 0;
      double sum = 0;
      memcpy (before, method->x, sizeof before);
      epi_method_step (method);
      for (size_t i = 0; i < N; i++) {
        double alpha = machine.examples.label[i] * method->x[i];
        moved += method->x[i] != before[i];
        sum += method->x[i];
        g_assert_true (alpha >= 0 && alpha <= machine.C[i]);
      }
      EpiFrame *frame = epi_method_record (method);
      bool pair = epi_frame_find (frame, "i") != NULL;
      epi_frame_unref (frame);
      g_assert_true (pair ? moved == 2 : moved > 2);
      g_assert_true (pair || method->k >= 200);
      g_assert_cmpfloat (fabs (sum), <=, 1e-12);
      /* f may be computed anew, and has a rounding from each step */
      g_assert_cmpfloat (method->f - f, <=,
                         (double)method->k * DBL_EPSILON * fabs (f));
      f = method->f;
      g_assert_true (epi_smo_bounds (method, &bounds));
      least_primal = fmin (least_primal, bounds.primal);
      g_assert_cmpfloat (bounds.dual, <=, least_primal + 1e-10);
    }
    g_assert_cmpint (method->status, ==, EPI_CONVERGED);
    epi_method_free (method);
    machine_end (&machine);
  }
}

/* yᵢf(xᵢ) > 1 only where α = 0, < 1 only where α = C. */
static void
check_kkt (const Machine *machine, const EpiMethod *method, double bias)
{
  double row[N];

  for (size_t i = 0; i < N; i++) {
    double y = machine->examples.label[i], alpha = y * method->x[i], f = bias;
    g_assert_cmpint (epi_gram_rows (machine->gram, &i, 1, row), ==, EPI_OK);
    for (size_t j = 0; j < N; j++)
      f += row[j] * method->x[j];
    if (y * f > 1 + 1e-4)
      g_assert_cmpfloat (alpha, ==, 0);
    if (y * f < 1 - 1e-4)
      g_assert_cmpfloat (alpha, ==, machine->C[i]);
  }
}

static void
test_the_end_is_optimal_and_proven (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (some_kernels); k++)
    for (size_t c = 0; c < 3; c++) {
      static const double costs[] = {0.01, 1, 100};
      Machine machine;
      EpiSmoBounds bounds;
      EpiSvmCertificate certificate;
      machine_start (&machine, &some_kernels[k], costs[c], 1 << 20);
      EpiMethod *method = machine_method (&machine);
      g_assert_cmpint (epi_method_run (method, 1000000, NULL, NULL), ==,
                       EPI_CONVERGED);
      g_assert_true (epi_smo_bounds (method, &bounds));
      g_assert_cmpint (epi_svm_certify (&machine.problem, method->x,
                                        bounds.bias, 1e-8, &certificate),
                       ==, EPI_OK);
      g_assert_cmpint (certificate.status, ==, EPI_OPTIMAL);
      check_kkt (&machine, method, bounds.bias);
      epi_method_free (method);
      machine_end (&machine);
    }
}

/* Another method of another kind on another form of the problem. */
static void
test_the_interior_point_agrees (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (some_kernels); k++) {
    Machine machine;
    EpiSvmCertificate certificate;
    EpiQpIpmOptions options = {.tolerance = 1e-11};
    EpiQpAnswer answer;
    EpiMethod *ipm;
    EpiQp qp;
    double beta[N], bias;
    machine_start (&machine, &some_kernels[k], 1, 1 << 20);
    EpiMethod *smo = machine_method (&machine);
    epi_method_run (smo, 1000000, NULL, NULL);

    g_assert_cmpint (epi_svm_program (&machine.problem, &qp), ==, EPI_OK);
    g_assert_cmpint (epi_qp_ipm_new (&qp, &options, &ipm), ==, EPI_OK);
    epi_method_run (ipm, 100, NULL, NULL);
    g_assert_cmpint (epi_qp_answer_new (&qp, &answer), ==, EPI_OK);
    epi_qp_ipm_answer (ipm, &answer);
    epi_svm_from_program (&machine.problem, &qp, answer.x, answer.y, beta,
                          &bias);
    g_assert_cmpint (
        epi_svm_certify (&machine.problem, beta, bias, 1e-8, &certificate), ==,
        EPI_OK);
    g_assert_cmpint (certificate.status, ==, EPI_OPTIMAL);
    g_assert_cmpfloat (fabs (certificate.dual + smo->f), <=,
                       1e-8 * (1 + fabs (smo->f)));
    epi_qp_answer_clear (&answer);
    epi_qp_clear (&qp);
    epi_method_free (ipm);
    epi_method_free (smo);
    machine_end (&machine);
  }
}

/* Neither what is left out for a while nor a cache of two rows changes the
 * optimum. */
static void
test_shrinking_and_small_caches_change_nothing (void)
{
  double f[4];

  for (size_t t = 0; t < 4; t++) {
    Machine machine;
    machine_start (&machine, &some_kernels[2], 10, t & 1 ? 0 : 1 << 20);
    machine.options.shrinking = t & 2;
    EpiMethod *method = machine_method (&machine);
    g_assert_cmpint (epi_method_run (method, 1000000, NULL, NULL), ==,
                     EPI_CONVERGED);
    f[t] = method->f;
    epi_method_free (method);
    machine_end (&machine);
  }
  g_assert_cmpfloat (f[0], ==, f[1]); /* the same rows: the same bits */
  g_assert_cmpfloat (f[2], ==, f[3]);
  g_assert_cmpfloat (fabs (f[0] - f[2]), <=, 1e-9 * (1 + fabs (f[0])));
}

/* Few dimensions, much overlap, C large: pairs alone need more than 200,000
 * steps for this. */
static void
test_a_large_cost_is_no_trouble (void)
{
  for (size_t k = 0; k < 2; k++) {
    Machine machine;
    EpiSmoBounds bounds;
    EpiSvmCertificate certificate;
    machine_start (&machine, &some_kernels[k], 1e6, 1 << 20);
    EpiMethod *method = machine_method (&machine);
    g_assert_cmpint (epi_method_run (method, 100000, NULL, NULL), ==,
                     EPI_CONVERGED);
    epi_smo_bounds (method, &bounds);
    epi_svm_certify (&machine.problem, method->x, bounds.bias, 1e-8,
                     &certificate);
    g_assert_cmpint (certificate.status, ==, EPI_OPTIMAL);
    epi_method_free (method);
    machine_end (&machine);
  }
}

/* Two places with a point of each class, and one point on either side: a pair
 * of twins has no curvature, and buys slack 2 whatever the border is, so that
 * the rest, at (-1, 1) and (2, 1), has the widest street there is: w = (⅔, 0),
 * and the optimum is 4C + ½ (⅔)². */
static void
test_twins_of_two_classes_are_proven (void)
{
  int start[] = {0, 2, 4, 6, 8, 10, 12};
  int row[] = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
  double value[] = {0, 0, 0, 0, 1, 0, 1, 0, 2, 1, -1, 1};
  double y[] = {1, -1, 1, -1, 1, -1}, C[6];
  EpiSparse X = {2, 6, start, row, value};
  EpiSmoOptions options = {.y = y, .C = C, .gap = 1e-9};
  EpiSmoBounds bounds;
  EpiGram *gram;
  EpiMethod *method;

  for (size_t i = 0; i < 6; i++)
    C[i] = 5e4;
  g_assert_cmpint (epi_gram_new (&X, &some_kernels[0], &gram), ==, EPI_OK);
  g_assert_cmpint (epi_smo_new (gram, &options, &method), ==, EPI_OK);
  g_assert_cmpint (epi_method_run (method, 100, NULL, NULL), ==, EPI_CONVERGED);
  g_assert_true (epi_smo_bounds (method, &bounds));
  g_assert_cmpfloat_with_epsilon (bounds.dual, 2e5 + 2.0 / 9, 1e-6);
  g_assert_cmpfloat_with_epsilon (bounds.primal, 2e5 + 2.0 / 9, 1e-6);
  epi_method_free (method);
  epi_gram_free (gram);
}

static void
test_the_best_bias_is_a_minimum (void)
{
  EpiRandom random = epi_random (1, 0);
  double g[31], y[31], C[31], cost, other;
  size_t order[31];

  for (int t = 0; t < 200; t++) {
    for (size_t i = 0; i < 31; i++) {
      g[i] = epi_random_normal (&random);
      y[i] = epi_random_uniform (&random) < 0.3 ? 1 : -1;
      C[i] = epi_random_uniform (&random);
      if (t % 2 != 0) { /* many equal, and whole intervals of minima */
        g[i] = round (2 * g[i]);
        C[i] = 1;
      }
    }
    double b = epi_smo_best_bias (g, y, C, 31, order, &cost);
    for (double d = -0.5; d <= 0.5; d += 0.0625) {
      other = 0;
      for (size_t i = 0; i < 31; i++)
        other += C[i] * fmax (y[i] * (g[i] - b - d), 0);
      g_assert_cmpfloat (other, >=, cost - 1e-12);
    }
  }
}

/* Σ C on the left of b is that of the examples labelled +1: between two g the
 * bias is in the middle, at the outermost it is that g. */
static void
test_the_best_bias_is_in_the_middle (void)
{
  static const double C[] = {1, 1, 1, 1, 1};
  static const struct {
    double g[5], y[5], bias, cost;
  } cases[] = {
      {{5, 1, 4, 2, 3}, {1, -1, 1, -1, -1}, 2.5, 6},
      {{5, 1, 4, 2, 3}, {1, 1, 1, 1, 1}, 5, 0},
      {{5, 1, 4, 2, 3}, {-1, -1, -1, -1, -1}, 1, 0},
      {{3, 3, 3, 3, 3}, {1, -1, 1, -1, -1}, 3, 0},
      {{2, 2, 7, 2, 2}, {1, 1, 1, 1, -1}, 4.5, 5},
  };
  size_t order[5];

  for (size_t t = 0; t < G_N_ELEMENTS (cases); t++) {
    double cost;
    double bias =
        epi_smo_best_bias (cases[t].g, cases[t].y, C, 5, order, &cost);
    g_assert_cmpfloat (bias, ==, cases[t].bias);
    g_assert_cmpfloat (cost, ==, cases[t].cost);
  }
}

static void
test_a_method_keeps_its_promises (void)
{
  Machine machine;

  machine_start (&machine, &some_kernels[2], 10, 1 << 20);
  check_restored_state_repeats (machine_method (&machine),
                                machine_method (&machine), 150, 300);
  EpiMethod *method = machine_method (&machine);
  g_assert_cmpint (check_steps_allocate_nothing (method, 100000), ==,
                   EPI_CONVERGED);
  epi_method_free (method);
  machine_end (&machine);
}

static void
test_the_certificate_refuses (void)
{
  Machine machine;
  EpiSmoBounds bounds;
  EpiSvmCertificate certificate;
  double beta[N];

  machine_start (&machine, &some_kernels[2], 1, 1 << 20);
  EpiMethod *method = machine_method (&machine);
  epi_method_run (method, 1000000, NULL, NULL);
  epi_smo_bounds (method, &bounds);

  memcpy (beta, method->x, sizeof beta);
  epi_svm_certify (&machine.problem, beta, bounds.bias + 0.01, 1e-8,
                   &certificate);
  g_assert_cmpint (certificate.status, ==, EPI_RUNNING);
  beta[0] += 1e-3; /* Σβ ≠ 0 */
  epi_svm_certify (&machine.problem, beta, bounds.bias, 1e-8, &certificate);
  g_assert_cmpint (certificate.status, ==, EPI_RUNNING);
  g_assert_cmpfloat (certificate.dual_residual, >, 1e-6);
  memcpy (beta, method->x, sizeof beta);
  for (size_t i = 0; i < N; i++)
    beta[i] *= 1.5; /* out of the box */
  epi_svm_certify (&machine.problem, beta, bounds.bias, 1e-8, &certificate);
  g_assert_cmpint (certificate.status, ==, EPI_RUNNING);
  g_assert_cmpfloat (certificate.dual_residual, >=, 0.4);
  beta[3] = NAN;
  epi_svm_certify (&machine.problem, beta, bounds.bias, 1e-8, &certificate);
  g_assert_cmpint (certificate.status, ==, EPI_RUNNING);
  epi_method_free (method);
  machine_end (&machine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smo/two points by hand", test_two_points_by_hand);
  g_test_add_func ("/smo/each step is one pair", test_each_step_is_one_pair);
  g_test_add_func ("/smo/the end is optimal and proven",
                   test_the_end_is_optimal_and_proven);
  g_test_add_func ("/smo/the interior point agrees",
                   test_the_interior_point_agrees);
  g_test_add_func ("/smo/shrinking and small caches change nothing",
                   test_shrinking_and_small_caches_change_nothing);
  g_test_add_func ("/smo/a large cost is no trouble",
                   test_a_large_cost_is_no_trouble);
  g_test_add_func ("/smo/twins of two classes are proven",
                   test_twins_of_two_classes_are_proven);
  g_test_add_func ("/smo/the best bias is a minimum",
                   test_the_best_bias_is_a_minimum);
  g_test_add_func ("/smo/the best bias is in the middle",
                   test_the_best_bias_is_in_the_middle);
  g_test_add_func ("/smo/a method keeps its promises",
                   test_a_method_keeps_its_promises);
  g_test_add_func ("/smo/the certificate refuses",
                   test_the_certificate_refuses);
  return g_test_run ();
}
