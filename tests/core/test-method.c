/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-method.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* Heavy ball on f(x) = ½ Σ i xᵢ²: its velocity is state beside x. */
typedef struct {
  EpiMethod base;
  double x[3], v[3];
  double rate; /* diverges above 2/3 · (1 + momentum) */
} Ball;

static double
ball_value (const double *x)
{
  return (x[0] * x[0] + 2 * x[1] * x[1] + 3 * x[2] * x[2]) / 2;
}

static EpiStatus
ball_step (EpiMethod *base)
{
  Ball *self = (Ball *)base;

  for (int i = 0; i < 3; i++) {
    self->v[i] = 0.5 * self->v[i] - self->rate * (i + 1) * self->x[i];
    self->x[i] += self->v[i];
  }
  base->f = ball_value (self->x);
  return base->f < 1e-20 ? EPI_CONVERGED : EPI_RUNNING;
}

static void
ball_record (const EpiMethod *base, EpiFrame *frame)
{
  epi_frame_add_vector (frame, "velocity", ((const Ball *)base)->v, 3);
}

static size_t
ball_state_size (const EpiMethod *base)
{
  return 6 * sizeof (double);
}

static EpiStatus
ball_save (const EpiMethod *base, void *state)
{
  const Ball *self = (const Ball *)base;

  memcpy (state, self->x, sizeof self->x);
  memcpy ((char *)state + sizeof self->x, self->v, sizeof self->v);
  return EPI_OK;
}

static void
ball_restore (EpiMethod *base, const void *state)
{
  Ball *self = (Ball *)base;

  memcpy (self->x, state, sizeof self->x);
  memcpy (self->v, (const char *)state + sizeof self->x, sizeof self->v);
}

static EpiStatus
ball_set (EpiMethod *base, const char *name, double value)
{
  if (strcmp (name, "rate") != 0)
    return EPI_UNSUPPORTED;
  ((Ball *)base)->rate = value;
  return EPI_OK;
}

static void
ball_free (EpiMethod *base)
{
  g_free (base);
}

static EpiMethod *
ball_new (double rate)
{
  static const EpiMethodClass klass = {"heavy ball",    ball_step, ball_record,
                                       ball_state_size, ball_save, ball_restore,
                                       ball_set,        ball_free};
  Ball *self = g_new0 (Ball, 1);

  for (int i = 0; i < 3; i++)
    self->x[i] = i + 1;
  self->rate = rate;
  self->base = (EpiMethod){.klass = &klass,
                           .status = EPI_RUNNING,
                           .n = 3,
                           .x = self->x,
                           .f = ball_value (self->x)};
  return &self->base;
}

static void
count (const EpiMethod *self, void *data)
{
  size_t *next = data;

  g_assert_cmpuint (self->k, ==, *next);
  ++*next;
}

static void
test_run_shows_each_point_once_and_goes_on (void)
{
  EpiMethod *ball = ball_new (0.2);
  size_t next = 0;

  g_assert_cmpint (epi_method_run (ball, 5, count, &next), ==, EPI_RUNNING);
  g_assert_cmpuint (next, ==, 6);
  g_assert_cmpint (epi_method_run (ball, 1000, count, &next), ==,
                   EPI_CONVERGED);
  g_assert_cmpuint (next, ==, ball->k + 1);
  g_assert_cmpfloat (ball->f, <, 1e-20);
  size_t k = ball->k; /* a method that has ended stays as it is */
  g_assert_cmpint (epi_method_step (ball), ==, EPI_CONVERGED);
  g_assert_cmpuint (ball->k, ==, k);
  epi_method_free (ball);
}

static void
test_a_restored_state_goes_on_with_the_same_bits (void)
{
  EpiMethod *ball = ball_new (0.3), *other = ball_new (0.3);

  epi_method_run (ball, 7, NULL, NULL);
  void *state = g_malloc (epi_method_state_size (ball));
  epi_method_save_state (ball, state);
  epi_method_run (ball, 23, NULL, NULL);

  epi_method_run (other, 3, NULL, NULL);
  epi_method_restore_state (other, state);
  g_assert_cmpuint (other->k, ==, 7);
  epi_method_run (other, 23, NULL, NULL);
  g_assert_cmpmem (other->x, 3 * sizeof (double), ball->x, 3 * sizeof (double));
  g_assert_cmpmem (&other->f, sizeof other->f, &ball->f, sizeof ball->f);

  epi_method_restore_state (ball, state); /* also after the end */
  g_assert_cmpint (ball->status, ==, EPI_RUNNING);
  g_free (state);
  epi_method_free (ball);
  epi_method_free (other);
}

static void
test_a_number_that_is_not_finite_ends_as_diverged (void)
{
  EpiMethod *ball = ball_new (5); /* above 2/L (1 + momentum) = 1 */

  g_assert_cmpint (epi_method_run (ball, 100000, NULL, NULL), ==, EPI_DIVERGED);
  g_assert_false (isfinite (ball->f) && isfinite (ball->x[0]) &&
                  isfinite (ball->x[1]) && isfinite (ball->x[2]));
  epi_method_free (ball);

  ball = ball_new (0.1);
  ball->x[1] = NAN; /* f is NaN, and "converged" is never believed */
  g_assert_cmpint (epi_method_step (ball), ==, EPI_DIVERGED);
  epi_method_free (ball);
}

static void
test_a_frame_holds_what_the_step_showed (void)
{
  EpiMethod *ball = ball_new (0.2);

  epi_method_step (ball);
  EpiFrame *frame = epi_method_record (ball);
  epi_method_step (ball); /* the frame stays */
  g_assert_cmpuint (epi_frame_k (frame), ==, 1);
  g_assert_cmpint (epi_frame_status (frame), ==, EPI_RUNNING);
  const EpiFrameItem *x = epi_frame_find (frame, "x");
  const EpiFrameItem *v = epi_frame_find (frame, "velocity");
  for (int i = 0; i < 3; i++) {
    g_assert_cmpfloat (v->data[i], ==, -0.2 * (i + 1) * (i + 1));
    g_assert_cmpfloat (x->data[i], ==, (i + 1) + v->data[i]);
  }
  g_assert_cmpfloat (epi_frame_scalar (frame, "objective", NAN), ==,
                     ball_value (x->data));
  epi_frame_unref (frame);
  epi_method_free (ball);
}

static void
test_a_parameter_may_change_between_steps (void)
{
  EpiMethod *ball = ball_new (5);

  g_assert_cmpint (epi_method_set (ball, "colour", 1), ==, EPI_UNSUPPORTED);
  g_assert_cmpint (epi_method_set (ball, "rate", 0.2), ==, EPI_OK);
  g_assert_cmpint (epi_method_run (ball, 1000, NULL, NULL), ==, EPI_CONVERGED);
  epi_method_free (ball);
  epi_method_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/method/run-shows-each-point-once-and-goes-on",
                   test_run_shows_each_point_once_and_goes_on);
  g_test_add_func ("/method/a-restored-state-goes-on-with-the-same-bits",
                   test_a_restored_state_goes_on_with_the_same_bits);
  g_test_add_func ("/method/a-number-that-is-not-finite-ends-as-diverged",
                   test_a_number_that_is_not_finite_ends_as_diverged);
  g_test_add_func ("/method/a-frame-holds-what-the-step-showed",
                   test_a_frame_holds_what_the_step_showed);
  g_test_add_func ("/method/a-parameter-may-change-between-steps",
                   test_a_parameter_may_change_between_steps);
  return g_test_run ();
}
