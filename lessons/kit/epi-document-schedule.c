/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-document-private.h"

#include <string.h>

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

/* Lines to drop: of that name, at k or later. */
typedef struct {
  const char *name;
  size_t k;
} Cut;

static bool
is_not_cut (const EpiEntry *entry, const void *data)
{
  const Cut *cut = data;

  return entry->k < cut->k || strcmp (entry->name, cut->name) != 0;
}

void
epi_document_cut_schedule (EpiDocument *document, const char *name, size_t k)
{
  epi_document_replace (
      &document->schedule,
      epi_map_filter (document->schedule, is_not_cut, &(Cut){name, k}));
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

  EpiDocument *result = epi_document_copy (document);
  if (last_scheduled (document, name) == NULL) {
    const EpiValue *first = epi_document_value (document, name);
    EpiEntry *line = epi_entry_new (0, name, first != NULL ? *first : before);
    epi_document_replace (&result->schedule,
                          epi_map_with (result->schedule, line));
  }
  epi_document_cut_schedule (result, name, k);
  const EpiEntry *held = last_scheduled (result, name);
  if (!epi_value_equal (held->value, value))
    epi_document_replace (
        &result->schedule,
        epi_map_with (result->schedule, epi_entry_new (k, name, value)));
  else if (held->k == 0) /* one value for the whole run: nothing to say */
    epi_document_cut_schedule (result, name, 0);
  epi_document_set_value (result, name, value);
  return result;
}

EpiDocument *
epi_document_with_lines (const EpiDocument *document, size_t n,
                         const EpiScheduled *lines)
{
  EpiDocument *result = epi_document_copy (document);
  EpiEntry **entries = g_new (EpiEntry *, n);

  for (size_t i = 0; i < n; i++)
    entries[i] = epi_entry_new (lines[i].k, lines[i].name, lines[i].value);
  epi_document_replace_all (&result->schedule, entries, n);
  return result;
}

EpiDocument *
epi_document_without_schedule (const EpiDocument *document)
{
  EpiDocument *result = epi_document_copy (document);

  epi_document_replace (&result->schedule, NULL);
  return result;
}
