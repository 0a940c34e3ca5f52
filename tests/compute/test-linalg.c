/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linear algebra on matrices in memory, small and large, on whatever device
 * was chosen: answers within the bounds, padding untouched, and a device that
 * is lost at any dispatch changes nothing but who computes. */
#include "compute-fixture.h"

#include "compute/epi-compute.h"
#include "compute/epi-gl.h"
#include "compute/epi-linalg.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

#define N 150 /* above EPI_LINALG_DEVICE */

static int n_notices;
static char *last_notice;

static void
count_notice (const char *sentence, void *data)
{
  n_notices++;
  g_free (last_notice);
  last_notice = g_strdup (sentence);
}

static void
choose (EpiDeviceChoice choice)
{
  epi_compute_set_notice (epi_compute_default (), count_notice, NULL);
  epi_compute_choose (epi_compute_default (), choice);
  n_notices = 0;
}

static bool
has_gl (void)
{
#ifdef __SANITIZE_THREAD__
  g_test_skip ("ThreadSanitizer cannot see into the driver's own threads");
  return false;
#else
  EpiDevice *gl = NULL;
  char *trouble = NULL;
  bool has = epi_gl_device_new (&gl, &trouble) == EPI_OK &&
             epi_device_has (gl, EPI_DOUBLE);
  if (!has)
    g_test_skip (trouble != NULL ? trouble : "this gl has no doubles");
  epi_device_unref (gl);
  g_free (trouble);
  return has;
#endif
}

/* (n,n) with ld n + 3, the padding marked. */
static EpiMatrix
padded (size_t n, Kind kind)
{
  double *x = make_matrix (kind, n, n, 41);
  double *data = g_new (double, (n + 3) * n);

  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n + 3; i++)
      data[i + j * (n + 3)] = i < n ? x[i + j * n] : 1234;
  g_free (x);
  return epi_matrix_view (data, n, n, n + 3);
}

static void
assert_padding (const EpiMatrix *A)
{
  for (size_t j = 0; j < A->cols; j++)
    for (size_t i = A->rows; i < A->ld; i++)
      g_assert_cmpfloat (A->data[i + j * A->ld], ==, 1234);
}

/* A x = b for the right side A (1, 2, …) is solved to a backward error of
 * γ₃ₙ₊₁₅ |P⁻¹L| |U| (Higham thm 9.4). */
static void
assert_lu_solves (size_t n)
{
  EpiMatrix A = padded (n, KIND_RANDOM), LU = padded (n, KIND_RANDOM);
  EpiMatrix B = padded (n, KIND_GRADED), X = padded (n, KIND_GRADED);
  int *pivots = g_new (int, n);
  size_t *row = g_new (size_t, n);

  assert_status (epi_lu (&LU, pivots), EPI_OK);
  assert_status (epi_lu_solve (&LU, pivots, &X), EPI_OK);
  assert_padding (&LU);
  assert_padding (&X);
  for (size_t i = 0; i < n; i++)
    row[i] = i;
  for (size_t i = 0; i < n; i++) {
    size_t r = row[i];
    row[i] = row[pivots[i]];
    row[pivots[i]] = r;
  }
  for (size_t j = 0; j < n; j += 37)
    for (size_t i = 0; i < n; i++) {
      long double sum = 0, size = 0;
      for (size_t k = 0; k < n; k++) {
        long double x = *epi_matrix_at (&X, k, j), lu = 0;
        sum += *epi_matrix_at (&A, row[i], k) * x;
        for (size_t q = 0; q <= MIN (i, k); q++)
          lu += fabsl ((q == i ? 1 : *epi_matrix_at (&LU, i, q)) *
                       *epi_matrix_at (&LU, q, k));
        size += lu * fabsl (x);
      }
      g_assert_true (fabsl (*epi_matrix_at (&B, row[i], j) - sum) <=
                     gamma_k (EPI_DOUBLE, 3 * n + 15) * size);
    }
  g_free (A.data);
  g_free (LU.data);
  g_free (B.data);
  g_free (X.data);
  g_free (pivots);
  g_free (row);
}

static uint64_t
calls_of (EpiKernel kernel, bool gl)
{
  EpiComputeInfo info = epi_compute_describe (epi_compute_default ());
  uint64_t calls = (gl ? &info.gl : &info.cpu)->kernel[kernel].calls;

  epi_compute_info_clear (&info);
  return calls;
}

static void
test_lu_solves_small_and_large_systems (void)
{
  choose (EPI_CHOICE_CPU);
  assert_lu_solves (1);
  assert_lu_solves (40);
  g_assert_cmpuint (calls_of (EPI_KERNEL_LU, false), ==, 0); /* not counted */
  assert_lu_solves (N);
  g_assert_cmpuint (calls_of (EPI_KERNEL_LU, false), ==, 1);
  g_assert_cmpint (n_notices, ==, 0);
}

static void
test_large_systems_go_to_the_chosen_gpu (void)
{
  if (!has_gl ())
    return;
  choose (EPI_CHOICE_GL);
  uint64_t before = calls_of (EPI_KERNEL_LU, false);
  assert_lu_solves (40);
  assert_lu_solves (N);
  g_assert_cmpuint (calls_of (EPI_KERNEL_LU, false), ==, before);
  g_assert_cmpuint (calls_of (EPI_KERNEL_LU, true), >=, 1);
  g_assert_cmpint (n_notices, ==, 0);
  choose (EPI_CHOICE_CPU);
}

static void
test_a_gpu_without_doubles_leaves_doubles_to_the_cpu (void)
{
  if (!has_gl ())
    return;
  epi_gl_set_fault (EPI_GL_FAULT_NO_DOUBLES, 0);
  choose (EPI_CHOICE_GL);
  uint64_t before = calls_of (EPI_KERNEL_LU, false);
  assert_lu_solves (N);
  g_assert_cmpuint (calls_of (EPI_KERNEL_LU, false), ==, before + 1);
  g_assert_cmpint (n_notices, ==, 0); /* nothing is wrong with that */
  epi_gl_set_fault (EPI_GL_FAULT_NONE, 0);
  choose (EPI_CHOICE_CPU);
}

/* How many dispatches the self-test and one LU with its solve take. */
static uint64_t
count_dispatches (void)
{
  epi_gl_set_fault (EPI_GL_FAULT_LOST, UINT64_MAX);
  choose (EPI_CHOICE_GL);
  EpiDevice *gl =
      epi_compute_device (epi_compute_default (), EPI_KERNEL_LU, N, EPI_DOUBLE);
  assert_lu_solves (N);
  uint64_t dispatches = epi_gl_device_info (gl).dispatches;
  epi_device_unref (gl);
  choose (EPI_CHOICE_CPU);
  return dispatches;
}

static void
test_a_context_lost_at_any_dispatch_leaves_the_work_to_the_cpu (void)
{
  if (!has_gl ())
    return;
  uint64_t n = count_dispatches ();
  for (uint64_t k = 0; k < n; k += 1 + n / 12) {
    epi_gl_set_fault (EPI_GL_FAULT_LOST, k);
    choose (EPI_CHOICE_GL);
    assert_lu_solves (N);
    assert_lu_solves (N);
    g_assert_cmpint (n_notices, ==, 1);
    g_assert_nonnull (strstr (last_notice, "was lost"));
  }
  epi_gl_set_fault (EPI_GL_FAULT_NONE, 0);
  choose (EPI_CHOICE_CPU);
}

static void *
solve_often (void *data)
{
  for (int i = 0; i < 6; i++)
    assert_lu_solves (i % 2 ? 30 : 130);
  return NULL;
}

static void
test_threads_solve_while_the_choice_changes (void)
{
#ifdef __SANITIZE_THREAD__ /* it cannot see into the driver's own threads */
  static const EpiDeviceChoice choices[] = {EPI_CHOICE_AUTO, EPI_CHOICE_CPU};
#else
  static const EpiDeviceChoice choices[] = {EPI_CHOICE_GL, EPI_CHOICE_CPU};
#endif
  pthread_t threads[3];

  for (int i = 0; i < 3; i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, solve_often, NULL), ==,
                     0);
  for (int i = 0; i < 8; i++) {
    epi_compute_choose (epi_compute_default (), choices[i % 2]);
    assert_lu_solves (60);
    EpiComputeInfo info = epi_compute_describe (epi_compute_default ());
    epi_compute_info_clear (&info);
  }
  for (int i = 0; i < 3; i++)
    pthread_join (threads[i], NULL);
  choose (EPI_CHOICE_CPU);
}

/* The doors, on a matrix that is all right but for one entry. */
static void
test_every_door_refuses_what_is_not_finite (void)
{
  choose (EPI_CHOICE_CPU);
  for (size_t n = 5; n <= N; n += N - 5) {
    EpiMatrix A = padded (n, KIND_RANDOM), B = padded (n, KIND_RANDOM);
    EpiMatrix C = padded (n, KIND_RANDOM);
    int *pivots = g_new0 (int, n);

    for (size_t i = 0; i < n; i++)
      *epi_matrix_at (&A, i, i) += 10;
    *epi_matrix_at (&A, n - 1, 0) = NAN;
    assert_status (epi_gemm (false, false, 1, &A, &B, 0, &C), EPI_NOT_FINITE);
    assert_status (epi_gemm (false, false, 1, &B, &A, 0, &C), EPI_NOT_FINITE);
    assert_status (epi_syrk (1, &A, 0, &C), EPI_NOT_FINITE);
    assert_status (epi_triangular_solve (true, false, true, &A, &B),
                   EPI_NOT_FINITE);
    assert_status (epi_triangular_solve (false, false, false, &A, &B), EPI_OK);
    assert_status (epi_cholesky_solve (&A, &B), EPI_NOT_FINITE);
    assert_status (epi_lu_solve (&A, pivots, &B), EPI_NOT_FINITE);
    assert_status (epi_cholesky (&A), EPI_NOT_FINITE);
    assert_status (epi_lu (&A, pivots), EPI_NOT_FINITE);
    g_free (A.data);
    g_free (B.data);
    g_free (C.data);
    g_free (pivots);
  }
}

static void
test_empty_matrices_are_fine (void)
{
  double nothing[1] = {7};
  EpiMatrix empty = epi_matrix_view (nothing, 0, 0, 0);
  int pivots[1];

  assert_status (epi_gemm (false, true, 1, &empty, &empty, 0, &empty), EPI_OK);
  assert_status (epi_syrk (1, &empty, 1, &empty), EPI_OK);
  assert_status (epi_lu (&empty, pivots), EPI_OK);
  assert_status (epi_lu_solve (&empty, pivots, &empty), EPI_OK);
  assert_status (epi_cholesky (&empty), EPI_OK);
  assert_status (epi_cholesky_solve (&empty, &empty), EPI_OK);
  assert_status (epi_triangular_solve (true, false, false, &empty, &empty),
                 EPI_OK);
  g_assert_cmpfloat (nothing[0], ==, 7);
}

/* A x = L (Lᵀx) within γ |L| |Lᵀ| |x|, twice: of the factors, of the products
 * here. */
static void
assert_factor (const EpiMatrix *A, const EpiMatrix *L)
{
  size_t n = A->rows;
  double *y = g_new0 (double, n), *size = g_new0 (double, n);

  for (size_t j = 0; j < n; j++) /* y := Lᵀx, xᵢ = ±1 */
    for (size_t i = j; i < n; i++) {
      y[j] += *epi_matrix_at (L, i, j) * (i % 3 == 0 ? -1 : 1);
      size[j] += fabs (*epi_matrix_at (L, i, j));
    }
  for (size_t i = 0; i < n; i++) {
    double left = 0, right = 0, bound = 0;
    for (size_t j = 0; j < n; j++)
      left +=
          *epi_matrix_at (A, MAX (i, j), MIN (i, j)) * (j % 3 == 0 ? -1 : 1);
    for (size_t j = 0; j <= i; j++) {
      right += *epi_matrix_at (L, i, j) * y[j];
      bound += fabs (*epi_matrix_at (L, i, j)) * size[j];
    }
    g_assert_cmpfloat (fabs (left - right), <=,
                       2 * (double)gamma_k (EPI_DOUBLE, n + 20) * bound);
  }
  g_free (y);
  g_free (size);
}

/* By panels: within the bound, also of the last and narrow one, the upper
 * triangle and the padding untouched; interrupted at every panel; refused where
 * a late pivot is negative. */
static void
test_large_cholesky_may_be_interrupted (void)
{
  enum { LARGE = 1100 };
  EpiMatrix A = padded (LARGE, KIND_RANDOM), L = padded (LARGE, KIND_RANDOM);
  size_t size = A.ld * A.cols * sizeof (double);
  atomic_int countdown;
  EpiCancel flag = {.countdown = &countdown};
  EpiStatus status;
  int asked = 0;

  choose (EPI_CHOICE_CPU);
  for (size_t i = 0; i < LARGE; i++)
    *epi_matrix_at (&A, i, i) += LARGE;
  double *plain = g_memdup2 (A.data, size);
  EpiMatrix twin = epi_matrix_view (plain, LARGE, LARGE, A.ld);
  assert_status (epi_cholesky (&twin), EPI_OK);
  assert_factor (&A, &twin);
  for (size_t j = 0; j < LARGE; j++)
    for (size_t i = 0; i < A.ld; i++)
      if (i < j || i >= LARGE)
        g_assert_true (*epi_matrix_at (&twin, i, j) ==
                           *epi_matrix_at (&A, i, j) ||
                       isnan (*epi_matrix_at (&A, i, j)));
  do {
    memcpy (L.data, A.data, size);
    atomic_store (&countdown, asked++);
    status = epi_cholesky_watching (&L, &flag);
  } while (status == EPI_INTERRUPTED);
  assert_status (status, EPI_OK);
  g_assert_cmpint (asked, >, 10);
  g_assert_cmpmem (L.data, size, plain, size);
  *epi_matrix_at (&A, LARGE - 1, LARGE - 1) = -1;
  assert_status (epi_cholesky (&A), EPI_NOT_POSITIVE_DEFINITE);
  g_free (A.data);
  g_free (L.data);
  g_free (plain);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/linalg/lu-solves-small-and-large-systems",
                   test_lu_solves_small_and_large_systems);
  g_test_add_func ("/linalg/large-systems-go-to-the-chosen-gpu",
                   test_large_systems_go_to_the_chosen_gpu);
  g_test_add_func ("/linalg/a-gpu-without-doubles-leaves-doubles-to-the-cpu",
                   test_a_gpu_without_doubles_leaves_doubles_to_the_cpu);
  g_test_add_func (
      "/linalg/a-context-lost-at-any-dispatch-leaves-the-work-to-the-cpu",
      test_a_context_lost_at_any_dispatch_leaves_the_work_to_the_cpu);
  g_test_add_func ("/linalg/threads-solve-while-the-choice-changes",
                   test_threads_solve_while_the_choice_changes);
  g_test_add_func ("/linalg/every-door-refuses-what-is-not-finite",
                   test_every_door_refuses_what_is_not_finite);
  g_test_add_func ("/linalg/large-cholesky-may-be-interrupted",
                   test_large_cholesky_may_be_interrupted);
  g_test_add_func ("/linalg/empty-matrices-are-fine",
                   test_empty_matrices_are_fine);
  int result = g_test_run ();
  g_free (last_notice);
  return result;
}
