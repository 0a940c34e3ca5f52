/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gradient-check.h"

#include <math.h>

#define STEP 0x1p-17

static double
value_at (const Gradient *p, const double *x, const double *weights)
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
gradient_at (const Gradient *p, const double *x, const double *weights)
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

void
check_gradient (const Gradient *p)
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

bool
is_for_doubles (const Case *c)
{
  if (c->element == EPI_FLOAT)
    g_test_skip ("central differences are taken in double");
  return c->element == EPI_DOUBLE;
}
