/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Devices:
 *   cpu-gemm-*  the cpu device's GEMM beside the same call of cblas_?gemm, in
 *               turns, so that both meet the same machine; the ratio of the
 *               best of RUNS processor times
 *   gl-gemm-*   GEMM on buffers of the gl device, best of 5: the three rungs of
 *               the kernel in single; its peer is the same by processor time,
 *               which on a software rasteriser a busy machine does not disturb
 *   gl-lu-*     LU of order 512 on the gl device: the largest |P A - L U| over
 *               its bound γₙ₊₅ |L| |U|; and the seconds, beside the cpu's
 *   gl-longest-slice  the longest time between two waits of all that
 *   auto-measure      what auto's timing takes, as if this gl were a GPU
 * Without a gl device its figures are null.
 */
#include "bench/epi-benches.h"
#include "compute/epi-auto.h"
#include "compute/epi-cpu.h"
#include "compute/epi-gl.h"
#include "core/epi-alloc.h"
#include "core/epi-random.h"

#include <cblas.h>
#include <glib.h>
#include <math.h>
#include <time.h>

#define RUNS 15

static const char *const type_names[] = {"float", "double"};

/* Uniform numbers in (-1,1); n of them, to epi_free. */
static void *
make_numbers (EpiElement element, size_t n, uint64_t stream)
{
  void *numbers = epi_alloc (n, epi_element_size (element));
  EpiRandom random = epi_random (1, stream);

  for (size_t i = 0; numbers != NULL && i < n; i++) {
    double x = 2 * epi_random_uniform (&random) - 1;
    if (element == EPI_DOUBLE)
      ((double *)numbers)[i] = x;
    else
      ((float *)numbers)[i] = (float)x;
  }
  return numbers;
}

static EpiBuffer *
to_device (EpiDevice *device, EpiElement element, size_t n, const void *from)
{
  EpiBuffer *buffer = NULL;

  if (from == NULL || epi_buffer_new (device, element, n, n, &buffer) != EPI_OK)
    return NULL;
  epi_buffer_upload (buffer, from, n);
  return buffer;
}

static double
processor_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* ---- cpu ----------------------------------------------------------------- */

static void
call_cblas (EpiElement element, int n, const void *a, const void *b, void *c)
{
  if (element == EPI_DOUBLE)
    cblas_dgemm (CblasColMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, b,
                 n, 0, c, n);
  else
    cblas_sgemm (CblasColMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, b,
                 n, 0, c, n);
}

static void
measure_cpu (const EpiBenchSink *sink, EpiDevice *cpu, EpiElement element,
             size_t n)
{
  void *a = make_numbers (element, n * n, 1);
  void *b = make_numbers (element, n * n, 2);
  void *c = make_numbers (element, n * n, 3);
  EpiBuffer A = epi_cpu_wrap (cpu, element, a, n, n, n);
  EpiBuffer B = epi_cpu_wrap (cpu, element, b, n, n, n);
  EpiBuffer C = epi_cpu_wrap (cpu, element, c, n, n, n);
  double device = INFINITY, cblas = INFINITY;

  for (int i = 0; i < RUNS && a != NULL && b != NULL && c != NULL; i++) {
    double start = processor_now ();
    epi_device_gemm (false, false, 1, &A, &B, 0, &C);
    double middle = processor_now ();
    call_cblas (element, (int)n, a, b, c);
    device = fmin (device, middle - start);
    cblas = fmin (cblas, processor_now () - middle);
  }
  char *name = g_strdup_printf ("cpu-gemm-%s-%zu", type_names[element], n);
  sink->put (&(EpiBenchFigure){name, device / cblas, "times cblas", 1.05,
                               EPI_BENCH_LOWER, "cblas_?gemm, itself", 1},
             sink->data);
  g_free (name);
  epi_free (a);
  epi_free (b);
  epi_free (c);
}

/* ---- gl: GEMM ------------------------------------------------------------ */

/* GFLOP/s, and per second of processor time. */
static double
gemm_rate (EpiDevice *gl, EpiElement element, size_t n, double *per_processor)
{
  void *a = make_numbers (element, n * n, 1);
  EpiBuffer *A = to_device (gl, element, n, a);
  EpiBuffer *C = to_device (gl, element, n, a);
  double best = INFINITY, least = INFINITY;

  for (int i = 0; i < 6 && A != NULL && C != NULL; i++) {
    double start = epi_bench_now (), processor = processor_now ();
    if (epi_device_gemm (false, false, 1, A, A, 0, C) != EPI_OK)
      break;
    if (i == 0) /* compiles, and learns its rate */
      continue;
    best = fmin (best, epi_bench_now () - start);
    least = fmin (least, processor_now () - processor);
  }
  epi_buffer_free (A);
  epi_buffer_free (C);
  epi_free (a);
  double work = 2e-9 * (double)n * (double)n * (double)n;
  *per_processor = work / least;
  return work / best;
}

static void
measure_gl_gemm (const EpiBenchSink *sink, EpiDevice *gl)
{
  static const struct {
    const char *name;
    EpiGlGemm rung;
    EpiElement element;
    size_t order;
    double goal;
  } rows[] = {
      {"gl-gemm-float-512-naive", EPI_GL_GEMM_NAIVE, EPI_FLOAT, 512, NAN},
      {"gl-gemm-float-512-tiled", EPI_GL_GEMM_TILED, EPI_FLOAT, 512, NAN},
      {"gl-gemm-float-1024", EPI_GL_GEMM_REGISTER, EPI_FLOAT, 1024, 4},
      {"gl-gemm-double-1024", EPI_GL_GEMM_REGISTER, EPI_DOUBLE, 1024, NAN},
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    double rate = NAN, per_processor = NAN;
    if (gl != NULL && epi_device_has (gl, rows[i].element)) {
      bool software = epi_gl_device_info (gl).software;
      /* The figure with a goal is of the rung that this device takes. */
      epi_gl_device_set_gemm (gl, i >= 2 && !software ? EPI_GL_GEMM_TILED
                                                      : rows[i].rung);
      rate = gemm_rate (gl, rows[i].element, rows[i].order, &per_processor);
    }
    sink->put (&(EpiBenchFigure){rows[i].name, rate, "GFLOP/s", rows[i].goal,
                                 EPI_BENCH_HIGHER, "per processor second",
                                 per_processor},
               sink->data);
  }
}

/* ---- gl: LU -------------------------------------------------------------- */

static double
number_at (EpiElement element, const void *x, size_t i)
{
  return element == EPI_DOUBLE ? ((const double *)x)[i]
                               : (double)((const float *)x)[i];
}

/* max |P A - L U| / (γₙ₊₅ |L| |U|), in long double. */
static double
lu_error (EpiElement element, size_t n, const void *a, const void *lu,
          const int32_t *pivots)
{
  long double u = element == EPI_DOUBLE ? 0x1p-53L : 0x1p-24L, worst = 0;
  long double gamma = (n + 5) * u / (1 - (n + 5) * u);
  size_t *row = g_new (size_t, n);

  for (size_t i = 0; i < n; i++)
    row[i] = i;
  for (size_t i = 0; i < n; i++) {
    size_t r = row[i];
    row[i] = row[pivots[i]];
    row[pivots[i]] = r;
  }
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++) {
      long double sum = number_at (element, a, row[i] + j * n), size = 0;
      for (size_t k = 0; k <= MIN (i, j); k++) {
        long double l = k == i ? 1 : number_at (element, lu, i + k * n);
        long double term = l * number_at (element, lu, k + j * n);
        sum -= term;
        size += fabsl (term);
      }
      worst = fmaxl (worst, fabsl (sum) / (gamma * size));
    }
  g_free (row);
  return (double)worst;
}

static double
lu_once (EpiDevice *device, EpiElement element, size_t n, const void *a,
         void *lu, int32_t *pivots)
{
  EpiBuffer *A = to_device (device, element, n, a), *P = NULL;
  double seconds = NAN;

  if (A != NULL && epi_buffer_new (device, EPI_INDEX, n, 1, &P) == EPI_OK) {
    double start = epi_bench_now ();
    bool good = epi_device_lu (A, P) == EPI_OK;
    seconds = good ? epi_bench_now () - start : NAN;
    epi_buffer_download (A, lu, n);
    epi_buffer_download (P, pivots, n);
  }
  epi_buffer_free (A);
  epi_buffer_free (P);
  return seconds;
}

static void
measure_gl_lu (const EpiBenchSink *sink, EpiDevice *cpu, EpiDevice *gl,
               EpiElement element)
{
  size_t n = 512;
  void *a = make_numbers (element, n * n, 4);
  void *lu = epi_alloc (n * n, epi_element_size (element));
  int32_t pivots[512];
  double seconds = NAN, peer = NAN, error = NAN;

  if (gl != NULL && epi_device_has (gl, element) && a != NULL && lu != NULL) {
    lu_once (gl, element, n, a, lu, pivots); /* compiles */
    seconds = lu_once (gl, element, n, a, lu, pivots);
    error = isnan (seconds) ? NAN : lu_error (element, n, a, lu, pivots);
    peer = lu_once (cpu, element, n, a, lu, pivots);
  }
  char *name = g_strdup_printf ("gl-lu-%s-512-error", type_names[element]);
  sink->put (&(EpiBenchFigure){name, error, "of its bound", 1, EPI_BENCH_LOWER},
             sink->data);
  g_free (name);
  name = g_strdup_printf ("gl-lu-%s-512", type_names[element]);
  sink->put (&(EpiBenchFigure){name, seconds, "s", NAN, EPI_BENCH_LOWER,
                               "the cpu device", peer},
             sink->data);
  g_free (name);
  epi_free (a);
  epi_free (lu);
}

static void
measure_auto (const EpiBenchSink *sink, EpiDevice *cpu)
{
  EpiAuto result = epi_auto_unknown ();
  EpiDevice *gl = NULL;
  char *trouble = NULL;
  double seconds = NAN;

  if (epi_gl_device_new (&gl, &trouble) == EPI_OK &&
      epi_device_self_test (gl, EPI_FLOAT) == EPI_OK &&
      epi_auto_time (cpu, gl, EPI_AUTO_BUDGET, &result) == EPI_OK)
    seconds = result.seconds;
  sink->put (
      &(EpiBenchFigure){"auto-measure", seconds, "s", 0.3, EPI_BENCH_LOWER},
      sink->data);
  epi_device_unref (gl);
  g_free (trouble);
}

void
epi_bench_compute (const EpiBenchSink *sink)
{
  EpiDevice *cpu = epi_cpu_device_new (), *gl = NULL;
  char *trouble = NULL;
  double slice = NAN;

  for (int e = EPI_FLOAT; e <= EPI_DOUBLE; e++) {
    measure_cpu (sink, cpu, (EpiElement)e, 512);
    measure_cpu (sink, cpu, (EpiElement)e, 1024);
  }
  if (epi_gl_device_new (&gl, &trouble) != EPI_OK)
    gl = NULL;
  g_free (trouble);
  measure_gl_gemm (sink, gl);
  for (int e = EPI_FLOAT; e <= EPI_DOUBLE; e++)
    measure_gl_lu (sink, cpu, gl, (EpiElement)e);
  if (gl != NULL)
    slice = epi_gl_device_info (gl).longest_slice;
  sink->put (
      &(EpiBenchFigure){"gl-longest-slice", slice, "s", 0.020, EPI_BENCH_LOWER},
      sink->data);
  epi_device_unref (gl);
  measure_auto (sink, cpu);
  epi_device_unref (cpu);
}
