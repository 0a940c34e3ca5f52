/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows held back in the lesson on margins and kernels: how many of them are
 * called right, by another machine of the program's own and by the sum over
 * support vectors; and what is said where there is no such number.
 */
#include "svm-session.h"

#include "held-back.h"
#include "kit/epi-classes.h"

#include "classify/epi-svm.h"
#include "core/epi-alloc.h"

#include <math.h>

#define STEP 4 /* every fourth row is held back */

/* The rows of the document that are (not) held back, and their classes. */
static EpiExamples
examples_of (const EpiDocument *document, bool held)
{
  const EpiData *data = epi_document_data (document, "points");
  EpiClasses classes;
  EpiExamples out;
  size_t n = 0;

  g_assert_true (epi_classes_find (data, "label", &classes, NULL));
  g_assert_cmpint (epi_sparse_new (2, classes.rows, 2 * classes.rows, &out.X),
                   ==, EPI_OK);
  out.label = epi_alloc (classes.rows, sizeof *out.label);
  for (size_t row = 0; row < classes.rows; row++) {
    if (epi_row_is_held_back (epi_data_table (data), row) != held)
      continue;
    out.X.value[2 * n] = cell (document, row, "x");
    out.X.value[2 * n + 1] = cell (document, row, "y");
    out.X.row[2 * n] = 0;
    out.X.row[2 * n + 1] = 1;
    out.label[n++] = classes.of_row[row];
    out.X.start[n] = (int)(2 * n);
  }
  out.X.cols = n;
  epi_classes_clear (&classes);
  return out;
}

/* How many of the rows held back a machine of the others calls right. */
static size_t
count_predicted (const EpiDocument *document, const EpiSvmOptions *options)
{
  EpiExamples train = examples_of (document, false);
  EpiExamples test = examples_of (document, true);
  double *called = g_new (double, test.X.cols);
  size_t right = 0;
  EpiSvm svm;

  g_assert_cmpint (epi_svm_train (&train, options, NULL, &svm), ==,
                   EPI_CONVERGED);
  g_assert_cmpint (epi_svm_predict (&svm, &test.X, NULL, called, NULL), ==,
                   EPI_OK);
  for (size_t i = 0; i < test.X.cols; i++)
    right += called[i] == test.label[i];
  g_free (called);
  epi_svm_clear (&svm);
  epi_examples_clear (&train);
  epi_examples_clear (&test);
  return right;
}

/* In the end the count is that of epi_svm_predict(), with two classes and with
 * three, for every kernel and both methods. */
static void
test_the_count_is_that_of_a_prediction (void)
{
  static const struct {
    const char *set;
    EpiKernelFunction kernel;
    double gamma;
  } cases[] = {
      {RINGS "kernel=linear; gamma=1", {EPI_KERNEL_LINEAR, 1, 0, 1}, 1},
      {RINGS "kernel=polynomial; degree=3; gamma=1",
       {EPI_KERNEL_POLYNOMIAL, 1, 1, 3},
       1},
      {RINGS "kernel=gaussian; sigma=0.5; gamma=10",
       {EPI_KERNEL_RBF, 2, 0, 1},
       10},
      {RINGS "kernel=gaussian; sigma=0.5; gamma=10; method=interior",
       {EPI_KERNEL_RBF, 2, 0, 1},
       10},
      {PETALS "kernel=linear; gamma=1", {EPI_KERNEL_LINEAR, 1, 0, 1}, 1},
      {PETALS "kernel=gaussian; sigma=0.5; gamma=20; pair=2",
       {EPI_KERNEL_RBF, 2, 0, 1},
       20},
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    EpiDocument *document = holding_back_every (document_of (cases[i].set), 4);
    const EpiData *data = epi_document_data (document, "points");
    EpiSvmOptions options = {.kernel = cases[i].kernel,
                             .C = cases[i].gamma / 2,
                             .gap = 1e-9,
                             .cache_bytes = 1 << 20};
    size_t right = count_predicted (document, &options);
    double n = (double)epi_held_back_count (data);
    EpiSession *session = session_from (document);
    const EpiFrameItem *wrong =
        epi_scene_item (epi_session_scene (session), "test_wrong");

    g_assert_cmpfloat (told (session, "test"), ==, n);
    g_assert_cmpfloat (told (session, "test_right"), ==, (double)right);
    g_assert_cmpfloat (wrong != NULL ? (double)wrong->rows : 0, ==,
                       n - (double)right);
    epi_session_free (session);
  }
}

/* By the definition: f(x) = Σ βᵢ exp(-‖xᵢ - x‖²/2σ²) + b of the frame at hand,
 * and its sign; class 0 of the pair is the positive one. */
static size_t
count_by_sum (EpiSession *session, double sigma)
{
  const EpiDocument *document = epi_session_scene (session)->document;
  const EpiFrameItem *beta = item (session, "beta");
  const double *rows = item (session, "row")->data;
  const double *pair = item (session, "classes")->data;
  EpiClasses classes;
  size_t right = 0;

  epi_classes_find (epi_document_data (document, "points"), "label", &classes,
                    NULL);
  for (size_t row = 0; row < classes.rows; row += STEP) {
    double f = number (session, "bias");
    for (size_t i = 0; i < beta->rows; i++) {
      size_t of = (size_t)rows[i];
      double dx = cell (document, row, "x") - cell (document, of, "x");
      double dy = cell (document, row, "y") - cell (document, of, "y");
      f += beta->data[i] * exp (-(dx * dx + dy * dy) / (2 * sigma * sigma));
    }
    right += pair[f > 0 ? 0 : 1] == (double)classes.of_row[row];
  }
  epi_classes_clear (&classes);
  return right;
}

/* At every iterate the count is that of its own machine; and it is another one
 * on the way than in the end. */
static void
test_the_count_follows_the_iterate (void)
{
  EpiSession *session = session_from (holding_back_every (
      document_of (RINGS "kernel=gaussian; sigma=0.4; gamma=10"), STEP));
  size_t last = epi_frame_k (frame_of (session)), others = 0;
  double in_the_end = told (session, "test_right");

  g_assert_cmpuint (last, >, 10);
  for (size_t k = 0; k <= last; k++) {
    epi_session_seek (session, k);
    g_assert_cmpfloat (told (session, "test_right"), ==,
                       (double)count_by_sum (session, 0.4));
    others += told (session, "test_right") != in_the_end;
  }
  g_assert_cmpuint (others, >, 0);
  epi_session_free (session);
}

/* The machine sees a point held back in its own units: those of the points that
 * it was trained on. */
static void
test_points_held_back_are_standardised_as_the_others (void)
{
  EpiDocument *document = holding_back_every (
      document_of (PETALS "kernel=linear; gamma=0.01; pair=1"), 3);
  EpiData *scaled =
      epi_data_with_standardised (epi_document_data (document, "points"), true);
  EpiDocument *with = epi_document_with_data (document, "points", scaled);
  EpiExamples train = examples_of (document, false);
  size_t n = train.X.cols;

  for (size_t k = 0; k < 2; k++) { /* by hand */
    double mean = 0, square = 0;
    for (size_t i = 0; i < n; i++)
      mean += train.X.value[2 * i + k] / (double)n;
    for (size_t i = 0; i < n; i++)
      square += pow (train.X.value[2 * i + k] - mean, 2) / (double)(n - 1);
    const char *role = k == 0 ? "x" : "y";
    const EpiData *data = epi_document_data (document, "points");
    size_t col = (size_t)epi_data_column (data, role, 0);
    size_t rows = epi_table_rows (epi_data_table (data));
    double *z = g_new (double, rows);
    size_t *all = g_new (size_t, rows);
    EpiTable *table;
    for (size_t i = 0; i < rows; i++) {
      all[i] = i;
      z[i] = (cell (document, i, role) - mean) / sqrt (square);
    }
    epi_table_set_numbers (epi_data_table (data), all, rows, col, z, &table);
    EpiData *moved = epi_data_with_table (data, table);
    EpiDocument *next = epi_document_with_data (document, "points", moved);
    epi_document_unref (document);
    document = next;
    epi_table_unref (table);
    epi_data_unref (moved);
    g_free (all);
    g_free (z);
  }
  EpiSession *by_hand = session_from (document);
  EpiSession *session = session_from (with);
  g_assert_cmpfloat (told (session, "test_right"), ==,
                     told (by_hand, "test_right"));
  g_assert_cmpfloat (told (session, "test_right"), <, told (session, "test"));
  epi_session_free (session);
  epi_session_free (by_hand);
  epi_examples_clear (&train);
  epi_data_unref (scaled);
}

/* ---- In words ---- */

/* The border is x = 1.  Of those held back one of class 1 is left of it, one
 * lacks a number, one a class, and one is of a class of its own. */
static void
test_what_the_count_is_of_is_said (void)
{
  static const double rows[][3] = {
      {0, 0, 1}, {0, 1, 1}, {2, 0, 2},   {2, 1, 2},   {0.5, 0, 2},
      {0, 2, 1}, {3, 3, 2}, {1, NAN, 1}, {1, 1, NAN}, {0, 0, 3}};
  static const size_t held[] = {4, 5, 6, 7, 8, 9};
  EpiSession *session =
      session_from (holding_back (document_with_rows (rows, 10), held, 6));
  const EpiFrameItem *wrong =
      epi_scene_item (epi_session_scene (session), "test_wrong");

  assert_says (session, "Held back (hollow): 2 of 4 right, 50 %; the wrong "
                        "ones are struck out.");
  assert_says (session, "1 held back is of a class that no machine was trained "
                        "on.");
  assert_says (session, "2 of 6 rows held back have no number or class and do "
                        "not count.");
  g_assert_cmpuint (wrong->rows, ==, 2);
  g_assert_cmpfloat (wrong->data[0], ==, 4);
  g_assert_cmpfloat (wrong->data[1], ==, 9);
  char *summary = lesson ()->views[0].summary (epi_session_scene (session));
  g_assert_nonnull (strstr (summary, "2 of 4 right"));
  g_assert_nonnull (strstr (summary, "the margin is 2 wide"));
  g_free (summary);
  move (session, "points", 4, 1.5, 0); /* over the border: to its own side */
  assert_says (session, "3 of 4 right, 75 %; the wrong one is struck out.");
  epi_session_free (session);
}

static void
test_one_class_alone_is_counted (void)
{
  static const double rows[][3] = {{0, 0, 1}, {0, 1, 1}, {2, 0, 2},
                                   {2, 1, 2}, {3, 0, 2}, {4, 1, 2}};
  static const size_t held[] = {4, 5};
  EpiSession *session =
      session_from (holding_back (document_with_rows (rows, 6), held, 2));

  assert_says (session, "Held back (hollow): 2 of 2 right, 100 %.");
  g_assert_null (epi_scene_item (epi_session_scene (session), "test_wrong"));
  epi_session_free (session);
}

static void
test_without_rows_to_learn_from_is_said (void)
{
  static const double rows[][3] = {{0, 0, 1}, {0, 1, 1}, {2, 0, 2}, {2, 1, 2}};
  static const size_t held[] = {0, 1, 2, 3};

  assert_refused (holding_back (document_with_rows (rows, 4), held, 4),
                  "all rows that would count are held back");
  assert_refused (holding_back (document_with_rows (rows, 4), held, 2),
                  "all points that are not held back are of one class");
}

/* Rows held back of which none can be judged, and none held back. */
static void
test_no_count_where_there_is_none (void)
{
  static const double rows[][3] = {
      {0, 0, 1}, {0, 1, 1}, {2, 0, 2}, {2, 1, 2}, {NAN, 1, 2}};
  static const size_t held[] = {4};
  EpiSession *session =
      session_from (holding_back (document_with_rows (rows, 5), held, 1));

  assert_says (session, "1 of 1 rows held back has no number or class and does "
                        "not count.");
  g_assert_true (isnan (told (session, "test_right")));
  epi_session_free (session);
  session = session_from (document_with_rows (rows, 4));
  g_assert_null (epi_session_scene (session)->answer->observed);
  g_assert_null (lesson ()->explain (epi_session_scene (session)));
  epi_session_free (session);
}

/* No count, and no NaN under it, where a kernel overflows: with two classes,
 * and with three, whose vote adds infinities of both signs. */
static void
test_kernels_out_of_range_are_said (void)
{
  static const double rows[][3] = {{1e60, 1, 2}, {0, 0, 1}, {0, 1, 1},
                                   {2, 0, 2},    {2, 1, 2}, {4, 3, 3},
                                   {5, 3, 3}};
  static const size_t held[] = {0};

  for (size_t n = 5; n <= 7; n += 2) {
    EpiDocument *document =
        holding_back (document_with_rows (rows, n), held, 1);
    EpiSession *session =
        session_from (document_with (document, "kernel=polynomial; degree=8"));
    assert_says (session, "The kernel of rows held back is too large for a "
                          "number");
    g_assert_true (isnan (told (session, "test_right")));
    epi_session_free (session);
    epi_document_unref (document);
  }
}

/* What helps is said of the kernel at hand: the lifted one has no degree. */
static void
test_a_degree_is_lowered_where_there_is_one (void)
{
  static const double rows[][3] = {
      {0, 0, 1}, {0, 1, 1}, {2, 0, 2}, {2, 1, 2}, {1e200, 1, 2}};
  static const size_t held[] = {4};
  static const struct {
    const char *set, *said;
  } cases[] = {
      {"kernel=polynomial; degree=8", "in the table, or lower the degree."},
      {"kernel=lifted", "not judged: standardise the columns in the table."}};
  EpiDocument *document = holding_back (document_with_rows (rows, 5), held, 1);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    EpiSession *session = session_from (document_with (document, cases[i].set));
    assert_says (session, cases[i].said);
    epi_session_free (session);
  }
  epi_document_unref (document);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/svm-held-back/" name, func)
  ADD ("the count is that of a prediction",
       test_the_count_is_that_of_a_prediction);
  ADD ("the count follows the iterate", test_the_count_follows_the_iterate);
  ADD ("points held back are standardised as the others",
       test_points_held_back_are_standardised_as_the_others);
  ADD ("what the count is of is said", test_what_the_count_is_of_is_said);
  ADD ("one class alone is counted", test_one_class_alone_is_counted);
  ADD ("without rows to learn from is said",
       test_without_rows_to_learn_from_is_said);
  ADD ("no count where there is none", test_no_count_where_there_is_none);
  ADD ("kernels out of range are said", test_kernels_out_of_range_are_said);
  ADD ("a degree is lowered where there is one",
       test_a_degree_is_lowered_where_there_is_one);
  return g_test_run ();
}
