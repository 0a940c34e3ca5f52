/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificate of problem/epi-logistic-problem.h for any w and α, also such
 * as no method gives: held to primal and dual value in 113 bits, and its bound
 * of rounding to its formula. */
#define _GNU_SOURCE

#include "columns.h"
#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "exact-logistic.h"

/* ---- Held to 113 bits ---- */

static EpiLogisticCertificate
certify (const Case *c, double tolerance)
{
  EpiSparse X = columns (P, N, c->values);
  EpiLogisticProblem problem = {&X, c->y, c->C, c->penalty, c->intercept};
  EpiLogisticCertificate proof;

  g_assert_cmpint (
      epi_logistic_certify (&problem, c->w, c->alpha, tolerance, &proof), ==,
      EPI_OK);
  epi_sparse_clear (&X);
  return proof;
}

/* The doubles that come out are rounded, and divided by a scale. */
static void
check_near (double value, _Float128 right)
{
  g_assert_cmpfloat (fabs (value - (double)right), <=,
                     8 * DBL_EPSILON * fabs ((double)right));
}

static void
check (const Case *c)
{
  EpiLogisticCertificate proof = certify (c, 1e-8);
  Exact right = exact_of (c);
  _Float128 scale = fmin (1, c->C) + right.primal;
  _Float128 gap = (right.primal - right.dual) / scale;

  check_near (proof.primal, right.primal);
  g_assert_cmpfloat (fabs (proof.dual - (double)right.dual), <=,
                     1e-14 * (double)(right.primal + positive (right.dual)));
  g_assert_cmpfloat ((double)positive (proof.gap - gap), <=,
                     proof.rounding + 8 * DBL_EPSILON * (double)positive (gap));
  g_assert_cmpfloat (proof.rounding, >=,
                     (1 - 1e-12) * (double)(right.rounding / scale));
  /* δ² may have (m + 2)² in place of (m + 1)² */
  g_assert_cmpfloat (proof.rounding, <=,
                     2.26 * (double)(right.rounding / scale));
  g_assert_cmpfloat (fabs (proof.dual_residual - (double)right.residual), <=,
                     1e-12);
  g_assert_cmpfloat (
      proof.tolerance_reached, ==,
      fmax (fabs (proof.gap) + proof.rounding, proof.dual_residual));
  if (proof.status != EPI_UNBOUNDED) {
    g_assert_cmpint (proof.status == EPI_OPTIMAL, ==,
                     proof.tolerance_reached <= 1e-8);
    g_assert_cmpint (certify (c, proof.tolerance_reached).status, ==,
                     EPI_OPTIMAL);
  }
}

/* Each of the four problems. */
static void
check_kinds (Case *c)
{
  for (int kind = 0; kind < 4; kind++) {
    c->penalty = kind & 1;
    c->intercept = kind & 2;
    check (c);
  }
}

static Case
empty (double C)
{
  Case c = {.C = C};

  for (size_t i = 0; i < N; i++) {
    c.y[i] = i % 2 == 0 ? 1 : -1;
    c.alpha[i] = C / 2;
  }
  return c;
}

/* ---- Answers ---- */

/* α where it should be, or anywhere: at a bound, near it, outside. */
static double
some_alpha (const Case *c, size_t i, EpiRandom *random)
{
  double far = epi_random_uniform (random);
  _Float128 size;

  switch ((int)(7 * epi_random_uniform (random))) {
  case 0:
    return 0;
  case 1:
    return c->C;
  case 2:
    return c->C * (1 - 1e-14 * far);
  case 3:
    return c->C * 1e-14 * far;
  case 4:
    return c->C * far;
  case 5:
    return far < 0.1 ? -far * c->C : far > 0.9 ? (1 + far) * c->C : c->C / 2;
  default:
    return (double)(c->C / (1 + expf128 (-margin (c, i, &size))));
  }
}

/* Small and large weights, near 0 and far from it, with and without zeros; one
 * example or weight, anywhere, a thousand times as large as the others. */
static void
test_any_answer (void)
{
  for (uint64_t round = 0; round < 3000; round++) {
    EpiRandom random = epi_random (round, 0);
    Case c = empty (pow (10, (double)(round % 5) - 2));
    double origin = round % 3 == 0 ? 1e4 : 0, size = pow (10, round % 7 - 3.);
    c.penalty = round & 1;
    c.intercept = round & 2;
    for (size_t f = 0; f <= P; f++)
      c.w[f] =
          size * epi_random_normal (&random) * (f == round % 23 ? 1000 : 1);
    for (size_t i = 0; i < N; i++)
      for (size_t f = 0; f < P; f++)
        if (round % 2 == 0 || epi_random_uniform (&random) < 0.6)
          c.values[i * P + f] = origin + epi_random_normal (&random) *
                                             (i == round % 11 ? 1e3 : 1);
    for (size_t i = 0; i < N; i++) {
      c.y[i] = epi_random_uniform (&random) < 0.5 ? 1 : -1;
      c.alpha[i] = some_alpha (&c, i, &random);
    }
    check (&c);
  }
}

/* One multiplier outside of its box, by each number in each place. */
static void
test_who_is_outside_is_seen (void)
{
  for (size_t at = 0; at < N; at++)
    for (double C = 0.1; C <= 10; C *= 10) {
      Case c = empty (C);
      c.alpha[at] = C * 1.25;
      check_kinds (&c);
      g_assert_cmpfloat (certify (&c, 1).dual_residual, >=, 0.25 - 1e-15);
      c.alpha[at] = C * -0.25;
      check_kinds (&c);
      g_assert_cmpfloat (certify (&c, 1).dual_residual, >=, 0.25 - 1e-15);
    }
}

/* ---- Each rounding where it is the largest ---- */

/* w = 0 = s, αᵢ = Cσ(0): that of the losses. */
static void
test_losses_are_rounded (void)
{
  Case c = empty (3);
  check_kinds (&c);
}

/* wᵀz = ±10¹⁰ and the losses are 0: that of t, of second order. */
static void
test_certain_answers_are_rounded (void)
{
  Case c = empty (3);

  c.w[0] = 1e10;
  for (size_t i = 0; i < N; i++) {
    c.values[i * P] = c.y[i];
    c.alpha[i] = 0;
  }
  check_kinds (&c);
  c.penalty = false;
  g_assert_cmpint (certify (&c, 1).status, ==, EPI_UNBOUNDED);
}

/* Each example there twice, with both labels, so that s = 0, or with one: that
 * of s.  Of w, where ρ = 0: at t = 0, with weights that cancel. */
static void
test_sums_are_rounded (void)
{
  for (double size = 1; size < 1e16; size *= 1000)
    for (int twice = 0; twice < 2; twice++)
      for (double w = 0; w <= 1e6; w += 1e6) {
        Case c = empty (1);
        c.w[0] = w;
        c.w[1] = -w;
        for (size_t i = 0; i < N; i++) {
          double x = size * (double)(i / 2 + 1) - (i / 2 == 3 ? 10 * size : 0);
          c.values[i * P] = c.values[i * P + 1] = x;
          if (twice == 0)
            c.y[i] = 1;
        }
        check_kinds (&c);
      }
}

/* However far t is from 0, log (1 + e^t) is a number. */
static void
test_no_loss_overflows (void)
{
  for (double size = 1; size < 1e130; size *= 1000) {
    Case c = empty (1e-3);
    c.w[1] = -size;
    for (size_t i = 0; i < N; i++)
      c.values[i * P + 1] = c.y[i] * (double)(1 + i);
    c.penalty = false;
    check (&c);
  }
}

/* ---- What is no number ---- */

/* Whatever the tolerance; also of a feature that no example has, where it
 * changes no margin. */
static void
test_what_is_no_number_is_not_certified (void)
{
  static const double poison[] = {NAN, INFINITY, -INFINITY};

  for (size_t v = 0; v < G_N_ELEMENTS (poison); v++)
    for (int kind = 0; kind < 4; kind++) {
      Case c = empty (1);
      c.penalty = kind & 1;
      c.intercept = kind & 2;
      for (size_t i = 0; i < N; i++)
        c.values[i * P] = 1 + (double)(i / 2);
      g_assert_cmpint (certify (&c, 1e300).status, ==, EPI_OPTIMAL);
      for (size_t f = 0; f < unknowns (&c); f++) {
        double w = c.w[f];
        c.w[f] = poison[v];
        EpiLogisticCertificate proof = certify (&c, 1e300);
        g_assert_cmpint (proof.status, ==, EPI_RUNNING);
        g_assert_cmpfloat (proof.tolerance_reached, ==, INFINITY);
        c.w[f] = w;
      }
      c.w[0] = 1;
      for (size_t i = 0; i < N; i++)
        for (int at_bound = 0; at_bound < 2; at_bound++) {
          double x = c.values[i * P];
          c.values[i * P] = poison[v];
          c.alpha[i] = at_bound ? 0 : 0.5;
          g_assert_cmpint (certify (&c, 1e300).status, ==, EPI_RUNNING);
          c.values[i * P] = x;
        }
    }
}

static void
test_memory_may_run_out (void)
{
  Case c = empty (1);
  EpiSparse X = columns (P, N, c.values);
  EpiLogisticProblem problem = {&X, c.y, c.C, true, true};
  long n = 0;

  for (EpiStatus status = EPI_NO_MEMORY; status != EPI_OK; n++) {
    EpiLogisticCertificate proof = {.status = EPI_OPTIMAL};
    epi_alloc_fail_at (n);
    status = epi_logistic_certify (&problem, c.w, c.alpha, 1e-8, &proof);
    g_assert_true (status == EPI_OK || status == EPI_NO_MEMORY);
    g_assert_cmpint (proof.status, ==,
                     status == EPI_OK ? EPI_OPTIMAL : EPI_RUNNING);
    g_assert_true (status == EPI_OK || isinf (proof.tolerance_reached));
  }
  epi_alloc_fail_at (-1);
  g_assert_cmpint (n, >, 3);
  epi_sparse_clear (&X);
}

#define ADD(name, function)                                                    \
  g_test_add_func ("/logistic certificate/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("any answer", test_any_answer);
  ADD ("who is outside is seen", test_who_is_outside_is_seen);
  ADD ("losses are rounded", test_losses_are_rounded);
  ADD ("certain answers are rounded", test_certain_answers_are_rounded);
  ADD ("sums are rounded", test_sums_are_rounded);
  ADD ("no loss overflows", test_no_loss_overflows);
  ADD ("what is no number is not certified",
       test_what_is_no_number_is_not_certified);
  ADD ("memory may run out", test_memory_may_run_out);
  return g_test_run ();
}
