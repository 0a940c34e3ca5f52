/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-svm-grid.h"

#include "core/epi-alloc.h"
#include "core/epi-random.h"

#include <math.h>
#include <string.h>

typedef struct {
  EpiMethod base; /* x is the accuracy */
  EpiSvmGridOptions options;
  const EpiExamples *examples;
  double *costs, *gammas;
  size_t *order; /* (n_costs n_gammas) */
  double *label; /* (n_examples) scratch */
} Grid;

static EpiStatus
grid_step (EpiMethod *method)
{
  Grid *self = (Grid *)method;
  size_t cell = self->order[method->k], right = 0;
  size_t n = self->examples->X.cols, i = cell % self->options.n_costs;
  EpiSvmOptions options = self->options.svm;

  options.C = self->costs[i];
  options.kernel.gamma = self->gammas[cell / self->options.n_costs];
  EpiStatus status =
      epi_svm_cross_validate (self->examples, &options, self->options.folds,
                              self->options.seed, NULL, self->label); /* 1 */
  if (status != EPI_OK)
    return status;
  for (size_t e = 0; e < n; e++)
    right += self->label[e] == self->examples->label[e];
  method->x[cell] = (double)right / (double)n; /* 2 */
  method->f = fmin (method->f, 1 - method->x[cell]);
  return method->k + 1 == method->n ? EPI_CONVERGED : EPI_RUNNING;
}

static void
grid_record (const EpiMethod *method, EpiFrame *frame)
{
  const Grid *self = (const Grid *)method;
  size_t rows = self->options.n_costs, best = 0;
  double *accuracy = epi_frame_add_matrix (frame, "accuracy", method->x, rows,
                                           self->options.n_gammas);

  for (size_t cell = 0; cell < method->n; cell++) {
    if (method->x[cell] > method->x[best])
      best = cell;
    if (accuracy != NULL && method->x[cell] < 0)
      accuracy[cell] = NAN;
  }
  if (method->x[best] < 0)
    return;
  epi_frame_add_scalar (frame, "best", method->x[best]);
  epi_frame_add_scalar (frame, "best_cost", self->costs[best % rows]);
  epi_frame_add_scalar (frame, "best_gamma", self->gammas[best / rows]);
}

static size_t
grid_state_size (const EpiMethod *method)
{
  return method->n * sizeof (double);
}

static EpiStatus
grid_save_state (const EpiMethod *method, void *state)
{
  memcpy (state, method->x, method->n * sizeof (double));
  return EPI_OK;
}

static void
grid_restore_state (EpiMethod *method, const void *state)
{
  memcpy (method->x, state, method->n * sizeof (double));
}

static void
grid_free (EpiMethod *method)
{
  Grid *self = (Grid *)method;

  epi_free (method->x);
  epi_free (self->costs);
  epi_free (self->gammas);
  epi_free (self->order);
  epi_free (self->label);
  epi_free (self);
}

static const EpiMethodClass grid_class = {
    .name = "cross-validation",
    .step = grid_step,
    .record = grid_record,
    .state_size = grid_state_size,
    .save_state = grid_save_state,
    .restore_state = grid_restore_state,
    .free = grid_free,
};

EpiStatus
epi_svm_grid_new (const EpiExamples *examples, const EpiSvmGridOptions *options,
                  EpiMethod **out)
{
  size_t n = options->n_costs * options->n_gammas;
  Grid *self = epi_new0 (Grid, 1);

  *out = NULL;
  if (self == NULL)
    return EPI_NO_MEMORY;
  self->base =
      (EpiMethod){.klass = &grid_class, .status = EPI_RUNNING, .n = n, .f = 1};
  self->options = *options;
  self->examples = examples;
  self->base.x = epi_new (double, n);
  self->costs = epi_new (double, options->n_costs);
  self->gammas = epi_new (double, options->n_gammas);
  self->order = epi_new (size_t, n);
  self->label = epi_new (double, examples->X.cols);
  if (self->base.x == NULL || self->costs == NULL || self->gammas == NULL ||
      self->order == NULL || self->label == NULL) {
    grid_free (&self->base);
    return EPI_NO_MEMORY;
  }
  memcpy (self->costs, options->costs, options->n_costs * sizeof (double));
  memcpy (self->gammas, options->gammas, options->n_gammas * sizeof (double));
  EpiRandom random = epi_random (options->seed, 1);
  epi_random_permutation (&random, self->order, n);
  for (size_t cell = 0; cell < n; cell++)
    self->base.x[cell] = -1;
  *out = &self->base;
  return EPI_OK;
}
