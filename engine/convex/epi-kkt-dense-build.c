/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-kkt-dense-private.h"

#include "core/epi-alloc.h"

#include <glib.h>
#include <string.h>

static void
dense_free (EpiKkt *base)
{
  EpiKktDense *self = (EpiKktDense *)base;
  for (size_t j = 0; self->blocks != NULL && j < self->program->n_cones; j++)
    epi_schur_free (self->blocks[j]);
  g_free (self->blocks);
  epi_sparse_clear (&self->Gt);
  epi_sparse_clear (&self->At);
  epi_sparse_clear (&self->rest);
  EpiMatrix *matrices[] = {&self->H, &self->L, &self->Y, &self->S};
  for (size_t i = 0; i < G_N_ELEMENTS (matrices); i++)
    epi_matrix_clear (matrices[i]);
  double *vectors[] = {self->d, self->u, self->r, self->a, self->b, self->by};
  for (size_t i = 0; i < G_N_ELEMENTS (vectors); i++)
    epi_free (vectors[i]);
  g_free (self);
}

static bool
dense_suits_direct (const EpiKkt *base, size_t j)
{
  const EpiKktDense *self = (const EpiKktDense *)base;
  return self->blocks[j] != NULL && epi_schur_suits_pair (self->blocks[j]);
}

static const EpiKktClass dense_class = {
    .factor = epi_kkt_dense_factor,
    .solve_scaled = epi_kkt_dense_solve,
    .free = dense_free,
    .subtract_image = epi_kkt_dense_subtract_image,
    .rough = true,
    .suits_direct = dense_suits_direct,
};

/* Gt := the transpose of G without the rows of semidefinite cones (these have
 * their own form in blocks), which stay empty. */
static EpiStatus
transpose_rest (EpiKktDense *self)
{
  const EpiSparse *G = &self->program->G;
  bool *keep = epi_new (bool, self->m);
  size_t offset = 0, n_entries = 0;
  EpiSparse rest;
  if (keep == NULL)
    return EPI_NO_MEMORY;
  for (size_t j = 0; j < self->program->n_cones; j++) {
    EpiCone cone = self->program->cones[j];
    memset (keep + offset, cone.kind != EPI_CONE_SEMIDEFINITE,
            epi_cone_dim (cone));
    offset += epi_cone_dim (cone);
  }
  EpiStatus status =
      epi_sparse_new (self->m, self->n, epi_sparse_entries (G), &rest);
  for (size_t j = 0; status == EPI_OK && j < self->n; j++) {
    for (int k = G->start[j]; k < G->start[j + 1]; k++)
      if (keep[G->row[k]]) {
        rest.row[n_entries] = G->row[k];
        rest.value[n_entries++] = G->value[k];
      }
    rest.start[j + 1] = (int)n_entries;
  }
  if (status == EPI_OK)
    status = epi_sparse_transpose (&rest, &self->Gt);
  epi_sparse_clear (&rest);
  epi_free (keep);
  return status;
}

/* Whether the entry of G belongs to a matrix of rank one. */
static bool
is_rank_one (const EpiKktDense *self, size_t column, size_t row)
{
  size_t j = 0, offset = 0;
  while (row >= offset + epi_cone_dim (self->program->cones[j]))
    offset += epi_cone_dim (self->program->cones[j++]);
  return self->blocks[j] != NULL &&
         epi_schur_is_rank_one (self->blocks[j], column);
}

/* rest := G without the rows that a block has as matrices of rank one. */
static EpiStatus
copy_rest (EpiKktDense *self)
{
  EpiSparse *rest = &self->rest;
  EpiStatus status = epi_sparse_copy (&self->program->G, rest);
  int n_entries = 0, first = 0;
  for (size_t j = 0; status == EPI_OK && j < self->n; j++) {
    for (int k = first; k < rest->start[j + 1]; k++)
      if (!is_rank_one (self, j, (size_t)rest->row[k])) {
        rest->row[n_entries] = rest->row[k];
        rest->value[n_entries++] = rest->value[k];
      }
    first = rest->start[j + 1];
    rest->start[j + 1] = n_entries;
  }
  return status;
}

static EpiStatus
make_room (EpiKktDense *self)
{
  size_t n = self->n, p = self->p, m = self->m;
  double **vectors[] = {&self->d, &self->u, &self->r,
                        &self->a, &self->b, &self->by};
  const size_t lengths[] = {n, m, n, n, n, p};
  for (size_t i = 0; i < G_N_ELEMENTS (vectors); i++)
    if ((*vectors[i] = epi_new0 (double, lengths[i])) == NULL)
      return EPI_NO_MEMORY;
  if (epi_matrix_new (n, n, &self->H) != EPI_OK ||
      epi_matrix_new (n, n, &self->L) != EPI_OK ||
      epi_matrix_new (n, p, &self->Y) != EPI_OK ||
      epi_matrix_new (p, p, &self->S) != EPI_OK)
    return EPI_NO_MEMORY;
  return EPI_OK;
}

EpiStatus
epi_kkt_dense_new (const EpiConeProgram *program, EpiKkt **out)
{
  EpiKktDense *self = g_new0 (EpiKktDense, 1);
  self->base.klass = &dense_class;
  self->program = program;
  self->n = program->n;
  self->p = program->A.rows;
  self->m = program->G.rows;
  self->blocks = g_new0 (EpiSchur *, program->n_cones);
  EpiStatus status = make_room (self);
  if (status == EPI_OK)
    status = transpose_rest (self);
  if (status == EPI_OK)
    status = epi_sparse_transpose (&program->A, &self->At);
  for (size_t j = 0, offset = 0; status == EPI_OK && j < program->n_cones;
       j++) {
    EpiCone cone = program->cones[j];
    if (cone.kind == EPI_CONE_SEMIDEFINITE)
      status =
          epi_schur_new (&program->G, offset, cone.order, &self->blocks[j]);
    offset += epi_cone_dim (cone);
  }
  if (status == EPI_OK)
    status = copy_rest (self);
  *out = &self->base;
  if (status != EPI_OK) {
    dense_free (&self->base);
    *out = NULL;
  }
  return status;
}
