/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes of a file or of memory, for the readers of this folder.
 *
 * A file is a regular file, opened without waiting for anything, and read in
 * blocks: one that shrinks meanwhile is only a shorter file.  Where the reader
 * allows it, bytes that are gzip are unpacked, several streams one behind the
 * other as one.
 */
#pragma once

#include "data/epi-data-error.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct EpiByteSource EpiByteSource;

typedef enum { EPI_BYTES_AS_THEY_ARE, EPI_BYTES_UNPACKED } EpiPacking;

/* NULL on error.  epi_byte_source_memory() borrows the bytes; name is for
 * messages. */
EpiByteSource *epi_byte_source_file (const char *path, EpiPacking packing,
                                     GError **error);
EpiByteSource *epi_byte_source_memory (const void *bytes, size_t length,
                                       const char *name, EpiPacking packing,
                                       GError **error);
void epi_byte_source_free (EpiByteSource *source); /* accepts NULL */

/* Up to size > 0 bytes; 0 at the end, -1 on error. */
ptrdiff_t epi_byte_source_read (EpiByteSource *source, void *out, size_t size,
                                GError **error);

/* All that is left, in a buffer of epi_alloc() that grows with what is there.
 * More than `most` bytes are an error.  False on error; then *out is NULL. */
bool epi_byte_source_read_all (EpiByteSource *source, size_t most,
                               unsigned char **out, size_t *length,
                               GError **error);

/* From the beginning again. */
bool epi_byte_source_rewind (EpiByteSource *source, GError **error);

/* What messages call it: the file's name without its folder. */
const char *epi_byte_source_name (const EpiByteSource *source);

/* How much of it has been read, 0 … 1. */
double epi_byte_source_progress (const EpiByteSource *source);
