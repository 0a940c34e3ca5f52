/* SPDX-License-Identifier: GPL-3.0-or-later */
/* δᵢ is what problem/epi-svm-problem.h says it is, term by term and wherever
 * the largest of something stands: computed in 113 bits from its formula, of
 * which ours is never less, and not much more. */
#define _GNU_SOURCE

#include "problem/epi-svm-values.h"

#include "columns.h"
#include "core/epi-random.h"
#include "exact-kernel.h"

#include <float.h>
#include <glib.h>
#include <math.h>

#define N 5
#define P 24

typedef struct {
  EpiKernelFunction kernel;
  double values[N * P], beta[N];
  bool products; /* RBF: of products, where it could do with differences */
} Case;

/* ---- The formulas ---- */

/* γₖ = ku/(1 - ku) */
static _Float128
gamma_of (_Float128 k, _Float128 u)
{
  return k * u / (1 - k * u);
}

/* The most entries of a column; the features that occur in any. */
static size_t
most_entries (const Case *c)
{
  size_t m = 0;

  for (size_t i = 0; i < N; i++) {
    size_t entries = 0;
    for (size_t f = 0; f < P; f++)
      entries += c->values[i * P + f] != 0;
    m = MAX (m, entries);
  }
  return m;
}

static size_t
places (const Case *c)
{
  size_t n = 0;

  for (size_t f = 0; f < P; f++) {
    bool occurs = false;
    for (size_t i = 0; i < N; i++)
      occurs = occurs || c->values[i * P + f] != 0;
    n += occurs;
  }
  return n;
}

static _Float128
kernel_of (const Case *c, size_t i, size_t j)
{
  return exact_kernel (&c->kernel, c->values + i * P, c->values + j * P, P);
}

static _Float128
length_of (const Case *c, size_t i)
{
  _Float128 square = 0;

  for (size_t f = 0; f < P; f++)
    square += (_Float128)c->values[i * P + f] * c->values[i * P + f];
  return sqrtf128 (square);
}

/* Where k is wrong by a factor 1 + r at most, and so is our R, |k - ours| is
 * r(1 + r) of ours. */
static _Float128
of_rbf (const Case *c, size_t i, _Float128 u, _Float128 h, double our_reach)
{
  _Float128 R = 0, B = 0, far = 0, exp_of = gamma_of (8 + h, u);

  for (size_t j = 0; j < N; j++) {
    R += fabs (c->beta[j]) * kernel_of (c, i, j);
    B += fabs (c->beta[j]);
    if (c->beta[j] != 0)
      far = fmaxf128 (far, length_of (c, j));
  }
  if (c->products) {
    _Float128 across = length_of (c, i) + far;
    _Float128 E = gamma_of (most_entries (c) + 3, u) * c->kernel.gamma;
    _Float128 r = expm1f128 (E * across * across + exp_of);
    return r * (1 + r) * our_reach;
  }
  _Float128 sigma = expm1f128 (700 * gamma_of (places (c) + 3, u)) / 700;
  return R > 0 ? sigma * R * logf128 (B / R) + exp_of * R : 0;
}

static _Float128
documented (const Case *c, size_t i, const EpiSvmValues *ours)
{
  _Float128 reach = 0, m = most_entries (c), d = c->kernel.degree;
  _Float128 u = ours->unit, h = ours->depth;

  if (c->kernel.kind == EPI_KERNEL_RBF)
    return of_rbf (c, i, u, h, ours->reach[i]);
  for (size_t j = 0; j < N; j++)
    reach += fabs (c->beta[j]) * sqrtf128 (kernel_of (c, j, j));
  return gamma_of (
             c->kernel.kind == EPI_KERNEL_LINEAR ? m + h : d * (m + 3) + h, u) *
         sqrtf128 (kernel_of (c, i, i)) * reach;
}

/* ---- Held to them ---- */

static void
check_formula (const Case *c, const EpiSvmValues *ours)
{
  for (size_t i = 0; i < N; i++) {
    double right = (double)documented (c, i, ours);
    g_assert_cmpfloat (ours->delta[i], >=, right);
    g_assert_cmpfloat (ours->delta[i], <=, 1.011 * right);
  }
}

static void
check_bound (const Case *c, const EpiSvmValues *ours, double u, double h)
{
  g_assert_cmpfloat (ours->unit, ==, u);
  g_assert_cmpfloat (ours->depth, >=, h);
  g_assert_cmpfloat (ours->depth, <=, h + 1);
  check_formula (c, ours);
}

/* As if there were two digits, or five: no term is too small to be seen. */
static void
check_with_few_digits (const Case *c, EpiSvmValues *ours)
{
  for (ours->unit = 5e-3; ours->unit > 1e-9; ours->unit /= 50) {
    double depth = ours->depth;
    for (ours->depth = 0; ours->depth <= 1; ours->depth++) {
      epi_svm_values_bound (ours);
      check_formula (c, ours);
    }
    ours->depth = depth;
  }
}

/* A term is rounded when it is multiplied, as often as its batch has additions,
 * and by each of the additions in long double: of these n at most, each worth
 * 2⁻¹¹ of the others; or one for each of the support vectors. */
static void
check (const Case *c, bool few_digits)
{
  EpiSparse X = columns (P, N, c->values);
  EpiSvmProblem problem = {&X, NULL, NULL, c->kernel};
  EpiSvmValues ours;
  size_t support = 0;

  for (size_t j = 0; j < N; j++)
    support += c->beta[j] != 0;
  g_assert_cmpint (epi_svm_values_new (&problem, c->beta, &ours), ==, EPI_OK);
  if (c->kernel.kind == EPI_KERNEL_RBF && !c->products)
    g_assert_nonnull (ours.full);
  if (c->products)
    ours.full = NULL;
  epi_svm_values_compute (&ours);
  check_bound (c, &ours, DBL_EPSILON / 2,
               1 + EPI_SVM_BATCH + N * (double)(LDBL_EPSILON / DBL_EPSILON));
  epi_svm_values_compute_long (&ours);
  check_bound (c, &ours, LDBL_EPSILON / 2, 1 + (double)support);
  if (few_digits)
    check_with_few_digits (c, &ours);
  epi_svm_values_clear (&ours);
  epi_sparse_clear (&X);
}

/* Examples of a third of the features each, but for one that has all; one that
 * is longer than the others; one that is longer still, but no support vector;
 * and a multiplier as large as all the others a thousand times.  Each of them
 * stands anywhere. */
static Case
some_case (const EpiKernelFunction *kernel, bool products, size_t round)
{
  EpiRandom random = epi_random (round, 0);
  size_t all = round % N, large = round / N % N, far = (large + 1 + round) % N;
  Case c = {.kernel = *kernel, .products = products};

  for (size_t i = 0; i < N; i++) {
    size_t long_one = round / (N * N) % N;
    double size = i == far ? 9 : i == long_one ? 3 : 0.3;
    for (size_t f = 0; f < P; f++)
      if (i == all || (f + i) % 3 == 0)
        c.values[i * P + f] = size * epi_random_normal (&random) / sqrt (P);
    c.beta[i] = i == far ? 0 : epi_random_normal (&random);
    if (i == large)
      c.beta[i] *= 1000;
  }
  return c;
}

static const struct {
  EpiKernelFunction kernel;
  bool products;
} kinds[] = {
    {{EPI_KERNEL_LINEAR, 0, 0, 0}, false},
    {{EPI_KERNEL_POLYNOMIAL, 0.5, 1, 3}, false},
    {{EPI_KERNEL_POLYNOMIAL, 2, 0, 6}, false},
    {{EPI_KERNEL_RBF, 0.05, 0, 0}, false},
    {{EPI_KERNEL_RBF, 0.05, 0, 0}, true},
    {{EPI_KERNEL_RBF, 1.5, 0, 0}, false},
    {{EPI_KERNEL_RBF, 1.5, 0, 0}, true},
};

static void
test_it_is_the_formula (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (size_t round = 0; round < N * N * N; round++) {
      Case c = some_case (&kinds[k].kernel, kinds[k].products, round);
      check (&c, true);
    }
}

/* Without a rounding in the exponent, that of exp() and of the sum are left;
 * and nothing of examples that no support vector reaches. */
static void
test_exp_and_the_sum_have_their_roundings (void)
{
  for (int products = 0; products < 2; products++)
    for (double gamma = 1e-20; gamma < 1e10; gamma *= 1e28) {
      Case c = some_case (&kinds[3].kernel, products, 0);
      c.kernel.gamma = gamma;
      check (&c, false);
    }
}

/* From so many roundings on, no digit is left. */
static void
test_too_many_roundings_bound_nothing (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (kinds); k++) {
    Case c = some_case (&kinds[k].kernel, kinds[k].products, 0);
    EpiSparse X = columns (P, N, c.values);
    EpiSvmProblem problem = {&X, NULL, NULL, c.kernel};
    EpiSvmValues ours;
    g_assert_cmpint (epi_svm_values_new (&problem, c.beta, &ours), ==, EPI_OK);
    epi_svm_values_compute (&ours);
    for (ours.unit = 0.05; ours.unit < 10; ours.unit *= 1.1) {
      ours.depth = 21;
      epi_svm_values_bound (&ours);
      for (size_t i = 0; i < N; i++)
        g_assert_false (isfinite (ours.delta[i]));
    }
    epi_svm_values_clear (&ours);
    epi_sparse_clear (&X);
  }
}

/* What is taken as 0 from products that are lost is no 0: nothing is known. */
static void
test_a_lost_exponent_bounds_nothing (void)
{
  static const double from[] = {1e9, 1e10, 1e150};

  for (size_t k = 0; k < G_N_ELEMENTS (from); k++)
    for (size_t at = 0; at < N; at++) {
      Case c = some_case (&kinds[6].kernel, true, at);
      for (size_t f = 0; f < P; f++)
        c.values[at * P + f] += from[k];
      EpiSparse X = columns (P, N, c.values);
      EpiSvmProblem problem = {&X, NULL, NULL, c.kernel};
      EpiSvmValues ours;
      c.beta[at] = 1;
      g_assert_cmpint (epi_svm_values_new (&problem, c.beta, &ours), ==,
                       EPI_OK);
      ours.full = NULL;
      epi_svm_values_compute (&ours);
      for (size_t i = 0; i < N; i++)
        g_assert_cmpfloat (ours.delta[i], ==, INFINITY);
      epi_svm_values_clear (&ours);
      epi_sparse_clear (&X);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/svm bound/it is the formula", test_it_is_the_formula);
  g_test_add_func ("/svm bound/exp and the sum have their roundings",
                   test_exp_and_the_sum_have_their_roundings);
  g_test_add_func ("/svm bound/too many roundings bound nothing",
                   test_too_many_roundings_bound_nothing);
  g_test_add_func ("/svm bound/a lost exponent bounds nothing",
                   test_a_lost_exponent_bounds_nothing);
  return g_test_run ();
}
