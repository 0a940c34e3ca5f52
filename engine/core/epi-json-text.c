/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-json-text.h"

#include "core/epi-number.h"

#include <math.h>
#include <string.h>

#define EXACT 9007199254740992.0 /* 2⁵³: integers below are exact */

static void
append_string (GString *text, const char *string, size_t length)
{
  g_string_append_c (text, '"');
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)string[i];
    if (c == '"' || c == '\\')
      g_string_append_printf (text, "\\%c", c);
    else if (c == '\n')
      g_string_append (text, "\\n");
    else if (c < 0x20)
      g_string_append_printf (text, "\\u%04x", c);
    else
      g_string_append_c (text, (char)c);
  }
  g_string_append_c (text, '"');
}

/* A real keeps looking like one: 5 is written 5.0. */
static void
append_real (GString *text, double value)
{
  char buffer[EPI_NUMBER_SIZE];

  g_string_append (text, epi_number_print (buffer, value));
  if (strpbrk (buffer, ".e") == NULL)
    g_string_append (text, ".0");
}

static void
append_line_break (GString *text, int level)
{
  g_string_append_c (text, '\n');
  for (int i = 0; i < level; i++)
    g_string_append (text, "  ");
}

static bool
is_nested (const json_t *value)
{
  return json_is_object (value) || json_is_array (value);
}

static void
append_array (GString *text, const json_t *array, int level)
{
  bool plain = true;

  for (size_t i = 0; plain && i < json_array_size (array); i++)
    plain = !is_nested (json_array_get (array, i));
  g_string_append_c (text, '[');
  for (size_t i = 0; i < json_array_size (array); i++) {
    if (i > 0)
      g_string_append (text, plain ? ", " : ",");
    if (!plain)
      append_line_break (text, level + 1);
    epi_json_append (text, json_array_get (array, i), level + 1);
  }
  if (!plain)
    append_line_break (text, level);
  g_string_append_c (text, ']');
}

static void
append_object (GString *text, const json_t *object, int level)
{
  const char *key;
  json_t *value;
  bool first = true;

  g_string_append_c (text, '{');
  json_object_foreach ((json_t *)object, key, value)
  {
    if (!first)
      g_string_append_c (text, ',');
    first = false;
    append_line_break (text, level + 1);
    append_string (text, key, strlen (key));
    g_string_append (text, ": ");
    epi_json_append (text, value, level + 1);
  }
  if (!first)
    append_line_break (text, level);
  g_string_append_c (text, '}');
}

void
epi_json_append (GString *text, const json_t *value, int level)
{
  switch (json_typeof (value)) {
  case JSON_OBJECT:
    append_object (text, value, level);
    break;
  case JSON_ARRAY:
    append_array (text, value, level);
    break;
  case JSON_STRING:
    append_string (text, json_string_value (value), json_string_length (value));
    break;
  case JSON_INTEGER:
    g_string_append_printf (text, "%" JSON_INTEGER_FORMAT,
                            json_integer_value (value));
    break;
  case JSON_REAL:
    append_real (text, json_real_value (value));
    break;
  case JSON_TRUE:
    g_string_append (text, "true");
    break;
  case JSON_FALSE:
    g_string_append (text, "false");
    break;
  default:
    g_string_append (text, "null");
  }
}

json_t *
epi_json_number (double value)
{
  char buffer[EPI_NUMBER_SIZE];

  if (!isfinite (value))
    return json_string (epi_number_print (buffer, value));
  if (value == floor (value) && fabs (value) < EXACT &&
      !(value == 0 && signbit (value)))
    return json_integer ((json_int_t)value);
  return json_real (value);
}

bool
epi_json_get_number (const json_t *value, double *number)
{
  static const struct {
    const char *text;
    double number;
  } words[] = {{"inf", INFINITY}, {"-inf", -INFINITY}, {"nan", NAN}};

  if (json_is_number (value)) {
    *number = json_number_value (value);
    return true;
  }
  if (!json_is_string (value))
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS (words); i++) {
    if (strcmp (json_string_value (value), words[i].text) == 0) {
      *number = words[i].number;
      return true;
    }
  }
  return false;
}

const char *
epi_json_kind (const json_t *value)
{
  if (value == NULL)
    return "nothing";
  switch (json_typeof (value)) {
  case JSON_OBJECT:
    return "an object";
  case JSON_ARRAY:
    return "a list";
  case JSON_STRING:
    return "a text";
  case JSON_INTEGER:
  case JSON_REAL:
    return "a number";
  case JSON_NULL:
    return "null";
  default:
    return "true or false";
  }
}
