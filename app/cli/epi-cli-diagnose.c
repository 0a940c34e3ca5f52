/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * epigraph-cli diagnose [--json]
 *
 * What a report of trouble should say: versions, processor, BLAS kernel,
 * devices and what auto chose.
 */
#include "cli/epi-cli-device.h"

#include <cairo.h>
#include <jansson.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <unistd.h>

typedef struct {
  GString *json; /* NULL: for people */
} Report;

static void
tell (Report *report, const char *name, const char *value)
{
  if (report->json != NULL) {
    epi_cli_json_text (report->json, name, value);
    return;
  }
  epi_cli_print_padded (name, 18, false);
  printf ("  %s\n", value);
}

static void
tell_versions (Report *report)
{
  char *glib = g_strdup_printf ("%u.%u.%u", glib_major_version,
                                glib_minor_version, glib_micro_version);

  tell (report, "epigraph", EPI_VERSION);
  tell (report, "glib", glib);
  tell (report, "cairo", cairo_version_string ());
  tell (report, "pango", pango_version_string ());
  tell (report, "jansson", jansson_version_str ());
  g_free (glib);
}

/* The "model name" of the first processor, where the system has that file. */
static char *
processor_name (void)
{
  char *text = NULL, *name = NULL;

  if (!g_file_get_contents ("/proc/cpuinfo", &text, NULL, NULL))
    return g_strdup ("unknown");
  const char *line = strstr (text, "model name");
  const char *colon = line != NULL ? strchr (line, ':') : NULL;
  if (colon != NULL)
    name = g_strstrip (g_strndup (colon + 1, strcspn (colon + 1, "\n")));
  g_free (text);
  return name != NULL ? name : g_strdup ("unknown");
}

static void
tell_processor (Report *report, const EpiComputeInfo *info)
{
  char *name = processor_name ();
  char *cores = g_strdup_printf ("%u", g_get_num_processors ());
  char *threads = g_strdup_printf ("%d", info->blas_threads);

  tell (report, "processor", name);
  tell (report, "processors", cores);
  tell (report, "blas", info->blas_config);
  tell (report, "blas kernel", info->blas_kernel);
  tell (report, "blas threads", threads);
  tell (report, "cpu loops", info->cpu_loops);
  g_free (name);
  g_free (cores);
  g_free (threads);
}

/* ---- Devices ---- */

static const char *
or_none (const char *text)
{
  return text != NULL && *text != '\0' ? text : "none";
}

static void
tell_gl (Report *report, const EpiComputeInfo *info)
{
  const EpiAuto *known = &info->known;
  bool running = info->gl_running;

  tell (report, "gl renderer",
        or_none (running ? info->gl_renderer : known->renderer));
  tell (report, "gl version",
        or_none (running ? info->gl_version : known->version));
  if (running || *known->renderer != '\0')
    tell (report, "gl kind",
          (running ? info->gl_software : known->software)
              ? "a rasteriser on the processor"
              : "a graphics processor");
  if (running)
    tell (report, "gl doubles", info->gl_doubles ? "yes" : "no");
  tell (report, "gl trouble",
        or_none (info->gl_trouble != NULL ? info->gl_trouble : known->trouble));
}

/* "gl from n = 512 on", "cpu". */
static char *
choice_text (const EpiComputeInfo *info, EpiKernel kernel, EpiElement element)
{
  size_t from = info->known.from[kernel][element];

  if (info->choice == EPI_CHOICE_GL)
    return g_strdup (
        info->gl_running && (element == EPI_FLOAT || info->gl_doubles) ? "gl"
                                                                       : "cpu");
  if (info->choice == EPI_CHOICE_CPU)
    return g_strdup ("cpu");
  return from == EPI_AUTO_NEVER ? g_strdup ("cpu")
                                : g_strdup_printf ("gl from n = %zu on", from);
}

static void
tell_choices (Report *report, const EpiComputeInfo *info)
{
  tell (report, "device", epi_choice_word (info->choice));
  if (report->json != NULL)
    epi_cli_json_open (report->json, "kernels", '{');
  else
    printf ("\n%-18s  %-20s  %s\n", "kernel", "single precision", "double");
  for (EpiKernel kernel = 0; kernel < EPI_N_KERNELS; kernel++) {
    const char *name = epi_kernel_name (kernel);
    char *single = choice_text (info, kernel, EPI_FLOAT);
    char *both = choice_text (info, kernel, EPI_DOUBLE);
    if (report->json != NULL) {
      epi_cli_json_open (report->json, name, '{');
      epi_cli_json_text (report->json, "single", single);
      epi_cli_json_text (report->json, "double", both);
      epi_cli_json_close (report->json, '}');
    } else {
      printf ("%-18s  %-20s  %s\n", name, single, both);
    }
    g_free (single);
    g_free (both);
  }
  if (report->json != NULL)
    epi_cli_json_close (report->json, '}');
}

/* Knows what auto chooses from: what was measured before, or is now, in a
 * child, so that a driver that crashes is only a sentence here.  With --device
 * gl, that device is started too. */
static EpiComputeInfo
examine (const EpiCliOptions *options)
{
  EpiCompute *compute = epi_cli_compute (options);
  GError *error = NULL;

  if (!epi_auto_spawn_and_wait (NULL, &error)) {
    epi_cli_tell ("%s", error->message);
    g_error_free (error);
  }
  epi_compute_reload (compute);
  epi_device_unref (
      epi_compute_device (compute, EPI_KERNEL_GEMM, 1024, EPI_FLOAT));
  return epi_compute_describe (compute);
}

int
epi_cli_diagnose (const EpiCliOptions *options, EpiCancel *cancel)
{
  Report report = {options->json ? g_string_new (NULL) : NULL};
  EpiComputeInfo info = examine (options);

  if (report.json != NULL)
    epi_cli_json_open (report.json, NULL, '{');
  tell_versions (&report);
  tell_processor (&report, &info);
  tell_gl (&report, &info);
  tell_choices (&report, &info);
  if (report.json != NULL) {
    epi_cli_json_close (report.json, '}');
    epi_cli_json_print (report.json);
    g_string_free (report.json, TRUE);
  }
  epi_compute_info_clear (&info);
  return EPI_EXIT_OK;
}
