/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sequences: an answer at each step, or one at the end. */
#include "neural/epi-trainer.h"

#include "compute/epi-cpu.h"
#include "core/epi-random.h"

#include <glib.h>
#include <string.h>

enum { SAMPLES = 240, STEPS = 6, CLASSES = 3 };

static EpiDevice *cpu;

/* Which was the first character?  Asked after the last one, or at each. */
static EpiSamples *
first_characters (size_t answers, uint64_t seed)
{
  EpiRandom random = epi_random (seed, 0);
  int32_t index[SAMPLES * STEPS], labels[SAMPLES * STEPS];
  EpiSamples *samples;

  for (size_t i = 0; i < SAMPLES; i++)
    for (size_t t = 0; t < STEPS; t++) {
      index[i * STEPS + t] = (int32_t)epi_random_below (&random, CLASSES);
      if (t < answers)
        labels[i * answers + t] = index[i * STEPS];
    }
  EpiSamplesView view = {.shape = {1, 1, 1, STEPS, CLASSES},
                         .n = SAMPLES,
                         .answers = answers,
                         .classes = CLASSES,
                         .index = index,
                         .labels = labels};
  g_assert_cmpint (epi_samples_new (&view, &samples), ==, EPI_OK);
  return samples;
}

/* The running sum of numbers: an Elman unit has to hold it. */
static EpiSamples *
running_means (uint64_t seed)
{
  EpiRandom random = epi_random (seed, 0);
  float inputs[SAMPLES * STEPS], values[SAMPLES * STEPS];
  EpiSamples *samples;

  for (size_t i = 0; i < SAMPLES; i++) {
    float sum = 0;
    for (size_t t = 0; t < STEPS; t++) {
      inputs[i * STEPS + t] = (float)(2 * epi_random_uniform (&random) - 1);
      sum += inputs[i * STEPS + t];
      values[i * STEPS + t] = sum / STEPS;
    }
  }
  EpiSamplesView view = {.shape = {1, 1, 1, STEPS, 0},
                         .n = SAMPLES,
                         .targets = 1,
                         .inputs = inputs,
                         .values = values};
  g_assert_cmpint (epi_samples_new (&view, &samples), ==, EPI_OK);
  return samples;
}

/* Loss and accuracy on test after training on train. */
static void
learn (const char *net, EpiSamples *train, EpiSamples *test, size_t epochs,
       double *loss, double *accuracy)
{
  EpiTrainerOptions options = epi_trainer_defaults (train);
  char *trouble;
  EpiMethod *method;

  options.optimizer.step = 0.02;
  options.batch = 20;
  options.epochs = epochs;
  options.seed = 5;
  EpiStatus status =
      epi_trainer_new (net, train, test, cpu, &options, &trouble, &method);
  g_assert_cmpstr (trouble, ==, NULL);
  g_assert_cmpint (status, ==, EPI_OK);
  g_assert_cmpint (epi_method_run (method, SIZE_MAX, NULL, NULL), ==,
                   EPI_LIMIT);
  g_assert_cmpint (epi_trainer_evaluate (method, test, loss, accuracy), ==,
                   EPI_OK);
  epi_method_free (method);
}

/* data: how many answers a sample has. */
static void
test_remembers_the_first_character (gconstpointer data)
{
  size_t answers = GPOINTER_TO_SIZE (data);
  EpiSamples *train = first_characters (answers, 1);
  EpiSamples *test = first_characters (answers, 2);
  const char *net = answers == 1 ? "embedding 4; lstm 12; last; dense *"
                                 : "embedding 4; lstm 12; dense *";
  double loss, accuracy;

  learn (net, train, test, 60, &loss, &accuracy);
  g_test_message ("loss %.3g, accuracy %.4f", loss, accuracy);
  g_assert_cmpfloat (accuracy, ==, 1);
  epi_samples_unref (train);
  epi_samples_unref (test);
}

/* A mean of the last inputs alone leaves the variance of the others, of the
 * first five of six on the average over steps: (1/3) (0 + … + 5)/6 / 36 / 2. */
static void
test_elman_adds_up (void)
{
  EpiSamples *train = running_means (1), *test = running_means (2);
  double loss, accuracy, forgetful = 1.0 / 3 * 15 / 6 / 36 / 2;

  learn ("elman 8; dense 1", train, test, 60, &loss, &accuracy);
  g_test_message ("loss %.3g, without a memory %.3g", loss, forgetful);
  g_assert_cmpfloat (loss, <, 0.01 * forgetful);
  epi_samples_unref (train);
  epi_samples_unref (test);
}

static void
assert_refused (const char *net, size_t answers, const char *sentence)
{
  EpiSamples *samples = first_characters (answers, 1);
  EpiTrainerOptions options = epi_trainer_defaults (samples);
  char *trouble;
  EpiMethod *method;

  g_assert_cmpint (
      epi_trainer_new (net, samples, NULL, cpu, &options, &trouble, &method),
      ==, EPI_FAILED);
  g_assert_cmpstr (trouble, ==, sentence);
  g_free (trouble);
  epi_samples_unref (samples);
}

static void
test_says_how_often_it_answers (void)
{
  assert_refused ("embedding 4; lstm 3; dense *", 1,
                  "The network answers 6 times a sample, the samples 1; “last” "
                  "keeps the last step of a sequence");
  assert_refused ("embedding 4; lstm 3; last; dense *", STEPS,
                  "The network answers 1 times a sample, the samples 6");
  assert_refused ("lstm 3; dense *", STEPS,
                  "Layer 1, “lstm 3”: characters come in; an embedding makes "
                  "numbers of them");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  cpu = epi_cpu_device_new ();
  g_test_add_data_func ("/sequences/remembers-the-first-character/at-the-end",
                        GSIZE_TO_POINTER (1),
                        test_remembers_the_first_character);
  g_test_add_data_func ("/sequences/remembers-the-first-character/always",
                        GSIZE_TO_POINTER (STEPS),
                        test_remembers_the_first_character);
  g_test_add_func ("/sequences/elman-adds-up", test_elman_adds_up);
  g_test_add_func ("/sequences/says-how-often-it-answers",
                   test_says_how_often_it_answers);
  int failed = g_test_run ();
  epi_device_unref (cpu);
  return failed;
}
