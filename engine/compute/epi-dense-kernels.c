/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels of epi-device.h, from their shapes to a call. */
#include "compute/epi-device.h"

#include <assert.h>

static EpiStatus
run (const EpiKernelCall *call, const EpiBuffer *leader)
{
  EpiDevice *device = leader->device;

  assert (leader->element != EPI_INDEX);
  assert (call->a == NULL ||
          (call->a->device == device && call->a->element == leader->element));
  assert (call->b == NULL ||
          (call->b->device == device && call->b->element == leader->element));
  assert (call->pivots == NULL || (call->pivots->device == device &&
                                   call->pivots->element == EPI_INDEX));
  return epi_device_run (device, call);
}

static bool
is_empty (const EpiBuffer *buffer)
{
  return buffer->rows == 0 || buffer->cols == 0;
}

EpiStatus
epi_device_gemm (bool transpose_a, bool transpose_b, double alpha,
                 const EpiBuffer *A, const EpiBuffer *B, double beta,
                 EpiBuffer *C)
{
  assert (C->rows == (transpose_a ? A->cols : A->rows));
  assert (C->cols == (transpose_b ? B->rows : B->cols));
  assert ((transpose_a ? A->rows : A->cols) ==
          (transpose_b ? B->cols : B->rows));
  if (is_empty (C))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_GEMM,
                               .transpose_a = transpose_a,
                               .transpose_b = transpose_b,
                               .alpha = alpha,
                               .a = A,
                               .b = B,
                               .beta = beta,
                               .c = C},
              C);
}

EpiStatus
epi_device_gemv (bool transpose, double alpha, const EpiBuffer *A,
                 const EpiBuffer *x, double beta, EpiBuffer *y)
{
  assert (x->cols == 1 && y->cols == 1);
  assert (y->rows == (transpose ? A->cols : A->rows));
  assert (x->rows == (transpose ? A->rows : A->cols));
  if (is_empty (y))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_GEMV,
                               .transpose_a = transpose,
                               .alpha = alpha,
                               .a = A,
                               .b = x,
                               .beta = beta,
                               .c = y},
              y);
}

EpiStatus
epi_device_syrk (double alpha, const EpiBuffer *A, double beta, EpiBuffer *C)
{
  assert (C->rows == A->cols && C->cols == A->cols);
  if (is_empty (C))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_SYRK,
                               .transpose_a = true,
                               .lower = true,
                               .alpha = alpha,
                               .a = A,
                               .beta = beta,
                               .c = C},
              C);
}

EpiStatus
epi_device_lu (EpiBuffer *A, EpiBuffer *pivots)
{
  assert (A->rows == A->cols);
  assert (pivots->rows == A->rows && pivots->cols == 1);
  if (is_empty (A))
    return EPI_OK;
  return run (
      &(EpiKernelCall){.kernel = EPI_KERNEL_LU, .c = A, .pivots = pivots}, A);
}

EpiStatus
epi_device_cholesky (EpiBuffer *A)
{
  assert (A->rows == A->cols);
  if (is_empty (A))
    return EPI_OK;
  return run (
      &(EpiKernelCall){.kernel = EPI_KERNEL_CHOLESKY, .lower = true, .c = A},
      A);
}

EpiStatus
epi_device_triangular_solve (bool lower, bool transpose, bool unit_diagonal,
                             const EpiBuffer *T, EpiBuffer *B)
{
  assert (T->rows == T->cols && B->rows == T->rows);
  if (is_empty (B))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_TRIANGULAR_SOLVE,
                               .lower = lower,
                               .transpose_a = transpose,
                               .unit_diagonal = unit_diagonal,
                               .a = T,
                               .c = B},
              B);
}

EpiStatus
epi_device_swap_rows (const EpiBuffer *pivots, EpiBuffer *B)
{
  assert (pivots->cols == 1 && pivots->rows <= B->rows);
  if (is_empty (B) || is_empty (pivots))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_SWAP_ROWS,
                               .pivots = (EpiBuffer *)pivots, /* only read */
                               .c = B},
              B);
}

EpiStatus
epi_device_reduce (EpiReduction op, const EpiBuffer *x, const EpiBuffer *y,
                   double *result)
{
  assert ((op == EPI_REDUCE_DOT) == (y != NULL));
  assert (y == NULL || (x->rows == y->rows && x->cols == y->cols));
  *result = op == EPI_REDUCE_ARGMAX ? -1 : 0;
  if (is_empty (x))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_REDUCE,
                               .op = op,
                               .a = x,
                               .b = y,
                               .result = result},
              x);
}

bool
epi_map_is_binary (EpiMap op)
{
  return op == EPI_MAP_AXPY || op == EPI_MAP_ADD || op == EPI_MAP_SUBTRACT ||
         op == EPI_MAP_MULTIPLY || op == EPI_MAP_DIVIDE;
}

EpiStatus
epi_device_map (EpiMap op, double alpha, const EpiBuffer *x, const EpiBuffer *y,
                EpiBuffer *z)
{
  assert (epi_map_is_binary (op) == (y != NULL));
  assert (x->rows == z->rows && x->cols == z->cols);
  assert (y == NULL || (y->rows == z->rows && y->cols == z->cols));
  if (is_empty (z))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_MAP,
                               .op = op,
                               .alpha = alpha,
                               .a = x,
                               .b = y,
                               .c = z},
              z);
}

EpiStatus
epi_device_grid (const EpiBuffer *C, const EpiBuffer *x, const EpiBuffer *y,
                 EpiBuffer *F)
{
  assert (x->cols == 1 && y->cols == 1);
  assert (F->rows == x->rows && F->cols == y->rows);
  if (is_empty (F))
    return EPI_OK;
  return run (
      &(EpiKernelCall){
          .kernel = EPI_KERNEL_GRID, .a = C, .b = x, .d = y, .c = F},
      F);
}
