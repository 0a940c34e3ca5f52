/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a document.  Beside "nothing breaks" this holds: what was read
 * is written as a text that reads as the same document and is written the same
 * again.
 */
#include "kit/epi-document-json.h"

#include "fuzz.h"

#include <string.h>

static void
check_writing (const EpiDocument *document, json_t *view)
{
  size_t length, again_length;
  json_t *view_again;
  GError *error = NULL;
  char *text = epi_document_print (document, view, &length);

  g_assert (text != NULL && g_utf8_validate (text, (gssize)length, NULL));
  EpiDocument *read = epi_document_parse (text, length, &view_again, &error);
  if (read == NULL)
    g_error ("what was written is refused: %s", error->message);
  if (!epi_document_equal (document, read))
    g_error ("what was written reads as another document");
  char *again = epi_document_print (read, view_again, &again_length);
  if (length != again_length || memcmp (text, again, length) != 0)
    g_error ("what was read is written differently");
  json_decref (view_again);
  epi_document_unref (read);
  g_free (text);
  g_free (again);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  GError *error = NULL;
  json_t *view;
  EpiDocument *document =
      epi_document_parse ((const char *)data, size, &view, &error);

  if (document != NULL) {
    g_assert (error == NULL && json_is_object (view));
    check_writing (document, view);
  } else
    g_assert (view == NULL && g_utf8_validate (error->message, -1, NULL));
  g_clear_error (&error);
  json_decref (view);
  epi_document_unref (document);
  return 0;
}
