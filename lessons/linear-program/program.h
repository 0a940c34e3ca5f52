/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The linear program of a document:
 *
 *     minimize cᵀx  subject to  Ax ≤ b,  and x ≥ 0 where the document says so
 *
 * All of its inequalities together are the walls Gx ≤ h: the rows of A, then,
 * for x ≥ 0, -xⱼ ≤ 0.  Multipliers λ ≥ 0 and slacks s = h - Gx are numbered
 * as the walls are; at an optimum c + Gᵀλ = 0 and λᵢsᵢ = 0.
 */
#pragma once

#include "core/epi-matrix.h"
#include "kit/epi-half-planes.h"
#include "kit/epi-lesson.h"
#include "problem/epi-qp.h"

enum { LP_MAX_VARIABLES = 20, LP_MAX_ROWS = 60 };

typedef struct {
  size_t n, m;      /* variables; rows of A */
  size_t n_walls;   /* m, or m + n */
  bool nonnegative; /* x ≥ 0 */
  double *c;        /* (n) */
  EpiMatrix G;      /* (n_walls, n) */
  double *h;        /* (n_walls) */
} LpProgram;

/* false with one sentence when the document has none.  Free with
 * lp_program_free(). */
bool lp_program_read (const EpiLesson *lesson, const EpiDocument *document,
                      LpProgram *out, GError **error);
void lp_program_free (LpProgram *program);

/* As the solvers want it; EPI_NO_MEMORY. */
EpiStatus lp_program_qp (const LpProgram *program, EpiQp *out);

/* Wall i of a program in the plane. */
EpiHalfPlane lp_wall (const LpProgram *program, size_t i);

/* "x₁ + 2x₂ ≤ 4"; "x₂ ≥ 0". */
char *lp_wall_text (const LpProgram *program, size_t i);

/* "−3x₁ + x₂" as markup, with the names of the variables. */
char *lp_sum_text (const double *coefficients, size_t n, const char *name);

/* "w₃" of a variable of the dictionary: x₁ … xₙ, then w₁ … */
char *lp_variable_name (const LpProgram *program, size_t variable);

/* The document with other numbers: constraints (rows, n + 1) column-major, b in
 * the last column. */
EpiDocument *lp_with_rows (const EpiScene *scene, const double *rows, size_t m,
                           size_t n);

/* What is in sight: corners, lines and c, whatever is dragged. */
EpiRange lp_plane_range (const LpProgram *program);
