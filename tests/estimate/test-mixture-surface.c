/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log-likelihood of a mixture over its means: the same as the sum of
 * logarithms, place by place.
 */
#include "core/epi-random.h"
#include "estimate/epi-mixture-surface.h"

#include <float.h>
#include <glib.h>
#include <math.h>
#include <stdbool.h>

enum { N = 60, NX = 90, NY = 12 };
#define LOG_2PI 1.83787706640934548356L

/* log wₖ N(x; μ, Σₖ). */
static long double
log_part (const EpiMixtureModel *model, size_t k, const double *mean,
          const double *x)
{
  const double *S = model->covariances + k * model->d * model->d;
  long double a = x[0] - mean[0], top = logl (model->weights[k]);

  if (model->d == 1)
    return top - (a * a / S[0] + logl (S[0]) + LOG_2PI) / 2;
  long double b = x[1] - mean[1];
  long double det = (long double)S[0] * S[3] - (long double)S[1] * S[1];
  long double square = (S[3] * a * a - 2 * S[1] * a * b + S[0] * b * b) / det;
  return top - (square + logl (det)) / 2 - LOG_2PI;
}

static double
plainly (const EpiMixtureModel *model, const EpiMatrix *X, double a, double b)
{
  long double value = 0;

  for (size_t i = 0; i < X->rows; i++) {
    double x[2] = {*epi_matrix_at (X, i, 0),
                   model->d == 2 ? *epi_matrix_at (X, i, 1) : 0};
    long double most = -INFINITY, sum = 0, parts[8];
    for (size_t k = 0; k < model->K; k++) {
      const double *mean = model->means + k * model->d;
      const double there[2] = {k == 0 ? a : b, b};
      bool moves = k < (model->d == 1 ? 2 : 1);
      parts[k] = log_part (model, k, moves ? there : mean, x);
      most = fmaxl (most, parts[k]);
    }
    for (size_t k = 0; k < model->K; k++)
      sum += expl (parts[k] - most);
    value += most + logl (sum);
  }
  return (double)value;
}

/* wₖ N(x; at, Σₖ). */
static long double
part (const EpiMixtureModel *model, size_t k, const double *at, const double *x)
{
  return expl (log_part (model, k, at, x));
}

/* Of component 0 at x, its mean on the grid. */
static long double
highest_on_line (const EpiMixtureModel *model, const EpiGridLine *grid,
                 const double *x)
{
  long double most = 0;

  for (size_t j = 0; j < grid->n; j++) {
    double there = grid->first + (double)j * grid->step;
    most = fmaxl (most, part (model, 0, &there, x));
  }
  return most;
}

/* Σᵢ log (max (stays, 1e-250 largest) + moves) of two components: the floor of
 * the header. */
static double
with_floor (const EpiMixtureModel *model, const EpiMatrix *X,
            const EpiGridLine *grid, double a, double b)
{
  const double here[] = {a, b}, *mean = model->d == 1 ? &b : model->means + 2;
  long double value = 0;

  for (size_t i = 0; i < X->rows; i++) {
    const double x[] = {*epi_matrix_at (X, i, 0),
                        model->d == 2 ? *epi_matrix_at (X, i, 1) : 0};
    long double moves = part (model, 0, here, x);
    long double stays = part (model, 1, mean, x);
    long double largest = model->d == 1 ? highest_on_line (model, grid, x) +
                                              part (model, 1, mean, mean)
                                        : stays + part (model, 0, here, here);
    value += logl (fmaxl (stays, 1e-250L * largest) + moves);
  }
  return (double)value;
}

/* To the bound of the header. */
static void
compare (const EpiMixtureModel *model, const EpiMatrix *X, EpiGridLine x,
         EpiGridLine y, bool floored)
{
  double *values = g_new (double, x.n *y.n);

  g_assert_cmpint (epi_mixture_surface (model, X, &x, &y, values), ==, EPI_OK);
  for (size_t j = 0; j < y.n; j++)
    for (size_t i = 0; i < x.n; i++) {
      double a = x.first + (double)i * x.step, b = y.first + (double)j * y.step;
      double want =
          floored ? with_floor (model, X, &x, a, b) : plainly (model, X, a, b);
      double got = values[i + j * x.n];
      double bound = (double)X->rows * (double)(x.n * x.n) * DBL_EPSILON;
      g_assert_cmpfloat (fabs (got - want), <=, bound * (1 + fabs (want)));
    }
  g_free (values);
}

static void
clouds (guint32 seed, size_t d, double *data)
{
  EpiRandom random = epi_random (seed, 0);

  for (size_t i = 0; i < N; i++) {
    data[i] = epi_random_normal (&random) + (i < N / 3 ? -3 : 2);
    if (d == 2)
      data[i + N] = 10 * epi_random_normal (&random) + 4 * data[i];
  }
}

static void
test_it_is_the_sum_of_logarithms_in_the_plane (void)
{
  static const double weights[] = {0.3, 0.5, 0.2};
  static const double means[] = {-3, -12, 2, 8, 0, 0};
  static const double covariances[] = {1,  4,  4, 116, 2, -3,
                                       -3, 90, 9, 0,   0, 400};
  double data[2 * N];
  EpiMatrix X = epi_matrix_view (data, N, 2, N);

  for (guint32 seed = 0; seed < 3; seed++)
    for (size_t K = 1; K <= 3; K++) {
      const EpiMixtureModel model = {2, K, weights, means, covariances};
      clouds (seed, 2, data);
      compare (&model, &X, (EpiGridLine){-6, 0.13, NX},
               (EpiGridLine){-40, 7.1, NY}, false);
      if (K > 1) /* narrower than a cell, and beside all samples */
        compare (&model, &X, (EpiGridLine){-60, 1.4, NX},
                 (EpiGridLine){60, 19, NY}, false);
    }
}

static void
test_it_is_the_sum_of_logarithms_on_the_line (void)
{
  static const double weights[] = {0.3, 0.5, 0.2}, means[] = {-3, 2, 0};
  static const double covariances[] = {1, 0.25, 9};
  double data[N];
  EpiMatrix X = epi_matrix_view (data, N, 1, N);

  for (guint32 seed = 0; seed < 3; seed++)
    for (size_t K = 2; K <= 3; K++) {
      const EpiMixtureModel model = {1, K, weights, means, covariances};
      clouds (seed, 1, data);
      compare (&model, &X, (EpiGridLine){-6, 0.13, NX},
               (EpiGridLine){-6, 1.1, NY}, false);
    }
}

/* A sample that nothing comes near has the floor, not -inf. */
static void
test_far_samples_have_a_floor (void)
{
  static const double weights[] = {0.5, 0.5}, means[] = {0, 0, 1, 1};
  static const double line[] = {1e-6, 1e-6};
  static const double plane[] = {1e-6, 0, 0, 1e-6, 1e-6, 0, 0, 1e-6};
  double data[] = {0, 1e3, -1e3, 0, 5, 7};

  for (size_t d = 1; d <= 2; d++) {
    EpiMatrix X = epi_matrix_view (data, 3, d, 3);
    const EpiMixtureModel model = {d, 2, weights, means, d == 1 ? line : plane};
    compare (&model, &X, (EpiGridLine){-10, 0.2, NX},
             (EpiGridLine){-10, 0.5, NY}, true);
  }
}

static void
test_no_covariance_is_refused (void)
{
  static const double weights[] = {1}, means[] = {0, 0};
  static const double flat[] = {1, 1, 1, 1};
  double data[] = {0, 1, 2, 0, 5, 7}, values[4];
  EpiMatrix X = epi_matrix_view (data, 3, 2, 3);
  const EpiMixtureModel model = {2, 1, weights, means, flat};
  const EpiGridLine line = {0, 1, 2};

  g_assert_cmpint (epi_mixture_surface (&model, &X, &line, &line, values), ==,
                   EPI_NOT_POSITIVE_DEFINITE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/mixture-surface/" name, func)
  ADD ("it-is-the-sum-of-logarithms-in-the-plane",
       test_it_is_the_sum_of_logarithms_in_the_plane);
  ADD ("it-is-the-sum-of-logarithms-on-the-line",
       test_it_is_the_sum_of_logarithms_on_the_line);
  ADD ("far-samples-have-a-floor", test_far_samples_have_a_floor);
  ADD ("no-covariance-is-refused", test_no_covariance_is_refused);
  return g_test_run ();
}
