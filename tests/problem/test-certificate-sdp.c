/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sdp-case.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static void
test_a_known_pair_is_optimal (void)
{
  for (guint32 seed = 1; seed <= 200; seed++) {
    double value;
    Case self;
    known_sdp (seed, seed % 2, &self.sdp, &self.answer, &value);
    EpiConvexCertificate out = certify (&self.sdp, &self.answer, 1e-13);
    g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
    g_assert_cmpfloat_with_epsilon (out.primal, value,
                                    1e-13 * (1 + fabs (value)));
    g_assert_cmpfloat_with_epsilon (out.dual, value,
                                    1e-12 * (1 + fabs (value)));
    for (int i = 0; i < 6; i++)
      g_assert_true (out.dimacs[i] <= 1e-13);
    case_clear (&self);
  }
}

/* Each number of x, Y and v moved by a thousandth on its own: the adjoint, the
 * equality or F(x) = X breaks. */
static void
test_a_moved_number_is_refused (void)
{
  for (guint32 seed = 1; seed <= 60; seed++) {
    double value;
    Case self;
    known_sdp (seed, seed % 2, &self.sdp, &self.answer, &value);
    double *arrays[] = {self.answer.x, self.answer.X, self.answer.Y};
    size_t length = epi_sdp_block_offset (&self.sdp, self.sdp.n_blocks);
    size_t lengths[] = {self.sdp.m, length, length};
    for (int k = 0; k < 3; k++)
      for (size_t i = 0; i < lengths[k]; i++) {
        double was = arrays[k][i];
        arrays[k][i] += 0.01; /* of one triangle alone, too */
        EpiConvexCertificate out = certify (&self.sdp, &self.answer, 1e-8);
        bool same = k == 2 && out.dimacs[0] <= 1e-8; /* tr(FᵢY) never saw it */
        g_assert_true (out.status == EPI_RUNNING || same);
        arrays[k][i] = was;
      }
    self.answer.v[0] += 0.01;
    g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-8).status, ==,
                     EPI_RUNNING);
    case_clear (&self);
  }
}

static void
test_turned_and_foreign_multipliers_are_refused (void)
{
  for (guint32 seed = 1; seed <= 100; seed++) {
    size_t length;
    double value;
    Case self, other;
    known_sdp (seed, false, &self.sdp, &self.answer, &value);
    known_sdp (seed + 1, false, &other.sdp, &other.answer, &value);
    length = epi_sdp_block_offset (&self.sdp, self.sdp.n_blocks);
    memcpy (other.answer.x, self.answer.x, 3 * sizeof (double));
    memcpy (other.answer.X, self.answer.X, length * sizeof (double));
    g_assert_cmpint (certify (&self.sdp, &other.answer, 1e-6).status, ==,
                     EPI_RUNNING);
    double size = fabs (self.answer.v[0]);
    for (size_t i = 0; i < length; i++)
      size += fabs (self.answer.Y[i] *= -1);
    self.answer.v[0] *= -1;
    if (size > 0)
      g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-6).status, ==,
                       EPI_RUNNING);
    case_clear (&self);
    case_clear (&other);
  }
}

/* In units of 2^±40, about 1e±12, right stays right and wrong stays wrong. */
static void
test_units_do_not_matter (void)
{
  for (guint32 seed = 1; seed <= 30; seed++)
    for (int k = 0; k < 9; k++) {
      double cost = exp2 (40 * (k % 3 - 1)), size = exp2 (40 * (k / 3 - 1));
      double value;
      Case self;
      known_sdp (seed, false, &self.sdp, &self.answer, &value);
      size_t length = epi_sdp_block_offset (&self.sdp, self.sdp.n_blocks);
      for (int e = 0; e < self.sdp.matrix_start[1]; e++)
        self.sdp.entries[e].value *= size; /* F₀ */
      scale (self.sdp.b, 1, size);
      scale (self.sdp.c, 3, cost);
      scale (self.answer.x, 3, size);
      scale (self.answer.X, length, size);
      scale (self.answer.Y, length, cost);
      scale (self.answer.v, 1, cost);
      g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-13).status, ==,
                       EPI_OPTIMAL);
      self.answer.x[seed % 3] += 0.01 * size;
      follow (&self);
      g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-8).status, ==,
                       EPI_RUNNING);
      case_clear (&self);
    }
}

/* minimize x, [1 x; x 1] ⪰ 0: -1.  With -2 everything fits but the cone. */
static void
test_eigenvalues_tell_membership (void)
{
  EpiSdpBlock block = {2, false, 0};
  EpiSdpEntry entries[] = {{0, 0, 0, 0, -1}, {0, 0, 1, 1, -1}, {1, 0, 0, 1, 1}};
  double c = 1;
  Case self;
  case_new (&self, 1, &c, 1, &block, 3, entries);
  SET (self.answer.x, -1);
  SET (self.answer.Y, 0.5, 0.5, 0.5, 0.5);
  follow (&self);
  g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-14).status, ==,
                   EPI_OPTIMAL);
  SET (self.answer.x, -2);
  SET (self.answer.Y, 1, 0.5, 0.5, 1); /* tr(F₀Y) = -2, but tr(FY) = 0 */
  follow (&self);
  EpiConvexCertificate out = certify (&self.sdp, &self.answer, 1e-2);
  g_assert_cmpstr (out.missing, ==, "F(x) is not positive semidefinite");
  g_assert_cmpfloat_with_epsilon (out.dimacs[3], 0.5, 1e-14); /* 1/(1 + 1) */
  g_assert_true (out.primal == out.dual && out.gap <= 1e-15);
  SET (self.answer.x, -1);
  SET (self.answer.Y, 0, 0.5, 0.5, 0); /* eigenvalues ±½ */
  follow (&self);
  out = certify (&self.sdp, &self.answer, 1e-2);
  g_assert_cmpfloat_with_epsilon (out.dimacs[1], 0.25, 1e-14);
  case_clear (&self);
}

static void
test_what_is_not_a_number_shows_nothing (void)
{
  double value;
  Case self;
  known_sdp (1, true, &self.sdp, &self.answer, &value);
  double *places[] = {self.answer.x, self.answer.X, self.answer.Y,
                      self.answer.v};
  for (int k = 0; k < 12; k++) {
    EpiConvexCertificate out;
    double was = places[k / 3][0];
    places[k / 3][0] = k % 3 == 0 ? NAN : k % 3 == 1 ? INFINITY : -INFINITY;
    g_assert_cmpint (epi_sdp_certify (&self.sdp, &self.answer, 1e-8, &out), ==,
                     EPI_NOT_FINITE);
    g_assert_true (out.status == EPI_RUNNING && isinf (out.tolerance_reached));
    places[k / 3][0] = was;
  }
  case_clear (&self);
}

/* Numbers from 1e-320 to 1e308 overflow what is made of them, but never into a
 * proof. */
static void
test_extreme_numbers_prove_nothing (void)
{
  GRand *rand = g_rand_new_with_seed (5);
  for (guint32 seed = 1; seed <= 100; seed++) {
    double value;
    Case self;
    known_sdp (seed, seed % 2, &self.sdp, &self.answer, &value);
    size_t length = epi_sdp_block_offset (&self.sdp, self.sdp.n_blocks);
    double *arrays[] = {self.answer.x, self.answer.X, self.answer.Y,
                        self.answer.v, self.answer.point};
    size_t lengths[] = {3, length, length, 1, 3};
    for (int k = 0; k < 5; k++)
      draw_extremes (rand, arrays[k], lengths[k]);
    check_nothing_is_proven (certify_case, &self, &self.answer.status);
    case_clear (&self);
  }
  g_rand_free (rand);
}

static void
test_nothing_at_all_is_optimal (void)
{
  EpiSdpBlock blocks[] = {{0, false, 0}, {0, true, 0}, {0, false, 1}};
  Case self;
  case_new (&self, 0, NULL, 3, blocks, 0, NULL);
  EpiConvexCertificate out = certify (&self.sdp, &self.answer, 0);
  g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
  g_assert_true (out.primal == 0 && out.dual == 0);
  case_clear (&self);
}

static void
test_memory_may_run_out (void)
{
  double value;
  Case self;
  known_sdp (2, false, &self.sdp, &self.answer, &value);
  check_memory_may_run_out (certify_case, &self);
  case_clear (&self);
}

#define ADD(name, function) g_test_add_func ("/certificate-sdp/" name, function)
int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-known-pair-is-optimal", test_a_known_pair_is_optimal);
  ADD ("a-moved-number-is-refused", test_a_moved_number_is_refused);
  ADD ("turned-and-foreign-multipliers-are-refused",
       test_turned_and_foreign_multipliers_are_refused);
  ADD ("units-do-not-matter", test_units_do_not_matter);
  ADD ("eigenvalues-tell-membership", test_eigenvalues_tell_membership);
  ADD ("what-is-not-a-number-shows-nothing",
       test_what_is_not_a_number_shows_nothing);
  ADD ("extreme-numbers-prove-nothing", test_extreme_numbers_prove_nothing);
  ADD ("nothing-at-all-is-optimal", test_nothing_at_all_is_optimal);
  ADD ("memory-may-run-out", test_memory_may_run_out);
  return g_test_run ();
}
