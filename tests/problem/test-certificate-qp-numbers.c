/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Large, tiny and extreme numbers, other units, and none at all: what a
 * certificate says does not hang on them.
 */
#include "core/epi-alloc.h"
#include "problem/qp-case.h"

/* minimize x₁ + 10¹²x₂: the cost of x₂ must not excuse errors of size 1 in
 * what x₁ is worth. */
static void
test_a_large_cost_hides_nothing (void)
{
  EpiTriplet a[] = {{0, 0, 1}, {0, 1, 1}};
  Case self;
  case_new (&self, 1, 2, a, 2);
  SET (self.qp.c, 1, 1e12);
  SET (self.qp.upper, 2, INFINITY);
  SET (self.qp.row_lower, 1);
  SET (self.answer.x, 2, 0); /* the optimum is (1,0) */
  SET (self.answer.y, 2);
  SET (self.answer.z, 0, 1e12 - 2);
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  SET (self.qp.c, -1, 1e12);
  self.qp.row_lower[0] = -INFINITY;
  SET (self.answer.x, 0, 0); /* the optimum is (2,0) */
  SET (self.answer.y, 0);
  SET (self.answer.z, 0, 1e12);
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  case_clear (&self);
}

/* x₁ ≥ 1, x₂ ≤ 10²⁰: the large bound must not excuse x₁ = 0. */
static void
test_a_large_bound_hides_nothing (void)
{
  EpiTriplet a[] = {{0, 0, 1}};
  Case self;
  case_new (&self, 1, 2, a, 1);
  SET (self.qp.row_lower, 1);
  SET (self.qp.upper, INFINITY, 1e20);
  SET (self.answer.x, 0.999, 0);
  EpiConvexCertificate out = certify (&self.qp, &self.answer, 1e-4);
  g_assert_cmpstr (out.missing, ==, "a row or a bound is violated");
  self.qp.c0 = 1e20; /* nor a constant excuse a gap */
  SET (self.qp.c, 1, 0);
  SET (self.answer.x, 5, 0);
  SET (self.answer.y, 1);
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-4).status, ==,
                   EPI_RUNNING);
  case_clear (&self);
}

/* In other units (of 2^±40, about 1e±12) the right answer stays right to the
 * bit, and a wrong one stays wrong. */
static void
test_units_do_not_matter (void)
{
  for (guint32 seed = 1; seed <= 60; seed++)
    for (int k = 0; k < 9; k++) {
      double cost = exp2 (40 * (k % 3 - 1)), length = exp2 (40 * (k / 3 - 1));
      int refused = 0;
      Case self;
      case_known (&self, seed);
      EpiQp *qp = &self.qp;
      double best = epi_qp_objective (qp, self.answer.x);
      double *x = g_memdup2 (self.answer.x, qp->cols * sizeof (double));
      bool *wrong = g_new (bool, qp->cols);
      for (size_t j = 0; j < qp->cols; j++) {
        x[j] += 0.01;
        wrong[j] = wrongness (qp, x, best) > 1e-3;
        x[j] -= 0.01;
      }
      qp->c0 *= cost * length;
      scale (qp->c, qp->cols, cost);
      scale (qp->Q.value, epi_sparse_entries (&qp->Q), cost / length);
      scale (qp->row_lower, qp->rows, length);
      scale (qp->row_upper, qp->rows, length);
      scale (qp->lower, qp->cols, length);
      scale (qp->upper, qp->cols, length);
      scale (self.answer.x, qp->cols, length);
      scale (self.answer.y, qp->rows, cost);
      scale (self.answer.z, qp->cols, cost);
      g_assert_cmpint (certify (qp, &self.answer, 0).status, ==, EPI_OPTIMAL);
      for (size_t j = 0; j < qp->cols; j++) {
        double at = self.answer.x[j];
        self.answer.x[j] += 0.01 * length;
        if (wrong[j]) {
          g_assert_cmpint (certify (qp, &self.answer, 1e-8).status, ==,
                           EPI_RUNNING);
          refused++;
        }
        self.answer.x[j] = at;
      }
      g_free (x);
      g_free (wrong);
      case_clear (&self);
    }
}

/* Optimal exactly at the tolerances from tolerance_reached on. */
static void
test_the_tolerance_reached_is_the_tightest (void)
{
  for (guint32 seed = 1; seed <= 50; seed++) {
    Case self;
    case_known (&self, seed);
    self.answer.x[seed % 8] += 1e-6;
    self.answer.y[seed % 6] += 1e-7;
    double reached = certify (&self.qp, &self.answer, 1e-8).tolerance_reached;
    if (reached > 0) {
      g_assert_cmpint (certify (&self.qp, &self.answer, reached).status, ==,
                       EPI_OPTIMAL);
      double less = nextafter (reached, 0);
      less = nextafter (less, 0);
      g_assert_cmpint (certify (&self.qp, &self.answer, less).status, ==,
                       EPI_RUNNING);
    }
    case_clear (&self);
  }
}

static void
test_what_is_not_a_number_shows_nothing (void)
{
  Case self;
  EpiConvexCertificate out;
  case_known (&self, 1);
  double *places[] = {self.answer.x, self.answer.y, self.answer.z};
  double bad[] = {NAN, INFINITY, -INFINITY};
  for (int k = 0; k < 9; k++) {
    double was = places[k / 3][1];
    places[k / 3][1] = bad[k % 3];
    g_assert_cmpint (epi_qp_certify (&self.qp, &self.answer, 1e-8, &out), ==,
                     EPI_NOT_FINITE);
    g_assert_cmpint (out.status, ==, EPI_RUNNING);
    g_assert_true (isinf (out.tolerance_reached));
    g_assert_nonnull (out.missing);
    places[k / 3][1] = was;
  }
  self.qp.A.value[0] = NAN;
  g_assert_cmpint (epi_qp_certify (&self.qp, &self.answer, 1e-8, &out), ==,
                   EPI_NOT_FINITE);
  self.qp.A.value[0] = 1;
  g_assert_cmpint (certify (&self.qp, &self.answer, NAN).status, ==,
                   EPI_RUNNING);
  case_clear (&self);
}

/* Numbers from 1e-320 to 1e308 overflow what is made of them, but never into a
 * proof. */
static void
test_extreme_numbers_prove_nothing (void)
{
  GRand *rand = g_rand_new_with_seed (5);
  for (guint32 seed = 1; seed <= 300; seed++) {
    Case self;
    case_known (&self, seed);
    double *arrays[] = {self.answer.x, self.answer.y, self.answer.z,
                        self.answer.point};
    size_t lengths[] = {self.qp.cols, self.qp.rows, self.qp.cols, self.qp.cols};
    for (int k = 0; k < 4; k++)
      draw_extremes (rand, arrays[k], lengths[k]);
    check_nothing_is_proven (certify_case, &self, &self.answer.status);
    case_clear (&self);
  }
  g_rand_free (rand);
}

static void
test_nothing_at_all_is_optimal (void)
{
  Case self;
  case_new (&self, 0, 0, NULL, 0);
  self.qp.c0 = 7;
  EpiConvexCertificate out = certify (&self.qp, &self.answer, 0);
  g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
  g_assert_true (out.primal == 7 && out.dual == 7);
  case_clear (&self);
}

/* Rows of zeros, the same row twice, and only free variables. */
static void
test_rows_may_be_empty_or_the_same (void)
{
  EpiTriplet a[] = {{1, 0, 1}, {2, 0, 1}};
  Case self;
  case_new (&self, 3, 1, a, 2); /* minimize x, x = 2 twice */
  self.qp.lower[0] = -INFINITY;
  self.qp.c[0] = 1;
  SET (self.qp.row_lower, 0, 2, 2);
  SET (self.qp.row_upper, 0, 2, 2);
  SET (self.answer.x, 2);
  SET (self.answer.y, 5, 3, -2); /* any split of 1 */
  g_assert_cmpint (certify (&self.qp, &self.answer, 0).status, ==, EPI_OPTIMAL);
  SET (self.qp.row_lower, 1, 2, 2); /* 0 = 1 */
  SET (self.qp.row_upper, 1, 2, 2);
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-8).status, ==,
                   EPI_RUNNING);
  self.answer.status = EPI_INFEASIBLE;
  SET (self.answer.y, 1, 0, 0);
  g_assert_cmpint (certify (&self.qp, &self.answer, 0).status, ==,
                   EPI_INFEASIBLE);
  case_clear (&self);
}

#define ADD(name, function)                                                    \
  g_test_add_func ("/certificate-qp-numbers/" name, function)
int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-large-cost-hides-nothing", test_a_large_cost_hides_nothing);
  ADD ("a-large-bound-hides-nothing", test_a_large_bound_hides_nothing);
  ADD ("units-do-not-matter", test_units_do_not_matter);
  ADD ("the-tolerance-reached-is-the-tightest",
       test_the_tolerance_reached_is_the_tightest);
  ADD ("what-is-not-a-number-shows-nothing",
       test_what_is_not_a_number_shows_nothing);
  ADD ("extreme-numbers-prove-nothing", test_extreme_numbers_prove_nothing);
  ADD ("nothing-at-all-is-optimal", test_nothing_at_all_is_optimal);
  ADD ("rows-may-be-empty-or-the-same", test_rows_may_be_empty_or_the_same);
  return g_test_run ();
}
