/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Samples: inputs with their targets, as a network takes them.
 *
 * On the host, in float, immutable and reference-counted; a trainer sends them
 * to its device once.  A text is windows of `steps` characters whose targets
 * are the characters one later.
 */
#pragma once

#include "core/epi-status.h"
#include "neural/epi-layer.h"

typedef struct EpiSamples EpiSamples;

typedef struct {
  EpiShape shape;        /* of one input */
  size_t n;              /* samples */
  size_t targets;        /* rows of a target; 0: classes */
  size_t classes;        /* when targets are classes */
  const float *inputs;   /* (size of shape, n · steps); NULL for characters */
  const int32_t *index;  /* (n · steps): characters */
  const float *values;   /* (targets, n · steps), or */
  const int32_t *labels; /* (n · steps), for classes; (n) where a sequence has
                          * one answer */
} EpiSamplesView;

/* Copies what view points to.  EPI_NO_MEMORY; EPI_NOT_FINITE. */
EpiStatus epi_samples_new (const EpiSamplesView *view, EpiSamples **out);
EpiSamples *epi_samples_ref (EpiSamples *samples);
void epi_samples_unref (EpiSamples *samples); /* accepts NULL */
const EpiSamplesView *epi_samples_view (const EpiSamples *samples);
