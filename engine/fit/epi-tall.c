/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-tall.h"

#include "compute/epi-linalg.h"
#include "core/epi-alloc.h"

#include <assert.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

static size_t
block_of (size_t q)
{
  return EPI_TALL_BLOCK > 4 * q ? EPI_TALL_BLOCK : 4 * q;
}

EpiStatus
epi_tall_init (EpiTall *tall, const EpiLs *problem)
{
  size_t p = problem->A.cols, q = p + problem->B.cols;
  size_t n = epi_tall_rows (problem), block = block_of (q);
  double wanted = 0;

  *tall = (EpiTall){
      .p = p, .m = problem->B.cols, .n_rows = q + (n < block ? n : block)};
  if (epi_matrix_new (tall->n_rows, q, &tall->work) != EPI_OK)
    return EPI_NO_MEMORY;
  LAPACKE_dgeqrf_work (LAPACK_COL_MAJOR, (int)tall->n_rows, (int)q,
                       tall->work.data, (int)tall->work.ld, NULL, &wanted, -1);
  tall->n_lapack = (int)wanted;
  tall->tau = epi_new (double, q);
  tall->lapack = epi_new (double, (size_t)tall->n_lapack);
  if (tall->tau != NULL && tall->lapack != NULL)
    return EPI_OK;
  epi_tall_clear (tall);
  return EPI_NO_MEMORY;
}

void
epi_tall_clear (EpiTall *tall)
{
  epi_matrix_clear (&tall->work);
  epi_free (tall->tau);
  epi_free (tall->lapack);
  *tall = (EpiTall){0};
}

static size_t
ridge_rows (const EpiLs *problem)
{
  return problem->ridge > 0 ? problem->A.cols - problem->n_free : 0;
}

size_t
epi_tall_rows (const EpiLs *problem)
{
  return problem->A.rows + ridge_rows (problem);
}

/* to[i] := √v_i from[i]. */
static void
copy_scaled (const double *from, const double *v, size_t n, double *to)
{
  if (v == NULL)
    memcpy (to, from, n * sizeof (double));
  else
    for (size_t i = 0; i < n; i++)
      to[i] = sqrt (v[i]) * from[i];
}

void
epi_tall_copy (const EpiLs *problem, const double *v, size_t begin, size_t rows,
               EpiMatrix *M)
{
  size_t n = problem->A.rows, p = problem->A.cols, m = problem->B.cols;
  size_t end = begin + rows;
  size_t data = begin >= n ? 0 : (end < n ? end : n) - begin;

  assert (end <= epi_tall_rows (problem) && M->rows >= rows);
  assert (M->cols == p + m);
  if (v == NULL)
    v = problem->weights;
  for (size_t j = 0; j < p + m; j++) {
    const EpiMatrix *from = j < p ? &problem->A : &problem->B;
    const double *column = epi_matrix_col (from, j < p ? j : j - p);
    double *to = epi_matrix_col (M, j);
    copy_scaled (column + begin, v == NULL ? NULL : v + begin, data, to);
    for (size_t i = data; i < rows; i++) /* row begin+i is √λ e_jᵀ for … */
      to[i] = begin + i - n + problem->n_free == j ? sqrt (problem->ridge) : 0;
  }
}

static EpiStatus
factor (EpiTall *tall, size_t top, size_t rows)
{
  size_t q = tall->p + tall->m;
  EpiMatrix used =
      epi_matrix_view (tall->work.data, top + rows, q, tall->work.ld);

  if (!epi_matrix_is_finite (&used))
    return EPI_NOT_FINITE;
  LAPACKE_dgeqrf_work (LAPACK_COL_MAJOR, (int)used.rows, (int)q, used.data,
                       (int)used.ld, tall->tau, tall->lapack, tall->n_lapack);
  return epi_matrix_is_finite (&used) ? EPI_OK : EPI_NOT_FINITE;
}

/* Zeroes the reflectors that dgeqrf() leaves below the triangle, of which the
 * first rows are kept. */
static void
clear_below (EpiMatrix *M, size_t rows)
{
  for (size_t j = 0; j < M->cols; j++)
    for (size_t i = j + 1; i < rows; i++)
      *epi_matrix_at (M, i, j) = 0;
}

EpiStatus
epi_tall_triangle (EpiTall *tall, const EpiLs *problem, const double *v,
                   EpiMatrix *R)
{
  size_t q = tall->p + tall->m, n = epi_tall_rows (problem);
  size_t block = tall->n_rows - q;

  assert (R->rows == q && R->cols == q && tall->p == problem->A.cols);
  for (size_t j = 0; j < q; j++)
    memset (epi_matrix_col (&tall->work, j), 0, q * sizeof (double));
  for (size_t begin = 0; begin < n; begin += block) {
    size_t rows = n - begin < block ? n - begin : block;
    EpiMatrix below =
        epi_matrix_view (tall->work.data + q, rows, q, tall->work.ld);
    epi_tall_copy (problem, v, begin, rows, &below);
    EpiStatus status = factor (tall, q, rows);
    if (status != EPI_OK)
      return status;
    clear_below (&tall->work, q);
  }
  for (size_t j = 0; j < q; j++)
    memcpy (epi_matrix_col (R, j), epi_matrix_col (&tall->work, j),
            q * sizeof (double));
  return EPI_OK;
}

static size_t
stacked (size_t rows, size_t q)
{
  return rows < q ? rows : q;
}

size_t
epi_tall_stack_rows (const EpiLs *problem)
{
  size_t q = problem->A.cols + problem->B.cols;
  size_t n = epi_tall_rows (problem), block = block_of (q);

  return n / block * q + stacked (n % block, q);
}

EpiStatus
epi_tall_stack (EpiTall *tall, const EpiLs *problem, EpiMatrix *stack)
{
  size_t q = tall->p + tall->m, n = epi_tall_rows (problem);
  size_t block = tall->n_rows - q, top = 0;

  assert (stack->rows == epi_tall_stack_rows (problem) && stack->cols == q);
  for (size_t begin = 0; begin < n; begin += block) {
    size_t rows = n - begin < block ? n - begin : block;
    epi_tall_copy (problem, NULL, begin, rows, &tall->work);
    EpiStatus status = factor (tall, 0, rows);
    if (status != EPI_OK)
      return status;
    clear_below (&tall->work, stacked (rows, q));
    for (size_t j = 0; j < q; j++)
      memcpy (epi_matrix_at (stack, top, j), epi_matrix_col (&tall->work, j),
              stacked (rows, q) * sizeof (double));
    top += stacked (rows, q);
  }
  return EPI_OK;
}

EpiStatus
epi_tall_gram (EpiTall *tall, const EpiLs *problem, EpiMatrix *G)
{
  size_t q = tall->p + tall->m, n = epi_tall_rows (problem);

  assert (G->rows == q && G->cols == q);
  for (size_t j = 0; j < q; j++)
    memset (epi_matrix_col (G, j), 0, q * sizeof (double));
  for (size_t begin = 0; begin < n; begin += tall->n_rows) {
    size_t rows = n - begin < tall->n_rows ? n - begin : tall->n_rows;
    EpiMatrix block = epi_matrix_view (tall->work.data, rows, q, tall->work.ld);
    epi_tall_copy (problem, NULL, begin, rows, &block);
    EpiStatus status = epi_syrk (1, &block, 1, G);
    if (status != EPI_OK)
      return status;
  }
  for (size_t j = 0; j < q; j++)
    for (size_t i = j + 1; i < q; i++)
      *epi_matrix_at (G, j, i) = *epi_matrix_at (G, i, j);
  return epi_matrix_is_finite (G) ? EPI_OK : EPI_NOT_FINITE;
}
