/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table in a file, with its roles.
 *
 *   { "title": …, "source": …, "credit": …, "standardised": false,
 *     "roles": {"x": ["area"], "y": ["price"]},
 *     "table": { "rows": 3,
 *       "columns": [
 *         {"name": "area", "kind": "number", "values": [1, 2.5, "nan"]},
 *         {"name": "town", "kind": "text", "levels": ["Ames", "Gary"],
 *          "values": [0, 1, -1]} ],      index of the level; -1 is missing
 *       "marks": [0, 2, 0] } }           left out when all are 0
 *
 * Values and marks are columns as in kit/epi-json-column.h.  For
 * epi-document-json.c alone.
 */
#pragma once

#include "kit/epi-document-json.h"

/* A new reference, or NULL when the memory cannot be had. */
json_t *epi_data_to_json (const EpiData *data);

/* name is for sentences. */
EpiData *epi_data_from_json (const json_t *root, const char *name,
                             GError **error);

/* The fields of object that are not in `known` (NULL-terminated); NULL when
 * there are none. */
json_t *epi_json_unknown (const json_t *object, const char *const *known);

/* The JSON as a compact text, or NULL for NULL.  Takes over value. */
char *epi_json_extra (json_t *value);
