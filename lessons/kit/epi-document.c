/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-document.h"

#include "kit/epi-map.h"

#include <math.h>
#include <string.h>

struct EpiDocument {
  atomic_int refs;
  GRefString *lesson_id;
  GRefString *extra; /* or NULL */
  guint64 seed;
  EpiMap *values, *data, *handles, *attachments; /* by name */
  EpiMap *schedule;                              /* by (k, name) */
};

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

size_t
epi_document_n_scheduled (const EpiDocument *document)
{
  return epi_map_n (document->schedule);
}

EpiScheduled
epi_document_scheduled (const EpiDocument *document, size_t i)
{
  g_assert (i < epi_map_n (document->schedule));
  const EpiEntry *entry = document->schedule->entries[i];
  return (EpiScheduled){entry->k, entry->name, entry->value};
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

static EpiDocument *
copy (const EpiDocument *document)
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

/* *map := the new map, whose reference it takes over. */
static void
replace (EpiMap **map, EpiMap *by)
{
  epi_map_unref (*map);
  *map = by;
}

EpiDocument *
epi_document_with_seed (const EpiDocument *document, guint64 seed)
{
  EpiDocument *result = copy (document);

  g_assert (seed < EPI_SEED_LIMIT);
  result->seed = seed;
  return result;
}

EpiDocument *
epi_document_with_extra (const EpiDocument *document, const char *extra)
{
  EpiDocument *result = copy (document);

  if (result->extra != NULL)
    g_ref_string_release (result->extra);
  result->extra = extra != NULL ? g_ref_string_new (extra) : NULL;
  return result;
}

typedef struct { /* lines of the schedule to drop: of that name, at k or later
                  */
  const char *name;
  size_t k;
} Cut;

static bool
is_not_cut (const EpiEntry *entry, const void *data)
{
  const Cut *cut = data;

  return entry->k < cut->k || strcmp (entry->name, cut->name) != 0;
}

static void
cut_schedule (EpiDocument *document, const char *name, size_t k)
{
  replace (&document->schedule,
           epi_map_filter (document->schedule, is_not_cut, &(Cut){name, k}));
}

static void
set_value (EpiDocument *document, const char *name, EpiValue value)
{
  replace (&document->values,
           epi_map_with (document->values, epi_entry_new (0, name, value)));
}

EpiDocument *
epi_document_with_value (const EpiDocument *document, const char *name,
                         EpiValue value)
{
  EpiDocument *result = copy (document);

  cut_schedule (result, name, 0);
  set_value (result, name, value);
  return result;
}

EpiDocument *
epi_document_with_handle (const EpiDocument *document, const char *name,
                          EpiPoint point)
{
  EpiDocument *result = copy (document);
  EpiEntry *entry = epi_entry_new (0, name, epi_number (0));

  entry->point = point;
  replace (&result->handles, epi_map_with (result->handles, entry));
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
  EpiDocument *result = copy (document);

  if (data == NULL) {
    replace (&result->data,
             epi_map_filter (result->data, has_another_name, name));
  } else {
    EpiEntry *entry = epi_entry_new (0, name, epi_number (0));
    entry->data = epi_data_ref (data);
    replace (&result->data, epi_map_with (result->data, entry));
  }
  return result;
}

EpiDocument *
epi_document_with_attachment (const EpiDocument *document, const char *name,
                              const EpiAttachment *attachment)
{
  EpiDocument *result = copy (document);

  if (attachment == NULL) {
    replace (&result->attachments,
             epi_map_filter (result->attachments, has_another_name, name));
  } else {
    EpiEntry *entry = epi_entry_new (0, name, epi_number (0));
    entry->attachment = epi_attachment_ref (attachment);
    replace (&result->attachments, epi_map_with (result->attachments, entry));
  }
  return result;
}

/* The last line of the schedule for that name, or NULL. */
static const EpiEntry *
last_scheduled (const EpiDocument *document, const char *name)
{
  for (size_t i = epi_map_n (document->schedule); i-- > 0;) {
    if (strcmp (document->schedule->entries[i]->name, name) == 0)
      return document->schedule->entries[i];
  }
  return NULL;
}

EpiDocument *
epi_document_with_scheduled (const EpiDocument *document, size_t k,
                             const char *name, EpiValue value, EpiValue before)
{
  if (k == 0)
    return epi_document_with_value (document, name, value);

  EpiDocument *result = copy (document);
  if (last_scheduled (document, name) == NULL) {
    const EpiValue *first = epi_document_value (document, name);
    EpiEntry *line = epi_entry_new (0, name, first != NULL ? *first : before);
    replace (&result->schedule, epi_map_with (result->schedule, line));
  }
  cut_schedule (result, name, k);
  const EpiEntry *held = last_scheduled (result, name);
  if (!epi_value_equal (held->value, value))
    replace (&result->schedule,
             epi_map_with (result->schedule, epi_entry_new (k, name, value)));
  else if (held->k == 0) /* one value for the whole run: nothing to say */
    cut_schedule (result, name, 0);
  set_value (result, name, value);
  return result;
}

/* Adds n entries, which it takes. */
static void
replace_all (EpiMap **map, EpiEntry **entries, size_t n)
{
  replace (map, epi_map_with_all (*map, entries, n));
  g_free (entries);
}

EpiDocument *
epi_document_with_values (const EpiDocument *document, size_t n,
                          const char *const *names, const EpiValue *values)
{
  EpiDocument *result = copy (document);
  EpiEntry **entries = g_new (EpiEntry *, n);

  for (size_t i = 0; i < n; i++) {
    entries[i] = epi_entry_new (0, names[i], values[i]);
    cut_schedule (result, names[i], 0);
  }
  replace_all (&result->values, entries, n);
  return result;
}

EpiDocument *
epi_document_with_handles (const EpiDocument *document, size_t n,
                           const char *const *names, const EpiPoint *points)
{
  EpiDocument *result = copy (document);
  EpiEntry **entries = g_new (EpiEntry *, n);

  for (size_t i = 0; i < n; i++) {
    entries[i] = epi_entry_new (0, names[i], epi_number (0));
    entries[i]->point = points[i];
  }
  replace_all (&result->handles, entries, n);
  return result;
}

EpiDocument *
epi_document_with_lines (const EpiDocument *document, size_t n,
                         const EpiScheduled *lines)
{
  EpiDocument *result = copy (document);
  EpiEntry **entries = g_new (EpiEntry *, n);

  for (size_t i = 0; i < n; i++)
    entries[i] = epi_entry_new (lines[i].k, lines[i].name, lines[i].value);
  replace_all (&result->schedule, entries, n);
  return result;
}

EpiDocument *
epi_document_without_schedule (const EpiDocument *document)
{
  EpiDocument *result = copy (document);

  replace (&result->schedule, NULL);
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
