/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradients of the kernels of networks: each against central differences of
 * its forward kernel, in double.
 *
 *     f(x) = ⟨R, φ(x)⟩,  ∇f(x) = Dφ(x)ᵀ R,  R and x random
 *     (f(x + h eᵢ) - f(x - h eᵢ)) / 2h = ∂ᵢf + O(h²) + O(u |f| / h)
 *
 * h = 2⁻¹⁷: both terms are below 1e-9 here, the demand is 1e-6 of |∇f|. */
#include "compute-fixture.h"

#include "compute/epi-neural-kernels.h"

#include <math.h>

#define STEP 0x1p-17

typedef struct Problem Problem;

struct Problem {
  size_t in[2], out[2];
  /* y := φ(x);  dx := Dφ(x)ᵀ dy, y given too. */
  void (*forward) (const Problem *p, EpiBuffer *x, EpiBuffer *y);
  void (*back) (const Problem *p, EpiBuffer *x, EpiBuffer *y, EpiBuffer *dy,
                EpiBuffer *dx);
  const Case *c;
  int op;
  double shift; /* of x */
  EpiWindow window;
  EpiBuffer *other, *index; /* what else φ depends on */
};

static double
value_at (const Problem *p, const double *x, const double *weights)
{
  EpiBuffer *X = to_device (p->c, x, p->in[0], p->in[1]);
  EpiBuffer *Y = empty_on_device (p->c, p->c->element, p->out[0], p->out[1]);
  long double sum = 0;

  p->forward (p, X, Y);
  double *y = from_device (Y);
  for (size_t i = 0; i < p->out[0] * p->out[1]; i++)
    sum += (long double)y[i] * weights[i];
  g_free (y);
  epi_buffer_free (X);
  epi_buffer_free (Y);
  return (double)sum;
}

static double *
gradient_at (const Problem *p, const double *x, const double *weights)
{
  EpiElement element = p->c->element;
  EpiBuffer *X = to_device (p->c, x, p->in[0], p->in[1]);
  EpiBuffer *Y = empty_on_device (p->c, element, p->out[0], p->out[1]);
  EpiBuffer *dY = to_device (p->c, weights, p->out[0], p->out[1]);
  EpiBuffer *dX = empty_on_device (p->c, element, p->in[0], p->in[1]);

  p->forward (p, X, Y);
  epi_buffer_free (X); /* forward may have changed it */
  X = to_device (p->c, x, p->in[0], p->in[1]);
  p->back (p, X, Y, dY, dX);
  double *gradient = from_device (dX);
  epi_buffer_free (X);
  epi_buffer_free (Y);
  epi_buffer_free (dY);
  epi_buffer_free (dX);
  return gradient;
}

/* Every entry, or 200 of them spread evenly. */
static void
check (const Problem *p)
{
  size_t n = p->in[0] * p->in[1], stride = MAX (1, n / 200);
  double *x = make_matrix (KIND_RANDOM, p->in[0], p->in[1], 31), size = 0;
  double *weights = make_matrix (KIND_RANDOM, p->out[0], p->out[1], 32);

  for (size_t i = 0; i < n; i++)
    x[i] = 2 * x[i] + p->shift;
  double *gradient = gradient_at (p, x, weights);
  for (size_t i = 0; i < n; i++)
    size = MAX (size, fabs (gradient[i]));
  g_assert_cmpfloat (size, >, 0);
  for (size_t i = 0; i < n; i += stride) {
    double at = x[i];
    x[i] = at + STEP;
    double after = value_at (p, x, weights);
    x[i] = at - STEP;
    double before = value_at (p, x, weights);
    x[i] = at;
    g_assert_cmpfloat (fabs ((after - before) / (2 * STEP) - gradient[i]), <=,
                       1e-6 * size);
  }
  g_free (x);
  g_free (weights);
  g_free (gradient);
}

/* Differences need the digits of a double. */
static bool
is_for_doubles (const Case *c)
{
  if (c->element == EPI_FLOAT)
    g_test_skip ("central differences are taken in double");
  return c->element == EPI_DOUBLE;
}

#define OK(call) assert_status ((call), EPI_OK)

/* ---- Activations and softmax ------------------------------------------- */

static void
activate (const Problem *p, EpiBuffer *x, EpiBuffer *y)
{
  OK (epi_device_activate ((EpiActivation)p->op, NULL, x, y));
}

static void
activate_back (const Problem *p, EpiBuffer *x, EpiBuffer *y, EpiBuffer *dy,
               EpiBuffer *dx)
{
  bool needs = epi_activation_needs_input ((EpiActivation)p->op);
  OK (epi_device_activate_back ((EpiActivation)p->op, needs ? x : y, y, dy,
                                dx));
}

static void
test_every_activation (const Case *c)
{
  if (!is_for_doubles (c))
    return;
  for (int f = 0; f < EPI_N_ACTIVATIONS; f++)
    check (&(Problem){.in = {13, 7},
                      .out = {13, 7},
                      .forward = activate,
                      .back = activate_back,
                      .c = c,
                      .op = f});
}

static void
bias (const Problem *p, EpiBuffer *b, EpiBuffer *y)
{
  EpiBuffer *Z = empty_on_device (p->c, p->c->element, y->rows, y->cols);
  OK (epi_device_activate (EPI_ACTIVATION_IDENTITY, b, Z, y));
  epi_buffer_free (Z);
}

static void
bias_back (const Problem *p, EpiBuffer *b, EpiBuffer *y, EpiBuffer *dy,
           EpiBuffer *db)
{
  OK (epi_device_row_sums (1, dy, 0, db));
}

static void
test_a_bias_gets_row_sums (const Case *c)
{
  if (is_for_doubles (c))
    check (&(Problem){.in = {13, 1},
                      .out = {13, 7},
                      .forward = bias,
                      .back = bias_back,
                      .c = c});
}

static void
softmax (const Problem *p, EpiBuffer *x, EpiBuffer *y)
{
  OK (epi_device_softmax (x, y));
}

static void
softmax_back (const Problem *p, EpiBuffer *x, EpiBuffer *y, EpiBuffer *dy,
              EpiBuffer *dx)
{
  OK (epi_device_softmax_back (y, dy, dx));
}

static void
test_softmax (const Case *c)
{
  if (is_for_doubles (c))
    check (&(Problem){.in = {11, 5},
                      .out = {11, 5},
                      .forward = softmax,
                      .back = softmax_back,
                      .c = c});
}

/* ---- Images ------------------------------------------------------------ */

static const EpiWindow windows[] = {
    {2, 7, 6, 3, 3, 1, 0, 3}, {1, 5, 5, 5, 5, 1, 2, 2},
    {3, 8, 5, 3, 2, 2, 1, 4}, {2, 4, 4, 1, 1, 3, 0, 1},
    {1, 3, 1, 2, 1, 1, 1, 2}, {1, 2, 2, 1, 1, 1, 4, 2},
};
#define SAMPLES 3

static size_t
in_size (const EpiWindow *w)
{
  return w->channels * w->width * w->height;
}

static size_t
out_size (const EpiWindow *w, size_t channels)
{
  return channels * epi_window_width (w) * epi_window_height (w);
}

static size_t
patch_size (const EpiWindow *w)
{
  return w->channels * w->size_x * w->size_y;
}

static void
convolve (const Problem *p, EpiBuffer *x, EpiBuffer *y)
{
  OK (epi_device_convolve (&p->window, p->other, x, y));
}

static void
convolve_back (const Problem *p, EpiBuffer *x, EpiBuffer *y, EpiBuffer *dy,
               EpiBuffer *dx)
{
  OK (epi_device_convolve_to_input (&p->window, p->other, dy, dx));
}

static void
convolve_of_weights (const Problem *p, EpiBuffer *w, EpiBuffer *y)
{
  OK (epi_device_convolve (&p->window, w, p->other, y));
}

static void
convolve_to_weights (const Problem *p, EpiBuffer *w, EpiBuffer *y,
                     EpiBuffer *dy, EpiBuffer *dw)
{
  OK (epi_device_convolve_to_weights (&p->window, p->other, dy, 0, dw));
}

static void
check_convolution (const Case *c, const EpiWindow *w)
{
  size_t rows = patch_size (w), in = in_size (w);
  size_t out = out_size (w, w->out_channels);
  double *weights = make_matrix (KIND_RANDOM, rows, w->out_channels, 33);
  double *x = make_matrix (KIND_RANDOM, in, SAMPLES, 34);
  EpiBuffer *W = to_device (c, weights, rows, w->out_channels);
  EpiBuffer *X = to_device (c, x, in, SAMPLES);

  check (&(Problem){.in = {in, SAMPLES},
                    .out = {out, SAMPLES},
                    .forward = convolve,
                    .back = convolve_back,
                    .c = c,
                    .window = *w,
                    .other = W});
  check (&(Problem){.in = {rows, w->out_channels},
                    .out = {out, SAMPLES},
                    .forward = convolve_of_weights,
                    .back = convolve_to_weights,
                    .c = c,
                    .window = *w,
                    .other = X});
  g_free (weights);
  g_free (x);
  epi_buffer_free (W);
  epi_buffer_free (X);
}

static void
test_convolution (const Case *c)
{
  if (!is_for_doubles (c))
    return;
  for (size_t i = 0; i < G_N_ELEMENTS (windows); i++)
    check_convolution (c, &windows[i]);
}

static void
pool (const Problem *p, EpiBuffer *x, EpiBuffer *y)
{
  OK (epi_device_pool ((EpiPool)p->op, &p->window, x, y));
}

static void
pool_back (const Problem *p, EpiBuffer *x, EpiBuffer *y, EpiBuffer *dy,
           EpiBuffer *dx)
{
  OK (epi_device_pool_back ((EpiPool)p->op, &p->window, x, y, dy, dx));
}

static void
test_pooling (const Case *c)
{
  if (!is_for_doubles (c))
    return;
  for (size_t i = 0; i < G_N_ELEMENTS (windows); i++)
    for (int op = EPI_POOL_MAX; op <= EPI_POOL_AVERAGE; op++) {
      EpiWindow w = windows[i];
      w.padding = MIN (w.padding, MIN (w.size_x, w.size_y) - 1);
      check (&(Problem){.in = {in_size (&w), SAMPLES},
                        .out = {out_size (&w, w.channels), SAMPLES},
                        .forward = pool,
                        .back = pool_back,
                        .c = c,
                        .op = op,
                        .window = w});
    }
}

/* ---- Sequences --------------------------------------------------------- */

static void
gather (const Problem *p, EpiBuffer *w, EpiBuffer *y)
{
  OK (epi_device_gather (w, p->index, y));
}

static void
gather_back (const Problem *p, EpiBuffer *w, EpiBuffer *y, EpiBuffer *dy,
             EpiBuffer *dw)
{
  OK (epi_device_gather_back (p->index, dy, 0, dw));
}

static void
test_gather (const Case *c)
{
  const int32_t indices[] = {3, 0, 3, 4, 3, 1};
  EpiBuffer *index = empty_on_device (c, EPI_INDEX, 6, 1);

  OK (epi_buffer_upload (index, indices, 6));
  if (is_for_doubles (c))
    check (&(Problem){.in = {9, 5},
                      .out = {9, 6},
                      .forward = gather,
                      .back = gather_back,
                      .c = c,
                      .index = index});
  epi_buffer_free (index);
}

static void
dropout (const Problem *p, EpiBuffer *x, EpiBuffer *y)
{
  OK (epi_device_dropout (0.3, 5, 6, x, y));
}

static void
dropout_back (const Problem *p, EpiBuffer *x, EpiBuffer *y, EpiBuffer *dy,
              EpiBuffer *dx)
{
  OK (epi_device_dropout (0.3, 5, 6, dy, dx));
}

static void
test_dropout (const Case *c)
{
  if (is_for_doubles (c))
    check (&(Problem){.in = {9, 5},
                      .out = {9, 5},
                      .forward = dropout,
                      .back = dropout_back,
                      .c = c});
}

/* A cell with h = 6, n = 4: x is (5h, n), pre-activations G above C_before,
 * column by column; y (2h, n) is H above C. */
enum { UNITS = 6, BATCH = 4 };

static EpiBuffer *
rows_of (const Problem *p, EpiBuffer *from, size_t first, size_t count)
{
  double *all = from_device (from);
  double *some = g_new (double, count * from->cols);

  for (size_t j = 0; j < from->cols; j++)
    for (size_t i = 0; i < count; i++)
      some[i + j * count] = all[first + i + j * from->rows];
  EpiBuffer *to = to_device (p->c, some, count, from->cols);
  g_free (all);
  g_free (some);
  return to;
}

static void
put_above (EpiBuffer *top, EpiBuffer *bottom, EpiBuffer *to)
{
  double *a = from_device (top), *b = from_device (bottom);
  double *all = g_new (double, to->rows * to->cols);

  for (size_t j = 0; j < to->cols; j++)
    for (size_t i = 0; i < to->rows; i++)
      all[i + j * to->rows] = i < top->rows
                                  ? a[i + j * top->rows]
                                  : b[i - top->rows + j * bottom->rows];
  OK (epi_buffer_upload (to, all, to->rows));
  g_free (a);
  g_free (b);
  g_free (all);
}

static void
cell (const Problem *p, EpiBuffer *x, EpiBuffer *y)
{
  EpiBuffer *G = rows_of (p, x, 0, 4 * UNITS);
  EpiBuffer *before = rows_of (p, x, 4 * UNITS, UNITS);
  EpiBuffer *C = empty_on_device (p->c, EPI_DOUBLE, UNITS, BATCH);
  EpiBuffer *H = empty_on_device (p->c, EPI_DOUBLE, UNITS, BATCH);

  OK (epi_device_lstm_cell (before, G, C, H));
  put_above (H, C, y);
  epi_buffer_free (G);
  epi_buffer_free (before);
  epi_buffer_free (C);
  epi_buffer_free (H);
}

static void
cell_back (const Problem *p, EpiBuffer *x, EpiBuffer *y, EpiBuffer *dy,
           EpiBuffer *dx)
{
  EpiBuffer *G = rows_of (p, x, 0, 4 * UNITS);
  EpiBuffer *before = rows_of (p, x, 4 * UNITS, UNITS);
  EpiBuffer *C = empty_on_device (p->c, EPI_DOUBLE, UNITS, BATCH);
  EpiBuffer *H = empty_on_device (p->c, EPI_DOUBLE, UNITS, BATCH);
  EpiBuffer *dG = empty_on_device (p->c, EPI_DOUBLE, 4 * UNITS, BATCH);
  EpiBuffer *dH = rows_of (p, dy, 0, UNITS),
            *dC = rows_of (p, dy, UNITS, UNITS);

  OK (epi_device_lstm_cell (before, G, C, H));
  OK (epi_device_lstm_cell_back (before, G, C, dH, dC, dG));
  put_above (dG, dC, dx);
  epi_buffer_free (G);
  epi_buffer_free (before);
  epi_buffer_free (C);
  epi_buffer_free (H);
  epi_buffer_free (dG);
  epi_buffer_free (dH);
  epi_buffer_free (dC);
}

static void
test_lstm_cell (const Case *c)
{
  if (is_for_doubles (c))
    check (&(Problem){.in = {5 * UNITS, BATCH},
                      .out = {2 * UNITS, BATCH},
                      .forward = cell,
                      .back = cell_back,
                      .c = c});
}

/* ---- Losses ------------------------------------------------------------ */

static void
loss (const Problem *p, EpiBuffer *x, EpiBuffer *y)
{
  OK (epi_device_loss ((EpiLoss)p->op, 1, x, p->index ? p->index : p->other, y,
                       NULL));
}

static void
loss_back (const Problem *p, EpiBuffer *x, EpiBuffer *y, EpiBuffer *dy,
           EpiBuffer *dx)
{
  double *scale = from_device (dy);
  OK (epi_device_loss ((EpiLoss)p->op, scale[0], x,
                       p->index ? p->index : p->other, y, dx));
  g_free (scale);
}

static void
test_every_loss (const Case *c)
{
  const int32_t class = 2;
  const double signs[] = {1, -1, -1, 1, 1}, bits[] = {1, 0, 0, 1, 1};
  EpiBuffer *index = empty_on_device (c, EPI_INDEX, 1, 1);

  OK (epi_buffer_upload (index, &class, 1));
  for (int l = 0; l < EPI_N_LOSSES && is_for_doubles (c); l++) {
    EpiBuffer *T = to_device (c, l == EPI_LOSS_BINARY ? bits : signs, 5, 1);
    check (&(Problem){.in = {5, 1},
                      .out = {1, 1},
                      .forward = loss,
                      .back = loss_back,
                      .c = c,
                      .op = l,
                      .other = T,
                      .index = l == EPI_LOSS_CROSS_ENTROPY ? index : NULL});
    epi_buffer_free (T);
  }
  epi_buffer_free (index);
}

static void
add_all (void)
{
#define ADD(name, test) add_cases ("neural-gradients", name, test)
  ADD ("every-activation", test_every_activation);
  ADD ("a-bias-gets-row-sums", test_a_bias_gets_row_sums);
  ADD ("softmax", test_softmax);
  ADD ("convolution", test_convolution);
  ADD ("pooling", test_pooling);
  ADD ("gather", test_gather);
  ADD ("dropout", test_dropout);
  ADD ("lstm-cell", test_lstm_cell);
  ADD ("every-loss", test_every_loss);
#undef ADD
}

int
main (int argc, char **argv)
{
  return run_cases (argc, argv, add_all);
}
