/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Import of 1,000,000 rows of 10 numbers, from a file in the page cache:
 *   spreadsheet  integers, amounts with two decimals, 6 and 15 digits mixed
 *   17 digits    every number as %.17g
 * Median of three; memory is the peak of the process above what it held
 * before, over the bytes of the doubles.  Beside it, reading and adding up the
 * same bytes.
 */
#include "bench/epi-benches.h"
#include "core/epi-random.h"
#include "data/epi-csv.h"

#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#define ROWS 1000000
#define COLS 10
#define BLOCK 50000 /* different rows; then they come again */
#define RUNS 3

static void
append_spreadsheet (GString *csv, EpiRandom *random, int col)
{
  static const char *const formats[] = {"%.0f",  "%.2f", "%.6g", "%.2f",
                                        "%.15g", "%.0f", "%.6g", "%.10g",
                                        "%.2f",  "%.15g"};
  static const double scales[] = {1e6, 1e4, 1, 100, 1, 10, 1e-3, 1, 1e5, 1e3};
  char number[40];

  g_ascii_formatd (number, sizeof number, formats[col],
                   scales[col] * epi_random_normal (random));
  g_string_append (csv, number);
}

static void
append_17_digits (GString *csv, EpiRandom *random, int col)
{
  char number[40];

  g_ascii_formatd (number, sizeof number, "%.17g", epi_random_normal (random));
  g_string_append (csv, number);
}

/* Writes the file; its name is to be freed, NULL when the disk is full. */
static char *
write_file (void (*append) (GString *csv, EpiRandom *random, int col))
{
  char *path = NULL;
  int fd = g_file_open_tmp ("epigraph-bench-XXXXXX.csv", &path, NULL);
  FILE *file = fd >= 0 ? fdopen (fd, "w") : NULL;
  EpiRandom random = epi_random (1, 0);
  GString *csv = g_string_new (NULL);

  if (file == NULL) {
    g_string_free (csv, TRUE);
    return NULL;
  }
  fputs ("a,b,c,d,e,f,g,h,i,j\n", file);
  for (int i = 0; i < BLOCK; i++)
    for (int j = 0; j < COLS; j++) {
      append (csv, &random, j);
      g_string_append_c (csv, j + 1 < COLS ? ',' : '\n');
    }
  for (int i = 0; i < ROWS / BLOCK; i++)
    fwrite (csv->str, 1, csv->len, file);
  g_string_free (csv, TRUE);
  if (fclose (file) == 0)
    return path;
  g_unlink (path);
  g_free (path);
  return NULL;
}

/* What the bytes alone cost. */
static double
read_bytes (const char *path)
{
  static char buffer[262144];
  double start = epi_bench_now ();
  volatile unsigned sum = 0;
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  ssize_t n;

  while (fd >= 0 && (n = read (fd, buffer, sizeof buffer)) > 0) {
    unsigned part = 0;
    for (ssize_t i = 0; i < n; i++)
      part += (unsigned char)buffer[i];
    sum += part;
  }
  if (fd >= 0)
    close (fd);
  return epi_bench_now () - start;
}

static void
measure (const EpiBenchSink *sink, const char *name, const char *memory_name,
         double goal, void (*append) (GString *csv, EpiRandom *random, int col))
{
  char *path = write_file (append);
  double seconds[RUNS], ratio[RUNS], peer = NAN;

  for (int i = 0; i < RUNS && path != NULL; i++) {
    EpiTable *table = NULL;
    peer = read_bytes (path);
    epi_bench_peak_reset ();
    double before = epi_bench_resident (), start = epi_bench_now ();
    bool ok = epi_csv_read (path, NULL, &table, NULL);
    seconds[i] = epi_bench_now () - start;
    ratio[i] = (epi_bench_peak () - before) / (8.0 * ROWS * COLS);
    if (!ok || epi_table_rows (table) != ROWS)
      seconds[i] = ratio[i] = NAN;
    epi_table_unref (table);
  }
  if (path != NULL)
    g_unlink (path);
  if (path == NULL)
    seconds[0] = ratio[0] = NAN;
  size_t n = path != NULL ? RUNS : 1;
  EpiBenchFigure time = {name,
                         epi_bench_median (seconds, n),
                         "s",
                         goal,
                         EPI_BENCH_LOWER,
                         "read() and sum of the bytes",
                         peer};
  sink->put (&time, sink->data);
  EpiBenchFigure memory = {memory_name, epi_bench_median (ratio, n),
                           "times its doubles", 2.5, EPI_BENCH_LOWER};
  sink->put (&memory, sink->data);
  g_free (path);
}

void
epi_bench_csv (const EpiBenchSink *sink)
{
  measure (sink, "csv-import-1e6x10", "csv-import-1e6x10-memory", 1.5,
           append_spreadsheet);
  measure (sink, "csv-import-1e6x10-17-digits",
           "csv-import-1e6x10-17-digits-memory", 2.5, append_17_digits);
}
