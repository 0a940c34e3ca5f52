/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * epigraph-cli run LESSON|FILE [--set …] [--data …] [--steps N] [--json]
 *
 *   1. build    the runs of the document
 *   2. step     all of them, one iterate at a time; print each
 *   3. certify  the last iterate of the first run
 *   4. print    all of it
 *
 * An interrupt ends 2 early; 3 and 4 follow all the same.
 */
#include "cli/epi-cli-device.h"
#include "cli/epi-cli-frames.h"

#include "core/epi-number.h"
#include "kit/epi-timeline.h"

#include <stdio.h>

#define MAX_NUMBERS 64 /* in an item of a frame that is not the last */

typedef struct {
  const EpiLesson *lesson;
  const EpiDocument *document;
  EpiTimeline *timeline;
  EpiCancel *cancel;
  GString *json;      /* NULL: for people */
  const char **names; /* of the runs */
  size_t n_runs;
  GPtrArray *columns; /* of the table for people */
  EpiCompute *compute;
  EpiComputeInfo before; /* what the devices had done when it began */
  gint64 began;          /* microseconds */
} Printer;

/* 0 … 10, then 20, 50, 100, 200, …: for people.  JSON has every iterate. */
static bool
is_shown (size_t k)
{
  if (k <= 10)
    return true;
  while (k % 10 == 0)
    k /= 10;
  return k == 1 || k == 2 || k == 5;
}

static void
print_json_iterate (Printer *printer, const EpiFrame *frame, const char *run)
{
  GString *json = printer->json;

  epi_cli_json_open (json, NULL, '{');
  epi_cli_json_number (json, "k", (double)epi_frame_k (frame));
  epi_cli_json_text (json, "run", run);
  epi_cli_json_text (json, "status",
                     epi_status_word (epi_frame_status (frame)));
  epi_cli_json_frame (json, frame, MAX_NUMBERS);
  epi_cli_json_close (json, '}');
  epi_cli_json_print (json);
}

/* Iterate k of the run; NULL: it ended before. */
static const EpiFrame *
iterate (Printer *printer, size_t run, size_t k)
{
  const EpiFrame *frame =
      epi_timeline_frame (printer->timeline, run, k, printer->cancel);

  if (frame == NULL || epi_frame_k (frame) == k)
    return frame;
  epi_frame_unref (frame);
  return NULL;
}

/* The lines of the table, under a new head where a run has a number that none
 * had before. */
static void
print_lines (Printer *printer, const EpiFrame *const *frames)
{
  bool grown = false;

  for (size_t run = 0; run < printer->n_runs; run++)
    if (frames[run] != NULL)
      grown |=
          epi_cli_add_columns (printer->columns, printer->lesson, frames[run]);
  if (grown)
    epi_cli_print_columns (printer->columns);
  for (size_t run = 0; run < printer->n_runs; run++)
    if (frames[run] != NULL)
      epi_cli_print_iterate (printer->columns, frames[run],
                             printer->n_runs > 1 ? printer->names[run] : NULL);
}

/* Iterate k of every run that has one. */
static void
print_iterate (Printer *printer, size_t k)
{
  if (printer->json == NULL && !is_shown (k))
    return;
  const EpiFrame **frames = g_new (const EpiFrame *, printer->n_runs);
  for (size_t run = 0; run < printer->n_runs; run++)
    frames[run] = iterate (printer, run, k);

  if (printer->json == NULL)
    print_lines (printer, frames);
  for (size_t run = 0; run < printer->n_runs; run++) {
    if (frames[run] == NULL)
      continue;
    if (printer->json != NULL)
      print_json_iterate (printer, frames[run], printer->names[run]);
    epi_frame_unref (frames[run]);
  }
  g_free (frames);
}

/* The word for it all: what is proven, else what the method said. */
static EpiStatus
outcome (const Printer *printer, const EpiAnswer *answer, bool stopped)
{
  if (epi_cancel_is_raised (printer->cancel))
    return EPI_INTERRUPTED;
  if (answer->certificate.status == EPI_OPTIMAL ||
      answer->certificate.status == EPI_INFEASIBLE ||
      answer->certificate.status == EPI_UNBOUNDED)
    return answer->certificate.status;
  if (stopped && answer->runs[0].status == EPI_RUNNING)
    return EPI_LIMIT;
  return answer->runs[0].status;
}

/* Solved is what the certificate proves, a ray included, or what a method
 * converged to where the certificate asks for no more. */
static int
exit_status (const Printer *printer, const EpiAnswer *answer, EpiStatus status)
{
  if (status == EPI_INTERRUPTED)
    return EPI_EXIT_INTERRUPTED;
  if (status == EPI_OPTIMAL || status == EPI_INFEASIBLE ||
      status == EPI_UNBOUNDED)
    return answer->certificate.status == status ? EPI_EXIT_OK
                                                : EPI_EXIT_NOT_SOLVED;
  bool agreed = printer->lesson->certify == NULL ||
                answer->certificate.status == EPI_CONVERGED;
  return status == EPI_CONVERGED && agreed ? EPI_EXIT_OK : EPI_EXIT_NOT_SOLVED;
}

static double
seconds_since (gint64 began)
{
  return (double)(g_get_monotonic_time () - began) * 1e-6;
}

/* "GPU: LU in 12 ms · CPU: Cholesky in 3 ms"; "CPU" where no kernel ran. */
static char *
device_work (const Printer *printer)
{
  EpiComputeInfo after = epi_compute_describe (printer->compute);
  char *work = epi_compute_summary (&printer->before, &after);

  epi_compute_info_clear (&after);
  if (*work != '\0')
    return work;
  g_free (work);
  return g_strdup ("CPU");
}

static void
print_json_end (Printer *printer, const EpiScene *scene, EpiStatus status,
                const char *why)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  GString *json = printer->json;

  epi_cli_json_open (json, NULL, '{');
  epi_cli_json_number (json, "k", (double)epi_frame_k (frame));
  epi_cli_json_text (json, "run", scene->answer->runs[0].name);
  epi_cli_json_text (json, "status", epi_status_word (status));
  epi_cli_json_frame (json, frame, SIZE_MAX);
  if (scene->answer->observed != NULL)
    epi_cli_json_frame (json, scene->answer->observed, SIZE_MAX);
  epi_cli_json_certificate (json, &scene->answer->certificate);
  epi_cli_json_text (json, "explanation", why);
  epi_cli_json_text (json, "lesson", printer->lesson->id);
  char *devices = device_work (printer);
  epi_cli_json_text (json, "device", devices);
  g_free (devices);
  epi_cli_json_number (json, "seconds", seconds_since (printer->began));
  epi_cli_json_close (json, '}');
  epi_cli_json_print (json);
}

static void
print_end (Printer *printer, const EpiScene *scene, EpiStatus status,
           const char *why)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  printf ("\n%s after %zu %s of %s\n", epi_status_word (status),
          epi_frame_k (frame), epi_frame_k (frame) == 1 ? "step" : "steps",
          scene->answer->runs[0].name);
  if (why != NULL)
    printf ("%s\n", why);
  printf ("\n");
  epi_cli_print_frame (printer->lesson, frame, scene->answer->observed);
  epi_cli_print_certificate (&scene->answer->certificate);
  char *seconds = epi_number_label (seconds_since (printer->began), 3);
  char *devices = device_work (printer);
  printf ("\n%s s; %s\n", seconds, devices);
  g_free (seconds);
  g_free (devices);
}

/* 3. and 4. */
static int
print_answer (Printer *printer, bool stopped)
{
  size_t last = epi_timeline_last (printer->timeline);
  /* Certifying is quick, and an interrupt must not keep it away. */
  EpiAnswer *answer = epi_timeline_answer (printer->timeline, last, NULL);
  EpiScene scene = {.lesson = printer->lesson,
                    .document = printer->document,
                    .answer = answer,
                    .k = last};

  if (answer == NULL || epi_scene_frame (&scene, 0) == NULL) {
    epi_answer_unref (answer);
    epi_cli_refuse ("there is not enough memory for the answer");
    return EPI_EXIT_INTERNAL;
  }
  EpiStatus status = outcome (printer, answer, stopped);
  char *why = printer->lesson->explain != NULL
                  ? printer->lesson->explain (&scene)
                  : NULL;
  (printer->json != NULL ? print_json_end : print_end) (printer, &scene, status,
                                                        why);
  int result = exit_status (printer, answer, status);
  g_free (why);
  epi_answer_unref (answer);
  return result;
}

/* 2.  Returns whether the runs could have gone on. */
static bool
step (Printer *printer, const EpiCliOptions *options)
{
  size_t limit = options->steps.given ? options->steps.value : SIZE_MAX;

  for (size_t k = 0;; k++) {
    bool there =
        epi_timeline_advance (printer->timeline, k, printer->cancel, 0);
    if (!there || k > epi_timeline_last (printer->timeline))
      return false;
    print_iterate (printer, k);
    if (k == limit)
      return epi_timeline_is_running (printer->timeline);
  }
}

static int
run (Printer *printer, const EpiCliOptions *options)
{
  GError *error = NULL;

  if (!epi_timeline_set_document (printer->timeline, printer->document, false,
                                  printer->cancel, &error)) {
    if (error != NULL)
      return epi_cli_refuse_error (error);
    return EPI_EXIT_INTERRUPTED;
  }
  EpiAnswer *start = epi_timeline_answer (printer->timeline, 0, NULL);
  if (start == NULL || start->n_runs == 0) {
    epi_answer_unref (start);
    epi_cli_refuse ("there is not enough memory to run this");
    return EPI_EXIT_INTERNAL;
  }
  printer->n_runs = start->n_runs;
  printer->names = g_new (const char *, start->n_runs);
  for (size_t i = 0; i < start->n_runs; i++)
    printer->names[i] = start->runs[i].name;

  int status = print_answer (printer, step (printer, options));

  g_free (printer->names);
  epi_answer_unref (start);
  return status;
}

int
epi_cli_run (const EpiCliOptions *options, EpiCancel *cancel)
{
  const EpiLesson *lesson;

  EpiCompute *compute = epi_cli_compute (options);
  EpiDocument *document = epi_cli_document (options, &lesson, NULL, cancel);
  if (document == NULL)
    return EPI_EXIT_USAGE;
  Printer printer = {.lesson = lesson,
                     .document = document,
                     .timeline =
                         epi_timeline_new (lesson, (EpiTimelineBudget){0, 0}),
                     .cancel = cancel,
                     .json = options->json ? g_string_new (NULL) : NULL,
                     .columns = g_ptr_array_new (),
                     .compute = compute,
                     .before = epi_compute_describe (compute),
                     .began = g_get_monotonic_time ()};
  int status = run (&printer, options);

  if (printer.json != NULL)
    g_string_free (printer.json, TRUE);
  g_ptr_array_unref (printer.columns);
  epi_compute_info_clear (&printer.before);
  epi_timeline_free (printer.timeline);
  epi_document_unref (document);
  return status;
}
