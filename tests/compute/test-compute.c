/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choices, what auto knows, restarting for a better BLAS kernel, and what is
 * shown of it all. */
#include "compute-fixture.h"

#include "compute/epi-compute.h"
#include "compute/epi-cpu.h"
#include "compute/epi-gl.h"
#include "compute/epi-restart.h"

#include <cblas.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static const char *program;

/* ---- Choices ------------------------------------------------------------- */

static void
test_choices_have_words (void)
{
  EpiDeviceChoice choice;

  for (int i = EPI_CHOICE_AUTO; i <= EPI_CHOICE_GL; i++) {
    g_assert_true (
        epi_choice_parse (epi_choice_word ((EpiDeviceChoice)i), &choice));
    g_assert_cmpint (choice, ==, i);
  }
  g_assert_true (epi_choice_parse ("gpu", &choice));
  g_assert_cmpint (choice, ==, EPI_CHOICE_GL);
  g_assert_false (epi_choice_parse ("CPU ", &choice));
  g_assert_false (epi_choice_parse ("", &choice));
}

static const char *
chosen (EpiCompute *compute, size_t order, EpiElement element)
{
  EpiDevice *device =
      epi_compute_device (compute, EPI_KERNEL_LU, order, element);
  const char *name = epi_device_name (device);

  epi_device_unref (device);
  return name;
}

static void
test_auto_takes_the_cpu_while_nothing_is_known (void)
{
  EpiCompute *compute = epi_compute_new ();
  EpiAuto unknown = epi_auto_unknown ();

  epi_compute_set_auto (compute, &unknown);
  g_assert_cmpstr (chosen (compute, 100000, EPI_FLOAT), ==, "cpu");
  epi_compute_free (compute);
}

/* A compute with auto, which believes that LU in single is faster on the gl of
 * this machine from order 256 on; NULL, and the test skipped, without one. */
static EpiCompute *
believe_in_gl (void)
{
#ifdef __SANITIZE_THREAD__
  g_test_skip ("ThreadSanitizer cannot see into the driver's own threads");
  return NULL;
#else
  EpiDevice *gl;
  char *trouble = NULL;
  if (epi_gl_device_new (&gl, &trouble) != EPI_OK) {
    g_test_skip (trouble);
    g_free (trouble);
    return NULL;
  }
  EpiGlInfo info = epi_gl_device_info (gl);
  EpiAuto fast = epi_auto_unknown ();
  EpiCompute *compute = epi_compute_new ();

  fast.known = true;
  fast.from[EPI_KERNEL_LU][EPI_FLOAT] = 256;
  g_strlcpy (fast.renderer, info.renderer, sizeof fast.renderer);
  g_strlcpy (fast.version, info.version, sizeof fast.version);
  epi_compute_set_auto (compute, &fast);
  epi_device_unref (gl);
  return compute;
#endif
}

static void
test_auto_takes_the_gpu_from_the_measured_order_on (void)
{
  epi_gl_set_fault (EPI_GL_FAULT_HARDWARE, 0);
  EpiCompute *compute = believe_in_gl ();
  if (compute != NULL) {
    g_assert_cmpstr (chosen (compute, 255, EPI_FLOAT), ==, "cpu");
    EpiComputeInfo info = epi_compute_describe (compute);
    g_assert_false (info.gl_running); /* it starts when it is needed */
    epi_compute_info_clear (&info);
    g_assert_cmpstr (chosen (compute, 256, EPI_FLOAT), ==, "gl");
    g_assert_cmpstr (chosen (compute, 9999, EPI_DOUBLE), ==, "cpu");
  }
  epi_compute_free (compute);
  epi_gl_set_fault (EPI_GL_FAULT_NONE, 0);
}

/* As if it had been measured and found fast: its name alone keeps it out. */
static void
test_auto_never_takes_a_software_rasteriser (void)
{
  EpiCompute *compute = believe_in_gl ();
  if (compute == NULL)
    return;
  EpiComputeInfo before = epi_compute_describe (compute);
  bool software = epi_gl_renderer_is_software (before.known.renderer);

  g_assert_cmpstr (chosen (compute, 512, EPI_FLOAT), ==,
                   software ? "cpu" : "gl");
  EpiComputeInfo after = epi_compute_describe (compute);
  g_assert_true (after.gl_running == !software);
  g_assert_true (after.known.known == !software);
  g_assert_null (after.gl_trouble); /* nothing is wrong with it */
  epi_compute_info_clear (&before);
  epi_compute_info_clear (&after);
  epi_compute_free (compute);
}

static void
test_auto_does_not_trust_what_was_measured_elsewhere (void)
{
#ifdef __SANITIZE_THREAD__
  g_test_skip ("ThreadSanitizer cannot see into the driver's own threads");
#else
  EpiAuto other = epi_auto_unknown ();
  EpiCompute *compute = epi_compute_new ();

  other.known = true;
  other.from[EPI_KERNEL_LU][EPI_FLOAT] = 256;
  g_strlcpy (other.renderer, "a card that was taken out", 128);
  epi_compute_set_auto (compute, &other);
  g_assert_cmpstr (chosen (compute, 512, EPI_FLOAT), ==, "cpu");
  EpiComputeInfo info = epi_compute_describe (compute);
  if (info.gl_trouble == NULL) /* there is a gl, and it is another one */
    g_assert_false (info.known.known);
  epi_compute_info_clear (&info);
  epi_compute_free (compute);
#endif
}

/* ---- What auto knows ----------------------------------------------------- */

static void
test_the_crossover_is_where_two_power_laws_meet (void)
{
  const size_t orders[] = {128, 256, 512};
  double cubic[3], square[3], near[3];

  for (int i = 0; i < 3; i++) {
    double n = (double)orders[i];
    cubic[i] = 1e-9 * n * n * n;
    square[i] = 1e-9 * 1000 * n * n; /* they meet at 1000 */
    near[i] = 1e-9 * 200 * n * n;    /* at 200 */
  }
  size_t far = epi_auto_crossover (orders, cubic, square, 3);
  g_assert_cmpuint (far, >=, 1000);
  g_assert_cmpuint (far, <=, 1001);
  g_assert_cmpuint (epi_auto_crossover (orders, cubic, near, 3), ==, 256);
  g_assert_cmpuint (epi_auto_crossover (orders, near, cubic, 3), ==,
                    EPI_AUTO_NEVER); /* faster at 128 only */
  g_assert_cmpuint (epi_auto_crossover (orders, square, cubic, 3), ==, 128);
  g_assert_cmpuint (epi_auto_crossover (orders, cubic, square, 1), ==,
                    EPI_AUTO_NEVER); /* one run tells no law */
  for (int i = 0; i < 3; i++)
    square[i] *= 3; /* 3000 is too far away to believe */
  g_assert_cmpuint (epi_auto_crossover (orders, cubic, square, 3), ==,
                    EPI_AUTO_NEVER);
}

static void
test_timing_two_devices_ends_with_a_table (void)
{
  EpiDevice *a = epi_cpu_device_new (), *b = epi_cpu_device_new ();
  EpiAuto result = epi_auto_unknown ();

  assert_status (epi_auto_time (a, b, 60, &result), EPI_OK);
  g_assert_cmpfloat (result.seconds, >, 0);
  for (int k = EPI_KERNEL_GEMM; k <= EPI_KERNEL_CHOLESKY; k++)
    if (k != EPI_KERNEL_GEMV) { /* there is time for all of them */
      g_assert_cmpuint (epi_device_counts (a).kernel[k].calls, >=, 1);
      g_assert_cmpuint (epi_device_counts (b).kernel[k].calls, >=, 1);
    }
  epi_device_unref (a);
  epi_device_unref (b);
}

/* In a child, which the parent gave a cache folder of its own. */
static void
child_reads_what_a_child_wrote (void)
{
  EpiAuto known = epi_auto_load ();
  GError *error = NULL;

  g_assert_false (known.known);
  g_assert_true (epi_auto_spawn_and_wait (program, &error));
  g_assert_no_error (error);
  known = epi_auto_load ();
  g_assert_true (known.known);
  g_assert_true ((known.renderer[0] == '\0') == (known.trouble[0] != '\0'));
  g_assert_cmpfloat (known.seconds, <=, 1);
  if (known.software)
    for (int k = 0; k < EPI_N_KERNELS; k++)
      g_assert_true (known.from[k][0] == EPI_AUTO_NEVER &&
                     known.from[k][1] == EPI_AUTO_NEVER);
}

static void
child_reads_broken_files (void)
{
  static const char *const texts[] = {
      "",
      "[]",
      "{",
      "{\"program\": 1}",
      "\xff\xfe",
      "null",
      "{\"program\": \"0.0.0\", \"blas\": \"Z80\", \"renderer\": \"\","
      " \"version\": \"\", \"trouble\": \"\", \"software\": false,"
      " \"seconds\": 0.1, \"from\": {}}"};
  char *folder =
      g_build_filename (g_getenv ("XDG_CACHE_HOME"), "epigraph", NULL);
  char *file = g_build_filename (folder, "devices.json", NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_assert_true (g_file_set_contents (file, texts[i], -1, NULL));
    g_assert_false (epi_auto_load ().known);
  }
  g_free (file);
  g_free (folder);
}

/* The subprocess with a cache folder of its own, which goes away again. */
static void
run_with_cache (const char *path)
{
  char *folder = g_dir_make_tmp ("epigraph-test-XXXXXX", NULL);
  char *inner = g_build_filename (folder, "epigraph", NULL);
  char *file = g_build_filename (inner, "devices.json", NULL);

  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_setenv ("MESA_SHADER_CACHE_DISABLE", "true", TRUE); /* it would go there */
  g_setenv ("__GL_SHADER_DISK_CACHE", "0", TRUE);       /* NVIDIA's, too */
  g_test_trap_subprocess (path, 0, 0);
  g_test_trap_assert_passed ();
  g_assert_cmpint (g_unlink (file), ==, 0);
  g_assert_cmpint (g_rmdir (inner), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (file);
  g_free (inner);
  g_free (folder);
}

static void
test_what_a_child_measured_is_remembered (void)
{
#ifdef __SANITIZE_THREAD__
  g_test_skip ("ThreadSanitizer cannot see into the driver's own threads");
#else
  run_with_cache ("/compute/what-a-child-measured-is-remembered/subprocess");
#endif
}

static void
test_a_broken_file_is_nothing_known (void)
{
  run_with_cache ("/compute/a-broken-file-is-nothing-known/subprocess");
}

/* ---- Restarting -----------------------------------------------------------
 */

static void
test_a_restart_is_wanted_only_for_a_wrong_kernel_and_once (void)
{
  const char *blas = "OpenBLAS 0.3.21";

#define WANTED(kernel, fast, user, no, failed)                                 \
  epi_restart_is_wanted (kernel, fast, user, no, failed, blas)
  g_assert_true (WANTED ("Prescott", true, NULL, NULL, NULL));
  g_assert_true (WANTED ("generic", true, NULL, NULL, NULL));
  g_assert_true (WANTED ("Prescott", true, NULL, NULL, "OpenBLAS 0.3.20"));
  g_assert_false (WANTED ("Haswell", true, NULL, NULL, NULL));
  g_assert_false (WANTED ("Cooperlake", true, NULL, NULL, NULL));
  g_assert_false (WANTED ("Prescott", false, NULL, NULL, NULL));
  g_assert_false (WANTED ("Prescott", true, "Prescott", NULL, NULL));
  g_assert_false (WANTED ("Prescott", true, NULL, "1", NULL));
  g_assert_false (WANTED ("Prescott", true, NULL, NULL, blas));
#undef WANTED
}

/* ---- What is shown ---------------------------------------------------------
 */

static void
test_the_summary_names_device_kernel_and_time (void)
{
  EpiComputeInfo before = {0}, after = {0};
  char *text = epi_compute_summary (&before, &after);

  g_assert_cmpstr (text, ==, "");
  g_free (text);
  after.gl.kernel[EPI_KERNEL_LU] = (EpiKernelCount){1, 0.0123};
  after.gl.uploaded = 3000000;
  after.gl.downloaded = 1200000;
  after.cpu.kernel[EPI_KERNEL_GEMM] = (EpiKernelCount){5, 2};
  before.cpu.kernel[EPI_KERNEL_GEMM] = (EpiKernelCount){2, 0.5};
  text = epi_compute_summary (&before, &after);
  g_assert_cmpstr (text, ==,
                   "GPU: LU in 12 ms, 4.2 MB moved · CPU: GEMM 3× in 1.5 s");
  g_free (text);
  after.gl = (EpiDeviceCounts){0};
  after.cpu.kernel[EPI_KERNEL_LU] = (EpiKernelCount){1, 0.2};
  after.cpu.kernel[EPI_KERNEL_SYRK] = (EpiKernelCount){1, 3};
  after.cpu.kernel[EPI_KERNEL_CHOLESKY] = (EpiKernelCount){2, 0.1};
  after.cpu.kernel[EPI_KERNEL_MAP] = (EpiKernelCount){9, 0};
  text = epi_compute_summary (&before, &after);
  g_assert_cmpstr (text, ==,
                   "CPU: SYRK in 3 s, GEMM 3× in 1.5 s, LU in 200 ms, 2 more");
  g_free (text);
}

static void
test_the_description_names_the_blas_kernel (void)
{
  EpiCompute *compute = epi_compute_new ();
  EpiComputeInfo info = epi_compute_describe (compute);

  g_assert_cmpstr (info.blas_kernel, ==, openblas_get_corename ());
  g_assert_nonnull (strstr (info.blas_config, "OpenBLAS"));
  g_assert_cmpint (info.blas_threads, ==, 1);
  g_assert_cmpint (info.choice, ==, EPI_CHOICE_AUTO);
  g_assert_false (info.gl_running); /* not before it is chosen */
  epi_compute_info_clear (&info);
  epi_compute_free (compute);
}

static void
test_the_self_test_of_the_cpu_passes (void)
{
  EpiDevice *cpu = epi_cpu_device_new ();

  assert_status (epi_device_self_test (cpu, EPI_FLOAT), EPI_OK);
  assert_status (epi_device_self_test (cpu, EPI_DOUBLE), EPI_OK);
  epi_device_unref (cpu);
}

int
main (int argc, char **argv)
{
  epi_compute_start (argc, argv); /* as every main() does */
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add_func ("/compute/" path, test)
  ADD ("choices-have-words", test_choices_have_words);
  ADD ("auto-takes-the-cpu-while-nothing-is-known",
       test_auto_takes_the_cpu_while_nothing_is_known);
  ADD ("auto-takes-the-gpu-from-the-measured-order-on",
       test_auto_takes_the_gpu_from_the_measured_order_on);
  ADD ("auto-never-takes-a-software-rasteriser",
       test_auto_never_takes_a_software_rasteriser);
  ADD ("auto-does-not-trust-what-was-measured-elsewhere",
       test_auto_does_not_trust_what_was_measured_elsewhere);
  ADD ("the-crossover-is-where-two-power-laws-meet",
       test_the_crossover_is_where_two_power_laws_meet);
  ADD ("timing-two-devices-ends-with-a-table",
       test_timing_two_devices_ends_with_a_table);
  ADD ("what-a-child-measured-is-remembered",
       test_what_a_child_measured_is_remembered);
  ADD ("what-a-child-measured-is-remembered/subprocess",
       child_reads_what_a_child_wrote);
  ADD ("a-broken-file-is-nothing-known", test_a_broken_file_is_nothing_known);
  ADD ("a-broken-file-is-nothing-known/subprocess", child_reads_broken_files);
  ADD ("a-restart-is-wanted-only-for-a-wrong-kernel-and-once",
       test_a_restart_is_wanted_only_for_a_wrong_kernel_and_once);
  ADD ("the-summary-names-device-kernel-and-time",
       test_the_summary_names_device_kernel_and_time);
  ADD ("the-description-names-the-blas-kernel",
       test_the_description_names_the_blas_kernel);
  ADD ("the-self-test-of-the-cpu-passes", test_the_self_test_of_the_cpu_passes);
#undef ADD
  return g_test_run ();
}
