/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "least-squares/problem.h"

#include "core/epi-alloc.h"
#include "fit/epi-ls-qr.h"
#include "fit/epi-ls-svd.h"
#include "fit/epi-tall.h"
#include "least-squares/lesson.h"

#include <math.h>
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

/* ---- Rows ---- */

static void
rows_clear (LsRows *rows)
{
  epi_free (rows->rows);
  epi_free (rows->x);
  epi_free (rows->weights);
  epi_matrix_clear (&rows->A);
  epi_matrix_clear (&rows->B);
}

static bool
rows_alloc (LsRows *rows, size_t n, size_t n_inputs, size_t m)
{
  rows->rows = epi_new (size_t, n);
  rows->x = epi_new (double, n *n_inputs);
  rows->weights = epi_new (double, n);
  return rows->rows != NULL && rows->x != NULL && rows->weights != NULL &&
         epi_matrix_new (n, m, &rows->B) == EPI_OK;
}

typedef struct { /* the columns of a table that play a part */
  const EpiTable *table;
  size_t n_inputs, m;
  double **columns; /* (n_inputs + m [+ 1]) of (rows): x, y, weight */
  bool weighted;
} Columns;

static void
columns_clear (Columns *columns)
{
  for (size_t j = 0;
       columns->columns != NULL && j < columns->n_inputs + columns->m + 1; j++)
    epi_free (columns->columns[j]);
  g_free (columns->columns);
}

static bool
copy_role (Columns *columns, const EpiData *data, const char *role, size_t n,
           size_t at)
{
  for (size_t i = 0; i < n; i++) {
    double *copy = epi_new (double, epi_table_rows (columns->table));
    ptrdiff_t j = epi_data_column (data, role, i);
    if (copy == NULL || j < 0) {
      epi_free (copy);
      return false;
    }
    epi_table_copy_column (columns->table, (size_t)j, copy);
    columns->columns[at + i] = copy;
  }
  return true;
}

static bool
columns_init (Columns *columns, const EpiData *data)
{
  columns->table = epi_data_table (data);
  columns->n_inputs = g_strv_length ((char **)epi_data_role (data, "x"));
  columns->m = g_strv_length ((char **)epi_data_role (data, "y"));
  columns->weighted = *epi_data_role (data, "weight") != NULL;
  columns->columns = g_new0 (double *, columns->n_inputs + columns->m + 1);
  return copy_role (columns, data, "x", columns->n_inputs, 0) &&
         copy_role (columns, data, "y", columns->m, columns->n_inputs) &&
         (!columns->weighted || copy_role (columns, data, "weight", 1,
                                           columns->n_inputs + columns->m));
}

static bool
row_is_whole (const Columns *columns, size_t i)
{
  size_t n = columns->n_inputs + columns->m + columns->weighted;

  if (epi_table_mark (columns->table, i) & EPI_MARK_HIDDEN)
    return false;
  for (size_t j = 0; j < n; j++)
    if (!isfinite (columns->columns[j][i]))
      return false;
  return !columns->weighted || columns->columns[n - 1][i] > 0;
}

static void
take_row (const Columns *columns, LsRows *rows, size_t i)
{
  size_t k = rows->n++;

  rows->rows[k] = i;
  for (size_t j = 0; j < columns->n_inputs; j++)
    rows->x[k + j * rows->B.rows] = columns->columns[j][i];
  for (size_t j = 0; j < columns->m; j++)
    *epi_matrix_at (&rows->B, k, j) =
        columns->columns[columns->n_inputs + j][i];
  rows->weights[k] = columns->weighted
                         ? columns->columns[columns->n_inputs + columns->m][i]
                         : 1;
}

/* w := w / Σ w, by way of w / max w: a sum of numbers near the largest double
 * would be infinite, and every weight then 0. */
static void
normalise (double *weights, size_t n)
{
  double largest = 0, total = 0;

  for (size_t i = 0; i < n; i++)
    largest = MAX (largest, weights[i]);
  for (size_t i = 0; i < n; i++)
    total += weights[i] /= largest;
  for (size_t i = 0; i < n; i++)
    weights[i] /= total;
}

static bool
take_rows (const Columns *columns, LsProblem *problem)
{
  size_t n = epi_table_rows (columns->table), whole = 0, test = 0;

  for (size_t i = 0; i < n; i++)
    if (row_is_whole (columns, i)) {
      whole++;
      test += (epi_table_mark (columns->table, i) & EPI_MARK_TEST) != 0;
    }
  if (!rows_alloc (&problem->fit, whole - test, problem->n_inputs,
                   problem->m) ||
      !rows_alloc (&problem->test, test, problem->n_inputs, problem->m))
    return false;
  for (size_t i = 0; i < n; i++)
    if (row_is_whole (columns, i))
      take_row (columns,
                epi_table_mark (columns->table, i) & EPI_MARK_TEST
                    ? &problem->test
                    : &problem->fit,
                i);

  normalise (problem->fit.weights, problem->fit.n);
  return true;
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

/* ---- The squared optimum, for the figures ---- */

#define MAX_REFINED 20000 /* rows up to which it is refined */

/* Runs method to its end, and frees it. */
static void
take_optimum (LsProblem *problem, EpiMethod *method)
{
  epi_method_run (method, 10 * problem->p + 100, NULL, NULL);
  problem->has_optimum = method->status == EPI_CONVERGED;
  if (problem->has_optimum)
    memcpy (problem->optimum.data, method->x,
            problem->p * problem->m * sizeof (double));
  epi_method_free (method);
}

/* By refined QR; where many θ are optimal the shortest of them, by the SVD. */
static bool
find_optimum (LsProblem *problem)
{
  problem->refined = problem->fit.n <= MAX_REFINED;
  EpiLsQrOptions options = {.refinements = problem->refined ? 3 : 0};
  EpiMethod *method;

  if (epi_matrix_new (problem->p, problem->m, &problem->optimum) != EPI_OK ||
      epi_ls_qr_new (&problem->ls, &options, &method) != EPI_OK)
    return false;
  take_optimum (problem, method);
  if (problem->has_optimum)
    return true;
  problem->refined = false;
  if (epi_ls_svd_new (&problem->ls, &method) != EPI_OK)
    return false;
  take_optimum (problem, method);
  return true;
}

/* R of √W A = Q R: differences of the cost are lengths ‖R(θ - θ*)‖², which a
 * Gram matrix would lose to cancellation where A is ill-conditioned. */
static EpiStatus
find_triangle (LsProblem *problem)
{
  size_t p = problem->p, m = problem->m;
  EpiLs plain = problem->ls;
  EpiTall tall = {0};
  EpiMatrix R = {0};

  plain.ridge = 0;
  EpiStatus status = epi_tall_init (&tall, p, m);
  if (status == EPI_OK)
    status = epi_matrix_new (p + m, p + m, &R);
  if (status == EPI_OK)
    status = epi_tall_triangle (&tall, &plain, NULL, &R);
  for (size_t j = 0; status == EPI_OK && j < p; j++)
    for (size_t i = 0; i <= j; i++)
      *epi_matrix_at (&problem->triangle, i, j) = *epi_matrix_at (&R, i, j);
  epi_matrix_clear (&R);
  epi_tall_clear (&tall);
  return status;
}

/* Mean square and its spread about the mean, over all outputs. */
static void
measure_spread (LsProblem *problem)
{
  const LsRows *fit = &problem->fit;

  for (size_t o = 0; o < problem->m; o++) {
    const double *b = epi_matrix_col (&fit->B, o);
    double mean = 0;
    for (size_t i = 0; i < fit->n; i++)
      mean += fit->weights[i] * b[i];
    problem->mean[o] = mean;
    for (size_t i = 0; i < fit->n; i++)
      problem->variance += fit->weights[i] * (b[i] - mean) * (b[i] - mean);
    for (size_t i = 0; i < fit->n; i++) {
      double r = -b[i];
      for (size_t j = 0; j < problem->p; j++)
        r += *epi_matrix_at (&fit->A, i, j) *
             *epi_matrix_at (&problem->optimum, j, o);
      problem->rss_optimum += fit->weights[i] * r * r;
      for (size_t j = 0; j < problem->p; j++)
        *epi_matrix_at (&problem->slope, j, o) +=
            fit->weights[i] * r * *epi_matrix_at (&fit->A, i, j);
    }
  }
}

void
ls_spread_replace (LsProblem *problem, size_t output, double weight, double old,
                   double new)
{
  double mean = problem->mean[output];
  double moved = mean + weight * (new - old);

  /* Σ w (b - b̄)² = Σ w (b - c)² - (b̄ - c)² for any c: take c = the old mean. */
  problem->variance +=
      weight * ((new - mean) * (new - mean) - (old - mean) * (old - mean)) -
      (moved - mean) * (moved - mean);
  problem->mean[output] = moved;
}

static void
measure_extent (LsProblem *problem)
{
  const LsRows *parts[] = {&problem->fit, &problem->test};
  double *e = problem->extent;

  e[0] = e[2] = INFINITY;
  e[1] = e[3] = -INFINITY;
  for (size_t k = 0; k < 2; k++) {
    for (size_t i = 0; i < parts[k]->n; i++) {
      e[0] = MIN (e[0], parts[k]->x[i]);
      e[1] = MAX (e[1], parts[k]->x[i]);
    }
    for (size_t i = 0; i < parts[k]->n * problem->m; i++) {
      e[2] = MIN (e[2], parts[k]->B.data[i]);
      e[3] = MAX (e[3], parts[k]->B.data[i]);
    }
  }
}

static EpiStatus
study (LsProblem *problem, const EpiDocument *document)
{
  const EpiLesson *lesson = &epi_lesson_least_squares;

  for (int i = 0; i < 2; i++)
    problem->plane[i] =
        MIN ((size_t)epi_lesson_number (lesson, document,
                                        i == 0 ? "plane_x" : "plane_y"),
             problem->p - 1);
  if (epi_matrix_new (problem->p, problem->p, &problem->triangle) != EPI_OK ||
      epi_matrix_new (problem->p, problem->m, &problem->slope) != EPI_OK)
    return EPI_NO_MEMORY;
  EpiStatus status = find_triangle (problem);
  if (status != EPI_OK)
    return status;
  if (!find_optimum (problem))
    return EPI_NO_MEMORY;
  problem->mean = g_new0 (double, problem->m);
  measure_spread (problem);
  measure_extent (problem);
  return isfinite (problem->variance + problem->rss_optimum) ? EPI_OK
                                                             : EPI_NOT_FINITE;
}

/* ---- All of it ---- */

static LsProblem *
fill (LsProblem *problem, const EpiDocument *document, const EpiCancel *cancel,
      GError **error)
{
  const EpiData *data = epi_document_data (document, "points");
  Columns columns = {0};

  if (data == NULL)
    return refuse (error, "there is no data: choose a dataset or open a file");
  if (*epi_data_role (data, "x") == NULL || *epi_data_role (data, "y") == NULL)
    return refuse (error, "choose a column of numbers for x and one for y");
  bool copied = columns_init (&columns, data);
  problem->n_inputs = columns.n_inputs;
  problem->m = columns.m;
  copied = copied && take_rows (&columns, problem);
  columns_clear (&columns);
  if (!copied)
    return refuse_memory (error);
  if (problem->fit.n == 0)
    return refuse (error, "there are no points to fit: add some");
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
  EpiStatus status = study (problem, document);
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
  rows_clear (&problem->fit);
  rows_clear (&problem->test);
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

/* f(θ) = f(θ*) + 2 slopeᵀd + ‖R d‖² (+ λ‖D d‖² - 2 slopeᵀd with the ridge,
 * whose slope there is opposite), d = θ - θ*; output by output. */
static double
above_optimum (const LsProblem *problem, const double *theta, bool with_ridge)
{
  size_t p = problem->p;
  double sum = 0;

  for (size_t o = 0; o < problem->m; o++) {
    const double *best = epi_matrix_col (&problem->optimum, o);
    const double *slope = epi_matrix_col (&problem->slope, o);
    const double *t = theta + o * p;
    for (size_t i = 0; i < p; i++) {
      double d = t[i] - best[i], row = 0;
      for (size_t j = i; j < p; j++)
        row += *epi_matrix_at (&problem->triangle, i, j) * (t[j] - best[j]);
      sum += row * row;
      if (!with_ridge)
        sum += 2 * slope[i] * d;
      else if (i >= problem->ls.n_free)
        sum += problem->ls.ridge * d * d;
    }
  }
  return sum;
}

double
ls_mean_square (const LsProblem *problem, const double *theta)
{
  return problem->rss_optimum + above_optimum (problem, theta, false);
}

double
ls_excess (const LsProblem *problem, const double *theta)
{
  return above_optimum (problem, theta, true);
}

void
ls_multiply_rows (const LsProblem *problem, const LsRows *rows,
                  const double *theta, double *fitted)
{
  for (size_t o = 0; o < problem->m; o++)
    for (size_t i = 0; i < rows->n; i++) {
      double sum = 0;
      for (size_t j = 0; j < problem->p; j++)
        sum += *epi_matrix_at (&rows->A, i, j) * theta[j + o * problem->p];
      fitted[i + o * rows->n] = sum;
    }
}
