/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Steps 1 and 2 of epi-csv.h: bytes from a file or memory, unpacked if they
 * are gzip, as text: UTF-8, or bytes of Windows-1252 where they are such.
 */
#pragma once

#include "data/epi-csv.h"

typedef struct EpiCsvSource EpiCsvSource;

/* NULL on error. */
EpiCsvSource *epi_csv_source_file (const char *path, EpiCsvEncoding encoding,
                                   GError **error);
/* Borrows bytes. */
EpiCsvSource *epi_csv_source_bytes (const void *bytes, size_t length,
                                    const char *name, EpiCsvEncoding encoding,
                                    GError **error);
void epi_csv_source_free (EpiCsvSource *source); /* accepts NULL */

/* Fills text with up to size > 16 bytes; 0 at the end, -1 on error. */
ptrdiff_t epi_csv_source_read (EpiCsvSource *source, char *text, size_t size,
                               GError **error);

/* From the beginning again. */
bool epi_csv_source_rewind (EpiCsvSource *source, GError **error);

/* What messages call it; the encoding (AUTO: no mark was there); how much of
 * it has been read, 0 … 1. */
const char *epi_csv_source_name (const EpiCsvSource *source);
EpiCsvEncoding epi_csv_source_encoding (const EpiCsvSource *source);
double epi_csv_source_progress (const EpiCsvSource *source);
