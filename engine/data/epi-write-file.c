/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-write-file.h"

#include "data/epi-data-error.h"

#include <string.h>

/* GLib's sentence begins with the name of a temporary file. */
static const char *
reason (const GError *trouble)
{
  const char *colon = strrchr (trouble->message, ':');

  return colon != NULL && colon[1] == ' ' ? colon + 2 : trouble->message;
}

bool
epi_write_file (const char *path, const void *bytes, size_t length,
                bool durable, GError **error)
{
  GFileSetContentsFlags flags =
      G_FILE_SET_CONTENTS_CONSISTENT |
      (durable ? G_FILE_SET_CONTENTS_DURABLE : G_FILE_SET_CONTENTS_NONE);
  GError *trouble = NULL;
  bool good = g_file_set_contents_full (path, bytes, (gssize)length, flags,
                                        0666, &trouble);

  if (!good)
    g_set_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_OPEN,
                 "%s cannot be written: %s", path, reason (trouble));
  g_clear_error (&trouble);
  return good;
}
