/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lesson's fields: f over the plane, the class that most machines vote for,
 * and of each point that has slack the nearest place where it would have none.
 */
#include "core/epi-alloc.h"
#include "svm/lesson.h"

#include <math.h>
#include <string.h>

#define MOST_SLACK 400 /* points; more segments nobody can tell apart */
#define MOST_NEWTON 20

static void
fill_nan (double *values, size_t n)
{
  for (size_t i = 0; i < n; i++)
    values[i] = NAN;
}

/* ---- f ---- */

/* The points of row j of the grid, as examples. */
static void
row_of_grid (const SvProblem *self, const EpiFieldGrid *grid, size_t j,
             EpiSparse *Z)
{
  size_t p = self->lifted ? 3 : 2;

  for (size_t i = 0; i < grid->nx; i++) {
    double phi[3];
    sv_lift (self,
             (EpiPoint){epi_field_grid_x (grid, i), epi_field_grid_y (grid, j)},
             phi);
    for (size_t k = 0; k < p; k++) {
      Z->row[p * i + k] = (int)k;
      Z->value[p * i + k] = phi[k];
    }
    Z->start[i + 1] = (int)(p * (i + 1));
  }
}

/* f = Kᵀβ + b of one row, EPI_GRAM_BLOCK points at a time. */
static bool
decide_row (SvProblem *self, const EpiSparse *Z, const double *beta,
            double bias, double *K, double *values)
{
  for (size_t i = 0; i < Z->cols; i += EPI_GRAM_BLOCK) {
    size_t m = MIN (Z->cols - i, EPI_GRAM_BLOCK);
    if (epi_gram_cross (self->gram, Z, i, m, K) != EPI_OK)
      return false;
    for (size_t k = 0; k < m; k++) {
      double f = bias;
      for (size_t s = 0; s < self->m; s++)
        f += beta[s] * K[s + k * self->m];
      values[i + k] = f;
    }
  }
  return true;
}

bool
sv_decide (SvProblem *self, const EpiSparse *Z, const double *beta, double bias,
           double *values)
{
  double w[3];

  if (!self->linear) {
    double *K = epi_new (double, self->m *EPI_GRAM_BLOCK);
    bool good = K != NULL && decide_row (self, Z, beta, bias, K, values);
    epi_free (K);
    return good;
  }
  sv_normal (self, beta, w);
  for (size_t i = 0; i < Z->cols; i++) {
    values[i] = bias;
    for (int k = Z->start[i]; k < Z->start[i + 1]; k++)
      values[i] += w[Z->row[k]] * Z->value[k];
  }
  return true;
}

static void
decide_linear (const SvProblem *self, const EpiFieldGrid *grid, const double *w,
               double bias, size_t j, double *values)
{
  double phi[3], y = epi_field_grid_y (grid, j);

  for (size_t i = 0; i < grid->nx; i++) {
    size_t p = sv_lift (self, (EpiPoint){epi_field_grid_x (grid, i), y}, phi);
    values[i] = bias;
    for (size_t k = 0; k < p; k++)
      values[i] += w[k] * phi[k];
  }
}

static void
decision (const void *problem, const EpiFrame *frame, const EpiFieldGrid *grid,
          size_t output, size_t j0, size_t j1, double *values)
{
  SvProblem *self = (SvProblem *)problem; /* its scratch, on the one worker */
  const EpiFrameItem *beta = epi_frame_find (frame, "beta");
  double bias = epi_frame_scalar (frame, "bias", NAN);
  EpiSparse Z = {0};
  double w[3];

  fill_nan (values, grid->nx * (j1 - j0));
  if (beta == NULL)
    return;
  if (self->linear)
    sv_normal (self, beta->data, w);
  double *K = epi_new (double, self->m *EPI_GRAM_BLOCK);
  if (K != NULL && epi_sparse_new (3, grid->nx, 3 * grid->nx, &Z) == EPI_OK)
    for (size_t j = j0; j < j1; j++, values += grid->nx) {
      if (self->linear) {
        decide_linear (self, grid, w, bias, j, values);
        continue;
      }
      row_of_grid (self, grid, j, &Z);
      if (!decide_row (self, &Z, beta->data, bias, K, values))
        fill_nan (values, grid->nx);
    }
  epi_sparse_clear (&Z);
  epi_free (K);
}

/* ---- The vote ---- */

static size_t
has_vote (const void *problem)
{
  return ((const SvProblem *)problem)->vote.n_pairs > 0;
}

/* The class that wins, as its number. */
static void
winner (const void *problem, const EpiFrame *frame, const EpiFieldGrid *grid,
        size_t output, size_t j0, size_t j1, double *values)
{
  SvProblem *self = (SvProblem *)problem;
  EpiSparse Z = {0};

  fill_nan (values, grid->nx * (j1 - j0));
  if (epi_sparse_new (3, grid->nx, 3 * grid->nx, &Z) == EPI_OK)
    for (size_t j = j0; j < j1; j++, values += grid->nx) {
      row_of_grid (self, grid, j, &Z);
      if (epi_svm_predict (&self->vote, &Z, NULL, values, NULL) != EPI_OK)
        fill_nan (values, grid->nx);
    }
  epi_sparse_clear (&Z);
}

/* ---- Slack ---- */

static size_t
n_slack (const void *problem)
{
  const SvProblem *self = problem;
  return self->m <= MOST_SLACK ? self->m : 0;
}

/* From a point to f = y along the slope: exact after one step where f is
 * linear, else Newton's method; NaN when it does not arrive. */
static EpiPoint
foot_of (const SvProblem *self, const double *beta, double bias, EpiPoint at,
         double y)
{
  for (int step = 0; step < MOST_NEWTON; step++) {
    double slope[2], f = sv_value (self, beta, bias, at, slope);
    double square = slope[0] * slope[0] + slope[1] * slope[1];
    if (fabs (f - y) < 1e-9)
      return at;
    if (!(square > 0))
      break;
    /* no further than where the kernel is still the same */
    double length = (y - f) / square;
    at.x += length * slope[0];
    at.y += length * slope[1];
  }
  return (EpiPoint){NAN, NAN};
}

/* Planes: the foot's x, its y, the slack u. */
static void
slack (const void *problem, const EpiFrame *frame, const EpiFieldGrid *grid,
       size_t output, size_t j0, size_t j1, double *values)
{
  const SvProblem *self = problem;
  const EpiFrameItem *beta = epi_frame_find (frame, "beta");
  double bias = epi_frame_scalar (frame, "bias", NAN);
  double least = epi_frame_scalar (frame, "least_slack", NAN);

  fill_nan (values, grid->nx);
  for (size_t i = 0; i < grid->nx && beta != NULL; i++) {
    const double *x = self->x + 2 * self->which[i];
    EpiPoint at = {x[0] * self->scale.unit[0] + self->scale.mean[0],
                   x[1] * self->scale.unit[1] + self->scale.mean[1]};
    double y = self->y[i];
    double u = 1 - y * sv_value (self, beta->data, bias, at, NULL);
    if (!(u > least))
      continue;
    EpiPoint foot = output < 2 ? foot_of (self, beta->data, bias, at, y) : at;
    values[i] = output == 0 ? foot.x : output == 1 ? foot.y : u;
  }
}

const EpiFieldSpec sv_fields[] = {
    {.name = "decision", .n_outputs = 1, .evaluate = decision},
    {.name = "winner", .outputs = has_vote, .evaluate = winner},
    {.name = "slack", .points = n_slack, .n_outputs = 3, .evaluate = slack},
    {NULL},
};
