/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of EpiBasis, shared by its three files. */
#pragma once

#include "convex/epi-basis.h"

#define EPI_BASIS_TINY 1e-14 /* a result this small is taken for zero */

/* Entries of many sparse lists, one after the other. */
typedef struct {
  int *index;
  double *value;
  int used, room;
} EpiEntries;

/* A triangular factor by lists: node r is the row (and position) r, its list
 * the entries that x_r sends on, x_i -= value x_r.  An empty list has
 * begin = end. */
typedef struct {
  int *begin, *end; /* (m) in entries */
  EpiEntries entries;
} EpiTriangle;

struct EpiBasis {
  const EpiSparse *A;
  int m;

  EpiTriangle L, Lt; /* by columns, by rows; ones on the diagonal left out */
  EpiTriangle U, Ut; /* by columns, by rows; the diagonal is pivot */
  int *l_order, *lt_order; /* nodes of L, Lt with a list, in pivot order */
  int n_l, n_lt;
  double *pivot; /* (m) diagonal of U, by row */
  int *u_order;  /* (m + updates) rows in pivot order; -1: replaced */
  int *u_place;  /* (m) where a row stands in u_order */
  int n_u;       /* used of u_order */
  int *ut_room;  /* (m) end of the room for a list of Ut */

  int n_updates;
  int eta_row[EPI_BASIS_MAX_UPDATES];       /* the row that R_k changes */
  int eta_begin[EPI_BASIS_MAX_UPDATES + 1]; /* in eta */
  EpiEntries eta;
  int *spike_index, n_spike; /* (m) kept by ftran, between R and U */
  double *spike;
  int *row_index, n_row; /* (m) kept by btran, between Uᵀ and Rᵀ */
  double *row;
  int entries0; /* entries in L and U at the factorization */

  /* Depth-first search. */
  int *mark, stamp;         /* (m) */
  int *stack, *edge, *topo; /* (m) each */

  /* Elimination: the part of B that has no pivots yet. */
  EpiEntries active;                 /* columns, with values */
  int *col_begin, *col_n, *col_room; /* (m) of active */
  double *col_max;                   /* (m) largest magnitude; < 0: not known */
  EpiEntries pattern;                /* rows, columns only (no values) */
  int *row_begin, *row_n, *row_room; /* (m) of pattern */
  int *row_pivot, *col_pivot;        /* (m) the partner, or -1 */
  int *col_head, *col_next, *col_prev; /* columns by count: (m+1),(m),(m) */
  int *row_head, *row_next, *row_prev;
  double *work; /* (m) multipliers by row, else 0 */
  int *touched; /* (m) */
  int *order;   /* (m) rows in pivot order, while factoring */
  int n_order;
  int *new_head; /* (m) */
};

/* Room for at least `more` entries behind those in use, growing if need be. */
EpiStatus epi_entries_reserve (EpiEntries *entries, size_t more);
