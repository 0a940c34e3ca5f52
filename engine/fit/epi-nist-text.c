/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-nist-text.h"

#include "core/epi-number.h"

#include <glib.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

size_t
epi_nist_scan (const char *text, long double *value)
{
  double checked;
  size_t length = epi_number_scan (text, strlen (text), '.', &checked);
  guint64 digits = 0;
  int exponent = 0, scale = 0, kept = 0;
  bool point = false;

  if (length == 0 || !isfinite (checked))
    return 0;
  for (size_t i = 0; i < length; i++) {
    char c = text[i];
    if (c == '.')
      point = true;
    if (c == 'e' || c == 'E') {
      exponent = (int)g_ascii_strtoll (text + i + 1, NULL, 10);
      break;
    }
    if (!g_ascii_isdigit (c))
      continue;
    if (kept < 19) {
      digits = 10 * digits + (guint64)(c - '0');
      kept += digits > 0;
      scale -= point;
    } else {
      scale += !point;
    }
  }
  scale += exponent;
  *value = digits;
  if (scale < 0)
    *value /= powl (10, -scale); /* exact up to 10²⁷ */
  else
    *value *= powl (10, scale);
  if (text[0] == '-')
    *value = -*value;
  return length;
}

void
epi_nist_cut_error_term (char *model)
{
  size_t end = strlen (model);

  while (end > 0 && g_ascii_isspace (model[end - 1]))
    end--;
  if (end == 0 || model[--end] != 'e')
    return;
  while (end > 0 && g_ascii_isspace (model[end - 1]))
    end--;
  if (end > 0 && model[end - 1] == '+')
    model[end - 1] = '\0';
}

/* A copy of term with the number `from` replaced by `to` everywhere. */
static char *
with_number (const char *term, long from, long to)
{
  GString *text = g_string_new (NULL);

  while (*term != '\0') {
    if (!g_ascii_isdigit (*term)) {
      g_string_append_c (text, *term++);
      continue;
    }
    char *end = NULL;
    long number = (long)g_ascii_strtoll (term, &end, 10);
    if (number == from)
      g_string_append_printf (text, "%ld", to);
    else
      g_string_append_len (text, term, end - term);
    term = end;
  }
  return g_string_free (text, FALSE);
}

/* The number of the first parameter in the term, -1 without one. */
static long
parameter_number (const char *term)
{
  const char *c = strpbrk (term, "bB");

  return c != NULL && g_ascii_isdigit (c[1])
             ? (long)g_ascii_strtoll (c + 1, NULL, 10)
             : -1;
}

char *
epi_nist_expand_dots (char *model)
{
  char *dots = strstr (model, "...");
  if (dots == NULL)
    return model;
  char *before = g_strndup (model, (gsize)(dots - model));
  char *after = g_strdup (dots + 3 + strspn (dots + 3, " \t+"));
  size_t end = 0;
  for (int depth = 0; after[end] != '\0'; end++) { /* one term */
    depth += (after[end] == '(') - (after[end] == ')');
    if (after[end] == '+' && depth == 0)
      break;
  }
  char *term = g_strndup (after, end);
  long last = parameter_number (term), first = -1;
  for (const char *c = before; *c != '\0'; c++)
    if ((*c == 'b' || *c == 'B') && g_ascii_isdigit (c[1]))
      first = parameter_number (c);
  GString *text = g_string_new (before);
  for (long k = first + 1; first >= 0 && k < last && k < first + 1000; k++) {
    char *copy = with_number (term, last, k);
    g_string_append_printf (text, "%s + ", copy);
    g_free (copy);
  }
  g_string_append (text, after);
  g_free (before);
  g_free (after);
  g_free (term);
  g_free (model);
  return g_string_free (text, FALSE);
}
