/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with files, and that each has its sentence. */
#include "core/epi-random.h"
#include "data/epi-csv.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static EpiTable *
read_text (const GString *text)
{
  GError *error = NULL;
  EpiTable *table;

  if (!epi_csv_read_bytes (text->str, text->len, "t.csv", NULL, &table, &error))
    g_error ("%s", error->message);
  return table;
}

static void
test_bad_input_is_told_in_one_sentence (void)
{
  static const struct {
    const char *text;
    EpiDataError code;
    const char *sentence;
  } cases[] = {
      {"", EPI_DATA_ERROR_EMPTY, "t.csv is empty"},
      {"\n \n", EPI_DATA_ERROR_EMPTY, "t.csv is empty"},
      {"\xef\xbb\xbf", EPI_DATA_ERROR_EMPTY, "t.csv is empty"},
      {"a,b,c\n", EPI_DATA_ERROR_NO_ROWS,
       "t.csv has a header and no rows below it"},
      {"a,b\n1,2\n3,4\n5,6,7\n8,9\n", EPI_DATA_ERROR_RAGGED,
       "t.csv, line 4: 3 cells found where 2 are expected"},
      {"a,b\n1,2\n\"x\ny\",4\n\n5\n", EPI_DATA_ERROR_RAGGED,
       "t.csv, line 6: 1 cell found where 2 are expected"},
      {"a,b\n1,2\n3\n", EPI_DATA_ERROR_RAGGED,
       "t.csv, line 3: 1 cell found where 2 are expected"},
      {"a;b\n1,5;2,5\n3,5\n", EPI_DATA_ERROR_RAGGED,
       "t.csv, line 3: 1 cell found where 2 are expected"},
      {"x,y\n1,2\n1e999,3\n", EPI_DATA_ERROR_NUMBER,
       "t.csv, line 3, column “x”: 1e999 is too large, at most 1.8×10³⁰⁸ can "
       "be held"},
      {"x,y\n1,2\n3,\"4\n5,6\n", EPI_DATA_ERROR_SYNTAX,
       "t.csv, line 3: a quotation mark opens a cell and none closes it"},
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    GError *error = NULL;
    EpiTable *table;
    g_test_message ("%s", cases[i].sentence);
    g_assert_false (epi_csv_read_bytes (cases[i].text, strlen (cases[i].text),
                                        "t.csv", NULL, &table, &error));
    g_assert_null (table);
    g_assert_cmpstr (error->message, ==, cases[i].sentence);
    g_assert_error (error, EPI_DATA_ERROR, (int)cases[i].code);
    g_error_free (error);
  }
}

static void
test_binary_junk_and_a_million_columns_are_refused (void)
{
  GError *error = NULL;
  EpiTable *table;
  char junk[3000];
  EpiRandom random = epi_random (31, 0);

  for (size_t i = 0; i < sizeof junk; i++)
    junk[i] = (char)epi_random_bits (&random);
  g_assert_false (
      epi_csv_read_bytes (junk, sizeof junk, "j", NULL, &table, &error));
  g_assert_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_BINARY);
  g_assert_cmpstr (error->message, ==,
                   "j is not text: there are NUL bytes in it");
  g_clear_error (&error);

  GString *wide = g_string_new ("x");
  for (int row = 0; row < 2; row++) {
    for (int i = 1; i < 1000000; i++)
      g_string_append (wide, row ? ",1" : ",x");
    g_string_append (wide, row ? "\n" : "\n1");
  }
  g_assert_false (
      epi_csv_read_bytes (wide->str, wide->len, "w", NULL, &table, &error));
  g_assert_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_LIMIT);
  g_assert_cmpstr (error->message, ==,
                   "w has more than 10000 columns, which is the limit");
  g_clear_error (&error);
  g_assert_null (epi_csv_sniff (wide->str, wide->len, NULL, 5, &error));
  g_assert_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_LIMIT);
  g_clear_error (&error);
  g_string_free (wide, TRUE);

  GString *limit = g_string_new ("1"); /* exactly as many are fine */
  for (int i = 1; i < EPI_CSV_MAX_COLUMNS; i++)
    g_string_append (limit, ",1");
  table = read_text (limit);
  g_assert_cmpuint (epi_table_cols (table), ==, EPI_CSV_MAX_COLUMNS);
  epi_table_unref (table);
  g_string_free (limit, TRUE);
}

typedef struct {
  char *folder, *path;
} Place;

static Place
place_new (const char *name, const void *bytes, size_t length)
{
  Place place = {g_dir_make_tmp ("epigraph-XXXXXX", NULL), NULL};

  place.path = g_build_filename (place.folder, name, NULL);
  if (bytes != NULL)
    g_assert_true (
        g_file_set_contents (place.path, bytes, (gssize)length, NULL));
  return place;
}

static void
place_free (Place *place)
{
  g_unlink (place->path);
  g_rmdir (place->path);
  g_rmdir (place->folder);
  g_free (place->path);
  g_free (place->folder);
}

static void
assert_refused (const char *path, EpiDataError code, const char *sentence)
{
  GError *error = NULL;
  EpiTable *table;

  g_assert_false (epi_csv_read (path, NULL, &table, &error));
  g_assert_error (error, EPI_DATA_ERROR, (int)code);
  g_assert_cmpstr (error->message, ==, sentence);
  g_clear_error (&error);
  g_assert_null (epi_csv_sniff_file (path, NULL, 5, &error));
  g_assert_error (error, EPI_DATA_ERROR, (int)code);
  g_clear_error (&error);
}

static void
test_what_is_no_file_is_refused_at_once (void)
{
  Place place = place_new ("data.csv", NULL, 0);

  assert_refused (place.path, EPI_DATA_ERROR_OPEN, "data.csv does not exist");
  g_mkdir (place.path, 0700);
  assert_refused (place.path, EPI_DATA_ERROR_OPEN,
                  "data.csv is a folder, not a file");
  g_rmdir (place.path);
  g_assert_cmpint (mkfifo (place.path, 0600), ==, 0);
  assert_refused (place.path, EPI_DATA_ERROR_OPEN,
                  "data.csv is a pipe, not a file");
  assert_refused ("/dev/zero", EPI_DATA_ERROR_OPEN,
                  "zero is a device or socket, not a file");
  place_free (&place);
}

static void
test_a_file_without_permission_is_refused (void)
{
  Place place = place_new ("data.csv", "1,2\n", 4);
  bool root = geteuid () == 0; /* who may read everything: be nobody */

  g_chmod (place.folder, 0755);
  g_chmod (place.path, 0);
  if (root && seteuid (65534) != 0) {
    g_test_skip ("root may read everything");
    place_free (&place);
    return;
  }
  assert_refused (place.path, EPI_DATA_ERROR_OPEN,
                  "data.csv cannot be opened: there is no permission to read "
                  "it");
  if (root)
    g_assert_cmpint (seteuid (0), ==, 0);
  place_free (&place);
}

static void
test_gzip_is_read_as_it_is (void)
{
  GString *text = g_string_new ("x,y\n");
  for (int i = 0; i < 20000; i++)
    g_string_append_printf (text, "%d,%d\n", i, i * i % 1000);
  Place place = place_new ("data.csv.gz", NULL, 0);
  gzFile gz = gzopen (place.path, "wb");
  gzwrite (gz, text->str, (unsigned)text->len / 2);
  gzclose (gz);
  gz = gzopen (place.path, "ab"); /* a second stream behind the first */
  gzwrite (gz, text->str + text->len / 2,
           (unsigned)(text->len - text->len / 2));
  gzclose (gz);

  EpiTable *packed = NULL, *plain = read_text (text);
  g_assert_true (epi_csv_read (place.path, NULL, &packed, NULL));
  g_assert_cmpuint (epi_table_rows (packed), ==, 20000);
  g_assert_true (epi_table_equal (packed, plain));
  epi_table_unref (packed);
  epi_table_unref (plain);

  char *bytes;
  size_t length;
  g_file_get_contents (place.path, &bytes, &length, NULL);
  g_file_set_contents (place.path, bytes, (gssize)length - 20, NULL);
  GError *error = NULL;
  g_assert_false (epi_csv_read (place.path, NULL, &packed, &error));
  g_assert_cmpstr (error->message, ==,
                   "data.csv.gz is a damaged gzip file: it ends too early");
  g_clear_error (&error);
  bytes[length / 2] ^= 0x55; /* the sums at the ends of the streams tell */
  g_file_set_contents (place.path, bytes, (gssize)length, NULL);
  g_assert_false (epi_csv_read (place.path, NULL, &packed, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_free (bytes);
  g_string_free (text, TRUE);
  place_free (&place);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/csv/" name, test_##function)
  ADD ("bad-input-is-told-in-one-sentence", bad_input_is_told_in_one_sentence);
  ADD ("binary-junk-and-a-million-columns-are-refused",
       binary_junk_and_a_million_columns_are_refused);
  ADD ("what-is-no-file-is-refused-at-once",
       what_is_no_file_is_refused_at_once);
  ADD ("a-file-without-permission-is-refused",
       a_file_without_permission_is_refused);
  ADD ("gzip-is-read-as-it-is", gzip_is_read_as_it_is);
#undef ADD
  return g_test_run ();
}
