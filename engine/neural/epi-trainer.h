/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Trainer: a network, its samples and an optimizer as one Method.
 *
 *   each step() is one mini-batch B of n samples:
 *     1. B := the next n of a random order of the training samples; a new
 *        order each epoch, drawn from (seed, epoch)
 *     2. forward, loss, backward: g := (1/n) Σ ∇fᵢ(θ), i in B
 *     3. θ := the optimizer's update of θ by g
 *
 * All of it on the network's device; the samples are there, too.  The loss of
 * the batch and what a frame asks for are read back when a frame is recorded,
 * not at each step.  Deterministic on the cpu: same seed, same frames.
 *
 * Records "loss" (of the last batch), "gradient_norm", "step", "epoch"; each
 * `measure` steps also "train_loss", "test_loss", "train_accuracy",
 * "test_accuracy" (over at most 1,000 samples each); the parameters up to
 * `keep` numbers as "<layer>.<name>" (frames are small: what does not fit is
 * absent), activations of a probe sample likewise.
 *
 * EPI_DIVERGED: the loss or a gradient is not finite; epi_trainer_trouble()
 * says which layer, the largest gradient and the step; θ stays as it was before
 * the step.  EPI_DEVICE_LOST mid-training: the trainer goes on from the last
 * saved state on the cpu, and says so through notice.
 */
#pragma once

#include "core/epi-method.h"
#include "descend/epi-optimizer.h"
#include "neural/epi-network.h"
#include "neural/epi-samples.h"

typedef struct {
  EpiOptimizerOptions optimizer;
  EpiLoss loss;
  EpiInit init;
  size_t batch;
  size_t epochs; /* EPI_LIMIT after that many; 0: no end */
  uint64_t seed;
  EpiElement element;
  size_t measure; /* steps between measurements over train and test; 0: never */
  size_t keep;    /* numbers a frame may carry of weights and activations */
} EpiTrainerOptions;

/* Starts from drawn weights.  Borrows train and test (may be NULL).
 * EPI_FAILED: *trouble says what does not fit what. */
EpiStatus epi_trainer_new (const char *net, const EpiSamples *train,
                           const EpiSamples *test, EpiDevice *device,
                           const EpiTrainerOptions *options, char **trouble,
                           EpiMethod **out);

/* Its network, to read or to set weights in between steps. */
EpiNetwork *epi_trainer_network (EpiMethod *trainer);

/* Why it diverged, in a sentence; NULL while it did not. */
const char *epi_trainer_trouble (const EpiMethod *trainer);

/* Mean loss and share of right answers over samples, forward only. */
EpiStatus epi_trainer_evaluate (EpiMethod *trainer, const EpiSamples *samples,
                                double *loss, double *accuracy);
