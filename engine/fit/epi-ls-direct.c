/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-ls-direct.h"

#include "core/epi-alloc.h"

#include <assert.h>
#include <float.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

EpiStatus
epi_ls_direct_init (EpiLsDirect *self, const EpiMethodClass *klass,
                    const EpiLs *problem)
{
  size_t p = problem->A.cols, m = problem->B.cols;
  double wanted = 0;

  assert (problem->loss == EPI_LOSS_SQUARED);
  assert (p > 0 && m > 0 && problem->B.rows == problem->A.rows);
  self->ls = *problem;
  self->p = p;
  self->m = m;
  self->condition = NAN;
  LAPACKE_dgesvd_work (LAPACK_COL_MAJOR, 'N', 'N', (int)p, (int)p, NULL, (int)p,
                       NULL, NULL, (int)p, NULL, (int)p, &wanted, -1);
  self->n_lapack = (int)wanted;
  self->sigma = epi_new0 (double, p);
  self->lapack = epi_new (double, (size_t)self->n_lapack);
  double *x = epi_new0 (double, p *m);
  self->base =
      (EpiMethod){.klass = klass, .status = EPI_RUNNING, .n = p * m, .x = x};
  if (x == NULL || self->sigma == NULL || self->lapack == NULL ||
      epi_matrix_new (p, p, &self->square) != EPI_OK ||
      epi_tall_init (&self->tall, problem) != EPI_OK)
    return EPI_NO_MEMORY;
  self->theta = epi_matrix_view (x, p, m, p);
  self->base.f = epi_ls_objective (problem, &self->theta);
  return EPI_OK;
}

void
epi_ls_direct_clear (EpiLsDirect *self)
{
  epi_free (self->base.x);
  epi_free (self->sigma);
  epi_free (self->lapack);
  epi_matrix_clear (&self->square);
  epi_tall_clear (&self->tall);
}

double
epi_ls_direct_condition (EpiLsDirect *self, const EpiMatrix *M)
{
  int p = (int)self->p;

  for (size_t j = 0; M->data != self->square.data && j < self->p; j++)
    memcpy (epi_matrix_col (&self->square, j), epi_matrix_col (M, j),
            self->p * sizeof (double));
  if (!epi_matrix_is_finite (&self->square) ||
      LAPACKE_dgesvd_work (LAPACK_COL_MAJOR, 'N', 'N', p, p, self->square.data,
                           p, self->sigma, NULL, p, NULL, p, self->lapack,
                           self->n_lapack) != 0)
    return NAN;
  return self->sigma[p - 1] > 0 ? self->sigma[0] / self->sigma[p - 1]
                                : INFINITY;
}

double
epi_ls_rank_tolerance (size_t n, size_t p)
{
  return (10 * (double)p + sqrt ((double)n)) * DBL_EPSILON / 2;
}

EpiStatus
epi_ls_direct_finish (EpiLsDirect *self)
{
  if (!epi_matrix_is_finite (&self->theta))
    return EPI_NOT_FINITE;
  self->base.f = epi_ls_objective (&self->ls, &self->theta);
  return EPI_CONVERGED;
}

void
epi_ls_direct_record (const EpiLsDirect *self, EpiFrame *frame)
{
  if (self->m == 1)
    epi_frame_add_vector (frame, "theta", self->base.x, self->p);
  else
    epi_frame_add_matrix (frame, "theta", self->base.x, self->p, self->m);
  epi_frame_add_scalar (frame, "condition", self->condition);
}

size_t
epi_ls_direct_state_size (const EpiLsDirect *self)
{
  return (self->base.n + 1) * sizeof (double);
}

void *
epi_ls_direct_save (const EpiLsDirect *self, void *state)
{
  state = epi_state_put (state, self->base.x, self->base.n * sizeof (double));
  return epi_state_put (state, &self->condition, sizeof (double));
}

const void *
epi_ls_direct_restore (EpiLsDirect *self, const void *state)
{
  state = epi_state_get (state, self->base.x, self->base.n * sizeof (double));
  return epi_state_get (state, &self->condition, sizeof (double));
}

size_t
epi_state_matrix_size (const EpiMatrix *matrix)
{
  assert (matrix->ld == matrix->rows);
  return matrix->rows * matrix->cols * sizeof (double);
}

void *
epi_state_put (void *state, const void *data, size_t size)
{
  memcpy (state, data, size);
  return (char *)state + size;
}

const void *
epi_state_get (const void *state, void *data, size_t size)
{
  memcpy (data, state, size);
  return (const char *)state + size;
}
