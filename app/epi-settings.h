/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Settings: how the user left the window, in one small file.
 *
 * A key file in the user's configuration folder (epigraph/settings.ini), so
 * that it works the same from a build tree.  Written when it was changed, at
 * the end of the program and a little after a change; losing it loses nothing
 * but comfort, so trouble in reading or writing is not reported.
 */
#pragma once

#include <glib.h>

int epi_settings_get_int (const char *key, int fallback);
void epi_settings_set_int (const char *key, int value);
gboolean epi_settings_get_bool (const char *key, gboolean fallback);
void epi_settings_set_bool (const char *key, gboolean value);
char *epi_settings_get_text (const char *key, const char *fallback); /* new */
void epi_settings_set_text (const char *key, const char *value);

void epi_settings_save (void); /* at once, if something changed */
