/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Formula: a model such as  b1*(1-exp[-b2*x])  as text, value and gradient.
 *
 *     sum     := term { (+|-) term }
 *     term    := factor { (*|/) factor }
 *     factor  := (+|-) factor | power
 *     power   := atom [ (^|**) factor ]          -x^2 is -(x^2), a^b^c a^(b^c)
 *     atom    := number | pi | variable | parameter
 *              | function bracket | bracket
 *     bracket := ( sum ) | [ sum ]
 *     function: exp log sqrt sin cos tan atan arctan abs, in any case; log is
 *               the natural one
 *
 * Total: every text either parses or is refused with the place and what was
 * expected there; there are no loops, and evaluation ends.  Derivatives by the
 * parameters are exact, not differences: each operation carries the gradient
 * along (forward-mode differentiation).  Arithmetic is in long double, so that
 * x**10 is right to the last bit of a double.
 */
#pragma once

#include <glib.h>
#include <stddef.h>

typedef struct EpiFormula EpiFormula;

/* Code 0: the sentence says it all. */
#define EPI_FORMULA_ERROR (epi_formula_error_quark ())
GQuark epi_formula_error_quark (void);

/* variables (n_variables) and parameters (n_parameters) are the names that the
 * text may use.  NULL, and error set, when it cannot be read. */
EpiFormula *epi_formula_parse (const char *text, const char *const *variables,
                               size_t n_variables,
                               const char *const *parameters,
                               size_t n_parameters, GError **error);
void epi_formula_free (EpiFormula *formula); /* accepts NULL */

/* The value at variables x (n_variables) and parameters b (n_parameters); the
 * gradient by b in gradient (n_parameters), unless NULL.  NaN or infinite
 * where the formula is not defined.  Allocates nothing; a formula is used by
 * one thread at a time. */
long double epi_formula_eval (const EpiFormula *formula, const long double *x,
                              const long double *b, long double *gradient);
