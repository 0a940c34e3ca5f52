/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/known-programs.h"

#include <math.h>
#include <string.h>

void
make_qp (size_t rows, size_t cols, const EpiTriplet *a, size_t n, EpiQp *qp)
{
  g_assert_cmpint (epi_qp_new (rows, cols, qp), ==, EPI_OK);
  epi_sparse_clear (&qp->A);
  g_assert_cmpint (epi_sparse_from_triplets (rows, cols, a, n, &qp->A), ==,
                   EPI_OK);
}

static void
draw_matrix (GRand *rand, size_t rows, size_t cols, EpiSparse *A)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (EpiTriplet));
  for (size_t j = 0; j < cols; j++)
    for (size_t i = 0; i < rows; i++)
      if (g_rand_int_range (rand, 0, 2) == 0) {
        EpiTriplet entry = {(int)i, (int)j, g_rand_int_range (rand, -4, 5)};
        g_array_append_val (entries, entry);
      }
  epi_sparse_clear (A);
  g_assert_cmpint (epi_sparse_from_triplets (rows, cols,
                                             (EpiTriplet *)entries->data,
                                             entries->len, A),
                   ==, EPI_OK);
  g_array_free (entries, TRUE);
}

/* Q := sign V Vᵀ, V (n,2). */
static void
draw_hessian (GRand *rand, size_t n, int sign, EpiSparse *Q)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (EpiTriplet));
  for (int r = 0; r < 2; r++) {
    int *v = g_new (int, n);
    for (size_t i = 0; i < n; i++)
      v[i] = g_rand_int_range (rand, -2, 3);
    for (size_t j = 0; j < n; j++)
      for (size_t i = j; i < n; i++) {
        EpiTriplet entry = {(int)i, (int)j, sign * v[i] * v[j]};
        g_array_append_val (entries, entry);
      }
    g_free (v);
  }
  epi_sparse_clear (Q);
  g_assert_cmpint (epi_sparse_from_triplets (n, n, (EpiTriplet *)entries->data,
                                             entries->len, Q),
                   ==, EPI_OK);
  g_array_free (entries, TRUE);
}

/* Bounds of one kind around value, and a multiplier that fits them. */
static void
draw_bounds (GRand *rand, double value, int sign, double *lower, double *upper,
             double *multiplier)
{
  int size = g_rand_int_range (rand, 0, 5),
      room = g_rand_int_range (rand, 1, 5);

  *lower = -INFINITY;
  *upper = INFINITY;
  *multiplier = 0;
  switch (g_rand_int_range (rand, 0, 6)) {
  case 0:
    *lower = *upper = value;
    *multiplier = g_rand_int_range (rand, -4, 5);
    break;
  case 1:
    *upper = g_rand_boolean (rand) ? value + room : INFINITY;
    *lower = value;
    *multiplier = sign * size;
    break;
  case 2:
    *lower = g_rand_boolean (rand) ? value - room : -INFINITY;
    *upper = value;
    *multiplier = -sign * size;
    break;
  case 3:
    *lower = value - room;
    *upper = value + size + 1;
    break;
  case 4:
    *upper = value + room;
    break;
  }
}

/* A row of fixed variables alone has no price: its multiplier is theirs. */
static void
release_idle_rows (const EpiQp *qp, double *y)
{
  bool *busy = g_new0 (bool, qp->rows);
  for (size_t j = 0; j < qp->cols; j++)
    for (int k = qp->A.start[j]; k < qp->A.start[j + 1]; k++)
      if (qp->lower[j] < qp->upper[j] && qp->A.value[k] != 0)
        busy[qp->A.row[k]] = true;
  for (size_t i = 0; i < qp->rows; i++)
    if (!busy[i])
      y[i] = 0;
  g_free (busy);
}

void
known_qp (guint32 seed, size_t rows, size_t cols, EpiQp *qp,
          EpiQpAnswer *answer)
{
  GRand *rand = g_rand_new_with_seed (seed);
  int sign = seed % 3 == 0 ? -1 : 1;
  double *activity = g_new0 (double, rows);

  g_assert_cmpint (epi_qp_new (rows, cols, qp), ==, EPI_OK);
  g_assert_cmpint (epi_qp_answer_new (qp, answer), ==, EPI_OK);
  answer->status = EPI_CONVERGED;
  qp->maximize = sign < 0;
  qp->c0 = g_rand_int_range (rand, -9, 10);
  draw_matrix (rand, rows, cols, &qp->A);
  for (size_t j = 0; j < cols; j++) /* the last row is empty */
    for (int k = qp->A.start[j]; k < qp->A.start[j + 1]; k++)
      if ((size_t)qp->A.row[k] == rows - 1)
        qp->A.value[k] = 0;
  if (seed % 2 == 1)
    draw_hessian (rand, cols, sign, &qp->Q);
  for (size_t j = 0; j < cols; j++) {
    answer->x[j] = g_rand_int_range (rand, -3, 4);
    draw_bounds (rand, answer->x[j], sign, &qp->lower[j], &qp->upper[j],
                 &answer->z[j]);
  }
  epi_sparse_add_product (&qp->A, 1, answer->x, activity);
  for (size_t i = 0; i < rows; i++)
    draw_bounds (rand, activity[i], sign, &qp->row_lower[i], &qp->row_upper[i],
                 &answer->y[i]);
  release_idle_rows (qp, answer->y);
  memcpy (qp->c, answer->z, cols * sizeof (double));
  epi_sparse_add_product_t (&qp->A, 1, answer->y, qp->c);
  epi_sparse_add_symmetric (&qp->Q, -1, answer->x, qp->c);
  g_free (activity);
  g_rand_free (rand);
}

enum { M = 3, BLOCKS = 5, LENGTH = 9 + 2 + 0 + 4 + 1 };

static const EpiSdpBlock shape[BLOCKS] = {
    {3, false, 0}, {2, true, 0}, {0, false, 0}, {2, false, 0}, {1, false, 0}};

/* Orthogonal columns of whole numbers, length 3 and 5: A = U diag (d) Uᵀ. */
static void
spread (size_t n, const double *d, double *A)
{
  static const double three[9] = {1, 2, 2, 2, 1, -2, 2, -2, 1};
  static const double two[4] = {3, 4, -4, 3}, one[1] = {1};
  const double *U = n == 3 ? three : n == 2 ? two : one;

  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++) {
      A[i + j * n] = 0;
      for (size_t r = 0; r < n; r++)
        A[i + j * n] += U[i + r * n] * d[r] * U[j + r * n];
    }
}

/* The squared length of those columns. */
static double
column_length (size_t n)
{
  return n == 3 ? 9 : n == 2 ? 25 : 1;
}

/* X and Y of one block; its part of -Σ w log det X. */
static double
draw_block (GRand *rand, const EpiSdpBlock *block, double *X, double *Y)
{
  double x[3], y[3], part = 0, length = column_length (block->size);

  if (block->diagonal)
    length = 1;
  for (size_t i = 0; i < block->size; i++) {
    bool active = g_rand_boolean (rand);
    x[i] = active && block->weight == 0 ? 0 : g_rand_int_range (rand, 1, 4);
    y[i] = active ? g_rand_int_range (rand, 0, 4) : 0;
    if (block->weight > 0) { /* XY = wI: U diag(x) UᵀU diag(y) Uᵀ = w UUᵀ/ℓ */
      y[i] = block->weight / (x[i] * length * length);
      part -= block->weight * log (x[i] * length);
    }
  }
  if (block->diagonal) {
    memcpy (X, x, block->size * sizeof *X);
    memcpy (Y, y, block->size * sizeof *Y);
  } else {
    spread (block->size, x, X);
    spread (block->size, y, Y);
  }
  return part;
}

void
known_sdp (guint32 seed, bool weights, EpiSdp *sdp, EpiSdpAnswer *answer,
           double *value)
{
  GRand *rand = g_rand_new_with_seed (seed);
  EpiSdpBlock blocks[BLOCKS];
  EpiSdpEntry entries[(M + 1) * LENGTH];
  double X[LENGTH], Y[LENGTH], x[M], c[M] = {0}, v;
  size_t n = 0;

  *value = 0;
  memcpy (blocks, shape, sizeof blocks);
  for (size_t k = 0, offset = 0; k < BLOCKS; k++) {
    if (weights && !blocks[k].diagonal && blocks[k].size > 1)
      blocks[k].weight = (double)k + 1;
    *value += draw_block (rand, &blocks[k], X + offset, Y + offset);
    offset +=
        blocks[k].diagonal ? blocks[k].size : blocks[k].size * blocks[k].size;
  }
  for (int i = 0; i < M; i++)
    x[i] = g_rand_int_range (rand, -3, 4);
  /* F₁ … F₃ at random, F₀ = Σ xᵢFᵢ - X. */
  for (size_t k = 0, offset = 0; k < BLOCKS; k++) {
    size_t size = blocks[k].size;
    for (size_t j = 0; j < size; j++)
      for (size_t i = blocks[k].diagonal ? j : 0; i <= j; i++) {
        double sum = -X[offset + (blocks[k].diagonal ? i : i + j * size)];
        for (int matrix = 1; matrix <= M; matrix++) {
          double value_of = g_rand_int_range (rand, -3, 4);
          sum += x[matrix - 1] * value_of;
          entries[n++] =
              (EpiSdpEntry){matrix, (int)k, (int)i, (int)j, value_of};
        }
        entries[n++] = (EpiSdpEntry){0, (int)k, (int)i, (int)j, sum};
      }
    offset += blocks[k].diagonal ? size : size * size;
  }
  g_assert_cmpint (epi_sdp_new (M, c, BLOCKS, blocks, n, entries, sdp), ==,
                   EPI_OK);
  EpiTriplet a[] = {{0, 0, 1}, {0, 2, -2}};
  double b = x[0] - 2 * x[2];
  EpiSparse A;
  g_assert_cmpint (epi_sparse_from_triplets (1, M, a, 2, &A), ==, EPI_OK);
  g_assert_cmpint (epi_sdp_set_equalities (sdp, &A, &b), ==, EPI_OK);
  epi_sparse_clear (&A);

  g_assert_cmpint (epi_sdp_answer_new (sdp, answer), ==, EPI_OK);
  answer->status = EPI_CONVERGED;
  memcpy (answer->x, x, sizeof x);
  memcpy (answer->X, X, sizeof X);
  memcpy (answer->Y, Y, sizeof Y);
  answer->v[0] = v = g_rand_int_range (rand, -3, 4);
  epi_sdp_adjoint (sdp, Y, sdp->c);
  epi_sparse_add_product_t (&sdp->A, 1, &v, sdp->c);
  for (int i = 0; i < M; i++)
    *value += sdp->c[i] * x[i];
  g_rand_free (rand);
}
