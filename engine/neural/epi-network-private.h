/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a network is made of; for its own files.
 */
#pragma once

#include "neural/epi-layer-plan.h"
#include "neural/epi-network.h"

typedef struct { /* a layer with its buffers */
  EpiNetLayer *layer;
  char *text;   /* "dense 10 relu" */
  char **words; /* the same, apart */
  /* Room for the largest batch; below, windows for the batch at hand. */
  EpiBuffer *all_Y, *all_G, *all_work[EPI_LAYER_WORK];
  EpiBuffer Y, G, work[EPI_LAYER_WORK];
  EpiBuffer theta[EPI_LAYER_PARAMETERS], gradient[EPI_LAYER_PARAMETERS];
  EpiPass pass;
} EpiStage;

struct EpiNetwork {
  char *text;
  EpiDevice *device;
  EpiElement element;
  EpiShape in;
  size_t batch;   /* most samples at once */
  size_t samples; /* at hand; 0: none yet */
  size_t n_layers;
  EpiStage *stages;
  size_t n, n_weights;
  EpiBuffer *theta, *gradient;
  EpiBuffer *all_losses, losses; /* (columns,1) */
};

/* Reads text into stages, planned for network->in.  EPI_FAILED with trouble. */
EpiStatus epi_network_plan (EpiNetwork *network, char **trouble);

/* Windows for that many samples. */
void epi_network_set_samples (EpiNetwork *network, size_t samples);
