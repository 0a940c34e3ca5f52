/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Σⱼ βⱼ k(xⱼ,xᵢ) and its bound δᵢ, of problem/epi-svm-values.h, each held to
 * what 113 bits make of it. */
#define _GNU_SOURCE

#include "problem/epi-svm-values.h"

#include "columns.h"
#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "exact-kernel.h"

#include <float.h>
#include <glib.h>
#include <math.h>

#define N 75

/* ---- Examples ---- */

typedef enum { NORMAL, FAR, NEAR, DOUBLED, GAPS, WIDE, N_CLOUDS } Cloud;

static double
value_of (Cloud cloud, EpiRandom *random)
{
  double normal = epi_random_normal (random);

  switch (cloud) {
  case FAR:
    return 1e6 + normal;
  case NEAR:
    return 1 + 1e-9 * normal;
  case GAPS:
    return epi_random_uniform (random) < 0.5 ? 0 : normal;
  case WIDE:
    return normal * pow (10, 6 * epi_random_uniform (random) - 3);
  default:
    return normal;
  }
}

/* (p, N), of g_malloc(). */
static double *
cloud_of (Cloud cloud, size_t p)
{
  EpiRandom random = epi_random (p, cloud);
  double *values = g_new (double, p *N);

  for (size_t k = 0; k < p * N; k++)
    values[k] = cloud == DOUBLED && k >= 5 * p ? values[k - 5 * p]
                                               : value_of (cloud, &random);
  return values;
}

/* Two thirds are support vectors, of very different size. */
static void
some_multipliers (double *beta)
{
  EpiRandom random = epi_random (3, 0);

  for (size_t i = 0; i < N; i++) {
    double size = pow (10, 6 * epi_random_uniform (&random) - 3);
    beta[i] = i % 3 == 1 ? 0 : copysign (size, epi_random_normal (&random));
  }
}

/* ---- In 113 bits ---- */

static void
exact_values (const EpiKernelFunction *kernel, const double *values, size_t p,
              size_t n, const double *beta, _Float128 *f)
{
  for (size_t i = 0; i < n; i++) {
    f[i] = 0;
    for (size_t j = 0; j < n; j++)
      if (beta[j] != 0)
        f[i] +=
            beta[j] * exact_kernel (kernel, values + j * p, values + i * p, p);
  }
}

/* ---- Held to it ---- */

typedef struct {
  double bound, error; /* sums over the examples */
  double sharpest;     /* the largest error/δᵢ */
} Hold;

static Hold
hold (const EpiSvmValues *values, const _Float128 *exact)
{
  size_t n = values->problem->X->cols;
  double size = 0;
  Hold result = {0};

  for (size_t j = 0; j < n; j++)
    size += fabs (values->beta[j]);
  for (size_t i = 0; i < n; i++) {
    _Float128 off = values->f[i] - exact[i];
    double error = (double)(off > 0 ? off : -off);
    /* what is below exp (-700) is left out */
    g_assert_cmpfloat (error, <=, values->delta[i] + 1e-300 * size);
    result.bound += values->delta[i];
    result.error += error;
    if (values->delta[i] > 0)
      result.sharpest = fmax (result.sharpest, error / values->delta[i]);
  }
  return result;
}

typedef struct {
  bool products, in_long;
} Way;

static const Way ways[] = {
    {false, false}, {false, true}, {true, false}, {true, true}};

/* f of columns (p, n), held to the exact one. */
static Hold
check (const EpiKernelFunction *kernel, const double *values, size_t p,
       size_t n, const double *beta, const _Float128 *exact, Way way)
{
  EpiSparse X = columns (p, n, values);
  EpiSvmProblem problem = {&X, NULL, NULL, *kernel};
  EpiSvmValues ours;

  g_assert_cmpint (epi_svm_values_new (&problem, beta, &ours), ==, EPI_OK);
  if (kernel->kind == EPI_KERNEL_RBF)
    g_assert_nonnull (ours.full);
  if (way.products)
    ours.full = NULL;
  epi_svm_values_compute (&ours);
  if (way.in_long)
    epi_svm_values_compute_long (&ours);
  Hold result = hold (&ours, exact);
  epi_svm_values_clear (&ours);
  epi_sparse_clear (&X);
  return result;
}

/* Near and far, alike and different, γ huge and tiny.  The worst that a bound
 * of distances from differences exceeds the error by, in the mean, is *loosest.
 */
static void
check_cloud (Cloud cloud, const EpiKernelFunction *kernel, size_t p,
             double *loosest)
{
  double *values = cloud_of (cloud, p), beta[N];
  _Float128 exact[N];

  some_multipliers (beta);
  exact_values (kernel, values, p, N, beta, exact);
  for (size_t w = 0; w < G_N_ELEMENTS (ways); w++) {
    Hold result = check (kernel, values, p, N, beta, exact, ways[w]);
    if (!ways[w].products && result.error > 0)
      *loosest = fmax (*loosest, result.bound / result.error);
  }
  g_free (values);
}

static void
test_rbf_is_within_its_bound (void)
{
  static const size_t features[] = {1, 4, 40};
  double loosest = 0;

  for (Cloud cloud = 0; cloud < N_CLOUDS; cloud++)
    for (size_t k = 0; k < G_N_ELEMENTS (features); k++)
      for (double gamma = 1e-9; gamma <= 1e6; gamma *= 1000) {
        EpiKernelFunction kernel = {EPI_KERNEL_RBF, gamma, 0, 0};
        double p = (double)features[k], none = 0;
        /* of points too far from each other f is β, and nothing rounds */
        bool meet = cloud != WIDE && gamma * p <= 1;
        check_cloud (cloud, &kernel, features[k], meet ? &loosest : &none);
      }
  g_test_message ("the bound is at most %.0f times the error", loosest);
  g_assert_cmpfloat (loosest, <=, 1000);
}

/* Σ|βⱼ| k(xⱼ,xᵢ), which a bound of δ may neither miss nor exceed. */
static void
test_reach_is_a_sum_of_moduli (void)
{
  const EpiKernelFunction kernel = {EPI_KERNEL_RBF, 0.1, 0, 0};
  double *values = cloud_of (NORMAL, 4), beta[N], moduli[N];
  EpiSparse X = columns (4, N, values);
  EpiSvmProblem problem = {&X, NULL, NULL, kernel};
  _Float128 exact[N];

  some_multipliers (beta);
  for (size_t j = 0; j < N; j++)
    moduli[j] = fabs (beta[j]);
  exact_values (&kernel, values, 4, N, moduli, exact);
  for (size_t w = 0; w < G_N_ELEMENTS (ways); w++) {
    EpiSvmValues ours;
    g_assert_cmpint (epi_svm_values_new (&problem, beta, &ours), ==, EPI_OK);
    if (ways[w].products)
      ours.full = NULL;
    epi_svm_values_compute (&ours);
    if (ways[w].in_long)
      epi_svm_values_compute_long (&ours);
    for (size_t i = 0; i < N; i++)
      g_assert_cmpfloat (fabs (ours.reach[i] - (double)exact[i]), <=,
                         1e-12 * (double)exact[i]);
    epi_svm_values_clear (&ours);
  }
  epi_sparse_clear (&X);
  g_free (values);
}

static void
test_products_are_within_their_bound (void)
{
  static const EpiKernelFunction kernels[] = {
      {EPI_KERNEL_LINEAR, 0, 0, 0},
      {EPI_KERNEL_POLYNOMIAL, 0.5, 1, 3},
      {EPI_KERNEL_POLYNOMIAL, 2, 0, 6},
  };
  double loosest = 0;

  for (Cloud cloud = 0; cloud < N_CLOUDS; cloud++)
    for (size_t k = 0; k < G_N_ELEMENTS (kernels); k++)
      for (size_t p = 1; p <= 40; p = 10 * p - 6)
        check_cloud (cloud, &kernels[k], p, &loosest);
}

/* ---- Rounding that always goes the same way ---- */

/* To 1, terms are added of a little more than half of its last place: each is
 * rounded to a whole one. */
static double
half_a_place (bool in_long)
{
  return 1.02 * (in_long ? (double)LDBL_EPSILON : DBL_EPSILON) / 2;
}

/* ‖x‖² is such a sum, whose p roundings no bound may forget: as the distance of
 * x from 0, or as the product of x with itself. */
static void
check_features (const EpiKernelFunction *kernel, size_t p, Way way)
{
  bool rbf = kernel->kind == EPI_KERNEL_RBF;
  double *values = g_new0 (double, 2 * p), beta[] = {rbf, !rbf};
  _Float128 exact[2];

  for (size_t f = 0; f < p; f++)
    values[p + f] = f == 0 ? 1 : sqrt (half_a_place (way.in_long));
  exact_values (kernel, values, p, 2, beta, exact);
  Hold result = check (kernel, values, p, 2, beta, exact, way);
  g_test_message ("%zu features: error %.2f of its bound", p, result.sharpest);
  g_assert_cmpfloat (result.sharpest, >=, p < 100 ? 0.5 : 0.9);
  g_free (values);
}

static void
test_the_bound_knows_the_features (void)
{
  static const EpiKernelFunction kernels[] = {
      {EPI_KERNEL_LINEAR, 0, 0, 0},
      {EPI_KERNEL_POLYNOMIAL, 1, 0, 3},
      {EPI_KERNEL_RBF, 10, 0, 0},
  };

  for (size_t k = 0; k < G_N_ELEMENTS (kernels); k++)
    for (size_t p = 50; p <= 1000; p *= 20)
      for (size_t w = 0; w < G_N_ELEMENTS (ways); w++)
        check_features (&kernels[k], p, ways[w]);
}

/* So is Σβⱼ of equal examples: a batch of it in doubles, all of it in long
 * ones. */
static void
test_the_bound_knows_the_sum (void)
{
  const EpiKernelFunction kernel = {EPI_KERNEL_RBF, 1, 0, 0};

  for (size_t w = 0; w < G_N_ELEMENTS (ways); w++) {
    size_t n = 2 * EPI_SVM_BATCH, first = ways[w].in_long ? 0 : EPI_SVM_BATCH;
    double values[2 * EPI_SVM_BATCH], beta[2 * EPI_SVM_BATCH];
    _Float128 exact[2 * EPI_SVM_BATCH];
    for (size_t i = 0; i < n; i++) {
      values[i] = 1;
      beta[i] = i == first  ? 1
                : i > first ? half_a_place (ways[w].in_long)
                            : 1e-100;
    }
    exact_values (&kernel, values, 1, n, beta, exact);
    Hold result = check (&kernel, values, 1, n, beta, exact, ways[w]);
    g_test_message ("error %.2f of its bound", result.sharpest);
    g_assert_cmpfloat (result.sharpest, >=, 0.5);
  }
}

/* ---- What is no number ---- */

/* Whatever the tolerance. */
static void
test_what_overflows_is_not_certified (void)
{
  static const double poison[] = {1, NAN, INFINITY, -INFINITY, 1e200};
  static const EpiKernelFunction kernels[] = {
      {EPI_KERNEL_LINEAR, 0, 0, 0},
      {EPI_KERNEL_POLYNOMIAL, 0.5, 1, 3},
      {EPI_KERNEL_RBF, 0.5, 0, 0},
      {EPI_KERNEL_RBF, 1e-300, 0, 0},
  };
  const double y[] = {1, -1, 1, -1, 1}, C[] = {1, 1, 1, 1, 1};

  for (size_t k = 0; k < G_N_ELEMENTS (kernels); k++)
    for (size_t v = 0; v < G_N_ELEMENTS (poison); v++)
      for (size_t at = 0; at < 5; at++)
        for (int sparse = 0; sparse < 2; sparse++) {
          double values[5 * 20] = {0}, beta[] = {0.5, -0.5, 0, 0, 0};
          EpiSvmCertificate proof;
          for (size_t i = 0; i < 5; i++)
            for (size_t f = 0; f < (sparse ? 2 : 20); f++)
              values[20 * i + (sparse ? 4 * i + f : f)] = 1 + (double)i;
          values[20 * at + (sparse ? 4 * at : 7)] = poison[v];
          EpiSparse X = columns (20, 5, values);
          EpiSvmProblem problem = {&X, y, C, kernels[k]};
          g_assert_cmpint (epi_svm_certify (&problem, beta, 0, 1e300, &proof),
                           ==, EPI_OK);
          g_assert_cmpint (proof.status, ==,
                           v == 0 ? EPI_OPTIMAL : EPI_RUNNING);
          epi_sparse_clear (&X);
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/svm values/rbf is within its bound",
                   test_rbf_is_within_its_bound);
  g_test_add_func ("/svm values/reach is a sum of moduli",
                   test_reach_is_a_sum_of_moduli);
  g_test_add_func ("/svm values/products are within their bound",
                   test_products_are_within_their_bound);
  g_test_add_func ("/svm values/the bound knows the features",
                   test_the_bound_knows_the_features);
  g_test_add_func ("/svm values/the bound knows the sum",
                   test_the_bound_knows_the_sum);
  g_test_add_func ("/svm values/what overflows is not certified",
                   test_what_overflows_is_not_certified);
  return g_test_run ();
}
