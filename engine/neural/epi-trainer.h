/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Trainer: a network, its samples and an optimizer as one Method.
 *
 *   each step() is one mini-batch B of n samples:
 *     1. B := the next n of a random order of the training samples; a new
 *        order each epoch, drawn from (seed, epoch)   (neural/epi-batches.h)
 *     2. forward, loss, backward: g := (1/n) Σ ∇fᵢ(θ), i in B
 *     3. θ := the optimizer's update of θ by g
 *
 * All of it on the network's device; the samples are there, too.  Deterministic
 * on the cpu: same seed, same frames.  Gradient descent takes all samples at
 * each step.
 *
 * Records "objective" = "loss" (of the batch that the last step saw, before its
 * update; of the first batch at k = 0), of the same batch "gradient_norm" and,
 * layer by layer, "gradient_norms", "step" (α to come), "epoch" (with its
 * fraction; with "epochs" where so many were planned and are over); every
 * `measure` steps and at the end "train_loss", "test_loss"
 * and, where answers are right or wrong, "train_accuracy", "test_accuracy",
 * over at most 1,000 samples each.  Then, as long as `keep` numbers are not
 * used up, layer by layer the activations of training sample `probe` as
 * "<layer>.out" (rows, steps) and the parameters as
 * "<layer>.weight", "<layer>.bias", …; layers count from 1.  x is empty.
 *
 * EPI_DIVERGED: the loss or a gradient is not finite; epi_trainer_trouble()
 * says which layer, the largest gradient and the step; θ stays as it was before
 * the step.
 *
 * EPI_DEVICE_LOST never comes out of step(): the trainer goes on from its last
 * saved state (or its start) on the cpu, takes the steps since then again,
 * notices through epi_compute_set_notice() and epi_trainer_notice().  So it
 * does from the beginning where the device has no room or no doubles.
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
  size_t steps;  /* the same in steps: whichever comes first */
  uint64_t seed;
  EpiElement element;
  size_t measure; /* steps between measurements over train and test; 0: never */
  size_t keep;    /* numbers a frame may carry of weights and activations */
  size_t probe;   /* training sample whose activations are recorded */
} EpiTrainerOptions;

/* Adam as its paper recommends, batch 64, in single precision, one epoch; the
 * loss that fits the samples: cross-entropy for classes, else MSE. */
EpiTrainerOptions epi_trainer_defaults (const EpiSamples *train);

/* Starts from drawn weights.  net: as for epi_network_text_of(), "*" being what
 * the samples' targets need.  Keeps references to train and test (may be NULL).
 * EPI_FAILED: *trouble says what does not fit what (g_free).  EPI_NO_MEMORY. */
EpiStatus epi_trainer_new (const char *net, EpiSamples *train, EpiSamples *test,
                           EpiDevice *device, const EpiTrainerOptions *options,
                           char **trouble, EpiMethod **out);

/* Its network, to read or to set weights in between steps; another one after
 * a lost device. */
EpiNetwork *epi_trainer_network (EpiMethod *trainer);

/* The loss of the first batch anew, at k = 0, after weights were set. */
EpiStatus epi_trainer_look_again (EpiMethod *trainer);

/* Whether f is the loss of the last step.  Away from the cpu it is where
 * somebody looked: recorded, saved, asked for the network. */
bool epi_trainer_is_settled (const EpiMethod *trainer);

/* Why it diverged, in a sentence; NULL while it did not. */
const char *epi_trainer_trouble (const EpiMethod *trainer);

/* That it left its device, in a sentence; NULL while it did not. */
const char *epi_trainer_notice (const EpiMethod *trainer);

/* Mean loss and share of right answers over samples, forward only; accuracy NAN
 * where no answer is right or wrong.  EPI_FAILED: they do not fit. */
EpiStatus epi_trainer_evaluate (EpiMethod *trainer, EpiSamples *samples,
                                double *loss, double *accuracy);
