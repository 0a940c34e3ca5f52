/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-refuse.h"

bool
epi_refuse (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, format,
                                 arguments);
  va_end (arguments);
  return false;
}
