/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON as text, with every number the shortest that reads back as itself.
 *
 * jansson reads well but writes 0.1 as 0.10000000000000001; this writes its
 * values through core/number instead, whatever the locale.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* Appends value.  Lists of plain values stand on one line, all else is
 * indented by two spaces a level, of which the first is `level`. */
void epi_json_append (GString *text, const json_t *value, int level);

/* An integer where it is one, else a real, else "inf", "-inf", "nan".  A new
 * reference. */
json_t *epi_json_number (double value);

/* The number that epi_json_number() wrote.  false: it is none. */
bool epi_json_get_number (const json_t *value, double *number);

/* What a value is, for sentences: "a text", "a list", … */
const char *epi_json_kind (const json_t *value);
