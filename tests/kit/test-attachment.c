/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files in documents: kept to the byte, undone, and found by their ending. */
#include "core/epi-alloc.h"
#include "kit/epi-scene-condition.h"
#include "kit/epi-document-json.h"
#include "kit/epi-history.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- A lesson that opens files of words without an x ---- */

static bool
accepts (const EpiAttachment *file, GError **error)
{
  size_t length;
  const char *bytes = epi_attachment_bytes (file, &length);
  bool good = length == 0 || memchr (bytes, 'x', length) == NULL;

  if (!good)
    g_set_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_FILE,
                 "%s: there is an x", epi_attachment_name (file));
  return good;
}

static const char *const endings[] = {".words", ".dat-w", NULL};
static const EpiLesson plain = {.id = "plain"};
static const EpiLesson words = {
    .id = "words", .opens = endings, .opens_what = "Words", .accepts = accepts};

const EpiLesson *const *
epi_lessons (void)
{
  static const EpiLesson *const lessons[] = {&plain, &words, NULL};
  return lessons;
}

/* ---- Making ---- */

static EpiAttachment *
attachment (const char *name, const void *bytes, size_t length)
{
  char *copy = epi_alloc (length, 1);

  if (length > 0)
    memcpy (copy, bytes, length);
  return epi_attachment_new (name, copy, length);
}

static EpiDocument *
with_file (const char *name, const void *bytes, size_t length)
{
  EpiDocument *empty = epi_document_new ("words", 1);
  EpiAttachment *file = attachment (name, bytes, length);
  EpiDocument *document =
      epi_document_with_attachment (empty, EPI_OPENED, file);

  epi_attachment_unref (file);
  epi_document_unref (empty);
  return document;
}

/* ---- Tests ---- */

static void
check_file (const void *bytes, size_t length)
{
  EpiDocument *document = with_file ("ö\".words", bytes, length);
  size_t size, n;
  char *text = epi_document_print (document, NULL, &size);
  GError *error = NULL;
  EpiDocument *again = epi_document_parse (text, size, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (epi_document_equal (document, again));
  const EpiAttachment *file = epi_document_attachment (again, EPI_OPENED);
  g_assert_cmpstr (epi_attachment_name (file), ==, "ö\".words");
  const void *back = epi_attachment_bytes (file, &n);
  g_assert_cmpmem (back, n, bytes, length);
  g_free (text);
  epi_document_unref (document);
  epi_document_unref (again);
}

static void
test_saved_to_the_byte (void)
{
  char *random = g_malloc (300000);

  for (size_t i = 0; i < 300000; i++)
    random[i] = (char)g_test_rand_int ();
  check_file ("", 0);
  check_file ("a\0b", 3);
  check_file (random, 300000);
  memset (random, 'a', 300000); /* shrinks as far as zlib goes */
  check_file (random, 300000);
  g_free (random);
}

static void
test_equal_by_content (void)
{
  EpiDocument *a = with_file ("f", "abc", 3), *b = with_file ("f", "abc", 3);
  EpiDocument *c = with_file ("f", "abd", 3), *d = with_file ("g", "abc", 3);
  EpiDocument *e = epi_document_with_attachment (a, EPI_OPENED, NULL);

  g_assert_true (epi_document_equal (a, b));
  g_assert_false (epi_document_equal (a, c));
  g_assert_false (epi_document_equal (a, d));
  g_assert_false (epi_document_equal (a, e));
  g_assert_null (epi_document_attachment (e, EPI_OPENED));
  g_assert_cmpint (epi_lesson_effect (&words, a, c), ==, EPI_EFFECT_RESTART);
  g_assert_false (epi_lesson_comparable (&words, a, c));
  epi_document_unref (a);
  epi_document_unref (b);
  epi_document_unref (c);
  epi_document_unref (d);
  epi_document_unref (e);
}

static void
test_undone (void)
{
  EpiDocument *before = with_file ("before", "b", 1);
  EpiDocument *after = with_file ("after", "a", 1);
  EpiHistory *history = epi_history_new (before);

  epi_history_push (history, after, "Open after");
  g_assert_true (epi_history_undo (history));
  g_assert_true (epi_history_document (history) == before);
  g_assert_true (epi_history_redo (history));
  g_assert_true (epi_history_document (history) == after);
  epi_history_free (history);
  epi_document_unref (before);
  epi_document_unref (after);
}

/* Every field wrong in turn: one sentence each, and nothing is unpacked. */
static void
test_strange_files (void)
{
  static const char *const strange[] = {
      "[]",
      "{\"name\": 1, \"bytes\": 0, \"content\": \"\"}",
      "{\"name\": \"f\", \"bytes\": -1, \"content\": \"\"}",
      "{\"name\": \"f\", \"bytes\": 1.5, \"content\": \"\"}",
      "{\"name\": \"f\", \"bytes\": 67108865, \"content\": \"\"}",
      "{\"name\": \"f\", \"bytes\": 67108864, \"content\": "
      "\"eNpLTAQAAJwASQ==\"}",
      "{\"name\": \"f\", \"bytes\": 3, \"content\": \"e!==\"}",
      "{\"name\": \"f\", \"bytes\": 3, \"content\": \"abcd\"}",
      "{\"name\": \"f\", \"bytes\": 3, \"content\": 7}",
      "{\"name\": \"f\", \"bytes\": 3}",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (strange); i++) {
    char *text = g_strdup_printf ("{\"epigraph\": \"1.0\", \"lesson\": "
                                  "\"words\", \"attachments\": {\"file\": %s}}",
                                  strange[i]);
    GError *error = NULL;
    EpiDocument *document =
        epi_document_parse (text, strlen (text), NULL, &error);
    g_assert_null (document);
    g_assert_nonnull (strstr (error->message, "attachment “file”"));
    g_error_free (error);
    g_free (text);
  }
}

static void
test_found_by_ending (void)
{
  g_assert_true (epi_lesson_for_file ("/a/b.words") == &words);
  g_assert_true (epi_lesson_for_file ("B.WORDS.gz") == &words);
  g_assert_true (epi_lesson_for_file ("b.dat-w") == &words);
  g_assert_null (epi_lesson_for_file ("b.csv"));
  g_assert_null (epi_lesson_for_file ("words"));
  g_assert_null (epi_lesson_for_file ("b.words.zip"));
  g_assert_true (epi_file_ends ("A/TABLE.TXT", ".txt"));
  g_assert_true (epi_file_ends ("table.Txt.GZ", ".txt"));
  g_assert_false (epi_file_ends ("table.txt.bz", ".txt"));
}

static void
refused (const char *path, const char *why)
{
  GError *error = NULL;
  EpiDocument *document = epi_lesson_open_file (&words, path, NULL, &error);

  g_assert_null (document);
  g_assert_nonnull (strstr (error->message, why));
  g_error_free (error);
}

static void
keeps_the_run_where_files_are_looked_at (const EpiDocument *document,
                                         const char *path)
{
  EpiLesson looked_at = words;
  looked_at.file_redraws = true;
  EpiDocument *seeded = epi_document_with_seed (document, 77);
  EpiDocument *with = epi_lesson_open_file (&looked_at, path, seeded, NULL);
  EpiDocument *without = epi_lesson_open_file (&words, path, seeded, NULL);

  g_assert_cmpuint (epi_document_seed (with), ==, 77);
  g_assert_true (epi_document_attachment (with, EPI_OPENED) !=
                 epi_document_attachment (seeded, EPI_OPENED));
  g_assert_cmpint (epi_lesson_effect (&looked_at, seeded, with), ==,
                   EPI_EFFECT_REDRAW);
  g_assert_cmpint (epi_lesson_effect (&words, seeded, with), ==,
                   EPI_EFFECT_RESTART);
  g_assert_cmpuint (epi_document_seed (without), !=, 77);
  epi_document_unref (seeded);
  epi_document_unref (with);
  epi_document_unref (without);
}

static void
test_opened (void)
{
  char *folder = g_dir_make_tmp ("epi-attachment-XXXXXX", NULL);
  char *good = g_build_filename (folder, "good.words", NULL);
  char *bad = g_build_filename (folder, "bad.words", NULL);
  char *fifo = g_build_filename (folder, "fifo.words", NULL);
  char *huge = g_build_filename (folder, "huge.words", NULL);
  GError *error = NULL;

  g_assert_true (g_file_set_contents (good, "ab", 2, NULL));
  g_assert_true (g_file_set_contents (bad, "axb", 3, NULL));
  g_assert_true (g_file_set_contents (huge, "", 0, NULL));
  g_assert_cmpint (truncate (huge, (off_t)EPI_ATTACHMENT_MAX + 1), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);

  EpiDocument *document = epi_lesson_open_file (&words, good, NULL, &error);
  g_assert_no_error (error);
  const EpiAttachment *file = epi_document_attachment (document, EPI_OPENED);
  g_assert_cmpstr (epi_attachment_name (file), ==, "good.words");
  EpiScene scene = {.lesson = &words, .document = document};
  EpiValue value;
  g_assert_true (epi_scene_lookup ("file", 0, 0, &value, &scene));
  g_assert_cmpstr (value.text, ==, "good.words");
  keeps_the_run_where_files_are_looked_at (document, good);
  epi_document_unref (document);

  refused (bad, "bad.words: there is an x");
  refused (fifo, "no ordinary file");
  refused (folder, "a folder");
  refused (huge, "larger than 64 MiB");
  refused ("/does/not/exist.words", "exist.words");

  g_unlink (good);
  g_unlink (bad);
  g_unlink (fifo);
  g_unlink (huge);
  g_rmdir (folder);
  g_free (good);
  g_free (bad);
  g_free (fifo);
  g_free (huge);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/attachment/saved-to-the-byte", test_saved_to_the_byte);
  g_test_add_func ("/attachment/equal-by-content", test_equal_by_content);
  g_test_add_func ("/attachment/undone", test_undone);
  g_test_add_func ("/attachment/strange-files", test_strange_files);
  g_test_add_func ("/attachment/found-by-ending", test_found_by_ending);
  g_test_add_func ("/attachment/opened", test_opened);
  return g_test_run ();
}
