/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines, words and numbers of a problem file, for the readers of this folder.
 *
 * A file is read in blocks, unpacked when it is gzip, and handed on line by
 * line; a line is at most EPI_LINES_MAX bytes.  LF and CRLF.  What goes wrong
 * is one sentence with the file's name and the line.
 */
#pragma once

#include "data/epi-data-error.h"

#include <stdbool.h>
#include <stddef.h>

#define EPI_LINES_MAX (16 << 20)

typedef struct { /* not NUL-terminated; borrowed */
  const char *text;
  size_t length;
} EpiSpan;

typedef struct EpiLinesSource EpiLinesSource;

typedef struct {
  EpiSpan line;        /* the current one, without its end; until the next */
  size_t number;       /* its number, from 1 */
  bool is_cut;         /* it is the last one and has no end */
  EpiSpan rest;        /* of the line, behind the words taken from it */
  GPtrArray *warnings; /* (of char *) or NULL; the caller's */
  EpiLinesSource *source;
} EpiLines;

/* False on error.  epi_lines_bytes() borrows the bytes; name is for messages.
 */
bool epi_lines_open (EpiLines *lines, const char *path, GError **error);
bool epi_lines_bytes (EpiLines *lines, const void *bytes, size_t length,
                      const char *name, GError **error);
void epi_lines_close (EpiLines *lines); /* fine on a zeroed one */

/* From the first line again. */
bool epi_lines_rewind (EpiLines *lines, GError **error);

typedef enum { EPI_LINES_LINE, EPI_LINES_END, EPI_LINES_ERROR } EpiLinesResult;

EpiLinesResult epi_lines_next (EpiLines *lines, GError **error);

/* Takes the next word, cut by blanks and, where separators are given, by those
 * characters too.  False at the end of the line. */
bool epi_lines_word (EpiLines *lines, const char *separators, EpiSpan *word);

/* The name of the file, for messages. */
const char *epi_lines_name (const EpiLines *lines);

/* ---- Spans ---- */

bool epi_span_is (EpiSpan span, const char *text);
bool epi_span_is_nocase (EpiSpan span, const char *text);
EpiSpan epi_span_trim_end (EpiSpan span);

/* The whole of it as one number; 1D+3 of Fortran is 1e3.  False when it is
 * none; infinite and NaN pass. */
bool epi_span_number (EpiSpan span, double *value);

/* The whole of it as an integer of at most 18 digits, also as "+3" or "3.0". */
bool epi_span_integer (EpiSpan span, long long *value);

/* ---- Sentences ---- */

/* "FILE, line N: …"; returns false. */
bool epi_lines_fail (const EpiLines *lines, GError **error, EpiDataError code,
                     const char *format, ...) G_GNUC_PRINTF (4, 5);

/* "FILE, line N: “found” was found where expected was expected", or, with an
 * empty span, "the line ends where … was expected"; returns false. */
bool epi_lines_expected (const EpiLines *lines, GError **error, EpiSpan found,
                         const char *expected);

/* "the file ends where expected was expected", or that it is empty; returns
 * false. */
bool epi_lines_ended (const EpiLines *lines, GError **error,
                      const char *expected);

/* The finite number in the span; false with a sentence. */
bool epi_lines_number (const EpiLines *lines, EpiSpan span,
                       const char *expected, double *value, GError **error);

/* The integer low … high in the span; false with a sentence. */
bool epi_lines_integer (const EpiLines *lines, EpiSpan span,
                        const char *expected, long long low, long long high,
                        long long *value, GError **error);

/* "FILE, line N: …" to the warnings. */
void epi_lines_warn (const EpiLines *lines, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

/* Says that there is not enough memory; returns false. */
bool epi_lines_no_memory (const EpiLines *lines, GError **error);
