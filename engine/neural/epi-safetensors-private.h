/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the reader and the writer of safetensors share. */
#pragma once

#include "neural/epi-safetensors.h"

#define EPI_SAFETENSORS_METADATA "__metadata__"

typedef struct {
  const char *name;
  size_t size; /* bytes of a value */
} EpiTensorTypeInfo;

extern const EpiTensorTypeInfo epi_tensor_types[EPI_N_TENSOR_TYPES];
