/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs that go on for seconds: they come on together, can be paused and
 * cancelled between any two steps, and say what they cost. */
#include "kit/epi-session.h"
#include "kit/epi-status-line.h"
#include "kit/epi-timeline.h"
#include "kit/epi-usage.h"

#include <gio/gio.h>
#include <math.h>
#include <stdatomic.h>
#include <string.h>

#define STEP 0.005 /* s of the processor, of run 0; of run 1: none */
#define STEPS 400
#define TOGETHER                                                               \
  2 /* the seed of documents whose second run follows the first */
#define PATIENCE 20 /* s: not a limit on a figure, but on a test that hangs */

static atomic_size_t n_steps; /* of run 0 */

typedef struct {
  EpiMethod base;
  double at[1], cost;
} Counter;

static EpiStatus
counter_step (EpiMethod *method)
{
  Counter *self = (Counter *)method;
  double start = epi_usage_thread_seconds ();

  while (epi_usage_thread_seconds () - start < self->cost)
    ;
  if (self->cost > 0)
    atomic_fetch_add (&n_steps, 1);
  method->f = self->at[0] += 1;
  return EPI_RUNNING;
}

static size_t
counter_state_size (const EpiMethod *method)
{
  return sizeof (double);
}

static EpiStatus
counter_save (const EpiMethod *method, void *state)
{
  *(double *)state = ((const Counter *)method)->at[0];
  return EPI_OK;
}

static void
counter_restore (EpiMethod *method, const void *state)
{
  ((Counter *)method)->at[0] = *(const double *)state;
}

static void
counter_free (EpiMethod *method)
{
  g_free (method);
}

static const EpiMethodClass counter_class = {
    .name = "counter",
    .step = counter_step,
    .state_size = counter_state_size,
    .save_state = counter_save,
    .restore_state = counter_restore,
    .free = counter_free,
};

static bool
build (const EpiDocument *document, const EpiCancel *cancel, EpiBuilt *built,
       GError **error)
{
  for (size_t i = 0; i < 2; i++) {
    Counter *self = g_new0 (Counter, 1);
    self->base = (EpiMethod){
        .klass = &counter_class, .status = EPI_RUNNING, .n = 1, .x = self->at};
    self->cost = i == 0 ? STEP : 0;
    built->runs[i].method = &self->base;
    built->runs[i].name = i == 0 ? "slow" : "quick";
    built->runs[i].max_steps = i == 0 ? STEPS : 0;
    built->runs[i].with_first =
        i == 1 && document != NULL && epi_document_seed (document) == TOGETHER;
  }
  built->n_runs = 2;
  return true;
}

static void
axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->fit = (EpiRange){0, 1, 0, 1, false, false};
}

static const EpiLayer layers[] = {{NULL}};
static const EpiViewSpec views[] = {
    {.name = "all", .title = "All", .axes = axes, .layers = layers}, {NULL}};
static const EpiParam params[] = {{NULL}};

static const EpiLesson lesson = {
    .id = "slow", .params = params, .views = views, .build = build};

/* Wherever it is stopped, neither run is ahead of the other by more than a step
 * of the slow one; and the frames say what they cost. */
static void
test_runs_come_on_together (void)
{
  EpiDocument *document = epi_document_new ("slow", 1);
  EpiTimeline *timeline = epi_timeline_new (&lesson, (EpiTimelineBudget){0});

  g_assert_true (
      epi_timeline_set_document (timeline, document, false, NULL, NULL));
  for (size_t i = 0; i < 5; i++) {
    double start = epi_usage_thread_seconds ();
    g_assert_false (epi_timeline_advance (timeline, SIZE_MAX, NULL, 0.02));
    double spent = epi_usage_thread_seconds () - start;
    EpiAnswer *answer = epi_timeline_answer (timeline, SIZE_MAX, NULL);
    size_t slow = answer->runs[0].length, quick = answer->runs[1].length;
    g_assert_cmpuint (slow, >, 1);
    g_assert_cmpuint (quick, >=, slow - 1);
    g_assert_cmpuint (quick, <=, slow + 1);
    const EpiRun *run = &answer->runs[0];
    for (size_t f = 1; f < run->n_frames; f++)
      g_assert_cmpfloat (epi_frame_seconds (run->frames[f]) -
                             epi_frame_seconds (run->frames[f - 1]),
                         >=, STEP);
    if (i == 0)
      g_assert_cmpfloat (epi_frame_seconds (run->frames[run->n_frames - 1]), <=,
                         spent);
    g_assert_cmpuint (answer->memory, >, 1 << 20);
    epi_answer_unref (answer);
  }
  epi_timeline_free (timeline);
  epi_document_unref (document);
}

/* The line under the figures tells the time of all steps of the run that it
 * names, up to the playhead, in however many pieces they were made, and back
 * there what it had been; not that of the other run, nor of the worker; of runs
 * that are not looked at it says nothing. */
static void
test_the_pieces_of_a_run_add_up (void)
{
  EpiDocument *document = epi_document_new ("slow", 1);
  EpiTimeline *timeline = epi_timeline_new (&lesson, (EpiTimelineBudget){0});
  EpiLesson elsewhere = lesson;

  g_assert_true (
      epi_timeline_set_document (timeline, document, false, NULL, NULL));
  for (size_t k = 20; k <= 240; k += 20) {
    g_assert_true (epi_timeline_advance (timeline, k, NULL, 0));
    EpiAnswer *answer = epi_timeline_answer (timeline, k, NULL);
    g_assert_cmpfloat (answer->spent, >=, STEP * (double)k);
    epi_answer_unref (answer);
  }
  EpiAnswer *answer = epi_timeline_answer (timeline, 240, NULL);
  EpiScene scene = {
      .lesson = &lesson, .document = document, .answer = answer, .k = 240};
  g_assert_cmpfloat (epi_frame_seconds (epi_scene_frame (&scene, 1)), >, 0);
  g_assert_cmpfloat (answer->spent, ==,
                     epi_frame_seconds (epi_scene_frame (&scene, 0)));
  answer->seconds = 1e4; /* by the clock, of a machine that was busy */
  char *line = epi_status_line (&scene);
  char **words = g_strsplit (line, " · ", -1);
  g_assert_cmpstr (words[1], ==, "slow");
  g_assert_cmpfloat (g_ascii_strtod (words[2], NULL), >=, 240 * STEP);
  g_assert_cmpfloat (g_ascii_strtod (words[2], NULL), <, answer->spent + 1);
  g_assert_true (g_str_has_suffix (words[2], " s"));
  g_assert_true (g_str_has_suffix (words[3], "MiB"));
  g_assert_cmpstr (words[4], ==, "CPU"); /* which may be long, is last */
  g_strfreev (words);
  g_free (line);

  elsewhere.runs_when = "1 == 2";
  scene.lesson = &elsewhere;
  answer->seconds = 0.01;
  line = epi_status_line (&scene);
  g_assert_null (strstr (line, "slow"));
  g_assert_nonnull (strstr (line, "10 ms"));
  g_free (line);
  double whole = answer->spent;
  epi_answer_unref (answer);

  answer = epi_timeline_answer (timeline, 120, NULL);
  g_assert_cmpfloat (answer->spent, >=, 120 * STEP);
  g_assert_cmpfloat (answer->spent, <=, whole - 120 * STEP);
  epi_answer_unref (answer);
  epi_timeline_free (timeline);
  epi_document_unref (document);
}

/* A run that goes with the first is never ahead of it and ends where it ends,
 * wherever the timeline was stopped, and also after a fork. */
static void
test_a_run_ends_with_the_first (void)
{
  EpiDocument *document = epi_document_new ("slow", TOGETHER);
  EpiTimeline *timeline = epi_timeline_new (&lesson, (EpiTimelineBudget){0});

  g_assert_true (
      epi_timeline_set_document (timeline, document, false, NULL, NULL));
  for (bool there = false; !there;) {
    there = epi_timeline_advance (timeline, SIZE_MAX, NULL, 0.03);
    EpiAnswer *answer = epi_timeline_answer (timeline, SIZE_MAX, NULL);
    g_assert_cmpuint (answer->runs[1].length, <=, answer->runs[0].length);
    g_assert_cmpint (answer->runs[1].status, ==,
                     answer->running ? EPI_RUNNING : EPI_LIMIT);
    epi_answer_unref (answer);
  }
  g_assert_false (epi_timeline_is_running (timeline));
  EpiAnswer *answer = epi_timeline_answer (timeline, SIZE_MAX, NULL);
  for (size_t i = 0; i < 2; i++)
    g_assert_cmpuint (answer->runs[i].length, ==, STEPS + 1);
  epi_answer_unref (answer);

  g_assert_true (epi_timeline_fork (timeline, STEPS - 3, NULL));
  g_assert_true (epi_timeline_is_running (timeline));
  g_assert_true (epi_timeline_advance (timeline, SIZE_MAX, NULL, 0));
  answer = epi_timeline_answer (timeline, SIZE_MAX, NULL);
  for (size_t i = 0; i < 2; i++)
    g_assert_cmpuint (answer->runs[i].length, ==, STEPS + 1);
  epi_answer_unref (answer);
  epi_timeline_free (timeline);
  epi_document_unref (document);
}

static void
wake (void *data)
{
  atomic_fetch_add ((atomic_int *)data, 1);
}

static void
wait_until_under_way (EpiSession *session)
{
  gint64 end = g_get_monotonic_time () + PATIENCE * G_USEC_PER_SEC;

  while (!epi_session_is_under_way (session)) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    epi_session_poll (session, 0.01);
  }
}

static void
wait_until_settled (EpiSession *session)
{
  gint64 end = g_get_monotonic_time () + PATIENCE * G_USEC_PER_SEC;

  while (!epi_session_poll (session, 0.01) ||
         !epi_scene_is_settled (epi_session_scene (session)))
    g_assert_cmpint (g_get_monotonic_time (), <, end);
}

/* A pause stops the steps but for the one being made, and shows where it
 * stands; running goes on from there, and cancelling goes back there. */
static void
test_a_run_is_paused_and_cancelled (void)
{
  atomic_int wakes = 0;
  EpiDocument *document = epi_document_new ("slow", TOGETHER);
  EpiSession *session = epi_session_new (&lesson, document, wake, &wakes);
  const EpiScene *scene = epi_session_scene (session);

  wait_until_under_way (session);
  size_t seen = scene->k, made = atomic_load (&n_steps);
  g_assert_cmpuint (seen, >, 0);
  epi_session_pause (session);
  g_assert_false (epi_session_is_under_way (session));
  wait_until_settled (session);
  g_assert_cmpuint (scene->k, ==, seen);
  g_assert_true (epi_session_is_running (session));
  made = atomic_load (&n_steps);
  g_usleep ((gulong)(10 * STEP * G_USEC_PER_SEC));
  g_assert_cmpuint (atomic_load (&n_steps), ==, made);

  epi_session_to_end (session);
  wait_until_under_way (session);
  g_assert_cmpuint (scene->k, >=, seen);
  epi_session_cancel (session);
  wait_until_settled (session);
  g_assert_cmpuint (scene->k, ==, seen);
  made = atomic_load (&n_steps);
  g_usleep ((gulong)(10 * STEP * G_USEC_PER_SEC));
  g_assert_cmpuint (atomic_load (&n_steps), ==, made);

  epi_session_step (session, 1);
  wait_until_settled (session);
  g_assert_cmpuint (scene->k, ==, seen + 1);
  epi_session_free (session);
  epi_document_unref (document);
}

/* Played faster than it comes on, the playhead waits: each time that the run
 * comes on it goes at most one tick's steps beyond what there is, and the one
 * that it was owed, however many ticks it waited. */
static void
test_playing_waits_for_the_run (void)
{
  enum { MOVES = 5, EACH = 5 };
  atomic_int wakes = 0;
  EpiDocument *document = epi_document_new ("slow", TOGETHER);
  EpiSession *session = epi_session_new (&lesson, document, wake, &wakes);
  const EpiScene *scene = epi_session_scene (session);

  wait_until_under_way (session);
  epi_session_pause (session);
  wait_until_settled (session);
  size_t last = epi_session_last (session), begun = last;
  gint64 end = g_get_monotonic_time () + PATIENCE * G_USEC_PER_SEC;
  epi_session_set_speed (session, 1000);
  epi_session_play (session, true);
  for (int moves = 0; moves < MOVES;) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    epi_session_tick (session, EACH / 1000.0);
    g_assert_cmpuint (scene->k, <=, epi_session_last (session) + EACH + 1);
    g_usleep (1000); /* many ticks a step */
    epi_session_poll (session, 0);
    moves += epi_session_last (session) > last;
    last = epi_session_last (session);
  }
  g_assert_cmpuint (scene->k, >, begun);
  epi_session_free (session);
  epi_document_unref (document);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/long-runs/runs-come-on-together",
                   test_runs_come_on_together);
  g_test_add_func ("/long-runs/the-pieces-of-a-run-add-up",
                   test_the_pieces_of_a_run_add_up);
  g_test_add_func ("/long-runs/a-run-ends-with-the-first",
                   test_a_run_ends_with_the_first);
  g_test_add_func ("/long-runs/a-run-is-paused-and-cancelled",
                   test_a_run_is_paused_and_cancelled);
  g_test_add_func ("/long-runs/playing-waits-for-the-run",
                   test_playing_waits_for_the_run);
  return g_test_run ();
}
