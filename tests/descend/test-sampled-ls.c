/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stochastic gradients on least squares, on both devices. */
#include "compute/epi-cpu.h"
#include "compute/epi-gl.h"
#include "descend/epi-optimizer.h"
#include "descend/epi-sampled-ls.h"
#include "core/epi-random.h"
#include "method-checks.h"

#include <math.h>

enum { N = 3, ROWS = 64 };

static double A[N * ROWS], b[ROWS];

/* Small integers: with batches and N powers of two every sum is exact. */
static void
make_problem (bool consistent)
{
  EpiRandom random = epi_random (11, 0);

  for (size_t i = 0; i < ROWS; i++) {
    double *a = A + N * i;
    for (size_t j = 0; j < N; j++)
      a[j] = (double)epi_random_below (&random, 7) - 3;
    b[i] = 2 * a[0] - 3 * a[1] + a[2]; /* solved by (2, -3, 1) */
    if (!consistent)
      b[i] += (double)epi_random_below (&random, 9) - 4;
  }
}

static EpiSampledOracle *
new_oracle (EpiDevice *device, EpiElement element, size_t batch)
{
  EpiSampledOracle *oracle;

  g_assert_cmpint (
      epi_sampled_ls_new (A, b, N, ROWS, batch, 5, device, element, &oracle),
      ==, EPI_OK);
  g_assert_cmpuint (oracle->batches, ==, ROWS / batch);
  return oracle;
}

/* E ∇f_B = ∇f, exactly: and ∇f is Aᵀ(Ax - b)/N. */
static void
test_batches_are_unbiased (void)
{
  EpiDevice *cpu = epi_cpu_device_new ();
  double x[N] = {1, 0.5, -2}, g[N], mean[N] = {0}, full[N] = {0}, sum = 0;
  EpiBuffer X = epi_cpu_wrap (cpu, EPI_DOUBLE, x, N, 1, N);
  EpiBuffer G = epi_cpu_wrap (cpu, EPI_DOUBLE, g, N, 1, N);
  bool differ = false;

  make_problem (false);
  for (size_t i = 0; i < ROWS; i++) {
    double r = -b[i];
    for (size_t j = 0; j < N; j++)
      r += A[j + N * i] * x[j];
    for (size_t j = 0; j < N; j++)
      full[j] += A[j + N * i] * r / ROWS;
    sum += r * r / 2 / ROWS;
  }
  EpiSampledOracle *oracle = new_oracle (cpu, EPI_DOUBLE, 4);
  for (size_t k = 0; k < oracle->batches; k++) {
    double value, again[N];
    g_assert_cmpint (oracle->evaluate (oracle, k, &X, &G, &value), ==, EPI_OK);
    for (size_t j = 0; j < N; j++)
      mean[j] += g[j] / (double)oracle->batches;
    sum -= value / (double)oracle->batches;
    differ = differ || g[0] != full[0];
    memcpy (again, g, sizeof g); /* the same batch in the next epoch */
    oracle->evaluate (oracle, k + oracle->batches, &X, &G, NULL);
    g_assert_cmpmem (again, sizeof again, g, sizeof g);
  }
  g_assert_true (differ);
  g_assert_cmpmem (mean, sizeof mean, full, sizeof full);
  g_assert_cmpfloat (sum, ==, 0);
  epi_sampled_oracle_free (oracle);
  epi_device_unref (cpu);
}

/* Gradient descent takes all the data each step, so that batches do not
 * matter: the same points, to the bit, as from one batch. */
static void
test_gradient_descent_takes_all_batches (void)
{
  EpiDevice *cpu = epi_cpu_device_new ();
  EpiOptimizerOptions o =
      epi_optimizer_defaults (EPI_OPTIMIZER_GRADIENT_DESCENT);
  double x0[N] = {0};
  EpiMethod *pieces, *whole;

  make_problem (false);
  o.step = 0.0625;
  EpiSampledOracle *many = new_oracle (cpu, EPI_DOUBLE, 8);
  EpiSampledOracle *one = new_oracle (cpu, EPI_DOUBLE, ROWS);
  g_assert_cmpint (epi_optimizer_method_new (&o, many, x0, &pieces), ==,
                   EPI_OK);
  g_assert_cmpint (epi_optimizer_method_new (&o, one, x0, &whole), ==, EPI_OK);
  for (int k = 0; k < 3; k++) { /* as long as 53 bits hold every sum */
    g_assert_cmpmem (pieces->x, sizeof x0, whole->x, sizeof x0);
    g_assert_cmpfloat (pieces->f, ==, whole->f);
    epi_method_step (pieces);
    epi_method_step (whole);
  }
  g_assert_cmpint (epi_method_run (pieces, 10000, NULL, NULL), ==,
                   EPI_CONVERGED);
  epi_method_free (pieces);
  epi_method_free (whole);
  epi_sampled_oracle_free (many);
  epi_sampled_oracle_free (one);
  epi_device_unref (cpu);
}

/* Where one x fits every row, the noise of the batches vanishes there and SGD
 * with a constant step goes to it linearly (Strohmer & Vershynin 2009 for
 * Kaczmarz's method, which is the batch of one row); where none does, it
 * stays away, and only a falling step brings it near. */
static void
test_sgd_with_a_constant_step (void)
{
  EpiDevice *cpu = epi_cpu_device_new ();
  EpiOptimizerOptions o = epi_optimizer_defaults (EPI_OPTIMIZER_SGD);
  const double solution[N] = {2, -3, 1};
  double x0[N] = {0};
  EpiMethod *method;

  o.step = 0.05;
  for (int consistent = 0; consistent < 2; consistent++) {
    make_problem (consistent == 1);
    EpiSampledOracle *oracle = new_oracle (cpu, EPI_DOUBLE, 4);
    g_assert_cmpint (epi_optimizer_method_new (&o, oracle, x0, &method), ==,
                     EPI_OK);
    g_assert_cmpint (epi_method_run (method, 2000, NULL, NULL), ==,
                     EPI_RUNNING);
    double away = 0;
    for (size_t j = 0; j < N; j++)
      away = fmax (away, fabs (method->x[j] - solution[j]));
    if (consistent)
      g_assert_cmpfloat (away, <, 1e-13);
    else
      g_assert_cmpfloat (away, >, 1e-3);
    epi_method_free (method);
    epi_sampled_oracle_free (oracle);
  }
  epi_device_unref (cpu);
}

/* ---- The other device ---------------------------------------------------- */

/* One step of SGD is x := (I - αH_B) x + αA_Bᵀb_B/|B|, |I - αH_B| ≤ 1 for
 * α ≤ 1/L_B, so an error once made does not grow, and after k steps there are
 * k of one step: γ of two products and an update, times the sizes in them. */
static void
test_devices_agree (void)
{
  EpiDevice *devices[2] = {epi_cpu_device_new (), NULL};
  EpiOptimizerOptions o = epi_optimizer_defaults (EPI_OPTIMIZER_SGD);
  char *trouble = NULL;
  double x0[N] = {0}, size = 0;
  EpiSampledOracle *oracles[2];
  EpiMethod *methods[2];
  const int steps = 100, batch = 4;

  if (epi_gl_device_new (&devices[1], &trouble) != EPI_OK) {
    g_test_skip (trouble);
    g_free (trouble);
    epi_device_unref (devices[0]);
    return;
  }
  make_problem (false);
  o.step = 1. / 32; /* ‖a‖² ≤ 27 */
  for (int d = 0; d < 2; d++) {
    oracles[d] = new_oracle (devices[d], EPI_FLOAT, batch);
    g_assert_cmpint (epi_optimizer_method_new (&o, oracles[d], x0, &methods[d]),
                     ==, EPI_OK);
  }
  for (int k = 0; k < steps; k++) {
    for (int d = 0; d < 2; d++)
      epi_method_step (methods[d]);
    for (size_t j = 0; j < N; j++)
      size = fmax (size, fabs (methods[0]->x[j]));
  }
  /* |A_Bᵀ| (|A_B||x| + |b|) / |B| ≤ 3 (9 size + 22), b ≤ 18 + 4 */
  double u = 0x1p-24, gamma = (N + 3 + batch + 3) * u;
  double once = 2 * (gamma * o.step * 3 * (9 * size + 22) + 4 * u * size);
  for (size_t j = 0; j < N; j++)
    g_assert_cmpfloat (fabs (methods[0]->x[j] - methods[1]->x[j]), <=,
                       sqrt (N) * steps * once);
  g_assert_cmpfloat (fabs (methods[1]->x[0] - 2), <, 1);
  for (int d = 0; d < 2; d++) {
    epi_method_free (methods[d]);
    epi_sampled_oracle_free (oracles[d]);
    epi_device_unref (devices[d]);
  }
}

static void
check_state_is_exact_in_single (EpiDevice *device)
{
  EpiOptimizerOptions o = epi_optimizer_defaults (EPI_OPTIMIZER_ADAMW);
  double x0[N] = {0.1, 0.2, 0.3}, elsewhere[N] = {7, 8, 9};
  EpiMethod *method, *twin;

  make_problem (false);
  EpiSampledOracle *oracle = new_oracle (device, EPI_FLOAT, 4);
  g_assert_cmpint (epi_optimizer_method_new (&o, oracle, x0, &method), ==,
                   EPI_OK);
  g_assert_cmpint (epi_optimizer_method_new (&o, oracle, elsewhere, &twin), ==,
                   EPI_OK);
  check_restored_state_repeats (method, twin, 21, 40);
  epi_sampled_oracle_free (oracle);
  epi_device_unref (device);
}

static void
test_state_is_exact_in_single (void)
{
  EpiDevice *gl;
  char *trouble = NULL;

  check_state_is_exact_in_single (epi_cpu_device_new ());
  if (epi_gl_device_new (&gl, &trouble) == EPI_OK)
    check_state_is_exact_in_single (gl);
  else
    g_test_message ("not on gl: %s", trouble);
  g_free (trouble);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sampled-ls/batches-are-unbiased",
                   test_batches_are_unbiased);
  g_test_add_func ("/sampled-ls/gradient-descent-takes-all-batches",
                   test_gradient_descent_takes_all_batches);
  g_test_add_func ("/sampled-ls/sgd-with-a-constant-step",
                   test_sgd_with_a_constant_step);
  g_test_add_func ("/sampled-ls/devices-agree", test_devices_agree);
  g_test_add_func ("/sampled-ls/state-is-exact-in-single",
                   test_state_is_exact_in_single);
  return g_test_run ();
}
