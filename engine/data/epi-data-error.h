/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be wrong with data from the world.  Each message is one plain
 * sentence without a full stop that says where, what was found and what was
 * expected, fit to be shown as it is.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define EPI_DATA_ERROR (epi_data_error_quark ())
GQuark epi_data_error_quark (void);

typedef enum {
  EPI_DATA_ERROR_OPEN,      /* missing, no permission, not a regular file */
  EPI_DATA_ERROR_READ,      /* the disk, or a damaged gzip file */
  EPI_DATA_ERROR_EMPTY,     /* nothing in it */
  EPI_DATA_ERROR_NO_ROWS,   /* only a header */
  EPI_DATA_ERROR_BINARY,    /* not text */
  EPI_DATA_ERROR_SYNTAX,    /* a quotation mark that is not closed */
  EPI_DATA_ERROR_RAGGED,    /* rows of different length */
  EPI_DATA_ERROR_NUMBER,    /* not a number, or too large for one */
  EPI_DATA_ERROR_LIMIT,     /* too many columns, too long a line */
  EPI_DATA_ERROR_COLUMN,    /* no such column */
  EPI_DATA_ERROR_UNKNOWN,   /* no such data set */
  EPI_DATA_ERROR_NO_MEMORY, /* the table does not fit */
  EPI_DATA_ERROR_CANCELLED, /* the user does not want it any more */
} EpiDataError;

/* "NAME: …", in characters that a terminal shows; returns false. */
bool epi_data_fail (GError **error, EpiDataError code, const char *name,
                    const char *format, ...) G_GNUC_PRINTF (4, 5);

/* Whatever bytes came from a file, as characters that a terminal shows.  Free
 * with g_free(). */
char *epi_data_printable (const char *text, size_t length);
