/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-ldl-private.h"

#include "core/epi-alloc.h"

#include <assert.h>
#include <glib.h>

void
epi_ldl_free (EpiLdl *ldl)
{
  if (ldl == NULL)
    return;
  cholmod_free_factor (&ldl->symbolic, &ldl->common);
  cholmod_finish (&ldl->common);
  epi_free (ldl->L);
  epi_free (ldl->D);
  epi_free (ldl->size);
  epi_free (ldl->sign);
  epi_free (ldl->place);
  epi_free (ldl->super_of);
  epi_free (ldl->local);
  epi_free (ldl->head);
  epi_free (ldl->next);
  epi_free (ldl->reached);
  epi_free (ldl->product);
  epi_free (ldl->scaled);
  epi_free (ldl->x);
  epi_free (ldl->gathered);
  g_free (ldl);
}

/* Order and supernodes. */
static EpiStatus
analyze (EpiLdl *self, const EpiSparse *K)
{
  cholmod_sparse pattern = {
      .nrow = K->rows,
      .ncol = K->cols,
      .nzmax = epi_sparse_entries (K),
      .p = K->start,
      .i = K->row,
      .stype = -1, /* the lower triangle */
      .itype = CHOLMOD_INT,
      .xtype = CHOLMOD_PATTERN,
      .dtype = CHOLMOD_DOUBLE,
      .sorted = 1,
      .packed = 1,
  };
  cholmod_common *common = &self->common;

  cholmod_start (common);
  common->print = 0;
  common->useGPU = 0;
  common->supernodal = CHOLMOD_SUPERNODAL;
  self->symbolic = cholmod_analyze (&pattern, common);
  if (self->symbolic == NULL || common->status < CHOLMOD_OK)
    return EPI_NO_MEMORY;
  self->n_supers = self->symbolic->nsuper;
  self->order = self->symbolic->Perm;
  self->first = self->symbolic->super;
  self->row_start = self->symbolic->pi;
  self->rows = self->symbolic->s;
  self->block_start = self->symbolic->px;
  return EPI_OK;
}

static EpiStatus
make_workspace (EpiLdl *self, size_t entries)
{
  size_t n = self->n, tallest = 1, widest = 1;
  for (size_t s = 0; s < self->n_supers; s++) {
    tallest = MAX (tallest, epi_ldl_height (self, s));
    widest = MAX (widest, epi_ldl_width (self, s));
  }
  self->L = epi_new (double, self->symbolic->xsize);
  self->D = epi_new (double, n);
  self->size = epi_new (double, n);
  self->sign = epi_new (signed char, n);
  self->place = epi_new (int, entries);
  self->super_of = epi_new (int, n);
  self->local = epi_new (int, n);
  self->head = epi_new (int, self->n_supers);
  self->next = epi_new (int, self->n_supers);
  self->reached = epi_new (int, self->n_supers);
  self->product = epi_new (double, tallest *EPI_LDL_CHUNK);
  self->scaled = epi_new (double, widest *MAX (EPI_LDL_CHUNK, widest));
  self->x = epi_new (double, n);
  self->gathered = epi_new (double, tallest);
  bool good = self->L != NULL && self->D != NULL && self->size != NULL &&
              self->sign != NULL && self->place != NULL &&
              self->super_of != NULL && self->local != NULL &&
              self->head != NULL && self->next != NULL &&
              self->reached != NULL && self->product != NULL &&
              self->scaled != NULL && self->x != NULL && self->gathered != NULL;
  return good ? EPI_OK : EPI_NO_MEMORY;
}

/* place: where each entry of K goes in L.  Entries are met by supernode. */
static void
find_places (EpiLdl *self, const EpiSparse *K)
{
  int *pivot_of = self->local; /* borrowed: the inverse of order */
  for (size_t k = 0; k < self->n; k++)
    pivot_of[self->order[k]] = (int)k;
  for (size_t j = 0; j < self->n; j++)
    for (int e = K->start[j]; e < K->start[j + 1]; e++) {
      int a = pivot_of[j], b = pivot_of[K->row[e]];
      int col = MIN (a, b), row = MAX (a, b), s = self->super_of[col];
      const int *rows = self->rows + self->row_start[s];
      int low = 0, high = (int)epi_ldl_height (self, (size_t)s) - 1;
      while (low < high) { /* rows[low] = row */
        int middle = (low + high) / 2;
        if (rows[middle] < row)
          low = middle + 1;
        else
          high = middle;
      }
      assert (rows[low] == row);
      self->place[e] =
          self->block_start[s] +
          (col - self->first[s]) * (int)epi_ldl_height (self, (size_t)s) + low;
    }
}

EpiStatus
epi_ldl_new (const EpiSparse *K, const signed char *sign, EpiLdl **out)
{
  EpiLdl *self = g_new0 (EpiLdl, 1);
  self->n = K->cols;
  EpiStatus status = analyze (self, K);
  if (status == EPI_OK)
    status = make_workspace (self, epi_sparse_entries (K));
  *out = NULL;
  if (status != EPI_OK) {
    epi_ldl_free (self);
    return status;
  }
  for (size_t s = 0; s < self->n_supers; s++)
    for (int k = self->first[s]; k < self->first[s + 1]; k++) {
      self->super_of[k] = (int)s;
      self->sign[k] = sign[self->order[k]];
    }
  find_places (self, K);
  *out = self;
  return EPI_OK;
}
