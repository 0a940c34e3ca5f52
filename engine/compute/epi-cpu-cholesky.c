/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compute/epi-cpu-cholesky.h"

#include <cblas.h>
#include <lapacke.h>

enum { PANEL = 256 }; /* columns between two looks at the cancel flag */

/* C (m,m) -= P Pᵀ, lower triangle, P (m,k): a panel's columns of it at a time.
 * False: interrupted. */
static bool
subtract_square (const double *P, double *C, int m, int k, int ld,
                 const EpiCancel *cancel)
{
  for (int j = 0; j < m; j += PANEL) {
    int width = m - j < PANEL ? m - j : PANEL, below = m - j - width;
    const double *Pj = P + j;
    double *Cj = C + j + (size_t)j * (size_t)ld;
    if (epi_cancel_is_raised (cancel))
      return false;
    cblas_dsyrk (CblasColMajor, CblasLower, CblasNoTrans, width, k, -1, Pj, ld,
                 1, Cj, ld);
    if (below > 0)
      cblas_dgemm (CblasColMajor, CblasNoTrans, CblasTrans, below, width, k, -1,
                   Pj + width, ld, Pj, ld, 1, Cj + width, ld);
  }
  return true;
}

EpiStatus
epi_cpu_cholesky_by_panels (double *A, int n, int ld, const EpiCancel *cancel)
{
  for (int j = 0; j < n; j += PANEL) {
    int width = n - j < PANEL ? n - j : PANEL, below = n - j - width;
    double *L = A + j + (size_t)j * (size_t)ld, *P = L + width;
    if (epi_cancel_is_raised (cancel))
      return EPI_INTERRUPTED;
    if (LAPACKE_dpotrf_work (LAPACK_COL_MAJOR, 'L', width, L, ld) != 0)
      return EPI_NOT_POSITIVE_DEFINITE;
    if (below == 0)
      break;
    cblas_dtrsm (CblasColMajor, CblasRight, CblasLower, CblasTrans,
                 CblasNonUnit, below, width, 1, L, ld, P, ld);
    if (!subtract_square (P, P + (size_t)width * (size_t)ld, below, width, ld,
                          cancel))
      return EPI_INTERRUPTED;
  }
  return EPI_OK;
}
