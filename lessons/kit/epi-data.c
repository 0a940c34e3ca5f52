/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-map.h"

#include <string.h>

struct EpiData {
  atomic_int refs;
  const EpiTable *table; /* owned */
  char *title, *source;
  char *credit;  /* or NULL */
  char *extra;   /* or NULL */
  EpiMap *roles; /* role -> list of column names */
  bool standardised;
};

EpiData *
epi_data_new (const EpiTable *table, const char *title, const char *source,
              const char *credit)
{
  EpiData *data = g_new0 (EpiData, 1);

  g_assert (table != NULL);
  atomic_init (&data->refs, 1);
  data->table = epi_table_ref (table);
  data->title = g_strdup (title != NULL ? title : "");
  data->source = g_strdup (source != NULL ? source : "");
  data->credit = g_strdup (credit);
  return data;
}

EpiData *
epi_data_ref (const EpiData *data)
{
  EpiData *self = (EpiData *)data;

  atomic_fetch_add_explicit (&self->refs, 1, memory_order_relaxed);
  return self;
}

void
epi_data_unref (const EpiData *data)
{
  EpiData *self = (EpiData *)data;

  if (self == NULL ||
      atomic_fetch_sub_explicit (&self->refs, 1, memory_order_acq_rel) != 1)
    return;
  epi_table_unref (self->table);
  g_free (self->title);
  g_free (self->source);
  g_free (self->credit);
  g_free (self->extra);
  epi_map_unref (self->roles);
  g_free (self);
}

const EpiTable *
epi_data_table (const EpiData *data)
{
  return data->table;
}

const char *
epi_data_title (const EpiData *data)
{
  return data->title;
}

const char *
epi_data_source (const EpiData *data)
{
  return data->source;
}

const char *
epi_data_credit (const EpiData *data)
{
  return data->credit;
}

const char *
epi_data_extra (const EpiData *data)
{
  return data->extra;
}

const char *const *
epi_data_role (const EpiData *data, const char *role)
{
  static const char *const nothing[] = {NULL};
  const EpiEntry *entry = epi_map_find (data->roles, 0, role);

  return entry != NULL ? (const char *const *)entry->list : nothing;
}

const char **
epi_data_role_names (const EpiData *data)
{
  return epi_map_names (data->roles);
}

ptrdiff_t
epi_data_column (const EpiData *data, const char *role, size_t i)
{
  const char *const *columns = epi_data_role (data, role);

  for (size_t at = 0; columns[at] != NULL; at++) {
    if (at == i)
      return epi_table_find (data->table, columns[at]);
  }
  return -1;
}

bool
epi_data_standardised (const EpiData *data)
{
  return data->standardised;
}

static EpiData *
copy (const EpiData *data, const EpiTable *table)
{
  EpiData *result =
      epi_data_new (table, data->title, data->source, data->credit);

  result->extra = g_strdup (data->extra);
  result->roles = epi_map_ref (data->roles);
  result->standardised = data->standardised;
  return result;
}

EpiData *
epi_data_with_table (const EpiData *data, const EpiTable *table)
{
  return copy (data, table);
}

static bool
has_another_name (const EpiEntry *entry, const void *name)
{
  return strcmp (entry->name, name) != 0;
}

EpiData *
epi_data_with_role (const EpiData *data, const char *role,
                    const char *const *columns)
{
  EpiData *result = copy (data, data->table);

  epi_map_unref (result->roles);
  if (columns == NULL || columns[0] == NULL) {
    result->roles = epi_map_filter (data->roles, has_another_name, role);
  } else {
    EpiEntry *entry = epi_entry_new (0, role, epi_number (0));
    entry->list = g_strdupv ((char **)columns);
    result->roles = epi_map_with (data->roles, entry);
  }
  return result;
}

EpiData *
epi_data_with_standardised (const EpiData *data, bool standardised)
{
  EpiData *result = copy (data, data->table);

  result->standardised = standardised;
  return result;
}

EpiData *
epi_data_with_extra (const EpiData *data, const char *extra)
{
  EpiData *result = copy (data, data->table);

  g_free (result->extra);
  result->extra = g_strdup (extra);
  return result;
}

bool
epi_data_equal (const EpiData *a, const EpiData *b)
{
  if (a == b)
    return true;
  if (a == NULL || b == NULL)
    return false;
  return a->standardised == b->standardised &&
         strcmp (a->title, b->title) == 0 &&
         strcmp (a->source, b->source) == 0 &&
         g_strcmp0 (a->credit, b->credit) == 0 &&
         g_strcmp0 (a->extra, b->extra) == 0 &&
         epi_map_equal (a->roles, b->roles) &&
         epi_table_equal (a->table, b->table);
}
