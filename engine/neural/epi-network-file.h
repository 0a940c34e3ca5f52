/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trained network as a file: safetensors (neural/epi-safetensors.h) whose
 * metadata have all that it takes to use it.
 *
 *     format        "epigraph network 1"
 *     net           its text, every size written out
 *     input         "28x28x1": width, height, channels; or "characters"
 *     steps         of a sequence, as it was trained; "1": an image
 *     classes       that it tells apart
 *     loss, seed, precision ("single" or "double")
 *     shift, scale  of images: x = (g − shift) scale (epi-image-samples.h)
 *     vocabulary    of a text (epi-text-samples.h)
 *
 * A parameter of layer l = 1, 2, … is the tensor "l.word.name", as in
 * "1.dense.weight", of shape [rows, cols] as the layer's page has it, or [rows]
 * where there is one column; F32 or F64 as the precision.  Every parameter is
 * there, and nothing else; all finite.
 *
 * A file from a stranger: what its text asks for is compared with what the file
 * holds before memory is taken.
 */
#pragma once

#include "neural/epi-image-samples.h"
#include "neural/epi-network.h"
#include "neural/epi-safetensors.h"

typedef struct {
  EpiShape in; /* classes > 0: of a text */
  size_t classes;
  EpiLoss loss;
  uint64_t seed;
  EpiScaling scaling;
  char *vocabulary; /* NULL: of images */
} EpiNetworkAbout;

void epi_network_about_clear (EpiNetworkAbout *about); /* fine on a zeroed one
                                                        */

/* The bytes of the file, of epi_alloc(); NULL with an error. */
unsigned char *epi_network_write (const EpiNetwork *network,
                                  const EpiNetworkAbout *about, size_t *length,
                                  GError **error);

/* For at most batch samples at once, or fewer where they are large.  False with
 * an error; then *about is zeroed and *out NULL.  name is for messages. */
bool epi_network_read (const EpiSafetensors *file, const char *name,
                       size_t batch, EpiDevice *device, EpiNetworkAbout *about,
                       EpiNetwork **out, GError **error);
bool epi_network_open (const char *path, size_t batch, EpiDevice *device,
                       EpiNetworkAbout *about, EpiNetwork **out,
                       GError **error);
