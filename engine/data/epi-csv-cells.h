/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Step 4 of epi-csv.h: text into records, a record into cells.
 */
#pragma once

#include "data/epi-csv.h"

typedef struct {
  const char *begin, *end; /* without the line break */
  size_t line;             /* of its first character, from 1 */
} EpiCsvRecord;

typedef struct {
  const char *text; /* inside the record, without quotation marks around */
  size_t length;
  bool quoted, doubled; /* doubled: "" stands for " in it */
} EpiCsvCell;

typedef struct {         /* reads a source record by record */
  EpiTextSource *source; /* borrowed */
  char separator, line_break;
  char *buffer;
  size_t capacity;
  char *at, *end; /* what is left in the buffer */
  bool ended;     /* the source has no more */
  size_t line;    /* of at */
} EpiCsvScanner;

/* The line break ('\n', or '\r' where there is no other) that the text, the
 * beginning of the source, shows. */
void epi_csv_scanner_init (EpiCsvScanner *scanner, EpiTextSource *source,
                           char separator, const char *text, size_t length);
void epi_csv_scanner_clear (EpiCsvScanner *scanner);

typedef enum { EPI_CSV_RECORD, EPI_CSV_END, EPI_CSV_FAILED } EpiCsvNext;

/* The next record that is not blank; valid until the next call. */
EpiCsvNext epi_csv_scanner_next (EpiCsvScanner *scanner, EpiCsvRecord *record,
                                 GError **error);

/* The errors of a source with NUL bytes, with too many columns; false. */
bool epi_csv_refuse_binary (const EpiTextSource *source, GError **error);
bool epi_csv_refuse_columns (const EpiTextSource *source, GError **error);

/* A scanner's view of text in memory, for sniffing: *at moves behind the
 * record; false at the end.  whole: nothing follows the text, else a record
 * that the end cuts off is not given; one with an open quotation mark never. */
bool epi_csv_text_next (const char **at, const char *end, char separator,
                        char line_break, bool whole, EpiCsvRecord *record);

char epi_csv_line_break (const char *text, size_t length);

/* The cell at `at` in the record; returns the address of the separator behind
 * it, or end. */
const char *epi_csv_cell (const char *at, const char *end, char separator,
                          EpiCsvCell *cell);

/* Where the next cell begins behind the one that ended at `at`; NULL: that was
 * the last one. */
const char *epi_csv_next_cell (const char *at, const char *end, char separator);

/* Where the first cell of a record begins. */
const char *epi_csv_first_cell (const EpiCsvRecord *record, char separator);

size_t epi_csv_count_cells (const EpiCsvRecord *record, char separator,
                            size_t max);

/* Whether the cell is one of the words for nothing; in a quoted cell only the
 * empty one is, unless words is true. */
bool epi_csv_is_missing (const EpiCsvCell *cell, bool words);

/* Whether the whole cell is a number, blanks around it allowed. */
bool epi_csv_is_number (const EpiCsvCell *cell, char point, double *value);

/* The cell as UTF-8 with a NUL, into scratch; its text is returned. */
const char *epi_csv_cell_text (const EpiCsvCell *cell, EpiEncoding encoding,
                               GString *scratch);
