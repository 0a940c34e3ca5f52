/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compute/epi-cpu.h"

#include "compute/epi-cpu-cholesky.h"
#include "compute/epi-cpu-neural.h"
#include "core/epi-alloc.h"
#include "core/epi-matrix.h"

#include <assert.h>
#include <cblas.h>
#include <lapacke.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* From which order on a Cholesky factorization takes longer than anybody should
 * wait. */
enum { PANELS_FROM = 1025 };

_Static_assert(sizeof (lapack_int) == sizeof (int32_t), "pivots are int32_t");

/* ---- Plain loops ------------------------------------------------------- */

typedef enum { ALL, LOWER, UPPER, STRICT_LOWER, STRICT_UPPER } Part;

/* Rows first … last-1 of column j belong to the part. */
static void
part_of_column (const EpiBuffer *X, Part part, size_t j, size_t *first,
                size_t *last)
{
  *first = part == LOWER ? j : part == STRICT_LOWER ? j + 1 : 0;
  *last = part == UPPER ? j + 1 : part == STRICT_UPPER ? j : X->rows;
}

static Part
part (bool lower, bool strict)
{
  return lower ? (strict ? STRICT_LOWER : LOWER)
               : (strict ? STRICT_UPPER : UPPER);
}

#define REAL double
#define NAME(x) x##_d
#define FUNC(x) x
#define IS_FINITE epi_is_finite
#include "compute/epi-cpu-loops.h"
#undef REAL
#undef NAME
#undef FUNC
#undef IS_FINITE
#define REAL float
#define NAME(x) x##_f
#define FUNC(x) x##f
#define IS_FINITE epi_is_finite_f
#include "compute/epi-cpu-loops.h"
#undef REAL
#undef NAME
#undef FUNC
#undef IS_FINITE

/* Picks the loop for the call's type. */
#define PICK(name, of, ...)                                                    \
  ((of)->element == EPI_DOUBLE ? name##_d (__VA_ARGS__)                        \
                               : name##_f (__VA_ARGS__))

/* ---- BLAS and LAPACK --------------------------------------------------- */

static int
to_int (size_t n)
{
  assert (n <= INT_MAX);
  return (int)n;
}

static int
stride (const EpiBuffer *X) /* BLAS wants ld ≥ 1 also of an empty matrix */
{
  return to_int (X->ld > 0 ? X->ld : 1);
}

static enum CBLAS_TRANSPOSE
op (bool transpose)
{
  return transpose ? CblasTrans : CblasNoTrans;
}

static void
gemm (const EpiKernelCall *call)
{
  const EpiBuffer *A = call->a, *B = call->b, *C = call->c;
  int m = to_int (C->rows), n = to_int (C->cols);
  int k = to_int (call->transpose_a ? A->rows : A->cols);

  if (C->element == EPI_DOUBLE)
    cblas_dgemm (CblasColMajor, op (call->transpose_a), op (call->transpose_b),
                 m, n, k, call->alpha, A->memory, stride (A), B->memory,
                 stride (B), call->beta, C->memory, stride (C));
  else
    cblas_sgemm (CblasColMajor, op (call->transpose_a), op (call->transpose_b),
                 m, n, k, (float)call->alpha, A->memory, stride (A), B->memory,
                 stride (B), (float)call->beta, C->memory, stride (C));
}

/* y := beta y, for the A without entries of which BLAS does not scale y. */
static void
scale_only (const EpiKernelCall *call)
{
  const EpiBuffer *y = call->c;
  size_t bytes = y->rows * epi_element_size (y->element);

  if (call->beta == 0)
    memset (y->memory, 0, bytes);
  else if (y->element == EPI_DOUBLE)
    cblas_dscal (to_int (y->rows), call->beta, y->memory, 1);
  else
    cblas_sscal (to_int (y->rows), (float)call->beta, y->memory, 1);
}

static void
gemv (const EpiKernelCall *call)
{
  const EpiBuffer *A = call->a;
  int m = to_int (A->rows), n = to_int (A->cols);

  if (call->b->rows == 0)
    scale_only (call);
  else if (A->element == EPI_DOUBLE)
    cblas_dgemv (CblasColMajor, op (call->transpose_a), m, n, call->alpha,
                 A->memory, stride (A), call->b->memory, 1, call->beta,
                 call->c->memory, 1);
  else
    cblas_sgemv (CblasColMajor, op (call->transpose_a), m, n,
                 (float)call->alpha, A->memory, stride (A), call->b->memory, 1,
                 (float)call->beta, call->c->memory, 1);
}

static void
syrk (const EpiKernelCall *call)
{
  const EpiBuffer *A = call->a, *C = call->c;
  int n = to_int (C->rows), k = to_int (A->rows);

  if (C->element == EPI_DOUBLE)
    cblas_dsyrk (CblasColMajor, CblasLower, CblasTrans, n, k, call->alpha,
                 A->memory, stride (A), call->beta, C->memory, stride (C));
  else
    cblas_ssyrk (CblasColMajor, CblasLower, CblasTrans, n, k,
                 (float)call->alpha, A->memory, stride (A), (float)call->beta,
                 C->memory, stride (C));
}

static EpiStatus
lu (const EpiKernelCall *call)
{
  EpiBuffer *A = call->c;
  int n = to_int (A->rows), info;
  int32_t *pivots = call->pivots->memory;

  if (!PICK (part_is_finite, A, A, ALL))
    return EPI_NOT_FINITE;
  if (A->element == EPI_DOUBLE)
    info = LAPACKE_dgetrf_work (LAPACK_COL_MAJOR, n, n, A->memory, stride (A),
                                pivots);
  else
    info = LAPACKE_sgetrf_work (LAPACK_COL_MAJOR, n, n, A->memory, stride (A),
                                pivots);
  for (int i = 0; i < n; i++)
    pivots[i]--; /* LAPACK counts from one */
  if (!PICK (part_is_finite, A, A, ALL))
    return EPI_NOT_FINITE;
  return info > 0 ? EPI_SINGULAR : EPI_OK;
}

static EpiStatus
cholesky (const EpiKernelCall *call)
{
  EpiBuffer *A = call->c;
  int n = to_int (A->rows), info;

  if (!PICK (part_is_finite, A, A, LOWER))
    return EPI_NOT_FINITE;
  if (A->element == EPI_DOUBLE && n >= PANELS_FROM) {
    EpiStatus status =
        epi_cpu_cholesky_by_panels (A->memory, n, stride (A), call->cancel);
    if (status != EPI_OK)
      return status;
    info = 0;
  } else if (A->element == EPI_DOUBLE)
    info =
        LAPACKE_dpotrf_work (LAPACK_COL_MAJOR, 'L', n, A->memory, stride (A));
  else
    info =
        LAPACKE_spotrf_work (LAPACK_COL_MAJOR, 'L', n, A->memory, stride (A));
  if (info != 0)
    return EPI_NOT_POSITIVE_DEFINITE;
  return PICK (part_is_finite, A, A, LOWER) ? EPI_OK : EPI_NOT_FINITE;
}

static EpiStatus
triangular_solve (const EpiKernelCall *call)
{
  const EpiBuffer *T = call->a, *B = call->c;
  int n = to_int (B->rows), m = to_int (B->cols);
  enum CBLAS_UPLO uplo = call->lower ? CblasLower : CblasUpper;
  enum CBLAS_DIAG diag = call->unit_diagonal ? CblasUnit : CblasNonUnit;

  if (!PICK (part_is_finite, T, T, part (call->lower, call->unit_diagonal)) ||
      !PICK (part_is_finite, B, B, ALL))
    return EPI_NOT_FINITE;
  if (!call->unit_diagonal && PICK (has_zero_diagonal, T, T))
    return EPI_SINGULAR;
  if (B->element == EPI_DOUBLE)
    cblas_dtrsm (CblasColMajor, CblasLeft, uplo, op (call->transpose_a), diag,
                 n, m, 1, T->memory, stride (T), B->memory, stride (B));
  else
    cblas_strsm (CblasColMajor, CblasLeft, uplo, op (call->transpose_a), diag,
                 n, m, 1, T->memory, stride (T), B->memory, stride (B));
  return PICK (part_is_finite, B, B, ALL) ? EPI_OK : EPI_NOT_FINITE;
}

EpiStatus
epi_cpu_run (const EpiKernelCall *call)
{
  epi_compute_init ();
  switch (call->kernel) {
  case EPI_KERNEL_GEMM:
    gemm (call);
    return EPI_OK;
  case EPI_KERNEL_GEMV:
    gemv (call);
    return EPI_OK;
  case EPI_KERNEL_SYRK:
    syrk (call);
    return EPI_OK;
  case EPI_KERNEL_LU:
    return lu (call);
  case EPI_KERNEL_CHOLESKY:
    return cholesky (call);
  case EPI_KERNEL_TRIANGULAR_SOLVE:
    return triangular_solve (call);
  case EPI_KERNEL_SWAP_ROWS:
    PICK (swap_rows, call->c, call);
    return EPI_OK;
  case EPI_KERNEL_REDUCE:
    PICK (reduce, call->a, call);
    return EPI_OK;
  case EPI_KERNEL_MAP:
    if (call->op == EPI_MAP_EXP)
      return epi_cpu_run_neural (call);
    PICK (map, call->c, call);
    return EPI_OK;
  case EPI_KERNEL_GRID:
    PICK (grid, call->c, call);
    return EPI_OK;
  default:
    return epi_cpu_run_neural (call);
  }
}

/* ---- The device -------------------------------------------------------- */

static bool
cpu_has (const EpiDevice *device, EpiElement element)
{
  return true;
}

static EpiStatus
cpu_buffer_new (EpiBuffer *buffer)
{
  buffer->memory = epi_alloc0 (buffer->rows * buffer->cols,
                               epi_element_size (buffer->element));
  return buffer->memory != NULL ? EPI_OK : EPI_NO_MEMORY;
}

static void
cpu_buffer_free (EpiBuffer *buffer)
{
  epi_free (buffer->memory);
}

static void
copy (const EpiBuffer *shape, const char *from, size_t from_ld, char *to,
      size_t to_ld)
{
  size_t size = epi_element_size (shape->element);

  for (size_t j = 0; j < shape->cols; j++)
    memcpy (to + j * to_ld * size, from + j * from_ld * size,
            shape->rows * size);
}

static EpiStatus
cpu_upload (EpiBuffer *buffer, const void *from, size_t ld)
{
  copy (buffer, from, ld, buffer->memory, buffer->ld);
  return EPI_OK;
}

static EpiStatus
cpu_download (const EpiBuffer *buffer, void *to, size_t ld)
{
  copy (buffer, buffer->memory, buffer->ld, to, ld);
  return EPI_OK;
}

static EpiStatus
cpu_run (EpiDevice *device, const EpiKernelCall *call)
{
  return epi_cpu_run (call);
}

static void
cpu_free (EpiDevice *device)
{
  epi_device_clear (device);
  free (device);
}

EpiDevice *
epi_cpu_device_new (void)
{
  static const EpiDeviceClass klass = {
      "cpu",      cpu_has,      cpu_buffer_new, cpu_buffer_free,
      cpu_upload, cpu_download, cpu_run,        cpu_free};
  EpiDevice *device = malloc (sizeof *device);

  if (device == NULL)
    abort ();
  epi_device_init (device, &klass);
  return device;
}

EpiBuffer
epi_cpu_wrap (EpiDevice *device, EpiElement element, void *data, size_t rows,
              size_t cols, size_t ld)
{
  return (EpiBuffer){.device = device,
                     .element = element,
                     .rows = rows,
                     .cols = cols,
                     .ld = ld,
                     .memory = data};
}

static void
one_thread (void)
{
  openblas_set_num_threads (1);
}

void
epi_compute_init (void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  pthread_once (&once, one_thread);
}
