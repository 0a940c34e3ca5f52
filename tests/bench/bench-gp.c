/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-gp.h"

#include "convex/epi-gp-method.h"
#include "problem/epi-gp-random.h"
#include "problem/epi-program.h"

#include <glib/gstdio.h>
#include <sys/resource.h>
#include <unistd.h>

#define VARIABLES 3000
#define CONSTRAINTS 1000
#define TOLERANCE 1e-8
#define MOST_STEPS 200
#define RUNS 3

static void
put (const EpiBenchSink *sink, const char *name, double value, const char *unit,
     double goal, double peer)
{
  EpiBenchFigure figure = {
      name, value,           unit,
      goal, EPI_BENCH_LOWER, isfinite (peer) ? "CVXOPT" : NULL,
      peer};
  sink->put (&figure, sink->data);
}

/* Seconds to the end; NAN unless the certificate holds. */
static double
solve (const EpiGp *gp, double *iterations)
{
  EpiGpOptions options = {TOLERANCE};
  EpiConvexCertificate certificate = {.status = EPI_RUNNING};
  EpiGpAnswer answer;
  EpiMethod *method;
  double start = epi_bench_now ();

  if (epi_gp_method_new (gp, &options, &method) != EPI_OK)
    return NAN;
  epi_method_run (method, MOST_STEPS, NULL, NULL);
  double seconds = epi_bench_now () - start;
  *iterations = (double)method->k;
  if (epi_gp_answer_new (gp, &answer) == EPI_OK) {
    epi_gp_method_answer (method, &answer);
    epi_gp_certify (gp, &answer, TOLERANCE, &certificate);
    epi_gp_answer_clear (&answer);
  }
  epi_method_free (method);
  return certificate.status == EPI_OPTIMAL ? seconds : NAN;
}

/* Seconds of CVXOPT on the same problem, or NAN. */
static double
peer_seconds (const EpiProgram *program)
{
  const char *python = g_getenv ("EPIGRAPH_BENCH_CVXOPT");
  const char *source = g_getenv ("EPIGRAPH_SOURCE_DIR");
  char *path = NULL, *output = NULL, *text;
  double seconds = NAN;
  size_t length;

  if (python == NULL || source == NULL)
    return NAN;
  char *script =
      g_build_filename (source, "tests", "bench", "peer-cvxopt-gp.py", NULL);
  int file = g_file_open_tmp ("epigraph-XXXXXX.eo", &path, NULL);
  text = epi_program_write (program, &length, NULL);
  if (file >= 0 && text != NULL &&
      g_file_set_contents (path, text, (gssize)length, NULL)) {
    char *command[] = {(char *)python, script, path, NULL};
    if (g_spawn_sync (NULL, command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                      &output, NULL, NULL, NULL) &&
        g_str_has_suffix (output, " optimal\n"))
      seconds = g_ascii_strtod (output, NULL);
  }
  if (file >= 0) {
    close (file);
    g_unlink (path);
  }
  g_free (path);
  g_free (script);
  g_free (text);
  g_free (output);
  return seconds;
}

static void
run (const EpiBenchSink *sink)
{
  EpiProgram program = {.kind = EPI_PROGRAM_GEOMETRIC};
  double seconds[RUNS], iterations = NAN;
  struct rusage usage;

  if (epi_gp_random_new (1, VARIABLES, CONSTRAINTS, NULL, &program.gp) !=
      EPI_OK)
    return;
  for (int i = 0; i < RUNS; i++)
    seconds[i] = solve (&program.gp, &iterations);
  getrusage (RUSAGE_SELF, &usage);
  double median = epi_bench_median (seconds, RUNS);
  put (sink, "gp-3000x1000", median, "s", 20, peer_seconds (&program));
  put (sink, "gp-3000x1000-iterations", iterations, "iterations", NAN, NAN);
  put (sink, "gp-3000x1000-memory", (double)usage.ru_maxrss / 1024, "MiB",
       600e6 / 1048576, NAN);
  epi_program_clear (&program);
}

const EpiBench epi_bench_gp = {"gp", "a large sparse random geometric program",
                               run};
