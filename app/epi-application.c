/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-application.h"

#include "epi-commands.h"
#include "epi-device-menu.h"
#include "epi-parts.h"
#include "epi-settings.h"
#include "epi-window.h"

struct _EpiApplication {
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (EpiApplication, epi_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
    {"lesson", 'l', 0, G_OPTION_ARG_STRING, NULL, "Open this lesson", "ID"},
    {"device", 0, 0, G_OPTION_ARG_STRING, NULL, "Where to compute",
     "auto|cpu|gl"},
    {"version", 0, 0, G_OPTION_ARG_NONE, NULL, "Say which version this is",
     NULL},
    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL,
     "[FILE.epigraph | PROBLEM.mps | TABLE.csv …]"},
    {NULL},
};

static EpiWindow *
present_window (EpiApplication *self)
{
  GtkApplication *application = GTK_APPLICATION (self);
  GtkWindow *window = gtk_application_get_active_window (application);
  if (window == NULL)
    window = GTK_WINDOW (epi_window_new (application));
  return EPI_WINDOW (window);
}

/* The lesson that was open last, or the first one. */
static void
open_some_lesson (EpiWindow *window)
{
  g_autofree char *last = epi_settings_get_text ("lesson", NULL);
  if (epi_window_get_session (window) != NULL)
    return;
  if (last != NULL && epi_window_open_lesson (window, last))
    return;
  if (epi_lessons ()[0] != NULL)
    epi_window_open_lesson (window, epi_lessons ()[0]->id);
}

static int
epi_application_command_line (GApplication *application,
                              GApplicationCommandLine *line)
{
  GVariantDict *dict = g_application_command_line_get_options_dict (line);
  const char *lesson = NULL, *device = NULL;
  g_autofree const char **files = NULL;

  if (g_variant_dict_lookup (dict, "lesson", "&s", &lesson) &&
      epi_lesson_find (lesson) == NULL) {
    g_application_command_line_printerr (
        line,
        "epigraph: there is no lesson \"%s\"; “epigraph-cli lessons” lists "
        "them\n",
        lesson);
    return 2;
  }
  g_variant_dict_lookup (dict, "device", "&s", &device);
  if (!epi_device_menu_start (device)) {
    g_application_command_line_printerr (
        line, "epigraph: \"%s\" is no device; it is auto, cpu or gpu\n",
        device);
    return 2;
  }
  EpiWindow *window = present_window (EPI_APPLICATION (application));
  if (lesson != NULL)
    epi_window_open_lesson (window, lesson);
  if (g_variant_dict_lookup (dict, G_OPTION_REMAINING, "^a&ay", &files))
    for (guint i = 0; files[i] != NULL; i++) {
      g_autoptr (GFile) file =
          g_application_command_line_create_file_for_arg (line, files[i]);
      epi_parts_open_file (window, file);
    }
  open_some_lesson (window);
  gtk_window_present (GTK_WINDOW (window));
  return 0;
}

static void
epi_application_activate (GApplication *application)
{
  EpiWindow *window = present_window (EPI_APPLICATION (application));
  open_some_lesson (window);
  gtk_window_present (GTK_WINDOW (window));
}

static int
epi_application_handle_local_options (GApplication *application,
                                      GVariantDict *dict)
{
  if (!g_variant_dict_contains (dict, "version"))
    return -1;
  g_print ("epigraph %s\n", EPI_VERSION);
  return 0;
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkApplication *application = GTK_APPLICATION (data);
  GtkWindow *window;
  while ((window = gtk_application_get_active_window (application)) != NULL) {
    gtk_window_close (window);
    if (gtk_application_get_active_window (application) == window)
      return; /* it asks first */
  }
}

static void
epi_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {{"quit", quit_cb}};
  static const char *const quit_keys[] = {"<Ctrl>q", NULL};
  G_APPLICATION_CLASS (epi_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions,
                                   G_N_ELEMENTS (actions), application);
  gtk_application_set_accels_for_action (GTK_APPLICATION (application),
                                         "app.quit", quit_keys);
  epi_commands_apply_appearance ();
}

static void
epi_application_shutdown (GApplication *application)
{
  epi_settings_save ();
  G_APPLICATION_CLASS (epi_application_parent_class)->shutdown (application);
}

static void
epi_application_class_init (EpiApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);
  application_class->startup = epi_application_startup;
  application_class->shutdown = epi_application_shutdown;
  application_class->activate = epi_application_activate;
  application_class->command_line = epi_application_command_line;
  application_class->handle_local_options =
      epi_application_handle_local_options;
}

static void
epi_application_init (EpiApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

EpiApplication *
epi_application_new (void)
{
  return g_object_new (EPI_TYPE_APPLICATION, "application-id",
                       "org.epigraph.Epigraph", "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE, "resource-base-path",
                       "/org/epigraph/Epigraph", NULL);
}
