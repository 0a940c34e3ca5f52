/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-commands.h"

#include "epi-work.h"

#include "kit/epi-lesson-story.h"
#include "kit/epi-words.h"

static void
undo (EpiWindow *window, GVariant *parameter)
{
  epi_session_undo (epi_window_get_session (window));
}

static gboolean
can_undo (EpiWindow *window)
{
  EpiSession *session = epi_window_get_session (window);
  return session != NULL &&
         epi_history_undo_label (epi_session_history (session)) != NULL;
}

static char *
says (const char *command, const char *label)
{
  if (label == NULL)
    return g_strdup (command);
  g_autofree char *inside = epi_word_inside (label);
  return g_strdup_printf ("%s: %s", command, inside);
}

static char *
undo_says (EpiWindow *window)
{
  EpiSession *session = epi_window_get_session (window);
  return says ("Undo", session != NULL ? epi_history_undo_label (
                                             epi_session_history (session))
                                       : NULL);
}

static char *
redo_says (EpiWindow *window)
{
  EpiSession *session = epi_window_get_session (window);
  return says ("Redo", session != NULL ? epi_history_redo_label (
                                             epi_session_history (session))
                                       : NULL);
}

static void
redo (EpiWindow *window, GVariant *parameter)
{
  epi_session_redo (epi_window_get_session (window));
}

static gboolean
can_redo (EpiWindow *window)
{
  EpiSession *session = epi_window_get_session (window);
  return session != NULL &&
         epi_history_redo_label (epi_session_history (session)) != NULL;
}

static void
start_anew (EpiWindow *window, GVariant *parameter)
{
  EpiSession *session = epi_window_get_session (window);
  const EpiLesson *lesson = epi_session_lesson (session);
  EpiDocument *plain = epi_lesson_document (lesson, NULL);
  const EpiDocument *before = epi_session_scene (session)->document;
  gsize k;
  EpiDocument *document = epi_lesson_beginning (lesson, plain, &k);
  epi_session_edit_at (session, document, "Start anew", k);
  if (epi_session_scene (session)->document == before) { /* its run is there */
    if (k == SIZE_MAX)
      epi_session_to_end (session);
    else
      epi_session_seek (session, k);
  }
  epi_document_unref (document);
  epi_document_unref (plain);
  epi_window_toast (window, "The lesson starts anew", TRUE);
}

static void
preset (EpiWindow *window, GVariant *parameter)
{
  const char *name = g_variant_get_string (parameter, NULL);
  const EpiPreset *row =
      epi_session_lesson (epi_window_get_session (window))->presets;
  for (; row != NULL && row->name != NULL; row++)
    if (g_str_equal (row->name, name)) {
      g_autofree char *label = g_strdup_printf ("Show “%s”", row->label);
      epi_window_assign (window, row->set, label);
    }
}

/* NULL while the window is being made: actions come before widgets. */
static EpiFigures *
figures_of (EpiWindow *window)
{
  GtkWidget *work = epi_window_get_work (window);
  return work != NULL ? epi_work_get_figures (EPI_WORK (work)) : NULL;
}

static void
paint (EpiWindow *window, GVariant *parameter)
{
  EpiFigures *figures = figures_of (window);
  epi_figures_set_painting (figures, !epi_figures_get_painting (figures));
  epi_actions_update (window);
}

static gboolean
can_paint (EpiWindow *window)
{
  EpiSession *session = epi_window_get_session (window);
  return session != NULL && epi_handles_paint (epi_session_scene (session));
}

static GVariant *
is_painting (EpiWindow *window)
{
  return g_variant_new_boolean (figures_of (window) != NULL &&
                                epi_figures_get_painting (figures_of (window)));
}

const EpiAction epi_edit_commands[] = {
    {"undo",
     "Editing",
     "Undo",
     {"<Ctrl>z"},
     NULL,
     undo,
     can_undo,
     NULL,
     undo_says},
    {"redo",
     "Editing",
     "Redo",
     {"<Ctrl><Shift>z", "<Ctrl>y"},
     NULL,
     redo,
     can_redo,
     NULL,
     redo_says},
    {"start-anew",
     "Editing",
     "Start the lesson anew",
     {"<Ctrl>r"},
     NULL,
     start_anew,
     epi_window_has_session},

    {"paint", "Editing", "Paint", {"p"}, NULL, paint, can_paint, is_painting},
    {"preset", NULL, "Example", {NULL}, "s", preset, epi_window_has_session},
    {NULL},
};
