/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What single layers are, in double on the cpu; how networks start. */
#include "neural-fixture.h"

#include "compute/epi-cpu.h"
#include "neural/epi-layer-plan.h"

#include <math.h>
#include <string.h>

static EpiDevice *cpu;

/* ---- Layers ------------------------------------------------------------- */

/* A moved image gives a moved answer, wherever both windows are inside. */
static void
test_convolution_commutes_with_shifts (void)
{
  enum { W = 8, H = 7, C = 2, N = 3, DX = 2, DY = 1 };
  Net net = net_new ("conv 3x2x3 tanh", IMAGE (W, H, C), EPI_LOSS_MSE, cpu,
                     EPI_DOUBLE, 3);
  double *x = numbers_of (net.X);
  double *moved = g_new0 (double, W *H *C *BATCH);
  const EpiBuffer *Y;

  for (size_t s = 0; s < BATCH; s++)
    for (size_t j = 0; j + DY < H; j++)
      for (size_t i = 0; i + DX < W; i++)
        memcpy (moved + s * W * H * C + C * (i + DX + W * (j + DY)),
                x + s * W * H * C + C * (i + W * j), C * sizeof (double));
  epi_network_forward (net.network, net.X, BATCH, &Y);
  double *y = numbers_of (Y);
  epi_buffer_set (net.X, moved);
  epi_network_forward (net.network, net.X, BATCH, &Y);
  double *z = numbers_of (Y);
  const size_t w = W - 2, h = H - 1;
  g_assert_cmpuint (Y->rows, ==, N * w * h);
  for (size_t s = 0; s < BATCH; s++)
    for (size_t j = 0; j + DY < h; j++)
      for (size_t i = 0; i + DX < w; i++)
        assert_close (z + s * Y->rows + N * (i + DX + w * (j + DY)),
                      y + s * Y->rows + N * (i + w * j), N);
  g_free (x);
  g_free (moved);
  g_free (y);
  g_free (z);
  net_clear (&net);
}

/* z (m) := W x + U h + b, of one sample. */
static void
combine (const double *W, const double *x, size_t n, const double *U,
         const double *h, size_t units, const double *b, size_t m, double *z)
{
  for (size_t i = 0; i < m; i++) {
    z[i] = b[i];
    for (size_t j = 0; j < n; j++)
      z[i] += W[i + m * j] * x[j];
    for (size_t j = 0; j < units; j++)
      z[i] += U[i + m * j] * h[j];
  }
}

static double
sigma (double z)
{
  return 1 / (1 + exp (-z));
}

/* One step of the textbook, gates per unit i, f, o, g. */
static void
lstm_step (const double *z, size_t units, double *c, double *h)
{
  for (size_t i = 0; i < units; i++) {
    c[i] = sigma (z[units + i]) * c[i] + sigma (z[i]) * tanh (z[3 * units + i]);
    h[i] = sigma (z[2 * units + i]) * tanh (c[i]);
  }
}

/* A recurrent layer against a loop over samples and steps. */
static void
check_recurrent (const char *text, bool lstm)
{
  enum { IN = 3, STEPS = 5, UNITS = 4 };
  Net net =
      net_new (text, SEQUENCE (IN, STEPS), EPI_LOSS_MSE, cpu, EPI_DOUBLE, 5);
  double *W = parameter (&net, 0, 0), *U = parameter (&net, 0, 1);
  double *b = parameter (&net, 0, 2), z[4 * UNITS];
  const EpiBuffer *Y;

  g_assert_cmpint (epi_network_forward (net.network, net.X, BATCH, &Y), ==,
                   EPI_OK);
  for (size_t sample = 0; sample < BATCH; sample++) {
    double *x = of_sample (net.X, sample), *y = of_sample (Y, sample);
    double h[UNITS] = {0}, c[UNITS] = {0};
    for (size_t t = 0; t < STEPS; t++) {
      combine (W, x + t * IN, IN, U, h, UNITS, b, lstm ? 4 * UNITS : UNITS, z);
      if (lstm)
        lstm_step (z, UNITS, c, h);
      else
        for (size_t i = 0; i < UNITS; i++)
          h[i] = tanh (z[i]);
      assert_close (y + t * UNITS, h, UNITS);
    }
    g_free (x);
    g_free (y);
  }
  g_free (W);
  g_free (U);
  g_free (b);
  net_clear (&net);
}

static void
test_elman_is_its_loop (void)
{
  check_recurrent ("elman 4", false);
}

static void
test_lstm_is_its_loop (void)
{
  check_recurrent ("lstm 4", true);
}

/* Fewer samples than there is room for: the same columns. */
static void
test_samples_do_not_see_each_other (void)
{
  Net net = net_new ("conv 3x3x2 relu; pool 2; dense 3 tanh; softmax",
                     IMAGE (6, 6, 1), EPI_LOSS_MSE, cpu, EPI_DOUBLE, 9);
  EpiBuffer one = epi_buffer_part (net.X, 2 * net.X->rows, net.X->rows, 1);
  const EpiBuffer *Y;

  epi_network_forward (net.network, net.X, BATCH, &Y);
  double *all = of_sample (Y, 2);
  epi_network_forward (net.network, &one, 1, &Y);
  g_assert_cmpuint (Y->cols, ==, 1);
  double *alone = numbers_of (Y);
  assert_close (all, alone, 3);
  g_free (all);
  g_free (alone);
  net_clear (&net);
}

/* In training a share of the numbers goes and the others grow, so that the mean
 * stays; afterwards all stay. */
static void
test_dropout_keeps_the_mean (void)
{
  enum { N = 20000 };
  Net net =
      net_new ("dropout 0.3", VECTOR (N), EPI_LOSS_MSE, cpu, EPI_DOUBLE, 1);
  double *ones = g_new (double, N *BATCH), sum = 0, value;
  size_t gone = 0;
  const EpiBuffer *Y;

  for (int i = 0; i < N * BATCH; i++)
    ones[i] = 1;
  epi_buffer_set (net.X, ones);
  epi_network_forward (net.network, net.X, BATCH, &Y);
  double *y = numbers_of (Y);
  g_assert_cmpmem (y, N * BATCH * sizeof (double), ones,
                   N * BATCH * sizeof (double));
  g_free (y);
  epi_network_gradient_at (net.network, net.loss, net.X, net.T, BATCH, 1, 2,
                           &value);
  y = numbers_of (Y);
  for (int i = 0; i < N * BATCH; i++) {
    g_assert_true (y[i] == 0 || fabs (y[i] - 1 / 0.7) < 1e-15);
    gone += y[i] == 0;
    sum += y[i];
  }
  /* Five standard deviations of a mean of 60,000. */
  g_assert_cmpfloat_with_epsilon ((double)gone / (N * BATCH), 0.3,
                                  5 * sqrt (0.3 * 0.7 / (N * BATCH)));
  g_assert_cmpfloat_with_epsilon (sum / (N * BATCH), 1,
                                  5 * sqrt (0.3 / 0.7 / (N * BATCH)));
  g_free (y);
  g_free (ones);
  net_clear (&net);
}

/* ---- Starts ------------------------------------------------------------- */

/* The first weight after initialising: its bound and its variance. */
static void
check_start (const char *text, EpiInit init, double bound, double variance)
{
  Net net = net_new (text, VECTOR (200), EPI_LOSS_MSE, cpu, EPI_DOUBLE, 1);
  const EpiParameter *q = &epi_network_layer (net.network, 0)->parameter[0];
  size_t n = q->rows * q->cols;
  double sum = 0;

  g_assert_cmpint (epi_network_initialise (net.network, init, 7), ==, EPI_OK);
  double *w = parameter (&net, 0, 0), *b = parameter (&net, 0, 1);
  for (size_t i = 0; i < n; i++)
    sum += w[i] * w[i];
  g_assert_cmpfloat (largest (w, n), <=, bound);
  g_assert_cmpfloat (largest (w, n), >=,
                     0.99 * fmin (bound, 3 * sqrt (variance)));
  /* A variance of n normal numbers is off by √(2/n) of itself; five of them. */
  g_assert_cmpfloat_with_epsilon (sum / (double)n, variance,
                                  5 * sqrt (2 / (double)n) * variance + 1e-300);
  g_assert_cmpfloat (largest (b, q->rows), ==, 0);
  g_assert_cmpint (epi_network_initialise (net.network, init, 7), ==, EPI_OK);
  double *again = parameter (&net, 0, 0);
  g_assert_cmpmem (w, n * sizeof (double), again, n * sizeof (double));
  g_free (again);
  g_free (w);
  g_free (b);
  net_clear (&net);
}

static void
test_starts_have_their_spread (void)
{
  const double xavier = sqrt (6.0 / 300), uniform = 1 / sqrt (200);

  check_start ("dense 100", EPI_INIT_XAVIER, xavier, xavier * xavier / 3);
  check_start ("dense 100", EPI_INIT_UNIFORM, uniform, uniform * uniform / 3);
  check_start ("dense 100", EPI_INIT_HE, INFINITY, 2.0 / 200);
  check_start ("dense 100", EPI_INIT_ZERO, 0, 0);
  check_start ("dense 100 relu", EPI_INIT_DEFAULT, INFINITY, 2.0 / 200);
  check_start ("dense 100; dropout 0.5; relu", EPI_INIT_DEFAULT, INFINITY,
               2.0 / 200);
  check_start ("dense 100; dense 3 relu", EPI_INIT_DEFAULT, xavier,
               xavier * xavier / 3);
}

static void
test_lstm_starts_by_remembering (void)
{
  Net net = net_new ("lstm 3", VECTOR (2), EPI_LOSS_MSE, cpu, EPI_DOUBLE, 1);
  const double expected[12] = {0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0};

  epi_network_initialise (net.network, EPI_INIT_DEFAULT, 1);
  double *b = parameter (&net, 0, 2);
  g_assert_cmpmem (b, sizeof expected, expected, sizeof expected);
  g_free (b);
  net_clear (&net);
}

/* The named texts, and what is too much of a text. */
static void
check_size (const char *name, EpiShape in, size_t outputs, size_t weights)
{
  char *text = epi_network_text_of (name, outputs), *trouble;
  EpiNetwork *network;

  g_assert_cmpint (
      epi_network_new (text, in, 1, cpu, EPI_FLOAT, &trouble, &network), ==,
      EPI_OK);
  EpiShape out = epi_network_out (network);
  g_assert_cmpuint (epi_shape_size (&out), ==, outputs);
  g_assert_cmpuint (epi_network_n_weights (network), ==, weights);
  epi_network_free (network);
  g_free (text);
}

static void
test_named_texts_have_their_sizes (void)
{
  check_size ("mlp", IMAGE (28, 28, 1), 10, 784 * 128 + 128 + 128 * 10 + 10);
  check_size ("cnn", IMAGE (28, 28, 1), 10,
              25 * 8 + 8 + 200 * 16 + 16 + 256 * 64 + 64 + 64 * 10 + 10);
  check_size ("lstm", WORD (64, 64), 64,
              64 * 32 + 512 * (32 + 128 + 1) + 128 * 64 + 64);
  char *text = epi_network_text_of ("dense 2; dense *;\n dense 3*; *", 7);
  g_assert_cmpstr (text, ==, "dense 2; dense 7;\n dense 3*; 7");
  g_free (text);
}

static void
assert_too_much (const char *text, EpiShape in, const char *why)
{
  EpiNetwork *network;
  char *trouble;

  g_assert_cmpint (
      epi_network_new (text, in, 1, cpu, EPI_FLOAT, &trouble, &network), ==,
      EPI_FAILED);
  g_assert_nonnull (strstr (trouble, why));
  g_free (trouble);
}

static void
test_too_much_is_refused (void)
{
  GString *many = g_string_new (NULL);

  for (int i = 0; i < 1001; i++)
    g_string_append (many, "tanh;");
  assert_too_much (many->str, VECTOR (2), "at most 1000 layers");
  assert_too_much ("dense 1000001", VECTOR (2), "not understood");
  assert_too_much ("dense 99999999999999999999", VECTOR (2), "not understood");
  assert_too_much ("dense 1000000; dense 1000000", VECTOR (2), "too many");
  assert_too_much ("conv 999999x999999x1 pad 499999", IMAGE (1, 1, 1000),
                   "too large");
  assert_too_much ("conv 1x1x100000", IMAGE (1000, 1000, 1), "too many");
  assert_too_much ("conv 3x3x1 pad 3", IMAGE (9, 9, 1), "without a pixel");
  assert_too_much ("conv 3x3x1 stride 0", IMAGE (9, 9, 1), "not understood");
  assert_too_much ("pool 0", IMAGE (9, 9, 1), "not understood");
  g_string_free (many, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  cpu = epi_cpu_device_new ();
#define ADD(name, function)                                                    \
  g_test_add_func ("/network-layers/" name, test_##function)
  ADD ("convolution-commutes-with-shifts", convolution_commutes_with_shifts);
  ADD ("elman-is-its-loop", elman_is_its_loop);
  ADD ("lstm-is-its-loop", lstm_is_its_loop);
  ADD ("samples-do-not-see-each-other", samples_do_not_see_each_other);
  ADD ("dropout-keeps-the-mean", dropout_keeps_the_mean);
  ADD ("starts-have-their-spread", starts_have_their_spread);
  ADD ("lstm-starts-by-remembering", lstm_starts_by_remembering);
  ADD ("named-texts-have-their-sizes", named_texts_have_their_sizes);
  ADD ("too-much-is-refused", too_much_is_refused);
  int failed = g_test_run ();
  epi_device_unref (cpu);
  return failed;
}
