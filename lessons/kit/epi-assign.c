/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-assign.h"

#include "core/epi-number.h"
#include "kit/epi-dataset.h"
#include "kit/epi-entries.h"

#include <math.h>
#include <string.h>

G_DEFINE_QUARK (epi - assign - error - quark, epi_assign_error)

/* ---- Sentences about what went wrong ---- */

static char *
known_keys (const EpiLesson *lesson)
{
  GString *keys = g_string_new (NULL);

  for (const EpiParam *p = lesson->params; p != NULL && p->name != NULL; p++)
    g_string_append_printf (keys, "%s, ", p->name);
  for (const EpiHandleSpec *h = lesson->handles; h != NULL && h->name != NULL;
       h++)
    if (h->table == NULL)
      g_string_append_printf (keys, "%s, ", h->name);
  if (epi_lesson_table (lesson, NULL) != NULL)
    for (const EpiRoleSpec *r = lesson->tables->roles; r->role != NULL; r++)
      g_string_append_printf (keys, "%s, ", r->role);
  if (lesson->opens != NULL)
    g_string_append (keys, "file, ");
  for (const EpiTableSpec *t = lesson->tables; t != NULL && t->name != NULL;
       t++)
    if (t->initial != NULL)
      g_string_append_printf (keys, "%s, ", t->name);
  return g_string_free (g_string_append (keys, "data, seed"), FALSE);
}

static EpiDocument *refuse (GError **error, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

static EpiDocument *
refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  char *message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, epi_assign_error_quark (), EPI_ASSIGN_ERROR_VALUE,
                       message);
  g_free (message);
  return NULL;
}

/* ---- Values ---- */

static EpiDocument *
assign_choice (const EpiDocument *document, const EpiParam *param,
               const char *value, GError **error)
{
  GString *names = g_string_new (NULL);
  EpiDocument *with = NULL;

  for (const EpiChoice *c = param->choices; c->name != NULL && with == NULL;
       c++) {
    if (strcmp (c->name, value) == 0)
      with =
          epi_document_with_value (document, param->name, epi_text (c->name));
    g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", c->name);
  }
  if (with == NULL)
    refuse (error, "%s is “%s”, but it must be one of %s", param->name, value,
            names->str);
  g_string_free (names, TRUE);
  return with;
}

static bool
parse_truth (const char *value, double *truth)
{
  static const char *const yes[] = {"true", "yes", "on", "1", NULL};
  static const char *const no[] = {"false", "no", "off", "0", NULL};

  *truth = g_strv_contains (yes, value);
  return *truth != 0 || g_strv_contains (no, value);
}

static EpiDocument *
assign_param (const EpiDocument *document, const EpiParam *param,
              const char *value, GError **error)
{
  double number;
  char low[EPI_NUMBER_SIZE], high[EPI_NUMBER_SIZE];

  if (param->kind == EPI_PARAM_CHOICE)
    return assign_choice (document, param, value, error);
  if (param->kind == EPI_PARAM_BOOL) {
    if (!parse_truth (value, &number))
      return refuse (error, "%s is “%s”, but it must be true or false",
                     param->name, value);
    return epi_document_with_value (document, param->name,
                                    epi_bool (number != 0));
  }
  epi_number_print (low, param->minimum);
  epi_number_print (high, param->maximum);
  if (!epi_number_parse (value, &number))
    return refuse (error, "%s is “%s”, but it must be a number from %s to %s",
                   param->name, value, low, high);
  if (!(number >= param->minimum && number <= param->maximum) ||
      (param->kind == EPI_PARAM_INTEGER && number != floor (number)))
    return refuse (
        error, "%s is %s, but it must be %s from %s to %s", param->name, value,
        param->kind == EPI_PARAM_INTEGER ? "a whole number" : "a number", low,
        high);
  return epi_document_with_value (document, param->name, epi_number (number));
}

static EpiDocument *
assign_handle (const EpiLesson *lesson, const EpiDocument *document,
               const EpiHandleSpec *handle, const char *value, GError **error)
{
  EpiPoint point;
  char *inside = g_strstrip (g_strdup (value));
  size_t length = strlen (inside);
  bool ok = false;

  if (length >= 2 && inside[0] == '(' && inside[length - 1] == ')') {
    inside[length - 1] = '\0';
    char **parts = g_strsplit (inside + 1, ",", 3);
    ok = g_strv_length (parts) == 2 && epi_number_parse (parts[0], &point.x) &&
         epi_number_parse (parts[1], &point.y) && isfinite (point.x) &&
         isfinite (point.y);
    g_strfreev (parts);
  }
  g_free (inside);
  if (!ok)
    return refuse (error, "%s is “%s”, but it must be a point such as (1, 2.5)",
                   handle->name, value);
  if (handle->move_to != NULL) { /* it stands for something else */
    EpiScene scene = {.lesson = lesson, .document = document};
    return epi_handle_move_to (handle, &scene, 0, point);
  }
  return epi_document_with_handle (document, handle->name, point);
}

static EpiDocument *
assign_seed (const EpiDocument *document, const char *value, GError **error)
{
  double seed;

  if (!epi_number_parse (value, &seed) || seed < 0 || seed != floor (seed) ||
      seed >= 9007199254740992.0)
    return refuse (error,
                   "seed is “%s”, but it must be a whole number from 0 to "
                   "9007199254740991",
                   value);
  return epi_document_with_seed (document, (guint64)seed);
}

/* ---- Data ---- */

static EpiDocument *
assign_data (const EpiLesson *lesson, const EpiDocument *document,
             const char *id, GError **error)
{
  const EpiTableSpec *table = epi_lesson_table (lesson, NULL);

  if (table == NULL)
    return refuse (error, "the lesson %s takes no data", lesson->id);
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
      refuse (error, "there is no column “%s” for %s; there are: %s", *name,
              role->role, names);
      g_free (names);
      return false;
    }
    if (!epi_role_takes (role, table, (size_t)j)) {
      refuse (error, "column “%s” for %s holds text, but numbers are needed",
              *name, role->role);
      return false;
    }
  }
  return true;
}

static EpiDocument *
assign_role (const EpiLesson *lesson, const EpiDocument *document,
             const EpiRoleSpec *role, const char *value, GError **error)
{
  const EpiTableSpec *spec = epi_lesson_table (lesson, NULL);
  const EpiData *data = epi_document_data (document, spec->name);

  if (data == NULL)
    return refuse (error, "%s names columns, but there is no data yet",
                   role->role);
  /* A column may have a comma in its name. */
  bool whole = epi_table_find (epi_data_table (data), value) >= 0;
  char **columns = g_strsplit (value, ",", whole ? 1 : -1);
  guint n = g_strv_length (columns);
  EpiDocument *with = NULL;
  if (!role->many && n != 1 && !(role->optional && n == 0))
    refuse (error, "%s takes one column, not %u", role->role, n);
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

static EpiDocument *
assign_file (const EpiLesson *lesson, const EpiDocument *document,
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

static EpiDocument *
assign_table (const EpiLesson *lesson, const EpiDocument *document,
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
    with = refuse (error,
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

/* ---- One assignment, and several ---- */

static EpiDocument *
assign_one (const EpiLesson *lesson, const EpiDocument *document,
            const char *key, const char *value, GError **error)
{
  const EpiParam *param = epi_lesson_param (lesson, key);

  if (param != NULL)
    return assign_param (document, param, value, error);
  for (const EpiHandleSpec *h = lesson->handles; h != NULL && h->name != NULL;
       h++)
    if (h->table == NULL && strcmp (h->name, key) == 0)
      return assign_handle (lesson, document, h, value, error);
  if (strcmp (key, "seed") == 0)
    return assign_seed (document, value, error);
  if (strcmp (key, "file") == 0 && lesson->opens != NULL)
    return assign_file (lesson, document, value, error);
  if (strcmp (key, "data") == 0)
    return assign_data (lesson, document, value, error);
  const EpiTableSpec *table = epi_lesson_table (lesson, key);
  if (table != NULL)
    return assign_table (lesson, document, table, value, error);
  if (epi_lesson_table (lesson, NULL) != NULL)
    for (const EpiRoleSpec *r = lesson->tables->roles; r->role != NULL; r++)
      if (strcmp (r->role, key) == 0)
        return assign_role (lesson, document, r, value, error);

  char *keys = known_keys (lesson);
  refuse (error, "there is nothing called “%s” in %s; there are: %s", key,
          lesson->id, keys);
  g_free (keys);
  return NULL;
}

EpiDocument *
epi_assign (const EpiLesson *lesson, const EpiDocument *document,
            const char *assignments, GError **error)
{
  EpiDocument *current = epi_document_ref (document);
  char **pairs = g_strsplit (assignments, ";", -1);

  for (char **pair = pairs; *pair != NULL && current != NULL; pair++) {
    g_strstrip (*pair);
    if (**pair == '\0')
      continue;
    char *equals = strchr (*pair, '=');
    EpiDocument *next = NULL;
    if (equals == NULL)
      refuse (error, "“%s” is no assignment; expected name=value", *pair);
    else {
      *equals = '\0';
      next = assign_one (lesson, current, g_strstrip (*pair),
                         g_strstrip (equals + 1), error);
    }
    epi_document_unref (current);
    current = next;
  }
  g_strfreev (pairs);
  return current;
}
