/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-alloc.h"
#include "problem/qp-case.h"

/* Whole numbers: every measure is exactly zero, and holds at tolerance 0. */
static void
test_a_known_pair_is_optimal_at_tolerance_zero (void)
{
  for (guint32 seed = 1; seed <= 200; seed++) {
    Case self;
    case_known (&self, seed);
    EpiConvexCertificate out = certify (&self.qp, &self.answer, 0);
    g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
    g_assert_true (out.tolerance_reached == 0 && out.primal == out.dual);
    g_assert_true (out.primal == epi_qp_objective (&self.qp, self.answer.x));
    g_assert_true (isnan (out.dimacs[0]));
    case_clear (&self);
  }
}

/* Every x off by more than 1e-5 in value or feasibility is refused at 1e-8,
 * whatever multipliers come with it. */
static void
test_a_moved_point_is_refused (void)
{
  int refused = 0;
  for (guint32 seed = 1; seed <= 200; seed++) {
    Case self;
    case_known (&self, seed);
    double best = epi_qp_objective (&self.qp, self.answer.x);
    for (size_t j = 0; j < self.qp.cols; j++)
      for (double step = -1e-3; step < 2e-3; step += 2e-3) {
        self.answer.x[j] += step;
        if (wrongness (&self.qp, self.answer.x, best) > 1e-5) {
          EpiConvexCertificate out = certify (&self.qp, &self.answer, 1e-8);
          g_assert_cmpint (out.status, ==, EPI_RUNNING);
          refused++;
        }
        self.answer.x[j] -= step;
      }
    case_clear (&self);
  }
  g_assert_cmpint (refused, >, 1000);
}

/* The multipliers of another program, of the other direction, or turned: the
 * gradient is not balanced unless it happens to be. */
static bool
balances (const EpiQp *qp, const EpiQpAnswer *answer)
{
  double *r = g_memdup2 (qp->c, qp->cols * sizeof (double));
  bool zero = true;
  epi_sparse_add_symmetric (&qp->Q, 1, answer->x, r);
  epi_sparse_add_product_t (&qp->A, -1, answer->y, r);
  for (size_t j = 0; j < qp->cols; j++)
    zero = zero && r[j] == answer->z[j];
  g_free (r);
  return zero;
}

static void
test_turned_and_foreign_multipliers_are_refused (void)
{
  int refused = 0;
  for (guint32 seed = 1; seed <= 200; seed++) {
    Case self, other;
    case_known (&self, seed);
    case_known (&other, seed + 1);
    memcpy (other.answer.x, self.answer.x, self.qp.cols * sizeof (double));
    if (!balances (&self.qp, &other.answer)) {
      g_assert_cmpint (certify (&self.qp, &other.answer, 1e-8).status, ==,
                       EPI_RUNNING);
      refused++;
    }
    for (size_t i = 0; i < self.qp.rows; i++)
      self.answer.y[i] *= -1;
    for (size_t j = 0; j < self.qp.cols; j++)
      self.answer.z[j] *= -1;
    if (!balances (&self.qp, &self.answer)) {
      g_assert_cmpint (certify (&self.qp, &self.answer, 1e-8).status, ==,
                       EPI_RUNNING);
      refused++;
    }
    case_clear (&self);
    case_clear (&other);
  }
  g_assert_cmpint (refused, >, 300);
}

/* A minimum is no maximum: c + Qx = Aᵀy + z still holds, the signs do not. */
static void
test_the_other_direction_is_refused (void)
{
  int refused = 0;
  for (guint32 seed = 1; seed <= 200; seed++) {
    Case self;
    bool priced = false;
    case_known (&self, seed);
    for (size_t j = 0; j < self.qp.cols; j++)
      priced |= self.answer.z[j] != 0 && self.qp.lower[j] < self.qp.upper[j];
    if (priced) {
      self.qp.maximize = !self.qp.maximize;
      g_assert_cmpint (certify (&self.qp, &self.answer, 1e-8).status, ==,
                       EPI_RUNNING);
      refused++;
    }
    case_clear (&self);
  }
  g_assert_cmpint (refused, >, 100);
}

/* A multiplier moved to the bound across: with room between, the gap tells; on
 * a bound that is not there, the residual. */
static void
test_a_multiplier_on_the_wrong_side_is_refused (void)
{
  EpiTriplet a[] = {{0, 0, 1}};
  Case self;
  case_new (&self, 1, 1, a, 1); /* minimize x, 1 ≤ x ≤ 3 as a row */
  self.qp.c[0] = 1;
  self.qp.lower[0] = -INFINITY;
  SET (self.qp.row_lower, 1);
  SET (self.qp.row_upper, 3);
  SET (self.answer.x, 1);
  SET (self.answer.y, 1);
  g_assert_cmpint (certify (&self.qp, &self.answer, 0).status, ==, EPI_OPTIMAL);
  SET (self.answer.x, 3);
  EpiConvexCertificate out = certify (&self.qp, &self.answer, 1e-8);
  g_assert_cmpstr (out.missing, ==, "primal and dual value are apart");
  SET (self.answer.y, -1);
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-8).status, ==,
                   EPI_RUNNING);
  SET (self.answer.x, 1);
  SET (self.answer.y, 1);
  self.qp.row_lower[0] = -INFINITY;
  out = certify (&self.qp, &self.answer, 1e-8);
  g_assert_cmpstr (out.missing, ==,
                   "the multipliers do not balance the gradient");
  g_assert_true (isfinite (out.dual)); /* not -∞ */
  case_clear (&self);
}

/* Rounding leaves multipliers of the wrong sign: they cost their size. */
static void
test_a_tiny_multiplier_of_an_absent_bound_costs_its_size (void)
{
  Case self;
  case_new (&self, 0, 2, NULL, 0);
  SET (self.qp.c, 1, 0);
  SET (self.answer.z, 1, -1e-10); /* x₂ has no upper bound */
  EpiConvexCertificate out = certify (&self.qp, &self.answer, 1e-8);
  g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
  g_assert_true (out.dual == 0);
  self.qp.c[1] = -1e-10; /* now it is the answer's whole claim */
  out = certify (&self.qp, &self.answer, 1e-8);
  g_assert_cmpfloat_with_epsilon (out.dual_residual, 1e-10, 1e-16);
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-11).status, ==,
                   EPI_RUNNING);
  case_clear (&self);
}

/* Hock & Schittkowski 21: ½ (0.02 x₁² + 2 x₂²) - 100, 10x₁ - x₂ ≥ 10,
 * 2 ≤ x₁ ≤ 50, |x₂| ≤ 50; -99.96 at (2,0), z₁ = 0.04. */
static void
test_hock_schittkowski_21 (void)
{
  EpiTriplet a[] = {{0, 0, 10}, {0, 1, -1}}, q[] = {{0, 0, 0.02}, {1, 1, 2}};
  Case self;
  case_new (&self, 1, 2, a, 2);
  set_hessian (&self, q, 2);
  self.qp.c0 = -100;
  SET (self.qp.row_lower, 10);
  SET (self.qp.lower, 2, -50);
  SET (self.qp.upper, 50, 50);
  SET (self.answer.x, 2, 0);
  SET (self.answer.z, 0.04, 0);
  EpiConvexCertificate out = certify (&self.qp, &self.answer, 1e-15);
  g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
  g_assert_cmpfloat_with_epsilon (out.primal, -99.96, 1e-13);
  g_assert_cmpfloat_with_epsilon (out.dual, -99.96, 1e-13);
  case_clear (&self);
}

/* Hock & Schittkowski 35 (Beale): 1/9 at (4/3, 7/9, 4/9), y = -2/9. */
static void
test_hock_schittkowski_35 (void)
{
  EpiTriplet a[] = {{0, 0, 1}, {0, 1, 1}, {0, 2, 2}};
  EpiTriplet q[] = {{0, 0, 4}, {1, 1, 4}, {2, 2, 2}, {1, 0, 2}, {2, 0, 2}};
  Case self;
  case_new (&self, 1, 3, a, 3);
  set_hessian (&self, q, 5);
  self.qp.c0 = 9;
  SET (self.qp.c, -8, -6, -4);
  SET (self.qp.row_upper, 3);
  SET (self.answer.x, 4.0 / 3, 7.0 / 9, 4.0 / 9);
  SET (self.answer.y, -2.0 / 9);
  EpiConvexCertificate out = certify (&self.qp, &self.answer, 1e-14);
  g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
  g_assert_cmpfloat_with_epsilon (out.dual, 1.0 / 9, 1e-14);
  SET (self.answer.y, 2.0 / 9); /* the sign of some books */
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-6).status, ==,
                   EPI_RUNNING);
  case_clear (&self);
}

/* Klee & Minty: maximize 100x₁ + 10x₂ + x₃ is 10000 at (0,0,10000); the prices
 * of a maximization are turned. */
static void
test_klee_minty (void)
{
  EpiTriplet a[] = {{0, 0, 1},   {1, 0, 20}, {1, 1, 1},
                    {2, 0, 200}, {2, 1, 20}, {2, 2, 1}};
  Case self;
  case_new (&self, 3, 3, a, 6);
  self.qp.maximize = true;
  SET (self.qp.c, 100, 10, 1);
  SET (self.qp.row_upper, 1, 100, 10000);
  SET (self.answer.x, 0, 0, 10000);
  SET (self.answer.y, 0, 0, 1);
  SET (self.answer.z, -100, -10, 0);
  EpiConvexCertificate out = certify (&self.qp, &self.answer, 0);
  g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
  g_assert_true (out.primal == 10000 && out.dual == 10000);
  SET (self.answer.x, 1, 80, 8200); /* another vertex, its own prices */
  SET (self.answer.y, -100, -10, 1);
  SET (self.answer.z, 0, 0, 0);
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  case_clear (&self);
}

/* A point that satisfies the conditions of the first order is no optimum when
 * the objective is not convex. */
static void
test_an_objective_that_is_not_convex_is_noticed (void)
{
  EpiTriplet concave[] = {{0, 0, -2}}, saddle[] = {{1, 0, 1}};
  EpiTriplet tiny[] = {{0, 0, 1e-12}, {1, 0, 2e-12}, {1, 1, 1e-12}};
  EpiTriplet flat[] = {{0, 0, 1e6}, {1, 0, 1e-3}, {1, 1, 1e-12}};
  Case self;
  case_new (&self, 0, 2, NULL, 0);
  set_hessian (&self, concave, 1); /* -x₁² on [-2,1]: -4, not -1 */
  SET (self.qp.lower, -2, 0);
  SET (self.qp.upper, 1, 0);
  SET (self.answer.x, 1, 0);
  SET (self.answer.z, -2, 0);
  EpiConvexCertificate out = certify (&self.qp, &self.answer, 1e-8);
  g_assert_cmpstr (out.missing, ==, "Q is not positive semidefinite");
  g_assert_true (isinf (out.tolerance_reached));
  self.qp.maximize = true; /* the same problem turned is convex */
  SET (self.answer.x, 0, 0);
  SET (self.answer.z, 0, 0);
  g_assert_cmpint (certify (&self.qp, &self.answer, 0).status, ==, EPI_OPTIMAL);
  self.qp.maximize = false;
  set_hessian (&self, saddle, 1);
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-8).status, ==,
                   EPI_RUNNING);
  set_hessian (&self, tiny, 3);
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-8).status, ==,
                   EPI_RUNNING);
  set_hessian (&self, flat, 3); /* of rank one, whatever the units */
  g_assert_cmpint (certify (&self.qp, &self.answer, 0).status, ==, EPI_OPTIMAL);
  case_clear (&self);
}

static void
test_memory_may_run_out (void)
{
  Case self;
  case_known (&self, 1);
  check_memory_may_run_out (certify_case, &self);
  case_clear (&self);
}

#define ADD(name, function) g_test_add_func ("/certificate-qp/" name, function)
int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-known-pair-is-optimal-at-tolerance-zero",
       test_a_known_pair_is_optimal_at_tolerance_zero);
  ADD ("a-moved-point-is-refused", test_a_moved_point_is_refused);
  ADD ("turned-and-foreign-multipliers-are-refused",
       test_turned_and_foreign_multipliers_are_refused);
  ADD ("the-other-direction-is-refused", test_the_other_direction_is_refused);
  ADD ("a-multiplier-on-the-wrong-side-is-refused",
       test_a_multiplier_on_the_wrong_side_is_refused);
  ADD ("a-tiny-multiplier-of-an-absent-bound-costs-its-size",
       test_a_tiny_multiplier_of_an_absent_bound_costs_its_size);
  ADD ("hock-schittkowski-21", test_hock_schittkowski_21);
  ADD ("hock-schittkowski-35", test_hock_schittkowski_35);
  ADD ("klee-minty", test_klee_minty);
  ADD ("an-objective-that-is-not-convex-is-noticed",
       test_an_objective_that_is_not_convex_is_noticed);
  ADD ("memory-may-run-out", test_memory_may_run_out);
  return g_test_run ();
}
