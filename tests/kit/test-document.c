/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-random.h"
#include "kit/epi-document.h"

#include <math.h>
#include <string.h>

static EpiTable *
make_table (size_t rows)
{
  const char *const names[] = {"x", "y"};
  double *numbers = g_new (double, 2 * rows);
  EpiTable *table;

  for (size_t i = 0; i < 2 * rows; i++)
    numbers[i] = (double)i;
  g_assert_cmpint (epi_table_new (names, numbers, rows, 2, &table), ==, EPI_OK);
  g_free (numbers);
  return table;
}

/* *document := next, whose reference it takes over. */
static void
step (EpiDocument **document, EpiDocument *next)
{
  epi_document_unref (*document);
  *document = next;
}

static void
test_an_edit_leaves_the_old_document_as_it_was (void)
{
  EpiDocument *empty = epi_document_new ("least-squares", 7);
  EpiDocument *one = epi_document_with_value (empty, "degree", epi_number (3));
  EpiDocument *two = epi_document_with_value (one, "degree", epi_number (4));
  EpiDocument *three =
      epi_document_with_handle (two, "start", (EpiPoint){1, 2});
  EpiPoint point;

  g_assert_null (epi_document_value (empty, "degree"));
  g_assert_cmpfloat (epi_document_value (one, "degree")->number, ==, 3);
  g_assert_cmpfloat (epi_document_value (three, "degree")->number, ==, 4);
  g_assert_false (epi_document_handle (two, "start", &point));
  g_assert_true (epi_document_handle (three, "start", &point));
  g_assert_cmpfloat (point.y, ==, 2);
  g_assert_cmpuint (epi_document_seed (three), ==, 7);
  g_assert_cmpstr (epi_document_lesson_id (three), ==, "least-squares");
  epi_document_unref (empty);
  epi_document_unref (one);
  epi_document_unref (two);
  epi_document_unref (three);
}

static void
test_an_edit_shares_what_it_does_not_touch (void)
{
  EpiTable *table = make_table (10);
  EpiData *data = epi_data_new (table, "Ten", "", NULL);
  EpiDocument *empty = epi_document_new ("a", 0);
  EpiDocument *one = epi_document_with_data (empty, "points", data);
  EpiDocument *two = epi_document_with_value (one, "s", epi_text ("text"));
  EpiDocument *three = epi_document_with_value (two, "t", epi_bool (true));

  g_assert_true (epi_document_data (three, "points") == data);
  g_assert_true (epi_document_value (three, "s") ==
                 epi_document_value (two, "s"));
  epi_document_unref (empty);
  epi_document_unref (one);
  epi_document_unref (two);
  epi_data_unref (data);
  epi_table_unref (table);
  /* what is shared outlives the documents that it came from */
  data = (EpiData *)epi_document_data (three, "points");
  g_assert_cmpuint (epi_table_rows (epi_data_table (data)), ==, 10);
  g_assert_cmpstr (epi_document_value (three, "s")->text, ==, "text");
  epi_document_unref (three);
}

static void
test_the_schedule_tells_the_value_at_every_iterate (void)
{
  EpiDocument *documents[6];
  const double steps[] = {0.1, 0.2, 0.3, 0.4, 0.4};
  const size_t at[] = {0, 50, 80, 60, 60};

  documents[0] = epi_document_new ("a", 0);
  for (size_t i = 0; i < 5; i++)
    documents[i + 1] = epi_document_with_scheduled (
        documents[i], at[i], "step", epi_number (steps[i]), epi_number (0.1));

  /* k = 0 is no line; 50 and 80 are, behind what held at 0 */
  g_assert_cmpuint (epi_document_n_scheduled (documents[1]), ==, 0);
  g_assert_cmpuint (epi_document_n_scheduled (documents[3]), ==, 3);
  EpiScheduled line = epi_document_scheduled (documents[3], 0);
  g_assert_cmpuint (line.k, ==, 0);
  g_assert_cmpfloat (line.value.number, ==, 0.1);
  /* an edit at 60 takes back that of 80; the same again changes nothing */
  g_assert_cmpuint (epi_document_n_scheduled (documents[4]), ==, 3);
  line = epi_document_scheduled (documents[4], 2);
  g_assert_cmpuint (line.k, ==, 60);
  g_assert_cmpfloat (line.value.number, ==, 0.4);
  g_assert_true (epi_document_equal (documents[4], documents[5]));
  g_assert_cmpfloat (epi_document_value (documents[5], "step")->number, ==,
                     0.4);

  EpiDocument *whole =
      epi_document_with_value (documents[5], "step", epi_number (1));
  g_assert_cmpuint (epi_document_n_scheduled (whole), ==, 0);
  EpiDocument *plain = epi_document_without_schedule (documents[5]);
  g_assert_cmpuint (epi_document_n_scheduled (plain), ==, 0);
  g_assert_cmpfloat (epi_document_value (plain, "step")->number, ==, 0.4);
  epi_document_unref (whole);
  epi_document_unref (plain);
  for (size_t i = 0; i < 6; i++)
    epi_document_unref (documents[i]);
}

static void
test_the_schedule_is_ordered_by_iterate (void)
{
  EpiDocument *document = epi_document_new ("a", 0);
  const struct {
    size_t k;
    const char *name;
  } edits[] = {{70, "step"}, {30, "momentum"}, {20, "batch"}, {90, "momentum"}};

  for (size_t i = 0; i < G_N_ELEMENTS (edits); i++) {
    EpiDocument *next = epi_document_with_scheduled (
        document, edits[i].k, edits[i].name, epi_number ((double)i + 1),
        epi_number (0));
    epi_document_unref (document);
    document = next;
  }
  g_assert_cmpuint (epi_document_n_scheduled (document), ==, 7);
  for (size_t i = 1; i < 7; i++)
    g_assert_cmpuint (epi_document_scheduled (document, i - 1).k, <=,
                      epi_document_scheduled (document, i).k);
  epi_document_unref (document);
}

static void
test_roles_name_columns_in_order (void)
{
  EpiTable *table = make_table (4);
  EpiData *data = epi_data_new (table, "t", "s", "c");
  EpiData *roles = epi_data_with_role (
      data, "y", (const char *const[]){"y", "gone", "x", NULL});
  EpiData *none = epi_data_with_role (roles, "y", NULL);

  g_assert_cmpint (epi_data_column (data, "y", 0), ==, -1);
  g_assert_null (epi_data_role (data, "y")[0]);
  g_assert_cmpint (epi_data_column (roles, "y", 0), ==, 1);
  g_assert_cmpint (epi_data_column (roles, "y", 1), ==, -1);
  g_assert_cmpint (epi_data_column (roles, "y", 2), ==, 0);
  g_assert_cmpint (epi_data_column (roles, "y", 3), ==, -1);
  g_assert_true (epi_data_equal (data, none));
  g_assert_false (epi_data_equal (data, roles));
  epi_data_unref (data);
  epi_data_unref (roles);
  epi_data_unref (none);
  epi_table_unref (table);
}

static void *
hammer (void *data)
{
  EpiDocument *mine = epi_document_ref (data);

  for (int i = 0; i < 2000; i++) {
    EpiDocument *next = epi_document_with_value (mine, "a", epi_number (i));
    g_assert_cmpstr (epi_document_value (next, "text")->text, ==, "shared");
    epi_document_unref (mine);
    mine = next;
  }
  epi_document_unref (mine);
  return NULL;
}

static void
test_documents_are_shared_among_threads (void)
{
  EpiDocument *empty = epi_document_new ("a", 1);
  EpiDocument *document =
      epi_document_with_value (empty, "text", epi_text ("shared"));
  GThread *threads[4];

  for (size_t i = 0; i < 4; i++)
    threads[i] = g_thread_new ("hammer", hammer, document);
  for (size_t i = 0; i < 4; i++)
    g_thread_join (threads[i]);
  g_assert_null (epi_document_value (document, "a"));
  epi_document_unref (empty);
  epi_document_unref (document);
}

/* Names, points and lines at random, some of them twice. */
static void
test_many_at_once_are_many_edits (void)
{
  enum { N = 300 };
  EpiRandom random = epi_random (17, 0);
  EpiDocument *bulk = epi_document_new ("a", 0), *single;
  char *names[N];
  EpiValue values[N];
  EpiPoint points[N];
  EpiScheduled lines[N];

  single = epi_document_ref (bulk);
  for (int i = 0; i < N; i++) {
    names[i] = g_strdup_printf ("n%d", (int)epi_random_below (&random, N));
    values[i] = epi_number (i);
    points[i] = (EpiPoint){i, -i};
    lines[i] =
        (EpiScheduled){epi_random_below (&random, 9), names[i], epi_number (i)};
  }
  const char *const *all = (const char *const *)names;
  for (int half = 0; half < 2; half++) { /* onto nothing, then onto the rest */
    int from = half * N / 2, n = N / 2;
    step (&bulk, epi_document_with_values (bulk, n, all + from, values + from));
    step (&bulk,
          epi_document_with_handles (bulk, n, all + from, points + from));
    for (int i = from; i < from + n; i++) {
      step (&single, epi_document_with_value (single, names[i], values[i]));
      step (&single, epi_document_with_handle (single, names[i], points[i]));
    }
    g_assert_true (epi_document_equal (bulk, single));
  }
  step (&bulk, epi_document_with_lines (bulk, N, lines));
  for (int i = 0; i < N; i++)
    step (&single, epi_document_with_lines (single, 1, &lines[i]));
  g_assert_true (epi_document_equal (bulk, single));
  step (&bulk, epi_document_with_values (bulk, N, all, values));
  g_assert_cmpuint (epi_document_n_scheduled (bulk), ==, 0);
  for (int i = 0; i < N; i++)
    g_free (names[i]);
  epi_document_unref (bulk);
  epi_document_unref (single);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/document/an-edit-leaves-the-old-document-as-it-was",
                   test_an_edit_leaves_the_old_document_as_it_was);
  g_test_add_func ("/document/an-edit-shares-what-it-does-not-touch",
                   test_an_edit_shares_what_it_does_not_touch);
  g_test_add_func ("/document/the-schedule-tells-the-value-at-every-iterate",
                   test_the_schedule_tells_the_value_at_every_iterate);
  g_test_add_func ("/document/the-schedule-is-ordered-by-iterate",
                   test_the_schedule_is_ordered_by_iterate);
  g_test_add_func ("/document/roles-name-columns-in-order",
                   test_roles_name_columns_in_order);
  g_test_add_func ("/document/many-at-once-are-many-edits",
                   test_many_at_once_are_many_edits);
  g_test_add_func ("/document/documents-are-shared-among-threads",
                   test_documents_are_shared_among_threads);
  return g_test_run ();
}
