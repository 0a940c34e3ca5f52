/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linear programs solved by the simplex method, for tests.
 */
#pragma once

#include "convex/epi-simplex.h"
#include "convex/lp-checks.h"
#include "core/epi-alloc.h"
#include "method-checks.h"

enum { MANY = 100000 };
static const EpiSimplexKind kinds[] = {EPI_SIMPLEX_PRIMAL, EPI_SIMPLEX_DUAL};
static const EpiPricing pricings[] = {EPI_PRICING_STEEPEST_EDGE,
                                      EPI_PRICING_DEVEX, EPI_PRICING_DANTZIG,
                                      EPI_PRICING_BLAND};

static inline EpiMethod *
new_method (const EpiQp *lp, const EpiSimplexOptions *options)
{
  EpiMethod *method = NULL;
  g_assert_cmpint (epi_simplex_new (lp, options, &method), ==, EPI_OK);
  return method;
}

/* Solves and verifies whatever is claimed; returns it. */
static inline EpiStatus
solve (const EpiQp *lp, const EpiSimplexOptions *options, size_t *steps,
       double *objective)
{
  EpiMethod *method = new_method (lp, options);
  EpiStatus status = epi_method_run (method, MANY, NULL, NULL);
  EpiQpAnswer answer;

  g_assert_cmpint (epi_qp_answer_new (lp, &answer), ==, EPI_OK);
  epi_simplex_answer (method, &answer);
  if (status == EPI_INFEASIBLE)
    check_infeasible (lp, &answer, 1e-8);
  else if (status == EPI_UNBOUNDED)
    check_unbounded (lp, &answer, 1e-8);
  else
    check_optimal (lp, &answer, 1e-8);
  if (steps != NULL)
    *steps = method->k;
  if (objective != NULL)
    *objective = method->f;
  epi_qp_answer_clear (&answer);
  epi_method_free (method);
  return status;
}

/* Chvátal, p. 13: maximize 5x₁ + 4x₂ + 3x₃; x = (2,0,1), y = (1,0,1), 13. */
static inline EpiQp
chvatal (void)
{
  static const double c[] = {5, 4, 3}, b[] = {5, 11, 8},
                      A[] = {2, 3, 1, 4, 1, 2, 3, 4, 2};
  EpiQp lp = dense_lp (3, 3, c, A, b);
  lp.maximize = true;
  return lp;
}

/* No scaling, no tolerances, no perturbation: the rules as they are taught. */
static inline EpiSimplexOptions
textbook (EpiPricing pricing)
{
  EpiSimplexOptions options = epi_simplex_defaults (EPI_SIMPLEX_PRIMAL);
  options.pricing = pricing;
  options.harris = options.perturb = options.scale = false;
  return options;
}
