/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-libsvm.h"

#include "core/epi-alloc.h"

#include <string.h>

static bool
read_text (const char *text, size_t length, EpiExamples *out, GError **error)
{
  EpiLines lines = {0};

  *out = (EpiExamples){0};
  bool good = epi_lines_bytes (&lines, text, length, "it", error) &&
              epi_libsvm_read (&lines, out, error);
  epi_lines_close (&lines);
  g_assert_true (good == (*error == NULL));
  return good;
}

static const char plain[] = "+1 1:0.5 3:-2e-1 # a note\n"
                            "# a comment\n"
                            "\n"
                            "-1\r\n"
                            "2.5 2:1 7:1e300";

static void
test_values_are_where_they_belong (void)
{
  EpiExamples e;
  GError *error = NULL;

  g_assert_true (read_text (plain, strlen (plain), &e, &error));
  g_assert_cmpuint (e.X.cols, ==, 3);
  g_assert_cmpuint (e.X.rows, ==, 7);
  g_assert_true (e.label[0] == 1 && e.label[1] == -1 && e.label[2] == 2.5);
  g_assert_true (e.X.start[1] == 2 && e.X.start[2] == 2 && e.X.start[3] == 4);
  g_assert_true (e.X.row[1] == 2 && e.X.value[1] == -0.2);
  g_assert_true (e.X.row[3] == 6 && e.X.value[3] == 1e300);
  epi_examples_clear (&e);
}

static void
test_what_is_written_is_read_again (void)
{
  EpiExamples e, again;
  GError *error = NULL;
  size_t length, length_again;

  g_assert_true (read_text (plain, strlen (plain), &e, &error));
  char *text = epi_libsvm_write (&e, &length);
  g_assert_true (read_text (text, length, &again, &error));
  char *text_again = epi_libsvm_write (&again, &length_again);
  g_assert_cmpstr (text, ==, text_again);
  g_free (text);
  g_free (text_again);
  epi_examples_clear (&e);
  epi_examples_clear (&again);
}

static void
test_what_is_wrong_is_said_with_its_line (void)
{
  static const struct {
    const char *text, *words;
  } wrong[] = {
      {"", "empty"},
      {"\n\n# nothing\n", "example"},
      {"one 1:2\n", "line 1|one|label"},
      {"nan 1:2\n", "line 1|nan"},
      {"1 1:2\n1 12\n", "line 2|12|index:value"},
      {"1 0:2\n", "line 1|0|index of a feature, 1 to"},
      {"1 1.5:2\n", "line 1|1.5"},
      {"1 999999999999:2\n", "line 1|999999999999"},
      {"1 3:1 2:1\n", "line 1|2|ascend"},
      {"1 3:1 3:1\n", "line 1|3|ascend"},
      {"1 3:inf\n", "line 1|inf"},
      {"1 3:1e999\n", "line 1|1e999"},
      {"1 3:\n", "line 1|value"},
      {"1 qid:3 1:1\n", "line 1|qid"},
  };

  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++) {
    EpiExamples e;
    GError *error = NULL;
    char **words = g_strsplit (wrong[i].words, "|", -1);
    g_assert_false (
        read_text (wrong[i].text, strlen (wrong[i].text), &e, &error));
    g_assert_null (e.label);
    for (size_t w = 0; words[w] != NULL; w++)
      if (strstr (error->message, words[w]) == NULL)
        g_error ("“%s” does not say “%s”", error->message, words[w]);
    g_strfreev (words);
    g_error_free (error);
  }
}

static void
test_memory_may_run_out (void)
{
  EpiExamples e;
  long n = 0;

  for (bool good = false; !good; n++) {
    GError *error = NULL;
    epi_alloc_fail_at (n);
    good = read_text (plain, strlen (plain), &e, &error);
    g_clear_error (&error);
  }
  epi_alloc_fail_at (-1);
  g_assert_cmpint (n, >, 3);
  epi_examples_clear (&e);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/libsvm/values are where they belong",
                   test_values_are_where_they_belong);
  g_test_add_func ("/libsvm/what is written is read again",
                   test_what_is_written_is_read_again);
  g_test_add_func ("/libsvm/what is wrong is said with its line",
                   test_what_is_wrong_is_said_with_its_line);
  g_test_add_func ("/libsvm/memory may run out", test_memory_may_run_out);
  return g_test_run ();
}
