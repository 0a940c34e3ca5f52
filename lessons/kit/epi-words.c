/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-words.h"

#include <glib.h>
#include <math.h>
#include <string.h>

char *
epi_word_inside (const char *label)
{
  char *word = g_strdup (label);

  if (g_ascii_isupper (word[0]) && g_ascii_islower (word[1]))
    word[0] = g_ascii_tolower (word[0]);
  return word;
}

bool
epi_word_is_too_large (const char *text, double value)
{
  return isinf (value) && strpbrk (text, "0123456789") != NULL;
}

char *
epi_word_indexed (const char *name, size_t i)
{
  static const char *const digits[] = {"₀", "₁", "₂", "₃", "₄",
                                       "₅", "₆", "₇", "₈", "₉"};
  char *decimal = g_strdup_printf ("%zu", i);
  GString *text = g_string_new (name);

  for (const char *d = decimal; *d != '\0'; d++)
    g_string_append (text, digits[*d - '0']);
  g_free (decimal);
  return g_string_free (text, FALSE);
}
