/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an edited table shares with the one before: columns, chunks, and nothing
 * that a thread or a lack of memory could spoil.
 */
#include "table-rows.h"

#include <glib.h>
#include <math.h>
#include <pthread.h>

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
  g_test_add_func (
      "/table-sharing/columns-come-and-go-and-the-others-stay-shared",
      test_columns_come_and_go_and_the_others_stay_shared);
  g_test_add_func ("/table-sharing/an-edit-of-a-million-rows-copies-one-chunk",
                   test_an_edit_of_a_million_rows_copies_one_chunk);
  g_test_add_func (
      "/table-sharing/lack-of-memory-is-a-status-and-leaves-the-table",
      test_lack_of_memory_is_a_status_and_leaves_the_table);
  g_test_add_func ("/table-sharing/threads-may-edit-copies-of-one-table",
                   test_threads_may_edit_copies_of_one_table);
  return g_test_run ();
}
