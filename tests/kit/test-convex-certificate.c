/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strip's words are those of the certificate, whatever a method claims. */
#include "kit/epi-convex-certificate.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* minimize cx  subject to  lower ≤ x ≤ upper. */
typedef struct {
  EpiQp lp;
  EpiQpAnswer answer;
} Program;

static Program
program_new (double c, double lower, double upper)
{
  Program p;

  g_assert_cmpint (epi_qp_new (0, 1, &p.lp), ==, EPI_OK);
  p.lp.c[0] = c;
  p.lp.lower[0] = lower;
  p.lp.upper[0] = upper;
  g_assert_cmpint (epi_qp_answer_new (&p.lp, &p.answer), ==, EPI_OK);
  return p;
}

static EpiCertificate
judge (Program *p, EpiStatus claimed)
{
  EpiConvexCertificate proof;
  EpiCertificate certificate = {0};
  EpiFrame *frame = epi_frame_new (0, claimed);

  p->answer.status = claimed;
  EpiStatus status =
      epi_qp_certify (&p->lp, &p->answer, EPI_CONVEX_TOLERANCE, &proof);
  epi_convex_certificate (status, &proof, frame, &certificate);
  epi_frame_unref (frame);
  epi_qp_answer_clear (&p->answer);
  epi_qp_clear (&p->lp);
  return certificate;
}

static double
item (const EpiCertificate *certificate, const char *name)
{
  for (size_t i = 0; i < certificate->n_items; i++)
    if (strcmp (certificate->items[i].name, name) == 0)
      return certificate->items[i].value;
  return NAN;
}

static void
test_optimum_is_said (void)
{
  Program p = program_new (1, 1, INFINITY);

  p.answer.x[0] = 1;
  p.answer.z[0] = 1;
  EpiCertificate c = judge (&p, EPI_CONVERGED);
  g_assert_cmpint (c.status, ==, EPI_OPTIMAL);
  g_assert_true (epi_certificate_is_proven (&c));
  g_assert_cmpstr (c.sentence, ==, "globally optimal to 1e-8");
  g_assert_cmpfloat (item (&c, "primal"), ==, 1);
  g_assert_cmpfloat (item (&c, "dual_value"), ==, 1);
  g_assert_cmpfloat (item (&c, "gap"), ==, 0);
}

static void
test_false_claim_is_not_said (void)
{
  Program p = program_new (1, 1, INFINITY);

  p.answer.x[0] = 1 + 1e-6;
  p.answer.z[0] = 1;
  EpiCertificate c = judge (&p, EPI_CONVERGED);
  g_assert_false (epi_certificate_is_proven (&c));
  g_assert_null (strstr (c.sentence, "globally"));
  g_assert_cmpfloat (item (&c, "gap"), >, EPI_CONVEX_TOLERANCE);
}

static void
test_ray_of_infeasibility_is_said (void)
{
  Program p = program_new (1, 1, 0);

  p.answer.z[0] = 1;
  EpiCertificate c = judge (&p, EPI_INFEASIBLE);
  g_assert_cmpint (c.status, ==, EPI_INFEASIBLE);
  g_assert_nonnull (
      strstr (c.sentence, "multipliers add up to a contradiction"));
  g_assert_true (isnan (item (&c, "gap"))); /* a ray has none */
}

static void
test_ray_of_descent_is_said (void)
{
  Program p = program_new (-1, 1, INFINITY);

  p.answer.x[0] = 1;
  p.answer.point[0] = 1;
  EpiCertificate c = judge (&p, EPI_UNBOUNDED);
  g_assert_cmpint (c.status, ==, EPI_UNBOUNDED);
  g_assert_nonnull (strstr (c.sentence, "ray d"));
}

/* 0 ≤ x ≤ 1 has a point, whatever the method says. */
static void
test_claim_without_proof_is_not_repeated (void)
{
  Program p = program_new (1, 0, 1);
  EpiAnswer answer = {.certificate = judge (&p, EPI_INFEASIBLE)};
  EpiFrame *frame = epi_frame_new (3, EPI_INFEASIBLE);

  g_assert_true (
      g_str_has_prefix (answer.certificate.sentence, "not shown to be inf"));
  g_assert_cmpstr (epi_answer_words (&answer, frame), ==,
                   "not shown to be infeasible");
  answer.certificate.status = EPI_INFEASIBLE;
  g_assert_cmpstr (epi_answer_words (&answer, frame), ==, "infeasible");
  epi_frame_unref (frame);
}

/* A method that would go on is at the limit where its run has its last iterate,
 * and under way before. */
static void
test_a_run_that_was_ended_is_at_its_limit (void)
{
  EpiRun run = {.length = 401, .status = EPI_LIMIT};
  EpiAnswer answer = {.runs = &run, .n_runs = 1};
  EpiFrame *before = epi_frame_new (399, EPI_RUNNING);
  EpiFrame *last = epi_frame_new (400, EPI_RUNNING);
  EpiFrame *done = epi_frame_new (400, EPI_CONVERGED);

  g_assert_cmpstr (epi_answer_words (&answer, before), ==, "running");
  g_assert_cmpstr (epi_answer_words (&answer, last), ==, "limit");
  g_assert_cmpstr (epi_answer_words (&answer, done), ==, "converged");
  run.status = EPI_RUNNING;
  g_assert_cmpstr (epi_answer_words (&answer, last), ==, "running");
  epi_frame_unref (before);
  epi_frame_unref (last);
  epi_frame_unref (done);
}

static void
test_only_the_gap_has_a_meter (void)
{
  Program p = program_new (1, 1, INFINITY);

  p.answer.x[0] = 2;
  EpiCertificate c = judge (&p, EPI_RUNNING);
  size_t meters = 0;
  for (size_t i = 0; i < c.n_items; i++)
    if (c.items[i].meter) {
      meters++;
      g_assert_cmpstr (c.items[i].name, ==, "gap");
    }
  g_assert_cmpuint (meters, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/convex-certificate/optimum-is-said", test_optimum_is_said);
  g_test_add_func ("/convex-certificate/false-claim-is-not-said",
                   test_false_claim_is_not_said);
  g_test_add_func ("/convex-certificate/ray-of-infeasibility-is-said",
                   test_ray_of_infeasibility_is_said);
  g_test_add_func ("/convex-certificate/ray-of-descent-is-said",
                   test_ray_of_descent_is_said);
  g_test_add_func ("/convex-certificate/claim-without-proof-is-not-repeated",
                   test_claim_without_proof_is_not_repeated);
  g_test_add_func ("/convex-certificate/a-run-that-was-ended-is-at-its-limit",
                   test_a_run_that_was_ended_is_at_its_limit);
  g_test_add_func ("/convex-certificate/only-the-gap-has-a-meter",
                   test_only_the_gap_has_a_meter);
  return g_test_run ();
}
