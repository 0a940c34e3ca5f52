/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-help.h"

#include "epi-diagnostics.h"
#include "epi-preferences.h"

/* ---- Shortcuts ---- */

typedef struct {
  GString *xml;
  char *group; /* the one that is open, or NULL */
} Shortcuts;

static void
end_group (Shortcuts *shortcuts)
{
  if (shortcuts->group != NULL)
    g_string_append (shortcuts->xml, "</object></child>");
  g_clear_pointer (&shortcuts->group, g_free);
}

static void
begin_group (Shortcuts *shortcuts, const char *group)
{
  char *title = g_markup_escape_text (group, -1);

  end_group (shortcuts);
  shortcuts->group = g_strdup (group);
  g_string_append_printf (shortcuts->xml,
                          "<child><object class='GtkShortcutsGroup'>"
                          "<property name='title'>%s</property>",
                          title);
  g_free (title);
}

static void
add_shortcut (const EpiAction *action, gpointer data)
{
  Shortcuts *shortcuts = data;
  char *label, *keys;

  if (action->group == NULL || action->keys[0] == NULL)
    return;
  if (g_strcmp0 (action->group, shortcuts->group) != 0)
    begin_group (shortcuts, action->group);
  label = g_markup_escape_text (action->label, -1);
  keys = g_markup_escape_text (action->keys[0], -1);
  g_string_append_printf (shortcuts->xml,
                          "<child><object class='GtkShortcutsShortcut'>"
                          "<property name='title'>%s</property>"
                          "<property name='accelerator'>%s</property>"
                          "</object></child>",
                          label, keys);
  g_free (label);
  g_free (keys);
}

/* GTK 4.8 makes this window from a description only. */
static GtkWindow *
new_shortcuts_window (void)
{
  Shortcuts shortcuts = {
      .xml = g_string_new ("<interface>"
                           "<object class='GtkShortcutsWindow' id='window'>"
                           "<property name='modal'>1</property>"
                           "<child><object class='GtkShortcutsSection'>"
                           "<property name='section-name'>all</property>"
                           "<property name='max-height'>14</property>")};
  GtkBuilder *builder;
  GtkWindow *window;

  epi_actions_foreach (add_shortcut, &shortcuts);
  end_group (&shortcuts);
  g_string_append (shortcuts.xml, "</object></child></object></interface>");
  builder = gtk_builder_new_from_string (shortcuts.xml->str, -1);
  window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));
  g_object_unref (builder);
  g_string_free (shortcuts.xml, TRUE);
  return window;
}

static void
show_shortcuts (EpiWindow *window, GVariant *parameter)
{
  GtkWindow *shortcuts = new_shortcuts_window ();

  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (window));
  gtk_window_present (shortcuts);
}

/* ---- About ---- */

static void
show_about (EpiWindow *window, GVariant *parameter)
{
  char *debug = epi_diagnostics_text (GTK_WIDGET (window));

  adw_show_about_window (
      GTK_WINDOW (window), "application-name", "Epigraph", "application-icon",
      "org.epigraph.Epigraph", "version", EPI_VERSION, "developer-name",
      "The Epigraph authors", "comments",
      "A laboratory for convex optimization and machine learning: the lecture, "
      "alive.",
      "license-type", GTK_LICENSE_GPL_3_0, "debug-info", debug,
      "debug-info-filename", "epigraph-diagnostics.txt", NULL);
  g_free (debug);
}

/* ---- The actions ---- */

static void
show_diagnostics (EpiWindow *window, GVariant *parameter)
{
  epi_diagnostics_present (GTK_WINDOW (window));
}

static void
show_preferences (EpiWindow *window, GVariant *parameter)
{
  epi_preferences_present (window);
}

static const EpiAction help_actions[] = {
    {"preferences",
     "Help",
     "Preferences",
     {"<Ctrl>comma"},
     NULL,
     show_preferences},
    {"diagnostics", "Help", "Diagnostics", {NULL}, NULL, show_diagnostics},
    {"shortcuts",
     "Help",
     "Keyboard shortcuts",
     {"<Ctrl>question", "F1"},
     NULL,
     show_shortcuts},
    {"about", "Help", "About Epigraph", {NULL}, NULL, show_about},
    {NULL},
};

void
epi_help_add (EpiWindow *window)
{
  epi_actions_add (window, help_actions);
  gtk_window_set_default_icon_name ("org.epigraph.Epigraph");
  epi_preferences_apply ();
}
