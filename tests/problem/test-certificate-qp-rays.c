/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/qp-case.h"

/* Equalities that depend on one another: x = 1 and 2x = 2, or 2x = 3. */
static void
test_inconsistent_equalities_have_a_ray (void)
{
  EpiTriplet a[] = {{0, 0, 1}, {1, 0, 2}};
  Case self;
  case_new (&self, 2, 1, a, 2);
  self.qp.lower[0] = -INFINITY;
  SET (self.qp.row_lower, 1, 3);
  SET (self.qp.row_upper, 1, 3);
  self.answer.status = EPI_INFEASIBLE;
  SET (self.answer.y, -2, 1);
  EpiConvexCertificate out = certify (&self.qp, &self.answer, 0);
  g_assert_cmpint (out.status, ==, EPI_INFEASIBLE);
  g_assert_true (isnan (out.primal) && isnan (out.gap));
  SET (self.answer.y, -200, 100); /* its length says nothing */
  g_assert_cmpint (certify (&self.qp, &self.answer, 0).status, ==,
                   EPI_INFEASIBLE);
  SET (self.answer.y, 2, -1); /* its sign does */
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  SET (self.answer.y, -2, 1.001);
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-4).status, ==,
                   EPI_RUNNING);
  SET (self.answer.y, -2, 1);
  SET (self.qp.row_lower, 1, 2); /* consistent */
  SET (self.qp.row_upper, 1, 2);
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  case_clear (&self);
}

static void
test_crossed_bounds_need_no_ray (void)
{
  Case self;
  case_new (&self, 0, 1, NULL, 0);
  self.answer.status = EPI_INFEASIBLE;
  self.qp.upper[0] = -1e-12;
  g_assert_cmpint (certify (&self.qp, &self.answer, 0).status, ==,
                   EPI_INFEASIBLE);
  self.qp.upper[0] = 0;
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  case_clear (&self);
}

/* x = 0.1, y = 0.2, x + y = 0.3 miss one another by 2⁻⁵⁴ or so in double: true,
 * and nothing that its author meant. */
static void
test_rounded_data_do_not_contradict (void)
{
  EpiTriplet a[] = {{0, 0, 1}, {1, 1, 1}, {2, 0, 1}, {2, 1, 1}};
  double rhs[] = {0.1, 0.2, 0.3};
  Case self;
  case_new (&self, 3, 2, a, 4);
  memcpy (self.qp.row_lower, rhs, sizeof rhs);
  memcpy (self.qp.row_upper, rhs, sizeof rhs);
  SET (self.answer.x, 0.1, 0.2);
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-15).status, ==,
                   EPI_OPTIMAL);
  self.answer.status = EPI_INFEASIBLE;
  for (int sign = -1; sign < 2; sign += 2) {
    SET (self.answer.y, sign, sign, -sign);
    g_assert_cmpint (certify (&self.qp, &self.answer, 1e-3).status, ==,
                     EPI_RUNNING);
  }
  self.qp.lower[0] = 0.1 + 0.2; /* nor do bounds */
  self.qp.upper[0] = 0.3;
  g_assert_true (self.qp.lower[0] > self.qp.upper[0]);
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  case_clear (&self);
}

/* Variables in [0,1], rows that miss one another by 10⁻⁹: the ray is large and
 * its z rounded, but the bounds bear that. */
static void
test_bounds_bear_what_rounding_did (void)
{
  EpiTriplet a[] = {{0, 0, 1.0 / 3}, {0, 1, 1}, {1, 0, 1.0 / 3}, {1, 1, 1}};
  Case self;
  case_new (&self, 2, 2, a, 4);
  SET (self.qp.upper, 1, 1);
  SET (self.qp.row_lower, 0.5 + 1e-9, -INFINITY);
  SET (self.qp.row_upper, INFINITY, 0.5);
  self.answer.status = EPI_INFEASIBLE;
  SET (self.answer.y, 1e9, -1e9 * (1 - 1e-16));
  SET (self.answer.z, 1e-4, 0); /* nonsense of the size of its rounding */
  EpiConvexCertificate out = certify (&self.qp, &self.answer, 0);
  g_assert_cmpint (out.status, ==, EPI_INFEASIBLE);
  SET (self.qp.upper, 1, INFINITY); /* free upwards and of use to row 1 */
  SET (self.answer.y, 1e9, -1e9 * (1 - 1e-6));
  out = certify (&self.qp, &self.answer, 1e-8);
  g_assert_cmpint (out.status, ==, EPI_RUNNING);
  case_clear (&self);
}

/* x ≥ 10⁹ and 10⁻⁹x ≥ 1 have points, if far away: a small residual is no proof
 * when it is all that there is. */
static void
test_a_far_point_is_a_point (void)
{
  double a[] = {1, 1e-9}, rhs[] = {1e9, 1}, y[] = {1e-9, 1};
  for (int k = 0; k < 2; k++) {
    EpiTriplet entry = {0, 0, a[k]};
    Case self;
    case_new (&self, 1, 1, &entry, 1);
    self.qp.lower[0] = -INFINITY;
    self.qp.row_lower[0] = rhs[k];
    self.answer.status = EPI_INFEASIBLE;
    self.answer.y[0] = y[k];
    g_assert_cmpint (certify (&self.qp, &self.answer, 1e-3).status, ==,
                     EPI_RUNNING);
    self.qp.lower[0] = -10; /* and so is none with a bound */
    self.qp.upper[0] = 10;
    self.answer.z[0] = -a[k] * y[k];
    EpiConvexCertificate out = certify (&self.qp, &self.answer, 1e-12);
    g_assert_cmpint (out.status, ==, EPI_INFEASIBLE);
    case_clear (&self);
  }
}

/* maximize x₁ + x₂, x₁ - x₂ ≤ 1: along (1,1) from a feasible point. */
static void
test_a_recession_direction_needs_a_point (void)
{
  EpiTriplet a[] = {{0, 0, 1}, {0, 1, -1}, {1, 0, -1}, {1, 1, 1}};
  Case self;
  case_new (&self, 2, 2, a, 4);
  self.qp.maximize = true;
  SET (self.qp.c, 1, 1);
  SET (self.qp.row_upper, 1, INFINITY);
  self.answer.status = EPI_UNBOUNDED;
  SET (self.answer.x, 0.5, 0.5);
  SET (self.answer.point, 1, 0);
  g_assert_cmpint (certify (&self.qp, &self.answer, 0).status, ==,
                   EPI_UNBOUNDED);
  SET (self.answer.x, 50, 50); /* its length says nothing */
  g_assert_cmpint (certify (&self.qp, &self.answer, 0).status, ==,
                   EPI_UNBOUNDED);
  SET (self.answer.point, 3, 0);
  EpiConvexCertificate out = certify (&self.qp, &self.answer, 1e-8);
  g_assert_true (g_str_has_prefix (out.missing, "a feasible point"));
  SET (self.answer.point, 1, 0);
  SET (self.answer.x, 1, 0); /* runs into the row */
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  SET (self.answer.x, -1, -1); /* the wrong way */
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);

  /* With x₁ - x₂ ≤ -1 and x₂ - x₁ ≤ -1 both it and its dual are infeasible. */
  SET (self.qp.row_upper, -1, -1);
  SET (self.answer.x, 0.5, 0.5);
  for (double t = 0; t < 1e9; t = 10 * t + 1) {
    SET (self.answer.point, t, t);
    g_assert_cmpint (certify (&self.qp, &self.answer, 1e-8).status, ==,
                     EPI_RUNNING);
  }
  self.answer.status = EPI_INFEASIBLE;
  SET (self.answer.y, -0.5, -0.5);
  g_assert_cmpint (certify (&self.qp, &self.answer, 0).status, ==,
                   EPI_INFEASIBLE);
  case_clear (&self);
}

/* A bound far away, a slope or a curvature that is small: the problem is
 * bounded all the same. */
static void
test_a_far_bound_is_a_bound (void)
{
  EpiTriplet slight = {0, 0, 1e-9}, curve = {0, 0, 1e-9};
  Case self;
  case_new (&self, 1, 1, &slight, 1);
  self.answer.status = EPI_UNBOUNDED;
  self.qp.c[0] = -1;
  self.qp.row_upper[0] = 1; /* 1e-9 x ≤ 1 */
  self.answer.x[0] = 1;
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  self.qp.row_upper[0] = INFINITY;
  g_assert_cmpint (certify (&self.qp, &self.answer, 0).status, ==,
                   EPI_UNBOUNDED);
  set_hessian (&self, &curve, 1); /* ½ 1e-9 x² - x */
  EpiConvexCertificate out = certify (&self.qp, &self.answer, 1e-3);
  g_assert_cmpstr (out.missing, ==, "the objective curves along the ray");
  set_hessian (&self, NULL, 0);
  self.qp.c[0] = -1e9; /* -1e9 x, x ≤ 1 */
  self.qp.upper[0] = 1;
  self.answer.x[0] = 1e-9;
  g_assert_cmpint (certify (&self.qp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  case_clear (&self);
}

#define ADD(name, function)                                                    \
  g_test_add_func ("/certificate-qp-rays/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("inconsistent-equalities-have-a-ray",
       test_inconsistent_equalities_have_a_ray);
  ADD ("crossed-bounds-need-no-ray", test_crossed_bounds_need_no_ray);
  ADD ("rounded-data-do-not-contradict", test_rounded_data_do_not_contradict);
  ADD ("bounds-bear-what-rounding-did", test_bounds_bear_what_rounding_did);
  ADD ("a-far-point-is-a-point", test_a_far_point_is_a_point);
  ADD ("a-recession-direction-needs-a-point",
       test_a_recession_direction_needs_a_point);
  ADD ("a-far-bound-is-a-bound", test_a_far_bound_is_a_bound);
  return g_test_run ();
}
