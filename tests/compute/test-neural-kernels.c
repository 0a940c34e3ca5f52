/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Activations, softmax and sequences: both devices within the bounds that
 * compute/epi-neural-kernels.h states, against long double. */
#include "compute-fixture.h"

#include "compute/epi-neural-kernels.h"
#include "core/epi-random.h"

#include <math.h>

#define OK(call) assert_status ((call), EPI_OK)

static const size_t shapes[][2] = {{1, 1},  {3, 0},  {0, 3},    {1, 7},
                                   {17, 1}, {10, 9}, {300, 301}};

/* ---- Activations ------------------------------------------------------- */

static long double
normal (long double z)
{
  return erfcl (-z * sqrtl (0.5L)) / 2;
}

static long double
density (long double z)
{
  return expl (-z * z / 2) / sqrtl (2 * acosl (-1));
}

static long double
sigmoid (long double z)
{
  return 1 / (1 + expl (-z));
}

static long double
f_of (EpiActivation f, long double z)
{
  switch (f) {
  case EPI_ACTIVATION_IDENTITY:
    return z;
  case EPI_ACTIVATION_TANH:
    return tanhl (z);
  case EPI_ACTIVATION_SIGMOID:
    return sigmoid (z);
  case EPI_ACTIVATION_RELU:
    return z > 0 ? z : 0;
  case EPI_ACTIVATION_LEAKY_RELU:
    return z > 0 ? z : z / 100;
  case EPI_ACTIVATION_GELU:
    return z * normal (z);
  case EPI_ACTIVATION_SOFTPLUS:
    return fmaxl (z, 0) + log1pl (expl (-fabsl (z)));
  case EPI_N_ACTIVATIONS:
    break;
  }
  return NAN;
}

/* f' as epi-neural-kernels.h has it: from y, but for GELU. */
static long double
slope_of (EpiActivation f, long double z, long double y)
{
  switch (f) {
  case EPI_ACTIVATION_IDENTITY:
    return 1;
  case EPI_ACTIVATION_TANH:
    return 1 - y * y;
  case EPI_ACTIVATION_SIGMOID:
    return y * (1 - y);
  case EPI_ACTIVATION_RELU:
    return y > 0;
  case EPI_ACTIVATION_LEAKY_RELU:
    return y > 0 ? 1 : 0.01L;
  case EPI_ACTIVATION_GELU:
    return normal (z) + z * density (z);
  case EPI_ACTIVATION_SOFTPLUS:
    return 1 - expl (-y);
  case EPI_N_ACTIVATIONS:
    break;
  }
  return NAN;
}

static void
check_activation (const Case *c, EpiActivation f, size_t m, size_t n)
{
  double *z = make_spread (c->element, m, n, 41);
  double *b = make_matrix (KIND_RANDOM, m, 1, 42);
  double *g = make_matrix (KIND_RANDOM, m, n, 43);
  EpiBuffer *Z = to_device (c, z, m, n), *B = to_device (c, b, m, 1);
  EpiBuffer *Y = empty_on_device (c, c->element, m, n);
  EpiBuffer *G = to_device (c, g, m, n);

  OK (epi_device_activate (f, B, Z, Y));
  double *sum = from_device (Z), *y = from_device (Y);
  OK (epi_device_activate_back (f, Z, Y, G, G)); /* over its input */
  double *dz = from_device (G);
  for (size_t i = 0; i < m * n; i++) {
    long double value = f_of (f, sum[i]);
    bool gelu = f == EPI_ACTIVATION_GELU;
    assert_near (c->element, sum[i], (long double)z[i] + b[i % m], 1,
                 (long double)z[i] + b[i % m]);
    assert_near (c->element, y[i], value, 24, gelu ? sum[i] : value);
    assert_near (c->element, dz[i], g[i] * slope_of (f, sum[i], y[i]), 32,
                 g[i]);
  }
  g_free (z);
  g_free (b);
  g_free (g);
  g_free (sum);
  g_free (y);
  g_free (dz);
  epi_buffer_free (Z);
  epi_buffer_free (B);
  epi_buffer_free (Y);
  epi_buffer_free (G);
}

static void
test_activations_and_slopes_are_within_the_bounds (const Case *c)
{
  for (int f = 0; f < EPI_N_ACTIVATIONS; f++)
    for (size_t s = 0; s < G_N_ELEMENTS (shapes); s++)
      check_activation (c, (EpiActivation)f, shapes[s][0], shapes[s][1]);
}

static void
test_an_activation_may_write_over_its_input (const Case *c)
{
  double *z = make_spread (c->element, 40, 30, 44);
  double *b = make_matrix (KIND_RANDOM, 40, 1, 45);
  EpiBuffer *B = to_device (c, b, 40, 1);

  for (int f = 0; f < EPI_N_ACTIVATIONS; f++) {
    if (epi_activation_needs_input ((EpiActivation)f))
      continue;
    EpiBuffer *Z = to_device (c, z, 40, 30), *same = to_device (c, z, 40, 30);
    EpiBuffer *Y = empty_on_device (c, c->element, 40, 30);
    OK (epi_device_activate ((EpiActivation)f, B, Z, Y));
    OK (epi_device_activate ((EpiActivation)f, B, same, same));
    double *apart = from_device (Y), *over = from_device (same);
    g_assert_cmpmem (apart, 1200 * 8, over, 1200 * 8);
    g_free (apart);
    g_free (over);
    epi_buffer_free (Z);
    epi_buffer_free (Y);
    epi_buffer_free (same);
  }
  g_free (z);
  g_free (b);
  epi_buffer_free (B);
}

static void
test_a_nan_goes_through_every_activation (const Case *c)
{
  const double z[] = {1, NAN, -1};

  for (int f = 0; f < EPI_N_ACTIVATIONS; f++) {
    EpiBuffer *Z = to_device (c, z, 3, 1);
    EpiBuffer *Y = empty_on_device (c, c->element, 3, 1);
    OK (epi_device_activate ((EpiActivation)f, NULL, Z, Y));
    double *y = from_device (Y);
    g_assert_true (isnan (y[1]) && !isnan (y[0]) && !isnan (y[2]));
    g_free (y);
    epi_buffer_free (Z);
    epi_buffer_free (Y);
  }
}

static void
test_row_sums_are_within_the_bound (const Case *c)
{
  for (size_t s = 0; s < G_N_ELEMENTS (shapes); s++)
    for (int beta = 0; beta <= 2; beta += 2) {
      size_t m = shapes[s][0], n = shapes[s][1];
      double *x = make_matrix (KIND_GRADED, m, n, 46);
      double *old = make_matrix (KIND_RANDOM, m, 1, 47);
      EpiBuffer *X = to_device (c, x, m, n), *b = to_device (c, old, m, 1);

      OK (epi_device_row_sums (-0.5, X, beta, b));
      double *got = from_device (b);
      for (size_t i = 0; i < m; i++) {
        long double sum = 0, size = 0;
        for (size_t j = 0; j < n; j++) {
          sum += x[i + j * m];
          size += fabs (x[i + j * m]);
        }
        assert_near (c->element, got[i], -0.5L * sum + beta * old[i],
                     (long double)n + 3, size / 2 + fabs (beta * old[i]));
      }
      g_free (x);
      g_free (old);
      g_free (got);
      epi_buffer_free (X);
      epi_buffer_free (b);
    }
}

static void
check_softmax (const Case *c, size_t m, size_t n)
{
  double *x = make_spread (c->element, m, n, 48);
  double *g = make_matrix (KIND_RANDOM, m, n, 49);
  EpiBuffer *X = to_device (c, x, m, n), *G = to_device (c, g, m, n);
  EpiBuffer *Y = empty_on_device (c, c->element, m, n);
  EpiBuffer *D = empty_on_device (c, c->element, m, n);

  OK (epi_device_softmax (X, Y));
  OK (epi_device_softmax_back (Y, G, D));
  double *y = from_device (Y), *d = from_device (D);
  for (size_t j = 0; j < n && m > 0; j++) {
    long double most = -INFINITY, least = INFINITY, sum = 0, dot = 0, size = 0;
    for (size_t i = j * m; i < (j + 1) * m; i++) {
      most = MAX (most, x[i]);
      least = MIN (least, x[i]);
      dot += (long double)y[i] * g[i];
      size += fabsl ((long double)y[i] * g[i]);
    }
    for (size_t i = j * m; i < (j + 1) * m; i++)
      sum += expl (x[i] - most);
    for (size_t i = j * m; i < (j + 1) * m; i++) {
      long double value = expl (x[i] - most) / sum;
      assert_near (c->element, y[i], value,
                   (long double)m + 24 + 2 * (most - least), value);
      assert_near (c->element, d[i], y[i] * (g[i] - dot), (long double)m + 4,
                   y[i] * (fabs (g[i]) + size));
    }
  }
  g_free (x);
  g_free (g);
  g_free (y);
  g_free (d);
  epi_buffer_free (X);
  epi_buffer_free (G);
  epi_buffer_free (Y);
  epi_buffer_free (D);
}

static void
test_softmax_and_its_gradient_are_within_the_bounds (const Case *c)
{
  for (size_t s = 0; s < G_N_ELEMENTS (shapes); s++)
    check_softmax (c, shapes[s][0], shapes[s][1]);
}

/* ---- Sequences --------------------------------------------------------- */

static EpiBuffer *
index_on_device (const Case *c, const int32_t *v, size_t n)
{
  EpiBuffer *index = empty_on_device (c, EPI_INDEX, n, 1);
  OK (epi_buffer_upload (index, v, n));
  return index;
}

static void
test_gather_is_exact_and_its_gradient_within_the_bound (const Case *c)
{
  enum { M = 37, V = 11, N = 500 };
  double *w = make_matrix (KIND_RANDOM, M, V, 50);
  double *g = make_matrix (KIND_GRADED, M, N, 51);
  EpiBuffer *W = to_device (c, w, M, V), *G = to_device (c, g, M, N);
  EpiBuffer *Y = empty_on_device (c, c->element, M, N);
  int32_t v[N];

  for (size_t j = 0; j < N; j++)
    v[j] = (int32_t)(j * j % (V - 1)); /* never the last */
  EpiBuffer *index = index_on_device (c, v, N);
  OK (epi_device_gather (W, index, Y));
  OK (epi_device_gather_back (index, G, 2, W));
  double *y = from_device (Y), *dw = from_device (W);
  for (size_t j = 0; j < N; j++)
    g_assert_cmpmem (y + j * M, M * 8, w + (size_t)v[j] * M, M * 8);
  for (size_t i = 0; i < M * V; i++) {
    long double sum = 2 * (long double)w[i], size = fabsl (sum);
    for (size_t j = 0; j < N; j++)
      if ((size_t)v[j] == i / M) {
        sum += g[i % M + j * M];
        size += fabs (g[i % M + j * M]);
      }
    assert_near (c->element, dw[i], sum, N + 1, size);
  }
  g_free (w);
  g_free (g);
  g_free (y);
  g_free (dw);
  epi_buffer_free (W);
  epi_buffer_free (G);
  epi_buffer_free (Y);
  epi_buffer_free (index);
}

typedef struct { /* of one unit and sample */
  double gate[4], before, c, h;
} Cell;

static Cell
cell_at (size_t i, size_t h, const double *gates, const double *before,
         const double *c, const double *y)
{
  Cell cell = {.before = before != NULL ? before[i] : 0, .c = c[i], .h = y[i]};
  for (size_t q = 0; q < 4; q++)
    cell.gate[q] = gates[i % h + q * h + i / h * 4 * h];
  return cell;
}

static void
assert_cell (EpiElement element, const Cell *pre, const Cell *cell)
{
  const double *q = cell->gate;

  for (size_t k = 0; k < 4; k++) {
    long double value = k < 3 ? sigmoid (pre->gate[k]) : tanhl (pre->gate[k]);
    assert_near (element, q[k], value, 16, value);
  }
  assert_near (element, cell->c,
               (long double)q[1] * cell->before + (long double)q[0] * q[3], 2,
               fabs (q[1] * cell->before) + fabs (q[0] * q[3]));
  assert_near (element, cell->h, q[2] * tanhl (cell->c), 14,
               q[2] * tanhl (cell->c));
}

static void
assert_cell_back (EpiElement element, const Cell *cell, double dh, double dc,
                  const Cell *d)
{
  const double *q = cell->gate;
  long double t = tanhl (cell->c), sum = dc + dh * q[2] * (1 - t * t);
  long double value[4] = {
      sum * q[3] * q[0] * (1 - q[0]), sum * cell->before * q[1] * (1 - q[1]),
      dh * t * q[2] * (1 - q[2]), sum * q[0] * (1 - (long double)q[3] * q[3])};
  long double size = fabs (dh) + fabs (dc);

  for (size_t k = 0; k < 4; k++)
    assert_near (element, d->gate[k], value[k], 40,
                 size * (k == 1 ? cell->before : 1));
  assert_near (element, d->c, sum * q[1], 40, size);
}

static void
check_cell (const Case *c, size_t h, size_t n, bool first)
{
  double *pre = make_spread (c->element, 4 * h, n, 52);
  double *before = make_matrix (KIND_RANDOM, h, n, 53);
  double *dh = make_matrix (KIND_RANDOM, h, n, 54);
  double *dc = make_matrix (KIND_RANDOM, h, n, 55);
  EpiBuffer *G = to_device (c, pre, 4 * h, n),
            *dG = to_device (c, pre, 4 * h, n);
  EpiBuffer *B = first ? NULL : to_device (c, before, h, n);
  EpiBuffer *C = empty_on_device (c, c->element, h, n);
  EpiBuffer *H = empty_on_device (c, c->element, h, n);
  EpiBuffer *dH = to_device (c, dh, h, n), *dC = to_device (c, dc, h, n);

  OK (epi_device_lstm_cell (B, G, C, H));
  OK (epi_device_lstm_cell_back (B, G, C, dH, dC, dG));
  double *g = from_device (G), *cs = from_device (C), *hs = from_device (H);
  double *dg = from_device (dG), *dcs = from_device (dC);
  for (size_t i = 0; i < h * n; i++) {
    Cell given = cell_at (i, h, pre, first ? NULL : before, cs, hs);
    Cell cell = cell_at (i, h, g, first ? NULL : before, cs, hs);
    Cell d = cell_at (i, h, dg, NULL, dcs, hs);
    assert_cell (c->element, &given, &cell);
    assert_cell_back (c->element, &cell, dh[i], dc[i], &d);
  }
  double *memory[] = {pre, before, dh, dc, g, cs, hs, dg, dcs};
  for (size_t i = 0; i < G_N_ELEMENTS (memory); i++)
    g_free (memory[i]);
  EpiBuffer *buffers[] = {G, dG, B, C, H, dH, dC};
  for (size_t i = 0; i < G_N_ELEMENTS (buffers); i++)
    epi_buffer_free (buffers[i]);
}

static void
test_an_lstm_cell_is_within_the_bounds (const Case *c)
{
  for (size_t s = 0; s < G_N_ELEMENTS (shapes) - 1; s++)
    for (int first = 0; first < 2; first++)
      check_cell (c, shapes[s][0], shapes[s][1], first);
}

static void
test_dropout_draws_the_mask_of_philox (const Case *c)
{
  enum { N = 70001 };
  const uint64_t seed = UINT64_C (0x123456789abcdef0), stream = 77;
  double *x = make_matrix (KIND_RANDOM, N, 1, 56);
  EpiBuffer *X = to_device (c, x, N, 1);
  EpiBuffer *Y = empty_on_device (c, c->element, N, 1);
  EpiRandom random = epi_random (seed, stream);
  size_t kept = 0;

  OK (epi_device_dropout (0.3, seed, stream, X, Y));
  double *y = from_device (Y);
  for (size_t i = 0; i < N; i++) {
    bool keep = epi_random_bits (&random) >= (uint32_t)(0.3 * 0x1p32);
    kept += keep;
    g_assert_true ((y[i] != 0) == (keep && x[i] != 0));
    assert_near (c->element, y[i], keep ? x[i] / 0.7L : 0, 3, x[i] / 0.7L);
  }
  /* Five standard deviations of a binomial. */
  g_assert_cmpfloat (fabs ((double)kept - 0.7 * N), <,
                     5 * sqrt (0.7 * 0.3 * N));
  g_free (x);
  g_free (y);
  epi_buffer_free (X);
  epi_buffer_free (Y);
}

static void
add_all (void)
{
#define ADD(name, test) add_cases ("neural-kernels", name, test)
  ADD ("activations-and-slopes-are-within-the-bounds",
       test_activations_and_slopes_are_within_the_bounds);
  ADD ("an-activation-may-write-over-its-input",
       test_an_activation_may_write_over_its_input);
  ADD ("a-nan-goes-through-every-activation",
       test_a_nan_goes_through_every_activation);
  ADD ("row-sums-are-within-the-bound", test_row_sums_are_within_the_bound);
  ADD ("softmax-and-its-gradient-are-within-the-bounds",
       test_softmax_and_its_gradient_are_within_the_bounds);
  ADD ("gather-is-exact-and-its-gradient-within-the-bound",
       test_gather_is_exact_and_its_gradient_within_the_bound);
  ADD ("an-lstm-cell-is-within-the-bounds",
       test_an_lstm_cell_is_within_the_bounds);
  ADD ("dropout-draws-the-mask-of-philox",
       test_dropout_draws_the_mask_of_philox);
#undef ADD
}

int
main (int argc, char **argv)
{
  return run_cases (argc, argv, add_all);
}
