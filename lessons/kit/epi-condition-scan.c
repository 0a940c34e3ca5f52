/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-condition-scan.h"

#include <string.h>

size_t
epi_scan_position (const EpiScan *scan, const char *at)
{
  return (size_t)g_utf8_strlen (scan->start, at - scan->start) + 1;
}

void
epi_scan_space (EpiScan *scan)
{
  while (g_ascii_isspace (*scan->at))
    scan->at++;
}

/* What stands here, for an error: a word, a character, or the end. */
static char *
found (const EpiScan *scan)
{
  const char *end = scan->at;

  if (*end == '\0')
    return g_strdup ("the end");
  while (g_ascii_isalnum (*end) || *end == '_')
    end++;
  if (end == scan->at)
    end = g_utf8_next_char (end);
  return g_strdup_printf ("“%.*s”", (int)MIN (end - scan->at, 40), scan->at);
}

void
epi_scan_fail (EpiScan *scan, const char *expected)
{
  if (scan->error != NULL)
    return;
  epi_scan_space (scan);
  char *what = found (scan);
  g_set_error (&scan->error, EPI_CONDITION_ERROR, EPI_CONDITION_ERROR_SYNTAX,
               "at %zu: found %s, expected %s",
               epi_scan_position (scan, scan->at), what, expected);
  g_free (what);
}

bool
epi_scan_sign (EpiScan *scan, const char *sign)
{
  epi_scan_space (scan);
  if (scan->error != NULL || !g_str_has_prefix (scan->at, sign))
    return false;
  scan->at += strlen (sign);
  return true;
}

static bool
is_name_start (char c)
{
  return g_ascii_isalpha (c) || c == '_';
}

static bool
is_name_part (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

bool
epi_scan_word (EpiScan *scan, const char *word)
{
  size_t length = strlen (word);

  epi_scan_space (scan);
  if (scan->error != NULL || strncmp (scan->at, word, length) != 0 ||
      is_name_part (scan->at[length]))
    return false;
  scan->at += length;
  return true;
}

bool
epi_scan_at_name (const EpiScan *scan)
{
  return is_name_start (*scan->at);
}

char *
epi_scan_name (EpiScan *scan)
{
  const char *start = scan->at;

  for (scan->at++; is_name_part (*scan->at); scan->at++)
    ;
  if (*scan->at == '.' && is_name_start (scan->at[1])) {
    for (scan->at += 2; is_name_part (*scan->at); scan->at++)
      ;
  }
  return g_strndup (start, scan->at - start);
}
