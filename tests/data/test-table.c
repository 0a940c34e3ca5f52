/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "data/epi-table.h"

#include <glib.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

/* The model: plain arrays, one row after another.  Columns: two of numbers,
 * then one of text. */
typedef struct {
  double a, b;
  const char *text; /* interned */
  uint8_t mark;
} Row;

static void
assert_like_model (const EpiTable *table, const GArray *model)
{
  g_assert_cmpuint (epi_table_rows (table), ==, model->len);
  for (guint i = 0; i < model->len; i++) {
    const Row *row = &g_array_index (model, Row, i);
    double a = epi_table_number (table, i, 0);
    double b = epi_table_number (table, i, 1);
    g_assert_cmpmem (&a, sizeof a, &row->a, sizeof a);
    g_assert_cmpmem (&b, sizeof b, &row->b, sizeof b);
    g_assert_cmpstr (epi_table_text (table, i, 2), ==, row->text);
    g_assert_cmpuint (epi_table_mark (table, i), ==, row->mark);
  }
}

static const char *
random_text (EpiRandom *random)
{
  char text[8];

  g_snprintf (text, sizeof text, "t%d", (int)epi_random_below (random, 40));
  return epi_random_below (random, 20) == 0 ? NULL : g_intern_string (text);
}

static Row
random_row (EpiRandom *random)
{
  return (Row){epi_random_normal (random),
               epi_random_below (random, 9) ? epi_random_normal (random) : NAN,
               random_text (random), 0};
}

static EpiTable *
table_of (const GArray *model)
{
  EpiTableBuilder *builder = epi_table_builder_new ();
  EpiTable *table;

  epi_table_builder_column (builder, "a", EPI_COLUMN_NUMBER);
  epi_table_builder_column (builder, "b", EPI_COLUMN_NUMBER);
  epi_table_builder_column (builder, "text", EPI_COLUMN_TEXT);
  for (guint i = 0; i < model->len; i++) {
    const Row *row = &g_array_index (model, Row, i);
    double numbers[] = {row->a, row->b};
    g_assert_cmpint (epi_table_builder_row (builder, numbers, &row->text), ==,
                     EPI_OK);
  }
  g_assert_cmpint (epi_table_builder_finish (builder, &table), ==, EPI_OK);
  return table;
}

static GArray *
random_model (EpiRandom *random, guint rows)
{
  GArray *model = g_array_new (FALSE, FALSE, sizeof (Row));

  for (guint i = 0; i < rows; i++) {
    Row row = random_row (random);
    g_array_append_val (model, row);
  }
  return model;
}

/* Ascending, distinct. */
static size_t
random_rows (EpiRandom *random, size_t n_rows, size_t rows[static 20])
{
  size_t n = 0, row = epi_random_below (random, n_rows);

  while (row < n_rows && n < 20 && (n == 0 || epi_random_below (random, 8))) {
    rows[n++] = row;
    row += 1 + epi_random_below (
                   random, epi_random_below (random, 2) ? 3 : n_rows / 3 + 1);
  }
  return n;
}

static double
level_of (const EpiTable *table, const char *text)
{
  for (size_t k = 0; k < epi_table_n_levels (table, 2); k++)
    if (g_strcmp0 (epi_table_level (table, 2, k), text) == 0)
      return (double)k;
  return NAN;
}

static EpiStatus
edit_marks (const EpiTable *table, GArray *model, EpiRandom *random,
            const size_t *rows, size_t n, EpiTable **out)
{
  uint8_t set = epi_random_bits (random) & 7;
  uint8_t clear = epi_random_bits (random) & 7;
  bool all = epi_random_below (random, 10) == 0;

  for (size_t i = 0; i < (all ? model->len : n); i++) {
    Row *row = &g_array_index (model, Row, all ? i : rows[i]);
    row->mark = (row->mark | set) & ~clear;
  }
  return epi_table_set_marks (table, all ? NULL : rows, n, set, clear, out);
}

/* One random edit of the table and of its model. */
static EpiTable *
edit (const EpiTable *table, GArray *model, EpiRandom *random)
{
  size_t rows[20], n = random_rows (random, model->len, rows);
  double values[20];
  EpiTable *out = NULL;
  EpiStatus status = EPI_FAILED;

  switch (epi_random_below (random, 5)) {
  case 0: {
    size_t col = epi_random_below (random, 2);
    for (size_t i = 0; i < n; i++) {
      Row *row = &g_array_index (model, Row, rows[i]);
      values[i] = epi_random_normal (random);
      *(col == 0 ? &row->a : &row->b) = values[i];
    }
    status = epi_table_set_numbers (table, rows, n, col, values, &out);
    break;
  }
  case 1: {
    const char *text = random_text (random);
    g_array_index (model, Row, rows[0]).text = text;
    status = epi_table_set_text (table, rows[0], 2, text, &out);
    break;
  }
  case 2:
    status = edit_marks (table, model, random, rows, n, &out);
    break;
  case 3: {
    Row row = random_row (random);
    double level = level_of (table, row.text);
    row.text = isnan (level) ? NULL : row.text;
    double cells[] = {row.a, row.b, level};
    g_array_append_val (model, row);
    status = epi_table_append (table, cells, &out);
    break;
  }
  case 4:
    n = MIN (n, model->len - 1);
    for (size_t i = n; i-- > 0;)
      g_array_remove_index (model, (guint)rows[i]);
    status = epi_table_remove (table, rows, n, &out);
    break;
  }
  g_assert_cmpint (status, ==, EPI_OK);
  return out;
}

static void
test_random_edits_agree_with_plain_arrays (void)
{
  EpiRandom random = epi_random (21, 0);
  /* Around the borders of chunks, where mistakes live. */
  const guint sizes[] = {1, 5, EPI_CHUNK_ROWS - 3, EPI_CHUNK_ROWS,
                         2 * EPI_CHUNK_ROWS + 2};

  for (size_t s = 0; s < G_N_ELEMENTS (sizes); s++) {
    GArray *model = random_model (&random, sizes[s]);
    EpiTable *table = table_of (model);
    assert_like_model (table, model);
    for (int i = 0; i < 60; i++) {
      GArray *before = g_array_copy (model);
      EpiTable *edited = edit (table, model, &random);
      assert_like_model (edited, model);
      assert_like_model (table, before); /* the old one stays as it was */
      epi_table_unref (table);
      g_array_unref (before);
      table = edited;
    }
    epi_table_unref (table);
    g_array_unref (model);
  }
}

static void
test_diff_finds_exactly_the_changed_rows (void)
{
  EpiRandom random = epi_random (22, 0);
  GArray *model = random_model (&random, 3 * EPI_CHUNK_ROWS + 17);
  EpiTable *table = table_of (model);
  size_t found[64];

  for (int round = 0; round < 200; round++) {
    size_t rows[20], n = random_rows (&random, model->len, rows);
    double values[20];
    EpiTable *edited, *further;
    for (size_t i = 0; i < n; i++)
      values[i] = 100 + round;
    epi_table_set_numbers (table, rows, n, round % 2, values, &edited);
    g_assert_cmpint (epi_table_diff (table, edited, found, 64), ==, n);
    g_assert_cmpmem (found, n * sizeof *rows, rows, n * sizeof *rows);
    if (n > 1)
      g_assert_cmpint (epi_table_diff (table, edited, found, n - 1), ==, -1);

    /* One row more, by a text that is new: the dictionary differs too. */
    size_t extra = epi_random_below (&random, model->len);
    epi_table_set_text (edited, extra, 2, "never seen before", &further);
    g_assert_cmpint (epi_table_diff (edited, further, found, 64), ==, 1);
    g_assert_cmpuint (found[0], ==, extra);
    epi_table_unref (edited);
    epi_table_unref (further);
  }
  epi_table_unref (table);
  g_array_unref (model);
}

static void
test_equal_means_names_kinds_bits_texts_and_marks (void)
{
  const char *const names[] = {"x", "y"};
  double data[] = {1, 2, 3, NAN, 0, 6};
  EpiTable *a, *b, *c;
  size_t row = 1;
  double zero = -0.0;

  epi_table_new (names, data, 3, 2, &a);
  epi_table_new (names, data, 3, 2, &b);
  g_assert_true (epi_table_equal (a, b)); /* NaN and all */
  epi_table_set_numbers (a, &row, 1, 1, &zero, &c);
  g_assert_false (epi_table_equal (a, c)); /* -0 is not 0 to the bit */
  epi_table_unref (c);
  epi_table_set_marks (a, &row, 1, EPI_MARK_TEST, 0, &c);
  g_assert_false (epi_table_equal (a, c));
  epi_table_unref (c);
  epi_table_rename (a, 0, "z", &c);
  g_assert_false (epi_table_equal (a, c));
  g_assert_cmpint (epi_table_find (c, "z"), ==, 0);
  g_assert_cmpint (epi_table_find (c, "x"), ==, -1);
  epi_table_unref (c);
  epi_table_unref (b);

  /* The same texts by way of other dictionaries. */
  EpiTable *tables[2];
  for (int k = 0; k < 2; k++) {
    EpiTableBuilder *builder = epi_table_builder_new ();
    epi_table_builder_column (builder, "t", EPI_COLUMN_TEXT);
    epi_table_builder_row (builder, NULL, (const char *[]){k ? "p" : "q"});
    epi_table_builder_row (builder, NULL, (const char *[]){"q"});
    epi_table_builder_finish (builder, &tables[k]);
  }
  epi_table_set_text (tables[0], 0, 0, "p", &c);
  g_assert_true (epi_table_equal (c, tables[1]));
  g_assert_false (epi_table_equal (tables[0], tables[1]));
  epi_table_unref (c);
  epi_table_unref (tables[0]);
  epi_table_unref (tables[1]);
  epi_table_unref (a);
}

static void
test_names_are_made_unique (void)
{
  EpiTableBuilder *builder = epi_table_builder_new ();
  EpiTable *table, *edited;

  for (int i = 0; i < 3; i++)
    epi_table_builder_column (builder, "x", EPI_COLUMN_NUMBER);
  epi_table_builder_finish (builder, &table);
  g_assert_cmpstr (epi_table_name (table, 1), ==, "x (2)");
  g_assert_cmpstr (epi_table_name (table, 2), ==, "x (3)");
  g_assert_cmpuint (epi_table_n_chunks (table), ==, 0);
  epi_table_rename (table, 2, "x", &edited);
  g_assert_cmpstr (epi_table_name (edited, 2), ==, "x (3)");
  epi_table_unref (edited);
  epi_table_add_column (table, "x (2)", NULL, &edited);
  g_assert_cmpstr (epi_table_name (edited, 3), ==, "x (2) (2)");
  epi_table_unref (edited);
  epi_table_unref (table);
}

static void
test_columns_come_and_go_and_the_others_stay_shared (void)
{
  EpiRandom random = epi_random (23, 0);
  GArray *model = random_model (&random, EPI_CHUNK_ROWS + 10);
  EpiTable *table = table_of (model), *more, *fewer;
  size_t n_rows = model->len, n, m;
  double *values = g_new (double, n_rows), *copy = g_new (double, n_rows);

  for (size_t i = 0; i < n_rows; i++)
    values[i] = (double)i;
  epi_table_add_column (table, "c", values, &more);
  g_assert_cmpuint (epi_table_cols (more), ==, 4);
  epi_table_copy_column (more, 3, copy);
  g_assert_cmpmem (copy, n_rows * sizeof *copy, values, n_rows * sizeof *copy);
  epi_table_remove_column (more, 0, &fewer);
  g_assert_cmpstr (epi_table_name (fewer, 0), ==, "b");
  g_assert_true (epi_table_chunk (fewer, 0, 1, &n) ==
                 epi_table_chunk (table, 1, 1, &m));
  g_assert_cmpuint (n, ==, 10);
  g_assert_cmpuint (m, ==, 10);
  epi_table_copy_column (fewer, 1, copy); /* levels, as numbers */
  for (size_t i = 0; i < n_rows; i++)
    g_assert_true (isnan (copy[i])
                       ? epi_table_text (fewer, i, 1) == NULL
                       : epi_table_level (fewer, 1, (size_t)copy[i]) ==
                             epi_table_text (fewer, i, 1));
  epi_table_unref (fewer);
  epi_table_unref (more);
  epi_table_unref (table);
  g_array_unref (model);
  g_free (values);
  g_free (copy);
}

static void
test_an_edit_of_a_million_rows_copies_one_chunk (void)
{
  const char *const names[] = {"x"};
  double *data = g_new0 (double, 1000000);
  EpiTable *table, *edited;
  size_t row = 777777, n, shared = 0;
  double value = 1;

  g_assert_cmpint (epi_table_new (names, data, 1000000, 1, &table), ==, EPI_OK);
  g_assert_cmpint (epi_table_set_numbers (table, &row, 1, 0, &value, &edited),
                   ==, EPI_OK);
  for (size_t i = 0; i < epi_table_n_chunks (table); i++)
    shared +=
        epi_table_chunk (table, 0, i, &n) == epi_table_chunk (edited, 0, i, &n);
  g_assert_cmpuint (shared, ==, epi_table_n_chunks (table) - 1);
  g_assert_cmpfloat (epi_table_number (edited, row, 0), ==, 1);
  epi_table_unref (table); /* the rest lives on in the edited one */
  g_assert_cmpfloat (epi_table_number (edited, 5, 0), ==, 0);
  epi_table_unref (edited);
  g_free (data);
}

static void
test_lack_of_memory_is_a_status_and_leaves_the_table (void)
{
  EpiRandom random = epi_random (24, 0);

  for (int kind = 0; kind < 200; kind++) {
    GArray *model = random_model (&random, EPI_CHUNK_ROWS + 2);
    EpiTable *table = table_of (model), *out = table;
    size_t rows[] = {3, EPI_CHUNK_ROWS + 1};
    double values[] = {1, 2, NAN};
    EpiStatus status = EPI_OK;
    epi_alloc_fail_at (kind / 5);
    switch (kind % 5) {
    case 0:
      status = epi_table_set_numbers (table, rows, 2, 0, values, &out);
      break;
    case 1:
      status = epi_table_set_text (table, 0, 2, "new", &out);
      break;
    case 2:
      status = epi_table_append (table, values, &out);
      break;
    case 3:
      status = epi_table_remove (table, rows, 2, &out);
      break;
    case 4:
      status = epi_table_set_marks (table, rows, 2, 1, 0, &out);
      break;
    }
    epi_alloc_fail_at (-1);
    g_assert_true ((status == EPI_OK) == (out != NULL));
    g_assert_true (status == EPI_OK || status == EPI_NO_MEMORY);
    if (kind < 5)
      g_assert_cmpint (status, ==, EPI_NO_MEMORY);
    assert_like_model (table, model);
    epi_table_unref (out);
    epi_table_unref (table);
    g_array_unref (model);
  }
}

static void *
edit_often (void *data)
{
  EpiTable *table = epi_table_ref (data);

  for (size_t i = 0; i < 300; i++) {
    size_t row = i * 13 % epi_table_rows (table);
    double value = (double)i;
    EpiTable *edited;
    epi_table_set_numbers (table, &row, 1, 0, &value, &edited);
    g_assert_cmpfloat (epi_table_number (edited, row, 0), ==, value);
    epi_table_unref (table);
    table = edited;
  }
  epi_table_unref (table);
  return NULL;
}

static void
test_threads_may_edit_copies_of_one_table (void)
{
  EpiRandom random = epi_random (25, 0);
  GArray *model = random_model (&random, EPI_CHUNK_ROWS + 100);
  EpiTable *table = table_of (model);
  pthread_t threads[4];

  for (int i = 0; i < 4; i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, edit_often, table), ==,
                     0);
  for (int i = 0; i < 4; i++)
    pthread_join (threads[i], NULL);
  assert_like_model (table, model);
  epi_table_unref (table);
  g_array_unref (model);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/table/random-edits-agree-with-plain-arrays",
                   test_random_edits_agree_with_plain_arrays);
  g_test_add_func ("/table/diff-finds-exactly-the-changed-rows",
                   test_diff_finds_exactly_the_changed_rows);
  g_test_add_func ("/table/equal-means-names-kinds-bits-texts-and-marks",
                   test_equal_means_names_kinds_bits_texts_and_marks);
  g_test_add_func ("/table/names-are-made-unique", test_names_are_made_unique);
  g_test_add_func ("/table/columns-come-and-go-and-the-others-stay-shared",
                   test_columns_come_and_go_and_the_others_stay_shared);
  g_test_add_func ("/table/an-edit-of-a-million-rows-copies-one-chunk",
                   test_an_edit_of_a_million_rows_copies_one_chunk);
  g_test_add_func ("/table/lack-of-memory-is-a-status-and-leaves-the-table",
                   test_lack_of_memory_is_a_status_and_leaves_the_table);
  g_test_add_func ("/table/threads-may-edit-copies-of-one-table",
                   test_threads_may_edit_copies_of_one_table);
  return g_test_run ();
}
