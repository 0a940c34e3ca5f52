/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EpiBasis: memory, and the solves. */
#include "convex/epi-basis-private.h"

#include "core/epi-alloc.h"

#include <glib.h>
#include <limits.h>
#include <math.h>
#include <string.h>

/* A right-hand side with fewer entries than m / HYPER_START is solved along
 * its graph, unless that leads to more than m / HYPER_LIMIT of the nodes. */
enum { HYPER_MIN_ROWS = 40, HYPER_START = 40, HYPER_LIMIT = 20 };
#define ENTRY (sizeof (double) + sizeof (int)) /* both lie in one buffer */
#define CANCELLED 1e-100 /* zero by cancellation, and still in the index */

EpiStatus
epi_sparse_vector_new (size_t m, EpiSparseVector *out)
{
  *out = (EpiSparseVector){.value = epi_alloc0 (m, ENTRY)};
  if (out->value == NULL)
    return EPI_NO_MEMORY;
  out->index = (int *)(out->value + m);
  return EPI_OK;
}

void
epi_sparse_vector_free (EpiSparseVector *v)
{
  epi_free (v->value);
  *v = (EpiSparseVector){0};
}

void
epi_sparse_vector_zero (EpiSparseVector *v)
{
  for (int k = 0; k < v->n; k++)
    v->value[v->index[k]] = 0;
  v->n = 0;
}

void
epi_sparse_vector_copy (const EpiSparseVector *from, EpiSparseVector *to)
{
  epi_sparse_vector_zero (to);
  for (int k = 0; k < from->n; k++) {
    to->index[k] = from->index[k];
    to->value[to->index[k]] = from->value[to->index[k]];
  }
  to->n = from->n;
}

EpiStatus
epi_entries_reserve (EpiEntries *entries, size_t more)
{
  size_t need = (size_t)entries->used + more;
  if (need <= (size_t)entries->room)
    return EPI_OK;
  need += need / 2;
  if (need >= INT_MAX)
    return EPI_NO_MEMORY;
  double *value = epi_alloc (need, ENTRY);
  if (value == NULL)
    return EPI_NO_MEMORY;
  int *index = (int *)(value + need);
  if (entries->used > 0) {
    memcpy (value, entries->value, (size_t)entries->used * sizeof *value);
    memcpy (index, entries->index, (size_t)entries->used * sizeof *index);
  }
  epi_free (entries->value);
  *entries = (EpiEntries){index, value, entries->used, (int)need};
  return EPI_OK;
}

/* The arrays of one number a row come from two blocks: a small problem under
 * a mouse makes a basis in every frame. */
static EpiStatus
basis_arrays (EpiBasis *b)
{
  enum { INTS = 36, DOUBLES = 5 };
  size_t m = (size_t)b->m + 1;
  int *ints = epi_alloc (INTS * m + EPI_BASIS_MAX_UPDATES, sizeof (int));
  double *doubles = epi_alloc0 (DOUBLES * m, sizeof (double));

  if (ints == NULL || doubles == NULL) {
    epi_free (ints);
    epi_free (doubles);
    return EPI_NO_MEMORY;
  }
  int **const lists[INTS] = {
      &b->L.begin,     &b->L.end,     &b->Lt.begin,
      &b->Lt.end,      &b->U.begin,   &b->U.end,
      &b->Ut.begin,    &b->Ut.end,    &b->ut_room,
      &b->l_order,     &b->lt_order,  &b->u_place,
      &b->mark,        &b->stack,     &b->edge,
      &b->topo,        &b->col_begin, &b->col_n,
      &b->col_room,    &b->row_begin, &b->row_n,
      &b->row_room,    &b->row_pivot, &b->col_pivot,
      &b->col_head,    &b->col_next,  &b->col_prev,
      &b->row_head,    &b->row_next,  &b->row_prev,
      &b->touched,     &b->order,     &b->new_head,
      &b->spike_index, &b->row_index, &b->u_order, /* last: it is longer */
  };
  double **const numbers[DOUBLES] = {&b->pivot, &b->spike, &b->row, &b->col_max,
                                     &b->work};
  for (size_t i = 0; i < INTS; i++)
    *lists[i] = ints + i * m;
  for (size_t i = 0; i < DOUBLES; i++)
    *numbers[i] = doubles + i * m;
  memset (b->mark, 0, m * sizeof (int));
  return EPI_OK;
}

EpiStatus
epi_basis_new (const EpiSparse *A, EpiBasis **out)
{
  EpiBasis *b = g_new0 (EpiBasis, 1);
  size_t m = A->rows;
  /* Room at the start: a dense LU of a small basis, some fill in a large. */
  size_t sparse = 2 * epi_sparse_entries (A) + 8 * m;
  size_t room = (m < 200 || m * m < sparse ? m * m : sparse) + 8 * m + 64;

  *out = NULL;
  b->A = A;
  b->m = (int)m;
  if (basis_arrays (b) != EPI_OK ||
      epi_entries_reserve (&b->L.entries, room / 2) != EPI_OK ||
      epi_entries_reserve (&b->Lt.entries, room / 2) != EPI_OK ||
      epi_entries_reserve (&b->U.entries, 2 * room) != EPI_OK ||
      epi_entries_reserve (&b->Ut.entries, 2 * room) != EPI_OK ||
      epi_entries_reserve (&b->eta, room) != EPI_OK ||
      epi_entries_reserve (&b->active, 2 * room) != EPI_OK ||
      epi_entries_reserve (&b->pattern, 2 * room) != EPI_OK) {
    epi_basis_free (b);
    return EPI_NO_MEMORY;
  }
  *out = b;
  return EPI_OK;
}

void
epi_basis_free (EpiBasis *b)
{
  if (b == NULL)
    return;
  epi_free (b->L.begin); /* the first of each block */
  epi_free (b->pivot);
  epi_free (b->L.entries.value);
  epi_free (b->Lt.entries.value);
  epi_free (b->U.entries.value);
  epi_free (b->Ut.entries.value);
  epi_free (b->eta.value);
  epi_free (b->active.value);
  epi_free (b->pattern.value);
  g_free (b);
}

size_t
epi_basis_updates (const EpiBasis *b)
{
  return (size_t)b->n_updates;
}

size_t
epi_basis_entries (const EpiBasis *b)
{
  return (size_t)b->entries0;
}

size_t
epi_basis_growth (const EpiBasis *b)
{
  return (size_t)(b->L.entries.used + b->U.entries.used + b->eta.used -
                  b->entries0);
}

/* Solves ------------------------------------------------------------------ */

/* The nodes that x's entries lead to, in topo so that every node comes before
 * those that lead to it (read it backwards).  -1: more than `limit`. */
static int
reach (EpiBasis *b, const EpiTriangle *T, const EpiSparseVector *x, int limit)
{
  int n = 0, stamp = ++b->stamp;
  const int *child = T->entries.index;

  for (int s = 0; s < x->n; s++) {
    if (b->mark[x->index[s]] == stamp)
      continue;
    int top = 0;
    b->stack[0] = x->index[s];
    b->edge[0] = T->begin[x->index[s]];
    b->mark[x->index[s]] = stamp;
    while (top >= 0) {
      int r = b->stack[top], k = b->edge[top], end = T->end[r];
      while (k < end && b->mark[child[k]] == stamp)
        k++;
      if (k == end) { /* all children done */
        b->topo[n++] = r;
        top--;
        continue;
      }
      b->edge[top] = k + 1;
      if (n + top + 2 > limit)
        return -1;
      b->mark[child[k]] = stamp;
      b->stack[++top] = child[k];
      b->edge[top] = T->begin[child[k]];
    }
  }
  return n;
}

/* x_r final: sends it on along its list. */
static inline void
send (const EpiTriangle *T, int r, double xr, double *x)
{
  const int *index = T->entries.index;
  const double *value = T->entries.value;

  for (int k = T->begin[r]; k < T->end[r]; k++)
    x[index[k]] -= value[k] * xr;
}

/* Along the graph; false when it would not pay (x as it was). */
static bool
solve_sparse (EpiBasis *b, const EpiTriangle *T, const double *pivot,
              EpiSparseVector *x)
{
  if (b->m < HYPER_MIN_ROWS || x->n < 0 || x->n > b->m / HYPER_START)
    return false;
  int n = reach (b, T, x, b->m / HYPER_LIMIT), kept = 0;
  if (n < 0)
    return false;
  while (n-- > 0) {
    int r = b->topo[n];
    double xr = x->value[r];
    if (fabs (xr) <= EPI_BASIS_TINY) {
      x->value[r] = 0;
      continue;
    }
    if (pivot != NULL)
      x->value[r] = xr /= pivot[r];
    x->index[kept++] = r;
    send (T, r, xr, x->value);
  }
  x->n = kept;
  return true;
}

/* L or Lᵀ, node after node; x loses its index unless it is sparse. */
static void
solve_unit (EpiBasis *b, const EpiTriangle *T, const int *order, int from,
            int to, EpiSparseVector *x)
{
  if (from == to || solve_sparse (b, T, NULL, x))
    return;
  for (int k = from, by = from < to ? 1 : -1; k != to; k += by)
    if (x->value[order[k]] != 0)
      send (T, order[k], x->value[order[k]], x->value);
  x->n = -1;
}

/* U or Uᵀ: every row is a node, so that the index comes out complete. */
static void
solve_pivots (EpiBasis *b, const EpiTriangle *T, int from, int to,
              EpiSparseVector *x)
{
  int kept = 0;

  if (solve_sparse (b, T, b->pivot, x))
    return;
  for (int k = from, by = from < to ? 1 : -1; k != to; k += by) {
    int r = b->u_order[k];
    if (r < 0 || x->value[r] == 0)
      continue;
    if (fabs (x->value[r]) <= EPI_BASIS_TINY) {
      x->value[r] = 0;
      continue;
    }
    x->value[r] /= b->pivot[r];
    x->index[kept++] = r;
    send (T, r, x->value[r], x->value);
  }
  x->n = kept;
}

/* The index of a vector that lost it. */
static void
find_index (const EpiBasis *b, EpiSparseVector *x)
{
  int n = 0;

  if (x->n >= 0)
    return;
  for (int i = 0; i < b->m; i++)
    if (fabs (x->value[i]) > EPI_BASIS_TINY)
      x->index[n++] = i;
    else
      x->value[i] = 0;
  x->n = n;
}

static int
keep (const EpiSparseVector *x, int *index, double *value)
{
  int n = 0;

  for (int k = 0; k < x->n; k++)
    if (fabs (x->value[x->index[k]]) > EPI_BASIS_TINY) {
      index[n] = x->index[k];
      value[n++] = x->value[x->index[k]];
    }
  return n;
}

static inline void
set (EpiSparseVector *x, int i, double value)
{
  if (x->value[i] == 0 && x->n >= 0 && value != 0)
    x->index[x->n++] = i;
  else if (value == 0 && x->value[i] != 0)
    value = CANCELLED;
  x->value[i] = value;
}

void
epi_basis_ftran (EpiBasis *b, EpiSparseVector *x, bool for_update)
{
  solve_unit (b, &b->L, b->l_order, 0, b->n_l, x);
  for (int e = 0; e < b->n_updates; e++) { /* R_e: one row changes */
    int begin = b->eta_begin[e], n = b->eta_begin[e + 1] - begin;
    double sum = epi_sparse_dot (b->eta.index + begin, b->eta.value + begin, n,
                                 x->value);
    set (x, b->eta_row[e], x->value[b->eta_row[e]] - sum);
  }
  if (for_update) {
    find_index (b, x);
    b->n_spike = keep (x, b->spike_index, b->spike);
  }
  solve_pivots (b, &b->U, b->n_u - 1, -1, x);
}

void
epi_basis_btran (EpiBasis *b, EpiSparseVector *y, bool for_update)
{
  solve_pivots (b, &b->Ut, 0, b->n_u, y);
  if (for_update)
    b->n_row = keep (y, b->row_index, b->row);
  for (int e = b->n_updates - 1; e >= 0; e--) { /* R_eᵀ: a row sends on */
    double yr = y->value[b->eta_row[e]];
    for (int k = b->eta_begin[e]; yr != 0 && k < b->eta_begin[e + 1]; k++)
      set (y, b->eta.index[k],
           y->value[b->eta.index[k]] - b->eta.value[k] * yr);
  }
  solve_unit (b, &b->Lt, b->lt_order, b->n_lt - 1, -1, y);
  find_index (b, y);
}
