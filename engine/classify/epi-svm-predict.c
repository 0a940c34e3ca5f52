/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What trained machines say of examples, and how often they are right on those
 * that they have not seen. */
#include "classify/epi-svm.h"

#include "core/epi-alloc.h"
#include "data/epi-folds.h"

#include <string.h>

/* ---- Prediction ---- */

/* The class with the most votes; f (stride apart) of each machine. */
static size_t
vote (const EpiSvm *svm, const double *f, size_t stride, size_t *votes)
{
  size_t best = 0;

  memset (votes, 0, svm->n_classes * sizeof *votes);
  for (size_t k = 0; k < svm->n_pairs; k++)
    votes[f[k * stride] > 0 ? svm->pairs[k].positive
                            : svm->pairs[k].negative]++;
  for (size_t c = 1; c < svm->n_classes; c++)
    if (votes[c] > votes[best])
      best = c;
  return best;
}

/* f of every machine for one example with its kernel values K (n_support). */
static void
decide (const EpiSvm *svm, const size_t *first, const double *K, double *f)
{
  size_t rows = svm->n_classes - 1;

  for (size_t k = 0; k < svm->n_pairs; k++) {
    size_t a = svm->pairs[k].positive, b = svm->pairs[k].negative;
    f[k] = svm->pairs[k].bias;
    for (size_t s = first[a]; s < first[a + 1]; s++)
      f[k] += svm->beta[s * rows + b - 1] * K[s];
    for (size_t s = first[b]; s < first[b + 1]; s++)
      f[k] += svm->beta[s * rows + a] * K[s];
  }
}

typedef struct {
  EpiGram *gram;
  double *K;     /* (n_support, BLOCK) */
  double *f;     /* (n_pairs) */
  size_t *first; /* (n_classes + 1) */
  size_t *votes; /* (n_classes) */
} Predict;

static EpiStatus
predict_begin (Predict *self, const EpiSvm *svm)
{
  self->K = epi_new (double, svm->support.cols *EPI_GRAM_BLOCK);
  self->f = epi_new (double, svm->n_pairs);
  self->first = epi_new0 (size_t, svm->n_classes + 1);
  self->votes = epi_new (size_t, svm->n_classes);
  if (self->K == NULL || self->f == NULL || self->first == NULL ||
      self->votes == NULL)
    return EPI_NO_MEMORY;
  for (size_t c = 0; c < svm->n_classes; c++)
    self->first[c + 1] = self->first[c] + svm->class_size[c];
  return epi_gram_new (&svm->support, &svm->kernel, &self->gram);
}

EpiStatus
epi_svm_predict (const EpiSvm *svm, const EpiSparse *Z, const EpiCancel *cancel,
                 double *label, double *decision)
{
  Predict self = {0};
  EpiStatus status =
      epi_sparse_is_finite (Z) ? predict_begin (&self, svm) : EPI_NOT_FINITE;

  for (size_t j0 = 0; j0 < Z->cols && status == EPI_OK; j0 += EPI_GRAM_BLOCK) {
    size_t m = MIN (Z->cols - j0, EPI_GRAM_BLOCK);
    if (cancel != NULL && epi_cancel_is_raised (cancel))
      status = EPI_INTERRUPTED;
    else
      status = epi_gram_cross (self.gram, Z, j0, m, self.K);
    for (size_t k = 0; k < m && status == EPI_OK; k++) {
      decide (svm, self.first, self.K + k * svm->support.cols, self.f);
      label[j0 + k] = svm->label[vote (svm, self.f, 1, self.votes)];
      for (size_t c = 0; c < svm->n_pairs && decision != NULL; c++)
        decision[j0 + k + c * Z->cols] = self.f[c];
    }
  }
  epi_gram_free (self.gram);
  epi_free (self.K);
  epi_free (self.f);
  epi_free (self.first);
  epi_free (self.votes);
  return status;
}

/* ---- Cross-validation ---- */

static EpiStatus
one_fold (const EpiExamples *examples, const EpiSvmOptions *options,
          const unsigned *fold, unsigned k, size_t *which,
          const EpiCancel *cancel, double *label, EpiStatus *hindered)
{
  size_t n = examples->X.cols, n_train = 0, n_test = 0;
  EpiExamples train = {0}, test = {0};
  EpiSvm svm = {0};

  for (size_t i = 0; i < n; i++) /* those to train on, then the others */
    if (fold[i] != k)
      which[n_train++] = i;
  for (size_t i = 0; i < n; i++)
    if (fold[i] == k)
      which[n_train + n_test++] = i;
  if (n_test == 0)
    return EPI_OK;
  double *called = epi_new (double, n_test);
  EpiStatus status = called != NULL ? EPI_OK : EPI_NO_MEMORY;
  if (status == EPI_OK)
    status = epi_examples_pick (examples, which, n_train, &train);
  if (status == EPI_OK)
    status = epi_examples_pick (examples, which + n_train, n_test, &test);
  if (status == EPI_OK)
    status = epi_svm_train (&train, options, cancel, &svm);
  if (svm.pairs != NULL) { /* a model, whether or not it was solved */
    if (status != EPI_CONVERGED)
      *hindered = status;
    status = epi_svm_predict (&svm, &test.X, cancel, called, NULL);
  }
  if (status == EPI_UNSUPPORTED) { /* who has met one class knows no other */
    for (size_t i = 0; i < n_test; i++)
      called[i] = train.label[0];
    status = EPI_OK;
  }
  for (size_t i = 0; i < n_test && status == EPI_OK; i++)
    label[which[n_train + i]] = called[i];
  epi_free (called);
  epi_svm_clear (&svm);
  epi_examples_clear (&train);
  epi_examples_clear (&test);
  return status;
}

static bool
have_two_classes (const EpiExamples *examples)
{
  for (size_t i = 1; i < examples->X.cols; i++)
    if (examples->label[i] != examples->label[0])
      return true;
  return false;
}

EpiStatus
epi_svm_cross_validate (const EpiExamples *examples,
                        const EpiSvmOptions *options, size_t folds,
                        uint64_t seed, const EpiCancel *cancel, double *label)
{
  size_t n = examples->X.cols;

  if (!have_two_classes (examples))
    return EPI_UNSUPPORTED;
  unsigned *fold = epi_new (unsigned, n);
  size_t *which = epi_new (size_t, n);
  EpiStatus status = fold != NULL && which != NULL ? EPI_OK : EPI_NO_MEMORY;
  EpiStatus hindered = EPI_OK;

  if (status == EPI_OK)
    status = epi_folds (n, folds, examples->label, seed, fold);
  for (size_t k = 0; k < folds && status == EPI_OK; k++)
    status = one_fold (examples, options, fold, (unsigned)k, which, cancel,
                       label, &hindered);
  epi_free (fold);
  epi_free (which);
  return status == EPI_OK ? hindered : status;
}
