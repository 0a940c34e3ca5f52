/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers made so that what a certificate computes is wrong by as much as can
 * be: the gap in 113 bits is where it says all the same. */
#define _GNU_SOURCE

#include "exact-svm.h"

static const EpiKernelFunction linear = {EPI_KERNEL_LINEAR, 0, 0, 0};

/* origin ± 1/16 and C = 64: w = 8, and both are within the margin, where they
 * belong, and no rounding of f moves a term of the gap. */
static ExactSvm
far_pair (double *values, double *y, double *C, double *beta, double origin)
{
  ExactSvm svm = {.kernel = linear,
                  .n = 2,
                  .p = 1,
                  .values = values,
                  .y = y,
                  .C = C,
                  .beta = beta,
                  .bias = -8 * origin};

  for (size_t i = 0; i < 2; i++) {
    y[i] = i == 0 ? 1 : -1;
    values[i] = origin + y[i] / 16;
    C[i] = 64;
    beta[i] = y[i] * 64;
  }
  return svm;
}

/* The norm, to which Σ|β| of the pair lends its rounding, is in what the gap is
 * divided by; the gap is that of another pair, at 0, of which one stands at the
 * wrong bound. */
static void
test_the_scale_is_rounded (void)
{
  for (double origin = 2e5; origin < 4e5; origin += 1234.5678) {
    double values[4], y[4], C[4], beta[4];
    ExactSvm svm = far_pair (values, y, C, beta, origin);
    svm.n = 4;
    for (size_t i = 2; i < 4; i++) {
      values[i] = 0;
      y[i] = i == 2 ? 1 : -1;
      C[i] = 0x1p-24;
      beta[i] = y[i] * C[i];
    }
    EpiSvmCertificate proof = exact_svm_certify (&svm, 1);
    g_assert_cmpint (proof.status, ==, EPI_OPTIMAL);
    g_assert_cmpfloat (proof.gap, >, 1e-4);
    check_gap_is_bounded (&svm, &proof);
  }
}

/* Multipliers so small that a long double with 64 in it does not see them, each
 * of them worth b; also where the answer is "optimal" with a gap of 0. */
static void
test_the_sum_of_multipliers_is_rounded (void)
{
  enum { MANY = 202 };
  double values[MANY], y[MANY], C[MANY], beta[MANY];
  ExactSvm svm = far_pair (values, y, C, beta, 0x1p18);

  svm.n = MANY;
  for (size_t i = 2; i < MANY; i++) {
    values[i] = values[0];
    y[i] = 1;
    C[i] = beta[i] = 0x1.fp-59;
  }
  values[MANY - 1] = values[1]; /* the other one comes at the end */
  y[MANY - 1] = y[1];
  C[MANY - 1] = C[1];
  beta[MANY - 1] = beta[1];
  beta[1] = C[1] = C[2];
  y[1] = 1;
  values[1] = values[0];
  for (double tolerance = 1e-13; tolerance < 1e-7; tolerance *= 10) {
    EpiSvmCertificate proof = exact_svm_certify (&svm, tolerance);
    check_gap_is_bounded (&svm, &proof);
    if (proof.status == EPI_OPTIMAL)
      g_assert_cmpfloat ((double)exact_values_of (&svm).gap, <=, tolerance);
  }
}

/* The squares of both are numbers, that of their distance is none; k is not 0
 * all the same.  They stand anywhere. */
static void
test_a_distance_may_overflow (void)
{
  enum { N = 5 };
  const double far = 0.9e154, gamma = 1e-308;

  for (size_t at = 0; at < N; at++)
    for (int sparse = 0; sparse < 2; sparse++) {
      size_t p = sparse ? 3 * N : 1;
      double values[3 * N * N] = {0}, y[N], C[N], beta[N] = {0};
      ExactSvm svm = {.kernel = {EPI_KERNEL_RBF, gamma, 0, 0},
                      .n = N,
                      .p = p,
                      .values = values,
                      .y = y,
                      .C = C,
                      .beta = beta};
      for (size_t i = 0; i < N; i++) {
        y[i] = i == at ? 1 : -1;
        C[i] = 1;
        for (size_t f = 0; f < (sparse ? 3 : 1); f++)
          values[i * p + (sparse ? 3 * i + f : 0)] = 1;
      }
      values[at * p] = far;
      values[(at + 1) % N * p] = -far;
      beta[at] = 0.5;
      beta[(at + 1) % N] = -0.5;
      g_assert_cmpfloat ((double)exact_kernel (&svm.kernel, values + at * p,
                                               values + (at + 1) % N * p, p),
                         >, 1e-3);
      EpiSvmCertificate proof = exact_svm_certify (&svm, 1e300);
      g_assert_cmpint (proof.status, ==, EPI_RUNNING);
      g_assert_cmpfloat (proof.tolerance_reached, ==, INFINITY);
    }
}

#define ADD(name, function)                                                    \
  g_test_add_func ("/svm certificate rounding/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("the scale is rounded", test_the_scale_is_rounded);
  ADD ("the sum of multipliers is rounded",
       test_the_sum_of_multipliers_is_rounded);
  ADD ("a distance may overflow", test_a_distance_may_overflow);
  return g_test_run ();
}
