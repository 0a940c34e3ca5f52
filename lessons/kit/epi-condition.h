/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conditions: what a story checks, and when a control is shown.
 *
 *     R2 < 0.5 and loss == "huber"
 *     abs(theta[1] - 111.7) <= 0.1 or max(a, b) > 2 * min(a, b)
 *
 * Comparisons (< <= > >= == !=), and, or, not, + - * / (also − × ÷ ≤ ≥ ≠), abs,
 * min, max, parentheses, numbers, "texts" or 'texts', names, name[i], name[i,j]
 * (1-based, as in mathematics), handle.x, handle.y.  Total: no loops, no
 * assignment, bounded depth; a division by zero or a missing number makes the
 * comparison false.
 */
#pragma once

#include "kit/epi-document.h"

typedef struct EpiCondition EpiCondition;

/* What a name stands for.  Returns false when there is no such name.  rows and
 * cols say the shape of numbers; a text is value.text. */
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
