/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples are copies, checked once. */
#include "neural/epi-samples.h"

#include "core/epi-alloc.h"

#include <glib.h>
#include <math.h>

static const EpiShape pair = {2, 1, 1, 1, 0}, word = {1, 1, 1, 3, 4};

static void
test_holds_what_it_was_given (void)
{
  float inputs[6] = {1, 2, 3, 4, 5, 6}, values[3] = {-1, 1, -1};
  EpiSamplesView view = {
      .shape = pair, .n = 3, .targets = 1, .inputs = inputs, .values = values};
  EpiSamples *samples;

  g_assert_cmpint (epi_samples_new (&view, &samples), ==, EPI_OK);
  inputs[5] = values[2] = 0;
  const EpiSamplesView *own = epi_samples_view (epi_samples_ref (samples));
  epi_samples_unref (samples);
  g_assert_cmpfloat (own->inputs[5], ==, 6);
  g_assert_cmpfloat (own->values[2], ==, -1);
  g_assert_cmpuint (own->answers, ==, 1);
  g_assert_null (own->index);
  g_assert_null (own->labels);
  epi_samples_unref (samples);
}

static void
test_refuses_what_is_no_sample (void)
{
  float inputs[4] = {1, 2, NAN, 4}, values[2] = {1, INFINITY};
  int32_t index[6] = {0, 1, 2, 3, 3, 4}, labels[2] = {0, -1};
  EpiSamplesView view = {.shape = pair, .n = 2, .inputs = inputs};
  EpiSamples *samples;

  g_assert_cmpint (epi_samples_new (&view, &samples), ==, EPI_NOT_FINITE);
  inputs[2] = 3;
  view.values = values, view.targets = 1;
  g_assert_cmpint (epi_samples_new (&view, &samples), ==, EPI_NOT_FINITE);
  view.values = NULL, view.labels = labels, view.classes = 2;
  g_assert_cmpint (epi_samples_new (&view, &samples), ==, EPI_FAILED);

  view = (EpiSamplesView){.shape = word,
                          .n = 2,
                          .answers = 1,
                          .classes = 2,
                          .index = index,
                          .labels = labels};
  labels[1] = 1;
  g_assert_cmpint (epi_samples_new (&view, &samples), ==, EPI_FAILED);
  g_assert_null (samples);
  index[5] = 0;
  g_assert_cmpint (epi_samples_new (&view, &samples), ==, EPI_OK);
  epi_samples_unref (samples);
}

static void
test_memory_runs_out (void)
{
  int32_t index[6] = {0}, labels[6] = {0};
  EpiSamplesView view = {
      .shape = word, .n = 2, .classes = 2, .index = index, .labels = labels};
  EpiSamples *samples;

  for (int at = 0; at < 2; at++) {
    epi_alloc_fail_at (at);
    g_assert_cmpint (epi_samples_new (&view, &samples), ==, EPI_NO_MEMORY);
    g_assert_null (samples);
  }
  epi_alloc_fail_at (-1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/samples/holds-what-it-was-given",
                   test_holds_what_it_was_given);
  g_test_add_func ("/samples/refuses-what-is-no-sample",
                   test_refuses_what_is_no_sample);
  g_test_add_func ("/samples/memory-runs-out", test_memory_runs_out);
  return g_test_run ();
}
