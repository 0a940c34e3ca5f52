/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lesson's fields: p_model over the line and over the plane, ℓ over two
 * parameters (or π), prior, likelihood and posterior, and the running product.
 */
#include "estimate/epi-bernoulli.h"
#include "estimate/epi-mixture-surface.h"
#include "estimate/epi-product.h"
#include "maximum-likelihood/lesson.h"

#include <math.h>
#include <string.h>

#define LOG_2PI 1.83787706640934548356

static void
fill_nan (double *values, size_t n)
{
  for (size_t i = 0; i < n; i++)
    values[i] = NAN;
}

/* ---- p_model ---- */

static size_t
n_densities (const void *problem)
{
  const MlProblem *self = problem;
  return self->K > 1 ? 1 + self->K : 1;
}

/* Σ wₖ N(x; μₖ, Σₖ): of a density itself, unlike its logarithm, nothing is lost
 * where the terms underflow. */
static double
density_at (const MlModel *model, const double *x)
{
  double sum = 0;

  for (size_t k = 0; k < model->K; k++)
    sum += exp (ml_model_log_part (model, k, x));
  return sum;
}

/* On the line: p, then wₖ N(x; μₖ, σₖ). */
static void
density (const void *problem, const EpiFrame *frame, const EpiFieldGrid *grid,
         size_t output, size_t j0, size_t j1, double *values)
{
  MlModel model;

  if (!ml_model_read (frame, &model) || output > model.K) {
    fill_nan (values, grid->nx);
    return;
  }
  for (size_t i = 0; i < grid->nx; i++) {
    double x[2] = {epi_field_grid_x (grid, i), 0};
    values[i] = output == 0 ? density_at (&model, x)
                            : exp (ml_model_log_part (&model, output - 1, x));
  }
}

static void
density_of_plane (const void *problem, const EpiFrame *frame,
                  const EpiFieldGrid *grid, size_t output, size_t j0, size_t j1,
                  double *values)
{
  MlModel model;
  bool has = ml_model_read (frame, &model) && model.p == 2;

  for (size_t j = j0; j < j1; j++)
    for (size_t i = 0; i < grid->nx; i++) {
      double x[2] = {epi_field_grid_x (grid, i), epi_field_grid_y (grid, j)};
      *values++ = has ? density_at (&model, x) : NAN;
    }
}

/* ---- ℓ over parameters ---- */

/* Of the Gaussian from its moments, in time that does not grow with n: x̄ and
 * the square sum about it. */
static double
gaussian_value (const MlProblem *self, double mu, double sigma)
{
  const EpiNormalGamma *q =
      self->prior ? &self->gauss_posterior : &self->gauss_seen;
  double n = q->kappa, away = mu - q->mean;

  return -n * (log (sigma) + LOG_2PI / 2) -
         (2 * q->beta + n * away * away) / (2 * sigma * sigma);
}

/* The same in the plane, over μ, with the Σ of the model. */
static double
plane_value (const MlProblem *self, const MlModel *model, double a, double b)
{
  const EpiNormalWishart *q = &self->plane_posterior;
  const double *S = model->sigma;
  double u = a - q->mean[0], v = b - q->mean[1], n = q->kappa;
  double det = S[0] * S[3] - S[1] * S[2];
  double xx = q->psi[0] + n * u * u, xy = q->psi[1] + n * u * v;
  double yy = q->psi[3] + n * v * v;

  return -n * (log (det) / 2 + LOG_2PI) -
         (S[3] * xx - 2 * S[1] * xy + S[0] * yy) / (2 * det);
}

/* κ (μ-z̄)ᵀΣₖ⁻¹(μ-z̄) of the pseudo-data. */
static double
prior_square (const MlProblem *self, const MlModel *model, size_t k, double a,
              double b)
{
  const double *P = model->inverse + 3 * k;

  if (self->p == 1) {
    double u = a - self->gauss_prior.mean;
    return self->gauss_prior.kappa * P[0] * u * u;
  }
  double u = a - self->plane_prior.mean[0], v = b - self->plane_prior.mean[1];
  return self->plane_prior.kappa *
         (P[0] * u * u + 2 * P[1] * u * v + P[2] * v * v);
}

/* The logarithm of a mixture's prior: where the model is, and what moving the
 * means takes from it. */
static void
add_prior (const MlProblem *self, const MlModel *model,
           const EpiFieldGrid *grid, size_t j0, size_t j1, double *values)
{
  double here = 0;

  for (size_t k = 0; k < model->K; k++)
    for (size_t i = 0; i < self->unseen.rows; i++) {
      double z[2] = {*epi_matrix_at (&self->unseen, i, 0),
                     self->p == 2 ? *epi_matrix_at (&self->unseen, i, 1) : 0};
      here += ml_model_log_part (model, k, z);
    }
  here += prior_square (self, model, 0, model->mean[0], model->mean[1]) / 2;
  if (self->p == 1)
    here += prior_square (self, model, 1, model->mean[1], 0) / 2;
  for (size_t j = j0; j < j1; j++)
    for (size_t i = 0; i < grid->nx; i++) {
      double a = epi_field_grid_x (grid, i), b = epi_field_grid_y (grid, j);
      double less = prior_square (self, model, 0, a, b);
      if (self->p == 1)
        less += prior_square (self, model, 1, b, 0);
      *values++ += here - less / 2;
    }
}

/* Of a mixture: the means of two components move on the line, that of the first
 * one in the plane.  Rows j0 … j1-1 of the grid. */
static void
mixture_surface (const MlProblem *self, const MlModel *model,
                 const EpiFieldGrid *grid, size_t j0, size_t j1, double *values)
{
  const EpiMixtureModel mixture = {model->p, model->K, model->weight,
                                   model->mean, model->sigma};
  double x0 = epi_field_grid_x (grid, 0), y0 = epi_field_grid_y (grid, 0);
  double step_y = epi_field_grid_y (grid, 1) - y0;
  const EpiGridLine x = {x0, epi_field_grid_x (grid, 1) - x0, grid->nx};
  const EpiGridLine y = {y0 + (double)j0 * step_y, step_y, j1 - j0};

  if (epi_mixture_surface (&mixture, &self->seen, &x, &y, values) != EPI_OK)
    fill_nan (values, grid->nx * (j1 - j0));
  else if (self->unseen.rows > 0)
    add_prior (self, model, grid, j0, j1, values);
}

static void
surface (const void *problem, const EpiFrame *frame, const EpiFieldGrid *grid,
         size_t output, size_t j0, size_t j1, double *values)
{
  const MlProblem *self = problem;
  MlModel model;

  if (!ml_model_read (frame, &model) || isfinite (model.pi)) {
    fill_nan (values, grid->nx * (j1 - j0));
    return;
  }
  if (self->kind == ML_MIXTURE) {
    mixture_surface (self, &model, grid, j0, j1, values);
    return;
  }
  for (size_t j = j0; j < j1; j++)
    for (size_t i = 0; i < grid->nx; i++) {
      double a = epi_field_grid_x (grid, i), b = epi_field_grid_y (grid, j);
      *values++ = self->p == 1 ? gaussian_value (self, a, b)
                               : plane_value (self, &model, a, b);
    }
}

/* ℓ(π), and Newton's parabola at the iterate. */
static void
coin_curve (const void *problem, const EpiFrame *frame,
            const EpiFieldGrid *grid, size_t output, size_t j0, size_t j1,
            double *values)
{
  const MlProblem *self = problem;
  double pi = epi_frame_scalar (frame, "pi", NAN), s = self->ones,
         f = self->zeros;

  for (size_t i = 0; i < grid->nx; i++) {
    double at = epi_field_grid_x (grid, i);
    if (output == 0)
      values[i] = at >= 0 && at <= 1 ? epi_bernoulli_value (s, f, at) : NAN;
    else if (self->kind == ML_BERNOULLI && pi > 0 && pi < 1) {
      double d = at - pi;
      values[i] = epi_bernoulli_value (s, f, pi) + (s / pi - f / (1 - pi)) * d -
                  (s / pi / pi + f / (1 - pi) / (1 - pi)) * d * d / 2;
    } else
      values[i] = NAN;
  }
}

/* ---- Prior, likelihood, posterior ---- */

static double
gaussian_log (const EpiNormalGamma *q, double at)
{
  if (!epi_normal_gamma_is_proper (q))
    return NAN;
  EpiDensity marginal = epi_normal_gamma_marginal (q);
  return epi_density_log (&marginal, at);
}

/* As densities: the likelihood is the posterior without a prior. */
static void
bayes (const void *problem, const EpiFrame *frame, const EpiFieldGrid *grid,
       size_t output, size_t j0, size_t j1, double *values)
{
  const MlProblem *self = problem;
  const EpiNormalGamma *gauss[] = {&self->gauss_prior, &self->gauss_seen,
                                   &self->gauss_posterior};
  const EpiBeta *beta[] = {&self->beta_prior, &self->beta_seen,
                           &self->beta_posterior};

  for (size_t i = 0; i < grid->nx; i++) {
    double at = epi_field_grid_x (grid, i);
    values[i] =
        self->kind == ML_BERNOULLI
            ? (at >= 0 && at <= 1 ? exp (epi_beta_log (*beta[output], at))
                                  : NAN)
        : self->kind == ML_GAUSSIAN && self->p == 1
            ? exp (gaussian_log (gauss[output], at))
            : NAN;
  }
}

/* ---- The product ---- */

static size_t
n_factors (const void *problem)
{
  return ((const MlProblem *)problem)->n;
}

/* Decimal logarithms after each factor: of the product in single and in double
 * precision (NaN where it is 0 or infinite), and by the sum. */
static void
product (const void *problem, const EpiFrame *frame, const EpiFieldGrid *grid,
         size_t output, size_t j0, size_t j1, double *values)
{
  const MlProblem *self = problem;
  size_t n = self->n;
  MlModel model;

  fill_nan (values, grid->nx);
  if (!ml_model_read (frame, &model) || grid->nx != n)
    return;
  double *log_p = g_new (double, n);
  float *single = output == 0 ? g_new (float, n) : NULL;
  for (size_t i = 0; i < n; i++) {
    double x[2] = {self->data[i],
                   self->p == 2 ? self->data[i + self->X.rows] : 0};
    log_p[i] = ml_model_log (&model, x);
  }
  epi_product_of (log_p, n, single, output == 1 ? values : NULL,
                  output == 2 ? values : NULL);
  for (size_t i = 0; i < n; i++) {
    double l = output == 0   ? log10 ((double)single[i])
               : output == 1 ? log10 (values[i])
                             : values[i] / M_LN10;
    values[i] = isfinite (l) ? l : NAN;
  }
  g_free (single);
  g_free (log_p);
}

const EpiFieldSpec ml_fields[] = {
    {.name = "density",
     .curve = true,
     .shown_when = ML_LINE,
     .outputs = n_densities,
     .evaluate = density},
    {.name = "plane",
     .shown_when = ML_PLANE,
     .n_outputs = 1,
     .evaluate = density_of_plane},
    {.name = "surface",
     .shown_when = ML_SURFACE " and model != 'bernoulli'",
     .n_outputs = 1,
     .evaluate = surface},
    {.name = "curve",
     .curve = true,
     .shown_when = ML_SURFACE " and model == 'bernoulli'",
     .n_outputs = 2,
     .evaluate = coin_curve},
    {.name = "bayes",
     .curve = true,
     .shown_when = ML_POSTERIOR,
     .n_outputs = 3,
     .evaluate = bayes},
    {.name = "product",
     .points = n_factors,
     .shown_when = ML_PRODUCT,
     .n_outputs = 3,
     .evaluate = product},
    {NULL},
};
