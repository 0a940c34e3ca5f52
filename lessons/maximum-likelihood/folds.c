/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cross-validation: how likely the model finds a sample that it has not seen.
 * A Gaussian is a mixture of one.
 */
#include "maximum-likelihood/lesson.h"

#include "core/epi-number.h"
#include "estimate/epi-mixture-folds.h"
#include "kit/epi-held-back.h"

#include <math.h>

#define FOLDS 5

void
ml_find_means (const MlProblem *self, const EpiDocument *document,
               double *means)
{
  for (size_t k = 0; k < self->K; k++) {
    EpiPoint at = self->kind == ML_MIXTURE ? ml_start_of_part (document, k)
                                           : ml_start (document);
    means[k * self->p] = at.x;
    if (self->p == 2)
      means[k * self->p + 1] = at.y;
  }
}

void
ml_cross_validate (MlProblem *self, const EpiDocument *document)
{
  double means[2 * ML_MOST_PARTS];
  const EpiMixtureFolds options = {.K = self->K,
                                   .means = means,
                                   .folds = MIN (FOLDS, self->n),
                                   .seed = epi_document_seed (document)};

  self->folds = self->kind != ML_BERNOULLI &&
                epi_lesson_number (&epi_lesson_maximum_likelihood, document,
                                   "folds") != 0;
  self->left_out = NAN;
  if (!self->folds)
    return;
  ml_find_means (self, document, means);
  if (epi_mixture_unseen (&self->seen, &self->unseen, &options,
                          &self->left_out) != EPI_OK)
    self->left_out = NAN;
}

char *
ml_explain_folds (const EpiScene *scene, const EpiFrame *frame)
{
  double seen = epi_frame_scalar (frame, "mean_seen", NAN);
  double left_out = epi_frame_scalar (frame, "mean_left_out", NAN);

  if (isnan (seen) || epi_frame_status (frame) == EPI_RUNNING)
    return NULL;
  if (isnan (left_out))
    return g_strdup ("Without a fifth of the samples there is no fit: the "
                     "likelihood of the rest is unbounded. Take fewer "
                     "components, another start, or a prior.");
  char *with = epi_number_label (seen, 4);
  char *without = epi_number_label (left_out, 4);
  char *sentence;
  if (isfinite (epi_observed (scene, "mean_test"))) /* which says the first */
    sentence = g_strdup_printf (
        "Where it was left out it is %s: that is largest for the model that is "
        "nearest to where the samples come from.",
        without);
  else
    sentence = g_strdup_printf (
        "A sample has the mean log-likelihood %s where the model has seen it, "
        "and %s where it was left out. The first grows with every component; "
        "the second is largest for the model that is nearest to where the "
        "samples come from.",
        with, without);
  g_free (with);
  g_free (without);
  return sentence;
}
