/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-data-error.h"

G_DEFINE_QUARK (epi - data - error - quark, epi_data_error)

char *
epi_data_printable (const char *text, size_t length)
{
  char *valid = g_utf8_make_valid (text, (gssize)length);
  GString *shown = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    g_string_append_unichar (shown, g_unichar_isprint (c) ? c : 0xfffd);
  }
  g_free (valid);
  return g_string_free (shown, FALSE);
}

bool
epi_data_fail (GError **error, EpiDataError code, const char *name,
               const char *format, ...)
{
  GString *text = g_string_new (name);
  va_list arguments;

  g_string_append (text, ": ");
  va_start (arguments, format);
  g_string_append_vprintf (text, format, arguments);
  va_end (arguments);
  char *shown = epi_data_printable (text->str, text->len);
  g_set_error_literal (error, EPI_DATA_ERROR, (int)code, shown);
  g_free (shown);
  g_string_free (text, TRUE);
  return false;
}
