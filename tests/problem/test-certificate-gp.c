/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-alloc.h"
#include "problem/epi-certificate.h"

#include "known-programs.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static EpiConvexCertificate
certify (const EpiGp *gp, const EpiGpAnswer *answer, double tolerance)
{
  EpiConvexCertificate out;
  g_assert_cmpint (epi_gp_certify (gp, answer, tolerance, &out), ==, EPI_OK);
  g_assert_true ((out.status == EPI_RUNNING) == (out.missing != NULL));
  g_assert_true ((out.status != EPI_RUNNING) ==
                 (out.tolerance_reached <= tolerance));
  return out;
}

typedef struct {
  EpiGp gp;
  EpiGpAnswer answer;
} Case;

static void
case_new (Case *self, size_t constraints, size_t variables, size_t terms,
          const double *coefficient, const int *constraint,
          const EpiTriplet *exponents, size_t n)
{
  g_assert_cmpint (epi_gp_new (constraints, variables, terms, coefficient,
                               constraint, exponents, n, &self->gp),
                   ==, EPI_OK);
  g_assert_cmpint (epi_gp_answer_new (&self->gp, &self->answer), ==, EPI_OK);
  self->answer.status = EPI_CONVERGED;
}

static void
case_clear (Case *self)
{
  epi_gp_answer_clear (&self->answer);
  epi_gp_clear (&self->gp);
}

#define SET(to, ...)                                                           \
  memcpy (to, ((double[]){__VA_ARGS__}), sizeof ((double[]){__VA_ARGS__}))

/* minimize x + y, 1/x + 1/y ≤ 1: 4 at (2,2), every δ = ½. */
static void
make_harmonic_pair (Case *self)
{
  double coefficient[] = {1, 1, 1, 1};
  int constraint[] = {0, 0, 1, 1};
  EpiTriplet exponents[] = {{0, 0, 1}, {1, 1, 1}, {0, 2, -1}, {1, 3, -1}};
  case_new (self, 1, 2, 4, coefficient, constraint, exponents, 4);
  SET (self->answer.u, log (2), log (2));
  SET (self->answer.delta, 0.5, 0.5, 0.5, 0.5);
}

static void
test_the_harmonic_pair (void)
{
  Case self;
  make_harmonic_pair (&self);
  EpiConvexCertificate out = certify (&self.gp, &self.answer, 1e-15);
  g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
  g_assert_cmpfloat_with_epsilon (out.primal, log (4), 1e-15);
  g_assert_cmpfloat_with_epsilon (out.dual, log (4), 1e-15);
  case_clear (&self);
}

/* minimize 2π... : a box of volume V, h (w + d)... in closed form: the smallest
 * surface xy + 2xz + 2yz of an open box with xyz ≥ 1 is 3·4^⅓ at
 * x = y = 2z = 2^⅓ (arithmetic and geometric mean); every δ₀ = ⅓, λ = ⅔. */
static void
test_the_open_box (void)
{
  double coefficient[] = {1, 2, 2, 1};
  int constraint[] = {0, 0, 0, 1};
  EpiTriplet exponents[] = {{0, 0, 1},  {1, 0, 1},  {0, 1, 1},
                            {2, 1, 1},  {1, 2, 1},  {2, 2, 1},
                            {0, 3, -1}, {1, 3, -1}, {2, 3, -1}};
  double third = 1.0 / 3, x = log (2) / 3;
  Case self;
  case_new (&self, 1, 3, 4, coefficient, constraint, exponents, 9);
  SET (self.answer.u, x, x, x - log (2));
  SET (self.answer.delta, third, third, third, 2 * third);
  EpiConvexCertificate out = certify (&self.gp, &self.answer, 1e-15);
  g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
  g_assert_cmpfloat_with_epsilon (exp (out.primal), 3 * cbrt (4), 1e-14);
  case_clear (&self);
}

static void
test_a_moved_number_is_refused (void)
{
  Case self;
  make_harmonic_pair (&self);
  double *arrays[] = {self.answer.u, self.answer.delta};
  for (int k = 0; k < 6; k++)
    for (double step = -1e-2; step < 2e-2; step += 2e-2) {
      double *place = k < 2 ? &arrays[0][k] : &arrays[1][k - 2];
      *place += step;
      g_assert_cmpint (certify (&self.gp, &self.answer, 1e-6).status, ==,
                       EPI_RUNNING);
      *place -= step;
    }
  case_clear (&self);
}

/* Feasible, and balanced, but not the optimum; or with a sign turned. */
static void
test_a_false_optimum_is_refused (void)
{
  Case self;
  make_harmonic_pair (&self);
  SET (self.answer.u, log (3), log (1.5)); /* on the constraint, 4.5 */
  EpiConvexCertificate out = certify (&self.gp, &self.answer, 1e-2);
  g_assert_cmpint (out.status, ==, EPI_RUNNING);
  g_assert_true (out.primal_residual <= 1e-15 && out.dual_residual == 0);
  SET (self.answer.u, log (1.9), log (1.9)); /* better than 4, not feasible */
  g_assert_cmpint (certify (&self.gp, &self.answer, 1e-2).status, ==,
                   EPI_RUNNING);
  SET (self.answer.u, log (2), log (2));
  SET (self.answer.delta, 0.5, 0.5, -0.5, -0.5);
  out = certify (&self.gp, &self.answer, 1e-2);
  g_assert_cmpint (out.status, ==, EPI_RUNNING);
  SET (self.answer.delta, 5, 5, 5, 5); /* λ₀ = 10 */
  out = certify (&self.gp, &self.answer, 1e-2);
  g_assert_cmpint (out.status, ==, EPI_RUNNING);
  case_clear (&self);
}

/* 2x ≤ 1 and 2/x ≤ 1: δ = (1,1)/(2 log 2). */
static void
test_rays_of_infeasibility (void)
{
  double coefficient[] = {1, 2, 2};
  int constraint[] = {0, 1, 2};
  EpiTriplet exponents[] = {{0, 0, 1}, {0, 1, 1}, {0, 2, -1}};
  Case self;
  case_new (&self, 2, 1, 3, coefficient, constraint, exponents, 3);
  self.answer.status = EPI_INFEASIBLE;
  SET (self.answer.delta, 0, 1, 1);
  g_assert_cmpint (certify (&self.gp, &self.answer, 0).status, ==,
                   EPI_INFEASIBLE);
  SET (self.answer.delta, 0, 1, 1.001);
  g_assert_cmpint (certify (&self.gp, &self.answer, 1e-4).status, ==,
                   EPI_RUNNING);
  SET (self.answer.delta, 0, -1, -1);
  g_assert_cmpint (certify (&self.gp, &self.answer, 1e-4).status, ==,
                   EPI_RUNNING);
  SET (self.answer.delta, 1, 0, 1); /* the objective helps nothing */
  g_assert_cmpint (certify (&self.gp, &self.answer, 1e-4).status, ==,
                   EPI_RUNNING);
  self.gp.coefficient[1] = 0.5; /* x ≤ 2: feasible, and no ray */
  SET (self.answer.delta, 0, 1, 1);
  g_assert_cmpint (certify (&self.gp, &self.answer, 1e-4).status, ==,
                   EPI_RUNNING);
  case_clear (&self);
}

/* minimize xy + x with x ≥ y: both to 0. */
static void
test_a_direction_to_zero_needs_a_point (void)
{
  double coefficient[] = {1, 1, 1};
  int constraint[] = {0, 0, 1};
  EpiTriplet exponents[] = {
      {0, 0, 1}, {1, 0, 1}, {0, 1, 1}, {0, 2, -1}, {1, 2, 1}};
  Case self;
  case_new (&self, 1, 2, 3, coefficient, constraint, exponents, 5);
  self.answer.status = EPI_UNBOUNDED;
  SET (self.answer.direction, -1, -1);
  SET (self.answer.u, 1, 0);
  g_assert_cmpint (certify (&self.gp, &self.answer, 0).status, ==,
                   EPI_UNBOUNDED);
  SET (self.answer.direction, -1, -0.5); /* y would outgrow x */
  g_assert_cmpint (certify (&self.gp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  SET (self.answer.direction, 0, -1); /* xy falls, x does not */
  g_assert_cmpint (certify (&self.gp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  SET (self.answer.direction, -1, -1);
  SET (self.answer.u, 0, 1);
  EpiConvexCertificate out = certify (&self.gp, &self.answer, 1e-3);
  g_assert_true (g_str_has_prefix (out.missing, "a feasible point"));
  case_clear (&self);
}

/* Coefficients of 10^±300 and exponents that overflow exp: logarithms do not
 * mind.  minimize c x^a, x^(-b) ≤ 1/d. */
static void
test_sizes_do_not_matter (void)
{
  double coefficient[] = {1e300, 1e-300};
  int constraint[] = {0, 1};
  EpiTriplet exponents[] = {{0, 0, 1}, {0, 1, -0.5}};
  double u = 2 * log (1e-300);
  Case self;
  case_new (&self, 1, 1, 2, coefficient, constraint, exponents, 2);
  SET (self.answer.u, u);
  SET (self.answer.delta, 1, 2);
  EpiConvexCertificate out = certify (&self.gp, &self.answer, 1e-12);
  g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
  g_assert_cmpfloat_with_epsilon (out.primal, log (1e300) + u, 1e-12);
  SET (self.answer.u, u + 0.01);
  g_assert_cmpint (certify (&self.gp, &self.answer, 1e-8).status, ==,
                   EPI_RUNNING);
  case_clear (&self);
}

/* Without terms the objective is 0 already; a constraint without terms holds.
 */
static void
test_posynomials_may_be_empty (void)
{
  Case self;
  case_new (&self, 1, 0, 0, NULL, NULL, NULL, 0);
  g_assert_cmpint (certify (&self.gp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  self.answer.status = EPI_UNBOUNDED;
  g_assert_cmpint (certify (&self.gp, &self.answer, 0).status, ==,
                   EPI_UNBOUNDED);
  case_clear (&self);
}

static void
test_what_is_not_a_number_shows_nothing (void)
{
  Case self;
  make_harmonic_pair (&self);
  double *places[] = {self.answer.u, self.answer.delta};
  for (int k = 0; k < 6; k++) {
    EpiConvexCertificate out;
    double was = places[k / 3][0];
    places[k / 3][0] = k % 3 == 0 ? NAN : k % 3 == 1 ? INFINITY : -INFINITY;
    g_assert_cmpint (epi_gp_certify (&self.gp, &self.answer, 1e-8, &out), ==,
                     EPI_NOT_FINITE);
    g_assert_true (out.status == EPI_RUNNING && isinf (out.tolerance_reached));
    places[k / 3][0] = was;
  }
  case_clear (&self);
}

/* Leniently: what is refused so is refused. */
static EpiStatus
certify_case (const void *data, EpiConvexCertificate *out)
{
  const Case *self = data;
  return epi_gp_certify (&self->gp, &self->answer, 1e-3, out);
}

static void
test_extreme_numbers_prove_nothing (void)
{
  GRand *rand = g_rand_new_with_seed (5);
  for (int round = 0; round < 300; round++) {
    Case self;
    make_harmonic_pair (&self);
    double *arrays[] = {self.answer.u, self.answer.delta,
                        self.answer.direction};
    size_t lengths[] = {2, 4, 2};
    for (int k = 0; k < 3; k++)
      draw_extremes (rand, arrays[k], lengths[k]);
    check_nothing_is_proven (certify_case, &self, &self.answer.status);
    case_clear (&self);
  }
  g_rand_free (rand);
}

static void
test_memory_may_run_out (void)
{
  Case self;
  make_harmonic_pair (&self);
  check_memory_may_run_out (certify_case, &self);
  case_clear (&self);
}

#define ADD(name, function) g_test_add_func ("/certificate-gp/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("the-harmonic-pair", test_the_harmonic_pair);
  ADD ("the-open-box", test_the_open_box);
  ADD ("a-moved-number-is-refused", test_a_moved_number_is_refused);
  ADD ("a-false-optimum-is-refused", test_a_false_optimum_is_refused);
  ADD ("rays-of-infeasibility", test_rays_of_infeasibility);
  ADD ("a-direction-to-zero-needs-a-point",
       test_a_direction_to_zero_needs_a_point);
  ADD ("sizes-do-not-matter", test_sizes_do_not_matter);
  ADD ("posynomials-may-be-empty", test_posynomials_may_be_empty);
  ADD ("what-is-not-a-number-shows-nothing",
       test_what_is_not_a_number_shows_nothing);
  ADD ("extreme-numbers-prove-nothing", test_extreme_numbers_prove_nothing);
  ADD ("memory-may-run-out", test_memory_may_run_out);
  return g_test_run ();
}
