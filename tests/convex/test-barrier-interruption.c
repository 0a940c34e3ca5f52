/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the barrier method's interrupted steps and restored states cost, in
 * evaluations. */
#include "convex/epi-barrier-private.h"
#include "problem/epi-semidefinite-programs.h"

#include <glib.h>

/* The max-cut relaxation of one. */
static EpiSdp
complete_graph (size_t n)
{
  EpiSdp sdp;
  double *W = g_new0 (double, n *n);

  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < j; i++)
      W[i + j * n] = W[j + i * n] = 1 + (double)((7 * i + j * j) % 5);
  g_assert_cmpint (epi_max_cut_program_new (n, W, &sdp), ==, EPI_OK);
  g_free (W);
  return sdp;
}

static EpiMethod *
make (const EpiSdp *sdp)
{
  EpiMethod *method = NULL;

  g_assert_cmpint (epi_barrier_sdp_new (sdp, NULL, &method), ==, EPI_OK);
  return method;
}

static EpiBarrierOracleClass counted;
static double (*evaluate) (EpiBarrierOracle *, bool, double, const double *,
                           double *, EpiMatrix *);
static size_t evaluations, derivatives;

static double
evaluate_counted (EpiBarrierOracle *oracle, bool phase1, double t,
                  const double *z, double *g, EpiMatrix *H)
{
  evaluations++;
  derivatives += g != NULL;
  return evaluate (oracle, phase1, t, z, g, H);
}

/* Puts it in the place of the oracle's own. */
static void
count_evaluations (EpiMethod *method)
{
  EpiBarrierOracle *oracle = ((EpiBarrier *)method)->oracle;

  counted = *oracle->klass;
  evaluate = counted.evaluate;
  counted.evaluate = evaluate_counted;
  oracle->klass = &counted;
}

static void
check_same_answer (const EpiSdp *sdp, const EpiMethod *method,
                   const EpiMethod *twin)
{
  size_t length = epi_sdp_block_offset (sdp, sdp->n_blocks);
  EpiSdpAnswer a, b;

  g_assert_cmpint (epi_sdp_answer_new (sdp, &a), ==, EPI_OK);
  g_assert_cmpint (epi_sdp_answer_new (sdp, &b), ==, EPI_OK);
  epi_barrier_sdp_answer (method, &a);
  epi_barrier_sdp_answer (twin, &b);
  g_assert_cmpmem (a.Y, length * sizeof (double), b.Y,
                   length * sizeof (double));
  g_assert_cmpmem (a.x, sdp->m * sizeof (double), b.x,
                   sdp->m * sizeof (double));
  epi_sdp_answer_clear (&a);
  epi_sdp_answer_clear (&b);
}

/* An interrupted step of the barrier method evaluates nothing when the flag is
 * up at its beginning, not even for the answer, and never with more derivatives
 * than the step taken; its answer is still that of the point where it stands.
 */
static void
test_what_an_interrupted_step_costs (void)
{
  EpiSdp sdp = complete_graph (12);
  EpiMethod *method = make (&sdp);
  EpiMethod *twin = make (&sdp);
  atomic_int countdown;
  EpiCancel flag = {.countdown = &countdown};
  size_t times = 0, most = 0;

  count_evaluations (method);
  epi_method_watch (method, &flag);
  while (twin->status == EPI_RUNNING) {
    size_t cut_short = 0;
    EpiStatus status = EPI_INTERRUPTED;
    for (int asked = 0; status == EPI_INTERRUPTED; asked++) {
      atomic_store (&countdown, asked);
      evaluations = derivatives = 0;
      status = epi_method_step (method);
      if (asked == 0) {
        g_assert_cmpint (status, ==, EPI_INTERRUPTED);
        check_same_answer (&sdp, method, twin);
        g_assert_cmpuint (evaluations, ==, 0);
      }
      if (status != EPI_INTERRUPTED)
        break;
      cut_short = MAX (cut_short, derivatives);
      if (twin->k % 2 == 1) /* in the others nobody asks before the end */
        check_same_answer (&sdp, method, twin);
      times++;
    }
    g_assert_cmpuint (cut_short, <=, derivatives);
    most = MAX (most, cut_short);
    epi_method_step (twin);
    check_same_answer (&sdp, method, twin);
  }
  g_assert_cmpint (twin->status, ==, EPI_CONVERGED);
  g_assert_cmpuint (most, >, 0);
  g_test_message ("%zu steps, %zu times, with %zu derivatives at most", twin->k,
                  times, most);
  g_assert_cmpuint (times, >, 4 * twin->k);
  epi_method_free (method);
  epi_method_free (twin);
  epi_sdp_clear (&sdp);
}

/* Restoring evaluates nothing; the answer does, once, and is the same. */
static void
test_what_restoring_costs (void)
{
  EpiSdp sdp = complete_graph (12);
  EpiMethod *method = make (&sdp), *twin = make (&sdp);
  void *state = g_malloc (epi_method_state_size (method));

  epi_method_run (twin, 7, NULL, NULL);
  g_assert_cmpint (epi_method_save_state (twin, state), ==, EPI_OK);
  epi_method_run (method, 12, NULL, NULL);
  count_evaluations (method);
  evaluations = derivatives = 0;
  epi_method_restore_state (method, state);
  g_assert_cmpuint (evaluations, ==, 0);
  check_same_answer (&sdp, method, twin);
  check_same_answer (&sdp, method, twin);
  g_assert_cmpuint (derivatives, ==, 1);
  g_free (state);
  epi_method_free (method);
  epi_method_free (twin);
  epi_sdp_clear (&sdp);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/barrier-interruption/what-a-step-costs",
                   test_what_an_interrupted_step_costs);
  g_test_add_func ("/barrier-interruption/what-restoring-costs",
                   test_what_restoring_costs);
  return g_test_run ();
}
