/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-parts.h"

#include "epi-data-page.h"
#include "epi-data-roles.h"
#include "epi-files.h"
#include "epi-import-dialog.h"
#include "epi-story-panel.h"
#include "epi-help.h"
#include "epi-twin.h"

typedef struct { /* what the window's signal feeds; the widgets are its own */
  EpiWindow *window;
  EpiStoryPanel *story;
  EpiDataPage *data;
} Parts;

static Parts *
parts_of (EpiWindow *window)
{
  return g_object_get_data (G_OBJECT (window), "epi-parts");
}

static void
changed_cb (EpiWindow *window, guint what, Parts *parts)
{
  EpiSession *session = epi_window_get_session (window);

  if ((what & EPI_CHANGED_SESSION) != 0) { /* perhaps at the same address */
    epi_story_panel_session_changed (parts->story, NULL, what);
    epi_data_page_session_changed (parts->data, NULL, what);
  }
  epi_story_panel_session_changed (parts->story, session, what);
  epi_data_page_session_changed (parts->data, session, what);
}

/* ---- The story ---- */

static void
story_message_cb (EpiStoryPanel *panel, const char *sentence, Parts *parts)
{
  epi_window_toast (parts->window, sentence, FALSE);
}

static void
next_step (EpiWindow *window, GVariant *parameter)
{
  epi_story_panel_next (parts_of (window)->story);
}

static void
previous_step (EpiWindow *window, GVariant *parameter)
{
  epi_story_panel_previous (parts_of (window)->story);
}

static gboolean
has_next (EpiWindow *window)
{
  Parts *parts = parts_of (window);

  return parts != NULL && epi_story_panel_step (parts->story) + 1 <
                              epi_story_panel_n_steps (parts->story);
}

static gboolean
has_previous (EpiWindow *window)
{
  Parts *parts = parts_of (window);

  return parts != NULL && epi_story_panel_step (parts->story) > 0;
}

static void
step_changed_cb (EpiStoryPanel *panel, Parts *parts)
{
  epi_actions_update (parts->window);
}

gboolean
epi_parts_open_story (EpiWindow *window, EpiStory *story)
{
  EpiSession *session = epi_window_get_session (window);

  if (session == NULL ||
      g_strcmp0 (epi_session_lesson (session)->id, story->lesson) != 0)
    if (story->lesson == NULL ||
        !epi_window_open_lesson (window, story->lesson)) {
      char *sentence = g_strdup_printf (
          "The story is for the lesson “%s”, which this version does not have",
          story->lesson != NULL ? story->lesson : "");
      epi_window_toast (window, sentence, FALSE);
      g_free (sentence);
      epi_story_free (story);
      return FALSE;
    }
  epi_story_panel_set_story (parts_of (window)->story, story);
  return TRUE;
}

/* ---- The data ---- */

static void
data_message_cb (EpiDataPage *page, const char *sentence, gboolean undo,
                 Parts *parts)
{
  epi_window_toast (parts->window, sentence, undo);
}

static void
use_in_cb (EpiDataPage *page, const char *id, Parts *parts)
{
  const EpiLesson *lesson = epi_lesson_find (id);
  const EpiData *data = epi_data_page_data (page);
  GError *error = NULL;
  EpiDocument *document;
  char *label;

  if (lesson == NULL || data == NULL)
    return;
  document = epi_data_document_for (
      data, lesson, epi_window_get_draft (parts->window, lesson), &error);
  if (document == NULL) {
    epi_window_toast (parts->window, error->message, FALSE);
    g_error_free (error);
    return;
  }
  label = g_strdup_printf ("Use %s", epi_data_title (data));
  epi_window_open_document (parts->window, document, label, NULL, NULL);
  g_free (label);
  epi_document_unref (document);
}

static void
imported_cb (EpiImportDialog *dialog, EpiData *data, EpiWindow *window)
{
  size_t rows = epi_table_rows (epi_data_table (data));
  char *sentence =
      g_strdup_printf ("%s: %zu row%s imported", epi_data_title (data), rows,
                       rows == 1 ? "" : "s");
  EpiSession *session = epi_window_get_session (window);
  EpiDocument *document =
      epi_lesson_with_data (epi_session_lesson (session),
                            epi_session_scene (session)->document, data);

  epi_session_edit (session, document, "Import data");
  epi_document_unref (document);
  epi_window_toast (window, sentence, TRUE);
  g_free (sentence);
}

/* The table of the lesson that data goes to, or NULL after saying so. */
static const EpiTableSpec *
target_table (EpiWindow *window)
{
  EpiSession *session = epi_window_get_session (window);
  const EpiTableSpec *table =
      session != NULL ? epi_session_lesson (session)->tables : NULL;

  if (table == NULL || table->name == NULL) {
    epi_window_toast (window, "This lesson works without a table", FALSE);
    return NULL;
  }
  return table;
}

static gboolean
present_cb (gpointer data)
{
  if (!gtk_widget_in_destruction (data))
    gtk_window_present (GTK_WINDOW (data));
  return G_SOURCE_REMOVE;
}

static void
window_map_cb (EpiWindow *window, GtkWidget *dialog)
{
  g_signal_handlers_disconnect_by_func (window, window_map_cb, dialog);
  g_idle_add_full (G_PRIORITY_LOW, present_cb, g_object_ref (dialog),
                   g_object_unref);
}

/* Over the window: at once, or when the window itself is there. */
static void
present_over (EpiWindow *window, GtkWidget *dialog)
{
  g_signal_connect_object (dialog, "imported", G_CALLBACK (imported_cb), window,
                           0);
  if (gtk_widget_get_mapped (GTK_WIDGET (window)))
    gtk_window_present (GTK_WINDOW (dialog));
  else
    g_signal_connect_object (window, "map", G_CALLBACK (window_map_cb), dialog,
                             G_CONNECT_AFTER);
}

void
epi_parts_import_file (EpiWindow *window, GFile *file)
{
  const EpiTableSpec *table = target_table (window);
  GtkWidget *dialog;

  if (table == NULL)
    return;
  dialog = epi_import_dialog_new_file (GTK_WINDOW (window), file, table);
  present_over (window, dialog);
}

static void
import_text_cb (EpiDataPage *page, const char *text, Parts *parts)
{
  const EpiTableSpec *table = target_table (parts->window);
  GtkWidget *dialog;

  if (table == NULL)
    return;
  dialog = epi_import_dialog_new_text (GTK_WINDOW (parts->window), text, table);
  present_over (parts->window, dialog);
}

static void
import_file_cb (EpiDataPage *page, Parts *parts)
{
  epi_files_import (parts->window);
}

static void
paste (EpiWindow *window, GVariant *parameter)
{
  epi_data_page_paste (parts_of (window)->data);
}

/* ---- Plugging in ---- */

static const EpiAction story_actions[] = {
    {"story-next",
     "Story",
     "Next step",
     {"<Alt>Right", "Page_Down"},
     NULL,
     next_step,
     has_next},
    {"story-previous",
     "Story",
     "Previous step",
     {"<Alt>Left", "Page_Up"},
     NULL,
     previous_step,
     has_previous},
    {NULL},
};

static const EpiAction data_actions[] = {
    {"paste",
     "Data",
     "Paste a table",
     {"<Ctrl><Shift>v"},
     NULL,
     paste,
     epi_window_has_table},
    {NULL},
};

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y,
         EpiWindow *window)
{
  GSList *files = g_value_get_boxed (value);

  for (; files != NULL; files = files->next)
    epi_parts_open_file (window, files->data);
  return TRUE;
}

void
epi_parts_add (EpiWindow *window)
{
  Parts *parts = g_new0 (Parts, 1);
  GtkDropTarget *drop =
      gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  parts->window = window;
  parts->story = EPI_STORY_PANEL (epi_story_panel_new (NULL));
  parts->data = EPI_DATA_PAGE (epi_data_page_new (NULL));
  g_object_set_data_full (G_OBJECT (window), "epi-parts", parts, g_free);
  epi_window_set_story_panel (window, GTK_WIDGET (parts->story));
  epi_window_set_data_page (window, GTK_WIDGET (parts->data));
  g_signal_connect (parts->story, "message", G_CALLBACK (story_message_cb),
                    parts);
  g_signal_connect (parts->story, "step-changed", G_CALLBACK (step_changed_cb),
                    parts);
  g_signal_connect (parts->data, "message", G_CALLBACK (data_message_cb),
                    parts);
  g_signal_connect (parts->data, "use-in", G_CALLBACK (use_in_cb), parts);
  g_signal_connect (parts->data, "import-text", G_CALLBACK (import_text_cb),
                    parts);
  g_signal_connect (parts->data, "import-file", G_CALLBACK (import_file_cb),
                    parts);
  g_signal_connect (window, "session-changed", G_CALLBACK (changed_cb), parts);
  g_signal_connect (drop, "drop", G_CALLBACK (drop_cb), window);
  gtk_widget_add_controller (GTK_WIDGET (window), GTK_EVENT_CONTROLLER (drop));
  epi_actions_add (window, story_actions);
  epi_actions_add (window, data_actions);
  epi_files_add (window);
  epi_help_add (window);
  epi_twin_add (window);
}

void
epi_parts_open_file (EpiWindow *window, GFile *file)
{
  epi_files_open (window, file);
}

/* ---- View state ---- */

void
epi_parts_add_view (EpiWindow *window, json_t *view)
{
  EpiStoryPanel *story = parts_of (window)->story;
  json_t *solved = json_array ();

  json_object_set_new (view, "story-step",
                       json_integer (epi_story_panel_step (story)));
  for (guint i = 0; i < epi_story_panel_n_steps (story); i++)
    if (epi_story_panel_is_solved (story, i))
      json_array_append_new (solved, json_integer (i));
  json_object_set_new (view, "story-solved", solved);
}

void
epi_parts_restore_view (EpiWindow *window, const json_t *view)
{
  EpiStoryPanel *story = parts_of (window)->story;
  const json_t *step = json_object_get (view, "story-step");
  const json_t *solved = json_object_get (view, "story-solved");

  if (json_is_integer (step) && json_integer_value (step) >= 0)
    epi_story_panel_show_step (story, (guint)json_integer_value (step));
  for (size_t i = 0; i < json_array_size (solved); i++) {
    const json_t *at = json_array_get (solved, i);
    if (json_is_integer (at) && json_integer_value (at) >= 0)
      epi_story_panel_set_solved (story, (guint)json_integer_value (at));
  }
}
