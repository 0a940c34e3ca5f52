/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interior-point method for semidefinite programs as a method: what it
 * allocates, saves, and gives up, with scaled blocks and with a direct cone.
 */
#include "convex/epi-sdp-ipm.h"

#include "problem/epi-semidefinite-programs.h"

#include "../problem/known-programs.h"
#include "method-checks.h"

#include <math.h>

#define KIND EPI_PROGRAM_SEMIDEFINITE
#include "sdp-checks.h"

/* A tolerance that nothing reaches: the method goes on by the
 * Nesterov–Todd scaling, from there, until nothing is left to be had. */
static void
test_large_block_goes_on_by_the_scaling (void)
{
  EpiSdp sdp = cut_of_a_cycle (201);
  EpiSdpIpmOptions options = {.tolerance = 0};
  double value = 201 * (1 + cos (G_PI / 201)) / 2;
  EpiMethod *method;
  g_assert_cmpint (epi_sdp_ipm_new (&sdp, &options, &method), ==, EPI_OK);
  g_assert_cmpint (epi_method_run (method, 200, NULL, NULL), ==, EPI_NUMERICAL);
  g_assert_cmpfloat (fabs (method->f - value), <=, 1e-11 * value);
  epi_method_free (method);
  epi_sdp_clear (&sdp);
}

static EpiMethod *
small_method (EpiSdp *sdp)
{
  EpiSdpAnswer answer;
  EpiMethod *method;
  EpiSdpIpmOptions options = {1e-9};
  double value;
  known_sdp (3, false, sdp, &answer, &value);
  epi_sdp_answer_clear (&answer);
  g_assert_cmpint (epi_sdp_ipm_new (sdp, &options, &method), ==, EPI_OK);
  return method;
}

/* One with a direct cone. */
static EpiMethod *
large_method (EpiSdp *sdp)
{
  EpiMethod *method;
  EpiSdpIpmOptions options = {1e-9};
  *sdp = cut_of_a_cycle (201);
  g_assert_cmpint (epi_sdp_ipm_new (sdp, &options, &method), ==, EPI_OK);
  return method;
}

static void
test_steps_allocate_nothing (void)
{
  EpiSdp sdps[2];
  EpiMethod *methods[] = {small_method (&sdps[0]), large_method (&sdps[1])};
  for (int i = 0; i < 2; i++) {
    g_assert_cmpint (check_steps_allocate_nothing (methods[i], 100), ==,
                     EPI_CONVERGED);
    epi_method_free (methods[i]);
    epi_sdp_clear (&sdps[i]);
  }
}

static void
test_restored_state_repeats (void)
{
  EpiSdp one, two;
  EpiMethod *method = small_method (&one), *twin = small_method (&two);
  check_restored_state_repeats (method, twin, 3, 5);
  epi_sdp_clear (&one);
  epi_sdp_clear (&two);
  method = large_method (&one);
  twin = large_method (&two);
  check_restored_state_repeats (method, twin, 3, 5);
  epi_sdp_clear (&one);
  epi_sdp_clear (&two);
}

/* The bound of a complete graph on so many nodes. */
static void
make_max_cut (size_t n, EpiSdp *sdp)
{
  double *W = g_new (double, n *n);

  for (size_t i = 0; i < n * n; i++)
    W[i] = i % (n + 1) == 0 ? 0 : 1 + (double)(i * i % 7);
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < j; i++)
      W[i + j * n] = W[j + i * n];
  g_assert_cmpint (epi_max_cut_program_new (n, W, sdp), ==, EPI_OK);
  g_free (W);
}

static double
centring_of (const EpiMethod *method)
{
  EpiFrame *frame = epi_method_record (method);
  double centring = epi_frame_scalar (frame, "centring", NAN);

  epi_frame_unref (frame);
  return centring;
}

static void *
raise_cb (void *flag)
{
  g_usleep (3000); /* somewhere in a step: wherever that is, it counts */
  epi_cancel_raise (flag);
  return NULL;
}

/* The method stands where it stood, whenever the flag was raised, and goes on
 * to the same bits. */
static void
test_an_interrupted_step_is_not_taken (void)
{
  EpiSdpIpmOptions options = {.tolerance = 1e-8};
  EpiMethod *method, *twin;
  EpiCancel flag = {false};
  EpiSdp sdp;

  make_max_cut (120, &sdp);
  g_assert_cmpint (epi_sdp_ipm_new (&sdp, &options, &method), ==, EPI_OK);
  g_assert_cmpint (epi_sdp_ipm_new (&sdp, &options, &twin), ==, EPI_OK);
  epi_method_watch (method, &flag);
  while (twin->status == EPI_RUNNING) {
    epi_cancel_raise (&flag);
    g_assert_cmpint (epi_method_step (method), ==, EPI_INTERRUPTED);
    g_assert_cmpint (method->status, ==, EPI_RUNNING);
    g_assert_cmpuint (method->k, ==, twin->k);
    g_assert_cmpfloat (centring_of (method), ==, centring_of (twin));
    epi_cancel_lower (&flag);
    GThread *thread = g_thread_new ("raises", raise_cb, &flag);
    epi_method_step (method);
    g_thread_join (thread);
    epi_cancel_lower (&flag);
    if (method->k == twin->k)
      g_assert_cmpint (epi_method_step (method), !=, EPI_INTERRUPTED);
    epi_method_step (twin);
    g_assert_cmpmem (method->x, method->n * sizeof (double), twin->x,
                     twin->n * sizeof (double));
  }
  g_assert_cmpint (method->status, ==, EPI_CONVERGED);
  epi_method_free (method);
  epi_method_free (twin);
  epi_sdp_clear (&sdp);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/sdp-method/" name, func)
  ADD ("large-block-goes-on-by-the-scaling",
       test_large_block_goes_on_by_the_scaling);
  ADD ("steps-allocate-nothing", test_steps_allocate_nothing);
  ADD ("restored-state-repeats", test_restored_state_repeats);
  ADD ("an-interrupted-step-is-not-taken",
       test_an_interrupted_step_is_not_taken);
  return g_test_run ();
}
