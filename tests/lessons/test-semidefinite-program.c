/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The semidefinite-programming lesson, without a display: opened, stepped and
 * dragged, and held against theorems.
 */
#include "kit/epi-plot-table.h"
#include "kit/epi-render.h"
#include "semidefinite-program-session.h"

#include <math.h>
#include <string.h>

static double
proven (EpiSession *session, const char *name)
{
  const EpiCertificate *certificate = proof (session);

  for (size_t i = 0; i < certificate->n_items; i++)
    if (strcmp (certificate->items[i].name, name) == 0)
      return certificate->items[i].value;
  g_assert_not_reached ();
}

/* ---- The spectrahedron ---- */

/* Wherever c points: F(x*) ⪰ 0 is singular, F(x*)Z = 0, ranks add up to at
 * most the order, and the values meet. */
static void
test_an_eigenvalue_is_zero_at_every_optimum (void)
{
  static const char *const presets[] = {"parabola", "disc", "cubic", "square"};

  for (size_t p = 0; p < G_N_ELEMENTS (presets); p++) {
    EpiSession *session = session_of_preset (presets[p]);
    for (int turn = 0; turn < 12; turn++) {
      const EpiFrameItem *values = item (session, "eigenvalues");
      double n = (double)values->rows;
      g_assert_cmpint (proof (session)->status, ==, EPI_OPTIMAL);
      g_assert_cmpfloat (fabs (values->data[0]), <, 1e-6);
      g_assert_cmpfloat (fabs (number (session, "slackness")), <, 1e-6);
      g_assert_cmpfloat (number (session, "rank"), <, n);
      g_assert_cmpfloat (
          number (session, "rank") + number (session, "dual_rank"), <=, n);
      g_assert_cmpfloat (
          fabs (proven (session, "primal") - proven (session, "dual_value")), <,
          1e-6);
      drag (session, "c", 0, cos (turn), sin (turn));
    }
    epi_session_free (session);
  }
}

/* The disc: the value is -‖c‖, at -c/‖c‖. */
static void
test_the_disc_is_lowest_against_c (void)
{
  EpiSession *session = session_of_preset ("disc");

  drag (session, "c", 0, 0.6, -1.7);
  const double c[] = {1.2, -0.8};
  double length = hypot (c[0], c[1]);
  g_assert_cmpfloat_with_epsilon (number (session, "objective"), -length, 1e-7);
  const double *x = item (session, "point")->data;
  g_assert_cmpfloat_with_epsilon (x[0], -c[0] / length, 1e-5);
  g_assert_cmpfloat_with_epsilon (x[1], -c[1] / length, 1e-5);
  epi_session_free (session);
}

/* Weak duality: where an iterate is feasible for both, its values bracket the
 * optimum. */
static void
test_feasible_iterates_bracket_the_optimum (void)
{
  EpiSession *session =
      session_of ("problem=region; method=barrier; c=(0.6, 0.9)");
  size_t last = epi_session_last (session), feasible = 0;
  double best = number (session, "objective");

  g_assert_cmpint (proof (session)->status, ==, EPI_OPTIMAL);
  for (size_t k = 0; k <= last; k++) {
    epi_session_seek (session, k);
    if (!(proven (session, "primal_residual") < 1e-12 &&
          proven (session, "dual_residual") < 1e-12))
      continue;
    feasible++;
    g_assert_cmpfloat (proven (session, "primal"), >=, best - 1e-7);
    g_assert_cmpfloat (proven (session, "dual_value"), <=, best + 1e-7);
    g_assert_cmpfloat (item (session, "eigenvalues")->data[0], >, 0);
  }
  g_assert_cmpuint (feasible, >=, 5);
  epi_session_free (session);
}

static void
test_both_methods_find_the_same_point (void)
{
  EpiSession *a = session_of ("problem=region; method=interior-point");
  EpiSession *b = session_of ("problem=region; method=barrier");

  for (size_t i = 0; i < 2; i++)
    g_assert_cmpfloat_with_epsilon (item (a, "point")->data[i],
                                    item (b, "point")->data[i], 1e-4);
  epi_session_free (a);
  epi_session_free (b);
}

static void
check_explained (const char *preset, EpiStatus status, const char *says)
{
  EpiSession *session = session_of_preset (preset);
  const EpiScene *scene = epi_session_scene (session);

  g_assert_null (scene->answer->error);
  g_assert_cmpint (proof (session)->status, ==, status);
  char *why = lesson ()->explain (scene);
  g_assert_nonnull (why);
  g_test_message ("%s: %s", preset, why);
  g_assert_nonnull (strstr (why, says));
  g_free (why);
  epi_session_free (session);
}

static void
test_what_can_go_wrong_is_proven_or_not_claimed (void)
{
  check_explained ("infeasible", EPI_INFEASIBLE, "tr(F₀Z) = −1");
  check_explained ("unbounded", EPI_UNBOUNDED, "d = (0, 1.25)");
  check_explained ("no-interior", EPI_RUNNING, "no Z proves");
  check_explained ("unattained", EPI_OPTIMAL, "no x attains it");
  check_explained ("saddle", EPI_INFEASIBLE, "runs away");
}

/* x ∈ S exactly when the bars of your point are not negative: the boundary and
 * the eigenvalues come from different computations. */
static void
test_the_boundary_parts_signs_of_eigenvalues (void)
{
  EpiSession *session = session_of_preset ("cubic");
  const EpiScene *scene = epi_session_scene (session);
  const EpiFieldGrid *grid = epi_scene_field (scene, "boundary");

  if (grid == NULL) { /* fields are made for views of some size */
    epi_session_set_range (session, "region", NULL, 400, 400);
    grid = epi_scene_field (scene, "boundary");
  }
  g_assert_nonnull (grid);
  size_t n = grid->nx;
  g_assert_cmpuint (n, >, 40);
  double *points = g_memdup2 (grid->values, 2 * n * sizeof (double));
  for (size_t i = 0; i < n; i += 7)
    for (int side = -1; side <= 1; side += 2) {
      double away = 1 + 0.02 * side;
      char *set = g_strdup_printf ("x=(%.17g, %.17g)", away * points[i],
                                   away * points[i + n]);
      EpiDocument *moved = epi_assign (lesson (), scene->document, set, NULL);
      epi_session_edit (session, moved, "Move");
      epi_document_unref (moved);
      g_free (set);
      double least = number (session, "eigenvalues_here");
      g_assert_cmpint (least > 0, ==, side < 0);
    }
  g_free (points);
  epi_session_free (session);
}

/* Each level line is perpendicular to c; without an inside of the region, of
 * which they would be chords, they go through the figure. */
static void
test_a_region_without_inside_has_level_lines (void)
{
  static const char *const presets[] = {"infeasible", "no-interior", "disc"};

  for (size_t p = 0; p < G_N_ELEMENTS (presets); p++) {
    EpiSession *session = session_of_preset (presets[p]);
    epi_session_set_range (session, "region", NULL, 400, 400);
    const EpiScene *scene = epi_session_scene (session);
    const EpiViewSpec *view = &lesson ()->views[0];
    EpiPoint c = epi_lesson_handle (lesson (), scene->document, "c");
    EpiPlotTable *table = epi_view_table (view, scene);
    size_t n = 0;

    for (guint i = 0; i < table->series->len; i++) {
      const EpiPlotSeries *series = g_ptr_array_index (table->series, i);
      if (strcmp (series->layer, "levels") != 0)
        continue;
      n = series->n;
      for (size_t k = 0; k < n; k++) { /* columns x, y and to x, y */
        const double *v = series->values + k;
        double dx = v[2 * n] - v[0], dy = v[3 * n] - v[n];
        g_assert_cmpfloat (hypot (dx, dy), >, 0);
        g_assert_cmpfloat_with_epsilon (c.x * dx + c.y * dy, 0, 1e-12);
        double out = fmax (hypot (v[0], v[n]), hypot (v[2 * n], v[3 * n]));
        if (strcmp (presets[p], "disc") == 0)
          g_assert_cmpfloat (out, <, 1 + 1e-6);
      }
    }
    g_assert_cmpuint (n, ==, 9);
    epi_plot_table_free (table);
    epi_session_free (session);
  }
}

/* ---- Entries ---- */

static void
test_an_entry_is_dragged_typed_and_undone (void)
{
  EpiSession *session = session_of_preset ("disc");
  const EpiScene *scene = epi_session_scene (session);
  const EpiHandleSpec *entries = handle ("F0-entries");
  EpiHandleNumber numbers[EPI_HANDLE_NUMBERS];
  const EpiAxesSpec axes = {0};
  double before = number (session, "objective"), typed = 4;

  /* 1 + x ≥ 0 becomes wider by a cell's height, 20 grains of 0.05 */
  double height = (entries->block.y1 - entries->block.y0) / 2;
  drag (session, "F0-entries", 0, 0, height);
  epi_handle_numbers (entries, scene, &axes, 0, numbers);
  g_assert_cmpfloat (numbers[0].value, ==, 2);
  g_assert_cmpfloat (number (session, "objective"), <, before - 0.1);
  EpiDocument *set = epi_handle_set_numbers (entries, scene, 0, &typed);
  epi_session_edit (session, set, "Set");
  epi_document_unref (set);
  g_assert_cmpfloat (item (session, "F_here")->data[0], ==, 4 - 0.4);
  g_assert_true (epi_session_undo (session));
  g_assert_true (epi_session_undo (session));
  g_assert_cmpfloat (number (session, "objective"), ==, before);
  epi_session_free (session);
}

/* As a session that knows nothing from before has it, to the bit. */
static void
assert_fields_are_true (EpiSession *session, const EpiRange *range,
                        size_t pixels)
{
  static const char *const names[] = {"det", "boundary"};
  const EpiScene *scene = epi_session_scene (session);
  EpiSession *fresh = epi_session_new (lesson (), scene->document, NULL, NULL);

  epi_session_set_range (fresh, "region", range, pixels, pixels);
  for (size_t f = 0; f < G_N_ELEMENTS (names); f++) {
    const EpiFieldGrid *a = epi_scene_field (scene, names[f]);
    const EpiFieldGrid *b =
        epi_scene_field (epi_session_scene (fresh), names[f]);
    g_assert_cmpuint (a->nx, ==, b->nx);
    g_assert_cmpuint (a->ny, ==, b->ny);
    g_assert_cmpmem (a->values, a->nx * a->ny * a->n_outputs * sizeof (double),
                     b->values, b->nx * b->ny * b->n_outputs * sizeof (double));
  }
  epi_session_free (fresh);
}

static const EpiFieldGrid *
field (EpiSession *session, const char *name)
{
  return epi_scene_field (epi_session_scene (session), name);
}

/* c makes no region: what shows it is the same while c is dragged, and another
 * one after whatever else it is made of has changed. */
static void
test_the_region_stays_while_its_matrices_do (void)
{
  const EpiRange range = {-2, 2, -1.5, 2.5, false, false};
  const EpiRange other = {-2, 2, -1.5, 2.75, false, false};
  EpiSession *session = session_of_preset ("parabola");

  epi_session_set_range (session, "region", &range, 300, 300);
  const EpiFieldGrid *det = epi_field_grid_ref (field (session, "det"));
  const EpiFieldGrid *boundary =
      epi_field_grid_ref (field (session, "boundary"));
  drag (session, "c", 0, 0.3, -0.7);
  g_assert_true (field (session, "det") == det);
  g_assert_true (field (session, "boundary") == boundary);
  assert_fields_are_true (session, &range, 300);
  epi_session_set_range (session, "region", &other, 300, 300);
  g_assert_true (field (session, "det") != det);
  g_assert_true (field (session, "boundary") == boundary);
  assert_fields_are_true (session, &other, 300);
  epi_session_set_range (session, "region", &other, 600, 600);
  assert_fields_are_true (session, &other, 600);
  edit (session, "F2=[0 0 1 / 0 0.5 0 / 1 0 0]");
  g_assert_true (field (session, "boundary") != boundary);
  assert_fields_are_true (session, &other, 600);
  g_assert_true (epi_session_undo (session));
  assert_fields_are_true (session, &other, 600);
  drag (session, "F0-entries", 0, 0, 0.1);
  assert_fields_are_true (session, &other, 600);
  edit (session, "F1=[0 1 / 1 0]"); /* does not fit: there is no region */
  g_assert_null (field (session, "boundary"));
  g_assert_true (epi_session_undo (session));
  assert_fields_are_true (session, &other, 600);
  epi_field_grid_unref (det);
  epi_field_grid_unref (boundary);
  epi_session_free (session);
}

static void
test_matrices_that_do_not_fit_are_refused_with_a_sentence (void)
{
  static const struct {
    const char *set, *says;
  } bad[] = {
      {"F1=[1 2 / 3 4]", "order 3"},
      {"F0=[1 2 3 / 4 5 6]", "must be square"},
      {"F0=[1 0 0 0 0 0 0]", "must be square"},
      {"problem=lyapunov; A=[1]", "must be 2 × 2"},
      {"problem=max-cut; nodes=[1 1]", "2 nodes"},
  };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    EpiSession *session = session_of (bad[i].set);
    const char *error = epi_session_scene (session)->answer->error;
    g_assert_nonnull (error);
    g_test_message ("%s", error);
    g_assert_nonnull (strstr (error, bad[i].says));
    epi_session_free (session);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/semidefinite-program/" name, test)
  ADD ("an-eigenvalue-is-zero-at-every-optimum",
       test_an_eigenvalue_is_zero_at_every_optimum);
  ADD ("the-disc-is-lowest-against-c", test_the_disc_is_lowest_against_c);
  ADD ("feasible-iterates-bracket-the-optimum",
       test_feasible_iterates_bracket_the_optimum);
  ADD ("both-methods-find-the-same-point",
       test_both_methods_find_the_same_point);
  ADD ("what-can-go-wrong-is-proven-or-not-claimed",
       test_what_can_go_wrong_is_proven_or_not_claimed);
  ADD ("the-boundary-parts-signs-of-eigenvalues",
       test_the_boundary_parts_signs_of_eigenvalues);
  ADD ("a-region-without-inside-has-level-lines",
       test_a_region_without_inside_has_level_lines);
  ADD ("an-entry-is-dragged-typed-and-undone",
       test_an_entry_is_dragged_typed_and_undone);
  ADD ("the-region-stays-while-its-matrices-do",
       test_the_region_stays_while_its_matrices_do);
  ADD ("matrices-that-do-not-fit-are-refused-with-a-sentence",
       test_matrices_that_do_not_fit_are_refused_with_a_sentence);
  return g_test_run ();
}
