/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random-document.h"

#include <locale.h>
#include <string.h>
#include <unistd.h>

/* ---- random documents ---- */

static EpiDocument *
parse (const char *text, size_t length, json_t **view)
{
  GError *error = NULL;
  EpiDocument *document = epi_document_parse (text, length, view, &error);

  g_assert_no_error (error);
  g_assert_nonnull (document);
  return document;
}

static void
assert_round_trip (const EpiDocument *document)
{
  size_t length, again_length;
  char *text = epi_document_print (document, NULL, &length);
  EpiDocument *read = parse (text, length, NULL);

  g_assert_true (epi_document_equal (document, read));
  /* levels keep their numbers, not only their texts */
  const EpiTable *a = epi_data_table (epi_document_data (document, "points"));
  const EpiTable *b = epi_data_table (epi_document_data (read, "points"));
  g_assert_cmpuint (epi_table_n_levels (a, 1), ==, epi_table_n_levels (b, 1));
  for (size_t i = 0; i < epi_table_n_levels (a, 1); i++)
    g_assert_cmpstr (epi_table_level (a, 1, i), ==, epi_table_level (b, 1, i));
  char *again = epi_document_print (read, NULL, &again_length);
  g_assert_cmpmem (text, length, again, again_length);
  g_free (text);
  g_free (again);
  epi_document_unref (read);
}

static void
test_what_is_written_reads_back_the_same (void)
{
  const size_t rows[] = {0, 1, 17, 1000, 1001, 4097, 100000};

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    EpiDocument *document = random_document (rows[i]);
    assert_round_trip (document);
    epi_document_unref (document);
  }
}

static void
test_levels_keep_their_numbers_after_edits (void)
{
  EpiDocument *document = random_document (50);
  const EpiData *data = epi_document_data (document, "points");
  EpiTable *first, *second;
  const size_t gone[] = {0, 1, 2, 3, 5, 8};

  g_assert_cmpint (
      epi_table_set_text (epi_data_table (data), 6, 1, "late", &first), ==,
      EPI_OK);
  g_assert_cmpint (epi_table_remove (first, gone, 6, &second), ==, EPI_OK);
  epi_table_unref (first);
  document = with_table (document, "points", second);
  assert_round_trip (document);
  epi_document_unref (document);
}

static void
test_a_comma_locale_changes_nothing (void)
{
  EpiDocument *document = random_document (100);
  char *before = epi_document_print (document, NULL, NULL);

  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL) {
    g_test_skip ("no locale with a decimal comma here");
  } else {
    g_assert_cmpstr (localeconv ()->decimal_point, ==, ",");
    char *after = epi_document_print (document, NULL, NULL);
    EpiDocument *read = parse (after, strlen (after), NULL);
    setlocale (LC_NUMERIC, "C");
    g_assert_cmpstr (before, ==, after);
    g_assert_true (epi_document_equal (document, read));
    epi_document_unref (read);
    g_free (after);
  }
  g_free (before);
  epi_document_unref (document);
}

static void
test_numbers_are_written_short (void)
{
  EpiDocument *empty = epi_document_new ("a", 1);
  EpiDocument *document =
      epi_document_with_value (empty, "tenth", epi_number (0.1));
  json_t *view = json_pack ("{s:f}", "k", 0.3);
  char *text = epi_document_print (document, view, NULL);

  g_assert_nonnull (strstr (text, "\"tenth\": 0.1\n"));
  g_assert_nonnull (strstr (text, "\"k\": 0.3\n"));
  json_decref (view);
  g_free (text);
  epi_document_unref (empty);
  epi_document_unref (document);
}

static void
test_unknown_fields_are_kept (void)
{
  const char *text =
      "{\"epigraph\": \"1.9\", \"lesson\": \"a\", \"seed\": 3,"
      " \"mood\": {\"deep\": [1, 2.5, {\"er\": null}]},"
      " \"view\": {\"k\": 7, \"panes\": [0.25]},"
      " \"data\": {\"points\": {\"title\": \"T\", \"colour\": \"red\","
      "   \"roles\": {}, \"table\": {\"rows\": 1, \"units\": \"SI\","
      "   \"columns\": [{\"name\": \"x\", \"kind\": \"number\","
      "                  \"values\": [1], \"unit\": \"m\"}]}}}}";
  json_t *view;
  EpiDocument *document = parse (text, strlen (text), &view);
  /* they outlive edits */
  const EpiData *data = epi_document_data (document, "points");
  EpiTable *table;
  g_assert_cmpint (epi_table_set_numbers (epi_data_table (data),
                                          (const size_t[]){0}, 1, 0,
                                          (const double[]){2}, &table),
                   ==, EPI_OK);
  EpiData *changed = epi_data_with_table (data, table);
  document =
      step (document, epi_document_with_data (document, "points", changed));
  document =
      step (document, epi_document_with_value (document, "a", epi_number (1)));
  json_t *root = epi_document_to_json (document, view);
  json_t *expected = json_loads (text, 0, NULL);
  json_t *points = json_object_get (json_object_get (root, "data"), "points");

  g_assert_true (json_equal (json_object_get (root, "mood"),
                             json_object_get (expected, "mood")));
  g_assert_true (json_equal (json_object_get (root, "view"),
                             json_object_get (expected, "view")));
  g_assert_cmpstr (json_string_value (json_object_get (points, "colour")), ==,
                   "red");
  json_t *json_table = json_object_get (points, "table");
  g_assert_cmpstr (json_string_value (json_object_get (json_table, "units")),
                   ==, "SI");
  json_t *column = json_array_get (json_object_get (json_table, "columns"), 0);
  g_assert_cmpstr (json_string_value (json_object_get (column, "unit")), ==,
                   "m");
  json_decref (root);
  json_decref (expected);
  json_decref (view);
  epi_data_unref (changed);
  epi_table_unref (table);
  epi_document_unref (document);
}

#define HEAD "{\"epigraph\": \"1.0\", \"lesson\": \"a\", "
#define TABLE(table) HEAD "\"data\": {\"points\": {\"table\": " table "}}}"
#define COLUMN(rows, column)                                                   \
  TABLE ("{\"rows\": " rows ", \"columns\": [" column "]}")

static void
test_bad_documents_are_refused_with_a_sentence (void)
{
  static const struct {
    const char *text, *says;
  } bad[] = {
      {"", "line 1"},
      {"[1, 2]", "no \"epigraph\"|object"},
      {"{\"epigraph\": \"1.0\"", "line 1, column"},
      {"{\"a\": 1e999}", "overflow"},
      {"{\"a\": 1, \"a\": 2}", "uplicate"},
      {"{}", "no \"epigraph\""},
      {"{\"epigraph\": 1, \"lesson\": \"a\"}", "no \"epigraph\""},
      {"{\"epigraph\": \"1x\", \"lesson\": \"a\"}", "a version like"},
      {"{\"epigraph\": \"1.0\"}", "lesson: found nothing"},
      {HEAD "\"seed\": 9007199254740992}", "seed"},
      {HEAD "\"seed\": -1}", "seed"},
      {HEAD "\"seed\": 1.5}", "seed"},
      {HEAD "\"values\": []}", "values: found a list"},
      {HEAD "\"values\": {\"v\": [1]}}", "“v”: found a list"},
      {HEAD "\"handles\": {\"h\": [1]}}", "“h”"},
      {HEAD "\"schedule\": [[1, \"a\"]]}", "line 1"},
      {HEAD "\"schedule\": [[-1, \"a\", 2]]}", "line 1"},
      {HEAD "\"view\": 3}", "view: found a number"},
      {TABLE ("3"), "table: found a number"},
      {TABLE ("{\"rows\": 1}"), "columns: found nothing"},
      {TABLE ("{\"rows\": 1e15, \"columns\": []}"), "rows: expected"},
      {TABLE ("{\"rows\": 1000000000, \"columns\": []}"), "without a column"},
      {COLUMN ("2", "{\"name\": \"x\", \"kind\": \"number\", "
                    "\"values\": [1]}"),
       "found 1 values, expected 2"},
      {COLUMN ("1", "{\"name\": \"x\", \"kind\": \"number\", "
                    "\"values\": [\"one\"]}"),
       "row 1: found a text"},
      {COLUMN ("1", "{\"name\": \"x\", \"kind\": \"colour\", "
                    "\"values\": [1]}"),
       "kind"},
      {COLUMN ("1", "{\"kind\": \"number\", \"values\": [1]}"), "a name"},
      {COLUMN ("1", "{\"name\": \"x\", \"kind\": \"text\", "
                    "\"levels\": [\"a\", \"a\"], \"values\": [1]}"),
       "different texts"},
      {COLUMN ("1", "{\"name\": \"x\", \"kind\": \"text\", "
                    "\"levels\": [\"a\"], \"values\": [1]}"),
       "row 1: expected a level from 0 to 0"},
      {COLUMN ("1", "{\"name\": \"x\", \"kind\": \"number\", \"values\": [1]},"
                    "{\"name\": \"x\", \"kind\": \"number\", \"values\": [1]}"),
       "twice"},
      {COLUMN ("1", "{\"name\": \"x\", \"kind\": \"number\", "
                    "\"values\": \"not base64!\"}"),
       "not base64"},
      {COLUMN ("1", "{\"name\": \"x\", \"kind\": \"number\", "
                    "\"values\": \"AAAA\"}"),
       "expected base64 (zlib"},
      {COLUMN ("1000000000000", "{\"name\": \"x\", \"kind\": \"number\", "
                                "\"values\": \"AAAA\"}"),
       "too short"},
      {TABLE ("{\"rows\": 1, \"columns\": [{\"name\": \"x\", \"kind\": "
              "\"number\", \"values\": [1]}], \"marks\": [256]}"),
       "marks, row 1"},
  };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    GError *error = NULL;
    json_t *view = NULL;
    char **says = g_strsplit (bad[i].says, "|", -1);
    bool said = false;
    g_assert_null (
        epi_document_parse (bad[i].text, strlen (bad[i].text), &view, &error));
    g_assert_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_SYNTAX);
    g_assert_null (view);
    for (size_t j = 0; says[j] != NULL; j++)
      said = said || strstr (error->message, says[j]) != NULL;
    if (!said)
      g_error ("“%s”: %s", bad[i].text, error->message);
    g_assert_null (strchr (error->message, '\n'));
    g_strfreev (says);
    g_error_free (error);
  }
}

static void
test_a_newer_major_version_is_refused (void)
{
  const char *text = "{\"epigraph\": \"2.0\", \"lesson\": {\"new\": 1}}";
  GError *error = NULL;

  g_assert_null (epi_document_parse (text, strlen (text), NULL, &error));
  g_assert_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_VERSION);
  g_error_free (error);
}

static void
test_deep_nesting_is_refused (void)
{
  GString *text = g_string_new (HEAD "\"a\": ");
  GError *error = NULL;

  for (int i = 0; i < 1000000; i++)
    g_string_append_c (text, '[');
  g_assert_null (epi_document_parse (text->str, text->len, NULL, &error));
  g_assert_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_SYNTAX);
  g_error_free (error);
  g_string_free (text, TRUE);
}

/* Every text cut short, and with one byte changed, is read or refused. */
static void
test_damaged_documents_do_not_crash (void)
{
  EpiDocument *document = random_document (1001);
  size_t length;
  char *text = epi_document_print (document, NULL, &length);

  for (int i = 0; i < 2000; i++) {
    char *copy = g_memdup2 (text, length);
    size_t at = (size_t)g_test_rand_int_range (0, (int)length);
    size_t end = i % 2 == 0 ? length : at;
    copy[at] = (char)g_test_rand_int_range (0, 256);
    GError *error = NULL;
    EpiDocument *read = epi_document_parse (copy, end, NULL, &error);
    g_assert_true ((read == NULL) == (error != NULL));
    epi_document_unref (read);
    g_clear_error (&error);
    g_free (copy);
  }
  g_free (text);
  epi_document_unref (document);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/document-json/what-is-written-reads-back-the-same",
                   test_what_is_written_reads_back_the_same);
  g_test_add_func ("/document-json/levels-keep-their-numbers-after-edits",
                   test_levels_keep_their_numbers_after_edits);
  g_test_add_func ("/document-json/a-comma-locale-changes-nothing",
                   test_a_comma_locale_changes_nothing);
  g_test_add_func ("/document-json/numbers-are-written-short",
                   test_numbers_are_written_short);
  g_test_add_func ("/document-json/unknown-fields-are-kept",
                   test_unknown_fields_are_kept);
  g_test_add_func ("/document-json/bad-documents-are-refused-with-a-sentence",
                   test_bad_documents_are_refused_with_a_sentence);
  g_test_add_func ("/document-json/a-newer-major-version-is-refused",
                   test_a_newer_major_version_is_refused);
  g_test_add_func ("/document-json/deep-nesting-is-refused",
                   test_deep_nesting_is_refused);
  g_test_add_func ("/document-json/damaged-documents-do-not-crash",
                   test_damaged_documents_do_not_crash);
  return g_test_run ();
}
