/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lesson on margins and kernels, without a display: the conditions of
 * Karush, Kuhn and Tucker, weak duality at every iterate, the geometry of the
 * margin, and what becomes of data that have no answer.
 */
#include "svm-session.h"

#include <math.h>

static EpiPoint
row_at (EpiSession *session, double row)
{
  EpiPoint at;

  g_assert_true (epi_handle_position (
      &lesson ()->handles[0], epi_session_scene (session), (size_t)row, &at));
  return at;
}

/* ---- A line ---- */

/* With nothing to pay: yᵢf(xᵢ) ≥ 1 for all, = 1 where α > 0, a = Σ yα x, and no
 * point is nearer than half the margin 2/‖a‖. */
static void
test_the_street_stands_on_its_support (void)
{
  EpiSession *session = session_of (CLOUDS "kernel=linear; gamma=100000");
  const EpiFrameItem *alpha = item (session, "alpha");
  const EpiFrameItem *beta = item (session, "beta");
  const EpiFrameItem *rows = item (session, "row");
  const double *a = item (session, "a")->data;
  double b = number (session, "bias"), sum[2] = {0};

  assert_proven (session);
  g_assert_cmpfloat (number (session, "slack"), <, 1e-6);
  g_assert_cmpfloat (number (session, "separable"), ==, 1);
  for (size_t i = 0; i < alpha->rows; i++) {
    EpiPoint at = row_at (session, rows->data[i]);
    double f = a[0] * at.x + a[1] * at.y + b;
    double y = number (session, "margin") > 0 && f > 0 ? 1 : -1;
    g_assert_cmpfloat (y * f, >=, 1 - 1e-4);
    if (alpha->data[i] > 1e-6)
      g_assert_cmpfloat (fabs (y * f - 1), <=, 1e-4);
    g_assert_cmpfloat (fabs (f) / hypot (a[0], a[1]), >=,
                       number (session, "margin") / 2 - 1e-4);
    sum[0] += beta->data[i] * at.x;
    sum[1] += beta->data[i] * at.y;
  }
  g_assert_cmpfloat (hypot (sum[0] - a[0], sum[1] - a[1]), <=, 1e-8);
  g_assert_cmpfloat (fabs (number (session, "margin") - 2 / hypot (a[0], a[1])),
                     <=, 1e-9);
  epi_session_free (session);
}

/* No dual value is above a primal one, however far the method has come. */
static void
test_weak_duality_holds_at_every_iterate (void)
{
  static const char *const settings[] = {
      CLOUDS "kernel=linear; gamma=2", RINGS "kernel=lifted; gamma=10",
      RINGS "kernel=gaussian; sigma=0.5; gamma=100",
      RINGS "kernel=polynomial; degree=3; gamma=1"};

  for (size_t s = 0; s < G_N_ELEMENTS (settings); s++) {
    EpiSession *session = session_of (settings[s]);
    const EpiRun *run = &epi_session_scene (session)->answer->runs[0];
    double least = INFINITY;
    assert_proven (session);
    for (size_t k = 0; k < run->n_frames; k++) {
      double dual = epi_frame_scalar (run->frames[k], "dual", NAN);
      least = fmin (least, epi_frame_scalar (run->frames[k], "primal", NAN));
      g_assert_cmpfloat (dual, <=, least + 1e-9 * (1 + fabs (least)));
    }
    g_assert_cmpfloat (fabs (number (session, "cost") - 2 * least), <=,
                       1e-6 * (1 + least));
    epi_session_free (session);
  }
}

static void
test_both_methods_find_the_same_street (void)
{
  static const char *const kernels[] = {
      CLOUDS "kernel=linear; gamma=2; ", RINGS "kernel=lifted; gamma=10; ",
      RINGS "kernel=gaussian; sigma=0.5; gamma=100; "};

  for (size_t k = 0; k < G_N_ELEMENTS (kernels); k++) {
    double cost[2];
    for (int m = 0; m < 2; m++) {
      char *set = g_strconcat (kernels[k],
                               m ? "method=interior" : "method=pairs", NULL);
      EpiSession *session = session_of (set);
      assert_proven (session);
      cost[m] = number (session, "cost");
      epi_session_free (session);
      g_free (set);
    }
    g_assert_cmpfloat (fabs (cost[0] - cost[1]), <=, 1e-6 * (1 + cost[0]));
  }
}

/* What may be none, as far as a relative gap of 1e-9 tells, is not shown: no
 * slack is, or more than 1e-9 (1 + |d|)/C, with 2d the cost and 2C = γ. */
static void
test_slack_is_none_or_proven (void)
{
  for (double gamma = 0.05; gamma <= 1e5; gamma *= 1.7) {
    char *set = g_strdup_printf (RINGS "kernel=lifted; gamma=%g", gamma);
    EpiSession *session = session_of (set);
    double slack = number (session, "slack");
    double least = 1e-9 * (2 + number (session, "cost")) / gamma;
    g_assert_true (slack == 0 || slack >= (1 - 1e-6) * least);
    epi_session_free (session);
    g_free (set);
  }
}

/* The cost in γ is concave and grows; the margin shrinks as slack gets dearer.
 */
static void
test_dearer_slack_makes_a_narrower_street (void)
{
  double margin = INFINITY, slack = INFINITY;

  for (double gamma = 0.05; gamma < 1000; gamma *= 4) {
    char *set = g_strdup_printf (CLOUDS "kernel=linear; gamma=%g", gamma);
    EpiSession *session = session_of (set);
    g_assert_cmpfloat (number (session, "margin"), <=, margin + 1e-6);
    g_assert_cmpfloat (number (session, "slack"), <=, slack + 1e-6);
    margin = number (session, "margin");
    slack = number (session, "slack");
    epi_session_free (session);
    g_free (set);
  }
}

/* ---- The moment when no line will do ---- */

/* One point walks into the other class: as long as a line exists it is said so,
 * then a point of both hulls is shown, and the slack of the hard machine goes
 * from nothing to 1 or more together. */
static void
test_the_moment_of_separability_is_said (void)
{
  EpiDocument *document = document_of (CLOUDS "kernel=linear; gamma=100000");
  EpiSession *session = session_from (epi_document_ref (document));
  EpiPoint from = row_at (session, 0);
  bool before = true;

  epi_session_free (session);
  for (int step = 0; step <= 8; step++) {
    EpiScene scene = {.lesson = lesson (), .document = document};
    EpiPoint to = {from.x + step * 0.6 * (from.x > 0 ? -1 : 1),
                   from.y + step * 0.4 * (from.y > 0 ? -1 : 1)};
    EpiDocument *moved =
        epi_handle_move_to (&lesson ()->handles[0], &scene, 0, to);
    session = session_from (moved);
    assert_proven (session);
    bool separable = number (session, "separable") == 1;
    g_assert_true (before || !separable);
    before = separable;
    if (separable)
      g_assert_cmpfloat (number (session, "slack"), <, 1e-3);
    else {
      g_assert_cmpfloat (number (session, "slack"), >=, 1 - 1e-3);
      g_assert_cmpuint (item (session, "common")->rows, ==, 2);
    }
    char *why = lesson ()->explain (epi_session_scene (session));
    g_assert_true (separable || strstr (why, "convex hulls") != NULL);
    g_free (why);
    epi_session_free (session);
  }
  g_assert_false (before);
  epi_document_unref (document);
}

/* ---- Kernels ---- */

static void
test_a_bowl_parts_what_a_line_cannot (void)
{
  EpiSession *line = session_of (RINGS "kernel=linear; gamma=100");
  EpiSession *bowl = session_of (RINGS "kernel=lifted; gamma=10000");

  g_assert_cmpfloat (number (line, "separable"), ==, 0);
  g_assert_cmpfloat (number (bowl, "separable"), ==, 1);
  g_assert_cmpfloat (number (bowl, "wrong"), ==, 0);
  g_assert_cmpuint (item (bowl, "a")->rows, ==, 3);
  epi_session_free (line);
  epi_session_free (bowl);
}

/* Narrow: all points are right, and those not seen are guessed. */
static void
test_a_narrow_kernel_overfits (void)
{
  EpiSession *narrow = session_of (
      PETALS "kernel=gaussian; sigma=0.01; gamma=1000; map=true; pair=3");
  EpiSession *wide = session_of (
      PETALS "kernel=gaussian; sigma=1; gamma=20; map=true; pair=3");

  g_assert_cmpfloat (number (narrow, "right"), >=, number (wide, "right"));
  g_assert_cmpfloat (number (narrow, "right_unseen"), <, 0.9);
  g_assert_cmpfloat (number (wide, "right_unseen"), >, 0.93);
  epi_session_free (narrow);
  epi_session_free (wide);
}

/* ---- Bad input ---- */

static void
assert_refused (EpiData *data, const char *words)
{
  EpiDocument *first = document_of (CLOUDS "kernel=linear");
  EpiDocument *document = epi_document_with_data (first, "points", data);
  EpiSession *session = session_from (document);
  const char *error = epi_session_scene (session)->answer->error;

  g_assert_nonnull (error);
  if (strstr (error, words) == NULL)
    g_error ("“%s” does not say “%s”", error, words);
  epi_session_free (session);
  epi_document_unref (first);
  epi_data_unref (data);
}

static void
test_what_is_no_problem_is_said (void)
{
  static const double one[][3] = {{0, 0, 1}, {1, 1, 1}, {2, 0, 1}};
  double many[12][3];

  for (int i = 0; i < 12; i++) {
    many[i][0] = i;
    many[i][1] = i * i;
    many[i][2] = i * 0.5;
  }
  assert_refused (data_of (one, 3), "one class");
  assert_refused (data_of (one, 3), "(in the window: its key 1 or 2)");
  assert_refused (data_of (one, 0), "no points");
  assert_refused (data_of ((const double (*)[3])many, 12), "is no label");
}

/* No "inf" and no "nan", at the end and where nothing is known yet. */
static void
assert_summaries_have_words (EpiSession *session)
{
  for (int end = 1; end >= 0; end--) {
    epi_session_seek (session, end ? epi_session_last (session) : 0);
    for (const EpiViewSpec *view = lesson ()->views; view->name; view++) {
      char *text = view->summary (epi_session_scene (session));
      if (strstr (text, "inf") != NULL || strstr (text, "nan") != NULL)
        g_error ("“%s” is said", text);
      g_free (text);
    }
  }
}

/* Twins of opposite classes, and all points in one place. */
static void
test_contradictions_are_answered (void)
{
  static const double twins[][3] = {{0, 0, 1},  {0, 0, -1}, {1, 0, 1},
                                    {1, 0, -1}, {2, 1, 1},  {-1, 1, -1}};
  static const double same[][3] = {{1, 1, 1}, {1, 1, -1}, {1, 1, 1}};
  static const char *const kernels[] = {"kernel=linear", "kernel=lifted",
                                        "kernel=polynomial; degree=4",
                                        "kernel=gaussian; sigma=0.3"};

  for (size_t k = 0; k < G_N_ELEMENTS (kernels); k++)
    for (int which = 0; which < 2; which++) {
      char *set = g_strconcat (CLOUDS, kernels[k], NULL);
      EpiDocument *first = document_of (set);
      EpiData *data = which ? data_of (same, 3) : data_of (twins, 6);
      EpiSession *session =
          session_from (epi_document_with_data (first, "points", data));
      assert_proven (session);
      g_assert_cmpfloat (number (session, "slack"), >=, 2 - 1e-6);
      assert_summaries_have_words (session);
      epi_session_free (session);
      epi_data_unref (data);
      epi_document_unref (first);
      g_free (set);
    }
}

/* ---- The knob ---- */

/* The knob of the lifted figure tells two angles and takes them: once round is
 * where one began. */
static void
test_the_knob_tells_its_angles (void)
{
  EpiSession *session = session_of (RINGS "kernel=lifted; azimuth=30");
  const EpiScene *scene = epi_session_scene (session);
  const EpiHandleSpec *turn = lesson ()->handles + 1;
  EpiHandleNumber numbers[EPI_HANDLE_NUMBERS];
  EpiAxesSpec axes = {0};
  const double to[] = {370, 95};

  g_assert_cmpstr (turn->name, ==, "turn");
  g_assert_cmpuint (epi_handle_numbers (turn, scene, &axes, 0, numbers), ==, 2);
  g_assert_cmpfloat (numbers[0].value, ==, 30);
  g_assert_cmpfloat (numbers[1].value, ==, 25);
  EpiDocument *turned = epi_handle_set_numbers (turn, scene, 0, to);
  g_assert_cmpfloat (epi_lesson_number (lesson (), turned, "azimuth"), ==, 10);
  g_assert_cmpfloat (epi_lesson_number (lesson (), turned, "elevation"), ==,
                     90);
  epi_document_unref (turned);
  epi_session_free (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/svm-lesson/" name, func)
  ADD ("slack is none or proven", test_slack_is_none_or_proven);
  ADD ("the street stands on its support",
       test_the_street_stands_on_its_support);
  ADD ("weak duality holds at every iterate",
       test_weak_duality_holds_at_every_iterate);
  ADD ("both methods find the same street",
       test_both_methods_find_the_same_street);
  ADD ("dearer slack makes a narrower street",
       test_dearer_slack_makes_a_narrower_street);
  ADD ("the moment of separability is said",
       test_the_moment_of_separability_is_said);
  ADD ("a bowl parts what a line cannot", test_a_bowl_parts_what_a_line_cannot);
  ADD ("a narrow kernel overfits", test_a_narrow_kernel_overfits);
  ADD ("what is no problem is said", test_what_is_no_problem_is_said);
  ADD ("contradictions are answered", test_contradictions_are_answered);
  ADD ("the knob tells its angles", test_the_knob_tells_its_angles);
  return g_test_run ();
}
