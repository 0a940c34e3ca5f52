/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maximum-likelihood/problem.h"

#include "kit/epi-held-back.h"
#include "kit/epi-refuse.h"

#include "estimate/epi-covariance.h"
#include "maximum-likelihood/lesson.h"

#include <math.h>
#include <string.h>

#define MOST_ROWS 5000
#define LOG_2PI 1.83787706640934548356

/* ---- What the document asks for ---- */

MlKind
ml_kind (const EpiDocument *document)
{
  const char *model =
      epi_lesson_text (&epi_lesson_maximum_likelihood, document, "model");

  return strcmp (model, "bernoulli") == 0 ? ML_BERNOULLI
         : strcmp (model, "mixture") == 0 ? ML_MIXTURE
                                          : ML_GAUSSIAN;
}

bool
ml_in_plane (const EpiDocument *document)
{
  return ml_kind (document) != ML_BERNOULLI &&
         strcmp (epi_lesson_text (&epi_lesson_maximum_likelihood, document,
                                  "space"),
                 "plane") == 0;
}

bool
ml_has_prior (const EpiDocument *document)
{
  return epi_lesson_number (&epi_lesson_maximum_likelihood, document,
                            "prior") != 0;
}

double *
ml_rows (const EpiDocument *document, const char *name, size_t *n)
{
  const EpiData *data = epi_document_data (document, name);
  size_t p = ml_in_plane (document) ? 2 : 1;
  ptrdiff_t x = data != NULL ? epi_data_column (data, "x", 0) : -1;
  ptrdiff_t y = data != NULL && p == 2 ? epi_data_column (data, "y", 0) : -1;

  *n = 0;
  if (x < 0 || (p == 2 && y < 0))
    return NULL;
  const EpiTable *table = epi_data_table (data);
  size_t rows = epi_table_rows (table);
  double *out = g_new (double, 2 * rows + 2);
  for (size_t row = 0; row < rows; row++) {
    double at[2] = {epi_table_number (table, row, (size_t)x),
                    p == 2 ? epi_table_number (table, row, (size_t)y) : 0};
    if (isfinite (at[0]) && isfinite (at[1]) &&
        !(epi_table_mark (table, row) & (EPI_MARK_HIDDEN | EPI_MARK_TEST))) {
      out[*n] = at[0];
      out[rows + (*n)++] = at[1];
    }
  }
  memmove (out + *n, out + rows, *n * sizeof *out);
  return out;
}

/* ---- Samples ---- */

/* Samples, then each pseudo-datum so many times. */
static void
join (MlProblem *self, const double *samples, const double *pseudo, size_t m,
      size_t copies)
{
  size_t rows = self->n + m * copies;

  self->data = g_new (double, rows * self->p + 1);
  for (size_t j = 0; j < self->p; j++) {
    double *column = self->data + j * rows;
    memcpy (column, samples + j * self->n, self->n * sizeof (double));
    for (size_t i = 0; i < m * copies; i++) {
      double z = pseudo[j * m + i % m];
      column[self->n + i] = self->kind == ML_BERNOULLI ? z > 0.5 : z;
    }
  }
  self->X = epi_matrix_view (self->data, rows, self->p, rows);
  self->seen = epi_matrix_view (self->data, self->n, self->p, rows);
  self->unseen =
      epi_matrix_view (self->data + self->n, m * copies, self->p, rows);
}

static bool
take_rows (MlProblem *self, const EpiDocument *document, GError **error)
{
  size_t m = 0, copies = (size_t)epi_lesson_number (
                    &epi_lesson_maximum_likelihood, document, "counts");
  double *samples = ml_rows (document, "points", &self->n);
  double *pseudo = self->prior ? ml_rows (document, "pseudo", &m) : NULL;
  bool good = true;

  if (samples == NULL)
    good = epi_refuse (
        error, self->p == 2 ? "choose two columns of numbers for the plane"
                            : "choose a column of numbers for the samples");
  else if (self->n > MOST_ROWS)
    good =
        epi_refuse (error,
                    "%zu samples are too many for this figure, which takes %d: "
                    "filter some away",
                    self->n, MOST_ROWS);
  else if (self->n == 0)
    good = epi_refuse (
        error, epi_held_back_count (epi_document_data (document, "points")) > 0
                   ? EPI_ALL_HELD_BACK
                   : "there are no samples: add some (in the window: "
                     "double-click), or choose a column that has numbers");
  else
    join (self, samples, pseudo, m, copies);
  g_free (samples);
  g_free (pseudo);
  return good;
}

static void
measure (MlProblem *self)
{
  for (size_t j = 0; j < self->p; j++) {
    EpiMatrix column = epi_matrix_view (epi_matrix_at (&self->X, 0, j),
                                        self->X.rows, 1, self->X.rows);
    double mean, square = 0;
    EpiMatrix S = epi_matrix_view (&square, 1, 1, 1);
    epi_covariance (&column, &mean, &S);
    self->spread[j] = sqrt (square);
    self->low[j] = INFINITY;
    self->high[j] = -INFINITY;
    for (size_t i = 0; i < self->X.rows; i++) {
      self->low[j] = fmin (self->low[j], column.data[i]);
      self->high[j] = fmax (self->high[j], column.data[i]);
    }
  }
}

static bool
check_spread (const MlProblem *self, GError **error)
{
  bool same = self->p == 1 || self->low[1] == self->high[1];
  const char *pseudo = self->prior ? " and pseudo-data" : "";

  if (self->X.rows == 1)
    return epi_refuse (
        error, "one sample is not enough: around it σ could shrink to 0 "
               "and the likelihood grow without bound; add another one");
  if (self->low[0] == self->high[0] && same)
    return epi_refuse (
        error,
        "all %zu samples%s are the same: σ could shrink to 0 and "
        "the likelihood grow without bound, so there is no maximum; "
        "move one of them",
        self->X.rows, pseudo);
  return true;
}

/* ---- Coins ---- */

static bool
count (MlProblem *self, const EpiDocument *document, GError **error)
{
  for (size_t i = 0; i < self->X.rows; i++) {
    double x = self->data[i];
    if (x != 0 && x != 1) {
      const char *const *name =
          epi_data_role (epi_document_data (document, "points"), "x");
      return epi_refuse (
          error,
          "a Bernoulli sample is 0 or 1, and “%s” has %g: choose a "
          "column of zeros and ones, or another model",
          name[0], x);
    }
    self->ones += x;
    self->zeros += 1 - x;
    self->seen_ones += i < self->n ? x : 0;
  }
  self->seen_zeros = (double)self->n - self->seen_ones;
  self->beta_seen = epi_beta_of (self->seen_ones, self->seen_zeros);
  self->beta_prior = epi_beta_of (self->ones - self->seen_ones,
                                  self->zeros - self->seen_zeros);
  self->beta_posterior =
      epi_beta_update (self->beta_prior, self->seen_ones, self->seen_zeros);
  return true;
}

static void
find_conjugate (MlProblem *self)
{
  size_t rows = self->X.rows;

  if (self->p == 2) {
    self->plane_seen = epi_normal_wishart_of (self->data, self->n, rows);
    self->plane_prior =
        epi_normal_wishart_of (self->data + self->n, rows - self->n, rows);
    self->plane_posterior = epi_normal_wishart_of (self->data, rows, rows);
    return;
  }
  self->gauss_seen = epi_normal_gamma_of (self->data, self->n);
  self->gauss_prior =
      epi_normal_gamma_of (self->data + self->n, self->X.rows - self->n);
  self->gauss_posterior =
      epi_normal_gamma_update (self->gauss_prior, self->data, self->n);
}

MlProblem *
ml_problem_new (const EpiDocument *document, GError **error)
{
  MlProblem *self = g_new0 (MlProblem, 1);

  self->kind = ml_kind (document);
  self->p = ml_in_plane (document) ? 2 : 1;
  self->prior = ml_has_prior (document);
  self->K = self->kind == ML_MIXTURE
                ? (size_t)epi_lesson_number (&epi_lesson_maximum_likelihood,
                                             document, "components")
                : 1;
  bool good = take_rows (self, document, error);
  if (good) {
    measure (self);
    good = self->kind == ML_BERNOULLI ? count (self, document, error)
                                      : check_spread (self, error);
  }
  if (good && self->kind != ML_BERNOULLI)
    find_conjugate (self);
  if (good)
    return self;
  ml_problem_free (self);
  return NULL;
}

void
ml_problem_free (void *problem)
{
  MlProblem *self = problem;

  if (self == NULL)
    return;
  g_free (self->data);
  g_free (self->tests);
  g_free (self);
}

/* ---- The last problem ---- */

typedef struct {
  const EpiDocument *document; /* a reference: no other takes its place */
  MlProblem *problem;
} Kept;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  epi_document_unref (kept->document);
  ml_problem_free (kept->problem);
  g_free (kept);
}

const MlProblem *
ml_problem_of (const EpiDocument *document)
{
  static GPrivate last = G_PRIVATE_INIT (kept_free);
  Kept *kept = g_private_get (&last);

  if (kept == NULL || kept->document != document) {
    kept = g_new (Kept, 1);
    *kept =
        (Kept){epi_document_ref (document), ml_problem_new (document, NULL)};
    g_private_replace (&last, kept);
  }
  return kept->problem;
}

/* ---- The model of a frame ---- */

static bool
read_items (const EpiFrame *frame, const char *mean_name,
            const char *sigma_name, MlModel *model)
{
  const EpiFrameItem *mean = epi_frame_find (frame, mean_name);
  const EpiFrameItem *sigma = epi_frame_find (frame, sigma_name);

  if (mean == NULL || sigma == NULL || mean->rows > 2 ||
      mean->cols > ML_MOST_PARTS)
    return false;
  model->p = mean->rows;
  model->K = mean->cols;
  memcpy (model->mean, mean->data, mean->rows * mean->cols * sizeof (double));
  memcpy (model->sigma, sigma->data,
          sigma->rows * sigma->cols * sizeof (double));
  return true;
}

/* What is the same for every x. */
static void
prepare (MlModel *model)
{
  for (size_t k = 0; k < model->K; k++) {
    const double *S = model->sigma + k * model->p * model->p;
    double *inverse = model->inverse + 3 * k, det = S[0];
    if (model->p == 2) {
      det = S[0] * S[3] - S[1] * S[2];
      inverse[0] = S[3] / det;
      inverse[1] = -S[1] / det;
      inverse[2] = S[0] / det;
    } else
      inverse[0] = 1 / S[0];
    model->top[k] =
        log (model->weight[k]) - (log (det) + (double)model->p * LOG_2PI) / 2;
  }
}

static bool
read_parameters (const EpiFrame *frame, MlModel *model)
{
  const EpiFrameItem *weights = epi_frame_find (frame, "weights");

  if (weights != NULL) {
    memcpy (model->weight, weights->data, weights->rows * sizeof (double));
    return read_items (frame, "means", "covariances", model);
  }
  model->pi = epi_frame_scalar (frame, "pi", NAN);
  model->mean[0] = epi_frame_scalar (frame, "mu", NAN);
  model->sigma[0] = pow (epi_frame_scalar (frame, "sigma", NAN), 2);
  return isfinite (model->pi) || isfinite (model->sigma[0]) ||
         read_items (frame, "mean", "covariance", model);
}

bool
ml_model_read (const EpiFrame *frame, MlModel *model)
{
  *model = (MlModel){.K = 1, .p = 1, .pi = NAN, .weight = {1}};
  if (frame == NULL || !read_parameters (frame, model))
    return false;
  prepare (model);
  return true;
}

double
ml_model_log_part (const MlModel *model, size_t k, const double *x)
{
  const double *mean = model->mean + k * model->p, *P = model->inverse + 3 * k;
  double a = x[0] - mean[0], square = P[0] * a * a;

  if (model->p == 2) {
    double b = x[1] - mean[1];
    square += (2 * P[1] * a + P[2] * b) * b;
  }
  return model->top[k] - square / 2;
}

double
ml_model_log (const MlModel *model, const double *x)
{
  double parts[ML_MOST_PARTS], most = -INFINITY, sum = 0;

  if (isfinite (model->pi))
    return log (x[0] != 0 ? model->pi : 1 - model->pi);
  for (size_t k = 0; k < model->K; k++) {
    parts[k] = ml_model_log_part (model, k, x);
    most = fmax (most, parts[k]);
  }
  if (!isfinite (most))
    return most;
  for (size_t k = 0; k < model->K; k++)
    sum += exp (parts[k] - most);
  return most + log (sum);
}
