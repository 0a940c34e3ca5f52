/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-logistic.h"
#include "some-examples.h"

#include <string.h>

#define N 150
#define P 4

static EpiLogisticProblem
problem_of (const EpiExamples *e, double C, bool penalty, bool intercept)
{
  return (EpiLogisticProblem){&e->X, e->label, C, penalty, intercept};
}

/* Cσ(t) of each example. */
static void
multipliers (const EpiLogisticProblem *problem, const double *w, double *alpha)
{
  for (size_t i = 0; i < problem->X->cols; i++) {
    double p = epi_logistic_probability (w, problem->X->rows,
                                         problem->intercept, problem->X, i);
    alpha[i] = problem->C * (problem->y[i] > 0 ? 1 - p : p);
  }
}

/* ∇f and ∇²f are the slopes of f and ∇f. */
static void
test_derivatives_are_slopes (void)
{
  EpiExamples e = some_examples (N, P, 2, 0.7, 1);
  const double h = 1e-5;

  for (int kind = 0; kind < 4; kind++) {
    EpiLogisticProblem problem = problem_of (&e, 3, kind & 1, kind & 2);
    EpiOracle *oracle;
    double w[P + 1] = {0.3, -1, 0.2, 2, -0.5}, gradient[P + 1];
    double H[(P + 1) * (P + 1)], above[P + 1], below[P + 1];
    g_assert_cmpint (epi_logistic_oracle_new (&problem, &oracle), ==, EPI_OK);
    size_t q = oracle->n;
    oracle->value (oracle, w, gradient);
    oracle->hessian (oracle, w, H);
    for (size_t f = 0; f < q; f++) {
      double at = w[f];
      w[f] = at + h;
      double up = oracle->value (oracle, w, above);
      w[f] = at - h;
      double down = oracle->value (oracle, w, below);
      w[f] = at;
      g_assert_cmpfloat (fabs ((up - down) / (2 * h) - gradient[f]), <=, 1e-5);
      for (size_t g = 0; g < q; g++)
        g_assert_cmpfloat (
            fabs ((above[g] - below[g]) / (2 * h) - H[g + f * q]), <=, 1e-5);
    }
    epi_oracle_free (oracle);
  }
  epi_examples_clear (&e);
}

/* With αᵢ = Cσ(tᵢ) the gap is ½‖∇f(w)‖², for any w: f is strongly convex. */
static void
test_the_gap_is_the_gradient_squared (void)
{
  EpiExamples e = some_examples (N, P, 2, 1, 2);
  EpiLogisticProblem problem = problem_of (&e, 2, true, false);
  EpiRandom random = epi_random (3, 0);
  EpiOracle *oracle;

  g_assert_cmpint (epi_logistic_oracle_new (&problem, &oracle), ==, EPI_OK);
  for (int round = 0; round < 50; round++) {
    double w[P], gradient[P], alpha[N], square = 0;
    EpiLogisticCertificate c;
    for (size_t f = 0; f < P; f++)
      w[f] = 3 * epi_random_normal (&random);
    double value = oracle->value (oracle, w, gradient);
    for (size_t f = 0; f < P; f++)
      square += gradient[f] * gradient[f];
    multipliers (&problem, w, alpha);
    g_assert_cmpint (epi_logistic_certify (&problem, w, alpha, 1e-8, &c), ==,
                     EPI_OK);
    g_assert_cmpfloat (fabs (c.primal - value), <=, 1e-12 * value);
    g_assert_cmpfloat (fabs (c.gap * (1 + value) - square / 2), <=,
                       1e-9 * (1 + square));
    g_assert_cmpint (c.status, ==, EPI_RUNNING);
  }
  epi_oracle_free (oracle);
  epi_examples_clear (&e);
}

/* Each kind is proven, and no other w is better. */
static void
test_the_answer_is_proven (void)
{
  EpiExamples e = some_examples (N, P, 2, 0.8, 4);
  EpiRandom random = epi_random (5, 0);

  for (int kind = 0; kind < 4; kind++) {
    EpiLogisticProblem problem = problem_of (&e, 10, kind & 1, kind & 2);
    EpiLogistic fit;
    EpiOracle *oracle;
    g_assert_cmpint (epi_logistic_fit (&problem, 1e-10, NULL, &fit), ==,
                     EPI_CONVERGED);
    g_assert_cmpint (fit.certificate.status, ==, EPI_OPTIMAL);
    g_assert_cmpfloat (fit.certificate.tolerance_reached, <=, 1e-12);
    g_assert_cmpint (epi_logistic_oracle_new (&problem, &oracle), ==, EPI_OK);
    double best = oracle->value (oracle, fit.w, NULL);
    for (int round = 0; round < 100; round++) {
      double other[P + 1];
      for (size_t f = 0; f < fit.q; f++)
        other[f] = fit.w[f] + 0.01 * epi_random_normal (&random);
      g_assert_cmpfloat (oracle->value (oracle, other, NULL), >, best);
    }
    epi_oracle_free (oracle);
    epi_logistic_clear (&fit);
  }
  epi_examples_clear (&e);
}

/* One feature of 0 and 1: the counts of the four cells are a, b with x = 0 (of
 * y = +1, -1), c, d with x = 1; then b = log a/b and w = log (c/d)/(a/b). */
static void
test_a_table_of_four_cells_has_log_odds (void)
{
  static const int counts[4] = {12, 5, 7, 21};
  EpiSparse X;
  double y[45];
  size_t i = 0, k = 0;
  EpiLogistic fit;

  g_assert_cmpint (epi_sparse_new (1, 45, 45, &X), ==, EPI_OK);
  for (int cell = 0; cell < 4; cell++)
    for (int times = 0; times < counts[cell]; times++) {
      y[i] = cell % 2 == 0 ? 1 : -1;
      if (cell >= 2) {
        X.row[k] = 0;
        X.value[k++] = 1;
      }
      X.start[++i] = (int)k;
    }
  EpiLogisticProblem problem = {&X, y, 1, false, true};
  g_assert_cmpint (epi_logistic_fit (&problem, 1e-12, NULL, &fit), ==,
                   EPI_CONVERGED);
  double at_0 = log (12. / 5), at_1 = log (7. / 21);
  g_assert_cmpfloat (fabs (fit.w[1] - at_0), <=, 1e-10);
  g_assert_cmpfloat (fabs (fit.w[0] - (at_1 - at_0)), <=, 1e-10);
  double expected = -(12 * log (12. / 17) + 5 * log (5. / 17) +
                      7 * log (7. / 28) + 21 * log (21. / 28));
  g_assert_cmpfloat (fabs (fit.certificate.primal - expected), <=, 1e-12);
  epi_logistic_clear (&fit);
  epi_sparse_clear (&X);
}

/* Where a plane parts the classes there is no largest likelihood; with a
 * penalty there is an answer all the same. */
static void
test_parted_classes_have_no_estimate (void)
{
  EpiExamples e = some_examples (N, P, 2, 1, 6);
  EpiLogistic fit;

  for (size_t i = 0; i < N; i++) /* far apart in the first feature */
    e.X.value[e.X.start[i]] += 10 * e.label[i];
  EpiLogisticProblem problem = problem_of (&e, 1, false, true);
  g_assert_cmpint (epi_logistic_fit (&problem, 1e-8, NULL, &fit), ==,
                   EPI_UNBOUNDED);
  for (size_t i = 0; i < N; i++)
    g_assert_true ((epi_logistic_probability (fit.w, P, true, &e.X, i) > 0.5) ==
                   (e.label[i] > 0));
  epi_logistic_clear (&fit);
  problem.penalty = true;
  g_assert_cmpint (epi_logistic_fit (&problem, 1e-8, NULL, &fit), ==,
                   EPI_CONVERGED);
  epi_logistic_clear (&fit);
  epi_examples_clear (&e);
}

/* w = 0 is no answer because all numbers are small, or all near a large one. */
static void
test_units_hide_nothing (void)
{
  static const struct {
    double by, to;
  } units[] = {{1e-10, 0}, {1e-160, 0}, {1, 1e9}, {1e5, -1e12}};

  for (size_t u = 0; u < G_N_ELEMENTS (units); u++) {
    EpiExamples e = some_examples (N, P, 2, 1, 9);
    EpiLogisticProblem problem = problem_of (&e, 1, false, true);
    double w[P + 1] = {0}, alpha[N], best = 0;
    EpiLogisticCertificate c;
    EpiLogistic fit;
    g_assert_cmpint (epi_logistic_fit (&problem, 1e-8, NULL, &fit), ==,
                     EPI_CONVERGED);
    best = fit.certificate.primal;
    epi_logistic_clear (&fit);
    for (size_t k = 0; k < epi_sparse_entries (&e.X); k++)
      e.X.value[k] = units[u].by * e.X.value[k] + units[u].to;
    multipliers (&problem, w, alpha);
    epi_logistic_certify (&problem, w, alpha, 1e-8, &c);
    g_assert_cmpint (c.status, ==, EPI_RUNNING);
    g_assert_cmpint (epi_logistic_fit (&problem, 1e-8, NULL, &fit), ==,
                     EPI_CONVERGED);
    g_assert_cmpfloat (fabs (fit.certificate.primal - best), <=, 1e-5 * best);
    epi_logistic_clear (&fit);
    epi_examples_clear (&e);
  }
}

static void
test_the_certificate_refuses (void)
{
  EpiExamples e = some_examples (N, P, 2, 1, 7);
  EpiLogisticCertificate c;
  EpiLogistic fit;
  double alpha[N];

  EpiLogisticProblem free = problem_of (&e, 1, false, true);
  g_assert_cmpint (epi_logistic_fit (&free, 1e-8, NULL, &fit), ==,
                   EPI_CONVERGED);
  multipliers (&free, fit.w, alpha);
  epi_logistic_certify (&free, fit.w, alpha, 1e-8, &c);
  g_assert_cmpint (c.status, ==, EPI_OPTIMAL);
  alpha[0] += 1e-3; /* s is not zero */
  epi_logistic_certify (&free, fit.w, alpha, 1e-8, &c);
  g_assert_cmpint (c.status, ==, EPI_RUNNING);
  g_assert_cmpfloat (c.dual_residual, >, 1e-6);
  epi_logistic_clear (&fit);

  EpiLogisticProblem kept = problem_of (&e, 1, true, false);
  g_assert_cmpint (epi_logistic_fit (&kept, 1e-8, NULL, &fit), ==,
                   EPI_CONVERGED);
  multipliers (&kept, fit.w, alpha);
  alpha[3] = -1e-3; /* out of its box */
  epi_logistic_certify (&kept, fit.w, alpha, 1e-8, &c);
  g_assert_cmpint (c.status, ==, EPI_RUNNING);
  g_assert_cmpfloat (c.dual_residual, >=, 1e-3);
  multipliers (&kept, fit.w, alpha);
  fit.w[0] += 1e-3; /* not the best */
  epi_logistic_certify (&kept, fit.w, alpha, 1e-8, &c);
  g_assert_cmpint (c.status, ==, EPI_RUNNING);
  g_assert_cmpfloat (c.gap, >, 1e-8);
  epi_logistic_clear (&fit);
  epi_examples_clear (&e);
}

/* Two features that are one, and one that nobody has. */
static void
test_flat_directions_are_no_trouble (void)
{
  EpiExamples e = some_examples (N, P, 2, 1, 8);
  EpiLogistic fit;

  for (size_t i = 0; i < N; i++) {
    double *x = e.X.value + e.X.start[i];
    x[2] = -3 * x[1];
    x[3] = 0;
  }
  EpiLogisticProblem problem = problem_of (&e, 1, false, true);
  g_assert_cmpint (epi_logistic_fit (&problem, 1e-10, NULL, &fit), ==,
                   EPI_CONVERGED);
  epi_logistic_clear (&fit);
  epi_examples_clear (&e);
}

static bool
reads (const char *text, EpiLogisticModel *model, char **sentence)
{
  EpiLines lines = {0};
  GError *error = NULL;
  bool good = epi_lines_bytes (&lines, text, strlen (text), "model", &error) &&
              epi_logistic_read (&lines, model, &error);

  epi_lines_close (&lines);
  *sentence = error != NULL ? g_strdup (error->message) : NULL;
  g_clear_error (&error);
  return good;
}

#define HEAD "solver_type L2R_LR\nnr_class 2\nlabel 1 -1\n"

static void
test_a_model_comes_back_from_its_file (void)
{
  double w[] = {0.1, -2e-300, 1. / 3};
  EpiLogisticModel model = {{4, -7.5}, 2, true, w}, back;
  char *sentence;
  size_t length;
  char *text = epi_logistic_write (&model, &length);

  g_assert_true (reads (text, &back, &sentence));
  g_assert_cmpfloat (back.label[0], ==, 4);
  g_assert_cmpfloat (back.label[1], ==, -7.5);
  g_assert_true (back.intercept);
  g_assert_cmpuint (back.p, ==, 2);
  g_assert_cmpmem (back.w, sizeof w, w, sizeof w);
  epi_logistic_model_clear (&back);
  g_free (text);

  static const struct {
    const char *text, *says;
  } bad[] = {
      {"", "empty"},
      {"svm_type c_svc\n", "line 1"},
      {"solver_type L2R_L2LOSS_SVC\n", "L2R_LR"},
      {"solver_type L2R_LR\nnr_class 3\n", "line 2"},
      {HEAD "nr_feature -1\n", "line 4"},
      {HEAD "nr_feature 1\nbias 2\n", "bias is 2"},
      {"solver_type L2R_LR\nnr_class 2 7\nlabel", "line 2"},
      {"solver_type L2R_LR\nnr_class 2\nlabel 1 1\nnr_feature 1\nbias 1\n",
       "both labels are 1"},
      {HEAD "nr_feature 1\nbias -1\nw\n1 2\n", "line 7"},
      {HEAD "nr_feature 99999999\nbias -1\nw\n1\n", "a weight"},
      {HEAD "nr_feature 1\nbias 1\nw\n1\nnan\n", "line 8"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_false (reads (bad[i].text, &back, &sentence));
    g_assert_nonnull (strstr (sentence, bad[i].says));
    g_assert_null (strchr (sentence, '\n'));
    g_assert_null (back.w);
    g_free (sentence);
  }
}

static void
test_labels_are_two (void)
{
  double labels[2], y[3];

  g_assert_cmpint (epi_logistic_labels ((double[]){-1, 1, 1}, 3, labels, y), ==,
                   EPI_OK);
  g_assert_cmpfloat (labels[0], ==, 1);
  g_assert_cmpfloat (y[0], ==, -1);
  g_assert_cmpint (epi_logistic_labels ((double[]){2, 5, 2}, 3, labels, y), ==,
                   EPI_OK);
  g_assert_cmpfloat (labels[0], ==, 2);
  g_assert_cmpfloat (y[1], ==, -1);
  g_assert_cmpint (epi_logistic_labels ((double[]){2, 2, 2}, 3, labels, y), ==,
                   EPI_UNSUPPORTED);
  g_assert_cmpint (epi_logistic_labels ((double[]){1, 2, 3}, 3, labels, y), ==,
                   EPI_UNSUPPORTED);
}

#define ADD(name, function) g_test_add_func ("/logistic/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("derivatives are slopes", test_derivatives_are_slopes);
  ADD ("the gap is the gradient squared", test_the_gap_is_the_gradient_squared);
  ADD ("the answer is proven", test_the_answer_is_proven);
  ADD ("a table of four cells has log odds",
       test_a_table_of_four_cells_has_log_odds);
  ADD ("parted classes have no estimate", test_parted_classes_have_no_estimate);
  ADD ("units hide nothing", test_units_hide_nothing);
  ADD ("the certificate refuses", test_the_certificate_refuses);
  ADD ("flat directions are no trouble", test_flat_directions_are_no_trouble);
  ADD ("a model comes back from its file",
       test_a_model_comes_back_from_its_file);
  ADD ("labels are two", test_labels_are_two);
  return g_test_run ();
}
