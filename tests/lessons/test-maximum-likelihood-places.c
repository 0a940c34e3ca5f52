/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the lesson on maximum likelihood puts pseudo-data, and where its
 * methods begin, when other samples are loaded.
 */
#include "kit/epi-dataset.h"
#include "kit/epi-document-json.h"
#include "maximum-likelihood-session.h"

/* Coordinate j of the pseudo-data, in deviations from the mean of the samples;
 * returns how many there are. */
static size_t
pseudo_of (const EpiDocument *document, const char *role, double z[8])
{
  const EpiData *points = epi_document_data (document, "points");
  const EpiData *pseudo = epi_document_data (document, "pseudo");
  size_t n = epi_table_rows (epi_data_table (points));
  size_t m = epi_table_rows (epi_data_table (pseudo));
  size_t x = (size_t)epi_data_column (points, role, 0);
  size_t column = (size_t)epi_data_column (pseudo, role, 0);
  double mean = 0, square = 0;

  g_assert_cmpuint (m, <=, 8);
  for (size_t i = 0; i < n; i++)
    mean += epi_table_number (epi_data_table (points), i, x) / (double)n;
  for (size_t i = 0; i < n; i++) {
    double away = epi_table_number (epi_data_table (points), i, x) - mean;
    square += away * away / (double)n;
  }
  for (size_t i = 0; i < m; i++)
    z[i] = (epi_table_number (epi_data_table (pseudo), i, column) - mean) /
           sqrt (square);
  return m;
}

/* Whatever the unit of what is loaded: on its scale, on no line, so that they
 * are a prior; and with the columns.  The rounding is 1/10 of a deviation at
 * most. */
static void
test_pseudo_data_lie_beside_what_is_loaded (void)
{
  static const char *const tables[] = {
      GEYSER, "data=old_faithful; x=eruptions; y=waiting; ",
      "data=ames_sample; x=Living area (ft²); y=Sale price ($); ",
      "points=[1e-9 5e8 / 2e-9 7e8 / 4e-9 6e8 / 3e-9 5e8]; "};
  static const double across[] = {1, 1.5, 2}, up[] = {-1, 0, -0.5};

  for (size_t t = 0; t < G_N_ELEMENTS (tables); t++) {
    double x[8], y[8];
    EpiDocument *document = document_of (tables[t]);
    g_assert_cmpuint (pseudo_of (document, "x", x), ==, 3);
    g_assert_cmpuint (pseudo_of (document, "y", y), ==, 3);
    for (size_t i = 0; i < 3; i++) {
      g_assert_cmpfloat_with_epsilon (x[i], across[i], 0.051);
      g_assert_cmpfloat_with_epsilon (y[i], up[i], 0.051);
    }
    epi_document_unref (document);
    char *set = g_strconcat (tables[t],
                             "model=gaussian; space=plane; prior=true", NULL);
    EpiSession *session = session_of (set);
    g_assert_null (epi_session_scene (session)->answer->error);
    g_assert_cmpint (status_of (session), ==, EPI_CONVERGED);
    epi_session_free (session);
    g_free (set);
  }
}

/* What is said of them counts; a dragged sample leaves them where they are;
 * coins have two sides. */
static void
test_pseudo_data_stay_where_they_are_put (void)
{
  EpiDocument *said = document_of (TWELVE "pseudo=[5 1 / 6 2 / 7 1.5]");
  EpiDocument *coin = document_of ("data=mtcars; x=am; model=bernoulli");
  EpiDocument *loaded = document_of (GEYSER "space=line; prior=true");
  EpiScene scene = {.lesson = lesson (), .document = loaded};
  EpiDocument *moved =
      epi_handle_move_to (handle ("samples"), &scene, 0, (EpiPoint){900, 0});
  const EpiTable *table = epi_data_table (epi_document_data (coin, "pseudo"));

  g_assert_cmpfloat (
      epi_table_number (epi_data_table (epi_document_data (said, "pseudo")), 2,
                        0),
      ==, 7);
  g_assert_true (epi_document_data (moved, "pseudo") ==
                 epi_document_data (loaded, "pseudo"));
  for (size_t i = 0; i < epi_table_rows (table); i++)
    g_assert_cmpfloat (epi_table_number (table, i, 0), ==, (double)(i % 2));
  epi_document_unref (said);
  epi_document_unref (coin);
  epi_document_unref (loaded);
  epi_document_unref (moved);
}

/* A sample is added by the lesson, with all its columns, one by one. */
static void
test_samples_are_not_painted (void)
{
  EpiSession *session = session_of (GEYSER "space=plane");
  const EpiScene *scene = epi_session_scene (session);

  g_assert_true (epi_handle_takes_rows (handle ("points"), scene));
  g_assert_false (epi_handles_paint (scene));
  epi_session_free (session);
}

/* Handles that are there, and their places. */
static size_t
starts_of (const EpiDocument *document, EpiPoint *at)
{
  static const char *const names[] = {"start",       "start1",      "start2",
                                      "start1-line", "start2-line", NULL};
  EpiScene scene = {.lesson = lesson (), .document = document};
  size_t n = 0;

  for (size_t i = 0; names[i] != NULL; i++)
    if (epi_handle_count (handle (names[i]), &scene) > 0)
      n += epi_handle_position (handle (names[i]), &scene, 0, &at[n]);
  return n;
}

/* A start said for other samples is at home among those: whatever comes from a
 * file, every method begins within three deviations of its mean.  It is part of
 * the same edit, so one undo brings samples and starts back. */
static void
test_methods_begin_where_the_samples_are (void)
{
  static const char *const models[] = {
      "model=mixture; space=plane; start1=(1, 2); start2=(2, 3)",
      "model=mixture; space=line; start1=(1, 2); start2=(2, 3)",
      "model=gaussian; space=plane; figure=surface; start=(1.6, 2.7)",
      "model=gaussian; space=line; figure=surface; start=(1.6, 2.7)"};

  for (size_t i = 0; i < G_N_ELEMENTS (models); i++) {
    EpiDocument *before = document_of (models[i]);
    EpiDocument *after = document_with (before, GEYSER);
    EpiPoint said[4], at[4];
    size_t n = starts_of (after, at);
    g_assert_cmpuint (starts_of (before, said), ==, n);
    g_assert_cmpuint (n, ==, i < 2 ? 2 : 1);
    g_assert_cmpfloat (said[n - 1].x, ==, i < 2 ? 2 : 1.6);
    for (size_t k = 0; k < n; k++) {
      g_assert_cmpfloat (fabs (at[k].x - 70.9), <, 3 * 13.6);
      if (i % 2 == 0)
        g_assert_cmpfloat (fabs (at[k].y - 3.49), <, 3 * 1.14);
    }
    EpiDocument *put = document_with (after, "start1=(80, 4); start=(80, 4)");
    starts_of (put, at);
    g_assert_cmpfloat (at[0].x, ==, 80);
    epi_document_unref (put);
    epi_document_unref (after);
    epi_document_unref (before);
  }
}

/* A table of two columns, whose names say nothing, comes as it does from a
 * file: in the plane both count, and there is an answer. */
static void
test_two_columns_are_a_plane (void)
{
  static const char *const names[] = {"a", "b"};
  const double columns[] = {1e5,  100010, 100020, 100400,
                            1e-3, 2e-3,   5e-3,   3e-3};
  EpiDocument *plane = document_of ("model=gaussian; space=plane");
  EpiTable *table;

  g_assert_cmpint (epi_table_new (names, columns, 4, 2, &table), ==, EPI_OK);
  EpiData *bare = epi_data_new (table, "far.csv", "", NULL);
  EpiData *data = epi_data_with_default_roles (bare, &lesson ()->tables[0]);
  EpiDocument *with = epi_lesson_with_data (lesson (), plane, data);
  EpiSession *session = session_from (epi_document_ref (with));
  const EpiData *points = epi_document_data (with, "points");

  g_assert_cmpstr (epi_data_role (points, "x")[0], ==, "a");
  g_assert_cmpstr (epi_data_role (points, "y")[0], ==, "b");
  g_assert_cmpfloat (number (session, "samples"), ==, 4);
  epi_session_free (session);
  epi_document_unref (with);
  epi_document_unref (plane);
  epi_data_unref (data);
  epi_data_unref (bare);
  epi_table_unref (table);
}

/* A coin has two sides: another number is refused, and a key goes from one to
 * the other. */
static void
test_a_toss_is_0_or_1 (void)
{
  static const char *const names[] = {"tosses", "pseudo-tosses"};
  static const double third[] = {0.7, -1, 2};
  EpiDocument *document =
      document_of ("points=[1 0 / 0 0]; pseudo=[0 0 / 1 0]; model=bernoulli; "
                   "prior=true");
  EpiScene scene = {.lesson = lesson (), .document = document};

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    const EpiHandleSpec *spec = handle (names[i]);
    g_assert_cmpfloat (spec->apart.y, ==, 1);
    for (size_t k = 0; k < G_N_ELEMENTS (third); k++) {
      EpiDocument *same = spec->set_numbers (&scene, 0, &third[k]);
      g_assert_true (same == document);
      epi_document_unref (same);
    }
    for (double side = 0; side <= 1; side++) {
      EpiHandleNumber said[EPI_HANDLE_NUMBERS];
      EpiDocument *turned = spec->set_numbers (&scene, 0, &side);
      EpiScene after = {.lesson = lesson (), .document = turned};
      g_assert_cmpuint (spec->numbers (&after, 0, said), ==, 1);
      g_assert_cmpfloat (said[0].value, ==, side);
      epi_document_unref (turned);
    }
  }
  epi_document_unref (document);
}

/* ---- Starts that are forgotten ---- */

static EpiDocument *
round_trip (const EpiDocument *document)
{
  size_t length;
  GError *error = NULL;
  char *text = epi_document_print (document, NULL, &length);
  EpiDocument *read = epi_document_parse (text, length, NULL, &error);

  g_assert_no_error (error);
  g_free (text);
  return read;
}

/* Its coordinates are numbers, as they are typed and said. */
static void
assert_numbers_of_start (EpiSession *session, const char *name, EpiPoint at)
{
  const EpiAxesSpec axes = {0};
  EpiHandleNumber numbers[EPI_HANDLE_NUMBERS];
  EpiPoint is;

  g_assert_true (
      epi_handle_position (handle (name), epi_session_scene (session), 0, &is));
  g_assert_cmpfloat (is.x, ==, at.x);
  g_assert_cmpfloat (is.y, ==, at.y);
  g_assert_cmpuint (epi_handle_numbers (handle (name),
                                        epi_session_scene (session), &axes, 0,
                                        numbers),
                    ==, 2);
  g_assert_cmpfloat (numbers[0].value, ==, at.x);
  g_assert_cmpfloat (numbers[1].value, ==, at.y);
}

/* A start of which nothing is said any more is written and read as such. */
static void
test_a_forgotten_start_is_saved (void)
{
  EpiDocument *before =
      document_of ("model=mixture; space=plane; start1=(1, 2); start2=(2, 3)");
  EpiDocument *after = document_with (before, GEYSER);
  EpiDocument *read = round_trip (after);
  EpiPoint at[4], again[4];

  g_assert_true (epi_document_equal (after, read));
  g_assert_cmpuint (starts_of (after, at), ==, 2);
  g_assert_cmpuint (starts_of (read, again), ==, 2);
  g_assert_cmpmem (at, 2 * sizeof *at, again, 2 * sizeof *at);
  epi_document_unref (before);
  epi_document_unref (after);
  epi_document_unref (read);
}

/* It is typed to any place, and EM begins there: at the origin, too, where a
 * handle is of which the lesson says nothing else.  Undo takes it back. */
static void
test_a_forgotten_start_is_typed (void)
{
  static const double to[][2] = {{80, 4}, {0, 0}};
  EpiSession *session = session_from (document_of (
      "model=mixture; space=plane; start1=(1, 2); start2=(2, 3); " GEYSER));
  EpiPoint at;

  g_assert_true (epi_handle_position (handle ("start1"),
                                      epi_session_scene (session), 0, &at));
  for (size_t i = 0; i < G_N_ELEMENTS (to); i++) {
    assert_numbers_of_start (session, "start1", at);
    const EpiDocument *was = epi_session_scene (session)->document;
    EpiDocument *typed = epi_handle_set_numbers (
        handle ("start1"), epi_session_scene (session), 0, to[i]);
    g_assert_cmpint (epi_lesson_effect (lesson (), was, typed), ==,
                     EPI_EFFECT_RESTART);
    epi_session_edit (session, typed, "Move start");
    assert_numbers_of_start (session, "start1", (EpiPoint){to[i][0], to[i][1]});
    g_assert_true (epi_session_undo (session));
    epi_document_unref (typed);
  }
  assert_numbers_of_start (session, "start1", at);
  epi_session_free (session);
}

/* Without a sample to be at it is nowhere, and no handle of it is there to be
 * taken; one that was put somewhere stays. */
static void
test_a_forgotten_start_without_samples_is_nowhere (void)
{
  static const char *const spaces[] = {"plane", "line"};

  for (size_t i = 0; i < G_N_ELEMENTS (spaces); i++) {
    char *set = g_strdup_printf (GEYSER "model=mixture; space=%s; components=2",
                                 spaces[i]);
    EpiDocument *document = document_of (set), *forgotten, *without;
    const EpiData *points = epi_document_data (document, "points");
    EpiPoint at[4];
    EpiTable *table;
    forgotten =
        epi_document_with_handle (document, "start1", (EpiPoint){NAN, NAN});
    g_assert_cmpuint (starts_of (forgotten, at), ==, 2);
    g_assert_cmpint (epi_table_set_marks (epi_data_table (points), NULL, 0,
                                          EPI_MARK_HIDDEN, 0, &table),
                     ==, EPI_OK);
    EpiData *hidden = epi_data_with_table (points, table);
    without = epi_document_with_data (forgotten, "points", hidden);
    g_assert_cmpuint (starts_of (without, at), ==, 0);
    EpiDocument *put =
        epi_document_with_handle (without, "start1", (EpiPoint){80, 4});
    g_assert_cmpuint (starts_of (put, at), ==, 1);
    g_assert_cmpfloat (at[0].x, ==, 80);
    epi_document_unref (put);
    epi_document_unref (without);
    epi_document_unref (forgotten);
    epi_document_unref (document);
    epi_data_unref (hidden);
    epi_table_unref (table);
    g_free (set);
  }
}

/* ---- Columns ---- */

static const char *
up_of (const EpiDocument *document)
{
  return epi_data_role (epi_document_data (document, "points"), "y")[0];
}

/* In the plane some column is up, until somebody says that none is: the lesson
 * then says what it needs.  Another table is new again. */
static void
test_no_column_up_is_respected (void)
{
  EpiDocument *plane = document_of ("model=gaussian; space=plane; " GEYSER);
  EpiDocument *none = document_with (plane, "y=");
  EpiSession *session = session_from (epi_document_ref (none));
  EpiDocument *other = document_with (none, "data=mtcars");

  g_assert_cmpstr (up_of (plane), ==, "eruptions");
  g_assert_cmpstr (up_of (none), ==, NULL);
  g_assert_nonnull (strstr (epi_session_scene (session)->answer->error,
                            "two columns of numbers"));
  g_assert_nonnull (up_of (other));
  epi_session_free (session);
  epi_document_unref (other);
  epi_document_unref (none);
  epi_document_unref (plane);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                        \
  g_test_add_func ("/maximum-likelihood-places/" name, func)
  ADD ("pseudo-data lie beside what is loaded",
       test_pseudo_data_lie_beside_what_is_loaded);
  ADD ("pseudo-data stay where they are put",
       test_pseudo_data_stay_where_they_are_put);
  ADD ("samples are not painted", test_samples_are_not_painted);
  ADD ("methods begin where the samples are",
       test_methods_begin_where_the_samples_are);
  ADD ("two columns are a plane", test_two_columns_are_a_plane);
  ADD ("a toss is 0 or 1", test_a_toss_is_0_or_1);
  ADD ("a forgotten start is saved", test_a_forgotten_start_is_saved);
  ADD ("a forgotten start is typed", test_a_forgotten_start_is_typed);
  ADD ("a forgotten start without samples is nowhere",
       test_a_forgotten_start_without_samples_is_nowhere);
  ADD ("no column up is respected", test_no_column_up_is_respected);
  return g_test_run ();
}
