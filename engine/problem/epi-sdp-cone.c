/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-sdp-cone.h"

#include "core/epi-alloc.h"
#include "core/epi-vector.h"

#include <math.h>
#include <string.h>

EpiCone
epi_sdp_block_cone (const EpiSdp *sdp, size_t k)
{
  const EpiSdpBlock *block = &sdp->blocks[k];
  return (EpiCone){block->diagonal || block->size == 1 ? EPI_CONE_NONNEGATIVE
                   : sdp->arrows[k]                    ? EPI_CONE_SECOND_ORDER
                                                       : EPI_CONE_SEMIDEFINITE,
                   block->size};
}

size_t
epi_sdp_vec_length (const EpiSdp *sdp)
{
  size_t length = 0;
  for (size_t k = 0; k < sdp->n_blocks; k++)
    length += epi_cone_dim (epi_sdp_block_cone (sdp, k));
  return length;
}

/* Where (i,j), i ≥ j, of a symmetric (n,n) matrix stands in its vec. */
static size_t
place (size_t n, size_t i, size_t j)
{
  return j * n - j * (j + 1) / 2 + i;
}

/* ---- One block: vec and back; n is its order ---- */

static void
vec_arrow (bool dual, const double *M, size_t n, double *vec)
{
  const double *tip = M + (n - 1) * n;
  vec[0] = tip[n - 1];
  for (size_t i = 0; dual && i + 1 < n; i++)
    vec[0] += M[i + i * n];
  for (size_t i = 0; i + 1 < n; i++)
    vec[1 + i] = (dual ? 2 : 1) * tip[i];
}

static void
unvec_arrow (bool dual, const double *vec, size_t n, double *M)
{
  double square = 0;
  for (size_t i = 1; i < n; i++)
    square += vec[i] * vec[i];
  double inside = sqrt (fmax (vec[0] * vec[0] - square, 0));
  double eta = (vec[0] + inside) / 2;

  memset (M, 0, n * n * sizeof *M);
  for (size_t i = 0; i + 1 < n; i++)
    M[i + (n - 1) * n] = M[n - 1 + i * n] = (dual ? 0.5 : 1) * vec[1 + i];
  M[n * n - 1] = dual ? eta : vec[0];
  for (size_t j = 0; j + 1 < n; j++)
    if (!dual)
      M[j + j * n] = vec[0];
    else
      for (size_t i = 0; i + 1 < n; i++)
        M[i + j * n] = eta > 0 ? vec[1 + i] * vec[1 + j] / (4 * eta) : 0;
}

static void
vec_symmetric (const double *M, size_t n, double *vec)
{
  for (size_t j = 0; j < n; j++)
    for (size_t i = j; i < n; i++)
      *vec++ = (i == j ? 1 : M_SQRT2) * M[i + j * n];
}

static void
unvec_symmetric (const double *vec, size_t n, double *M)
{
  for (size_t j = 0; j < n; j++)
    for (size_t i = j; i < n; i++)
      M[i + j * n] = M[j + i * n] = (i == j ? 1 : M_SQRT1_2) * *vec++;
}

static size_t
packed_length (EpiCone cone)
{
  return cone.kind == EPI_CONE_NONNEGATIVE ? cone.order
                                           : cone.order * cone.order;
}

void
epi_sdp_vec (const EpiSdp *sdp, bool dual, const double *packed, double *vec)
{
  for (size_t k = 0; k < sdp->n_blocks; k++) {
    EpiCone cone = epi_sdp_block_cone (sdp, k);
    if (cone.kind == EPI_CONE_NONNEGATIVE)
      memcpy (vec, packed, cone.order * sizeof *vec);
    else if (cone.kind == EPI_CONE_SECOND_ORDER)
      vec_arrow (dual, packed, cone.order, vec);
    else
      vec_symmetric (packed, cone.order, vec);
    packed += packed_length (cone);
    vec += epi_cone_dim (cone);
  }
}

void
epi_sdp_unvec (const EpiSdp *sdp, bool dual, const double *vec, double *packed)
{
  for (size_t k = 0; k < sdp->n_blocks; k++) {
    EpiCone cone = epi_sdp_block_cone (sdp, k);
    if (cone.kind == EPI_CONE_NONNEGATIVE)
      memcpy (packed, vec, cone.order * sizeof *vec);
    else if (cone.kind == EPI_CONE_SECOND_ORDER)
      unvec_arrow (dual, vec, cone.order, packed);
    else
      unvec_symmetric (vec, cone.order, packed);
    packed += packed_length (cone);
    vec += epi_cone_dim (cone);
  }
}

/* One cone a block, neighbouring orthants together. */
static void
fill_cones (const EpiSdp *sdp, EpiConeProgram *out)
{
  for (size_t k = 0; k < sdp->n_blocks; k++) {
    EpiCone cone = epi_sdp_block_cone (sdp, k);
    EpiCone *last = out->n_cones > 0 ? &out->cones[out->n_cones - 1] : NULL;
    if (last != NULL && last->kind == EPI_CONE_NONNEGATIVE &&
        cone.kind == EPI_CONE_NONNEGATIVE)
      last->order += cone.order;
    else
      out->cones[out->n_cones++] = cone;
  }
}

/* Entry e, as its row of G and its value there; row < 0: it has none, for the
 * diagonal of an arrow is one number. */
static EpiTriplet
triplet_of (const EpiSdp *sdp, const EpiSdpEntry *e, const size_t *offset)
{
  EpiCone cone = epi_sdp_block_cone (sdp, (size_t)e->block);
  size_t i = (size_t)e->col, j = (size_t)e->row; /* of the lower triangle */
  size_t begin = offset[e->block];
  int column = e->matrix - 1;

  switch (cone.kind) {
  case EPI_CONE_NONNEGATIVE:
    return (EpiTriplet){(int)(begin + i), column, -e->value};
  case EPI_CONE_SECOND_ORDER:
    if (i == j)
      return (EpiTriplet){i == 0 ? (int)begin : -1, column, -e->value};
    return (EpiTriplet){(int)(begin + 1 + j), column, -e->value};
  default:
    return (EpiTriplet){(int)(begin + place (cone.order, i, j)), column,
                        -(i == j ? 1 : M_SQRT2) * e->value};
  }
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
      length += epi_cone_dim (epi_sdp_block_cone (sdp, k));
    }
    for (size_t k = 0; k < sdp->n_entries; k++) {
      EpiTriplet entry = triplet_of (sdp, &sdp->entries[k], offset);
      if (entry.row < 0)
        continue;
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
    epi_sdp_unvec (sdp, false, s, answer->X);
  }
  if (status != EPI_UNBOUNDED) {
    epi_sdp_unvec (sdp, true, z, answer->Y);
    for (size_t i = 0; i < p; i++)
      answer->v[i] = -y[i];
  }
  if (status == EPI_INFEASIBLE) {
    double factor = to_one (epi_sdp_inner (sdp, 0, answer->Y) +
                            epi_dot (sdp->b, answer->v, p));
    scale (answer->Y, length, factor);
    scale (answer->v, p, factor);
  } else if (status == EPI_UNBOUNDED) {
    double factor = to_one (-epi_dot (sdp->c, answer->x, sdp->m));
    scale (answer->x, sdp->m, factor);
    scale (answer->X, length, factor);
  }
}
