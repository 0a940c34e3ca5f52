/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compute/epi-linalg.h"

#include "compute/epi-compute.h"
#include "compute/epi-cpu.h"
#include "core/epi-alloc.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define MAX_OPERANDS 3

/* A job: kernel calls in a row over a few operands.  The calls point at the
 * operands' local buffers, which lie in the caller's memory. */
typedef struct {
  EpiBuffer local;
  bool in, out; /* what has to move when the work is done elsewhere */
} Operand;

typedef struct {
  size_t order;
  Operand operand[MAX_OPERANDS];
  size_t n_operands;
  EpiKernelCall call[3];
  size_t n_calls;
} Job;

static Operand
matrix (const EpiMatrix *A, bool out)
{
  return (Operand){
      epi_cpu_wrap (NULL, EPI_DOUBLE, A->data, A->rows, A->cols, A->ld), true,
      out};
}

static Operand
indices (const int *pivots, size_t n, bool out)
{
  _Static_assert(sizeof (int) == sizeof (int32_t), "pivots are int32_t");
  return (Operand){epi_cpu_wrap (NULL, EPI_INDEX, (void *)pivots, n, 1, n),
                   !out, out};
}

/* ---- Where the work is done --------------------------------------------- */

static EpiStatus
run_here (Job *job, EpiDevice *cpu) /* cpu NULL: uncounted */
{
  EpiStatus status = EPI_OK;

  for (size_t i = 0; i < job->n_calls && status == EPI_OK; i++)
    status = cpu != NULL ? epi_device_run (cpu, &job->call[i])
                         : epi_cpu_run (&job->call[i]);
  return status;
}

static EpiBuffer *
counterpart (const Job *job, EpiBuffer *const *remote, const EpiBuffer *local)
{
  for (size_t i = 0; i < job->n_operands; i++)
    if (local == &job->operand[i].local)
      return remote[i];
  return NULL;
}

static EpiStatus
run_calls (const Job *job, EpiDevice *device, EpiBuffer *const *remote)
{
  EpiStatus status = EPI_OK;

  for (size_t i = 0; i < job->n_calls && status == EPI_OK; i++) {
    EpiKernelCall call = job->call[i];
    call.a = counterpart (job, remote, call.a);
    call.b = counterpart (job, remote, call.b);
    call.c = counterpart (job, remote, call.c);
    call.pivots = counterpart (job, remote, call.pivots);
    status = epi_device_run (device, &call);
  }
  return status;
}

/* Everything that comes out goes into spare memory first: when the device is
 * lost half-way, the caller's numbers are as they were, and the CPU can begin
 * again. */
static EpiStatus
fetch (const Job *job, EpiBuffer *const *remote)
{
  void *spare[MAX_OPERANDS] = {NULL};
  EpiStatus status = EPI_OK;

  for (size_t i = 0; i < job->n_operands && status == EPI_OK; i++) {
    const EpiBuffer *local = &job->operand[i].local;
    if (!job->operand[i].out)
      continue;
    spare[i] = epi_alloc (local->rows * local->cols,
                          epi_element_size (local->element));
    status = spare[i] == NULL
                 ? EPI_NO_MEMORY
                 : epi_buffer_download (remote[i], spare[i], local->rows);
  }
  for (size_t i = 0; i < job->n_operands; i++) {
    const EpiBuffer *local = &job->operand[i].local;
    size_t size = local->rows * epi_element_size (local->element);
    for (size_t j = 0; spare[i] != NULL && status == EPI_OK && j < local->cols;
         j++)
      memcpy ((char *)local->memory +
                  j * local->ld * epi_element_size (local->element),
              (char *)spare[i] + j * size, size);
    epi_free (spare[i]);
  }
  return status;
}

static EpiStatus
send (const Job *job, EpiDevice *device, EpiBuffer **remote)
{
  EpiStatus status = EPI_OK;

  for (size_t i = 0; i < job->n_operands && status == EPI_OK; i++) {
    const Operand *o = &job->operand[i];
    status = epi_buffer_new (device, o->local.element, o->local.rows,
                             o->local.cols, &remote[i]);
    if (status == EPI_OK && o->in)
      status = epi_buffer_upload (remote[i], o->local.memory, o->local.ld);
  }
  return status;
}

static EpiStatus
run_elsewhere (Job *job, EpiDevice *device)
{
  EpiBuffer *remote[MAX_OPERANDS] = {NULL};
  EpiStatus outcome = send (job, device, remote);

  if (outcome == EPI_OK)
    outcome = run_calls (job, device, remote);
  if (outcome == EPI_OK || outcome == EPI_SINGULAR) { /* LU is complete then */
    EpiStatus status = fetch (job, remote);
    outcome = status == EPI_OK ? outcome : status;
  }
  for (size_t i = 0; i < job->n_operands; i++)
    epi_buffer_free (remote[i]);
  return outcome;
}

static EpiStatus
run (Job *job)
{
  if (job->order < EPI_LINALG_DEVICE)
    return run_here (job, NULL);

  EpiCompute *compute = epi_compute_default ();
  EpiDevice *cpu = epi_compute_cpu (compute);
  EpiDevice *device =
      epi_compute_device (compute, job->call[0].kernel, job->order, EPI_DOUBLE);
  EpiStatus status =
      device == cpu ? run_here (job, cpu) : run_elsewhere (job, device);
  if (epi_compute_must_repeat (compute, device, status))
    status = run_here (job, cpu);
  epi_device_unref (device);
  epi_device_unref (cpu);
  return status;
}

/* ---- Products ----------------------------------------------------------- */

static size_t
least (size_t m, size_t n, size_t k)
{
  size_t smaller = m < n ? m : n;
  return smaller < k ? smaller : k;
}

/* One triangle of T, with its diagonal. */
static bool
lower_is_finite (const EpiMatrix *T)
{
  for (size_t j = 0; j < T->cols; j++)
    if (!epi_is_finite (epi_matrix_at (T, j, j), T->rows - j))
      return false;
  return true;
}

EpiStatus
epi_gemm (bool transpose_a, bool transpose_b, double alpha, const EpiMatrix *A,
          const EpiMatrix *B, double beta, EpiMatrix *C)
{
  if (!isfinite (alpha) || !isfinite (beta) || !epi_matrix_is_finite (A) ||
      !epi_matrix_is_finite (B) || (beta != 0 && !epi_matrix_is_finite (C)))
    return EPI_NOT_FINITE;
  return epi_gemm_unchecked (transpose_a, transpose_b, alpha, A, B, beta, C);
}

EpiStatus
epi_gemm_unchecked (bool transpose_a, bool transpose_b, double alpha,
                    const EpiMatrix *A, const EpiMatrix *B, double beta,
                    EpiMatrix *C)
{
  size_t k = transpose_a ? A->rows : A->cols;

  assert (C->rows == (transpose_a ? A->cols : A->rows));
  assert (C->cols == (transpose_b ? B->rows : B->cols));
  assert (k == (transpose_b ? B->cols : B->rows));
  if (C->rows == 0 || C->cols == 0)
    return EPI_OK;
  Job job = {
      .order = least (C->rows, C->cols, k),
      .operand = {matrix (A, false), matrix (B, false), matrix (C, true)},
      .n_operands = 3,
      .n_calls = 1};
  job.operand[2].in = beta != 0;
  job.call[0] = (EpiKernelCall){.kernel = EPI_KERNEL_GEMM,
                                .transpose_a = transpose_a,
                                .transpose_b = transpose_b,
                                .alpha = alpha,
                                .beta = beta,
                                .a = &job.operand[0].local,
                                .b = &job.operand[1].local,
                                .c = &job.operand[2].local};
  return run (&job);
}

EpiStatus
epi_syrk (double alpha, const EpiMatrix *A, double beta, EpiMatrix *C)
{
  assert (C->rows == A->cols && C->cols == A->cols);
  if (!isfinite (alpha) || !isfinite (beta) || !epi_matrix_is_finite (A) ||
      (beta != 0 && !lower_is_finite (C)))
    return EPI_NOT_FINITE;
  if (C->rows == 0)
    return EPI_OK;
  Job job = {.order = least (C->rows, C->cols, A->rows),
             .operand = {matrix (A, false), matrix (C, true)},
             .n_operands = 2,
             .n_calls = 1};
  job.call[0] = (EpiKernelCall){.kernel = EPI_KERNEL_SYRK,
                                .transpose_a = true,
                                .lower = true,
                                .alpha = alpha,
                                .beta = beta,
                                .a = &job.operand[0].local,
                                .c = &job.operand[1].local};
  return run (&job);
}

/* ---- Factors and solves ------------------------------------------------- */

static EpiKernelCall
solve_call (bool lower, bool transpose, bool unit_diagonal, EpiBuffer *T,
            EpiBuffer *B)
{
  return (EpiKernelCall){.kernel = EPI_KERNEL_TRIANGULAR_SOLVE,
                         .lower = lower,
                         .transpose_a = transpose,
                         .unit_diagonal = unit_diagonal,
                         .a = T,
                         .c = B};
}

EpiStatus
epi_cholesky (EpiMatrix *A)
{
  return epi_cholesky_watching (A, NULL);
}

EpiStatus
epi_cholesky_watching (EpiMatrix *A, const EpiCancel *cancel)
{
  assert (A->rows == A->cols);
  if (A->rows == 0)
    return EPI_OK;
  Job job = {.order = A->rows,
             .operand = {matrix (A, true)},
             .n_operands = 1,
             .n_calls = 1};
  job.call[0] = (EpiKernelCall){.kernel = EPI_KERNEL_CHOLESKY,
                                .lower = true,
                                .c = &job.operand[0].local,
                                .cancel = cancel};
  return run (&job);
}

EpiStatus
epi_cholesky_solve (const EpiMatrix *L, EpiMatrix *B)
{
  assert (L->rows == L->cols && B->rows == L->rows);
  if (B->rows == 0 || B->cols == 0)
    return EPI_OK;
  Job job = {.order = least (B->rows, B->cols, B->rows),
             .operand = {matrix (L, false), matrix (B, true)},
             .n_operands = 2,
             .n_calls = 2};
  EpiBuffer *l = &job.operand[0].local, *b = &job.operand[1].local;
  job.call[0] = solve_call (true, false, false, l, b); /* L y = b */
  job.call[1] = solve_call (true, true, false, l, b);  /* Lᵀ x = y */
  return run (&job);
}

EpiStatus
epi_lu (EpiMatrix *A, int *pivots)
{
  assert (A->rows == A->cols);
  if (A->rows == 0)
    return EPI_OK;
  Job job = {.order = A->rows,
             .operand = {matrix (A, true), indices (pivots, A->rows, true)},
             .n_operands = 2,
             .n_calls = 1};
  job.call[0] = (EpiKernelCall){.kernel = EPI_KERNEL_LU,
                                .c = &job.operand[0].local,
                                .pivots = &job.operand[1].local};
  return run (&job);
}

EpiStatus
epi_lu_solve (const EpiMatrix *LU, const int *pivots, EpiMatrix *B)
{
  assert (LU->rows == LU->cols && B->rows == LU->rows);
  for (size_t i = 0; i < LU->rows; i++)
    if (*epi_matrix_at (LU, i, i) == 0)
      return EPI_SINGULAR;
  if (B->rows == 0 || B->cols == 0)
    return EPI_OK;
  Job job = {.order = least (B->rows, B->cols, B->rows),
             .operand = {matrix (LU, false), matrix (B, true),
                         indices (pivots, LU->rows, false)},
             .n_operands = 3,
             .n_calls = 3};
  EpiBuffer *lu = &job.operand[0].local, *b = &job.operand[1].local;
  job.call[0] = (EpiKernelCall){.kernel = EPI_KERNEL_SWAP_ROWS,
                                .c = b,
                                .pivots = &job.operand[2].local}; /* P b */
  job.call[1] = solve_call (true, false, true, lu, b);   /* L y = P b */
  job.call[2] = solve_call (false, false, false, lu, b); /* U x = y */
  return run (&job);
}

EpiStatus
epi_triangular_solve (bool lower, bool transpose, bool unit_diagonal,
                      const EpiMatrix *T, EpiMatrix *B)
{
  assert (T->rows == T->cols && B->rows == T->rows);
  if (B->rows == 0 || B->cols == 0)
    return EPI_OK;
  Job job = {.order = least (B->rows, B->cols, B->rows),
             .operand = {matrix (T, false), matrix (B, true)},
             .n_operands = 2,
             .n_calls = 1};
  job.call[0] = solve_call (lower, transpose, unit_diagonal,
                            &job.operand[0].local, &job.operand[1].local);
  return run (&job);
}
