/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The "table" of kit/epi-data-json.h, which says what it looks like.  For
 * epi-data-json.c alone.
 */
#pragma once

#include "data/epi-table.h"

#include <glib.h>
#include <jansson.h>

/* extra (may be NULL) holds the unknown fields: "table" and "columns".  NULL
 * when the memory cannot be had. */
json_t *epi_table_to_json (const EpiTable *table, const json_t *extra);

/* name is for sentences. */
EpiTable *epi_table_from_json (const json_t *root, const char *name,
                               GError **error);

/* {"table": …, "columns": {name: …}} of unknown fields, or NULL. */
json_t *epi_table_unknown (const json_t *root);

/* Levels that no row has are kept, for their numbers may matter; but not where
 * they would outgrow the table itself (rows deleted from a column of names). */
static inline bool
epi_table_json_too_many_levels (size_t n_levels, size_t rows, size_t cols)
{
  return n_levels > rows && n_levels > 1000000 / (cols + 1);
}
