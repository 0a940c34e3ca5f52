/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes in JSON: one string, base64 (zlib (bytes)).
 *
 * Sizes are checked before anything is allocated: zlib shrinks to no less than
 * a 1,032nd, so a short text cannot promise many bytes.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* bytes (n).  A new reference, or NULL when the memory cannot be had. */
json_t *epi_json_bytes (const void *bytes, size_t n);

/* What is wrong with the string, as far as that shows without unpacking it:
 * "a text that is not base64", "a text too short for its size"; NULL: nothing.
 */
const char *epi_json_bytes_trouble (const json_t *string, size_t n);

/* Unpacks exactly n bytes; false when it is something else, or when the memory
 * cannot be had.  The string has no trouble. */
bool epi_json_get_bytes (const json_t *string, size_t n, void *bytes);
