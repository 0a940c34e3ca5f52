/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a trainer is made of; for its own files.
 */
#pragma once

#include "neural/epi-evaluate.h"
#include "neural/epi-network-oracle.h"
#include "neural/epi-trainer.h"

typedef struct {
  EpiMethod base; /* n = 0: the unknowns are on the device */
  EpiTrainerOptions options;
  char *text;
  EpiSamples *train, *test; /* test may be NULL */
  size_t limit;             /* steps; SIZE_MAX: no end */
  /* On the device. */
  EpiDevice *device;
  EpiNetwork *network;
  EpiBatches *batches, *test_batches;
  EpiSampledOracle *oracle;
  EpiOptimizer *optimizer;
  /* What is said. */
  double gradient_norm; /* of the last batch; NAN: not asked for yet */
  char *trouble, *notice;
} Trainer;

/* Network, batches, oracle and optimizer on device; θ is zero. */
EpiStatus epi_trainer_settle_on (Trainer *self, EpiDevice *device,
                                 char **trouble);
void epi_trainer_leave (Trainer *self);

/* ‖g‖ of the last batch. */
double epi_trainer_gradient_norm (Trainer *self);

/* The method's record(). */
void epi_trainer_record (const EpiMethod *base, EpiFrame *frame);

/* self->trouble := why the step that was just tried gave no numbers. */
void epi_trainer_explain (Trainer *self);
