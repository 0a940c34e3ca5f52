/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "descend/epi-optimizer.h"

#include "core/epi-alloc.h"
#include "core/epi-matrix.h"

#include <glib.h>
#include <math.h>
#include <string.h>

typedef struct {
  EpiMethod base;
  EpiMethodClass klass; /* with the optimizer's name */
  EpiOptimizerKind kind;
  EpiSampledOracle *oracle;
  EpiOptimizer *optimizer;
  double tolerance, gradient0; /* ‖∇f(x⁰)‖ */
  uint64_t batch;              /* of the gradient at hand */
  double *gradient;            /* (n) of that batch at x */
  float *narrow;               /* (n) on the way to a device in single */
  EpiBuffer *x, *g;            /* (n,1) on the device */
  EpiBuffer *part; /* (n,1) a batch's share; NULL where batches stay apart */
} Method;

static double
norm (const double *x, size_t n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += x[i] * x[i];
  return sqrt (sum);
}

/* ---- Host and device ----------------------------------------------------- */

static EpiStatus
send (const Method *self, const double *from, EpiBuffer *to)
{
  size_t n = self->base.n;

  if (self->narrow == NULL)
    return epi_buffer_upload (to, from, n);
  for (size_t i = 0; i < n; i++)
    self->narrow[i] = (float)from[i];
  return epi_buffer_upload (to, self->narrow, n);
}

static EpiStatus
fetch (const Method *self, const EpiBuffer *from, double *to)
{
  size_t n = self->base.n;

  if (self->narrow == NULL)
    return epi_buffer_download (from, to, n);
  EpiStatus status = epi_buffer_download (from, self->narrow, n);
  for (size_t i = 0; i < n; i++)
    to[i] = (double)self->narrow[i];
  return status;
}

/* ---- One step ------------------------------------------------------------ */

/* g, f := their means over all batches. */
static EpiStatus
evaluate_all (Method *self, double *f)
{
  EpiSampledOracle *oracle = self->oracle;
  double share = 1 / (double)oracle->batches, sum = 0, value;
  EpiStatus status = epi_device_fill (0, self->g);

  for (size_t k = 0; k < oracle->batches && status == EPI_OK; k++) {
    status = oracle->evaluate (oracle, k, self->x, self->part, &value);
    if (status == EPI_OK)
      status =
          epi_device_map (EPI_MAP_AXPY, share, self->part, self->g, self->g);
    sum += value;
  }
  *f = share * sum;
  return status;
}

/* x, f and the gradient as they stand at x for this batch. */
static EpiStatus
evaluate (Method *self)
{
  EpiSampledOracle *oracle = self->oracle;
  EpiStatus status = fetch (self, self->x, self->base.x);

  if (status == EPI_OK)
    status = self->part != NULL
                 ? evaluate_all (self, &self->base.f)
                 : oracle->evaluate (oracle, self->batch, self->x, self->g,
                                     &self->base.f);
  if (status == EPI_OK)
    status = fetch (self, self->g, self->gradient);
  return status;
}

/* Only where the gradient is that of f. */
static bool
stationary (const Method *self)
{
  return (self->oracle->batches == 1 || self->part != NULL) &&
         norm (self->gradient, self->base.n) <=
             self->tolerance * self->gradient0;
}

static EpiStatus
method_step (EpiMethod *base)
{
  Method *self = (Method *)base;

  if (stationary (self))
    return EPI_CONVERGED;
  EpiStatus status = epi_optimizer_update (self->optimizer, self->g, self->x);
  self->batch++;
  if (status == EPI_OK)
    status = evaluate (self);
  if (status == EPI_NOT_FINITE)
    return EPI_DIVERGED;
  if (status != EPI_OK)
    return status;
  return stationary (self) ? EPI_CONVERGED : EPI_RUNNING;
}

/* ---- The rest of a method ------------------------------------------------ */

static void
method_record (const EpiMethod *base, EpiFrame *frame)
{
  const Method *self = (const Method *)base;

  epi_frame_add_vector (frame, "theta", base->x, base->n);
  epi_frame_add_vector (frame, "gradient", self->gradient, base->n);
  epi_frame_add_scalar (frame, "gradient_norm", norm (self->gradient, base->n));
  epi_frame_add_scalar (frame, "step", epi_optimizer_step (self->optimizer));
}

typedef struct {
  double tolerance, gradient0;
  uint64_t batch;
} State;

static size_t
method_state_size (const EpiMethod *base)
{
  const Method *self = (const Method *)base;

  return sizeof (State) + 2 * base->n * sizeof (double) +
         epi_optimizer_state_size (self->optimizer);
}

static EpiStatus
method_save (const EpiMethod *base, void *state)
{
  const Method *self = (const Method *)base;
  State head = {self->tolerance, self->gradient0, self->batch};
  size_t size = base->n * sizeof (double);
  char *to = state;

  memcpy (to, &head, sizeof head);
  memcpy (to + sizeof head, base->x, size);
  memcpy (to + sizeof head + size, self->gradient, size);
  return epi_optimizer_save (self->optimizer, to + sizeof head + 2 * size);
}

static void
method_restore (EpiMethod *base, const void *state)
{
  Method *self = (Method *)base;
  size_t size = base->n * sizeof (double);
  const char *from = state;
  State head;

  memcpy (&head, from, sizeof head);
  self->tolerance = head.tolerance;
  self->gradient0 = head.gradient0;
  self->batch = head.batch;
  memcpy (base->x, from + sizeof head, size);
  memcpy (self->gradient, from + sizeof head + size, size);
  EpiStatus status = send (self, base->x, self->x);
  if (status == EPI_OK)
    status = send (self, self->gradient, self->g);
  if (status == EPI_OK)
    status =
        epi_optimizer_restore (self->optimizer, from + sizeof head + 2 * size);
  if (status != EPI_OK)
    base->status = status;
}

static EpiStatus
method_set (EpiMethod *base, const char *name, double value)
{
  Method *self = (Method *)base;

  if (strcmp (name, "tolerance") != 0)
    return epi_optimizer_set (self->optimizer, name, value);
  self->tolerance = value;
  return EPI_OK;
}

static void
method_free (EpiMethod *base)
{
  Method *self = (Method *)base;

  epi_optimizer_free (self->optimizer);
  epi_buffer_free (self->x);
  epi_buffer_free (self->g);
  epi_buffer_free (self->part);
  epi_free (base->x);
  epi_free (self->gradient);
  epi_free (self->narrow);
  g_free (self);
}

static const EpiMethodClass method_class = {.step = method_step,
                                            .record = method_record,
                                            .state_size = method_state_size,
                                            .save_state = method_save,
                                            .restore_state = method_restore,
                                            .set = method_set,
                                            .free = method_free};

static EpiStatus
make_buffers (Method *self, const EpiOptimizerOptions *options)
{
  EpiSampledOracle *oracle = self->oracle;
  EpiDevice *device = oracle->device;
  size_t n = oracle->n;
  EpiStatus status =
      epi_optimizer_new (options, device, oracle->element, n, &self->optimizer);

  if (status == EPI_OK)
    status = epi_buffer_new (device, oracle->element, n, 1, &self->x);
  if (status == EPI_OK)
    status = epi_buffer_new (device, oracle->element, n, 1, &self->g);
  if (status == EPI_OK && oracle->batches > 1 &&
      options->kind == EPI_OPTIMIZER_GRADIENT_DESCENT)
    status = epi_buffer_new (device, oracle->element, n, 1, &self->part);
  self->base.x = epi_new0 (double, n);
  self->gradient = epi_new0 (double, n);
  if (oracle->element == EPI_FLOAT)
    self->narrow = epi_new0 (float, n);
  if (self->base.x == NULL || self->gradient == NULL ||
      (oracle->element == EPI_FLOAT && self->narrow == NULL))
    return EPI_NO_MEMORY;
  return status;
}

EpiStatus
epi_optimizer_method_new (const EpiOptimizerOptions *options,
                          EpiSampledOracle *oracle, const double *x0,
                          EpiMethod **out)
{
  Method *self = g_new0 (Method, 1);

  *out = NULL;
  self->klass = method_class;
  self->klass.name = epi_optimizer_name (options->kind);
  self->base =
      (EpiMethod){.klass = &self->klass, .status = EPI_RUNNING, .n = oracle->n};
  self->oracle = oracle;
  self->tolerance = 1e-10;
  EpiStatus status = make_buffers (self, options);
  if (status == EPI_OK)
    status = send (self, x0, self->x);
  if (status == EPI_OK)
    status = evaluate (self);
  if (status == EPI_OK &&
      (!isfinite (self->base.f) || !epi_is_finite (self->gradient, oracle->n)))
    status = EPI_NOT_FINITE;
  if (status != EPI_OK) {
    method_free (&self->base);
    return status;
  }
  self->gradient0 = norm (self->gradient, oracle->n);
  *out = &self->base;
  return EPI_OK;
}
