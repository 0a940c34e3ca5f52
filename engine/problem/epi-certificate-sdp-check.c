/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-certificate-sdp-private.h"

#include "core/epi-alloc.h"

#include <float.h>
#include <lapacke.h>
#include <string.h>

bool
epi_sdp_check_new (const EpiSdp *sdp, EpiSdpCheck *check)
{
  size_t most = 0, length = epi_sdp_block_offset (sdp, sdp->n_blocks);

  for (size_t k = 0; k < sdp->n_blocks; k++)
    if (!sdp->blocks[k].diagonal && sdp->blocks[k].size > most)
      most = sdp->blocks[k].size;
  size_t longest = length > sdp->m ? length : sdp->m;
  if (longest < 2 * sdp->A.rows)
    longest = 2 * sdp->A.rows;
  *check = (EpiSdpCheck){
      .sdp = sdp,
      .length = length,
      .order = most,
      .F = epi_new (double, length),
      .Y = epi_new (double, length),
      .sum = epi_new (long double, longest),
      .work = epi_new (double, most *most),
      .eigen = epi_new (double, most),
  };
  return check->F != NULL && check->Y != NULL && check->sum != NULL &&
         check->work != NULL && check->eigen != NULL;
}

void
epi_sdp_check_clear (EpiSdpCheck *check)
{
  epi_free (check->F);
  epi_free (check->Y);
  epi_free (check->sum);
  epi_free (check->work);
  epi_free (check->eigen);
}

/* Where entry e stands in a packed matrix, and its mirror image. */
static void
places (const EpiSdp *sdp, const EpiSdpEntry *e, size_t offset, size_t *place,
        size_t *mirror)
{
  const EpiSdpBlock *block = &sdp->blocks[e->block];
  size_t i = (size_t)e->row, j = (size_t)e->col, n = block->size;
  *place = offset + (block->diagonal ? i : i + j * n);
  *mirror = offset + (block->diagonal ? i : j + i * n);
}

/* The offset of block, given that of the block before: entries are sorted. */
static size_t
advance (const EpiSdp *sdp, size_t offset, int from, int to)
{
  for (int k = from; k < to; k++) {
    size_t n = sdp->blocks[k].size;
    offset += sdp->blocks[k].diagonal ? n : n * n;
  }
  return offset;
}

void
epi_sdp_check_evaluate (EpiSdpCheck *check, const double *x, bool with_zero)
{
  const EpiSdp *sdp = check->sdp;
  memset (check->sum, 0, check->length * sizeof *check->sum);
  for (size_t matrix = with_zero ? 0 : 1; matrix <= sdp->m; matrix++) {
    long double factor = matrix == 0 ? -1 : x[matrix - 1];
    size_t offset = 0, place, mirror;
    int block = 0;
    for (int k = sdp->matrix_start[matrix]; k < sdp->matrix_start[matrix + 1];
         k++) {
      const EpiSdpEntry *e = &sdp->entries[k];
      offset = advance (sdp, offset, block, e->block);
      block = e->block;
      places (sdp, e, offset, &place, &mirror);
      check->sum[place] += factor * e->value;
      if (mirror != place)
        check->sum[mirror] += factor * e->value;
    }
  }
  for (size_t i = 0; i < check->length; i++)
    check->F[i] = (double)check->sum[i];
}

EpiSum
epi_sdp_check_inner (const EpiSdpCheck *check, size_t matrix)
{
  const EpiSdp *sdp = check->sdp;
  size_t offset = 0, place, mirror;
  EpiSum sum = {0};
  int block = 0;

  for (int k = sdp->matrix_start[matrix]; k < sdp->matrix_start[matrix + 1];
       k++) {
    const EpiSdpEntry *e = &sdp->entries[k];
    offset = advance (sdp, offset, block, e->block);
    block = e->block;
    places (sdp, e, offset, &place, &mirror);
    epi_sum_add (&sum, (place == mirror ? 1 : 2) * (long double)e->value *
                           check->Y[place]);
  }
  return sum;
}

void
epi_sdp_check_adjoint (EpiSdpCheck *check, const double *v)
{
  const EpiSdp *sdp = check->sdp;
  for (size_t i = 0; i < sdp->m; i++) {
    check->sum[i] = epi_sdp_check_inner (check, i + 1).sum;
    for (int k = sdp->A.start[i]; k < sdp->A.start[i + 1]; k++)
      check->sum[i] += (long double)sdp->A.value[k] * v[sdp->A.row[k]];
  }
}

void
epi_sdp_check_equalities (EpiSdpCheck *check, const double *x)
{
  const EpiSparse *A = &check->sdp->A;
  memset (check->sum, 0, A->rows * sizeof *check->sum);
  for (size_t j = 0; j < A->cols; j++)
    for (int k = A->start[j]; k < A->start[j + 1]; k++)
      check->sum[A->row[k]] += (long double)A->value[k] * x[j];
}

void
epi_sdp_check_take (EpiSdpCheck *check, const double *Y)
{
  const EpiSdp *sdp = check->sdp;
  for (size_t k = 0, offset = 0; k < sdp->n_blocks; k++) {
    size_t n = sdp->blocks[k].size;
    const double *from = Y + offset;
    double *to = check->Y + offset;
    if (sdp->blocks[k].diagonal)
      memcpy (to, from, n * sizeof *to);
    else
      for (size_t j = 0; j < n; j++)
        for (size_t i = 0; i < n; i++)
          to[i + j * n] = from[i + j * n] / 2 + from[j + i * n] / 2;
    offset = advance (sdp, offset, (int)k, (int)k + 1);
  }
}

/* work := M/size, size the largest entry; 0 when M = 0. */
static double
load (EpiSdpCheck *check, const double *M, size_t n)
{
  double size = epi_largest (M, n * n);
  for (size_t i = 0; size > 0 && i < n * n; i++)
    check->work[i] = M[i] / size;
  return size;
}

/* A lower bound on the smallest eigenvalue of M (n,n), at most 0.  A Cholesky
 * factor shows that none is negative, but for what rounding does to numbers of
 * the size of each row; without one the eigenvalue is needed, which is known to
 * within the rounding of the largest. */
static EpiStatus
negative_part (EpiSdpCheck *check, const double *M, size_t n, long double *out)
{
  lapack_int order = (lapack_int)n, found, support[2];
  double size = load (check, M, n), vectors;

  *out = 0;
  if (size == 0 ||
      LAPACKE_dpotrf (LAPACK_COL_MAJOR, 'L', order, check->work, order) == 0)
    return EPI_OK;
  load (check, M, n);
  if (LAPACKE_dsyevr (LAPACK_COL_MAJOR, 'N', 'I', 'L', order, check->work,
                      order, 0, 0, 1, 1, 0, &found, check->eigen, &vectors, 1,
                      support) != 0)
    return EPI_NUMERICAL;
  *out = size * fminl (0, check->eigen[0] - (double)n * DBL_EPSILON);
  return EPI_OK;
}

EpiStatus
epi_sdp_check_cone (EpiSdpCheck *check, const double *M, long double *out)
{
  const EpiSdp *sdp = check->sdp;
  EpiStatus status = EPI_OK;

  *out = 0;
  for (size_t k = 0, offset = 0; k < sdp->n_blocks && status == EPI_OK; k++) {
    size_t n = sdp->blocks[k].size;
    long double least = 0;
    if (sdp->blocks[k].diagonal)
      for (size_t i = 0; i < n; i++)
        least = fminl (least, M[offset + i]);
    else
      status = negative_part (check, M + offset, n, &least);
    *out = fminl (*out, least);
    offset = advance (sdp, offset, (int)k, (int)k + 1);
  }
  return status;
}

long double
epi_sdp_check_log_det (EpiSdpCheck *check, const double *M, size_t k)
{
  size_t n = check->sdp->blocks[k].size;
  const double *block = M + epi_sdp_block_offset (check->sdp, k);
  long double sum = 0;

  if (check->sdp->blocks[k].diagonal) {
    for (size_t i = 0; i < n; i++)
      sum += block[i] > 0 ? logl (block[i]) : NAN;
    return sum;
  }
  double size = load (check, block, n);
  if (n > 0 &&
      (size == 0 || LAPACKE_dpotrf (LAPACK_COL_MAJOR, 'L', (lapack_int)n,
                                    check->work, (lapack_int)n) != 0))
    return NAN;
  for (size_t i = 0; i < n; i++)
    sum += 2 * logl (check->work[i + i * n]) + logl (size);
  return sum;
}

double
epi_sdp_largest (const EpiSdp *sdp, size_t matrix)
{
  double most = 0;
  for (int k = sdp->matrix_start[matrix]; k < sdp->matrix_start[matrix + 1];
       k++)
    most = fmax (most, fabs (sdp->entries[k].value));
  return most;
}

EpiSum
epi_sum_of_products (const double *a, const double *b, size_t n)
{
  EpiSum sum = {0};
  for (size_t i = 0; i < n; i++)
    epi_sum_add (&sum, (long double)a[i] * b[i]);
  return sum;
}
