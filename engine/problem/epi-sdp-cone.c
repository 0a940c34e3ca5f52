/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-sdp-cone.h"

#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

/* The cone of a block. */
static EpiCone
cone_of (const EpiSdpBlock *block)
{
  bool orthant = block->diagonal || block->size == 1;
  return (EpiCone){orthant ? EPI_CONE_NONNEGATIVE : EPI_CONE_SEMIDEFINITE,
                   block->size};
}

size_t
epi_sdp_vec_length (const EpiSdp *sdp)
{
  size_t length = 0;
  for (size_t k = 0; k < sdp->n_blocks; k++)
    length += epi_cone_dim (cone_of (&sdp->blocks[k]));
  return length;
}

/* Where (i,j), i ≥ j, of a symmetric (n,n) matrix stands in its vec. */
static size_t
place (size_t n, size_t i, size_t j)
{
  return j * n - j * (j + 1) / 2 + i;
}

void
epi_sdp_vec (const EpiSdp *sdp, const double *packed, double *vec)
{
  for (size_t k = 0; k < sdp->n_blocks; k++) {
    size_t n = sdp->blocks[k].size;
    if (cone_of (&sdp->blocks[k]).kind == EPI_CONE_NONNEGATIVE) {
      memcpy (vec, packed, n * sizeof *vec);
      packed += n;
      vec += n;
      continue;
    }
    for (size_t j = 0; j < n; j++)
      for (size_t i = j; i < n; i++)
        *vec++ = (i == j ? 1 : M_SQRT2) * packed[i + j * n];
    packed += n * n;
  }
}

void
epi_sdp_unvec (const EpiSdp *sdp, const double *vec, double *packed)
{
  for (size_t k = 0; k < sdp->n_blocks; k++) {
    size_t n = sdp->blocks[k].size;
    if (cone_of (&sdp->blocks[k]).kind == EPI_CONE_NONNEGATIVE) {
      memcpy (packed, vec, n * sizeof *vec);
      packed += n;
      vec += n;
      continue;
    }
    for (size_t j = 0; j < n; j++)
      for (size_t i = j; i < n; i++)
        packed[i + j * n] = packed[j + i * n] =
            (i == j ? 1 : M_SQRT1_2) * *vec++;
    packed += n * n;
  }
}

/* One cone a block, neighbouring orthants together. */
static void
fill_cones (const EpiSdp *sdp, EpiConeProgram *out)
{
  for (size_t k = 0; k < sdp->n_blocks; k++) {
    EpiCone cone = cone_of (&sdp->blocks[k]);
    EpiCone *last = out->n_cones > 0 ? &out->cones[out->n_cones - 1] : NULL;
    if (last != NULL && last->kind == EPI_CONE_NONNEGATIVE &&
        cone.kind == EPI_CONE_NONNEGATIVE)
      last->order += cone.order;
    else
      out->cones[out->n_cones++] = cone;
  }
}

/* Rows of entry e within its block, and its value there. */
static EpiTriplet
triplet_of (const EpiSdp *sdp, const EpiSdpEntry *e, const size_t *offset)
{
  const EpiSdpBlock *block = &sdp->blocks[e->block];
  size_t i = (size_t)e->col, j = (size_t)e->row; /* of the lower triangle */
  bool orthant = cone_of (block).kind == EPI_CONE_NONNEGATIVE;
  size_t row = offset[e->block] + (orthant ? i : place (block->size, i, j));

  return (EpiTriplet){(int)row, e->matrix - 1,
                      -(i == j ? 1 : M_SQRT2) * e->value};
}

static EpiStatus
fill_rows (const EpiSdp *sdp, EpiConeProgram *out)
{
  size_t *offset = epi_new (size_t, sdp->n_blocks + 1);
  EpiTriplet *entries = epi_new (EpiTriplet, sdp->n_entries);
  size_t n = 0, length = 0;
  EpiStatus status = EPI_NO_MEMORY;

  if (offset != NULL && entries != NULL) {
    for (size_t k = 0; k < sdp->n_blocks; k++) {
      offset[k] = length;
      length += epi_cone_dim (cone_of (&sdp->blocks[k]));
    }
    for (size_t k = 0; k < sdp->n_entries; k++) {
      EpiTriplet entry = triplet_of (sdp, &sdp->entries[k], offset);
      if (sdp->entries[k].matrix == 0)
        out->h[entry.row] = entry.value;
      else if (entry.value != 0)
        entries[n++] = entry;
    }
    status = epi_sparse_from_triplets (length, sdp->m, entries, n, &out->G);
  }
  epi_free (offset);
  epi_free (entries);
  return status;
}

static EpiStatus
build (const EpiSdp *sdp, EpiConeProgram *out)
{
  *out = (EpiConeProgram){
      .n = sdp->m,
      .c = epi_new (double, sdp->m),
      .b = epi_new (double, sdp->A.rows),
      .h = epi_new0 (double, epi_sdp_vec_length (sdp)),
      .cones = epi_new (EpiCone, sdp->n_blocks),
  };
  if (out->c == NULL || out->b == NULL || out->h == NULL || out->cones == NULL)
    return EPI_NO_MEMORY;
  memcpy (out->c, sdp->c, sdp->m * sizeof (double));
  memcpy (out->b, sdp->b, sdp->A.rows * sizeof (double));
  fill_cones (sdp, out);
  EpiStatus status = epi_sparse_new (sdp->m, sdp->m, 0, &out->P);
  if (status == EPI_OK)
    status = epi_sparse_copy (&sdp->A, &out->A);
  return status != EPI_OK ? status : fill_rows (sdp, out);
}

EpiStatus
epi_sdp_to_cone (const EpiSdp *sdp, EpiConeProgram *out)
{
  EpiStatus status = build (sdp, out);
  if (status != EPI_OK)
    epi_cone_program_clear (out);
  return status;
}

static double
dot (const double *a, const double *b, size_t n)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

static void
scale (double *v, size_t n, double factor)
{
  for (size_t i = 0; i < n; i++)
    v[i] *= factor;
}

/* 1/value, or 1 where that is no ray. */
static double
to_one (double value)
{
  return value > 0 && isfinite (1 / value) ? 1 / value : 1;
}

void
epi_sdp_from_cone (const EpiSdp *sdp, EpiStatus status, const double *x,
                   const double *y, const double *s, const double *z,
                   EpiSdpAnswer *answer)
{
  size_t length = epi_sdp_block_offset (sdp, sdp->n_blocks), p = sdp->A.rows;

  answer->status = status;
  if (status != EPI_INFEASIBLE) {
    memcpy (answer->x, x, sdp->m * sizeof *x);
    epi_sdp_unvec (sdp, s, answer->X);
  }
  if (status != EPI_UNBOUNDED) {
    epi_sdp_unvec (sdp, z, answer->Y);
    for (size_t i = 0; i < p; i++)
      answer->v[i] = -y[i];
  }
  if (status == EPI_INFEASIBLE) {
    double factor =
        to_one (epi_sdp_inner (sdp, 0, answer->Y) + dot (sdp->b, answer->v, p));
    scale (answer->Y, length, factor);
    scale (answer->v, p, factor);
  } else if (status == EPI_UNBOUNDED) {
    double factor = to_one (-dot (sdp->c, answer->x, sdp->m));
    scale (answer->x, sdp->m, factor);
    scale (answer->X, length, factor);
  }
}
