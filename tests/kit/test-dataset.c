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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/comes-with-title-credit-and-first-roles",
                   test_a_dataset_comes_with_title_credit_and_first_roles);
  g_test_add_func ("/dataset/an-unknown-one-is-told",
                   test_an_unknown_dataset_is_told);
  return g_test_run ();
}
