/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A real window with a lesson, and a folder of its own.
 */
#pragma once

#include "epi-application.h"
#include "epi-export.h"
#include "epi-file-thread.h"
#include "epi-files.h"
#include "epi-story-panel.h"
#include "epi-window.h"
#include "data/epi-csv.h"
#include "widget-test.h"

#include <glib/gstdio.h>

typedef struct {
  EpiApplication *application;
  EpiWindow *window;
  char *folder;
} Fixture;

static inline EpiSession *
session (Fixture *f)
{
  return epi_window_get_session (f->window);
}

static inline const EpiDocument *
document (Fixture *f)
{
  return epi_session_scene (session (f))->document;
}

static inline gboolean
is_answered (gpointer data)
{
  const EpiScene *scene = epi_session_scene (session (data));

  return scene->answer != NULL && !scene->stale && !scene->answer->running;
}

static inline gboolean
files_are_idle (gpointer data)
{
  return epi_file_thread_busy () == 0;
}

/* With that lesson, settled. */
static inline void
open_window_on (Fixture *f, const char *lesson)
{
  f->application = epi_application_new ();
  g_application_set_flags (G_APPLICATION (f->application),
                           G_APPLICATION_NON_UNIQUE);
  g_assert_true (
      g_application_register (G_APPLICATION (f->application), NULL, NULL));
  f->window = epi_window_new (GTK_APPLICATION (f->application));
  f->folder = g_dir_make_tmp ("epi-files-XXXXXX", NULL);
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *)&f->window);
  g_assert_true (epi_window_open_lesson (f->window, lesson));
  gtk_window_present (GTK_WINDOW (f->window));
  widget_test_settle (GTK_WIDGET (f->window));
}

/* With the first lesson, answered. */
static inline void
open_window (Fixture *f)
{
  open_window_on (f, epi_lessons ()[0]->id);
  widget_test_until (is_answered, f, "the first answer");
}

static inline void
close_window (Fixture *f)
{
  GDir *dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  if (f->window != NULL)
    gtk_window_destroy (GTK_WINDOW (f->window));
  epi_file_thread_flush ();
  while ((name = g_dir_read_name (dir)) != NULL) {
    char *path = g_build_filename (f->folder, name, NULL);
    g_assert_cmpint (g_remove (path), ==, 0);
    g_free (path);
  }
  g_dir_close (dir);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0); /* no temporary is left */
  g_free (f->folder);
  g_object_unref (f->application);
}

static inline GFile *
file_in (Fixture *f, const char *name)
{
  return g_file_new_build_filename (f->folder, name, NULL);
}

static inline AdwMessageDialog *
message (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  AdwMessageDialog *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    GtkWidget *window = g_list_model_get_item (windows, i);
    if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_visible (window))
      found = ADW_MESSAGE_DIALOG (window);
    g_object_unref (window);
  }
  return found;
}

static inline void
answer (const char *label)
{
  GtkWidget *button =
      widget_test_find (GTK_WIDGET (message ()), GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}
