/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is missing or broken: each gives one notice, and the CPU's answer.
 * Real absence is made with the environment of a child process. */
#include "compute-fixture.h"

#include "compute/epi-compute.h"
#include "compute/epi-gl.h"
#include "compute/epi-linalg.h"

#include <stdio.h>
#include <string.h>

#define N 130

static GPtrArray *notices;

static void
keep_notice (const char *sentence, void *data)
{
  g_ptr_array_add (notices, g_strdup (sentence));
}

/* C = A Aᵀ within the bound, whoever computes it. */
static void
assert_product_is_right (void)
{
  double *a = make_matrix (KIND_RANDOM, N, N, 61), *c = g_new0 (double, N *N);
  EpiMatrix A = epi_matrix_view (a, N, N, N), C = epi_matrix_view (c, N, N, N);

  assert_status (epi_gemm (false, true, 1, &A, &A, 0, &C), EPI_OK);
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++) {
      long double sum = 0, size = 0;
      for (size_t k = 0; k < N; k++) {
        long double term = (long double)a[i + k * N] * a[j + k * N];
        sum += term;
        size += term < 0 ? -term : term;
      }
      long double error = c[i + j * N] - sum;
      g_assert_true ((error < 0 ? -error : error) <=
                     gamma_k (EPI_DOUBLE, N + 3) * size);
    }
  g_free (a);
  g_free (c);
}

/* With gl chosen, three products come out right and there is one notice, which
 * has that text in it. */
static void
assert_one_notice (const char *text)
{
  EpiCompute *compute = epi_compute_default ();

  notices = g_ptr_array_new_with_free_func (g_free);
  epi_compute_set_notice (compute, keep_notice, NULL);
  epi_compute_choose (compute, EPI_CHOICE_GL);
  for (int i = 0; i < 3; i++)
    assert_product_is_right ();
  g_assert_cmpuint (notices->len, ==, 1);
  if (strstr (notices->pdata[0], text) == NULL)
    g_error ("\"%s\" does not say \"%s\"", (char *)notices->pdata[0], text);
  EpiComputeInfo info = epi_compute_describe (compute);
  g_assert_cmpstr (info.gl_trouble, ==, notices->pdata[0]);
  g_assert_false (info.gl_running);
  g_assert_cmpuint (info.cpu.kernel[EPI_KERNEL_GEMM].calls, >=, 3);
  epi_compute_info_clear (&info);
  epi_compute_choose (compute, EPI_CHOICE_CPU);
  epi_compute_set_notice (compute, NULL, NULL);
  g_ptr_array_unref (notices);
}

static bool
has_gl (void)
{
#ifdef __SANITIZE_THREAD__
  g_test_skip ("ThreadSanitizer cannot see into the driver's own threads");
  return false;
#else
  EpiDevice *gl = NULL;
  char *trouble = NULL;
  bool has = epi_gl_device_new (&gl, &trouble) == EPI_OK;

  if (!has)
    g_test_skip (trouble);
  epi_device_unref (gl);
  g_free (trouble);
  return has;
#endif
}

/* Skips where a driver takes no orders from Mesa's variables. */
static bool
has_foreign_gl (void)
{
#ifdef __SANITIZE_THREAD__
  return false;
#else
  EpiDevice *gl = NULL;
  char *trouble = NULL;
  bool foreign = false;

  if (epi_gl_device_new (&gl, &trouble) == EPI_OK)
    foreign = strstr (epi_gl_device_info (gl).version, "Mesa") == NULL;
  if (foreign)
    g_test_skip ("this driver is not of Mesa");
  epi_device_unref (gl);
  g_free (trouble);
  return foreign;
#endif
}

/* ---- Really absent: in a child ------------------------------------------ */

static void
child_without_driver (void)
{
  g_setenv ("LIBGL_DRIVERS_PATH", "/nonexistent", TRUE);
  assert_one_notice ("EGL finds no OpenGL driver");
}

static void
child_without_vendor (void)
{
  g_setenv ("__EGL_VENDOR_LIBRARY_FILENAMES", "/nonexistent.json", TRUE);
  assert_one_notice ("EGL finds no OpenGL driver");
}

static void
child_with_old_gl (void)
{
  g_setenv ("MESA_GL_VERSION_OVERRIDE", "4.1", TRUE);
  assert_one_notice ("has OpenGL 4.1, where compute shaders need 4.3");
}

static void
run_child (const char *path)
{
#ifdef __SANITIZE_THREAD__
  g_test_skip ("ThreadSanitizer cannot see into the driver's own threads");
#else
  g_test_trap_subprocess (path, 0, 0);
  g_test_trap_assert_passed ();
#endif
}

static void
test_no_driver_gives_one_notice (void)
{
  if (!has_foreign_gl ())
    run_child ("/absence/no-driver-gives-one-notice/subprocess");
}

static void
test_no_vendor_gives_one_notice (void)
{
  run_child ("/absence/no-vendor-gives-one-notice/subprocess");
}

static void
test_gl_4_1_gives_one_notice (void)
{
  if (has_gl () && !has_foreign_gl ()) /* else no Mesa to give an older one */
    run_child ("/absence/gl-4.1-gives-one-notice/subprocess");
}

/* ---- Broken: faults ------------------------------------------------------ */

static void
test_each_kernel_that_does_not_compile_gives_one_notice (void)
{
  if (!has_gl ())
    return;
  for (uint64_t k = 0; k < 9; k++) { /* as many as the self-test compiles */
    epi_gl_set_fault (EPI_GL_FAULT_COMPILE, k);
    assert_one_notice ("does not compile");
  }
  epi_gl_set_fault (EPI_GL_FAULT_NONE, 0);
}

static void
test_a_wrong_result_gives_one_notice (void)
{
  if (!has_gl ())
    return;
  epi_gl_set_fault (EPI_GL_FAULT_WRONG, 0);
  assert_one_notice ("its self-test gives a wrong result");
  epi_gl_set_fault (EPI_GL_FAULT_NONE, 0);
}

static void
test_a_context_lost_at_each_dispatch_gives_one_notice (void)
{
  if (!has_gl ())
    return;
  epi_gl_set_fault (EPI_GL_FAULT_LOST, UINT64_MAX);
  epi_compute_choose (epi_compute_default (), EPI_CHOICE_GL);
  EpiDevice *gl = epi_compute_device (epi_compute_default (), EPI_KERNEL_GEMM,
                                      N, EPI_DOUBLE);
  uint64_t n = epi_gl_device_info (gl).dispatches; /* of the self-test */
  epi_device_unref (gl);
  epi_compute_choose (epi_compute_default (), EPI_CHOICE_CPU); /* gl ends */
  g_assert_cmpuint (n, >, 15);
  for (uint64_t k = 0; k < n + 3; k += k + 7 < n ? 7 : 1) {
    epi_gl_set_fault (EPI_GL_FAULT_LOST, k);
    g_test_message ("dispatch %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT, k,
                    n);
    assert_one_notice ("the graphics context was lost");
  }
  epi_gl_set_fault (EPI_GL_FAULT_NONE, 0);
}

static void
test_a_new_choice_tries_again (void)
{
  if (!has_gl ())
    return;
  epi_gl_set_fault (EPI_GL_FAULT_LOST, 0);
  assert_one_notice ("lost");
  epi_gl_set_fault (EPI_GL_FAULT_NONE, 0);
  epi_compute_choose (epi_compute_default (), EPI_CHOICE_GL);
  assert_product_is_right ();
  EpiComputeInfo info = epi_compute_describe (epi_compute_default ());
  g_assert_null (info.gl_trouble);
  g_assert_true (info.gl_running);
  epi_compute_info_clear (&info);
  epi_compute_choose (epi_compute_default (), EPI_CHOICE_CPU);
}

static void
test_the_cpu_never_asks_for_a_driver (void)
{
  epi_gl_set_fault (EPI_GL_FAULT_LOST, 0);
  notices = g_ptr_array_new_with_free_func (g_free);
  epi_compute_set_notice (epi_compute_default (), keep_notice, NULL);
  epi_compute_choose (epi_compute_default (), EPI_CHOICE_CPU);
  assert_product_is_right ();
  g_assert_cmpuint (notices->len, ==, 0);
  epi_compute_set_notice (epi_compute_default (), NULL, NULL);
  g_ptr_array_unref (notices);
  epi_gl_set_fault (EPI_GL_FAULT_NONE, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add_func ("/absence/" path, test)
  ADD ("the-cpu-never-asks-for-a-driver", test_the_cpu_never_asks_for_a_driver);
  ADD ("no-driver-gives-one-notice", test_no_driver_gives_one_notice);
  ADD ("no-driver-gives-one-notice/subprocess", child_without_driver);
  ADD ("no-vendor-gives-one-notice", test_no_vendor_gives_one_notice);
  ADD ("no-vendor-gives-one-notice/subprocess", child_without_vendor);
  ADD ("gl-4.1-gives-one-notice", test_gl_4_1_gives_one_notice);
  ADD ("gl-4.1-gives-one-notice/subprocess", child_with_old_gl);
  ADD ("each-kernel-that-does-not-compile-gives-one-notice",
       test_each_kernel_that_does_not_compile_gives_one_notice);
  ADD ("a-wrong-result-gives-one-notice", test_a_wrong_result_gives_one_notice);
  ADD ("a-context-lost-at-each-dispatch-gives-one-notice",
       test_a_context_lost_at_each_dispatch_gives_one_notice);
  ADD ("a-new-choice-tries-again", test_a_new_choice_tries_again);
#undef ADD
  return g_test_run ();
}
