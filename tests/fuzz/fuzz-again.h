/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a file of a format that is written, too.  Beside "nothing
 * breaks" this holds: what was read is written so that it reads as itself, and
 * whatever it is can be asked.
 */
#pragma once

#include "fuzz.h"

#include <glib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct { /* of a struct of any type */
  size_t size;   /* of the struct */
  bool (*read) (const void *bytes, size_t length, void *out, GError **error);
  char *(*write) (const void *it, size_t *length); /* g_free() */
  void (*ask) (void *it);                          /* may be NULL */
  void (*clear) (void *it);
} FuzzFormat;

static inline bool
fuzz_again_read (const FuzzFormat *format, const void *bytes, size_t length,
                 void *out)
{
  GError *error = NULL;
  bool good = format->read (bytes, length, out, &error);

  g_assert (good == (error == NULL));
  g_assert (good || g_utf8_validate (error->message, -1, NULL));
  g_clear_error (&error);
  return good;
}

static inline int
fuzz_again (const FuzzFormat *format, const uint8_t *data, size_t size)
{
  void *it = g_malloc0 (format->size), *again = g_malloc0 (format->size);
  size_t length, length_again;

  if (fuzz_again_read (format, data, size, it)) {
    char *text = format->write (it, &length);
    if (!fuzz_again_read (format, text, length, again))
      abort (); /* the fuzzer keeps the input of that */
    char *text_again = format->write (again, &length_again);
    if (length != length_again || memcmp (text, text_again, length) != 0)
      abort ();
    if (format->ask != NULL)
      format->ask (it);
    g_free (text);
    g_free (text_again);
    format->clear (it);
    format->clear (again);
  }
  g_free (it);
  g_free (again);
  return 0;
}
