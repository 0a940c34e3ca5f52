/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bound of rounding in problem/epi-svm-problem.h, held to 113 bits. */
#define _GNU_SOURCE

#include "classify/epi-smo.h"

#include "exact-kernel.h"
#include "some-examples.h"

#include <math.h>
#include <stdlib.h>

#define N 60

/* (primal - dual)/(1 + |dual|), from their definitions. */
static _Float128
exact_gap (const EpiSvmProblem *problem, const double *beta, double bias)
{
  const double *X = problem->X->value;
  size_t p = problem->X->rows;
  _Float128 norm = 0, fit = 0, slack = 0;

  for (size_t i = 0; i < N; i++) {
    _Float128 f = 0;
    for (size_t j = 0; j < N; j++)
      f += beta[j] * exact_kernel (&problem->kernel, X + j * p, X + i * p, p);
    _Float128 under = 1 - problem->y[i] * (f + bias);
    norm += beta[i] * f;
    fit += problem->y[i] * (_Float128)beta[i];
    slack += under > 0 ? problem->C[i] * under : 0;
  }
  _Float128 dual = fit - norm / 2;
  return (norm / 2 + slack - dual) / (1 + (dual > 0 ? dual : -dual));
}

/* Optimal is what has gap and rounding together within the tolerance: also one
 * between the gap and that sum, where rounding alone decides. */
static void
check_what_is_optimal (const EpiSvmProblem *problem, const double *beta,
                       double bias, double tolerance)
{
  EpiSvmCertificate proof;

  for (int turn = 0; turn < 2; turn++) {
    g_assert_cmpint (epi_svm_certify (problem, beta, bias, tolerance, &proof),
                     ==, EPI_OK);
    if (proof.status == EPI_OPTIMAL)
      g_assert_cmpfloat (fabs (proof.gap) + proof.rounding, <=, tolerance);
    tolerance = fabs (proof.gap) + proof.rounding / 2;
  }
}

/* Solves, and compares.  Returns the bound. */
static double
check (const EpiKernelFunction *kernel, double C, double origin,
       double tolerance)
{
  EpiExamples e = some_examples (N, 3, 2, 1, 7);
  EpiSvmProblem problem = {&e.X, e.label, NULL, *kernel};
  EpiSvmCertificate certificate;
  EpiSmoBounds bounds;
  EpiGram *gram;
  EpiMethod *method;
  double cost[N];

  for (size_t i = 0; i < N; i++)
    cost[i] = C;
  for (size_t k = 0; k < 3 * N; k++)
    e.X.value[k] += origin;
  problem.C = cost;
  EpiSmoOptions options = {
      .y = e.label, .C = cost, .gap = 0.9 * tolerance, .shrinking = true};
  g_assert_cmpint (epi_gram_new (&e.X, kernel, &gram), ==, EPI_OK);
  g_assert_cmpint (epi_smo_new (gram, &options, &method), ==, EPI_OK);
  epi_method_run (method, 20000, NULL, NULL);
  while (!epi_smo_bounds (method, &bounds))
    epi_method_step (method);
  g_assert_cmpint (epi_svm_certify (&problem, method->x, bounds.bias, tolerance,
                                    &certificate),
                   ==, EPI_OK);
  _Float128 gap = exact_gap (&problem, method->x, bounds.bias);
  double error = (double)(gap > certificate.gap ? gap - certificate.gap
                                                : certificate.gap - gap);
  g_assert_cmpfloat (error, <=, certificate.rounding);
  if (certificate.status == EPI_OPTIMAL)
    g_assert_cmpfloat ((double)gap, <=, tolerance);
  check_what_is_optimal (&problem, method->x, bounds.bias, tolerance);
  epi_method_free (method);
  epi_gram_free (gram);
  epi_examples_clear (&e);
  return certificate.rounding;
}

/* Whatever the kernel, the cost, how far from 0, and whether doubles decide. */
static void
test_the_gap_is_within_its_bound (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (some_kernels); k++)
    for (double C = 1; C <= 1e9; C *= 1e3)
      for (double origin = 0; origin <= 1000; origin = 10 * origin + 10)
        for (double tolerance = 1e-8; tolerance <= 1; tolerance *= 1e4)
          check (&some_kernels[k], C, origin, tolerance);
}

/* And the bound says something: examples near 0 and C = 1 lose no digit of the
 * eight that are asked for. */
static void
test_the_bound_is_small_where_it_may_be (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (some_kernels); k++)
    g_assert_cmpfloat (check (&some_kernels[k], 1, 0, 1e-8), <=, 1e-11);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/svm rounding/the gap is within its bound",
                   test_the_gap_is_within_its_bound);
  g_test_add_func ("/svm rounding/the bound is small where it may be",
                   test_the_bound_is_small_where_it_may_be);
  return g_test_run ();
}
