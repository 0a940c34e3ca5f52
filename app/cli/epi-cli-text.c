/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/epi-cli.h"

#include "core/epi-number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void
tell (const char *format, va_list arguments)
{
  fflush (stdout);
  fputs ("epigraph-cli: ", stderr);
  vfprintf (stderr, format, arguments);
  fputc ('\n', stderr);
}

void
epi_cli_tell (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  tell (format, arguments);
  va_end (arguments);
}

int
epi_cli_refuse (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  tell (format, arguments);
  va_end (arguments);
  return EPI_EXIT_USAGE;
}

int
epi_cli_refuse_error (GError *error)
{
  int status = epi_cli_refuse ("%s", error->message);

  g_error_free (error);
  return status;
}

static void
append_quoted (GString *json, const char *text)
{
  g_string_append_c (json, '"');
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_printf (json, "\\%c", *p);
    else if ((unsigned char)*p < 0x20)
      g_string_append_printf (json, "\\u%04x", (unsigned)*p);
    else
      g_string_append_c (json, *p);
  }
  g_string_append_c (json, '"');
}

/* The comma before an element, and its name. */
static void
begin (GString *json, const char *name)
{
  char last = json->len > 0 ? json->str[json->len - 1] : '{';

  if (last != '{' && last != '[')
    g_string_append (json, ", ");
  if (name != NULL) {
    append_quoted (json, name);
    g_string_append (json, ": ");
  }
}

void
epi_cli_json_open (GString *json, const char *name, char bracket)
{
  if (json->len > 0)
    begin (json, name);
  g_string_append_c (json, bracket);
}

void
epi_cli_json_close (GString *json, char bracket)
{
  g_string_append_c (json, bracket);
}

void
epi_cli_json_text (GString *json, const char *name, const char *text)
{
  begin (json, name);
  if (text == NULL) {
    g_string_append (json, "null");
    return;
  }
  char *valid = g_utf8_make_valid (text, -1);
  append_quoted (json, valid);
  g_free (valid);
}

void
epi_cli_json_number (GString *json, const char *name, double value)
{
  char text[EPI_NUMBER_SIZE];

  epi_number_print (text, value);
  if (!isfinite (value)) {
    epi_cli_json_text (json, name, text);
    return;
  }
  begin (json, name);
  g_string_append (json, text);
}

void
epi_cli_json_maybe (GString *json, const char *name, double value)
{
  if (isfinite (value))
    epi_cli_json_number (json, name, value);
  else
    epi_cli_json_text (json, name, NULL);
}

void
epi_cli_json_bool (GString *json, const char *name, bool truth)
{
  begin (json, name);
  g_string_append (json, truth ? "true" : "false");
}

void
epi_cli_json_print (GString *json)
{
  g_string_append_c (json, '\n');
  fwrite (json->str, 1, json->len, stdout);
  g_string_truncate (json, 0);
}

void
epi_cli_print_padded (const char *text, int width, bool right)
{
  int columns = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    columns += !g_unichar_iszerowidth (g_utf8_get_char (p));
  int spaces = MAX (width - columns, 0);
  printf ("%*s%s%*s", right ? spaces : 0, "", text, right ? 0 : spaces, "");
}
