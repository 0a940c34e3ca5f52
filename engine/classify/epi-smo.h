/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sequential minimal optimization for the support vector machine.
 *
 *     minimize    ½‖w‖² + Σᵢ Cᵢ ξᵢ
 *     subject to  yᵢ (wᵀφ(xᵢ) + b) ≥ 1 - ξᵢ,  ξᵢ ≥ 0,     yᵢ = ±1
 *
 * by its dual, whose β carries the label's sign (βᵢ = yᵢ αᵢ, w = Σ βᵢ φ(xᵢ)):
 *
 *     minimize    f(β) = ½ βᵀKβ - yᵀβ
 *     subject to  Σβᵢ = 0,   0 ≤ yᵢβᵢ ≤ Cᵢ
 *
 * With the negative gradient g = y - Kβ, and up = {βᵢ may grow}, low = {βᵢ may
 * shrink}, β is optimal when m = max_up g ≤ M = min_low g.  One step is one
 * pair:
 *
 *   1. λ = min ((gᵢ - gⱼ)/ηᵢⱼ, room of βᵢ, room of βⱼ),
 *      ηᵢⱼ = Kᵢᵢ + Kⱼⱼ - 2Kᵢⱼ;   βᵢ += λ, βⱼ -= λ
 *   1' after max (n, 200) pairs: all multipliers between their bounds at once,
 *      by Newton's method (epi-smo-newton.c), where they are at most 255; and
 *      earlier, at most 2303, where pairs have earned it: all the early ones
 *      take about a third of the time.  Pairs find out quickly who is free, but
 *      with a large C and few dimensions they take forever to balance them
 *   2. g -= λ (Kᵢ - Kⱼ), over the active examples
 *   3. the next pair: i = argmax_up g; j in low with the largest gain
 *      (gᵢ - gⱼ)²/ηᵢⱼ of the model (second order)
 *   4. each min (n, 1000) steps: examples that stand at a bound and will stay
 *      there, as far as m and M tell, are not active any more; none at first
 *      before they are half of all: all are read faster than a long list
 *   5. m - M ≤ ε: all examples are active again, g anew by 6.  Still so:
 *      converged when ε was asked for, or when the duality gap is small enough,
 *      else ε shrinks.
 *   6. when all are active again, before it ends, where a step moves no β, and
 *      each 100 n steps: g = y - Kβ anew, without the roundings of its updates,
 *      by the rows of what has moved since the last time.  In exact arithmetic
 *      f falls from one such renewal to the next; where it does not, this
 *      precision allows no further progress (EPI_NUMERICAL).  Doubles are
 *      finitely many: one or the other happens (epi-smo-renew.c)
 *   7. at the limit, if there is one, 6 a last time: EPI_LIMIT
 *
 * γ of the form ‖a‖² + γΣuᵢ is 2C: that problem is this one, twice.
 *
 * Bottou & Lin, Support Vector Machine Solvers (2007); Fan, Chen & Lin, Working
 * set selection using second order information, JMLR 6 (2005), WSS 3 and
 * section 4; Joachims (1998) for 4.
 *
 * The rows of K that were used last are kept (cache_bytes, at least two).
 *
 * The method's x is β (n), its f is f(β).  Frames have "dual" = -f, "violation"
 * m - M, "active", and while all examples are active "primal", "gap" (relative,
 * (p - d)/(1 + |d|)) and "bias"; of the last step "step_length", and of a pair
 * "i", "j".
 */
#pragma once

#include "classify/epi-gram.h"
#include "core/epi-method.h"

typedef struct {
  const double *y; /* (n) +1 or -1 */
  const double *C; /* (n) > 0 */
  double epsilon;  /* > 0: stop at m - M ≤ ε; 0: by the gap */
  double gap;      /* the relative duality gap, when epsilon is 0 */
  bool shrinking;
  size_t cache_bytes;
  size_t limit; /* of steps; 0: none */
} EpiSmoOptions;

/* Borrows gram, y and C, which must outlive the method.  EPI_NO_MEMORY;
 * EPI_NOT_FINITE. */
EpiStatus epi_smo_new (EpiGram *gram, const EpiSmoOptions *options,
                       EpiMethod **out);

typedef struct {
  double primal, dual; /* of ½‖w‖² + ΣCξ */
  double gap;          /* (primal - dual)/(1 + |dual|) */
  double bias;         /* b with the least primal value, for this w */
} EpiSmoBounds;

/* At the present point; false while some examples are not active. */
bool epi_smo_bounds (const EpiMethod *method, EpiSmoBounds *out);

/* (n) g = y - Kβ, so that f(xᵢ) = yᵢ - gᵢ without b; borrowed.  Where not
 * active it is old. */
const double *epi_smo_gradient (const EpiMethod *method);

/* The least primal value for g (n) = y - Kβ over b, and that b: Σ Cᵢ max (0,
 * yᵢ(gᵢ - b)) is convex and linear between the gᵢ.  order (n) is scratch. */
double epi_smo_best_bias (const double *g, const double *y, const double *C,
                          size_t n, size_t *order, double *slack_cost);
