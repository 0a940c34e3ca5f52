/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-sdp.h"

#include "core/epi-alloc.h"
#include "core/epi-matrix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int
compare_entries (const void *left, const void *right)
{
  const EpiSdpEntry *a = left, *b = right;
  if (a->matrix != b->matrix)
    return a->matrix < b->matrix ? -1 : 1;
  if (a->block != b->block)
    return a->block < b->block ? -1 : 1;
  if (a->col != b->col)
    return a->col < b->col ? -1 : 1;
  return (a->row > b->row) - (a->row < b->row);
}

static bool
same_place (const EpiSdpEntry *a, const EpiSdpEntry *b)
{
  return compare_entries (a, b) == 0;
}

/* Sorts, adds up entries of one place, and finds where each matrix begins. */
static void
put_in_order (EpiSdp *sdp)
{
  qsort (sdp->entries, sdp->n_entries, sizeof *sdp->entries, compare_entries);
  size_t n = 0;
  for (size_t k = 0; k < sdp->n_entries; k++)
    if (n > 0 && same_place (&sdp->entries[n - 1], &sdp->entries[k]))
      sdp->entries[n - 1].value += sdp->entries[k].value;
    else
      sdp->entries[n++] = sdp->entries[k];
  sdp->n_entries = n;
  for (size_t k = 0; k < n; k++)
    sdp->matrix_start[sdp->entries[k].matrix + 1]++;
  for (size_t i = 0; i <= sdp->m; i++)
    sdp->matrix_start[i + 1] += sdp->matrix_start[i];
}

/* Entries first … last - 1 of one matrix in one block: whether they are those
 * of an arrow.  points: some are off the diagonal. */
static bool
is_arrow (const EpiSdpEntry *entries, size_t first, size_t last, size_t order,
          bool *points)
{
  size_t n_diagonal = 0;
  double t = 0;

  for (size_t k = first; k < last; k++) {
    const EpiSdpEntry *e = &entries[k];
    if (e->value == 0)
      continue;
    if (e->row != e->col) {
      *points = true;
      if ((size_t)e->col + 1 != order)
        return false;
    } else if (n_diagonal++ == 0)
      t = e->value;
    else if (e->value != t)
      return false;
  }
  return n_diagonal == 0 || n_diagonal == order;
}

/* An arrow until a matrix is none, and with some entry off the diagonal. */
static void
find_arrows (EpiSdp *sdp, bool *refused)
{
  for (size_t k = 0; k < sdp->n_blocks; k++)
    refused[k] = sdp->blocks[k].diagonal || sdp->blocks[k].size < 2 ||
                 sdp->blocks[k].weight > 0;
  for (size_t first = 0, last; first < sdp->n_entries; first = last) {
    const EpiSdpEntry *e = &sdp->entries[first];
    for (last = first + 1; last < sdp->n_entries; last++)
      if (sdp->entries[last].matrix != e->matrix ||
          sdp->entries[last].block != e->block)
        break;
    if (!refused[e->block])
      refused[e->block] =
          !is_arrow (sdp->entries, first, last, sdp->blocks[e->block].size,
                     &sdp->arrows[e->block]);
  }
  for (size_t k = 0; k < sdp->n_blocks; k++)
    sdp->arrows[k] = sdp->arrows[k] && !refused[k];
}

EpiStatus
epi_sdp_new (size_t m, const double *c, size_t n_blocks,
             const EpiSdpBlock *blocks, size_t n_entries,
             const EpiSdpEntry *entries, EpiSdp *out)
{
  *out = (EpiSdp){
      .m = m,
      .c = epi_new (double, m),
      .n_blocks = n_blocks,
      .blocks = epi_new (EpiSdpBlock, n_blocks),
      .arrows = epi_new0 (bool, n_blocks),
      .n_entries = n_entries,
      .entries = epi_new (EpiSdpEntry, n_entries),
      .matrix_start = epi_new0 (int, m + 2),
      .b = epi_new (double, 0),
  };
  bool *refused = epi_new (bool, n_blocks);
  EpiStatus status = epi_sparse_new (0, m, 0, &out->A);
  if (status != EPI_OK || out->c == NULL || out->blocks == NULL ||
      out->arrows == NULL || out->entries == NULL ||
      out->matrix_start == NULL || out->b == NULL || refused == NULL) {
    epi_free (refused);
    epi_sdp_clear (out);
    return EPI_NO_MEMORY;
  }
  for (size_t i = 0; i < m; i++)
    out->c[i] = c[i];
  for (size_t k = 0; k < n_blocks; k++)
    out->blocks[k] = blocks[k];
  for (size_t k = 0; k < n_entries; k++)
    out->entries[k] = entries[k];
  bool finite = epi_is_finite (c, m);
  for (size_t k = 0; k < n_blocks; k++)
    finite = finite && isfinite (blocks[k].weight);
  for (size_t k = 0; k < n_entries; k++)
    finite = finite && isfinite (entries[k].value);
  if (finite) {
    put_in_order (out);
    find_arrows (out, refused);
  } else
    epi_sdp_clear (out);
  epi_free (refused);
  return finite ? EPI_OK : EPI_NOT_FINITE;
}

EpiStatus
epi_sdp_set_equalities (EpiSdp *sdp, const EpiSparse *A, const double *b)
{
  EpiSparse copy;
  double *rhs = epi_new (double, A->rows);
  EpiStatus status = epi_sparse_copy (A, &copy);
  if (status != EPI_OK || rhs == NULL) {
    epi_sparse_clear (&copy);
    epi_free (rhs);
    return EPI_NO_MEMORY;
  }
  if (!epi_sparse_is_finite (A) || !epi_is_finite (b, A->rows)) {
    epi_sparse_clear (&copy);
    epi_free (rhs);
    return EPI_NOT_FINITE;
  }
  memcpy (rhs, b, A->rows * sizeof *b);
  epi_sparse_clear (&sdp->A);
  epi_free (sdp->b);
  sdp->A = copy;
  sdp->b = rhs;
  return EPI_OK;
}

void
epi_sdp_clear (EpiSdp *sdp)
{
  epi_free (sdp->c);
  epi_free (sdp->blocks);
  epi_free (sdp->arrows);
  epi_free (sdp->entries);
  epi_free (sdp->matrix_start);
  epi_free (sdp->b);
  epi_sparse_clear (&sdp->A);
  *sdp = (EpiSdp){0};
}

bool
epi_sdp_has_determinant (const EpiSdp *sdp)
{
  for (size_t k = 0; k < sdp->n_blocks; k++)
    if (sdp->blocks[k].weight > 0)
      return true;
  return false;
}

static size_t
block_length (const EpiSdpBlock *block)
{
  return block->diagonal ? block->size : block->size * block->size;
}

size_t
epi_sdp_block_offset (const EpiSdp *sdp, size_t k)
{
  size_t offset = 0;
  for (size_t i = 0; i < k; i++)
    offset += block_length (&sdp->blocks[i]);
  return offset;
}

void
epi_sdp_evaluate (const EpiSdp *sdp, const double *x, double *F)
{
  size_t offset = 0, k = 0, place = 0;
  memset (F, 0, epi_sdp_block_offset (sdp, sdp->n_blocks) * sizeof *F);
  for (place = 0; place < sdp->n_entries; place++) {
    const EpiSdpEntry *e = &sdp->entries[place];
    if (place == 0 || (size_t)e->block < k)
      offset = k = 0; /* the next matrix begins at its first block */
    for (; k < (size_t)e->block; k++)
      offset += block_length (&sdp->blocks[k]);
    double value = e->matrix == 0 ? -e->value : e->value * x[e->matrix - 1];
    size_t n = sdp->blocks[k].size;
    if (sdp->blocks[k].diagonal)
      F[offset + (size_t)e->row] += value;
    else {
      F[offset + (size_t)e->row + (size_t)e->col * n] += value;
      if (e->row != e->col)
        F[offset + (size_t)e->col + (size_t)e->row * n] += value;
    }
  }
}

double
epi_sdp_inner (const EpiSdp *sdp, size_t i, const double *Y)
{
  double sum = 0;
  size_t offset = 0, k = 0;
  for (int place = sdp->matrix_start[i]; place < sdp->matrix_start[i + 1];
       place++) {
    const EpiSdpEntry *e = &sdp->entries[place];
    for (; k < (size_t)e->block; k++)
      offset += block_length (&sdp->blocks[k]);
    size_t n = sdp->blocks[k].size;
    if (sdp->blocks[k].diagonal)
      sum += e->value * Y[offset + (size_t)e->row];
    else
      sum += (e->row == e->col ? 1 : 2) * e->value *
             Y[offset + (size_t)e->row + (size_t)e->col * n];
  }
  return sum;
}

void
epi_sdp_adjoint (const EpiSdp *sdp, const double *Y, double *out)
{
  for (size_t i = 0; i < sdp->m; i++)
    out[i] = epi_sdp_inner (sdp, i + 1, Y);
}

EpiStatus
epi_sdp_answer_new (const EpiSdp *sdp, EpiSdpAnswer *out)
{
  size_t length = epi_sdp_block_offset (sdp, sdp->n_blocks);
  *out = (EpiSdpAnswer){
      .status = EPI_FAILED,
      .x = epi_new0 (double, sdp->m),
      .X = epi_new0 (double, length),
      .Y = epi_new0 (double, length),
      .v = epi_new0 (double, sdp->A.rows),
      .point = epi_new0 (double, sdp->m),
  };
  if (out->x != NULL && out->X != NULL && out->Y != NULL && out->v != NULL &&
      out->point != NULL)
    return EPI_OK;
  epi_sdp_answer_clear (out);
  return EPI_NO_MEMORY;
}

void
epi_sdp_answer_clear (EpiSdpAnswer *answer)
{
  epi_free (answer->x);
  epi_free (answer->X);
  epi_free (answer->Y);
  epi_free (answer->v);
  epi_free (answer->point);
  *answer = (EpiSdpAnswer){0};
}
