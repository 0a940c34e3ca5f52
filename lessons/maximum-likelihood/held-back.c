/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows held back: how likely the model at the playhead finds them, beside
 * the samples that it is fitted to.  Both are means, for they differ in number.
 */
#include "core/epi-number.h"
#include "kit/epi-held-back.h"
#include "maximum-likelihood/lesson.h"

#include <math.h>

/* ---- Which they are ---- */

static bool
is_whole (const double at[2], bool tosses)
{
  if (!isfinite (at[0]) || !isfinite (at[1]))
    return false;
  return !tosses || at[0] == 0 || at[0] == 1;
}

double *
ml_rows_held_back (const EpiDocument *document, size_t *n, size_t *left_out)
{
  const EpiData *data = epi_document_data (document, "points");
  bool plane = ml_in_plane (document);
  bool tosses = ml_kind (document) == ML_BERNOULLI;
  ptrdiff_t x = data != NULL ? epi_data_column (data, "x", 0) : -1;
  ptrdiff_t y = data != NULL && plane ? epi_data_column (data, "y", 0) : -1;
  size_t rows = epi_held_back_count (data);

  *n = *left_out = 0;
  if (rows == 0 || x < 0 || (plane && y < 0))
    return NULL;
  const EpiTable *table = epi_data_table (data);
  double *out = g_new (double, 2 * rows);
  for (size_t row = 0; row < epi_table_rows (table); row++) {
    if (!epi_row_is_held_back (table, row))
      continue;
    double *at = out + 2 * *n;
    at[0] = epi_table_number (table, row, (size_t)x);
    at[1] = plane ? epi_table_number (table, row, (size_t)y) : 0;
    if (is_whole (at, tosses))
      (*n)++;
    else
      (*left_out)++;
  }
  return out;
}

/* ---- How likely they are ---- */

/* Their mean log p; -∞ where the model calls some impossible, which are
 * counted. */
static double
mean_of_tests (const MlProblem *self, const MlModel *model, size_t *impossible)
{
  double sum = 0;

  *impossible = 0;
  for (size_t i = 0; i < self->n_tests; i++) {
    double log_p = ml_model_log (model, self->tests + 2 * i);
    *impossible += log_p == -INFINITY;
    sum += log_p;
  }
  return sum / (double)self->n_tests;
}

/* A number is added where there is one: of the impossible, how many. */
static void
add_means (const MlProblem *self, const MlModel *model, const EpiFrame *frame,
           EpiFrame *observed)
{
  size_t impossible;
  double test = mean_of_tests (self, model, &impossible);
  double seen =
      epi_frame_scalar (frame, "log_likelihood_samples", NAN) / (double)self->n;

  /* with folds the frame has it already */
  if (isfinite (seen) && epi_frame_find (frame, "mean_seen") == NULL)
    epi_frame_add_scalar (observed, "mean_seen", seen);
  if (isfinite (test))
    epi_frame_add_scalar (observed, "mean_test", test);
  if (impossible > 0)
    epi_frame_add_scalar (observed, "test_impossible", (double)impossible);
}

EpiFrame *
ml_observe (void *problem, const EpiScene *scene)
{
  const MlProblem *self = problem;
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  MlModel model;

  if (frame == NULL || self->n_tests + self->tests_left_out == 0)
    return NULL;
  EpiFrame *observed =
      epi_frame_new (epi_frame_k (frame), epi_frame_status (frame));
  epi_observe_held_back (observed, self->n_tests, self->tests_left_out);
  if (self->n_tests > 0 && ml_model_read (frame, &model))
    add_means (self, &model, frame, observed);
  return observed;
}

/* ---- In words ---- */

static char *
tell_means (double seen, double n, double test, double n_tests)
{
  char *of_seen = epi_number_label (seen, 4);
  char *of_tests = epi_number_label (test, 4);
  char *sentence = g_strdup_printf (
      "Mean log-likelihood of a sample: %s of the %.0f used, %s of the %.0f "
      "held back (hollow).",
      of_seen, n, of_tests, n_tests);

  g_free (of_tests);
  g_free (of_seen);
  return sentence;
}

static char *
tell_impossible (const EpiScene *scene, double impossible, double n)
{
  if (ml_kind (scene->document) == ML_BERNOULLI)
    return g_strdup_printf (
        "The model calls %.0f of %.0f held back (hollow) impossible: it gives "
        "them probability 0, whose logarithm is minus infinity.",
        impossible, n);
  return g_strdup_printf (
      "%.0f of %.0f held back (hollow) %s so far from the model that the "
      "logarithm of the density there is below every number.",
      impossible, n, impossible == 1 ? "is" : "are");
}

static char *
tell_tests (const EpiScene *scene)
{
  double n = epi_observed (scene, "test");
  double impossible = epi_observed (scene, "test_impossible");
  double seen = epi_observed (scene, "mean_seen");
  double test = epi_observed (scene, "mean_test");

  if (impossible > 0)
    return tell_impossible (scene, impossible, n);
  if (isnan (seen))
    seen = epi_frame_scalar (epi_scene_frame (scene, 0), "mean_seen", NAN);
  if (isnan (seen) || isnan (test))
    return NULL;
  return tell_means (
      seen, epi_frame_scalar (epi_scene_frame (scene, 0), "samples", NAN), test,
      n);
}

char *
ml_with_tests (const EpiScene *scene, char *sentence)
{
  char *told = tell_tests (scene), *both = sentence;

  if (told != NULL && sentence != NULL) {
    both = g_strdup_printf ("%s %s", told, sentence);
    g_free (sentence);
    g_free (told);
  } else if (told != NULL)
    both = told;
  return epi_with_untested (
      scene,
      ml_kind (scene->document) == ML_BERNOULLI ? "zero or one" : "number",
      both);
}
