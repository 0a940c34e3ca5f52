/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Programs without an optimum: gaps, what is not attained, rays.
 */
#include "sdp-case.h"

#include <glib.h>
#include <math.h>

/* Vandenberghe & Boyd, Semidefinite Programming (SIAM Review 1996), section 3:
 * minimize x₁, [0 x₁ 0; x₁ x₂ 0; 0 0 x₁+1] ⪰ 0 is 0, its dual is -1.  Points
 * near to feasible reach -1, near to dual feasible 0: neither may be optimal.
 */
static void
make_gap (Case *self)
{
  static const EpiSdpBlock block = {3, false, 0};
  static const EpiSdpEntry entries[] = {
      {0, 0, 2, 2, -1}, {1, 0, 0, 1, 1}, {1, 0, 2, 2, 1}, {2, 0, 1, 1, 1}};
  double c[] = {1, 0};
  case_new (self, 2, c, 1, &block, 4, entries);
}

static void
test_a_duality_gap_is_never_optimal (void)
{
  Case self;
  make_gap (&self);
  SET (self.answer.x, 0, 0); /* optimal, and so is */
  SET (self.answer.Y, 0, 0, 0, 0, 0, 0, 0, 0, 1);
  follow (&self);
  EpiConvexCertificate out = certify (&self.sdp, &self.answer, 1e-3);
  g_assert_cmpint (out.status, ==, EPI_RUNNING);
  g_assert_true (out.primal == 0 && out.dual == -1);
  g_assert_true (out.primal_residual < 1e-15 && out.dual_residual < 1e-15);

  for (double t = 10; t < 1e15; t *= 10) {
    SET (self.answer.x, -1, t); /* F₁₁ is 0 where 1/t would do */
    SET (self.answer.Y, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    follow (&self);
    out = certify (&self.sdp, &self.answer, 1e-3);
    g_assert_cmpint (out.status, ==, EPI_RUNNING);

    SET (self.answer.x, 0, 0); /* Y₂₂ is 1/t where 0 must be */
    SET (self.answer.Y, t, 0.5, 0, 0.5, 1 / t, 0, 0, 0, 0);
    follow (&self);
    out = certify (&self.sdp, &self.answer, 1e-3);
    g_assert_cmpint (out.status, ==, EPI_RUNNING);

    SET (self.answer.Y, t, 0.5, 0, 0.5, 0, 0, 0, 0, 0); /* or an eigenvalue */
    out = certify (&self.sdp, &self.answer, 1e-3);
    g_assert_cmpint (out.status, ==, EPI_RUNNING);
  }
  case_clear (&self);
}

/* minimize x₁, [x₁ 1; 1 x₂] ⪰ 0: the infimum 0 is not attained.  (1/t, t) is
 * feasible and as near as one likes; (0, t) never is. */
static void
test_an_unattained_optimum_needs_a_feasible_point (void)
{
  EpiSdpBlock block = {2, false, 0};
  EpiSdpEntry entries[] = {{0, 0, 0, 1, -1}, {1, 0, 0, 0, 1}, {2, 0, 1, 1, 1}};
  double c[] = {1, 0};
  Case self;
  case_new (&self, 2, c, 1, &block, 3, entries);
  SET (self.answer.Y, 1, 0, 0, 0);
  for (double t = 1024; t < 1e13; t *= 1024) {
    SET (self.answer.x, 1 / t, 2 * t);
    follow (&self);
    EpiConvexCertificate out = certify (&self.sdp, &self.answer, 1 / t);
    g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
    SET (self.answer.x, 0, t);
    follow (&self);
    out = certify (&self.sdp, &self.answer, 1e-3);
    g_assert_cmpint (out.status, ==, EPI_RUNNING);
  }
  case_clear (&self);
}

/* [x 1; 1 0] ⪰ 0 has no point, [x 1; 1 10⁻⁹] has, far away: residuals of rays
 * that grow do not tell them apart, so neither is claimed. */
static void
test_weak_infeasibility_is_not_claimed (void)
{
  EpiSdpBlock block = {2, false, 0};
  for (int k = 0; k < 2; k++) {
    EpiSdpEntry entries[] = {
        {0, 0, 0, 1, -1}, {0, 0, 1, 1, -1e-9 * k}, {1, 0, 0, 0, 1}};
    double c = 0;
    Case self;
    case_new (&self, 1, &c, 1, &block, 3, entries);
    self.answer.status = EPI_INFEASIBLE;
    for (double t = 1; t < 1e14; t *= 10) {
      SET (self.answer.Y, 1 / t, -1, -1, t);
      g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-3).status, ==,
                       EPI_RUNNING);
    }
    case_clear (&self);
  }
}

/* x ⪰ I and x ⪯ 0 in the matrix sense: Y = diag (y,y)/2 of both blocks. */
static void
test_rays_of_infeasibility (void)
{
  EpiSdpBlock blocks[] = {{2, false, 0}, {2, false, 0}};
  EpiSdpEntry entries[] = {{0, 0, 0, 0, 1}, {0, 0, 1, 1, 1},  {1, 0, 0, 0, 1},
                           {1, 0, 1, 1, 1}, {1, 1, 0, 0, -1}, {1, 1, 1, 1, -1}};
  double c = 1;
  Case self;
  case_new (&self, 1, &c, 2, blocks, 6, entries);
  self.answer.status = EPI_INFEASIBLE;
  SET (self.answer.Y, 3, 1, 1, 2, 4, 0, 0, 1);
  EpiConvexCertificate out = certify (&self.sdp, &self.answer, 0);
  g_assert_cmpint (out.status, ==, EPI_INFEASIBLE);
  g_assert_true (isnan (out.primal) && isnan (out.primal_residual));
  SET (self.answer.Y, 3, 1, 1, 2, 4, 0, 0, 2); /* not orthogonal */
  g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  SET (self.answer.Y, 3, 3, 3, 2, 4, 0, 0, 1); /* indefinite */
  out = certify (&self.sdp, &self.answer, 1e-3);
  g_assert_cmpstr (out.missing, ==, "the ray is not positive semidefinite");
  SET (self.answer.Y, -3, 1, 1, -2, -4, 0, 0, -1);
  g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  case_clear (&self);
}

/* Blocks x ≥ 0.1, y ≥ 0.2 and x + y ≤ 0.3: the sums miss by rounding. */
static void
test_rounded_data_do_not_contradict (void)
{
  EpiSdpBlock block = {3, true, 0};
  EpiSdpEntry entries[] = {
      {0, 0, 0, 0, 0.1}, {0, 0, 1, 1, 0.2}, {0, 0, 2, 2, -0.3}, {1, 0, 0, 0, 1},
      {1, 0, 2, 2, -1},  {2, 0, 1, 1, 1},   {2, 0, 2, 2, -1}};
  double c[] = {0, 0};
  Case self;
  case_new (&self, 2, c, 1, &block, 7, entries);
  self.answer.status = EPI_INFEASIBLE;
  SET (self.answer.Y, 1e17, 1e17, 1e17);
  g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  self.sdp.entries[2].value = -0.299; /* and now it is meant */
  g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-8).status, ==,
                   EPI_INFEASIBLE);
  case_clear (&self);
}

/* An equality takes part in a ray: x = -1 and x ≥ 0. */
static void
test_an_equality_takes_part_in_a_ray (void)
{
  EpiSdpBlock block = {1, true, 0};
  EpiSdpEntry entry = {1, 0, 0, 0, 1};
  EpiTriplet a = {0, 0, 1};
  double c = -1, b = -1;
  EpiSparse A;
  EpiSdp sdp;
  Case self;
  epi_sdp_new (1, &c, 1, &block, 1, &entry, &sdp);
  epi_sparse_from_triplets (1, 1, &a, 1, &A);
  g_assert_cmpint (epi_sdp_set_equalities (&sdp, &A, &b), ==, EPI_OK);
  epi_sparse_clear (&A);
  self.sdp = sdp;
  epi_sdp_answer_new (&self.sdp, &self.answer);
  self.answer.status = EPI_INFEASIBLE;
  SET (self.answer.v, -1);
  SET (self.answer.Y, 1);
  g_assert_cmpint (certify (&self.sdp, &self.answer, 0).status, ==,
                   EPI_INFEASIBLE);
  SET (self.answer.Y, 0);
  g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  self.answer.status = EPI_UNBOUNDED; /* x = -1 has no direction */
  SET (self.answer.x, 1);
  EpiConvexCertificate out = certify (&self.sdp, &self.answer, 1e-3);
  g_assert_cmpstr (out.missing, ==, "the ray leaves an equality");
  case_clear (&self);
}

/* minimize -x₁ - x₂, [1+x₁ 0; 0 2+x₂] ⪰ 0 (log det or not): along (1,1). */
static void
test_a_recession_direction_needs_a_point (void)
{
  for (int weight = 0; weight < 2; weight++) {
    EpiSdpBlock block = {2, false, weight};
    EpiSdpEntry entries[] = {
        {0, 0, 0, 0, -1}, {0, 0, 1, 1, -2}, {1, 0, 0, 0, 1}, {2, 0, 1, 1, 1}};
    double c[] = {-1, -1};
    Case self;
    case_new (&self, 2, c, 1, &block, 4, entries);
    self.answer.status = EPI_UNBOUNDED;
    SET (self.answer.x, 3, 3);
    g_assert_cmpint (certify (&self.sdp, &self.answer, 0).status, ==,
                     EPI_UNBOUNDED);
    SET (self.answer.point, -1, 0); /* on the edge: not where log det is */
    g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-8).status, ==,
                     weight ? EPI_RUNNING : EPI_UNBOUNDED);
    SET (self.answer.point, -1.1, 0);
    g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-3).status, ==,
                     EPI_RUNNING);
    SET (self.answer.point, 0, 0);
    SET (self.answer.x, 3, -0.1);
    g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-3).status, ==,
                     EPI_RUNNING);
    SET (self.answer.x, -3, -3);
    g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-3).status, ==,
                     EPI_RUNNING);
    case_clear (&self);
  }
}

#define ADD(name, function)                                                    \
  g_test_add_func ("/certificate-sdp-rays/" name, function)
int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-duality-gap-is-never-optimal", test_a_duality_gap_is_never_optimal);
  ADD ("an-unattained-optimum-needs-a-feasible-point",
       test_an_unattained_optimum_needs_a_feasible_point);
  ADD ("weak-infeasibility-is-not-claimed",
       test_weak_infeasibility_is_not_claimed);
  ADD ("rays-of-infeasibility", test_rays_of_infeasibility);
  ADD ("rounded-data-do-not-contradict", test_rounded_data_do_not_contradict);
  ADD ("an-equality-takes-part-in-a-ray", test_an_equality_takes_part_in_a_ray);
  ADD ("a-recession-direction-needs-a-point",
       test_a_recession_direction_needs_a_point);
  return g_test_run ();
}
