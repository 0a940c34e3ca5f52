/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-gram.h"

#include "compute/epi-compute.h"
#include "core/epi-alloc.h"
#include "core/epi-matrix.h"

#include <math.h>
#include <string.h>

#define DENSE_FROM 0.25       /* share of entries that are not zero */
#define DENSE_MOST (64 << 20) /* entries */

struct EpiGram {
  EpiKernelFunction function;
  const EpiSparse *X; /* (p, n) */
  size_t n, p;
  double *norm;     /* (n) ‖xᵢ‖² */
  double *mean;     /* (p) of dense RBF, else 0 */
  double *diagonal; /* (n) */
  bool dense;
  EpiSparse by_feature; /* sparse: Xᵀ, */
  bool ones;            /* and whether all its values are 1 */
  double *point;        /* dense: (inner, BLOCK) */
  size_t inner;         /* p, or p + 2 for RBF */
  EpiDevice *device;    /* sparse: the cpu, for one_row and one_power */
  EpiBuffer *examples;  /* (n, inner) */
  EpiBuffer *points, *one_point; /* (inner, BLOCK), (inner, 1) */
  EpiBuffer *rows, *one_row;     /* (n, BLOCK), (n, 1) */
  EpiBuffer *powers, *one_power; /* as rows, polynomial */
};

/* ---- Dense ---- */

/* Column j of Z as a point of the product; what X has no feature for counts in
 * its length only. */
static void
set_point (const EpiGram *gram, const EpiSparse *Z, size_t j, double *point)
{
  double gamma = gram->function.gamma, norm = 0;

  for (size_t f = 0; f < gram->p; f++)
    point[f] = -gram->mean[f];
  for (int k = Z->start[j]; k < Z->start[j + 1]; k++)
    if ((size_t)Z->row[k] < gram->p)
      point[Z->row[k]] += Z->value[k];
    else
      norm += Z->value[k] * Z->value[k];
  if (gram->function.kind != EPI_KERNEL_RBF)
    return;
  for (size_t f = 0; f < gram->p; f++) {
    norm += point[f] * point[f];
    point[f] *= 2 * gamma;
  }
  point[gram->p] = -gamma;
  point[gram->p + 1] = -gamma * norm;
}

/* Means and norms of RBF, and (x, ‖x‖², 1) or x, an example a row: A (n,
 * inner), zeroed. */
static void
set_examples (EpiGram *gram, double *A)
{
  const EpiSparse *X = gram->X;
  size_t n = gram->n;

  for (size_t i = 0; i < n; i++)
    for (int k = X->start[i]; k < X->start[i + 1]; k++)
      A[i + (size_t)X->row[k] * n] = X->value[k];
  if (gram->function.kind != EPI_KERNEL_RBF)
    return;
  double *norm = A + gram->p * n, *one = norm + n;
  for (size_t f = 0; f < gram->p; f++) {
    double *x = A + f * n;
    for (size_t i = 0; i < n; i++)
      gram->mean[f] += x[i] / (double)n;
    for (size_t i = 0; i < n; i++) {
      x[i] -= gram->mean[f];
      norm[i] += x[i] * x[i];
    }
  }
  for (size_t i = 0; i < n; i++)
    one[i] = 1;
}

static void
clear_device (EpiGram *gram)
{
  epi_buffer_free (gram->examples);
  epi_buffer_free (gram->points);
  epi_buffer_free (gram->one_point);
  epi_buffer_free (gram->rows);
  epi_buffer_free (gram->one_row);
  epi_buffer_free (gram->powers);
  epi_buffer_free (gram->one_power);
  epi_device_unref (gram->device);
  gram->examples = gram->points = gram->one_point = NULL;
  gram->rows = gram->one_row = gram->powers = gram->one_power = NULL;
  gram->device = NULL;
}

static EpiStatus
buffer (EpiGram *gram, size_t rows, size_t cols, EpiBuffer **out)
{
  return epi_buffer_new (gram->device, EPI_DOUBLE, rows, cols, out);
}

static EpiStatus
fill_device (EpiGram *gram, const double *A)
{
  size_t n = gram->n, inner = gram->inner;
  EpiStatus status = buffer (gram, n, inner, &gram->examples);

  if (status == EPI_OK)
    status = epi_buffer_upload (gram->examples, A, n);
  if (status == EPI_OK)
    status = buffer (gram, inner, EPI_GRAM_BLOCK, &gram->points);
  if (status == EPI_OK)
    status = buffer (gram, inner, 1, &gram->one_point);
  if (status == EPI_OK)
    status = buffer (gram, n, EPI_GRAM_BLOCK, &gram->rows);
  if (status == EPI_OK)
    status = buffer (gram, n, 1, &gram->one_row);
  if (status == EPI_OK && gram->function.kind == EPI_KERNEL_POLYNOMIAL)
    status = buffer (gram, n, EPI_GRAM_BLOCK, &gram->powers);
  if (status == EPI_OK && gram->function.kind == EPI_KERNEL_POLYNOMIAL)
    status = buffer (gram, n, 1, &gram->one_power);
  return status;
}

/* The examples on the device that compute chooses; on the cpu when that one
 * fails. */
static EpiStatus
start_device (EpiGram *gram)
{
  EpiCompute *compute = epi_compute_default ();
  size_t order = MIN (MIN (gram->n, gram->inner), EPI_GRAM_BLOCK);
  double *A = epi_new0 (double, gram->n * gram->inner);
  EpiStatus status;

  if (A == NULL)
    return EPI_NO_MEMORY;
  memset (gram->mean, 0, gram->p * sizeof *gram->mean);
  set_examples (gram, A);
  do {
    clear_device (gram);
    gram->device =
        epi_compute_device (compute, EPI_KERNEL_GEMM, order, EPI_DOUBLE);
    status = fill_device (gram, A);
  } while (status != EPI_OK &&
           epi_compute_must_repeat (compute, gram->device, status));
  epi_free (A);
  return status;
}

/* f of the products in rows, in place. */
static EpiStatus
apply_kernel (const EpiGram *gram, EpiBuffer *rows, EpiBuffer *powers)
{
  const EpiKernelFunction *function = &gram->function;

  if (function->kind == EPI_KERNEL_LINEAR)
    return EPI_OK;
  if (function->kind == EPI_KERNEL_RBF)
    return epi_device_map (EPI_MAP_EXP, 0, rows, NULL, rows);
  EpiStatus status =
      epi_device_map (EPI_MAP_SHIFT, function->coef0, rows, NULL, rows);
  if (status == EPI_OK && function->degree > 1)
    status = epi_device_map (EPI_MAP_COPY, 0, rows, NULL, powers);
  for (int d = 1; d < function->degree && status == EPI_OK; d++)
    status = epi_device_map (EPI_MAP_MULTIPLY, 0, rows, powers, rows);
  return status;
}

static EpiStatus
product (EpiGram *gram, size_t m, EpiBuffer **rows)
{
  double alpha =
      gram->function.kind == EPI_KERNEL_POLYNOMIAL ? gram->function.gamma : 1;
  EpiStatus status;

  *rows = m == 1 ? gram->one_row : gram->rows;
  EpiBuffer *points = m == 1 ? gram->one_point : gram->points;
  EpiBuffer *powers = m == 1 ? gram->one_power : gram->powers;
  status = epi_buffer_upload (points, gram->point, gram->inner);
  if (status == EPI_OK)
    status = m == 1 ? epi_device_gemv (false, alpha, gram->examples, points, 0,
                                       *rows)
                    : epi_device_gemm (false, false, alpha, gram->examples,
                                       points, 0, *rows);
  if (status == EPI_OK)
    status = apply_kernel (gram, *rows, powers);
  return status;
}

static EpiStatus
dense_block (EpiGram *gram, const EpiSparse *Z, const size_t *which, size_t j0,
             size_t m, double *K)
{
  EpiCompute *compute = epi_compute_default ();
  EpiBuffer *rows;
  EpiStatus status;

  memset (gram->point, 0,
          (m == 1 ? 1 : EPI_GRAM_BLOCK) * gram->inner * sizeof *gram->point);
  for (size_t k = 0; k < m; k++)
    set_point (gram, Z, which != NULL ? which[k] : j0 + k,
               gram->point + k * gram->inner);
  do {
    status = product (gram, m, &rows);
    if (status == EPI_OK)
      status = epi_buffer_download (rows, K, gram->n);
    if (status == EPI_OK)
      break;
    if (!epi_compute_must_repeat (compute, gram->device, status))
      return status;
    status = start_device (gram); /* from now on on the cpu */
  } while (status == EPI_OK);
  return status;
}

/* ---- Sparse ---- */

static double
column_norm (const EpiSparse *Z, size_t j)
{
  double norm = 0;
  for (int k = Z->start[j]; k < Z->start[j + 1]; k++)
    norm += Z->value[k] * Z->value[k];
  return norm;
}

/* dot = Xᵀz, z column j of Z, feature by feature: those of z only, and of each
 * those examples only that have it. */
static void
sparse_products (const EpiGram *gram, const EpiSparse *Z, size_t j, double *dot)
{
  const EpiSparse *T = &gram->by_feature;

  memset (dot, 0, gram->n * sizeof *dot);
  for (int k = Z->start[j]; k < Z->start[j + 1]; k++) {
    size_t f = (size_t)Z->row[k];
    double z = Z->value[k];
    if (f >= gram->p)
      continue;
    if (gram->ones)
      for (int e = T->start[f]; e < T->start[f + 1]; e++)
        dot[T->row[e]] += z;
    else
      for (int e = T->start[f]; e < T->start[f + 1]; e++)
        dot[T->row[e]] += z * T->value[e];
  }
}

static EpiStatus
sparse_row (EpiGram *gram, const EpiSparse *Z, size_t j, double *row)
{
  double *value = gram->one_row->memory, gamma = gram->function.gamma;
  double zz = column_norm (Z, j);

  sparse_products (gram, Z, j, value);
  if (gram->function.kind == EPI_KERNEL_RBF)
    for (size_t i = 0; i < gram->n; i++)
      value[i] = -gamma * MAX (gram->norm[i] + zz - 2 * value[i], 0);
  if (gram->function.kind == EPI_KERNEL_POLYNOMIAL)
    for (size_t i = 0; i < gram->n; i++)
      value[i] *= gamma;
  EpiStatus status = apply_kernel (gram, gram->one_row, gram->one_power);
  memcpy (row, value, gram->n * sizeof *row);
  return status;
}

static EpiStatus
start_sparse (EpiGram *gram)
{
  EpiStatus status = epi_sparse_transpose (gram->X, &gram->by_feature);

  gram->ones = true;
  for (size_t e = 0; e < epi_sparse_entries (gram->X); e++)
    gram->ones = gram->ones && gram->X->value[e] == 1;
  gram->device = epi_compute_cpu (epi_compute_default ());
  if (status == EPI_OK)
    status = buffer (gram, gram->n, 1, &gram->one_row);
  if (status == EPI_OK && gram->function.kind == EPI_KERNEL_POLYNOMIAL)
    status = buffer (gram, gram->n, 1, &gram->one_power);
  return status;
}

/* ---- Both ---- */

static EpiStatus
block (EpiGram *gram, const EpiSparse *Z, const size_t *which, size_t j0,
       size_t m, double *K)
{
  if (gram->dense)
    return dense_block (gram, Z, which, j0, m, K);
  EpiStatus status = EPI_OK;
  for (size_t k = 0; k < m && status == EPI_OK; k++)
    status = sparse_row (gram, Z, which != NULL ? which[k] : j0 + k,
                         K + k * gram->n);
  return status;
}

EpiStatus
epi_gram_rows (EpiGram *gram, const size_t *which, size_t m, double *K)
{
  return block (gram, gram->X, which, 0, m, K);
}

EpiStatus
epi_gram_cross (EpiGram *gram, const EpiSparse *Z, size_t j0, size_t m,
                double *K)
{
  return block (gram, Z, NULL, j0, m, K);
}

size_t
epi_gram_n (const EpiGram *gram)
{
  return gram->n;
}

const double *
epi_gram_diagonal (const EpiGram *gram)
{
  return gram->diagonal;
}

/* By Cauchy and Schwarz no entry is larger than the largest on the diagonal. */
static EpiStatus
fill_diagonal (EpiGram *gram)
{
  for (size_t i = 0; i < gram->n; i++) {
    double norm = column_norm (gram->X, i);
    gram->norm[i] = norm;
    gram->diagonal[i] = epi_kernel_value (&gram->function, norm, norm, norm);
  }
  return epi_is_finite (gram->norm, gram->n) &&
                 epi_is_finite (gram->diagonal, gram->n)
             ? EPI_OK
             : EPI_NOT_FINITE;
}

EpiStatus
epi_gram_new (const EpiSparse *X, const EpiKernelFunction *function,
              EpiGram **out)
{
  EpiGram *gram = epi_new0 (EpiGram, 1);
  double entries = (double)X->rows * (double)X->cols;

  *out = NULL;
  if (gram == NULL)
    return EPI_NO_MEMORY;
  gram->function = *function;
  gram->X = X;
  gram->n = X->cols;
  gram->p = X->rows;
  gram->dense = gram->n > 0 && gram->p > 0 && entries <= DENSE_MOST &&
                (double)epi_sparse_entries (X) >= DENSE_FROM * entries;
  gram->inner = gram->p + (function->kind == EPI_KERNEL_RBF ? 2 : 0);
  gram->norm = epi_new (double, gram->n);
  gram->diagonal = epi_new (double, gram->n);
  gram->mean = epi_new0 (double, gram->dense ? gram->p : 0);
  gram->point =
      epi_new0 (double, gram->dense ? gram->inner *EPI_GRAM_BLOCK : 0);
  EpiStatus status = gram->norm != NULL && gram->diagonal != NULL &&
                             gram->mean != NULL && gram->point != NULL
                         ? EPI_OK
                         : EPI_NO_MEMORY;
  if (status == EPI_OK)
    status = epi_sparse_is_finite (X) ? fill_diagonal (gram) : EPI_NOT_FINITE;
  if (status == EPI_OK)
    status = gram->dense ? start_device (gram) : start_sparse (gram);
  if (status != EPI_OK) {
    epi_gram_free (gram);
    return status;
  }
  *out = gram;
  return EPI_OK;
}

void
epi_gram_free (EpiGram *gram)
{
  if (gram == NULL)
    return;
  clear_device (gram);
  epi_sparse_clear (&gram->by_feature);
  epi_free (gram->norm);
  epi_free (gram->diagonal);
  epi_free (gram->mean);
  epi_free (gram->point);
  epi_free (gram);
}
