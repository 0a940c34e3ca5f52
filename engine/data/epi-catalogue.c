/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-catalogue.h"

#include "data/epi-csv.h"
#include "data/epi-paths.h"

#include <assert.h>
#include <jansson.h>
#include <string.h>

struct EpiCatalogue {
  char *folder;
  json_t *root;     /* holds every text */
  EpiDataset *sets; /* (n); their arrays are owned */
  size_t n;
};

static const char *
text_of (const json_t *object, const char *key)
{
  const char *text = json_string_value (json_object_get (object, key));

  return text != NULL ? text : "";
}

/* The strings of a list, NULL-terminated; an empty list for anything else. */
static const char *const *
texts_of (const json_t *list)
{
  const char **texts = g_new0 (const char *, json_array_size (list) + 1);
  size_t n = 0;

  for (size_t i = 0; i < json_array_size (list); i++) {
    const char *text = json_string_value (json_array_get (list, i));
    if (text != NULL)
      texts[n++] = text;
  }
  return texts;
}

/* An entry without an id, or with a file elsewhere, is no entry. */
static bool
read_entry (const json_t *entry, EpiDataset *set)
{
  const json_t *columns = json_object_get (entry, "columns");
  json_int_t rows = json_integer_value (json_object_get (entry, "rows"));
  EpiDatasetColumn *own;

  set->cols = json_array_size (columns);
  set->columns = own = g_new0 (EpiDatasetColumn, set->cols);
  for (size_t j = 0; j < set->cols; j++) {
    const json_t *column = json_array_get (columns, j);
    own[j] =
        (EpiDatasetColumn){text_of (column, "name"), text_of (column, "unit")};
  }
  set->id = text_of (entry, "id");
  set->file = text_of (entry, "file");
  set->title = text_of (entry, "title");
  set->what = text_of (entry, "what");
  set->licence = text_of (entry, "licence");
  set->credit = text_of (entry, "credit");
  set->source = text_of (entry, "source");
  set->header = !json_is_false (json_object_get (entry, "header"));
  set->rows = rows > 0 ? (size_t)rows : 0;
  set->x = texts_of (json_object_get (entry, "x"));
  set->y = texts_of (json_object_get (entry, "y"));
  return set->id[0] != '\0' && set->file[0] != '\0' &&
         strchr (set->file, '/') == NULL && set->file[0] != '.' &&
         set->cols > 0;
}

EpiCatalogue *
epi_catalogue_open_folder (const char *folder, GError **error)
{
  char *path = g_build_filename (folder, "catalogue.json", NULL);
  json_error_t trouble;
  json_t *root = json_load_file (path, JSON_REJECT_DUPLICATES, &trouble);

  if (root == NULL) {
    g_set_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_READ,
                 "the catalogue of data sets %s cannot be read: %s, line %d",
                 path, trouble.text, trouble.line);
    g_free (path);
    return NULL;
  }
  const json_t *list = json_object_get (root, "datasets");
  EpiCatalogue *catalogue = g_new0 (EpiCatalogue, 1);
  catalogue->folder = g_strdup (folder);
  catalogue->root = root;
  catalogue->n = json_array_size (list);
  catalogue->sets = g_new0 (EpiDataset, catalogue->n);
  for (size_t i = 0; i < catalogue->n; i++)
    if (!read_entry (json_array_get (list, i), &catalogue->sets[i])) {
      g_set_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_READ,
                   "the catalogue of data sets %s is damaged: entry %zu lacks "
                   "an id, columns, or a file beside it",
                   path, i + 1);
      g_clear_pointer (&catalogue, epi_catalogue_free);
      break;
    }
  g_free (path);
  return catalogue;
}

void
epi_catalogue_places (const char *program, const char *places[3])
{
  bool in_build = g_str_has_prefix (program, EPI_BUILD_DIR "/");

  places[0] = g_getenv ("EPIGRAPH_DATA_DIR");
  places[1] = in_build ? EPI_SOURCE_DATA_DIR : EPI_INSTALLED_DATA_DIR;
  places[2] = in_build ? EPI_INSTALLED_DATA_DIR : EPI_SOURCE_DATA_DIR;
}

char *
epi_catalogue_file (const char *folder, const char *file)
{
  char *program = g_file_read_link ("/proc/self/exe", NULL), *path = NULL;
  const char *places[3];

  epi_catalogue_places (program != NULL ? program : "", places);
  g_free (program);
  for (size_t i = 0; i < G_N_ELEMENTS (places) && path == NULL; i++) {
    if (places[i] == NULL || places[i][0] == '\0')
      continue;
    path = g_build_filename (places[i], folder, file, NULL);
    if (!g_file_test (path, G_FILE_TEST_EXISTS))
      g_clear_pointer (&path, g_free);
  }
  return path;
}

EpiCatalogue *
epi_catalogue_open (GError **error)
{
  char *path = epi_catalogue_file ("datasets", "catalogue.json");

  if (path == NULL) {
    g_set_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_OPEN,
                 "no catalogue of data sets was found in %s; set "
                 "EPIGRAPH_DATA_DIR to the folder that has datasets/ in it",
                 EPI_INSTALLED_DATA_DIR);
    return NULL;
  }
  char *folder = g_path_get_dirname (path);
  EpiCatalogue *catalogue = epi_catalogue_open_folder (folder, error);
  g_free (folder);
  g_free (path);
  return catalogue;
}

void
epi_catalogue_free (EpiCatalogue *catalogue)
{
  if (catalogue == NULL)
    return;
  for (size_t i = 0; i < catalogue->n; i++) {
    g_free ((gpointer)catalogue->sets[i].columns);
    g_free ((gpointer)catalogue->sets[i].x);
    g_free ((gpointer)catalogue->sets[i].y);
  }
  g_free (catalogue->sets);
  json_decref (catalogue->root);
  g_free (catalogue->folder);
  g_free (catalogue);
}

size_t
epi_catalogue_size (const EpiCatalogue *catalogue)
{
  return catalogue->n;
}

const EpiDataset *
epi_catalogue_get (const EpiCatalogue *catalogue, size_t i)
{
  assert (i < catalogue->n);
  return &catalogue->sets[i];
}

const EpiDataset *
epi_catalogue_find (const EpiCatalogue *catalogue, const char *id,
                    GError **error)
{
  GString *known = g_string_new (NULL);

  for (size_t i = 0; i < catalogue->n; i++) {
    if (strcmp (catalogue->sets[i].id, id) == 0) {
      g_string_free (known, TRUE);
      return &catalogue->sets[i];
    }
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "",
                            catalogue->sets[i].id);
  }
  g_set_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_UNKNOWN,
               "there is no data set “%s”; there are %s", id, known->str);
  g_string_free (known, TRUE);
  return NULL;
}

bool
epi_catalogue_load (const EpiCatalogue *catalogue, const EpiDataset *dataset,
                    EpiTable **out, GError **error)
{
  char *path = g_build_filename (catalogue->folder, dataset->file, NULL);
  EpiCsvJob job = {.options = {.separator = ',',
                               .point = '.',
                               .header = dataset->header ? EPI_CSV_HEADER_YES
                                                         : EPI_CSV_HEADER_NO,
                               .encoding = EPI_ENCODING_UTF8}};
  bool ok = epi_csv_read (path, &job, out, error);

  g_free (path);
  if (!ok)
    return false;
  if (epi_table_rows (*out) == dataset->rows &&
      epi_table_cols (*out) == dataset->cols)
    return true;
  g_set_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_READ,
               "%s has %zu rows and %zu columns where the catalogue says %zu "
               "and %zu",
               dataset->file, epi_table_rows (*out), epi_table_cols (*out),
               dataset->rows, dataset->cols);
  epi_table_unref (*out);
  *out = NULL;
  return false;
}

const char *
epi_dataset_unit (const EpiDataset *dataset, const char *column)
{
  for (size_t j = 0; j < dataset->cols; j++)
    if (strcmp (dataset->columns[j].name, column) == 0)
      return dataset->columns[j].unit;
  return "";
}
