/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rnn/lesson.h"

#include "core/epi-alloc.h"
#include "data/epi-catalogue.h"
#include "neural/epi-text-samples.h"

#include <gio/gio.h>
#include <string.h>

static const struct {
  const char *task, *file;
} texts[] = {{"names", "names.txt"}, {"shakespeare", "shakespeare300k.txt"}};

static bool refuse (GError **error, const char *file, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static bool
refuse (GError **error, const char *file, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  char *why = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s %s", file, why);
  g_free (why);
  return false;
}

static void
text_free (void *data)
{
  RnText *text = data;

  if (text != NULL)
    epi_free (text->classes);
  g_free (text);
}

/* Letters and classes of what was opened; clears text. */
static RnText *
take (EpiText *text, GError **error)
{
  RnText *out = g_new0 (RnText, 1);
  char *vocabulary = epi_text_vocabulary (text, error);
  glong n = vocabulary != NULL ? g_utf8_strlen (vocabulary, -1) : 0;
  bool good = vocabulary != NULL;

  if (n > RN_CLASSES)
    good = refuse (error, text->name,
                   "has %ld different characters, and at most %d can be "
                   "learned here",
                   n, RN_CLASSES);
  good =
      good && epi_text_encode (text, vocabulary, &out->classes, &out->n, error);
  if (good && out->n < RN_SHORTEST)
    good = refuse (error, text->name,
                   "has %zu characters, and fewer than %d are too few to learn "
                   "from",
                   out->n, RN_SHORTEST);
  const char *at = vocabulary;
  for (; good && out->n_classes < (size_t)n; at = g_utf8_next_char (at)) {
    if (*at == '\n')
      out->start = (int32_t)out->n_classes;
    out->letter[out->n_classes++] = g_utf8_get_char (at);
  }
  g_free (vocabulary);
  epi_text_clear (text);
  if (good)
    return out;
  text_free (out);
  return NULL;
}

/* ---- Those that come with the program ---- */

static RnText *
open_text (const char *file, GError **error)
{
  char *path = epi_catalogue_file ("datasets", file);
  EpiText text = {0};
  bool good =
      path != NULL
          ? epi_text_open (path, &text, error)
          : refuse (error, file, "which comes with the program, is not there");

  g_free (path);
  return good ? take (&text, error) : NULL;
}

static const RnText *
shipped (const char *task, GError **error)
{
  static GMutex lock;
  static RnText *kept[G_N_ELEMENTS (texts)]; /* for the life of the program */
  const RnText *found = NULL;

  g_mutex_lock (&lock);
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    if (strcmp (task, texts[i].task) == 0) {
      if (kept[i] == NULL)
        kept[i] = open_text (texts[i].file, error);
      found = kept[i];
    }
  g_mutex_unlock (&lock);
  return found;
}

/* ---- The learner's own ---- */

static void *
parse_cb (const EpiAttachment *file, GError **error)
{
  EpiText text;
  size_t length;
  const void *bytes = epi_attachment_bytes (file, &length);

  return epi_text_read (bytes, length, epi_attachment_name (file), RN_LONGEST,
                        &text, error)
             ? take (&text, error)
             : NULL;
}

bool
rn_accepts (const EpiAttachment *file, GError **error)
{
  return epi_attachment_meaning (file, parse_cb, text_free, error) != NULL;
}

const RnText *
rn_text (const EpiDocument *document, GError **error)
{
  const char *task = epi_lesson_text (&epi_lesson_rnn, document, "task");
  const EpiAttachment *file = epi_document_attachment (document, EPI_OPENED);

  if (strcmp (task, "file") != 0)
    return shipped (task, error);
  if (file != NULL)
    return epi_attachment_meaning (file, parse_cb, text_free, error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               "there is no text yet: open a text file (.txt, UTF-8), or drop "
               "it on the window");
  return NULL;
}

const char *
rn_letter_markup (gunichar letter, char buffer[RN_MARKUP])
{
  switch (letter) {
  case '\n':
    return "↵";
  case '\t':
    return "⇥";
  case ' ':
    return "␣";
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  }
  if (!g_unichar_isprint (letter))
    return "·";
  buffer[g_unichar_to_utf8 (letter, buffer)] = '\0';
  return buffer;
}
