/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Samples: inputs with their targets, as a network takes them.
 *
 * On the host, in float, immutable and reference-counted; a trainer sends them
 * to its device once.  Sample i stands in one piece: its step t is column
 * i · steps + t.  A text is windows of `steps` characters whose targets are the
 * characters one later.
 */
#pragma once

#include "core/epi-status.h"
#include "neural/epi-layer.h"

typedef struct EpiSamples EpiSamples;

typedef struct {
  EpiShape shape;        /* of one input */
  size_t n;              /* samples */
  size_t answers;        /* of a sample: shape.steps of them (also 0), or 1 */
  size_t targets;        /* rows of a target; 0: classes */
  size_t classes;        /* when targets are classes */
  const float *inputs;   /* (size of shape, n · steps); NULL for characters */
  const int32_t *index;  /* (n · steps): characters, below shape.classes */
  bool classify;         /* values stand for a class: several for the largest,
                          * one for the side of border (BINARY: of ½) */
  double border;         /* of answers, and under MSE and HINGE of values */
  const float *values;   /* (targets, n · answers), or */
  const int32_t *labels; /* (n · answers), below classes */
} EpiSamplesView;

/* Copies what view points to.  EPI_NO_MEMORY; EPI_NOT_FINITE; EPI_FAILED: a
 * character or a label outside its range. */
EpiStatus epi_samples_new (const EpiSamplesView *view, EpiSamples **out);
EpiSamples *epi_samples_ref (EpiSamples *samples);
void epi_samples_unref (EpiSamples *samples); /* accepts NULL */

/* What it holds; answers is 1 or shape.steps. */
const EpiSamplesView *epi_samples_view (const EpiSamples *samples);
