/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gl device as such: slices, loss, limits, threads. */
#include "compute-fixture.h"

#include "compute/epi-gl.h"

#include <pthread.h>
#include <string.h>

static EpiDevice *
new_gl (void) /* NULL: skipped */
{
#ifdef __SANITIZE_THREAD__
  g_test_skip ("ThreadSanitizer cannot see into the driver's own threads");
  return NULL;
#else
  EpiDevice *gl = NULL;
  char *trouble = NULL;

  if (epi_gl_device_new (&gl, &trouble) != EPI_OK)
    g_test_skip (trouble);
  g_free (trouble);
  return gl;
#endif
}

static void
test_software_rasterisers_are_known_by_name (void)
{
  static const char *const software[] = {
      "llvmpipe (LLVM 15.0.6, 256 bits)", "softpipe", "Software Rasterizer",
      "Google SwiftShader",
      "zink Vulkan 1.3(llvmpipe (LLVM 15.0.6, 256 bits))"};
  static const char *const hardware[] = {
      "Mesa Intel(R) UHD Graphics 620 (KBL GT2)", "NVIDIA H100 80GB HBM3",
      "AMD Radeon RX 6600 (navi23, LLVM 15.0.6, DRM 3.49)", "V3D 4.2"};

  for (size_t i = 0; i < G_N_ELEMENTS (software); i++)
    g_assert_true (epi_gl_renderer_is_software (software[i]));
  for (size_t i = 0; i < G_N_ELEMENTS (hardware); i++)
    g_assert_false (epi_gl_renderer_is_software (hardware[i]));
}

/* GEMM, LU, SUM and a map on 200 × 200 numbers; the bytes of the answers. */
static GBytes *
compute_much (EpiDevice *gl)
{
  const Case c = {gl, EPI_FLOAT};
  size_t n = 200;
  double *a = make_matrix (KIND_RANDOM, n, n, 51), sum;
  EpiBuffer *A = to_device (&c, a, n, n), *C = to_device (&c, a, n, n);
  EpiBuffer *P = empty_on_device (&c, EPI_INDEX, n, 1);
  float *answer = g_new (float, 2 * n * n + 1);

  assert_status (epi_device_gemm (false, true, 1, A, A, 0.5, C), EPI_OK);
  assert_status (epi_device_lu (A, P), EPI_OK);
  assert_status (epi_device_map (EPI_MAP_TANH, 0, C, NULL, C), EPI_OK);
  assert_status (epi_device_reduce (EPI_REDUCE_SUM, C, NULL, &sum), EPI_OK);
  assert_status (epi_buffer_download (A, answer, n), EPI_OK);
  assert_status (epi_buffer_download (C, answer + n * n, n), EPI_OK);
  answer[2 * n * n] = (float)sum;
  g_free (a);
  epi_buffer_free (A);
  epi_buffer_free (C);
  epi_buffer_free (P);
  return g_bytes_new_take (answer, (2 * n * n + 1) * sizeof (float));
}

static void
test_slices_change_nothing_but_the_number_of_dispatches (void)
{
  EpiDevice *gl = new_gl ();
  if (gl == NULL)
    return;
  epi_gl_device_set_gemm (gl, EPI_GL_GEMM_NAIVE); /* the most groups to cut */
  epi_gl_device_set_rate (gl, 1e15);
  GBytes *whole = compute_much (gl);
  uint64_t dispatches = epi_gl_device_info (gl).dispatches;

  epi_gl_device_set_rate (gl, 2e6); /* a slice is 20,000 operations */
  GBytes *sliced = compute_much (gl);
  g_assert_cmpuint (epi_gl_device_info (gl).dispatches - dispatches, >,
                    2 * dispatches);
  g_assert_true (g_bytes_equal (whole, sliced));
  g_bytes_unref (whole);
  g_bytes_unref (sliced);
  epi_device_unref (gl);
}

static void
test_after_a_loss_every_call_says_so_and_everything_can_be_freed (void)
{
  epi_gl_set_fault (EPI_GL_FAULT_LOST, 1);
  EpiDevice *gl = new_gl ();
  epi_gl_set_fault (EPI_GL_FAULT_NONE, 0);
  if (gl == NULL)
    return;
  const Case c = {gl, EPI_FLOAT};
  double *a = make_matrix (KIND_RANDOM, 9, 9, 52), number;
  EpiBuffer *A = to_device (&c, a, 9, 9), *other;
  float copy[81];

  assert_status (epi_device_map (EPI_MAP_ABS, 0, A, NULL, A), EPI_OK);
  assert_status (epi_device_map (EPI_MAP_ABS, 0, A, NULL, A), EPI_DEVICE_LOST);
  assert_status (epi_device_map (EPI_MAP_ABS, 0, A, NULL, A), EPI_DEVICE_LOST);
  assert_status (epi_device_reduce (EPI_REDUCE_SUM, A, NULL, &number),
                 EPI_DEVICE_LOST);
  assert_status (epi_buffer_download (A, copy, 9), EPI_DEVICE_LOST);
  assert_status (epi_buffer_upload (A, copy, 9), EPI_DEVICE_LOST);
  assert_status (epi_buffer_new (gl, EPI_FLOAT, 1, 1, &other), EPI_DEVICE_LOST);
  g_assert_nonnull (strstr (epi_gl_device_info (gl).trouble, "lost"));
  epi_device_unref (gl); /* A holds it */
  epi_buffer_free (A);
  g_free (a);
}

static void
test_a_buffer_larger_than_the_driver_allows_is_refused (void)
{
  EpiDevice *gl = new_gl ();
  if (gl == NULL)
    return;
  EpiBuffer *buffer;
  size_t most = epi_gl_device_info (gl).max_bytes / 4;

  assert_status (epi_buffer_new (gl, EPI_FLOAT, most + 1, 1, &buffer),
                 EPI_UNSUPPORTED);
  assert_status (epi_buffer_new (gl, EPI_FLOAT, SIZE_MAX / 2, 3, &buffer),
                 EPI_NO_MEMORY);
  assert_status (epi_buffer_new (gl, EPI_FLOAT, 3, 3, &buffer), EPI_OK);
  epi_buffer_free (buffer);
  epi_device_unref (gl);
}

static void
test_a_stride_on_the_host_is_packed_and_unpacked (void)
{
  EpiDevice *gl = new_gl ();
  if (gl == NULL)
    return;
  const float from[] = {1, 2, -1, 3, 4, -1, 5, 6, -1}; /* (2,3), ld 3 */
  const float expected[] = {1, 2, 0, 0, 3, 4, 0, 0, 5, 6, 0, 0};
  float to[12] = {0};
  EpiBuffer *buffer;

  assert_status (epi_buffer_new (gl, EPI_FLOAT, 2, 3, &buffer), EPI_OK);
  assert_status (epi_buffer_upload (buffer, from, 3), EPI_OK);
  assert_status (epi_buffer_download (buffer, to, 4), EPI_OK);
  g_assert_cmpmem (to, sizeof to, expected, sizeof expected);
  epi_buffer_free (buffer);
  epi_device_unref (gl);
}

static void
test_a_new_buffer_is_zero (void)
{
  EpiDevice *gl = new_gl ();
  if (gl == NULL)
    return;
  for (int round = 0; round < 3; round++) { /* the driver may reuse memory */
    float *x = g_new (float, 70000);
    EpiBuffer *buffer;
    assert_status (epi_buffer_new (gl, EPI_FLOAT, 70000, 1, &buffer), EPI_OK);
    assert_status (epi_buffer_download (buffer, x, 70000), EPI_OK);
    for (size_t i = 0; i < 70000; i++) {
      g_assert_cmpfloat (x[i], ==, 0);
      x[i] = 1;
    }
    assert_status (epi_buffer_upload (buffer, x, 70000), EPI_OK);
    epi_buffer_free (buffer);
    g_free (x);
  }
  epi_device_unref (gl);
}

static void *
compute_in_thread (void *data)
{
  return compute_much (data);
}

static void
test_many_threads_may_use_one_device (void)
{
  EpiDevice *gl = new_gl ();
  if (gl == NULL)
    return;
  GBytes *alone = compute_much (gl);
  pthread_t threads[3];

  for (int i = 0; i < 3; i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, compute_in_thread, gl),
                     ==, 0);
  for (int i = 0; i < 3; i++) {
    void *answer;
    pthread_join (threads[i], &answer);
    g_assert_true (g_bytes_equal (alone, answer));
    g_bytes_unref (answer);
  }
  g_bytes_unref (alone);
  epi_device_unref (gl);
}

static void
test_two_devices_live_side_by_side (void)
{
  EpiDevice *first = new_gl (), *second;
  if (first == NULL)
    return;
  second = new_gl ();
  GBytes *one = compute_much (first);
  epi_device_unref (first); /* must not take the other one's display along */
  GBytes *two = compute_much (second);

  g_assert_true (g_bytes_equal (one, two));
  g_bytes_unref (one);
  g_bytes_unref (two);
  epi_device_unref (second);
}

static void
test_counters_count_calls_and_bytes (void)
{
  EpiDevice *gl = new_gl ();
  if (gl == NULL)
    return;
  g_bytes_unref (compute_much (gl));
  EpiDeviceCounts counts = epi_device_counts (gl);

  g_assert_cmpuint (counts.kernel[EPI_KERNEL_GEMM].calls, ==, 1);
  g_assert_cmpuint (counts.kernel[EPI_KERNEL_LU].calls, ==, 1);
  g_assert_cmpuint (counts.kernel[EPI_KERNEL_SYRK].calls, ==, 0);
  g_assert_cmpuint (counts.uploaded, ==, 2 * 200 * 200 * 4);
  g_assert_cmpuint (counts.downloaded, ==, 2 * 200 * 200 * 4);
  g_assert_cmpfloat (counts.kernel[EPI_KERNEL_GEMM].seconds, >, 0);
  g_assert_cmpfloat (counts.transfer_seconds, >, 0);
  epi_device_unref (gl);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add_func ("/gl/" path, test)
  ADD ("software-rasterisers-are-known-by-name",
       test_software_rasterisers_are_known_by_name);
  ADD ("slices-change-nothing-but-the-number-of-dispatches",
       test_slices_change_nothing_but_the_number_of_dispatches);
  ADD ("after-a-loss-every-call-says-so-and-everything-can-be-freed",
       test_after_a_loss_every_call_says_so_and_everything_can_be_freed);
  ADD ("a-buffer-larger-than-the-driver-allows-is-refused",
       test_a_buffer_larger_than_the_driver_allows_is_refused);
  ADD ("a-stride-on-the-host-is-packed-and-unpacked",
       test_a_stride_on_the_host_is_packed_and_unpacked);
  ADD ("a-new-buffer-is-zero", test_a_new_buffer_is_zero);
  ADD ("many-threads-may-use-one-device", test_many_threads_may_use_one_device);
  ADD ("two-devices-live-side-by-side", test_two_devices_live_side_by_side);
  ADD ("counters-count-calls-and-bytes", test_counters_count_calls_and_bytes);
#undef ADD
  return g_test_run ();
}
