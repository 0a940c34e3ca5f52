/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The linear-program lesson, held to the theorems that it teaches.
 */
#include "linear-program-session.h"

#include <math.h>
#include <string.h>

/* ---- The program, read from the document apart from the lesson ---- */

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
    EpiSession *session = session_of (set);
    Program p = program_of (session);
    const double *x = last (session, "x", 2);
    const double *slack = last (session, "slack", p.walls);
    EpiCorners corners;
    double best = INFINITY;
    int touched = 0;

    g_assert_cmpint (proof (session), ==, EPI_OPTIMAL);
    g_assert_cmpint (epi_corners_find (&p.G, p.h, &corners), ==, EPI_OK);
    for (size_t k = 0; k < corners.n_corners; k++)
      best = fmin (best, epi_dot (p.c, corners.x + 2 * k, 2));
    g_assert_cmpfloat_with_epsilon (epi_dot (p.c, x, 2), best, 1e-7);
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
    EpiSession *session = session_of (set);
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
        g_assert_cmpfloat (epi_dot (p.c, x, 2), >=,
                           -epi_dot (p.h, lambda, p.walls) - 1e-10);
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
  g_assert_cmpfloat_with_epsilon (epi_dot (p.h, lambda, p.walls), -1, 1e-12);
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
  g_assert_cmpfloat (epi_dot (p.c, d, 2), <, 0);
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
  session = session_of ("method=simplex; pricing=bland; constraints=[1 0 0 1 "
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
  return g_test_run ();
}
