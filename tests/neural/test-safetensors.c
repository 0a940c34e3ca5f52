/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-safetensors.h"

#include "data/said.h"

#include "core/epi-alloc.h"

#include <math.h>
#include <stdio.h>

/* A file of that header and n bytes of data. */
static GByteArray *
file_of (const char *header, size_t n)
{
  GByteArray *file = g_byte_array_new ();
  guint64 length = GUINT64_TO_LE (strlen (header));

  g_byte_array_append (file, (const guint8 *)&length, 8);
  g_byte_array_append (file, (const guint8 *)header, (guint)strlen (header));
  for (size_t i = 0; i < n; i++)
    g_byte_array_append (file, (const guint8 *)"\1", 1);
  return file;
}

#define ONE(offsets)                                                           \
  "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":" offsets "}"
#define TWO(offsets)                                                           \
  "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":" offsets "}"
#define SHAPE(shape)                                                           \
  "{\"a\":{\"dtype\":\"F32\",\"shape\":" shape ",\"data_offsets\":[0,8]}}"

static void
test_what_is_wrong_is_said (void)
{
  static const struct {
    const char *header;
    size_t n;
    const char *words;
  } wrong[] = {
      {"", 0, "does not begin"},
      {"[]", 0, "does not begin"},
      {" {}", 0, "does not begin"},
      {"{\"a\":", 0, "no JSON at byte"},
      {"{} x", 0, "no JSON at byte"},
      {"{\"a\":1,\"a\":1}", 0, "no JSON|duplicate"},
      {"{" ONE ("[0,8]") "," ONE ("[0,8]") "}", 8, "duplicate"},
      {"{\"a\":1}", 0, "“a” is no object"},
      {"{\"__metadata__\":[]}", 0, "__metadata__|no object of texts"},
      {"{\"__metadata__\":{\"k\":1}}", 0, "“k”|no text"},
      {"{\"a\":{\"dtype\":\"F8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1,
       "dtype of “a”|“F8”|BF16"},
      {"{\"a\":{\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "dtype|no text"},
      {SHAPE ("2"), 8, "shape of “a”|no list"},
      {SHAPE ("[1,1,1,1,1,1,1,1,2]"), 8, "shape of “a”|at most 8"},
      {SHAPE ("[-2]"), 8, "size 1 of the shape of “a”"},
      {SHAPE ("[1,2.0]"), 8, "size 2 of the shape of “a”"},
      {SHAPE ("[4294967296,4294967296]"), 8, "more values than"},
      {SHAPE ("[99999999999999999999]"), 8, "no JSON|too big"},
      {SHAPE ("[4611686018427387904]"), 8, "8 bytes|4611686018427387904"},
      {SHAPE ("[3]"), 8, "8 bytes|3 values of 4 bytes"},
      {"{" ONE ("[0]") "}", 8, "data_offsets of “a”"},
      {"{" ONE ("[8,0]") "}", 8, "data_offsets of “a”"},
      {"{" ONE ("[-8,0]") "}", 8, "data_offsets of “a”"},
      {"{" ONE ("[0,8.0]") "}", 8, "data_offsets of “a”"},
      {"{" ONE ("[0,8]") "}", 7, "“a” ends at byte 8|there are 7"},
      {"{" ONE ("[0,9223372036854775807]") "}", 8, "“a” ends at byte"},
      {"{" ONE ("[0,8]") "," TWO ("[4,8]") "}", 8, "“b” overlaps “a”"},
      {"{" ONE ("[0,8]") "," TWO ("[9,13]") "}", 13, "bytes 8 to 8|no tensor"},
      {"{" ONE ("[1,9]") "}", 9, "bytes 0 to 0|no tensor"},
      {"{" ONE ("[0,8]") "}", 9, "1 bytes behind its last tensor"},
      {"{}", 3, "3 bytes behind its last tensor"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],"
       "\"x\":1}}",
       8, "“a” has more than"},
  };

  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++) {
    GByteArray *bytes = file_of (wrong[i].header, wrong[i].n);
    EpiSafetensors file;
    GError *error = NULL;
    if (epi_safetensors_read (bytes->data, bytes->len, "it", &file, &error))
      g_error ("%s is not refused", wrong[i].header);
    g_assert_true (file.bytes == NULL && file.n == 0);
    said (error, wrong[i].words);
    g_byte_array_unref (bytes);
  }
}

static void
test_the_length_of_the_header_is_checked_first (void)
{
  static const struct {
    unsigned char bytes[10];
    size_t length;
    const char *words;
  } wrong[] = {
      {{0}, 0, "0 bytes|8 bytes"},
      {{2, 0, 0, 0, 0, 0, 0}, 7, "7 bytes|8 bytes"},
      {{3, 0, 0, 0, 0, 0, 0, 0, '{', '}'}, 10, "3 bytes|2 behind"},
      {{0, 0xe1, 0xf5, 5, 0, 0, 0, 0}, 8, "100000000 bytes|0 behind"},
      {{1, 0xe1, 0xf5, 5, 0, 0, 0, 0}, 8, "100000001 bytes|100 million"},
      {{255, 255, 255, 255, 255, 255, 255, 255}, 8, "100 million"},
  };

  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++) {
    EpiSafetensors file;
    GError *error = NULL;
    g_assert_false (epi_safetensors_read (wrong[i].bytes, wrong[i].length, "it",
                                          &file, &error));
    said (error, wrong[i].words);
  }
}

static void
test_padding_and_empty_tensors_are_read (void)
{
  GByteArray *bytes = file_of (
      "{" TWO ("[8,12]") "," ONE (
          "[0,8]") ",\"e\":{\"dtype\":\"I64\",\"shape\":"
                   "[4294967296,4294967296,0],\"data_offsets\":[8,8]}}   ",
      12);
  EpiSafetensors file;
  GError *error = NULL;

  epi_safetensors_read (bytes->data, bytes->len, "it", &file, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (file.n, ==, 3);
  g_assert_cmpstr (file.tensors[0].name, ==, "a"); /* as the data lie */
  g_assert_cmpuint (epi_safetensors_find (&file, "e")->count, ==, 0);
  g_assert_null (epi_safetensors_find (&file, "c"));
  g_assert_null (epi_safetensors_text (&file, "net"));
  epi_safetensors_clear (&file);
  g_byte_array_unref (bytes);
}

/* ---- Another program ---- */

static void
ask_python (const char *what, const char *path)
{
  char *script = g_build_filename (g_getenv ("EPIGRAPH_SOURCE_DIR"), "tests",
                                   "neural", "safetensors.py", NULL);
  const char *const command[] = {"python3", script, what, path, NULL};
  GError *error = NULL;
  int status;

  g_spawn_sync (NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_free (script);
}

static void
check_values (const EpiSafetensors *file, const char *name, size_t n,
              const double *values)
{
  const EpiTensor *tensor = epi_safetensors_find (file, name);
  double got[8];
  float single[8];

  g_assert_nonnull (tensor);
  g_assert_cmpuint (tensor->count, ==, n);
  epi_tensor_get_double (tensor, got);
  epi_tensor_get_single (tensor, single);
  for (size_t i = 0; i < n; i++) {
    g_assert_true (got[i] == values[i]);
    g_assert_true (single[i] == (float)values[i]);
  }
}

/* Python writes, this reads and writes again, Python checks. */
static void
test_another_program_reads_and_writes_the_same (void)
{
  char *folder = g_dir_make_tmp ("safetensors-XXXXXX", NULL);
  char *path = g_build_filename (folder, "it.safetensors", NULL);
  EpiSafetensors file;
  GError *error = NULL;
  size_t length;

  ask_python ("write", path);
  epi_safetensors_open (path, &file, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (file.n, ==, 7);
  check_values (&file, "dense1.weight", 6,
                (double[]){0.5, -1.25, (double)3e-5f, (double)1e30f, -0.0, 7});
  check_values (&file, "double", 3, (double[]){0.1, -1e300, 5e-324});
  check_values (&file, "half", 4, (double[]){1.5, -65504, 0x1p-24, 0.25});
  check_values (&file, "brain", 2, (double[]){1, -3.140625});
  check_values (&file, "whole", 2, (double[]){-0x1p53, 9007199254740991});
  check_values (&file, "scalar", 1, (double[]){42});
  check_values (&file, "empty", 0, NULL);
  g_assert_cmpstr (epi_safetensors_text (&file, "vocabulary"), ==, "\n aé“”");
  unsigned char *bytes = epi_safetensors_write (&file, &length, &error);
  g_assert_no_error (error);
  g_assert_true (
      g_file_set_contents (path, (char *)bytes, (gssize)length, NULL));
  ask_python ("check", path);
  epi_free (bytes);
  epi_safetensors_clear (&file);
  remove (path);
  remove (folder);
  g_free (path);
  g_free (folder);
}

static void
test_a_name_is_written_once (void)
{
  static const float values[1] = {1};
  EpiSafetensors file = {0};
  GError *error = NULL;
  size_t length, shape[1] = {1};

  epi_safetensors_add (&file, "a", EPI_TENSOR_F32, 1, shape, values);
  epi_safetensors_add (&file, "a", EPI_TENSOR_F32, 1, shape, values);
  g_assert_null (epi_safetensors_write (&file, &length, &error));
  said (g_steal_pointer (&error), "a|twice");
  epi_safetensors_clear (&file);

  epi_safetensors_add_text (&file, "k", "\xff");
  g_assert_null (epi_safetensors_write (&file, &length, &error));
  said (error, "k|UTF-8");
  epi_safetensors_clear (&file);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/safetensors/what-is-wrong-is-said",
                   test_what_is_wrong_is_said);
  g_test_add_func ("/safetensors/the-length-of-the-header-is-checked-first",
                   test_the_length_of_the_header_is_checked_first);
  g_test_add_func ("/safetensors/padding-and-empty-tensors-are-read",
                   test_padding_and_empty_tensors_are_read);
  g_test_add_func ("/safetensors/another-program-reads-and-writes-the-same",
                   test_another_program_reads_and_writes_the_same);
  g_test_add_func ("/safetensors/a-name-is-written-once",
                   test_a_name_is_written_once);
  return g_test_run ();
}
