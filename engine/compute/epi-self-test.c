/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A few kernels on small data, held to the bounds of epi-device.h.  Sizes are
 * odd, so that every tile has an edge.
 */
#include "compute/epi-device.h"
#include "core/epi-alloc.h"
#include "core/epi-random.h"

#include <math.h>
#include <stdlib.h>

#define N 45
#define REPEATS 69 /* of N columns: 49 tiles of 64 */
#define TRY(call)                                                              \
  do {                                                                         \
    EpiStatus status_ = (call);                                                \
    if (status_ != EPI_OK)                                                     \
      return status_;                                                          \
  } while (0)

typedef struct {
  EpiDevice *device;
  EpiElement element;
  double a[N * N], b[N * N], x[N * N]; /* two inputs and an answer */
  int32_t pivots[N];
  EpiBuffer *A, *B, *C, *P;
  EpiBuffer *W, *V; /* wide */
} Test;

static long double
gamma_k (const Test *test, size_t k)
{
  long double ku =
      (long double)k * (test->element == EPI_DOUBLE ? 0x1p-53L : 0x1p-24L);
  return ku / (1 - ku);
}

static void
fill (Test *test)
{
  EpiRandom random = epi_random (1, 0);

  for (size_t i = 0; i < N * N; i++) { /* floats, whatever the type */
    test->a[i] = (double)(float)(2 * epi_random_uniform (&random) - 1);
    test->b[i] = (double)(float)(2 * epi_random_uniform (&random) - 1);
  }
}

static EpiStatus
put (Test *test, const double *from, EpiBuffer *to)
{
  float single[N * N];

  for (size_t i = 0; i < N * N; i++)
    single[i] = (float)from[i];
  return epi_buffer_upload (to,
                            test->element == EPI_DOUBLE ? (const void *)from
                                                        : (const void *)single,
                            N);
}

static EpiStatus
get (Test *test, const EpiBuffer *from)
{
  float single[N * N];

  if (test->element == EPI_DOUBLE)
    return epi_buffer_download (from, test->x, N);
  TRY (epi_buffer_download (from, single, N));
  for (size_t i = 0; i < N * N; i++)
    test->x[i] = (double)single[i];
  return EPI_OK;
}

/* ---- One kernel each ---------------------------------------------------- */

/* Whether C is A Bᵀ. */
static EpiStatus
check_product (Test *test, EpiBuffer *C)
{
  TRY (get (test, C));
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++) {
      long double sum = 0, size = 0;
      for (size_t k = 0; k < N; k++) {
        long double term = (long double)test->a[i + k * N] * test->b[j + k * N];
        sum += term;
        size += fabsl (term);
      }
      if (!(fabsl (test->x[i + j * N] - sum) <= gamma_k (test, N + 3) * size))
        return EPI_NUMERICAL;
    }
  return EPI_OK;
}

static EpiStatus
test_gemm (Test *test) /* C := A Bᵀ */
{
  TRY (put (test, test->a, test->A));
  TRY (put (test, test->b, test->B));
  TRY (epi_device_gemm (false, true, 1, test->A, test->B, 0, test->C));
  return check_product (test, test->C);
}

/* The r-th N columns of a wide matrix. */
static EpiStatus
with_block (Test *test, EpiBuffer *wide, size_t r,
            EpiStatus (*use) (Test *test, EpiBuffer *block))
{
  EpiBuffer *block;

  TRY (epi_buffer_view (wide, r * N * N, N, N, &block));
  EpiStatus status = use (test, block);
  epi_buffer_free (block);
  return status;
}

static EpiStatus
put_x (Test *test, EpiBuffer *block)
{
  return put (test, test->x, block);
}

/* C := A [Bᵀ Bᵀ …], so wide that a GPU takes large tiles for it. */
static EpiStatus
test_wide_gemm (Test *test)
{
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++)
      test->x[j + i * N] = test->b[i + j * N];
  for (size_t r = 0; r < REPEATS; r++)
    TRY (with_block (test, test->W, r, put_x));
  TRY (epi_device_gemm (false, false, 1, test->A, test->W, 0, test->V));
  for (size_t r = 0; r < REPEATS; r += REPEATS / 2)
    TRY (with_block (test, test->V, r, check_product));
  return EPI_OK;
}

static bool
permute (const Test *test, double *A)
{
  for (size_t i = 0; i < N; i++) {
    size_t p = (size_t)test->pivots[i];
    if (p < i || p >= N)
      return false;
    for (size_t j = 0; j < N; j++) {
      double a = A[i + j * N];
      A[i + j * N] = A[p + j * N];
      A[p + j * N] = a;
    }
  }
  return true;
}

static EpiStatus
test_lu (Test *test)
{
  TRY (put (test, test->a, test->A));
  TRY (epi_device_lu (test->A, test->P));
  TRY (get (test, test->A));
  TRY (epi_buffer_download (test->P, test->pivots, N));
  if (!permute (test, test->a))
    return EPI_NUMERICAL;
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++) {
      long double sum = 0, size = 0;
      for (size_t k = 0; k <= (i < j ? i : j); k++) {
        long double l = k == i ? 1 : test->x[i + k * N];
        sum += l * test->x[k + j * N];
        size += fabsl (l * test->x[k + j * N]);
      }
      if (!(fabsl (test->a[i + j * N] - sum) <= gamma_k (test, N + 5) * size))
        return EPI_NUMERICAL;
    }
  return EPI_OK;
}

static EpiStatus
test_cholesky (Test *test) /* of a matrix whose diagonal dominates */
{
  for (size_t i = 0; i < N; i++)
    test->b[i + i * N] = N;
  TRY (put (test, test->b, test->B));
  TRY (epi_device_cholesky (test->B));
  TRY (get (test, test->B));
  for (size_t j = 0; j < N; j++)
    for (size_t i = j; i < N; i++) {
      long double sum = 0, size = 0;
      for (size_t k = 0; k <= j; k++) {
        long double term = (long double)test->x[i + k * N] * test->x[j + k * N];
        sum += term;
        size += fabsl (term);
      }
      if (!(fabsl (test->b[i + j * N] - sum) <= gamma_k (test, N + 20) * size))
        return EPI_NUMERICAL;
    }
  return EPI_OK;
}

static EpiStatus
test_map_and_sum (Test *test) /* Σ eˣ */
{
  double sum = 0;
  long double expected = 0, u = gamma_k (test, 1);

  TRY (put (test, test->a, test->A));
  TRY (epi_device_map (EPI_MAP_EXP, 0, test->A, NULL, test->C));
  TRY (get (test, test->C));
  for (size_t i = 0; i < N * N; i++) {
    long double e = expl (test->a[i]);
    if (!(fabsl (test->x[i] - e) <= 8 * u * e))
      return EPI_NUMERICAL;
    expected += test->x[i];
  }
  TRY (epi_device_reduce (EPI_REDUCE_SUM, test->C, NULL, &sum));
  return fabsl (sum - expected) <= gamma_k (test, N * N) * expected
             ? EPI_OK
             : EPI_NUMERICAL;
}

/* ---- All of them -------------------------------------------------------- */

static EpiStatus
run_all (Test *test)
{
  EpiDevice *device = test->device;

  TRY (epi_buffer_new (device, test->element, N, N, &test->A));
  TRY (epi_buffer_new (device, test->element, N, N, &test->B));
  TRY (epi_buffer_new (device, test->element, N, N, &test->C));
  TRY (epi_buffer_new (device, EPI_INDEX, N, 1, &test->P));
  TRY (epi_buffer_new (device, test->element, N, N * REPEATS, &test->W));
  TRY (epi_buffer_new (device, test->element, N, N * REPEATS, &test->V));
  TRY (test_gemm (test));
  TRY (test_wide_gemm (test));
  TRY (test_lu (test));
  TRY (test_cholesky (test));
  return test_map_and_sum (test);
}

EpiStatus
epi_device_self_test (EpiDevice *device, EpiElement element)
{
  Test *test = epi_new0 (Test, 1);

  if (test == NULL)
    return EPI_NO_MEMORY;
  test->device = device;
  test->element = element;
  fill (test);
  EpiStatus status = run_all (test);
  epi_buffer_free (test->A);
  epi_buffer_free (test->B);
  epi_buffer_free (test->C);
  epi_buffer_free (test->P);
  epi_buffer_free (test->W);
  epi_buffer_free (test->V);
  epi_free (test);
  return status;
}
