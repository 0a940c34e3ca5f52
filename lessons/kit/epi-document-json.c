/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-document-json.h"

#include "core/epi-json-text.h"
#include "kit/epi-attachment-json.h"
#include "kit/epi-data-json.h"

#include <math.h>

G_DEFINE_QUARK (epi - document - error - quark, epi_document_error)

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
