/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The central path: where its points are, how large their gap is, how many of
 * Newton's steps lead from one to the next.
 */
#include "barrier-checks.h"

/* At a central point p - d = m/t; the multipliers with the Newton step in them
 * move that by at most η√m/t (Cauchy and Schwarz). */
static void
check_gap (const EpiMethod *method, void *data)
{
  double m = *(double *)data;
  EpiFrame *frame = epi_method_record (method);
  double eta = epi_frame_scalar (frame, "newton_decrement", NAN);
  double gap = epi_frame_scalar (frame, "objective", NAN) -
               epi_frame_scalar (frame, "dual_objective", NAN);
  double t = epi_frame_scalar (frame, "t", NAN);
  if (epi_frame_scalar (frame, "phase", 0) == 2 && eta < 1) {
    double rounding = 1e-14 * t;
    g_assert_cmpfloat (epi_frame_scalar (frame, "duality_gap", 0), ==, m / t);
    g_assert_cmpfloat_with_epsilon (
        gap * t, m, eta * sqrt (m) * (1 + 1e-6) + 1e-10 + rounding);
  }
  epi_frame_unref (frame);
}

static void
test_gap_of_lp (void)
{
  EpiQp qp;
  EpiMethod *method;
  double m = 6;
  make_hexagon (&qp);
  g_assert_cmpint (epi_barrier_qp_new (&qp, NULL, &method), ==, EPI_OK);
  g_assert_cmpint (epi_method_run (method, MOST_STEPS, check_gap, &m), ==,
                   EPI_CONVERGED);
  epi_method_free (method);
  epi_qp_clear (&qp);
}

static void
test_gap_of_sdp (void)
{
  EpiSdp sdp;
  EpiMethod *method;
  double m = 3;
  make_elliptope (&sdp);
  g_assert_cmpint (epi_barrier_sdp_new (&sdp, NULL, &method), ==, EPI_OK);
  g_assert_cmpint (epi_method_run (method, MOST_STEPS, check_gap, &m), ==,
                   EPI_CONVERGED);
  /* the disc x² + z² ≤ 1 */
  g_assert_cmpfloat_with_epsilon (method->f, -sqrt (1.25), 1e-7);
  epi_method_free (method);
  epi_sdp_clear (&sdp);
}

/* minimize x on [0,1]: t - 1/x + 1/(1 - x) = 0. */
static void
check_on_path (const EpiMethod *method, void *data)
{
  EpiFrame *frame = epi_method_record (method);
  double t = epi_frame_scalar (frame, "t", NAN);
  double eta = epi_frame_scalar (frame, "newton_decrement", NAN);
  size_t *count = data;
  if (epi_frame_scalar (frame, "central", 0) == 1) {
    /* 2/(t + 2 + √(t² + 4)): within the Dikin ellipsoid of size η */
    double x = 2 / (t + 2 + sqrt (t * t + 4));
    g_assert_cmpfloat_with_epsilon (method->x[0], x, 1.1 * eta * x + 1e-15);
    (*count)++;
  }
  epi_frame_unref (frame);
}

static void
test_central_path_in_closed_form (void)
{
  EpiQp qp;
  EpiMethod *method;
  const double x0 = 0.9;
  const EpiBarrierOptions options = {.x0 = &x0};
  size_t count = 0;
  g_assert_cmpint (epi_qp_new (0, 1, &qp), ==, EPI_OK);
  qp.c[0] = 1;
  qp.upper[0] = 1;
  g_assert_cmpint (epi_barrier_qp_new (&qp, &options, &method), ==, EPI_OK);
  epi_method_run (method, MOST_STEPS, check_on_path, &count);
  g_assert_cmpint (method->status, ==, EPI_CONVERGED);
  g_assert_cmpuint (count, >=, 8);
  epi_method_free (method);
  epi_qp_clear (&qp);
}

/* Without an objective every central point is the analytic centre; of the
 * simplex x ≥ 0, Σx ≤ 1 it is 1/(n + 1). */
static void
test_analytic_centre (void)
{
  const double G[] = {1, 1, 1, -1, 0, 0, 0, -1, 0, 0, 0, -1};
  const double h[] = {1, 0, 0, 0}, c[] = {0, 0, 0};
  EpiQp qp;
  EpiQpAnswer answer;
  make_polytope (4, 3, G, h, c, &qp);
  g_assert_cmpint (solve_qp (&qp, &answer), ==, EPI_CONVERGED);
  for (int j = 0; j < 3; j++)
    g_assert_cmpfloat_with_epsilon (answer.x[j], 0.25, 1e-4);
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);
}

/* From one central point to the next at most
 * m (μ - 1 - log μ)/γ + log₂ log₂ (1/ε) Newton steps, for any t
 * (Boyd & Vandenberghe 11.5.2), whatever μ is. */
static void
test_newton_steps_are_bounded (void)
{
  static const double mus[] = {1.5, 2, 10, 100, 1000};
  const double alpha = 0.1, beta = 0.5, m = 6;
  const double gamma =
      alpha * beta * (1 - 2 * alpha) * (1 - 2 * alpha) / (20 - 8 * alpha);
  for (size_t k = 0; k < G_N_ELEMENTS (mus); k++) {
    EpiQp qp;
    EpiMethod *method;
    const EpiBarrierOptions options = {.mu = mus[k]};
    double most = 0, outer = 0, mu = mus[k];
    make_hexagon (&qp);
    g_assert_cmpint (epi_barrier_qp_new (&qp, &options, &method), ==, EPI_OK);
    while (epi_method_step (method) == EPI_RUNNING) {
      EpiFrame *frame = epi_method_record (method);
      outer = epi_frame_scalar (frame, "outer", NAN);
      if (outer > 0)
        most = fmax (most, epi_frame_scalar (frame, "inner", NAN));
      epi_frame_unref (frame);
    }
    g_assert_cmpint (method->status, ==, EPI_CONVERGED);
    g_assert_cmpfloat (most, <=,
                       m * (mu - 1 - log (mu)) / gamma + log2 (log2 (1e8)));
    g_assert_cmpfloat (most, <=, 20); /* and far fewer */
    /* t grows from 1 until m/t is small: that many outer steps */
    g_assert_cmpfloat (outer, <=, ceil (log (m / 1e-9) / log (mu)));
    epi_method_free (method);
    epi_qp_clear (&qp);
  }
}

/* Shifted so that 0 is outside: phase I first. */
static void
test_phase_one (void)
{
  EpiQp qp;
  EpiMethod *method;
  EpiQpAnswer answer;
  make_hexagon (&qp);
  for (size_t i = 0; i < qp.rows; i++) /* around (5,3) */
    for (size_t j = 0; j < 2; j++)
      for (int e = qp.A.start[j]; e < qp.A.start[j + 1]; e++)
        if ((size_t)qp.A.row[e] == i)
          qp.row_upper[i] += qp.A.value[e] * (j == 0 ? 5 : 3);
  g_assert_cmpint (epi_barrier_qp_new (&qp, NULL, &method), ==, EPI_OK);
  bool found = false;
  while (method->status == EPI_RUNNING) {
    EpiFrame *frame = epi_method_record (method);
    bool second = epi_frame_scalar (frame, "phase", 0) == 2;
    g_assert_false (found && !second);
    g_assert_true (second || method->f > 0); /* s, until it is negative */
    found = second;
    epi_frame_unref (frame);
    epi_method_step (method);
  }
  g_assert_true (found);
  epi_method_free (method);
  g_assert_cmpint (solve_qp (&qp, &answer), ==, EPI_CONVERGED);
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);
}

/* A quadratic without constraints takes Newton one step. */
static void
test_quadratic_takes_one_step (void)
{
  const EpiTriplet Q[] = {{0, 0, 2}, {1, 0, 1}, {1, 1, 3}};
  EpiQp qp;
  EpiMethod *method;
  g_assert_cmpint (epi_qp_new (0, 2, &qp), ==, EPI_OK);
  epi_sparse_clear (&qp.Q);
  g_assert_cmpint (epi_sparse_from_triplets (2, 2, Q, 3, &qp.Q), ==, EPI_OK);
  qp.lower[0] = qp.lower[1] = -INFINITY;
  qp.c[0] = 1;
  qp.c[1] = -2;
  g_assert_cmpint (epi_barrier_qp_new (&qp, NULL, &method), ==, EPI_OK);
  g_assert_cmpint (epi_method_step (method), ==, EPI_CONVERGED);
  g_assert_cmpfloat_with_epsilon (method->x[0], -1, 1e-12);
  g_assert_cmpfloat_with_epsilon (method->x[1], 1, 1e-12);
  epi_method_free (method);
  epi_qp_clear (&qp);
}

static void
test_set_mu (void)
{
  EpiQp qp;
  EpiMethod *method;
  make_hexagon (&qp);
  g_assert_cmpint (epi_barrier_qp_new (&qp, NULL, &method), ==, EPI_OK);
  g_assert_cmpint (epi_method_set (method, "mu", 1), ==, EPI_UNSUPPORTED);
  g_assert_cmpint (epi_method_set (method, "nu", 2), ==, EPI_UNSUPPORTED);
  g_assert_cmpint (epi_method_set (method, "mu", 4), ==, EPI_OK);
  double t = 1;
  while (epi_method_step (method) == EPI_RUNNING) {
    EpiFrame *frame = epi_method_record (method);
    double now = epi_frame_scalar (frame, "t", NAN);
    g_assert_true (now == t || now == 4 * t);
    t = now;
    epi_frame_unref (frame);
  }
  epi_method_free (method);
  epi_qp_clear (&qp);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/barrier-path/gap-of-an-lp-is-m-over-t", test_gap_of_lp);
  g_test_add_func ("/barrier-path/gap-of-an-sdp-is-m-over-t", test_gap_of_sdp);
  g_test_add_func ("/barrier-path/central-path-in-closed-form",
                   test_central_path_in_closed_form);
  g_test_add_func ("/barrier-path/analytic-centre-of-a-simplex",
                   test_analytic_centre);
  g_test_add_func ("/barrier-path/newton-steps-are-bounded",
                   test_newton_steps_are_bounded);
  g_test_add_func ("/barrier-path/phase-one-finds-an-interior-point",
                   test_phase_one);
  g_test_add_func ("/barrier-path/quadratic-takes-one-step",
                   test_quadratic_takes_one_step);
  g_test_add_func ("/barrier-path/mu-may-be-set", test_set_mu);
  return g_test_run ();
}
