/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables from text: CSV, TSV and what spreadsheets put on the clipboard.
 *
 *   1. bytes      a regular file (never a FIFO, never blocking), gzip or not,
 *                 or memory; read in blocks, so that a file that shrinks
 *                 meanwhile is only a shorter file
 *   2. text       UTF-8 with or without a byte-order mark, UTF-16 by its mark,
 *                 else Windows-1252, which has Latin-1 in it
 *   3. sniff      separator, decimal point and header from the first 64 KiB:
 *                 the separator that cuts the most rows into equally many
 *                 cells, of which the most are numbers
 *   4. records    RFC 4180: "…" may hold separators, line breaks and doubled
 *                 quotation marks.  CRLF, LF or CR.  Blank lines are skipped.
 *                 With a blank as the separator, a run of blanks is one
 *   5. kinds      a column is of numbers unless more than a tenth of its cells
 *                 (those not missing) are not; then it is text.  Stray cells
 *                 in a column of numbers become missing, with a warning.  A
 *                 second reading when the first rows had promised otherwise
 *
 * Missing: empty, NA, N/A, #N/A, NaN, null, ?, - (in any case).  In a column
 * of text, quotation marks around such a word make it a text.  A group
 * separator, as in 1,000, is not guessed: that is two cells, or a text.
 * A number that no double can hold (1e999) is refused.
 *
 * Thread-safe: nothing is shared between calls.
 */
#pragma once

#include "core/epi-worker.h"
#include "data/epi-data-error.h"
#include "data/epi-table.h"
#include "data/epi-text-source.h"

#define EPI_CSV_MAX_COLUMNS 10000
#define EPI_CSV_MAX_RECORD (64 << 20) /* bytes; half of it holds one row */

typedef enum {
  EPI_CSV_HEADER_AUTO,
  EPI_CSV_HEADER_YES,
  EPI_CSV_HEADER_NO
} EpiCsvHeader;

typedef struct {  /* {0}: everything is sniffed */
  char separator; /* , ; tab | or blank; 0: sniff */
  char point;     /* . or , ; 0: sniff */
  EpiCsvHeader header;
  EpiEncoding encoding;
} EpiCsvOptions;

/* What an import dialog shows: the options, every one decided, and the first
 * rows as text. */
typedef struct {
  EpiCsvOptions options;
  size_t rows, cols;
  char **names;         /* (cols) from the header, or "column 1", … */
  EpiColumnKind *kinds; /* (cols) as far as the first 64 KiB tell */
  char **cells;         /* (rows, cols) row after row, UTF-8 */
} EpiCsvPreview;

/* wish (NULL: {0}) fixes options; max_rows bounds the rows.  NULL on error. */
EpiCsvPreview *epi_csv_sniff (const void *bytes, size_t length,
                              const EpiCsvOptions *wish, size_t max_rows,
                              GError **error);
EpiCsvPreview *epi_csv_sniff_file (const char *path, const EpiCsvOptions *wish,
                                   size_t max_rows, GError **error);
void epi_csv_preview_free (EpiCsvPreview *preview); /* accepts NULL */

typedef enum {
  EPI_CSV_KIND_AUTO,   /* step 5 */
  EPI_CSV_KIND_NUMBER, /* a cell that is not a number is an error */
  EPI_CSV_KIND_TEXT,
} EpiCsvKind;

typedef struct { /* {0}: all columns, everything sniffed.  Borrows all */
  EpiCsvOptions options;
  const size_t *columns; /* (n_columns) ascending, distinct; NULL: all */
  size_t n_columns;
  const EpiCsvKind *kinds;  /* (n_columns, or all of them); NULL: AUTO */
  const EpiCancel *cancel;  /* asked about every quarter of a megabyte */
  _Atomic double *progress; /* 0 … 1, for another thread to look at */
  GPtrArray *warnings;      /* char * sentences are added; g_free() them */
} EpiCsvJob;

/* job may be NULL.  *out has one reference; it is NULL on error. */
bool epi_csv_read (const char *path, const EpiCsvJob *job, EpiTable **out,
                   GError **error);

/* The same from memory; name is what messages call it. */
bool epi_csv_read_bytes (const void *bytes, size_t length, const char *name,
                         const EpiCsvJob *job, EpiTable **out, GError **error);

/* The clipboard of a spreadsheet: UTF-8, usually with tabs. */
bool epi_csv_parse_text (const char *text, EpiTable **out, GError **error);

/* The table as CSV: a header, commas, points, LF; numbers that read back as
 * the same doubles, NA for what is missing, quotation marks where they are
 * needed.  A new string, of *length bytes. */
char *epi_csv_write (const EpiTable *table, size_t *length);
