/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the problem to methods, and from iterates to what people read.
 *
 *   run 0   sequential minimal optimization, a pair of points a step, or the
 *           interior-point method on the quadratic program
 *   run 1   the map of cross-validated accuracy, a cell a step
 */
#include "classify/epi-smo.h"
#include "classify/epi-svm-program.h"
#include "convex/epi-qp-ipm.h"
#include "core/epi-alloc.h"
#include "core/epi-number.h"
#include "kit/epi-scene-condition.h"
#include "kit/epi-convex-certificate.h"
#include "kit/epi-line-points.h"
#include "svm/lesson.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define GAP 1e-9
#define TOUCHES 1e-7 /* of C: a multiplier that is not zero */
#define MAP_COSTS 9
#define MAP_WIDTHS 9
#define MAP_ROWS 400 /* more points would take minutes */

/* ---- Building ---- */

static EpiStatus
add_machine (SvProblem *self, EpiBuilt *built)
{
  EpiSmoOptions smo = {.y = self->y,
                       .C = self->C,
                       .gap = GAP,
                       .shrinking = false, /* so that the gap is always seen */
                       .cache_bytes = 64 << 20};
  EpiQpIpmOptions ipm = {.tolerance = 1e-11};

  built->runs[0].name = self->interior ? "interior point" : "SMO";
  built->runs[0].max_steps = self->interior ? 100 : 200000;
  built->n_runs = 1;
  return self->interior
             ? epi_qp_ipm_new (&self->qp, &ipm, &built->runs[0].method)
             : epi_smo_new (self->gram, &smo, &built->runs[0].method);
}

/* γ from 0.1 to 10⁵, σ from 1/30 to 30 times the middle of the data. */
static void
map_axes (double costs[MAP_COSTS], double gammas[MAP_WIDTHS])
{
  for (size_t i = 0; i < MAP_COSTS; i++)
    costs[i] = 0.5 * pow (10, -1 + 0.75 * (double)i);
  for (size_t j = 0; j < MAP_WIDTHS; j++) {
    double sigma = pow (10, -2 + 0.5 * (double)j);
    gammas[j] = 1 / (2 * sigma * sigma);
  }
}

/* What the map would say at the γ and σ of the document. */
static EpiStatus
find_accuracy (SvProblem *self, const EpiSvmGridOptions *grid,
               const EpiCancel *cancel)
{
  double *label = epi_new (double, self->n);
  size_t right = 0;

  if (label == NULL)
    return EPI_NO_MEMORY;
  EpiStatus status = epi_svm_cross_validate (
      &self->all, &grid->svm, grid->folds, grid->seed, cancel, label);
  for (size_t i = 0; i < self->n && status == EPI_OK; i++)
    right += label[i] == self->all.label[i];
  self->accuracy = (double)right / (double)self->n;
  epi_free (label);
  return status;
}

static EpiStatus
add_map (SvProblem *self, const EpiDocument *document, const EpiCancel *cancel,
         EpiBuilt *built)
{
  double costs[MAP_COSTS], gammas[MAP_WIDTHS];
  EpiSvmGridOptions grid = {.svm = sv_options (document),
                            .costs = costs,
                            .gammas = gammas,
                            .n_costs = MAP_COSTS,
                            .n_gammas = MAP_WIDTHS,
                            .folds = MIN (5, self->n), /* or each left out */
                            .seed = epi_document_seed (document)};

  grid.svm.gap = 1e-4; /* what is called right does not change after that */
  map_axes (costs, gammas);
  built->runs[1].name = "cross-validation";
  built->runs[1].apart = true;
  EpiStatus status = find_accuracy (self, &grid, cancel);
  if (status == EPI_OK)
    status = epi_svm_grid_new (&self->all, &grid, &built->runs[1].method);
  if (status == EPI_OK)
    built->n_runs = 2;
  return status;
}

bool
sv_build (const EpiDocument *document, const EpiCancel *cancel, EpiBuilt *built,
          GError **error)
{
  SvProblem *self = sv_problem_new (document, cancel, error);
  bool mapped = epi_lesson_shown (&epi_lesson_svm, document, SV_MAPPED);

  if (self == NULL)
    return false;
  built->problem = self;
  built->free_problem = sv_problem_free;
  if (mapped && self->n > MAP_ROWS) {
    g_set_error (
        error, G_IO_ERROR, G_IO_ERROR_FAILED,
        "the map trains %d machines for each of its cells, which takes "
        "too long with %zu points: filter some away, up to %d",
        5, self->n, MAP_ROWS);
    return false;
  }
  EpiStatus status = add_machine (self, built);
  if (status == EPI_OK && mapped)
    status = add_map (self, document, cancel, built);
  if (status == EPI_OK)
    return true;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               "the machine cannot begin: %s", epi_status_sentence (status));
  return false;
}

/* ---- What a frame says besides ---- */

/* β (m) and b of the method's point, and f without b in g (m). */
static bool
read_machine (const SvProblem *self, const EpiMethod *method,
              const EpiFrame *frame, double *beta, double *bias, double *f)
{
  if (!self->interior) {
    const double *g = epi_smo_gradient (method);
    memcpy (beta, method->x, self->m * sizeof *beta);
    *bias = epi_frame_scalar (frame, "bias", 0);
    for (size_t i = 0; i < self->m; i++)
      f[i] = self->y[i] - g[i];
    return true;
  }
  const EpiFrameItem *y = epi_frame_find (frame, "y");
  if (y == NULL)
    return false;
  epi_svm_from_program (
      &(EpiSvmProblem){&self->phi, self->y, self->C, self->kernel}, &self->qp,
      method->x, y->data, beta, bias);
  /* fᵢ + b + yᵢξᵢ … from w and the program's own rows: yᵢ(φᵢᵀw + b) + ξᵢ */
  double *rows = epi_new0 (double, self->m);
  if (rows == NULL)
    return false;
  epi_sparse_add_product (&self->qp.A, 1, method->x, rows);
  for (size_t i = 0; i < self->m; i++)
    f[i] =
        self->y[i] * (rows[i] - method->x[self->qp.cols - self->m + i]) - *bias;
  epi_free (rows);
  return true;
}

/* Up to which a slack may be none.  A point's Cu is in the primal value, of
 * which a relative gap of GAP leaves GAP (1 + |d|) open, with d = Σαᵢ - ½‖a‖²;
 * and doubles lose of a margin about Σαᵢ roundings, features being about 1. */
static double
least_slack (const SvProblem *self, const double *beta, const double *f)
{
  double norm = 0, fit = 0;

  for (size_t i = 0; i < self->m; i++) {
    norm += beta[i] * f[i];
    fit += fabs (beta[i]);
  }
  return GAP * (1 + fabs (fit - norm / 2)) / (self->gamma / 2) +
         DBL_EPSILON * fit;
}

/* ‖a‖, the margin, the slack, the deck's cost; which points support. */
static void
add_numbers (const SvProblem *self, const double *beta, double bias,
             const double *f, EpiFrame *frame)
{
  double norm = 0, paid = 0, slack = 0, least = least_slack (self, beta, f);
  size_t support = 0, within = 0, wrong = 0;

  for (size_t i = 0; i < self->m; i++) {
    double inside = self->y[i] * (f[i] + bias);
    norm += beta[i] * f[i];
    paid += fmax (1 - inside, 0);
    support += fabs (beta[i]) > TOUCHES * self->C[i];
    if (1 - inside > least) {
      within++;
      slack += 1 - inside;
    }
    wrong += inside < 0;
  }
  norm = fmax (norm, 0);
  epi_frame_add_scalar (frame, "cost", norm + self->gamma * paid);
  epi_frame_add_scalar (frame, "norm", sqrt (norm));
  epi_frame_add_scalar (frame, "margin", norm > 0 ? 2 / sqrt (norm) : INFINITY);
  epi_frame_add_scalar (frame, "slack", slack);
  epi_frame_add_scalar (frame, "least_slack", least);
  epi_frame_add_scalar (frame, "support", (double)support);
  epi_frame_add_scalar (frame, "inside", (double)within);
  epi_frame_add_scalar (frame, "wrong", (double)wrong);
  epi_frame_add_scalar (frame, "right", 1 - (double)wrong / (double)self->m);
  if (isfinite (self->accuracy))
    epi_frame_add_scalar (frame, "right_unseen", self->accuracy);
}

static void
add_geometry (const SvProblem *self, const double *beta, EpiFrame *frame)
{
  double w[3], pair[2] = {(double)self->pair[0], (double)self->pair[1]};

  epi_frame_add_vector (frame, "classes", pair, 2);
  if (self->linear) {
    sv_normal (self, beta, w);
    epi_frame_add_vector (frame, "a", w, self->lifted ? 3 : 2);
  }
  if (!self->is_known)
    return;
  epi_frame_add_scalar (frame, "separable", self->separable);
  if (!self->separable) {
    double at[3] = {self->common[0] * self->scale.unit[0] + self->scale.mean[0],
                    self->common[1] * self->scale.unit[1] + self->scale.mean[1],
                    self->common[2]};
    epi_frame_add_vector (frame, "common", at, self->lifted ? 3 : 2);
  }
}

void
sv_annotate (const void *problem, const EpiMethod *method, EpiFrame *frame)
{
  const SvProblem *self = problem;
  double bias = 0;

  if (epi_frame_find (frame, "accuracy") != NULL)
    return; /* the map */
  double *beta = epi_frame_add_vector (frame, "beta", NULL, self->m);
  double *f = epi_new (double, self->m);
  if (beta != NULL && f != NULL &&
      read_machine (self, method, frame, beta, &bias, f)) {
    double *alpha = epi_frame_add_vector (frame, "alpha", NULL, self->m);
    double *rows = epi_frame_add_vector (frame, "row", NULL, self->m);
    for (size_t i = 0; i < self->m && alpha != NULL && rows != NULL; i++) {
      alpha[i] = fabs (beta[i]);
      rows[i] = (double)self->rows[self->which[i]];
    }
    if (epi_frame_find (frame, "bias") == NULL)
      epi_frame_add_scalar (frame, "bias", bias);
    add_numbers (self, beta, bias, f, frame);
    add_geometry (self, beta, frame);
  }
  epi_free (f);
}

/* ---- The certificate ---- */

void
sv_certify (void *problem, const EpiFrame *frame, EpiCertificate *certificate)
{
  const SvProblem *self = problem;
  const EpiFrameItem *beta = epi_frame_find (frame, "beta");
  EpiSvmProblem svm = {&self->phi, self->y, self->C, self->kernel};
  EpiSvmCertificate proof;

  if (beta == NULL)
    return;
  EpiStatus status =
      epi_svm_certify (&svm, beta->data, epi_frame_scalar (frame, "bias", 0),
                       EPI_CONVEX_TOLERANCE, &proof);
  /* In the units of ‖a‖² + γΣu, which is twice the form that is certified. */
  EpiConvexCertificate said = {.status = proof.status,
                               .primal = 2 * proof.primal,
                               .dual = 2 * proof.dual,
                               .primal_residual = 0, /* u makes up for all */
                               .dual_residual = proof.dual_residual,
                               .gap = proof.gap,
                               .tolerance = EPI_CONVEX_TOLERANCE,
                               .tolerance_reached = proof.tolerance_reached,
                               .missing = proof.missing};
  epi_convex_certificate (status, &said, frame, certificate);
}

/* ---- Why it is as it is ---- */

static char *
explain_kernel (const EpiScene *scene, const EpiFrame *frame, double support,
                double m)
{
  const char *kernel = epi_scene_text (scene, "kernel");

  if (strcmp (kernel, "gaussian") == 0 && support > 0.9 * m && m > 10)
    return g_strdup ("Nearly every point is a support vector: the kernel is so "
                     "narrow that each point only speaks for itself. The "
                     "machine has learned the points by heart.");
  return NULL;
}

static char *
explain_cheap (const char *what, double gamma)
{
  char *price = epi_number_label (gamma, 3);
  char *sentence = g_strdup_printf (
      "A %s could separate these classes, but slack is cheap: γ = %s buys a "
      "wider margin with it. Raise γ, and the slack goes.",
      what, price);

  g_free (price);
  return sentence;
}

static char *
explain_machine (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiFrameItem *alpha =
      frame != NULL ? epi_frame_find (frame, "alpha") : NULL;

  if (alpha == NULL)
    return NULL;
  double separable = epi_frame_scalar (frame, "separable", NAN);
  double slack = epi_frame_scalar (frame, "slack", NAN);
  const char *what = strcmp (epi_scene_text (scene, "kernel"), "lifted") == 0
                         ? "plane"
                         : "line";
  if (separable == 0)
    return g_strdup_printf (
        "No %s separates these classes: the marked point lies in the convex "
        "hulls of both. Whatever γ is, some points keep slack.",
        what);
  if (separable == 1 && slack > 1e-5 && epi_frame_status (frame) != EPI_RUNNING)
    return explain_cheap (what, epi_scene_number (scene, "gamma"));
  return explain_kernel (scene, frame, epi_frame_scalar (frame, "support", 0),
                         (double)alpha->rows);
}

char *
sv_with_rows_told (const EpiScene *scene, char *sentence)
{
  static const char *const roles[] = {"x", "y", "label", NULL};

  return epi_with_rows_left_out (epi_document_data (scene->document, "points"),
                                 roles, "number or class",
                                 sv_with_tests (scene, sentence));
}

char *
sv_explain (const EpiScene *scene)
{
  return sv_with_rows_told (scene, explain_machine (scene));
}
