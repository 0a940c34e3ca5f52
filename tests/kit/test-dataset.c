/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-dataset.h"

#include <glib.h>

static void
test_a_dataset_comes_with_title_credit_and_first_roles (void)
{
  GError *error = NULL;
  EpiData *data = epi_dataset_load ("cars_stopping", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (epi_data_title (data), ==, "Stopping distances of cars");
  g_assert_cmpstr (epi_data_source (data), ==, "cars_stopping");
  g_assert_nonnull (g_strstr_len (epi_data_credit (data), -1, "Ezekiel"));
  g_assert_cmpstr (epi_data_role (data, "x")[0], ==, "speed");
  g_assert_cmpstr (epi_data_role (data, "y")[0], ==, "dist");
  g_assert_cmpuint (epi_table_rows (epi_data_table (data)), ==, 50);
  epi_data_unref (data);
}

static void
test_an_unknown_dataset_is_told (void)
{
  GError *error = NULL;

  g_assert_null (epi_dataset_load ("boston", &error));
  g_assert_true (
      g_str_has_prefix (error->message, "there is no data set “boston”"));
  g_error_free (error);
}

/* What somebody called as the role is meant for it, optional or not, and for no
 * other one; the rest is taken in order. */
static void
test_a_column_called_as_the_role_has_it (void)
{
  static const EpiRoleSpec roles[] = {{.role = "x", .label = "Across"},
                                      {.role = "y", .label = "Up"},
                                      {.role = "z", .optional = true},
                                      {NULL}};
  static const EpiTableSpec spec = {.name = "points", .roles = roles};
  static const struct {
    const char *names[3], *x, *y, *z;
  } cases[] = {{{"a", "b", "c"}, "a", "c", NULL},
               {{"a", "x", "y"}, "x", "y", NULL},
               {{"y", "a", "b"}, "a", "y", NULL},
               {{"a", "b", "x"}, "x", "b", NULL},
               {{"z", "a", "b"}, "a", "b", "z"}};
  const double columns[3] = {1, 2, 3};

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    EpiTable *table;
    g_assert_cmpint (epi_table_new (cases[i].names, columns, 1, 3, &table), ==,
                     EPI_OK);
    EpiData *bare = epi_data_new (table, "Points", "", NULL);
    EpiData *data = epi_data_with_default_roles (bare, &spec);
    g_assert_cmpstr (epi_data_role (data, "x")[0], ==, cases[i].x);
    g_assert_cmpstr (epi_data_role (data, "y")[0], ==, cases[i].y);
    g_assert_cmpstr (epi_data_role (data, "z")[0], ==, cases[i].z);
    epi_data_unref (data);
    epi_data_unref (bare);
    epi_table_unref (table);
  }
}

/* Of several that are needed the last one has the last column: inputs and an
 * output.  A single one has the first. */
static void
test_a_single_role_has_the_first_column (void)
{
  static const EpiRoleSpec roles[] = {{.role = "x", .label = "Samples"},
                                      {.role = "y", .optional = true},
                                      {NULL}};
  static const EpiTableSpec spec = {.name = "points", .roles = roles};
  static const char *const names[] = {"a", "b"};
  const double columns[2] = {1, 2};
  EpiTable *table;

  g_assert_cmpint (epi_table_new (names, columns, 1, 2, &table), ==, EPI_OK);
  EpiData *bare = epi_data_new (table, "Points", "", NULL);
  EpiData *data = epi_data_with_default_roles (bare, &spec);
  g_assert_cmpstr (epi_data_role (data, "x")[0], ==, "a");
  g_assert_null (epi_data_role (data, "y")[0]);
  epi_data_unref (data);
  epi_data_unref (bare);
  epi_table_unref (table);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/comes-with-title-credit-and-first-roles",
                   test_a_dataset_comes_with_title_credit_and_first_roles);
  g_test_add_func ("/dataset/a-column-called-as-the-role-has-it",
                   test_a_column_called_as_the_role_has_it);
  g_test_add_func ("/dataset/a-single-role-has-the-first-column",
                   test_a_single_role_has_the_first_column);
  g_test_add_func ("/dataset/an-unknown-one-is-told",
                   test_an_unknown_dataset_is_told);
  return g_test_run ();
}
