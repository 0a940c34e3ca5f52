/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ratio tests.  Harris (Pivot selection methods of the Devex LP code, 1973):
 * a first pass finds how far one may go when every bound may be overstepped by
 * its tolerance, a second takes the largest pivot among those that would have
 * stopped by then.
 */
#include "convex/epi-simplex-private.h"

#include <math.h>

#define PIVOT_TOLERANCE 1e-9     /* an α below this is zero */
#define FLAT 1e-9                /* of the slope at first: no slope any more */
#define PIVOT_TOLERANCE_OLD 1e-7 /* … in factors that have been updated */

static double
pivot_tolerance (const EpiSimplex *s)
{
  return s->state.n_updates < 10   ? PIVOT_TOLERANCE
         : s->state.n_updates < 20 ? 1e-8
                                   : PIVOT_TOLERANCE_OLD;
}

static double
bound_tolerance (const EpiSimplex *s, double bound)
{
  return s->options.harris ? s->state.tolerance * (1 + fabs (bound)) : 0;
}

/* Dual --------------------------------------------------------------------- */

/* Nonbasic variables whose d falls to zero: |d| - θ |α|, θ ≥ 0.  Candidates
 * get |α| and, d of the wrong sign counting as 0, |d|. */
static int
collect_dual (EpiSimplex *s, double sign)
{
  static const double direction[] = {[EPI_AT_LOWER] = 1, [EPI_AT_UPPER] = -1};
  const EpiSparseVector *alpha = &s->priced;
  double least = pivot_tolerance (s);
  int n = 0;

  for (int t = 0; t < alpha->n; t++) {
    int j = alpha->index[t], standing = s->standing[j];
    double a = sign * alpha->value[j], d;
    if (standing == EPI_NONBASIC_FREE) {
      a = fabs (a);
      d = 0;
    } else {
      a *= direction[standing];
      d = direction[standing] * s->d[j];
    }
    if (a <= least || s->lower[j] == s->upper[j])
      continue;
    s->candidates[n] = j;
    s->candidate_alpha[n] = a;
    s->candidate_ratio[n++] = d > 0 ? d : 0;
  }
  return n;
}

static void
swap_candidates (EpiSimplex *s, int a, int b)
{
  int j = s->candidates[a];
  double alpha = s->candidate_alpha[a], d = s->candidate_ratio[a];

  s->candidates[a] = s->candidates[b];
  s->candidate_alpha[a] = s->candidate_alpha[b];
  s->candidate_ratio[a] = s->candidate_ratio[b];
  s->candidates[b] = j;
  s->candidate_alpha[b] = alpha;
  s->candidate_ratio[b] = d;
}

/* Moves those of from … n-1 that stop by θ to the front and takes their share
 * of the slope.  Returns where they end. */
static int
take_until (EpiSimplex *s, int from, int n, double theta, double *slope)
{
  for (int k = from; k < n; k++)
    if (s->candidate_ratio[k] <= theta * s->candidate_alpha[k]) {
      int j = s->candidates[k];
      *slope -= s->candidate_alpha[k] * (s->upper[j] - s->lower[j]);
      swap_candidates (s, from++, k);
    }
  return from;
}

static double
relaxed_theta (const EpiSimplex *s, int from, int n)
{
  double theta = INFINITY;
  for (int k = from; k < n; k++) {
    double slack = s->state.tolerance * (1 + fabs (s->cost[s->candidates[k]]));
    double ratio = (s->candidate_ratio[k] + slack) / s->candidate_alpha[k];
    if (ratio < theta)
      theta = ratio;
  }
  return theta;
}

static double
candidate_theta (const EpiSimplex *s, int k)
{
  return s->candidate_ratio[k] / s->candidate_alpha[k];
}

/* Of three of them the middle one. */
static double
sample_theta (const EpiSimplex *s, int begin, int end)
{
  double a = candidate_theta (s, begin), b = candidate_theta (s, end - 1);
  double c = candidate_theta (s, begin + (end - begin) / 2);

  return fmax (fmin (a, b), fmin (fmax (a, b), c));
}

/* Of the first n candidates those that are passed for certain go to the front,
 * and n becomes the end of those among which the slope turns: a weighted
 * median by quickselect, so that the groups are looked for among few.  Returns
 * how many are passed; slope is what they leave of it. */
static int
pass_many (EpiSimplex *s, int *n, double *slope, double flat)
{
  enum { FEW = 256 };
  int passed = 0;

  while (*n - passed > FEW) {
    double rest = *slope;
    double theta = sample_theta (s, passed, *n);
    int end = take_until (s, passed, *n, theta, &rest);
    if (end == passed || end == *n)
      break;
    if (rest <= flat) {
      *n = end;
    } else {
      passed = end;
      *slope = rest;
    }
  }
  return passed;
}

/* The largest α of begin … end-1. */
static int
largest_alpha (const EpiSimplex *s, int begin, int end)
{
  int best = begin;
  for (int k = begin + 1; k < end; k++)
    if (s->candidate_alpha[k] > s->candidate_alpha[best] ||
        (s->candidate_alpha[k] == s->candidate_alpha[best] &&
         s->candidates[k] < s->candidates[best]))
      best = k;
  return best;
}

/* The textbook's: least ratio, lowest index among equals. */
static int
least_ratio (const EpiSimplex *s, int n)
{
  int best = -1;
  double theta = INFINITY;

  for (int k = 0; k < n; k++) {
    double ratio = s->candidate_ratio[k] / s->candidate_alpha[k];
    if (ratio < theta ||
        (ratio == theta && best >= 0 && s->candidates[k] < best)) {
      theta = ratio;
      best = s->candidates[k];
    }
  }
  return best;
}

/* Groups of variables that stop at about the same θ, as long as the dual
 * objective goes on rising when they change their bounds: its slope is the
 * violation, less |α| times the distance of the bounds for each that is
 * passed (Maros 2003, 10.2; Koberstein 2005, 6.2.2).  The entering variable is
 * of the last group with a pivot of some size, this share of the largest; -1
 * when that is none of those from `passed` on. */
static int
choose_from_groups (EpiSimplex *s, int passed, int n, double slope, double flat,
                    double share)
{
  int ends = 0, from = passed;

  while (from < n && slope > flat) {
    int end = take_until (s, from, n, relaxed_theta (s, from, n), &slope);
    if (end == from)
      break;
    s->group[ends++] = from = end;
  }
  if (from == 0)
    return -1;
  double wanted = s->candidate_alpha[largest_alpha (s, 0, from)];
  wanted = fmin (share * wanted, 10 * share);
  while (--ends >= 0) {
    int begin = ends > 0 ? s->group[ends - 1] : passed;
    int best = largest_alpha (s, begin, s->group[ends]);
    if (s->candidate_alpha[best] < wanted && begin > 0)
      continue;
    for (int k = 0; k < begin; k++)
      s->flips[s->n_flips++] = s->candidates[k];
    return s->candidates[best];
  }
  return -1;
}

int
epi_ratio_test_dual (EpiSimplex *s, double delta)
{
  int n = collect_dual (s, delta < 0 ? -1 : 1), near = 0;
  double slope = fabs (delta), flat = FLAT * slope;

  s->n_flips = 0;
  if (n == 0)
    return -1;
  if (!s->options.harris)
    return least_ratio (s, n);
  /* Few candidates come into question: leave the others out. */
  double theta = 10 * relaxed_theta (s, 0, n) + 1e-7, rest = slope;
  while (near < n && rest > flat && isfinite (theta)) {
    near = take_until (s, near, n, theta, &rest);
    theta *= 10;
  }
  int last = near;
  rest = slope;
  int passed = pass_many (s, &last, &rest, flat);
  int q = choose_from_groups (s, passed, last, rest, flat, 0.1);
  if (q < 0 && passed > 0)
    q = choose_from_groups (s, passed, last, rest, flat, 1e-3);
  return q < 0 && passed > 0 ? choose_from_groups (s, 0, near, slope, flat, 0.1)
                             : q;
}

/* Primal ------------------------------------------------------------------- */

/* The bound that x_i, moving at `rate`, runs into; INFINITY when none. */
static double
bound_ahead (const EpiSimplex *s, int i, double rate, EpiStanding *at)
{
  *at = rate < 0 ? EPI_AT_LOWER : EPI_AT_UPPER;
  return rate < 0 ? s->lower[i] : s->upper[i];
}

EpiRatio
epi_ratio_test_primal (EpiSimplex *s, double direction)
{
  const EpiSparseVector *alpha = &s->column;
  double relaxed = INFINITY, least = pivot_tolerance (s), largest = 0;
  EpiRatio best = {-1, INFINITY, EPI_BASIC};
  EpiStanding at;

  for (int t = 0; t < alpha->n; t++) {
    int j = s->head[alpha->index[t]];
    double rate = -direction * alpha->value[alpha->index[t]];
    double bound = bound_ahead (s, j, rate, &at);
    if (fabs (rate) <= least || !isfinite (bound))
      continue;
    double room =
        fmax (fabs (bound - s->x[j]) * ((bound - s->x[j]) * rate < 0 ? -1 : 1) +
                  bound_tolerance (s, bound),
              0);
    relaxed = fmin (relaxed, room / fabs (rate));
  }
  for (int t = 0; t < alpha->n && isfinite (relaxed); t++) {
    int i = alpha->index[t], j = s->head[i];
    double rate = -direction * alpha->value[i];
    double bound = bound_ahead (s, j, rate, &at);
    if (fabs (rate) <= least || !isfinite (bound))
      continue;
    double step = fmax ((bound - s->x[j]) / rate, 0);
    if (step > relaxed)
      continue;
    bool better = s->options.harris
                      ? fabs (rate) > largest
                      : best.position < 0 || j < s->head[best.position];
    if (!better)
      continue;
    best = (EpiRatio){i, step, at};
    largest = fabs (rate);
  }
  return best;
}

/* One breakpoint of position i: at `step`, where the slope grows by |rate|. */
static void
add_breakpoint (EpiSimplex *s, int *n, int i, double distance, double rate,
                double bound)
{
  double slack = bound_tolerance (s, bound);
  s->candidates[*n] = i;
  s->candidate_alpha[*n] = fabs (rate);
  s->candidate_ratio[(*n)++] = fmax (distance + slack, 0); /* over |rate| */
}

/* A basic variable meets the bound that it violates, then the one beyond. */
static int
collect_breakpoints (EpiSimplex *s, double direction)
{
  const EpiSparseVector *alpha = &s->column;
  double least = pivot_tolerance (s);
  int n = 0;

  for (int t = 0; t < alpha->n; t++) {
    int i = alpha->index[t], j = s->head[i];
    double rate = -direction * alpha->value[i], x = s->x[j];
    double low = s->lower[j], high = s->upper[j], tolerance;
    if (fabs (rate) <= least)
      continue;
    tolerance = s->state.tolerance;
    bool below = x < low - tolerance * (1 + fabs (low));
    bool above = x > high + tolerance * (1 + fabs (high));
    if (rate > 0 && !above) {
      if (below)
        add_breakpoint (s, &n, i, low - x, rate, low);
      if (isfinite (high))
        add_breakpoint (s, &n, i, high - x, rate, high);
    } else if (rate < 0 && !below) {
      if (above)
        add_breakpoint (s, &n, i, x - high, rate, high);
      if (isfinite (low))
        add_breakpoint (s, &n, i, x - low, rate, low);
    }
  }
  return n;
}

/* The breakpoint of that index as a step to the bound itself. */
static EpiRatio
step_to (const EpiSimplex *s, int k, double direction)
{
  int i = s->candidates[k], j = s->head[i];
  double rate = -direction * s->column.value[i];
  double reach = s->x[j] + s->candidate_ratio[k] / fabs (rate) * rate;
  bool low = fabs (reach - s->lower[j]) < fabs (reach - s->upper[j]);
  double bound = low ? s->lower[j] : s->upper[j];
  return (EpiRatio){i, fmax ((bound - s->x[j]) / rate, 0),
                    low ? EPI_AT_LOWER : EPI_AT_UPPER};
}

/* The textbook's: the first breakpoint, lowest index among equals. */
static int
first_breakpoint (const EpiSimplex *s, int n)
{
  int best = 0;

  for (int k = 1; k < n; k++) {
    double here = s->candidate_ratio[k] * s->candidate_alpha[best];
    double there = s->candidate_ratio[best] * s->candidate_alpha[k];
    if (here < there || (here == there && s->head[s->candidates[k]] <
                                              s->head[s->candidates[best]]))
      best = k;
  }
  return best;
}

EpiRatio
epi_ratio_test_phase_1 (EpiSimplex *s, double direction, double slope)
{
  int n = collect_breakpoints (s, direction), passed = 0;
  double largest = 0, flat = FLAT * slope;

  if (n == 0)
    return (EpiRatio){-1, INFINITY, EPI_BASIC};
  if (!s->options.harris)
    return step_to (s, first_breakpoint (s, n), direction);
  /* Breakpoints in ascending order, until the sum no longer falls. */
  while (passed < n && slope < flat) {
    int next = passed;
    for (int k = passed + 1; k < n; k++)
      if (s->candidate_ratio[k] * s->candidate_alpha[next] <
          s->candidate_ratio[next] * s->candidate_alpha[k])
        next = k;
    swap_candidates (s, passed, next);
    slope += s->candidate_alpha[passed];
    largest = fmax (largest, s->candidate_alpha[passed]);
    passed++;
  }
  /* The last of them with a pivot of some size. */
  double wanted = fmin (0.1 * largest, 1);
  int chosen = passed - 1;
  while (chosen > 0 && s->candidate_alpha[chosen] < wanted)
    chosen--;
  return step_to (s, chosen, direction);
}
