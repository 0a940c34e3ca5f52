/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Least squares by QR: Householder's reflections, one a step.
 *
 *     M = [√W A  √W B; √λD 0]     (n', p+m)
 *
 *     0. compress (only above 8192 rows)  M := the triangles of its blocks
 *     1. reflect, j = 1 … p   M := H_j M, zeroes in column j below the diagonal
 *     2. back     R Θ = the top p rows of the last m columns
 *     3. refine   (as often as asked for, see fit/epi-ls-refine.h)
 *
 * One call of epi_method_step() is one line, or one j.  The condition number
 * is that of A, not its square.  A column that is all but a combination of
 * those before it ends as EPI_SINGULAR: the SVD knows what to do.
 * Records "R" (p,p) and "qtb" (p,m), Qᵀ√W B, from stage 2 on; the whole "work"
 * (n', p+m) while it has at most 4096 entries; "reflections" done; "rank"; from
 * stage 3 on "refinements", "change" and "extended" (1 when the factors are in
 * long double).  Golub & Van Loan, Matrix Computations, 5.3.3.
 */
#pragma once

#include "fit/epi-ls-direct.h"

#include <stdbool.h>

typedef struct {
  size_t refinements;             /* at most; 0: plain QR */
  const EpiMatrix *A_low, *B_low; /* see fit/epi-ls-refine.h; may be NULL */
} EpiLsQrOptions;

/* options NULL: plain QR.  Borrows the arrays of problem and options.  Where
 * κ of the scaled columns is above 10¹², factors in double are too coarse to
 * refine with, and stage 3 uses factors in long double.  EPI_NO_MEMORY. */
EpiStatus epi_ls_qr_new (const EpiLs *problem, const EpiLsQrOptions *options,
                         EpiMethod **out);
