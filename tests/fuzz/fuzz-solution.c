/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a solution file.  The first byte chooses the problem that it
 * answers.  Beside "nothing breaks" this holds: what was read, written and read
 * again is written as the same text.
 */
#include "fuzz.h"

#include "problem/epi-eo.h"
#include "problem/epi-mps.h"
#include "problem/epi-sdpa.h"
#include "problem/epi-solution-file.h"

#include <stdlib.h>
#include <string.h>

static const char lp[] =
    "ROWS\n N C\n G R\n L S\nCOLUMNS\n X C 1 R 1\n Y R 1 S 2\nENDATA\n";
static const char sdp[] = "* logdet-blocks: 1:1\n2\n3\n2 -2 0\n1 1\n"
                          "1 1 1 1 1\n2 2 2 2 1\n";
static const char gp[] = "0\n1\n2\n1\n1\n0\n0\n0 0 1\n1 0 -1\n";

static void
choose_program (uint8_t choice, EpiProgram *out)
{
  static const char *const texts[] = {lp, sdp, gp};
  const char *text = texts[choice % 3];
  EpiLines lines = {0};
  bool good = epi_lines_bytes (&lines, text, strlen (text), "it", NULL);

  switch (choice % 3) {
  case 0:
    out->kind = EPI_PROGRAM_LINEAR;
    good = good && epi_mps_read (&lines, &out->qp, NULL);
    break;
  case 1:
    out->kind = EPI_PROGRAM_MAXDET;
    good = good && epi_sdpa_read (&lines, &out->sdp, NULL);
    break;
  default:
    out->kind = EPI_PROGRAM_GEOMETRIC;
    good = good && epi_eo_read (&lines, &out->gp, NULL);
  }
  g_assert (good);
  epi_lines_close (&lines);
}

/* The text of an answer that is read from a text. */
static char *
again (const EpiProgram *program, const void *data, size_t size)
{
  EpiConvexCertificate certificate = {0};
  EpiSolutionNote note = {"fuzz", EPI_FAILED, &certificate};
  EpiProgramAnswer answer;
  GError *error = NULL;
  char *text = NULL;

  if (epi_solution_read_bytes (data, size, "fuzz", program, &answer, &error))
    text = epi_solution_text (program, &answer, &note, &size);
  else
    g_assert (g_utf8_validate (error->message, -1, NULL));
  g_clear_error (&error);
  epi_program_answer_clear (&answer);
  return text;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  EpiProgram program = {0};

  choose_program (size > 0 ? data[0] : 0, &program);
  char *first = again (&program, data + (size > 0), size - (size > 0));
  if (first != NULL) {
    char *second = again (&program, first, strlen (first));
    if (g_strcmp0 (first, second) != 0) {
      g_printerr ("what was written reads as another answer:\n%s", first);
      abort (); /* the fuzzer keeps the input */
    }
    g_free (second);
  }
  g_free (first);
  epi_program_clear (&program);
  return 0;
}
