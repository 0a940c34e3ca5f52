/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A column of numbers in JSON.
 *
 *   1. up to 1,000 numbers   a list
 *   2. more of them          one string: base64 (zlib (little-endian float64))
 *
 * A NaN that is not the usual one (its sign and payload are bits of the table)
 * makes a short column a string too, so that every column comes back bit for
 * bit.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#define EPI_JSON_LIST_MAX 1000

/* values (n).  A new reference, or NULL when the memory cannot be had. */
json_t *epi_json_column (const double *values, size_t n);

/* Fills values with n numbers; what is for the sentence: "column “x”".  The
 * size is checked before anything is allocated: zlib shrinks to no less than a
 * 1,032nd, so a short text cannot promise a large column.  The result is
 * epi_alloc()ed; NULL with error. */
double *epi_json_get_column (const json_t *column, size_t n, const char *what,
                             GError **error);
