/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The .epigraph file: a Document and how it was looked at, as JSON.
 *
 *   { "epigraph": "1.0", "lesson": …, "seed": …, "values": {…},
 *     "schedule": [[k, name, value], …], "data": {name: {table, roles, …}},
 *     "handles": {name: [x, y]}, "view": {…},
 *     "attachments": {name: {"name": …, "bytes": n, "content": …}} }
 *
 * A column of more than 1,000 numbers is one string, base64 (zlib
 * (little-endian float64)); shorter ones are lists; the content of an attachment
 * is base64 (zlib (its n bytes)).  Non-finite numbers are the
 * strings "inf", "-inf", "nan".  A newer major version is refused; unknown
 * fields are kept and written back.
 */
#pragma once

#include "kit/epi-document.h"

#include <gio/gio.h>
#include <jansson.h>

#define EPI_DOCUMENT_MAJOR 1
#define EPI_DOCUMENT_VERSION "1.0"

#define EPI_DOCUMENT_ERROR epi_document_error_quark ()
GQuark epi_document_error_quark (void);
typedef enum {
  EPI_DOCUMENT_ERROR_SYNTAX,  /* not JSON, or a field of the wrong kind */
  EPI_DOCUMENT_ERROR_VERSION, /* written by a newer major version */
  EPI_DOCUMENT_ERROR_FILE,    /* cannot be read or written */
} EpiDocumentErrorCode;

/* NULL when the memory cannot be had (to_json, print).
 *
 * View state: ranges by view name, playhead, pane sizes: saved, not undone.
 * A JSON object; the kit reads "k", "speed", "ranges" and
 * "forks", the shell what it likes. */
json_t *epi_document_to_json (const EpiDocument *document, json_t *view);
EpiDocument *epi_document_from_json (const json_t *root, json_t **view,
                                     GError **error);

/* The same as text; length may be anything (a stranger's file).  view may be
 * NULL; else *view is a new reference, an empty object when absent. */
char *epi_document_print (const EpiDocument *document, json_t *view,
                          size_t *length);
EpiDocument *epi_document_parse (const char *text, size_t length,
                                 json_t **view, GError **error);

/* Blocking; for the file thread and the command line.  Saving is
 * g_file_set_contents_full with CONSISTENT and DURABLE; a failure leaves the
 * old file and no temporary behind. */
bool epi_document_save (const EpiDocument *document, json_t *view,
                        const char *path, GError **error);
EpiDocument *epi_document_load (const char *path, json_t **view,
                                GError **error);

/* An ordinary file of at most EPI_ATTACHMENT_MAX bytes. */
EpiAttachment *epi_attachment_load (const char *path, GError **error);
