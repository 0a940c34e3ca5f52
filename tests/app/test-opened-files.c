/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that a lesson opens, dropped on a real window and opened in it. */
#include "epi-toast.h"
#include "window-test.h"

#include <string.h>
#include <sys/stat.h>

static const char plan[] = "NAME plan\nROWS\n N COST\n G NEED\nCOLUMNS\n"
                           " X COST 1 NEED 1\n Y COST 2 NEED 1\nRHS\n"
                           " RHS NEED 2\nENDATA\n";

/* The name of the file that lies open, or "". */
static const char *
opened (Fixture *f)
{
  const EpiAttachment *file =
      epi_document_attachment (document (f), EPI_OPENED);

  return file != NULL ? epi_attachment_name (file) : "";
}

static gboolean
is_solved (gpointer data)
{
  const EpiScene *scene = epi_session_scene (session (data));

  return is_answered (data) && scene->answer->certificate.status == EPI_OPTIMAL;
}

/* A file with that text (NULL: none is made). */
static GFile *
file_with (Fixture *f, const char *name, const char *text)
{
  GFile *file = file_in (f, name);

  if (text != NULL)
    g_assert_true (
        g_file_set_contents (g_file_peek_path (file), text, -1, NULL));
  return file;
}

/* As the pointer does when it lets go of a file over the window. */
static void
drop (Fixture *f, GFile *file)
{
  GListModel *all = gtk_widget_observe_controllers (GTK_WIDGET (f->window));
  GSList *files = g_slist_prepend (NULL, file);
  GValue value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, files);
  for (guint i = 0; i < g_list_model_get_n_items (all); i++) {
    GObject *controller = g_list_model_get_item (all, i);
    if (GTK_IS_DROP_TARGET (controller))
      g_signal_emit_by_name (controller, "drop", &value, 100.0, 100.0, &taken);
    g_object_unref (controller);
  }
  g_assert_true (taken);
  widget_test_until (files_are_idle, NULL, "the file to be read");
  g_value_unset (&value);
  g_slist_free (files);
  g_object_unref (all);
}

/* Whether the news at the bottom say it. */
static gboolean
says (Fixture *f, const char *what)
{
  GtkWidget *toast =
      widget_test_find (GTK_WIDGET (f->window), EPI_TYPE_TOAST, NULL);
  GtkWidget *label = widget_test_find (toast, GTK_TYPE_LABEL, NULL);

  return strstr (gtk_label_get_text (GTK_LABEL (label)), what) != NULL;
}

/* ---- Tests ---- */

static void
test_dropped_is_solved_and_undone (void)
{
  Fixture f;

  open_window_on (&f, "least-squares"); /* any other lesson */
  GFile *file = file_with (&f, "plan.mps", plan);
  drop (&f, file);
  g_assert_cmpstr (epi_session_lesson (session (&f))->id, ==, "convex-program");
  g_assert_cmpstr (opened (&f), ==, "plan.mps");
  widget_test_until (is_solved, &f, "its proof");
  g_assert_cmpfloat_with_epsilon (
      epi_frame_scalar (epi_scene_frame (epi_session_scene (session (&f)), 0),
                        "objective", 0),
      2, 1e-6);

  GFile *second = file_with (&f, "second.MPS", plan);
  drop (&f, second);
  g_assert_cmpstr (opened (&f), ==, "second.MPS");
  g_assert_cmpstr (epi_history_undo_label (epi_session_history (session (&f))),
                   ==, "Open second.MPS");
  g_assert_true (epi_session_undo (session (&f)));
  g_assert_cmpstr (opened (&f), ==, "plan.mps");
  widget_test_until (is_solved, &f, "the proof of the former one");
  g_object_unref (second);
  g_object_unref (file);
  close_window (&f);
}

static void
test_bad_file_changes_nothing (void)
{
  static const struct {
    const char *name, *text, *says;
  } bad[] = {{"cut.mps", "NAME cut\nROWS\n N COST\n", "cut.mps"},
             {"words.dat-s", "one two\n", "words.dat-s, line 1"},
             {"many.dat-s", "1000000000\n1\n3\n1 2\n", "many.dat-s"},
             {"empty.eo", "", "empty.eo"},
             {"none.qps", NULL, "none.qps"}};
  Fixture f;

  open_window_on (&f, "convex-program");
  widget_test_until (is_solved, &f, "the first proof");
  const EpiDocument *before = document (&f);
  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    GFile *file = file_with (&f, bad[i].name, bad[i].text);
    drop (&f, file);
    g_assert_true (document (&f) == before);
    g_assert_true (says (&f, bad[i].says));
    g_object_unref (file);
  }
  GFile *fifo = file_with (&f, "fifo.mps", NULL);
  g_assert_cmpint (mkfifo (g_file_peek_path (fifo), 0600), ==, 0);
  drop (&f, fifo);
  g_assert_true (document (&f) == before);
  g_assert_true (says (&f, "no ordinary file"));
  GFile *folder = file_with (&f, "folder.mps", NULL);
  g_assert_cmpint (g_mkdir (g_file_peek_path (folder), 0700), ==, 0);
  drop (&f, folder);
  g_assert_true (document (&f) == before);
  g_assert_true (says (&f, "folder"));
  g_object_unref (folder);
  g_object_unref (fifo);
  close_window (&f);
}

/* A table's name is no text's, however it is written: it goes to the lesson at
 * hand (this one has no table), not to the one that reads texts. */
static void
test_table_in_capitals_is_no_text (void)
{
  static const char *const names[] = {"table.txt", "TABLE.TXT"};
  Fixture f;
  GString *text = g_string_new (NULL);

  for (int i = 0; i < 5000; i++)
    g_string_append_printf (text, "%d the fox and the hen\n", i % 10);
  open_window_on (&f, "convex-program");
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    GFile *file = file_with (&f, names[i], text->str);
    drop (&f, file);
    g_assert_cmpstr (epi_session_lesson (session (&f))->id, ==,
                     "convex-program");
    g_assert_true (says (&f, "without a table"));
    g_object_unref (file);
  }
  g_string_free (text, TRUE);
  close_window (&f);
}

/* ---- A large problem ---- */

#define NODES 320
#define TURNS 3 /* of the main loop; at most 1 if it waited for the run */

/* The max-cut relaxation of a graph with 320 nodes: seconds of work. */
static char *
large_problem (void)
{
  GString *text = g_string_new (NULL);
  guint state = 1;

  g_string_append_printf (text, "%d\n1\n%d\n", NODES, NODES);
  for (int i = 0; i < NODES; i++)
    g_string_append (text, "1 ");
  g_string_append_c (text, '\n');
  for (int i = 1; i <= NODES; i++)
    for (int j = i; j <= NODES; j++) {
      state = state * 1664525 + 1013904223;
      if (i == j)
        g_string_append_printf (text, "0 1 %d %d 4\n", i, j);
      else if (state >> 24 < 8)
        g_string_append_printf (text, "0 1 %d %d -1\n", i, j);
    }
  for (int i = 1; i <= NODES; i++)
    g_string_append_printf (text, "%d 1 %d %d 1\n", i, i, i);
  return g_string_free (text, FALSE);
}

static gboolean
is_under_way (gpointer data)
{
  return epi_session_is_under_way (session (data));
}

static gboolean
is_at_rest (gpointer data)
{
  return !epi_session_is_under_way (session (data));
}

static gboolean
count_cb (gpointer data)
{
  ++*(guint *)data;
  return G_SOURCE_CONTINUE;
}

/* While it is solved the main loop turns; cancelled, it stops, and the
 * problem stays. */
static void
test_large_leaves_the_window_answering (void)
{
  Fixture f;
  char *text = large_problem ();
  guint turns = 0;

  open_window_on (&f, "convex-program");
  GFile *file = file_with (&f, "large.dat-s", text);
  drop (&f, file);
  g_assert_cmpstr (opened (&f), ==, "large.dat-s");
  widget_test_until (is_under_way, &f, "the run to be under way");
  guint id = g_timeout_add (5, count_cb, &turns);
  while (turns < TURNS && is_under_way (&f))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
  g_assert_cmpuint (turns, ==, TURNS);
  if (is_under_way (&f)) {
    epi_session_cancel (session (&f));
    widget_test_until (is_at_rest, &f, "the run to stop");
    g_assert_cmpuint (epi_session_scene (session (&f))->k, ==, 0);
  } else
    g_test_message ("it was solved before it could be cancelled");
  g_assert_cmpstr (opened (&f), ==, "large.dat-s");
  g_object_unref (file);
  g_free (text);
  close_window (&f);
}

static void
test_pictures (void)
{
  Fixture f;

  open_window_on (&f, "convex-program");
  widget_test_until (is_solved, &f, "the proof");
  widget_test_settle (GTK_WIDGET (f.window));
  widget_test_shots (GTK_WIDGET (f.window), "convex-program");
  close_window (&f);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/opened-files/dropped-is-solved-and-undone",
                   test_dropped_is_solved_and_undone);
  g_test_add_func ("/opened-files/bad-file-changes-nothing",
                   test_bad_file_changes_nothing);
  g_test_add_func ("/opened-files/table-in-capitals-is-no-text",
                   test_table_in_capitals_is_no_text);
  g_test_add_func ("/opened-files/large-leaves-the-window-answering",
                   test_large_leaves_the_window_answering);
  g_test_add_func ("/opened-files/pictures", test_pictures);
  return widget_test_run ();
}
