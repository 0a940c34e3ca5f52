/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every layer and every loss: the gradient that backward gives is the one that
 * central differences give,
 *
 *     |gᵢ - (f(θ + hεᵢ) - f(θ - hεᵢ)) / 2h| ≤ 10⁻⁶ max |g|
 *
 * over each parameter, in double, h = 10⁻⁵: the difference is wrong by
 * h² f'''/6 + u f/h, both of about 10⁻¹¹.  Each layer stands behind another one
 * with parameters, so that what it hands down is checked, too.
 *
 * On each device and in each type, it is the same gradient: relative to the
 * largest entry within K u, where K counts the roundings on the longest way
 * from an input to a gradient: there and back through each layer, as many as it
 * has terms in a sum and 16 (the worst function of epi-device.h), times steps.
 */
#include "compute/compute-fixture.h"
#include "neural-fixture.h"

#include "compute/epi-cpu.h"

#include <math.h>
#include <string.h>

typedef struct {
  const char *layer; /* what is checked */
  const char *text;
  EpiShape in;
} LayerCase;

static const LayerCase layer_cases[] = {
    {"dense", "dense 4 tanh; dense 3; dense 2", {3, 1, 1, 1, 0}},
    {"dense", "dense 4 sigmoid; dense 3 relu; dense 2 leaky", {3, 1, 1, 1, 0}},
    {"dense", "dense 4 gelu; dense 3 softplus; dense 2 gelu", {3, 1, 1, 1, 0}},
    {"dense", "conv 2x2x3; dense 2", {2, 4, 3, 1, 0}},
    {"conv", "conv 2x2x3 tanh; conv 3x2x2; dense 2", {2, 6, 5, 1, 0}},
    {"conv", "conv 1x1x2; conv 3x3x3 stride 2 pad 1 gelu", {2, 6, 5, 1, 0}},
    {"conv", "conv 1x1x2; conv 5x5x2 pad 2 softplus", {1, 4, 3, 1, 0}},
    {"pool", "conv 2x2x3 tanh; pool 2; dense 2", {1, 7, 6, 1, 0}},
    {"pool", "conv 1x1x2 tanh; pool 3 stride 2 pad 1", {2, 6, 5, 1, 0}},
    {"pool", "conv 1x1x2 tanh; pool 3 stride 1", {2, 6, 5, 1, 0}},
    {"average", "conv 2x2x3 tanh; average 2; dense 2", {1, 7, 6, 1, 0}},
    {"average", "conv 1x1x2; average 3 stride 2 pad 1", {2, 6, 5, 1, 0}},
    {"flatten", "conv 2x2x3 tanh; flatten; dense 2", {1, 4, 4, 1, 0}},
    {"embedding", "embedding 3; dense 2", {1, 1, 1, 4, 5}},
    {"elman", "dense 3 tanh; elman 4; dense 2", {2, 1, 1, 5, 0}},
    {"elman", "elman 4", {2, 1, 1, 1, 0}},
    {"elman", "embedding 3; elman 4; elman 2", {1, 1, 1, 4, 5}},
    {"lstm", "dense 3 tanh; lstm 4; dense 2", {2, 1, 1, 5, 0}},
    {"lstm", "lstm 3", {2, 1, 1, 1, 0}},
    {"lstm", "embedding 3; lstm 4; lstm 2", {1, 1, 1, 4, 5}},
    {"last", "dense 3; lstm 4; last; dense 2", {2, 1, 1, 5, 0}},
    {"last", "dense 3 tanh; last", {2, 1, 1, 3, 0}},
    {"softmax", "dense 4; softmax", {3, 1, 1, 1, 0}},
    {"softmax", "dense 4 tanh; softmax; dense 2", {3, 1, 1, 2, 0}},
    {"dropout", "dense 8 tanh; dropout 0.4; dense 2", {3, 1, 1, 1, 0}},
    {"identity", "dense 4; identity; dense 2", {3, 1, 1, 1, 0}},
    {"tanh", "dense 4; tanh; dense 2", {3, 1, 1, 1, 0}},
    {"sigmoid", "dense 4; sigmoid; dense 2", {3, 1, 1, 1, 0}},
    {"relu", "dense 4; relu; dense 2", {3, 1, 1, 1, 0}},
    {"leaky", "dense 4; leaky; dense 2", {3, 1, 1, 1, 0}},
    {"gelu", "dense 4; gelu; dense 2", {3, 1, 1, 1, 0}},
    {"softplus", "dense 4; softplus; dense 2", {3, 1, 1, 1, 0}},
};

static double
loss_with (Net *net, size_t l, size_t p, double *values, size_t i, double value)
{
  double before = values[i];

  values[i] = value;
  epi_network_set (net->network, l, p, values);
  double loss = net_loss (net);
  values[i] = before;
  epi_network_set (net->network, l, p, values);
  return loss;
}

static void
check_parameter (Net *net, size_t l, size_t p, const char *what)
{
  const EpiNetLayer *layer = epi_network_layer (net->network, l);
  const EpiParameter *q = &layer->parameter[p];
  size_t n = q->rows * q->cols;
  double *values = g_new (double, n), *gradient = g_new (double, n);
  const double h = 1e-5;

  net_loss (net);
  epi_network_get (net->network, l, p, values);
  epi_network_get_gradient (net->network, l, p, gradient);
  double scale = largest (gradient, n);
  /* There is something to check; but one step asks no recurrent weight. */
  g_assert_true (scale > 1e-4 ||
                 (layer->in.steps == 1 && strcmp (q->name, "recurrent") == 0));
  for (size_t i = 0; i < n; i++) {
    double up = loss_with (net, l, p, values, i, values[i] + h);
    double down = loss_with (net, l, p, values, i, values[i] - h);
    double difference = (up - down) / (2 * h);
    if (!(fabs (gradient[i] - difference) <= 1e-6 * scale))
      g_error ("%s, layer %zu, %s: ∂f/∂θ[%zu] = %.12g by backward, %.12g by "
               "differences",
               what, l + 1, q->name, i, gradient[i], difference);
  }
  g_free (values);
  g_free (gradient);
}

static void
check_gradient (const char *text, EpiShape in, EpiLoss loss)
{
  EpiDevice *cpu = epi_cpu_device_new ();
  Net net = net_new (text, in, loss, cpu, EPI_DOUBLE, 11);

  for (size_t l = 0; l < epi_network_n_layers (net.network); l++)
    for (size_t p = 0; p < epi_network_layer (net.network, l)->n_parameters;
         p++)
      check_parameter (&net, l, p, text);
  net_clear (&net);
  epi_device_unref (cpu);
}

/* data: an EpiLayerClass. */
static void
test_gradient (gconstpointer data)
{
  const EpiLayerClass *klass = data;
  size_t checked = 0;

  for (size_t i = 0; i < G_N_ELEMENTS (layer_cases); i++)
    if (strcmp (layer_cases[i].layer, klass->name) == 0) {
      check_gradient (layer_cases[i].text, layer_cases[i].in, EPI_LOSS_MSE);
      checked++;
    }
  g_assert_cmpuint (checked, >, 0); /* a new layer wants its case above */
}

/* data: an EpiLoss. */
static void
test_loss (gconstpointer data)
{
  EpiLoss loss = (EpiLoss)GPOINTER_TO_INT (data);

  check_gradient ("dense 5 tanh; dense 3", VECTOR (4), loss);
  check_gradient ("elman 4; dense 3", SEQUENCE (2, 3), loss);
}

/* K. */
static double
roundings (const EpiNetwork *network)
{
  double sum = 0;

  for (size_t l = 0; l < epi_network_n_layers (network); l++) {
    const EpiNetLayer *layer = epi_network_layer (network, l);
    double terms = 0;
    for (size_t p = 0; p < layer->n_parameters; p++)
      terms = fmax (terms, (double)MAX (layer->parameter[p].rows,
                                        layer->parameter[p].cols));
    sum += 2 * (terms + 16) * (double)layer->in.steps;
  }
  return sum;
}

static double *
gradient_of (const LayerCase *lc, EpiDevice *device, EpiElement element,
             size_t *n, double *most)
{
  Net net = net_new (lc->text, lc->in, EPI_LOSS_MSE, device, element, 11);

  net_loss (&net);
  double *gradient = numbers_of (epi_network_gradient (net.network));
  *n = epi_network_n (net.network);
  *most = roundings (net.network);
  net_clear (&net);
  return gradient;
}

static void
test_same_on_each_device (const Case *c)
{
  EpiDevice *cpu = epi_cpu_device_new ();
  double worst = 0;

  for (size_t i = 0; i < G_N_ELEMENTS (layer_cases); i++) {
    size_t n;
    double K;
    double *exact = gradient_of (&layer_cases[i], cpu, EPI_DOUBLE, &n, &K);
    double *here = gradient_of (&layer_cases[i], c->device, c->element, &n, &K);
    double unit = K * unit_roundoff (c->element) * largest (exact, n);
    for (size_t j = 0; j < n; j++) {
      worst = fmax (worst, fabs (here[j] - exact[j]) / unit);
      if (!(fabs (here[j] - exact[j]) <= unit))
        g_error ("%s: ∂f/∂θ[%zu] = %.17g, not %.17g", layer_cases[i].text, j,
                 here[j], exact[j]);
    }
    g_free (exact);
    g_free (here);
  }
  g_test_message ("at most %.2g of the bound", worst);
  epi_device_unref (cpu);
}

static void
add_all (void)
{
  for (size_t i = 0; epi_layer_classes[i] != NULL; i++) {
    char *path =
        g_strdup_printf ("/layers/gradient/%s", epi_layer_classes[i]->name);
    g_test_add_data_func (path, epi_layer_classes[i], test_gradient);
    g_free (path);
  }
  for (int loss = 0; loss < EPI_N_LOSSES; loss++) {
    char *path =
        g_strdup_printf ("/losses/gradient/%s", epi_loss_name ((EpiLoss)loss));
    g_test_add_data_func (path, GINT_TO_POINTER (loss), test_loss);
    g_free (path);
  }
  add_cases ("layers", "same-on-each-device", test_same_on_each_device);
}

int
main (int argc, char **argv)
{
  return run_cases (argc, argv, add_all);
}
