/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-idx.h"

#include "core/epi-alloc.h"
#include "data/epi-byte-source.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

static size_t
size_of (int type) /* 0: no such type */
{
  switch (type) {
  case EPI_IDX_UINT8:
  case EPI_IDX_INT8:
    return 1;
  case EPI_IDX_INT16:
    return 2;
  case EPI_IDX_INT32:
  case EPI_IDX_FLOAT32:
    return 4;
  case EPI_IDX_FLOAT64:
    return 8;
  }
  return 0;
}

static uint64_t
big_endian (const unsigned char *p, size_t size)
{
  uint64_t value = 0;

  for (size_t i = 0; i < size; i++)
    value = value << 8 | p[i];
  return value;
}

/* ---- Reading ---- */

/* The head, and that the length is what it says. */
static bool
read_head (const unsigned char *p, size_t length, const char *name, EpiIdx *out,
           GError **error)
{
  if (length == 0)
    return epi_data_fail (error, EPI_DATA_ERROR_EMPTY, name,
                          "the file is empty");
  if (length < 4 || p[0] != 0 || p[1] != 0)
    return epi_data_fail (error, EPI_DATA_ERROR_SYNTAX, name,
                          "this is no IDX file, which begins with two zero "
                          "bytes, a type and a rank");
  out->type = (EpiIdxType)p[2];
  out->rank = p[3];
  size_t size = size_of (p[2]);
  if (size == 0)
    return epi_data_fail (error, EPI_DATA_ERROR_SYNTAX, name,
                          "byte 3 is %d where a type, 8, 9, 11, 12, 13 or 14, "
                          "was expected",
                          p[2]);
  if (out->rank < 1 || out->rank > EPI_IDX_RANK)
    return epi_data_fail (error, EPI_DATA_ERROR_SYNTAX, name,
                          "byte 4 is %d where a number of dimensions, 1 to %d, "
                          "was expected",
                          p[3], EPI_IDX_RANK);
  out->head = 4 + 4 * out->rank;
  if (length < out->head)
    return epi_data_fail (error, EPI_DATA_ERROR_SYNTAX, name,
                          "the file ends within its head of %zu bytes",
                          out->head);
  out->count = 1;
  for (size_t k = 0; k < EPI_IDX_RANK; k++) {
    out->shape[k] = k < out->rank ? big_endian (p + 4 + 4 * k, 4) : 1;
    if (out->shape[k] == 0)
      return epi_data_fail (error, EPI_DATA_ERROR_SYNTAX, name,
                            "dimension %zu has size 0", k + 1);
    if (__builtin_mul_overflow (out->count, out->shape[k], &out->count) ||
        out->count > EPI_IDX_BYTES / size)
      return epi_data_fail (error, EPI_DATA_ERROR_LIMIT, name,
                            "the head promises more than %zu million bytes",
                            EPI_IDX_BYTES / 1000000);
  }
  if (length - out->head != out->count * size)
    return epi_data_fail (error, EPI_DATA_ERROR_SYNTAX, name,
                          "the head promises %zu bytes behind it, and there "
                          "are %zu",
                          out->count * size, length - out->head);
  return true;
}

/* Takes the buffer over. */
static bool
adopt (unsigned char *buffer, size_t length, const char *name, EpiIdx *out,
       GError **error)
{
  if (read_head (buffer, length, name, out, error)) {
    out->bytes = buffer;
    return true;
  }
  epi_free (buffer);
  *out = (EpiIdx){0};
  return false;
}

static bool
read_source (EpiByteSource *source, EpiIdx *out, GError **error)
{
  unsigned char *buffer;
  size_t length;

  *out = (EpiIdx){0};
  bool good = source != NULL &&
              epi_byte_source_read_all (source, EPI_IDX_BYTES, &buffer, &length,
                                        error) &&
              adopt (buffer, length, epi_byte_source_name (source), out, error);
  epi_byte_source_free (source);
  return good;
}

bool
epi_idx_read (const void *bytes, size_t length, const char *name, EpiIdx *out,
              GError **error)
{
  return read_source (
      epi_byte_source_memory (bytes, length, name, EPI_BYTES_UNPACKED, error),
      out, error);
}

bool
epi_idx_open (const char *path, EpiIdx *out, GError **error)
{
  return read_source (epi_byte_source_file (path, EPI_BYTES_UNPACKED, error),
                      out, error);
}

void
epi_idx_clear (EpiIdx *idx)
{
  epi_free (idx->bytes);
  *idx = (EpiIdx){0};
}

double
epi_idx_value (const EpiIdx *idx, size_t i)
{
  size_t size = size_of ((int)idx->type);
  uint64_t bits = big_endian (idx->bytes + idx->head + i * size, size);
  uint32_t word = (uint32_t)bits;
  float single;
  double value;

  assert (i < idx->count);
  switch (idx->type) {
  case EPI_IDX_UINT8:
    return (double)bits;
  case EPI_IDX_INT8:
    return (int8_t)bits;
  case EPI_IDX_INT16:
    return (int16_t)bits;
  case EPI_IDX_INT32:
    return (int32_t)bits;
  case EPI_IDX_FLOAT32:
    memcpy (&single, &word, sizeof single);
    return (double)single;
  case EPI_IDX_FLOAT64:
    memcpy (&value, &bits, sizeof value);
    return value;
  }
  return NAN;
}

unsigned char *
epi_idx_write (const EpiIdx *idx, size_t *length)
{
  size_t size = size_of ((int)idx->type);
  unsigned char *out = g_malloc (4 + 4 * idx->rank + idx->count * size);
  unsigned char *p = out;

  *p++ = 0;
  *p++ = 0;
  *p++ = (unsigned char)idx->type;
  *p++ = (unsigned char)idx->rank;
  for (size_t k = 0; k < idx->rank; k++)
    for (int shift = 24; shift >= 0; shift -= 8)
      *p++ = (unsigned char)(idx->shape[k] >> shift);
  memcpy (p, idx->bytes + idx->head, idx->count * size);
  *length = (size_t)(p - out) + idx->count * size;
  return out;
}

/* ---- Images with their labels ---- */

/* text with the last `from` in it replaced; NULL when there is none. */
static char *
replace_last (const char *text, const char *from, const char *to)
{
  const char *found = g_strrstr (text, from);

  if (found == NULL)
    return NULL;
  return g_strdup_printf ("%.*s%s%s", (int)(found - text), text, to,
                          found + strlen (from));
}

char *
epi_idx_labels_path (const char *images_path)
{
  char *folder = g_path_get_dirname (images_path);
  char *base = g_path_get_basename (images_path), *path = NULL;
  char *half = replace_last (base, "images", "labels");
  char *name = half != NULL ? replace_last (half, "idx3", "idx1") : NULL;

  if (name != NULL) {
    path = g_build_filename (folder, name, NULL);
    if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
      char *other = g_str_has_suffix (path, ".gz")
                        ? g_strndup (path, strlen (path) - 3)
                        : g_strconcat (path, ".gz", NULL);
      g_free (path);
      path = other;
    }
    if (!g_file_test (path, G_FILE_TEST_EXISTS))
      g_clear_pointer (&path, g_free);
  }
  g_free (name);
  g_free (half);
  g_free (base);
  g_free (folder);
  return path;
}

bool
epi_idx_open_images (const char *path, EpiIdx *images, GError **error)
{
  char *name = g_path_get_basename (path);
  bool good = epi_idx_open (path, images, error);

  if (good && (images->rank < 3 || images->type != EPI_IDX_UINT8)) {
    good = epi_data_fail (error, EPI_DATA_ERROR_SYNTAX, name,
                          "it has %zu dimensions and type %d where images, 3 "
                          "dimensions of type 8, were expected",
                          images->rank, (int)images->type);
    epi_idx_clear (images);
  }
  g_free (name);
  return good;
}

static bool
check_labels (const EpiIdx *labels, const EpiIdx *images, const char *name,
              GError **error)
{
  if (labels->rank != 1)
    return epi_data_fail (error, EPI_DATA_ERROR_SYNTAX, name,
                          "it has %zu dimensions where labels, 1 dimension, "
                          "were expected",
                          labels->rank);
  if (labels->count != images->shape[0])
    return epi_data_fail (error, EPI_DATA_ERROR_SYNTAX, name,
                          "it has %zu labels, and there are %zu images",
                          labels->count, images->shape[0]);
  for (size_t i = 0; i < labels->count; i++) {
    double value = epi_idx_value (labels, i);
    if (!(value >= 0 && value < EPI_IDX_LABELS) || value != floor (value))
      return epi_data_fail (error, EPI_DATA_ERROR_NUMBER, name,
                            "label %zu is %g where a whole number, 0 to %d, "
                            "was expected",
                            i + 1, value, EPI_IDX_LABELS - 1);
  }
  return true;
}

bool
epi_idx_open_labelled (const char *images_path, const char *labels_path,
                       EpiIdx *images, EpiIdx *labels, GError **error)
{
  char *path = labels_path != NULL ? g_strdup (labels_path)
                                   : epi_idx_labels_path (images_path);
  char *name = g_path_get_basename (path != NULL ? path : images_path);
  bool good = epi_idx_open_images (images_path, images, error);

  *labels = (EpiIdx){0};
  if (good && path == NULL)
    good = epi_data_fail (error, EPI_DATA_ERROR_OPEN, name,
                          "no file of its labels is beside it: a name as in "
                          "train-images-idx3-ubyte and train-labels-idx1-ubyte "
                          "was expected");
  good = good && epi_idx_open (path, labels, error) &&
         check_labels (labels, images, name, error);
  if (!good) {
    epi_idx_clear (images);
    epi_idx_clear (labels);
  }
  g_free (name);
  g_free (path);
  return good;
}
