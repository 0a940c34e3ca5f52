/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A geometric program from its terms, solved and judged.
 */
#pragma once

#include "convex/epi-gp-method.h"
#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "method-checks.h"
#include "problem/epi-gp-random.h"
#include "problem/epi-program.h"

#define TOLERANCE 1e-9
#define MOST_STEPS 100

/* F₀(u), and the largest Fᵢ(u). */
static inline double
log_objective (const EpiGp *gp, const double *u, double *worst)
{
  double *sums = g_new0 (double, gp->constraints + 1), objective;
  for (size_t t = 0; t < gp->terms; t++)
    sums[gp->constraint[t]] +=
        gp->coefficient[t] * exp (epi_sparse_col_dot (&gp->exponent, t, u));
  *worst = -INFINITY;
  for (size_t i = 1; i <= gp->constraints; i++)
    *worst = fmax (*worst, log (sums[i]));
  objective = log (sums[0]);
  g_free (sums);
  return objective;
}

/* Σ δₜ log (cₜλᵢ/δₜ); residual := ‖Aᵀδ‖∞, lambda0 := λ₀; δ ≥ 0 is asserted. */
static inline double
dual_objective (const EpiGp *gp, const double *delta, double *residual,
                double *lambda0)
{
  double *lambda = g_new0 (double, gp->constraints + 1), value = 0;
  double *Atd = g_new0 (double, gp->variables);
  for (size_t t = 0; t < gp->terms; t++) {
    g_assert_cmpfloat (delta[t], >=, 0);
    lambda[gp->constraint[t]] += delta[t];
  }
  for (size_t t = 0; t < gp->terms; t++)
    if (delta[t] > 0)
      value += delta[t] *
               log (gp->coefficient[t] * lambda[gp->constraint[t]] / delta[t]);
  epi_sparse_add_product (&gp->exponent, 1, delta, Atd);
  *residual = 0;
  for (size_t j = 0; j < gp->variables; j++)
    *residual = fmax (*residual, fabs (Atd[j]));
  *lambda0 = lambda[0];
  g_free (lambda);
  g_free (Atd);
  return value;
}

/* Solves to its end and checks what is claimed, from the problem alone. */
static inline EpiStatus
solve_and_check (const EpiGp *gp, EpiGpAnswer *answer)
{
  EpiGpOptions options = {TOLERANCE};
  EpiMethod *method;
  double worst, residual, lambda0;

  g_assert_cmpint (epi_gp_method_new (gp, &options, &method), ==, EPI_OK);
  g_assert_cmpint (epi_gp_answer_new (gp, answer), ==, EPI_OK);
  EpiStatus status = check_steps_allocate_nothing (method, MOST_STEPS);
  epi_gp_method_answer (method, answer);
  double primal = log_objective (gp, answer->u, &worst);
  double dual = dual_objective (gp, answer->delta, &residual, &lambda0);
  if (status == EPI_CONVERGED) {
    g_assert_cmpfloat (worst, <=, TOLERANCE);
    g_assert_cmpfloat_with_epsilon (lambda0, 1, 1e-12);
    g_assert_cmpfloat_with_epsilon (
        primal, dual, TOLERANCE * (1 + fabs (primal) + fabs (dual)));
  } else if (status == EPI_INFEASIBLE) {
    g_assert_cmpfloat (lambda0, ==, 0);
    g_assert_cmpfloat_with_epsilon (dual, 1, 1e-10);
    g_assert_cmpfloat (residual, <=, TOLERANCE);
  } else if (status == EPI_UNBOUNDED) {
    g_assert_cmpfloat (worst, <=, TOLERANCE);
    for (size_t t = 0; t < gp->terms; t++)
      g_assert_cmpfloat (
          epi_sparse_col_dot (&gp->exponent, t, answer->direction), <=,
          gp->constraint[t] == 0 ? -1 + TOLERANCE : TOLERANCE);
  }
  epi_method_free (method);
  return status;
}
