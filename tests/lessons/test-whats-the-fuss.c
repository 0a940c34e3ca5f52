/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What's the fuss: the left side ends with a proof, the right side never with
 * anything but local minima; the change of variables makes convex what was not.
 */
#include "core/epi-random.h"
#include "kit/epi-plot-table.h"
#include "kit/page.h"
#include "whats-the-fuss/lesson.h"

#include <math.h>

#include "session-checks.h"

#define LESSON "whats-the-fuss"
#include "lesson-session.h"

#define SMALL "figure=race; n=300; m=100; degree=10; unknowns=12; seed=3; "

/* Weak duality where both sides are feasible, a certified gap at the end, and
 * both runs as long as one another. */
static void
test_left_ends_with_a_proof (void)
{
  EpiSession *session = session_of (SMALL "instance=random");
  const EpiAnswer *answer = epi_session_scene (session)->answer;
  const EpiRun *program = &answer->runs[0], *search = &answer->runs[1];
  size_t feasible = 0;

  g_assert_cmpint (answer->certificate.status, ==, EPI_OPTIMAL);
  g_assert_cmpstr (answer->certificate.sentence, ==,
                   "globally optimal to 1e-8");
  g_assert_cmpuint (answer->n_runs, ==, 2);
  g_assert_cmpuint (program->length, ==, search->length);
  g_assert_cmpint (search->status, ==, EPI_LIMIT);
  for (size_t i = 0; i < program->n_frames; i++) {
    const EpiFrame *frame = program->frames[i];
    if (epi_frame_scalar (frame, "primal_residual", 1) > 0 ||
        epi_frame_scalar (frame, "dual_residual", 1) > 1e-9)
      continue;
    double p = epi_frame_scalar (frame, "objective", NAN);
    double d = epi_frame_scalar (frame, "dual_objective", NAN);
    g_assert_cmpfloat (d - p, <=, 1e-8 * (1 + fabs (p)));
    feasible++;
  }
  g_assert_cmpuint (feasible, >, 0);
  epi_session_free (session);
}

/* The best value never rises, the count of searches does, and at equal k the
 * searches have done k equal shares of work. */
static void
test_right_keeps_falling (void)
{
  EpiSession *session = session_of (SMALL "instance=random");
  const EpiRun *run = &epi_session_scene (session)->answer->runs[1];
  double share = epi_frame_scalar (run->frames[1], "work", NAN);

  g_assert_null (epi_frame_find (run->frames[0], "best"));
  for (size_t i = 2; i < run->n_frames; i++) {
    const EpiFrame *before = run->frames[i - 1], *now = run->frames[i];
    g_assert_cmpfloat (epi_frame_scalar (now, "best", NAN), <=,
                       epi_frame_scalar (before, "best", NAN));
    g_assert_cmpfloat (epi_frame_scalar (now, "searches", NAN), >,
                       epi_frame_scalar (before, "searches", NAN));
    g_assert_cmpfloat_with_epsilon (epi_frame_scalar (now, "work", NAN),
                                    share * (double)i, 0.1 * share * (double)i);
    g_assert_cmpfloat (epi_frame_seconds (now), >, epi_frame_seconds (before));
  }
  g_assert_cmpfloat (value_of (session, "different"), >, 5);
  g_assert_cmpfloat (value_of (session, "dense_terms"), ==,
                     646646); /* C(22,10) */
  epi_session_free (session);
}

/* More patience makes the same searches and then others. */
static void
test_more_time_is_more_of_the_same (void)
{
  EpiSession *once = session_of (SMALL "instance=random; patience=1");
  EpiSession *thrice = session_of (SMALL "instance=random; patience=3");

  g_assert_cmpfloat (value_of (thrice, "searches"), >,
                     2 * value_of (once, "searches"));
  g_assert_cmpfloat (value_of (thrice, "best"), <=, value_of (once, "best"));
  epi_session_free (once);
  epi_session_free (thrice);
}

/* A sum of squares: 0 is the minimum.  Degree 2: the sum of powers outweighs
 * the rest, f is convex, and there is one minimum. */
static void
test_theorems_about_minima (void)
{
  EpiSession *planted = session_of (SMALL "instance=planted; terms=120");
  g_assert_cmpfloat (value_of (planted, "best"), >=, -1e-9);
  g_assert_cmpfloat (value_of (planted, "target_hits"), <,
                     value_of (planted, "minima"));
  g_assert_cmpfloat (value_of (planted, "histogram_low"), >=, 0);
  epi_session_free (planted);

  for (int seed = 1; seed <= 3; seed++) {
    char *set =
        g_strdup_printf (SMALL "degree=2; instance=random; seed=%d", seed);
    EpiSession *convex = session_of (set);
    g_assert_cmpfloat (value_of (convex, "different"), ==, 1);
    g_assert_cmpfloat (value_of (convex, "unfinished"), ==, 0);
    epi_session_free (convex);
    g_free (set);
  }
}

static char *
summary (EpiSession *session, const char *name)
{
  for (const EpiViewSpec *view = lesson ()->views; view->name != NULL; view++)
    if (strcmp (view->name, name) == 0)
      return view->summary (epi_session_scene (session));
  g_assert_not_reached ();
}

/* The words in the corner, "best −163.324 after 0.086 s on one core", reach to
 * the first point in a window of 1366 × 768, where the figure is 112 pixels
 * high: they have a line of text, 20 pixels, of their own above it. */
static void
test_the_best_leaves_room_for_words (void)
{
  EpiSession *session = session_of (
      "figure=race; n=300; m=100; degree=10; unknowns=20; terms=100; "
      "instance=random; seed=3"); /* the story's sixth step */
  const EpiScene *scene = epi_session_scene (session);
  const EpiRun *search = &scene->answer->runs[1];
  const EpiViewSpec *view = lesson ()->views;
  EpiAxesSpec spec = {0};

  while (strcmp (view->name, "best") != 0)
    view++;
  view->axes (scene, &spec);
  double first = epi_frame_scalar (search->frames[1], "best", NAN);
  double share = (spec.fit.y1 - first) / (spec.fit.y1 - spec.fit.y0);
  g_assert_cmpfloat (share, >=, 20.0 / 112);
  epi_axes_spec_clear (&spec);
  epi_session_free (session);
}

/* Between any two points of the region the chord that is straight in y stays
 * inside; for some, the one that is straight in x does not. */
static void
test_logarithms_make_it_convex (void)
{
  EpiSession *session =
      session_of ("figure=logarithm; n=20; m=5; unknowns=2; terms=5");
  EpiRandom random = epi_random (1, 2);
  size_t inside = 0, left_in_x = 0;

  for (int i = 0; i < 300; i++) {
    move (session, "log_a", 0, 1.5 * epi_random_uniform (&random) - 1.5,
          1.6 * epi_random_uniform (&random));
    move (session, "log_b", 0, 1.6 * epi_random_uniform (&random),
          1.5 * epi_random_uniform (&random) - 1.5);
    char *in_x = summary (session, "x"), *in_y = summary (session, "y");
    /* log f is convex in y = log x, by Hölder's inequality. */
    g_assert_cmpfloat (
        value_of (session, "f_root"), <=,
        sqrt (value_of (session, "f_a") * value_of (session, "f_b")) * 1.0001);
    if (strstr (in_y, "lies outside") == NULL) {
      g_assert_nonnull (strstr (in_y, "stays inside"));
      left_in_x += strstr (in_x, "leaves") != NULL;
      inside++;
    }
    g_free (in_x);
    g_free (in_y);
  }
  g_assert_cmpuint (inside, >, 50);
  g_assert_cmpuint (left_in_x, >, 5);
  epi_session_free (session);
}

/* The strip speaks of what is looked at. */
static void
test_the_strip_speaks_of_the_chord (void)
{
  EpiSession *session =
      session_of ("figure=logarithm; n=20; m=5; unknowns=2; terms=5; "
                  "product=0.2; a=(0.5, 4); b=(4, 0.5)");
  const EpiScene *scene = epi_session_scene (session);
  double f = 0.2 * 2.25 * 2.25 + 0.2 / 2.25 + 0.1 * 2.25;

  g_assert_cmpfloat_with_epsilon (value_of (session, "f_middle"), f, 1e-14);
  g_assert_cmpstr (scene->answer->certificate.sentence, ==, "not convex in x");
  g_assert_cmpint (scene->answer->certificate.status, ==, EPI_RUNNING);
  g_assert_cmpuint (scene->answer->certificate.n_items, ==, 0);
  move (session, "a", 0, 3, 0.6);
  g_assert_cmpstr (scene->answer->certificate.sentence, ==,
                   "one chord proves nothing");
  move (session, "a", 0, 4, 4);
  g_assert_cmpfloat (value_of (session, "f_a"), >, 1);
  g_assert_cmpstr (scene->answer->certificate.sentence, ==,
                   "an end is outside");
  epi_session_set (session, "figure", epi_text ("race"));
  g_assert_cmpint (scene->answer->certificate.status, ==, EPI_OPTIMAL);
  g_assert_null (epi_scene_item (scene, "f_middle"));
  epi_session_free (session);
}

/* The memory is the process's: told in words, not as the method's beside its
 * seconds. */
static void
test_the_memory_is_not_the_methods (void)
{
  EpiSession *session = session_of (SMALL "instance=random");
  const EpiScene *scene = epi_session_scene (session);
  EpiAnswer *answer = (EpiAnswer *)scene->answer;

  answer->memory = 23 << 20;
  char *words = lesson ()->explain (scene);
  g_assert_nonnull (strstr (words, "Epigraph holds 23\u2009MiB of memory."));
  g_free (words);
  EpiPlotTable *table = epi_view_table (&lesson ()->views[0], scene);
  char *text = epi_plot_table_csv (table);
  g_assert_nonnull (strstr (text, "on one core"));
  g_assert_null (strstr (text, "MiB"));
  g_free (text);
  epi_plot_table_free (table);
  epi_session_free (session);
}

/* Pixels of the words that nobody knows how low it goes, where the axis ends
 * that far below the lowest value. */
static size_t
ink_of_unknown (const EpiScene *scene, double below)
{
  const EpiLayer *layer = fuss_best_layers;
  const EpiRun *run = &scene->answer->runs[FUSS_SEARCH];
  double best = epi_frame_scalar (run->frames[run->n_frames - 1], "best", NAN);
  Page page = page_new (1);
  size_t n = 0;

  page.axes.range = (EpiRange){
      0, (double)run->n_frames, best - below, best + 1 - below, false, false};
  while (strcmp (layer->name, "unknown") != 0)
    layer++;
  layer->draw (page.cr, &page.axes, scene, layer->data);
  EpiRgb ink = page.axes.palette->colours[EPI_COLOUR_WARNING];
  for (int y = 0; y < H; y++)
    for (int x = 0; x < W; x++)
      n += distance (pixel_at (&page, x, y), ink) < 0.2;
  page_clear (&page);
  return n;
}

/* Below the line, or where there is no room for it nowhere. */
static void
test_nobody_knows_only_below_the_line (void)
{
  EpiSession *session = session_of (SMALL "instance=random");
  const EpiScene *scene = epi_session_scene (session);

  g_assert_cmpuint (ink_of_unknown (scene, 0.5), >, 100);
  g_assert_cmpuint (ink_of_unknown (scene, 0.05), ==, 0);
  epi_session_free (session);
}

/* One place in the document, seen in two pictures; a move redraws and nothing
 * is solved again; it is undone in one step. */
static void
test_handles_are_two_views_of_a_point (void)
{
  EpiSession *session =
      session_of ("figure=logarithm; n=20; m=5; unknowns=2; terms=5; "
                  "a=(0.5, 4); b=(4, 0.5)");
  const EpiScene *scene = epi_session_scene (session);
  size_t frames = scene->answer->runs[0].n_frames;
  EpiPoint p;

  move (session, "a", 0, 1, 2);
  g_assert_true (epi_handle_position (handle ("log_a"), scene, 0, &p));
  g_assert_cmpfloat_with_epsilon (p.x, 0, 1e-15);
  g_assert_cmpfloat_with_epsilon (p.y, log (2), 1e-15);
  move (session, "log_a", 0, log (3), 0);
  g_assert_true (epi_handle_position (handle ("a"), scene, 0, &p));
  g_assert_cmpfloat_with_epsilon (p.x, 3, 1e-14);
  g_assert_cmpfloat_with_epsilon (p.y, 1, 1e-14);
  move (session, "a", 0, -5, 0); /* there is no logarithm: at the edge */
  g_assert_true (epi_handle_position (handle ("log_a"), scene, 0, &p));
  g_assert_true (isfinite (p.x) && isfinite (p.y));
  g_assert_cmpuint (scene->answer->runs[0].n_frames, ==, frames);
  for (int i = 0; i < 3; i++)
    g_assert_true (epi_session_undo (session));
  g_assert_true (epi_handle_position (handle ("a"), scene, 0, &p));
  g_assert_cmpfloat (p.x, ==, 0.5);
  epi_session_free (session);
}

/* Back, forward and forked, the frames are what they were. */
static void
test_the_run_can_be_walked (void)
{
  EpiSession *session = session_of (SMALL "instance=random");
  const EpiScene *scene = epi_session_scene (session);
  size_t last = epi_session_last (session);
  double best = value_of (session, "best"), at_four;

  epi_session_seek (session, 4);
  at_four = value_of (session, "searches");
  g_assert_cmpint (scene->answer->certificate.status, ==, EPI_RUNNING);
  epi_session_step (session, -1);
  g_assert_cmpfloat (value_of (session, "searches"), <, at_four);
  epi_session_step (session, 1);
  g_assert_cmpfloat (value_of (session, "searches"), ==, at_four);
  epi_session_fork (session);
  epi_session_to_end (session);
  g_assert_cmpuint (epi_session_last (session), ==, last);
  g_assert_cmpfloat (value_of (session, "best"), ==, best);
  g_assert_cmpint (scene->answer->certificate.status, ==, EPI_OPTIMAL);
  epi_session_free (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/whats-the-fuss/left-ends-with-a-proof",
                   test_left_ends_with_a_proof);
  g_test_add_func ("/whats-the-fuss/right-keeps-falling",
                   test_right_keeps_falling);
  g_test_add_func ("/whats-the-fuss/more-time-is-more-of-the-same",
                   test_more_time_is_more_of_the_same);
  g_test_add_func ("/whats-the-fuss/theorems-about-minima",
                   test_theorems_about_minima);
  g_test_add_func ("/whats-the-fuss/the-best-leaves-room-for-words",
                   test_the_best_leaves_room_for_words);
  g_test_add_func ("/whats-the-fuss/logarithms-make-it-convex",
                   test_logarithms_make_it_convex);
  g_test_add_func ("/whats-the-fuss/the-strip-speaks-of-the-chord",
                   test_the_strip_speaks_of_the_chord);
  g_test_add_func ("/whats-the-fuss/the-memory-is-not-the-methods",
                   test_the_memory_is_not_the_methods);
  g_test_add_func ("/whats-the-fuss/nobody-knows-only-below-the-line",
                   test_nobody_knows_only_below_the_line);
  g_test_add_func ("/whats-the-fuss/handles-are-two-views-of-a-point",
                   test_handles_are_two_views_of_a_point);
  g_test_add_func ("/whats-the-fuss/the-run-can-be-walked",
                   test_the_run_can_be_walked);
  return g_test_run ();
}
