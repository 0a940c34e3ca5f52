/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "least-squares/problem.h"

#include "core/epi-alloc.h"
#include "kit/epi-held-back.h"
#include "least-squares/lesson.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void *refuse (GError **error, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

static void *
refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error =
        g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, format, args);
  va_end (args);
  return NULL;
}

static void *
refuse_memory (GError **error)
{
  return refuse (error, "there is not enough memory for this fit");
}

/* ---- Features ---- */

static const double **
inputs (const LsProblem *problem, const LsRows *rows)
{
  const double **columns = g_new (const double *, problem->n_inputs);

  for (size_t j = 0; j < problem->n_inputs; j++)
    columns[j] = rows->x + j * rows->n;
  return columns;
}

static void
choose_period (LsProblem *problem, const EpiDocument *document)
{
  double period =
      epi_lesson_number (&epi_lesson_least_squares, document, "period");

  if (period == 0) { /* the width of the data */
    double low = problem->fit.x[0], high = low;
    for (size_t i = 1; i < problem->fit.n; i++) {
      low = MIN (low, problem->fit.x[i]);
      high = MAX (high, problem->fit.x[i]);
    }
    period = high > low ? high - low : 1;
  }
  problem->features->period = period;
}

static bool
make_features (LsProblem *problem, const EpiDocument *document, GError **error)
{
  const EpiLesson *lesson = &epi_lesson_least_squares;
  size_t degree = (size_t)epi_lesson_number (lesson, document, "degree");
  bool fourier =
      strcmp (epi_lesson_text (lesson, document, "family"), "fourier") == 0;
  bool raw = strcmp (epi_lesson_text (lesson, document, "scaling"), "raw") == 0;
  EpiFeatureFamily family = problem->n_inputs > 1 ? EPI_FEATURES_LINEAR
                            : fourier             ? EPI_FEATURES_FOURIER
                                                  : EPI_FEATURES_POLYNOMIAL;

  problem->features = epi_features_new (
      family, problem->n_inputs, degree,
      epi_lesson_number (lesson, document, "intercept") != 0 || degree == 0);
  problem->features->trend =
      fourier && epi_lesson_number (lesson, document, "trend") != 0;
  problem->p = epi_features_count (problem->features);
  const double **columns = inputs (problem, &problem->fit);
  if (family == EPI_FEATURES_FOURIER)
    choose_period (problem, document);
  if (epi_data_standardised (epi_document_data (document, "points")))
    epi_features_standardise (problem->features, columns, problem->fit.n);
  else if (!raw)
    epi_features_scale (problem->features, columns, problem->fit.n);
  EpiStatus status = epi_features_matrix (problem->features, columns,
                                          problem->fit.n, &problem->fit.A);
  g_free (columns);
  if (status == EPI_OK && problem->test.n > 0) {
    columns = inputs (problem, &problem->test);
    status = epi_features_matrix (problem->features, columns, problem->test.n,
                                  &problem->test.A);
    g_free (columns);
  }
  if (status == EPI_NOT_FINITE)
    refuse (error, "x to the power %zu is too large for a number: scale x",
            degree);
  else if (status != EPI_OK)
    refuse_memory (error);
  return status == EPI_OK;
}

/* How many different x there are, counted up to limit. */
static size_t
count_distinct (const LsProblem *problem, size_t limit)
{
  GHashTable *seen = g_hash_table_new (g_double_hash, g_double_equal);
  size_t n = 0;

  for (size_t i = 0; i < problem->fit.n && n < limit; i++)
    n += g_hash_table_add (seen, &problem->fit.x[i]);
  g_hash_table_unref (seen);
  return n;
}

/* Fewer different x than coefficients: only a ridge or the SVD can choose. */
static bool
enough_points (const LsProblem *problem, const EpiDocument *document,
               GError **error)
{
  const EpiLesson *lesson = &epi_lesson_least_squares;

  if (problem->fit.n == 0)
    return refuse (error, "there are no points to fit: this fit needs %zu",
                   problem->p) != NULL;
  if (problem->n_inputs > 1 ||
      strcmp (epi_lesson_text (lesson, document, "method"), "svd") == 0 ||
      epi_lesson_number (lesson, document, "ridge") > 0)
    return true;
  size_t distinct = count_distinct (problem, problem->p);
  if (distinct >= problem->p)
    return true;
  if (problem->fit.n == 1)
    refuse (error,
            "there is one point, but a fit with %zu coefficients needs %zu: "
            "add points, or choose the SVD or a ridge",
            problem->p, problem->p);
  else if (distinct == 1)
    refuse (error,
            "all %zu points have the same x = %g, but a fit with %zu "
            "coefficients needs %zu different ones: move a point, or choose "
            "the SVD or a ridge",
            problem->fit.n, problem->fit.x[0], problem->p, problem->p);
  else
    refuse (error,
            "the points have %zu different x, but a fit with %zu coefficients "
            "needs %zu: add points, lower the degree, or choose the SVD or a "
            "ridge",
            distinct, problem->p, problem->p);
  return false;
}

/* ---- The loss ---- */

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* The spread of the residuals of the squared fit, 1.4826 median |r|: what δ is
 * measured in.  A normal error has the standard deviation that it says. */
static double
residual_spread (const LsProblem *problem)
{
  size_t n = problem->fit.n;
  double *r = epi_new (double, n);
  double spread = 1;

  if (r == NULL)
    return spread;
  epi_ls_residual (&problem->ls, &problem->optimum, 0, 0, n, r);
  for (size_t i = 0; i < n; i++)
    r[i] = fabs (r[i]);
  qsort (r, n, sizeof *r, compare_doubles);
  if (r[n / 2] > 0)
    spread = 1.4826 * r[n / 2];
  epi_free (r);
  return spread;
}

static void
choose_loss (LsProblem *problem, const EpiDocument *document)
{
  const EpiLesson *lesson = &epi_lesson_least_squares;
  const char *loss = epi_lesson_text (lesson, document, "loss");

  if (strcmp (loss, "huber") == 0) {
    problem->ls.huber_delta = epi_lesson_number (lesson, document, "delta") *
                              residual_spread (problem);
    problem->ls.loss = EPI_LOSS_HUBER;
  } else if (strcmp (loss, "absolute") == 0)
    problem->ls.loss = EPI_LOSS_ABSOLUTE;
}

/* ---- All of it ---- */

static LsProblem *
fill (LsProblem *problem, const EpiDocument *document, const EpiCancel *cancel,
      GError **error)
{
  const EpiData *data = epi_document_data (document, "points");

  if (data == NULL)
    return refuse (error, "there is no data: choose a dataset or open a file");
  if (*epi_data_role (data, "x") == NULL || *epi_data_role (data, "y") == NULL)
    return refuse (error, "choose a column of numbers for x and one for y");
  if (!ls_take_rows (problem, data))
    return refuse_memory (error);
  if (problem->fit.n == 0)
    return refuse (error, problem->test.n > 0
                              ? EPI_ALL_HELD_BACK
                              : "there are no points to fit: add some");
  if (epi_cancel_is_raised (cancel))
    return refuse (error, "interrupted");
  if (!make_features (problem, document, error) ||
      !enough_points (problem, document, error))
    return NULL;
  problem->ls = (EpiLs){
      .A = problem->fit.A,
      .B = problem->fit.B,
      .weights = problem->fit.weights,
      .ridge = epi_lesson_number (&epi_lesson_least_squares, document, "ridge"),
      .n_free = problem->features->intercept,
      .loss = EPI_LOSS_SQUARED,
  };
  EpiStatus status = ls_find_optimum (problem, document);
  if (status == EPI_NOT_FINITE)
    return refuse (error,
                   "the numbers are so large that their squares are infinite: "
                   "scale x, or divide y by a power of ten");
  if (status != EPI_OK)
    return refuse_memory (error);
  choose_loss (problem, document);
  if (problem->ls.loss != EPI_LOSS_SQUARED && problem->m > 1)
    return refuse (error,
                   "the squared loss takes several outputs, this one takes "
                   "one: choose one column for y");
  return problem;
}

LsProblem *
ls_problem_new (const EpiDocument *document, const EpiCancel *cancel,
                GError **error)
{
  LsProblem *problem = g_new0 (LsProblem, 1);

  if (fill (problem, document, cancel, error) == NULL) {
    ls_problem_free (problem);
    return NULL;
  }
  return problem;
}

void
ls_problem_free (void *data)
{
  LsProblem *problem = data;

  if (problem == NULL)
    return;
  epi_oracle_free (problem->oracle);
  epi_features_free (problem->features);
  ls_rows_clear (&problem->fit);
  ls_rows_clear (&problem->test);
  epi_matrix_clear (&problem->triangle);
  epi_matrix_clear (&problem->optimum);
  epi_matrix_clear (&problem->slope);
  epi_matrix_clear (&problem->stand_in_A);
  epi_matrix_clear (&problem->stand_in_B);
  epi_lsq_update_free (problem->update);
  epi_ls_spectrum_clear (&problem->spectrum);
  epi_field_grid_unref (problem->counts);
  g_free (problem->mean);
  g_free (problem);
}
