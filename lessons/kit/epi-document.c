/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-document-private.h"

#include <math.h>
#include <string.h>

bool
epi_value_equal (EpiValue a, EpiValue b)
{
  if (a.kind != b.kind)
    return false;
  if (a.kind == EPI_VALUE_TEXT)
    return g_strcmp0 (a.text, b.text) == 0;
  return a.number == b.number || (isnan (a.number) && isnan (b.number));
}

EpiDocument *
epi_document_new (const char *lesson_id, guint64 seed)
{
  EpiDocument *document = g_new0 (EpiDocument, 1);

  g_assert (seed < EPI_SEED_LIMIT);
  atomic_init (&document->refs, 1);
  document->lesson_id = g_ref_string_new (lesson_id);
  document->seed = seed;
  return document;
}

EpiDocument *
epi_document_ref (const EpiDocument *document)
{
  EpiDocument *self = (EpiDocument *)document;

  atomic_fetch_add_explicit (&self->refs, 1, memory_order_relaxed);
  return self;
}

void
epi_document_unref (const EpiDocument *document)
{
  EpiDocument *self = (EpiDocument *)document;

  if (self == NULL ||
      atomic_fetch_sub_explicit (&self->refs, 1, memory_order_acq_rel) != 1)
    return;
  g_ref_string_release (self->lesson_id);
  if (self->extra != NULL)
    g_ref_string_release (self->extra);
  epi_map_unref (self->values);
  epi_map_unref (self->data);
  epi_map_unref (self->handles);
  epi_map_unref (self->attachments);
  epi_map_unref (self->schedule);
  g_free (self);
}

const char *
epi_document_lesson_id (const EpiDocument *document)
{
  return document->lesson_id;
}

const char *
epi_document_extra (const EpiDocument *document)
{
  return document->extra;
}

guint64
epi_document_seed (const EpiDocument *document)
{
  return document->seed;
}

const EpiValue *
epi_document_value (const EpiDocument *document, const char *name)
{
  const EpiEntry *entry = epi_map_find (document->values, 0, name);

  return entry != NULL ? &entry->value : NULL;
}

const EpiData *
epi_document_data (const EpiDocument *document, const char *name)
{
  const EpiEntry *entry = epi_map_find (document->data, 0, name);

  return entry != NULL ? entry->data : NULL;
}

bool
epi_document_handle (const EpiDocument *document, const char *name,
                     EpiPoint *point)
{
  const EpiEntry *entry = epi_map_find (document->handles, 0, name);

  if (entry != NULL)
    *point = entry->point;
  return entry != NULL;
}

const EpiAttachment *
epi_document_attachment (const EpiDocument *document, const char *name)
{
  const EpiEntry *entry = epi_map_find (document->attachments, 0, name);

  return entry != NULL ? entry->attachment : NULL;
}

const char **
epi_document_value_names (const EpiDocument *document)
{
  return epi_map_names (document->values);
}

const char **
epi_document_data_names (const EpiDocument *document)
{
  return epi_map_names (document->data);
}

const char **
epi_document_handle_names (const EpiDocument *document)
{
  return epi_map_names (document->handles);
}

const char **
epi_document_attachment_names (const EpiDocument *document)
{
  return epi_map_names (document->attachments);
}

EpiDocument *
epi_document_copy (const EpiDocument *document)
{
  EpiDocument *result = g_new0 (EpiDocument, 1);

  atomic_init (&result->refs, 1);
  result->lesson_id = g_ref_string_acquire (document->lesson_id);
  result->extra =
      document->extra != NULL ? g_ref_string_acquire (document->extra) : NULL;
  result->seed = document->seed;
  result->values = epi_map_ref (document->values);
  result->data = epi_map_ref (document->data);
  result->handles = epi_map_ref (document->handles);
  result->attachments = epi_map_ref (document->attachments);
  result->schedule = epi_map_ref (document->schedule);
  return result;
}

void
epi_document_replace (EpiMap **map, EpiMap *by)
{
  epi_map_unref (*map);
  *map = by;
}

EpiDocument *
epi_document_with_seed (const EpiDocument *document, guint64 seed)
{
  EpiDocument *result = epi_document_copy (document);

  g_assert (seed < EPI_SEED_LIMIT);
  result->seed = seed;
  return result;
}

EpiDocument *
epi_document_with_extra (const EpiDocument *document, const char *extra)
{
  EpiDocument *result = epi_document_copy (document);

  if (result->extra != NULL)
    g_ref_string_release (result->extra);
  result->extra = extra != NULL ? g_ref_string_new (extra) : NULL;
  return result;
}

void
epi_document_set_value (EpiDocument *document, const char *name, EpiValue value)
{
  epi_document_replace (
      &document->values,
      epi_map_with (document->values, epi_entry_new (0, name, value)));
}

EpiDocument *
epi_document_with_value (const EpiDocument *document, const char *name,
                         EpiValue value)
{
  EpiDocument *result = epi_document_copy (document);

  epi_document_cut_schedule (result, name, 0);
  epi_document_set_value (result, name, value);
  return result;
}

EpiDocument *
epi_document_with_handle (const EpiDocument *document, const char *name,
                          EpiPoint point)
{
  EpiDocument *result = epi_document_copy (document);
  EpiEntry *entry = epi_entry_new (0, name, epi_number (0));

  entry->point = point;
  epi_document_replace (&result->handles,
                        epi_map_with (result->handles, entry));
  return result;
}

static bool
has_another_name (const EpiEntry *entry, const void *name)
{
  return strcmp (entry->name, name) != 0;
}

EpiDocument *
epi_document_with_data (const EpiDocument *document, const char *name,
                        const EpiData *data)
{
  EpiDocument *result = epi_document_copy (document);

  if (data == NULL) {
    epi_document_replace (
        &result->data, epi_map_filter (result->data, has_another_name, name));
  } else {
    EpiEntry *entry = epi_entry_new (0, name, epi_number (0));
    entry->data = epi_data_ref (data);
    epi_document_replace (&result->data, epi_map_with (result->data, entry));
  }
  return result;
}

EpiDocument *
epi_document_with_attachment (const EpiDocument *document, const char *name,
                              const EpiAttachment *attachment)
{
  EpiDocument *result = epi_document_copy (document);

  if (attachment == NULL) {
    epi_document_replace (
        &result->attachments,
        epi_map_filter (result->attachments, has_another_name, name));
  } else {
    EpiEntry *entry = epi_entry_new (0, name, epi_number (0));
    entry->attachment = epi_attachment_ref (attachment);
    epi_document_replace (&result->attachments,
                          epi_map_with (result->attachments, entry));
  }
  return result;
}

void
epi_document_replace_all (EpiMap **map, EpiEntry **entries, size_t n)
{
  epi_document_replace (map, epi_map_with_all (*map, entries, n));
  g_free (entries);
}

EpiDocument *
epi_document_with_values (const EpiDocument *document, size_t n,
                          const char *const *names, const EpiValue *values)
{
  EpiDocument *result = epi_document_copy (document);
  EpiEntry **entries = g_new (EpiEntry *, n);

  for (size_t i = 0; i < n; i++) {
    entries[i] = epi_entry_new (0, names[i], values[i]);
    epi_document_cut_schedule (result, names[i], 0);
  }
  epi_document_replace_all (&result->values, entries, n);
  return result;
}

EpiDocument *
epi_document_with_handles (const EpiDocument *document, size_t n,
                           const char *const *names, const EpiPoint *points)
{
  EpiDocument *result = epi_document_copy (document);
  EpiEntry **entries = g_new (EpiEntry *, n);

  for (size_t i = 0; i < n; i++) {
    entries[i] = epi_entry_new (0, names[i], epi_number (0));
    entries[i]->point = points[i];
  }
  epi_document_replace_all (&result->handles, entries, n);
  return result;
}

bool
epi_document_equal (const EpiDocument *a, const EpiDocument *b)
{
  return a == b ||
         (a->seed == b->seed && strcmp (a->lesson_id, b->lesson_id) == 0 &&
          g_strcmp0 (a->extra, b->extra) == 0 &&
          epi_map_equal (a->values, b->values) &&
          epi_map_equal (a->handles, b->handles) &&
          epi_map_equal (a->schedule, b->schedule) &&
          epi_map_equal (a->data, b->data) &&
          epi_map_equal (a->attachments, b->attachments));
}
