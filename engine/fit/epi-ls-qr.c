/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-ls-qr.h"

#include "compute/epi-linalg.h"
#include "core/epi-alloc.h"
#include "fit/epi-ls-refine.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define REAL double
#define NAME(verb) double_##verb
#include "fit/epi-householder.inc"

#define EPI_QR_TALL 8192   /* rows above which M is compressed first */
#define EPI_QR_RECORD 4096 /* entries up to which M is recorded */
#define EPI_QR_COARSE 1e12 /* condition that asks for long double */

typedef struct {
  EpiLsDirect direct;
  bool compress;
  EpiMatrix M;    /* (n',p+m); R and the reflectors below it, as they come */
  double *tau;    /* (p) */
  double *length; /* (p) of the columns of M, to judge the rank */
  EpiLsRefine *refine; /* NULL: plain QR */
  size_t refinements;  /* at most */
  bool extended;
  double change; /* of the last refinement */
} Qr;

/* 0. M := the triangles of its blocks, or M itself. */
static EpiStatus
load (Qr *self)
{
  EpiLsDirect *direct = &self->direct;
  EpiStatus status = EPI_OK;

  if (self->compress)
    status = epi_tall_stack (&direct->tall, &direct->ls, &self->M);
  else
    epi_tall_copy (&direct->ls, NULL, 0, self->M.rows, &self->M);
  if (status == EPI_OK && !epi_matrix_is_finite (&self->M))
    status = EPI_NOT_FINITE;
  for (size_t j = 0; status == EPI_OK && j < direct->p; j++)
    self->length[j] = double_norm (epi_matrix_col (&self->M, j), self->M.rows);
  return status;
}

/* 1. M := H_j M */
static EpiStatus
reflect_column (Qr *self, size_t j)
{
  size_t rows = self->M.rows - j;
  double *v = epi_matrix_at (&self->M, j, j);
  double smallest =
      self->length[j] *
      epi_ls_rank_tolerance (self->direct.ls.A.rows, self->direct.p);

  self->tau[j] = double_reflector (v, rows);
  for (size_t l = j + 1; l < self->M.cols; l++)
    double_reflect (v, self->tau[j], epi_matrix_at (&self->M, j, l), rows);
  return fabs (v[0]) > smallest ? EPI_RUNNING : EPI_SINGULAR;
}

/* 2. R Θ = the top p rows of the last m columns */
static EpiStatus
back_substitute (Qr *self)
{
  EpiLsDirect *direct = &self->direct;
  size_t p = direct->p;
  EpiMatrix R = epi_matrix_view (self->M.data, p, p, self->M.ld);

  for (size_t j = 0; j < p; j++) { /* the reflectors are not part of R */
    double *column = epi_matrix_col (&direct->square, j);
    memset (column, 0, p * sizeof (double));
    memcpy (column, epi_matrix_col (&R, j), (j + 1) * sizeof (double));
  }
  direct->condition = epi_ls_direct_condition (direct, &direct->square);
  for (size_t j = 0; j < direct->m; j++)
    memcpy (epi_matrix_col (&direct->theta, j),
            epi_matrix_col (&self->M, p + j), p * sizeof (double));
  return epi_triangular_solve (false, false, false, &R, &direct->theta);
}

/* 3. one refinement */
static EpiStatus
refine (Qr *self, size_t pass)
{
  EpiLsDirect *direct = &self->direct;
  EpiStatus status =
      epi_ls_refine_step (self->refine, &direct->theta, &self->change);

  if (status != EPI_RUNNING && status != EPI_CONVERGED)
    return status;
  EpiStatus finished = epi_ls_direct_finish (direct);
  return status == EPI_CONVERGED || pass == self->refinements ? finished
                                                              : EPI_RUNNING;
}

static EpiStatus
qr_step (EpiMethod *base)
{
  Qr *self = (Qr *)base;
  size_t p = self->direct.p, first = self->compress ? 1 : 0;
  EpiStatus status;

  if (self->M.rows < p)
    return EPI_SINGULAR; /* fewer equations than unknowns */
  if (base->k == 0) {
    status = load (self);
    if (status != EPI_OK || self->compress)
      return status == EPI_OK ? EPI_RUNNING : status;
  }
  if (base->k < first + p)
    return reflect_column (self, base->k - first);
  if (base->k > first + p)
    return refine (self, base->k - first - p);
  status = back_substitute (self);
  if (status != EPI_OK)
    return status;
  if (self->refine == NULL)
    return epi_ls_direct_finish (&self->direct);
  epi_ls_refine_start (self->refine, &self->direct.theta);
  status = epi_ls_direct_finish (&self->direct);
  return status == EPI_CONVERGED ? EPI_RUNNING : status;
}

static size_t
reflections (const Qr *self)
{
  size_t first = self->compress ? 1 : 0, k = self->direct.base.k;

  k = k > first ? k - first : 0;
  return k < self->direct.p ? k : self->direct.p;
}

/* Copies the top rows of M without the reflectors. */
static void
copy_work (const Qr *self, size_t rows, size_t cols, double *to)
{
  size_t done = reflections (self);

  for (size_t j = 0; j < cols; j++)
    for (size_t i = 0; i < rows; i++)
      to[i + j * rows] =
          j < done && i > j ? 0 : *epi_matrix_at (&self->M, i, j);
}

static void
qr_record (const EpiMethod *base, EpiFrame *frame)
{
  const Qr *self = (const Qr *)base;
  size_t p = self->direct.p, done = reflections (self);
  double *to;

  epi_ls_direct_record (&self->direct, frame);
  epi_frame_add_scalar (frame, "reflections", (double)done);
  if (base->k == 0 || self->M.rows < p)
    return;
  if (self->M.rows * self->M.cols <= EPI_QR_RECORD) {
    to = epi_frame_add_matrix (frame, "work", NULL, self->M.rows, self->M.cols);
    if (to != NULL)
      copy_work (self, self->M.rows, self->M.cols, to);
  }
  if (done == p) {
    size_t m = self->direct.m;
    to = epi_frame_add_matrix (frame, "R", NULL, p, p);
    if (to != NULL)
      copy_work (self, p, p, to);
    to = epi_frame_add_matrix (frame, "qtb", NULL, p, m);
    for (size_t o = 0; to != NULL && o < m; o++)
      memcpy (to + o * p, epi_matrix_col (&self->M, p + o),
              p * sizeof (double));
  }
  if (done == p && base->status != EPI_SINGULAR)
    epi_frame_add_scalar (frame, "rank", (double)p);
  size_t passes = base->k - (self->compress ? 1 : 0);
  if (self->refine != NULL && passes > p + 1) {
    epi_frame_add_scalar (frame, "refinements", (double)(passes - p - 1));
    epi_frame_add_scalar (frame, "change", self->change);
    epi_frame_add_scalar (frame, "extended", self->extended);
  }
}

static size_t
qr_state_size (const EpiMethod *base)
{
  const Qr *self = (const Qr *)base;

  return epi_ls_direct_state_size (&self->direct) +
         epi_state_matrix_size (&self->M) +
         (2 * self->direct.p + 1) * sizeof (double) +
         (self->refine ? epi_ls_refine_state_size (self->refine) : 0);
}

static EpiStatus
qr_save (const EpiMethod *base, void *state)
{
  const Qr *self = (const Qr *)base;
  size_t vector = self->direct.p * sizeof (double);

  state = epi_ls_direct_save (&self->direct, state);
  state = epi_state_put (state, self->M.data, epi_state_matrix_size (&self->M));
  state = epi_state_put (state, self->tau, vector);
  state = epi_state_put (state, self->length, vector);
  state = epi_state_put (state, &self->change, sizeof self->change);
  if (self->refine != NULL)
    epi_ls_refine_save (self->refine, state);
  return EPI_OK;
}

static void
qr_restore (EpiMethod *base, const void *state)
{
  Qr *self = (Qr *)base;
  size_t vector = self->direct.p * sizeof (double);

  state = epi_ls_direct_restore (&self->direct, state);
  state = epi_state_get (state, self->M.data, epi_state_matrix_size (&self->M));
  state = epi_state_get (state, self->tau, vector);
  state = epi_state_get (state, self->length, vector);
  state = epi_state_get (state, &self->change, sizeof self->change);
  if (self->refine != NULL)
    epi_ls_refine_restore (self->refine, state);
}

static void
qr_free (EpiMethod *base)
{
  Qr *self = (Qr *)base;

  epi_ls_direct_clear (&self->direct);
  epi_matrix_clear (&self->M);
  epi_free (self->tau);
  epi_free (self->length);
  epi_ls_refine_free (self->refine);
  g_free (self);
}

static const EpiMethodClass qr_class = {
    .name = "QR factorisation",
    .step = qr_step,
    .record = qr_record,
    .state_size = qr_state_size,
    .save_state = qr_save,
    .restore_state = qr_restore,
    .free = qr_free,
};

/* Double factors, or extended ones where those are too coarse.  A matrix that
 * cannot be factored is reported by the steps, not here. */
static EpiStatus
prepare_refinement (Qr *self, const EpiLsQrOptions *options)
{
  const EpiLs *ls = &self->direct.ls;
  EpiStatus status = epi_ls_refine_new (ls, options->A_low, options->B_low,
                                        false, &self->refine);

  self->refinements = options->refinements;
  if (status == EPI_OK &&
      epi_ls_refine_condition (self->refine) > EPI_QR_COARSE) {
    epi_ls_refine_free (self->refine);
    self->extended = true;
    status = epi_ls_refine_new (ls, options->A_low, options->B_low, true,
                                &self->refine);
  }
  return status == EPI_NO_MEMORY ? EPI_NO_MEMORY : EPI_OK;
}

EpiStatus
epi_ls_qr_new (const EpiLs *problem, const EpiLsQrOptions *options,
               EpiMethod **out)
{
  Qr *self = g_new0 (Qr, 1);
  size_t p = problem->A.cols, q = p + problem->B.cols;
  size_t rows = epi_tall_rows (problem);

  *out = NULL;
  self->compress = rows > EPI_QR_TALL && rows > 4 * q;
  if (self->compress)
    rows = epi_tall_stack_rows (problem);
  self->change = NAN;
  self->tau = epi_new0 (double, p);
  self->length = epi_new0 (double, p);
  if (epi_ls_direct_init (&self->direct, &qr_class, problem) != EPI_OK ||
      self->tau == NULL || self->length == NULL ||
      epi_matrix_new (rows, q, &self->M) != EPI_OK ||
      (options != NULL && options->refinements > 0 &&
       prepare_refinement (self, options) != EPI_OK)) {
    qr_free (&self->direct.base);
    return EPI_NO_MEMORY;
  }
  *out = &self->direct.base;
  return EPI_OK;
}
