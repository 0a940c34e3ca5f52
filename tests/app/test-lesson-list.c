/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of lessons: topics that fold, and a search through all of them. */
#include "epi-lesson-list.h"
#include "epi-settings.h"

#include "widget-test.h"

#include <string.h>

typedef struct {
  GtkWidget *list, *window;
  char *chosen;
} Fixture;

static void
chosen_cb (EpiLessonList *list, const char *id, Fixture *f)
{
  g_free (f->chosen);
  f->chosen = g_strdup (id);
}

static void
open_list (Fixture *f)
{
  f->list = epi_lesson_list_new ();
  f->chosen = NULL;
  g_signal_connect (f->list, "chosen", G_CALLBACK (chosen_cb), f);
  f->window = widget_test_window (f->list, 300, 500);
}

static void
close_list (Fixture *f)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  g_free (f->chosen);
}

/* What one sees, from above: "Fit, A line, …". */
static char *
seen (Fixture *f)
{
  GtkWidget *list = widget_test_find (f->list, GTK_TYPE_LIST_BOX, NULL);
  GString *titles = g_string_new (NULL);

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (gtk_widget_get_child_visible (row)) {
      GtkWidget *label = widget_test_find (row, GTK_TYPE_LABEL, NULL);
      g_string_append_printf (titles, "%s%s", titles->len > 0 ? ", " : "",
                              gtk_label_get_text (GTK_LABEL (label)));
    }
  return g_string_free (titles, FALSE);
}

static void
assert_seen (Fixture *f, const char *expected)
{
  char *titles = seen (f);

  g_assert_cmpstr (titles, ==, expected);
  g_free (titles);
}

static GtkWidget *
row_of (Fixture *f, const char *title)
{
  GtkWidget *label = widget_test_find (f->list, GTK_TYPE_LABEL, title);

  g_assert_nonnull (label);
  return gtk_widget_get_ancestor (label, GTK_TYPE_LIST_BOX_ROW);
}

static void
press (Fixture *f, const char *title, guint key)
{
  GtkWidget *list = widget_test_find (f->list, GTK_TYPE_LIST_BOX, NULL);
  GListModel *controllers = gtk_widget_observe_controllers (list);
  gboolean handled = FALSE;

  g_assert_true (gtk_widget_grab_focus (row_of (f, title)));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    GObject *controller = g_list_model_get_item (controllers, i);
    if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
      g_signal_emit_by_name (controller, "key-pressed", key, 0, 0, &handled);
    g_object_unref (controller);
  }
  g_object_unref (controllers);
}

static void
search (Fixture *f, const char *words)
{
  GtkWidget *entry = widget_test_find (f->list, GTK_TYPE_SEARCH_ENTRY, NULL);

  gtk_editable_set_text (GTK_EDITABLE (entry), words);
  g_signal_emit_by_name (entry, "search-changed");
}

static void
test_topics_stand_over_their_lessons (void)
{
  Fixture f;

  open_list (&f);
  assert_seen (&f, "Fit, A line, Another line, Descend, A bowl");
  gtk_widget_activate (row_of (&f, "A bowl"));
  g_assert_cmpstr (f.chosen, ==, "quadratic");
  close_list (&f);
}

static void
test_a_topic_folds_and_is_remembered (void)
{
  Fixture f;

  open_list (&f);
  gtk_widget_activate (row_of (&f, "Fit")); /* a click or Enter */
  g_assert_null (f.chosen);
  assert_seen (&f, "Fit, Descend, A bowl");
  press (&f, "Descend", GDK_KEY_Left);
  assert_seen (&f, "Fit, Descend");
  press (&f, "Fit", GDK_KEY_Right);
  assert_seen (&f, "Fit, A line, Another line, Descend");
  close_list (&f);

  open_list (&f); /* another window, another day */
  assert_seen (&f, "Fit, A line, Another line, Descend");
  press (&f, "Descend", GDK_KEY_Right);
  assert_seen (&f, "Fit, A line, Another line, Descend, A bowl");
  close_list (&f);
}

static void
test_a_search_looks_into_folded_topics (void)
{
  Fixture f;
  GtkWidget *entry;

  open_list (&f);
  press (&f, "Fit", GDK_KEY_Left);
  press (&f, "Descend", GDK_KEY_Left);
  search (&f, "towns"); /* a keyword */
  assert_seen (&f, "Fit, Another line");
  search (&f, "line  fit ");
  assert_seen (&f, "Fit, A line, Another line");
  entry = widget_test_find (f.list, GTK_TYPE_SEARCH_ENTRY, NULL);
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (f.chosen, ==, "table-lesson");
  /* At once, while the list has not looked at what was typed. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "bowl");
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (f.chosen, ==, "quadratic");
  search (&f, "alchemy");
  assert_seen (&f, "");
  search (&f, "");
  assert_seen (&f, "Fit, Descend");
  press (&f, "Fit", GDK_KEY_Right);
  press (&f, "Descend", GDK_KEY_Right);
  close_list (&f);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/lesson-list/topics-stand-over-their-lessons",
                   test_topics_stand_over_their_lessons);
  g_test_add_func ("/lesson-list/a-topic-folds-and-is-remembered",
                   test_a_topic_folds_and_is_remembered);
  g_test_add_func ("/lesson-list/a-search-looks-into-folded-topics",
                   test_a_search_looks_into_folded_topics);
  return widget_test_run ();
}
