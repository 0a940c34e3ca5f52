/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv-text.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static EpiTable *
read_text (const char *text)
{
  return read_bytes (text, strlen (text), NULL);
}

/* Numbers row after row, NaN for missing. */
static void
assert_numbers (const EpiTable *table, size_t rows, size_t cols,
                const double *expected)
{
  g_assert_cmpuint (epi_table_rows (table), ==, rows);
  g_assert_cmpuint (epi_table_cols (table), ==, cols);
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < cols; j++) {
      double value = epi_table_number (table, i, j);
      double want = expected[i * cols + j];
      g_assert_cmpint (epi_table_kind (table, j), ==, EPI_COLUMN_NUMBER);
      g_assert_true (value == want || (isnan (value) && isnan (want)));
    }
}

static void
test_separators_and_points_are_found (void)
{
  static const char *const texts[] = {
      "x,y\n1.5,-2\n3,4.25\n",
      "x;y\n1,5;-2\n3;4,25\n",
      "x;y\n1.5;-2\n3;4.25\n",
      "x\ty\n1,5\t-2\n3\t4,25\n",
      "x|y\n1.5|-2\n3|4.25\n",
      "x y\n1.5 -2\n3 4.25\n",
      "  x   y\n 1.5    -2 \n   3  4.25\n", /* runs of blanks are one */
      "x y\n1,5 -2\n3 4,25\n",
      "x,y\r\n1.5,-2\r\n3,4.25\r\n",
      "x,y\r1.5,-2\r3,4.25\r",
      "x,y\n\n1.5,-2\n   \n3,4.25", /* blank lines, no line break at the end */
      "\xef\xbb\xbfx,y\n1.5,-2\n3,4.25\n",
      "\"x\",\"y\"\n\"1.5\",\"-2\"\n\"3\",\"4.25\"\n",
      "x,y\n\"1,5\",-2\n3,\"4,25\"\n",
      " x , y \n 1.5 , -2 \n 3 , 4.25 \n",
  };
  const double expected[] = {1.5, -2, 3, 4.25};

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    EpiTable *table = read_text (texts[i]);
    g_test_message ("%s", texts[i]);
    assert_numbers (table, 2, 2, expected);
    g_assert_cmpstr (epi_table_name (table, 0), ==, "x");
    g_assert_cmpstr (epi_table_name (table, 1), ==, "y");
    epi_table_unref (table);
  }
}

static void
test_one_column_is_a_table_too (void)
{
  const double expected[] = {1.5, 2.5, 3};
  static const char *const texts[] = {"x\n1.5\n2.5\n3\n", "x\n1,5\n2,5\n3\n",
                                      "x\n1,5\n2,5\n3,0\n"};

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    EpiTable *table = read_text (texts[i]);
    assert_numbers (table, 3, 1, expected);
    epi_table_unref (table);
  }
}

static void
test_a_header_is_told_from_data (void)
{
  static const struct {
    const char *text;
    size_t rows;
    const char *name;
  } cases[] = {{"1,2\n3,4\n", 2, "column 1"},
               {"a,2\nb,4\n", 2, "column 1"},
               {"kind,size\na,2\nb,4\n", 2, "kind"},
               {"first,last\nAda,Lovelace\nAlan,Turing\n", 2, "first"},
               {"a,b\nb,a\na,b\n", 3, "column 1"}, /* a comes again */
               {"1\n", 1, "column 1"},
               {",b\n1,2\n", 1, "column 1"}};

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    EpiTable *table = read_text (cases[i].text);
    g_assert_cmpuint (epi_table_rows (table), ==, cases[i].rows);
    g_assert_cmpstr (epi_table_name (table, 0), ==, cases[i].name);
    epi_table_unref (table);
  }
}

static void
test_quotes_follow_rfc_4180 (void)
{
  EpiTable *table = read_text ("name,\"a \"\"b\"\"\",n\r\n"
                               "\"one, two\",\"line\r\nbreak\",1\r\n"
                               "\"he said \"\"no\"\"\", plain ,2\r\n"
                               "5\" pipe,\"x\" y,3\r\n"
                               "\"\",\"NA\",4\r\n");

  g_assert_cmpuint (epi_table_rows (table), ==, 4);
  g_assert_cmpstr (epi_table_name (table, 1), ==, "a \"b\"");
  g_assert_cmpstr (epi_table_text (table, 0, 0), ==, "one, two");
  g_assert_cmpstr (epi_table_text (table, 0, 1), ==, "line\r\nbreak");
  g_assert_cmpstr (epi_table_text (table, 1, 0), ==, "he said \"no\"");
  g_assert_cmpstr (epi_table_text (table, 1, 1), ==, "plain");
  g_assert_cmpstr (epi_table_text (table, 2, 0), ==, "5\" pipe");
  g_assert_cmpstr (epi_table_text (table, 2, 1), ==, "\"x\" y");
  g_assert_null (epi_table_text (table, 3, 0));
  g_assert_cmpstr (epi_table_text (table, 3, 1), ==, "NA"); /* quoted: a text */
  g_assert_cmpfloat (epi_table_number (table, 3, 2), ==, 4);
  epi_table_unref (table);
}

static void
test_missing_values_have_many_words (void)
{
  EpiTable *table = read_text ("x,t\n1,a\n,b\nNA,\nN/A,na\nNaN,?\nnull,-\n"
                               "?,#N/A\n-,c\n nan ,d\n\"NA\",e\n");

  g_assert_cmpint (epi_table_kind (table, 0), ==, EPI_COLUMN_NUMBER);
  g_assert_cmpuint (epi_table_rows (table), ==, 10);
  for (size_t i = 1; i < 10; i++)
    g_assert_true (isnan (epi_table_number (table, i, 0)));
  for (size_t i = 2; i < 7; i++)
    g_assert_null (epi_table_text (table, i, 1));
  g_assert_cmpuint (epi_table_n_levels (table, 1), ==, 5);
  epi_table_unref (table);
}

static char *
to_utf16 (const char *text, bool big, size_t *length)
{
  char *out = g_convert (text, -1, big ? "UTF-16BE" : "UTF-16LE", "UTF-8", NULL,
                         length, NULL);
  char *marked = g_malloc (*length + 2);

  memcpy (marked, big ? "\xfe\xff" : "\xff\xfe", 2);
  memcpy (marked + 2, out, *length);
  *length += 2;
  g_free (out);
  return marked;
}

static void
test_encodings_are_found (void)
{
  /* ä, €, and a character beyond 16 bits; enough to cross blocks. */
  GString *text = g_string_new ("Größe;Preis €\n");
  for (int i = 0; i < 30000; i++)
    g_string_append (text, "𝑥 Äpfel;1,5\n");

  for (int big = 0; big < 2; big++) {
    size_t length;
    char *utf16 = to_utf16 (text->str, big, &length);
    EpiTable *table = read_bytes (utf16, length, NULL);
    g_assert_cmpuint (epi_table_rows (table), ==, 30000);
    g_assert_cmpstr (epi_table_name (table, 0), ==, "Größe");
    g_assert_cmpuint (epi_table_n_levels (table, 0), ==, 1);
    g_assert_cmpstr (epi_table_text (table, 29999, 0), ==, "𝑥 Äpfel");
    g_assert_cmpfloat (epi_table_number (table, 29999, 1), ==, 1.5);
    epi_table_unref (table);
    g_free (utf16);
  }
  g_string_free (text, TRUE);

  EpiTable *table = read_text ("Gr\xf6\xdf"
                               "e;Preis \x80\n\xc4pfel;1\nBirne;2\n");
  g_assert_cmpstr (epi_table_name (table, 0), ==, "Größe");
  g_assert_cmpstr (epi_table_name (table, 1), ==, "Preis €");
  g_assert_cmpstr (epi_table_text (table, 0, 0), ==, "Äpfel");
  epi_table_unref (table);

  EpiCsvJob job = {.options = {.encoding = EPI_ENCODING_WINDOWS_1252}};
  table = read_bytes ("a,b\n\xc3\xa4,1\n", 9, &job); /* as told, not as it is */
  g_assert_cmpstr (epi_table_text (table, 0, 0), ==, "Ã¤");
  epi_table_unref (table);
}

static void
test_a_lone_surrogate_is_replaced (void)
{
  static const char bytes[] = "\xff\xfe"
                              "a\0,\0b\0\n\0"
                              "\x3d\xd8"
                              ",\0"
                              "1\0\n\0"
                              "1";
  EpiTable *table;
  GError *error = NULL;

  g_assert_false (epi_csv_read_bytes (bytes, sizeof bytes - 1, "t.csv", NULL,
                                      &table, &error));
  /* The half character at the end is a row of one cell. */
  g_assert_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_RAGGED);
  g_clear_error (&error);
  g_assert_true (epi_csv_read_bytes (bytes, sizeof bytes - 2, "t.csv", NULL,
                                     &table, &error));
  g_assert_cmpstr (epi_table_text (table, 0, 0), ==, "\xef\xbf\xbd");
  epi_table_unref (table);
}

static EpiTable *
read_with_warnings (const char *text, GPtrArray *warnings)
{
  EpiCsvJob job = {.warnings = warnings};

  return read_bytes (text, strlen (text), &job);
}

static void
test_stray_text_among_numbers_is_missing_with_a_warning (void)
{
  GString *text = g_string_new ("id,price\n");
  GPtrArray *warnings = g_ptr_array_new_with_free_func (g_free);

  for (int i = 0; i < 100; i++)
    g_string_append_printf (text,
                            i == 15   ? "%d,abc\n"
                            : i == 40 ? "%d,inf\n"
                                      : "%d,1.5\n",
                            i);
  EpiTable *table = read_with_warnings (text->str, warnings);
  g_assert_cmpint (epi_table_kind (table, 1), ==, EPI_COLUMN_NUMBER);
  g_assert_true (isnan (epi_table_number (table, 15, 1)));
  g_assert_true (isnan (epi_table_number (table, 40, 1)));
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_cmpstr (warnings->pdata[0], ==,
                   "t.csv, line 17, column “price”: “abc” is not a number; 2 "
                   "such cells are taken as missing");
  epi_table_unref (table);

  /* The same column wanted as numbers: an error.  Wanted as text: text. */
  EpiCsvKind kinds[] = {EPI_CSV_KIND_AUTO, EPI_CSV_KIND_NUMBER};
  EpiCsvJob job = {.kinds = kinds};
  GError *error = NULL;
  g_assert_false (
      epi_csv_read_bytes (text->str, text->len, "t.csv", &job, &table, &error));
  g_assert_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_NUMBER);
  g_assert_cmpstr (error->message, ==,
                   "t.csv, line 17, column “price”: “abc” is not a number");
  g_error_free (error);
  kinds[1] = EPI_CSV_KIND_TEXT;
  table = read_bytes (text->str, text->len, &job);
  g_assert_cmpstr (epi_table_text (table, 15, 1), ==, "abc");
  g_assert_cmpstr (epi_table_text (table, 0, 1), ==, "1.5");
  epi_table_unref (table);
  g_ptr_array_unref (warnings);
  g_string_free (text, TRUE);
}

static void
test_kinds_are_decided_by_the_whole_column (void)
{
  GPtrArray *warnings = g_ptr_array_new_with_free_func (g_free);

  for (int numbers_first = 0; numbers_first < 2; numbers_first++) {
    /* 200 kB of one kind, beyond the sample, then more of the other. */
    GString *text = g_string_new ("t,x\n");
    for (int i = 0; i < 20000; i++)
      g_string_append (text, numbers_first ? "12345,1\n" : "words,1\n");
    for (int i = 0; i < 250000; i++)
      g_string_append (text,
                       numbers_first && i < 20000 ? "words,1\n" : "123,1\n");
    EpiTable *table = read_with_warnings (text->str, warnings);
    /* 20000 words among 270000 cells, wherever they are: 7 %. */
    g_assert_cmpint (epi_table_kind (table, 0), ==, EPI_COLUMN_NUMBER);
    g_assert_cmpint (epi_table_rows (table), ==, 270000);
    epi_table_unref (table);
    g_string_append (text, "1e999,1\n");
    for (int i = 0; i < 40000; i++)
      g_string_append (text, "more words,1\n");
    table = read_with_warnings (text->str, warnings);
    g_assert_cmpint (epi_table_kind (table, 0), ==, EPI_COLUMN_TEXT);
    g_assert_cmpstr (epi_table_text (table, 0, 0), ==,
                     numbers_first ? "12345" : "words");
    g_assert_cmpstr (epi_table_text (table, 270000, 0), ==, "1e999");
    epi_table_unref (table);
    g_string_free (text, TRUE);
  }
  g_ptr_array_unref (warnings);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/csv/" name, test_##function)
  ADD ("separators-and-points-are-found", separators_and_points_are_found);
  ADD ("one-column-is-a-table-too", one_column_is_a_table_too);
  ADD ("a-header-is-told-from-data", a_header_is_told_from_data);
  ADD ("quotes-follow-rfc-4180", quotes_follow_rfc_4180);
  ADD ("missing-values-have-many-words", missing_values_have_many_words);
  ADD ("encodings-are-found", encodings_are_found);
  ADD ("a-lone-surrogate-is-replaced", a_lone_surrogate_is_replaced);
  ADD ("stray-text-among-numbers-is-missing-with-a-warning",
       stray_text_among_numbers_is_missing_with_a_warning);
  ADD ("kinds-are-decided-by-the-whole-column",
       kinds_are_decided_by_the_whole_column);
#undef ADD
  return g_test_run ();
}
