/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-network-file-private.h"

#include "core/epi-alloc.h"
#include "core/epi-number.h"

#include <inttypes.h>

void
epi_network_about_clear (EpiNetworkAbout *about)
{
  g_free (about->vocabulary);
  *about = (EpiNetworkAbout){0};
}

char *
epi_network_tensor_name (const EpiNetwork *network, size_t l, size_t p)
{
  const EpiNetLayer *layer = epi_network_layer (network, l);

  return g_strdup_printf ("%zu.%s.%s", l + 1, layer->klass->name,
                          layer->parameter[p].name);
}

void
epi_network_transpose (size_t rows, size_t cols, const double *from, double *to)
{
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < cols; j++)
      to[i * cols + j] = from[i + j * rows];
}

static void
add_number (EpiSafetensors *file, const char *key, double value)
{
  char text[EPI_NUMBER_SIZE];

  epi_safetensors_add_text (file, key, epi_number_print (text, value));
}

static void
add_about (EpiSafetensors *file, const EpiNetwork *network,
           const EpiNetworkAbout *about)
{
  char *seed = g_strdup_printf ("%" PRIu64, about->seed);
  char *input = about->vocabulary != NULL
                    ? g_strdup ("characters")
                    : g_strdup_printf ("%zux%zux%zu", about->in.width,
                                       about->in.height, about->in.channels);

  epi_safetensors_add_text (file, "format", EPI_NETWORK_FORMAT);
  epi_safetensors_add_text (file, "net", epi_network_text (network));
  epi_safetensors_add_text (file, "input", input);
  add_number (file, "steps", (double)about->in.steps);
  add_number (file, "classes", (double)about->classes);
  epi_safetensors_add_text (file, "loss", epi_loss_name (about->loss));
  epi_safetensors_add_text (file, "seed", seed);
  epi_safetensors_add_text (
      file, "precision",
      epi_network_element (network) == EPI_DOUBLE ? "double" : "single");
  if (about->vocabulary != NULL) {
    epi_safetensors_add_text (file, "vocabulary", about->vocabulary);
  } else {
    add_number (file, "shift", about->scaling.shift);
    add_number (file, "scale", about->scaling.scale);
  }
  g_free (input);
  g_free (seed);
}

/* The values of one parameter, row by row, in the network's precision; of
 * epi_alloc(). */
static void *
parameter_values (const EpiNetwork *network, size_t l, size_t p)
{
  const EpiParameter *q = &epi_network_layer (network, l)->parameter[p];
  size_t n = q->rows * q->cols;
  double *columns = epi_new (double, n), *rows = epi_new (double, n);
  bool good = columns != NULL && rows != NULL &&
              epi_network_get (network, l, p, columns) == EPI_OK;

  if (good)
    epi_network_transpose (q->rows, q->cols, columns, rows);
  if (good && epi_network_element (network) == EPI_FLOAT) {
    float *single = (float *)columns; /* done with */
    for (size_t i = 0; i < n; i++)
      single[i] = (float)rows[i];
    epi_free (rows);
    return single;
  }
  epi_free (columns);
  if (!good)
    epi_free (rows);
  return good ? rows : NULL;
}

static bool
add_parameters (EpiSafetensors *file, const EpiNetwork *network,
                GPtrArray *values)
{
  EpiTensorType type = epi_network_element (network) == EPI_DOUBLE
                           ? EPI_TENSOR_F64
                           : EPI_TENSOR_F32;

  for (size_t l = 0; l < epi_network_n_layers (network); l++) {
    const EpiNetLayer *layer = epi_network_layer (network, l);
    for (size_t p = 0; p < layer->n_parameters; p++) {
      const EpiParameter *q = &layer->parameter[p];
      void *numbers = parameter_values (network, l, p);
      if (numbers == NULL)
        return false;
      g_ptr_array_add (values, numbers);
      char *name = epi_network_tensor_name (network, l, p);
      epi_safetensors_add (file, name, type, q->cols == 1 ? 1 : 2,
                           (size_t[]){q->rows, q->cols}, numbers);
      g_free (name);
    }
  }
  return true;
}

unsigned char *
epi_network_write (const EpiNetwork *network, const EpiNetworkAbout *about,
                   size_t *length, GError **error)
{
  GPtrArray *values = g_ptr_array_new_with_free_func (epi_free);
  EpiSafetensors file = {0};
  unsigned char *bytes = NULL;

  add_about (&file, network, about);
  if (add_parameters (&file, network, values))
    bytes = epi_safetensors_write (&file, length, error);
  else
    epi_data_fail (error, EPI_DATA_ERROR_NO_MEMORY, "the network",
                   "its parameters cannot be had from the device");
  epi_safetensors_clear (&file);
  g_ptr_array_unref (values);
  return bytes;
}
