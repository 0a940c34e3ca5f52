/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a drag costs the table: one cell of 1,000,000 rows of 10 numbers is
 * changed, the old table goes, and the rows that differ are asked for.  Median
 * of 200 edits at random rows; beside it, copying the one column.
 */
#include "bench/epi-benches.h"
#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "data/epi-table.h"

#include <math.h>
#include <string.h>

#define ROWS 1000000
#define COLS 10
#define EDITS 200

static EpiTable *
make_table (void)
{
  static const char *const names[COLS] = {"a", "b", "c", "d", "e",
                                          "f", "g", "h", "i", "j"};
  double *data = epi_new0 (double, (size_t)ROWS *COLS);
  EpiTable *table = NULL;

  if (data != NULL)
    epi_table_new (names, data, ROWS, COLS, &table);
  epi_free (data);
  return table;
}

static void
put (const EpiBenchSink *sink, const char *name, double *seconds, double goal,
     double peer)
{
  EpiBenchFigure figure = {name,
                           1e6 * epi_bench_median (seconds, EDITS),
                           "µs",
                           goal,
                           EPI_BENCH_LOWER,
                           "copying one column",
                           1e6 * peer};
  sink->put (&figure, sink->data);
}

void
epi_bench_table_edit (const EpiBenchSink *sink)
{
  EpiTable *table = make_table ();
  EpiRandom random = epi_random (1, 0);
  double edit[EDITS], diff[EDITS], *column = epi_new (double, ROWS);

  if (table == NULL || column == NULL) {
    epi_table_unref (table);
    epi_free (column);
    return;
  }
  epi_table_copy_column (table, 0, column); /* its pages are there now */
  double start = epi_bench_now ();
  epi_table_copy_column (table, 1, column);
  double peer = epi_bench_now () - start;
  for (int i = 0; i < EDITS; i++)
    edit[i] = diff[i] = NAN;
  for (int i = 0; i < EDITS; i++) {
    size_t row = epi_random_below (&random, ROWS), found[4];
    double value = i + 1;
    EpiTable *edited;
    start = epi_bench_now ();
    if (epi_table_set_numbers (table, &row, 1, i % COLS, &value, &edited) !=
        EPI_OK)
      break;
    edit[i] = epi_bench_now () - start;
    start = epi_bench_now ();
    ptrdiff_t n = epi_table_diff (table, edited, found, 4);
    diff[i] = n == 1 && found[0] == row ? epi_bench_now () - start : NAN;
    epi_table_unref (table);
    table = edited;
  }
  put (sink, "table-edit-1e6x10", edit, 50, peer);
  put (sink, "table-diff-1e6x10", diff, 50, peer);
  epi_table_unref (table);
  epi_free (column);
}
