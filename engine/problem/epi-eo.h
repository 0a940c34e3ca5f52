/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Geometric programs in .eo files: numbers between blanks, over any lines.
 *
 *     constraints  variables  terms
 *     c₁ … c_T                          the coefficients, > 0
 *     i₁ … i_T                          the posynomial of each term, 0 is the
 *                                       objective
 *     term variable exponent            from 0, to the end of the file
 *     …
 *
 * A line that begins with * is a comment.  Each posynomial must have a term.
 * The format has no sign of its end; warnings say where it may be cut off: the
 * last line has no end, the last term no exponent, or some variable no term.
 * E. D. Andersen, mskexpopt (MOSEK ApS); Dembo, J. Optim. Theory Appl. 26
 * (1978), has many of the problems.
 */
#pragma once

#include "problem/epi-gp.h"
#include "problem/epi-lines.h"

/* False with an error; then *out is zeroed. */
bool epi_eo_read (EpiLines *lines, EpiGp *out, GError **error);

/* Every number so that it reads as the same double. */
char *epi_eo_write (const EpiGp *gp, size_t *length);
