/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Walk: backpropagation in slow motion, one factor of the chain rule a step.
 *
 *     x₀ given; for i = 1 … m, a ψ and a φ in turn
 *       ψ   xᵢ = W xᵢ₋₁ + b     Jᵢ = Dψ = W
 *       φ   xᵢ = σ(xᵢ₋₁)        Jᵢ = Dφ = diag σ'(xᵢ₋₁)
 *     f = ℓ(x_m, t)             Jₘ₊₁ = Dℓ, a row
 *
 *     Df(x₀) = Jₘ₊₁ Jₘ ⋯ J₂ J₁
 *
 *   1. forward, i = 1 … m    xᵢ, Jᵢ; from the right P := Jᵢ P, at i = 1 J₁
 *   2. loss                  f; P := Jₘ₊₁ P; from the left Q := Jₘ₊₁
 *   3. backward, i = m … 1   at a ψ: ∂f/∂W = Qᵀxᵢ₋₁ᵀ, ∂f/∂b = Qᵀ
 *                            Q := Q Jᵢ, which is ∂f/∂xᵢ₋₁
 *
 * At the end P = Q, by associativity; what differs is the count of
 * multiplications: a full Jᵢ (p,q) costs p q n₀ from the right and p q from the
 * left, a diagonal one p n₀ and p.  A φ that is the identity is left out.
 *
 * One step() is one line: 2m + 1 of them.  In double, on the host: each ∂f/∂W
 * comes with its central differences, h = ∛u max (1, |w|).  Griewank & Walther,
 * Evaluating Derivatives, §3.2 and §3.3; Goodfellow, Bengio, Courville, §6.5.
 *
 * Records "t", "x0", "x1", …, "J1", …, "g0", … (∂f/∂xᵢ), "P", "Q"; of layer l
 * (l = 1, …: a ψ with its φ) "W1", "b1", "dW1", "db1", and by differences
 * "fW1", "fb1": each from the step on that found it.  Scalars "factors" (m),
 * "layers", "factor" (i of the last step), "phase" (0 forward, 1 loss, 2
 * backward), "f", "forward_cost", "reverse_cost", "check" (largest
 * |∂f/∂w - difference| / (1 + |∂f/∂w|) so far).  Vectors "sizes" (m + 1: n₀ …
 * nₘ), "kinds" (m: 0 ψ, 1 φ).
 */
#pragma once

#include "compute/epi-neural-kernels.h"
#include "core/epi-method.h"

#define EPI_WALK_LAYERS 6
#define EPI_WALK_WIDTH 16

typedef struct {
  size_t layers;                     /* 1 … EPI_WALK_LAYERS */
  size_t sizes[EPI_WALK_LAYERS + 1]; /* n₀ …: 1 … EPI_WALK_WIDTH each */
  EpiActivation activation, last;    /* of all layers but the last; of that */
  EpiLoss loss;
  const double *W[EPI_WALK_LAYERS]; /* (sizes[l+1], sizes[l]) */
  const double *b[EPI_WALK_LAYERS]; /* (sizes[l+1]) */
  const double *x;                  /* (n₀) */
  const double
      *t; /* (sizes[layers]); CROSS_ENTROPY: its largest is the class */
} EpiWalkProblem;

/* Copies what problem points to.  EPI_NO_MEMORY.  EPI_NOT_FINITE: a number of
 * the problem, or the loss that they make. */
EpiStatus epi_walk_new (const EpiWalkProblem *problem, EpiMethod **out);
