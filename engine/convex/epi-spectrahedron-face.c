/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-spectrahedron-private.h"

#include "convex/epi-sdp-ipm.h"

#include <math.h>
#include <string.h>

#define KERNEL 1e-4 /* of the multiplier's trace: an eigenvalue that counts */
#define MOST_STEPS 100

/* ---- 1. Inside ---- */

double
epi_face_size (const Face *face)
{
  double size = 0;

  for (size_t k = 0; k < (face->d + 1) * face->n * face->n; k++)
    size = fmax (size, fabs (face->F[k]));
  return size > 0 ? size : 1;
}

/* minimize -t; blocks F(z) - tI, and the bounds of t and z. */
static EpiStatus
deepest_program (const Face *face, double size, double reach, EpiSdp *out)
{
  size_t n = face->n, d = face->d, count = 0;
  const EpiSdpBlock blocks[] = {{.size = n},
                                {.size = 1 + 2 * d, .diagonal = true}};
  EpiSdpEntry entries[4 * MOST * MOST];
  double c[3] = {0};

  c[d] = -1;
  for (size_t k = 0; k <= d; k++)
    for (size_t j = 0; j < n; j++)
      for (size_t i = 0; i <= j; i++)
        entries[count++] =
            (EpiSdpEntry){(int)k, 0, (int)i, (int)j,
                          (k == 0 ? -1 : 1) * face->F[i + j * n + k * n * n]};
  for (size_t i = 0; i < n; i++)
    entries[count++] = (EpiSdpEntry){(int)d + 1, 0, (int)i, (int)i, -1};
  entries[count++] = (EpiSdpEntry){0, 1, 0, 0, -size};
  entries[count++] = (EpiSdpEntry){(int)d + 1, 1, 0, 0, -1};
  for (size_t k = 0; k < d; k++)
    for (int side = 0; side < 2; side++) {
      int at = 1 + 2 * (int)k + side;
      entries[count++] = (EpiSdpEntry){0, 1, at, at, -reach};
      entries[count++] = (EpiSdpEntry){(int)k + 1, 1, at, at, side ? 1 : -1};
    }
  return epi_sdp_new (d + 1, c, 2, blocks, count, entries, out);
}

EpiStatus
epi_face_deepest (const Face *face, double size, double reach, Deepest *out)
{
  const EpiSdpIpmOptions options = {.tolerance = 1e-9};
  EpiSdp sdp = {0};
  EpiSdpAnswer answer = {0};
  EpiMethod *method = NULL;

  EpiStatus status = deepest_program (face, size, reach, &sdp);
  if (status == EPI_OK)
    status = epi_sdp_ipm_new (&sdp, &options, &method);
  if (status == EPI_OK)
    status = epi_sdp_answer_new (&sdp, &answer);
  if (status == EPI_OK) {
    epi_method_run (method, MOST_STEPS, NULL, NULL);
    if (method->status != EPI_CONVERGED && method->status != EPI_NUMERICAL)
      status =
          EPI_NUMERICAL; /* it has an optimum: it is bounded and feasible */
    epi_sdp_ipm_answer (method, &answer);
    memcpy (out->z, answer.x, face->d * sizeof (double));
    out->depth = answer.x[face->d];
    memcpy (out->Y, answer.Y, face->n * face->n * sizeof (double));
  }
  epi_method_free (method);
  epi_sdp_answer_clear (&answer);
  epi_sdp_clear (&sdp);
  return status;
}

/* ---- 2. Face ---- */

/* out (a,b) := UᵀMV, U (n,a), V (n,b). */
static void
compress (size_t n, size_t a, size_t b, const double *U, const double *M,
          const double *V, double *out)
{
  for (size_t j = 0; j < b; j++)
    for (size_t i = 0; i < a; i++) {
      double sum = 0;
      for (size_t l = 0; l < n; l++)
        for (size_t k = 0; k < n; k++)
          sum += U[k + i * n] * M[k + l * n] * V[l + j * n];
      out[i + j * a] = sum;
    }
}

/* The solutions of G z = g (Gram matrix and right-hand side of F(z)V = 0): a
 * point q, and the directions that stay free. */
static size_t
solve_gram (size_t d, const double G[2][2], const double g[2], double q[2],
            double free_way[2][2])
{
  double mean = d == 2 ? (G[0][0] + G[1][1]) / 2 : G[0][0];
  double half = d == 2 ? (G[0][0] - G[1][1]) / 2 : 0;
  double off = d == 2 ? G[0][1] : 0, radius = hypot (half, off);
  double angle = d == 2 ? atan2 (off, half) / 2 : 0;
  const double ways[2][2] = {{cos (angle), sin (angle)},
                             {-sin (angle), cos (angle)}};
  const double values[2] = {mean + radius, mean - radius};
  size_t n_free = 0;

  q[0] = q[1] = 0;
  for (size_t k = 0; k < d; k++) {
    if (values[k] <= 1e-10) { /* F and V are of size 1 */
      memcpy (free_way[n_free++], ways[k], 2 * sizeof (double));
      continue;
    }
    double along = (ways[k][0] * g[0] + ways[k][1] * g[1]) / values[k];
    q[0] += along * ways[k][0];
    q[1] += along * ways[k][1];
  }
  return n_free;
}

/* F(z)V = 0: makes G, g. */
static void
gram (const Face *face, double size, size_t r, const double *V, double G[2][2],
      double g[2])
{
  size_t n = face->n, nn = n * n;
  double FV[3][MOST * MOST], identity[MOST * MOST] = {0};

  for (size_t i = 0; i < n; i++)
    identity[i + i * n] = 1 / size;
  for (size_t k = 0; k <= face->d; k++)
    compress (n, n, r, identity, face->F + k * nn, V, FV[k]);
  for (size_t k = 0; k < 2; k++)
    g[k] = G[k][0] = G[k][1] = 0;
  for (size_t k = 1; k <= face->d; k++)
    for (size_t e = 0; e < n * r; e++) {
      g[k - 1] -= FV[k][e] * FV[0][e];
      for (size_t l = 1; l <= face->d; l++)
        G[k - 1][l - 1] += FV[k][e] * FV[l][e];
    }
}

bool
epi_face_reduce (Face *face, double size, const double *Y,
                 EpiSymmetricSpace *space)
{
  size_t n = face->n, r = 0;
  double vectors[MOST * MOST], values[MOST], G[2][2], g[2], q[2], ways[2][2];
  EpiMatrix X = epi_matrix_view (vectors, n, n, n);

  memcpy (vectors, Y, n * n * sizeof (double));
  if (epi_symmetric_eigen (true, &X, values, space) != EPI_OK)
    return false;
  double trace = 0;
  for (size_t i = 0; i < n; i++)
    trace += values[i];
  while (r < n && values[n - 1 - r] > KERNEL * trace)
    r++;
  if (r == 0)
    return false;

  gram (face, size, r, vectors + (n - r) * n, G, g);
  size_t d = solve_gram (face->d, (const double (*)[2])G, g, q, ways);
  Face next = {.n = n - r, .d = d};
  memcpy (next.p, face->p, sizeof next.p);
  double F[3][MOST * MOST];
  for (size_t e = 0; e < n * n; e++) {
    F[0][e] = face->F[e];
    for (size_t k = 0; k < face->d; k++)
      F[0][e] += q[k] * face->F[e + (k + 1) * n * n];
    for (size_t f = 0; f < d; f++) {
      F[f + 1][e] = 0;
      for (size_t k = 0; k < face->d; k++)
        F[f + 1][e] += ways[f][k] * face->F[e + (k + 1) * n * n];
    }
  }
  for (size_t k = 0; k < face->d; k++)
    for (size_t a = 0; a < 2; a++) {
      next.p[a] += q[k] * face->D[k][a];
      for (size_t f = 0; f < d; f++)
        next.D[f][a] += ways[f][k] * face->D[k][a];
    }
  for (size_t f = 0; f <= d; f++)
    compress (n, n - r, n - r, vectors, F[f], vectors,
              next.F + f * (n - r) * (n - r));
  *face = next;
  return true;
}
