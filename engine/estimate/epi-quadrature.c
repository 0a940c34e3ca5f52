/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-quadrature.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#define HALF_PI 1.57079632679489661923
#define FARTHEST 6.5    /* of t: beyond, the weights are below 10⁻³⁰⁰ */
#define MOST_HALVINGS 9 /* of the step 1 */
#define ENOUGH 1e-14    /* of ∫|f|: a change, or a value, that is none */

typedef struct {
  EpiIntegrands f;
  void *data;
  size_t n;    /* functions */
  double a, b; /* a is finite, or both are not */
  double sign; /* -1: the piece is mirrored, from -b */
} Piece;

typedef struct {    /* of one function */
  double sum, size; /* of f, of |f|, at the places so far */
  double level;     /* of f at those of this halving */
  double now, last; /* the integral, with this step and the last one */
  double whole;     /* ∫|f| */
  double far[2];    /* |s| where f is still there, to the right and the left */
  bool done;
} Course;

/* values := f at x(t) times x'(t): x = a + exp (π/2 sinh t) up to infinity,
 * tanh between ends, sinh (π/2 sinh t) over the line; s = π/2 sinh t, ds its
 * derivative. */
static void
weighted (const Piece *piece, double s, double ds, double *values)
{
  double x, dx;

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
  bool there = dx > 0 && isfinite (x);
  if (there)
    piece->f (piece->sign * x, piece->data, values);
  for (size_t i = 0; i < piece->n; i++)
    values[i] = there && values[i] != 0 ? values[i] * dx : 0;
}

static void
add_pair (Course *course, double s, double right, double left)
{
  course->level += right + left;
  course->size += fabs (right) + fabs (left);
  if (right != 0)
    course->far[0] = fmax (course->far[0], s);
  if (left != 0)
    course->far[1] = fmax (course->far[1], s);
}

/* At ±t, t = from, from + step, … */
static void
add_level (const Piece *piece, double from, double step, Course *courses)
{
  double right[EPI_MOST_INTEGRANDS], left[EPI_MOST_INTEGRANDS];

  for (double t = from; t <= FARTHEST; t += step) {
    double s = HALF_PI * sinh (t), ds = HALF_PI * cosh (t);
    weighted (piece, s, ds, right);
    weighted (piece, -s, ds, left);
    for (size_t i = 0; i < piece->n; i++)
      if (!courses[i].done)
        add_pair (&courses[i], s, right[i], left[i]);
  }
}

/* The step is h now, k halvings after 1; whether it was the last one. */
static bool
judge (Course *course, double h, int k)
{
  course->sum += course->level;
  course->level = 0;
  course->last = course->now;
  course->now = h * course->sum;
  course->whole = h * course->size;
  return k > 2 && fabs (course->now - course->last) <= ENOUGH * course->whole;
}

/* What lies beyond the farthest place where function i is still a number, S to
 * that side: of a power of x it falls by e⁻ʳ while s grows by 1, and ∫ from S
 * on is its value there over r.  INFINITY where it does not fall. */
static double
beyond (const Piece *piece, const Course *course, size_t i, int side)
{
  double sign = side == 0 ? 1 : -1, S = course->far[side];
  double last[EPI_MOST_INTEGRANDS], before[EPI_MOST_INTEGRANDS];

  weighted (piece, sign * S, 1, last);
  if (!(fabs (last[i]) > ENOUGH * course->whole))
    return 0;
  weighted (piece, sign * (S - 1), 1, before);
  double rate = log (fabs (before[i] / last[i]));
  return rate > 0 ? fabs (last[i]) / rate : INFINITY;
}

static double
error_of (const Piece *piece, const Course *course, size_t i)
{
  double error = fabs (course->now - course->last);

  if (isinf (piece->b))
    error += beyond (piece, course, i, 0);
  if (isinf (piece->a))
    error += beyond (piece, course, i, 1);
  return error;
}

/* Each function until it is done, as if it were alone: sums += ∫ f, errors +=
 * of it. */
static void
integrate_piece (const Piece *piece, double *sums, double *errors)
{
  Course courses[EPI_MOST_INTEGRANDS] = {0};
  double middle[EPI_MOST_INTEGRANDS], h = 1;
  size_t open = piece->n;

  weighted (piece, 0, HALF_PI, middle);
  for (size_t i = 0; i < piece->n; i++) {
    courses[i].sum = middle[i];
    courses[i].size = fabs (middle[i]);
  }
  add_level (piece, h, h, courses);
  for (size_t i = 0; i < piece->n; i++)
    judge (&courses[i], h, 0);
  for (int k = 0; k < MOST_HALVINGS && open > 0; k++) {
    h /= 2;
    add_level (piece, h, 2 * h, courses);
    for (size_t i = 0; i < piece->n; i++)
      if (!courses[i].done && judge (&courses[i], h, k)) {
        courses[i].done = true;
        open--;
      }
  }
  for (size_t i = 0; i < piece->n; i++) {
    sums[i] += courses[i].now;
    errors[i] += error_of (piece, &courses[i], i);
  }
}

void
epi_integrate_several (EpiIntegrands f, void *data, size_t n, double a,
                       double b, double *sums, double *errors)
{
  Piece piece = {f, data, n, a, b, 1};

  assert (n <= EPI_MOST_INTEGRANDS);
  if (isinf (a) && isfinite (b))
    piece = (Piece){f, data, n, -b, INFINITY, -1};
  integrate_piece (&piece, sums, errors);
}

typedef struct {
  double (*f) (double x, void *data);
  void *data;
} Single;

static void
value_of_one (double x, void *data, double *values)
{
  const Single *single = data;

  values[0] = single->f (x, single->data);
}

double
epi_integrate (double (*f) (double x, void *data), void *data, double a,
               double b, double *error)
{
  Single single = {f, data};
  double sum = 0;

  *error = 0;
  epi_integrate_several (value_of_one, &single, 1, a, b, &sum, error);
  return sum;
}
