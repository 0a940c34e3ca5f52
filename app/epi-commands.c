/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-commands.h"

#include "epi-settings.h"
#include "epi-story-panel.h"
#include "epi-work.h"

#include "kit/epi-words.h"

static EpiSession *
session_of (EpiWindow *window)
{
  return epi_window_get_session (window);
}

/* NULL while the window is being made: actions come before widgets. */
static EpiWork *
work_of (EpiWindow *window)
{
  GtkWidget *work = epi_window_get_work (window);
  return work != NULL ? EPI_WORK (work) : NULL;
}

static EpiFigures *
figures_of (EpiWindow *window)
{
  return epi_work_get_figures (work_of (window));
}

/* ---- Editing ---- */

static void
undo (EpiWindow *window, GVariant *parameter)
{
  epi_session_undo (session_of (window));
}

static gboolean
can_undo (EpiWindow *window)
{
  EpiSession *session = session_of (window);
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
  EpiSession *session = session_of (window);
  return says ("Undo", session != NULL ? epi_history_undo_label (
                                             epi_session_history (session))
                                       : NULL);
}

static char *
redo_says (EpiWindow *window)
{
  EpiSession *session = session_of (window);
  return says ("Redo", session != NULL ? epi_history_redo_label (
                                             epi_session_history (session))
                                       : NULL);
}

static void
redo (EpiWindow *window, GVariant *parameter)
{
  epi_session_redo (session_of (window));
}

static gboolean
can_redo (EpiWindow *window)
{
  EpiSession *session = session_of (window);
  return session != NULL &&
         epi_history_redo_label (epi_session_history (session)) != NULL;
}

static void
start_anew (EpiWindow *window, GVariant *parameter)
{
  EpiSession *session = session_of (window);
  const EpiLesson *lesson = epi_session_lesson (session);
  EpiDocument *plain = epi_lesson_document (lesson, NULL);
  EpiDocument *document = epi_story_panel_beginning (lesson, plain);
  epi_session_edit (session, document, "Start anew");
  epi_document_unref (document);
  epi_document_unref (plain);
  epi_window_toast (window, "The lesson starts anew", TRUE);
}

static void
preset (EpiWindow *window, GVariant *parameter)
{
  const char *name = g_variant_get_string (parameter, NULL);
  const EpiPreset *row = epi_session_lesson (session_of (window))->presets;
  for (; row != NULL && row->name != NULL; row++)
    if (g_str_equal (row->name, name)) {
      g_autofree char *label = g_strdup_printf ("Show “%s”", row->label);
      epi_window_assign (window, row->set, label);
    }
}

static gboolean
has_session (EpiWindow *window)
{
  return session_of (window) != NULL;
}

/* ---- Playing ---- */

static void
play (EpiWindow *window, GVariant *parameter)
{
  EpiSession *session = session_of (window);
  if (epi_session_is_under_way (session))
    epi_session_pause (session);
  else
    epi_session_play (session, !epi_session_is_playing (session));
}

static GVariant *
is_playing (EpiWindow *window)
{
  EpiSession *session = session_of (window);
  return g_variant_new_boolean (
      session != NULL &&
      (epi_session_is_playing (session) || epi_session_is_under_way (session)));
}

static void
cancel_run (EpiWindow *window, GVariant *parameter)
{
  epi_session_cancel (session_of (window));
}

static gboolean
can_cancel_run (EpiWindow *window)
{
  EpiSession *session = session_of (window);
  return session != NULL && (epi_session_is_playing (session) ||
                             epi_session_is_under_way (session));
}

static void
step_forward (EpiWindow *window, GVariant *parameter)
{
  epi_session_step (session_of (window), 1);
}

static void
step_back (EpiWindow *window, GVariant *parameter)
{
  epi_session_step (session_of (window), -1);
}

static gboolean
can_go_on (EpiWindow *window)
{
  EpiSession *session = session_of (window);
  return session != NULL &&
         (epi_session_is_running (session) ||
          epi_session_scene (session)->k < epi_session_last (session));
}

static gboolean
can_go_back (EpiWindow *window)
{
  EpiSession *session = session_of (window);
  return session != NULL && epi_session_scene (session)->k > 0;
}

/* Playing from the end begins again. */
static gboolean
can_play (EpiWindow *window)
{
  return can_go_on (window) || can_go_back (window);
}

static void
to_start (EpiWindow *window, GVariant *parameter)
{
  epi_session_to_start (session_of (window));
}

static void
to_end (EpiWindow *window, GVariant *parameter)
{
  epi_session_to_end (session_of (window));
}

static void
fork_here (EpiWindow *window, GVariant *parameter)
{
  epi_session_fork (session_of (window));
}

static void
drop_forks (EpiWindow *window, GVariant *parameter)
{
  epi_session_drop_forks (session_of (window));
}

static gboolean
has_forks (EpiWindow *window)
{
  EpiSession *session = session_of (window);
  const EpiAnswer *answer =
      session != NULL ? epi_session_scene (session)->answer : NULL;
  for (gsize i = 0; answer != NULL && i < answer->n_runs; i++)
    if (answer->runs[i].forked_at != SIZE_MAX)
      return TRUE;
  return FALSE;
}

static void
loop (EpiWindow *window, GVariant *parameter)
{
  EpiSession *session = session_of (window);
  epi_session_set_loops (session, !epi_session_loops (session));
}

static GVariant *
is_looping (EpiWindow *window)
{
  EpiSession *session = session_of (window);
  return g_variant_new_boolean (session != NULL && epi_session_loops (session));
}

static void
faster (EpiWindow *window, GVariant *parameter)
{
  EpiSession *session = session_of (window);
  epi_session_set_speed (session, 2 * epi_session_speed (session));
}

static void
slower (EpiWindow *window, GVariant *parameter)
{
  EpiSession *session = session_of (window);
  epi_session_set_speed (session, epi_session_speed (session) / 2);
}

/* ---- Looking ---- */

static void
show_lessons (EpiWindow *window, GVariant *parameter)
{
  epi_window_show_lessons (window, !epi_window_lessons_shown (window));
  epi_actions_update (window);
}

static GVariant *
lessons_shown (EpiWindow *window)
{
  return g_variant_new_boolean (epi_window_lessons_shown (window));
}

static void
search (EpiWindow *window, GVariant *parameter)
{
  epi_window_search (window);
  epi_actions_update (window);
}

static void
show_story (EpiWindow *window, GVariant *parameter)
{
  epi_window_show_story (window, !epi_window_story_shown (window));
  epi_actions_update (window);
}

static GVariant *
story_shown (EpiWindow *window)
{
  return g_variant_new_boolean (epi_window_story_shown (window));
}

static void
show_data (EpiWindow *window, GVariant *parameter)
{
  EpiWork *work = work_of (window);
  epi_work_show_data (work, !epi_work_data_shown (work));
  epi_actions_update (window);
}

static gboolean
has_data_page (EpiWindow *window)
{
  return work_of (window) != NULL && epi_work_has_data_page (work_of (window));
}

static GVariant *
data_shown (EpiWindow *window)
{
  return g_variant_new_boolean (has_data_page (window) &&
                                epi_work_data_shown (work_of (window)));
}

static void
fit_views (EpiWindow *window, GVariant *parameter)
{
  epi_figures_fit (figures_of (window));
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
  return session_of (window) != NULL &&
         epi_figures_have_rows (figures_of (window));
}

static GVariant *
is_painting (EpiWindow *window)
{
  return g_variant_new_boolean (work_of (window) != NULL &&
                                epi_figures_get_painting (figures_of (window)));
}

static void
fullscreen (EpiWindow *window, GVariant *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (window)))
    gtk_window_unfullscreen (GTK_WINDOW (window));
  else
    gtk_window_fullscreen (GTK_WINDOW (window));
}

static GVariant *
is_fullscreen (EpiWindow *window)
{
  return g_variant_new_boolean (gtk_window_is_fullscreen (GTK_WINDOW (window)));
}

static void
set_appearance (EpiWindow *window, GVariant *parameter)
{
  epi_settings_set_text ("appearance", g_variant_get_string (parameter, NULL));
  epi_commands_apply_appearance ();
  epi_actions_update (window);
}

static GVariant *
appearance (EpiWindow *window)
{
  g_autofree char *name = epi_settings_get_text ("appearance", "system");
  return g_variant_new_string (name);
}

void
epi_commands_apply_appearance (void)
{
  g_autofree char *name = epi_settings_get_text ("appearance", "system");
  adw_style_manager_set_color_scheme (
      adw_style_manager_get_default (),
      g_str_equal (name, "dark")    ? ADW_COLOR_SCHEME_FORCE_DARK
      : g_str_equal (name, "light") ? ADW_COLOR_SCHEME_FORCE_LIGHT
                                    : ADW_COLOR_SCHEME_DEFAULT);
}

static void
dark (EpiWindow *window, GVariant *parameter)
{
  gboolean now = adw_style_manager_get_dark (adw_style_manager_get_default ());
  set_appearance (window, g_variant_new_string (now ? "light" : "dark"));
}

static void
close_window (EpiWindow *window, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (window));
}

const EpiAction epi_commands[] = {
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
     has_session},

    {"paint", "Editing", "Paint", {"p"}, NULL, paint, can_paint, is_painting},
    {"preset", NULL, "Example", {NULL}, "s", preset, has_session},

    {"play",
     "Playing",
     "Play or pause",
     {"space"},
     NULL,
     play,
     can_play,
     is_playing},
    {"cancel-run",
     "Playing",
     "Cancel: back to where playing began",
     {"<Ctrl>period"},
     NULL,
     cancel_run,
     can_cancel_run},
    {"step-forward",
     "Playing",
     "Step forward",
     {"period"},
     NULL,
     step_forward,
     can_go_on},
    {"step-back",
     "Playing",
     "Step back",
     {"comma"},
     NULL,
     step_back,
     can_go_back},
    {"to-start",
     "Playing",
     "To the start",
     {"Home"},
     NULL,
     to_start,
     can_go_back},
    {"to-end", "Playing", "Run to the end", {"End"}, NULL, to_end, can_go_on},
    {"loop", "Playing", "Loop", {"l"}, NULL, loop, has_session, is_looping},
    {"faster",
     "Playing",
     "Twice as fast",
     {"greater"},
     NULL,
     faster,
     has_session},
    {"slower", "Playing", "Half as fast", {"less"}, NULL, slower, has_session},
    {"fork",
     "Playing",
     "Fork here, keeping the run to compare",
     {"k"},
     NULL,
     fork_here,
     has_session},
    {"drop-forks",
     "Playing",
     "Drop the runs kept by forks",
     {"<Shift>k"},
     NULL,
     drop_forks,
     has_forks},

    {"fit-views",
     "Looking",
     "Fit all figures",
     {"<Ctrl>0"},
     NULL,
     fit_views,
     has_session},
    {"show-data",
     "Looking",
     "Data table",
     {"<Ctrl>t"},
     NULL,
     show_data,
     has_data_page,
     data_shown},
    {"show-lessons",
     "Looking",
     "Lessons",
     {"F9"},
     NULL,
     show_lessons,
     NULL,
     lessons_shown},
    {"show-story",
     "Looking",
     "Story",
     {"<Shift>F9"},
     NULL,
     show_story,
     NULL,
     story_shown},
    {"search", "Looking", "Search the lessons", {"<Ctrl>f"}, NULL, search},
    {"fullscreen",
     "Looking",
     "Fullscreen",
     {"F11"},
     NULL,
     fullscreen,
     NULL,
     is_fullscreen},
    {"dark", "Looking", "Light or dark", {"<Ctrl>l"}, NULL, dark},
    {"appearance",
     NULL,
     "Appearance",
     {NULL},
     "s",
     set_appearance,
     NULL,
     appearance},
    {"close", "Window", "Close", {"<Ctrl>w"}, NULL, close_window},
    {NULL},
};
