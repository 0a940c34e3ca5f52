/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * epigraph-cli bench [NAME] [--json]
 *
 * The same benchmarks as `meson test --benchmark`, one figure a line, each as
 * soon as it is known.
 */
#include "cli/epi-cli-device.h"

#include "cli/epi-cli-bench-script.h"
#include "kit/bench-plot.h"
#include "core/epi-number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct {
  bool json;
  size_t printed;
} Table;

static void
print_cell (double value, const char *unit, int width)
{
  char *label = isnan (value) ? g_strdup ("–") : epi_number_label (value, 4);
  char *text =
      isnan (value) ? g_strdup (label) : g_strdup_printf ("%s %s", label, unit);

  epi_cli_print_padded (text, width, true);
  g_free (text);
  g_free (label);
}

static void
put_figure (const EpiBenchFigure *figure, void *data)
{
  Table *table = data;

  if (table->json) {
    char *json = epi_bench_json (figure);
    puts (json);
    g_free (json);
  } else {
    if (table->printed++ == 0)
      printf ("%-32s%18s%20s\n", "", "value", "goal");
    epi_cli_print_padded (figure->name, 32, false);
    print_cell (figure->value, figure->unit, 18);
    printf ("  %s", isnan (figure->goal)                ? " "
                    : figure->better == EPI_BENCH_LOWER ? "≤"
                                                        : "≥");
    print_cell (figure->goal, figure->unit, 17);
    printf ("  %-7s", isnan (figure->goal)        ? ""
                      : epi_bench_is_met (figure) ? "met"
                                                  : "missed");
    if (figure->peer != NULL) {
      print_cell (figure->peer_value, figure->unit, 14);
      printf (" %s", figure->peer);
    }
    printf ("\n");
  }
  fflush (stdout);
}

static int
refuse_name (const char *name)
{
  GString *names = g_string_new (NULL);

  for (const EpiBench *b = epi_bench_table (); b->name != NULL; b++)
    g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", b->name);
  int status = epi_cli_refuse ("there is no benchmark “%s”; there are: %s",
                               name, names->str);
  g_string_free (names, TRUE);
  return status;
}

int
epi_cli_bench (const EpiCliOptions *options, EpiCancel *cancel)
{
  const char *name = options->argument;
  Table table = {.json = options->json};
  EpiBenchSink sink = {put_figure, &table};

  epi_bench_add (&epi_bench_plot);
  epi_bench_add (&epi_cli_bench_window);
  epi_bench_add (&epi_cli_bench_convex);
  epi_bench_add (&epi_cli_bench_neural);
  if (name != NULL && epi_bench_find (name) == NULL)
    return refuse_name (name);
  epi_cli_compute (options);
  for (const EpiBench *b = epi_bench_table (); b->name != NULL; b++)
    if (name == NULL || strcmp (b->name, name) == 0)
      b->run (&sink);
  return EPI_EXIT_OK;
}
