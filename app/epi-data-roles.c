/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-data-roles.h"

#include "epi-data-edit.h"

#include "kit/epi-dataset.h"

/* Whether all that has the role now is there and of its kind. */
static bool
role_is_good (const EpiData *data, const EpiRoleSpec *role)
{
  const EpiTable *table = epi_data_table (data);
  size_t i = 0;

  for (; epi_data_role (data, role->role)[i] != NULL; i++) {
    ptrdiff_t col = epi_data_column (data, role->role, i);
    if (col < 0 || !epi_role_takes (role, table, (size_t)col))
      return false;
  }
  return (i > 0 || role->optional) && (i <= 1 || role->many);
}

/* Data without those roles that it cannot keep. */
static EpiData *
without_bad_roles (const EpiData *data, const EpiTableSpec *spec)
{
  static const char *const none[] = {NULL};
  EpiData *made = epi_data_ref (data);

  for (const EpiRoleSpec *role = spec->roles; role->role != NULL; role++)
    if (epi_data_role (made, role->role)[0] != NULL &&
        !role_is_good (made, role)) {
      EpiData *next = epi_data_with_role (made, role->role, none);
      epi_data_unref (made);
      made = next;
    }
  return made;
}

EpiData *
epi_data_with_roles_of (const EpiData *data, const EpiTableSpec *spec)
{
  EpiData *bare = without_bad_roles (data, spec);
  EpiData *made = epi_data_with_default_roles (bare, spec);

  epi_data_unref (bare);
  return made;
}

EpiData *
epi_data_for_table (const EpiData *data, const EpiTableSpec *spec,
                    GError **error)
{
  size_t rows = epi_table_rows (epi_data_table (data));
  EpiData *made;

  if (rows < spec->min_rows) {
    g_set_error (error, EPI_DATA_EDIT_ERROR, EPI_DATA_EDIT_ERROR_VALUE,
                 "%s has %zu row%s; at least %zu are needed",
                 epi_data_title (data), rows, rows == 1 ? "" : "s",
                 spec->min_rows);
    return NULL;
  }
  made = epi_data_with_roles_of (data, spec);
  for (const EpiRoleSpec *role = spec->roles; role->role != NULL; role++)
    if (!role_is_good (made, role)) {
      g_set_error (error, EPI_DATA_EDIT_ERROR, EPI_DATA_EDIT_ERROR_VALUE,
                   "%s has no column of %s for “%s”", epi_data_title (data),
                   role->text ? "text" : "numbers", role->label);
      epi_data_unref (made);
      return NULL;
    }
  return made;
}

EpiDocument *
epi_data_document_for (const EpiData *data, const EpiLesson *lesson,
                       const EpiDocument *draft, GError **error)
{
  EpiDocument *base, *made;
  EpiData *fitted;

  if (lesson->tables == NULL || lesson->tables[0].name == NULL) {
    g_set_error (error, EPI_DATA_EDIT_ERROR, EPI_DATA_EDIT_ERROR_VALUE,
                 "This lesson works without a table");
    return NULL;
  }
  fitted = epi_data_for_table (data, &lesson->tables[0], error);
  if (fitted == NULL)
    return NULL;
  base = draft != NULL ? epi_document_ref (draft)
                       : epi_lesson_document (lesson, NULL);
  made = epi_lesson_with_data (lesson, base, fitted);
  epi_document_unref (base);
  epi_data_unref (fitted);
  return made;
}
