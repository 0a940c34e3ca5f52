/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-safetensors-private.h"

#include "core/epi-alloc.h"

#include <jansson.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

const EpiTensorTypeInfo epi_tensor_types[EPI_N_TENSOR_TYPES] = {
    [EPI_TENSOR_F64] = {"F64", 8}, [EPI_TENSOR_F32] = {"F32", 4},
    [EPI_TENSOR_F16] = {"F16", 2}, [EPI_TENSOR_BF16] = {"BF16", 2},
    [EPI_TENSOR_I64] = {"I64", 8},
};

/* ---- Values ---- */

/* IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. */
static double
half (uint16_t bits)
{
  int exponent = bits >> 10 & 31;
  double fraction = bits & 1023, value;

  if (exponent == 31)
    value = fraction != 0 ? NAN : INFINITY;
  else if (exponent == 0)
    value = ldexp (fraction, -24);
  else
    value = ldexp (fraction + 1024, exponent - 25);
  return bits >> 15 != 0 ? -value : value;
}

static double
value_of (const EpiTensor *tensor, size_t i)
{
  const unsigned char *p = (const unsigned char *)tensor->values +
                           i * epi_tensor_types[tensor->type].size;
  uint64_t wide = 0;
  uint32_t word;
  double value;
  float single;

  for (size_t k = epi_tensor_types[tensor->type].size; k-- > 0;)
    wide = wide << 8 | p[k];
  switch (tensor->type) {
  case EPI_TENSOR_F64:
    memcpy (&value, &wide, sizeof value);
    return value;
  case EPI_TENSOR_F32:
  case EPI_TENSOR_BF16: /* the upper half of an F32 */
    word = (uint32_t)wide << (tensor->type == EPI_TENSOR_BF16 ? 16 : 0);
    memcpy (&single, &word, sizeof single);
    return (double)single;
  case EPI_TENSOR_F16:
    return half ((uint16_t)wide);
  case EPI_TENSOR_I64:
    return (double)(int64_t)wide;
  case EPI_N_TENSOR_TYPES:
    break;
  }
  return NAN;
}

void
epi_tensor_get_single (const EpiTensor *tensor, float *values)
{
  for (size_t i = 0; i < tensor->count; i++)
    values[i] = (float)value_of (tensor, i);
}

void
epi_tensor_get_double (const EpiTensor *tensor, double *values)
{
  for (size_t i = 0; i < tensor->count; i++)
    values[i] = value_of (tensor, i);
}

/* ---- Writing ---- */

void
epi_safetensors_add_text (EpiSafetensors *file, const char *key,
                          const char *text)
{
  size_t n = ++file->n_metadata;

  file->keys = g_renew (char *, file->keys, n);
  file->texts = g_renew (char *, file->texts, n);
  file->keys[n - 1] = g_strdup (key);
  file->texts[n - 1] = g_strdup (text);
}

void
epi_safetensors_add (EpiSafetensors *file, const char *name, EpiTensorType type,
                     size_t rank, const size_t *shape, const void *values)
{
  EpiTensor tensor = {.name = g_strdup (name),
                      .type = type,
                      .rank = rank,
                      .count = 1,
                      .values = values};

  for (size_t k = 0; k < rank; k++) {
    tensor.shape[k] = shape[k];
    tensor.count *= shape[k];
  }
  file->tensors = g_renew (EpiTensor, file->tensors, file->n + 1);
  file->tensors[file->n++] = tensor;
}

static json_t *
tensor_json (const EpiTensor *tensor, size_t *offset)
{
  size_t end = *offset + tensor->count * epi_tensor_types[tensor->type].size;
  json_t *shape = json_array ();

  for (size_t k = 0; k < tensor->rank; k++)
    json_array_append_new (shape, json_integer ((json_int_t)tensor->shape[k]));
  json_t *json = json_pack (
      "{s:s, s:o, s:[I, I]}", "dtype", epi_tensor_types[tensor->type].name,
      "shape", shape, "data_offsets", (json_int_t)*offset, (json_int_t)end);
  *offset = end;
  return json;
}

/* NULL with an error.  *data: bytes behind the header. */
static json_t *
header_json (const EpiSafetensors *file, size_t *data, GError **error)
{
  json_t *root = json_object (), *texts = json_object ();
  const char *wrong = NULL;

  *data = 0;
  for (size_t i = 0; i < file->n_metadata; i++)
    if (json_object_get (texts, file->keys[i]) != NULL ||
        json_object_set_new (texts, file->keys[i],
                             json_string (file->texts[i])) != 0)
      wrong = file->keys[i];
  if (file->n_metadata > 0)
    json_object_set (root, EPI_SAFETENSORS_METADATA, texts);
  json_decref (texts);
  for (size_t i = 0; i < file->n; i++)
    if (strcmp (file->tensors[i].name, EPI_SAFETENSORS_METADATA) == 0 ||
        json_object_get (root, file->tensors[i].name) != NULL ||
        json_object_set_new (root, file->tensors[i].name,
                             tensor_json (&file->tensors[i], data)) != 0)
      wrong = file->tensors[i].name;
  if (wrong == NULL)
    return root;
  epi_data_fail (error, EPI_DATA_ERROR_SYNTAX, wrong,
                 "the name is there twice, or it or its text is not UTF-8");
  json_decref (root);
  return NULL;
}

unsigned char *
epi_safetensors_write (const EpiSafetensors *file, size_t *length,
                       GError **error)
{
  size_t data;
  json_t *root = header_json (file, &data, error);

  if (root == NULL)
    return NULL;
  char *text = json_dumps (root, JSON_COMPACT);
  size_t used = strlen (text), header = (used + 7) / 8 * 8; /* data aligned */
  unsigned char *out = epi_new (unsigned char, 8 + header + data);
  json_decref (root);
  if (out == NULL) {
    epi_data_fail (error, EPI_DATA_ERROR_NO_MEMORY, "safetensors",
                   "there is not enough memory to write the tensors");
  } else {
    for (size_t k = 0; k < 8; k++)
      out[k] = (unsigned char)((uint64_t)header >> (8 * k));
    memset (out + 8, ' ', header);
    memcpy (out + 8, text, used);
    unsigned char *p = out + 8 + header;
    for (size_t i = 0; i < file->n; i++) {
      const EpiTensor *tensor = &file->tensors[i];
      size_t bytes = tensor->count * epi_tensor_types[tensor->type].size;
      if (bytes > 0)
        memcpy (p, tensor->values, bytes);
      p += bytes;
    }
    *length = (size_t)(p - out);
  }
  free (text);
  return out;
}
