/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * epigraph-cli verify PROBLEM SOLUTION [--tol …] [--json]
 *
 * The certificate alone: does the answer in the file hold, whoever found it?
 */
#include "cli/epi-cli-solve-print.h"

#include "problem/epi-solution-file.h"

#include <stdio.h>

#define TOLERANCE 1e-8

static void
print (const EpiCliOptions *options, EpiProgramKind kind,
       const EpiConvexCertificate *certificate)
{
  bool shown = certificate->status != EPI_RUNNING;
  EpiStatus status = shown ? certificate->status : EPI_FAILED;
  char *missing = shown ? NULL : epi_cli_missing (certificate);

  if (options->json) {
    GString *json = g_string_new (NULL);
    epi_cli_json_open (json, NULL, '{');
    epi_cli_json_proof (json, status, kind, certificate);
    epi_cli_json_text (json, "explanation", missing);
    epi_cli_json_close (json, '}');
    epi_cli_json_print (json);
    g_string_free (json, TRUE);
  } else {
    printf ("%s%s%s\n", epi_status_word (status), missing != NULL ? ": " : "",
            missing != NULL ? missing : "");
    epi_cli_print_proof (kind, certificate);
  }
  g_free (missing);
}

int
epi_cli_verify (const EpiCliOptions *options, EpiCancel *cancel)
{
  EpiProgram program;
  EpiProgramAnswer answer;
  EpiConvexCertificate certificate;
  GError *error = NULL;
  double tolerance =
      options->tolerance.given ? options->tolerance.value : TOLERANCE;

  if (!epi_cli_program (options->argument, &program))
    return EPI_EXIT_USAGE;
  if (!epi_solution_read (options->second, &program, &answer, &error)) {
    epi_program_clear (&program);
    return epi_cli_refuse_error (error);
  }
  EpiStatus status =
      epi_program_certify (&program, &answer, tolerance, &certificate);
  if (status == EPI_NO_MEMORY)
    epi_cli_refuse ("there is not enough memory for the certificate");
  else
    print (options, program.kind, &certificate);
  epi_program_answer_clear (&answer);
  epi_program_clear (&program);
  if (status == EPI_NO_MEMORY)
    return EPI_EXIT_INTERNAL;
  return certificate.status != EPI_RUNNING ? EPI_EXIT_OK : EPI_EXIT_NOT_SOLVED;
}
