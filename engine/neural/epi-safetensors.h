/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * safetensors: named arrays in a file that nothing executes.
 *
 *     n (8 bytes, little-endian) | header (n bytes of JSON) | data
 *
 *     {"__metadata__": {"key": "text", …},
 *      "name": {"dtype": "F32", "shape": [3, 4], "data_offsets": [0, 48]}, …}
 *
 * Offsets count from the beginning of the data; values are little-endian, the
 * last index running fastest.  Types: F64, F32, F16, BF16, I64.
 *
 * Refused, each with its sentence: a header longer than the file or than
 * EPI_SAFETENSORS_HEADER, one that is no JSON object or names something twice,
 * metadata that are no texts, another type, a rank above EPI_TENSOR_RANK, sizes
 * whose product overflows, offsets that are out of order, do not fit type and
 * shape, overlap, leave a hole, or do not end where the file does.
 *
 * Memory is the file and its header; a file is read, not mapped, so that one
 * that shrinks meanwhile is only a shorter file.
 *
 * Hugging Face, safetensors: the format, https://github.com/huggingface/
 * safetensors, README.
 */
#pragma once

#include "data/epi-data-error.h"

#define EPI_SAFETENSORS_HEADER ((size_t)100 * 1000 * 1000)
#define EPI_SAFETENSORS_BYTES ((size_t)8000 * 1000 * 1000)
#define EPI_TENSOR_RANK 8

typedef enum {
  EPI_TENSOR_F64,
  EPI_TENSOR_F32,
  EPI_TENSOR_F16,
  EPI_TENSOR_BF16,
  EPI_TENSOR_I64,
  EPI_N_TENSOR_TYPES
} EpiTensorType;

typedef struct {
  char *name;
  EpiTensorType type;
  size_t rank, shape[EPI_TENSOR_RANK];
  size_t count;       /* product of the shape; 1 without one */
  const void *values; /* (count) in that type, little-endian, not aligned */
} EpiTensor;

typedef struct {
  EpiTensor *tensors; /* (n) in the order of their data */
  size_t n;
  char **keys, **texts; /* (n_metadata) */
  size_t n_metadata;
  unsigned char *bytes; /* the file; NULL in one made for writing */
} EpiSafetensors;

/* False with an error; then *out is zeroed. */
bool epi_safetensors_read (const void *bytes, size_t length, const char *name,
                           EpiSafetensors *out, GError **error);
bool epi_safetensors_open (const char *path, EpiSafetensors *out,
                           GError **error);
void epi_safetensors_clear (EpiSafetensors *file); /* fine on a zeroed one */

/* NULL when there is none of that name. */
const EpiTensor *epi_safetensors_find (const EpiSafetensors *file,
                                       const char *name);
const char *epi_safetensors_text (const EpiSafetensors *file, const char *key);

/* All values of a tensor, rounded to the nearest where the type is finer. */
void epi_tensor_get_single (const EpiTensor *tensor, float *values);
void epi_tensor_get_double (const EpiTensor *tensor, double *values);

/* ---- Writing ---- */

/* {0} is an empty one.  Names and texts are copied, values are borrowed until
 * it is written. */
void epi_safetensors_add_text (EpiSafetensors *file, const char *key,
                               const char *text);
void epi_safetensors_add (EpiSafetensors *file, const char *name,
                          EpiTensorType type, size_t rank, const size_t *shape,
                          const void *values);

/* The file, of epi_alloc(); NULL with an error: a name or key for the second
 * time, a text that is not UTF-8, no memory. */
unsigned char *epi_safetensors_write (const EpiSafetensors *file,
                                      size_t *length, GError **error);
