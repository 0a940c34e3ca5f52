/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two halves of the factorization share: taking a pivot. */
#pragma once

#include "convex/epi-basis-private.h"

#include <math.h>
#include <string.h>

#define SMALLEST 1e-11 /* a pivot below this is none */
enum { SPARE = 3 };    /* room behind a row of U, for updates */

#define TRY(call)                                                              \
  do {                                                                         \
    EpiStatus try_status = (call);                                             \
    if (try_status != EPI_OK)                                                  \
      return try_status;                                                       \
  } while (0)

static inline bool
row_is_left (const EpiBasis *b, int r)
{
  return b->row_pivot[r] < 0;
}

static inline bool
col_is_left (const EpiBasis *b, int c)
{
  return b->col_pivot[c] < 0;
}

/* Pivot a in row r, column c of the head; both lists are begun. */
static inline EpiStatus
take_pivot (EpiBasis *b, int r, int c, double a)
{
  b->row_pivot[r] = c;
  b->col_pivot[c] = r;
  b->pivot[r] = a;
  b->order[b->n_order++] = r;
  b->L.begin[r] = b->L.end[r] = b->L.entries.used;
  b->Ut.begin[r] = b->Ut.end[r] = b->Ut.entries.used;
  TRY (epi_entries_reserve (&b->L.entries, (size_t)b->m));
  return epi_entries_reserve (&b->Ut.entries, (size_t)(b->m + SPARE));
}

static inline void
list_append (EpiTriangle *T, int r, int index, double value)
{
  T->entries.index[T->end[r]] = index;
  T->entries.value[T->end[r]++] = value;
  T->entries.used = T->end[r];
}

static inline void
close_row (EpiBasis *b, int r)
{
  b->ut_room[r] = b->Ut.end[r] + SPARE;
  b->Ut.entries.used = b->ut_room[r];
}

/* Step 4: eliminates what steps 1 to 3 left.  Stops early when nothing is left
 * that could be a pivot.  EPI_INTERRUPTED. */
EpiStatus epi_basis_eliminate_kernel (EpiBasis *b, const EpiCancel *cancel);
