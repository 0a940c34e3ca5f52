/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes into presolve, and the smaller program that comes out. */
#include "convex/epi-presolve-private.h"

#include "core/epi-alloc.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

static int
number_left (const int *count, size_t n, int *old, int *new)
{
  int left = 0;

  for (size_t i = 0; i < n; i++) {
    new[i] = count[i] >= 0 ? left : -1;
    if (count[i] >= 0)
      old[left++] = (int)i;
  }
  return left;
}

static EpiStatus
copy_matrix (const EpiReduction *r, const int *new_row, EpiQp *to)
{
  size_t entries = 0;
  const EpiSparse *A = r->A;

  epi_sparse_clear (&to->A);
  for (size_t i = 0; i < r->out->qp->rows; i++)
    entries += r->row_count[i] > 0 ? (size_t)r->row_count[i] : 0;
  if (epi_sparse_new (to->rows, to->cols, entries, &to->A) != EPI_OK)
    return EPI_NO_MEMORY;
  int at = 0;
  for (size_t j = 0; j < to->cols; j++) {
    int from = r->out->col[j];
    for (int k = A->start[from]; k < A->start[from + 1]; k++)
      if (r->row_count[A->row[k]] >= 0 && A->value[k] != 0) {
        to->A.row[at] = new_row[A->row[k]];
        to->A.value[at++] = A->value[k];
      }
    to->A.start[j + 1] = at;
  }
  return EPI_OK;
}

/* New, or NULL where there are no names. */
static char **
copy_names (char *const *names, const int *old, size_t n)
{
  char **out = names != NULL ? calloc (n + 1, sizeof *out) : NULL;

  for (size_t i = 0; out != NULL && i < n; i++)
    out[i] = strdup (names[old[i]]);
  return out;
}

static EpiStatus
build (const EpiReduction *r, int *new_row, int *new_col)
{
  EpiPresolve *out = r->out;
  EpiQp *to = &out->reduced;
  const EpiQp *qp = out->qp;
  double sign = qp->maximize ? -1 : 1;
  int rows = number_left (r->row_count, qp->rows, out->row, new_row);
  int cols = number_left (r->col_count, qp->cols, out->col, new_col);

  if (epi_qp_new ((size_t)rows, (size_t)cols, to) != EPI_OK ||
      copy_matrix (r, new_row, to) != EPI_OK)
    return EPI_NO_MEMORY;
  for (int i = 0; i < rows; i++) {
    to->row_lower[i] = r->row_lower[out->row[i]];
    to->row_upper[i] = r->row_upper[out->row[i]];
  }
  for (int j = 0; j < cols; j++) {
    to->c[j] = sign * r->c[out->col[j]];
    to->lower[j] = r->lower[out->col[j]];
    to->upper[j] = r->upper[out->col[j]];
  }
  to->c0 = sign * r->c0;
  to->maximize = qp->maximize;
  to->row_names = copy_names (qp->row_names, out->row, to->rows);
  to->col_names = copy_names (qp->col_names, out->col, to->cols);
  return EPI_OK;
}

/* Counts, and copies of what changes. */
static void
begin (EpiReduction *r)
{
  const EpiQp *qp = r->out->qp;
  double sign = qp->maximize ? -1 : 1;

  r->c0 = sign * qp->c0;
  for (size_t j = 0; j < qp->cols; j++) {
    r->c[j] = sign * qp->c[j];
    r->lower[j] = qp->lower[j];
    r->upper[j] = qp->upper[j];
    for (int k = qp->A.start[j]; k < qp->A.start[j + 1]; k++)
      if (qp->A.value[k] != 0) {
        r->col_count[j]++;
        r->row_count[qp->A.row[k]]++;
      }
  }
  memcpy (r->row_lower, qp->row_lower, qp->rows * sizeof (double));
  memcpy (r->row_upper, qp->row_upper, qp->rows * sizeof (double));
}

static bool
make_arrays (EpiPresolve *out, double **doubles, int **ints)
{
  size_t m = out->qp->rows, n = out->qp->cols;

  out->row = epi_new (int, m);
  out->col = epi_new (int, n);
  out->undo = epi_new (EpiUndo, m + n);
  *doubles = epi_new (double, 3 * n + 2 * m);
  *ints = epi_new0 (int, 2 * (m + n));
  return out->row != NULL && out->col != NULL && out->undo != NULL &&
         *doubles != NULL && *ints != NULL &&
         epi_sparse_transpose (&out->qp->A, &out->rows) == EPI_OK;
}

static EpiStatus
run (EpiPresolve *out)
{
  size_t m = out->qp->rows, n = out->qp->cols;
  double *doubles = NULL;
  int *ints = NULL;
  EpiStatus status = EPI_NO_MEMORY;

  if (make_arrays (out, &doubles, &ints)) {
    EpiReduction r = {.out = out,
                      .A = &out->qp->A,
                      .rows = &out->rows,
                      .c = doubles,
                      .lower = doubles + n,
                      .upper = doubles + 2 * n,
                      .row_lower = doubles + 3 * n,
                      .row_upper = doubles + 3 * n + m,
                      .row_count = ints,
                      .col_count = ints + m};
    begin (&r);
    epi_presolve_reduce (&r);
    status = r.contradiction || r.left == 0
                 ? EPI_UNSUPPORTED
                 : build (&r, ints + m + n, ints + 2 * m + n);
  }
  epi_free (doubles);
  epi_free (ints);
  return status;
}

EpiStatus
epi_presolve_new (const EpiQp *lp, EpiPresolve **out)
{
  *out = NULL;
  if (epi_qp_check (lp) != EPI_OK)
    return EPI_NOT_FINITE;
  if (epi_sparse_entries (&lp->Q) > 0)
    return EPI_UNSUPPORTED;
  EpiPresolve *self = g_new0 (EpiPresolve, 1);
  self->qp = lp;
  EpiStatus status = run (self);
  if (status == EPI_OK)
    *out = self;
  else
    epi_presolve_free (self);
  return status;
}

void
epi_presolve_free (EpiPresolve *presolve)
{
  if (presolve == NULL)
    return;
  epi_qp_clear (&presolve->reduced);
  epi_sparse_clear (&presolve->rows);
  epi_free (presolve->row);
  epi_free (presolve->col);
  epi_free (presolve->undo);
  g_free (presolve);
}

const EpiQp *
epi_presolve_reduced (const EpiPresolve *presolve)
{
  return &presolve->reduced;
}
