/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The insides of fit/epi-irls.h, shared by its files:
 *
 *   epi-irls.c        the method: which step is next, its state
 *   epi-irls-pass.c   one pass of stages 1 to 4
 *   epi-irls-exact.c  the exact endings
 */
#pragma once

#include "core/epi-method.h"
#include "fit/epi-l1-vertex.h"
#include "fit/epi-tall.h"

typedef enum { EPI_IRLS_REWEIGHT, EPI_IRLS_EXACT } EpiIrlsPhase;

typedef struct { /* what a saved state holds beside the arrays */
  double tolerance, gap, dual_objective, epsilon;
  size_t phase, settled;
} EpiIrlsScalars;

typedef struct {
  EpiMethod base;
  EpiLs ls;
  size_t n_rows, p;
  EpiIrlsScalars now;
  double *r, *v, *y; /* (n) residuals, weights, dual point */
  EpiTall tall;
  EpiMatrix R;        /* (p+1,p+1) */
  EpiL1Vertex vertex; /* absolute, no ridge */
  EpiMatrix kkt;      /* (2p,2p) absolute, with ridge */
  double *right;      /* (2p) */
  int *pivots;        /* (2p) */
  size_t *active;     /* (p) */
} EpiIrls;

static inline double
epi_irls_weight (const EpiIrls *self, size_t i)
{
  return self->ls.weights != NULL ? self->ls.weights[i] : 1;
}

static inline bool
epi_irls_is_huber (const EpiIrls *self)
{
  return self->ls.loss == EPI_LOSS_HUBER;
}

/* The bound on |yᵢ|. */
static inline double
epi_irls_bound (const EpiIrls *self, size_t i)
{
  return epi_irls_weight (self, i) *
         (epi_irls_is_huber (self) ? 2 * self->ls.huber_delta : 1);
}

static inline double
epi_irls_ridge (const EpiIrls *self, size_t j)
{
  return self->ls.ridge > 0 && j >= self->ls.n_free ? self->ls.ridge : 0;
}

/* Where the loss, or its smoothing r²/(2ε) + ε/2 of |r|, ceases to be a
 * parabola: δ or ε.  And its weight inside. */
static inline double
epi_irls_corner (const EpiIrls *self)
{
  return epi_irls_is_huber (self) ? self->ls.huber_delta : self->now.epsilon;
}

static inline double
epi_irls_inside (const EpiIrls *self, size_t i)
{
  return epi_irls_weight (self, i) /
         (epi_irls_is_huber (self) ? 1 : 2 * self->now.epsilon);
}

/* r := Aθ - b, f := the objective; whether a residual crossed the corner. */
bool epi_irls_look (EpiIrls *self);

/* One pass of stages 1 to 4. */
EpiStatus epi_irls_reweight (EpiIrls *self);

/* Stages 3 and 4: y made feasible, the dual objective and the gap; converged
 * when that is at most the tolerance. */
void epi_irls_find_gap (EpiIrls *self);
EpiStatus epi_irls_judge (const EpiIrls *self);

/* x := R⁻¹ (the last column of R - R⁻ᵀ shift); shift (p), may be NULL, is used
 * up.  EPI_SINGULAR when a pivot is at most tolerance times its column: large
 * weights make some of them small for good reason. */
EpiStatus epi_irls_back_substitute (EpiIrls *self, double *shift,
                                    double tolerance);

/* Newton's step for the parabola that the (smoothed) loss is as long as no
 * residual crosses a corner, halved until that falls; settled: whether none
 * crossed.  False, and nothing changed, when it is of no use. */
bool epi_irls_newton (EpiIrls *self);

/* y of the optimum of the (smoothed) loss: its slope at r. */
void epi_irls_take_slopes (EpiIrls *self);

/* Absolute with ridge: the optimality conditions with the rows |yᵢ| < wᵢ as
 * equations, tried at the optimum for ε.  False, and nothing changed, unless
 * that closes the gap. */
bool epi_irls_solve_conditions (EpiIrls *self);
