/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Part of epi-svm-problem.h: Σⱼ βⱼ k(xⱼ,xᵢ) of an answer, for its certificate.
 *
 * In doubles, eight support vectors at a time, whose sums are added up in long
 * double; or, some ten times as dear, with products and exponentials in long
 * double, too.
 */
#pragma once

#include "problem/epi-svm-problem.h"

/* So many support vectors meet each example at once, which is read once for
 * all of them. */
#define EPI_SVM_BLOCK 8

/* So many examples do before their sums go to the long doubles: so many terms
 * at most are added up in double. */
#define EPI_SVM_BATCH 32

#define EPI_SVM_NOTHING (-700) /* from here on exp is nothing at all */

typedef struct {
  const EpiSvmProblem *problem;
  const double *beta; /* (n) */
  size_t places;      /* features that occur */
  int *place;         /* (entries of X) which of them each belongs to */
  double *point;      /* (BLOCK, places) the block, scattered */
  const double *full; /* (places, n) the examples with their zeros, or NULL:
                       * distances are then computed from products */
  double *own_full;   /* full, where X is not that already */
  size_t *order;      /* (n) the support vectors, then the other examples */
  double *square;     /* (n) ‖xᵢ‖² */
  double *reach;      /* (n) Σⱼ |βⱼ| k(xⱼ,xᵢ), RBF, in double */
  long double *f;     /* (n) Σⱼ βⱼ k(xⱼ,xᵢ) */
  double *delta;      /* (n) δᵢ: what f may be wrong by */
  double unit;        /* u of its terms */
  double depth; /* roundings, in u, on the way of a term through f's sum */
} EpiSvmValues;

/* EPI_NO_MEMORY; also then to be cleared. */
EpiStatus epi_svm_values_new (const EpiSvmProblem *problem, const double *beta,
                              EpiSvmValues *out);
void epi_svm_values_clear (EpiSvmValues *self);

/* f in doubles, and reach; then f in long double.  And δ. */
void epi_svm_values_compute (EpiSvmValues *self);
void epi_svm_values_compute_long (EpiSvmValues *self);

/* k from xᵀz, ‖x‖² and ‖z‖². */
double epi_svm_kernel (const EpiKernelFunction *k, double product, double xx,
                       double zz);

/* ---- Its parts ---- */

/* δ of what was computed last; epi-svm-rounding.c. */
void epi_svm_values_bound (EpiSvmValues *self);

typedef struct {
  size_t which[EPI_SVM_BLOCK]; /* the support vectors j */
  size_t m;                    /* so many */
  /* (of the others, zeros) */
  double beta[EPI_SVM_BLOCK], square[EPI_SVM_BLOCK];
  double f[EPI_SVM_BLOCK], reach[EPI_SVM_BLOCK]; /* sums of a batch */
} EpiSvmBlock;

/* Adds k(xⱼ,xᵢ) of the block, which lies in point, and of at most BATCH
 * examples i: times βⱼ to f and reach of each, and times βᵢ to the block's own
 * sums; not so for the block itself, with which the first batch begins.
 * epi-svm-wide.c. */
void epi_svm_wide_add (EpiSvmValues *self, EpiSvmBlock *block,
                       const size_t *examples, size_t n, bool first);
