/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-dataset.h"

#include "data/epi-catalogue.h"
#include "kit/epi-document-json.h"

#include <string.h>

/* The data with the columns of that role, if there are any.  Takes data. */
static EpiData *
with_suggestion (EpiData *data, const char *role, const char *const *columns)
{
  if (*columns == NULL)
    return data;
  EpiData *with = epi_data_with_role (data, role, columns);
  epi_data_unref (data);
  return with;
}

EpiData *
epi_dataset_load (const char *id, GError **error)
{
  EpiCatalogue *catalogue = epi_catalogue_open (error);
  const EpiDataset *set = NULL;
  EpiTable *table = NULL;
  EpiData *data = NULL;

  if (catalogue != NULL)
    set = epi_catalogue_find (catalogue, id, error);
  if (set != NULL && epi_catalogue_load (catalogue, set, &table, error)) {
    data = epi_data_new (table, set->title, set->id, set->credit);
    data = with_suggestion (data, "x", set->x);
    data = with_suggestion (data, "y", set->y);
    epi_table_unref (table);
  }
  epi_catalogue_free (catalogue);
  return data;
}

EpiAttachment *
epi_dataset_attachment (const char *file, GError **error)
{
  bool name = file[0] != '.' && strchr (file, '/') == NULL;
  char *path = name ? epi_catalogue_file ("programs", file) : NULL;

  if (path == NULL) {
    g_set_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_UNKNOWN,
                 "no file “%s” comes with Epigraph", file);
    return NULL;
  }
  EpiAttachment *attachment = epi_attachment_load (path, error);
  g_free (path);
  return attachment;
}

/* ---- Roles ---- */

/* What somebody called "x" is meant for it. */
static ptrdiff_t
column_called (const EpiTable *table, const EpiRoleSpec *role)
{
  ptrdiff_t column = epi_table_find (table, role->role);
  bool fits = column >= 0 &&
              (role->text ||
               epi_table_kind (table, (size_t)column) == EPI_COLUMN_NUMBER);

  return fits ? column : -1;
}

/* A number column that is not called as another role. */
static bool
is_free (const EpiTable *table, size_t j, const EpiRoleSpec *roles)
{
  if (epi_table_kind (table, j) != EPI_COLUMN_NUMBER)
    return false;
  for (const EpiRoleSpec *role = roles; role->role != NULL; role++)
    if (column_called (table, role) == (ptrdiff_t)j)
      return false;
  return true;
}

static ptrdiff_t
next_number_column (const EpiTable *table, const EpiRoleSpec *roles,
                    size_t from)
{
  for (size_t j = from; j < epi_table_cols (table); j++)
    if (is_free (table, j, roles))
      return (ptrdiff_t)j;
  return -1;
}

static ptrdiff_t
last_number_column (const EpiTable *table, const EpiRoleSpec *roles)
{
  for (size_t j = epi_table_cols (table); j > 0; j--)
    if (is_free (table, j - 1, roles))
      return (ptrdiff_t)(j - 1);
  return -1;
}

static ptrdiff_t
first_text_column (const EpiTable *table)
{
  for (size_t j = 0; j < epi_table_cols (table); j++)
    if (epi_table_kind (table, j) == EPI_COLUMN_TEXT)
      return (ptrdiff_t)j;
  return -1;
}

static EpiData *
with_column (EpiData *data, const char *role, ptrdiff_t column)
{
  const char *columns[] = {
      epi_table_name (epi_data_table (data), (size_t)column), NULL};
  EpiData *with = epi_data_with_role (data, role, columns);

  epi_data_unref (data);
  return with;
}

EpiData *
epi_data_with_default_roles (const EpiData *data, const EpiTableSpec *table)
{
  EpiData *with = epi_data_ref (data);
  const EpiRoleSpec *last = NULL;
  ptrdiff_t column = -1, text = first_text_column (epi_data_table (data));

  size_t needed = 0;

  for (const EpiRoleSpec *role = table->roles; role->role != NULL; role++)
    if (!role->optional && !(role->text && text >= 0)) {
      last = role;
      needed++;
    }
  for (const EpiRoleSpec *role = table->roles; role->role != NULL; role++) {
    ptrdiff_t called = column_called (epi_data_table (data), role);
    if (*epi_data_role (data, role->role) != NULL)
      continue;
    if (called >= 0) {
      with = with_column (with, role->role, called);
      continue;
    }
    if (role->optional)
      continue;
    if (role->text && text >= 0) {
      with = with_column (with, role->role, text);
      continue;
    }
    column = role == last && needed > 1
                 ? last_number_column (epi_data_table (data), table->roles)
                 : next_number_column (epi_data_table (data), table->roles,
                                       (size_t)(column + 1));
    if (column >= 0)
      with = with_column (with, role->role, column);
  }
  return with;
}
