/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What hands do to a linear program, and the path through the middle.
 */
#include "linear-program-session.h"
#include "kit/epi-render.h"
#include "linear-program/plane.h"

#include <math.h>
#include <string.h>

/* ---- The central path ---- */

/* Each of its points minimizes t cᵀx - Σ log sᵢ for some t: t c + Σ gᵢ/sᵢ = 0.
 */
static void
test_central_path_is_central (void)
{
  EpiSession *session = session_of_preset ("corner");
  const EpiFrameItem *path =
      epi_frame_find (run_of (session, 0)->frames[0], "central_path");
  Program p = program_of (session);

  g_assert_nonnull (path);
  g_assert_cmpuint (path->cols, >, 10);
  for (size_t k = 0; k < path->cols; k++) {
    const double *x = path->data + 2 * k;
    double g[2] = {0};
    for (size_t i = 0; i < p.walls; i++) {
      double s = p.h[i] - *epi_matrix_at (&p.G, i, 0) * x[0] -
                 *epi_matrix_at (&p.G, i, 1) * x[1];
      g_assert_cmpfloat (s, >, 0);
      for (size_t j = 0; j < 2; j++)
        g[j] += *epi_matrix_at (&p.G, i, j) / s;
    }
    /* The walls push straight against the slope. */
    double size = hypot (g[0], g[1]) * hypot (p.c[0], p.c[1]);
    g_assert_cmpfloat (fabs (g[0] * p.c[1] - g[1] * p.c[0]), <=, 1e-3 * size);
    g_assert_cmpfloat (epi_dot (g, p.c, 2), <, 0);
  }
  epi_matrix_clear (&p.G);
  epi_session_free (session);
}

/* Interior point's path is drawn through the inside, from its first point,
 * wherever there is an inside: all presets but one have it. */
static void
test_the_interior_path_stays_inside (void)
{
  static const char *const names[] = {
      "corner",     "unbounded-region", "edge",  "degenerate",
      "klee-minty", "unbounded",        "cycle", "beale"};
  static const char *const methods[] = {"interior", "barrier"};

  for (size_t t = 0; t < G_N_ELEMENTS (names); t++)
    for (size_t i = 0; i < G_N_ELEMENTS (methods); i++) {
      EpiSession *session = session_of_preset (names[t]);
      epi_session_set (session, "method", epi_text (methods[i]));
      epi_session_to_end (session);
      Program p = program_of (session);
      const EpiRun *run = run_of (session, 0);
      g_assert_cmpuint (run->n_frames, >, 1);
      for (size_t k = 0; k < run->n_frames; k++) {
        const double *x = item (run->frames[k], "x", p.n);
        double size = 1 + fmax (fabs (x[0]), fabs (x[1]));
        g_assert_cmpfloat (violation (&p, x), <, k == 0 ? 0 : 1e-12 * size);
      }
      epi_matrix_clear (&p.G);
      epi_session_free (session);
    }
}

/* ---- Hands ---- */

static void
test_an_edge_moves_and_does_not_turn (void)
{
  EpiSession *session = session_of_preset ("corner");
  Program before = program_of (session);
  const EpiPoint to = {3.1, 1.9};

  move (session, "edge", 1, to.x, to.y);
  Program after = program_of (session);
  for (size_t j = 0; j < 2; j++)
    g_assert_cmpfloat (*epi_matrix_at (&after.G, 1, j), ==,
                       *epi_matrix_at (&before.G, 1, j));
  g_assert_cmpfloat_with_epsilon (after.h[1], to.x + to.y, 1e-12);
  g_assert_cmpfloat (after.h[0], ==, before.h[0]);
  g_assert_cmpint (proof (session), ==, EPI_OPTIMAL); /* solved again */
  g_assert_true (epi_session_undo (session));
  Program undone = program_of (session);
  g_assert_cmpfloat (undone.h[1], ==, before.h[1]);
  epi_matrix_clear (&before.G);
  epi_matrix_clear (&after.G);
  epi_matrix_clear (&undone.G);
  epi_session_free (session);
}

/* Taken by either end, all round: the line goes through the hand and through
 * the other end, which lies where it lay; ‖a‖ stays; and all that while the
 * same side is allowed that a turning line would keep. */
static void
test_an_end_turns_about_the_other (void)
{
  for (size_t end = 0; end < 2; end++) {
    EpiSession *session = session_of_preset ("corner");
    Program p = program_of (session);
    double a[] = {*epi_matrix_at (&p.G, 1, 0), *epi_matrix_at (&p.G, 1, 1)};
    double size = hypot (a[0], a[1]);
    EpiPoint hand;

    g_assert_true (epi_handle_position (
        handle ("end"), epi_session_scene (session), 1 + 3 * end, &hand));
    for (int k = 0; k < 12; k++) {
      EpiPoint to = {hand.x + 0.1 * k, hand.y - 0.04 * k};
      move (session, "end", 1 + 3 * end, to.x, to.y);
      Program q = program_of (session);
      double b[] = {*epi_matrix_at (&q.G, 1, 0), *epi_matrix_at (&q.G, 1, 1)};
      g_assert_cmpfloat_with_epsilon (hypot (b[0], b[1]), size, 1e-12);
      g_assert_cmpfloat_with_epsilon (b[0] * to.x + b[1] * to.y, q.h[1], 1e-9);
      g_assert_cmpfloat (a[0] * b[0] + a[1] * b[1], >, 0);
      a[0] = b[0];
      a[1] = b[1];
      epi_matrix_clear (&q.G);
    }
    epi_matrix_clear (&p.G);
    epi_session_free (session);
  }
}

static void
test_a_wall_is_added_and_allows_the_middle (void)
{
  EpiSession *session = session_of_preset ("corner");
  const EpiHandleSpec *edge = handle ("edge");
  const EpiPoint at = {3, 1};

  EpiDocument *more = edge->add (epi_session_scene (session), at);
  epi_session_edit (session, more, "add");
  epi_document_unref (more);
  Program p = program_of (session);
  g_assert_cmpuint (p.m, ==, 4);
  g_assert_cmpfloat_with_epsilon (*epi_matrix_at (&p.G, 3, 0) * at.x +
                                      *epi_matrix_at (&p.G, 3, 1) * at.y,
                                  p.h[3], 1e-12);
  g_assert_cmpuint (epi_handle_count (edge, epi_session_scene (session)), ==,
                    4);
  epi_matrix_clear (&p.G);
  epi_session_free (session);
}

static void
test_numbers_are_typed (void)
{
  EpiSession *session = session_of_preset ("corner");
  const EpiHandleSpec *edge = handle ("edge");
  EpiHandleNumber numbers[EPI_HANDLE_NUMBERS];
  const double values[] = {1, 0, 3};

  g_assert_cmpuint (edge->numbers (epi_session_scene (session), 2, numbers), ==,
                    3);
  g_assert_cmpfloat (numbers[2].value, ==, 10);
  EpiDocument *typed =
      edge->set_numbers (epi_session_scene (session), 2, values);
  epi_session_edit (session, typed, "type");
  epi_document_unref (typed);
  g_assert_cmpfloat_with_epsilon (last (session, "x", 2)[0], 3, 1e-9);
  epi_session_free (session);
}

/* A step back is the frame that was there; a fork goes on from it. */
static void
test_time_goes_back_and_forks (void)
{
  EpiSession *session = session_of_preset ("corner");
  size_t end = epi_session_last (session);
  const double before = last (session, "x", 2)[0];

  epi_session_seek (session, 1);
  g_assert_cmpuint (epi_session_scene (session)->k, ==, 1);
  g_assert_cmpint (proof (session), ==, EPI_RUNNING);
  epi_session_fork (session);
  epi_session_set (session, "pricing", epi_text ("bland"));
  epi_session_to_end (session);
  g_assert_cmpint (proof (session), ==, EPI_OPTIMAL);
  g_assert_cmpfloat_with_epsilon (last (session, "x", 2)[0], before, 1e-9);
  g_assert_cmpuint (epi_session_last (session), >=, 2);
  g_assert_cmpuint (end, >=, 3);
  epi_session_free (session);
}

static void
test_what_is_no_program_is_said (void)
{
  EpiSession *session = session_of_preset ("corner");
  GError *error = NULL;

  EpiDocument *wide = epi_assign (
      lesson (), epi_session_scene (session)->document, "c=[1 2 3]", &error);
  g_assert_no_error (error);
  epi_session_edit (session, wide, "cost");
  g_assert_nonnull (strstr (epi_session_scene (session)->answer->error,
                            "3 in c it must have 4"));
  epi_document_unref (wide);
  epi_session_free (session);
}

/* A label of any size that is moved away from a wall lies beyond it: no corner
 * of its box (in pixels, y downwards) is on the line or on the allowed side. */
static void
test_a_number_lies_beyond_its_wall (void)
{
  for (int k = 0; k < 24; k++) {
    double angle = k * G_PI / 12;
    EpiHalfPlane wall = {{round (1e9 * cos (angle)), round (1e9 * sin (angle))},
                         1};
    EpiPoint away = lp_away (&wall, 9);
    for (int corner = 0; corner < 4; corner++) {
      double width = corner % 2 * 40, height = corner / 2 * 18;
      double x = away.x == 0  ? width - 20
                 : away.x > 0 ? away.x + width
                              : away.x - width;
      double y = away.y == 0  ? height - 9
                 : away.y > 0 ? away.y + height
                              : away.y - height;
      g_assert_cmpfloat (wall.a[0] * x - wall.a[1] * y, >, 0);
    }
  }
}

/* While a window is laid out a figure may be of any size; what has no room is
 * not drawn, and Pango is not asked for it. */
static void
test_every_size_of_a_figure_can_be_drawn (void)
{
  EpiSession *session = session_of_preset ("beale");
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 400, 400);
  cairo_t *cr = cairo_create (surface);

  for (int width = 20; width <= 400; width += 76)
    for (int height = 20; height <= 400; height += 76)
      for (const EpiViewSpec *v = lesson ()->views; v->name != NULL; v++)
        epi_render_view (
            cr, v, epi_session_scene (session), NULL,
            &(EpiRenderOptions){.width = width,
                                .height = height,
                                .palette = epi_palette_get ("light")});
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  epi_session_free (session);
}

/* The longest stretch along a line of pixels of one colour that is not the
 * first pixel's. */
static int
longest_stretch (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface), longest = 0;
  const unsigned char *data = cairo_image_surface_get_data (surface);
  const guint32 *first = (const void *)data;

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++) {
    const guint32 *row =
        (const void *)(data + y * cairo_image_surface_get_stride (surface));
    for (int x = 1, n = 0; x < width; x++) {
      n = row[x] == row[x - 1] && row[x] != *first ? n + 1 : 0;
      longest = MAX (longest, n);
    }
  }
  return longest;
}

/* Where the two problems leave no room for the walls' rows, no bar is drawn
 * over them: there are letters, and nothing as long as a bar. */
static void
test_rows_without_room_cover_nothing (void)
{
  EpiSession *session = session_of ("method=simplex");
  const EpiViewSpec *view = lesson ()->views;

  while (view->layers != lp_duality_layers)
    view++;
  epi_session_seek (session, 1);
  for (int height = 40; height <= 300; height += 20) {
    cairo_surface_t *surface =
        cairo_image_surface_create (CAIRO_FORMAT_RGB24, 400, height);
    cairo_t *cr = cairo_create (surface);
    epi_render_view (
        cr, view, epi_session_scene (session), NULL,
        &(EpiRenderOptions){400, height, 14, epi_palette_get ("light"), false});
    cairo_surface_flush (surface);
    if (height <= 100)
      g_assert_cmpint (longest_stretch (surface), <, 20);
    else if (height > 200) /* and where there is room, bars are */
      g_assert_cmpint (longest_stretch (surface), >, 30);
    cairo_destroy (cr);
    cairo_surface_destroy (surface);
  }
  epi_session_free (session);
}

#define ADD(name, func) g_test_add_func ("/linear-program-hands/" name, func)
int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("central-path-is-central", test_central_path_is_central);
  ADD ("the-interior-path-stays-inside", test_the_interior_path_stays_inside);
  ADD ("an-edge-moves-and-does-not-turn", test_an_edge_moves_and_does_not_turn);
  ADD ("an-end-turns-about-the-other", test_an_end_turns_about_the_other);
  ADD ("a-wall-is-added-and-allows-the-middle",
       test_a_wall_is_added_and_allows_the_middle);
  ADD ("numbers-are-typed", test_numbers_are_typed);
  ADD ("time-goes-back-and-forks", test_time_goes_back_and_forks);
  ADD ("every-size-of-a-figure-can-be-drawn",
       test_every_size_of_a_figure_can_be_drawn);
  ADD ("a-number-lies-beyond-its-wall", test_a_number_lies_beyond_its_wall);
  ADD ("what-is-no-program-is-said", test_what_is_no_program_is_said);
  ADD ("rows-without-room-cover-nothing", test_rows_without_room_cover_nothing);
  return g_test_run ();
}
