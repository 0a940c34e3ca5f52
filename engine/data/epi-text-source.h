/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text of a file or of memory: its bytes (data/epi-byte-source.h, unpacked if
 * they are gzip), in UTF-8 whatever they were written in.
 *
 *   UTF-8          with or without a byte-order mark, which is taken off
 *   UTF-16         by its mark, or as asked for; a surrogate without its other
 *                  half, or half a character at the end, is U+FFFD
 *   Windows-1252   comes as it is: its bytes, for the reader to turn cell by
 *                  cell
 *
 * AUTO obeys the mark; without one the bytes come as they are, and the reader
 * decides between UTF-8 and Windows-1252.
 */
#pragma once

#include "data/epi-data-error.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum {
  EPI_ENCODING_AUTO,
  EPI_ENCODING_UTF8,
  EPI_ENCODING_UTF16LE,
  EPI_ENCODING_UTF16BE,
  EPI_ENCODING_WINDOWS_1252,
} EpiEncoding;

typedef struct EpiTextSource EpiTextSource;

/* NULL on error. */
EpiTextSource *epi_text_source_file (const char *path, EpiEncoding encoding,
                                     GError **error);
/* Borrows bytes. */
EpiTextSource *epi_text_source_bytes (const void *bytes, size_t length,
                                      const char *name, EpiEncoding encoding,
                                      GError **error);
void epi_text_source_free (EpiTextSource *source); /* accepts NULL */

/* Fills text with up to size > 16 bytes; 0 at the end, -1 on error. */
ptrdiff_t epi_text_source_read (EpiTextSource *source, char *text, size_t size,
                                GError **error);

/* From the beginning again. */
bool epi_text_source_rewind (EpiTextSource *source, GError **error);

/* What messages call it; the encoding (AUTO: no mark was there); how much of
 * it has been read, 0 … 1. */
const char *epi_text_source_name (const EpiTextSource *source);
EpiEncoding epi_text_source_encoding (const EpiTextSource *source);
double epi_text_source_progress (const EpiTextSource *source);
