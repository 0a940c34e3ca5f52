/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tall problems, block by block.
 *
 * With V = diag (v), the augmented rows of a least-squares problem are
 *
 *     M = [ √V A   √V B ]   (n + p - n_free, p + m)
 *         [ √λ D    0   ]
 *
 * A million of them need not be copied: the triangle of M = Q R is found by
 * QR of one block of rows at a time under the triangle so far (a sequential
 * "tall skinny QR": Demmel, Grigori, Hoemmen, Langou 2012, 3.1), and the Gram
 * matrix MᵀM by adding up the Gram matrices of the blocks.
 *
 *     R = [ R₁₁  R₁₂ ]   (p)     R₁₁ᵀR₁₁ = AᵀVA + λD²,  R₁₁θ = R₁₂ at the
 *         [  0   R₂₂ ]   (m)     optimum, where ‖R₂₂ e_j‖² is what remains
 */
#pragma once

#include "problem/epi-ls.h"

/* Rows of a block: a few hundred kilobytes for a dozen columns. */
#define EPI_TALL_BLOCK 2048

typedef struct {
  size_t p, m, n_rows; /* n_rows: of work */
  EpiMatrix work;      /* (n_rows, p+m): a triangle, a block of rows below */
  double *tau, *lapack;
  int n_lapack;
} EpiTall;

/* Workspace for the problem, and others of its shape.  EPI_NO_MEMORY. */
EpiStatus epi_tall_init (EpiTall *tall, const EpiLs *problem);
void epi_tall_clear (EpiTall *tall); /* fine when zeroed */

/* How many augmented rows the problem has: n, and those of the ridge. */
size_t epi_tall_rows (const EpiLs *problem);

/* Copies augmented rows begin … begin+rows-1 of the problem to the top of M
 * (rows or more, p+m).  v (n): the weights, NULL for problem->weights. */
void epi_tall_copy (const EpiLs *problem, const double *v, size_t begin,
                    size_t rows, EpiMatrix *M);

/* The triangle R (p+m, p+m), zero below; v as above.  Allocates nothing.
 * EPI_NOT_FINITE. */
EpiStatus epi_tall_triangle (EpiTall *tall, const EpiLs *problem,
                             const double *v, EpiMatrix *R);

/* The triangles of blocks of EPI_TALL_BLOCK rows, one below the other, in
 * stack (epi_tall_stack_rows(), p+m): the problem with fewer rows. */
size_t epi_tall_stack_rows (const EpiLs *problem);
EpiStatus epi_tall_stack (EpiTall *tall, const EpiLs *problem,
                          EpiMatrix *stack);

/* G (p+m, p+m) := MᵀM, both triangles. */
EpiStatus epi_tall_gram (EpiTall *tall, const EpiLs *problem, EpiMatrix *G);
