/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The support vector machine over labelled examples of two or more classes.
 *
 * Between each two classes stands one machine (one against one), trained on
 * their examples alone by epi-smo.h (or the interior-point method); a new
 * example goes to the class that most machines vote for, of those with equal
 * votes to the first.
 *
 * The classes are in the order in which their labels come, but +1 stands before
 * -1 when these are all; the first of a pair is the positive one, and
 * f(x) = Σ βᵢ k(xᵢ,x) + b, so that rho of LIBSVM is -b.
 *
 * C is that of LIBSVM, ½‖w‖² + C Σξ, which is half of ‖a‖² + γ Σu with γ = 2C;
 * each class may have a weight that multiplies it.
 *
 * Knerr et al. (1990); Hsu & Lin, A comparison of methods for multiclass
 * support vector machines (2002).  The file is that of LIBSVM's svm-train.
 */
#pragma once

#include "classify/epi-gram.h"
#include "core/epi-worker.h"
#include "data/epi-libsvm.h"

#include <stdint.h>

typedef struct {
  double label, weight;
} EpiSvmWeight;

typedef struct {
  EpiKernelFunction kernel;
  double C;
  double epsilon; /* as of epi-smo.h: 0 for a gap of `gap` */
  double gap;
  bool shrinking;
  size_t cache_bytes;
  const EpiSvmWeight *weights; /* (n_weights) */
  size_t n_weights;
  size_t limit;        /* of the method's steps for one machine; 0: none */
  bool interior_point; /* epi-svm-program.h instead of epi-smo.h */
  bool certify;        /* each machine, by problem/epi-svm-problem.h */
} EpiSvmOptions;

typedef struct {             /* one machine */
  size_t positive, negative; /* classes */
  double bias;               /* b */
  size_t iterations;
  size_t n_support, n_bound; /* examples with β ≠ 0, and at their C */
  EpiStatus status;
  EpiSvmCertificate certificate; /* when it was asked for; else zero */
} EpiSvmPair;

typedef struct {
  EpiKernelFunction kernel;
  size_t n_classes;
  double *label;      /* (n_classes) */
  size_t n_pairs;     /* n_classes (n_classes - 1)/2 */
  EpiSvmPair *pairs;  /* (n_pairs) (0,1), (0,2), …, (1,2), … */
  EpiSparse support;  /* (p, n_support) columns, sorted by class */
  size_t *class_size; /* (n_classes) how many of them */
  /* (n_classes - 1, n_support) column-major: of a vector of class c the β in
   * its machines with the other classes, in their order. */
  double *beta;
} EpiSvm;

/* EPI_CONVERGED or what hindered the worst machine; *out is then still a model,
 * but for EPI_NO_MEMORY, EPI_NOT_FINITE, EPI_INTERRUPTED (cancel, may be NULL,
 * was raised) and EPI_UNSUPPORTED: fewer than two classes. */
EpiStatus epi_svm_train (const EpiExamples *examples,
                         const EpiSvmOptions *options, const EpiCancel *cancel,
                         EpiSvm *out);

/* label (m) of the columns of Z; decision (m, n_pairs) column-major, a value of
 * f each, may be NULL.  EPI_NO_MEMORY, EPI_NOT_FINITE, EPI_INTERRUPTED. */
EpiStatus epi_svm_predict (const EpiSvm *svm, const EpiSparse *Z,
                           const EpiCancel *cancel, double *label,
                           double *decision);

/* Accepts a zeroed one. */
void epi_svm_clear (EpiSvm *svm);

/* label (n_examples): what each example is called by a machine trained on the
 * other folds of data/epi-folds.h; where these have one class only, by its
 * label.  EPI_OK, or what hindered one of these machines (EPI_LIMIT,
 * EPI_NUMERICAL): label is complete then, too.  EPI_UNSUPPORTED unless 2 ≤ folds
 * ≤ examples; statuses of the above. */
EpiStatus epi_svm_cross_validate (const EpiExamples *examples,
                                  const EpiSvmOptions *options, size_t folds,
                                  uint64_t seed, const EpiCancel *cancel,
                                  double *label);

/* ---- Files ---- */

/* New text of g_malloc(). */
char *epi_svm_write (const EpiSvm *svm, size_t *length);

/* False with an error; then *out is zeroed.  Of the pairs only the bias is
 * known then. */
bool epi_svm_read (EpiLines *lines, EpiSvm *out, GError **error);
