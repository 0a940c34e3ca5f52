/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-words.h"

#include <glib.h>

char *
epi_word_inside (const char *label)
{
  char *word = g_strdup (label);

  if (g_ascii_isupper (word[0]) && g_ascii_islower (word[1]))
    word[0] = g_ascii_tolower (word[0]);
  return word;
}
