/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-mixture-surface.h"

#include "core/epi-alloc.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define LOG_2PI 1.83787706640934548356
#define LEAST 1e-250  /* of the largest density that a sample can have */
#define NOTHING 1e-16 /* beside what stays: 1 + that is 1 */
#define MOST_BITS 1000
#define BESIDE 4

typedef struct {
  const EpiMixtureModel *model;
  const EpiMatrix *X;
  size_t n, nx;
  double *rest;    /* (n) density of what stays, later with its floor */
  double *table;   /* line: (nx,n) */
  double *largest; /* line: (n) of the table's columns */
  double *product; /* (nx) of what the logarithm is still to be taken; room
                      for BESIDE more on either side */
  double *room;    /* owned: where the product stands */
  double bits;     /* that the product may have used */
} Surface;

static double
point (const Surface *self, size_t i, size_t j)
{
  return *epi_matrix_at (self->X, i, j);
}

/* ---- What stays ---- */

/* wₖ N(xᵢ; μₖ, Σₖ), d ≤ 2. */
static double
density (const Surface *self, size_t k, size_t i)
{
  const EpiMixtureModel *model = self->model;
  const double *S = model->covariances + k * model->d * model->d;
  const double *mean = model->means + k * model->d;
  double a = point (self, i, 0) - mean[0];

  if (model->d == 1)
    return model->weights[k] * exp (-(a * a / S[0] + log (S[0]) + LOG_2PI) / 2);
  double b = point (self, i, 1) - mean[1], det = S[0] * S[3] - S[1] * S[1];
  double square = (S[3] * a * a - 2 * S[1] * a * b + S[0] * b * b) / det;
  return model->weights[k] * exp (-(square + log (det)) / 2 - LOG_2PI);
}

static bool
is_positive_definite (const EpiMixtureModel *model)
{
  for (size_t k = 0; k < model->K; k++) {
    const double *S = model->covariances + k * model->d * model->d;
    if (!(S[0] > 0) || (model->d == 2 && !(S[0] * S[3] - S[1] * S[1] > 0)))
      return false;
  }
  return true;
}

/* ---- 2. Products ---- */

static void
take_logarithms (Surface *self, double *row)
{
  for (size_t j = 0; j < self->nx; j++) {
    row[j] += log (self->product[j]);
    self->product[j] = 1;
  }
  self->bits = 0;
}

/* Makes room for factors of at most that size. */
static void
reserve (Surface *self, double factor, double *row)
{
  double bits = ilogb (factor) + 1;

  if (self->bits + bits > MOST_BITS)
    take_logarithms (self, row);
  self->bits += bits;
}

/* ---- On the line ---- */

static void
fill_table (Surface *self, const EpiGridLine *x)
{
  double variance = self->model->covariances[0];
  double top = self->model->weights[0] / sqrt (variance) * exp (-LOG_2PI / 2);

  for (size_t i = 0; i < self->n; i++) {
    double at = point (self, i, 0), *column = self->table + i * self->nx;
    self->largest[i] = 0;
    for (size_t j = 0; j < self->nx; j++) {
      double away = at - (x->first + (double)j * x->step);
      column[j] = top * exp (-away * away / (2 * variance));
      self->largest[i] = fmax (self->largest[i], column[j]);
    }
  }
}

static void
row_on_line (Surface *self, double b, double *row)
{
  double variance = self->model->covariances[1];
  double top = self->model->weights[1] / sqrt (variance) * exp (-LOG_2PI / 2);
  double constant = 0;

  for (size_t i = 0; i < self->n; i++) {
    const double *column = self->table + i * self->nx;
    double away = point (self, i, 0) - b;
    double large = self->largest[i] + top + self->rest[i];
    double same = self->rest[i] + top * exp (-away * away / (2 * variance));
    double unit = fmax (same, LEAST * large), factor = 1 / unit;
    constant += log (unit); /* each factor is 1 + what moves, at least 1 */
    reserve (self, 1 + self->largest[i] * factor, row);
    for (size_t j = 0; j < self->nx; j++)
      self->product[j] *= 1 + column[j] * factor;
  }
  take_logarithms (self, row);
  for (size_t j = 0; j < self->nx; j++)
    row[j] += constant;
}

/* ---- In the plane ---- */

typedef struct {            /* of component 1 */
  double slope, variance;   /* of a, given b: mean x + slope (b - y) */
  double top, variance_b;   /* w₁ / 2π √det Σ₁; of b */
  double first, step, last; /* a: of the grid */
  double quotient;          /* of quotients of neighbours */
} Cut;

typedef double Pair __attribute__ ((vector_size (16)));

static inline void
multiply_pair (double *product, Pair e)
{
  Pair p;

  memcpy (&p, product, sizeof p);
  p *= 1 + e;
  memcpy (product, &p, sizeof p);
}

/* product[j] *= 1 + e_j for j from the summit's neighbour on, upwards (+1) or
 * downwards (-1), until e is nothing: four places at a time, in pairs, each of
 * which is r⁴q⁶ of the one four before it, r its own quotient, and the next
 * one q¹⁶ of that.  What goes beyond the grid lands beside it. */
static inline void
multiply_outwards (Surface *self, ptrdiff_t from, int by, double e0,
                   double ratio, double quotient)
{
  double q2 = quotient * quotient, q4 = q2 * q2, q16 = q4 * q4 * q4 * q4;
  double r2 = ratio * ratio, r4 = r2 * r2 * q4 * q2;
  double e1 = e0 * ratio, e2 = e1 * ratio * quotient;
  double e3 = e2 * ratio * q2;
  Pair near = by > 0 ? (Pair){e0, e1} : (Pair){e1, e0};
  Pair far = by > 0 ? (Pair){e2, e3} : (Pair){e3, e2};
  Pair near_step = r4 * (by > 0 ? (Pair){1, q4} : (Pair){q4, 1});
  Pair far_step = near_step * (q4 * q4);
  ptrdiff_t nx = (ptrdiff_t)self->nx;

  for (ptrdiff_t j = from; j >= 0 && j < nx && near[by < 0] > NOTHING;
       j += 4 * by) {
    multiply_pair (self->product + (by > 0 ? j : j - 1), near);
    multiply_pair (self->product + (by > 0 ? j + 2 : j - 3), far);
    near *= near_step;
    far *= far_step;
    near_step *= q16;
    far_step *= q16;
  }
}

/* The quotients of the neighbours to the left and to the right of a place that
 * is away from the summit; their product is the quotient of quotients.  The
 * place is the nearest of the grid: more than half a step away, and the summit
 * is outside, where there is no neighbour on its side. */
static void
find_quotients (const Cut *cut, double away, double *left, double *right)
{
  double half = cut->step / (2 * cut->variance), off = fabs (away);
  double near = 0, far;

  if (off <= 0.500001 * cut->step) {
    near = exp (-half * (cut->step - 2 * off));
    far = near > 0 ? cut->quotient / near : 0;
  } else
    far = exp (-half * (cut->step + 2 * off));
  *left = away > 0 ? near : far;
  *right = away > 0 ? far : near;
}

static void
add_sample (Surface *self, const Cut *cut, double b, size_t i, double *row)
{
  double up = b - point (self, i, 1), left, right;
  double centre = point (self, i, 0) + cut->slope * up;
  double nearest = fmin (fmax (centre, cut->first), cut->last);
  double at = floor ((nearest - cut->first) / cut->step + 0.5);
  double away = cut->first + at * cut->step - centre;
  double e =
      cut->top / self->rest[i] *
      exp (-(up * up / cut->variance_b + away * away / cut->variance) / 2);

  if (!(e > NOTHING))
    return;
  reserve (self, 1 + e, row);
  find_quotients (cut, away, &left, &right);
  ptrdiff_t j = (ptrdiff_t)at;
  self->product[j] *= 1 + e;
  multiply_outwards (self, j + 1, 1, e * right, right * cut->quotient,
                     cut->quotient);
  multiply_outwards (self, j - 1, -1, e * left, left * cut->quotient,
                     cut->quotient);
}

static void
row_in_plane (Surface *self, const EpiGridLine *x, double b, double *row)
{
  const double *S = self->model->covariances;
  Cut cut = {.slope = S[1] / S[3],
             .variance = S[0] - S[1] * S[1] / S[3],
             .variance_b = S[3],
             .first = x->first,
             .step = x->step,
             .last = x->first + (double)(x->n - 1) * x->step};

  cut.top = self->model->weights[0] / sqrt (S[0] * S[3] - S[1] * S[1]) *
            exp (-LOG_2PI);
  cut.quotient = exp (-x->step * x->step / cut.variance);
  for (size_t i = 0; i < self->n; i++)
    add_sample (self, &cut, b, i, row);
  take_logarithms (self, row);
}

/* restᵢ with its floor; Σ log of them. */
static double
take_floor (Surface *self)
{
  const double *S = self->model->covariances;
  double top = self->model->weights[0] / sqrt (S[0] * S[3] - S[1] * S[1]) *
               exp (-LOG_2PI);
  double sum = 0;

  for (size_t i = 0; i < self->n; i++) {
    self->rest[i] = fmax (self->rest[i], LEAST * (top + self->rest[i]));
    sum += log (self->rest[i]);
  }
  return sum;
}

/* ---- All of it ---- */

static bool
make_room (Surface *self)
{
  bool line = self->model->d == 1;

  self->rest = epi_new0 (double, self->n);
  self->room = epi_new (double, self->nx + 2 * BESIDE);
  self->product = self->room != NULL ? self->room + BESIDE : NULL;
  self->table = line ? epi_new (double, self->n * self->nx) : NULL;
  self->largest = line ? epi_new (double, self->n) : NULL;
  return self->rest != NULL && self->product != NULL &&
         (!line || (self->table != NULL && self->largest != NULL));
}

static void
fill (Surface *self, const EpiGridLine *x, const EpiGridLine *y, double *values)
{
  bool line = self->model->d == 1;
  double constant = 0;

  for (size_t k = line ? 2 : 1; k < self->model->K; k++)
    for (size_t i = 0; i < self->n; i++)
      self->rest[i] += density (self, k, i);
  if (line)
    fill_table (self, x);
  else
    constant = take_floor (self);
  for (size_t j = 0; j < self->nx + 2 * BESIDE; j++)
    self->room[j] = 1;
  for (size_t r = 0; r < y->n; r++) {
    double *row = values + r * self->nx, b = y->first + (double)r * y->step;
    for (size_t j = 0; j < self->nx; j++)
      row[j] = constant;
    if (line)
      row_on_line (self, b, row);
    else
      row_in_plane (self, x, b, row);
  }
}

EpiStatus
epi_mixture_surface (const EpiMixtureModel *model, const EpiMatrix *X,
                     const EpiGridLine *x, const EpiGridLine *y, double *values)
{
  Surface self = {.model = model, .X = X, .n = X->rows, .nx = x->n};
  EpiStatus status = EPI_NOT_POSITIVE_DEFINITE;

  if (is_positive_definite (model)) {
    status = make_room (&self) ? EPI_OK : EPI_NO_MEMORY;
    if (status == EPI_OK)
      fill (&self, x, y, values);
  }
  epi_free (self.rest);
  epi_free (self.room);
  epi_free (self.table);
  epi_free (self.largest);
  return status;
}
