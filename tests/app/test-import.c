/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The import dialog on files as spreadsheets write them. */
#include "epi-file-thread.h"
#include "epi-import-dialog.h"
#include "epi-import-preview.h"
#include "epi-role-bar.h"

#include "table-lesson.h"
#include "widget-test.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

typedef struct {
  char *folder;
  GtkWidget *dialog;
  EpiData *imported;
} Fixture;

static void
imported_cb (EpiImportDialog *dialog, EpiData *data, Fixture *f)
{
  f->imported = epi_data_ref (data);
}

static void
present (Fixture *f, GtkWidget *dialog)
{
  f->dialog = dialog;
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *)&f->dialog);
  g_signal_connect (dialog, "imported", G_CALLBACK (imported_cb), f);
  gtk_window_present (GTK_WINDOW (dialog));
  widget_test_settle (dialog);
}

/* Opens the dialog on a file of those bytes. */
static void
open_bytes (Fixture *f, const char *name, const void *bytes, gsize length)
{
  char *path;
  GFile *file;

  *f = (Fixture){.folder = g_dir_make_tmp ("epi-import-XXXXXX", NULL)};
  path = g_build_filename (f->folder, name, NULL);
  g_assert_true (g_file_set_contents (path, bytes, (gssize)length, NULL));
  file = g_file_new_for_path (path);
  present (f, epi_import_dialog_new_file (NULL, file, table_lesson.tables));
  g_object_unref (file);
  g_free (path);
}

static void
open_text (Fixture *f, const char *name, const char *text)
{
  open_bytes (f, name, text, strlen (text));
}

static void
click (Fixture *f, const char *label)
{
  GtkWidget *button = widget_test_find (f->dialog, GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static gboolean
was_imported (gpointer data)
{
  return ((Fixture *)data)->imported != NULL;
}

static const EpiTable *
import (Fixture *f)
{
  click (f, "Import");
  widget_test_until (was_imported, f, "the table");
  return epi_data_table (f->imported);
}

static void
close_dialog (Fixture *f)
{
  GDir *dir = f->folder != NULL ? g_dir_open (f->folder, 0, NULL) : NULL;
  const char *name;

  if (f->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (f->dialog));
  epi_file_thread_flush ();
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    char *path = g_build_filename (f->folder, name, NULL);
    g_assert_cmpint (g_remove (path), ==, 0);
    g_free (path);
  }
  if (dir != NULL) {
    g_dir_close (dir);
    g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  }
  g_free (f->folder);
  epi_data_unref (f->imported);
}

static void
test_semicolons_and_decimal_commas_are_sniffed (void)
{
  Fixture f;
  const EpiTable *table;

  open_text (&f, "preise.csv",
             "Fläche;Preis;Ort\n50,5;210,25;Bern\n61;255;\"Zug; alt\"\n");
  widget_test_shots (f.dialog, "import");
  table = import (&f);
  g_assert_cmpuint (epi_table_rows (table), ==, 2);
  g_assert_cmpuint (epi_table_cols (table), ==, 3);
  g_assert_cmpstr (epi_table_name (table, 0), ==, "Fläche");
  g_assert_cmpfloat (epi_table_number (table, 0, 0), ==, 50.5);
  g_assert_cmpfloat (epi_table_number (table, 0, 1), ==, 210.25);
  g_assert_cmpstr (epi_table_text (table, 1, 2), ==, "Zug; alt");
  g_assert_cmpstr (epi_data_role (f.imported, "x")[0], ==, "Fläche");
  g_assert_cmpstr (epi_data_role (f.imported, "y")[0], ==, "Preis");
  g_assert_cmpstr (epi_data_source (f.imported), ==, "preise.csv");
  close_dialog (&f);
}

static void
test_utf16_is_read_by_its_mark (void)
{
  static const char text[] = "größe,preis\n1,2\n3,4\n";
  Fixture f;
  const EpiTable *table;
  gsize length;
  char *utf16 = g_convert (text, -1, "UTF-16LE", "UTF-8", NULL, &length, NULL);
  char *marked = g_malloc (length + 2);

  memcpy (marked, "\377\376", 2);
  memcpy (marked + 2, utf16, length);
  open_bytes (&f, "t.csv", marked, length + 2);
  table = import (&f);
  g_assert_cmpstr (epi_table_name (table, 0), ==, "größe");
  g_assert_cmpfloat (epi_table_number (table, 1, 1), ==, 4);
  g_free (utf16);
  g_free (marked);
  close_dialog (&f);
}

static void
test_latin1_is_read_without_a_mark (void)
{
  static const char text[] = "a;b;ort\n1;2;Z\374rich\n3;4;Gen\350ve\n";
  Fixture f;
  const EpiTable *table;

  open_bytes (&f, "t.csv", text, strlen (text));
  table = import (&f);
  g_assert_cmpstr (epi_table_text (table, 0, 2), ==, "Zürich");
  g_assert_cmpstr (epi_table_text (table, 1, 2), ==, "Genève");
  close_dialog (&f);
}

/* "1,5" may be a number and a half or two cells; the user has the last word. */
static void
test_chosen_separator_beats_the_sniffed_one (void)
{
  Fixture f;
  const EpiTable *table;
  GtkWidget *separator;

  open_text (&f, "t.csv", "a;b\n1,5;2\n2,5;3\n");
  separator = widget_test_find (f.dialog, GTK_TYPE_DROP_DOWN, NULL);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (separator)), ==,
                    1);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (separator), 3); /* bar */
  gtk_drop_down_set_selected (GTK_DROP_DOWN (separator), 1);
  table = import (&f);
  g_assert_cmpuint (epi_table_cols (table), ==, 2);
  g_assert_cmpfloat (epi_table_number (table, 1, 0), ==, 2.5);
  close_dialog (&f);
}

static void
test_column_left_out_is_not_read (void)
{
  Fixture f;
  const EpiTable *table;

  open_text (&f, "t.csv", "a,b,c\n1,2,3\n4,5,6\n");
  epi_import_preview_take (EPI_IMPORT_PREVIEW (widget_test_find (
                               f.dialog, EPI_TYPE_IMPORT_PREVIEW, NULL)),
                           1, FALSE);
  table = import (&f);
  g_assert_cmpuint (epi_table_cols (table), ==, 2);
  g_assert_cmpstr (epi_table_name (table, 1), ==, "c");
  g_assert_cmpstr (epi_data_role (f.imported, "y")[0], ==, "c");
  close_dialog (&f);
}

static gboolean
remarks_are_shown (gpointer data)
{
  return widget_test_find (((Fixture *)data)->dialog, GTK_TYPE_BUTTON,
                           "Use the table") != NULL;
}

static void
test_stray_word_is_told_before_the_table_is_used (void)
{
  Fixture f;
  GString *text = g_string_new ("a,b\n");

  for (int i = 0; i < 30; i++)
    g_string_append_printf (text, "%d,%s\n", i, i == 17 ? "oops" : "2");
  open_text (&f, "t.csv", text->str);
  click (&f, "Import");
  widget_test_until (remarks_are_shown, &f, "the remarks");
  g_assert_null (f.imported);
  widget_test_shots (f.dialog, "import-remarks");
  click (&f, "Use the table");
  g_assert_true (was_imported (&f));
  g_assert_true (isnan (epi_table_number (epi_data_table (f.imported), 17, 1)));
  g_string_free (text, TRUE);
  close_dialog (&f);
}

static gboolean
has_problem (gpointer data)
{
  Fixture *f = data;
  GtkWidget *go = widget_test_find (f->dialog, GTK_TYPE_BUTTON, "Import");

  return epi_file_thread_busy () == 0 && gtk_widget_get_sensitive (go);
}

static void
test_too_large_a_number_is_one_sentence_and_another_try (void)
{
  Fixture f;

  open_text (&f, "t.csv", "a,b\n1,2\n3,1e999\n");
  click (&f, "Import");
  widget_test_until (has_problem, &f, "the end of the import");
  g_assert_null (f.imported);
  widget_test_shots (f.dialog, "import-problem");
  close_dialog (&f);
}

static void
test_pasted_cells_are_a_table (void)
{
  Fixture f = {NULL};
  const EpiTable *table;

  present (&f, epi_import_dialog_new_text (
                   NULL, "area\tprice\r\n1,5\t2\r\n2,5\t4\r\n",
                   table_lesson.tables));
  table = import (&f);
  g_assert_cmpuint (epi_table_rows (table), ==, 2);
  g_assert_cmpfloat (epi_table_number (table, 1, 0), ==, 2.5);
  close_dialog (&f);
}

/* A job that keeps the file thread until told. */
static void
wait_work (void *data)
{
  g_mutex_lock (data); /* held by the test */
  g_mutex_unlock (data);
}

static void
wait_done (void *data)
{
}

static gboolean
is_idle (gpointer data)
{
  return epi_file_thread_busy () == 0;
}

/* While the file thread has not come to it, the window draws; after Cancel
 * nothing is imported and the dialog is there for another try. */
static void
test_cancel_stops_and_the_window_answers (void)
{
  Fixture f;
  GMutex gate;

  g_mutex_init (&gate);
  g_mutex_lock (&gate);
  epi_file_thread_run (wait_work, wait_done, &gate);
  open_text (&f, "t.csv", "a,b\n1,2\n3,4\n");
  click (&f, "Import");
  widget_test_settle (f.dialog); /* two frames */
  g_assert_cmpuint (epi_file_thread_busy (), ==, 2);
  widget_test_shots (f.dialog, "import-working");
  click (&f, "Cancel");
  g_mutex_unlock (&gate);
  widget_test_until (is_idle, NULL, "the cancelled import to end");
  g_assert_null (f.imported);
  g_assert_nonnull (f.dialog);
  import (&f); /* again, to the end */
  g_mutex_clear (&gate);
  close_dialog (&f);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/import/semicolons-and-decimal-commas-are-sniffed",
                   test_semicolons_and_decimal_commas_are_sniffed);
  g_test_add_func ("/import/utf16-is-read-by-its-mark",
                   test_utf16_is_read_by_its_mark);
  g_test_add_func ("/import/latin1-is-read-without-a-mark",
                   test_latin1_is_read_without_a_mark);
  g_test_add_func ("/import/chosen-separator-beats-the-sniffed-one",
                   test_chosen_separator_beats_the_sniffed_one);
  g_test_add_func ("/import/column-left-out-is-not-read",
                   test_column_left_out_is_not_read);
  g_test_add_func ("/import/stray-word-is-told-before-the-table-is-used",
                   test_stray_word_is_told_before_the_table_is_used);
  g_test_add_func ("/import/too-large-a-number-is-one-sentence-and-another-try",
                   test_too_large_a_number_is_one_sentence_and_another_try);
  g_test_add_func ("/import/pasted-cells-are-a-table",
                   test_pasted_cells_are_a_table);
  g_test_add_func ("/import/cancel-stops-and-the-window-answers",
                   test_cancel_stops_and_the_window_answers);
  return widget_test_run ();
}
