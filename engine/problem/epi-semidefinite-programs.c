/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-semidefinite-programs.h"

#include "core/epi-alloc.h"

/* What is being collected. */
typedef struct {
  size_t n_entries;
  EpiSdpEntry *entries;
} Draft;

/* Adds the upper triangle of M (n,n). */
static void
put (Draft *draft, size_t matrix, size_t block, size_t n, const double *M,
     double factor)
{
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i <= j; i++)
      if (M[i + j * n] != 0)
        draft->entries[draft->n_entries++] = (EpiSdpEntry){
            (int)matrix, (int)block, (int)i, (int)j, factor * M[i + j * n]};
}

static void
put_one (Draft *draft, size_t matrix, size_t block, size_t i, size_t j,
         double value)
{
  draft->entries[draft->n_entries++] =
      (EpiSdpEntry){(int)matrix, (int)block, (int)i, (int)j, value};
}

/* ---- A linear matrix inequality ---- */

EpiStatus
epi_matrix_inequality_new (size_t n, size_t m, const double *c, const double *F,
                           EpiSdp *out)
{
  const EpiSdpBlock block = {.size = n};
  Draft draft = {0, epi_new (EpiSdpEntry, (m + 1) * n * n)};

  *out = (EpiSdp){0};
  if (draft.entries == NULL)
    return EPI_NO_MEMORY;
  for (size_t i = 0; i <= m; i++)
    put (&draft, i, 0, n, F + i * n * n, i == 0 ? -1 : 1);
  EpiStatus status =
      epi_sdp_new (m, c, 1, &block, draft.n_entries, draft.entries, out);
  epi_free (draft.entries);
  return status;
}

/* ---- Lyapunov ---- */

/* M := AᵀE + EA for E with ones at (i,j) and (j,i). */
static void
lyapunov_image (size_t n, const double *A, size_t i, size_t j, double *M)
{
  for (size_t k = 0; k < n * n; k++)
    M[k] = 0;
  for (size_t k = 0; k < n; k++) {
    M[k + j * n] += A[i + k * n]; /* AᵀeᵢeⱼT */
    M[j + k * n] += A[i + k * n]; /* eⱼeᵢᵀA */
    if (i == j)
      continue;
    M[k + i * n] += A[j + k * n];
    M[i + k * n] += A[j + k * n];
  }
}

EpiStatus
epi_lyapunov_program_new (size_t n, const double *A, EpiSdp *out)
{
  const EpiSdpBlock blocks[] = {{.size = n}, {.size = n}};
  size_t m = n * (n + 1) / 2, v = 0;
  double *c = epi_new0 (double, m), *M = epi_new (double, n *n);
  Draft draft = {0, epi_new (EpiSdpEntry, m * (n * n + 1) + 2 * n)};
  EpiStatus status = EPI_NO_MEMORY;

  *out = (EpiSdp){0};
  if (c != NULL && M != NULL && draft.entries != NULL) {
    for (size_t i = 0; i < n; i++) {
      put_one (&draft, 0, 0, i, i, 1);
      put_one (&draft, 0, 1, i, i, 1);
    }
    for (size_t j = 0; j < n; j++)
      for (size_t i = 0; i <= j; i++, v++) {
        c[v] = i == j;
        put_one (&draft, v + 1, 0, i, j, 1);
        lyapunov_image (n, A, i, j, M);
        put (&draft, v + 1, 1, n, M, -1);
      }
    status = epi_sdp_new (m, c, 2, blocks, draft.n_entries, draft.entries, out);
  }
  epi_free (draft.entries);
  epi_free (M);
  epi_free (c);
  return status;
}

/* ---- Max-cut ---- */

EpiStatus
epi_max_cut_program_new (size_t n, const double *W, EpiSdp *out)
{
  const EpiSdpBlock block = {.size = n};
  double *c = epi_new (double, n);
  Draft draft = {0, epi_new (EpiSdpEntry, n * n + 2 * n)};
  EpiStatus status = EPI_NO_MEMORY;

  *out = (EpiSdp){0};
  if (c != NULL && draft.entries != NULL) {
    for (size_t j = 0; j < n; j++) {
      double degree = 0;
      for (size_t i = 0; i < n; i++) {
        double w = i == j ? 0 : W[i + j * n];
        degree += w;
        if (i < j && w != 0)
          put_one (&draft, 0, 0, i, j, -w / 4);
      }
      put_one (&draft, 0, 0, j, j, degree / 4);
      put_one (&draft, j + 1, 0, j, j, 1);
      c[j] = 1;
    }
    status = epi_sdp_new (n, c, 1, &block, draft.n_entries, draft.entries, out);
  }
  epi_free (draft.entries);
  epi_free (c);
  return status;
}
