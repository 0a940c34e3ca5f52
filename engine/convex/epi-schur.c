/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-schur.h"

#include "convex/epi-symmetric.h"

#include "compute/epi-linalg.h"
#include "core/epi-alloc.h"
#include "core/epi-parallel.h"

#include <cblas.h>
#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Nanoseconds on a machine of today, for the choice alone: a term of a dot
 * product, one of a product of matrices; what an entry costs before its first
 * term. */
#define COST_VECTOR 0.25
#define COST_GEMM 0.05
#define COST_ENTRY 2.0

typedef struct {
  int row, col; /* row ≥ col */
  double value; /* halved on the diagonal: F = Σ value (eᵣe꜀ᵀ + e꜀eᵣᵀ) */
} Entry;

typedef struct {
  int column;     /* i, of G */
  size_t first;   /* entry */
  size_t n;       /* fᵢ */
  size_t touched; /* tᵢ */
  size_t rest;    /* s */
} Matrix;

/* What one thread needs for F1 and F2. */
typedef struct {
  double *T, *V;     /* (t,n) the touched rows of Fᵢ N and of N */
  EpiMatrix U, half; /* (n,n) for F1 */
  int *place;        /* (n) where a row stands among the touched, or -1 */
  int *touched;      /* (t) */
} Space;

struct EpiSchur {
  size_t n, n_matrices;
  Matrix *matrices; /* by descending n */
  Entry *entries;
  size_t n_spaces;
  Space *spaces;
};

/* ---- Reading the matrices -------------------------------------------------
 */

/* Entries of column i of G in the block, and how many of them. */
static size_t
find_rows (const EpiSparse *G, size_t i, size_t offset, size_t length,
           size_t *first)
{
  size_t k = (size_t)G->start[i], end = (size_t)G->start[i + 1];
  while (k < end && (size_t)G->row[k] < offset)
    k++;
  *first = k;
  while (k < end && (size_t)G->row[k] < offset + length)
    k++;
  return k - *first;
}

static size_t
count_touched (const Entry *entries, size_t n_entries, int *seen, int mark)
{
  size_t count = 0;
  for (size_t k = 0; k < n_entries; k++) {
    count += seen[entries[k].row] != mark;
    seen[entries[k].row] = mark;
    count += seen[entries[k].col] != mark;
    seen[entries[k].col] = mark;
  }
  return count;
}

/* Packed place → row and column of the lower triangle. */
static void
read_entries (const EpiSparse *G, size_t first, size_t n_entries, size_t offset,
              size_t n, Entry *out)
{
  size_t begin = 0, col = 0; /* where that column begins */
  for (size_t k = 0; k < n_entries; k++) {
    size_t place = (size_t)G->row[first + k] - offset;
    for (; place >= begin + n - col; col++)
      begin += n - col;
    size_t row = col + (place - begin);
    double value = G->value[first + k];
    out[k] =
        (Entry){(int)row, (int)col, row == col ? value / 2 : value * M_SQRT1_2};
  }
}

static int
by_entries (const void *left, const void *right)
{
  const Matrix *a = left, *b = right;
  if (a->n != b->n)
    return a->n > b->n ? -1 : 1;
  return (a->column > b->column) - (a->column < b->column);
}

static EpiStatus
read_matrices (EpiSchur *self, const EpiSparse *G, size_t offset)
{
  size_t n = self->n, length = n * (n + 1) / 2, n_entries = 0, first;
  for (size_t i = 0; i < G->cols; i++) {
    size_t count = find_rows (G, i, offset, length, &first);
    n_entries += count;
    self->n_matrices += count > 0;
  }
  int *seen = epi_new0 (int, n);
  self->matrices = epi_new (Matrix, self->n_matrices);
  self->entries = epi_new (Entry, n_entries);
  if (seen == NULL || self->matrices == NULL || self->entries == NULL) {
    epi_free (seen);
    return EPI_NO_MEMORY;
  }
  size_t at = 0, a = 0;
  for (size_t i = 0; i < G->cols; i++) {
    size_t count = find_rows (G, i, offset, length, &first);
    if (count == 0)
      continue;
    read_entries (G, first, count, offset, n, self->entries + at);
    self->matrices[a++] = (Matrix){
        .column = (int)i,
        .first = at,
        .n = count,
        .touched = count_touched (self->entries + at, count, seen, (int)i + 1)};
    at += count;
  }
  epi_free (seen);
  qsort (self->matrices, a, sizeof (Matrix), by_entries);
  for (size_t rest = 0; a-- > 0; self->matrices[a].rest = rest)
    rest += self->matrices[a].n;
  return EPI_OK;
}

/* The cheaper of F1 and F2; F1 for a dense matrix, and F3 only for a matrix of
 * one entry: entries that nearly cancel (those of a stiffness matrix do) are to
 * be added up before they are multiplied. */
static int
choose_way (const Matrix *matrix, size_t n)
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

/* ---- Construction ---------------------------------------------------------
 */

static EpiStatus
make_space (const EpiSchur *self, Space *space)
{
  size_t n = self->n, touched = 0;
  for (size_t a = 0; a < self->n_matrices; a++)
    touched = MAX (touched, self->matrices[a].touched);
  *space = (Space){.T = epi_new (double, touched *n),
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
  EpiStatus status = read_matrices (self, G, offset);
  self->n_spaces = epi_parallel_threads ();
  self->spaces = g_new0 (Space, self->n_spaces);
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
    Space *space = &schur->spaces[i];
    epi_free (space->T);
    epi_free (space->V);
    epi_free (space->place);
    epi_free (space->touched);
    epi_matrix_clear (&space->U);
    epi_matrix_clear (&space->half);
  }
  g_free (schur->spaces);
  epi_free (schur->matrices);
  epi_free (schur->entries);
  g_free (schur);
}

/* ---- The three ways -------------------------------------------------------
 */

static void
add (EpiMatrix *H, int i, int j, double value)
{
  size_t row = (size_t)MAX (i, j), col = (size_t)MIN (i, j);
  *epi_matrix_at (H, row, col) += value;
}

/* F3: Hᵢⱼ = 2 Σ Σ v w (N꜀ₚNᵣ_q + N꜀_qNᵣₚ) over entries (r,c,v), (p,q,w). */
static void
by_entries_alone (const EpiSchur *self, size_t a, const EpiMatrix *N,
                  EpiMatrix *H)
{
  const Matrix *i = &self->matrices[a];
  for (size_t b = a; b < self->n_matrices; b++) {
    const Matrix *j = &self->matrices[b];
    double sum = 0;
    for (size_t e = i->first; e < i->first + i->n; e++) {
      const double *Nr = epi_matrix_col (N, (size_t)self->entries[e].row);
      const double *Nc = epi_matrix_col (N, (size_t)self->entries[e].col);
      double inner = 0;
      for (size_t f = j->first; f < j->first + j->n; f++) {
        const Entry *w = &self->entries[f];
        inner += w->value * (Nc[w->row] * Nr[w->col] + Nc[w->col] * Nr[w->row]);
      }
      sum += self->entries[e].value * inner;
    }
    add (H, i->column, j->column, 2 * sum);
  }
}

static void
find_touched (const EpiSchur *self, const Matrix *i, Space *space)
{
  int count = 0;
  for (size_t e = i->first; e < i->first + i->n; e++) {
    const int both[] = {self->entries[e].row, self->entries[e].col};
    for (int k = 0; k < 2; k++)
      if (space->place[both[k]] < 0) {
        space->touched[count] = both[k];
        space->place[both[k]] = count++;
      }
  }
}

static void
forget_touched (const Matrix *i, Space *space)
{
  for (size_t k = 0; k < i->touched; k++)
    space->place[space->touched[k]] = -1;
}

/* T := the touched rows of Fᵢ N, V := those of N; (t,n) with ld = t. */
static void
gather (const EpiSchur *self, const Matrix *i, const EpiMatrix *N, Space *space)
{
  size_t t = i->touched, n = self->n;
  find_touched (self, i, space);
  for (size_t p = 0; p < n; p++) {
    const double *Np = epi_matrix_col (N, p);
    double *T = space->T + p * t, *V = space->V + p * t;
    for (size_t k = 0; k < t; k++) {
      V[k] = Np[space->touched[k]];
      T[k] = 0;
    }
    for (size_t e = i->first; e < i->first + i->n; e++) {
      const Entry *v = &self->entries[e];
      T[space->place[v->row]] += v->value * Np[v->col];
      T[space->place[v->col]] += v->value * Np[v->row];
    }
  }
  forget_touched (i, space);
}

/* F2: U_pq = Σₖ Tₖₚ Vₖ_q where Fⱼ has an entry. */
static void
by_needed_entries (const EpiSchur *self, size_t a, const EpiMatrix *N,
                   Space *space, EpiMatrix *H)
{
  const Matrix *i = &self->matrices[a];
  size_t t = i->touched;
  gather (self, i, N, space);
  for (size_t b = a; b < self->n_matrices; b++) {
    const Matrix *j = &self->matrices[b];
    double sum = 0;
    for (size_t f = j->first; f < j->first + j->n; f++) {
      const Entry *w = &self->entries[f];
      const double *T = space->T + (size_t)w->row * t;
      const double *V = space->V + (size_t)w->col * t;
      sum += w->value * cblas_ddot ((int)t, T, 1, V, 1);
    }
    add (H, i->column, j->column, 2 * sum);
  }
}

/* The lower triangle of U := F̃ = R⁻¹FᵢR⁻ᵀ = VTᵀ, T, V (n,t) made of the touched
 * columns of R⁻¹. */
static EpiStatus
scale_matrix (const EpiSchur *self, const Matrix *i, const EpiMatrix *R_inv,
              Space *space)
{
  size_t n = self->n, t = i->touched;
  EpiMatrix T = epi_matrix_view (space->T, n, t, n);
  EpiMatrix V = epi_matrix_view (space->V, n, t, n);
  find_touched (self, i, space);
  memset (T.data, 0, n * t * sizeof (double));
  for (size_t k = 0; k < t; k++)
    memcpy (epi_matrix_col (&V, k),
            epi_matrix_col (R_inv, (size_t)space->touched[k]),
            n * sizeof (double));
  for (size_t e = i->first; e < i->first + i->n; e++) {
    const Entry *v = &self->entries[e];
    double *at_row = epi_matrix_col (&T, (size_t)space->place[v->row]);
    double *at_col = epi_matrix_col (&T, (size_t)space->place[v->col]);
    cblas_daxpy ((int)n, v->value, epi_matrix_col (R_inv, (size_t)v->col), 1,
                 at_row, 1);
    cblas_daxpy ((int)n, v->value, epi_matrix_col (R_inv, (size_t)v->row), 1,
                 at_col, 1);
  }
  forget_touched (i, space);
  return epi_symmetric_gemm (false, true, &V, &T, &space->U);
}

/* F1: U = R⁻ᵀF̃R⁻¹. */
static EpiStatus
by_whole_product (const EpiSchur *self, size_t a, const EpiMatrix *R_inv,
                  Space *space, EpiMatrix *H)
{
  const Matrix *i = &self->matrices[a];
  EpiStatus status = scale_matrix (self, i, R_inv, space);
  epi_symmetric_mirror (&space->U);
  if (status == EPI_OK)
    status = epi_gemm (false, false, 1, &space->U, R_inv, 0, &space->half);
  if (status == EPI_OK)
    status = epi_symmetric_gemm (true, false, R_inv, &space->half, &space->U);
  for (size_t b = a; b < self->n_matrices; b++) {
    const Matrix *j = &self->matrices[b];
    double sum = 0;
    for (size_t f = j->first; f < j->first + j->n; f++) {
      const Entry *w = &self->entries[f];
      sum +=
          w->value * *epi_matrix_at (&space->U, (size_t)w->row, (size_t)w->col);
    }
    add (H, i->column, j->column, 2 * sum);
  }
  return status;
}

/* ---- All of them ----------------------------------------------------------
 */

typedef struct {
  EpiSchur *self;
  int way;
  const EpiMatrix *R_inv, *N;
  EpiMatrix *H;
  EpiStatus *status; /* (n_spaces) */
} Job;

/* The matrices of one space: every n_spaces-th, as the work falls with a. */
static void
add_share (size_t chunk, size_t begin, size_t end, void *data)
{
  Job *job = data;
  EpiSchur *self = job->self;
  for (size_t share = begin; share < end; share++)
    for (size_t a = share; a < self->n_matrices; a += self->n_spaces) {
      Space *space = &self->spaces[share];
      int way =
          job->way != 0 ? job->way : choose_way (&self->matrices[a], self->n);
      EpiStatus status = EPI_OK;
      if (way == 1)
        status = by_whole_product (self, a, job->R_inv, space, job->H);
      else if (way == 2)
        by_needed_entries (self, a, job->N, space, job->H);
      else
        by_entries_alone (self, a, job->N, job->H);
      if (status != EPI_OK)
        job->status[share] = status;
    }
}

EpiStatus
epi_schur_add_by (EpiSchur *schur, int way, const EpiMatrix *R_inv,
                  const EpiMatrix *N, EpiMatrix *H)
{
  EpiStatus all = EPI_OK, *status = g_newa0 (EpiStatus, schur->n_spaces);
  Job job = {schur, way, R_inv, N, H, status};
  epi_parallel_for (schur->n_spaces, 1, add_share, &job);
  for (size_t i = 0; i < schur->n_spaces; i++)
    if (status[i] != EPI_OK)
      all = status[i];
  return all;
}

EpiStatus
epi_schur_add (EpiSchur *schur, const EpiMatrix *R_inv, const EpiMatrix *N,
               EpiMatrix *H)
{
  return epi_schur_add_by (schur, 0, R_inv, N, H);
}
