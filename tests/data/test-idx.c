/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-idx.h"

#include "said.h"

#include <math.h>
#include <stdio.h>
#include <zlib.h>

/* A rank-1 file of each type, with the values of the format's description. */
static void
test_every_type_has_its_values (void)
{
  static const struct {
    unsigned char bytes[24];
    size_t length;
    double first, second;
  } files[] = {
      {{0, 0, 8, 1, 0, 0, 0, 2, 0xff, 1}, 10, 255, 1},
      {{0, 0, 9, 1, 0, 0, 0, 2, 0xff, 1}, 10, -1, 1},
      {{0, 0, 11, 1, 0, 0, 0, 2, 0xff, 0xfe, 1, 2}, 12, -2, 258},
      {{0, 0, 12, 1, 0, 0, 0, 2, 0x80, 0, 0, 0, 0, 0, 1, 0},
       16,
       -2147483648.0,
       256},
      {{0, 0, 13, 1, 0, 0, 0, 2, 0x3f, 0xc0, 0, 0, 0x7f, 0x80, 0, 0},
       16,
       1.5,
       INFINITY},
      {{0,    0,    14,   1,    0,    0,    0, 2, 0x40, 0x09, 0x21, 0xfb,
        0x54, 0x44, 0x2d, 0x18, 0xbf, 0xf0, 0, 0, 0,    0,    0,    0},
       24,
       3.141592653589793,
       -1},
  };

  for (size_t k = 0; k < G_N_ELEMENTS (files); k++) {
    EpiIdx idx;
    GError *error = NULL;
    size_t length;
    g_assert_true (
        epi_idx_read (files[k].bytes, files[k].length, "it", &idx, &error));
    g_assert_cmpuint (idx.count, ==, 2);
    g_assert_true (epi_idx_value (&idx, 0) == files[k].first);
    g_assert_true (epi_idx_value (&idx, 1) == files[k].second);
    unsigned char *again = epi_idx_write (&idx, &length);
    g_assert_cmpmem (again, length, files[k].bytes, files[k].length);
    g_free (again);
    epi_idx_clear (&idx);
  }
}

static void
test_the_last_index_runs_fastest (void)
{
  static const unsigned char cube[] = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0,
                                       1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6};
  EpiIdx idx;

  g_assert_true (epi_idx_read (cube, sizeof cube, "it", &idx, NULL));
  g_assert_true (idx.rank == 3 && idx.shape[0] == 2 && idx.shape[1] == 1 &&
                 idx.shape[2] == 3 && idx.shape[3] == 1);
  for (size_t i = 0; i < 6; i++)
    g_assert_true (epi_idx_value (&idx, i) == (double)i + 1);
  epi_idx_clear (&idx);
}

static void
test_what_is_wrong_is_said (void)
{
  static const struct {
    unsigned char bytes[20];
    size_t length;
    const char *words;
  } wrong[] = {
      {{0}, 0, "it: |empty"},
      {{0, 0, 8}, 3, "no IDX file"},
      {{0, 1, 8, 1}, 4, "no IDX file"},
      {{'P', '5', 8, 1}, 4, "no IDX file"},
      {{0, 0, 10, 1, 0, 0, 0, 1, 7}, 9, "byte 3|10|11"},
      {{0, 0, 8, 0}, 4, "byte 4|0|1 to 4"},
      {{0, 0, 8, 5}, 4, "byte 4|5|1 to 4"},
      {{0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0}, 11, "head of 16 bytes"},
      {{0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 0}, 12, "dimension 2 has size 0"},
      {{0, 0, 8, 1, 0, 0, 0, 2, 7}, 9, "2 bytes|1"},
      {{0, 0, 8, 1, 0, 0, 0, 1, 7, 7}, 10, "1 bytes|2"},
      {{0, 0, 8, 1, 0x77, 0x35, 0x94, 0}, 8, "2000000000 bytes|0"},
      {{0, 0, 8, 1, 0xff, 0xff, 0xff, 0xff}, 8, "2000 million"},
      {{0, 0, 14, 3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff},
       16,
       "2000 million"},
  };

  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++) {
    EpiIdx idx;
    GError *error = NULL;
    g_assert_false (
        epi_idx_read (wrong[i].bytes, wrong[i].length, "it", &idx, &error));
    g_assert_null (idx.bytes);
    said (error, wrong[i].words);
  }
}

/* ---- The digits that come with the program ---- */

static char *
shipped (const char *name)
{
  return g_build_filename (g_getenv ("EPIGRAPH_DATA_DIR"), "datasets", name,
                           NULL);
}

static void
check_digits (const char *name, size_t of_each)
{
  char *path = shipped (name);
  EpiIdx images, labels;
  GError *error = NULL;
  size_t count[10] = {0};

  epi_idx_open_labelled (path, NULL, &images, &labels, &error);
  g_assert_no_error (error);
  g_assert_true (images.rank == 3 && images.shape[0] == 10 * of_each &&
                 images.shape[1] == 28 && images.shape[2] == 28);
  for (size_t i = 0; i < labels.count; i++)
    count[(size_t)epi_idx_value (&labels, i)]++;
  for (size_t d = 0; d < 10; d++)
    g_assert_cmpuint (count[d], ==, of_each);
  epi_idx_clear (&images);
  epi_idx_clear (&labels);
  g_free (path);
}

static void
test_the_digits_are_there_with_their_labels (void)
{
  check_digits ("mnist4000-train-images-idx3-ubyte.gz", 400);
  check_digits ("mnist1000-test-images-idx3-ubyte.gz", 100);
}

/* A folder with images and labels under the usual names. */
static char *
make_pair (const char *images, const char *labels, size_t n_images,
           size_t n_labels)
{
  unsigned char bytes[64] = {0, 0, 8, 3, 0, 0, 0, (unsigned char)n_images,
                             0, 0, 0, 1, 0, 0, 0, 1};
  unsigned char text[64] = {0, 0, 8, 1, 0, 0, 0, (unsigned char)n_labels};
  char *folder = g_dir_make_tmp ("idx-XXXXXX", NULL);
  char *a = g_build_filename (folder, images, NULL);
  char *b = g_build_filename (folder, labels, NULL);

  g_assert_true (
      g_file_set_contents (a, (char *)bytes, (gssize)(16 + n_images), NULL));
  gzFile file = gzopen (b, g_str_has_suffix (b, ".gz") ? "wb" : "wbT");
  gzwrite (file, text, (unsigned)(8 + n_labels));
  gzclose (file);
  g_free (b);
  g_free (folder);
  return a;
}

static void
remove_pair (char *images, const char *labels)
{
  char *folder = g_path_get_dirname (images);
  char *b = g_build_filename (folder, labels, NULL);

  remove (images);
  remove (b);
  remove (folder);
  g_free (b);
  g_free (folder);
  g_free (images);
}

static void
test_labels_are_found_by_their_usual_name (void)
{
  static const char *const names[][2] = {
      {"train-images-idx3-ubyte", "train-labels-idx1-ubyte"},
      {"t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte.gz"},
      {"train-images.idx3-ubyte", "train-labels.idx1-ubyte"},
  };
  EpiIdx images, labels;
  GError *error = NULL;

  for (size_t k = 0; k < G_N_ELEMENTS (names); k++) {
    char *path = make_pair (names[k][0], names[k][1], 3, 3);
    epi_idx_open_labelled (path, NULL, &images, &labels, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (labels.count, ==, 3);
    epi_idx_clear (&images);
    epi_idx_clear (&labels);
    remove_pair (path, names[k][1]);
  }

  char *path = make_pair ("digits", "labels", 3, 3);
  g_assert_false (epi_idx_open_labelled (path, NULL, &images, &labels, &error));
  said (g_steal_pointer (&error), "digits|train-labels-idx1-ubyte");
  remove_pair (path, "labels");
}

static void
test_images_and_labels_agree (void)
{
  char *path = make_pair ("a-images-idx3-ubyte", "a-labels-idx1-ubyte", 3, 4);
  char *folder = g_path_get_dirname (path);
  char *named = g_build_filename (folder, "a-labels-idx1-ubyte", NULL);
  EpiIdx images, labels;
  GError *error = NULL;

  g_assert_false (epi_idx_open_labelled (path, NULL, &images, &labels, &error));
  said (g_steal_pointer (&error), "a-labels-idx1-ubyte|4 labels|3 images");
  g_assert_null (images.bytes);
  g_assert_false (epi_idx_open_labelled (path, path, &images, &labels, &error));
  said (g_steal_pointer (&error), "3 dimensions|1 dimension");
  g_assert_false (
      epi_idx_open_labelled (named, named, &images, &labels, &error));
  said (g_steal_pointer (&error), "1 dimensions|images");
  g_free (named);
  g_free (folder);
  remove_pair (path, "a-labels-idx1-ubyte");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/idx/every-type-has-its-values",
                   test_every_type_has_its_values);
  g_test_add_func ("/idx/the-last-index-runs-fastest",
                   test_the_last_index_runs_fastest);
  g_test_add_func ("/idx/what-is-wrong-is-said", test_what_is_wrong_is_said);
  g_test_add_func ("/idx/the-digits-are-there-with-their-labels",
                   test_the_digits_are_there_with_their_labels);
  g_test_add_func ("/idx/labels-are-found-by-their-usual-name",
                   test_labels_are_found_by_their_usual_name);
  g_test_add_func ("/idx/images-and-labels-agree",
                   test_images_and_labels_agree);
  return g_test_run ();
}
