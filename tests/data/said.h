/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What readers say of files that they refuse. */
#pragma once

#include <glib.h>
#include <string.h>

/* The sentence has each of the words, which | separates; frees error. */
static inline void
said (GError *error, const char *words)
{
  char **each = g_strsplit (words, "|", -1);

  g_assert_nonnull (error);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_null (strchr (error->message, '\n'));
  for (size_t w = 0; each[w] != NULL; w++)
    if (strstr (error->message, each[w]) == NULL)
      g_error ("“%s” does not say “%s”", error->message, each[w]);
  g_strfreev (each);
  g_error_free (error);
}
