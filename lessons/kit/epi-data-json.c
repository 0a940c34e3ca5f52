/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-data-json.h"

#include "core/epi-alloc.h"
#include "kit/epi-json-column.h"
#include "core/epi-json-text.h"
#include "kit/epi-table-json.h"

#include <string.h>

#define MAX_ROLES 1000

static const char *const data_fields[] = {
    "title", "source", "credit", "standardised", "roles", "table", NULL};

json_t *
epi_json_unknown (const json_t *object, const char *const *known)
{
  json_t *unknown = NULL, *value;
  const char *key;

  json_object_foreach ((json_t *)object, key, value)
  {
    if (g_strv_contains (known, key))
      continue;
    if (unknown == NULL)
      unknown = json_object ();
    json_object_set (unknown, key, value);
  }
  return unknown;
}

char *
epi_json_extra (json_t *value)
{
  if (value == NULL)
    return NULL;
  GString *text = g_string_new (NULL);
  epi_json_append (text, value, 0);
  json_decref (value);
  return g_string_free (text, FALSE);
}

static json_t *
roles_to_json (const EpiData *data)
{
  const char **names = epi_data_role_names (data);
  json_t *roles = json_object ();

  for (size_t i = 0; names[i] != NULL; i++) {
    json_t *list = json_array ();
    for (const char *const *column = epi_data_role (data, names[i]);
         *column != NULL; column++)
      json_array_append_new (list, json_string (*column));
    json_object_set_new (roles, names[i], list);
  }
  g_free (names);
  return roles;
}

json_t *
epi_data_to_json (const EpiData *data)
{
  const char *extra_text = epi_data_extra (data);
  json_t *extra = extra_text != NULL
                      ? json_loads (extra_text, JSON_DECODE_ANY, NULL)
                      : NULL;
  json_t *table = epi_table_to_json (epi_data_table (data), extra);

  if (table == NULL) {
    json_decref (extra);
    return NULL;
  }
  json_t *root = json_object ();
  json_object_set_new (root, "title", json_string (epi_data_title (data)));
  json_object_set_new (root, "source", json_string (epi_data_source (data)));
  if (epi_data_credit (data) != NULL)
    json_object_set_new (root, "credit", json_string (epi_data_credit (data)));
  if (epi_data_standardised (data))
    json_object_set_new (root, "standardised", json_true ());
  json_object_set_new (root, "roles", roles_to_json (data));
  json_object_set_new (root, "table", table);
  json_object_update_missing (root, json_object_get (extra, "fields"));
  json_decref (extra);
  return root;
}

/* The text in that field; "" (or NULL, if it may be absent) when it is not
 * there. */
static bool
get_text (const json_t *root, const char *field, const char *name,
          const char **text, GError **error)
{
  const json_t *value = json_object_get (root, field);

  if (value != NULL && !json_is_string (value)) {
    g_set_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_SYNTAX,
                 "data “%.60s”, %s: found %s, expected a text", name, field,
                 epi_json_kind (value));
    return false;
  }
  *text = json_string_value (value);
  return true;
}

/* The columns of one role; NULL with error. */
static char **
get_role (const json_t *list, const char *name, const char *role,
          GError **error)
{
  GPtrArray *columns = g_ptr_array_new_with_free_func (g_free);
  bool good = json_is_array (list);

  for (size_t i = 0; good && i < json_array_size (list); i++) {
    const char *column = json_string_value (json_array_get (list, i));
    good = column != NULL;
    g_ptr_array_add (columns, g_strdup (column));
  }
  g_ptr_array_add (columns, NULL);
  if (good)
    return (char **)g_ptr_array_free (columns, FALSE);
  g_set_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_SYNTAX,
               "data “%.60s”, role “%.60s”: expected a list of column names",
               name, role);
  g_ptr_array_unref (columns);
  return NULL;
}

/* data with the roles; takes over data.  NULL with error. */
static EpiData *
with_roles (EpiData *data, const json_t *roles, const char *name,
            GError **error)
{
  const char *role;
  json_t *list;

  if (roles == NULL)
    return data;
  if (!json_is_object (roles) || json_object_size (roles) > MAX_ROLES) {
    g_set_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_SYNTAX,
                 "data “%.60s”, roles: expected an object of at most %d roles",
                 name, MAX_ROLES);
    epi_data_unref (data);
    return NULL;
  }
  json_object_foreach ((json_t *)roles, role, list)
  {
    char **columns = get_role (list, name, role, error);
    EpiData *next =
        columns != NULL
            ? epi_data_with_role (data, role, (const char *const *)columns)
            : NULL;
    g_strfreev (columns);
    epi_data_unref (data);
    data = next;
    if (data == NULL)
      return NULL;
  }
  return data;
}

/* What the file says and we do not know: {"fields": …, "table": …,
 * "columns": {name: …}}, or NULL. */
static char *
collect_extra (const json_t *root)
{
  json_t *extra = epi_table_unknown (json_object_get (root, "table"));
  json_t *fields = epi_json_unknown (root, data_fields);

  if (fields != NULL) {
    if (extra == NULL)
      extra = json_object ();
    json_object_set_new (extra, "fields", fields);
  }
  return epi_json_extra (extra);
}

static EpiData *
with_the_rest (EpiData *data, const json_t *root)
{
  char *extra = collect_extra (root);
  EpiData *standardised = epi_data_with_standardised (
      data, json_is_true (json_object_get (root, "standardised")));
  EpiData *result = epi_data_with_extra (standardised, extra);

  epi_data_unref (data);
  epi_data_unref (standardised);
  g_free (extra);
  return result;
}

EpiData *
epi_data_from_json (const json_t *root, const char *name, GError **error)
{
  const char *title, *source, *credit;
  const json_t *standardised = json_object_get (root, "standardised");

  if (!json_is_object (root)) {
    g_set_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_SYNTAX,
                 "data “%.60s”: found %s, expected an object", name,
                 epi_json_kind (root));
    return NULL;
  }
  if (!get_text (root, "title", name, &title, error) ||
      !get_text (root, "source", name, &source, error) ||
      !get_text (root, "credit", name, &credit, error))
    return NULL;
  if (standardised != NULL && !json_is_boolean (standardised)) {
    g_set_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_SYNTAX,
                 "data “%.60s”, standardised: found %s, expected true or "
                 "false",
                 name, epi_json_kind (standardised));
    return NULL;
  }
  EpiTable *table =
      epi_table_from_json (json_object_get (root, "table"), name, error);
  if (table == NULL)
    return NULL;
  EpiData *data = epi_data_new (table, title, source, credit);
  epi_table_unref (table);
  data = with_roles (data, json_object_get (root, "roles"), name, error);
  return data != NULL ? with_the_rest (data, root) : NULL;
}
