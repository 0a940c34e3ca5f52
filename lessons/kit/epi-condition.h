/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conditions: what a story checks, and when a control is shown.
 *
 *     R2 < 0.5 and loss == "huber"
 *     abs(theta[1] - 111.7) <= 0.1 or max(a, b) > 2 * min(a, b)
 *
 * Comparisons (< <= > >= == !=), and, or, not, + - * / (also − × ÷ ≤ ≥ ≠), abs,
 * min, max, parentheses, numbers, "texts" or 'texts', names, name[i], name[i,j]
 * (1-based, as in mathematics), handle.x, handle.y, true, false.  Total: no
 * loops, no assignment, bounded length and depth; a division by zero or a
 * missing number makes the comparison false.  Kinds do not mix: a text compares
 * with a text, and "and" joins truths.
 */
#pragma once

#include "kit/epi-document.h"

typedef struct EpiCondition EpiCondition;

#define EPI_CONDITION_ERROR epi_condition_error_quark ()
GQuark epi_condition_error_quark (void);
typedef enum {
  EPI_CONDITION_ERROR_SYNTAX, /* where, what was found, what was expected */
  EPI_CONDITION_ERROR_VALUE,  /* an unknown name, kinds that do not fit */
} EpiConditionErrorCode;

/* What a name stands for: of handle.x the whole "handle.x"; i and j are its
 * indices from 1 on, 0 where there is none.  Returns false when there is no such
 * name; an index outside its shape is a missing number (NAN). */
typedef bool (*EpiLookupFunc) (const char *name, size_t i, size_t j,
                               EpiValue *value, void *data);

/* NULL with one sentence (position, what was found, what was expected). */
EpiCondition *epi_condition_parse (const char *text, GError **error);
void epi_condition_free (EpiCondition *condition); /* accepts NULL */

/* The truth; false with error set when a name is unknown or kinds mismatch. */
bool epi_condition_holds (const EpiCondition *condition, EpiLookupFunc lookup,
                          void *data, GError **error);

/* An expression's number: for stories that show values.  NAN with error. */
double epi_condition_number (const EpiCondition *condition,
                             EpiLookupFunc lookup, void *data,
                             GError **error);
