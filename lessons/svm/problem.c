/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "svm/problem.h"

#include "kit/epi-held-back.h"
#include "kit/epi-refuse.h"

#include "classify/epi-separation.h"
#include "classify/epi-svm-program.h"
#include "core/epi-alloc.h"
#include "svm/lesson.h"

#include <math.h>
#include <string.h>

#define GAP 1e-9
#define MOST_ROWS 5000
#define MOST_INTERIOR 500   /* examples */
#define MOST_SEPARATED 1000 /* examples for the linear program */

/* ---- Parameters ---- */

static double
number (const EpiDocument *document, const char *name)
{
  return epi_lesson_number (&epi_lesson_svm, document, name);
}

static const char *
text (const EpiDocument *document, const char *name)
{
  return epi_lesson_text (&epi_lesson_svm, document, name);
}

EpiSvmOptions
sv_options (const EpiDocument *document)
{
  const char *kernel = text (document, "kernel");
  double sigma = number (document, "sigma");
  EpiSvmOptions options = {.C = number (document, "gamma") / 2,
                           .gap = GAP,
                           .shrinking = true,
                           .cache_bytes = 64 << 20};

  if (strcmp (kernel, "gaussian") == 0)
    options.kernel =
        (EpiKernelFunction){EPI_KERNEL_RBF, 1 / (2 * sigma * sigma), 0, 1};
  else if (strcmp (kernel, "polynomial") == 0)
    options.kernel = (EpiKernelFunction){EPI_KERNEL_POLYNOMIAL, 1, 1,
                                         (int)number (document, "degree")};
  return options;
}

/* ---- Rows ---- */

static bool
take_rows (SvProblem *self, const EpiDocument *document, GError **error)
{
  const EpiData *data = epi_document_data (document, "points");

  if (data == NULL || epi_data_column (data, "x", 0) < 0 ||
      epi_data_column (data, "y", 0) < 0)
    return epi_refuse (error, "choose two columns of numbers for the plane");
  if (!epi_classes_find (data, "label", &self->classes, error))
    return false;
  size_t rows = epi_table_rows (epi_data_table (data));
  self->rows = g_new (size_t, rows + 1);
  self->class_of = g_new (size_t, rows + 1);
  self->x = g_new (double, 2 * rows + 2);
  self->n = sv_rows (data, &self->classes, self->rows, self->x);
  if (self->n > MOST_ROWS)
    return epi_refuse (
        error,
        "%zu points are too many for this figure, which takes %d: "
        "filter some away",
        self->n, MOST_ROWS);
  for (size_t i = 0; i < self->n; i++)
    self->class_of[i] = (size_t)self->classes.of_row[self->rows[i]];
  sv_find_scale (data, self->x, self->n, &self->scale);
  for (size_t i = 0; i < self->n; i++)
    sv_to_scale (&self->scale, self->x + 2 * i);
  return true;
}

/* ---- One machine ---- */

static size_t
count_of (const SvProblem *self, size_t c)
{
  size_t n = 0;
  for (size_t i = 0; i < self->n; i++)
    n += self->class_of[i] == c;
  return n;
}

/* held: back are some. */
static bool
refuse_classes (const SvProblem *self, bool held, GError **error)
{
  if (self->n == 0)
    return epi_refuse (error, held ? EPI_ALL_HELD_BACK
                                   : "there are no points: add some (in the "
                                     "window: double-click), or choose data");
  return epi_refuse (
      error, held ? "all points that are not held back are of one class; a "
                    "machine needs two: use some of the others again in the "
                    "table"
                  : "all points are of one class; a machine needs two: choose "
                    "data with two, or give a point another class (in the "
                    "window: its key 1 or 2)");
}

/* The k-th pair of classes that have examples: (0,1), (0,2), (1,2), … */
static bool
choose_pair (SvProblem *self, size_t k, bool held, GError **error)
{
  size_t seen = 0;

  for (size_t a = 0; a < self->classes.n; a++)
    for (size_t b = a + 1; b < self->classes.n; b++) {
      if (count_of (self, a) == 0 || count_of (self, b) == 0)
        continue;
      if (seen++ == 0 || seen - 1 == k) {
        self->pair[0] = a;
        self->pair[1] = b;
      }
    }
  return seen > 0 || refuse_classes (self, held, error);
}

size_t
sv_lift (const SvProblem *self, EpiPoint at, double phi[3])
{
  phi[0] = at.x;
  phi[1] = at.y;
  sv_to_scale (&self->scale, phi);
  phi[2] = phi[0] * phi[0] + phi[1] * phi[1];
  return self->lifted ? 3 : 2;
}

EpiStatus
sv_features (const double *x, size_t n, bool lifted, const size_t *which,
             EpiSparse *out)
{
  size_t p = lifted ? 3 : 2;
  EpiStatus status = epi_sparse_new (p, n, p * n, out);

  for (size_t i = 0; i < n && status == EPI_OK; i++) {
    const double *at = x + 2 * (which != NULL ? which[i] : i);
    double phi[3] = {at[0], at[1], at[0] * at[0] + at[1] * at[1]};
    for (size_t k = 0; k < p; k++) {
      out->row[p * i + k] = (int)k;
      out->value[p * i + k] = phi[k];
    }
    out->start[i + 1] = (int)(p * (i + 1));
  }
  return status;
}

static EpiStatus
take_pair (SvProblem *self)
{
  self->which = g_new (size_t, self->n + 1);
  for (size_t i = 0; i < self->n; i++)
    if (self->class_of[i] == self->pair[0] ||
        self->class_of[i] == self->pair[1])
      self->which[self->m++] = i;
  self->y = g_new (double, self->m);
  self->C = g_new (double, self->m);
  for (size_t i = 0; i < self->m; i++) {
    self->y[i] = self->class_of[self->which[i]] == self->pair[0] ? 1 : -1;
    self->C[i] = self->gamma / 2;
  }
  EpiStatus status =
      sv_features (self->x, self->m, self->lifted, self->which, &self->phi);
  if (status == EPI_OK)
    status = epi_gram_new (&self->phi, &self->kernel, &self->gram);
  if (status == EPI_OK && self->interior) {
    EpiSvmProblem problem = {&self->phi, self->y, self->C, self->kernel};
    status = epi_svm_program (&problem, &self->qp);
  }
  return status;
}

static EpiStatus
find_separation (SvProblem *self)
{
  double w[3], b;

  if (!self->linear || self->m > MOST_SEPARATED)
    return EPI_OK;
  EpiStatus status =
      epi_separate (&self->phi, self->y, &self->separable, w, &b, self->common);
  self->is_known = status == EPI_OK;
  return status == EPI_NO_MEMORY ? status : EPI_OK;
}

/* ---- All machines ---- */

static EpiStatus
take_all (SvProblem *self)
{
  EpiStatus status =
      sv_features (self->x, self->n, self->lifted, NULL, &self->all.X);

  self->all.label = epi_new (double, self->n);
  if (self->all.label == NULL)
    return EPI_NO_MEMORY;
  for (size_t i = 0; i < self->n; i++)
    self->all.label[i] = (double)self->class_of[i];
  return status;
}

static EpiStatus
train_vote (SvProblem *self, const EpiDocument *document,
            const EpiCancel *cancel)
{
  EpiSvmOptions options = sv_options (document);
  size_t present = 0;

  for (size_t c = 0; c < self->classes.n; c++)
    present += count_of (self, c) > 0;
  if (present < 3)
    return EPI_OK;
  options.gap = 1e-4; /* for a picture */
  EpiStatus status = epi_svm_train (&self->all, &options, cancel, &self->vote);
  return status == EPI_CONVERGED ? EPI_OK : status;
}

static EpiStatus
train (SvProblem *self, const EpiDocument *document, const EpiCancel *cancel)
{
  EpiStatus status = take_pair (self);

  if (status == EPI_OK)
    status = find_separation (self);
  if (status == EPI_OK)
    status = take_all (self);
  if (status == EPI_OK)
    status = train_vote (self, document, cancel);
  if (status == EPI_OK)
    status = sv_take_tests (self, document, cancel);
  return status;
}

SvProblem *
sv_problem_new (const EpiDocument *document, const EpiCancel *cancel,
                GError **error)
{
  SvProblem *self = g_new0 (SvProblem, 1);
  const char *kernel = text (document, "kernel");

  self->kernel = sv_options (document).kernel;
  self->accuracy = NAN;
  self->gamma = number (document, "gamma");
  self->lifted = strcmp (kernel, "lifted") == 0;
  self->linear = self->kernel.kind == EPI_KERNEL_LINEAR;
  self->interior = strcmp (text (document, "method"), "interior") == 0;
  bool held = epi_held_back_count (epi_document_data (document, "points")) > 0;
  bool good =
      take_rows (self, document, error) &&
      choose_pair (self, (size_t)number (document, "pair") - 1, held, error);
  if (good && self->interior && self->n > MOST_INTERIOR)
    good =
        epi_refuse (error,
                    "the interior-point method takes up to %d points here, and "
                    "there are %zu: choose pairs, or filter some away",
                    MOST_INTERIOR, self->n);
  if (good) {
    EpiStatus status = train (self, document, cancel);
    if (status == EPI_NOT_FINITE)
      good =
          epi_refuse (error, "the kernel of these points is too large for a "
                             "number: standardise the columns in the table, or "
                             "lower the degree");
    else if (status != EPI_OK)
      good = epi_refuse (error, "the machine cannot begin: %s",
                         epi_status_sentence (status));
  }
  if (good)
    return self;
  sv_problem_free (self);
  return NULL;
}

void
sv_problem_free (void *problem)
{
  SvProblem *self = problem;

  if (self == NULL)
    return;
  epi_classes_clear (&self->classes);
  g_free (self->rows);
  g_free (self->class_of);
  g_free (self->x);
  g_free (self->which);
  g_free (self->y);
  g_free (self->C);
  epi_gram_free (self->gram);
  epi_sparse_clear (&self->phi);
  epi_examples_clear (&self->all);
  epi_qp_clear (&self->qp);
  epi_svm_clear (&self->vote);
  sv_test_clear (&self->test);
  g_free (self);
}

/* ---- The function ---- */

void
sv_normal (const SvProblem *self, const double *beta, double w[3])
{
  w[0] = w[1] = w[2] = 0;
  epi_sparse_add_product (&self->phi, 1, beta, w);
}

/* k(xᵢ, x) and its derivative by xᵢᵀx (polynomial) or by ‖x - xᵢ‖² (RBF). */
static double
kernel_slope (const EpiKernelFunction *kernel, const double *a, const double *x,
              double *k)
{
  double dot = a[0] * x[0] + a[1] * x[1];
  double distance = pow (a[0] - x[0], 2) + pow (a[1] - x[1], 2);

  if (kernel->kind == EPI_KERNEL_RBF) {
    *k = exp (-kernel->gamma * distance);
    return -kernel->gamma * *k;
  }
  double base = kernel->gamma * dot + kernel->coef0;
  *k = pow (base, kernel->degree);
  return kernel->gamma * kernel->degree * pow (base, kernel->degree - 1);
}

static double
kernel_value (const SvProblem *self, const double *beta, const double *x,
              double g[2])
{
  double f = 0, k;

  g[0] = g[1] = 0;
  for (size_t i = 0; i < self->m; i++) {
    if (beta[i] == 0)
      continue;
    const double *a = self->phi.value + 2 * i;
    double slope = beta[i] * kernel_slope (&self->kernel, a, x, &k);
    f += beta[i] * k;
    for (size_t d = 0; d < 2; d++)
      g[d] += slope *
              (self->kernel.kind == EPI_KERNEL_RBF ? 2 * (x[d] - a[d]) : a[d]);
  }
  return f;
}

double
sv_value (const SvProblem *self, const double *beta, double bias, EpiPoint at,
          double slope[2])
{
  double phi[3], w[3], g[2], f = 0;
  size_t p = sv_lift (self, at, phi);

  if (self->linear) {
    sv_normal (self, beta, w);
    for (size_t k = 0; k < p; k++)
      f += w[k] * phi[k];
    for (size_t d = 0; d < 2; d++)
      g[d] = w[d] + (self->lifted ? 2 * w[2] * phi[d] : 0);
  } else
    f = kernel_value (self, beta, phi, g);
  for (size_t d = 0; d < 2 && slope != NULL; d++)
    slope[d] = g[d] / self->scale.unit[d];
  return f + bias;
}
