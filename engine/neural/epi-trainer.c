/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-trainer-private.h"

#include "compute/epi-compute.h"
#include "core/epi-alloc.h"
#include "neural/epi-layer-plan.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* ---- On a device -------------------------------------------------------- */

static size_t
batch_size (const Trainer *self)
{
  size_t all = epi_samples_view (self->train)->n;

  if (self->options.optimizer.kind == EPI_OPTIMIZER_GRADIENT_DESCENT)
    return all;
  return MIN (MAX (self->options.batch, 1), all);
}

static EpiStatus
make_batches (Trainer *self, EpiDevice *device)
{
  const EpiTrainerOptions *o = &self->options;

  EPI_TRY (epi_batches_new (self->train, o->loss, batch_size (self), o->seed,
                            device, o->element, &self->batches));
  if (self->test == NULL)
    return EPI_OK;
  return epi_batches_new (self->test, o->loss, 1, o->seed, device, o->element,
                          &self->test_batches);
}

static EpiStatus
make_network (Trainer *self, EpiDevice *device, char **trouble)
{
  const EpiTrainerOptions *o = &self->options;
  EpiShape in = epi_samples_view (self->train)->shape;

  EPI_TRY (epi_network_new (self->text, in, epi_batches_room (self->batches),
                            device, o->element, trouble, &self->network));
  g_free (self->norms);
  self->norms = g_new0 (double, epi_network_n_layers (self->network));
  EPI_TRY (epi_evaluate_check (self->network, o->loss, self->train, trouble));
  if (self->test == NULL)
    return EPI_OK;
  return epi_evaluate_check (self->network, o->loss, self->test, trouble);
}

EpiStatus
epi_trainer_settle_on (Trainer *self, EpiDevice *device, char **trouble)
{
  const EpiTrainerOptions *o = &self->options;

  self->device = epi_device_ref (device);
  EPI_TRY (make_batches (self, device));
  EPI_TRY (make_network (self, device, trouble));
  EPI_TRY (epi_network_oracle_new (self->network, self->batches, o->loss,
                                   o->seed, &self->oracle));
  EPI_TRY (epi_optimizer_new (&o->optimizer, device, o->element,
                              epi_network_n (self->network), &self->optimizer));
  return epi_trainer_far_new (self);
}

void
epi_trainer_leave (Trainer *self)
{
  epi_trainer_far_free (self);
  g_clear_pointer (&self->optimizer, epi_optimizer_free);
  g_clear_pointer (&self->oracle, epi_sampled_oracle_free);
  g_clear_pointer (&self->network, epi_network_free);
  g_clear_pointer (&self->batches, epi_batches_free);
  g_clear_pointer (&self->test_batches, epi_batches_free);
  g_clear_pointer (&self->device, epi_device_unref);
}

/* ---- The method --------------------------------------------------------- */

static EpiStatus
trainer_set (EpiMethod *base, const char *name, double value)
{
  Trainer *self = (Trainer *)base;

  if (strcmp (name, "probe") != 0) {
    EPI_TRY (epi_optimizer_set (self->optimizer, name, value));
    TrainerSet set = {self->taken, g_intern_string (name), value};
    if (self->far)
      g_array_append_val (self->sets, set);
    return EPI_OK;
  }
  if (!(value >= 0 && value < (double)epi_samples_view (self->train)->n))
    return EPI_UNSUPPORTED;
  self->options.probe = (size_t)value;
  return EPI_OK;
}

static void
trainer_free (EpiMethod *base)
{
  Trainer *self = (Trainer *)base;

  epi_trainer_leave (self);
  epi_samples_unref (self->train);
  epi_samples_unref (self->test);
  g_free (self->text);
  g_free (self->trouble);
  g_free (self->notice);
  epi_free (self->saved);
  g_free (self->norms);
  g_clear_pointer (&self->sets, g_array_unref);
  g_free (self);
}

static const EpiMethodClass trainer_class = {
    .name = "training",
    .step = epi_trainer_step,
    .record = epi_trainer_record,
    .settle = epi_trainer_settle,
    .state_size = epi_trainer_state_size,
    .save_state = epi_trainer_save,
    .restore_state = epi_trainer_restore,
    .set = trainer_set,
    .free = trainer_free,
};

EpiTrainerOptions
epi_trainer_defaults (const EpiSamples *train)
{
  return (EpiTrainerOptions){
      .optimizer = epi_optimizer_defaults (EPI_OPTIMIZER_ADAM),
      .loss = epi_samples_view (train)->labels != NULL ? EPI_LOSS_CROSS_ENTROPY
                                                       : EPI_LOSS_MSE,
      .batch = 64,
      .epochs = 1,
      .element = EPI_FLOAT};
}

/* ⌈epochs N / n⌉, or fewer where they are counted. */
static size_t
steps_of (const Trainer *self)
{
  size_t most = self->options.steps > 0 ? self->options.steps : SIZE_MAX;
  double all = (double)epi_samples_view (self->train)->n;
  double steps = ceil ((double)self->options.epochs * all /
                       (double)epi_batches_size (self->batches));

  return self->options.epochs == 0 || steps >= 0x1p62
             ? most
             : MIN ((size_t)steps, most);
}

/* f at k = 0, and the copy to go back to. */
static EpiStatus
look (Trainer *self)
{
  EpiStatus status = epi_trainer_find_gradient (self, 0, true);

  self->base.status = status == EPI_NOT_FINITE ? EPI_DIVERGED : EPI_RUNNING;
  if (status == EPI_NOT_FINITE) {
    epi_trainer_explain (self, 0);
    return EPI_OK;
  }
  EPI_TRY (status);
  return epi_trainer_keep_copy (self);
}

/* Weights drawn. */
static EpiStatus
start (Trainer *self)
{
  const EpiTrainerOptions *o = &self->options;

  self->limit = steps_of (self);
  EPI_TRY (epi_network_initialise (self->network, o->init, o->seed));
  return look (self);
}

/* On device; where that cannot do it, on the cpu, and says so. */
static EpiStatus
start_on (Trainer *self, EpiDevice *device, char **trouble)
{
  EpiCompute *compute = epi_compute_default ();
  EpiStatus status = epi_trainer_settle_on (self, device, trouble);

  if (status == EPI_OK)
    status = start (self);
  if (status == EPI_OK || *trouble != NULL ||
      strcmp (epi_device_name (device), "cpu") == 0 ||
      !epi_compute_must_repeat (compute, device, status))
    return status;
  self->notice =
      g_strdup_printf ("The GPU cannot train this: %s. The CPU does.",
                       epi_status_sentence (status));
  epi_trainer_leave (self);
  EpiDevice *cpu = epi_compute_cpu (compute);
  status = epi_trainer_settle_on (self, cpu, trouble);
  epi_device_unref (cpu);
  return status == EPI_OK ? start (self) : status;
}

EpiStatus
epi_trainer_new (const char *net, EpiSamples *train, EpiSamples *test,
                 EpiDevice *device, const EpiTrainerOptions *options,
                 char **trouble, EpiMethod **out)
{
  const EpiSamplesView *view = epi_samples_view (train);
  Trainer *self = g_new0 (Trainer, 1);

  *out = NULL;
  *trouble = NULL;
  if (view->n == 0) {
    g_free (self);
    return epi_plan_refuse (trouble, "There is no sample to train on");
  }
  self->base = (EpiMethod){.klass = &trainer_class, .status = EPI_RUNNING};
  self->options = *options;
  self->options.probe = MIN (options->probe, view->n - 1);
  self->text = epi_network_text_of (net, view->labels != NULL ? view->classes
                                                              : view->targets);
  self->train = epi_samples_ref (train);
  self->test = test != NULL ? epi_samples_ref (test) : NULL;
  EpiStatus status = start_on (self, device, trouble);
  if (status == EPI_OK)
    *out = &self->base;
  else
    trainer_free (&self->base);
  return status;
}

static Trainer *
trainer_of (const EpiMethod *method)
{
  assert (method->klass == &trainer_class);
  return (Trainer *)method;
}

EpiNetwork *
epi_trainer_network (EpiMethod *trainer)
{
  epi_trainer_settle (trainer); /* for they may forward something else */
  trainer_of (trainer)->handed = true;
  return trainer_of (trainer)->network;
}

EpiStatus
epi_trainer_look_again (EpiMethod *trainer)
{
  assert (trainer->k == 0);
  return look (trainer_of (trainer));
}

bool
epi_trainer_is_settled (const EpiMethod *trainer)
{
  const Trainer *self = trainer_of (trainer);

  return !self->far || self->looked == self->taken;
}

const char *
epi_trainer_trouble (const EpiMethod *trainer)
{
  return trainer->status == EPI_DIVERGED ? trainer_of (trainer)->trouble : NULL;
}

const char *
epi_trainer_notice (const EpiMethod *trainer)
{
  return trainer_of (trainer)->notice;
}

EpiStatus
epi_trainer_evaluate (EpiMethod *trainer, EpiSamples *samples, double *loss,
                      double *accuracy)
{
  Trainer *self = trainer_of (trainer);
  const EpiTrainerOptions *o = &self->options;
  EpiBatches *batches;
  char *trouble = NULL;

  epi_trainer_settle (trainer);
  EpiStatus fits =
      epi_evaluate_check (self->network, o->loss, samples, &trouble);
  g_free (trouble);
  EPI_TRY (fits);
  EPI_TRY (epi_batches_new (samples, o->loss, 1, 0, self->device, o->element,
                            &batches));
  EpiStatus status =
      epi_evaluate (self->network, o->loss, batches, 0, loss, accuracy);
  epi_batches_free (batches);
  return status;
}
