/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The linear system of every interior-point step, in scaled coordinates:
 *
 *     ⎡ P     Aᵀ  GᵀW⁻¹ ⎤ ⎡x⎤   ⎡bx⎤
 *     ⎢ A     0   0     ⎥ ⎢y⎥ = ⎢by⎥
 *     ⎣ W⁻ᵀG  0   -I    ⎦ ⎣z⎦   ⎣bz⎦
 *
 * that is, with z = W z' and bz = W⁻ᵀbz', the system of [P Aᵀ Gᵀ; A 0 0; G 0
 * -WᵀW].  Scaled, because bz' is mostly Wᵀ(λ\d): where W is nearly singular a
 * round trip through it costs the digits that the last iterations need.
 *
 * W is the Nesterov–Todd scaling of the cones.  Two ways to solve it, chosen
 * by what the cones are:
 *
 *   sparse  orthants and second-order cones: a quasi-definite LDLᵀ of the
 *           whole system (epi-ldl.h), bounds (rows of G with one entry) folded
 *           into P, dense columns ordered late
 *   dense   with semidefinite cones: the Schur complement
 *           H = P + Gᵀ(WᵀW)⁻¹G, Hᵢⱼ = tr(Fᵢ W⁻² Fⱼ W⁻²), built by the sparsity
 *           of each Fᵢ (Fujisawa, Kojima & Nakata 1997), factored by
 *           engine/compute in double; equalities by a second complement
 *
 * The sparse one refines its solutions against the unregularized system; the
 * dense one leaves that to epi-kkt-refine.h, where one refinement serves a
 * whole direction.  Of a direct cone W⁻ᵀG is EG, and so H has GᵀEG.
 */
#pragma once

#include "convex/epi-cones.h"
#include "problem/epi-cone-program.h"

typedef struct EpiKkt EpiKkt;

/* bz = W⁻ᵀb + d: what of it is known in which form; dim K numbers each. */
typedef struct {
  const double *plain;    /* b; NULL: 0 */
  const double *scaled;   /* d; NULL: 0 */
  const double *unscaled; /* W⁻¹d; NULL: not known */
} EpiKktRhs;

typedef struct {
  /* Factors at the scaling that cones has now.  EPI_SINGULAR,
   * EPI_NOT_FINITE, EPI_NO_MEMORY; EPI_INTERRUPTED, and then there are no
   * factors. */
  EpiStatus (*factor) (EpiKkt *self, EpiCones *cones);
  /* x (n), y (p): right-hand side in, solution out; z (dim K): solution,
   * scaled; may be one of bz.  EPI_NOT_FINITE, EPI_INTERRUPTED. */
  EpiStatus (*solve_scaled) (EpiKkt *self, EpiCones *cones, const EpiKktRhs *bz,
                             double *x, double *y, double *z);
  void (*free) (EpiKkt *self);
  /* out (n) -= GᵀW⁻¹z for z, scaled, and W⁻¹z (dim K).  NULL unless rough. */
  void (*subtract_image) (EpiKkt *self, const EpiCones *cones, const double *z,
                          const double *unscaled, double *out);
  bool rough; /* solutions want epi_kkt_refine() */
  /* NULL, or: whether cone j may be direct (epi-cones.h). */
  bool (*suits_direct) (const EpiKkt *self, size_t j);
  /* NULL, or: regularizes more from the next factorization on, for systems
   * that are inconsistent. */
  void (*set_firm) (EpiKkt *self, bool firm);
} EpiKktClass;

struct EpiKkt { /* first member of both */
  const EpiKktClass *klass;
  /* What a residual may be of the right-hand side: less work where a direction
   * is only looked at.  Set before solve_scaled(); 0: as good as can be. */
  double accuracy;
  /* A flag (borrowed; NULL: none) that factor() and solve_scaled() ask. */
  const EpiCancel *cancel;
};

/* Borrow the program.  EPI_NO_MEMORY, EPI_UNSUPPORTED.  The first chooses
 * between the others. */
EpiStatus epi_kkt_new (const EpiConeProgram *program, EpiKkt **out);
EpiStatus epi_kkt_sparse_new (const EpiConeProgram *program, EpiKkt **out);
EpiStatus epi_kkt_dense_new (const EpiConeProgram *program, EpiKkt **out);
