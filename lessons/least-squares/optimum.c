/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The optimum of the squared loss, whatever loss is chosen: figures draw level
 * sets around it and compare iterates with it.
 */
#include "least-squares/problem.h"

#include "fit/epi-ls-qr.h"
#include "fit/epi-ls-svd.h"
#include "fit/epi-tall.h"
#include "least-squares/lesson.h"

#include <math.h>
#include <string.h>

#define MAX_REFINED 20000 /* rows up to which it is refined */

/* Runs method to its end, and frees it. */
static void
take_optimum (LsProblem *problem, EpiMethod *method)
{
  epi_method_run (method, 10 * problem->p + 100, NULL, NULL);
  problem->has_optimum = method->status == EPI_CONVERGED;
  if (problem->has_optimum)
    memcpy (problem->optimum.data, method->x,
            problem->p * problem->m * sizeof (double));
  epi_method_free (method);
}

/* By refined QR; where many θ are optimal the shortest of them, by the SVD. */
static bool
find_optimum (LsProblem *problem)
{
  problem->refined = problem->fit.n <= MAX_REFINED;
  EpiLsQrOptions options = {.refinements = problem->refined ? 3 : 0};
  EpiMethod *method;

  if (epi_matrix_new (problem->p, problem->m, &problem->optimum) != EPI_OK ||
      epi_ls_qr_new (&problem->ls, &options, &method) != EPI_OK)
    return false;
  take_optimum (problem, method);
  if (problem->has_optimum)
    return true;
  problem->refined = false;
  if (epi_ls_svd_new (&problem->ls, &method) != EPI_OK)
    return false;
  take_optimum (problem, method);
  return true;
}

/* R of √W A = Q R: differences of the cost are lengths ‖R(θ - θ*)‖², which a
 * Gram matrix would lose to cancellation where A is ill-conditioned. */
static EpiStatus
find_triangle (LsProblem *problem)
{
  size_t p = problem->p, m = problem->m;
  EpiLs plain = problem->ls;
  EpiTall tall = {0};
  EpiMatrix R = {0};

  plain.ridge = 0;
  EpiStatus status = epi_tall_init (&tall, &plain);
  if (status == EPI_OK)
    status = epi_matrix_new (p + m, p + m, &R);
  if (status == EPI_OK)
    status = epi_tall_triangle (&tall, &plain, NULL, &R);
  for (size_t j = 0; status == EPI_OK && j < p; j++)
    for (size_t i = 0; i <= j; i++)
      *epi_matrix_at (&problem->triangle, i, j) = *epi_matrix_at (&R, i, j);
  epi_matrix_clear (&R);
  epi_tall_clear (&tall);
  return status;
}

/* Mean square and its spread about the mean, over all outputs. */
static void
measure_spread (LsProblem *problem)
{
  const LsRows *fit = &problem->fit;

  for (size_t o = 0; o < problem->m; o++) {
    const double *b = epi_matrix_col (&fit->B, o);
    double mean = 0;
    for (size_t i = 0; i < fit->n; i++)
      mean += fit->weights[i] * b[i];
    problem->mean[o] = mean;
    for (size_t i = 0; i < fit->n; i++)
      problem->variance += fit->weights[i] * (b[i] - mean) * (b[i] - mean);
    for (size_t i = 0; i < fit->n; i++) {
      double r = -b[i];
      for (size_t j = 0; j < problem->p; j++)
        r += *epi_matrix_at (&fit->A, i, j) *
             *epi_matrix_at (&problem->optimum, j, o);
      problem->rss_optimum += fit->weights[i] * r * r;
      for (size_t j = 0; j < problem->p; j++)
        *epi_matrix_at (&problem->slope, j, o) +=
            fit->weights[i] * r * *epi_matrix_at (&fit->A, i, j);
    }
  }
}

void
ls_spread_replace (LsProblem *problem, size_t output, double weight, double old,
                   double new)
{
  double mean = problem->mean[output];
  double moved = mean + weight * (new - old);

  /* Σ w (b - b̄)² = Σ w (b - c)² - (b̄ - c)² for any c: take c = the old mean. */
  problem->variance +=
      weight * ((new - mean) * (new - mean) - (old - mean) * (old - mean)) -
      (moved - mean) * (moved - mean);
  problem->mean[output] = moved;
}

static void
measure_extent (LsProblem *problem)
{
  const LsRows *parts[] = {&problem->fit, &problem->test};
  double *e = problem->extent;

  e[0] = e[2] = INFINITY;
  e[1] = e[3] = -INFINITY;
  for (size_t k = 0; k < 2; k++) {
    for (size_t i = 0; i < parts[k]->n; i++) {
      e[0] = MIN (e[0], parts[k]->x[i]);
      e[1] = MAX (e[1], parts[k]->x[i]);
    }
    for (size_t i = 0; i < parts[k]->n * problem->m; i++) {
      e[2] = MIN (e[2], parts[k]->B.data[i]);
      e[3] = MAX (e[3], parts[k]->B.data[i]);
    }
  }
}

EpiStatus
ls_find_optimum (LsProblem *problem, const EpiDocument *document)
{
  const EpiLesson *lesson = &epi_lesson_least_squares;

  for (int i = 0; i < 2; i++)
    problem->plane[i] =
        MIN ((size_t)epi_lesson_number (lesson, document,
                                        i == 0 ? "plane_x" : "plane_y"),
             problem->p - 1);
  if (epi_matrix_new (problem->p, problem->p, &problem->triangle) != EPI_OK ||
      epi_matrix_new (problem->p, problem->m, &problem->slope) != EPI_OK)
    return EPI_NO_MEMORY;
  EpiStatus status = find_triangle (problem);
  if (status != EPI_OK)
    return status;
  if (!find_optimum (problem))
    return EPI_NO_MEMORY;
  problem->mean = g_new0 (double, problem->m);
  measure_spread (problem);
  measure_extent (problem);
  return isfinite (problem->variance + problem->rss_optimum) ? EPI_OK
                                                             : EPI_NOT_FINITE;
}

/* f(θ) = f(θ*) + 2 slopeᵀd + ‖R d‖² (+ λ‖D d‖² - 2 slopeᵀd with the ridge,
 * whose slope there is opposite), d = θ - θ*; output by output. */
static double
above_optimum (const LsProblem *problem, const double *theta, bool with_ridge)
{
  size_t p = problem->p;
  double sum = 0;

  for (size_t o = 0; o < problem->m; o++) {
    const double *best = epi_matrix_col (&problem->optimum, o);
    const double *slope = epi_matrix_col (&problem->slope, o);
    const double *t = theta + o * p;
    for (size_t i = 0; i < p; i++) {
      double d = t[i] - best[i], row = 0;
      for (size_t j = i; j < p; j++)
        row += *epi_matrix_at (&problem->triangle, i, j) * (t[j] - best[j]);
      sum += row * row;
      if (!with_ridge)
        sum += 2 * slope[i] * d;
      else if (i >= problem->ls.n_free)
        sum += problem->ls.ridge * d * d;
    }
  }
  return sum;
}

double
ls_mean_square (const LsProblem *problem, const double *theta)
{
  return problem->rss_optimum + above_optimum (problem, theta, false);
}

double
ls_excess (const LsProblem *problem, const double *theta)
{
  return above_optimum (problem, theta, true);
}
