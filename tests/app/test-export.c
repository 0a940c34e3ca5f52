/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Figures and tables as files, on paper and on the clipboard.
 */
#include "window-test.h"

#include <math.h>
#include <string.h>

static gboolean
is_there (gpointer data)
{
  return g_file_query_exists (data, NULL) && files_are_idle (NULL);
}

static void
check_start (Fixture *f, const char *name, const char *start)
{
  GFile *file = file_in (f, name);
  char *bytes;
  gsize length;

  epi_export_to (f->window, file);
  widget_test_until (is_there, file, name);
  g_assert_true (
      g_file_load_contents (file, NULL, &bytes, &length, NULL, NULL));
  g_assert_cmpuint (length, >, 1000);
  g_assert_cmpmem (bytes, strlen (start), start, strlen (start));
  g_free (bytes);
  g_object_unref (file);
}

static void
test_figures_are_exported_by_ending (void)
{
  Fixture f;

  open_window (&f);
  check_start (&f, "figure.png", "\211PNG\r\n\032\n");
  check_start (&f, "figure.pdf", "%PDF-");
  check_start (&f, "figure.svg", "<?xml");
  close_window (&f);
}

static GFile *
exported (Fixture *f, const char *name)
{
  GFile *file = file_in (f, name);

  epi_export_to (f->window, file);
  return file;
}

static void
assert_same_bytes (GFile *a, GFile *b)
{
  char *bytes_a, *bytes_b;
  gsize length_a, length_b;

  g_assert_true (
      g_file_load_contents (a, NULL, &bytes_a, &length_a, NULL, NULL));
  g_assert_true (
      g_file_load_contents (b, NULL, &bytes_b, &length_b, NULL, NULL));
  g_assert_cmpmem (bytes_a, length_a, bytes_b, length_b);
  g_free (bytes_a);
  g_free (bytes_b);
}

/* Asked for right after an edit, in a drag, or while the answer is coarse: the
 * picture is that of the settled scene, to the byte. */
static void
test_only_what_is_settled_is_exported (void)
{
  Fixture f;
  GFile *early, *settled;

  open_window (&f);
  epi_session_begin_drag (session (&f));
  epi_session_set (session (&f), "degree", epi_number (2));
  epi_session_set (session (&f), "degree", epi_number (3));
  early = exported (&f, "early.png"); /* in the drag, nothing answered */
  widget_test_settle (GTK_WIDGET (f.window));
  g_assert_false (g_file_query_exists (early, NULL));
  epi_session_end_drag (session (&f));
  widget_test_until (is_there, early, "the picture that waited");
  settled = exported (&f, "settled.png");
  widget_test_until (is_there, settled, "the picture of what is settled");
  assert_same_bytes (early, settled);
  g_object_unref (early);
  g_object_unref (settled);
  close_window (&f);
}

/* To be looked at, in $EPIGRAPH_SHOTS where that is set. */
static void
keep_picture (GFile *file, const char *name)
{
  const char *folder = g_getenv ("EPIGRAPH_SHOTS");
  if (folder == NULL)
    return;
  GFile *kept = g_file_new_build_filename (folder, name, NULL);
  g_assert_true (
      g_file_copy (file, kept, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, NULL));
  g_object_unref (kept);
}

static void
test_a_page_is_printed_as_pdf (void)
{
  Fixture f;
  GFile *file;
  char *bytes;
  gsize length;

  open_window (&f);
  file = file_in (&f, "page.pdf");
  epi_export_print_to (f.window, file);
  widget_test_until (is_there, file, "the page");
  g_assert_true (
      g_file_load_contents (file, NULL, &bytes, &length, NULL, NULL));
  g_assert_cmpuint (length, >, 1000);
  g_assert_cmpmem (bytes, 5, "%PDF-", 5);
  keep_picture (file, "page.pdf");
  g_free (bytes);
  g_object_unref (file);
  close_window (&f);
}

typedef struct {
  GdkTexture *texture;
  gboolean done;
} Pasted;

static void
pasted_cb (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  Pasted *pasted = data;

  pasted->texture = gdk_clipboard_read_texture_finish (
      GDK_CLIPBOARD (clipboard), result, NULL);
  pasted->done = TRUE;
}

static gboolean
is_pasted (gpointer data)
{
  return ((Pasted *)data)->done;
}

/* What is pasted is the exported picture, twice as sharp: shrunk to its size,
 * no pixel is far from it on average. */
static void
test_the_clipboard_has_the_exported_picture (void)
{
  Fixture f;
  GFile *file;
  GdkTexture *picture;
  Pasted pasted = {NULL, FALSE};
  guchar *small, *large;
  double difference = 0;

  open_window (&f);
  file = exported (&f, "figure.png");
  widget_test_until (is_there, file, "the picture");
  keep_picture (file, "figure.png");
  picture = gdk_texture_new_from_file (file, NULL);
  epi_export_copy (f.window, NULL);
  gdk_clipboard_read_texture_async (
      gtk_widget_get_clipboard (GTK_WIDGET (f.window)), NULL, pasted_cb,
      &pasted);
  widget_test_until (is_pasted, &pasted, "the clipboard");
  int width = gdk_texture_get_width (picture);
  int height = gdk_texture_get_height (picture);
  g_assert_cmpint (gdk_texture_get_width (pasted.texture), ==, 2 * width);
  g_assert_cmpint (gdk_texture_get_height (pasted.texture), ==, 2 * height);

  gsize stride = 4 * (gsize)width;
  small = g_malloc (stride * (gsize)height);
  large = g_malloc (4 * stride * (gsize)height);
  gdk_texture_download (picture, small, stride);
  gdk_texture_download (pasted.texture, large, 2 * stride);
  for (gsize y = 0; y < (gsize)height; y++)
    for (gsize x = 0; x < stride; x++) {
      gsize at = 4 * y * stride + 2 * (x - x % 4) + x % 4;
      double mean = (large[at] + large[at + 4] + large[at + 2 * stride] +
                     large[at + 2 * stride + 4]) /
                    4.0;
      difference += fabs (mean - small[y * stride + x]);
    }
  g_assert_cmpfloat (difference / (double)(stride * (gsize)height), <, 3);
  g_free (small);
  g_free (large);
  g_object_unref (picture);
  g_object_unref (pasted.texture);
  g_object_unref (file);
  close_window (&f);
}

static void
test_exported_table_reads_back_the_same (void)
{
  Fixture f;
  GFile *file;
  const EpiData *data;
  EpiTable *table = NULL;

  open_window (&f);
  data = epi_document_data (document (&f),
                            epi_session_lesson (session (&f))->tables->name);
  file = file_in (&f, "table.csv");
  epi_export_to (f.window, file);
  widget_test_until (is_there, file, "the table");
  g_assert_true (epi_csv_read (g_file_peek_path (file), NULL, &table, NULL));
  g_assert_true (epi_table_equal (table, epi_data_table (data)));
  epi_table_unref (table);
  g_object_unref (file);
  close_window (&f);
}

static void
check_data (const char *lesson, const char *set, const char *expected)
{
  Fixture f;
  char *text;

  open_window_on (&f, lesson);
  g_assert_true (epi_window_assign (f.window, set, "Show"));
  GFile *file = file_in (&f, "data.csv");
  epi_export_to (f.window, file);
  widget_test_until (is_there, file, "the data");
  g_assert_true (
      g_file_get_contents (g_file_peek_path (file), &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
  g_object_unref (file);
  close_window (&f);
}

/* Not the graph of another problem, and not the walls without the cost. */
static void
test_the_data_are_those_of_the_figure (void)
{
  check_data ("linear-program", "constraints=[1 2 10 / 0.5 1 6]; c=[-1 2.5]",
              "constraints\n1,2,10\n0.5,1,6\n\nc\n-1,2.5\n");
  check_data ("semidefinite-program",
              "problem=region; F0=[1 0 / 0 1]; F1=[1 0 / 0 -1]; F2=[0 1 / 1 0]",
              "F0\n1,0\n0,1\n\nF1\n1,0\n0,-1\n\nF2\n0,1\n1,0\n");
  check_data ("semidefinite-program", "problem=lyapunov; A=[-1 5 / 0 -1.2]",
              "A\n-1,5\n0,-1.2\n");
  check_data ("semidefinite-program", "problem=max-cut; nodes=[3 3 / 6 3]",
              "x,y\n3,3\n6,3\n");
}

/* A lesson without a table has the numbers of its figures. */
static void
test_figures_are_data (void)
{
  Fixture f;
  char *text;

  open_window_on (&f, "whats-the-fuss");
  g_assert_true (epi_window_assign (
      f.window, "figure=logarithm; n=20; m=5; unknowns=2; terms=5", "Show"));
  GFile *file = file_in (&f, "figures.csv");
  epi_export_to (f.window, file);
  widget_test_until (is_there, file, "the data");
  g_assert_true (
      g_file_get_contents (g_file_peek_path (file), &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "## One constraint, in x\n# picture"));
  g_assert_nonnull (strstr (text, "\n## The same, in y = log x\n# picture"));
  g_assert_null (strstr (text, "geometric program"));
  g_free (text);
  g_object_unref (file);
  close_window (&f);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/export/figures-are-exported-by-ending",
                   test_figures_are_exported_by_ending);
  g_test_add_func ("/export/only-what-is-settled-is-exported",
                   test_only_what_is_settled_is_exported);
  g_test_add_func ("/export/a-page-is-printed-as-pdf",
                   test_a_page_is_printed_as_pdf);
  g_test_add_func ("/export/the-clipboard-has-the-exported-picture",
                   test_the_clipboard_has_the_exported_picture);
  g_test_add_func ("/export/exported-table-reads-back-the-same",
                   test_exported_table_reads_back_the_same);
  g_test_add_func ("/export/the-data-are-those-of-the-figure",
                   test_the_data_are_those_of_the_figure);
  g_test_add_func ("/export/figures-are-data", test_figures_are_data);
  return widget_test_run ();
}
