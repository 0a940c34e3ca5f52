/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-safetensors-private.h"

#include "core/epi-alloc.h"
#include "data/epi-byte-source.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- Reading ---- */

typedef struct {
  const char *name; /* of the file */
  const unsigned char *data;
  size_t length; /* of the data */
  EpiSafetensors *out;
  GError **error;
} Reader;

/* One sentence on the file; false. */
#define fail(self, ...)                                                        \
  epi_data_fail ((self)->error, EPI_DATA_ERROR_SYNTAX, (self)->name,           \
                 __VA_ARGS__)

static bool
read_metadata (Reader *self, json_t *object)
{
  if (!json_is_object (object))
    return fail (self, "“" EPI_SAFETENSORS_METADATA "” is no object of texts");
  for (void *i = json_object_iter (object); i != NULL;
       i = json_object_iter_next (object, i)) {
    const char *key = json_object_iter_key (i);
    const char *text = json_string_value (json_object_iter_value (i));
    if (text == NULL)
      return fail (self, "“%.60s” of “" EPI_SAFETENSORS_METADATA "” is no text",
                   key);
    epi_safetensors_add_text (self->out, key, text);
  }
  return true;
}

static bool
read_type (Reader *self, const char *name, const json_t *json,
           EpiTensorType *type)
{
  const char *word = json_string_value (json);

  for (size_t t = 0; word != NULL && t < EPI_N_TENSOR_TYPES; t++)
    if (strcmp (word, epi_tensor_types[t].name) == 0) {
      *type = (EpiTensorType)t;
      return true;
    }
  return fail (self,
               "the dtype of “%.60s” is %s%.20s%s where F64, F32, F16, BF16 or "
               "I64 was expected",
               name, word != NULL ? "“" : "", word != NULL ? word : "no text",
               word != NULL ? "”" : "");
}

static bool
read_shape (Reader *self, const char *name, const json_t *json,
            EpiTensor *tensor)
{
  if (!json_is_array (json) || json_array_size (json) > EPI_TENSOR_RANK)
    return fail (self,
                 "the shape of “%.60s” is no list of at most %d whole numbers",
                 name, EPI_TENSOR_RANK);
  tensor->rank = json_array_size (json);
  tensor->count = 1;
  bool overflow = false, zero = false;
  for (size_t k = 0; k < tensor->rank; k++) {
    const json_t *item = json_array_get (json, k);
    if (!json_is_integer (item) || json_integer_value (item) < 0)
      return fail (self,
                   "size %zu of the shape of “%.60s” is no whole number, 0 or "
                   "more",
                   k + 1, name);
    tensor->shape[k] = (size_t)json_integer_value (item);
    zero = zero || tensor->shape[k] == 0;
    overflow |= __builtin_mul_overflow (tensor->count, tensor->shape[k],
                                        &tensor->count);
  }
  if (overflow && !zero)
    return fail (self,
                 "the shape of “%.60s” has more values than can be "
                 "counted",
                 name);
  tensor->count = zero ? 0 : tensor->count;
  return true;
}

/* begin ≤ end, both within the data, as many bytes as type and shape need. */
static bool
read_offsets (Reader *self, const char *name, const json_t *json,
              EpiTensor *tensor)
{
  const json_t *begin = json_array_get (json, 0),
               *end = json_array_get (json, 1);
  size_t bytes;

  if (json_array_size (json) != 2 || !json_is_integer (begin) ||
      !json_is_integer (end) || json_integer_value (begin) < 0 ||
      json_integer_value (end) < json_integer_value (begin))
    return fail (self,
                 "the data_offsets of “%.60s” are no two whole numbers, the "
                 "smaller one first",
                 name);
  size_t first = (size_t)json_integer_value (begin);
  size_t last = (size_t)json_integer_value (end);
  if (last > self->length)
    return fail (self,
                 "“%.60s” ends at byte %zu of the data, and there are %zu",
                 name, last, self->length);
  if (__builtin_mul_overflow (tensor->count,
                              epi_tensor_types[tensor->type].size, &bytes) ||
      bytes != last - first)
    return fail (self,
                 "“%.60s” has %zu bytes, and its dtype and shape need %zu "
                 "values of %zu bytes",
                 name, last - first, tensor->count,
                 epi_tensor_types[tensor->type].size);
  tensor->values = self->data + first;
  return true;
}

static bool
read_tensor (Reader *self, const char *name, const json_t *json)
{
  EpiTensor tensor = {0};

  if (!json_is_object (json))
    return fail (self,
                 "“%.60s” is no object with dtype, shape and "
                 "data_offsets",
                 name);
  if (!read_type (self, name, json_object_get (json, "dtype"), &tensor.type) ||
      !read_shape (self, name, json_object_get (json, "shape"), &tensor) ||
      !read_offsets (self, name, json_object_get (json, "data_offsets"),
                     &tensor))
    return false;
  if (json_object_size (json) != 3)
    return fail (self, "“%.60s” has more than dtype, shape and data_offsets",
                 name);
  epi_safetensors_add (self->out, name, tensor.type, tensor.rank, tensor.shape,
                       tensor.values);
  return true;
}

static size_t
bytes_of (const EpiTensor *tensor)
{
  return tensor->count * epi_tensor_types[tensor->type].size;
}

static int
by_place (const void *a, const void *b)
{
  const EpiTensor *s = a, *t = b;

  if (s->values != t->values)
    return (uintptr_t)s->values < (uintptr_t)t->values ? -1 : 1;
  if (bytes_of (s) != bytes_of (t)) /* empty ones first */
    return bytes_of (s) < bytes_of (t) ? -1 : 1;
  return strcmp (s->name, t->name);
}

/* Every byte of the data belongs to exactly one tensor. */
static bool
check_cover (Reader *self)
{
  EpiSafetensors *out = self->out;
  size_t end = 0;

  if (out->n > 1)
    qsort (out->tensors, out->n, sizeof *out->tensors, by_place);
  for (size_t i = 0; i < out->n; i++) {
    const EpiTensor *tensor = &out->tensors[i];
    size_t begin = (size_t)((const unsigned char *)tensor->values - self->data);
    if (begin < end)
      return fail (self, "“%.60s” overlaps “%.60s”", tensor->name,
                   out->tensors[i - 1].name);
    if (begin > end)
      return fail (self, "bytes %zu to %zu of the data belong to no tensor",
                   end, begin - 1);
    end = begin + bytes_of (tensor);
  }
  if (end != self->length)
    return fail (self, "the file has %zu bytes behind its last tensor",
                 self->length - end);
  return true;
}

static bool
read_header (Reader *self, json_t *root)
{
  if (!json_is_object (root))
    return fail (self, "the header is no JSON object");
  for (void *i = json_object_iter (root); i != NULL;
       i = json_object_iter_next (root, i)) {
    const char *name = json_object_iter_key (i);
    json_t *value = json_object_iter_value (i);
    if (strcmp (name, EPI_SAFETENSORS_METADATA) == 0
            ? !read_metadata (self, value)
            : !read_tensor (self, name, value))
      return false;
  }
  return check_cover (self);
}

/* The length of the header, and that the file can have it. */
static bool
read_length (Reader *self, const unsigned char *bytes, size_t length,
             size_t *header)
{
  uint64_t n = 0;

  if (length < 8)
    return fail (self,
                 "the file has %zu bytes where the length of a header, 8 "
                 "bytes, was expected",
                 length);
  for (size_t i = 8; i-- > 0;)
    n = n << 8 | bytes[i];
  if (n > EPI_SAFETENSORS_HEADER)
    return fail (self,
                 "this is no safetensors file: its header would have %" PRIu64
                 " bytes, and %zu million are the most",
                 n, EPI_SAFETENSORS_HEADER / 1000000);
  if (n > length - 8)
    return fail (self,
                 "the header should have %" PRIu64 " bytes, and the file has "
                 "%zu behind its first 8",
                 n, length - 8);
  *header = (size_t)n;
  return true;
}

/* Of out->bytes, whose first `length` are the file. */
static bool
read_file (Reader *self, size_t length)
{
  const unsigned char *bytes = self->out->bytes;
  json_error_t trouble;
  size_t header = 0;

  if (!read_length (self, bytes, length, &header))
    return false;
  if (header == 0 || bytes[8] != '{')
    return fail (self, "this is no safetensors file: its header does not begin "
                       "with “{”");
  json_t *root = json_loadb ((const char *)bytes + 8, header,
                             JSON_REJECT_DUPLICATES, &trouble);
  if (root == NULL)
    return fail (self, "the header is no JSON at byte %d: %s", trouble.position,
                 trouble.text);
  self->data = bytes + 8 + header;
  self->length = length - 8 - header;
  bool good = read_header (self, root);
  json_decref (root);
  return good;
}

static bool
read_source (EpiByteSource *source, EpiSafetensors *out, GError **error)
{
  Reader self = {.out = out, .error = error};
  size_t length;

  *out = (EpiSafetensors){0};
  if (source == NULL)
    return false;
  self.name = epi_byte_source_name (source);
  bool good = epi_byte_source_read_all (source, EPI_SAFETENSORS_BYTES,
                                        &out->bytes, &length, error) &&
              read_file (&self, length);
  epi_byte_source_free (source);
  if (!good)
    epi_safetensors_clear (out);
  return good;
}

bool
epi_safetensors_read (const void *bytes, size_t length, const char *name,
                      EpiSafetensors *out, GError **error)
{
  return read_source (epi_byte_source_memory (bytes, length, name,
                                              EPI_BYTES_AS_THEY_ARE, error),
                      out, error);
}

bool
epi_safetensors_open (const char *path, EpiSafetensors *out, GError **error)
{
  return read_source (epi_byte_source_file (path, EPI_BYTES_AS_THEY_ARE, error),
                      out, error);
}

void
epi_safetensors_clear (EpiSafetensors *file)
{
  for (size_t i = 0; i < file->n; i++)
    g_free (file->tensors[i].name);
  for (size_t i = 0; i < file->n_metadata; i++) {
    g_free (file->keys[i]);
    g_free (file->texts[i]);
  }
  g_free (file->tensors);
  g_free (file->keys);
  g_free (file->texts);
  epi_free (file->bytes);
  *file = (EpiSafetensors){0};
}

const EpiTensor *
epi_safetensors_find (const EpiSafetensors *file, const char *name)
{
  for (size_t i = 0; i < file->n; i++)
    if (strcmp (file->tensors[i].name, name) == 0)
      return &file->tensors[i];
  return NULL;
}

const char *
epi_safetensors_text (const EpiSafetensors *file, const char *key)
{
  for (size_t i = 0; i < file->n_metadata; i++)
    if (strcmp (file->keys[i], key) == 0)
      return file->texts[i];
  return NULL;
}
