/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-evaluate.h"

#include "core/epi-alloc.h"
#include "neural/epi-layer-plan.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* ---- Whether it fits ---------------------------------------------------- */

static EpiStatus
check_inputs (const EpiNetwork *network, const EpiSamplesView *view,
              char **trouble)
{
  EpiShape in = epi_network_in (network);

  if (memcmp (&in, &view->shape, sizeof in) == 0)
    return EPI_OK;
  char *wanted = epi_shape_text (&in), *found = epi_shape_text (&view->shape);
  EpiStatus status = epi_plan_refuse (
      trouble, "The network takes %s, a sample has %s", wanted, found);
  g_free (wanted);
  g_free (found);
  return status;
}

/* Softmax twice flattens the gradient away. */
static EpiStatus
check_softmax (const EpiNetwork *network, EpiLoss loss, char **trouble)
{
  size_t last = epi_network_n_layers (network) - 1;
  const char *name = epi_network_layer (network, last)->klass->name;

  if (loss != EPI_LOSS_CROSS_ENTROPY || strcmp (name, "softmax") != 0)
    return EPI_OK;
  return epi_plan_refuse (trouble,
                          "Cross-entropy has softmax in it: leave layer %zu, "
                          "“softmax”, away or take another loss",
                          last + 1);
}

EpiStatus
epi_evaluate_check (const EpiNetwork *network, EpiLoss loss,
                    const EpiSamples *samples, char **trouble)
{
  const EpiSamplesView *view = epi_samples_view (samples);
  EpiShape out = epi_network_out (network);
  size_t outputs = epi_shape_size (&out);
  size_t wanted = view->labels != NULL ? view->classes : view->targets;

  *trouble = NULL;
  EPI_TRY (check_inputs (network, view, trouble));
  EPI_TRY (check_softmax (network, loss, trouble));
  if (view->labels == NULL && view->values == NULL)
    return epi_plan_refuse (trouble, "The samples have no targets");
  if (view->labels == NULL && loss == EPI_LOSS_CROSS_ENTROPY)
    return epi_plan_refuse (
        trouble, "Cross-entropy takes classes, the samples have numbers");
  if (outputs != wanted)
    return epi_plan_refuse (trouble,
                            "The network ends in %zu numbers, the samples have "
                            "%zu %s",
                            outputs, wanted,
                            view->labels != NULL ? "classes" : "targets");
  if (out.steps != view->answers)
    return epi_plan_refuse (
        trouble, "The network answers %zu times a sample, the samples %zu%s",
        out.steps, view->answers,
        view->answers == 1 ? "; “last” keeps the last step of a sequence" : "");
  return EPI_OK;
}

/* ---- Answers ------------------------------------------------------------ */

typedef struct {
  EpiNetwork *network;
  EpiLoss loss;
  const EpiSamplesView *view;
  size_t outputs, steps;
  double *numbers; /* (outputs, batch · steps) */
  size_t asked, right;
} Judge;

static bool
is_judged (const Judge *self)
{
  return self->view->labels != NULL || self->view->classify ||
         self->loss == EPI_LOSS_BINARY || self->loss == EPI_LOSS_HINGE;
}

static size_t
largest_f (const float *x, size_t n)
{
  size_t at = 0;

  for (size_t i = 1; i < n; i++)
    if (x[i] > x[at])
      at = i;
  return at;
}

static size_t
largest (const double *x, size_t n)
{
  size_t at = 0;

  for (size_t i = 1; i < n; i++)
    if (x[i] > x[at])
      at = i;
  return at;
}

/* One column y of the network against answer number `answer`. */
static void
judge (Judge *self, const double *y, size_t answer)
{
  const EpiSamplesView *view = self->view;
  double middle = self->loss == EPI_LOSS_BINARY ? 0.5 : view->border;

  if (view->labels != NULL) {
    self->asked++;
    self->right += largest (y, self->outputs) == (size_t)view->labels[answer];
    return;
  }
  const float *target = view->values + answer * self->outputs;
  if (view->classify && self->outputs > 1) {
    self->asked++;
    self->right +=
        largest (y, self->outputs) == largest_f (target, self->outputs);
    return;
  }
  self->asked += self->outputs;
  for (size_t i = 0; i < self->outputs; i++)
    self->right += (y[i] > view->border) == ((double)target[i] > middle);
}

static EpiStatus
judge_batch (Judge *self, const EpiBuffer *Y, size_t first, size_t count)
{
  EPI_TRY (epi_buffer_get (Y, self->numbers));
  for (size_t t = 0; t < self->steps; t++)
    for (size_t j = 0; j < count; j++)
      judge (self, self->numbers + (t * count + j) * self->outputs,
             (first + j) * self->steps + t);
  return EPI_OK;
}

/* Adds the losses of samples first … to *sum. */
static EpiStatus
add_batch (Judge *self, EpiBatches *batches, size_t first, size_t count,
           double *sum)
{
  const EpiBuffer *X, *T, *Y;
  double value;

  EPI_TRY (epi_batches_take_from (batches, first, count, &X, &T));
  EPI_TRY (epi_network_forward (self->network, X, count, &Y));
  EPI_TRY (epi_network_loss (self->network, self->loss, T, &value));
  *sum += value * (double)count;
  return is_judged (self) ? judge_batch (self, Y, first, count) : EPI_OK;
}

EpiStatus
epi_evaluate (EpiNetwork *network, EpiLoss loss, EpiBatches *batches,
              size_t most, double *value, double *accuracy)
{
  EpiShape out = epi_network_out (network);
  Judge self = {.network = network,
                .loss = loss,
                .view = epi_batches_view (batches),
                .outputs = epi_shape_size (&out),
                .steps = out.steps};
  size_t n = most > 0 ? MIN (most, self.view->n) : self.view->n;
  size_t batch = MIN (epi_network_batch (network), epi_batches_room (batches));
  EpiStatus status = EPI_OK;
  double sum = 0;

  self.numbers = epi_new (double, self.outputs *batch *out.steps);
  if (self.numbers == NULL)
    return EPI_NO_MEMORY;
  for (size_t first = 0; first < n && status == EPI_OK; first += batch)
    status = add_batch (&self, batches, first, MIN (batch, n - first), &sum);
  *value = sum / (double)n;
  *accuracy = self.asked > 0 ? (double)self.right / (double)self.asked : NAN;
  epi_free (self.numbers);
  return status;
}
