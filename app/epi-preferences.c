/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-preferences.h"

#include "epi-settings.h"

typedef struct {
  const char *value, *label;
} Option;

static const Option appearances[] = {
    {"system", "As the system"}, {"light", "Light"}, {"dark", "Dark"}, {NULL}};
static const Option sizes[] = {{"100", "Normal"},
                               {"125", "Large"},
                               {"150", "Projector"},
                               {"200", "Lecture hall"},
                               {NULL}};
static const Option renderers[] = {
    {"cairo", "Processor (Cairo)"}, {"gl", "Graphics card (OpenGL)"}, {NULL}};

/* ---- Applying ---- */

void
epi_preferences_apply (void)
{
  static int system_dpi; /* before it was changed here */
  GtkSettings *settings = gtk_settings_get_default ();
  char *size = epi_settings_get_text ("text-size", "100");
  int dpi, percent = CLAMP (atoi (size), 50, 400);

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  if (system_dpi == 0 && percent != 100)
    system_dpi = dpi > 0 ? dpi : 96 * 1024;
  if (system_dpi != 0 && dpi != system_dpi * percent / 100)
    g_object_set (settings, "gtk-xft-dpi", system_dpi * percent / 100, NULL);
  g_free (size);
}

/* ---- Rows ---- */

static guint
find_option (const Option *options, const char *value)
{
  for (guint i = 0; options[i].value != NULL; i++)
    if (g_str_equal (options[i].value, value))
      return i;
  return 0;
}

static void
chosen_cb (AdwComboRow *row, GParamSpec *pspec, EpiWindow *window)
{
  const Option *options = g_object_get_data (G_OBJECT (row), "epi-options");
  const char *key = g_object_get_data (G_OBJECT (row), "epi-key");
  const char *value = options[adw_combo_row_get_selected (row)].value;

  if (g_str_equal (key, "appearance")) {
    g_action_group_activate_action (G_ACTION_GROUP (window), key,
                                    g_variant_new_string (value));
    return;
  }
  epi_settings_set_text (key, value);
  epi_preferences_apply ();
}

static void
add_row (AdwPreferencesGroup *group, EpiWindow *window, const char *title,
         const char *subtitle, const char *key, const Option *options)
{
  GtkWidget *row = adw_combo_row_new ();
  GtkStringList *names = gtk_string_list_new (NULL);
  char *value = epi_settings_get_text (key, options[0].value);

  for (const Option *option = options; option->value != NULL; option++)
    gtk_string_list_append (names, option->label);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row),
                              find_option (options, value));
  g_object_set_data (G_OBJECT (row), "epi-options", (gpointer)options);
  g_object_set_data (G_OBJECT (row), "epi-key", (gpointer)key);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (chosen_cb),
                           window, 0);
  adw_preferences_group_add (group, row);
  g_object_unref (names);
  g_free (value);
}

void
epi_preferences_present (EpiWindow *window)
{
  GtkWidget *dialog = adw_preferences_window_new ();
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  AdwPreferencesGroup *rows = ADW_PREFERENCES_GROUP (group);

  add_row (rows, window, "Colours", "", "appearance", appearances);
  add_row (rows, window, "Text size",
           "Everything grows with the text, the figures too", "text-size",
           sizes);
  add_row (rows, window, "The window is drawn by",
           "Takes effect when Epigraph starts again; figures that are dragged "
           "are usually faster on the processor",
           "renderer", renderers);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), rows);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (dialog),
                              ADW_PREFERENCES_PAGE (page));
  adw_preferences_window_set_search_enabled (ADW_PREFERENCES_WINDOW (dialog),
                                             FALSE);
  gtk_window_set_title (GTK_WINDOW (dialog), "Preferences");
  gtk_window_set_default_size (GTK_WINDOW (dialog), 560, 380);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (window));
  gtk_window_set_modal (GTK_WINDOW (dialog), TRUE);
  gtk_window_present (GTK_WINDOW (dialog));
}
