/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as safetensors. */
#include "fuzz-again.h"

#include "core/epi-alloc.h"
#include "neural/epi-safetensors.h"

static bool
read_it (const void *bytes, size_t length, void *out, GError **error)
{
  return epi_safetensors_read (bytes, length, "fuzz", out, error);
}

static char *
write_it (const void *it, size_t *length)
{
  unsigned char *bytes = epi_safetensors_write (it, length, NULL);
  char *copy = g_memdup2 (bytes, *length);

  epi_free (bytes);
  return copy;
}

static void
ask_it (void *it)
{
  EpiSafetensors *file = it;

  for (size_t i = 0; i < file->n; i++) {
    const EpiTensor *tensor = &file->tensors[i];
    double *values = epi_new (double, tensor->count);
    float *single = epi_new (float, tensor->count);
    epi_tensor_get_double (tensor, values);
    epi_tensor_get_single (tensor, single);
    epi_free (values);
    epi_free (single);
    g_assert (epi_safetensors_find (file, tensor->name) == tensor);
  }
}

static void
clear_it (void *it)
{
  epi_safetensors_clear (it);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const FuzzFormat format = {sizeof (EpiSafetensors), read_it, write_it,
                                    ask_it, clear_it};

  return fuzz_again (&format, data, size);
}
