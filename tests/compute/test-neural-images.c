/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution and pooling: both devices against their definition, entry by
 * entry in long double, for windows that meet every edge; and that a
 * convolution moves with its image. */
#include "compute-fixture.h"

#include "compute/epi-neural-kernels.h"

#include <math.h>
#include <string.h>

#define OK(call) assert_status ((call), EPI_OK)

/* channels, width, height, size_x, size_y, stride, padding, out_channels */
static const EpiWindow windows[] = {
    {1, 28, 28, 5, 5, 1, 0, 8}, {8, 12, 12, 5, 5, 1, 0, 16},
    {3, 9, 7, 3, 3, 1, 1, 5},   {2, 7, 6, 2, 3, 2, 0, 3},
    {4, 5, 5, 5, 5, 1, 2, 2},   {1, 4, 9, 1, 1, 3, 0, 1},
    {2, 3, 2, 2, 2, 1, 4, 3},   {1, 2, 2, 3, 3, 1, 0, 2}, /* nothing fits */
    {17, 6, 6, 3, 3, 1, 1, 33}, {1, 1, 1, 1, 1, 1, 0, 1},
};
static const size_t batches[] = {0, 1, 5};

typedef struct { /* a window with what lies under it */
  EpiWindow w;
  size_t n, in, out_x, out_y, out, patch;
} Image;

static Image
image (const EpiWindow *w, size_t n)
{
  size_t out_x = epi_window_width (w), out_y = epi_window_height (w);
  return (Image){*w,
                 n,
                 w->channels * w->width * w->height,
                 out_x,
                 out_y,
                 w->out_channels * out_x * out_y,
                 w->channels * w->size_x * w->size_y};
}

/* Calls visit for each product W(p,o) X(i) that Y(j) is the sum of. */
typedef void (*Visit) (void *data, size_t p, size_t o, size_t i, size_t j);

static void
each_tap (const Image *a, size_t sample, size_t x1, size_t y1, size_t o,
          Visit visit, void *data)
{
  const EpiWindow *w = &a->w;
  size_t j = sample * a->out + o + w->out_channels * (x1 + a->out_x * y1);

  for (size_t p = 0; p < a->patch; p++) {
    size_t c = p % w->channels, dx = p / w->channels % w->size_x;
    size_t dy = p / w->channels / w->size_x;
    ptrdiff_t x = (ptrdiff_t)(x1 * w->stride + dx) - (ptrdiff_t)w->padding;
    ptrdiff_t y = (ptrdiff_t)(y1 * w->stride + dy) - (ptrdiff_t)w->padding;
    if (x >= 0 && y >= 0 && x < (ptrdiff_t)w->width && y < (ptrdiff_t)w->height)
      visit (data, p, o,
             sample * a->in + c +
                 w->channels * ((size_t)x + w->width * (size_t)y),
             j);
  }
}

static void
each_product (const Image *a, Visit visit, void *data)
{
  for (size_t s = 0; s < a->n; s++)
    for (size_t y1 = 0; y1 < a->out_y; y1++)
      for (size_t x1 = 0; x1 < a->out_x; x1++)
        for (size_t o = 0; o < a->w.out_channels; o++)
          each_tap (a, s, x1, y1, o, visit, data);
}

typedef struct { /* sums and sums of sizes */
  size_t patch;
  const double *W, *X, *G;
  long double *Y, *Y_size, *dX, *dX_size, *dW, *dW_size;
} Sums;

static void
add_product (void *data, size_t p, size_t o, size_t i, size_t j)
{
  Sums *s = data;
  size_t at = p + o * s->patch;
  long double y = (long double)s->W[at] * s->X[i];
  long double x = (long double)s->W[at] * s->G[j];
  long double w = (long double)s->X[i] * s->G[j];

  s->Y[j] += y;
  s->Y_size[j] += fabsl (y);
  s->dX[i] += x;
  s->dX_size[i] += fabsl (x);
  s->dW[at] += w;
  s->dW_size[at] += fabsl (w);
}

static void
assert_all (EpiElement element, const EpiBuffer *buffer, const long double *sum,
            const long double *size, size_t terms)
{
  double *got = from_device (buffer);
  for (size_t i = 0; i < buffer->rows * buffer->cols; i++)
    assert_near (element, got[i], sum[i], (long double)terms + 3, size[i]);
  g_free (got);
}

static void
check_convolution (const Case *c, const Image *a)
{
  size_t O = a->w.out_channels, n = a->n;
  double *w = make_matrix (KIND_RANDOM, a->patch, O, 71);
  double *x = make_matrix (KIND_RANDOM, a->in, n, 72);
  double *g = make_matrix (KIND_GRADED, a->out, n, 73);
  Sums s = {.patch = a->patch,
            .W = w,
            .X = x,
            .G = g,
            .Y = g_new0 (long double, a->out *n + 1),
            .Y_size = g_new0 (long double, a->out *n + 1),
            .dX = g_new0 (long double, a->in *n + 1),
            .dX_size = g_new0 (long double, a->in *n + 1),
            .dW = g_new0 (long double, a->patch *O + 1),
            .dW_size = g_new0 (long double, a->patch *O + 1)};
  EpiBuffer *W = to_device (c, w, a->patch, O), *X = to_device (c, x, a->in, n);
  EpiBuffer *G = to_device (c, g, a->out, n);
  EpiBuffer *Y = empty_on_device (c, c->element, a->out, n);
  EpiBuffer *dX = to_device (c, x, a->in, n); /* what was there is no matter */
  EpiBuffer *dW = to_device (c, w, a->patch, O);

  each_product (a, add_product, &s);
  OK (epi_device_convolve (&a->w, W, X, Y));
  assert_all (c->element, Y, s.Y, s.Y_size, a->patch);
  OK (epi_device_convolve_to_input (&a->w, W, G, dX));
  assert_all (c->element, dX, s.dX, s.dX_size, a->w.size_x * a->w.size_y * O);
  OK (epi_device_convolve_to_weights (&a->w, X, G, 0, dW));
  assert_all (c->element, dW, s.dW, s.dW_size, n * a->out_x * a->out_y);
  OK (epi_device_convolve_to_weights (&a->w, X, G, 1, dW)); /* once more */
  for (size_t i = 0; i < a->patch * O; i++) {
    s.dW[i] *= 2;
    s.dW_size[i] *= 2;
  }
  assert_all (c->element, dW, s.dW, s.dW_size, n * a->out_x * a->out_y);

  void *memory[] = {w, x, g, s.Y, s.Y_size, s.dX, s.dX_size, s.dW, s.dW_size};
  for (size_t i = 0; i < G_N_ELEMENTS (memory); i++)
    g_free (memory[i]);
  EpiBuffer *buffers[] = {W, X, G, Y, dX, dW};
  for (size_t i = 0; i < G_N_ELEMENTS (buffers); i++)
    epi_buffer_free (buffers[i]);
}

static void
check_convolutions (const Case *c)
{
  for (size_t i = 0; i < G_N_ELEMENTS (windows); i++)
    for (size_t b = 0; b < G_N_ELEMENTS (batches); b++) {
      Image a = image (&windows[i], batches[b]);
      check_convolution (c, &a);
    }
}

static void
test_convolutions_are_within_the_bounds (const Case *c)
{
  with_each_shape (c, check_convolutions);
}

/* What is shifted by one pixel and convolved is what was convolved and shifted:
 * to the bit, where the window stays inside. */
static void
test_a_convolution_moves_with_its_image (const Case *c)
{
  Image a = image (&(EpiWindow){1, 10, 8, 3, 3, 1, 0, 4}, 1);
  double *w = make_matrix (KIND_RANDOM, a.patch, 4, 74);
  double *x = make_matrix (KIND_RANDOM, a.in, 1, 75);
  double *moved = g_new0 (double, a.in);
  memcpy (moved + 1, x, (a.in - 1) * sizeof *x);
  EpiBuffer *W = to_device (c, w, a.patch, 4), *X = to_device (c, x, a.in, 1);
  EpiBuffer *Z = to_device (c, moved, a.in, 1);
  EpiBuffer *Y = empty_on_device (c, c->element, a.out, 1);

  OK (epi_device_convolve (&a.w, W, X, Y));
  double *still = from_device (Y);
  OK (epi_device_convolve (&a.w, W, Z, Y));
  double *after = from_device (Y);
  for (size_t y = 0; y < a.out_y; y++)
    g_assert_cmpmem (after + 4 * (1 + y * a.out_x), (a.out_x - 1) * 32,
                     still + 4 * y * a.out_x, (a.out_x - 1) * 32);
  g_free (w);
  g_free (x);
  g_free (moved);
  g_free (still);
  g_free (after);
  epi_buffer_free (W);
  epi_buffer_free (X);
  epi_buffer_free (Z);
  epi_buffer_free (Y);
}

/* ---- Pooling ----------------------------------------------------------- */

typedef struct {
  const double *X, *G;
  size_t *best; /* of each output: the first largest, from n_in on: none */
  long double *sum, *size, *dX, *dX_size;
  double area;
  size_t none;
} Pooled;

static void
pool_product (void *data, size_t p, size_t o, size_t i, size_t j)
{
  Pooled *s = data;

  if (s->best[j] == s->none || s->X[i] > s->X[s->best[j]])
    s->best[j] = i;
  s->sum[j] += s->X[i] / (long double)s->area;
  s->size[j] += fabs (s->X[i]) / s->area;
  s->dX[i] += s->G[j] / (long double)s->area;
  s->dX_size[i] += fabs (s->G[j]) / s->area;
}

/* Only the taps in the output's own channel, as a convolution has them. */
static void
each_pooled (const Image *a, Visit visit, void *data)
{
  Image one = *a; /* one channel at a time, p counts (dx, dy) */
  one.w.channels = one.w.out_channels = 1;
  one.in /= a->w.channels;
  one.out = a->out_x * a->out_y;
  one.patch = a->w.size_x * a->w.size_y;
  each_product (&one, visit, data);
}

static void
check_pooling (const Case *c, const EpiWindow *w, size_t n, Kind kind)
{
  EpiWindow pooled = *w;
  pooled.channels = pooled.out_channels = 1; /* several below */
  pooled.padding = MIN (w->padding, MIN (w->size_x, w->size_y) - 1);
  Image a = image (&pooled, n);
  double *x = make_matrix (kind, a.in, n, 76);
  double *g = make_matrix (KIND_RANDOM, a.out, n, 77);
  Pooled s = {.X = x,
              .G = g,
              .best = g_new (size_t, a.out * n + 1),
              .sum = g_new0 (long double, a.out *n + 1),
              .size = g_new0 (long double, a.out *n + 1),
              .dX = g_new0 (long double, a.in *n + 1),
              .dX_size = g_new0 (long double, a.in *n + 1),
              .area = (double)(w->size_x * w->size_y),
              .none = a.in * n};
  for (size_t j = 0; j < a.out * n; j++)
    s.best[j] = s.none;
  EpiBuffer *X = to_device (c, x, a.in, n), *G = to_device (c, g, a.out, n);
  EpiBuffer *Y = empty_on_device (c, c->element, a.out, n);
  EpiBuffer *dX = to_device (c, x, a.in, n);

  each_pooled (&a, pool_product, &s);
  OK (epi_device_pool (EPI_POOL_AVERAGE, &pooled, X, Y));
  assert_all (c->element, Y, s.sum, s.size, (size_t)s.area + 5);
  OK (epi_device_pool_back (EPI_POOL_AVERAGE, &pooled, X, Y, G, dX));
  assert_all (c->element, dX, s.dX, s.dX_size, (size_t)s.area + 5);

  OK (epi_device_pool (EPI_POOL_MAX, &pooled, X, Y));
  double *y = from_device (Y);
  memset (s.dX, 0, (a.in * n + 1) * sizeof *s.dX);
  memset (s.dX_size, 0, (a.in * n + 1) * sizeof *s.dX_size);
  for (size_t j = 0; j < a.out * n; j++) {
    g_assert_cmpfloat (y[j], ==, x[s.best[j]]);
    s.dX[s.best[j]] += g[j];
    s.dX_size[s.best[j]] += fabs (g[j]);
  }
  OK (epi_device_pool_back (EPI_POOL_MAX, &pooled, X, Y, G, dX));
  assert_all (c->element, dX, s.dX, s.dX_size, (size_t)s.area);

  void *memory[] = {x, g, y, s.best, s.sum, s.size, s.dX, s.dX_size};
  for (size_t i = 0; i < G_N_ELEMENTS (memory); i++)
    g_free (memory[i]);
  EpiBuffer *buffers[] = {X, G, Y, dX};
  for (size_t i = 0; i < G_N_ELEMENTS (buffers); i++)
    epi_buffer_free (buffers[i]);
}

static void
test_pooling_is_within_the_bounds (const Case *c)
{
  for (size_t i = 0; i < G_N_ELEMENTS (windows); i++)
    for (size_t b = 0; b < G_N_ELEMENTS (batches); b++) {
      check_pooling (c, &windows[i], batches[b], KIND_RANDOM);
      check_pooling (c, &windows[i], batches[b], KIND_TIES);
    }
}

/* Entry (c, place) of several channels is the entry of channel c alone. */
static void
test_channels_are_pooled_apart (const Case *c)
{
  static const size_t channels[] = {3, 8, 16, 21};

  for (size_t q = 0; q < G_N_ELEMENTS (channels); q++)
    for (int op = EPI_POOL_MAX; op <= EPI_POOL_AVERAGE; op++) {
      size_t C = channels[q], n = 2;
      EpiWindow all = {C, 6, 4, 2, 2, 2, 0, C}, one = {1, 6, 4, 2, 2, 2, 0, 1};
      double *x = make_matrix (KIND_TIES, 24 * C, n, 78);
      double *g = make_matrix (KIND_RANDOM, 6 * C, n, 79);
      EpiBuffer *X = to_device (c, x, 24 * C, n);
      EpiBuffer *G = to_device (c, g, 6 * C, n),
                *D = to_device (c, x, 24 * C, n);
      EpiBuffer *Y = empty_on_device (c, c->element, 6 * C, n);
      OK (epi_device_pool ((EpiPool)op, &all, X, Y));
      OK (epi_device_pool_back ((EpiPool)op, &all, X, Y, G, D));
      double *y = from_device (Y), *d = from_device (D);

      for (size_t k = 0; k < C; k++) {
        double xk[48], gk[12];
        for (size_t i = 0; i < 48; i++)
          xk[i] = x[k + C * i];
        for (size_t i = 0; i < 12; i++)
          gk[i] = g[k + C * i];
        EpiBuffer *Xk = to_device (c, xk, 24, n), *Gk = to_device (c, gk, 6, n);
        EpiBuffer *Yk = empty_on_device (c, c->element, 6, n);
        EpiBuffer *Dk = empty_on_device (c, c->element, 24, n);
        OK (epi_device_pool ((EpiPool)op, &one, Xk, Yk));
        OK (epi_device_pool_back ((EpiPool)op, &one, Xk, Yk, Gk, Dk));
        double *yk = from_device (Yk), *dk = from_device (Dk);
        for (size_t i = 0; i < 12; i++)
          g_assert_cmpfloat (y[k + C * i], ==, yk[i]);
        for (size_t i = 0; i < 48; i++)
          g_assert_cmpfloat (d[k + C * i], ==, dk[i]);
        g_free (yk);
        g_free (dk);
        epi_buffer_free (Xk);
        epi_buffer_free (Gk);
        epi_buffer_free (Yk);
        epi_buffer_free (Dk);
      }
      g_free (x);
      g_free (g);
      g_free (y);
      g_free (d);
      epi_buffer_free (X);
      epi_buffer_free (G);
      epi_buffer_free (D);
      epi_buffer_free (Y);
    }
}

static void
test_a_nan_is_the_largest (const Case *c)
{
  const EpiWindow w = {1, 2, 2, 2, 2, 2, 0, 1};

  for (size_t place = 0; place < 4; place++) {
    double x[4] = {1, 2, 3, 4};
    x[place] = NAN;
    EpiBuffer *X = to_device (c, x, 4, 1);
    EpiBuffer *Y = empty_on_device (c, c->element, 1, 1);
    OK (epi_device_pool (EPI_POOL_MAX, &w, X, Y));
    double *y = from_device (Y);
    g_assert_true (isnan (y[0]));
    g_free (y);
    epi_buffer_free (X);
    epi_buffer_free (Y);
  }
}

static void
add_all (void)
{
#define ADD(name, test) add_cases ("neural-images", name, test)
  ADD ("convolutions-are-within-the-bounds",
       test_convolutions_are_within_the_bounds);
  ADD ("a-convolution-moves-with-its-image",
       test_a_convolution_moves_with_its_image);
  ADD ("pooling-is-within-the-bounds", test_pooling_is_within_the_bounds);
  ADD ("channels-are-pooled-apart", test_channels_are_pooled_apart);
  ADD ("a-nan-is-the-largest", test_a_nan_is_the_largest);
#undef ADD
}

int
main (int argc, char **argv)
{
  return run_cases (argc, argv, add_all);
}
