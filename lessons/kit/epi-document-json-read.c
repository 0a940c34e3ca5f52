/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-document-json.h"

#include "core/epi-json-text.h"
#include "kit/epi-attachment-json.h"
#include "kit/epi-data-json.h"

#include <stdlib.h>
#include <string.h>

#define MAX_NAMES 10000 /* of values, handles, lines, tables: each */

static const char *const fields[] = {
    "epigraph", "lesson",  "seed", "values",      "schedule",
    "data",     "handles", "view", "attachments", NULL};

static bool fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static bool
fail (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error, g_error_new_valist (EPI_DOCUMENT_ERROR,
                                                EPI_DOCUMENT_ERROR_SYNTAX,
                                                format, arguments));
  va_end (arguments);
  return false;
}

/* A sentence that quotes a stranger may cut a letter in two. */
static void
mend_error (GError **error)
{
  if (error == NULL || *error == NULL ||
      g_utf8_validate ((*error)->message, -1, NULL))
    return;
  char *mended = g_utf8_make_valid ((*error)->message, -1);
  g_free ((*error)->message);
  (*error)->message = mended;
}

static bool
check_version (const json_t *root, GError **error)
{
  const char *version = json_string_value (json_object_get (root, "epigraph"));
  char *end = NULL;

  if (version == NULL || !g_ascii_isdigit (version[0]))
    return fail (error,
                 "found no \"epigraph\": \"%s\", expected an Epigraph "
                 "document",
                 EPI_DOCUMENT_VERSION);
  guint64 major = g_ascii_strtoull (version, &end, 10);
  if (*end != '.' && *end != '\0')
    return fail (error, "epigraph: found “%.20s”, expected a version like %s",
                 version, EPI_DOCUMENT_VERSION);
  if (major > EPI_DOCUMENT_MAJOR) {
    g_set_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_VERSION,
                 "found version %.20s, expected at most %d: it was written by "
                 "a newer Epigraph",
                 version, EPI_DOCUMENT_MAJOR);
    return false;
  }
  return true;
}

/* The object (or list) in that field, or an empty one; NULL with error when it
 * is something else or holds too many. */
static bool
get_container (const json_t *root, const char *field, json_type type,
               const json_t **container, GError **error)
{
  const char *expected = type == JSON_OBJECT ? "an object" : "a list";

  *container = json_object_get (root, field);
  if (*container == NULL)
    return true;
  if (json_typeof (*container) != type)
    return fail (error, "%s: found %s, expected %s", field,
                 epi_json_kind (*container), expected);
  size_t n = type == JSON_OBJECT ? json_object_size (*container)
                                 : json_array_size (*container);
  return n <= MAX_NAMES || fail (error, "%s: found %zu, expected at most %d",
                                 field, n, MAX_NAMES);
}

static bool
get_value (const json_t *root, EpiValue *value)
{
  const json_t *special = json_object_get (root, "number");
  double number;

  if (json_is_string (root))
    *value = epi_text (json_string_value (root));
  else if (json_is_boolean (root))
    *value = epi_bool (json_is_true (root));
  else if (json_is_number (root))
    *value = epi_number (json_number_value (root));
  else if (special != NULL && epi_json_get_number (special, &number))
    *value = epi_number (number);
  else
    return false;
  return true;
}

/* *document := next, whose reference it takes over. */
static void
step (EpiDocument **document, EpiDocument *next)
{
  epi_document_unref (*document);
  *document = next;
}

static bool
read_values (EpiDocument **document, const json_t *root, GError **error)
{
  const json_t *all;
  const char *name;
  json_t *item;
  size_t n = 0;
  bool good = true;

  if (!get_container (root, "values", JSON_OBJECT, &all, error))
    return false;
  const char **names = g_new (const char *, json_object_size (all));
  EpiValue *values = g_new (EpiValue, json_object_size (all));
  json_object_foreach ((json_t *)all, name, item)
  {
    names[n] = name;
    if (!get_value (item, &values[n++])) {
      good = fail (error,
                   "values, “%.60s”: found %s, expected a number, a text, "
                   "true or false",
                   name, epi_json_kind (item));
      break;
    }
  }
  if (good)
    step (document, epi_document_with_values (*document, n, names, values));
  g_free (names);
  g_free (values);
  return good;
}

static bool
get_line (const json_t *list, EpiScheduled *line)
{
  const json_t *k = json_array_get (list, 0);

  line->name = json_string_value (json_array_get (list, 1));
  if (json_array_size (list) != 3 || !json_is_integer (k) ||
      json_integer_value (k) < 0 || line->name == NULL)
    return false;
  line->k = (size_t)json_integer_value (k);
  return get_value (json_array_get (list, 2), &line->value);
}

static bool
read_schedule (EpiDocument **document, const json_t *root, GError **error)
{
  const json_t *schedule;
  bool good = true;

  if (!get_container (root, "schedule", JSON_ARRAY, &schedule, error))
    return false;
  size_t n = json_array_size (schedule);
  EpiScheduled *lines = g_new (EpiScheduled, n);
  for (size_t i = 0; good && i < n; i++)
    if (!get_line (json_array_get (schedule, i), &lines[i]))
      good =
          fail (error, "schedule, line %zu: expected [k, name, value]", i + 1);
  if (good)
    step (document, epi_document_with_lines (*document, n, lines));
  g_free (lines);
  return good;
}

static bool
read_handles (EpiDocument **document, const json_t *root, GError **error)
{
  const json_t *handles;
  const char *name;
  json_t *list;
  size_t n = 0;
  bool good = true;

  if (!get_container (root, "handles", JSON_OBJECT, &handles, error))
    return false;
  const char **names = g_new (const char *, json_object_size (handles));
  EpiPoint *points = g_new (EpiPoint, json_object_size (handles));
  json_object_foreach ((json_t *)handles, name, list)
  {
    EpiPoint *point = &points[n];
    names[n++] = name;
    if (json_array_size (list) != 2 ||
        !epi_json_get_number (json_array_get (list, 0), &point->x) ||
        !epi_json_get_number (json_array_get (list, 1), &point->y)) {
      good = fail (error, "handles, “%.60s”: found %s, expected [x, y]", name,
                   epi_json_kind (list));
      break;
    }
  }
  if (good)
    step (document, epi_document_with_handles (*document, n, names, points));
  g_free (names);
  g_free (points);
  return good;
}

static bool
read_data (EpiDocument **document, const json_t *root, GError **error)
{
  const json_t *all;
  const char *name;
  json_t *item;

  if (!get_container (root, "data", JSON_OBJECT, &all, error))
    return false;
  json_object_foreach ((json_t *)all, name, item)
  {
    EpiData *data = epi_data_from_json (item, name, error);
    if (data == NULL)
      return false;
    step (document, epi_document_with_data (*document, name, data));
    epi_data_unref (data);
  }
  return true;
}

static bool
read_attachments (EpiDocument **document, const json_t *root, GError **error)
{
  const json_t *all;
  const char *name;
  json_t *item;

  if (!get_container (root, "attachments", JSON_OBJECT, &all, error))
    return false;
  json_object_foreach ((json_t *)all, name, item)
  {
    EpiAttachment *attachment = epi_attachment_from_json (item, name, error);
    if (attachment == NULL)
      return false;
    step (document, epi_document_with_attachment (*document, name, attachment));
    epi_attachment_unref (attachment);
  }
  return true;
}

static bool
read_extra (EpiDocument **document, const json_t *root)
{
  char *extra = epi_json_extra (epi_json_unknown (root, fields));

  if (extra != NULL)
    step (document, epi_document_with_extra (*document, extra));
  g_free (extra);
  return true;
}

/* An empty document with the lesson and the seed of the file. */
static EpiDocument *
read_head (const json_t *root, GError **error)
{
  const char *lesson = json_string_value (json_object_get (root, "lesson"));
  const json_t *seed = json_object_get (root, "seed");

  if (!json_is_object (root)) {
    fail (error, "found %s, expected an object", epi_json_kind (root));
    return NULL;
  }
  if (!check_version (root, error))
    return NULL;
  if (lesson == NULL || lesson[0] == '\0') {
    fail (error, "lesson: found %s, expected the name of a lesson",
          epi_json_kind (json_object_get (root, "lesson")));
    return NULL;
  }
  if (seed != NULL &&
      (!json_is_integer (seed) || json_integer_value (seed) < 0 ||
       (guint64)json_integer_value (seed) >= EPI_SEED_LIMIT)) {
    fail (error, "seed: expected a whole number from 0 to 9007199254740991");
    return NULL;
  }
  return epi_document_new (lesson, (guint64)json_integer_value (seed));
}

EpiDocument *
epi_document_from_json (const json_t *root, json_t **view, GError **error)
{
  json_t *looked = json_object_get (root, "view");
  EpiDocument *document = read_head (root, error);

  if (view != NULL)
    *view = NULL;
  if (document == NULL) {
    mend_error (error);
    return NULL;
  }
  bool good = read_values (&document, root, error) &&
              read_schedule (&document, root, error) &&
              read_handles (&document, root, error) &&
              read_data (&document, root, error) &&
              read_attachments (&document, root, error) &&
              read_extra (&document, root);
  if (good && looked != NULL && !json_is_object (looked))
    good = fail (error, "view: found %s, expected an object",
                 epi_json_kind (looked));
  if (!good) {
    mend_error (error);
    epi_document_unref (document);
    return NULL;
  }
  if (view != NULL)
    *view = looked != NULL ? json_incref (looked) : json_object ();
  return document;
}

EpiDocument *
epi_document_parse (const char *text, size_t length, json_t **view,
                    GError **error)
{
  json_error_t trouble;

  if (view != NULL)
    *view = NULL;
  json_t *root = json_loadb (text, length, JSON_REJECT_DUPLICATES, &trouble);
  if (root == NULL) {
    fail (error, "line %d, column %d: %s", MAX (trouble.line, 1),
          MAX (trouble.column, 1), trouble.text);
    mend_error (error);
    return NULL;
  }
  EpiDocument *document = epi_document_from_json (root, view, error);
  json_decref (root);
  return document;
}
