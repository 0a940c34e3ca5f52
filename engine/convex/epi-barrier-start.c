/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-barrier-private.h"
#include "core/epi-alloc.h"

#include <lapacke.h>
#include <assert.h>
#include <math.h>
#include <string.h>

#define EPI_BARRIER_MU 10
#define EPI_BARRIER_TOLERANCE 1e-8
#define EPI_BARRIER_RANK                                                       \
  1e-11                        /* relative; equalities below it are dependent  \
                                */
#define EPI_BARRIER_RADIUS 1e6 /* of phase I, over the size of the start */
#define EPI_BARRIER_CONSISTENT 1e-9 /* relative, of a dependent equality */

/* Which rows of A are independent, by a pivoted QR of Aᵀ. */
static EpiStatus
find_independent (EpiBarrier *self)
{
  const EpiBarrierOracle *oracle = self->oracle;
  size_t n = self->n, p = oracle->p, most = n < p ? n : p;
  double *QR = epi_new (double, n *p), *tau = epi_new (double, most + 1);
  int *pivots = epi_new0 (int, p + 1);
  EpiStatus status = EPI_NO_MEMORY;

  self->which = epi_new (size_t, p);
  self->A = epi_new (double, most *n);
  if (QR != NULL && tau != NULL && pivots != NULL && self->which != NULL &&
      self->A != NULL) {
    status = EPI_OK;
    memcpy (QR, oracle->A, n * p * sizeof *QR);
    if (most > 0 && LAPACKE_dgeqp3 (LAPACK_COL_MAJOR, (int)n, (int)p, QR,
                                    (int)n, pivots, tau) != 0)
      status = EPI_NO_MEMORY;
    while (self->rank < most &&
           fabs (QR[self->rank * (n + 1)]) > EPI_BARRIER_RANK * fabs (QR[0])) {
      size_t row = (size_t)pivots[self->rank] - 1;
      memcpy (self->A + self->rank * n, oracle->A + row * n,
              n * sizeof (double));
      self->which[self->rank++] = row;
    }
  }
  epi_free (QR);
  epi_free (tau);
  epi_free (pivots);
  return status;
}

/* z := z + the shortest move to Ax = b.  When there is no such point,
 * w := the ray -r/‖r‖², r = b - Ax least. */
static EpiStatus
meet_equalities (EpiBarrier *self)
{
  const EpiBarrierOracle *oracle = self->oracle;
  size_t n = self->n, p = oracle->p, rows = p > n ? p : n;
  double *A = epi_new (double, n *p), *rhs = epi_new0 (double, rows);
  int *pivots = epi_new0 (int, n + 1), rank;
  EpiStatus status = EPI_NO_MEMORY;

  if (A != NULL && rhs != NULL && pivots != NULL) {
    double size = 1, left = 0, square = 0;
    for (size_t r = 0; r < p; r++) {
      rhs[r] = oracle->b[r] - epi_dot (oracle->A + r * n, self->z, n);
      size = fmax (size, fmax (fabs (oracle->b[r]), fabs (rhs[r])));
      for (size_t j = 0; j < n; j++)
        A[j * p + r] = oracle->A[r * n + j];
    }
    status = EPI_OK;
    if (n > 0 &&
        LAPACKE_dgelsy (LAPACK_COL_MAJOR, (int)p, (int)n, 1, A, (int)p, rhs,
                        (int)rows, pivots, EPI_BARRIER_RANK, &rank) != 0)
      status = EPI_NO_MEMORY;
    for (size_t j = 0; j < n; j++)
      self->z[j] += rhs[j];
    for (size_t r = 0; r < p; r++) {
      self->w[r] = epi_dot (oracle->A + r * n, self->z, n) - oracle->b[r];
      left = fmax (left, fabs (self->w[r]));
      square += self->w[r] * self->w[r];
    }
    self->now.contradiction = left > EPI_BARRIER_CONSISTENT * size;
    for (size_t r = 0; r < p; r++)
      self->w[r] = self->now.contradiction ? self->w[r] / square : 0;
  }
  epi_free (A);
  epi_free (rhs);
  epi_free (pivots);
  return status;
}

static EpiStatus
allocate (EpiBarrier *self)
{
  size_t n = self->n, p = self->oracle->p, order = n + 1 + self->rank;
  self->work_length = 64 * (int)order;
  self->state_length = 5 * n + 2 + p;
  self->state = epi_new0 (double, self->state_length);
  self->buffers =
      epi_new0 (double, 6 * order + order * order + (size_t)self->work_length +
                            self->state_length);
  self->pivots = epi_new0 (int, order);
  if (self->state == NULL || self->buffers == NULL || self->pivots == NULL ||
      epi_matrix_new (n + 1, n + 1, &self->H) != EPI_OK ||
      epi_matrix_new (order, order, &self->K) != EPI_OK)
    return EPI_NO_MEMORY;
  self->base.x = self->state;
  self->ray = self->state + n;
  self->feasible = self->ray + n;
  self->z = self->feasible + n;
  self->dz = self->z + n + 1;
  self->w = self->dz + n + 1;
  self->g = self->buffers;
  self->trial = self->g + order;
  self->scale = self->trial + order;
  self->rhs = self->scale + order;
  self->wanted = self->rhs + order;
  self->left = self->wanted + order;
  self->work = self->left + order;
  self->factor = self->work + self->work_length;
  self->state_before = self->factor + order * order;
  return EPI_OK;
}

/* Whether (x, s) is strictly feasible for phase I, with a ball that is large
 * beside x and s. */
static bool
is_inside (EpiBarrier *self)
{
  double size = 1;
  for (size_t i = 0; i <= self->n; i++)
    size = fmax (size, fabs (self->z[i]));
  self->radius = self->oracle->radius > 0 ? self->oracle->radius
                                          : EPI_BARRIER_RADIUS * size;
  return isfinite (epi_barrier_evaluate (self, self->z, NULL, NULL));
}

/* Strictly feasible: phase II at once.  Else phase I, from an s that is large
 * enough. */
static EpiStatus
begin (EpiBarrier *self)
{
  self->now.t = self->t0;
  if (self->now.contradiction) {
    self->oracle->klass->multipliers (self->oracle, true, 1, NULL, NULL,
                                      self->w);
    return EPI_RUNNING;
  }
  if (!isfinite (epi_barrier_evaluate (self, self->z, NULL, NULL))) {
    double *s = &self->z[self->n];
    self->now.phase1 = true;
    *s = 1;
    while (!is_inside (self))
      if ((*s *= 2) > 1e100)
        return EPI_NUMERICAL;
  }
  memcpy (self->feasible, self->z, self->n * sizeof (double));
  return epi_barrier_look (self);
}

static EpiStatus
prepare (EpiBarrier *self, const EpiBarrierOptions *options)
{
  EpiStatus status = EPI_OK;
  if (self->n > EPI_BARRIER_VARIABLES)
    return EPI_UNSUPPORTED;
  if (!epi_is_finite (self->oracle->A, self->n * self->oracle->p) ||
      !epi_is_finite (self->oracle->b, self->oracle->p))
    return EPI_NOT_FINITE;
  if (self->oracle->p > 0)
    status = find_independent (self);
  if (status == EPI_OK)
    status = allocate (self);
  if (status == EPI_OK && options->x0 != NULL)
    memcpy (self->z, options->x0, self->n * sizeof (double));
  if (status == EPI_OK && self->oracle->p > 0)
    status = meet_equalities (self);
  return status;
}

EpiStatus
epi_barrier_new (EpiBarrierOracle *oracle, const EpiBarrierOptions *options,
                 EpiMethod **out)
{
  static const EpiBarrierOptions defaults = {0};
  EpiBarrier *self = epi_new0 (EpiBarrier, 1);
  *out = NULL;
  if (self == NULL) {
    epi_barrier_oracle_free (oracle);
    return EPI_NO_MEMORY;
  }
  options = options != NULL ? options : &defaults;
  self->oracle = oracle;
  self->n = oracle->n;
  self->base = (EpiMethod){
      .klass = &epi_barrier_class, .status = EPI_RUNNING, .n = oracle->n};
  self->t0 = options->t > 0 ? options->t : 1;
  self->now.mu = options->mu > 1 ? options->mu : EPI_BARRIER_MU;
  self->tolerance =
      options->tolerance > 0 ? options->tolerance : EPI_BARRIER_TOLERANCE;
  EpiStatus status = prepare (self, options);
  if (status != EPI_OK) {
    epi_barrier_free (&self->base);
    return status;
  }
  self->base.status = begin (self);
  *out = &self->base;
  return EPI_OK;
}

void *
epi_barrier_oracle_new (const EpiBarrierOracleClass *klass, size_t n,
                        size_t size)
{
  EpiBarrierOracle *oracle = epi_alloc0 (1, size);
  if (oracle == NULL)
    return NULL;
  oracle->klass = klass;
  oracle->n = n;
  return oracle;
}

void *
epi_barrier_array (EpiBarrierOracle *oracle, size_t count, size_t size)
{
  void *array = epi_alloc0 (count, size);
  assert (oracle->n_arrays < EPI_BARRIER_ARRAYS);
  oracle->no_memory = oracle->no_memory || array == NULL;
  return oracle->arrays[oracle->n_arrays++] = array;
}

void
epi_barrier_oracle_free (EpiBarrierOracle *oracle)
{
  for (size_t i = 0; i < oracle->n_arrays; i++)
    epi_free (oracle->arrays[i]);
  epi_free (oracle);
}

void
epi_barrier_free (EpiMethod *base)
{
  EpiBarrier *self = (EpiBarrier *)base;
  epi_barrier_oracle_free (self->oracle);
  epi_free (self->A);
  epi_free (self->which);
  epi_free (self->state);
  epi_free (self->buffers);
  epi_free (self->pivots);
  epi_matrix_clear (&self->H);
  epi_matrix_clear (&self->K);
  epi_free (self);
}
