/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a problem file.  Beside "nothing breaks" this holds: what was
 * read, written and read again is the same problem to the bit.
 */
#pragma once

#include "fuzz.h"

#include "problem/epi-lines.h"
#include "problem/epi-program.h"

#include <stdlib.h>

/* One of the readers, behind one type; sets out->kind. */
typedef bool (*FuzzReadFunc) (EpiLines *lines, EpiProgram *out, GError **error);

static inline bool
fuzz_program_read (FuzzReadFunc read, const void *data, size_t size,
                   EpiProgram *out, GPtrArray *warnings, GError **error)
{
  EpiLines lines = {.warnings = warnings};
  bool good = epi_lines_bytes (&lines, data, size, "fuzz", error) &&
              read (&lines, out, error);

  epi_lines_close (&lines);
  g_assert (good == (*error == NULL));
  g_assert (good || g_utf8_validate ((*error)->message, -1, NULL));
  return good;
}

/* By abort(), which the fuzzer keeps the input of. */
static inline void
fuzz_program_fail (const char *what, const char *text)
{
  g_printerr ("%s:\n%s", what, text);
  abort ();
}

static inline void
fuzz_program_again (FuzzReadFunc read, const EpiProgram *program)
{
  EpiProgram again = {0};
  GError *error = NULL;
  size_t length;
  char *text = epi_program_write (program, &length, &error);

  g_assert ((text == NULL) == (error != NULL));
  if (text != NULL) {
    if (!fuzz_program_read (read, text, length, &again, NULL, &error))
      fuzz_program_fail ("what was written is refused", text);
    if (!epi_program_equal (program, &again))
      fuzz_program_fail ("what was written reads as another problem", text);
    epi_program_clear (&again);
  }
  g_clear_error (&error);
  g_free (text);
}

static inline int
fuzz_program (FuzzReadFunc read, const uint8_t *data, size_t size)
{
  GPtrArray *warnings = g_ptr_array_new_with_free_func (g_free);
  EpiProgram program = {0};
  GError *error = NULL;

  if (fuzz_program_read (read, data, size, &program, warnings, &error)) {
    fuzz_program_again (read, &program);
    epi_program_clear (&program);
  }
  for (guint i = 0; i < warnings->len; i++)
    g_assert (g_utf8_validate (warnings->pdata[i], -1, NULL));
  g_clear_error (&error);
  g_ptr_array_unref (warnings);
  return 0;
}
