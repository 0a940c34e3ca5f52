/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Benchmarks: figures with a unit, a goal and, where there is one, a peer.
 *
 * `meson test --benchmark` and `epigraph-cli bench` run the same functions.
 * Each area of the engine adds a file bench-<area>.c with an EpiBench and a
 * line to the table in epi-bench.c; what is above the engine is added by the
 * program.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef enum { EPI_BENCH_LOWER, EPI_BENCH_HIGHER } EpiBenchBetter;

typedef struct {
  const char *name; /* "csv-import-1e6x10" */
  double value;
  const char *unit; /* "s", "GFLOP/s", … */
  double goal;      /* NAN: none */
  EpiBenchBetter better;
  const char *peer;  /* what peer_value measures, or NULL */
  double peer_value; /* in the same unit, in the same run */
} EpiBenchFigure;

/* Where figures go; a benchmark hands each over as soon as it has it. */
typedef struct {
  void (*put) (const EpiBenchFigure *figure, void *data);
  void *data;
} EpiBenchSink;

typedef void (*EpiBenchFunc) (const EpiBenchSink *sink);

typedef struct {
  const char *name; /* of the area: "csv" */
  const char *what; /* one line for --help */
  EpiBenchFunc run;
} EpiBench;

/* All of them; the last one has no name. */
const EpiBench *epi_bench_table (void);

/* One more area (copied), at the start of the program. */
void epi_bench_add (const EpiBench *bench);

/* The one of that name, or NULL. */
const EpiBench *epi_bench_find (const char *name);

/* One JSON object without a line break: the figure, whether the goal is met
 * (null without one), the BLAS kernel, the threads of BLAS and of
 * epi_parallel_for().  Numbers with a point whatever the locale.  A new
 * string. */
char *epi_bench_json (const EpiBenchFigure *figure);

/* Whether the goal is met; true without one. */
bool epi_bench_is_met (const EpiBenchFigure *figure);

/* For the bodies.  Seconds of a clock that only goes forward. */
double epi_bench_now (void);

/* The median of n numbers, which are sorted. */
double epi_bench_median (double *values, size_t n);

/* Peak memory of this process since epi_bench_peak_reset(), and what it holds
 * now, in bytes; 0 where the system does not tell. */
void epi_bench_peak_reset (void);
double epi_bench_peak (void);
double epi_bench_resident (void);
