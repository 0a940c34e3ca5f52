/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-text-samples.h"

#include "core/epi-alloc.h"
#include "data/epi-byte-source.h"

#include <string.h>

#define TEXT_BYTES ((size_t)500 * 1000 * 1000)

/* ---- Reading ---- */

static size_t
line_of (const char *text, const char *at)
{
  size_t line = 1;

  for (; text < at; text++)
    line += *text == '\n';
  return line;
}

/* CR LF to LF, in place. */
static size_t
join_line_ends (char *text, size_t length)
{
  size_t n = 0;

  for (size_t i = 0; i < length; i++)
    if (text[i] != '\r' || i + 1 == length || text[i + 1] != '\n')
      text[n++] = text[i];
  return n;
}

static bool
read_text (EpiByteSource *source, size_t most, EpiText *out, GError **error)
{
  unsigned char *bytes;
  const char *end;
  size_t length;

  *out = (EpiText){0};
  bool good = epi_byte_source_read_all (source, most, &bytes, &length, error);
  const char *name = epi_byte_source_name (source);
  if (good && length == 0)
    good =
        epi_data_fail (error, EPI_DATA_ERROR_EMPTY, name, "the file is empty");
  else if (good && !g_utf8_validate ((char *)bytes, (gssize)length, &end))
    good = epi_data_fail (error, EPI_DATA_ERROR_BINARY, name,
                          "line %zu is not text in UTF-8",
                          line_of ((char *)bytes, end));
  if (good) {
    length = join_line_ends ((char *)bytes, length);
    *out =
        (EpiText){g_strndup ((char *)bytes, length), length, g_strdup (name)};
  }
  epi_free (bytes);
  epi_byte_source_free (source);
  return good;
}

bool
epi_text_open (const char *path, EpiText *out, GError **error)
{
  EpiByteSource *source =
      epi_byte_source_file (path, EPI_BYTES_UNPACKED, error);

  *out = (EpiText){0};
  return source != NULL && read_text (source, TEXT_BYTES, out, error);
}

bool
epi_text_read (const void *bytes, size_t length, const char *name, size_t most,
               EpiText *out, GError **error)
{
  EpiByteSource *source =
      epi_byte_source_memory (bytes, length, name, EPI_BYTES_UNPACKED, error);

  *out = (EpiText){0};
  return source != NULL && read_text (source, most, out, error);
}

void
epi_text_clear (EpiText *text)
{
  g_free (text->text);
  g_free (text->name);
  *text = (EpiText){0};
}

/* ---- Characters ---- */

static int
by_code (const void *a, const void *b, void *data)
{
  gunichar x = *(const gunichar *)a, y = *(const gunichar *)b;

  return x < y ? -1 : x > y;
}

/* Class of each character of the vocabulary; as pointers, one more. */
static GHashTable *
classes_of (const char *vocabulary)
{
  GHashTable *classes = g_hash_table_new (NULL, NULL);
  unsigned c = 0;

  for (const char *p = vocabulary; *p != '\0'; p = g_utf8_next_char (p))
    g_hash_table_insert (classes, GUINT_TO_POINTER (g_utf8_get_char (p)),
                         GUINT_TO_POINTER (++c));
  return classes;
}

char *
epi_text_vocabulary (const EpiText *text, GError **error)
{
  GHashTable *seen = g_hash_table_new (NULL, NULL);
  GArray *codes = g_array_new (FALSE, FALSE, sizeof (gunichar));
  char *vocabulary = NULL;

  for (const char *p = text->text; *p != '\0' && codes->len <= EPI_TEXT_CLASSES;
       p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (g_hash_table_add (seen, GUINT_TO_POINTER (c)))
      g_array_append_val (codes, c);
  }
  if (codes->len > EPI_TEXT_CLASSES) {
    epi_data_fail (error, EPI_DATA_ERROR_LIMIT, text->name,
                   "it has more than %d different characters",
                   EPI_TEXT_CLASSES);
  } else {
    g_array_sort_with_data (codes, by_code, NULL);
    vocabulary =
        g_ucs4_to_utf8 ((gunichar *)codes->data, codes->len, NULL, NULL, NULL);
  }
  g_array_unref (codes);
  g_hash_table_unref (seen);
  return vocabulary;
}

bool
epi_text_encode (const EpiText *text, const char *vocabulary, int32_t **classes,
                 size_t *n, GError **error)
{
  GHashTable *known = classes_of (vocabulary);
  bool good = true;

  *n = 0;
  *classes = epi_new (int32_t, text->length); /* no fewer than characters */
  if (*classes == NULL)
    good = epi_data_fail (error, EPI_DATA_ERROR_NO_MEMORY, text->name,
                          "there is not enough memory for the text");
  for (const char *p = text->text; good && *p != '\0';
       p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    unsigned class =
        GPOINTER_TO_UINT (g_hash_table_lookup (known, GUINT_TO_POINTER (c)));
    if (class > 0)
      (*classes)[(*n)++] = (int32_t) class - 1;
    else
      good = epi_data_fail (error, EPI_DATA_ERROR_SYNTAX, text->name,
                            "line %zu has the character “%.*s” (U+%04X), which "
                            "is none of the %u that the network knows",
                            line_of (text->text, p),
                            (int)(g_utf8_next_char (p) - p), p, c,
                            g_hash_table_size (known));
  }
  if (!good) {
    epi_free (*classes);
    *classes = NULL;
  }
  g_hash_table_unref (known);
  return good;
}

EpiStatus
epi_text_samples (const int32_t *classes, size_t n, size_t steps,
                  size_t n_classes, EpiSamples **out)
{
  size_t windows = n > 0 ? (n - 1) / steps : 0;
  EpiSamplesView view = {
      .shape = {.channels = 1,
                .width = 1,
                .height = 1,
                .steps = steps,
                .classes = n_classes},
      .n = windows,
      .answers = steps,
      .classes = n_classes,
      .index = classes,
      .labels = classes + 1, /* windows touch: the next character is there */
  };

  *out = NULL;
  return windows == 0 ? EPI_FAILED : epi_samples_new (&view, out);
}
