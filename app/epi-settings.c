/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-settings.h"

#define GROUP "window"
#define SAVE_SECONDS 3

static GKeyFile *settings; /* read at the first question */
static guint save_id;

static char *
settings_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "epigraph", "settings.ini",
                           NULL);
}

static GKeyFile *
settings_file (void)
{
  if (settings == NULL) {
    g_autofree char *path = settings_path ();
    settings = g_key_file_new ();
    g_key_file_load_from_file (settings, path, G_KEY_FILE_KEEP_COMMENTS, NULL);
  }
  return settings;
}

void
epi_settings_save (void)
{
  if (save_id == 0)
    return;
  g_clear_handle_id (&save_id, g_source_remove);
  g_autofree char *path = settings_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_mkdir_with_parents (folder, 0700);
  g_key_file_save_to_file (settings, path, NULL);
}

static gboolean
save_cb (gpointer data)
{
  epi_settings_save ();
  return G_SOURCE_REMOVE;
}

static void
changed (void)
{
  if (save_id == 0)
    save_id = g_timeout_add_seconds (SAVE_SECONDS, save_cb, NULL);
}

static gboolean
has (const char *key)
{
  return g_key_file_has_key (settings_file (), GROUP, key, NULL);
}

int
epi_settings_get_int (const char *key, int fallback)
{
  g_autoptr (GError) error = NULL;
  if (!has (key))
    return fallback;
  int value = g_key_file_get_integer (settings, GROUP, key, &error);
  return error == NULL ? value : fallback;
}

void
epi_settings_set_int (const char *key, int value)
{
  if (has (key) && epi_settings_get_int (key, value + 1) == value)
    return;
  g_key_file_set_integer (settings_file (), GROUP, key, value);
  changed ();
}

gboolean
epi_settings_get_bool (const char *key, gboolean fallback)
{
  return epi_settings_get_int (key, fallback) != 0;
}

void
epi_settings_set_bool (const char *key, gboolean value)
{
  epi_settings_set_int (key, value ? 1 : 0);
}

char *
epi_settings_get_text (const char *key, const char *fallback)
{
  if (!has (key))
    return g_strdup (fallback);
  return g_key_file_get_string (settings, GROUP, key, NULL);
}

void
epi_settings_set_text (const char *key, const char *value)
{
  g_autofree char *before = epi_settings_get_text (key, NULL);
  if (g_strcmp0 (before, value) == 0)
    return;
  if (value != NULL)
    g_key_file_set_string (settings_file (), GROUP, key, value);
  else
    g_key_file_remove_key (settings_file (), GROUP, key, NULL);
  changed ();
}
