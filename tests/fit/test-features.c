/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-features.h"

#include <glib.h>
#include <math.h>

static void
test_raw_coefficients_give_the_same_polynomial (void)
{
  EpiFeatures *scaled = epi_features_new (EPI_FEATURES_POLYNOMIAL, 1, 5, true);
  EpiFeatures *raw = epi_features_new (EPI_FEATURES_POLYNOMIAL, 1, 5, true);
  const double x[] = {1990, 2003, 2010}, *columns[] = {x};
  const double theta[] = {3, -1, 0.5, 2, -0.25, 1};
  double coefficients[6];

  epi_features_scale (scaled, columns, 3);
  g_assert_cmpfloat (scaled->centre[0], ==, 2000);
  g_assert_cmpfloat (scaled->scale[0], ==, 10);
  g_assert_cmpint (epi_features_raw (scaled, theta, coefficients), ==, EPI_OK);
  /* θ₁ of (x-2000)/10, by hand: the coefficient of x⁵ is θ₅/10⁵. */
  g_assert_cmpfloat_with_epsilon (coefficients[5], 1e-5, 1e-20);
  for (double at = 1990; at <= 2010; at += 2.5) {
    /* Terms of 3e11 cancel: 16 digits of them are 1e-4. */
    g_assert_cmpfloat_with_epsilon (
        epi_features_predict (scaled, &at, theta),
        epi_features_predict (raw, &at, coefficients), 2e-3);
  }
  epi_features_free (scaled);
  epi_features_free (raw);
}

static void
test_linear_features_undo_their_scaling (void)
{
  EpiFeatures *scaled = epi_features_new (EPI_FEATURES_LINEAR, 2, 0, true);
  EpiFeatures *raw = epi_features_new (EPI_FEATURES_LINEAR, 2, 0, true);
  const double a[] = {0, 8}, b[] = {-3, 1}, *columns[] = {a, b};
  const double theta[] = {1, 2, 3};
  double coefficients[3];
  const double at[] = {5, 7};

  epi_features_scale (scaled, columns, 2);
  g_assert_cmpint (epi_features_raw (scaled, theta, coefficients), ==, EPI_OK);
  g_assert_cmpfloat (coefficients[0], ==, 1 - 2 * 4 / 4. + 3 / 2.);
  g_assert_cmpfloat (coefficients[1], ==, 0.5);
  g_assert_cmpfloat (coefficients[2], ==, 1.5);
  g_assert_cmpfloat_with_epsilon (epi_features_predict (scaled, at, theta),
                                  epi_features_predict (raw, at, coefficients),
                                  1e-14);
  epi_features_free (scaled);
  epi_features_free (raw);
}

static void
test_centred_without_intercept_has_no_raw_form (void)
{
  EpiFeatures *features =
      epi_features_new (EPI_FEATURES_POLYNOMIAL, 1, 2, false);
  double theta[] = {4, 4};

  features->scale[0] = 2;
  g_assert_cmpint (epi_features_raw (features, theta, theta), ==, EPI_OK);
  g_assert_cmpfloat (theta[0], ==, 2);
  g_assert_cmpfloat (theta[1], ==, 1);
  features->centre[0] = 1;
  g_assert_cmpint (epi_features_raw (features, theta, theta), ==,
                   EPI_UNSUPPORTED);
  epi_features_free (features);
}

static void
test_fourier_features_are_orthogonal_on_a_period (void)
{
  EpiFeatures *features = epi_features_new (EPI_FEATURES_FOURIER, 1, 3, true);
  double x[12], sum;
  const double *columns[] = {x};
  EpiMatrix A;

  features->period = 6;
  for (int i = 0; i < 12; i++)
    x[i] = 1e6 + i / 2.;
  g_assert_cmpint (epi_features_matrix (features, columns, 12, &A), ==, EPI_OK);
  g_assert_cmpuint (A.cols, ==, 7);
  for (size_t j = 0; j < 7; j++)
    for (size_t l = 0; l < 7; l++) {
      sum = 0;
      for (size_t i = 0; i < 12; i++)
        sum += *epi_matrix_at (&A, i, j) * *epi_matrix_at (&A, i, l);
      g_assert_cmpfloat_with_epsilon (sum, j != l ? 0 : j == 0 ? 12 : 6, 1e-9);
    }
  epi_matrix_clear (&A);
  epi_features_free (features);
}

static void
check_name (const EpiFeatures *features, size_t j, const char *expected)
{
  char *name = epi_features_name (features, j, NULL);
  g_assert_cmpstr (name, ==, expected);
  g_free (name);
}

/* Seasons on a slope: a model of t and its raw form say the same of every x. */
static void
test_a_trend_has_a_raw_form (void)
{
  EpiFeatures *f = epi_features_new (EPI_FEATURES_FOURIER, 1, 2, true);
  EpiFeatures *plain = epi_features_new (EPI_FEATURES_FOURIER, 1, 2, true);
  const double years[] = {1959, 1975.5, 1997};
  const double *columns[] = {years};
  const double theta[] = {340, 25, 2, -1, 0.5, 0.25};
  double raw[6];

  f->trend = plain->trend = true;
  f->period = plain->period = 1;
  epi_features_scale (f, columns, 3);
  g_assert_cmpuint (epi_features_count (f), ==, 6);
  g_assert_cmpint (epi_features_raw (f, theta, raw), ==, EPI_OK);
  for (size_t i = 0; i < 3; i++) {
    double y = epi_features_predict (f, &years[i], theta);
    /* raw[0] is as large as slope times year: that is what can be lost */
    double bound = 16 * 0x1p-53 * (fabs (raw[0]) + fabs (raw[1]) * years[i]);
    g_assert_cmpfloat_with_epsilon (
        epi_features_predict (plain, &years[i], raw), y, bound);
  }
  char *name = epi_features_name (f, 1, NULL);
  g_assert_cmpstr (name, ==, "t");
  g_free (name);
  epi_features_free (f);
  epi_features_free (plain);
}

static void
test_features_have_names (void)
{
  EpiFeatures *poly = epi_features_new (EPI_FEATURES_POLYNOMIAL, 1, 12, true);
  EpiFeatures *wave = epi_features_new (EPI_FEATURES_FOURIER, 1, 2, false);
  EpiFeatures *line = epi_features_new (EPI_FEATURES_LINEAR, 2, 0, true);

  check_name (poly, 0, "1");
  check_name (poly, 1, "x");
  check_name (poly, 12, "x¹²");
  poly->centre[0] = 1;
  check_name (poly, 2, "t²");
  check_name (wave, 0, "cos ωx");
  check_name (wave, 3, "sin 2ωx");
  check_name (line, 2, "x₂");
  epi_features_free (poly);
  epi_features_free (wave);
  epi_features_free (line);
}

static void
test_an_overflowing_feature_is_a_status (void)
{
  EpiFeatures *poly = epi_features_new (EPI_FEATURES_POLYNOMIAL, 1, 2, true);
  const double x[] = {1, 1e200}, *columns[] = {x};
  EpiMatrix A;

  g_assert_cmpint (epi_features_matrix (poly, columns, 2, &A), ==,
                   EPI_NOT_FINITE);
  epi_features_free (poly);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/features/raw-coefficients-give-the-same-polynomial",
                   test_raw_coefficients_give_the_same_polynomial);
  g_test_add_func ("/features/linear-features-undo-their-scaling",
                   test_linear_features_undo_their_scaling);
  g_test_add_func ("/features/centred-without-intercept-has-no-raw-form",
                   test_centred_without_intercept_has_no_raw_form);
  g_test_add_func ("/features/fourier-features-are-orthogonal-on-a-period",
                   test_fourier_features_are_orthogonal_on_a_period);
  g_test_add_func ("/features/a-trend-has-a-raw-form",
                   test_a_trend_has_a_raw_form);
  g_test_add_func ("/features/features-have-names", test_features_have_names);
  g_test_add_func ("/features/an-overflowing-feature-is-a-status",
                   test_an_overflowing_feature_is_a_status);
  return g_test_run ();
}
