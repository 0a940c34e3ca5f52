/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program that OpenBLAS gave the wrong kernel starts itself once more.  This
 * program is its own subject: it answers for OpenBLAS what the processor is (a
 * Prescott, until somebody says Haswell), and can make the better kernel wrong.
 * The real functions stay behind these names. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "compute/epi-restart.h"

#include <cblas.h>
#include <dlfcn.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define WRONG "EPIGRAPH_TEST_WRONG_HASWELL"
#define CRASH "EPIGRAPH_TEST_CRASHING_HASWELL"

static bool
is_haswell (void)
{
  return g_strcmp0 (getenv ("OPENBLAS_CORETYPE"), "Haswell") == 0;
}

/* Before the library's own, for the whole program. */
char *
openblas_get_corename (void)
{
  static char haswell[] = "Haswell", prescott[] = "Prescott";
  return is_haswell () ? haswell : prescott;
}

void
cblas_dgemm (const enum CBLAS_ORDER order, const enum CBLAS_TRANSPOSE ta,
             const enum CBLAS_TRANSPOSE tb, const blasint m, const blasint n,
             const blasint k, const double alpha, const double *A,
             const blasint lda, const double *B, const blasint ldb,
             const double beta, double *C, const blasint ldc)
{
  __typeof__ (&cblas_dgemm) real =
      (__typeof__ (&cblas_dgemm))dlsym (RTLD_NEXT, "cblas_dgemm");

  if (getenv (CRASH) != NULL && is_haswell ())
    raise (SIGKILL); /* as SIGILL would end it, but without a core */
  real (order, ta, tb, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc);
  if (getenv (WRONG) != NULL && is_haswell ())
    C[0] += 1e-9;
}

/* What the child tells: the kernel it ended up with. */
static int
be_child (int argc, char **argv)
{
  epi_compute_start (argc, argv);
  printf ("%s %s\n", openblas_get_corename (),
          getenv ("EPIGRAPH_RESTARTED") == NULL ? "calm" : "restarting");
  return 0;
}

/* ---- The parent -----------------------------------------------------------
 */

typedef struct {
  char *folder, *marker; /* a cache of its own */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("epigraph-test-XXXXXX", NULL);
  fixture->marker =
      g_build_filename (fixture->folder, "epigraph", "restart-failed", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  char *inner = g_path_get_dirname (fixture->marker);

  g_unlink (fixture->marker);
  g_rmdir (inner);
  g_rmdir (fixture->folder);
  g_free (inner);
  g_free (fixture->marker);
  g_free (fixture->folder);
}

/* What the child prints with name=value (NULL: nothing) in its environment;
 * "killed" when it was. */
static char *
answer (const Fixture *fixture, const char *name, const char *value)
{
  const char *arguments[] = {"/proc/self/exe", "child", NULL};
  char **environment = g_get_environ (), *output = NULL;
  GError *error = NULL;
  int wait_status;

  environment = g_environ_unsetenv (environment, "EPIGRAPH_NO_RESTART");
  environment = g_environ_unsetenv (environment, "OPENBLAS_CORETYPE");
  environment =
      g_environ_setenv (environment, "XDG_CACHE_HOME", fixture->folder, TRUE);
  if (name != NULL)
    environment = g_environ_setenv (environment, name, value, TRUE);
  g_assert_true (g_spawn_sync (NULL, (char **)arguments, environment, 0, NULL,
                               NULL, &output, NULL, &wait_status, &error));
  g_assert_no_error (error);
  g_strfreev (environment);
  if (WIFSIGNALED (wait_status)) {
    g_free (output);
    return g_strdup ("killed");
  }
  g_assert_cmpint (WEXITSTATUS (wait_status), ==, 0);
  return g_strchomp (output);
}

static void
assert_answer (const Fixture *fixture, const char *name, const char *value,
               const char *expected)
{
  char *text = answer (fixture, name, value);

  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static bool
is_fast (void)
{
#if defined(__x86_64__) || defined(__i386__)
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    return true;
#endif
  g_test_skip ("this processor has no AVX2 and FMA");
  return false;
}

static void
test_a_prescott_becomes_a_haswell (Fixture *fixture, gconstpointer data)
{
  if (!is_fast ())
    return;
  assert_answer (fixture, NULL, NULL, "Haswell calm");
  g_assert_false (g_file_test (fixture->marker, G_FILE_TEST_EXISTS));
}

static void
test_the_user_has_the_last_word (Fixture *fixture, gconstpointer data)
{
  assert_answer (fixture, "OPENBLAS_CORETYPE", "Nehalem", "Prescott calm");
  assert_answer (fixture, "EPIGRAPH_NO_RESTART", "1", "Prescott calm");
}

static void
test_a_wrong_kernel_is_left_and_remembered (Fixture *fixture,
                                            gconstpointer data)
{
  if (!is_fast ())
    return;
  assert_answer (fixture, WRONG, "1", "Prescott calm");
  g_assert_true (g_file_test (fixture->marker, G_FILE_TEST_EXISTS));
  assert_answer (fixture, NULL, NULL, "Prescott calm"); /* not tried again */
  g_assert_true (g_file_set_contents (fixture->marker, "OpenBLAS 0.0", -1,
                                      NULL)); /* another library */
  assert_answer (fixture, NULL, NULL, "Haswell calm");
}

static void
test_a_crash_is_remembered (Fixture *fixture, gconstpointer data)
{
  if (!is_fast ())
    return;
  assert_answer (fixture, CRASH, "1", "killed");
  assert_answer (fixture, CRASH, "1", "Prescott calm");
}

int
main (int argc, char **argv)
{
  if (argc == 2 && strcmp (argv[1], "child") == 0)
    return be_child (argc, argv);
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test)                                                        \
  g_test_add ("/restart/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("a-prescott-becomes-a-haswell", test_a_prescott_becomes_a_haswell);
  ADD ("the-user-has-the-last-word", test_the_user_has_the_last_word);
  ADD ("a-wrong-kernel-is-left-and-remembered",
       test_a_wrong_kernel_is_left_and_remembered);
  ADD ("a-crash-is-remembered", test_a_crash_is_remembered);
#undef ADD
  return g_test_run ();
}
