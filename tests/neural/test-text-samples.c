/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-text-samples.h"

#include "data/said.h"

#include "core/epi-alloc.h"

#include <glib/gstdio.h>
#include <stdio.h>

/* The bytes as a file, opened. */
static bool
open_bytes (const char *bytes, size_t length, EpiText *text, GError **error)
{
  char *path = NULL;
  int fd = g_file_open_tmp ("text-XXXXXX", &path, NULL);

  g_assert_true (g_close (fd, NULL));
  g_assert_true (g_file_set_contents (path, bytes, (gssize)length, NULL));
  bool good = epi_text_open (path, text, error);
  remove (path);
  g_free (path);
  return good;
}

static void
test_a_window_answers_with_the_next_character (void)
{
  static const char bytes[] = "bé\r\na b";
  EpiText text;
  EpiSamples *samples;
  int32_t *classes;
  size_t n;

  g_assert_true (open_bytes (bytes, sizeof bytes - 1, &text, NULL));
  char *vocabulary = epi_text_vocabulary (&text, NULL);
  g_assert_cmpstr (vocabulary, ==, "\n abé");
  g_assert_true (epi_text_encode (&text, vocabulary, &classes, &n, NULL));
  static const int32_t expected[] = {3, 4, 0, 2, 1, 3};
  g_assert_cmpmem (classes, n * sizeof *classes, expected, sizeof expected);
  g_assert_cmpint (epi_text_samples (classes, n, 2, 5, &samples), ==, EPI_OK);
  const EpiSamplesView *view = epi_samples_view (samples);
  g_assert_true (view->n == 2 && view->shape.steps == 2 && view->classes == 5);
  for (size_t i = 0; i < 4; i++) {
    g_assert_cmpint (view->index[i], ==, expected[i]);
    g_assert_cmpint (view->labels[i], ==, expected[i + 1]);
  }
  epi_samples_unref (samples);
  g_assert_cmpint (epi_text_samples (classes, n, 6, 5, &samples), ==,
                   EPI_FAILED);
  epi_free (classes);
  g_free (vocabulary);
  epi_text_clear (&text);
}

static void
test_what_is_wrong_is_said (void)
{
  GString *many = g_string_new (NULL);
  EpiText text;
  GError *error = NULL;
  int32_t *classes;
  size_t n;

  g_assert_false (epi_text_open ("/no/such/file", &text, &error));
  said (g_steal_pointer (&error), "file does not exist");
  g_assert_false (open_bytes ("", 0, &text, &error));
  said (g_steal_pointer (&error), "empty");
  g_assert_false (open_bytes ("a\nb\xff", 4, &text, &error));
  said (g_steal_pointer (&error), "line 2|UTF-8");
  g_assert_false (open_bytes ("a\0b", 3, &text, &error));
  said (g_steal_pointer (&error), "line 1|UTF-8");

  g_assert_true (open_bytes ("ab\nä", 5, &text, &error));
  g_assert_false (epi_text_encode (&text, "\nab", &classes, &n, &error));
  g_assert_null (classes);
  said (g_steal_pointer (&error), "line 2|“ä”|3");
  epi_text_clear (&text);

  for (gunichar c = 0; c <= EPI_TEXT_CLASSES; c++)
    g_string_append_unichar (many, 0x4e00 + c);
  g_assert_true (open_bytes (many->str, many->len, &text, &error));
  g_assert_null (epi_text_vocabulary (&text, &error));
  said (error, "1000 different");
  epi_text_clear (&text);
  g_string_free (many, TRUE);
}

/* The text and the names that come with the program. */
static void
test_the_texts_are_there (void)
{
  static const char *const files[] = {"shakespeare300k.txt", "names.txt"};
  static const glong sizes[] = {300000, 200000};

  for (size_t k = 0; k < G_N_ELEMENTS (files); k++) {
    char *path = g_build_filename (g_getenv ("EPIGRAPH_DATA_DIR"), "datasets",
                                   files[k], NULL);
    EpiText text;
    GError *error = NULL;
    epi_text_open (path, &text, &error);
    g_assert_no_error (error);
    char *vocabulary = epi_text_vocabulary (&text, &error);
    g_assert_no_error (error);
    g_assert_cmpint (g_utf8_strlen (text.text, -1), >=, sizes[k]);
    g_assert_cmpint (g_utf8_strlen (vocabulary, -1), <=, 64);
    g_free (vocabulary);
    epi_text_clear (&text);
    g_free (path);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-samples/a-window-answers-with-the-next-character",
                   test_a_window_answers_with_the_next_character);
  g_test_add_func ("/text-samples/what-is-wrong-is-said",
                   test_what_is_wrong_is_said);
  g_test_add_func ("/text-samples/the-texts-are-there",
                   test_the_texts_are_there);
  return g_test_run ();
}
