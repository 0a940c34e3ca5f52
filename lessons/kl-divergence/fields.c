/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Curves and maps: p and q, what is integrated, the divergence over all bells,
 * the sample's bumps, the three losses and their differences.
 */
#include "kl-divergence/lesson.h"

#include <math.h>

#define LOG_2PI 1.83787706640934548356

static double
density (const KlDensity *of, double x)
{
  return epi_density_mixture_value (&of->mixture, x);
}

/* Planes: p, q. */
static void
densities (const void *problem, const EpiFrame *frame, const EpiFieldGrid *grid,
           size_t output, size_t j0, size_t j1, double *values)
{
  const KlProblem *self = problem;

  for (size_t i = 0; i < grid->nx; i++)
    values[i] =
        density (output == 0 ? &self->p : &self->q, epi_field_grid_x (grid, i));
}

/* p log p/q: 0 where p is 0, NaN where only q is: it is infinite there. */
static double
integrand (const KlDensity *p, const KlDensity *q, double x)
{
  double log_p = epi_density_mixture_log (&p->mixture, x);
  double log_q = epi_density_mixture_log (&q->mixture, x);

  if (isinf (log_p))
    return 0;
  return isinf (log_q) ? NAN : exp (log_p) * (log_p - log_q);
}

/* Planes: p log p/q, q log q/p. */
static void
integrands (const void *problem, const EpiFrame *frame,
            const EpiFieldGrid *grid, size_t output, size_t j0, size_t j1,
            double *values)
{
  const KlProblem *self = problem;
  const KlDensity *from = output == 0 ? &self->p : &self->q;

  for (size_t i = 0; i < grid->nx; i++)
    values[i] = integrand (from, output == 0 ? &self->q : &self->p,
                           epi_field_grid_x (grid, i));
}

/* ---- Over all bells: μ across, σ up ---- */

static void
forward_map (const void *problem, const EpiFrame *frame,
             const EpiFieldGrid *grid, size_t output, size_t j0, size_t j1,
             double *values)
{
  const KlProblem *self = problem;

  for (size_t j = j0; j < j1; j++) {
    double tau = log (epi_field_grid_y (grid, j));
    for (size_t i = 0; i < grid->nx; i++)
      *values++ = epi_kl_fit_value (&self->target, EPI_KL_FORWARD,
                                    epi_field_grid_x (grid, i), tau, NULL);
  }
}

/* log p from the table, between its entries by straight lines; beyond it from
 * p itself. */
static double
log_p_at (const KlProblem *self, double x)
{
  double at = (x - self->table_low) / self->table_step;

  if (!(at >= 0 && at < KL_TABLE - 1))
    return epi_density_mixture_log (&self->p.mixture, x);
  size_t i = (size_t)at;
  return self->log_p[i] +
         (at - (double)i) * (self->log_p[i + 1] - self->log_p[i]);
}

/* As epi_kl_fit_value() has it, by as many nodes as a picture needs. */
enum { HALF = 25, NODES = 2 * HALF + 1 };
#define NODE_STEP 0.2

/* Where all nodes lie in the table: from `at` on, in its steps, and `step` of
 * these apart.  Two nodes to either side of the middle weigh the same. */
static double
mean_of_table (const double *log_p, double at, double step,
               const double *weights)
{
  double sum = 0;

  for (int k = 0; k <= HALF; k++) {
    double low = at + k * step, high = at + (NODES - 1 - k) * step;
    int i = (int)low, j = (int)high;
    double below = log_p[i] + (low - i) * (log_p[i + 1] - log_p[i]);
    double above = log_p[j] + (high - j) * (log_p[j + 1] - log_p[j]);
    sum += weights[k] * (k < HALF ? below + above : below);
  }
  return sum;
}

static double
rough_reverse (const KlProblem *self, double mu, double sigma,
               const double *weights)
{
  double step = sigma * NODE_STEP / self->table_step, sum = 0;
  double at = (mu - self->table_low) / self->table_step - HALF * step;

  if (at >= 0 && at + (NODES - 1) * step < KL_TABLE - 1)
    sum = mean_of_table (self->log_p, at, step, weights);
  else
    for (int k = 0; k < NODES; k++)
      sum += weights[k] * log_p_at (self, mu + sigma * NODE_STEP * (k - HALF));
  return -log (sigma) - (LOG_2PI + 1) / 2 - sum;
}

static void
reverse_map (const void *problem, const EpiFrame *frame,
             const EpiFieldGrid *grid, size_t output, size_t j0, size_t j1,
             double *values)
{
  const KlProblem *self = problem;
  double weights[NODES];

  for (int k = 0; k < NODES; k++) {
    double z = NODE_STEP * (k - HALF);
    weights[k] = NODE_STEP * exp (-z * z / 2 - LOG_2PI / 2);
  }
  for (size_t j = j0; j < j1; j++) {
    double sigma = epi_field_grid_y (grid, j);
    for (size_t i = 0; i < grid->nx; i++) {
      double value = self->log_p == NULL
                         ? NAN /* the answer is for the other direction */
                         : rough_reverse (self, epi_field_grid_x (grid, i),
                                          sigma, weights);
      *values++ = isfinite (value) ? value : NAN;
    }
  }
}

/* ---- The sample ---- */

static void
bumps (const void *problem, const EpiFrame *frame, const EpiFieldGrid *grid,
       size_t output, size_t j0, size_t j1, double *values)
{
  const KlProblem *self = problem;

  for (size_t i = 0; i < grid->nx; i++)
    values[i] =
        epi_empirical_density (&self->sample, epi_field_grid_x (grid, i));
}

static double
loss_at (const EpiEmpirical *sample, size_t which, double mu)
{
  double value = which == 0   ? epi_empirical_half_mse (sample, mu)
                 : which == 1 ? epi_empirical_loss (sample, mu)
                              : epi_empirical_divergence (sample, mu);

  return isfinite (value) ? value : NAN;
}

/* Planes: ½ MSE, -(1/m) ℓ, D(p̂‖q), over μ. */
static void
losses (const void *problem, const EpiFrame *frame, const EpiFieldGrid *grid,
        size_t output, size_t j0, size_t j1, double *values)
{
  const KlProblem *self = problem;

  for (size_t i = 0; i < grid->nx; i++)
    values[i] = loss_at (&self->sample, output, epi_field_grid_x (grid, i));
}

/* Planes: the second of these less the first, the third less the second. */
static void
differences (const void *problem, const EpiFrame *frame,
             const EpiFieldGrid *grid, size_t output, size_t j0, size_t j1,
             double *values)
{
  const KlProblem *self = problem;

  for (size_t i = 0; i < grid->nx; i++) {
    double mu = epi_field_grid_x (grid, i);
    values[i] = loss_at (&self->sample, output + 1, mu) -
                loss_at (&self->sample, output, mu);
  }
}

const EpiFieldSpec kl_fields[] = {
    {.name = "densities",
     .curve = true,
     .n_outputs = 2,
     .shown_when = KL_DENSITIES,
     .evaluate = densities},
    {.name = "integrands",
     .curve = true,
     .n_outputs = 2,
     .shown_when = KL_PAIR,
     .evaluate = integrands},
    {.name = "forward_map",
     .n_outputs = 1,
     .shown_when = KL_FITS " and direction == 'forward'",
     .evaluate = forward_map},
    {.name = "reverse_map",
     .n_outputs = 1,
     .shown_when = KL_FITS " and direction == 'reverse' and p_shape == 'bell'",
     .evaluate = reverse_map},
    {.name = "bumps",
     .curve = true,
     .n_outputs = 1,
     .shown_when = KL_LOSSES,
     .evaluate = bumps},
    {.name = "losses",
     .curve = true,
     .n_outputs = 3,
     .shown_when = KL_LOSSES,
     .evaluate = losses},
    {.name = "differences",
     .curve = true,
     .n_outputs = 2,
     .shown_when = KL_LOSSES,
     .evaluate = differences},
    {NULL},
};
