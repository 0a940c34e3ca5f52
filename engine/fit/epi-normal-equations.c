/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-normal-equations.h"

#include "compute/epi-linalg.h"

#include <glib.h>
#include <math.h>
#include <string.h>

typedef struct {
  EpiLsDirect direct;
  EpiMatrix G; /* (p+m,p+m) the Gram matrix of [√W A, √W B; √λ D, 0] */
  EpiMatrix L; /* (p,p) */
  EpiMatrix Y; /* (p,m) */
  double condition_gram;
} NormalEquations;

static EpiMatrix
gram (const NormalEquations *self)
{
  size_t p = self->direct.p;
  return epi_matrix_view (self->G.data, p, p, self->G.ld);
}

static EpiMatrix
right_hand_side (const NormalEquations *self)
{
  size_t p = self->direct.p, m = self->direct.m;
  return epi_matrix_view (epi_matrix_col (&self->G, p), p, m, self->G.ld);
}

static void
copy (const EpiMatrix *from, EpiMatrix *to)
{
  for (size_t j = 0; j < from->cols; j++)
    memcpy (epi_matrix_col (to, j), epi_matrix_col (from, j),
            from->rows * sizeof (double));
}

/* 1. G := AᵀWA + λD², C := AᵀWB */
static EpiStatus
form_gram (NormalEquations *self)
{
  EpiLsDirect *direct = &self->direct;
  EpiStatus status = epi_tall_gram (&direct->tall, &direct->ls, &self->G);

  if (status != EPI_OK)
    return status;
  EpiMatrix G = gram (self);
  self->condition_gram = epi_ls_direct_condition (direct, &G);
  direct->condition = sqrt (self->condition_gram);
  return EPI_OK;
}

/* 2. G = L Lᵀ */
static EpiStatus
factor (NormalEquations *self)
{
  EpiMatrix G = gram (self);

  copy (&G, &self->L);
  EpiStatus status = epi_cholesky (&self->L);
  for (size_t j = 1; j < self->L.cols; j++)
    memset (epi_matrix_col (&self->L, j), 0, j * sizeof (double));
  return status;
}

static EpiStatus
normal_equations_step (EpiMethod *base)
{
  NormalEquations *self = (NormalEquations *)base;
  EpiMatrix *theta = &self->direct.theta;
  EpiStatus status;

  switch (base->k) {
  case 0:
    status = form_gram (self);
    break;
  case 1:
    status = factor (self);
    break;
  case 2: { /* 3. L Y = C */
    EpiMatrix C = right_hand_side (self);
    copy (&C, &self->Y);
    status = epi_triangular_solve (true, false, false, &self->L, &self->Y);
    break;
  }
  default: /* 4. LᵀΘ = Y */
    copy (&self->Y, theta);
    status = epi_triangular_solve (true, true, false, &self->L, theta);
    return status == EPI_OK ? epi_ls_direct_finish (&self->direct) : status;
  }
  return status == EPI_OK ? EPI_RUNNING : status;
}

static void
normal_equations_record (const EpiMethod *base, EpiFrame *frame)
{
  const NormalEquations *self = (const NormalEquations *)base;
  size_t p = self->direct.p, m = self->direct.m;

  epi_ls_direct_record (&self->direct, frame);
  if (base->k < 1)
    return;
  EpiMatrix G = gram (self), C = right_hand_side (self);
  EpiMatrix G_frame = epi_matrix_view (
      epi_frame_add_matrix (frame, "gram", NULL, p, p), p, p, p);
  EpiMatrix C_frame = epi_matrix_view (
      epi_frame_add_matrix (frame, "rhs", NULL, p, m), p, m, p);
  if (G_frame.data != NULL)
    copy (&G, &G_frame);
  if (C_frame.data != NULL)
    copy (&C, &C_frame);
  epi_frame_add_scalar (frame, "condition_gram", self->condition_gram);
  if (base->k >= 2 && base->status != EPI_NOT_POSITIVE_DEFINITE)
    epi_frame_add_matrix (frame, "L", self->L.data, p, p);
}

static size_t
normal_equations_state_size (const EpiMethod *base)
{
  const NormalEquations *self = (const NormalEquations *)base;

  return epi_ls_direct_state_size (&self->direct) +
         epi_state_matrix_size (&self->G) + epi_state_matrix_size (&self->L) +
         epi_state_matrix_size (&self->Y) + sizeof (double);
}

static EpiStatus
normal_equations_save (const EpiMethod *base, void *state)
{
  const NormalEquations *self = (const NormalEquations *)base;

  state = epi_ls_direct_save (&self->direct, state);
  state = epi_state_put (state, self->G.data, epi_state_matrix_size (&self->G));
  state = epi_state_put (state, self->L.data, epi_state_matrix_size (&self->L));
  state = epi_state_put (state, self->Y.data, epi_state_matrix_size (&self->Y));
  epi_state_put (state, &self->condition_gram, sizeof (double));
  return EPI_OK;
}

static void
normal_equations_restore (EpiMethod *base, const void *state)
{
  NormalEquations *self = (NormalEquations *)base;

  state = epi_ls_direct_restore (&self->direct, state);
  state = epi_state_get (state, self->G.data, epi_state_matrix_size (&self->G));
  state = epi_state_get (state, self->L.data, epi_state_matrix_size (&self->L));
  state = epi_state_get (state, self->Y.data, epi_state_matrix_size (&self->Y));
  epi_state_get (state, &self->condition_gram, sizeof (double));
}

static void
normal_equations_free (EpiMethod *base)
{
  NormalEquations *self = (NormalEquations *)base;

  epi_ls_direct_clear (&self->direct);
  epi_matrix_clear (&self->G);
  epi_matrix_clear (&self->L);
  epi_matrix_clear (&self->Y);
  g_free (self);
}

static const EpiMethodClass normal_equations_class = {
    .name = "normal equations",
    .step = normal_equations_step,
    .record = normal_equations_record,
    .state_size = normal_equations_state_size,
    .save_state = normal_equations_save,
    .restore_state = normal_equations_restore,
    .free = normal_equations_free,
};

EpiStatus
epi_normal_equations_new (const EpiLs *problem, EpiMethod **out)
{
  NormalEquations *self = g_new0 (NormalEquations, 1);
  size_t p = problem->A.cols, m = problem->B.cols;

  *out = NULL;
  if (epi_ls_direct_init (&self->direct, &normal_equations_class, problem) !=
          EPI_OK ||
      epi_matrix_new (p + m, p + m, &self->G) != EPI_OK ||
      epi_matrix_new (p, p, &self->L) != EPI_OK ||
      epi_matrix_new (p, m, &self->Y) != EPI_OK) {
    normal_equations_free (&self->direct.base);
    return EPI_NO_MEMORY;
  }
  self->condition_gram = NAN;
  *out = &self->direct.base;
  return EPI_OK;
}
