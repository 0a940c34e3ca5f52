/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a trainer is made of; for its own files.
 */
#pragma once

#include "neural/epi-evaluate.h"
#include "neural/epi-network-oracle.h"
#include "neural/epi-trainer.h"

#include <glib.h>

typedef struct { /* a parameter that was set between steps */
  size_t k;      /* acts from the step after k on */
  const char *name;
  double value;
} TrainerSet;

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
  double *norms; /* (layers) ‖∂f/∂θₗ‖ of the last batch, */
  bool normed;   /* once they were asked for */
  char *trouble, *notice;
  /* Of a device whose memory is not at hand (epi-trainer-far.c). */
  bool far;
  size_t taken;         /* steps that made θ */
  size_t looked;        /* of them, when it was last seen to be finite, */
  EpiBuffer *theta;     /* and θ */
  EpiOptimizer *memory; /* and the optimizer then */
  void *saved;          /* the last state saved or restored; NULL: none */
  size_t saved_k;
  GArray *sets; /* TrainerSet, since then */
  bool handed;  /* the network was, whose weights may have been set */
} Trainer;

/* Network, batches, oracle and optimizer on device; θ is zero. */
EpiStatus epi_trainer_settle_on (Trainer *self, EpiDevice *device,
                                 char **trouble);
void epi_trainer_leave (Trainer *self);

/* Steps 1. and 2., number k from 0: loss, gradient, and with look whether both
 * are finite; then 3. */
EpiStatus epi_trainer_find_gradient (Trainer *self, size_t k, bool look);
EpiStatus epi_trainer_update (Trainer *self);

/* state := norms, θ and the optimizer; θ and the optimizer as state says. */
EpiStatus epi_trainer_take (Trainer *self, void *state);
EpiStatus epi_trainer_put (Trainer *self, const void *state);
size_t epi_trainer_put_size (const Trainer *self);

/* The method's step(), settle(), save_state(), restore_state(). */
EpiStatus epi_trainer_step (EpiMethod *base);
void epi_trainer_settle (EpiMethod *base);
size_t epi_trainer_state_size (const EpiMethod *base);
EpiStatus epi_trainer_save (const EpiMethod *base, void *state);
void epi_trainer_restore (EpiMethod *base, const void *state);

/* Fills norms; their root of squares, ‖g‖. */
EpiStatus epi_trainer_find_norms (Trainer *self);
double epi_trainer_gradient_norm (const Trainer *self);

/* The method's record(). */
void epi_trainer_record (const EpiMethod *base, EpiFrame *frame);

/* self->trouble := why step k, just tried, gave no numbers. */
void epi_trainer_explain (Trainer *self, size_t k);

/* ---- Far away ----------------------------------------------------------- */

/* What far devices need besides; nothing for others. */
EpiStatus epi_trainer_far_new (Trainer *self);
void epi_trainer_far_free (Trainer *self);

/* θ and the optimizer, known to be finite, are what is gone back to; before the
 * first step, when weights may have been set, also what is taken home. */
EpiStatus epi_trainer_keep_copy (Trainer *self);

/* Looks at the last step.  EPI_NOT_FINITE: self->taken says which step failed,
 * θ is as it was before it, and that is explained. */
EpiStatus epi_trainer_look (Trainer *self);

/* After failed: EPI_OK where the trainer has moved to the cpu and stands at
 * step k again; else a status as of epi_trainer_look(), or failed. */
EpiStatus epi_trainer_go_home (Trainer *self, size_t k, EpiStatus failed);

/* θ was set from state, or state was saved, at step k. */
void epi_trainer_keep_state (Trainer *self, size_t k, const void *state);
