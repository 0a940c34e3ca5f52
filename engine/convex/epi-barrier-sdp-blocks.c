/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-barrier-sdp-blocks.h"

#include "core/epi-matrix.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

bool
epi_barrier_blocks_factor (const EpiSdp *sdp, double *F, double s)
{
  if (!epi_is_finite (F, epi_sdp_block_offset (sdp, sdp->n_blocks)))
    return false;
  for (size_t k = 0; k < sdp->n_blocks; k++) {
    size_t n = sdp->blocks[k].size;
    double *block = F + epi_sdp_block_offset (sdp, k);
    for (size_t i = 0; i < n; i++)
      block[sdp->blocks[k].diagonal ? i : i * (n + 1)] += s;
    if (!sdp->blocks[k].diagonal) {
      if (n > 0 && LAPACKE_dpotrf_work (LAPACK_COL_MAJOR, 'L', (int)n, block,
                                        (int)n) != 0)
        return false;
    } else {
      for (size_t i = 0; i < n; i++)
        if (!(block[i] > 0))
          return false;
    }
  }
  return true;
}

double
epi_barrier_blocks_log_det (const EpiSdp *sdp, size_t k, const double *L)
{
  size_t n = sdp->blocks[k].size;
  const double *block = L + epi_sdp_block_offset (sdp, k);
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum +=
        sdp->blocks[k].diagonal ? log (block[i]) : 2 * log (block[i * (n + 1)]);
  return sum;
}

void
epi_barrier_blocks_congruence (const EpiSdp *sdp, const double *factors,
                               double *column)
{
  for (size_t k = 0; k < sdp->n_blocks; k++) {
    size_t offset = epi_sdp_block_offset (sdp, k), n = sdp->blocks[k].size;
    const double *L = factors + offset;
    double *M = column + offset;
    if (n == 0)
      continue; /* BLAS refuses a leading dimension of 0 */
    if (sdp->blocks[k].diagonal) {
      for (size_t i = 0; i < n; i++)
        M[i] /= L[i];
      continue;
    }
    cblas_dtrsm (CblasColMajor, CblasLeft, CblasLower, CblasNoTrans,
                 CblasNonUnit, (int)n, (int)n, 1, L, (int)n, M, (int)n);
    cblas_dtrsm (CblasColMajor, CblasRight, CblasLower, CblasTrans,
                 CblasNonUnit, (int)n, (int)n, 1, L, (int)n, M, (int)n);
  }
}

void
epi_barrier_blocks_matrix (const EpiSdp *sdp, size_t i, double *column)
{
  size_t length = epi_sdp_block_offset (sdp, sdp->n_blocks);
  memset (column, 0, length * sizeof *column);
  if (i > sdp->m)
    for (size_t k = 0; k < sdp->n_blocks; k++) {
      size_t offset = epi_sdp_block_offset (sdp, k), n = sdp->blocks[k].size;
      for (size_t j = 0; j < n; j++)
        column[offset + (sdp->blocks[k].diagonal ? j : j * (n + 1))] = 1;
    }
  for (int e = i > sdp->m ? 0 : sdp->matrix_start[i];
       i <= sdp->m && e < sdp->matrix_start[i + 1]; e++) {
    const EpiSdpEntry *entry = &sdp->entries[e];
    const EpiSdpBlock *block = &sdp->blocks[entry->block];
    size_t row = (size_t)entry->row, col = (size_t)entry->col;
    double *to = column + epi_sdp_block_offset (sdp, (size_t)entry->block);
    if (block->diagonal)
      to[row] = entry->value;
    else
      to[row + col * block->size] = to[col + row * block->size] = entry->value;
  }
}

void
epi_barrier_blocks_congruence_back (const EpiSdp *sdp, const double *factors,
                                    double *packed)
{
  for (size_t k = 0; k < sdp->n_blocks; k++) {
    size_t offset = epi_sdp_block_offset (sdp, k), n = sdp->blocks[k].size;
    const double *L = factors + offset;
    double *M = packed + offset;
    if (n == 0)
      continue; /* BLAS refuses a leading dimension of 0 */
    if (sdp->blocks[k].diagonal) {
      for (size_t i = 0; i < n; i++)
        M[i] /= L[i];
      continue;
    }
    cblas_dtrsm (CblasColMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit,
                 (int)n, (int)n, 1, L, (int)n, M, (int)n);
    cblas_dtrsm (CblasColMajor, CblasRight, CblasLower, CblasNoTrans,
                 CblasNonUnit, (int)n, (int)n, 1, L, (int)n, M, (int)n);
    for (size_t j = 0; j < n; j++)
      for (size_t i = j + 1; i < n; i++)
        M[i + j * n] = M[j + i * n] = (M[i + j * n] + M[j + i * n]) / 2;
  }
}

void
epi_barrier_blocks_direction (const EpiSdp *sdp, const double *d, double *out)
{
  size_t length = epi_sdp_block_offset (sdp, sdp->n_blocks);
  memset (out, 0, length * sizeof *out);
  for (int e = sdp->matrix_start[1]; e < sdp->matrix_start[sdp->m + 1]; e++) {
    const EpiSdpEntry *entry = &sdp->entries[e];
    const EpiSdpBlock *block = &sdp->blocks[entry->block];
    size_t row = (size_t)entry->row, col = (size_t)entry->col;
    double *to = out + epi_sdp_block_offset (sdp, (size_t)entry->block);
    double value = d[entry->matrix - 1] * entry->value;
    to[block->diagonal ? row : row + col * block->size] += value;
    if (!block->diagonal && row != col)
      to[col + row * block->size] += value;
  }
}
