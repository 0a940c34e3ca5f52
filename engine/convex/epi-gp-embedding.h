/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The homogeneous embedding of epi-gp-method.h: its points, its residuals, and
 * the directions and step lengths of steps 2, 4 and 5.
 */
#pragma once

#include "convex/epi-exp-cone.h"
#include "convex/epi-gp-form.h"
#include "convex/epi-gp-judge.h"
#include "convex/epi-gp-method.h"

/* A point of the embedding, or a direction: x (N), p (m), d (m). */
typedef struct {
  double *x, *p, *d;
  double tau, kappa;
} EpiGpPoint;

typedef struct { /* what a state keeps beside the arrays */
  double tau, kappa, step_length, centring, best;
  EpiGpMeasures measures;
  int stalled;
  bool feasibility; /* c = 0: a ray is there, a feasible point is wanted */
} EpiGpNow;

typedef struct {
  EpiMethod base; /* base.x: u (n), in state */
  const EpiGp *gp;
  double tolerance;
  EpiGpForm form;
  EpiGpJudge judge;
  double *state; /* u, x, p, d, best u, best δ, ray */
  size_t state_length;
  EpiGpNow now;
  EpiGpPoint at, affine, step, trial;
  double *best_u, *best_delta, *ray; /* (n), (T), (n); in state */
  double *h, *Hh;                    /* (m) */
  double *residual_d, *residual_p;   /* (N), (m) */
  double residual_g, mu;
  double *q;     /* (m) HΔp + Δd = q */
  double *tau_x; /* (N) the part of Δx that Δτ brings */
  double *work;  /* (m) */
  double *buffers;
  const EpiCancel *cancel; /* asked between the parts of a step; or NULL */
} EpiGpMethod;

/* c is this times the unit vector of τ₀: 0 while a feasible point is wanted. */
double epi_gp_cost (const EpiGpMethod *self);

/* (pᵀd + τκ)/(ν + 1) */
double epi_gp_mu (const EpiGpMethod *self, const EpiGpPoint *at);

/* residual_d, residual_p, residual_g and mu of the point at hand. */
void epi_gp_find_residuals (EpiGpMethod *self);

/* tau_x and Hh at the factors of form.  EPI_NOT_FINITE, EPI_NO_MEMORY. */
EpiStatus epi_gp_find_tau_x (EpiGpMethod *self);

/* 2. and 4.: affine and step.  EPI_NOT_FINITE, EPI_NO_MEMORY. */
EpiStatus epi_gp_predict (EpiGpMethod *self);
EpiStatus epi_gp_correct (EpiGpMethod *self, double gamma);

/* 5.: shortened until it may be taken; 0 when no step may. */
double epi_gp_longest_step (EpiGpMethod *self, const EpiGpPoint *step);
