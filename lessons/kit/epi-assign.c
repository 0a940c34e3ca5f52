/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-assign-private.h"

#include "core/epi-number.h"

#include <float.h>
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
    if (h->table == NULL && h->matrix == NULL &&
        epi_lesson_param (lesson, h->name) == NULL)
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

EpiDocument *
epi_assign_refuse (GError **error, const char *format, ...)
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
    epi_assign_refuse (error, "%s is “%s”, but it must be one of %s",
                       param->name, value, names->str);
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
      return epi_assign_refuse (error,
                                "%s is “%s”, but it must be true or false",
                                param->name, value);
    return epi_document_with_value (document, param->name,
                                    epi_bool (number != 0));
  }
  epi_number_print (low, param->minimum);
  epi_number_print (high, param->maximum);
  if (!epi_number_parse (value, &number))
    return epi_assign_refuse (
        error, "%s is “%s”, but it must be a number from %s to %s", param->name,
        value, low, high);
  if (!(number >= param->minimum && number <= param->maximum) ||
      (param->kind == EPI_PARAM_INTEGER && number != floor (number)))
    return epi_assign_refuse (
        error, "%s is %s, but it must be %s from %s to %s", param->name, value,
        param->kind == EPI_PARAM_INTEGER ? "a whole number" : "a number", low,
        high);
  return epi_document_with_value (document, param->name, epi_number (number));
}

#define NEAR 1e-9 /* of a number: what a lesson computes of it comes so close  \
                   */
#define ROUNDING (64 * DBL_EPSILON) /* of all numbers it is computed from */

static double *
coordinate (EpiPoint *point, bool up)
{
  return up ? &point->y : &point->x;
}

/* Whether it can be moved a little along an axis: some lessons' handles stand
 * on a curve, and some round. */
static bool
moves_along (const EpiHandleSpec *handle, const EpiScene *scene, bool up)
{
  EpiPoint from, at;
  bool moves = false;

  if (!epi_handle_position (handle, scene, 0, &from))
    return false;
  for (int sign = -1; sign <= 1; sign += 2) {
    EpiScene there = *scene;
    EpiPoint to = from;
    double before = *coordinate (&from, up);
    double step = 1e-3 * (1 + fabs (before));
    *coordinate (&to, up) += sign * step;
    there.document = epi_handle_move_to (handle, scene, 0, to);
    moves |= epi_handle_position (handle, &there, 0, &at) &&
             fabs (*coordinate (&at, up) - before) > step / 2;
    epi_document_unref (there.document);
  }
  return moves;
}

/* The coordinates, as bits 0 and 1, that it was asked for and has not.  One
 * along which it cannot move says nothing. */
static unsigned
missed (const EpiHandleSpec *handle, const EpiScene *before, EpiPoint to,
        EpiPoint at)
{
  unsigned free = 0, differ = 0;
  double scale = 0;

  for (unsigned up = 0; up < 2; up++)
    if (moves_along (handle, before, up)) {
      free |= 1u << up;
      scale = fmax (scale, fmax (fabs (*coordinate (&to, up)),
                                 fabs (*coordinate (&at, up))));
    }
  for (unsigned up = 0; up < 2; up++) {
    double asked = *coordinate (&to, up), got = *coordinate (&at, up);
    double near =
        fmax (NEAR * fmax (fabs (asked), fabs (got)), ROUNDING * scale);
    if (free & 1u << up && !(fabs (got - asked) <= near))
      differ |= 1u << up;
  }
  return differ;
}

static EpiDocument *
refuse_place (const EpiHandleSpec *handle, EpiPoint to, EpiPoint at,
              unsigned differ, GError **error)
{
  char text[4][EPI_NUMBER_SIZE];

  epi_number_print (text[0], to.x);
  epi_number_print (text[1], to.y);
  epi_number_print (text[2], at.x);
  epi_number_print (text[3], at.y);
  if (differ == 3)
    return epi_assign_refuse (
        error,
        "%s is (%s, %s), but it cannot stand there: it would be at (%s, %s)",
        handle->name, text[0], text[1], text[2], text[3]);
  bool up = differ == 2;
  return epi_assign_refuse (error,
                            "%s is (%s, %s), but it cannot stand there: its %s "
                            "coordinate would be %s",
                            handle->name, text[0], text[1],
                            up ? "second" : "first", text[up ? 3 : 2]);
}

/* It stands for something else, which may have a range.  Of a knob the place
 * says nothing, and where it stands it can. */
static EpiDocument *
move_handle (const EpiLesson *lesson, const EpiDocument *document,
             const EpiHandleSpec *handle, EpiPoint to, GError **error)
{
  const EpiScene before = {.lesson = lesson, .document = document};
  EpiScene scene = before;
  EpiPoint from, at;

  if (epi_handle_position (handle, &before, 0, &from) && from.x == to.x &&
      from.y == to.y)
    return epi_document_ref (document);
  EpiDocument *with = epi_handle_move_to (handle, &before, 0, to);
  scene.document = with;
  if (handle->stays || handle->put_down != NULL ||
      !epi_handle_position (handle, &scene, 0, &at))
    return with;
  unsigned differ = missed (handle, &before, to, at);
  if (differ == 0)
    return with;
  epi_document_unref (with);
  return refuse_place (handle, to, at, differ, error);
}

static EpiDocument *
assign_handle (const EpiLesson *lesson, const EpiDocument *document,
               const EpiHandleSpec *handle, const char *value, GError **error)
{
  EpiPoint point;
  if (handle->matrix != NULL)
    return epi_assign_refuse (error,
                              "%s is set with all of %s, as in %s=[1 2 / 2 3]",
                              handle->name, handle->matrix, handle->matrix);
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
    return epi_assign_refuse (
        error, "%s is “%s”, but it must be a point such as (1, 2.5)",
        handle->name, value);
  if (handle->move_to != NULL)
    return move_handle (lesson, document, handle, point, error);
  return epi_document_with_handle (document, handle->name, point);
}

static EpiDocument *
assign_seed (const EpiDocument *document, const char *value, GError **error)
{
  double seed;

  if (!epi_number_parse (value, &seed) || seed < 0 || seed != floor (seed) ||
      seed >= 9007199254740992.0)
    return epi_assign_refuse (
        error,
        "seed is “%s”, but it must be a whole number from 0 to "
        "9007199254740991",
        value);
  return epi_document_with_seed (document, (guint64)seed);
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
    return epi_assign_file (lesson, document, value, error);
  if (strcmp (key, "data") == 0)
    return epi_assign_data (lesson, document, value, error);
  const EpiTableSpec *table = epi_lesson_table (lesson, key);
  if (table != NULL)
    return epi_assign_table (lesson, document, table, value, error);
  if (epi_lesson_table (lesson, NULL) != NULL)
    for (const EpiRoleSpec *r = lesson->tables->roles; r->role != NULL; r++)
      if (strcmp (r->role, key) == 0)
        return epi_assign_role (lesson, document, r, value, error);

  char *keys = known_keys (lesson);
  epi_assign_refuse (error, "there is nothing called “%s” in %s; there are: %s",
                     key, lesson->id, keys);
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
      epi_assign_refuse (error, "“%s” is no assignment; expected name=value",
                         *pair);
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
