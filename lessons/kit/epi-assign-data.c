/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-assign-private.h"

#include "kit/epi-dataset.h"
#include "kit/epi-entries.h"

#include <string.h>

/* ---- Data ---- */

EpiDocument *
epi_assign_data (const EpiLesson *lesson, const EpiDocument *document,
                 const char *id, GError **error)
{
  const EpiTableSpec *table = epi_lesson_table (lesson, NULL);

  if (table == NULL)
    return epi_assign_refuse (error, "the lesson %s takes no data", lesson->id);
  EpiData *data = epi_dataset_load (id, error);
  if (data == NULL)
    return NULL;
  EpiData *with = epi_data_with_default_roles (data, table);
  EpiDocument *document_with = epi_lesson_with_data (lesson, document, with);
  epi_data_unref (data);
  epi_data_unref (with);
  return document_with;
}

static char *
column_names (const EpiTable *table)
{
  GString *names = g_string_new (NULL);

  for (size_t j = 0; j < epi_table_cols (table) && j < 40; j++)
    g_string_append_printf (names, "%s%s", j > 0 ? ", " : "",
                            epi_table_name (table, j));
  if (epi_table_cols (table) > 40)
    g_string_append (names, ", …");
  return g_string_free (names, FALSE);
}

static bool
columns_fit (const EpiTable *table, const EpiRoleSpec *role, char **columns,
             GError **error)
{
  for (char **name = columns; *name != NULL; name++) {
    g_strstrip (*name);
    ptrdiff_t j = epi_table_find (table, *name);
    if (j < 0) {
      char *names = column_names (table);
      epi_assign_refuse (error, "there is no column “%s” for %s; there are: %s",
                         *name, role->role, names);
      g_free (names);
      return false;
    }
    if (!epi_role_takes (role, table, (size_t)j)) {
      epi_assign_refuse (
          error, "column “%s” for %s holds text, but numbers are needed", *name,
          role->role);
      return false;
    }
  }
  return true;
}

EpiDocument *
epi_assign_role (const EpiLesson *lesson, const EpiDocument *document,
                 const EpiRoleSpec *role, const char *value, GError **error)
{
  const EpiTableSpec *spec = epi_lesson_table (lesson, NULL);
  const EpiData *data = epi_document_data (document, spec->name);

  if (data == NULL)
    return epi_assign_refuse (
        error, "%s names columns, but there is no data yet", role->role);
  /* A column may have a comma in its name. */
  bool whole = epi_table_find (epi_data_table (data), value) >= 0;
  char **columns = g_strsplit (value, ",", whole ? 1 : -1);
  guint n = g_strv_length (columns);
  EpiDocument *with = NULL;
  if (!role->many && n != 1 && !(role->optional && n == 0))
    epi_assign_refuse (error, "%s takes one column, not %u", role->role, n);
  else if (columns_fit (epi_data_table (data), role, columns, error)) {
    EpiData *changed =
        epi_data_with_role (data, role->role, (const char *const *)columns);
    with = epi_lesson_with_data (lesson, document, changed);
    epi_data_unref (changed);
  }
  g_strfreev (columns);
  return with;
}

/* ---- Files ---- */

EpiDocument *
epi_assign_file (const EpiLesson *lesson, const EpiDocument *document,
                 const char *name, GError **error)
{
  EpiAttachment *file = epi_dataset_attachment (name, error);
  EpiDocument *with = NULL;

  if (file != NULL &&
      (lesson->accepts == NULL || lesson->accepts (file, error)))
    with = epi_document_with_attachment (document, EPI_OPENED, file);
  epi_attachment_unref (file);
  return with;
}

/* ---- Tables written in a line: F1=[1 0 / 0 1] ---- */

/* The columns of its roles, each one named like its role. */
static EpiData *
with_role_columns (EpiData *data, const EpiTableSpec *spec)
{
  for (const EpiRoleSpec *role = spec->roles; role->role != NULL; role++) {
    const char *const columns[] = {role->role, NULL};
    EpiData *with = epi_data_with_role (data, role->role, columns);
    epi_data_unref (data);
    data = with;
  }
  return data;
}

EpiDocument *
epi_assign_table (const EpiLesson *lesson, const EpiDocument *document,
                  const EpiTableSpec *spec, const char *value, GError **error)
{
  GPtrArray *names = g_ptr_array_new ();
  GError *why = NULL;
  EpiTable *table = NULL;
  size_t length = strlen (value);
  EpiDocument *with;

  for (const EpiRoleSpec *role = spec->roles; role->role != NULL; role++)
    g_ptr_array_add (names, (gpointer)role->role);
  if (length >= 2 && value[0] == '[' && value[length - 1] == ']') {
    char *inside = g_strndup (value + 1, length - 2);
    table = epi_entries_parse (
        inside, names->len > 0 ? (const char *const *)names->pdata : NULL,
        names->len, &why);
    g_free (inside);
  }
  g_ptr_array_unref (names);
  if (table == NULL) {
    with =
        epi_assign_refuse (error,
                           "%s is “%s”, but it must be rows of numbers such as "
                           "[1 2 / 3 4]%s%s",
                           spec->name, value, why != NULL ? ": " : "",
                           why != NULL ? why->message : "");
    g_clear_error (&why);
    return with;
  }
  EpiData *data =
      with_role_columns (epi_data_new (table, spec->label, "", NULL), spec);
  with = spec == lesson->tables
             ? epi_lesson_with_data (lesson, document, data)
             : epi_document_with_data (document, spec->name, data);
  epi_data_unref (data);
  epi_table_unref (table);
  return with;
}
