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

typedef struct {
  const EpiSvmProblem *problem;
  const double *beta; /* (n) */
  int *place;         /* (entries of X) column of point for each */
  double *point;      /* (BLOCK, features that occur) the block, scattered */
  double *square;     /* (n) ‖xᵢ‖² */
  double *reach;      /* (n) Σⱼ |βⱼ| k(xⱼ,xᵢ), RBF, in double */
  long double *f;     /* (n) Σⱼ βⱼ k(xⱼ,xᵢ) */
  double unit;        /* u of its terms */
  double depth; /* roundings, in u, on the way of a term through f's sum */
} EpiSvmValues;

/* EPI_NO_MEMORY; also then to be cleared. */
EpiStatus epi_svm_values_new (const EpiSvmProblem *problem, const double *beta,
                              EpiSvmValues *out);
void epi_svm_values_clear (EpiSvmValues *self);

/* f in doubles, and reach; then f in long double. */
void epi_svm_values_compute (EpiSvmValues *self);
void epi_svm_values_compute_long (EpiSvmValues *self);

/* k from xᵀz, ‖x‖² and ‖z‖². */
double epi_svm_kernel (const EpiKernelFunction *k, double product, double xx,
                       double zz);
