/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-catalogue.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static EpiCatalogue *
open_catalogue (void)
{
  GError *error = NULL;
  EpiCatalogue *catalogue = epi_catalogue_open (&error);

  g_assert_no_error (error);
  return catalogue;
}

static EpiTable *
load (const EpiCatalogue *catalogue, const char *id)
{
  GError *error = NULL;
  EpiTable *table = NULL;
  const EpiDataset *set = epi_catalogue_find (catalogue, id, &error);

  g_assert_no_error (error);
  epi_catalogue_load (catalogue, set, &table, &error);
  g_assert_no_error (error);
  return table;
}

/* Every file is there, has the columns that the catalogue names, and says
 * where it comes from; x and y are columns of numbers. */
static void
test_every_dataset_is_what_the_catalogue_says (void)
{
  EpiCatalogue *catalogue = open_catalogue ();
  char *path = g_build_filename (g_getenv ("EPIGRAPH_SOURCE_DIR"), "data",
                                 "datasets", "CREDITS.md", NULL);
  char *credits;

  g_assert_true (g_file_get_contents (path, &credits, NULL, NULL));
  g_assert_cmpuint (epi_catalogue_size (catalogue), >=, 15);
  for (size_t i = 0; i < epi_catalogue_size (catalogue); i++) {
    const EpiDataset *set = epi_catalogue_get (catalogue, i);
    EpiTable *table = load (catalogue, set->id);
    for (size_t j = 0; j < set->cols; j++)
      g_assert_cmpstr (epi_table_name (table, j), ==, set->columns[j].name);
    for (int k = 0; k < 2; k++)
      for (const char *const *name = k ? set->y : set->x; *name; name++) {
        ptrdiff_t col = epi_table_find (table, *name);
        g_assert_cmpint (col, >=, 0);
        g_assert_cmpint (epi_table_kind (table, (size_t)col), ==,
                         EPI_COLUMN_NUMBER);
      }
    g_assert_cmpstr (set->licence, !=, "");
    g_assert_cmpstr (set->title, !=, "");
    g_assert_nonnull (strstr (credits, set->file));
    g_assert_nonnull (strstr (credits, set->credit));
    epi_table_unref (table);
  }
  g_free (credits);
  g_free (path);
  epi_catalogue_free (catalogue);
}

/* Tables or not: each file is credited, and installed. */
static void
test_every_file_is_credited_and_installed (void)
{
  char *data =
      g_build_filename (g_getenv ("EPIGRAPH_SOURCE_DIR"), "data", NULL);
  char *folder = g_build_filename (data, "datasets", NULL);
  char *page = g_build_filename (folder, "CREDITS.md", NULL);
  char *rules = g_build_filename (data, "meson.build", NULL), *credits, *rule;
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_true (g_file_get_contents (page, &credits, NULL, NULL));
  g_assert_true (g_file_get_contents (rules, &rule, NULL, NULL));
  while ((name = g_dir_read_name (dir)) != NULL) {
    char *quoted = g_strdup_printf ("'datasets/%s'", name);
    bool about = g_str_equal (name, "catalogue.json") ||
                 g_str_equal (name, "CREDITS.md");
    if (!about && strstr (credits, name) == NULL)
      g_error ("%s is not in CREDITS.md", name);
    if (strstr (rule, quoted) == NULL)
      g_error ("%s is not installed", name);
    g_free (quoted);
  }
  g_dir_close (dir);
  g_free (rule);
  g_free (credits);
  g_free (rules);
  g_free (page);
  g_free (folder);
  g_free (data);
}

/* Anscombe 1973: every mean of y is 7.50, every slope 0.500, every intercept
 * 3.00, to the digits that he printed. */
static void
test_anscombes_quartet_has_his_lines (void)
{
  EpiCatalogue *catalogue = open_catalogue ();
  EpiTable *table = load (catalogue, "anscombe");

  for (size_t k = 0; k < 4; k++) {
    double x[11], y[11], mx = 0, my = 0, sxy = 0, sxx = 0;
    epi_table_copy_column (table, k, x);
    epi_table_copy_column (table, 4 + k, y);
    for (int i = 0; i < 11; i++) {
      mx += x[i] / 11;
      my += y[i] / 11;
    }
    for (int i = 0; i < 11; i++) {
      sxy += (x[i] - mx) * (y[i] - my);
      sxx += (x[i] - mx) * (x[i] - mx);
    }
    g_assert_cmpfloat_with_epsilon (my, 7.50, 0.005);
    g_assert_cmpfloat_with_epsilon (sxy / sxx, 0.500, 0.0005);
    g_assert_cmpfloat_with_epsilon (my - sxy / sxx * mx, 3.00, 0.005);
  }
  epi_table_unref (table);
  epi_catalogue_free (catalogue);
}

/* Also beside an installation of another version. */
static void
test_a_build_uses_the_data_of_its_source (void)
{
  char *program = g_file_read_link ("/proc/self/exe", NULL);
  char *source =
      g_build_filename (g_getenv ("EPIGRAPH_SOURCE_DIR"), "data", NULL);
  const char *here[3], *installed[3];

  epi_catalogue_places (program, here);
  epi_catalogue_places ("/usr/bin/epigraph", installed);
  g_assert_cmpstr (here[0], ==, g_getenv ("EPIGRAPH_DATA_DIR"));
  g_assert_cmpstr (here[1], ==, source);
  g_assert_cmpstr (installed[1], ==, here[2]);
  g_assert_cmpstr (installed[2], ==, source);
  g_free (source);
  g_free (program);
}

static void
test_units_are_known (void)
{
  EpiCatalogue *catalogue = open_catalogue ();
  const EpiDataset *set = epi_catalogue_find (catalogue, "penguins", NULL);

  g_assert_cmpstr (epi_dataset_unit (set, "body_mass_g"), ==, "g");
  g_assert_cmpstr (epi_dataset_unit (set, "species"), ==, "");
  g_assert_cmpstr (epi_dataset_unit (set, "no such column"), ==, "");
  EpiTable *table = load (catalogue, "penguins");
  g_assert_cmpuint (epi_table_n_levels (table, 0), ==, 3);
  g_assert_true (isnan (epi_table_number (table, 3, 2))); /* NA in the file */
  epi_table_unref (table);
  epi_catalogue_free (catalogue);
}

static void
test_an_unknown_dataset_names_the_known_ones (void)
{
  EpiCatalogue *catalogue = open_catalogue ();
  GError *error = NULL;

  g_assert_null (epi_catalogue_find (catalogue, "boston", &error));
  g_assert_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_UNKNOWN);
  g_assert_true (g_str_has_prefix (error->message,
                                   "there is no data set “boston”; there are "
                                   "cars_stopping, "));
  g_error_free (error);
  epi_catalogue_free (catalogue);
}

static void
assert_refused (const char *folder, const char *json, const char *part)
{
  char *path = g_build_filename (folder, "catalogue.json", NULL);
  GError *error = NULL;

  g_assert_true (g_file_set_contents (path, json, -1, NULL));
  g_assert_null (epi_catalogue_open_folder (folder, &error));
  g_assert_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_READ);
  g_assert_nonnull (strstr (error->message, part));
  g_error_free (error);
  g_free (path);
}

static void
test_a_damaged_catalogue_is_told (void)
{
  char *folder = g_dir_make_tmp ("epigraph-XXXXXX", NULL);
  char *path = g_build_filename (folder, "catalogue.json", NULL);
  GError *error = NULL;

  g_assert_null (epi_catalogue_open_folder (folder, &error));
  g_assert_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_READ);
  g_clear_error (&error);
  assert_refused (folder, "{\"datasets\": [\n{", "line 2");
  assert_refused (folder, "{\"datasets\": [{\"id\": \"a\"}]}", "entry 1");
  assert_refused (folder,
                  "{\"datasets\": [{\"id\": \"a\", \"file\": \"../b.csv\", "
                  "\"columns\": [{\"name\": \"x\"}]}]}",
                  "entry 1");
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/catalogue/every-dataset-is-what-the-catalogue-says",
                   test_every_dataset_is_what_the_catalogue_says);
  g_test_add_func ("/catalogue/every-file-is-credited-and-installed",
                   test_every_file_is_credited_and_installed);
  g_test_add_func ("/catalogue/anscombes-quartet-has-his-lines",
                   test_anscombes_quartet_has_his_lines);
  g_test_add_func ("/catalogue/a-build-uses-the-data-of-its-source",
                   test_a_build_uses_the_data_of_its_source);
  g_test_add_func ("/catalogue/units-are-known", test_units_are_known);
  g_test_add_func ("/catalogue/an-unknown-dataset-names-the-known-ones",
                   test_an_unknown_dataset_names_the_known_ones);
  g_test_add_func ("/catalogue/a-damaged-catalogue-is-told",
                   test_a_damaged_catalogue_is_told);
  return g_test_run ();
}
