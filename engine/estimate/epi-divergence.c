/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-divergence.h"

#include "core/epi-alloc.h"
#include "estimate/epi-deviance.h"
#include "estimate/epi-quadrature.h"
#include "estimate/epi-running-mean.h"

#include <math.h>
#include <stdlib.h>

#define LOG_NOTHING -740.0 /* below, exp is 0 or as good as */
#define LOG_LEAST -1480.0  /* below, so is exp times any number */
#define ROUNDING 1e-13
#define ENOUGH 1e-14 /* nats */

/* ---- Closed forms ---- */

/* As D ≥ 0: what is not above the rounding of its integral, of functions of
 * mass 1, is 0. */
static double
above_rounding (double divergence)
{
  return fabs (divergence) <= ENOUGH ? 0 : divergence;
}

double
epi_kl_closed (const EpiDensity *p, const EpiDensity *q)
{
  const double *s = p->theta, *t = q->theta;

  if (p->kind != q->kind)
    return NAN;
  switch (p->kind) {
  case EPI_DENSITY_GAUSSIAN: {
    double ratio = s[1] / t[1], shift = (s[0] - t[0]) / t[1];
    return epi_deviance (1, ratio) +
           ((ratio - 1) * (ratio - 1) + shift * shift) / 2;
  }
  case EPI_DENSITY_LAPLACE: { /* log t/s + d/t - 1 + s/t e^(-d/s) */
    double ratio = s[1] / t[1], shift = fabs (s[0] - t[0]) / s[1];
    return epi_deviance (1, ratio) + ratio * (shift + expm1 (-shift));
  }
  case EPI_DENSITY_UNIFORM:
    return fabs (s[0] - t[0]) + s[1] <= t[1] ? log (t[1] / s[1]) : INFINITY;
  case EPI_DENSITY_EXPONENTIAL:
    return epi_deviance (1, t[0] / s[0]);
  case EPI_DENSITY_BERNOULLI:
    return epi_deviance (s[0], t[0]) + epi_deviance (1 - s[0], 1 - t[0]);
  case EPI_DENSITY_POISSON:
    return epi_deviance (s[0], t[0]);
  default:
    return NAN;
  }
}

/* ---- By quadrature ---- */

typedef struct {
  const EpiDensityMixture *p, *q;
} Pair;

/* p log p/q, also where p is too small to be a number and log p/q is large, as
 * far out in a heavy tail.  0 where either density is 0: the pieces on which
 * that matters are judged as a whole, and what is left are ends that rounding
 * moved. */
static double
weighed (double log_p, double log_q)
{
  double ratio = log_p - log_q;

  if (log_p < LOG_LEAST || isinf (log_q))
    return 0;
  return log_p >= LOG_NOTHING
             ? exp (log_p) * ratio
             : copysign (exp (log_p + log (fabs (ratio))), ratio);
}

/* p log p/q, q log q/p. */
static void
integrands (double x, void *data, double *values)
{
  const Pair *pair = data;
  double log_p = epi_density_mixture_log (pair->p, x);
  double log_q = epi_density_mixture_log (pair->q, x);

  values[0] = weighed (log_p, log_q);
  values[1] = weighed (log_q, log_p);
}

static void
surprise (double x, void *data, double *values)
{
  double log_p = epi_density_mixture_log (((const Pair *)data)->p, x);

  values[0] = log_p < LOG_NOTHING ? 0 : -exp (log_p) * log_p;
}

static void
mass (double x, void *data, double *values)
{
  values[0] = epi_density_mixture_value (((const Pair *)data)->p, x);
}

/* ---- The pieces ---- */

static size_t
add_nodes (const EpiDensityMixture *p, double *nodes)
{
  size_t n = 0;

  for (size_t k = 0; k < p->n; k++) {
    const double *t = p->parts[k].theta;
    if (p->weights[k] == 0)
      continue;
    if (p->parts[k].kind == EPI_DENSITY_UNIFORM) {
      nodes[n++] = t[0] - t[1];
      nodes[n++] = t[0] + t[1];
    } else
      nodes[n++] = p->parts[k].kind == EPI_DENSITY_EXPONENTIAL ? 0 : t[0];
  }
  return n;
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Kinks, ends and middles of both, ascending, no two nearer than rounding;
 * the caller frees *nodes.  0: no memory. */
static size_t
find_nodes (const Pair *pair, double **nodes)
{
  *nodes = epi_new (double, 2 * (pair->p->n + pair->q->n));
  if (*nodes == NULL)
    return 0;
  size_t n = add_nodes (pair->p, *nodes), kept = 0;
  n += add_nodes (pair->q, *nodes + n);
  qsort (*nodes, n, sizeof **nodes, compare);
  double size = fmax (fabs ((*nodes)[0]), fabs ((*nodes)[n - 1]));
  for (size_t i = 0; i < n; i++)
    if (kept == 0 || (*nodes)[i] - (*nodes)[kept - 1] > ROUNDING * size)
      (*nodes)[kept++] = (*nodes)[i];
  return kept;
}

/* Piece i of n + 1: below the first node, between two, above the last. */
static void
ends_of (const double *nodes, size_t n, size_t i, double *a, double *b)
{
  *a = i == 0 ? -INFINITY : nodes[i - 1];
  *b = i == n ? INFINITY : nodes[i];
}

static double
inside (double a, double b)
{
  return isinf (a)   ? b - 1 - fabs (b)
         : isinf (b) ? a + 1 + fabs (a)
                     : a / 2 + b / 2;
}

typedef enum { NOTHING, BOTH, P_ALONE } Share;

static Share
share_of (const Pair *pair, double a, double b)
{
  if (isinf (epi_density_mixture_log (pair->p, inside (a, b))))
    return NOTHING;
  return isinf (epi_density_mixture_log (pair->q, inside (a, b))) ? P_ALONE
                                                                  : BOTH;
}

/* sums (n) := ∫ over the pieces of that kind, errors of them. */
static void
integrate_where (const Pair *pair, Share share,
                 void (*f) (double x, void *data, double *values), size_t n,
                 double *sums, double *errors)
{
  double *nodes, a, b;
  size_t n_nodes = find_nodes (pair, &nodes);

  for (size_t i = 0; i < n; i++) {
    sums[i] = n_nodes > 0 ? 0 : NAN;
    errors[i] = 0;
  }
  for (size_t i = 0; n_nodes > 0 && i <= n_nodes; i++) {
    ends_of (nodes, n_nodes, i, &a, &b);
    if (share_of (pair, a, b) == share)
      epi_integrate_several (f, (void *)pair, n, a, b, sums, errors);
  }
  epi_free (nodes);
}

/* ---- Where it is infinite ---- */

/* ν of the heaviest tail, x^-(ν+1); INFINITY: no Student is there. */
static double
heaviest (const EpiDensityMixture *p)
{
  double nu = INFINITY;

  for (size_t k = 0; k < p->n; k++)
    if (p->weights[k] > 0 && p->parts[k].kind == EPI_DENSITY_STUDENT)
      nu = fmin (nu, p->parts[k].theta[2]);
  return nu;
}

/* The power of x by which -log of it grows on a side, 0 for a logarithm;
 * INFINITY where it does not reach out there. */
static double
growth_of (EpiDensityKind kind, bool right)
{
  switch (kind) {
  case EPI_DENSITY_STUDENT:
    return 0;
  case EPI_DENSITY_LAPLACE:
    return 1;
  case EPI_DENSITY_GAUSSIAN:
    return 2;
  case EPI_DENSITY_EXPONENTIAL:
    return right ? 1 : INFINITY;
  default:
    return INFINITY;
  }
}

/* Of -log q: the least of its parts. */
static double
growth (const EpiDensityMixture *q, bool right)
{
  double power = INFINITY;

  for (size_t k = 0; k < q->n; k++)
    if (q->weights[k] > 0)
      power = fmin (power, growth_of (q->parts[k].kind, right));
  return power;
}

/* Where p has mass outside of q, and where the mean of -log q under p does not
 * exist: Student's moments do below ν. */
static bool
is_infinite (const EpiDensityMixture *p, const EpiDensityMixture *q)
{
  double most = fmax (growth (q, false), growth (q, true)), nu = heaviest (p);

  return epi_kl_excluded (p, q) > 0 || (isfinite (nu) && nu <= most);
}

double
epi_kl_excluded (const EpiDensityMixture *p, const EpiDensityMixture *q)
{
  const Pair pair = {p, q};
  double sum, error;

  integrate_where (&pair, P_ALONE, mass, 1, &sum, &error);
  return sum;
}

void
epi_kl_both (const EpiDensityMixture *p, const EpiDensityMixture *q,
             double divergence[2], double error[2])
{
  const Pair pair = {p, q};
  const bool infinite[] = {is_infinite (p, q), is_infinite (q, p)};

  integrate_where (&pair, BOTH, integrands, 2, divergence, error);
  for (int i = 0; i < 2; i++) {
    divergence[i] = infinite[i] ? INFINITY : above_rounding (divergence[i]);
    error[i] = infinite[i] ? 0 : error[i];
  }
}

double
epi_kl_mixtures (const EpiDensityMixture *p, const EpiDensityMixture *q,
                 double *error)
{
  const Pair pair = {p, q};
  double sum;

  *error = 0;
  if (is_infinite (p, q))
    return INFINITY;
  integrate_where (&pair, BOTH, integrands, 1, &sum, error);
  return above_rounding (sum);
}

double
epi_entropy (const EpiDensityMixture *p, double *error)
{
  const Pair pair = {p, p};
  double sum;

  integrate_where (&pair, BOTH, surprise, 1, &sum, error);
  return sum;
}

/* ---- One density each ---- */

/* Of counts: up from 0, until far beyond the mean the terms are nothing. */
static double
sum_counts (const EpiDensity *p, const EpiDensity *q)
{
  double mean = epi_density_mean (p), sum = 0;

  for (double x = 0;; x++) {
    double log_p = epi_density_log (p, x), log_q = epi_density_log (q, x);
    double term = log_p < LOG_NOTHING ? 0 : exp (log_p) * (log_p - log_q);
    sum += term;
    if (p->kind == EPI_DENSITY_BERNOULLI
            ? x == 1
            : x > mean + 10 && fabs (term) < 1e-18 * fabs (sum))
      return sum;
    if ((isinf (sum) || log_p < LOG_NOTHING) && x > mean)
      return sum;
  }
}

double
epi_kl_quadrature (const EpiDensity *p, const EpiDensity *q, double *error)
{
  static const double all = 1;
  const EpiDensityMixture one = {1, &all, p, NULL}, other = {1, &all, q, NULL};

  *error = 0;
  if (epi_density_is_discrete (p->kind) != epi_density_is_discrete (q->kind))
    return NAN;
  if (epi_density_is_discrete (p->kind))
    return sum_counts (p, q);
  return epi_kl_mixtures (&one, &other, error);
}

/* ---- Monte Carlo ---- */

double
epi_kl_monte_carlo (const EpiDensity *p, const EpiDensity *q, size_t n,
                    EpiRandom *random, double *standard_error)
{
  EpiRunningMean mean = {0};

  for (size_t i = 0; i < n; i++) {
    double x = epi_density_sample (p, random);
    epi_running_mean_add (&mean,
                          epi_density_log (p, x) - epi_density_log (q, x));
  }
  *standard_error = epi_running_mean_error (&mean);
  return mean.mean;
}
