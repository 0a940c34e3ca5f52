/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trainer as a Method, and what its steps are. */
#include "neural/epi-trainer.h"

#include "compute/epi-cpu.h"
#include "core/epi-random.h"
#include "method-checks.h"
#include "neural/epi-batches.h"

#include <math.h>
#include <string.h>

static EpiDevice *cpu;

/* n points of the plane, two classes on two half rings. */
static EpiSamples *
two_rings (size_t n, uint64_t seed)
{
  EpiRandom random = epi_random (seed, 0);
  float *inputs = g_new (float, 2 * n);
  int32_t *labels = g_new (int32_t, n);
  EpiSamples *samples;

  for (size_t i = 0; i < n; i++) {
    double angle = G_PI * epi_random_uniform (&random);
    double side = labels[i] = (int32_t)(i % 2);
    inputs[2 * i] = (float)(cos (angle) * (1 - 2 * side) + side);
    inputs[2 * i + 1] = (float)(sin (angle) * (1 - 2 * side) + 0.3 * side);
  }
  EpiSamplesView view = {.shape = {2, 1, 1, 1, 0},
                         .n = n,
                         .classes = 2,
                         .inputs = inputs,
                         .labels = labels};
  g_assert_cmpint (epi_samples_new (&view, &samples), ==, EPI_OK);
  g_free (inputs);
  g_free (labels);
  return samples;
}

/* t = 1 + 2 x₁ - 3 x₂ + noise: rows (x₁, x₂), one target. */
static EpiSamples *
plane (size_t n)
{
  EpiRandom random = epi_random (3, 0);
  float *inputs = g_new (float, 2 * n), *values = g_new (float, n);
  EpiSamples *samples;

  for (size_t i = 0; i < n; i++) {
    inputs[2 * i] = (float)epi_random_normal (&random);
    inputs[2 * i + 1] = (float)epi_random_normal (&random);
    values[i] = 1 + 2 * inputs[2 * i] - 3 * inputs[2 * i + 1] +
                0.1F * (float)epi_random_normal (&random);
  }
  EpiSamplesView view = {.shape = {2, 1, 1, 1, 0},
                         .n = n,
                         .targets = 1,
                         .inputs = inputs,
                         .values = values};
  g_assert_cmpint (epi_samples_new (&view, &samples), ==, EPI_OK);
  g_free (inputs);
  g_free (values);
  return samples;
}

static EpiMethod *
trainer (const char *net, EpiSamples *train, EpiSamples *test,
         const EpiTrainerOptions *options)
{
  char *trouble;
  EpiMethod *method;

  EpiStatus status =
      epi_trainer_new (net, train, test, cpu, options, &trouble, &method);
  g_assert_cmpstr (trouble, ==, NULL);
  g_assert_cmpint (status, ==, EPI_OK);
  return method;
}

/* ---- Batches ------------------------------------------------------------ */

/* Over N batches of n the endless order has been through n epochs: every sample
 * came n times, and within an epoch once. */
static void
test_every_epoch_sees_every_sample (void)
{
  enum { N = 23, n = 5 };
  float ids[N];
  size_t times[N] = {0}, place = 0;
  EpiSamplesView view = {.shape = {1, 1, 1, 1, 0},
                         .n = N,
                         .targets = 1,
                         .inputs = ids,
                         .values = ids};
  EpiSamples *samples;
  EpiBatches *batches;

  for (int i = 0; i < N; i++)
    ids[i] = (float)i;
  g_assert_cmpint (epi_samples_new (&view, &samples), ==, EPI_OK);
  g_assert_cmpint (
      epi_batches_new (samples, EPI_LOSS_MSE, n, 9, cpu, EPI_FLOAT, &batches),
      ==, EPI_OK);
  g_assert_cmpuint (epi_batches_per_epoch (batches), ==, 5);
  for (uint64_t k = 0; k < N; k++) {
    const EpiBuffer *X, *T;
    g_assert_cmpint (epi_batches_take (batches, k, &X, &T), ==, EPI_OK);
    g_assert_cmpmem (X->memory, n * sizeof (float), T->memory,
                     n * sizeof (float));
    for (int j = 0; j < n; j++, place++) {
      times[(size_t)((const float *)X->memory)[j]]++;
      if ((place + 1) % N == 0)
        for (int i = 0; i < N; i++)
          g_assert_cmpuint (times[i], ==, (place + 1) / N);
    }
  }
  g_assert_cmpuint (place, ==, n * N);
  epi_batches_free (batches);
  epi_samples_unref (samples);
}

/* ---- Steps -------------------------------------------------------------- */

/* Gradient descent on one linear unit is least squares: its limit solves the
 * normal equations, so that the residual is orthogonal to 1, x₁ and x₂. */
static void
test_linear_unit_is_least_squares (void)
{
  EpiSamples *samples = plane (50);
  const EpiSamplesView *view = epi_samples_view (samples);
  EpiTrainerOptions options = epi_trainer_defaults (samples);
  double w[2], b, products[3] = {0};

  options.optimizer = epi_optimizer_defaults (EPI_OPTIMIZER_GRADIENT_DESCENT);
  options.optimizer.step = 0.5;
  options.epochs = 0;
  options.element = EPI_DOUBLE;
  EpiMethod *method = trainer ("dense 1", samples, NULL, &options);
  epi_method_run (method, 400, NULL, NULL);
  epi_network_get (epi_trainer_network (method), 0, 0, w);
  epi_network_get (epi_trainer_network (method), 0, 1, &b);
  for (size_t i = 0; i < view->n; i++) {
    double x = view->inputs[2 * i], y = view->inputs[2 * i + 1];
    double r = w[0] * x + w[1] * y + b - (double)view->values[i];
    products[0] += r, products[1] += r * x, products[2] += r * y;
  }
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (products[i], 0, 1e-11);
  epi_method_free (method);
  epi_samples_unref (samples);
}

/* A step of SGD is θ - α g with the g that was recorded of that batch. */
static void
test_step_is_the_update (void)
{
  EpiSamples *samples = two_rings (40, 1);
  EpiTrainerOptions options = epi_trainer_defaults (samples);
  double before[6], after[6], gradient[6];

  options.optimizer = epi_optimizer_defaults (EPI_OPTIMIZER_SGD);
  options.optimizer.step = 0.25;
  options.batch = 8;
  options.element = EPI_DOUBLE;
  EpiMethod *method =
      trainer ("dense 3 tanh; dense *", samples, NULL, &options);
  EpiNetwork *network = epi_trainer_network (method);
  for (int k = 0; k < 4; k++) {
    epi_network_get (network, 0, 0, before);
    g_assert_cmpint (epi_method_step (method), ==, EPI_RUNNING);
    epi_network_get (network, 0, 0, after);
    epi_network_get_gradient (network, 0, 0, gradient);
    for (int i = 0; i < 6; i++)
      g_assert_cmpfloat_with_epsilon (after[i], before[i] - 0.25 * gradient[i],
                                      1e-15);
  }
  epi_method_run (method, 1000, NULL, NULL);
  g_assert_cmpint (method->status, ==, EPI_LIMIT);
  g_assert_cmpuint (method->k, ==, 5); /* one epoch of 40 */
  epi_method_free (method);
  options.steps = 3; /* which come first */
  method = trainer ("dense 3 tanh; dense *", samples, NULL, &options);
  epi_method_run (method, 1000, NULL, NULL);
  g_assert_cmpint (method->status, ==, EPI_LIMIT);
  g_assert_cmpuint (method->k, ==, 3);
  epi_method_free (method);
  epi_samples_unref (samples);
}

static EpiTrainerOptions
busy_options (const EpiSamples *samples, EpiOptimizerKind kind)
{
  EpiTrainerOptions options = epi_trainer_defaults (samples);

  options.optimizer = epi_optimizer_defaults (kind);
  options.batch = 12;
  options.epochs = 0;
  options.seed = 42;
  options.measure = 5;
  options.keep = 1000;
  return options;
}

static void
test_steps_allocate_nothing (void)
{
  EpiSamples *samples = two_rings (50, 1);

  for (int kind = 0; kind < EPI_N_OPTIMIZERS; kind++) {
    EpiTrainerOptions options = busy_options (samples, (EpiOptimizerKind)kind);
    options.optimizer.clip = 1;
    EpiMethod *method =
        trainer ("dense 8 tanh; dropout 0.2; dense *", samples, NULL, &options);
    g_assert_cmpint (check_steps_allocate_nothing (method, 60), ==,
                     EPI_RUNNING);
    epi_method_free (method);
  }
  epi_samples_unref (samples);
}

static void
test_restored_state_repeats (void)
{
  EpiSamples *train = two_rings (50, 1), *test = two_rings (30, 2);

  for (int kind = 0; kind < EPI_N_OPTIMIZERS; kind++)
    for (int element = EPI_FLOAT; element <= EPI_DOUBLE; element++) {
      EpiTrainerOptions options = busy_options (train, (EpiOptimizerKind)kind);
      options.element = (EpiElement)element;
      const char *net = "dense 8 tanh; dropout 0.2; dense 5 gelu; dense *";
      check_restored_state_repeats (trainer (net, train, test, &options),
                                    trainer (net, train, test, &options), 17,
                                    14);
    }
  epi_samples_unref (train);
  epi_samples_unref (test);
}

/* Two rings are no half-planes, but eight units bend around them. */
static void
test_learns_two_rings (void)
{
  EpiSamples *train = two_rings (200, 1), *test = two_rings (200, 2);
  EpiTrainerOptions options = epi_trainer_defaults (train);
  double loss, accuracy;

  options.optimizer.step = 0.02;
  options.batch = 10;
  options.epochs = 60;
  for (int l = EPI_LOSS_MSE; l < EPI_N_LOSSES; l++) {
    options.loss = (EpiLoss)l;
    EpiMethod *method =
        trainer ("dense 8 tanh; dense 8 tanh; dense *", train, test, &options);
    g_assert_cmpint (epi_method_run (method, 100000, NULL, NULL), ==,
                     EPI_LIMIT);
    g_assert_cmpuint (method->k, ==, 60 * 20);
    g_assert_cmpint (epi_trainer_evaluate (method, test, &loss, &accuracy), ==,
                     EPI_OK);
    g_assert_cmpfloat (accuracy, >, 0.97);
    EpiFrame *frame = epi_method_record (method);
    g_assert_cmpfloat (epi_frame_scalar (frame, "epoch", NAN), ==, 60);
    epi_frame_unref (frame);
    epi_method_free (method);
  }
  epi_samples_unref (train);
  epi_samples_unref (test);
}

/* ---- Trouble ------------------------------------------------------------ */

/* Steps far too long: it stops, says where and why, and keeps the last θ that
 * gave numbers. */
static void
test_divergence_is_explained (void)
{
  EpiSamples *samples = plane (50);
  EpiTrainerOptions options = epi_trainer_defaults (samples);
  double before[2], after[2];

  options.optimizer = epi_optimizer_defaults (EPI_OPTIMIZER_SGD);
  options.optimizer.step = 1e6;
  options.epochs = 0;
  options.keep = 10;
  EpiMethod *method = trainer ("dense 1; dense 1", samples, NULL, &options);
  do {
    g_assert_null (epi_trainer_trouble (method));
    epi_network_get (epi_trainer_network (method), 0, 0, before);
    epi_method_step (method);
  } while (method->status == EPI_RUNNING && method->k < 100);
  g_assert_cmpint (method->status, ==, EPI_DIVERGED);
  epi_network_get (epi_trainer_network (method), 0, 0, after);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);
  g_assert_true (isfinite (after[0]));
  const char *trouble = epi_trainer_trouble (method);
  g_test_message ("%s", trouble);
  g_assert_nonnull (strstr (trouble, "layer "));
  g_assert_nonnull (strstr (trouble, "dense 1"));
  g_assert_nonnull (strstr (trouble, "largest gradient"));
  g_assert_nonnull (strstr (trouble, "step size is 1e+06"));
  epi_method_free (method);
  epi_samples_unref (samples);
}

static void
assert_refused (const char *net, EpiSamples *samples, EpiLoss loss,
                const char *sentence)
{
  EpiTrainerOptions options = epi_trainer_defaults (samples);
  EpiMethod *method;
  char *trouble;

  options.loss = loss;
  g_assert_cmpint (
      epi_trainer_new (net, samples, NULL, cpu, &options, &trouble, &method),
      ==, EPI_FAILED);
  g_assert_cmpstr (trouble, ==, sentence);
  g_assert_null (method);
  g_free (trouble);
}

static void
test_says_what_does_not_fit (void)
{
  EpiSamples *classes = two_rings (10, 1), *numbers = plane (10);

  assert_refused ("dense 8; dense 3", classes, EPI_LOSS_CROSS_ENTROPY,
                  "The network ends in 3 numbers, the samples have 2 classes");
  assert_refused ("dense 2", numbers, EPI_LOSS_MSE,
                  "The network ends in 2 numbers, the samples have 1 targets");
  assert_refused ("dense 1", numbers, EPI_LOSS_CROSS_ENTROPY,
                  "Cross-entropy takes classes, the samples have numbers");
  assert_refused ("dense 2; softmax", classes, EPI_LOSS_CROSS_ENTROPY,
                  "Cross-entropy has softmax in it: leave layer 2, “softmax”, "
                  "away or take another loss");
  assert_refused ("dense 4; conv 3x3x2; dense 2", classes, EPI_LOSS_MSE,
                  "Layer 2, “conv 3x3x2”: a window of 3×3 does not fit into "
                  "1×1×4");
  assert_refused ("dense 4; lsmt 3", classes, EPI_LOSS_MSE,
                  "Layer 2, “lsmt 3”: “lsmt” is no layer; there are dense, "
                  "conv, pool, average, flatten, embedding, elman, lstm, last, "
                  "softmax, dropout, identity, tanh, sigmoid, relu, leaky, "
                  "gelu, softplus");
  assert_refused ("dense four", classes, EPI_LOSS_MSE,
                  "Layer 1, “dense four”: “four” is not understood; it is "
                  "written dense N [ACTIVATION]");
  assert_refused ("dense", classes, EPI_LOSS_MSE,
                  "Layer 1, “dense”: something is missing; it is written "
                  "dense N [ACTIVATION]");
  assert_refused ("embedding 4", classes, EPI_LOSS_MSE,
                  "Layer 1, “embedding 4”: it takes characters, and numbers "
                  "come in");
  assert_refused ("dropout 1", classes, EPI_LOSS_MSE,
                  "Layer 1, “dropout 1”: “1” is not understood; it is written "
                  "dropout RATE, 0 ≤ RATE < 1");
  assert_refused ("dense 4;; dense 2", classes, EPI_LOSS_MSE,
                  "Layer 2, “”: there is no word");
  assert_refused (" ", classes, EPI_LOSS_MSE,
                  "A network needs at least one layer");
  epi_samples_unref (classes);
  epi_samples_unref (numbers);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  cpu = epi_cpu_device_new ();
  g_test_add_func ("/trainer/every-epoch-sees-every-sample",
                   test_every_epoch_sees_every_sample);
  g_test_add_func ("/trainer/linear-unit-is-least-squares",
                   test_linear_unit_is_least_squares);
  g_test_add_func ("/trainer/step-is-the-update", test_step_is_the_update);
  g_test_add_func ("/trainer/steps-allocate-nothing",
                   test_steps_allocate_nothing);
  g_test_add_func ("/trainer/restored-state-repeats",
                   test_restored_state_repeats);
  g_test_add_func ("/trainer/learns-two-rings", test_learns_two_rings);
  g_test_add_func ("/trainer/divergence-is-explained",
                   test_divergence_is_explained);
  g_test_add_func ("/trainer/says-what-does-not-fit",
                   test_says_what_does_not_fit);
  int failed = g_test_run ();
  epi_device_unref (cpu);
  return failed;
}
