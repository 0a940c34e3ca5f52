/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The linear-program lesson, held to the theorems that it teaches.
 */
#include "convex/epi-corners.h"
#include "core/epi-random.h"
#include "kit/epi-assign.h"
#include "kit/epi-entries.h"
#include "kit/epi-session.h"

#include <math.h>
#include <string.h>

static const EpiLesson *
lesson (void)
{
  return epi_lesson_find ("linear-program");
}

static EpiSession *
session_with (const char *set)
{
  GError *error = NULL;
  EpiDocument *first = epi_lesson_document (lesson (), &error);

  g_assert_no_error (error);
  EpiDocument *document = epi_assign (lesson (), first, set, &error);
  g_assert_no_error (error);
  EpiSession *session = epi_session_new (lesson (), document, NULL, NULL);
  epi_session_to_end (session);
  g_assert_cmpstr (epi_session_scene (session)->answer->error, ==, NULL);
  epi_document_unref (first);
  epi_document_unref (document);
  return session;
}

static EpiSession *
session_of_preset (const char *name)
{
  for (const EpiPreset *p = lesson ()->presets; p->name != NULL; p++)
    if (strcmp (p->name, name) == 0)
      return session_with (p->set);
  g_assert_not_reached ();
}

static const EpiRun *
run_of (EpiSession *session, size_t i)
{
  return &epi_session_scene (session)->answer->runs[i];
}

static EpiStatus
proof (EpiSession *session)
{
  return epi_session_scene (session)->answer->certificate.status;
}

static const double *
item (const EpiFrame *frame, const char *name, size_t n)
{
  const EpiFrameItem *found = epi_frame_find (frame, name);

  g_assert_nonnull (found);
  g_assert_cmpuint (found->rows * found->cols, ==, n);
  return found->data;
}

static const double *
last (EpiSession *session, const char *name, size_t n)
{
  return item (epi_scene_frame (epi_session_scene (session), 0), name, n);
}

/* ---- The program, read from the document apart from the lesson ---- */

typedef struct {
  size_t n, m, walls;
  double c[4], h[32];
  EpiMatrix G; /* (walls, n), the bounds x ≥ 0 last */
} Program;

static Program
program_of (EpiSession *session)
{
  const EpiDocument *document = epi_session_scene (session)->document;
  size_t rows, cols, one;
  double *A =
      epi_lesson_matrix (lesson (), document, "constraints", &rows, &cols);
  double *c = epi_lesson_matrix (lesson (), document, "c", &one, &cols);
  bool nonnegative =
      epi_lesson_number (lesson (), document, "nonnegative") != 0;
  Program p = {.n = cols, .m = rows, .walls = rows + (nonnegative ? cols : 0)};

  g_assert_cmpint (epi_matrix_new (p.walls, cols, &p.G), ==, EPI_OK);
  for (size_t j = 0; j < cols; j++) {
    p.c[j] = c[j];
    for (size_t i = 0; i < rows; i++)
      *epi_matrix_at (&p.G, i, j) = A[i + j * rows];
    if (nonnegative)
      *epi_matrix_at (&p.G, rows + j, j) = -1;
  }
  for (size_t i = 0; i < rows; i++)
    p.h[i] = A[i + cols * rows];
  g_free (A);
  g_free (c);
  return p;
}

/* cᵀx; the largest of Gx - h; the least of c + Gᵀλ in magnitude. */
static double
dot (const double *a, const double *b, size_t n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

static double
violation (const Program *p, const double *x)
{
  double worst = -INFINITY;

  for (size_t i = 0; i < p->walls; i++) {
    double left = -p->h[i];
    for (size_t j = 0; j < p->n; j++)
      left += *epi_matrix_at (&p->G, i, j) * x[j];
    worst = fmax (worst, left);
  }
  return worst;
}

static double
imbalance (const Program *p, const double *c, const double *lambda)
{
  double worst = 0;

  for (size_t j = 0; j < p->n; j++) {
    double sum = c != NULL ? c[j] : 0;
    for (size_t i = 0; i < p->walls; i++)
      sum += *epi_matrix_at (&p->G, i, j) * lambda[i];
    worst = fmax (worst, fabs (sum));
  }
  return worst;
}

static double
least (const double *values, size_t n)
{
  double low = INFINITY;

  for (size_t i = 0; i < n; i++)
    low = fmin (low, values[i]);
  return low;
}

/* ---- Random polygons: walls that leave the origin inside ---- */

static char *
random_set (EpiRandom *random, const char *method)
{
  GString *set = g_string_new ("nonnegative=false; constraints=[");

  for (int i = 0; i < 7; i++) {
    double angle = 6.2831853 * (i + 0.8 * epi_random_uniform (random)) / 7;
    char numbers[3][G_ASCII_DTOSTR_BUF_SIZE];
    const double row[] = {cos (angle), sin (angle),
                          1 + 2 * epi_random_uniform (random)};
    for (int j = 0; j < 3; j++)
      g_ascii_dtostr (numbers[j], sizeof numbers[j], row[j]);
    g_string_append_printf (set, "%s%s %s %s", i > 0 ? " / " : "", numbers[0],
                            numbers[1], numbers[2]);
  }
  char a[G_ASCII_DTOSTR_BUF_SIZE], b[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_dtostr (a, sizeof a, epi_random_normal (random));
  g_ascii_dtostr (b, sizeof b, epi_random_normal (random));
  g_string_append_printf (set, "]; c=[%s %s]; method=%s", a, b, method);
  return g_string_free (set, FALSE);
}

/* No corner is better, and x is one. */
static void
test_optimum_is_the_best_corner (void)
{
  static const char *const methods[] = {"simplex", "dual-simplex", "both",
                                        "interior", "barrier"};
  EpiRandom random = epi_random (1, 0);

  for (int trial = 0; trial < 60; trial++) {
    char *set = random_set (&random, methods[trial % 5]);
    EpiSession *session = session_with (set);
    Program p = program_of (session);
    const double *x = last (session, "x", 2);
    const double *slack = last (session, "slack", p.walls);
    EpiCorners corners;
    double best = INFINITY;
    int touched = 0;

    g_assert_cmpint (proof (session), ==, EPI_OPTIMAL);
    g_assert_cmpint (epi_corners_find (&p.G, p.h, &corners), ==, EPI_OK);
    for (size_t k = 0; k < corners.n_corners; k++)
      best = fmin (best, dot (p.c, corners.x + 2 * k, 2));
    g_assert_cmpfloat_with_epsilon (dot (p.c, x, 2), best, 1e-7);
    for (size_t i = 0; i < p.walls; i++)
      touched += fabs (slack[i]) < 1e-6;
    g_assert_cmpint (touched, >=, 2);
    epi_corners_clear (&corners);
    epi_matrix_clear (&p.G);
    epi_session_free (session);
    g_free (set);
  }
}

/* Whatever the method, at every iterate that is feasible on both sides. */
static void
test_weak_duality_at_every_feasible_iterate (void)
{
  static const char *const methods[] = {"simplex", "dual-simplex", "both",
                                        "interior", "barrier"};
  EpiRandom random = epi_random (2, 0);
  size_t judged = 0;

  for (int trial = 0; trial < 40; trial++) {
    char *set = random_set (&random, methods[trial % 5]);
    EpiSession *session = session_with (set);
    const EpiAnswer *answer = epi_session_scene (session)->answer;
    Program p = program_of (session);
    for (size_t r = 0; r < answer->n_runs; r++)
      for (size_t k = 0; k < answer->runs[r].n_frames; k++) {
        const EpiFrame *frame = answer->runs[r].frames[k];
        const double *x = item (frame, "x", 2);
        const double *lambda = item (frame, "lambda", p.walls);
        if (violation (&p, x) > 1e-12 || least (lambda, p.walls) < 0 ||
            imbalance (&p, p.c, lambda) > 1e-12)
          continue;
        judged++;
        g_assert_cmpfloat (dot (p.c, x, 2), >=,
                           -dot (p.h, lambda, p.walls) - 1e-10);
      }
    epi_matrix_clear (&p.G);
    epi_session_free (session);
    g_free (set);
  }
  g_assert_cmpuint (judged, >, 100);
}

/* At an optimum: c + Gᵀλ = 0, λ ≥ 0, λᵢsᵢ = 0 (Karush, Kuhn and Tucker). */
static void
test_forces_balance_at_the_optimum (void)
{
  static const char *const names[] = {"corner", "edge", "unbounded-region",
                                      "degenerate", "klee-minty"};

  for (size_t t = 0; t < G_N_ELEMENTS (names); t++) {
    EpiSession *session = session_of_preset (names[t]);
    Program p = program_of (session);
    const double *lambda = last (session, "lambda", p.walls);
    const double *slack = last (session, "slack", p.walls);

    g_assert_cmpint (proof (session), ==, EPI_OPTIMAL);
    g_assert_cmpfloat (imbalance (&p, p.c, lambda), <=, 1e-9);
    for (size_t i = 0; i < p.walls; i++) {
      g_assert_cmpfloat (lambda[i], >=, -1e-9);
      g_assert_cmpfloat (fabs (lambda[i] * slack[i]), <=, 1e-9);
    }
    epi_matrix_clear (&p.G);
    epi_session_free (session);
  }
}

static void
test_infeasible_is_proven_by_its_walls (void)
{
  EpiSession *session = session_of_preset ("infeasible");
  Program p = program_of (session);
  const double *lambda = last (session, "lambda", p.walls);

  g_assert_cmpint (proof (session), ==, EPI_INFEASIBLE);
  g_assert_cmpfloat (imbalance (&p, NULL, lambda), <=, 1e-12);
  g_assert_cmpfloat (least (lambda, p.walls), >=, 0);
  g_assert_cmpfloat_with_epsilon (dot (p.h, lambda, p.walls), -1, 1e-12);
  epi_matrix_clear (&p.G);
  epi_session_free (session);
}

static void
test_unbounded_is_proven_by_its_ray (void)
{
  EpiSession *session = session_of_preset ("unbounded");
  Program p = program_of (session);
  const double *d = last (session, "ray", 2);
  const double *from = last (session, "point", 2);

  g_assert_cmpint (proof (session), ==, EPI_UNBOUNDED);
  g_assert_cmpfloat (dot (p.c, d, 2), <, 0);
  g_assert_cmpfloat (violation (&p, from), <=, 1e-12);
  for (double far = 1; far < 1e6; far *= 10) {
    const double x[] = {from[0] + far * d[0], from[1] + far * d[1]};
    g_assert_cmpfloat (violation (&p, x), <=, 1e-12 * far);
  }
  epi_matrix_clear (&p.G);
  epi_session_free (session);
}

/* 2ⁿ different corners, each better than the one before. */
static void
test_klee_minty_visits_every_corner (void)
{
  EpiSession *session = session_of_preset ("klee-minty");
  const EpiRun *run = run_of (session, 0);

  g_assert_cmpuint (run->length, ==, 9); /* and one look that it is done */
  for (size_t k = 1; k < 8; k++)
    g_assert_cmpfloat (epi_frame_scalar (run->frames[k], "objective", NAN), <,
                       epi_frame_scalar (run->frames[k - 1], "objective", NAN));
  epi_session_free (session);
  session = session_with ("method=simplex; pricing=bland; constraints=[1 0 0 1 "
                          "/ 6 1 0 9 / 18 6 1 81]; c=[-9 -3 -1]");
  g_assert_cmpuint (run_of (session, 0)->length, <, 8);
  g_assert_cmpint (proof (session), ==, EPI_OPTIMAL);
  epi_session_free (session);
}

/* The same basis every six pivots, and it is said so; Bland's rule ends. */
static void
test_dantzig_goes_round_and_bland_ends (void)
{
  EpiSession *session = session_of_preset ("cycle");
  const EpiRun *run = run_of (session, 0);

  g_assert_cmpint (run->status, ==, EPI_LIMIT);
  for (size_t k = 6; k < 60; k++)
    for (size_t e = 0; e < 20; e++)
      g_assert_cmpfloat_with_epsilon (
          item (run->frames[k], "dictionary", 20)[e],
          item (run->frames[k - 6], "dictionary", 20)[e], 1e-9);
  char *why = lesson ()->explain (epi_session_scene (session));
  g_assert_nonnull (strstr (why, "circle of 6,"));
  g_free (why);
  epi_session_set (session, "pricing", epi_text ("bland"));
  epi_session_to_end (session);
  g_assert_cmpint (proof (session), ==, EPI_OPTIMAL);
  epi_session_free (session);
}

/* Both methods at once come to one value, over corners and through the inside.
 */
static void
test_both_ways_meet (void)
{
  EpiSession *session = session_of_preset ("corner");
  const EpiAnswer *answer = epi_session_scene (session)->answer;

  g_assert_cmpuint (answer->n_runs, ==, 2);
  for (size_t r = 0; r < 2; r++) {
    const EpiRun *run = &answer->runs[r];
    g_assert_cmpint (run->status, ==, EPI_CONVERGED);
    g_assert_cmpfloat_with_epsilon (
        epi_frame_scalar (run->frames[run->n_frames - 1], "objective", NAN),
        -6.8, 1e-7);
  }
  epi_session_free (session);
}

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
    g_assert_cmpfloat (dot (g, p.c, 2), <, 0);
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

static const EpiHandleSpec *
handle_named (const char *name)
{
  const EpiHandleSpec *h = lesson ()->handles;

  while (strcmp (h->name, name) != 0)
    h++;
  return h;
}

static void
move (EpiSession *session, const char *name, size_t i, EpiPoint to)
{
  const EpiHandleSpec *handle = handle_named (name);
  EpiDocument *moved =
      epi_handle_move_to (handle, epi_session_scene (session), i, to);

  epi_session_edit (session, moved, "move");
  epi_document_unref (moved);
}

static void
test_an_edge_moves_and_does_not_turn (void)
{
  EpiSession *session = session_of_preset ("corner");
  Program before = program_of (session);
  const EpiPoint to = {3.1, 1.9};

  move (session, "edge", 1, to);
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
        handle_named ("end"), epi_session_scene (session), 1 + 3 * end, &hand));
    for (int k = 0; k < 12; k++) {
      EpiPoint to = {hand.x + 0.1 * k, hand.y - 0.04 * k};
      move (session, "end", 1 + 3 * end, to);
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
  const EpiHandleSpec *edge = handle_named ("edge");
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
  const EpiHandleSpec *edge = handle_named ("edge");
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

#define ADD(name, func) g_test_add_func ("/linear-program/" name, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("optimum-is-the-best-corner", test_optimum_is_the_best_corner);
  ADD ("weak-duality-at-every-feasible-iterate",
       test_weak_duality_at_every_feasible_iterate);
  ADD ("forces-balance-at-the-optimum", test_forces_balance_at_the_optimum);
  ADD ("infeasible-is-proven-by-its-walls",
       test_infeasible_is_proven_by_its_walls);
  ADD ("unbounded-is-proven-by-its-ray", test_unbounded_is_proven_by_its_ray);
  ADD ("klee-minty-visits-every-corner", test_klee_minty_visits_every_corner);
  ADD ("dantzig-goes-round-and-bland-ends",
       test_dantzig_goes_round_and_bland_ends);
  ADD ("both-ways-meet", test_both_ways_meet);
  ADD ("central-path-is-central", test_central_path_is_central);
  ADD ("the-interior-path-stays-inside", test_the_interior_path_stays_inside);
  ADD ("an-edge-moves-and-does-not-turn", test_an_edge_moves_and_does_not_turn);
  ADD ("an-end-turns-about-the-other", test_an_end_turns_about_the_other);
  ADD ("a-wall-is-added-and-allows-the-middle",
       test_a_wall_is_added_and_allows_the_middle);
  ADD ("numbers-are-typed", test_numbers_are_typed);
  ADD ("time-goes-back-and-forks", test_time_goes_back_and_forks);
  ADD ("what-is-no-program-is-said", test_what_is_no_program_is_said);
  return g_test_run ();
}
