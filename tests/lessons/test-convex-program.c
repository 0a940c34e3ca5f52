/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lesson on programs in files: what comes with it has the answers of the
 * literature, and whatever is done to a document is computed and undone. */
#include "convex-program/program.h"
#include "core/epi-alloc.h"
#include "kit/epi-render.h"

#include <glib/gstdio.h>
#include <math.h>

#define LESSON "convex-program"
#include "lesson-session.h"

static const EpiFrame *
frame_of (EpiSession *session)
{
  return epi_scene_frame (epi_session_scene (session), 0);
}

static double
number (EpiSession *session, const char *name, size_t i)
{
  const EpiFrameItem *item = epi_frame_find (frame_of (session), name);

  g_assert_nonnull (item);
  g_assert_cmpuint (i, <, item->rows * item->cols);
  return item->data[i];
}

static double
proven (EpiSession *session, const char *name)
{
  const EpiCertificate *c = &epi_session_scene (session)->answer->certificate;

  for (size_t i = 0; i < c->n_items; i++)
    if (strcmp (c->items[i].name, name) == 0)
      return c->items[i].value;
  return NAN; /* a point that cannot be judged */
}

static EpiStatus
proof (EpiSession *session)
{
  return epi_session_scene (session)->answer->certificate.status;
}

static void
assert_near (double found, double expected, double error)
{
  g_assert_cmpfloat_with_epsilon (found, expected, error);
}

/* ---- What is published ---- */

/* Chvátal (1983), chapter 1: four oatmeals, four and a half glasses of milk,
 * two pies for 92.5 cents; energy alone costs, 9/160 of a cent a kilocalorie
 * (milk's price of it). */
static void
test_diet (void)
{
  EpiSession *s = session_of ("file=diet.mps; method=dual-simplex");
  static const double best[] = {4, 0, 0, 4.5, 2, 0};

  g_assert_cmpint (proof (s), ==, EPI_OPTIMAL);
  assert_near (proven (s, "primal"), 92.5, 1e-9);
  for (size_t j = 0; j < 6; j++)
    assert_near (number (s, "variables", j), best[j], 1e-9);
  assert_near (number (s, "multipliers", 0), 9 / 160.0, 1e-12);
  assert_near (number (s, "multipliers", 1), 0, 1e-12);
  epi_session_free (s);
}

/* Cornuejols & Tütüncü (2007), table 8.1, to the digits that it has. */
static void
test_portfolio (void)
{
  EpiSession *s = session_of ("file=portfolio.qps");

  g_assert_cmpint (proof (s), ==, EPI_OPTIMAL);
  assert_near (2 * proven (s, "primal"), 0.0044, 0.00005);
  assert_near (number (s, "variables", 0), 0.35, 0.005);
  assert_near (number (s, "variables", 1), 0.16, 0.005);
  assert_near (number (s, "variables", 2), 0.49, 0.005);
  epi_session_free (s);
}

/* Lovász (1979): √5. */
static void
test_pentagon (void)
{
  EpiSession *s = session_of ("file=pentagon.dat-s");

  g_assert_cmpint (proof (s), ==, EPI_OPTIMAL);
  assert_near (proven (s, "primal"), sqrt (5), 1e-7);
  assert_near (proven (s, "dual_value"), sqrt (5), 1e-7);
  epi_session_free (s);
}

/* Kiefer & Wolfowitz (1959): a third at each of -1, 0, 1, where the
 * determinant is 4/27. */
static void
test_design (void)
{
  EpiSession *s = session_of ("file=design.dat-s");
  static const double best[] = {1 / 3.0, 0, 1 / 3.0, 0, 1 / 3.0};

  g_assert_cmpint (proof (s), ==, EPI_OPTIMAL);
  assert_near (proven (s, "primal"), log (27 / 4.0), 1e-7);
  for (size_t i = 0; i < 5; i++)
    assert_near (number (s, "variables", i), best[i], 1e-6);
  epi_session_free (s);
}

/* With walls of 100 and a floor of 10: where the walls and the floor bind and
 * the height is twice the width, w = √15 and the volume 20√15. */
static void
test_box (void)
{
  EpiSession *s = session_of ("file=box.eo");

  g_assert_cmpint (proof (s), ==, EPI_OPTIMAL);
  assert_near (number (s, "variables", 1), sqrt (15), 1e-5);
  assert_near (1 / (number (s, "variables", 0) * number (s, "variables", 1) *
                    number (s, "variables", 2)),
               1 / (20 * sqrt (15)), 1e-9);
  epi_session_free (s);
}

/* ---- What is changed ---- */

/* p(b + Δ) ≥ p(b) + yΔ for every Δ (Boyd & Vandenberghe 5.6.2), with equality
 * while the basis stays. */
static void
test_shadow_price (void)
{
  static const char *const sets[] = {
      "file=diet.mps; row=1; change=100", "file=diet.mps; row=1; change=-900",
      "file=diet.mps; row=1; change=900", "file=diet.mps; row=2; change=20"};
  EpiSession *s = session_of ("file=diet.mps");
  double p = proven (s, "primal");
  double y[] = {number (s, "multipliers", 0), number (s, "multipliers", 1)};
  static const double change[] = {100, -900, 900, 20};
  static const size_t row[] = {0, 0, 0, 1};

  epi_session_free (s);
  for (size_t i = 0; i < G_N_ELEMENTS (sets); i++) {
    s = session_of (sets[i]);
    g_assert_cmpint (proof (s), ==, EPI_OPTIMAL);
    double bound = p + y[row[i]] * change[i];
    g_assert_cmpfloat (proven (s, "primal"), >=, bound - 1e-6);
    if (i == 0)
      assert_near (proven (s, "primal"), bound, 1e-6);
    else
      g_assert_cmpfloat (proven (s, "primal"), >, bound + 0.1);
    epi_session_free (s);
  }
}

/* Farkas: multipliers that add up to a contradiction, by every method. */
static void
test_infeasible (void)
{
  static const char *const methods[] = {"automatic", "dual-simplex",
                                        "primal-simplex", "ipm"};

  for (size_t i = 0; i < G_N_ELEMENTS (methods); i++) {
    char *set = g_strdup_printf ("file=diet.mps; row=1; change=2500; method=%s",
                                 methods[i]);
    EpiSession *s = session_of (set);
    g_assert_cmpint (proof (s), ==, EPI_INFEASIBLE);
    g_assert_cmpfloat (number (s, "multipliers", 0), >, 0);
    char *why = lesson ()->explain (epi_session_scene (s));
    g_assert_nonnull (strstr (why, "energy"));
    g_free (why);
    epi_session_free (s);
    g_free (set);
  }
}

/* A rule that no file has, a row that this one does not have. */
static void
refused (const char *set, const char *why)
{
  EpiSession *session = session_of (set);
  const EpiAnswer *answer = epi_session_scene (session)->answer;

  g_assert_nonnull (answer->error);
  g_assert_nonnull (strstr (answer->error, why));
  epi_session_free (session);
}

static void
test_refused (void)
{
  refused ("file=diet.mps; row=4; change=1", "there is no row 4");
  refused ("file=box.eo; change=1", "linear and quadratic");
  refused ("file=pentagon.dat-s; method=dual-simplex", "semidefinite");
  refused ("file=portfolio.qps; against=primal-simplex", "quadratic");
}

/* The line of the tolerance, dragged: it lands where it was let go, and the
 * proof is asked for there. */
static void
test_tolerance_dragged (void)
{
  EpiSession *s = session_of ("file=diet.mps; method=ipm");
  const EpiHandleSpec *handle = lesson ()->handles;
  size_t before = epi_session_last (s);
  EpiPoint at;

  epi_session_begin_drag (s);
  EpiDocument *moved = epi_handle_move_to (handle, epi_session_scene (s), 0,
                                           (EpiPoint){2, 1.23456789e-3});
  epi_session_edit (s, moved, "Move the tolerance");
  epi_session_end_drag (s);
  epi_session_to_end (s);
  g_assert_true (epi_handle_position (handle, epi_session_scene (s), 0, &at));
  assert_near (at.y, 1.2e-3, 1e-12);
  g_assert_cmpuint (epi_session_last (s), <, before);
  g_assert_cmpint (proof (s), ==, EPI_OPTIMAL);
  g_assert_cmpstr (epi_session_scene (s)->answer->certificate.sentence, ==,
                   "globally optimal to 0.0012");
  g_assert_true (epi_session_undo (s));
  g_assert_cmpfloat (epi_scene_number (epi_session_scene (s), "tolerance"), ==,
                     1e-8);
  epi_document_unref (moved);
  epi_session_free (s);
}

/* Weak duality at every iterate that is feasible on both sides: the barrier
 * method has one after every outer step. */
static void
test_weak_duality (void)
{
  static const char *const files[] = {
      "diet.mps", "portfolio.qps", "pentagon.dat-s", "design.dat-s", "box.eo"};

  for (size_t i = 0; i < G_N_ELEMENTS (files); i++) {
    char *set = g_strdup_printf ("file=%s; method=barrier", files[i]);
    EpiSession *s = session_of (set);
    size_t last = epi_session_last (s), judged = 0;
    for (size_t k = 0; k <= last; k++) {
      epi_session_seek (s, k);
      if (!(proven (s, "primal_residual") <= 1e-9) ||
          !(proven (s, "dual_residual") <= 1e-9) ||
          isnan (proven (s, "primal")))
        continue;
      judged++;
      g_assert_cmpfloat (proven (s, "primal"), >=,
                         proven (s, "dual_value") - 1e-7);
    }
    g_assert_cmpuint (judged, >, 0);
    epi_session_free (s);
    g_free (set);
  }
}

/* Each problem fills its figure, whatever stood there before: a small one is
 * not shown in the room of a larger one.  Names and sides stand around it. */
static void
test_each_problem_fills_its_figure (void)
{
  for (const EpiPreset *preset = lesson ()->presets; preset->name != NULL;
       preset++) {
    EpiSession *alone = session_of (preset->set);
    EpiSession *after = session_of ("file=design.dat-s");
    EpiDocument *document =
        document_with (epi_session_scene (after)->document, "file=diet.mps");
    epi_session_edit_at (after, document, "Diet", SIZE_MAX);
    epi_document_unref (document);
    document = document_with (epi_session_scene (after)->document, preset->set);
    epi_session_edit_at (after, document, "Preset", SIZE_MAX);
    epi_document_unref (document);
    EpiRange own = epi_session_range (alone, "problem");
    EpiRange then = epi_session_range (after, "problem");
    g_assert_true (epi_range_equal (&own, &then));
    const CpFile *file = cp_file (epi_session_scene (after)->document, NULL);
    g_assert_cmpfloat ((double)file->pattern.cols, >=,
                       0.6 * (then.x1 - then.x0));
    g_assert_cmpfloat ((double)file->pattern.rows, >=,
                       0.4 * (then.y1 - then.y0));
    epi_session_free (after);
    epi_session_free (alone);
  }
}

/* The middle of what is drawn, as a part of the width. */
static double
middle_of_ink (const EpiScene *scene, const char *name)
{
  enum { WIDTH = 600, HEIGHT = 500 };
  const EpiRenderOptions options = {
      .width = WIDTH, .height = HEIGHT, .palette = epi_palette_get ("light")};
  const EpiViewSpec *view = lesson ()->views;
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  double first = WIDTH, last = 0;

  while (strcmp (view->name, name) != 0)
    view++;
  epi_render_view (cr, view, scene, NULL, &options);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  const uint32_t *pixels =
      (const uint32_t *)(void *)cairo_image_surface_get_data (surface);
  for (size_t i = 40 * WIDTH; i < WIDTH * HEIGHT; i++) /* below the title */
    if (pixels[i] != pixels[WIDTH * HEIGHT - 1]) {
      first = fmin (first, (double)(i % WIDTH));
      last = fmax (last, (double)(i % WIDTH));
    }
  cairo_surface_destroy (surface);
  return (first + last) / 2 / WIDTH;
}

/* A proof has no x and no X: it stands in the middle of the figure, not where
 * they would leave it room.  x ≥ 1 and x ≤ 0, with a determinant. */
static void
test_a_proof_has_all_the_room (void)
{
  static const char text[] = "* logdet-blocks: 1:1\n1\n2\n1 1\n1\n"
                             "0 1 1 1 1\n1 1 1 1 1\n1 2 1 1 -1\n";
  char *folder = g_dir_make_tmp ("epigraph-XXXXXX", NULL);
  char *path = g_build_filename (folder, "none.dat-s", NULL);
  GError *error = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, &error));
  EpiDocument *document = epi_lesson_open_file (lesson (), path, NULL, &error);
  g_assert_no_error (error);
  EpiSession *s = epi_session_new (lesson (), document, NULL, NULL);
  epi_session_to_end (s);
  g_assert_cmpint (proof (s), ==, EPI_INFEASIBLE);
  g_assert_cmpfloat_with_epsilon (
      middle_of_ink (epi_session_scene (s), "solution"), 0.5, 0.05);
  epi_session_free (s);
  epi_document_unref (document);
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/convex-program/diet", test_diet);
  g_test_add_func ("/convex-program/portfolio", test_portfolio);
  g_test_add_func ("/convex-program/pentagon", test_pentagon);
  g_test_add_func ("/convex-program/design", test_design);
  g_test_add_func ("/convex-program/box", test_box);
  g_test_add_func ("/convex-program/shadow-price", test_shadow_price);
  g_test_add_func ("/convex-program/infeasible", test_infeasible);
  g_test_add_func ("/convex-program/refused", test_refused);
  g_test_add_func ("/convex-program/tolerance-dragged", test_tolerance_dragged);
  g_test_add_func ("/convex-program/weak-duality", test_weak_duality);
  g_test_add_func ("/convex-program/a-proof-has-all-the-room",
                   test_a_proof_has_all_the_room);
  g_test_add_func ("/convex-program/each-problem-fills-its-figure",
                   test_each_problem_fills_its_figure);
  return g_test_run ();
}
