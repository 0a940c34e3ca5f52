/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernel of the factorization: Gaussian elimination with Markowitz
 * counts.  Columns are lists with values (`active`), rows are lists of columns
 * (`pattern`); both are chained by their counts, so that the search meets the
 * shortest first.
 */
#include "convex/epi-basis-elimination.h"

#define THRESHOLD 0.1 /* of the largest entry in the column */
enum { SEARCHES = 4 };
enum { PIVOTS = 16 }; /* between two askings */

/* Lists by count ---------------------------------------------------------- */

static void
link_in (int *head, int *next, int *prev, int count, int i)
{
  next[i] = head[count];
  prev[i] = -1;
  if (next[i] >= 0)
    prev[next[i]] = i;
  head[count] = i;
}

static void
unlink (int *head, int *next, int *prev, int count, int i)
{
  if (prev[i] >= 0)
    next[prev[i]] = next[i];
  else
    head[count] = next[i];
  if (next[i] >= 0)
    prev[next[i]] = prev[i];
}

static void
link_col (EpiBasis *b, int c)
{
  link_in (b->col_head, b->col_next, b->col_prev, b->col_n[c], c);
}

static void
unlink_col (EpiBasis *b, int c)
{
  unlink (b->col_head, b->col_next, b->col_prev, b->col_n[c], c);
}

static void
link_row (EpiBasis *b, int r)
{
  link_in (b->row_head, b->row_next, b->row_prev, b->row_n[r], r);
}

static void
unlink_row (EpiBasis *b, int r)
{
  unlink (b->row_head, b->row_next, b->row_prev, b->row_n[r], r);
}

/* What is left, as lists of its own entries alone.  Returns its columns. */
static int
begin_kernel (EpiBasis *b)
{
  int left = 0;

  for (int count = 0; count <= b->m; count++)
    b->col_head[count] = b->row_head[count] = -1;
  for (int c = 0; c < b->m; c++) {
    if (!col_is_left (b, c))
      continue;
    int to = b->col_begin[c];
    for (int k = to; k < b->col_room[c]; k++)
      if (row_is_left (b, b->active.index[k])) {
        b->active.index[to] = b->active.index[k];
        b->active.value[to++] = b->active.value[k];
      }
    b->col_n[c] = to - b->col_begin[c];
    b->col_max[c] = -1;
    link_col (b, c);
    left++;
  }
  for (int r = 0; r < b->m && left > 0; r++) {
    if (!row_is_left (b, r))
      continue;
    int to = b->row_begin[r];
    for (int k = to; k < b->row_room[r]; k++)
      if (col_is_left (b, b->pattern.index[k]))
        b->pattern.index[to++] = b->pattern.index[k];
    b->row_n[r] = to - b->row_begin[r];
    link_row (b, r);
  }
  return left;
}

static double
column_max (EpiBasis *b, int c)
{
  if (b->col_max[c] < 0) {
    b->col_max[c] = 0;
    for (int k = b->col_begin[c]; k < b->col_begin[c] + b->col_n[c]; k++)
      b->col_max[c] = fmax (b->col_max[c], fabs (b->active.value[k]));
  }
  return b->col_max[c];
}

static int
find_in_column (const EpiBasis *b, int c, int r)
{
  int k = b->col_begin[c];
  while (b->active.index[k] != r)
    k++;
  return k;
}

/* Takes column c out of the list of row r. */
static void
remove_from_row (EpiBasis *b, int r, int c)
{
  int k = b->row_begin[r], last = k + --b->row_n[r];
  while (b->pattern.index[k] != c)
    k++;
  b->pattern.index[k] = b->pattern.index[last];
}

/* A column without a pivot of any size leaves the kernel. */
static void
drop_column (EpiBasis *b, int c)
{
  unlink_col (b, c);
  for (int k = b->col_begin[c]; k < b->col_begin[c] + b->col_n[c]; k++) {
    int r = b->active.index[k];
    unlink_row (b, r);
    remove_from_row (b, r, c);
    link_row (b, r);
  }
  b->col_n[c] = 0;
}

typedef struct {
  int row, col;
  double merit, size; /* Markowitz count; |a| */
} Pivot;

static void
consider (EpiBasis *b, int r, int c, double a, Pivot *best)
{
  double merit = (double)(b->row_n[r] - 1) * (b->col_n[c] - 1);
  if (merit < best->merit || (merit == best->merit && fabs (a) > best->size))
    *best = (Pivot){r, c, merit, fabs (a)};
}

static void
search_column (EpiBasis *b, int c, Pivot *best)
{
  double least = fmax (THRESHOLD * column_max (b, c), SMALLEST);
  for (int k = b->col_begin[c]; k < b->col_begin[c] + b->col_n[c]; k++)
    if (fabs (b->active.value[k]) >= least)
      consider (b, b->active.index[k], c, b->active.value[k], best);
}

static void
search_row (EpiBasis *b, int r, Pivot *best)
{
  for (int k = b->row_begin[r]; k < b->row_begin[r] + b->row_n[r]; k++) {
    int c = b->pattern.index[k];
    double a = b->active.value[find_in_column (b, c, r)];
    if (fabs (a) >= fmax (THRESHOLD * column_max (b, c), SMALLEST))
      consider (b, r, c, a, best);
  }
}

/* Rows and columns by ascending count, a few of them (Zlatev 1980). */
static Pivot
search_pivot (EpiBasis *b)
{
  Pivot best = {-1, -1, INFINITY, 0};
  int searched = 0;

  for (int count = 1; count <= b->m; count++) {
    for (int c = b->col_head[count], next; c >= 0; c = next) {
      next = b->col_next[c];
      if (column_max (b, c) < SMALLEST) {
        drop_column (b, c);
        continue;
      }
      search_column (b, c, &best);
      if (best.merit <= (double)(count - 1) * (count - 1) ||
          (++searched >= SEARCHES && best.row >= 0))
        return best;
    }
    for (int r = b->row_head[count]; r >= 0; r = b->row_next[r]) {
      search_row (b, r, &best);
      if (best.merit <= (double)count * (count - 1) ||
          (++searched >= SEARCHES && best.row >= 0))
        return best;
    }
  }
  return best;
}

/* Room for `more` entries in the list (begin, n, room) of `entries`. */
static EpiStatus
make_room (EpiEntries *entries, int *begin, int n, int *room, int more,
           bool with_values)
{
  if (*begin + n + more <= *room)
    return EPI_OK;
  int size = n + more + n / 2 + 4;
  TRY (epi_entries_reserve (entries, (size_t)size));
  memcpy (entries->index + entries->used, entries->index + *begin,
          (size_t)n * sizeof (int));
  if (with_values)
    memcpy (entries->value + entries->used, entries->value + *begin,
            (size_t)n * sizeof (double));
  *begin = entries->used;
  *room = entries->used += size;
  return EPI_OK;
}

/* Column j -= a_pj (multipliers): entries that are there, then fill. */
static EpiStatus
update_column (EpiBasis *b, int j, double apj, int n_rows)
{
  int untouched = n_rows;

  for (int k = b->col_begin[j]; k < b->col_begin[j] + b->col_n[j];) {
    int i = b->active.index[k];
    if (b->work[i] == 0) {
      k++;
      continue;
    }
    b->active.value[k] -= b->work[i] * apj;
    b->mark[i] = b->stamp;
    untouched--;
    if (fabs (b->active.value[k]) > EPI_BASIS_TINY) {
      k++;
      continue;
    }
    int last = b->col_begin[j] + --b->col_n[j];
    b->active.index[k] = b->active.index[last];
    b->active.value[k] = b->active.value[last];
    remove_from_row (b, i, j);
  }
  b->col_max[j] = -1;
  if (untouched == 0)
    return EPI_OK;
  TRY (make_room (&b->active, &b->col_begin[j], b->col_n[j], &b->col_room[j],
                  untouched, true));
  for (int t = 0; t < n_rows; t++) {
    int i = b->touched[t];
    if (b->mark[i] == b->stamp)
      continue;
    int k = b->col_begin[j] + b->col_n[j]++;
    b->active.index[k] = i;
    b->active.value[k] = -b->work[i] * apj;
    TRY (make_room (&b->pattern, &b->row_begin[i], b->row_n[i], &b->row_room[i],
                    1, false));
    b->pattern.index[b->row_begin[i] + b->row_n[i]++] = j;
  }
  return EPI_OK;
}

/* One elimination step with pivot (p,q). */
static EpiStatus
eliminate (EpiBasis *b, int p, int q)
{
  double a = b->active.value[find_in_column (b, q, p)];
  int n_rows = 0, begin = b->col_begin[q], n = b->col_n[q];

  TRY (take_pivot (b, p, q, a));
  unlink_col (b, q);
  unlink_row (b, p);
  for (int k = begin; k < begin + n; k++) { /* multipliers: column of L */
    int i = b->active.index[k];
    if (i == p)
      continue;
    b->work[i] = b->active.value[k] / a;
    list_append (&b->L, p, i, b->work[i]);
    b->touched[n_rows++] = i;
    unlink_row (b, i);
    remove_from_row (b, i, q);
  }
  int row_begin = b->row_begin[p], row_n = b->row_n[p];
  for (int k = row_begin; k < row_begin + row_n; k++) { /* row of U */
    int j = b->pattern.index[k];
    if (j == q)
      continue;
    unlink_col (b, j);
    int place = find_in_column (b, j, p),
        last = b->col_begin[j] + --b->col_n[j];
    double apj = b->active.value[place];
    b->active.index[place] = b->active.index[last];
    b->active.value[place] = b->active.value[last];
    list_append (&b->Ut, p, j, apj);
    b->stamp++;
    TRY (update_column (b, j, apj, n_rows));
    link_col (b, j);
  }
  close_row (b, p);
  for (int t = 0; t < n_rows; t++) {
    b->work[b->touched[t]] = 0;
    link_row (b, b->touched[t]);
  }
  return EPI_OK;
}

EpiStatus
epi_basis_eliminate_kernel (EpiBasis *b, const EpiCancel *cancel)
{
  for (int left = begin_kernel (b); left > 0; left--) {
    if (left % PIVOTS == 0 && epi_cancel_is_raised (cancel))
      return EPI_INTERRUPTED;
    Pivot pivot = search_pivot (b);
    if (pivot.row < 0)
      break;
    TRY (eliminate (b, pivot.row, pivot.col));
  }
  return EPI_OK;
}
