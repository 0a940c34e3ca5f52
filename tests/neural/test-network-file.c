/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-network-file.h"
#include "neural-fixture.h"

#include "data/said.h"

#include "compute/epi-cpu.h"
#include "core/epi-alloc.h"

#include <math.h>

static EpiDevice *cpu;

static void
write_net (const Net *net, const EpiNetworkAbout *about, EpiSafetensors *file)
{
  GError *error = NULL;
  size_t length;
  unsigned char *bytes =
      epi_network_write (net->network, about, &length, &error);

  g_assert_no_error (error);
  epi_safetensors_read (bytes, length, "it", file, &error);
  g_assert_no_error (error);
  epi_free (bytes);
}

/* The outputs of what is read are those of what was written, to the bit. */
static void
check_again (const char *text, EpiShape in, EpiElement element,
             const char *vocabulary)
{
  Net net = net_new (text, in, EPI_LOSS_CROSS_ENTROPY, cpu, element, 5);
  EpiNetworkAbout about = {.in = in,
                           .classes = 4,
                           .loss = EPI_LOSS_CROSS_ENTROPY,
                           .seed = 9007199254740991,
                           .scaling = {0.1306604762738429, 1 / 0.3081},
                           .vocabulary = (char *)vocabulary};
  EpiNetworkAbout read;
  EpiSafetensors file;
  EpiNetwork *again;
  const EpiBuffer *Y, *Z;
  GError *error = NULL;

  write_net (&net, &about, &file);
  epi_network_read (&file, "it", BATCH, cpu, &read, &again, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (&read.in, sizeof in, &in, sizeof in);
  g_assert_true (read.classes == 4 && read.loss == about.loss &&
                 read.seed == about.seed);
  g_assert_cmpstr (read.vocabulary, ==, vocabulary);
  if (vocabulary == NULL)
    g_assert_true (read.scaling.shift == about.scaling.shift &&
                   read.scaling.scale == about.scaling.scale);
  g_assert_cmpint (epi_network_element (again), ==, element);
  g_assert_cmpint (epi_network_forward (net.network, net.X, BATCH, &Y), ==,
                   EPI_OK);
  g_assert_cmpint (epi_network_forward (again, net.X, BATCH, &Z), ==, EPI_OK);
  double *y = numbers_of (Y), *z = numbers_of (Z);
  g_assert_cmpmem (y, Y->rows * Y->cols * sizeof *y, z,
                   Z->rows * Z->cols * sizeof *z);
  g_free (y);
  g_free (z);
  epi_network_free (again);
  epi_network_about_clear (&read);
  epi_safetensors_clear (&file);
  net_clear (&net);
}

static void
test_what_is_read_answers_as_what_was_written (void)
{
  check_again ("conv 3x3x2 relu; pool 2; dense 5 tanh; dense 4",
               IMAGE (8, 8, 1), EPI_FLOAT, NULL);
  check_again ("dense 5 gelu; dense 4", IMAGE (3, 2, 3), EPI_DOUBLE, NULL);
  check_again ("embedding 3; lstm 5; dense 4", WORD (4, 6), EPI_FLOAT, "\n aé");
}

/* Entry [i, j] of the tensor is W(i,j): its rows against the input, by hand. */
static void
test_a_matrix_stands_row_by_row (void)
{
  Net net = net_new ("dense 3", VECTOR (2), EPI_LOSS_MSE, cpu, EPI_DOUBLE, 1);
  EpiNetworkAbout about = {.in = VECTOR (2), .classes = 3};
  EpiSafetensors file;
  const EpiBuffer *Y;
  double W[6], b[3];

  write_net (&net, &about, &file);
  const EpiTensor *weight = epi_safetensors_find (&file, "1.dense.weight");
  const EpiTensor *bias = epi_safetensors_find (&file, "1.dense.bias");
  g_assert_true (weight->rank == 2 && weight->shape[0] == 3 &&
                 weight->shape[1] == 2);
  g_assert_true (bias->rank == 1 && bias->shape[0] == 3);
  epi_tensor_get_double (weight, W);
  epi_tensor_get_double (bias, b);
  g_assert_cmpint (epi_network_forward (net.network, net.X, BATCH, &Y), ==,
                   EPI_OK);
  double *x = numbers_of (net.X), *y = numbers_of (Y);
  for (size_t i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (
        y[i], W[i * 2] * x[0] + W[i * 2 + 1] * x[1] + b[i], 1e-14);
  g_free (x);
  g_free (y);
  epi_safetensors_clear (&file);
  net_clear (&net);
}

/* ---- Trouble ---- */

static void
refuse (const EpiSafetensors *file, const char *words)
{
  EpiNetworkAbout about;
  EpiNetwork *network;
  GError *error = NULL;

  if (epi_network_read (file, "it", BATCH, cpu, &about, &network, &error))
    g_error ("“%s” is not said: nothing is refused", words);
  g_assert_true (network == NULL && about.vocabulary == NULL);
  said (error, words);
}

static void
test_wrong_metadata_are_said (void)
{
  static const struct {
    const char *key, *text, *words; /* text NULL: left out */
  } wrong[] = {
      {"format", NULL, "it: |no “format”|no network of Epigraph"},
      {"format", "pt", "“pt”|epigraph network 1"},
      {"net", NULL, "no “net”"},
      {"net", "dense 4; wobble", "Layer 2|wobble"},
      {"net", "dense 5; dense 4", "“1.dense.weight”|[5, 6]"},
      {"net", "dense 4; dense 4", "“2.dense.weight”|not there"},
      {"net", "flatten", "2 tensors|needs 0"},
      {"net", "dense 1000000", "“1.dense.weight”|[1000000, 6]"},
      {"net", "dense 999999999", "cannot be|999999999"},
      {"input", "3x2", "“3x2”|28x28x1"},
      {"input", "3x2x1x1", "28x28x1"},
      {"input", "3x0x1", "28x28x1"},
      {"input", "30000x30000x30000", "cannot be|too many"},
      {"input", "characters", "no “vocabulary”"},
      {"steps", "0", "“steps” is “0”|1 to 1,"},
      {"steps", "2", "“steps” is “2”|1 to 1,"},
      {"classes", "x", "“classes” is “x”"},
      {"seed", "9007199254740992", "“seed”|9007199254740991"},
      {"loss", "guess", "“guess” is no loss"},
      {"precision", "half", "“half” is no precision"},
      {"shift", "nan", "“shift” is “nan”|finite"},
      {"scale", "1,5", "“scale” is “1,5”"},
  };
  Net net =
      net_new ("dense 4", IMAGE (3, 2, 1), EPI_LOSS_MSE, cpu, EPI_FLOAT, 1);
  EpiNetworkAbout about = {.in = IMAGE (3, 2, 1), .classes = 4};
  EpiSafetensors file;

  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++) {
    write_net (&net, &about, &file);
    for (size_t k = 0; k < file.n_metadata; k++)
      if (strcmp (file.keys[k], wrong[i].key) == 0) {
        char **what = wrong[i].text != NULL ? &file.texts[k] : &file.keys[k];
        g_free (*what);
        *what = g_strdup (wrong[i].text != NULL ? wrong[i].text : "other");
      }
    refuse (&file, wrong[i].words);
    epi_safetensors_clear (&file);
  }
  net_clear (&net);
}

/* What is small are the weights and what comes out. */
static void
test_an_input_too_large_is_said (void)
{
  Net net = net_new ("conv 1x1x1 stride 30000", IMAGE (3, 2, 1), EPI_LOSS_MSE,
                     cpu, EPI_FLOAT, 1);
  EpiNetworkAbout about = {.in = IMAGE (3, 2, 1), .classes = 1};
  EpiSafetensors file;

  about.in.width = about.in.height = 30000;
  write_net (&net, &about, &file);
  refuse (&file, "30 million numbers");
  epi_safetensors_clear (&file);
  net_clear (&net);
}

static void
test_wrong_tensors_are_said (void)
{
  Net net =
      net_new ("dense 4", IMAGE (3, 2, 1), EPI_LOSS_MSE, cpu, EPI_FLOAT, 1);
  EpiNetworkAbout about = {.in = IMAGE (3, 2, 1), .classes = 4};
  static const float none[4] = {1, NAN, 1, 1};
  static const double large[4] = {1, 1, -1e39, 1};
  static const size_t four[] = {4};
  EpiSafetensors file;

  write_net (&net, &about, &file);
  file.tensors[1].values = none;
  refuse (&file, "“1.dense.bias”|not finite");
  epi_safetensors_clear (&file);

  write_net (&net, &about, &file);
  file.tensors[1].type = EPI_TENSOR_F64;
  file.tensors[1].values = large;
  refuse (&file, "“1.dense.bias”|too large for single precision");
  epi_safetensors_clear (&file);

  write_net (&net, &about, &file);
  epi_safetensors_add (&file, "more", EPI_TENSOR_F32, 1, four, none);
  refuse (&file, "3 tensors|needs 2");
  epi_safetensors_clear (&file);
  net_clear (&net);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  cpu = epi_cpu_device_new ();
  g_test_add_func ("/network-file/what-is-read-answers-as-what-was-written",
                   test_what_is_read_answers_as_what_was_written);
  g_test_add_func ("/network-file/a-matrix-stands-row-by-row",
                   test_a_matrix_stands_row_by_row);
  g_test_add_func ("/network-file/wrong-metadata-are-said",
                   test_wrong_metadata_are_said);
  g_test_add_func ("/network-file/an-input-too-large-is-said",
                   test_an_input_too_large_is_said);
  g_test_add_func ("/network-file/wrong-tensors-are-said",
                   test_wrong_tensors_are_said);
  int result = g_test_run ();
  epi_device_unref (cpu);
  return result;
}
