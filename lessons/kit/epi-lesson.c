/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-lesson.h"

#include "kit/epi-assign.h"
#include "kit/epi-dataset.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

const EpiParam *
epi_lesson_param (const EpiLesson *lesson, const char *name)
{
  for (const EpiParam *param = lesson->params;
       param != NULL && param->name != NULL; param++)
    if (param->name[0] == name[0] && strcmp (param->name, name) == 0)
      return param;
  return NULL;
}

const EpiTableSpec *
epi_lesson_table (const EpiLesson *lesson, const char *name)
{
  for (const EpiTableSpec *table = lesson->tables;
       table != NULL && table->name != NULL; table++)
    if (name == NULL || strcmp (table->name, name) == 0)
      return table;
  return NULL;
}

/* ---- Documents ---- */

static EpiDocument *
with_initial_data (const EpiLesson *lesson, EpiDocument *document,
                   const EpiTableSpec *table, GError **error)
{
  char *set = g_strdup_printf ("data=%s; %s", table->initial_dataset,
                               table->initial_roles);
  EpiDocument *with = epi_assign (lesson, document, set, error);

  g_free (set);
  if (with == NULL)
    return document;
  epi_document_unref (document);
  return with;
}

static EpiDocument *
with_initial_file (const EpiLesson *lesson, EpiDocument *document,
                   GError **error)
{
  EpiAttachment *file = epi_dataset_attachment (lesson->initial_file, error);

  if (file == NULL)
    return document;
  EpiDocument *with = epi_document_with_attachment (document, EPI_OPENED, file);
  epi_attachment_unref (file);
  epi_document_unref (document);
  return with;
}

/* The tables that are written in the lesson. */
static EpiDocument *
with_initial_numbers (const EpiLesson *lesson, EpiDocument *document,
                      GError **error)
{
  for (const EpiTableSpec *table = lesson->tables;
       table != NULL && table->name != NULL; table++) {
    if (table->initial == NULL)
      continue;
    char *set = g_strdup_printf ("%s=[%s]", table->name, table->initial);
    EpiDocument *with = epi_assign (lesson, document, set, error);
    g_free (set);
    if (with == NULL)
      return document;
    epi_document_unref (document);
    document = with;
  }
  return document;
}

EpiDocument *
epi_lesson_document (const EpiLesson *lesson, GError **error)
{
  EpiDocument *document = epi_document_new (lesson->id, 1);
  const EpiTableSpec *table = lesson->tables;

  if (table != NULL && table->name != NULL && table->initial_dataset != NULL)
    document = with_initial_data (lesson, document, table, error);
  if (lesson->initial_file != NULL)
    document = with_initial_file (lesson, document, error);
  return with_initial_numbers (lesson, document, error);
}

EpiDocument *
epi_lesson_with_data (const EpiLesson *lesson, const EpiDocument *document,
                      const EpiData *data)
{
  EpiDocument *with =
      epi_document_with_data (document, lesson->tables[0].name, data);

  if (lesson->data_loaded == NULL)
    return with;
  EpiDocument *placed = lesson->data_loaded (with, document);
  epi_document_unref (with);
  return placed;
}

double
epi_param_number (const EpiParam *param, const EpiValue *value)
{
  if (value == NULL || value->kind == EPI_VALUE_TEXT || isnan (value->number))
    return param->initial;
  if (param->kind == EPI_PARAM_BOOL)
    return value->number != 0;
  double number = CLAMP (value->number, param->minimum, param->maximum);
  return param->kind == EPI_PARAM_INTEGER ? round (number) : number;
}

double
epi_lesson_number (const EpiLesson *lesson, const EpiDocument *document,
                   const char *name)
{
  const EpiParam *param = epi_lesson_param (lesson, name);

  g_return_val_if_fail (param != NULL, NAN);
  return epi_param_number (param, epi_document_value (document, name));
}

const char *
epi_lesson_text (const EpiLesson *lesson, const EpiDocument *document,
                 const char *name)
{
  const EpiParam *param = epi_lesson_param (lesson, name);
  const EpiValue *value = epi_document_value (document, name);

  g_return_val_if_fail (param != NULL && param->choices != NULL, "");
  if (value != NULL && value->kind == EPI_VALUE_TEXT)
    for (const EpiChoice *choice = param->choices; choice->name != NULL;
         choice++)
      if (strcmp (choice->name, value->text) == 0)
        return choice->name;
  return param->initial_choice;
}

static const EpiHandleSpec *
find_handle (const EpiLesson *lesson, const char *name)
{
  for (const EpiHandleSpec *handle = lesson->handles;
       handle != NULL && handle->name != NULL; handle++)
    if (strcmp (handle->name, name) == 0)
      return handle;
  return NULL;
}

EpiPoint
epi_lesson_handle (const EpiLesson *lesson, const EpiDocument *document,
                   const char *name)
{
  const EpiHandleSpec *handle = find_handle (lesson, name);
  EpiPoint point = {0, 0};

  g_return_val_if_fail (handle != NULL, point);
  if (!epi_document_handle (document, name, &point) || !isfinite (point.x) ||
      !isfinite (point.y))
    point = handle->initial;
  return point;
}

/* ---- Data ---- */

bool
epi_role_takes (const EpiRoleSpec *role, const EpiTable *table, size_t col)
{
  return role->text || epi_table_kind (table, col) == EPI_COLUMN_NUMBER;
}

/* Whether the columns of one role are there and hold what it takes. */
static bool
role_fits (const EpiData *data, const EpiRoleSpec *role, GError **error)
{
  const EpiTable *table = epi_data_table (data);
  const char *const *names = epi_data_role (data, role->role);

  for (size_t i = 0; names[i] != NULL; i++) {
    ptrdiff_t j = epi_data_column (data, role->role, i);
    if (j >= 0 && epi_role_takes (role, table, (size_t)j))
      continue;
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 j < 0 ? "there is no column “%s”, which is to be %s: choose "
                         "another one"
                       : "column “%s”, which is to be %s, holds text, but "
                         "numbers are needed: choose another one",
                 names[i], role->role);
    return false;
  }
  return true;
}

bool
epi_lesson_data_fits (const EpiLesson *lesson, const EpiDocument *document,
                      GError **error)
{
  for (const EpiTableSpec *table = lesson->tables;
       table != NULL && table->name != NULL; table++) {
    const EpiData *data = epi_document_data (document, table->name);
    for (const EpiRoleSpec *role = table->roles;
         data != NULL && role->role != NULL; role++)
      if (!role_fits (data, role, error))
        return false;
  }
  return true;
}

/* ---- Effects ---- */

static EpiEffect
stronger (EpiEffect a, EpiEffect b)
{
  return a > b ? a : b;
}

static bool
same_param (const EpiLesson *lesson, const EpiParam *param,
            const EpiDocument *from, const EpiDocument *to)
{
  if (param->kind == EPI_PARAM_CHOICE)
    return strcmp (epi_lesson_text (lesson, from, param->name),
                   epi_lesson_text (lesson, to, param->name)) == 0;
  return epi_lesson_number (lesson, from, param->name) ==
         epi_lesson_number (lesson, to, param->name);
}

static bool
is_placed (const EpiDocument *document, const char *name)
{
  EpiPoint at;

  return epi_document_handle (document, name, &at) && isfinite (at.x) &&
         isfinite (at.y);
}

static bool
same_handle (const EpiLesson *lesson, const EpiHandleSpec *handle,
             const EpiDocument *from, const EpiDocument *to)
{
  EpiPoint a = epi_lesson_handle (lesson, from, handle->name);
  EpiPoint b = epi_lesson_handle (lesson, to, handle->name);

  if (handle->table != NULL)
    return true;
  /* The lesson itself knows where it is when nobody says so. */
  if (handle->position != NULL &&
      is_placed (from, handle->name) != is_placed (to, handle->name))
    return false;
  return a.x == b.x && a.y == b.y;
}

static EpiEffect
params_effect (const EpiLesson *lesson, const EpiDocument *from,
               const EpiDocument *to)
{
  EpiEffect effect = EPI_EFFECT_REDRAW;

  for (const EpiParam *param = lesson->params;
       param != NULL && param->name != NULL; param++)
    if (!same_param (lesson, param, from, to))
      effect = stronger (effect, param->effect);
  return effect;
}

static EpiEffect
handles_effect (const EpiLesson *lesson, const EpiDocument *from,
                const EpiDocument *to)
{
  EpiEffect effect = EPI_EFFECT_REDRAW;

  for (const EpiHandleSpec *handle = lesson->handles;
       handle != NULL && handle->name != NULL; handle++)
    if (!same_handle (lesson, handle, from, to))
      effect = stronger (effect, handle->effect);
  return effect;
}

/* A continued parameter that the schedule does not explain begins anew. */
static bool
same_schedule (const EpiDocument *from, const EpiDocument *to)
{
  size_t n = epi_document_n_scheduled (from);

  if (n != epi_document_n_scheduled (to))
    return false;
  for (size_t i = 0; i < n; i++) {
    EpiScheduled a = epi_document_scheduled (from, i);
    EpiScheduled b = epi_document_scheduled (to, i);
    if (a.k != b.k || strcmp (a.name, b.name) != 0 ||
        !epi_value_equal (a.value, b.value))
      return false;
  }
  return true;
}

/* Tables and the file that was opened, as far as a run depends on them. */
static bool
same_data (const EpiLesson *lesson, const EpiDocument *from,
           const EpiDocument *to)
{
  if (!lesson->file_redraws && epi_document_attachment (from, EPI_OPENED) !=
                                   epi_document_attachment (to, EPI_OPENED))
    return false;
  for (const EpiTableSpec *table = lesson->tables;
       table != NULL && table->name != NULL; table++)
    if (!table->redraws && epi_document_data (from, table->name) !=
                               epi_document_data (to, table->name))
      return false;
  return true;
}

EpiEffect
epi_lesson_effect (const EpiLesson *lesson, const EpiDocument *from,
                   const EpiDocument *to)
{
  if (from == to)
    return EPI_EFFECT_REDRAW;
  if (strcmp (epi_document_lesson_id (from), epi_document_lesson_id (to)) !=
          0 ||
      epi_document_seed (from) != epi_document_seed (to) ||
      !same_data (lesson, from, to))
    return EPI_EFFECT_RESTART;

  EpiEffect effect = stronger (params_effect (lesson, from, to),
                               handles_effect (lesson, from, to));
  bool scheduled = !same_schedule (from, to);
  if (effect == EPI_EFFECT_CONTINUE && !scheduled)
    return EPI_EFFECT_RESTART;
  return scheduled ? stronger (effect, EPI_EFFECT_CONTINUE) : effect;
}

bool
epi_lesson_comparable (const EpiLesson *lesson, const EpiDocument *from,
                       const EpiDocument *to)
{
  if (strcmp (epi_document_lesson_id (from), epi_document_lesson_id (to)) !=
          0 ||
      !same_data (lesson, from, to))
    return false;
  for (const EpiParam *param = lesson->params;
       param != NULL && param->name != NULL; param++)
    if (!param->compares && param->effect != EPI_EFFECT_REDRAW &&
        !same_param (lesson, param, from, to))
      return false;
  for (const EpiHandleSpec *handle = lesson->handles;
       handle != NULL && handle->name != NULL; handle++)
    if (!handle->compares && handle->effect != EPI_EFFECT_REDRAW &&
        !same_handle (lesson, handle, from, to))
      return false;
  return true;
}
