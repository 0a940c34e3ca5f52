/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One import under way: what is known of its columns, and reading one row.
 */
#pragma once

#include "data/epi-csv-sniff.h"

typedef enum { EPI_CSV_SKIP, EPI_CSV_NUMBER, EPI_CSV_TEXT } EpiCsvRole;

typedef struct { /* a cell that is not what its column is */
  size_t line;   /* 0: there is none */
  char *text;
} EpiCsvStray;

typedef struct {
  char *name;
  EpiCsvRole role;
  EpiCsvKind kind;
  size_t target; /* which number or text of a row */
  /* What this pass found. */
  size_t numbers, others; /* cells not missing */
  EpiCsvStray first_other, first_huge;
  GString *text; /* room for the cell of this row */
} EpiCsvColumn;

typedef struct {
  const EpiCsvJob *job;
  EpiTextSource *source;
  EpiCsvScanner scanner;
  EpiCsvOptions options;
  EpiCsvColumn *columns; /* (cols) */
  size_t cols;
  EpiTableBuilder *builder;
  double *numbers;    /* (numbers of a row) */
  const char **texts; /* (texts of a row) */
  size_t rows, max_rows;
} EpiCsvReader;

/* Sets the error: the name of the source, then the sentence; returns false. */
bool epi_csv_reader_fail (const EpiCsvReader *reader, GError **error,
                          EpiDataError code, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
bool epi_csv_reader_refuse_huge (const EpiCsvReader *reader,
                                 const EpiCsvColumn *column, GError **error);

/* Counts the cells of a record and adds it to the table. */
bool epi_csv_reader_row (EpiCsvReader *reader, const EpiCsvRecord *record,
                         GError **error);
