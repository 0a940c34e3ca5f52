/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of the cone method share; for them only.
 */
#pragma once

#include "convex/epi-cone-method.h"
#include "convex/epi-kkt-refine.h"
#include "problem/epi-cone-scaling.h"

/* A point of the embedding, or a direction. */
typedef struct {
  double *x, *y, *s, *z; /* (n), (p), (g), (g): one buffer */
  double tau, kappa;
} EpiConePoint;

/* How far the present point is from an answer; see epi-cone-method.h. */
typedef struct {
  double primal, dual; /* objectives */
  double primal_residual, dual_residual, gap;
  double shift; /* of the objective, by the residuals */
  double infeasible, unbounded, curvature;
} EpiConeMeasures;

/* The sizes that they are relative to, in the units of the program. */
typedef struct {
  double rhs, cost;           /* ‖(b,h)‖∞, ‖c‖∞ */
  double rhs_unit, cost_unit; /* what counts as 1 */
  double *column;             /* (n) the largest entry of a column of A, G */
  double *row;                /* (p + g) of a row */
} EpiConeSizes;

typedef struct {
  EpiMethod base;
  EpiConeOptions options;
  EpiConeProgram program; /* equilibrated */
  EpiConeScaling scaling;
  EpiConeSizes sizes;
  EpiCones *cones;
  EpiKkt *kkt;
  EpiKktRefine *refine; /* NULL: the solver refines by itself */
  size_t n, p, g;
  bool mixes; /* W does: there is a cone other than an orthant */
  EpiConePoint now, best;
  EpiConeMeasures measures;             /* of now */
  double best_error, best_ray, best_mu; /* the least so far */
  size_t best_k;                        /* when one of them was reached */
  double alpha, sigma, mu;
  const EpiCancel *cancel; /* asked within a step, until it moves; or NULL */
  bool firm; /* the KKT solver regularizes more; no cone is direct */
  /* Workspace: r = (rx, ry, -, rz), rt; the change with τ; a direction;
   * another while that one is improved.  s and z of directions are scaled:
   * W⁻ᵀΔs, WΔz. */
  EpiConePoint residual, with_tau, d, previous;
  double rt, slope_with_tau;
  double rough;   /* what a solution may lack; INFINITY: nobody looks */
  double *target; /* (g) c of epi-cones.h; what τκ is to gain */
  double target_tau;
  double *Px, *e, *h, *t; /* (n), (g) identity, (g) W⁻ᵀh, (g) */
  double *rz;             /* (g) a part of -rz */
  double *plain_s;        /* (g) Δs of d, not scaled; where W mixes */
} EpiConeMethod;

/* Doubles of a point. */
static inline size_t
epi_cone_point_length (const EpiConeMethod *self)
{
  return self->n + self->p + 2 * self->g;
}

void epi_cone_point_copy (const EpiConeMethod *self, EpiConePoint *to,
                          const EpiConePoint *from);

/* The residuals of now, Px and μ, and from them the measures. */
void epi_cone_measure (EpiConeMethod *self);

/* The sizes of the program, before it is equilibrated.  EPI_NO_MEMORY. */
EpiStatus epi_cone_sizes_new (const EpiConeProgram *program, EpiConeSizes *out);
void epi_cone_sizes_clear (EpiConeSizes *sizes);

/* The largest of the three measures of an optimum. */
static inline double
epi_cone_error (const EpiConeMeasures *m)
{
  double error = m->primal_residual;
  error = m->dual_residual > error ? m->dual_residual : error;
  return m->gap > error ? m->gap : error;
}

/* The flag for cones and kkt: NULL where they may not be interrupted. */
void epi_cone_watch_parts (EpiConeMethod *self, const EpiCancel *cancel);

void epi_cone_set_firm (EpiConeMethod *self, bool firm);

/* base.x and base.f of now. */
void epi_cone_publish (EpiConeMethod *self);

/* What is to be said of now: EPI_RUNNING or how the method ends. */
EpiStatus epi_cone_judge (EpiConeMethod *self);

/* No more progress: back to the best point, there to the nearest without
 * residuals, and on from there with a firmer regularization where there is one
 * that was not tried yet. */
EpiStatus epi_cone_give_up (EpiConeMethod *self);

/* W⁻ᵀh, with_tau = (x₂,y₂,Wz₂) and the slope of the latter. */
EpiStatus epi_cone_solve_with_tau (EpiConeMethod *self);

/* d := the direction for (-eta r, target, target_tau); its s and z are W⁻ᵀΔs
 * and WΔz.  unscaled: -W⁻¹target, or NULL. */
EpiStatus epi_cone_find_direction (EpiConeMethod *self, double eta,
                                   const double *unscaled);

/* plain_s := Δs = -ηrz + Δτ h - GΔx of d.  Where W mixes large and small
 * numbers, WᵀW⁻ᵀΔs would leave its rounding in rz. */
void epi_cone_find_plain_s (EpiConeMethod *self, double eta);

/* d.s := W⁻ᵀΔs = c - WΔz, of a direct cone Δs; with semidefinite cones
 * plain_s, too. */
void epi_cone_find_s (EpiConeMethod *self, double eta);

/* One iteration; the starting point. */
EpiStatus epi_cone_step (EpiMethod *base);
EpiStatus epi_cone_start (EpiConeMethod *self);
