/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compute/epi-restart.h"

#include "compute/epi-auto.h"
#include "compute/epi-cpu.h"

#include <cblas.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KERNEL "OPENBLAS_CORETYPE"
#define NO_RESTART "EPIGRAPH_NO_RESTART"
#define TRYING "EPIGRAPH_RESTARTED" /* set in the second process only */

bool
epi_restart_is_wanted (const char *kernel, bool has_avx2_and_fma,
                       const char *user_coretype, const char *no_restart,
                       const char *failed, const char *blas_config)
{
  if (g_ascii_strcasecmp (kernel, "Prescott") != 0 &&
      g_ascii_strcasecmp (kernel, "generic") != 0)
    return false;
  if (!has_avx2_and_fma || user_coretype != NULL || no_restart != NULL)
    return false;
  return failed == NULL || strcmp (failed, blas_config) != 0;
}

static bool
has_avx2_and_fma (void)
{
#if defined(__x86_64__) || defined(__i386__)
  return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma");
#else
  return false;
#endif
}

static char *
marker_name (void)
{
  return g_build_filename (g_get_user_cache_dir (), "epigraph",
                           "restart-failed", NULL);
}

/* The OpenBLAS with which an attempt failed (or is under way), or NULL. */
static char *
read_marker (void)
{
  char *name = marker_name (), *text = NULL;

  if (!g_file_get_contents (name, &text, NULL, NULL))
    text = NULL;
  g_free (name);
  return text;
}

static bool
write_marker (const char *blas_config)
{
  char *name = marker_name (), *folder = g_path_get_dirname (name);
  bool written = g_mkdir_with_parents (folder, 0700) == 0 &&
                 g_file_set_contents (name, blas_config, -1, NULL);

  g_free (folder);
  g_free (name);
  return written;
}

static void
remove_marker (void)
{
  char *name = marker_name ();

  g_unlink (name);
  g_free (name);
}

static bool
kernels_are_right (void)
{
  EpiDevice *cpu = epi_cpu_device_new ();
  bool right = epi_device_self_test (cpu, EPI_FLOAT) == EPI_OK &&
               epi_device_self_test (cpu, EPI_DOUBLE) == EPI_OK;

  epi_device_unref (cpu);
  return right;
}

/* Config ends with the kernel's name, which differs between the processes:
 * "OpenBLAS 0.3.21 …" up to it is the library. */
static char *
library (void)
{
  char *config = g_strdup (openblas_get_config ());
  char *kernel = strstr (config, openblas_get_corename ());

  if (kernel != NULL)
    *kernel = '\0';
  return config;
}

static void
try_haswell (char **argv) /* 2.; comes back when it cannot */
{
  char *blas = library (), *failed = read_marker ();

  if (epi_restart_is_wanted (openblas_get_corename (), has_avx2_and_fma (),
                             getenv (KERNEL), getenv (NO_RESTART), failed,
                             blas) &&
      write_marker (blas)) {
    g_setenv (KERNEL, "Haswell", TRUE);
    g_setenv (TRYING, "1", TRUE);
    execv ("/proc/self/exe", argv);
    g_unsetenv (KERNEL);
    g_unsetenv (TRYING);
    remove_marker ();
  }
  g_free (failed);
  g_free (blas);
}

static void
judge_haswell (char **argv) /* 3. */
{
  g_unsetenv (TRYING);
  if (kernels_are_right ()) {
    remove_marker ();
    return;
  }
  g_unsetenv (KERNEL);
  g_setenv (NO_RESTART, "1", TRUE);
  execv ("/proc/self/exe", argv);
}

void
epi_compute_start (int argc, char **argv)
{
  epi_compute_init ();
  if (getenv (TRYING) != NULL)
    judge_haswell (argv);
  else
    try_haswell (argv);
  if (argc == 2 && strcmp (argv[1], EPI_AUTO_ARGUMENT) == 0)
    exit (epi_auto_measure ());
}
