/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table-rows.h"

#include <glib.h>
#include <math.h>

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
  return g_test_run ();
}
