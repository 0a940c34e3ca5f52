/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-walk-private.h"

#include "compute/epi-cpu.h"
#include "compute/epi-linalg.h"
#include "core/epi-alloc.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

/* ---- The functions, by the kernels that networks use ---- */

static EpiBuffer
column (const EpiWalk *self, const double *values, size_t n)
{
  return epi_cpu_wrap (self->cpu, EPI_DOUBLE, (double *)values, n, 1, n);
}

static EpiActivation
activation_of (const EpiWalk *self, size_t layer)
{
  return layer + 1 < self->problem.layers ? self->problem.activation
                                          : self->problem.last;
}

/* y (n) := σ(z), and d (n) := σ'(z) where it is wanted. */
static void
activate (const EpiWalk *self, EpiActivation f, const double *z, double *y,
          double *d, size_t n)
{
  double copy[WIDTH], ones[WIDTH];

  memcpy (copy, z, n * sizeof *z);
  for (size_t i = 0; i < n; i++)
    ones[i] = 1;
  EpiBuffer Z = column (self, copy, n), Y = column (self, y, n);
  EpiBuffer one = column (self, ones, n), D = column (self, d, n);
  epi_device_activate (f, NULL, &Z, &Y);
  if (d != NULL)
    epi_device_activate_back (f, &Z, &Y, &one, &D);
}

/* ℓ(x, t), and its gradient where that is wanted. */
static double
loss (const EpiWalk *self, const double *x, double *gradient)
{
  size_t n = self->problem.sizes[self->problem.layers];
  double value = NAN;
  EpiBuffer X = column (self, x, n), T = column (self, self->t, n);
  EpiBuffer f = column (self, &value, 1), G = column (self, gradient, n);

  if (self->problem.loss == EPI_LOSS_CROSS_ENTROPY)
    T = epi_cpu_wrap (self->cpu, EPI_INDEX, (int32_t *)&self->class, 1, 1, 1);
  epi_device_loss (self->problem.loss, 1, &X, &T, &f,
                   gradient != NULL ? &G : NULL);
  return value;
}

/* y := W x + b */
static void
affine (const EpiWalk *self, size_t layer, const double *x, double *y)
{
  size_t rows = self->problem.sizes[layer + 1];

  memcpy (y, self->b[layer], rows * sizeof *y);
  for (size_t j = 0; j < self->problem.sizes[layer]; j++)
    for (size_t i = 0; i < rows; i++)
      y[i] += self->W[layer][i + j * rows] * x[j];
}

/* f as a function of the weights as they are now. */
static double
value (const EpiWalk *self)
{
  double x[WIDTH], z[WIDTH];

  memcpy (x, self->x0, sizeof x);
  for (size_t l = 0; l < self->problem.layers; l++) {
    affine (self, l, x, z);
    activate (self, activation_of (self, l), z, x, NULL,
              self->problem.sizes[l + 1]);
  }
  return loss (self, x, NULL);
}

/* ---- 1. ---- */

/* P := J P for the full J (rows, cols), or the diagonal one. */
static void
multiply_from_left (EpiWalk *self, const double *J, bool diagonal, size_t rows,
                    size_t cols)
{
  EpiWalkFound *found = &self->found;
  size_t n = self->problem.sizes[0];
  EpiWalkMatrix product = {0};

  for (size_t j = 0; j < n; j++)
    for (size_t k = 0; k < cols; k++)
      if (diagonal)
        product[k + j * rows] = J[k] * found->P[k + j * cols];
      else
        for (size_t i = 0; i < rows; i++)
          product[i + j * rows] += J[i + k * rows] * found->P[k + j * cols];
  memcpy (found->P, product, sizeof product);
  found->forward_cost += (double)((diagonal ? rows : rows * cols) * n);
}

static void
go_forward (EpiWalk *self, size_t i)
{
  EpiWalkFound *found = &self->found;
  const EpiWalkFactor *f = &self->factor[i];
  const double *J = f->diagonal ? found->d[i] : self->W[f->layer];

  if (f->diagonal)
    activate (self, activation_of (self, f->layer), found->x[i - 1],
              found->x[i], found->d[i], f->rows);
  else
    affine (self, f->layer, found->x[i - 1], found->x[i]);
  if (i == 1)
    memcpy (found->P, J, f->rows * f->cols * sizeof *J);
  else
    multiply_from_left (self, J, f->diagonal, f->rows, f->cols);
}

/* ---- 2. ---- */

static void
find_loss (EpiWalk *self)
{
  size_t n = self->problem.sizes[self->problem.layers];

  self->base.f = loss (self, self->found.x[self->m], self->found.g[self->m]);
  multiply_from_left (self, self->found.g[self->m], false, 1, n);
}

/* ---- 3. ---- */

/* (f(w + h) - f(w - h)) / 2h */
static double
difference (EpiWalk *self, double *w)
{
  double kept = *w, h = cbrt (DBL_EPSILON / 2) * fmax (1, fabs (kept));
  volatile double above = kept + h, below = kept - h;

  *w = above;
  double up = value (self);
  *w = below;
  double down = value (self);
  *w = kept;
  return (up - down) / (above - below);
}

static void
compare (EpiWalk *self, double gradient, double by_difference)
{
  self->found.check = fmax (self->found.check, fabs (gradient - by_difference) /
                                                   (1 + fabs (gradient)));
}

/* ∂f/∂W = g xᵀ, ∂f/∂b = g, and what differences say. */
static void
find_weight_gradient (EpiWalk *self, size_t layer, const double *g,
                      const double *x)
{
  EpiWalkFound *found = &self->found;
  size_t rows = self->problem.sizes[layer + 1];

  for (size_t j = 0; j < self->problem.sizes[layer]; j++)
    for (size_t i = 0; i < rows; i++) {
      size_t at = i + j * rows;
      found->dW[layer][at] = g[i] * x[j];
      found->fW[layer][at] = difference (self, &self->W[layer][at]);
      compare (self, found->dW[layer][at], found->fW[layer][at]);
    }
  for (size_t i = 0; i < rows; i++) {
    found->db[layer][i] = g[i];
    found->fb[layer][i] = difference (self, &self->b[layer][i]);
    compare (self, found->db[layer][i], found->fb[layer][i]);
  }
}

static void
go_back (EpiWalk *self, size_t i)
{
  EpiWalkFound *found = &self->found;
  const EpiWalkFactor *f = &self->factor[i];
  const double *g = found->g[i];
  double *out = found->g[i - 1];

  if (f->diagonal) {
    for (size_t k = 0; k < f->rows; k++)
      out[k] = g[k] * found->d[i][k];
    found->reverse_cost += (double)f->rows;
    return;
  }
  find_weight_gradient (self, f->layer, g, found->x[i - 1]);
  for (size_t j = 0; j < f->cols; j++) {
    out[j] = 0;
    for (size_t k = 0; k < f->rows; k++)
      out[j] += g[k] * self->W[f->layer][k + j * f->rows];
  }
  found->reverse_cost += (double)(f->rows * f->cols);
}

/* ---- The method ---- */

static bool
is_finite (const EpiWalk *self, size_t i, size_t k)
{
  const EpiWalkFound *found = &self->found;
  size_t n = self->problem.sizes[0];

  if (k > self->m)
    return epi_is_finite (found->g[i - 1], WIDTH) &&
           epi_is_finite (found->P, n);
  return epi_is_finite (found->x[i], WIDTH) &&
         epi_is_finite (found->P, WIDTH * WIDTH);
}

static EpiStatus
step (EpiMethod *base)
{
  EpiWalk *self = (EpiWalk *)base;
  size_t k = base->k + 1, i = epi_walk_factor_at (self, k);

  if (k <= self->m)
    go_forward (self, i); /* 1. */
  else if (k == self->m + 1)
    find_loss (self); /* 2. */
  else
    go_back (self, i); /* 3. */
  if (!is_finite (self, i, k))
    return EPI_DIVERGED;
  return k == 2 * self->m + 1 ? EPI_CONVERGED : EPI_RUNNING;
}

static size_t
state_size (const EpiMethod *base)
{
  return sizeof (EpiWalkFound);
}

static EpiStatus
save_state (const EpiMethod *base, void *state)
{
  memcpy (state, &((const EpiWalk *)base)->found, sizeof (EpiWalkFound));
  return EPI_OK;
}

static void
restore_state (EpiMethod *base, const void *state)
{
  memcpy (&((EpiWalk *)base)->found, state, sizeof (EpiWalkFound));
}

static void
walk_free (EpiMethod *base)
{
  epi_device_unref (((EpiWalk *)base)->cpu);
  epi_free (base);
}

static const EpiMethodClass walk_class = {.name = "backpropagation",
                                          .step = step,
                                          .record = epi_walk_record,
                                          .state_size = state_size,
                                          .save_state = save_state,
                                          .restore_state = restore_state,
                                          .free = walk_free};

/* ---- Making one ---- */

static void
list_factors (EpiWalk *self)
{
  for (size_t l = 0; l < self->problem.layers; l++) {
    size_t rows = self->problem.sizes[l + 1];
    self->factor[++self->m] =
        (EpiWalkFactor){false, l, rows, self->problem.sizes[l]};
    if (activation_of (self, l) != EPI_ACTIVATION_IDENTITY)
      self->factor[++self->m] = (EpiWalkFactor){true, l, rows, rows};
  }
}

static bool
copy (double *to, const double *from, size_t n)
{
  memcpy (to, from, n * sizeof *to);
  return epi_is_finite (to, n);
}

static bool
copy_numbers (EpiWalk *self, const EpiWalkProblem *problem)
{
  const size_t *sizes = problem->sizes;
  bool finite = copy (self->x0, problem->x, sizes[0]) &&
                copy (self->t, problem->t, sizes[problem->layers]);

  for (size_t l = 0; l < problem->layers; l++)
    finite = finite &&
             copy (self->W[l], problem->W[l], sizes[l] * sizes[l + 1]) &&
             copy (self->b[l], problem->b[l], sizes[l + 1]);
  for (size_t i = 1; i < sizes[problem->layers]; i++)
    if (self->t[i] > self->t[self->class])
      self->class = (int32_t)i;
  memcpy (self->found.x[0], self->x0, sizeof self->x0);
  return finite;
}

EpiStatus
epi_walk_new (const EpiWalkProblem *problem, EpiMethod **out)
{
  EpiWalk *self = epi_alloc0 (1, sizeof *self);

  assert (problem->layers >= 1 && problem->layers <= LAYERS);
  for (size_t l = 0; l <= problem->layers; l++)
    assert (problem->sizes[l] >= 1 && problem->sizes[l] <= WIDTH);
  *out = NULL;
  if (self == NULL)
    return EPI_NO_MEMORY;
  self->base = (EpiMethod){.klass = &walk_class,
                           .status = EPI_RUNNING,
                           .n = problem->sizes[0],
                           .x = self->x0};
  self->cpu = epi_cpu_device_new ();
  self->problem = *problem;
  list_factors (self);
  bool finite = copy_numbers (self, problem);
  if (finite)
    self->base.f = value (self);
  if (finite && isfinite (self->base.f)) {
    *out = &self->base;
    return EPI_OK;
  }
  walk_free (&self->base);
  return EPI_NOT_FINITE;
}
