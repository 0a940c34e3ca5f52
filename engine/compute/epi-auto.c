/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compute/epi-auto.h"

#include "compute/epi-cpu.h"
#include "compute/epi-gl.h"
#include "core/epi-random.h"

#include <cblas.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

#define N_ORDERS 3

static const size_t orders[N_ORDERS] = {128, 256, 512};
static const EpiKernel timed[] = {EPI_KERNEL_GEMM, EPI_KERNEL_CHOLESKY,
                                  EPI_KERNEL_LU, EPI_KERNEL_SYRK,
                                  EPI_KERNEL_TRIANGULAR_SOLVE};

EpiAuto
epi_auto_unknown (void)
{
  EpiAuto unknown = {.known = false};

  for (int k = 0; k < EPI_N_KERNELS; k++)
    unknown.from[k][0] = unknown.from[k][1] = EPI_AUTO_NEVER;
  return unknown;
}

/* ---- 3. Timing ---------------------------------------------------------- */

size_t
epi_auto_crossover (const size_t *order, const double *a, const double *b,
                    size_t n)
{
  size_t first = n;

  while (first > 0 && b[first - 1] < a[first - 1])
    first--;
  if (first < n)
    return order[first];
  if (n < 2)
    return EPI_AUTO_NEVER;
  double step = log ((double)order[n - 1] / (double)order[n - 2]);
  double power_a = log (a[n - 1] / a[n - 2]) / step;
  double power_b = log (b[n - 1] / b[n - 2]) / step;
  if (!(power_b < power_a))
    return EPI_AUTO_NEVER;
  double factor = pow (b[n - 1] / a[n - 1], 1 / (power_a - power_b));
  return factor <= 4 ? (size_t)ceil ((double)order[n - 1] * factor)
                     : EPI_AUTO_NEVER;
}

static double
seconds_now (void)
{
  return 1e-6 * (double)g_get_monotonic_time ();
}

typedef struct {
  EpiElement element;
  size_t n;
  void *numbers; /* (n,n), the diagonal dominates: every kernel works on it */
  void *answer;  /* (n,n) */
} Sample;

static void
make_sample (Sample *sample) /* if it is not there yet */
{
  size_t n = sample->n;
  EpiRandom random = epi_random (2, 0);

  if (sample->numbers != NULL)
    return;
  sample->numbers = g_malloc (n * n * 8);
  sample->answer = g_malloc (n * n * 8);
  for (size_t i = 0; i < n * n; i++) {
    double number =
        epi_random_uniform (&random) + (i % (n + 1) ? 0 : (double)n);
    if (sample->element == EPI_DOUBLE)
      ((double *)sample->numbers)[i] = number;
    else
      ((float *)sample->numbers)[i] = (float)number;
  }
}

static EpiStatus
run_kernel (EpiKernel kernel, EpiBuffer *A, EpiBuffer *B, EpiBuffer *P)
{
  switch (kernel) {
  case EPI_KERNEL_GEMM:
    return epi_device_gemm (false, false, 1, A, A, 0, B);
  case EPI_KERNEL_SYRK:
    return epi_device_syrk (1, A, 0, B);
  case EPI_KERNEL_LU:
    return epi_device_lu (A, P);
  case EPI_KERNEL_CHOLESKY:
    return epi_device_cholesky (A);
  case EPI_KERNEL_TRIANGULAR_SOLVE:
    return epi_device_triangular_solve (true, false, false, A, B);
  default:
    return EPI_UNSUPPORTED;
  }
}

/* Up, kernel, down: what linear algebra on the device costs its caller. */
static EpiStatus
run_once (EpiDevice *device, EpiKernel kernel, Sample *sample)
{
  size_t n = sample->n;
  EpiBuffer *A = NULL, *B = NULL, *P = NULL;
  EpiStatus status = epi_buffer_new (device, sample->element, n, n, &A);

  if (status == EPI_OK)
    status = epi_buffer_new (device, sample->element, n, n, &B);
  if (status == EPI_OK)
    status = epi_buffer_new (device, EPI_INDEX, n, 1, &P);
  if (status == EPI_OK)
    status = epi_buffer_upload (A, sample->numbers, n);
  if (status == EPI_OK)
    status = run_kernel (kernel, A, B, P);
  if (status == EPI_OK)
    status = epi_buffer_download (A, sample->answer, n);
  epi_buffer_free (A);
  epi_buffer_free (B);
  epi_buffer_free (P);
  return status;
}

/* The second of two runs, as the first one warms up; but one that has used a
 * quarter of the time left is enough. */
static EpiStatus
time_kernel (EpiDevice *device, EpiKernel kernel, Sample *sample, double end,
             double *seconds)
{
  EpiStatus status = EPI_OK;

  for (int i = 0; i < 2 && status == EPI_OK; i++) {
    double began = seconds_now ();
    status = run_once (device, kernel, sample);
    double now = seconds_now ();
    *seconds = now - began;
    if (4 * *seconds > end - now)
      break;
  }
  return status;
}

/* One kernel on growing orders until the next would not fit in the time. */
static EpiStatus
find_crossover (EpiDevice *cpu, EpiDevice *gl, EpiKernel kernel,
                Sample sample[N_ORDERS], double end, size_t *from)
{
  double a[N_ORDERS], b[N_ORDERS];
  size_t n = 0;

  for (; n < N_ORDERS; n++) {
    make_sample (&sample[n]);
    double began = seconds_now ();
    EpiStatus status = time_kernel (cpu, kernel, &sample[n], end, &a[n]);
    if (status == EPI_OK)
      status = time_kernel (gl, kernel, &sample[n], end, &b[n]);
    if (status != EPI_OK)
      return status;
    double took = seconds_now () - began;
    if (seconds_now () + 8 * took > end) { /* twice the order, n³ */
      n++;
      break;
    }
  }
  *from = epi_auto_crossover (orders, a, b, n);
  return EPI_OK;
}

/* BLAS takes memory at its first call, a driver makes itself ready at the first
 * dispatches: neither comes again, and neither is to end find_crossover(). */
static EpiStatus
warm_up (EpiDevice *cpu, EpiDevice *gl, Sample *sample)
{
  make_sample (sample);
  EpiStatus status = run_once (cpu, EPI_KERNEL_GEMM, sample);
  return status == EPI_OK ? run_once (gl, EPI_KERNEL_GEMM, sample) : status;
}

static EpiStatus
time_all (EpiDevice *cpu, EpiDevice *gl, Sample sample[2][N_ORDERS], double end,
          EpiAuto *result)
{
  size_t left = 2 * G_N_ELEMENTS (timed);
  EpiStatus status = warm_up (cpu, gl, &sample[EPI_FLOAT][0]);

  for (size_t i = 0; i < G_N_ELEMENTS (timed); i++)
    for (int e = EPI_FLOAT; e <= EPI_DOUBLE; e++, left--) {
      double now = seconds_now (), share = (end - now) / (double)left;
      if (share <= 0 || !epi_device_has (gl, (EpiElement)e) || status != EPI_OK)
        continue;
      status = find_crossover (cpu, gl, timed[i], sample[e], now + share,
                               &result->from[timed[i]][e]);
    }
  return status;
}

EpiStatus
epi_auto_time (EpiDevice *cpu, EpiDevice *gl, double budget, EpiAuto *result)
{
  double began = seconds_now ();
  Sample sample[2][N_ORDERS];

  for (int e = EPI_FLOAT; e <= EPI_DOUBLE; e++)
    for (size_t n = 0; n < N_ORDERS; n++)
      sample[e][n] = (Sample){.element = (EpiElement)e, .n = orders[n]};
  EpiStatus status = time_all (cpu, gl, sample, began + budget, result);
  for (int e = EPI_FLOAT; e <= EPI_DOUBLE; e++)
    for (size_t n = 0; n < N_ORDERS; n++) {
      g_free (sample[e][n].numbers);
      g_free (sample[e][n].answer);
    }
  result->seconds = seconds_now () - began;
  return status;
}

/* ---- The file ----------------------------------------------------------- */

static char *
file_name (void)
{
  return g_build_filename (g_get_user_cache_dir (), "epigraph", "devices.json",
                           NULL);
}

static json_t *
to_json (const EpiAuto *result)
{
  json_t *from = json_object ();

  for (int k = 0; k < EPI_N_KERNELS; k++)
    for (int e = 0; e < 2; e++)
      if (result->from[k][e] != EPI_AUTO_NEVER) {
        char *key = g_strdup_printf ("%s %s", epi_kernel_name ((EpiKernel)k),
                                     e == EPI_DOUBLE ? "double" : "float");
        json_object_set_new (from, key,
                             json_integer ((json_int_t)result->from[k][e]));
        g_free (key);
      }
  return json_pack ("{ss ss ss ss ss sb sf so}", "program", EPI_VERSION, "blas",
                    openblas_get_corename (), "renderer", result->renderer,
                    "version", result->version, "trouble", result->trouble,
                    "software", (int)result->software, "seconds",
                    result->seconds, "from", from);
}

static bool
save (const EpiAuto *result)
{
  char *name = file_name (), *folder = g_path_get_dirname (name);
  json_t *json = to_json (result);
  char *text = json != NULL ? json_dumps (json, JSON_INDENT (1)) : NULL;
  bool saved = text != NULL && g_mkdir_with_parents (folder, 0700) == 0 &&
               g_file_set_contents (name, text, -1, NULL);

  free (text);
  json_decref (json);
  g_free (folder);
  g_free (name);
  return saved;
}

static void
from_json (json_t *json, EpiAuto *result)
{
  const char *program, *blas, *renderer, *version, *trouble;
  int software;
  json_t *from;
  EpiAuto loaded = epi_auto_unknown ();

  if (json_unpack (json, "{ss ss ss ss ss sb sF so}", "program", &program,
                   "blas", &blas, "renderer", &renderer, "version", &version,
                   "trouble", &trouble, "software", &software, "seconds",
                   &loaded.seconds, "from", &from) != 0 ||
      strcmp (program, EPI_VERSION) != 0 ||
      strcmp (blas, openblas_get_corename ()) != 0)
    return;
  loaded.known = true;
  loaded.software = software;
  g_strlcpy (loaded.renderer, renderer, sizeof loaded.renderer);
  g_strlcpy (loaded.version, version, sizeof loaded.version);
  g_strlcpy (loaded.trouble, trouble, sizeof loaded.trouble);
  for (int k = 0; k < EPI_N_KERNELS; k++)
    for (int e = 0; e < 2; e++) {
      char *key = g_strdup_printf ("%s %s", epi_kernel_name ((EpiKernel)k),
                                   e == EPI_DOUBLE ? "double" : "float");
      json_int_t order = json_integer_value (json_object_get (from, key));
      if (order > 0)
        loaded.from[k][e] = (size_t)order;
      g_free (key);
    }
  *result = loaded;
}

EpiAuto
epi_auto_load (void)
{
  EpiAuto result = epi_auto_unknown ();
  char *name = file_name ();
  json_t *json = json_load_file (name, JSON_REJECT_DUPLICATES, NULL);

  if (json != NULL)
    from_json (json, &result);
  json_decref (json);
  g_free (name);
  return result;
}

/* ---- The child ---------------------------------------------------------- */

static void
measure (EpiDevice *gl, EpiAuto *result)
{
  EpiDevice *cpu = epi_cpu_device_new ();
  EpiStatus status = epi_device_self_test (gl, EPI_FLOAT);

  if (status == EPI_OK && epi_device_has (gl, EPI_DOUBLE))
    status = epi_device_self_test (gl, EPI_DOUBLE);
  if (status == EPI_OK)
    status = epi_auto_time (cpu, gl, EPI_AUTO_BUDGET, result);
  if (status != EPI_OK) {
    EpiAuto nothing = epi_auto_unknown ();
    memcpy (result->from, nothing.from, sizeof result->from);
    g_strlcpy (result->trouble, epi_status_sentence (status),
               sizeof result->trouble);
  }
  epi_device_unref (cpu);
}

int
epi_auto_measure (void)
{
  EpiAuto old = epi_auto_load (), result = epi_auto_unknown (); /* 2. */
  EpiDevice *gl = NULL;
  char *trouble = NULL;

  if (epi_gl_device_new (&gl, &trouble) == EPI_OK) {
    EpiGlInfo info = epi_gl_device_info (gl);
    g_strlcpy (result.renderer, info.renderer, sizeof result.renderer);
    g_strlcpy (result.version, info.version, sizeof result.version);
    result.software = info.software;
  } else {
    g_strlcpy (result.trouble, trouble, sizeof result.trouble);
    g_free (trouble);
  }
  bool same = old.known && strcmp (old.renderer, result.renderer) == 0 &&
              strcmp (old.version, result.version) == 0;
  if (!same && gl != NULL && !result.software)
    measure (gl, &result); /* 3. */
  epi_device_unref (gl);
  return same || save (&result) ? 0 : 1; /* 4. */
}

bool
epi_auto_spawn (const char *program, GPid *pid, GError **error)
{
  const char *arguments[] = {program != NULL ? program : "/proc/self/exe",
                             EPI_AUTO_ARGUMENT, NULL};

  return g_spawn_async (NULL, (char **)arguments, NULL,
                        G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
                            G_SPAWN_STDERR_TO_DEV_NULL,
                        NULL, NULL, pid, error);
}

bool
epi_auto_spawn_and_wait (const char *program, GError **error)
{
  const char *arguments[] = {program != NULL ? program : "/proc/self/exe",
                             EPI_AUTO_ARGUMENT, NULL};
  int wait_status = 0;

  return g_spawn_sync (NULL, (char **)arguments, NULL,
                       G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                       NULL, NULL, NULL, NULL, &wait_status, error) &&
         g_spawn_check_wait_status (wait_status, error);
}
