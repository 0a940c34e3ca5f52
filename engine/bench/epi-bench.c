/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/epi-bench.h"

#include "bench/epi-benches.h"
#include "core/epi-number.h"
#include "core/epi-parallel.h"

#include <assert.h>
#include <cblas.h>
#include <glib.h>
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define N_AREAS 8
#define MAX_ADDED 8

/* One line for each area. */
static EpiBench benches[N_AREAS + MAX_ADDED + 1] = {
    {"compute", "products and factors on the devices", epi_bench_compute},
    {"csv", "reading and writing tables of text", epi_bench_csv},
    {"fit", "following a moved point among a million", epi_bench_fit},
    {"neural", "training of networks", epi_bench_neural},
    {"neural-kernels", "kernels of networks on the devices",
     epi_bench_neural_kernels},
    {"nist", "digits of NIST's certified values", epi_bench_nist},
    {"small", "convex programs under a mouse", epi_bench_small},
    {"table", "editing and comparing a table of a million rows",
     epi_bench_table_edit},
};
static size_t n_benches = N_AREAS;

const EpiBench *
epi_bench_table (void)
{
  return benches;
}

void
epi_bench_add (const EpiBench *bench)
{
  assert (n_benches < N_AREAS + MAX_ADDED);
  benches[n_benches++] = *bench;
}

const EpiBench *
epi_bench_find (const char *name)
{
  for (const EpiBench *bench = benches; bench->name != NULL; bench++)
    if (strcmp (bench->name, name) == 0)
      return bench;
  return NULL;
}

bool
epi_bench_is_met (const EpiBenchFigure *figure)
{
  if (isnan (figure->goal))
    return true;
  return figure->better == EPI_BENCH_LOWER ? figure->value <= figure->goal
                                           : figure->value >= figure->goal;
}

/* Four digits are more than any measurement here has. */
static void
append_number (GString *json, const char *key, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (buffer, sizeof buffer, "%.4g", value);
  g_string_append_printf (json, ", \"%s\": %s", key,
                          isfinite (value) ? buffer : "null");
}

char *
epi_bench_json (const EpiBenchFigure *figure)
{
  GString *json = g_string_new (NULL);

  g_string_append_printf (json, "{\"name\": \"%s\"", figure->name);
  append_number (json, "value", figure->value);
  g_string_append_printf (json, ", \"unit\": \"%s\"", figure->unit);
  append_number (json, "goal", figure->goal);
  g_string_append_printf (json, ", \"better\": \"%s\", \"met\": %s",
                          figure->better == EPI_BENCH_LOWER ? "lower"
                                                            : "higher",
                          isnan (figure->goal)        ? "null"
                          : epi_bench_is_met (figure) ? "true"
                                                      : "false");
  if (figure->peer != NULL) {
    g_string_append_printf (json, ", \"peer\": \"%s\"", figure->peer);
    append_number (json, "peer_value", figure->peer_value);
  }
  g_string_append_printf (
      json, ", \"blas\": \"%s\", \"blas_threads\": %d, \"threads\": %zu}",
      openblas_get_corename (), openblas_get_num_threads (),
      epi_parallel_threads ());
  return g_string_free (json, FALSE);
}

double
epi_bench_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

double
epi_bench_median (double *values, size_t n)
{
  assert (n > 0);
  qsort (values, n, sizeof *values, compare);
  return (values[(n - 1) / 2] + values[n / 2]) / 2;
}

void
epi_bench_peak_reset (void)
{
  FILE *file = fopen ("/proc/self/clear_refs", "w");

  malloc_trim (0); /* or what was freed before would be used for nothing */
  if (file == NULL)
    return;
  fputs ("5", file); /* resets VmHWM */
  fclose (file);
}

static double
status_field (const char *key)
{
  FILE *file = fopen ("/proc/self/status", "r");
  char line[256];
  double bytes = 0;

  while (file != NULL && fgets (line, sizeof line, file) != NULL)
    if (g_str_has_prefix (line, key))
      bytes = 1024 * g_ascii_strtod (line + strlen (key), NULL);
  if (file != NULL)
    fclose (file);
  return bytes;
}

double
epi_bench_peak (void)
{
  return status_field ("VmHWM:");
}

double
epi_bench_resident (void)
{
  return status_field ("VmRSS:");
}
