/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural-fixture.h"

#include "core/epi-random.h"

#include <math.h>
#include <string.h>

static EpiBuffer *
draw_classes (EpiDevice *device, size_t n, size_t classes, EpiRandom *random)
{
  int32_t *index = g_new (int32_t, n);
  EpiBuffer *buffer;

  for (size_t i = 0; i < n; i++)
    index[i] = (int32_t)epi_random_below (random, classes);
  g_assert_cmpint (epi_buffer_new (device, EPI_INDEX, n, 1, &buffer), ==,
                   EPI_OK);
  g_assert_cmpint (epi_buffer_upload (buffer, index, n), ==, EPI_OK);
  g_free (index);
  return buffer;
}

static double
draw_number (EpiLoss loss, EpiRandom *random)
{
  double x = epi_random_normal (random);

  return loss == EPI_LOSS_BINARY  ? x > 0
         : loss == EPI_LOSS_HINGE ? (x > 0 ? 1 : -1)
                                  : x;
}

static EpiBuffer *
draw_numbers (EpiDevice *device, EpiElement element, size_t rows, size_t cols,
              EpiLoss loss, EpiRandom *random)
{
  double *values = g_new (double, rows *cols);
  EpiBuffer *buffer;

  for (size_t i = 0; i < rows * cols; i++)
    values[i] = (float)draw_number (loss, random); /* the same in any type */
  g_assert_cmpint (epi_buffer_new (device, element, rows, cols, &buffer), ==,
                   EPI_OK);
  g_assert_cmpint (epi_buffer_set (buffer, values), ==, EPI_OK);
  g_free (values);
  return buffer;
}

Net
net_new (const char *text, EpiShape in, EpiLoss loss, EpiDevice *device,
         EpiElement element, uint64_t seed)
{
  Net net = {.loss = loss};
  EpiRandom random = epi_random (seed, 1000);
  char *trouble;

  EpiStatus status = epi_network_new (text, in, BATCH, device, element,
                                      &trouble, &net.network);
  g_assert_cmpstr (trouble, ==, NULL);
  g_assert_cmpint (status, ==, EPI_OK);
  g_assert_cmpint (epi_network_initialise (net.network, EPI_INIT_UNIFORM, seed),
                   ==, EPI_OK);
  /* Biases, which start at zero, are drawn, too. */
  for (size_t l = 0; l < epi_network_n_layers (net.network); l++) {
    const EpiNetLayer *layer = epi_network_layer (net.network, l);
    for (size_t p = 0; p < layer->n_parameters; p++) {
      size_t n = layer->parameter[p].rows * layer->parameter[p].cols;
      double *values = g_new (double, n);
      epi_network_get (net.network, l, p, values);
      for (size_t i = 0; i < n; i++)
        values[i] = (float)(values[i] + 0.3 * epi_random_normal (&random));
      epi_network_set (net.network, l, p, values);
      g_free (values);
    }
  }
  EpiShape out = epi_network_out (net.network);
  size_t rows = epi_shape_size (&out), columns = BATCH * out.steps;
  net.X = in.classes > 0
              ? draw_classes (device, BATCH * in.steps, in.classes, &random)
              : draw_numbers (device, element, epi_shape_size (&in),
                              BATCH * in.steps, EPI_LOSS_MSE, &random);
  net.T = loss == EPI_LOSS_CROSS_ENTROPY
              ? draw_classes (device, columns, rows, &random)
              : draw_numbers (device, element, rows, columns, loss, &random);
  return net;
}

void
net_clear (Net *net)
{
  epi_network_free (net->network);
  epi_buffer_free (net->X);
  epi_buffer_free (net->T);
}

double
net_loss (const Net *net)
{
  double value;

  g_assert_cmpint (epi_network_gradient_at (net->network, net->loss, net->X,
                                            net->T, BATCH, 5, 7, &value),
                   ==, EPI_OK);
  return value;
}

double *
numbers_of (const EpiBuffer *buffer)
{
  double *values = g_new (double, buffer->rows * buffer->cols);

  g_assert_cmpint (epi_buffer_get (buffer, values), ==, EPI_OK);
  return values;
}

double
largest (const double *x, size_t n)
{
  double most = 0;

  for (size_t i = 0; i < n; i++)
    most = fmax (most, fabs (x[i]));
  return most;
}

double *
parameter (const Net *net, size_t l, size_t p)
{
  const EpiParameter *q = &epi_network_layer (net->network, l)->parameter[p];
  double *values = g_new (double, q->rows * q->cols);

  g_assert_cmpint (epi_network_get (net->network, l, p, values), ==, EPI_OK);
  return values;
}

void
assert_close (const double *x, const double *y, size_t n)
{
  for (size_t i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (x[i], y[i], 1e-12);
}

/* Numbers of one sample of a batch, step after step. */
double *
of_sample (const EpiBuffer *buffer, size_t sample)
{
  double *all = numbers_of (buffer);
  size_t steps = buffer->cols / BATCH, rows = buffer->rows;
  double *own = g_new (double, rows *steps);

  for (size_t t = 0; t < steps; t++)
    memcpy (own + t * rows, all + (t * BATCH + sample) * rows,
            rows * sizeof (double));
  g_free (all);
  return own;
}
