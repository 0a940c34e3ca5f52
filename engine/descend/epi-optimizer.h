/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Optimizers: how a (sampled) gradient g = ∇f_B(x) becomes a step.
 *
 *     gradient descent  x := x - α ∇f(x), over all the data
 *     SGD               x := x - α g
 *     momentum          m := β m + g,  x := x - α m
 *     Nesterov          m := β m + g,  x := x - α (g + β m)
 *     AdaGrad           v := v + g²,  x := x - α g / (√v + ε)
 *     RMSProp           v := ρ v + (1-ρ) g²,  x := x - α g / (√v + ε)
 *     Adam              m := β m + (1-β) g,  v := ρ v + (1-ρ) g²,
 *                       x := x - α (m / (1-βᵏ)) / (√(v / (1-ρᵏ)) + ε)
 *     AdamW             the same, and x := x - α λ x beside it
 *
 * k = 1, 2, …; squares, roots and quotients entry by entry.  Before that:
 * g := s g, s = min (1, c/‖g‖) where the norm is clipped at c; g := g + λ₂ x +
 * λ₁ sign x, sign 0 = 0.  α may follow a schedule.  An optimizer is a rule (a
 * line of shaders/updates.inc, the same text for both devices) and a row of the
 * table.
 *
 * Robbins & Monro 1951; Polyak 1964; Nesterov 1983 as in Sutskever et al. 2013;
 * Duchi, Hazan, Singer 2011; Tieleman & Hinton 2012; Kingma & Ba 2015;
 * Loshchilov & Hutter 2019.
 */
#pragma once

#include "compute/epi-neural-kernels.h"
#include "core/epi-method.h"
#include "descend/epi-sampled-oracle.h"

typedef enum {
  EPI_OPTIMIZER_GRADIENT_DESCENT,
  EPI_OPTIMIZER_SGD,
  EPI_OPTIMIZER_MOMENTUM,
  EPI_OPTIMIZER_NESTEROV,
  EPI_OPTIMIZER_ADAGRAD,
  EPI_OPTIMIZER_RMSPROP,
  EPI_OPTIMIZER_ADAM,
  EPI_OPTIMIZER_ADAMW,
  EPI_N_OPTIMIZERS
} EpiOptimizerKind;

typedef enum {
  EPI_SCHEDULE_CONSTANT,
  EPI_SCHEDULE_STEP,        /* times factor every period steps */
  EPI_SCHEDULE_EXPONENTIAL, /* times factor^(k/period) */
  EPI_SCHEDULE_COSINE,      /* half a cosine from 1 to factor over period */
  EPI_SCHEDULE_WARMUP,      /* linear from 0 over period, then constant */
  EPI_N_SCHEDULES
} EpiSchedule;

typedef struct {
  EpiOptimizerKind kind;
  double step;             /* α */
  double momentum, second; /* β, ρ */
  double epsilon;
  double l1, l2, decay; /* λ₁, λ₂, λ of AdamW */
  double clip;          /* c; 0: no clipping */
  EpiSchedule schedule;
  double factor, period;
} EpiOptimizerOptions;

/* "gradient descent", "SGD", …, "AdamW": the words of --optimizer and of the
 * menu; parsed in any case, -1 for none. */
const char *epi_optimizer_name (EpiOptimizerKind kind);
int epi_optimizer_parse (const char *name);

/* What its paper or common practice recommends, e.g. Adam 0.001, 0.9, 0.999,
 * 1e-8; no clipping, no schedule. */
EpiOptimizerOptions epi_optimizer_defaults (EpiOptimizerKind kind);

/* α at step k = 1, 2, … */
double epi_schedule_step (const EpiOptimizerOptions *options, uint64_t k);

typedef struct EpiOptimizer EpiOptimizer;

/* For n unknowns on that device: its memory m, v there, zero. */
EpiStatus epi_optimizer_new (const EpiOptimizerOptions *options,
                             EpiDevice *device, EpiElement element, size_t n,
                             EpiOptimizer **out);
void epi_optimizer_free (EpiOptimizer *optimizer); /* accepts NULL */

/* One update of x (n,1) from gradient (n,1).  With clipping the norm is read
 * back, one number; EPI_NOT_FINITE when it is none: then x is as it was.
 * Allocates nothing. */
EpiStatus epi_optimizer_update (EpiOptimizer *optimizer,
                                const EpiBuffer *gradient, EpiBuffer *x);

/* α of the update to come. */
double epi_optimizer_step (const EpiOptimizer *optimizer);

/* Changes what may change between steps: "step", "momentum", "second", "l1",
 * "l2", "decay", "clip".  EPI_UNSUPPORTED: another name. */
EpiStatus epi_optimizer_set (EpiOptimizer *optimizer, const char *name,
                             double value);

/* to := the state of from, made alike on the same device, where it stays. */
EpiStatus epi_optimizer_copy (const EpiOptimizer *from, EpiOptimizer *to);

/* Its whole state to and from host memory, exact. */
size_t epi_optimizer_state_size (const EpiOptimizer *optimizer);
EpiStatus epi_optimizer_save (const EpiOptimizer *optimizer, void *state);
EpiStatus epi_optimizer_restore (EpiOptimizer *optimizer, const void *state);

/* The method on any sampled oracle: step k is one batch,
 *
 *     1. x := the optimizer's update of x by g = ∇f_B(x)
 *     2. B := batch k,  f := f_B(x),  g := ∇f_B(x)
 *
 * and for gradient descent B is always all of them, whose mean it takes.  x and
 * g are read back at each step: it is for functions of few unknowns, networks
 * have neural/epi-trainer.h.  Starts from x0 (n), copied; borrows oracle.
 *
 * Converged, only where g is the gradient of f itself:
 * ‖g‖ ≤ tolerance ‖∇f(x⁰)‖, "tolerance" 1e-10.  Sets what the optimizer sets,
 * too.  Records "theta", "gradient", "gradient_norm", "step" (the next α).
 * EPI_NO_MEMORY; EPI_NOT_FINITE when f(x0) or its gradient is not. */
EpiStatus epi_optimizer_method_new (const EpiOptimizerOptions *options,
                                    EpiSampledOracle *oracle, const double *x0,
                                    EpiMethod **out);
