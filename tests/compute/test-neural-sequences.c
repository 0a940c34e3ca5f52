/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gather, LSTM cells and dropout: both devices within the bounds that
 * compute/epi-neural-kernels.h states, against long double. */
#include "compute-fixture.h"

#include "compute/epi-neural-kernels.h"
#include "core/epi-random.h"

#include <math.h>

#define OK(call) assert_status ((call), EPI_OK)

static const size_t shapes[][2] = {{1, 1},  {3, 0},  {0, 3},    {1, 7},
                                   {17, 1}, {10, 9}, {300, 301}};

static long double
sigmoid (long double z)
{
  return 1 / (1 + expl (-z));
}

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
#define ADD(name, test) add_cases ("neural-sequences", name, test)
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
