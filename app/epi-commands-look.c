/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-commands.h"

#include "epi-settings.h"
#include "epi-work.h"

/* NULL while the window is being made: actions come before widgets. */
static EpiWork *
work_of (EpiWindow *window)
{
  GtkWidget *work = epi_window_get_work (window);
  return work != NULL ? EPI_WORK (work) : NULL;
}

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
  epi_figures_fit (epi_work_get_figures (work_of (window)));
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

const EpiAction epi_look_commands[] = {
    {"fit-views",
     "Looking",
     "Fit all figures",
     {"<Ctrl>0"},
     NULL,
     fit_views,
     epi_window_has_session},
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
