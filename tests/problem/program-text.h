/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Problem files as text in a test: read, refused, warned of, written again.
 */
#pragma once

#include "problem/epi-eo.h"
#include "problem/epi-mps.h"
#include "problem/epi-program.h"
#include "problem/epi-sdpa.h"

#include <string.h>

static inline bool
program_text_try (EpiProgramKind kind, const char *text, size_t length,
                  EpiProgram *out, GPtrArray *warnings, GError **error)
{
  EpiLines lines = {.warnings = warnings};
  bool good = false;

  *out = (EpiProgram){.kind = kind};
  g_assert_true (epi_lines_bytes (&lines, text, length, "it", error));
  switch (epi_program_form (kind)) {
  case EPI_FORM_QP:
    good = epi_mps_read (&lines, &out->qp, error);
    break;
  case EPI_FORM_SDP:
    good = epi_sdpa_read (&lines, &out->sdp, error);
    break;
  case EPI_FORM_GP:
    good = epi_eo_read (&lines, &out->gp, error);
    break;
  }
  epi_lines_close (&lines);
  g_assert_true (good == (*error == NULL));
  return good;
}

/* The problem, with exactly so many warnings. */
static inline EpiProgram
program_text_read (EpiProgramKind kind, const char *text, guint n_warnings)
{
  GPtrArray *warnings = g_ptr_array_new_with_free_func (g_free);
  EpiProgram program;
  GError *error = NULL;

  program_text_try (kind, text, strlen (text), &program, warnings, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < warnings->len; i++)
    g_test_message ("%s", (char *)warnings->pdata[i]);
  g_assert_cmpuint (warnings->len, ==, n_warnings);
  g_ptr_array_unref (warnings);
  return program;
}

/* Refused, with words that the sentence has, separated by |. */
static inline void
program_text_refused (EpiProgramKind kind, const char *text, const char *words)
{
  char **each = g_strsplit (words, "|", -1);
  EpiProgram program;
  GError *error = NULL;

  g_assert_false (
      program_text_try (kind, text, strlen (text), &program, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  for (char **word = each; *word != NULL; word++)
    if (strstr (error->message, *word) == NULL)
      g_error ("no “%s” in: %s", *word, error->message);
  g_strfreev (each);
  g_error_free (error);
}

/* Written and read again it is the same, to the bit. */
static inline void
program_text_round_trip (const EpiProgram *program)
{
  size_t length;
  GError *error = NULL;
  EpiProgram again;
  char *text = epi_program_write (program, &length, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (length, ==, strlen (text));
  program_text_try (program->kind, text, length, &again, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (epi_program_equal (program, &again));
  epi_program_clear (&again);
  g_free (text);
}

/* Cut off after each byte, the text is refused, or there is a warning, or it
 * still says the same, or cut_is_seen (may be NULL) says that nobody can see
 * this cut. */
static inline void
program_text_cut (EpiProgramKind kind, const char *text,
                  bool (*is_invisible) (const char *text, size_t length))
{
  EpiProgram whole = program_text_read (kind, text, 0);

  for (size_t n = 0; n < strlen (text); n++) {
    GPtrArray *warnings = g_ptr_array_new_with_free_func (g_free);
    char *part = g_memdup2 (text, n); /* its end is the memory's end */
    EpiProgram program;
    GError *error = NULL;
    if (program_text_try (kind, part, n, &program, warnings, &error)) {
      if (warnings->len == 0 && !epi_program_equal (&program, &whole) &&
          (is_invisible == NULL || !is_invisible (text, n)))
        g_error ("cut after %zu bytes it is another problem", n);
      epi_program_clear (&program);
    }
    g_clear_error (&error);
    g_free (part);
    g_ptr_array_unref (warnings);
  }
  epi_program_clear (&whole);
}
