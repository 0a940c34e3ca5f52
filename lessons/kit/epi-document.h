/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Document: everything that an answer depends on, as plain data.
 *
 *   lesson id, seed
 *   values      parameters by name: number, boolean or text
 *   schedule    "from iterate k on, parameter = value": the edits of parameters
 *               that act on a run under way, so that replay, save and fork give
 *               the same frames
 *   data        tables by name, with the roles of their columns
 *   handles     named points of the plane
 *   attachments files by name, as their bytes came
 *
 * Immutable and reference-counted; usable from any thread.  An edit makes a
 * new document that shares the rest.  What the document does not name has the
 * lesson's default (kit/epi-lesson.h); here nothing is known about lessons.
 */
#pragma once

#include "data/epi-table.h"

#include <glib.h>
#include <stdbool.h>

typedef struct EpiDocument EpiDocument;
typedef struct EpiData EpiData;
typedef struct EpiAttachment EpiAttachment;

#define EPI_SEED_LIMIT (G_GUINT64_CONSTANT (1) << 53) /* exact in JSON */

typedef enum { EPI_VALUE_NUMBER, EPI_VALUE_BOOL, EPI_VALUE_TEXT } EpiValueKind;

typedef struct {
  EpiValueKind kind;
  double number;    /* NUMBER, or 0 and 1 for BOOL */
  const char *text; /* TEXT: borrowed from the document or the caller */
} EpiValue;

typedef struct {
  double x, y;
} EpiPoint;

typedef struct { /* one line of the schedule */
  size_t k;
  const char *name;
  EpiValue value;
} EpiScheduled;

static inline EpiValue
epi_number (double number)
{
  return (EpiValue){EPI_VALUE_NUMBER, number, NULL};
}

static inline EpiValue
epi_bool (bool truth)
{
  return (EpiValue){EPI_VALUE_BOOL, truth, NULL};
}

static inline EpiValue
epi_text (const char *text)
{
  return (EpiValue){EPI_VALUE_TEXT, 0, text};
}

bool epi_value_equal (EpiValue a, EpiValue b);

/* ---- Data: a table, what its columns are for, and where it comes from. ----
 * Immutable and reference-counted too. */

/* Takes a reference of table.  title and credit (may be NULL) are for people;
 * source is a dataset id, a file name or "" (made by hand). */
EpiData *epi_data_new (const EpiTable *table, const char *title,
                       const char *source, const char *credit);
EpiData *epi_data_ref (const EpiData *data);
void epi_data_unref (const EpiData *data); /* accepts NULL */
const EpiTable *epi_data_table (const EpiData *data);
const char *epi_data_title (const EpiData *data);
const char *epi_data_source (const EpiData *data);
const char *epi_data_credit (const EpiData *data); /* or NULL */

/* The names of the columns with that role, NULL-terminated, in order; an empty
 * list when there is none. */
const char *const *epi_data_role (const EpiData *data, const char *role);

/* The roles that have columns, sorted; free with g_free(). */
const char **epi_data_role_names (const EpiData *data);

/* The index in the table of the i-th column with that role, or -1. */
ptrdiff_t epi_data_column (const EpiData *data, const char *role, size_t i);

/* Whether number columns are shown in the table, and inputs given to a lesson's
 * features, as (x - mean)/deviation; the cells stay what they are. */
bool epi_data_standardised (const EpiData *data);

EpiData *epi_data_with_table (const EpiData *data, const EpiTable *table);
EpiData *epi_data_with_role (const EpiData *data, const char *role,
                             const char *const *columns);
EpiData *epi_data_with_standardised (const EpiData *data, bool standardised);

/* Fields of a file that this version does not know, as a JSON object in text,
 * or NULL: kept through every edit and written back. */
const char *epi_data_extra (const EpiData *data);
EpiData *epi_data_with_extra (const EpiData *data, const char *extra);

/* Same content; shared tables at once.  Accepts NULL. */
bool epi_data_equal (const EpiData *a, const EpiData *b);

/* ---- Attachment: the bytes of a file, and its name. ----
 * Immutable and reference-counted too. */

#define EPI_ATTACHMENT_MAX ((size_t)64 << 20) /* bytes */

/* name ("diet.mps") is copied; bytes, an epi_alloc() buffer of length bytes, is
 * taken over. */
EpiAttachment *epi_attachment_new (const char *name, void *bytes,
                                   size_t length);
EpiAttachment *epi_attachment_ref (const EpiAttachment *attachment);
void epi_attachment_unref (const EpiAttachment *attachment); /* accepts NULL */
const char *epi_attachment_name (const EpiAttachment *attachment);
const void *epi_attachment_bytes (const EpiAttachment *attachment,
                                  size_t *length);
/* What the bytes mean: what parse() makes of them when it is first asked for,
 * kept with the attachment and freed with it.  NULL with an error when parse()
 * says so, and then it is asked again the next time.  One kind of meaning an
 * attachment; from any thread. */
typedef void *(*EpiParseFunc) (const EpiAttachment *attachment, GError **error);
const void *epi_attachment_meaning (const EpiAttachment *attachment,
                                    EpiParseFunc parse, GDestroyNotify free,
                                    GError **error);

/* Same name, same bytes.  Accepts NULL. */
bool epi_attachment_equal (const EpiAttachment *a, const EpiAttachment *b);

/* ---- The document ---- */

EpiDocument *epi_document_new (const char *lesson_id, guint64 seed);
EpiDocument *epi_document_ref (const EpiDocument *document);
void epi_document_unref (const EpiDocument *document); /* accepts NULL */

const char *epi_document_lesson_id (const EpiDocument *document);
guint64 epi_document_seed (const EpiDocument *document); /* < 2⁵³ */

/* NULL and false when the document does not name it. */
const EpiValue *epi_document_value (const EpiDocument *document,
                                    const char *name);
const EpiData *epi_document_data (const EpiDocument *document,
                                  const char *name);
bool epi_document_handle (const EpiDocument *document, const char *name,
                          EpiPoint *point);
const EpiAttachment *epi_document_attachment (const EpiDocument *document,
                                              const char *name);

/* The schedule, by k. */
size_t epi_document_n_scheduled (const EpiDocument *document);
EpiScheduled epi_document_scheduled (const EpiDocument *document, size_t i);

/* The names in use, for loops: NULL-terminated, sorted; free with g_free(). */
const char **epi_document_value_names (const EpiDocument *document);
const char **epi_document_data_names (const EpiDocument *document);
const char **epi_document_handle_names (const EpiDocument *document);
const char **epi_document_attachment_names (const EpiDocument *document);

/* Edits: each returns a new document.  A value of with_value() holds for the
 * whole run: earlier lines of the schedule for that name are dropped. data
 * (attachment) NULL removes it. */
EpiDocument *epi_document_with_seed (const EpiDocument *document, guint64 seed);
EpiDocument *epi_document_with_value (const EpiDocument *document,
                                      const char *name, EpiValue value);
EpiDocument *epi_document_with_handle (const EpiDocument *document,
                                       const char *name, EpiPoint point);
EpiDocument *epi_document_with_data (const EpiDocument *document,
                                     const char *name, const EpiData *data);
EpiDocument *epi_document_with_attachment (const EpiDocument *document,
                                           const char *name,
                                           const EpiAttachment *attachment);

/* The parameter has value from iterate k on: appends to the schedule (dropping
 * lines of that name at k and later), keeps what held before, and makes value
 * the present one.  before is the value at k = 0 if the document has none. */
EpiDocument *epi_document_with_scheduled (const EpiDocument *document, size_t k,
                                          const char *name, EpiValue value,
                                          EpiValue before);

/* What a file has, many at once and in O(n log n); of two with the same name
 * (and k) the later one stays.  Lines change nothing but the schedule. */
EpiDocument *epi_document_with_values (const EpiDocument *document, size_t n,
                                       const char *const *names,
                                       const EpiValue *values);
EpiDocument *epi_document_with_handles (const EpiDocument *document, size_t n,
                                        const char *const *names,
                                        const EpiPoint *points);
EpiDocument *epi_document_with_lines (const EpiDocument *document, size_t n,
                                      const EpiScheduled *lines);
/* Forgets the schedule; present values stay. */
EpiDocument *epi_document_without_schedule (const EpiDocument *document);

/* Unknown fields of a file, as with epi_data_extra(). */
const char *epi_document_extra (const EpiDocument *document);
EpiDocument *epi_document_with_extra (const EpiDocument *document,
                                      const char *extra);

/* Same content (data compared by content, shared parts at once). */
bool epi_document_equal (const EpiDocument *a, const EpiDocument *b);
