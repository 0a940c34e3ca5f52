/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Theorems of backpropagation, in double on the cpu. */
#include "neural-fixture.h"

#include "compute/epi-cpu.h"
#include "neural/epi-layer-plan.h"

#include <math.h>
#include <string.h>

static EpiDevice *cpu;

static size_t
numbers_in (const EpiNetLayer *layer)
{
  return epi_shape_size (&layer->in) * layer->in.steps;
}

static size_t
numbers_out (const EpiNetLayer *layer)
{
  return epi_shape_size (&layer->out) * layer->out.steps;
}

/* ---- Jacobians ---------------------------------------------------------- */

/* C (m,n) := A (m,k) B (k,n), to g_free. */
static double *
product (const double *A, const double *B, size_t m, size_t k, size_t n)
{
  double *C = g_new0 (double, m *n);

  for (size_t i = 0; i < m; i++)
    for (size_t j = 0; j < n; j++)
      for (size_t l = 0; l < k; l++)
        C[i + m * j] += A[i + m * l] * B[l + k * j];
  return C;
}

static double *
jacobian (const Net *net, size_t l, size_t sample)
{
  const EpiNetLayer *layer = epi_network_layer (net->network, l);
  double *J = g_new (double, numbers_out (layer) * numbers_in (layer));

  g_assert_cmpint (epi_network_jacobian (net->network, l, sample, J), ==,
                   EPI_OK);
  return J;
}

/* Dφ_L ⋯ Dφ₁, multiplied from the input on. */
static double *
forward_product (const Net *net, size_t sample)
{
  size_t n = numbers_in (epi_network_layer (net->network, 0));
  double *P = jacobian (net, 0, sample);

  for (size_t l = 1; l < epi_network_n_layers (net->network); l++) {
    const EpiNetLayer *layer = epi_network_layer (net->network, l);
    double *J = jacobian (net, l, sample);
    double *next = product (J, P, numbers_out (layer), numbers_in (layer), n);
    g_free (J);
    g_free (P);
    P = next;
  }
  return P;
}

/* The same from the output back. */
static double *
reverse_product (const Net *net, size_t sample)
{
  size_t l = epi_network_n_layers (net->network) - 1;
  size_t m = numbers_out (epi_network_layer (net->network, l));
  double *P = jacobian (net, l, sample);

  while (l-- > 0) {
    const EpiNetLayer *layer = epi_network_layer (net->network, l);
    double *J = jacobian (net, l, sample);
    double *next = product (P, J, m, numbers_out (layer), numbers_in (layer));
    g_free (J);
    g_free (P);
    P = next;
  }
  return P;
}

/* Column j of the whole network's Jacobian by central differences. */
static void
check_column (const Net *net, size_t sample, size_t j, const double *P)
{
  size_t rows = net->X->rows,
         at = (j / rows * BATCH + sample) * rows + j % rows;
  double *x = numbers_of (net->X), *y[2];
  const double h = 1e-5;
  const EpiBuffer *Y;

  for (int side = 0; side < 2; side++) {
    x[at] += side == 0 ? h : -2 * h;
    epi_buffer_set (net->X, x);
    g_assert_cmpint (epi_network_forward (net->network, net->X, BATCH, &Y), ==,
                     EPI_OK);
    y[side] = of_sample (Y, sample);
  }
  x[at] += h;
  epi_buffer_set (net->X, x);
  size_t m = Y->rows * Y->cols / BATCH;
  for (size_t i = 0; i < m; i++)
    g_assert_cmpfloat_with_epsilon (P[i + m * j], (y[0][i] - y[1][i]) / (2 * h),
                                    1e-8);
  g_free (x);
  g_free (y[0]);
  g_free (y[1]);
}

static const struct {
  const char *text;
  EpiShape in;
} chains[] = {
    {"dense 4; tanh; dense 5; gelu; dense 3; softmax", {3, 1, 1, 1, 0}},
    {"conv 2x2x2 tanh; pool 2; average 1; flatten; dense 3", {2, 5, 5, 1, 0}},
    {"elman 3; lstm 4; last; dense 2", {2, 1, 1, 4, 0}},
};

static void
test_forward_product_is_reverse_product (void)
{
  for (size_t c = 0; c < G_N_ELEMENTS (chains); c++) {
    Net net = net_new (chains[c].text, chains[c].in, EPI_LOSS_MSE, cpu,
                       EPI_DOUBLE, 4);
    epi_network_forward (net.network, net.X, BATCH, NULL);
    for (size_t sample = 0; sample < BATCH; sample++) {
      double *forward = forward_product (&net, sample);
      double *reverse = reverse_product (&net, sample);
      EpiShape out = epi_network_out (net.network);
      size_t m = epi_shape_size (&out) * out.steps;
      size_t n = numbers_in (epi_network_layer (net.network, 0));
      assert_close (forward, reverse, m * n);
      for (size_t j = 0; j < n; j++)
        check_column (&net, sample, j, forward);
      epi_network_forward (net.network, net.X, BATCH, NULL);
      g_free (forward);
      g_free (reverse);
    }
    net_clear (&net);
  }
}

/* ∂f/∂θₗ = Σ over samples of (∂φₗ/∂θₗ)ᵀ ḡₗ, and asking for a Jacobian changes
 * nothing. */
static void
test_weight_jacobians_give_the_gradient (void)
{
  Net net = net_new ("dense 4; tanh; elman 3; identity; lstm 2; last; dense 2",
                     SEQUENCE (3, 4), EPI_LOSS_MSE, cpu, EPI_DOUBLE, 6);
  size_t n = epi_network_n (net.network);

  net_loss (&net);
  double *before = numbers_of (epi_network_gradient (net.network));
  for (size_t l = 0; l < epi_network_n_layers (net.network); l++) {
    const EpiNetLayer *layer = epi_network_layer (net.network, l);
    /* Recurrent layers add to what arrives there: see the identity above. */
    if (layer->n_parameters == 0 || strcmp (layer->klass->name, "dense") != 0)
      continue;
    size_t m = numbers_out (layer), weights = 0, at = 0;
    for (size_t p = 0; p < layer->n_parameters; p++)
      weights += layer->parameter[p].rows * layer->parameter[p].cols;
    double *sum = g_new0 (double, weights), *J = g_new (double, m *weights);
    for (size_t sample = 0; sample < BATCH; sample++) {
      double *delta = of_sample (epi_network_delta (net.network, l), sample);
      g_assert_cmpint (epi_network_weight_jacobian (net.network, l, sample, J),
                       ==, EPI_OK);
      for (size_t j = 0; j < weights; j++)
        for (size_t i = 0; i < m; i++)
          sum[j] += J[i + m * j] * delta[i];
      g_free (delta);
    }
    for (size_t p = 0; p < layer->n_parameters; p++) {
      const EpiParameter *q = &layer->parameter[p];
      assert_close (sum + at, before + q->offset, q->rows * q->cols);
      at += q->rows * q->cols;
    }
    g_free (sum);
    g_free (J);
  }
  double *after = numbers_of (epi_network_gradient (net.network));
  g_assert_cmpmem (before, n * sizeof (double), after, n * sizeof (double));
  g_free (before);
  g_free (after);
  net_clear (&net);
}

/* What is too large, or stands before an embedding, is refused. */
static void
test_jacobians_have_bounds (void)
{
  Net words = net_new ("embedding 3; dense 2", WORD (4, 2), EPI_LOSS_MSE, cpu,
                       EPI_DOUBLE, 1);
  Net wide = net_new ("dense 300; dense 300", VECTOR (2), EPI_LOSS_MSE, cpu,
                      EPI_DOUBLE, 1);
  double J[6 * 12];

  epi_network_forward (words.network, words.X, BATCH, NULL);
  g_assert_cmpint (epi_network_jacobian (words.network, 0, 0, J), ==,
                   EPI_UNSUPPORTED);
  g_assert_cmpint (epi_network_weight_jacobian (words.network, 0, 0, J), ==,
                   EPI_OK);
  epi_network_forward (wide.network, wide.X, BATCH, NULL);
  g_assert_cmpint (epi_network_jacobian (wide.network, 1, 0, J), ==,
                   EPI_UNSUPPORTED);
  net_clear (&words);
  net_clear (&wide);
}

/* ---- Gradients ---------------------------------------------------------- */

/* Of one sample, ∂f/∂W = ḡ xᵀ and ∂f/∂b = ḡ, to the bit. */
static void
test_weight_gradient_is_an_outer_product (void)
{
  Net net = net_new ("dense 4; tanh; dense 3", VECTOR (5), EPI_LOSS_MSE, cpu,
                     EPI_DOUBLE, 2);
  EpiBuffer x = epi_buffer_part (net.X, 0, 5, 1);
  EpiBuffer t = epi_buffer_part (net.T, 0, 3, 1);
  double value, dW[4 * 5], db[4];

  g_assert_cmpint (epi_network_gradient_at (net.network, EPI_LOSS_MSE, &x, &t,
                                            1, 0, 0, &value),
                   ==, EPI_OK);
  epi_network_get_gradient (net.network, 0, 0, dW);
  epi_network_get_gradient (net.network, 0, 1, db);
  double *delta = numbers_of (epi_network_delta (net.network, 0));
  double *input = numbers_of (&x);
  for (int i = 0; i < 4; i++) {
    g_assert_cmpfloat (db[i], ==, delta[i]);
    for (int j = 0; j < 5; j++)
      g_assert_cmpfloat (dW[i + 4 * j], ==, delta[i] * input[j]);
  }
  g_free (delta);
  g_free (input);
  net_clear (&net);
}

/* Layer by layer gives the bits of all at once. */
static void
test_slow_motion_is_the_same (void)
{
  Net net = net_new ("dense 4 gelu; lstm 3; last; dense 2", SEQUENCE (3, 4),
                     EPI_LOSS_CROSS_ENTROPY, cpu, EPI_DOUBLE, 8);
  size_t n = epi_network_n (net.network);
  size_t n_layers = epi_network_n_layers (net.network);
  double at_once = net_loss (&net), value;
  double *gradient = numbers_of (epi_network_gradient (net.network));

  epi_device_fill (0, epi_network_gradient (net.network));
  for (size_t l = 0; l < n_layers; l++)
    g_assert_cmpint (epi_network_forward_layer (net.network, l,
                                                l == 0 ? net.X : NULL, BATCH),
                     ==, EPI_OK);
  g_assert_cmpint (epi_network_loss (net.network, net.loss, net.T, &value), ==,
                   EPI_OK);
  for (size_t l = n_layers; l-- > 0;)
    g_assert_cmpint (epi_network_backward_layer (net.network, l), ==, EPI_OK);
  g_assert_cmpfloat (value, ==, at_once);
  double *slow = numbers_of (epi_network_gradient (net.network));
  g_assert_cmpmem (slow, n * sizeof (double), gradient, n * sizeof (double));
  g_free (slow);
  g_free (gradient);
  net_clear (&net);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  cpu = epi_cpu_device_new ();
#define ADD(name, function) g_test_add_func ("/network/" name, test_##function)
  ADD ("forward-product-is-reverse-product",
       forward_product_is_reverse_product);
  ADD ("weight-jacobians-give-the-gradient",
       weight_jacobians_give_the_gradient);
  ADD ("jacobians-have-bounds", jacobians_have_bounds);
  ADD ("weight-gradient-is-an-outer-product",
       weight_gradient_is_an_outer_product);
  ADD ("slow-motion-is-the-same", slow_motion_is_the_same);
  int failed = g_test_run ();
  epi_device_unref (cpu);
  return failed;
}
