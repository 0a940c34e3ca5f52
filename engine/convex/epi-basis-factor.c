/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LU of a basis.  Pivots are taken in this order:
 *
 *   1. logicals            -eᵢ has one entry
 *   2. singleton columns   one entry in the rows that are left: nothing in L
 *   3. singleton rows      one entry in the columns that are left: no update
 *   4. the kernel          Markowitz count, threshold pivoting
 *
 * A pivot in row r leaves row r of U behind (a list of Ut, by column of the
 * head until the end) and its multipliers, a list of L.
 */
#include "convex/epi-basis-elimination.h"

#include <limits.h>

/* An entry that counts; explicit zeros may be stored. */
static bool
is_entry (const EpiSparse *A, int k)
{
  return fabs (A->value[k]) > EPI_BASIS_TINY;
}

/* How many entries the rows of the structural columns have. */
static size_t
count_rows (EpiBasis *b, const int *head)
{
  const EpiSparse *A = b->A;
  size_t entries = 0;

  memset (b->row_n, 0, (size_t)b->m * sizeof (int));
  for (int c = 0; c < b->m; c++)
    if (head[c] < (int)A->cols)
      for (int k = A->start[head[c]]; k < A->start[head[c] + 1]; k++)
        if (is_entry (A, k)) {
          b->row_n[A->row[k]]++;
          entries++;
        }
  return entries;
}

static void
load_column (EpiBasis *b, int c, int j)
{
  const EpiSparse *A = b->A;

  for (int k = A->start[j]; k < A->start[j + 1]; k++) {
    if (!is_entry (A, k))
      continue;
    int r = A->row[k], place = b->row_room[r]++;
    b->pattern.index[place] = c;
    b->pattern.value[place] = A->value[k];
    b->active.index[b->active.used] = r;
    b->active.value[b->active.used++] = A->value[k];
  }
}

/* Structural columns of the head into `active`, and their rows, with values,
 * into `pattern`.  col_room and row_room end the lists. */
static EpiStatus
load (EpiBasis *b, const int *head)
{
  size_t entries = count_rows (b, head);

  b->active.used = b->pattern.used = 0;
  TRY (epi_entries_reserve (&b->active, entries));
  TRY (epi_entries_reserve (&b->pattern, entries));
  for (int r = 0; r < b->m; r++) {
    b->row_begin[r] = b->row_room[r] = b->pattern.used;
    b->pattern.used += b->row_n[r];
    b->row_pivot[r] = b->col_pivot[r] = -1;
  }
  for (int c = 0; c < b->m; c++) {
    b->col_begin[c] = b->active.used;
    if (head[c] < (int)b->A->cols)
      load_column (b, c, head[c]);
    b->col_room[c] = b->active.used;
    b->col_n[c] = b->col_room[c] - b->col_begin[c];
  }
  return EPI_OK;
}

/* Row r of U from the columns that are left; those that become singletons are
 * pushed on the stack. */
static void
emit_row (EpiBasis *b, int r, int *top)
{
  for (int k = b->row_begin[r]; k < b->row_room[r]; k++) {
    int c = b->pattern.index[k];
    if (!col_is_left (b, c))
      continue;
    list_append (&b->Ut, r, c, b->pattern.value[k]);
    if (--b->col_n[c] == 1)
      b->stack[(*top)++] = c;
  }
  close_row (b, r);
}

/* 1. and 2. */
static EpiStatus
take_columns (EpiBasis *b, const int *head)
{
  int n = (int)b->A->cols, top = 0;

  for (int c = 0; c < b->m; c++)
    if (head[c] < n && b->col_n[c] == 1)
      b->stack[top++] = c;
  for (int c = 0; c < b->m; c++)
    if (head[c] >= n) {
      TRY (take_pivot (b, head[c] - n, c, -1));
      emit_row (b, head[c] - n, &top);
    }
  while (top > 0) {
    int c = b->stack[--top], k = b->col_begin[c];
    if (b->col_n[c] != 1 || !col_is_left (b, c))
      continue;
    while (!row_is_left (b, b->active.index[k]))
      k++;
    if (fabs (b->active.value[k]) < SMALLEST)
      continue;
    int r = b->active.index[k];
    TRY (take_pivot (b, r, c, b->active.value[k]));
    emit_row (b, r, &top);
  }
  return EPI_OK;
}

/* 3. */
static EpiStatus
take_rows (EpiBasis *b)
{
  int top = 0;

  memset (b->row_n, 0, (size_t)b->m * sizeof (int));
  for (int c = 0; c < b->m; c++)
    if (col_is_left (b, c))
      for (int k = b->col_begin[c]; k < b->col_room[c]; k++)
        if (row_is_left (b, b->active.index[k]))
          b->row_n[b->active.index[k]]++;
  for (int r = 0; r < b->m; r++)
    if (row_is_left (b, r) && b->row_n[r] == 1)
      b->stack[top++] = r;
  while (top > 0) {
    int r = b->stack[--top], k = b->row_begin[r];
    if (b->row_n[r] != 1)
      continue;
    while (!col_is_left (b, b->pattern.index[k]))
      k++;
    int c = b->pattern.index[k];
    double a = b->pattern.value[k];
    if (fabs (a) < SMALLEST)
      continue;
    TRY (take_pivot (b, r, c, a));
    close_row (b, r);
    for (k = b->col_begin[c]; k < b->col_room[c]; k++) {
      int i = b->active.index[k];
      if (!row_is_left (b, i))
        continue;
      list_append (&b->L, r, i, b->active.value[k] / a);
      if (--b->row_n[i] == 1)
        b->stack[top++] = i;
    }
  }
  return EPI_OK;
}

/* The end ------------------------------------------------------------------ */

/* Rows without a pivot get their logical, columns without one are gone. */
static size_t
replace_dependent (EpiBasis *b, const int *head)
{
  size_t replaced = 0;

  for (int r = 0; r < b->m; r++) {
    if (!row_is_left (b, r)) {
      b->new_head[r] = head[b->row_pivot[r]];
      continue;
    }
    b->new_head[r] = (int)b->A->cols + r;
    b->pivot[r] = -1;
    b->order[b->n_order++] = r;
    b->L.begin[r] = b->L.end[r] = 0;
    b->Ut.begin[r] = b->Ut.end[r] = b->Ut.entries.used;
    b->ut_room[r] = b->Ut.entries.used;
    replaced++;
  }
  return replaced;
}

/* to := the lists of `from` the other way. */
static EpiStatus
transpose (const EpiBasis *b, const EpiTriangle *from, EpiTriangle *to)
{
  int total = 0;

  memset (to->end, 0, (size_t)b->m * sizeof (int));
  for (int r = 0; r < b->m; r++)
    for (int k = from->begin[r]; k < from->end[r]; k++) {
      to->end[from->entries.index[k]]++;
      total++;
    }
  to->entries.used = 0;
  TRY (epi_entries_reserve (&to->entries, (size_t)total));
  for (int r = 0; r < b->m; r++) {
    to->begin[r] = to->entries.used;
    to->entries.used += to->end[r];
    to->end[r] = to->begin[r];
  }
  for (int t = 0; t < b->m; t++) { /* lists in pivot order */
    int r = b->order[t];
    for (int k = from->begin[r]; k < from->end[r]; k++) {
      int place = to->end[from->entries.index[k]]++;
      to->entries.index[place] = r;
      to->entries.value[place] = from->entries.value[k];
    }
  }
  return EPI_OK;
}

/* Nodes of T with a list, in pivot order. */
static int
nodes_with_lists (const EpiBasis *b, const EpiTriangle *T, int *order)
{
  int n = 0;
  for (int t = 0; t < b->m; t++)
    if (T->end[b->order[t]] > T->begin[b->order[t]])
      order[n++] = b->order[t];
  return n;
}

static EpiStatus
finish (EpiBasis *b)
{
  EpiTriangle *Ut = &b->Ut;

  for (int r = 0; r < b->m; r++) { /* columns of the head to their rows */
    int to = Ut->begin[r];
    for (int k = to; k < Ut->end[r]; k++)
      if (b->col_pivot[Ut->entries.index[k]] >= 0) {
        Ut->entries.index[to] = b->col_pivot[Ut->entries.index[k]];
        Ut->entries.value[to++] = Ut->entries.value[k];
      }
    Ut->end[r] = to;
  }
  TRY (transpose (b, &b->L, &b->Lt));
  TRY (transpose (b, Ut, &b->U));
  b->n_l = nodes_with_lists (b, &b->L, b->l_order);
  b->n_lt = nodes_with_lists (b, &b->Lt, b->lt_order);
  b->entries0 = b->L.entries.used + b->U.entries.used;
  for (int t = 0; t < b->m; t++) {
    b->u_order[t] = b->order[t];
    b->u_place[b->order[t]] = t;
  }
  b->n_u = b->m;
  b->n_updates = b->eta.used = b->eta_begin[0] = 0;
  size_t spare = (size_t)(b->entries0 / 2 + 4 * b->m); /* for updates */
  TRY (epi_entries_reserve (&b->U.entries, spare));
  TRY (epi_entries_reserve (&Ut->entries, spare));
  return epi_entries_reserve (&b->eta, spare);
}

EpiStatus
epi_basis_factor (EpiBasis *b, int *head, size_t *n_replaced,
                  const EpiCancel *cancel)
{
  b->n_order = b->L.entries.used = b->Ut.entries.used = 0;
  if (b->stamp > INT_MAX / 2) { /* of searches so far */
    memset (b->mark, 0, (size_t)b->m * sizeof (int));
    b->stamp = 0;
  }
  memset (b->work, 0, (size_t)b->m * sizeof (double));
  TRY (load (b, head));
  TRY (take_columns (b, head));
  TRY (take_rows (b));
  TRY (epi_basis_eliminate_kernel (b, cancel));
  size_t replaced = replace_dependent (b, head);
  if (n_replaced != NULL)
    *n_replaced = replaced;
  memcpy (head, b->new_head, (size_t)b->m * sizeof (int));
  return finish (b);
}
