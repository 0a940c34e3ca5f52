/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-determinant-programs.h"

#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

/* What is being collected. */
typedef struct {
  size_t m, n_blocks, n_entries;
  double *c;
  EpiSdpBlock *blocks;
  EpiSdpEntry *entries;
} Draft;

static bool
draft_new (size_t m, size_t n_blocks, size_t most_entries, Draft *out)
{
  *out = (Draft){.m = m,
                 .c = epi_new0 (double, m),
                 .blocks = epi_new0 (EpiSdpBlock, n_blocks),
                 .n_blocks = n_blocks,
                 .entries = epi_new (EpiSdpEntry, most_entries)};
  return out->c != NULL && out->blocks != NULL && out->entries != NULL;
}

static EpiStatus
draft_finish (Draft *draft, bool good, EpiSdp *out)
{
  EpiStatus status =
      good ? epi_sdp_new (draft->m, draft->c, draft->n_blocks, draft->blocks,
                          draft->n_entries, draft->entries, out)
           : EPI_NO_MEMORY;
  epi_free (draft->c);
  epi_free (draft->blocks);
  epi_free (draft->entries);
  if (status != EPI_OK)
    *out = (EpiSdp){0};
  return status;
}

/* matrix: 0 for F₀, or 1 + the number of a variable. */
static void
put (Draft *draft, size_t matrix, size_t block, size_t row, size_t col,
     double value)
{
  draft->entries[draft->n_entries++] =
      (EpiSdpEntry){(int)matrix, (int)block, (int)row, (int)col, value};
}

/* 1 + where (i,j), i ≤ j, of a symmetric matrix stands in x. */
static size_t
variable (size_t i, size_t j)
{
  return 1 + j * (j + 1) / 2 + i;
}

/* Block 0 := the symmetric matrix of the first n(n+1)/2 variables. */
static void
put_matrix (Draft *draft, size_t n)
{
  draft->blocks[0] = (EpiSdpBlock){.size = n, .weight = 1};
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i <= j; i++)
      put (draft, variable (i, j), 0, i, j, 1);
}

EpiStatus
epi_minimum_ellipsoid_new (size_t n, size_t n_points, const double *points,
                           EpiSdp *out)
{
  size_t triangle = n * (n + 1) / 2;
  Draft draft;
  bool good = draft_new (triangle + n, n_points + 1,
                         triangle + n_points * (n * n + 2 * n + 1), &draft);
  if (good)
    put_matrix (&draft, n);
  for (size_t k = 0; good && k < n_points; k++) {
    const double *p = points + k * n;
    draft.blocks[1 + k].size = n + 1;
    for (size_t i = 0; i <= n; i++) /* - F₀ = I */
      put (&draft, 0, 1 + k, i, i, -1);
    for (size_t i = 0; i < n; i++) {
      for (size_t j = 0; j < n; j++)
        put (&draft, i <= j ? variable (i, j) : variable (j, i), 1 + k, i, n,
             p[j]);
      put (&draft, 1 + triangle + i, 1 + k, i, n, 1);
    }
  }
  return draft_finish (&draft, good, out);
}

EpiStatus
epi_maximum_ellipsoid_new (size_t n, size_t n_constraints, const double *a,
                           const double *b, EpiSdp *out)
{
  size_t triangle = n * (n + 1) / 2;
  Draft draft;
  bool good =
      draft_new (triangle + n, n_constraints + 1,
                 triangle + n_constraints * (2 * n * n + 2 * n + 1), &draft);
  if (good)
    put_matrix (&draft, n);
  for (size_t k = 0; good && k < n_constraints; k++) {
    const double *normal = a + k * n;
    draft.blocks[1 + k].size = n + 1;
    for (size_t i = 0; i <= n; i++) { /* (b - aᵀd) I */
      put (&draft, 0, 1 + k, i, i, -b[k]);
      for (size_t j = 0; j < n; j++)
        put (&draft, 1 + triangle + j, 1 + k, i, i, -normal[j]);
    }
    for (size_t i = 0; i < n; i++) /* Ba */
      for (size_t j = 0; j < n; j++)
        put (&draft, i <= j ? variable (i, j) : variable (j, i), 1 + k, i, n,
             normal[j]);
  }
  return draft_finish (&draft, good, out);
}

EpiStatus
epi_sparse_covariance_new (size_t n, const double *S, double rho, EpiSdp *out)
{
  size_t triangle = n * (n + 1) / 2, above = triangle - n, t = 0;
  Draft draft;
  bool good = draft_new (triangle + above, 2, triangle + 4 * above, &draft);
  if (good) {
    put_matrix (&draft, n);
    draft.blocks[1] = (EpiSdpBlock){.size = 2 * above, .diagonal = true};
  }
  for (size_t j = 0; good && j < n; j++)
    for (size_t i = 0; i <= j; i++) {
      size_t theta = variable (i, j);
      draft.c[theta - 1] = i == j ? S[i + j * n] : S[i + j * n] + S[j + i * n];
      if (i == j)
        continue;
      draft.c[triangle + t] = 2 * rho;
      for (size_t side = 0; side < 2; side++) { /* t ± θ ≥ 0 */
        put (&draft, 1 + triangle + t, 1, 2 * t + side, 2 * t + side, 1);
        put (&draft, theta, 1, 2 * t + side, 2 * t + side, side ? 1 : -1);
      }
      t++;
    }
  return draft_finish (&draft, good, out);
}

void
epi_sparse_covariance_answer (size_t n, const double *S, double rho,
                              const double *theta, const double *W,
                              EpiSdpAnswer *out)
{
  double *x = out->x, *t = x + n * (n + 1) / 2;
  double *X = out->X + n * n, *Y = out->Y + n * n;

  out->status = EPI_CONVERGED;
  memcpy (out->X, theta, n * n * sizeof (double));
  memcpy (out->Y, W, n * n * sizeof (double));
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i <= j; i++) {
      double value = theta[i + j * n], slack = W[i + j * n] - S[i + j * n];
      *x++ = value;
      if (i == j)
        continue;
      *t++ = fabs (value);
      *X++ = fabs (value) - value; /* t - θ, t + θ */
      *X++ = fabs (value) + value;
      *Y++ = rho + slack;
      *Y++ = rho - slack;
    }
}
