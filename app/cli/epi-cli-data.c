/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/epi-cli-data.h"

#include "data/epi-csv.h"
#include "kit/epi-dataset.h"

#include <string.h>

/* ---- Roles ---- */

static char *
column_names (const EpiTable *table)
{
  GString *names = g_string_new (NULL);
  size_t n = epi_table_cols (table);

  for (size_t j = 0; j < n && j < 20; j++)
    g_string_append_printf (names, "%s%s", j > 0 ? ", " : "",
                            epi_table_name (table, j));
  if (n > 20)
    g_string_append_printf (names, ", … (%zu)", n);
  return g_string_free (names, FALSE);
}

static const EpiRoleSpec *
find_role (const EpiTableSpec *spec, const char *name)
{
  for (const EpiRoleSpec *role = spec->roles; role->role != NULL; role++)
    if (strcmp (role->role, name) == 0)
      return role;
  return NULL;
}

static bool
check_column (const EpiData *data, const EpiRoleSpec *role, const char *name)
{
  const EpiTable *table = epi_data_table (data);
  ptrdiff_t column = epi_table_find (table, name);

  if (column < 0) {
    char *names = column_names (table);
    epi_cli_refuse ("%s has no column “%s”; there are: %s",
                    epi_data_title (data), name, names);
    g_free (names);
    return false;
  }
  if (!epi_role_takes (role, table, (size_t)column)) {
    epi_cli_refuse ("%s needs a column of numbers, and “%s” is text",
                    role->role, name);
    return false;
  }
  return true;
}

/* Gives the columns (GPtrArray of char *) the role. */
static bool
set_role (EpiData **data, const EpiTableSpec *spec, const char *name,
          const GPtrArray *columns)
{
  const EpiRoleSpec *role = find_role (spec, name);

  if (role == NULL) {
    GString *names = g_string_new (NULL);
    for (const EpiRoleSpec *r = spec->roles; r->role != NULL; r++)
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                              r->role);
    epi_cli_refuse ("the table %s has no role “%s”; there are: %s", spec->name,
                    name, names->str);
    g_string_free (names, TRUE);
    return false;
  }
  if (columns->len > 1 && !role->many) {
    epi_cli_refuse ("%s is one column, and %u were given", name, columns->len);
    return false;
  }
  for (guint i = 0; i < columns->len; i++)
    if (!check_column (*data, role, columns->pdata[i]))
      return false;
  const char **list = g_new0 (const char *, columns->len + 1);
  for (guint i = 0; i < columns->len; i++)
    list[i] = columns->pdata[i];
  EpiData *edited = epi_data_with_role (*data, name, list);
  epi_data_unref (*data);
  *data = edited;
  g_free (list);
  return true;
}

/* --role ROLE=COLUMN, of which several may name one role. */
static bool
set_other_roles (EpiData **data, const EpiTableSpec *spec,
                 const GPtrArray *roles)
{
  bool good = true;

  for (guint i = 0; i < roles->len && good; i++) {
    const char *text = roles->pdata[i], *equals = strchr (text, '=');
    if (equals == NULL) {
      epi_cli_refuse ("--role is ROLE=COLUMN, and “%s” has no =", text);
      return false;
    }
    char *name = g_strndup (text, (size_t)(equals - text));
    GPtrArray *columns = g_ptr_array_new ();
    for (guint j = 0; j < roles->len; j++) {
      const char *other = roles->pdata[j];
      if (g_str_has_prefix (other, name) && other[strlen (name)] == '=')
        g_ptr_array_add (columns, (void *)(other + strlen (name) + 1));
    }
    good = set_role (data, spec, name, columns);
    g_ptr_array_unref (columns);
    g_free (name);
  }
  return good;
}

static bool
has_column_for (const EpiTable *table, const EpiRoleSpec *role)
{
  for (size_t j = 0; j < epi_table_cols (table); j++)
    if (epi_role_takes (role, table, j))
      return true;
  return false;
}

/* What the table needs and nobody named. */
static bool
check_roles (const EpiData *data, const EpiTableSpec *spec, const char *path)
{
  for (const EpiRoleSpec *role = spec->roles; role->role != NULL; role++)
    if (!role->optional && epi_data_role (data, role->role)[0] == NULL) {
      char *names = column_names (epi_data_table (data));
      bool short_name =
          strcmp (role->role, "x") == 0 || strcmp (role->role, "y") == 0;
      if (!has_column_for (epi_data_table (data), role))
        epi_cli_refuse ("%s: %s needs a column of numbers, and all are text: "
                        "%s",
                        path, role->role, names);
      else
        epi_cli_refuse ("%s: which column is %s? Say %s%s%s; there are: %s",
                        path, role->role, short_name ? "--" : "--role ",
                        role->role, short_name ? " COLUMN" : "=COLUMN", names);
      g_free (names);
      return false;
    }
  return true;
}

static bool
set_roles (EpiData **data, const EpiTableSpec *spec,
           const EpiCliOptions *options)
{
  return (options->x->len == 0 || set_role (data, spec, "x", options->x)) &&
         (options->y->len == 0 || set_role (data, spec, "y", options->y)) &&
         set_other_roles (data, spec, options->role);
}

/* ---- Reading ---- */

/* Columns that are to be of numbers are read as such, so that a text among
 * them is an error with its line, and not a column of text. */
static EpiCsvKind *
wished_kinds (const EpiCsvPreview *preview, const EpiTableSpec *spec,
              const EpiCliOptions *options)
{
  EpiCsvKind *kinds = g_new0 (EpiCsvKind, preview->cols);
  const struct {
    const char *role;
    const GPtrArray *columns;
  } lists[] = {{"x", options->x}, {"y", options->y}};

  for (size_t i = 0; i < G_N_ELEMENTS (lists); i++) {
    const EpiRoleSpec *role = find_role (spec, lists[i].role);
    if (role == NULL || role->text)
      continue;
    for (guint k = 0; k < lists[i].columns->len; k++)
      for (size_t j = 0; j < preview->cols; j++)
        if (strcmp (preview->names[j], lists[i].columns->pdata[k]) == 0)
          kinds[j] = EPI_CSV_KIND_NUMBER;
  }
  return kinds;
}

static EpiData *
read_data (const EpiCliOptions *options, const EpiTableSpec *spec,
           const EpiCancel *cancel)
{
  GError *error = NULL;
  EpiTable *table = NULL;
  EpiCsvPreview *preview = epi_csv_sniff_file (options->data, NULL, 1, &error);

  if (preview == NULL) {
    epi_cli_refuse_error (error);
    return NULL;
  }
  EpiCsvKind *kinds = wished_kinds (preview, spec, options);
  EpiCsvJob job = {.options = preview->options,
                   .kinds = kinds,
                   .cancel = cancel,
                   .warnings = g_ptr_array_new_with_free_func (g_free)};
  bool good = epi_csv_read (options->data, &job, &table, &error);
  for (guint i = 0; i < job.warnings->len; i++)
    epi_cli_tell ("%s", (const char *)job.warnings->pdata[i]);
  if (!good)
    epi_cli_refuse_error (error);
  g_ptr_array_unref (job.warnings);
  g_free (kinds);
  epi_csv_preview_free (preview);
  if (!good)
    return NULL;
  char *title = g_path_get_basename (options->data);
  EpiData *data = epi_data_new (table, title, options->data, NULL);
  epi_table_unref (table);
  g_free (title);
  return data;
}

/* ---- Both ---- */

/* Nobody named a column: the usual ones, and which is told. */
static EpiData *
with_usual_roles (EpiData *data, const EpiTableSpec *spec, const char *path)
{
  EpiData *with = epi_data_with_default_roles (data, spec);
  GString *told = g_string_new (NULL);

  for (const EpiRoleSpec *role = spec->roles; role->role != NULL; role++) {
    const char *column = epi_data_role (with, role->role)[0];
    if (column != NULL)
      g_string_append_printf (told, "%s%s is %s", told->len > 0 ? ", " : "",
                              role->role, column);
  }
  if (told->len > 0)
    epi_cli_tell ("%s: %s", path, told->str);
  g_string_free (told, TRUE);
  epi_data_unref (data);
  return with;
}

/* The table that the options speak about, before its roles are set. */
static EpiData *
chosen_data (const EpiCliOptions *options, const EpiTableSpec *spec,
             const EpiDocument *document, const EpiCancel *cancel)
{
  if (options->data != NULL)
    return read_data (options, spec, cancel);
  const EpiData *data = epi_document_data (document, spec->name);
  if (data == NULL) {
    epi_cli_refuse ("there is no table whose columns could be chosen");
    return NULL;
  }
  return epi_data_ref (data);
}

bool
epi_cli_set_data (const EpiCliOptions *options, const EpiLesson *lesson,
                  EpiDocument **document, const EpiCancel *cancel)
{
  bool named = options->x->len + options->y->len + options->role->len > 0;
  const EpiTableSpec *spec = lesson->tables;

  if (options->data == NULL && !named)
    return true;
  if (spec == NULL || spec->name == NULL) {
    epi_cli_refuse ("the lesson %s has no table for data", lesson->id);
    return false;
  }
  EpiData *data = chosen_data (options, spec, *document, cancel);
  bool good = data != NULL && set_roles (&data, spec, options);
  if (good && !named)
    data = with_usual_roles (data, spec, options->data);
  if (good && options->data != NULL)
    good = check_roles (data, spec, options->data);
  if (good) {
    EpiDocument *edited = epi_lesson_with_data (lesson, *document, data);
    epi_document_unref (*document);
    *document = edited;
  }
  epi_data_unref (data);
  return good;
}
