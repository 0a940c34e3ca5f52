/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-document-json.h"

#include "core/epi-json-text.h"
#include "kit/epi-attachment-json.h"
#include "kit/epi-data-json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NAMES 10000 /* of values, handles, lines, tables: each */

G_DEFINE_QUARK (epi - document - error - quark, epi_document_error)

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

/* ---- writing ---- */

/* A number that is none stands in an object, for "inf" may be a text. */
static json_t *
value_to_json (EpiValue value)
{
  switch (value.kind) {
  case EPI_VALUE_TEXT:
    return json_string (value.text != NULL ? value.text : "");
  case EPI_VALUE_BOOL:
    return json_boolean (value.number != 0);
  default:
    if (isfinite (value.number))
      return epi_json_number (value.number);
    return json_pack ("{s:o}", "number", epi_json_number (value.number));
  }
}

static json_t *
values_to_json (const EpiDocument *document)
{
  const char **names = epi_document_value_names (document);
  json_t *values = json_object ();

  for (size_t i = 0; names[i] != NULL; i++)
    json_object_set_new (
        values, names[i],
        value_to_json (*epi_document_value (document, names[i])));
  g_free (names);
  return values;
}

static json_t *
schedule_to_json (const EpiDocument *document)
{
  json_t *schedule = json_array ();

  for (size_t i = 0; i < epi_document_n_scheduled (document); i++) {
    EpiScheduled line = epi_document_scheduled (document, i);
    json_t *list = json_array ();
    json_array_append_new (list, json_integer ((json_int_t)line.k));
    json_array_append_new (list, json_string (line.name));
    json_array_append_new (list, value_to_json (line.value));
    json_array_append_new (schedule, list);
  }
  return schedule;
}

static json_t *
handles_to_json (const EpiDocument *document)
{
  const char **names = epi_document_handle_names (document);
  json_t *handles = json_object ();

  for (size_t i = 0; names[i] != NULL; i++) {
    EpiPoint point = {0, 0};
    json_t *list = json_array ();
    epi_document_handle (document, names[i], &point);
    json_array_append_new (list, epi_json_number (point.x));
    json_array_append_new (list, epi_json_number (point.y));
    json_object_set_new (handles, names[i], list);
  }
  g_free (names);
  return handles;
}

static json_t *
all_data_to_json (const EpiDocument *document)
{
  const char **names = epi_document_data_names (document);
  json_t *all = json_object ();

  for (size_t i = 0; all != NULL && names[i] != NULL; i++) {
    json_t *data = epi_data_to_json (epi_document_data (document, names[i]));
    if (data != NULL)
      json_object_set_new (all, names[i], data);
    else
      g_clear_pointer (&all, json_decref);
  }
  g_free (names);
  return all;
}

/* NULL: no memory. */
static json_t *
attachments_to_json (const EpiDocument *document)
{
  const char **names = epi_document_attachment_names (document);
  json_t *all = json_object ();

  for (size_t i = 0; all != NULL && names[i] != NULL; i++) {
    json_t *one =
        epi_attachment_to_json (epi_document_attachment (document, names[i]));
    if (one != NULL)
      json_object_set_new (all, names[i], one);
    else
      g_clear_pointer (&all, json_decref);
  }
  g_free (names);
  return all;
}

json_t *
epi_document_to_json (const EpiDocument *document, json_t *view)
{
  const char *extra = epi_document_extra (document);
  json_t *data = all_data_to_json (document);
  json_t *attachments = attachments_to_json (document);

  if (data == NULL || attachments == NULL) {
    json_decref (data);
    json_decref (attachments);
    return NULL;
  }
  json_t *root = json_object ();
  json_object_set_new (root, "epigraph", json_string (EPI_DOCUMENT_VERSION));
  json_object_set_new (root, "lesson",
                       json_string (epi_document_lesson_id (document)));
  json_object_set_new (root, "seed",
                       json_integer ((json_int_t)epi_document_seed (document)));
  json_object_set_new (root, "values", values_to_json (document));
  json_object_set_new (root, "schedule", schedule_to_json (document));
  json_object_set_new (root, "handles", handles_to_json (document));
  if (view != NULL)
    json_object_set (root, "view", view);
  json_object_set_new (root, "data", data);
  if (json_object_size (attachments) > 0)
    json_object_set (root, "attachments", attachments);
  json_decref (attachments);
  if (extra != NULL) {
    json_t *unknown = json_loads (extra, JSON_DECODE_ANY, NULL);
    json_object_update_missing (root, unknown);
    json_decref (unknown);
  }
  return root;
}

char *
epi_document_print (const EpiDocument *document, json_t *view, size_t *length)
{
  json_t *root = epi_document_to_json (document, view);

  if (root == NULL)
    return NULL;
  GString *text = g_string_new (NULL);
  epi_json_append (text, root, 0);
  g_string_append_c (text, '\n');
  json_decref (root);
  if (length != NULL)
    *length = text->len;
  return g_string_free (text, FALSE);
}

/* ---- reading ---- */

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
