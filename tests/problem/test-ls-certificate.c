/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-alloc.h"
#include "fit/epi-ls-qr.h"
#include "fit/epi-ls-svd.h"
#include "fit/epi-normal-equations.h"
#include "problem/epi-ls.h"

#include <glib.h>
#include <math.h>

/* y = 1 + x + noise of ±1 in pairs at the same x: the answer is exact. */
static double paired_a[] = {1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 2, 2};
static double paired_b[] = {2, 0, 3, 1, 4, 2};

static EpiLs
paired (EpiLoss loss)
{
  return (EpiLs){.A = epi_matrix_view (paired_a, 6, 2, 6),
                 .B = epi_matrix_view (paired_b, 6, 1, 6),
                 .loss = loss,
                 .huber_delta = 0.25};
}

static EpiLsCertificate
certify (const EpiLs *ls, double *theta, const double *hint)
{
  EpiMatrix answer =
      epi_matrix_view (theta, ls->A.cols, ls->B.cols, ls->A.cols);
  EpiLsCertificate certificate;

  g_assert_cmpint (epi_ls_certify (ls, &answer, hint, 1e-8, &certificate), ==,
                   EPI_OK);
  return certificate;
}

static void
test_the_exact_answer_is_optimal (void)
{
  EpiLs ls = paired (EPI_LOSS_SQUARED);
  double theta[] = {1, 1};
  EpiLsCertificate c = certify (&ls, theta, NULL);

  g_assert_cmpint (c.status, ==, EPI_OPTIMAL);
  g_assert_null (c.missing);
  g_assert_cmpfloat (c.stationarity, ==, 0);
  g_assert_cmpfloat (c.primal, ==, 6);
  g_assert_cmpuint (c.rank, ==, 2);
  /* AᵀA = [6 6; 6 10]: eigenvalues 8 ± √40 */
  double root = sqrt (40);
  g_assert_cmpfloat_with_epsilon (c.condition, sqrt ((8 + root) / (8 - root)),
                                  1e-13);
}

static void
test_a_perturbed_answer_is_refused (void)
{
  EpiLs ls = paired (EPI_LOSS_SQUARED);

  for (double by = 1; by > 2e-8; by /= 10)
    for (size_t j = 0; j < 2; j++) {
      double theta[] = {1, 1};
      theta[j] += by;
      EpiLsCertificate c = certify (&ls, theta, NULL);
      g_assert_cmpint (c.status, ==, EPI_RUNNING);
      g_assert_cmpstr (c.missing, ==, "the gradient is not zero");
    }
}

/* Wampler's kind: integers, degree 5, no residual at all, κ of 10⁶. */
static void
test_a_zero_residual_is_optimal_only_when_it_is_zero (void)
{
  double a[21 * 6], b[21] = {0}, theta[] = {1, 1, 1, 1, 1, 1};
  EpiLs ls = {.A = epi_matrix_view (a, 21, 6, 21),
              .B = epi_matrix_view (b, 21, 1, 21)};
  EpiMethod *qr;

  for (size_t i = 0; i < 21; i++)
    for (size_t j = 0; j < 6; j++)
      b[i] += a[i + 21 * j] = pow ((double)i, (double)j);
  g_assert_cmpint (certify (&ls, theta, NULL).status, ==, EPI_OPTIMAL);
  epi_ls_qr_new (&ls, NULL, &qr);
  epi_method_run (qr, 100, NULL, NULL);
  g_assert_cmpint (certify (&ls, qr->x, NULL).status, ==, EPI_OPTIMAL);
  epi_method_free (qr);
  for (size_t j = 0; j < 6; j++) {
    theta[j] = 1 + 1e-4;
    if (j > 0)
      g_assert_cmpint (certify (&ls, theta, NULL).status, ==, EPI_RUNNING);
    theta[j] = 1;
  }
}

static void
test_a_deficient_rank_is_reported_and_its_answer_accepted (void)
{
  double a[] = {1, 1, 1, 2, 2, 2}, b[] = {1, 2, 6};
  EpiLs ls = {.A = epi_matrix_view (a, 3, 2, 3),
              .B = epi_matrix_view (b, 3, 1, 3)};
  double other[] = {3, 0}; /* mean 3 = θ₁ + 2θ₂, not the shortest */
  EpiMethod *svd;

  epi_ls_svd_new (&ls, &svd);
  epi_method_run (svd, 100, NULL, NULL);
  EpiLsCertificate c = certify (&ls, svd->x, NULL);
  g_assert_cmpint (c.status, ==, EPI_OPTIMAL);
  g_assert_cmpuint (c.rank, ==, 1);
  g_assert_true (isinf (c.condition));
  g_assert_cmpint (certify (&ls, other, NULL).status, ==, EPI_OPTIMAL);
  epi_method_free (svd);
}

static void
test_ridge_and_weights_and_outputs_take_part (void)
{
  double a[] = {1, 1, 1, -1, 0, 1}, b[] = {-1, 2, 5, 1, -2, -5};
  double w[] = {2, 7, 2};
  EpiLs ls = {.A = epi_matrix_view (a, 3, 2, 3),
              .B = epi_matrix_view (b, 3, 2, 3),
              .weights = w,
              .ridge = 4,
              .n_free = 1};
  /* Σ w x² = 4: slopes 12/(4+4), -12/(4+4); Σ w b = 22, -22 of 11. */
  double theta[] = {2, 1.5, -2, -1.5};
  EpiLsCertificate c = certify (&ls, theta, NULL);

  g_assert_cmpint (c.status, ==, EPI_OPTIMAL);
  theta[3] = -1.4999;
  g_assert_cmpint (certify (&ls, theta, NULL).status, ==, EPI_RUNNING);
  theta[3] = -1.5;
  w[0] = 1;
  g_assert_cmpint (certify (&ls, theta, NULL).status, ==, EPI_RUNNING);
}

static void
test_the_median_is_optimal_for_the_absolute_loss (void)
{
  double a[] = {1, 1, 1, 1, 1}, b[] = {7, 1, 100, 4, 5}, w[] = {1, 1, 1, 1, 1};
  EpiLs ls = {.A = epi_matrix_view (a, 5, 1, 5),
              .B = epi_matrix_view (b, 5, 1, 5),
              .weights = w,
              .loss = EPI_LOSS_ABSOLUTE};
  double theta = 5;
  EpiLsCertificate c = certify (&ls, &theta, NULL);

  g_assert_cmpint (c.status, ==, EPI_OPTIMAL);
  g_assert_cmpfloat (c.primal, ==, 2 + 4 + 95 + 1);
  g_assert_cmpfloat_with_epsilon (c.dual, c.primal, 1e-12);
  theta = 5.001;
  g_assert_cmpint (certify (&ls, &theta, NULL).status, ==, EPI_RUNNING);
  w[2] = 10; /* now the weighted median is 100 */
  theta = 5;
  c = certify (&ls, &theta, NULL);
  g_assert_cmpint (c.status, ==, EPI_RUNNING);
  g_assert_cmpfloat (c.dual, <=, c.primal); /* weak duality */
  theta = 100;
  g_assert_cmpint (certify (&ls, &theta, NULL).status, ==, EPI_OPTIMAL);
}

static void
test_hubers_answer_is_optimal_with_the_right_delta_only (void)
{
  EpiLs ls = paired (EPI_LOSS_HUBER);
  double theta[] = {1, 1}; /* by symmetry, whatever δ */
  double a[] = {1, 1, 1}, b[] = {0, 1, 20}, mean;
  EpiLs three = {.A = epi_matrix_view (a, 3, 1, 3),
                 .B = epi_matrix_view (b, 3, 1, 3),
                 .loss = EPI_LOSS_HUBER,
                 .huber_delta = 2};

  g_assert_cmpint (certify (&ls, theta, NULL).status, ==, EPI_OPTIMAL);
  theta[1] = 1.001; /* every residual still beyond δ: flat there */
  g_assert_cmpint (certify (&ls, theta, NULL).status, ==, EPI_OPTIMAL);
  ls.huber_delta = 2;
  g_assert_cmpint (certify (&ls, theta, NULL).status, ==, EPI_RUNNING);
  theta[1] = 1;
  g_assert_cmpint (certify (&ls, theta, NULL).status, ==, EPI_OPTIMAL);
  mean = 1.5; /* θ + (θ-1) = δ */
  g_assert_cmpint (certify (&three, &mean, NULL).status, ==, EPI_OPTIMAL);
  three.huber_delta = 2.01;
  g_assert_cmpint (certify (&three, &mean, NULL).status, ==, EPI_RUNNING);
}

static void
test_a_wrong_hint_cannot_prove_anything (void)
{
  EpiLs ls = paired (EPI_LOSS_ABSOLUTE);
  double wrong[] = {1.5, 1}; /* the gap is that of a point inside a flat: no */
  double hints[][6] = {
      {9, 9, 9, 9, 9, 9}, {NAN, 0, 0, 0, 0, 0}, {1, -1, 1, -1, 1, -1}};

  wrong[0] = 2.5; /* above all points */
  for (size_t i = 0; i < 3; i++)
    g_assert_cmpint (certify (&ls, wrong, hints[i]).status, ==, EPI_RUNNING);
  wrong[0] = 1.5; /* between the pairs every line is optimal */
  g_assert_cmpint (certify (&ls, wrong, NULL).status, ==, EPI_OPTIMAL);
}

static void
test_ridge_gives_the_absolute_loss_another_dual (void)
{
  /* min |θ - 3| + 2 |θ - 0| + λθ²: with λ = 1, θ = 0; without 2|θ|, ½. */
  double a[] = {1, 1}, b[] = {3, 0}, w[] = {1, 2}, theta = 0;
  EpiLs ls = {.A = epi_matrix_view (a, 2, 1, 2),
              .B = epi_matrix_view (b, 2, 1, 2),
              .weights = w,
              .ridge = 1,
              .loss = EPI_LOSS_ABSOLUTE};
  double hint[] = {-1, 1};

  g_assert_cmpint (certify (&ls, &theta, hint).status, ==, EPI_OPTIMAL);
  w[1] = 0;
  hint[1] = 0;
  theta = 0.5;
  g_assert_cmpint (certify (&ls, &theta, hint).status, ==, EPI_OPTIMAL);
  theta = 0.49;
  g_assert_cmpint (certify (&ls, &theta, hint).status, ==, EPI_RUNNING);
}

static void
test_what_is_not_finite_fails (void)
{
  EpiLs ls = paired (EPI_LOSS_SQUARED);
  double theta[] = {1, NAN};
  EpiMatrix answer = epi_matrix_view (theta, 2, 1, 2);
  EpiLsCertificate certificate;

  g_assert_cmpint (epi_ls_certify (&ls, &answer, NULL, 1e-8, &certificate), ==,
                   EPI_NOT_FINITE);
  g_assert_cmpint (certificate.status, ==, EPI_FAILED);
  g_assert_nonnull (certificate.missing);
}

static void
test_a_known_spectrum_gives_the_same_certificate (void)
{
  EpiLs ls = paired (EPI_LOSS_SQUARED);
  double theta[] = {1.1, 1};
  EpiMatrix answer = epi_matrix_view (theta, 2, 1, 2);
  EpiLsSpectrum spectrum;
  EpiLsCertificate known, fresh = certify (&ls, theta, NULL);

  g_assert_cmpint (epi_ls_spectrum (&ls, NULL, &spectrum), ==, EPI_OK);
  epi_ls_certify_known (&ls, &spectrum, &answer, NULL, 1e-8, &known);
  g_assert_cmpfloat (known.stationarity, ==, fresh.stationarity);
  g_assert_cmpfloat (known.condition, ==, fresh.condition);
  g_assert_cmpfloat (known.gap, ==, fresh.gap);
  epi_ls_spectrum_clear (&spectrum);
  EpiCancel cancel = {true};
  g_assert_cmpint (epi_ls_spectrum (&ls, &cancel, &spectrum), ==,
                   EPI_INTERRUPTED);
}

static void
test_huge_and_tiny_units_do_not_matter (void)
{
  for (int exponent = -600; exponent <= 600; exponent += 300) {
    double a[12], theta[] = {ldexp (1, -exponent), ldexp (1, -exponent)};
    EpiLs ls = paired (EPI_LOSS_SQUARED);
    for (size_t i = 0; i < 12; i++)
      a[i] = ldexp (paired_a[i], exponent);
    ls.A.data = a;
    EpiLsCertificate c = certify (&ls, theta, NULL);
    g_assert_cmpint (c.status, ==, EPI_OPTIMAL);
    g_assert_cmpuint (c.rank, ==, 2);
    theta[0] *= 1.001;
    g_assert_cmpint (certify (&ls, theta, NULL).status, ==, EPI_RUNNING);
  }
}

/* f - dual is f - f*, whatever θ: here f* is known. */
static void
test_the_gap_is_the_distance_to_the_least_cost (void)
{
  double theta[] = {1.25, 0.5};
  EpiLs ls = paired (EPI_LOSS_SQUARED);
  EpiLsCertificate c = certify (&ls, theta, NULL);

  /* r = (θ₀ - 1) + (θ₁ - 1)x ± 1; f* = 6; f - f* = Σ 2 (0.25 - 0.5 x)² */
  double excess = 2 * (0.25 * 0.25 + 0.25 * 0.25 + 0.75 * 0.75);
  g_assert_cmpfloat_with_epsilon (c.primal, 6 + excess, 1e-13);
  g_assert_cmpfloat_with_epsilon (c.dual, 6, 1e-13);
  g_assert_cmpfloat_with_epsilon (c.gap, excess / (6 + excess), 1e-13);
}

/* Powers of x far from zero: every column is all but at right angles to the
 * residual that the normal equations leave, and two thirds of its square still
 * lie in their span.  Only the gap sees that. */
static void
test_nearly_dependent_columns_do_not_hide_a_gap (void)
{
  const size_t n = 82, p = 11;
  double *a = g_new (double, n *p), *b = g_new (double, n);
  EpiMethod *method;

  for (size_t i = 0; i < n; i++) {
    double x = -8.78 + 5.65 * (double)i / 81, t = (x + 5.955) / 2.825;
    b[i] = 0.83 + 0.06 * t - 0.05 * t * t + 0.03 * sin (4 * t) +
           0.012 * cos (9 * t);
    for (size_t j = 0; j < p; j++)
      a[i + j * n] = pow (x, (double)j);
  }
  EpiLs ls = {.A = epi_matrix_view (a, n, p, n),
              .B = epi_matrix_view (b, n, 1, n)};
  g_assert_cmpint (epi_normal_equations_new (&ls, &method), ==, EPI_OK);
  if (epi_method_run (method, 100, NULL, NULL) == EPI_CONVERGED) {
    EpiLsCertificate c = certify (&ls, method->x, NULL);
    g_assert_cmpint (c.status, ==, EPI_RUNNING);
    g_assert_cmpfloat (c.gap, >, 1e-3);
  } /* else rounding made AᵀA indefinite, which is as honest */
  epi_method_free (method);
  g_assert_cmpint (epi_ls_qr_new (&ls, NULL, &method), ==, EPI_OK);
  epi_method_run (method, 100, NULL, NULL);
  g_assert_cmpint (certify (&ls, method->x, NULL).status, ==, EPI_OPTIMAL);
  epi_method_free (method);
  g_free (a);
  g_free (b);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/ls-certificate/" name, func)
  ADD ("the-exact-answer-is-optimal", test_the_exact_answer_is_optimal);
  ADD ("a-perturbed-answer-is-refused", test_a_perturbed_answer_is_refused);
  ADD ("a-zero-residual-is-optimal-only-when-it-is-zero",
       test_a_zero_residual_is_optimal_only_when_it_is_zero);
  ADD ("a-deficient-rank-is-reported-and-its-answer-accepted",
       test_a_deficient_rank_is_reported_and_its_answer_accepted);
  ADD ("ridge-and-weights-and-outputs-take-part",
       test_ridge_and_weights_and_outputs_take_part);
  ADD ("the-median-is-optimal-for-the-absolute-loss",
       test_the_median_is_optimal_for_the_absolute_loss);
  ADD ("hubers-answer-is-optimal-with-the-right-delta-only",
       test_hubers_answer_is_optimal_with_the_right_delta_only);
  ADD ("a-wrong-hint-cannot-prove-anything",
       test_a_wrong_hint_cannot_prove_anything);
  ADD ("ridge-gives-the-absolute-loss-another-dual",
       test_ridge_gives_the_absolute_loss_another_dual);
  ADD ("what-is-not-finite-fails", test_what_is_not_finite_fails);
  ADD ("the-gap-is-the-distance-to-the-least-cost",
       test_the_gap_is_the_distance_to_the_least_cost);
  ADD ("nearly-dependent-columns-do-not-hide-a-gap",
       test_nearly_dependent_columns_do_not_hide_a_gap);
  ADD ("a-known-spectrum-gives-the-same-certificate",
       test_a_known_spectrum_gives_the_same_certificate);
  ADD ("huge-and-tiny-units-do-not-matter",
       test_huge_and_tiny_units_do_not_matter);
  return g_test_run ();
}
