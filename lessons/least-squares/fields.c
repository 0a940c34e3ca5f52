/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lesson's fields: the fitted curve, the cost over the parameter plane,
 * and counts of points where there are too many to draw.
 */
#include "least-squares/lesson.h"
#include "least-squares/problem.h"

#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

static size_t
n_curves (const void *problem)
{
  return ((const LsProblem *)problem)->m;
}

static const double *
theta_of (const EpiFrame *frame)
{
  const EpiFrameItem *theta = epi_frame_find (frame, "theta");

  return theta != NULL ? theta->data : NULL;
}

static void
fill_nan (const EpiFieldGrid *grid, size_t rows, double *values)
{
  for (size_t i = 0; i < grid->nx * rows; i++)
    values[i] = NAN;
}

/* y(x) of one output. */
static void
fit_curve (const void *data, const EpiFrame *frame, const EpiFieldGrid *grid,
           size_t output, size_t j0, size_t j1, double *values)
{
  const LsProblem *problem = data;
  const double *theta = theta_of (frame);

  if (theta == NULL || problem->n_inputs != 1) {
    fill_nan (grid, j1 - j0, values);
    return;
  }
  for (size_t i = 0; i < grid->nx; i++) {
    double x = epi_field_grid_x (grid, i);
    values[i] = epi_features_predict (problem->features, &x,
                                      theta + output * problem->p);
  }
}

/* The squared loss on the plane through the optimum: four numbers are enough,
 * f* and the Hessian in the plane's two directions. */
typedef struct {
  double f, haa, hab, hbb;
} Quadratic;

static double
ridge_of (const LsProblem *problem, size_t parameter)
{
  return parameter >= problem->ls.n_free ? problem->ls.ridge : 0;
}

static Quadratic
quadratic_of (const LsProblem *problem)
{
  size_t a = problem->plane[0], b = problem->plane[1];
  Quadratic q = {.f = problem->rss_optimum +
                      epi_ls_ridge (&problem->ls, &problem->optimum)};

  for (size_t i = 0; i < problem->p; i++) {
    double ra = *epi_matrix_at (&problem->triangle, i, a);
    double rb = a == b ? 0 : *epi_matrix_at (&problem->triangle, i, b);
    q.haa += 2 * ra * ra;
    q.hab += 2 * ra * rb;
    q.hbb += 2 * rb * rb;
  }
  q.haa += 2 * ridge_of (problem, a);
  if (a != b) /* else there is one parameter, and it runs to the right */
    q.hbb += 2 * ridge_of (problem, b);
  return q;
}

/* Any loss, the long way: r is linear in the two parameters, so the residuals
 * at θ and two columns of A are all that is needed. */
static double
robust_cost (const LsProblem *problem, const double *r, double da, double db,
             size_t stride)
{
  const double *a = epi_matrix_col (&problem->fit.A, problem->plane[0]);
  const double *b = epi_matrix_col (&problem->fit.A, problem->plane[1]);
  double sum = 0, weight = 0;

  for (size_t i = 0; i < problem->fit.n; i += stride) {
    double w = problem->fit.weights[i];
    sum += w * epi_ls_loss (&problem->ls, r[i] + a[i] * da + b[i] * db);
    weight += w;
  }
  return sum / weight;
}

#define ROBUST_ROWS 2000 /* more points are sampled evenly for the picture */

static void
robust_plane (const LsProblem *problem, const double *theta,
              const EpiFieldGrid *grid, size_t j0, size_t j1, double *values)
{
  size_t n = problem->fit.n, a = problem->plane[0], b = problem->plane[1];
  double *r = epi_new (double, n);
  EpiMatrix view = epi_matrix_view ((double *)theta, problem->p, 1, problem->p);
  double ridge = epi_ls_ridge (&problem->ls, &view);

  if (r == NULL) {
    fill_nan (grid, j1 - j0, values);
    return;
  }
  epi_ls_residual (&problem->ls, &view, 0, 0, n, r);
  for (size_t j = j0; j < j1; j++)
    for (size_t i = 0; i < grid->nx; i++) {
      double da = epi_field_grid_x (grid, i) - theta[a];
      double db = a == b ? 0 : epi_field_grid_y (grid, j) - theta[b];
      *values++ = robust_cost (problem, r, da, db, n / ROBUST_ROWS + 1) +
                  ridge + ridge_of (problem, a) * da * (2 * theta[a] + da) +
                  ridge_of (problem, b) * db * (2 * theta[b] + db);
    }
  epi_free (r);
}

static void
cost_plane (const void *data, const EpiFrame *frame, const EpiFieldGrid *grid,
            size_t output, size_t j0, size_t j1, double *values)
{
  const LsProblem *problem = data;
  const double *theta = theta_of (frame);

  if (theta == NULL || !problem->has_optimum) {
    fill_nan (grid, j1 - j0, values);
    return;
  }
  if (problem->ls.loss != EPI_LOSS_SQUARED) {
    robust_plane (problem, theta, grid, j0, j1, values);
    return;
  }
  /* Through the optimum, so that the ellipses stand still while the iterate
   * moves across them; with more than two parameters it is a section. */
  Quadratic q = quadratic_of (problem);
  double a0 = problem->optimum.data[problem->plane[0]];
  double b0 = problem->optimum.data[problem->plane[1]];
  for (size_t j = j0; j < j1; j++) {
    double db = epi_field_grid_y (grid, j) - b0;
    for (size_t i = 0; i < grid->nx; i++) {
      double da = epi_field_grid_x (grid, i) - a0;
      *values++ =
          q.f + (q.haa * da * da + 2 * q.hab * da * db + q.hbb * db * db) / 2;
    }
  }
}

/* ---- Counts of points ---- */

bool
ls_cell (const EpiFieldGrid *grid, double x, double y, size_t *cell)
{
  double sx = (double)(grid->nx - 1) / (grid->range.x1 - grid->range.x0);
  double sy = (double)(grid->ny - 1) / (grid->range.y1 - grid->range.y0);
  double u = (x - grid->range.x0) * sx + 0.5;
  double v = (y - grid->range.y0) * sy + 0.5;

  if (!(u >= 0 && v >= 0 && u < (double)grid->nx && v < (double)grid->ny))
    return false;
  *cell = (size_t)u + (size_t)v * grid->nx;
  return true;
}

static void
count_all (const LsProblem *problem, EpiFieldGrid *grid)
{
  size_t cell;

  for (size_t o = 0; o < problem->m; o++) {
    const double *y = epi_matrix_col (&problem->fit.B, o);
    for (size_t i = 0; i < problem->fit.n; i++)
      if (ls_cell (grid, problem->fit.x[i], y[i], &cell))
        grid->values[cell]++;
  }
}

static bool
same_grid (const EpiFieldGrid *a, const EpiFieldGrid *b)
{
  return a != NULL && a->nx == b->nx && a->ny == b->ny &&
         epi_range_equal (&a->range, &b->range);
}

/* How many points (all outputs) fall into each cell of the grid.  The counts
 * are kept: live.c moves single points in them. */
static void
count_points (const void *data, const EpiFrame *frame, const EpiFieldGrid *grid,
              size_t output, size_t j0, size_t j1, double *values)
{
  LsProblem *problem = (LsProblem *)data; /* a cache, on the one worker */

  if (!same_grid (problem->counts, grid)) {
    epi_field_grid_unref (problem->counts);
    problem->counts =
        epi_field_grid_new ("density", &grid->range, grid->nx, grid->ny, 1);
    if (problem->counts == NULL)
      return;
    count_all (problem, problem->counts);
  }
  memcpy (values, problem->counts->values + j0 * grid->nx,
          (j1 - j0) * grid->nx * sizeof *values);
}

/* ---- Fitted values at the points ---- */

#define MAX_FITTED 4096 /* more residuals than that nobody sees */

static size_t
n_fitted (const void *data)
{
  const LsProblem *problem = data;

  return problem->fit.n * problem->m <= MAX_FITTED ? problem->fit.n : 0;
}

static size_t
n_fitted_outputs (const void *data)
{
  return ((const LsProblem *)data)->m + 1;
}

/* Output o < m: what is fitted at row i; output m: which row of the table. */
static void
fitted_values (const void *data, const EpiFrame *frame,
               const EpiFieldGrid *grid, size_t output, size_t j0, size_t j1,
               double *values)
{
  const LsProblem *problem = data;
  const double *theta = theta_of (frame);
  size_t n = grid->nx;

  for (size_t i = 0; i < n && output == problem->m; i++)
    values[i] = (double)problem->fit.rows[i];
  if (output == problem->m || theta == NULL)
    return;
  for (size_t i = 0; i < n; i++)
    values[i] = 0;
  for (size_t j = 0; j < problem->p; j++) {
    const double *column = epi_matrix_col (&problem->fit.A, j);
    double t = theta[j + output * problem->p];
    for (size_t i = 0; i < n; i++)
      values[i] += column[i] * t;
  }
}

const EpiFieldSpec ls_fields[] = {
    {.name = "fit", .curve = true, .outputs = n_curves, .evaluate = fit_curve},
    {.name = "cost", .n_outputs = 1, .evaluate = cost_plane},
    {.name = "density",
     .whole = true,
     .shown_when = LS_CROWDED,
     .n_outputs = 1,
     .evaluate = count_points},
    {.name = "fitted",
     .points = n_fitted,
     .outputs = n_fitted_outputs,
     .evaluate = fitted_values},
    {NULL},
};
