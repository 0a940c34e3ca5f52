/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-kkt-sparse-private.h"

#include "core/epi-alloc.h"

/* Which rows of the orthants have one entry, and the unknowns of the others. */
static EpiStatus
place_rows (EpiKktSparse *self)
{
  const EpiConeProgram *program = self->program;
  const EpiSparse *G = &program->G;
  int *entries = epi_new0 (int, self->g);
  if (entries == NULL)
    return EPI_NO_MEMORY;
  for (size_t j = 0; j < self->n; j++)
    for (int k = G->start[j]; k < G->start[j + 1]; k++)
      if (G->value[k] != 0) {
        entries[G->row[k]]++;
        self->bound_col[G->row[k]] = (int)j;
        self->bound[G->row[k]] = G->value[k];
      }
  self->order = self->n + self->p;
  for (size_t j = 0, i = 0; j < program->n_cones; j++)
    for (size_t end = i + program->cones[j].order; i < end; i++)
      if (program->cones[j].kind == EPI_CONE_NONNEGATIVE && entries[i] <= 1) {
        self->place[i] = -1;
        if (entries[i] == 0) /* nothing: any column, with a zero */
          self->bound_col[i] = self->n > 0 ? 0 : -1;
      } else {
        self->place[i] = (int)self->order++;
        self->bound_col[i] = -1;
      }
  for (size_t j = 0; j < program->n_cones; j++)
    if (program->cones[j].kind == EPI_CONE_SECOND_ORDER &&
        program->cones[j].order > 0) {
      self->order += 2;
      self->curved = true;
    }
  epi_free (entries);
  return EPI_OK;
}

typedef struct {
  EpiSparse *K;
  int n;
} Filler;

static void
put (Filler *to, size_t row, double value)
{
  to->K->row[to->n] = (int)row;
  to->K->value[to->n++] = value;
}

/* The columns of x: P, A, the rows of G that stay. */
static void
fill_variables (EpiKktSparse *self, Filler *to)
{
  const EpiConeProgram *program = self->program;
  const EpiSparse *P = &program->P, *A = &program->A, *G = &program->G;
  for (size_t j = 0; j < self->n; j++) {
    put (to, j, 0);
    for (int k = P->start[j]; k < P->start[j + 1]; k++)
      if ((size_t)P->row[k] == j)
        self->diagonal_P[j] += P->value[k];
      else if ((size_t)P->row[k] > j)
        put (to, (size_t)P->row[k], P->value[k]);
    for (int k = A->start[j]; k < A->start[j + 1]; k++)
      if (A->value[k] != 0)
        put (to, self->n + (size_t)A->row[k], A->value[k]);
    for (int k = G->start[j]; k < G->start[j + 1]; k++)
      if (self->place[G->row[k]] >= 0 && G->value[k] != 0)
        put (to, (size_t)self->place[G->row[k]], G->value[k]);
    self->K.start[j + 1] = to->n;
    self->sign[j] = 1;
  }
}

/* The columns of y and of the rows of G, then of the extras v and u. */
static void
fill_rows (EpiKktSparse *self, Filler *to)
{
  const EpiConeProgram *program = self->program;
  size_t column = self->n, extras = self->order;
  for (; column < self->n + self->p; self->K.start[++column] = to->n) {
    put (to, column, 0);
    self->sign[column] = -1;
  }
  for (size_t j = 0; j < program->n_cones; j++)
    if (program->cones[j].kind == EPI_CONE_SECOND_ORDER &&
        program->cones[j].order > 0)
      extras -= 2;
  for (size_t j = 0, i = 0; j < program->n_cones; j++) {
    EpiCone cone = program->cones[j];
    for (size_t end = i + cone.order; i < end; i++) {
      if (self->place[i] < 0)
        continue;
      put (to, column, 0);
      if (cone.kind == EPI_CONE_SECOND_ORDER) {
        put (to, extras, 0);
        put (to, extras + 1, 0);
      }
      self->sign[column] = -1;
      self->K.start[++column] = to->n;
    }
    if (cone.kind == EPI_CONE_SECOND_ORDER && cone.order > 0)
      extras += 2;
  }
  for (int which = -1; column < self->order; which = -which) {
    put (to, column, 0);
    self->sign[column] = (signed char)which;
    self->K.start[++column] = to->n;
  }
}

EpiStatus
epi_kkt_sparse_build (EpiKktSparse *self)
{
  const EpiConeProgram *program = self->program;
  EpiStatus status = place_rows (self);
  if (status != EPI_OK)
    return status;
  size_t entries = epi_sparse_entries (&program->P) +
                   epi_sparse_entries (&program->A) +
                   epi_sparse_entries (&program->G) + self->order + 2 * self->g;
  status = epi_sparse_new (self->order, self->order, entries, &self->K);
  self->sign = epi_new (signed char, self->order);
  self->u = epi_new (double, self->order);
  if (status != EPI_OK || self->sign == NULL || self->u == NULL)
    return EPI_NO_MEMORY;
  Filler filler = {&self->K, 0};
  fill_variables (self, &filler);
  fill_rows (self, &filler);
  return epi_ldl_new (&self->K, self->sign, &self->ldl);
}
