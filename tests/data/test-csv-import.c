/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Importing: columns that were chosen, options that were given, a preview,
 * progress and cancelling; and writing, which is read back.
 */
#include "csv-text.h"

#include <glib.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

static void
test_only_the_chosen_columns_are_read (void)
{
  const char *text = "a,b,c,d\n1,x,3,4\n5,y,7,8\n";
  size_t columns[] = {1, 3};
  EpiCsvJob job = {.columns = columns, .n_columns = 2};
  EpiTable *table = read_bytes (text, strlen (text), &job);

  g_assert_cmpuint (epi_table_cols (table), ==, 2);
  g_assert_cmpstr (epi_table_name (table, 1), ==, "d");
  g_assert_cmpstr (epi_table_text (table, 1, 0), ==, "y");
  g_assert_cmpfloat (epi_table_number (table, 1, 1), ==, 8);
  epi_table_unref (table);

  GError *error = NULL;
  columns[1] = 4;
  g_assert_false (
      epi_csv_read_bytes (text, strlen (text), "t.csv", &job, &table, &error));
  g_assert_cmpstr (error->message, ==,
                   "t.csv has 4 columns; there is no column 5");
  g_assert_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_COLUMN);
  g_error_free (error);
}

static void
test_a_given_option_is_obeyed (void)
{
  const char *text = "1,5;2\n3,5;4\n";
  EpiCsvJob job = {.options = {.separator = ',', .point = '.'}};
  EpiTable *table = read_bytes (text, strlen (text), &job);

  g_assert_cmpstr (epi_table_text (table, 0, 1), ==, "5;2");
  epi_table_unref (table);
  job.options = (EpiCsvOptions){.header = EPI_CSV_HEADER_YES};
  table = read_bytes (text, strlen (text), &job);
  g_assert_cmpstr (epi_table_name (table, 0), ==, "1,5");
  g_assert_cmpfloat (epi_table_number (table, 0, 0), ==, 3.5);
  epi_table_unref (table);
  job.options = (EpiCsvOptions){.header = EPI_CSV_HEADER_NO};
  table = read_bytes ("a,1\nb,2\n", 8, &job);
  g_assert_cmpuint (epi_table_rows (table), ==, 2);
  epi_table_unref (table);
}

static void
test_the_preview_shows_options_and_rows (void)
{
  const char *text = "when;size\nmon;1,5\ntue;2,5\nwed;\"3,5\"\n";
  GError *error = NULL;
  EpiCsvPreview *preview = epi_csv_sniff (text, strlen (text), NULL, 2, &error);

  g_assert_no_error (error);
  g_assert_cmpint (preview->options.separator, ==, ';');
  g_assert_cmpint (preview->options.point, ==, ',');
  g_assert_cmpint (preview->options.header, ==, EPI_CSV_HEADER_YES);
  g_assert_cmpint (preview->options.encoding, ==, EPI_ENCODING_UTF8);
  g_assert_cmpuint (preview->rows, ==, 2);
  g_assert_cmpuint (preview->cols, ==, 2);
  g_assert_cmpstr (preview->names[1], ==, "size");
  g_assert_cmpint (preview->kinds[0], ==, EPI_COLUMN_TEXT);
  g_assert_cmpint (preview->kinds[1], ==, EPI_COLUMN_NUMBER);
  g_assert_cmpstr (preview->cells[3], ==, "2,5");
  epi_csv_preview_free (preview);
  epi_csv_preview_free (NULL);
}

static void
test_one_column_stays_one (void)
{
  static const char *const texts[] = {
      "x\n1,5\n2,5\n3\n", /* decimal commas */
      "1,5\n2,5\n3\n",    /* … and no header */
      "price, dollars\n12\n13\n",
      "remarks, if any\nsmall, old, cheap\nnew\nfar, but new\nnone\n",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    EpiTable *table = read_bytes (texts[i], strlen (texts[i]), NULL);
    g_assert_cmpuint (epi_table_cols (table), ==, 1);
    epi_table_unref (table);
  }
}

static void
test_a_cancelled_import_leaves_nothing (void)
{
  EpiCancel cancel = {0};
  _Atomic double progress = 0;
  EpiCsvJob job = {.cancel = &cancel, .progress = &progress};
  GError *error = NULL;
  EpiTable *table = read_bytes ("1,2\n", 4, &job);

  g_assert_cmpfloat (progress, ==, 1);
  epi_table_unref (table);
  epi_cancel_raise (&cancel);
  g_assert_false (
      epi_csv_read_bytes ("1,2\n", 4, "t.csv", &job, &table, &error));
  g_assert_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_CANCELLED);
  g_assert_null (table);
  g_error_free (error);
}

typedef struct {
  EpiCancel cancel;
  _Atomic double progress;
  GString *text;
  bool ok;
  EpiTable *table;
  GError *error;
} Import;

static void *
import (void *data)
{
  Import *self = data;
  EpiCsvJob job = {.cancel = &self->cancel, .progress = &self->progress};

  self->ok = epi_csv_read_bytes (self->text->str, self->text->len, "t.csv",
                                 &job, &self->table, &self->error);
  self->progress = 1;
  return NULL;
}

/* Another thread looks at the progress and stops it half-way; if the import is
 * faster, the table is whole. */
static void
test_another_thread_may_watch_and_cancel (void)
{
  Import self = {.text = g_string_new ("x,y\n")};
  pthread_t thread;
  double seen = 0;

  for (int i = 0; i < 400000; i++)
    g_string_append (self.text, "1.25,2.5\n");
  pthread_create (&thread, NULL, import, &self);
  while (seen < 0.5) {
    double progress = self.progress;
    g_assert_cmpfloat (progress, >=, seen);
    g_assert_cmpfloat (progress, <=, 1);
    seen = progress;
  }
  epi_cancel_raise (&self.cancel);
  pthread_join (thread, NULL);
  if (self.ok)
    g_assert_cmpuint (epi_table_rows (self.table), ==, 400000);
  else {
    g_assert_error (self.error, EPI_DATA_ERROR, EPI_DATA_ERROR_CANCELLED);
    g_assert_null (self.table);
  }
  epi_table_unref (self.table);
  g_clear_error (&self.error);
  g_string_free (self.text, TRUE);
}

static void
test_text_from_a_spreadsheet_is_a_table (void)
{
  EpiTable *table;

  g_assert_true (
      epi_csv_parse_text ("Länge\tBreite\n1,5\t2\n3\t\n", &table, NULL));
  g_assert_cmpstr (epi_table_name (table, 0), ==, "Länge");
  g_assert_cmpfloat (epi_table_number (table, 0, 0), ==, 1.5);
  g_assert_true (isnan (epi_table_number (table, 1, 1)));
  epi_table_unref (table);
}

/* Cells with everything that needs quotation marks. */
static char *
random_text (EpiRandom *random)
{
  static const char *const pieces[] = {"a", "Ω",  ",",  "\"", "\n", " b",
                                       ";", "\t", "NA", "'",  "𝑥",  "c"};
  GString *text = g_string_new ("t");

  for (size_t n = epi_random_below (random, 5); n > 0; n--)
    g_string_append (text,
                     pieces[epi_random_below (random, G_N_ELEMENTS (pieces))]);
  g_string_append (text, "z");
  return g_string_free (text, FALSE);
}

static void
test_what_is_written_reads_back_equal (void)
{
  EpiRandom random = epi_random (32, 0);

  for (int round = 0; round < 40; round++) {
    EpiTableBuilder *builder = epi_table_builder_new ();
    EpiTable *table, *again;
    size_t length;
    epi_table_builder_column (builder, "x", EPI_COLUMN_NUMBER);
    epi_table_builder_column (builder, "a \"t\", b", EPI_COLUMN_TEXT);
    epi_table_builder_column (builder, "y", EPI_COLUMN_NUMBER);
    for (int i = 0; i < 300; i++) {
      char *text = random_text (&random);
      const char *texts[] = {epi_random_below (&random, 9) ? text : NULL};
      double numbers[] = {
          epi_random_normal (&random) *
              pow (10, (double)epi_random_below (&random, 400) - 200),
          epi_random_below (&random, 9) ? epi_random_normal (&random) : NAN};
      epi_table_builder_row (builder, numbers, texts);
      g_free (text);
    }
    epi_table_builder_finish (builder, &table);
    char *csv = epi_csv_write (table, &length);
    again = read_bytes (csv, length, NULL);
    g_assert_true (epi_table_equal (table, again));
    epi_table_unref (table);
    epi_table_unref (again);
    g_free (csv);
  }
}

/* Rows that end anywhere relative to a block, quoted or not. */
static void
test_blocks_cut_anywhere_change_nothing (void)
{
  EpiRandom random = epi_random (33, 0);
  GString *text = g_string_new ("x,t\n");
  size_t rows = 40000;

  for (size_t i = 0; i < rows; i++) {
    char *filler = g_strnfill (epi_random_below (&random, 30), 'q');
    g_string_append_printf (text, i % 3 ? "%zu,%sz\r\n" : "%zu,\"%s\n\"\"z\"\n",
                            i, filler);
    g_free (filler);
  }
  EpiTable *table = read_bytes (text->str, text->len, NULL);
  g_assert_cmpuint (epi_table_rows (table), ==, rows);
  for (size_t i = 0; i < rows; i++) {
    g_assert_cmpfloat (epi_table_number (table, i, 0), ==, (double)i);
    g_assert_true (
        g_str_has_suffix (epi_table_text (table, i, 1), i % 3 ? "z" : "\n\"z"));
  }
  epi_table_unref (table);
  g_string_free (text, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                    \
  g_test_add_func ("/csv-import/" name, test_##function)
  ADD ("only-the-chosen-columns-are-read", only_the_chosen_columns_are_read);
  ADD ("a-given-option-is-obeyed", a_given_option_is_obeyed);
  ADD ("the-preview-shows-options-and-rows",
       the_preview_shows_options_and_rows);
  ADD ("one-column-stays-one", one_column_stays_one);
  ADD ("a-cancelled-import-leaves-nothing", a_cancelled_import_leaves_nothing);
  ADD ("another-thread-may-watch-and-cancel",
       another_thread_may_watch_and_cancel);
  ADD ("text-from-a-spreadsheet-is-a-table",
       text_from_a_spreadsheet_is_a_table);
  ADD ("what-is-written-reads-back-equal", what_is_written_reads_back_equal);
  ADD ("blocks-cut-anywhere-change-nothing",
       blocks_cut_anywhere_change_nothing);
#undef ADD
  return g_test_run ();
}
