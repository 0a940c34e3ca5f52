/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IDX, the format in which MNIST and its relatives are passed around.
 *
 *     0 0 type rank | n₁ … n_rank | values
 *
 * Four bytes, then the sizes as 32-bit integers, then the values, the last
 * index running fastest; everything big-endian.  The types are those of the
 * format's description: 8 uint8, 9 int8, 11 int16, 12 int32, 13 float32,
 * 14 float64.  The file may be gzip.  Refused: another type, a rank outside
 * 1 … EPI_IDX_RANK, a size of 0, a file that is shorter or longer than its head
 * says, more than EPI_IDX_BYTES.
 *
 * Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits.
 */
#pragma once

#include "data/epi-data-error.h"

#define EPI_IDX_RANK 4
#define EPI_IDX_BYTES ((size_t)2000 * 1000 * 1000)

typedef enum {
  EPI_IDX_UINT8 = 8,
  EPI_IDX_INT8 = 9,
  EPI_IDX_INT16 = 11,
  EPI_IDX_INT32 = 12,
  EPI_IDX_FLOAT32 = 13,
  EPI_IDX_FLOAT64 = 14,
} EpiIdxType;

typedef struct {
  EpiIdxType type;
  size_t rank, shape[EPI_IDX_RANK]; /* shape[k ≥ rank] is 1 */
  size_t count;                     /* n₁ ⋯ n_rank */
  unsigned char *bytes; /* the file: its head, then (count) values */
  size_t head;          /* bytes before the first value */
} EpiIdx;

/* False with an error; then *out is zeroed. */
bool epi_idx_read (const void *bytes, size_t length, const char *name,
                   EpiIdx *out, GError **error);
bool epi_idx_open (const char *path, EpiIdx *out, GError **error);
void epi_idx_clear (EpiIdx *idx); /* fine on a zeroed one */

/* Value i < count. */
double epi_idx_value (const EpiIdx *idx, size_t i);

/* What epi_idx_read() reads as this.  New, of g_malloc(). */
unsigned char *epi_idx_write (const EpiIdx *idx, size_t *length);

/* ---- Images with their labels ---- */

/* The usual name of the labels of these images: train-images-idx3-ubyte.gz
 * has train-labels-idx1-ubyte.gz beside it, either of them with or without the
 * .gz.  NULL when the name has no “images” and “idx3” in it, or no such file is
 * there.  Free with g_free(). */
char *epi_idx_labels_path (const char *images_path);

/* Images (n, rows, columns) or (n, rows, columns, channels) of bytes, and n
 * labels, whole numbers 0 … EPI_IDX_LABELS − 1.  labels_path NULL: by the usual
 * name.  False with an error; then both are zeroed. */
#define EPI_IDX_LABELS 1000
bool epi_idx_open_images (const char *path, EpiIdx *images, GError **error);
bool epi_idx_open_labelled (const char *images_path, const char *labels_path,
                            EpiIdx *images, EpiIdx *labels, GError **error);
