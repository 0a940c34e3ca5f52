/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rnn/lesson.h"

#include "data/epi-catalogue.h"
#include "neural/epi-text-samples.h"

#include <gio/gio.h>
#include <string.h>

static const struct {
  const char *task, *file;
} texts[] = {{"names", "names.txt"}, {"shakespeare", "shakespeare300k.txt"}};

static bool
refuse (GError **error, const char *file, const char *why)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s %s", file, why);
  return false;
}

/* Letters and classes of what was opened. */
static bool
take (const EpiText *text, RnText *out, GError **error)
{
  char *vocabulary = epi_text_vocabulary (text, error);
  bool good = vocabulary != NULL;

  if (good && (!g_str_is_ascii (vocabulary) ||
               strlen (vocabulary) > RN_CLASSES || vocabulary[0] != '\n'))
    good = refuse (error, text->name, "is no text of lines in ASCII");
  if (good)
    good = epi_text_encode (text, vocabulary, &out->classes, &out->n, error);
  if (good) {
    out->n_classes = strlen (vocabulary);
    memcpy (out->letter, vocabulary, out->n_classes);
  }
  g_free (vocabulary);
  return good;
}

static RnText *
open_text (const char *file, GError **error)
{
  char *path = epi_catalogue_file ("datasets", file);
  EpiText text = {0};
  RnText *out = g_new0 (RnText, 1); /* start: "\n" is the first class */
  bool good =
      path != NULL
          ? epi_text_open (path, &text, error)
          : refuse (error, file, "which comes with the program, is not there");

  good = good && take (&text, out, error);
  epi_text_clear (&text);
  g_free (path);
  if (good)
    return out;
  g_free (out);
  return NULL;
}

const RnText *
rn_text (const char *task, GError **error)
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

const char *
rn_letter_markup (char letter, char buffer[RN_MARKUP])
{
  const char plain[] = {letter, '\0'};

  g_strlcpy (buffer,
             letter == '\n'  ? "↵"
             : letter == ' ' ? "␣"
             : letter == '&' ? "&amp;"
             : letter == '<' ? "&lt;"
                             : plain,
             RN_MARKUP);
  return buffer;
}
