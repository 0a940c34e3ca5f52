/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compute-fixture.h"

#include "compute/epi-cpu.h"
#include "compute/epi-gl.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define N_DEVICES 2

static EpiDevice *devices[N_DEVICES];
static const char *missing[N_DEVICES];
static GPtrArray *cases;

static const char *const device_names[N_DEVICES] = {"cpu", "gl"};
static const char *const type_names[2] = {"float", "double"};

/* ---- Cases ------------------------------------------------------------- */

typedef struct {
  Case base;
  size_t device;
  void (*test_func) (const Case *c);
} Entry;

static void
run_entry (gconstpointer data)
{
  const Entry *entry = data;

  if (entry->base.device == NULL)
    g_test_skip (missing[entry->device]);
  else if (!epi_device_has (entry->base.device, entry->base.element))
    g_test_skip ("this device has no doubles");
  else
    entry->test_func (&entry->base);
}

void
add_cases (const char *group, const char *name,
           void (*test_func) (const Case *c))
{
  for (size_t d = 0; d < N_DEVICES; d++)
    for (int e = EPI_FLOAT; e <= EPI_DOUBLE; e++) {
      Entry *entry = g_new0 (Entry, 1);
      *entry = (Entry){{devices[d], (EpiElement)e}, d, test_func};
      g_ptr_array_add (cases, entry);
      char *path = g_strdup_printf ("/%s/%s/%s/%s", group, device_names[d],
                                    type_names[e], name);
      g_test_add_data_func (path, entry, run_entry);
      g_free (path);
    }
}

static void
with_each (const EpiGlGemm *rungs, size_t n, const Case *c,
           void (*test_func) (const Case *c))
{
  if (strcmp (epi_device_name (c->device), "gl") != 0) {
    test_func (c);
    return;
  }
  for (size_t i = 0; i < n; i++) { /* the last one stays */
    epi_gl_device_set_gemm (c->device, rungs[i]);
    test_func (c);
  }
}

void
with_each_gemm (const Case *c, void (*test_func) (const Case *c))
{
  static const EpiGlGemm rungs[] = {EPI_GL_GEMM_NAIVE, EPI_GL_GEMM_TILED,
                                    EPI_GL_GEMM_REGISTER};
  with_each (rungs, G_N_ELEMENTS (rungs), c, test_func);
}

void
with_each_shape (const Case *c, void (*test_func) (const Case *c))
{
  static const EpiGlGemm rungs[] = {EPI_GL_GEMM_TILED, EPI_GL_GEMM_REGISTER};
  with_each (rungs, G_N_ELEMENTS (rungs), c, test_func);
}

static void
open_gl (void)
{
#ifdef __SANITIZE_THREAD__
  missing[1] = "ThreadSanitizer cannot see into the driver's own threads";
#else
  char *trouble = NULL;
  if (epi_gl_device_new (&devices[1], &trouble) != EPI_OK)
    missing[1] = g_intern_string (trouble);
  g_free (trouble);
#endif
}

int
run_cases (int argc, char **argv, void (*add_all) (void))
{
  g_test_init (&argc, &argv, NULL);
  cases = g_ptr_array_new_with_free_func (g_free);
  devices[0] = epi_cpu_device_new ();
  open_gl ();
  add_all ();
  int result = g_test_run ();
  for (size_t d = 0; d < N_DEVICES; d++)
    epi_device_unref (devices[d]);
  g_ptr_array_unref (cases);
  return result;
}

/* ---- Numbers ----------------------------------------------------------- */

double
rounded (EpiElement element, double x)
{
  return element == EPI_DOUBLE ? x : (double)(float)x;
}

double
unit_roundoff (EpiElement element)
{
  return element == EPI_DOUBLE ? 0x1p-53 : 0x1p-24;
}

long double
gamma_k (EpiElement element, size_t k)
{
  long double ku = (long double)k * (long double)unit_roundoff (element);

  return ku / (1 - ku);
}

double *
make_matrix (Kind kind, size_t rows, size_t cols, unsigned seed)
{
  double *x = g_new (double, MAX (rows * cols, 1));
  GRand *rand = g_rand_new_with_seed (seed);

  for (size_t j = 0; j < cols; j++)
    for (size_t i = 0; i < rows; i++) {
      double number = (double)(float)g_rand_double_range (rand, -1, 1);
      if (kind == KIND_GRADED)
        number = ldexp (number, -(int)(i % 24));
      else if (kind == KIND_TIES)
        number = (double)g_rand_int_range (rand, -1, 2);
      x[i + j * rows] = number;
    }
  g_rand_free (rand);
  return x;
}

static double
smallest (EpiElement element)
{
  return element == EPI_DOUBLE ? DBL_MIN : (double)FLT_MIN;
}

void
assert_near (EpiElement element, double got, long double value,
             long double units, long double size)
{
  long double bound = units * unit_roundoff (element) * fabsl (size);

  if (!(fabsl (got - value) <= bound + 4 * smallest (element)))
    g_error ("%.17g instead of %.17Lg: %Lg times %Lg units", got, value,
             fabsl (got - value) / (unit_roundoff (element) * fabsl (size)),
             units);
}

double *
make_spread (EpiElement element, size_t rows, size_t cols, unsigned seed)
{
  double *x = make_matrix (KIND_RANDOM, rows, cols, seed);

  for (size_t i = 0; i < rows * cols; i++)
    x[i] = rounded (element, i % 4 == 0   ? 5 * x[i]
                             : i % 4 == 1 ? x[i]
                             : i % 4 == 2 ? ldexp (x[i], -(int)(i % 30))
                                          : 40 * x[i]);
  return x;
}

/* ---- Buffers ----------------------------------------------------------- */

EpiBuffer *
empty_on_device (const Case *c, EpiElement element, size_t rows, size_t cols)
{
  EpiBuffer *buffer = NULL;

  assert_status (epi_buffer_new (c->device, element, rows, cols, &buffer),
                 EPI_OK);
  return buffer;
}

EpiBuffer *
to_device (const Case *c, const double *x, size_t rows, size_t cols)
{
  EpiBuffer *buffer = empty_on_device (c, c->element, rows, cols);
  float *single = g_new (float, MAX (rows * cols, 1));

  for (size_t i = 0; i < rows * cols; i++)
    single[i] = (float)x[i];
  assert_status (epi_buffer_upload (buffer,
                                    c->element == EPI_DOUBLE
                                        ? (const void *)x
                                        : (const void *)single,
                                    rows),
                 EPI_OK);
  g_free (single);
  return buffer;
}

double *
from_device (const EpiBuffer *buffer)
{
  size_t count = buffer->rows * buffer->cols;
  double *x = g_new (double, MAX (count, 1));
  void *raw = g_malloc (MAX (count, 1) * 8);

  assert_status (epi_buffer_download (buffer, raw, buffer->rows), EPI_OK);
  for (size_t i = 0; i < count; i++)
    x[i] = buffer->element == EPI_DOUBLE  ? ((double *)raw)[i]
           : buffer->element == EPI_FLOAT ? (double)((float *)raw)[i]
                                          : (double)((int32_t *)raw)[i];
  g_free (raw);
  return x;
}
