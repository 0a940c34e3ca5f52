/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-divergence.h"

#include "core/epi-alloc.h"
#include "estimate/epi-running-mean.h"

#include <math.h>
#include <stdlib.h>

#define HALF_PI 1.57079632679489661923
#define FARTHEST 6.5    /* of t: beyond, the weights are below 10⁻³⁰⁰ */
#define MOST_HALVINGS 9 /* of the step 1 */
#define ENOUGH 1e-14    /* of ∫|f|: a change that is none */
#define LOG_NOTHING -740.0 /* below, exp is 0 or as good as */
#define ROUNDING 1e-13

/* ---- Closed forms ---- */

static double
log_ratio_term (double x, double y) /* x log (x/y) */
{
  return x == 0 ? 0 : y == 0 ? INFINITY : x * log (x / y);
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
    return (ratio * ratio + shift * shift - 1) / 2 - log (ratio);
  }
  case EPI_DENSITY_LAPLACE: {
    double shift = fabs (s[0] - t[0]);
    return log (t[1] / s[1]) + shift / t[1] - 1 +
           s[1] / t[1] * exp (-shift / s[1]);
  }
  case EPI_DENSITY_UNIFORM:
    return fabs (s[0] - t[0]) + s[1] <= t[1] ? log (t[1] / s[1]) : INFINITY;
  case EPI_DENSITY_EXPONENTIAL:
    return log (s[0] / t[0]) + t[0] / s[0] - 1;
  case EPI_DENSITY_BERNOULLI:
    return log_ratio_term (s[0], t[0]) + log_ratio_term (1 - s[0], 1 - t[0]);
  case EPI_DENSITY_POISSON:
    return log_ratio_term (s[0], t[0]) + t[0] - s[0];
  default:
    return NAN;
  }
}

/* ---- Quadrature ---- */

typedef struct {
  double (*f) (double x, void *data);
  void *data;
  double a, b; /* a is finite, or both are not */
  double sign; /* -1: the piece is mirrored, from -b */
} Piece;

/* f at x(t) times x'(t): x = a + exp (π/2 sinh t) up to infinity, tanh between
 * ends, sinh (π/2 sinh t) over the line. */
static double
weighted (const Piece *piece, double t)
{
  double s = HALF_PI * sinh (t), ds = HALF_PI * cosh (t), x, dx;

  if (isinf (piece->a)) {
    x = sinh (s);
    dx = cosh (s) * ds;
  } else if (isinf (piece->b)) {
    x = piece->a + exp (s);
    dx = exp (s) * ds;
  } else { /* from the nearer end, so that it is met exactly */
    double width = piece->b - piece->a, share = 1 / (1 + exp (2 * fabs (s)));
    x = s < 0 ? piece->a + width * share : piece->b - width * share;
    dx = 2 * width * share * (1 - share) * ds;
  }
  double value =
      dx > 0 && isfinite (x) ? piece->f (piece->sign * x, piece->data) : 0;
  return value == 0 ? 0 : value * dx;
}

/* Σ over t = from, from + step, … on both sides; *size of |f|. */
static double
sum_of (const Piece *piece, double from, double step, double *size)
{
  double sum = 0;

  for (double t = from; t <= FARTHEST; t += step) {
    double right = weighted (piece, t), left = weighted (piece, -t);
    sum += right + left;
    *size += fabs (right) + fabs (left);
  }
  return sum;
}

static double
integrate_piece (const Piece *piece, double *error)
{
  double middle = weighted (piece, 0), size = fabs (middle), h = 1;
  double sum = middle + sum_of (piece, h, h, &size), last = NAN, now = sum;

  for (int k = 0; k < MOST_HALVINGS; k++) {
    h /= 2;
    sum += sum_of (piece, h, 2 * h, &size);
    last = now;
    now = h * sum;
    if (k > 2 && fabs (now - last) <= ENOUGH * h * size)
      break;
  }
  *error += fabs (now - last);
  return now;
}

double
epi_integrate (double (*f) (double x, void *data), void *data, double a,
               double b, double *error)
{
  Piece piece = {f, data, a, b, 1};

  *error = 0;
  if (isinf (a) && isfinite (b))
    piece = (Piece){f, data, -b, INFINITY, -1};
  return integrate_piece (&piece, error);
}

typedef struct {
  const EpiDensityMixture *p, *q;
} Pair;

/* 0 where q is 0: the pieces on which that matters are judged as a whole, and
 * what is left are ends that rounding moved. */
static double
integrand (double x, void *data)
{
  const Pair *pair = data;
  double log_p = epi_density_mixture_log (pair->p, x);

  if (log_p < LOG_NOTHING)
    return 0;
  double log_q = epi_density_mixture_log (pair->q, x);
  return isinf (log_q) ? 0 : exp (log_p) * (log_p - log_q);
}

static double
surprise (double x, void *data)
{
  double log_p = epi_density_mixture_log (((const Pair *)data)->p, x);

  return log_p < LOG_NOTHING ? 0 : -exp (log_p) * log_p;
}

static double
mass (double x, void *data)
{
  return exp (epi_density_mixture_log (((const Pair *)data)->p, x));
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

/* ∫ f over the pieces of that kind; whether there are any. */
static bool
integrate_where (const Pair *pair, Share share,
                 double (*f) (double x, void *data), double *sum, double *error)
{
  double *nodes, a, b, more;
  size_t n = find_nodes (pair, &nodes);
  bool any = false;

  *sum = n > 0 ? 0 : NAN;
  *error = 0;
  for (size_t i = 0; n > 0 && i <= n; i++) {
    ends_of (nodes, n, i, &a, &b);
    if (share_of (pair, a, b) != share)
      continue;
    any = true;
    *sum += epi_integrate (f, (void *)pair, a, b, &more);
    *error += more;
  }
  epi_free (nodes);
  return any;
}

double
epi_kl_excluded (const EpiDensityMixture *p, const EpiDensityMixture *q)
{
  const Pair pair = {p, q};
  double sum, error;

  integrate_where (&pair, P_ALONE, mass, &sum, &error);
  return sum;
}

double
epi_kl_mixtures (const EpiDensityMixture *p, const EpiDensityMixture *q,
                 double *error)
{
  const Pair pair = {p, q};
  double sum;

  *error = 0;
  if (epi_kl_excluded (p, q) > 0)
    return INFINITY;
  integrate_where (&pair, BOTH, integrand, &sum, error);
  return sum;
}

double
epi_entropy (const EpiDensityMixture *p, double *error)
{
  const Pair pair = {p, p};
  double sum;

  integrate_where (&pair, BOTH, surprise, &sum, error);
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
