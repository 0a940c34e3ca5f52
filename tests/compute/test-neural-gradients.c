/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradients of the kernels of networks: activations, softmax, images, losses.
 */
#include "gradient-check.h"

/* ---- Activations and softmax ------------------------------------------- */

static void
activate (const Gradient *p, EpiBuffer *x, EpiBuffer *y)
{
  OK (epi_device_activate ((EpiActivation)p->op, NULL, x, y));
}

static void
activate_back (const Gradient *p, EpiBuffer *x, EpiBuffer *y, EpiBuffer *dy,
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
    check_gradient (&(Gradient){.in = {13, 7},
                                .out = {13, 7},
                                .forward = activate,
                                .back = activate_back,
                                .c = c,
                                .op = f});
}

static void
bias (const Gradient *p, EpiBuffer *b, EpiBuffer *y)
{
  EpiBuffer *Z = empty_on_device (p->c, p->c->element, y->rows, y->cols);
  OK (epi_device_activate (EPI_ACTIVATION_IDENTITY, b, Z, y));
  epi_buffer_free (Z);
}

static void
bias_back (const Gradient *p, EpiBuffer *b, EpiBuffer *y, EpiBuffer *dy,
           EpiBuffer *db)
{
  OK (epi_device_row_sums (1, dy, 0, db));
}

static void
test_a_bias_gets_row_sums (const Case *c)
{
  if (is_for_doubles (c))
    check_gradient (&(Gradient){.in = {13, 1},
                                .out = {13, 7},
                                .forward = bias,
                                .back = bias_back,
                                .c = c});
}

static void
softmax (const Gradient *p, EpiBuffer *x, EpiBuffer *y)
{
  OK (epi_device_softmax (x, y));
}

static void
softmax_back (const Gradient *p, EpiBuffer *x, EpiBuffer *y, EpiBuffer *dy,
              EpiBuffer *dx)
{
  OK (epi_device_softmax_back (y, dy, dx));
}

static void
test_softmax (const Case *c)
{
  if (is_for_doubles (c))
    check_gradient (&(Gradient){.in = {11, 5},
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
convolve (const Gradient *p, EpiBuffer *x, EpiBuffer *y)
{
  OK (epi_device_convolve (&p->window, p->other, x, y));
}

static void
convolve_back (const Gradient *p, EpiBuffer *x, EpiBuffer *y, EpiBuffer *dy,
               EpiBuffer *dx)
{
  OK (epi_device_convolve_to_input (&p->window, p->other, dy, dx));
}

static void
convolve_of_weights (const Gradient *p, EpiBuffer *w, EpiBuffer *y)
{
  OK (epi_device_convolve (&p->window, w, p->other, y));
}

static void
convolve_to_weights (const Gradient *p, EpiBuffer *w, EpiBuffer *y,
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

  check_gradient (&(Gradient){.in = {in, SAMPLES},
                              .out = {out, SAMPLES},
                              .forward = convolve,
                              .back = convolve_back,
                              .c = c,
                              .window = *w,
                              .other = W});
  check_gradient (&(Gradient){.in = {rows, w->out_channels},
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
pool (const Gradient *p, EpiBuffer *x, EpiBuffer *y)
{
  OK (epi_device_pool ((EpiPool)p->op, &p->window, x, y));
}

static void
pool_back (const Gradient *p, EpiBuffer *x, EpiBuffer *y, EpiBuffer *dy,
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
      check_gradient (&(Gradient){.in = {in_size (&w), SAMPLES},
                                  .out = {out_size (&w, w.channels), SAMPLES},
                                  .forward = pool,
                                  .back = pool_back,
                                  .c = c,
                                  .op = op,
                                  .window = w});
    }
}

/* ---- Losses ------------------------------------------------------------ */

static void
loss (const Gradient *p, EpiBuffer *x, EpiBuffer *y)
{
  OK (epi_device_loss ((EpiLoss)p->op, 1, x, p->index ? p->index : p->other, y,
                       NULL));
}

static void
loss_back (const Gradient *p, EpiBuffer *x, EpiBuffer *y, EpiBuffer *dy,
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
    check_gradient (
        &(Gradient){.in = {5, 1},
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
  ADD ("every-loss", test_every_loss);
#undef ADD
}

int
main (int argc, char **argv)
{
  return run_cases (argc, argv, add_all);
}
