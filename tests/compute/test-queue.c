/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Views, which stand wherever a buffer may; and queues, which change nothing
 * but when one waits. */
#include "compute-fixture.h"

#include "compute/epi-gl.h"
#include "compute/epi-neural-kernels.h"

#include <string.h>

#define OK(call) assert_status ((call), EPI_OK)

/* ---- Views ------------------------------------------------------------- */

/* x (rows, cols) inside a larger buffer of sevens, at an odd place. */
typedef struct {
  EpiBuffer *whole, *view;
} Inside;

#define BEFORE 13
#define AFTER 5

static Inside
put_inside (const Case *c, const double *x, size_t rows, size_t cols)
{
  Inside in;
  EpiBuffer *sevens =
      empty_on_device (c, c->element, BEFORE + rows * cols + AFTER, 1);
  EpiBuffer *copy = to_device (c, x, rows, cols);

  in.whole = sevens;
  OK (epi_device_fill (7, in.whole));
  OK (epi_buffer_view (in.whole, BEFORE, rows, cols, &in.view));
  OK (epi_device_map (EPI_MAP_COPY, 0, copy, NULL, in.view));
  epi_buffer_free (copy);
  return in;
}

/* What is around the view is as it was. */
static void
take_out (Inside in)
{
  size_t n = in.view->rows * in.view->cols;
  double *all = from_device (in.whole);

  for (size_t i = 0; i < BEFORE; i++)
    g_assert_cmpfloat (all[i], ==, 7);
  for (size_t i = BEFORE + n; i < BEFORE + n + AFTER; i++)
    g_assert_cmpfloat (all[i], ==, 7);
  g_free (all);
  epi_buffer_free (in.view);
  epi_buffer_free (in.whole);
}

static void
assert_same (const EpiBuffer *a, const EpiBuffer *b)
{
  double *x = from_device (a), *y = from_device (b);
  size_t bytes = a->rows * a->cols * sizeof *x;

  g_assert_cmpmem (x, bytes, y, bytes);
  g_free (x);
  g_free (y);
}

static void
test_a_view_holds_what_is_put_there (const Case *c)
{
  double *x = make_matrix (KIND_RANDOM, 9, 4, 81);
  double *y = make_matrix (KIND_RANDOM, 9, 4, 82);
  Inside in = put_inside (c, x, 9, 4);
  EpiBuffer *X = to_device (c, x, 9, 4), *Y = to_device (c, y, 9, 4);
  EpiBuffer *column = NULL;

  assert_same (in.view, X);
  double *got = from_device (in.view);
  g_assert_cmpmem (got, 36 * 8, x, 36 * 8);
  g_free (got);
  float single[36];
  for (size_t i = 0; i < 36; i++)
    single[i] = (float)y[i];
  OK (epi_buffer_upload (
      in.view, c->element == EPI_DOUBLE ? (void *)y : (void *)single, 9));
  assert_same (in.view, Y);
  OK (epi_buffer_view (in.view, 18, 9, 1, &column)); /* a view of a view */
  got = from_device (column);
  g_assert_cmpmem (got, 9 * 8, y + 18, 9 * 8);
  g_free (got);
  g_free (x);
  g_free (y);
  epi_buffer_free (column);
  epi_buffer_free (X);
  epi_buffer_free (Y);
  take_out (in);
}

/* The kernels of epi-device.h on views: to the bit what they do on buffers. */
static void
test_every_dense_kernel_takes_views (const Case *c)
{
  enum { N = 40 };
  double *a = make_matrix (KIND_RANDOM, N, N, 83);
  double *b = make_matrix (KIND_RANDOM, N, N, 84);
  for (size_t i = 0; i < N; i++)
    a[i + i * N] += 2 * N; /* positive definite in its lower triangle */
  Inside A = put_inside (c, a, N, N), B = put_inside (c, b, N, N);
  Inside C = put_inside (c, b, N, N), x = put_inside (c, b, N, 1);
  Inside y = put_inside (c, a, N, 1);
  EpiBuffer *pa = to_device (c, a, N, N), *pb = to_device (c, b, N, N);
  EpiBuffer *pc = to_device (c, b, N, N), *px = to_device (c, b, N, 1);
  EpiBuffer *py = to_device (c, a, N, 1);
  EpiBuffer *pivots = empty_on_device (c, EPI_INDEX, N + 3, 1), *at = NULL;
  EpiBuffer *plain = empty_on_device (c, EPI_INDEX, N, 1);
  double one, two;

  OK (epi_buffer_view (pivots, 3, N, 1, &at));
  OK (epi_device_gemm (true, false, 2, A.view, B.view, 1, C.view));
  OK (epi_device_gemm (true, false, 2, pa, pb, 1, pc));
  assert_same (C.view, pc);
  OK (epi_device_gemv (false, 2, A.view, x.view, 1, y.view));
  OK (epi_device_gemv (false, 2, pa, px, 1, py));
  assert_same (y.view, py);
  OK (epi_device_syrk (1, B.view, 0, C.view));
  OK (epi_device_syrk (1, pb, 0, pc));
  assert_same (C.view, pc);
  OK (epi_device_grid (A.view, x.view, y.view, C.view));
  OK (epi_device_grid (pa, px, py, pc));
  assert_same (C.view, pc);
  OK (epi_device_reduce (EPI_REDUCE_DOT, A.view, B.view, &one));
  OK (epi_device_reduce (EPI_REDUCE_DOT, pa, pb, &two));
  g_assert_cmpfloat (one, ==, two);
  OK (epi_device_triangular_solve (true, false, false, A.view, B.view));
  OK (epi_device_triangular_solve (true, false, false, pa, pb));
  assert_same (B.view, pb);
  OK (epi_device_cholesky (A.view));
  OK (epi_device_cholesky (pa));
  assert_same (A.view, pa);
  OK (epi_device_lu (B.view, at));
  OK (epi_device_lu (pb, plain));
  assert_same (B.view, pb);
  assert_same (at, plain);
  OK (epi_device_swap_rows (at, A.view));
  OK (epi_device_swap_rows (plain, pa));
  assert_same (A.view, pa);

  take_out (A);
  take_out (B);
  take_out (C);
  take_out (x);
  take_out (y);
  EpiBuffer *buffers[] = {pa, pb, pc, px, py, at, plain, pivots};
  for (size_t i = 0; i < G_N_ELEMENTS (buffers); i++)
    epi_buffer_free (buffers[i]);
  g_free (a);
  g_free (b);
}

/* ---- Queues ------------------------------------------------------------ */

/* A small network, forward and backward: W (m,k), X (k,n). */
typedef struct {
  EpiBuffer *W, *b, *X, *Z, *P, *T, *L, *dZ, *dW;
} Net;

static Net
make_net (const Case *c)
{
  enum { M = 30, K = 50, BATCH = 20 };
  double *w = make_matrix (KIND_RANDOM, M, K, 85);
  double *x = make_matrix (KIND_RANDOM, K, BATCH, 86);
  int32_t t[BATCH];
  for (int i = 0; i < BATCH; i++)
    t[i] = i * 3 % M;
  Net net = {
      .W = to_device (c, w, M, K),
      .b = to_device (c, w, M, 1),
      .X = to_device (c, x, K, BATCH),
      .Z = empty_on_device (c, c->element, M, BATCH),
      .P = empty_on_device (c, c->element, M, BATCH),
      .T = empty_on_device (c, EPI_INDEX, BATCH, 1),
      .L = empty_on_device (c, c->element, BATCH, 1),
      .dZ = empty_on_device (c, c->element, M, BATCH),
      .dW = empty_on_device (c, c->element, M, K),
  };
  OK (epi_buffer_upload (net.T, t, BATCH));
  g_free (w);
  g_free (x);
  return net;
}

static void
free_net (Net *net)
{
  EpiBuffer *buffers[] = {net->W, net->b, net->X,  net->Z, net->P,
                          net->T, net->L, net->dZ, net->dW};
  for (size_t i = 0; i < G_N_ELEMENTS (buffers); i++)
    epi_buffer_free (buffers[i]);
}

static EpiStatus
step (Net *n)
{
  EpiUpdateNumbers numbers = {.step = 0.5, .scale = 1};
  EpiBuffer *w = NULL, *dw = NULL;
  EpiStatus status = epi_buffer_view (n->W, 0, n->W->rows * n->W->cols, 1, &w);

  if (status == EPI_OK)
    status = epi_buffer_view (n->dW, 0, n->W->rows * n->W->cols, 1, &dw);
  if (status == EPI_OK)
    status = epi_device_gemm (false, false, 1, n->W, n->X, 0, n->Z);
  if (status == EPI_OK)
    status = epi_device_activate (EPI_ACTIVATION_TANH, n->b, n->Z, n->P);
  if (status == EPI_OK)
    status =
        epi_device_loss (EPI_LOSS_CROSS_ENTROPY, 0.05, n->P, n->T, n->L, n->dZ);
  if (status == EPI_OK)
    status = epi_device_activate_back (EPI_ACTIVATION_TANH, n->Z, n->P, n->dZ,
                                       n->dZ);
  if (status == EPI_OK)
    status = epi_device_gemm (false, true, 1, n->dZ, n->X, 0, n->dW);
  if (status == EPI_OK) /* the numbers and views end before the work may */
    status =
        epi_device_update (EPI_UPDATE_DESCENT, &numbers, dw, NULL, NULL, w);
  epi_buffer_free (w);
  epi_buffer_free (dw);
  return status;
}

static void
test_a_queue_gives_the_same_numbers (const Case *c)
{
  Net waited = make_net (c), queued = make_net (c);

  for (int k = 0; k < 5; k++)
    OK (step (&waited));
  uint64_t before = epi_device_counts (c->device).downloaded;
  epi_device_begin (c->device);
  for (int k = 0; k < 5; k++) {
    epi_device_begin (c->device); /* they nest */
    OK (step (&queued));
    OK (epi_device_end (c->device));
  }
  OK (epi_device_end (c->device));
  g_assert_cmpuint (epi_device_counts (c->device).downloaded, ==, before);
  assert_same (waited.W, queued.W);
  assert_same (waited.L, queued.L);
  free_net (&waited);
  free_net (&queued);
}

static void
test_a_transfer_in_a_queue_waits (const Case *c)
{
  Net waited = make_net (c), queued = make_net (c);

  OK (step (&waited));
  epi_device_begin (c->device);
  OK (step (&queued));
  assert_same (waited.W, queued.W);
  OK (epi_device_end (c->device));
  free_net (&waited);
  free_net (&queued);
}

/* A context that is lost in a queue: a call, or at the latest its end, says so,
 * and every later call, too. */
static void
test_a_loss_shows_at_the_latest_at_the_end (const Case *c)
{
  char *trouble = NULL;
  Case fragile = {.element = c->element};

  if (strcmp (epi_device_name (c->device), "gl") != 0) {
    g_test_skip ("the cpu cannot be lost");
    return;
  }
  epi_gl_set_fault (EPI_GL_FAULT_LOST, 3);
  OK (epi_gl_device_new (&fragile.device, &trouble));
  epi_gl_set_fault (EPI_GL_FAULT_NONE, 0);
  Net net = make_net (&fragile);

  epi_device_begin (fragile.device);
  EpiStatus first = step (&net);
  g_assert_true (first == EPI_OK || first == EPI_DEVICE_LOST);
  assert_status (epi_device_end (fragile.device), EPI_DEVICE_LOST);
  assert_status (step (&net), EPI_DEVICE_LOST);
  free_net (&net);
  epi_device_unref (fragile.device);
}

static gpointer
download_cb (gpointer buffer)
{
  double number[2];
  EpiStatus status = epi_buffer_download (buffer, number, 1);

  return GINT_TO_POINTER (status);
}

/* What fails in a queue is no trouble of another thread. */
static void
test_a_failure_is_told_to_its_own_thread (const Case *c)
{
  char *trouble = NULL;
  Case broken = {.element = c->element};

  if (strcmp (epi_device_name (c->device), "gl") != 0) {
    g_test_skip ("the cpu has no queue");
    return;
  }
  epi_gl_set_fault (EPI_GL_FAULT_COMPILE, 0);
  OK (epi_gl_device_new (&broken.device, &trouble));
  epi_gl_set_fault (EPI_GL_FAULT_NONE, 0);
  EpiBuffer *x = empty_on_device (&broken, c->element, 1, 1);
  EpiBuffer *y = empty_on_device (&broken, c->element, 1, 1);
  epi_device_begin (broken.device);
  epi_device_fill (1, x);
  GThread *other = g_thread_new ("other", download_cb, y);
  assert_status ((EpiStatus)GPOINTER_TO_INT (g_thread_join (other)), EPI_OK);
  assert_status (epi_device_end (broken.device), EPI_FAILED);
  epi_buffer_free (x);
  epi_buffer_free (y);
  epi_device_unref (broken.device);
}

static void
add_all (void)
{
#define ADD(name, test) add_cases ("queue", name, test)
  ADD ("a-view-holds-what-is-put-there", test_a_view_holds_what_is_put_there);
  ADD ("every-dense-kernel-takes-views", test_every_dense_kernel_takes_views);
  ADD ("a-queue-gives-the-same-numbers", test_a_queue_gives_the_same_numbers);
  ADD ("a-transfer-in-a-queue-waits", test_a_transfer_in_a_queue_waits);
  ADD ("a-loss-shows-at-the-latest-at-the-end",
       test_a_loss_shows_at_the_latest_at_the_end);
  ADD ("a-failure-is-told-to-its-own-thread",
       test_a_failure_is_told_to_its_own_thread);
#undef ADD
}

int
main (int argc, char **argv)
{
  return run_cases (argc, argv, add_all);
}
