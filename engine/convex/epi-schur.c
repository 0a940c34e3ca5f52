/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-schur-private.h"

#include "core/epi-alloc.h"
#include "core/epi-parallel.h"

#include <glib.h>
#include <stdbool.h>

/* Nanoseconds on a machine of today, for the choice alone: a term of a dot
 * product, one of a product of matrices; what an entry costs before its first
 * term. */
#define COST_VECTOR 0.25
#define COST_GEMM 0.05
#define COST_ENTRY 2.0

/* ---- Construction ---------------------------------------------------------
 */

static EpiStatus
make_space (const EpiSchur *self, EpiSchurSpace *space)
{
  size_t n = self->n, touched = 0;
  for (size_t a = 0; a < self->n_matrices; a++)
    touched = MAX (touched, self->matrices[a].touched);
  *space = (EpiSchurSpace){.T = epi_new (double, touched *n),
                           .V = epi_new (double, touched *n),
                           .place = epi_new (int, n),
                           .touched = epi_new (int, n)};
  if (space->T == NULL || space->V == NULL || space->place == NULL ||
      space->touched == NULL)
    return EPI_NO_MEMORY;
  for (size_t i = 0; i < n; i++)
    space->place[i] = -1;
  EpiStatus status = epi_matrix_new (n, n, &space->U);
  return status != EPI_OK ? status : epi_matrix_new (n, n, &space->half);
}

EpiStatus
epi_schur_new (const EpiSparse *G, size_t offset, size_t n, EpiSchur **out)
{
  EpiSchur *self = g_new0 (EpiSchur, 1);
  self->n = n;
  EpiStatus status = epi_schur_read (self, G, offset);
  if (status == EPI_OK)
    status = epi_schur_find_rank_ones (self);
  self->n_spaces = epi_parallel_threads ();
  self->spaces = g_new0 (EpiSchurSpace, self->n_spaces);
  for (size_t i = 0; i < self->n_spaces && status == EPI_OK; i++)
    status = make_space (self, &self->spaces[i]);
  if (status != EPI_OK) {
    epi_schur_free (self);
    self = NULL;
  }
  *out = self;
  return status;
}

void
epi_schur_free (EpiSchur *schur)
{
  if (schur == NULL)
    return;
  for (size_t i = 0; i < schur->n_spaces; i++) {
    EpiSchurSpace *space = &schur->spaces[i];
    epi_free (space->T);
    epi_free (space->V);
    epi_free (space->place);
    epi_free (space->touched);
    epi_matrix_clear (&space->U);
    epi_matrix_clear (&space->half);
  }
  epi_schur_free_rank_ones (schur);
  g_free (schur->spaces);
  epi_free (schur->matrices);
  epi_free (schur->entries);
  g_free (schur);
}

/* The cheaper of F1 and F2; F1 for a dense matrix, and F3 only for a matrix of
 * one entry: entries that nearly cancel (those of a stiffness matrix do) are to
 * be added up before they are multiplied. */
static int
choose_way (const EpiSchurMatrix *matrix, size_t n)
{
  double f = (double)matrix->n, t = (double)matrix->touched, order = (double)n;
  double s = (double)matrix->rest;
  double f1 = order * f * COST_VECTOR +
              order * order * (t + 3 * order) * COST_GEMM + s * COST_ENTRY;
  double f2 = order * (t * COST_VECTOR + f * COST_ENTRY) +
              s * (COST_ENTRY + t * COST_VECTOR);
  if (matrix->n == 1)
    return 3;
  return f2 <= f1 && 2 * matrix->touched <= n ? 2 : 1;
}

/* ---- All of them ----------------------------------------------------------
 */

typedef struct {
  EpiSchur *self;
  int way;
  const EpiMatrix *R_inv, *N, *M; /* R_inv NULL: by F2 and F3 alone */
  EpiMatrix *H;
  EpiStatus *status; /* (n_spaces) */
  const EpiCancel *cancel;
} Job;

/* The matrices of one space: every n_spaces-th, as the work falls with a. */
static void
add_share (size_t chunk, size_t begin, size_t end, void *data)
{
  Job *job = data;
  EpiSchur *self = job->self;
  for (size_t share = begin; share < end; share++)
    for (size_t a = share; a < self->n_matrices; a += self->n_spaces) {
      EpiSchurSpace *space = &self->spaces[share];
      int way =
          job->way != 0 ? job->way : choose_way (&self->matrices[a], self->n);
      EpiStatus status = EPI_OK;
      if (job->R_inv == NULL)
        way = self->matrices[a].n == 1 ? 3 : 2;
      if (job->way == 0 && self->matrices[a].rank_one)
        continue;
      if (epi_cancel_is_raised (job->cancel)) {
        job->status[share] = EPI_INTERRUPTED;
        break;
      }
      if (way == 1)
        status =
            epi_schur_by_whole_product (self, a, job->R_inv, space, job->H);
      else if (way == 2)
        epi_schur_by_needed_entries (self, a, job->N, job->M, space, job->H);
      else
        epi_schur_by_entries_alone (self, a, job->N, job->M, job->H);
      if (status != EPI_OK)
        job->status[share] = status;
    }
}

static EpiStatus
add_all (Job *job)
{
  size_t n_shares = job->self->n_spaces;
  EpiStatus all = EPI_OK;

  job->status = g_newa0 (EpiStatus, n_shares);
  epi_parallel_for (n_shares, 1, add_share, job);
  for (size_t i = 0; i < n_shares; i++)
    if (job->status[i] != EPI_OK && all != EPI_INTERRUPTED)
      all = job->status[i];
  return all;
}

EpiStatus
epi_schur_add_by (EpiSchur *schur, int way, const EpiMatrix *R_inv,
                  const EpiMatrix *N, EpiMatrix *H, const EpiCancel *cancel)
{
  Job job = {.self = schur,
             .way = way,
             .R_inv = R_inv,
             .N = N,
             .M = N,
             .H = H,
             .cancel = cancel};
  EpiStatus status = add_all (&job);
  epi_schur_scale_rank_ones (schur, R_inv);
  for (size_t k = 0; way == 0 && k < schur->n_rank_ones; k++) {
    if (epi_cancel_is_raised (cancel))
      return EPI_INTERRUPTED;
    epi_schur_by_rank_one (schur, k, H);
  }
  return status;
}

EpiStatus
epi_schur_add (EpiSchur *schur, const EpiMatrix *R_inv, const EpiMatrix *N,
               EpiMatrix *H, const EpiCancel *cancel)
{
  return epi_schur_add_by (schur, 0, R_inv, N, H, cancel);
}

EpiStatus
epi_schur_add_pair (EpiSchur *schur, const EpiMatrix *N, const EpiMatrix *M,
                    EpiMatrix *H, const EpiCancel *cancel)
{
  Job job = {.self = schur, .N = N, .M = M, .H = H, .cancel = cancel};
  return add_all (&job);
}
