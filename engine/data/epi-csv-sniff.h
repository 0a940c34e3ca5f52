/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Step 3 of epi-csv.h: from the first 64 KiB to options and kinds.
 */
#pragma once

#include "data/epi-csv-cells.h"

typedef struct { /* the beginning of a source, up to its first record at least
                  */
  char *text;
  size_t length;
  bool whole; /* that was all of it */
  char line_break;
} EpiCsvSample;

/* Reads it; the source is to be rewound afterwards. */
bool epi_csv_sample_read (EpiCsvSample *sample, EpiTextSource *source,
                          GError **error);
void epi_csv_sample_clear (EpiCsvSample *sample);

/* The records of the sample, one after another; *at NULL at first. */
bool epi_csv_sample_next (const EpiCsvSample *sample, char separator,
                          const char **at, EpiCsvRecord *record);

/* Every option that wish leaves open. */
EpiCsvOptions epi_csv_decide (const EpiCsvSample *sample,
                              const EpiTextSource *source,
                              const EpiCsvOptions *wish);

/* kinds (cols) as the sample shows them. */
void epi_csv_guess_kinds (const EpiCsvSample *sample,
                          const EpiCsvOptions *options, EpiColumnKind *kinds,
                          size_t cols);

/* Step 5: whether a column with so many numbers and other cells is text. */
static inline bool
epi_csv_is_text (size_t numbers, size_t others)
{
  return 10 * others > numbers + others;
}

/* The name in a header's cell, or "column 7" for an empty one; index from 0;
 * cell NULL: there is no header.  A new string. */
char *epi_csv_column_name (const EpiCsvCell *cell, size_t index,
                           EpiEncoding encoding);
