/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-recurrence.h"

#include "core/epi-alloc.h"

#include <glib.h>
#include <math.h>
#include <string.h>

struct EpiRecurrence {
  bool lstm, characters;
  size_t inputs, features, units, outputs;
  size_t rows;   /* of z: N, of an LSTM 4N */
  double *E;     /* (features, classes), of an embedding */
  double *W;     /* (rows, features) */
  double *U;     /* (rows, units) */
  double *b;     /* (rows) */
  double *V;     /* (outputs, units) */
  double *v;     /* (outputs) */
  double *h, *c; /* (units) */
  double *z;     /* (rows): of an LSTM the gates */
  double *y;     /* (outputs) */
};

/* ---- Made and freed ----------------------------------------------------- */

static double *
parameter (const EpiNetwork *network, size_t l, size_t p)
{
  const EpiParameter *q = &epi_network_layer (network, l)->parameter[p];
  double *values = epi_new (double, q->rows * q->cols);

  if (values != NULL && epi_network_get (network, l, p, values) != EPI_OK) {
    epi_free (values);
    return NULL;
  }
  return values;
}

static bool
is_layer (const EpiNetwork *network, size_t l, const char *name)
{
  return l < epi_network_n_layers (network) &&
         strcmp (epi_network_layer (network, l)->klass->name, name) == 0;
}

/* The layer that recurs; n_layers: the network is of another kind. */
static size_t
recurrent_layer (const EpiNetwork *network)
{
  size_t n = epi_network_n_layers (network);
  size_t l = is_layer (network, 0, "embedding") ? 1 : 0;

  bool fits =
      (is_layer (network, l, "elman") || is_layer (network, l, "lstm")) &&
      is_layer (network, l + 1, "dense") && n == l + 2 &&
      epi_network_layer (network, l + 1)->activation == EPI_ACTIVATION_IDENTITY;
  return fits ? l : n;
}

EpiStatus
epi_recurrence_new (const EpiNetwork *network, EpiRecurrence **out)
{
  size_t l = recurrent_layer (network);

  *out = NULL;
  if (l == epi_network_n_layers (network))
    return EPI_UNSUPPORTED;
  EpiRecurrence *self = g_new0 (EpiRecurrence, 1);
  const EpiNetLayer *layer = epi_network_layer (network, l);
  EpiShape in = epi_network_in (network), to = epi_network_out (network);
  self->lstm = is_layer (network, l, "lstm");
  self->characters = l == 1;
  self->inputs = l == 1 ? 1 : epi_shape_size (&in);
  self->features = epi_shape_size (&layer->in);
  self->units = epi_shape_size (&layer->out);
  self->outputs = epi_shape_size (&to);
  self->rows = (self->lstm ? 4 : 1) * self->units;
  self->E = l == 1 ? parameter (network, 0, 0) : NULL;
  self->W = parameter (network, l, 0);
  self->U = parameter (network, l, 1);
  self->b = parameter (network, l, 2);
  self->V = parameter (network, l + 1, 0);
  self->v = parameter (network, l + 1, 1);
  self->h = epi_new0 (double, self->units);
  self->c = epi_new0 (double, self->units);
  self->z = epi_new0 (double, self->rows);
  self->y = epi_new0 (double, self->outputs);
  if ((l == 1 && !self->E) || !self->W || !self->U || !self->b || !self->V ||
      !self->v || !self->h || !self->c || !self->z || !self->y) {
    epi_recurrence_free (self);
    return EPI_NO_MEMORY;
  }
  *out = self;
  return EPI_OK;
}

void
epi_recurrence_free (EpiRecurrence *self)
{
  if (self == NULL)
    return;
  double *owned[] = {self->E, self->W, self->U, self->b, self->V,
                     self->v, self->h, self->c, self->z, self->y};
  for (size_t i = 0; i < G_N_ELEMENTS (owned); i++)
    epi_free (owned[i]);
  g_free (self);
}

bool
epi_recurrence_is_lstm (const EpiRecurrence *self)
{
  return self->lstm;
}

size_t
epi_recurrence_inputs (const EpiRecurrence *self)
{
  return self->inputs;
}

size_t
epi_recurrence_units (const EpiRecurrence *self)
{
  return self->units;
}

size_t
epi_recurrence_outputs (const EpiRecurrence *self)
{
  return self->outputs;
}

double *
epi_recurrence_hidden (EpiRecurrence *self)
{
  return self->h;
}

double *
epi_recurrence_cell (EpiRecurrence *self)
{
  return self->lstm ? self->c : NULL;
}

const double *
epi_recurrence_gates (const EpiRecurrence *self)
{
  return self->lstm ? self->z : NULL;
}

void
epi_recurrence_reset (EpiRecurrence *self)
{
  memset (self->h, 0, self->units * sizeof (double));
  memset (self->c, 0, self->units * sizeof (double));
}

/* ---- One step ----------------------------------------------------------- */

/* y (m) += A (m,n) x */
static void
add_product (const double *A, size_t m, size_t n, const double *x, double *y)
{
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < m; i++)
      y[i] += A[i + m * j] * x[j];
}

/* y (n) := Aᵀ x, A (m,n) */
static void
product_transposed (const double *A, size_t m, size_t n, const double *x,
                    double *y)
{
  for (size_t j = 0; j < n; j++) {
    y[j] = 0;
    for (size_t i = 0; i < m; i++)
      y[j] += A[i + m * j] * x[i];
  }
}

static double
sigmoid (double x)
{
  return 1 / (1 + exp (-x));
}

/* z = W x + U h + b */
static void
preactivate (EpiRecurrence *self, const double *x)
{
  const double *e =
      self->characters ? self->E + self->features * (size_t)x[0] : x;

  memcpy (self->z, self->b, self->rows * sizeof (double));
  add_product (self->W, self->rows, self->features, e, self->z);
  add_product (self->U, self->rows, self->units, self->h, self->z);
}

const double *
epi_recurrence_step (EpiRecurrence *self, const double *x)
{
  size_t N = self->units;

  preactivate (self, x);
  for (size_t j = 0; j < N && !self->lstm; j++)
    self->h[j] = tanh (self->z[j]);
  for (size_t j = 0; j < N && self->lstm; j++) {
    double i = sigmoid (self->z[j]), f = sigmoid (self->z[j + N]);
    double o = sigmoid (self->z[j + 2 * N]), g = tanh (self->z[j + 3 * N]);
    self->z[j] = i, self->z[j + N] = f;
    self->z[j + 2 * N] = o, self->z[j + 3 * N] = g;
    self->c[j] = f * self->c[j] + i * g;
    self->h[j] = o * tanh (self->c[j]);
  }
  memcpy (self->y, self->v, self->outputs * sizeof (double));
  add_product (self->V, self->outputs, N, self->h, self->y);
  return self->y;
}

/* ---- How far back a loss reaches ---------------------------------------- */

typedef struct { /* 1.: what the steps were */
  size_t N, rows;
  double *h, *c, *z;    /* (N, steps), (N, steps), (rows, steps) */
  double *dh, *dc, *dz; /* ∂f/∂h, ∂f/∂c; z̄ */
  double *dy;
} Way;

static void
way_clear (Way *way)
{
  epi_free (way->h);
}

/* One block for all. */
static EpiStatus
way_init (Way *way, const EpiRecurrence *self, size_t steps)
{
  size_t N = self->units, rows = self->rows;
  double *at =
      epi_new0 (double, (2 * N + rows) * steps + 2 * N + rows + self->outputs);

  *way = (Way){.N = N, .rows = rows, .h = at};
  if (at == NULL)
    return EPI_NO_MEMORY;
  way->c = way->h + N * steps;
  way->z = way->c + N * steps;
  way->dh = way->z + rows * steps;
  way->dc = way->dh + N;
  way->dz = way->dc + N;
  way->dy = way->dz + rows;
  return EPI_OK;
}

static void
go (EpiRecurrence *self, const double *x, size_t steps, Way *way)
{
  size_t N = self->units;

  epi_recurrence_reset (self);
  for (size_t t = 0; t < steps; t++) {
    epi_recurrence_step (self, x + self->inputs * t);
    memcpy (way->h + N * t, self->h, N * sizeof (double));
    memcpy (way->c + N * t, self->c, N * sizeof (double));
    memcpy (way->z + self->rows * t, self->z, self->rows * sizeof (double));
  }
}

/* ∂f/∂y */
static EpiStatus
loss_gradient (const EpiRecurrence *self, EpiLoss loss, const double *target,
               double *dy)
{
  if (loss == EPI_LOSS_MSE) {
    for (size_t i = 0; i < self->outputs; i++)
      dy[i] = self->y[i] - target[i];
  } else if (loss == EPI_LOSS_CROSS_ENTROPY) {
    epi_softmax_at (self->y, self->outputs, 1, dy);
    dy[(size_t)target[0]] -= 1;
  } else {
    return EPI_UNSUPPORTED;
  }
  return EPI_OK;
}

/* 3., from step t to the one before; c before the first step is zero. */
static void
one_back (const EpiRecurrence *self, Way *way, size_t t)
{
  size_t N = way->N;
  const double *h = way->h + N * t, *c = way->c + N * t;
  const double *z = way->z + way->rows * t;
  const double *before = t > 0 ? c - N : NULL;

  for (size_t j = 0; j < N && !self->lstm; j++)
    way->dz[j] = way->dh[j] * (1 - h[j] * h[j]);
  for (size_t j = 0; j < N && self->lstm; j++) {
    double i = z[j], f = z[j + N], o = z[j + 2 * N], g = z[j + 3 * N];
    double th = tanh (c[j]);
    double dc = way->dc[j] + way->dh[j] * o * (1 - th * th);
    way->dz[j] = dc * g * i * (1 - i);
    way->dz[j + N] = dc * (before != NULL ? before[j] : 0) * f * (1 - f);
    way->dz[j + 2 * N] = way->dh[j] * th * o * (1 - o);
    way->dz[j + 3 * N] = dc * i * (1 - g * g);
    way->dc[j] = f * dc;
  }
  product_transposed (self->U, way->rows, N, way->dz, way->dh);
}

static double
norm (const double *x, size_t n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += x[i] * x[i];
  return sqrt (sum);
}

EpiStatus
epi_recurrence_reach (EpiRecurrence *self, const double *x, size_t steps,
                      EpiLoss loss, const double *target, double *to_hidden,
                      double *to_cell)
{
  Way way;
  EpiStatus status = way_init (&way, self, steps);

  if (status != EPI_OK)
    return status;
  go (self, x, steps, &way); /* 1. */
  status = loss_gradient (self, loss, target, way.dy);
  product_transposed (self->V, self->outputs, way.N, way.dy, way.dh); /* 2. */
  for (size_t k = 0; k < steps && status == EPI_OK; k++) {            /* 3. */
    to_hidden[k] = norm (way.dh, way.N);
    to_cell[k] = norm (way.dc, way.N);
    if (!isfinite (to_hidden[k] + to_cell[k]))
      status = EPI_NOT_FINITE;
    one_back (self, &way, steps - 1 - k);
  }
  way_clear (&way);
  return status;
}

/* ---- Which class comes next --------------------------------------------- */

void
epi_softmax_at (const double *z, size_t n, double temperature, double *p)
{
  double most = -INFINITY, sum = 0;

  for (size_t i = 0; i < n; i++)
    most = fmax (most, z[i]);
  for (size_t i = 0; i < n; i++) {
    p[i] = temperature > 0 ? exp ((z[i] - most) / temperature)
                           : (double)(z[i] == most);
    sum += p[i];
  }
  for (size_t i = 0; i < n; i++)
    p[i] /= sum;
}

size_t
epi_draw_class (const double *p, size_t n, EpiRandom *random)
{
  double u = epi_random_uniform (random), sum = 0;
  size_t last = 0; /* where rounding leaves u above the sum */

  for (size_t i = 0; i < n; i++) {
    if (p[i] > 0)
      last = i;
    sum += p[i];
    if (u < sum)
      return i;
  }
  return last;
}
