/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-attachment-json.h"

#include "core/epi-alloc.h"
#include "core/epi-json-text.h"
#include "kit/epi-json-bytes.h"

json_t *
epi_attachment_to_json (const EpiAttachment *attachment)
{
  size_t length;
  const void *bytes = epi_attachment_bytes (attachment, &length);
  json_t *content = epi_json_bytes (bytes, length);

  if (content == NULL)
    return NULL;
  json_t *root = json_object ();
  json_object_set_new (root, "name",
                       json_string (epi_attachment_name (attachment)));
  json_object_set_new (root, "bytes", json_integer ((json_int_t)length));
  json_object_set_new (root, "content", content);
  return root;
}

static EpiAttachment *
refuse (GError **error, const char *name, const char *field, const char *found,
        const char *expected)
{
  g_set_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_SYNTAX,
               "attachment “%.60s”, %s: found %s, expected %s", name, field,
               found, expected);
  return NULL;
}

EpiAttachment *
epi_attachment_from_json (const json_t *root, const char *name, GError **error)
{
  const json_t *title = json_object_get (root, "name");
  const json_t *bytes = json_object_get (root, "bytes");
  const json_t *content = json_object_get (root, "content");
  json_int_t n = json_integer_value (bytes);

  if (!json_is_string (title))
    return refuse (error, name, "name", epi_json_kind (title),
                   "the name of a file");
  if (!json_is_integer (bytes) || n < 0 || (size_t)n > EPI_ATTACHMENT_MAX)
    return refuse (error, name, "bytes", "no such number",
                   "a whole number from 0 to 67108864");
  if (!json_is_string (content))
    return refuse (error, name, "content", epi_json_kind (content),
                   "a base64 text");
  const char *trouble = epi_json_bytes_trouble (content, (size_t)n);
  if (trouble != NULL)
    return refuse (error, name, "content", trouble, "base64");
  void *unpacked = epi_alloc ((size_t)n, 1);
  if (unpacked != NULL && epi_json_get_bytes (content, (size_t)n, unpacked))
    return epi_attachment_new (json_string_value (title), unpacked, (size_t)n);
  epi_free (unpacked);
  return refuse (error, name, "content", "something else",
                 "base64 (zlib (as many bytes as it says))");
}
