/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The update of Forrest & Tomlin (Updated triangular factors of the basis,
 * Math. Programming 2, 1972).  With u = U_pp, column p of U becomes the kept
 * spike s = R L⁻¹a, row and column p move to the end, and row p, now under
 * the diagonal, is cleared by the other rows.  The multipliers r of that,
 * rᵀŪ = row p, are those of the kept w = U⁻ᵀe_p:
 *
 *     rᵢ = -wᵢ u,      new pivot = s_p - rᵀs = u (B⁻¹a)_p
 */
#include "convex/epi-basis-private.h"

#include <string.h>

/* Takes `node` out of the list of r; the order of a list does not matter. */
static void
list_remove (EpiTriangle *T, int r, int node)
{
  int k = T->begin[r], last = --T->end[r];

  while (T->entries.index[k] != node)
    k++;
  T->entries.index[k] = T->entries.index[last];
  T->entries.value[k] = T->entries.value[last];
}

static void
append (EpiEntries *entries, int index, double value)
{
  entries->index[entries->used] = index;
  entries->value[entries->used++] = value;
}

/* Adds to row r of Ut, which moves to the end when its room is full. */
static EpiStatus
row_append (EpiBasis *b, int r, int column, double value)
{
  EpiTriangle *Ut = &b->Ut;

  if (Ut->end[r] == b->ut_room[r]) {
    int n = Ut->end[r] - Ut->begin[r], room = 2 * n + 4;
    if (Ut->entries.used + room > Ut->entries.room)
      return EPI_LIMIT;
    int to = Ut->entries.used;
    memcpy (Ut->entries.index + to, Ut->entries.index + Ut->begin[r],
            (size_t)n * sizeof (int));
    memcpy (Ut->entries.value + to, Ut->entries.value + Ut->begin[r],
            (size_t)n * sizeof (double));
    Ut->begin[r] = to;
    Ut->end[r] = to + n;
    b->ut_room[r] = to + room;
    Ut->entries.used += room;
  }
  Ut->entries.index[Ut->end[r]] = column;
  Ut->entries.value[Ut->end[r]++] = value;
  return EPI_OK;
}

EpiStatus
epi_basis_update (EpiBasis *b, int p, double alpha)
{
  EpiTriangle *U = &b->U, *Ut = &b->Ut;
  double u = b->pivot[p];

  if (b->n_updates == EPI_BASIS_MAX_UPDATES ||
      U->entries.used + b->n_spike > U->entries.room ||
      b->eta.used + b->n_row > b->eta.room)
    return EPI_LIMIT;

  for (int k = Ut->begin[p]; k < Ut->end[p]; k++) /* row p out of U */
    list_remove (U, Ut->entries.index[k], p);
  Ut->end[p] = Ut->begin[p];
  for (int k = U->begin[p]; k < U->end[p]; k++) /* column p out of U */
    list_remove (Ut, U->entries.index[k], p);

  U->begin[p] = U->entries.used; /* the spike as the last column */
  for (int k = 0; k < b->n_spike; k++)
    if (b->spike_index[k] != p) {
      append (&U->entries, b->spike_index[k], b->spike[k]);
      if (row_append (b, b->spike_index[k], p, b->spike[k]) != EPI_OK)
        return EPI_LIMIT;
    }
  U->end[p] = U->entries.used;
  b->u_order[b->u_place[p]] = -1;
  b->u_place[p] = b->n_u;
  b->u_order[b->n_u++] = p;

  for (int k = 0; k < b->n_row; k++) /* R */
    if (b->row_index[k] != p)
      append (&b->eta, b->row_index[k], -b->row[k] * u);
  b->eta_row[b->n_updates++] = p;
  b->eta_begin[b->n_updates] = b->eta.used;
  b->pivot[p] = u * alpha;
  return EPI_OK;
}
