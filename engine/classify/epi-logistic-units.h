/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Step 0 of epi-logistic.h: the same problem of z' = (x - c)/s, as of w' = sw
 * and b' = b + Σ w_f c_f.  The mean of a feature that every example has goes
 * into an intercept, and where w has no penalty it may have any unit.  Both
 * would be lost in ∇² otherwise.
 */
#pragma once

#include "classify/epi-logistic.h"

typedef struct {
  EpiLogisticProblem problem; /* of X below */
  EpiSparse X;
  double *centre, *scale; /* (p) c, s */
} EpiLogisticUnits;

/* Into a zeroed one, to be cleared whatever is returned.  EPI_NO_MEMORY. */
EpiStatus epi_logistic_change_units (const EpiLogisticProblem *problem,
                                     EpiLogisticUnits *units);

/* w' (q) to w. */
void epi_logistic_change_back (const EpiLogisticUnits *units, double *w);

void epi_logistic_clear_units (EpiLogisticUnits *units);
