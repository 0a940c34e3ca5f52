/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-help.h"

#include "epi-diagnostics.h"
#include "epi-preferences.h"

/* ---- Shortcuts ---- */

/* Rows of a section: it then needs one page, of two columns. */
#define SECTION_ROWS 22

typedef struct {
  const char *name;
  GString *xml; /* its shortcuts */
  guint n;
} Group;

static Group *
find_group (GArray *groups, const char *name)
{
  Group group = {name, g_string_new (NULL), 0};

  for (guint i = 0; i < groups->len; i++)
    if (g_str_equal (g_array_index (groups, Group, i).name, name)) {
      g_string_free (group.xml, TRUE);
      return &g_array_index (groups, Group, i);
    }
  g_array_append_val (groups, group);
  return &g_array_index (groups, Group, groups->len - 1);
}

static void
group_clear (gpointer data)
{
  g_string_free (((Group *)data)->xml, TRUE);
}

static void
add_shortcut (const EpiAction *action, gpointer data)
{
  Group *group;
  char *label, *keys;

  if (action->group == NULL || action->keys[0] == NULL)
    return;
  group = find_group (data, action->group);
  label = g_markup_escape_text (action->label, -1);
  keys = g_markup_escape_text (action->keys[0], -1);
  g_string_append_printf (group->xml,
                          "<child><object class='GtkShortcutsShortcut'>"
                          "<property name='title'>%s</property>"
                          "<property name='accelerator'>%s</property>"
                          "</object></child>",
                          label, keys);
  group->n++;
  g_free (label);
  g_free (keys);
}

/* Groups from first on until the section is full; returns the next one. */
static guint
add_section (GString *xml, GArray *groups, guint first)
{
  GString *title = g_string_new (NULL), *body = g_string_new (NULL);
  guint rows = 0, i = first;

  for (; i < groups->len; i++) {
    const Group *group = &g_array_index (groups, Group, i);
    char *name = g_markup_escape_text (group->name, -1);
    if (i > first && rows + group->n + 1 > SECTION_ROWS) {
      g_free (name);
      break;
    }
    rows += group->n + 1;
    g_string_append_printf (title, "%s%s", i > first ? ", " : "", name);
    g_string_append_printf (body,
                            "<child><object class='GtkShortcutsGroup'>"
                            "<property name='title'>%s</property>%s"
                            "</object></child>",
                            name, group->xml->str);
    g_free (name);
  }
  g_string_append_printf (xml,
                          "<child><object class='GtkShortcutsSection'>"
                          "<property name='section-name'>s%u</property>"
                          "<property name='title'>%s</property>"
                          "<property name='max-height'>%u</property>%s"
                          "</object></child>",
                          first, title->str, SECTION_ROWS / 2 + 4, body->str);
  g_string_free (title, TRUE);
  g_string_free (body, TRUE);
  return i;
}

/* GTK 4.8 makes this window from a description only. */
static GtkWindow *
new_shortcuts_window (void)
{
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (Group));
  GString *xml = g_string_new ("<interface>"
                               "<object class='GtkShortcutsWindow' id='window'>"
                               "<property name='modal'>1</property>");
  GtkBuilder *builder;
  GtkWindow *window;

  g_array_set_clear_func (groups, group_clear);
  epi_actions_foreach (add_shortcut, groups);
  for (guint i = 0; i < groups->len;)
    i = add_section (xml, groups, i);
  g_string_append (xml, "</object></interface>");
  builder = gtk_builder_new_from_string (xml->str, -1);
  window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));
  g_object_unref (builder);
  g_string_free (xml, TRUE);
  g_array_unref (groups);
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
