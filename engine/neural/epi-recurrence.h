/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A recurrent network step by step, with its state in sight.
 *
 *     [embedding D;] elman N | lstm N; dense M
 *
 * What layers do with whole windows (layers/epi-elman.c, epi-lstm.c) is done
 * here with one input after another, for as long as one likes, in double on
 * the host: to forecast from its own forecasts, to write text letter by
 * letter, to look at the gates.
 *
 *     s₀ = 0,  sₜ = φ(sₜ₋₁, xₜ),  yₜ = V hₜ + v
 *     s = h for Elman,  s = (h, c) for an LSTM
 *
 * How far back does a loss reach?  For f = loss (y_T, target) and lag k = 0, 1,
 * …, T-1, ‖∂f/∂s_{T-k}‖, h and c apart, every other input held:
 *
 *     1. s₁ … s_T, y_T; all gates are kept
 *     2. ∂f/∂h_T = Vᵀ ∂f/∂y_T,  ∂f/∂c_T = 0
 *     3. ∂f/∂sₜ₋₁ = (∂sₜ/∂sₜ₋₁)ᵀ ∂f/∂sₜ
 *          Elman  ∂hₜ/∂hₜ₋₁ = diag (1 - hₜ²) U
 *          LSTM   c̄ = ∂f/∂cₜ + ∂f/∂hₜ ⊙ o ⊙ (1 - tanh² cₜ)
 *                 ∂f/∂cₜ₋₁ = f ⊙ c̄,  ∂f/∂hₜ₋₁ = Uᵀ z̄
 *
 * Bengio, Simard, Frasconi, IEEE Trans. Neural Networks 5 (1994) 157-166;
 * Hochreiter & Schmidhuber, Neural Computation 9 (1997) 1735-1780.
 */
#pragma once

#include "core/epi-random.h"
#include "neural/epi-network.h"

typedef struct EpiRecurrence EpiRecurrence;

/* With the network's weights as they are now; s = 0.  EPI_UNSUPPORTED: another
 * kind of network; EPI_NO_MEMORY. */
EpiStatus epi_recurrence_new (const EpiNetwork *network, EpiRecurrence **out);
void epi_recurrence_free (EpiRecurrence *recurrence); /* accepts NULL */

bool epi_recurrence_is_lstm (const EpiRecurrence *recurrence);
size_t epi_recurrence_inputs (const EpiRecurrence *recurrence);  /* of x */
size_t epi_recurrence_units (const EpiRecurrence *recurrence);   /* N */
size_t epi_recurrence_outputs (const EpiRecurrence *recurrence); /* M */

void epi_recurrence_reset (EpiRecurrence *recurrence); /* s := 0 */

/* One step.  x (inputs); where the network takes characters, x[0] is the class.
 * The result is y (outputs), valid until the next step. */
const double *epi_recurrence_step (EpiRecurrence *recurrence, const double *x);

/* Where it stands: h (N), and of an LSTM c (N) and the gates of the last step
 * (4N): input, forget, output, candidate; else NULL.  h and c may be written:
 * the next step goes on from there. */
double *epi_recurrence_hidden (EpiRecurrence *recurrence);
double *epi_recurrence_cell (EpiRecurrence *recurrence);
const double *epi_recurrence_gates (const EpiRecurrence *recurrence);

/* Steps 1 to 3 above, from s = 0.  x (inputs, steps); target: for MSE
 * (outputs), for CROSS_ENTROPY target[0] is the class.  to_hidden (steps),
 * to_cell (steps; zero for Elman): the norms, lag 0 first.  EPI_UNSUPPORTED:
 * another loss; EPI_NO_MEMORY; EPI_NOT_FINITE. */
EpiStatus epi_recurrence_reach (EpiRecurrence *recurrence, const double *x,
                                size_t steps, EpiLoss loss,
                                const double *target, double *to_hidden,
                                double *to_cell);

/* ---- Which class comes next ---- */

/* p (n) := softmax (z/temperature); at 0 all on the largest, shared by equals.
 */
void epi_softmax_at (const double *z, size_t n, double temperature, double *p);

/* A class drawn from p (n). */
size_t epi_draw_class (const double *p, size_t n, EpiRandom *random);
