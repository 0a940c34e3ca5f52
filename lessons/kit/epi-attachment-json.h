/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An attachment in a file: { "name": "diet.mps", "bytes": 1017,
 * "content": base64 (zlib (1,017 bytes)) }.  For epi-document-json.c alone.
 */
#pragma once

#include "kit/epi-document-json.h"

/* A new reference, or NULL when the memory cannot be had. */
json_t *epi_attachment_to_json (const EpiAttachment *attachment);

/* name is for sentences. */
EpiAttachment *epi_attachment_from_json (const json_t *root, const char *name,
                                         GError **error);
