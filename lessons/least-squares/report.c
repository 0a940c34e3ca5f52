/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people read of an iterate: the numbers besides its own, the certificate,
 * why it is as it is, and its model.
 */
#include "least-squares/lesson.h"
#include "least-squares/problem.h"

#include "core/epi-alloc.h"
#include "fit/epi-ls-svd.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define TOLERANCE_TEXT "1e-8"
#define TOLERANCE 1e-8 /* of the certificate */

/* ---- What a frame says besides ---- */

static void
add_test_error (const LsProblem *problem, const double *theta, EpiFrame *frame)
{
  const LsRows *test = &problem->test;
  double *fitted = epi_new (double, test->n * problem->m);
  double sum = 0;

  if (fitted == NULL)
    return;
  ls_multiply_rows (problem, test, theta, fitted);
  for (size_t o = 0; o < problem->m; o++)
    for (size_t i = 0; i < test->n; i++) {
      double r = fitted[i + o * test->n] - *epi_matrix_at (&test->B, i, o);
      sum += r * r;
    }
  epi_frame_add_scalar (frame, "rmse_test",
                        sqrt (sum / (double)(test->n * problem->m)));
  epi_free (fitted);
}

/* The digits that theta has in common with the refined answer: of its worst
 * coefficient, at most 16. */
static double
count_digits (const LsProblem *problem, const double *theta)
{
  double worst = 0;

  for (size_t i = 0; i < problem->p * problem->m; i++) {
    double best = problem->optimum.data[i];
    if (best != 0)
      worst = fmax (worst, fabs (theta[i] - best) / fabs (best));
    else if (theta[i] != 0)
      worst = fmax (worst, 1);
  }
  return worst == 0 ? 16 : CLAMP (-log10 (worst), 0, 16);
}

/* Whether y is more than one number and its rounding: else there is no variance
 * of which a share could be explained. */
static bool
varies (const LsProblem *problem)
{
  double square = problem->variance;

  for (size_t o = 0; o < problem->m; o++)
    square += problem->mean[o] * problem->mean[o];
  return problem->variance > 16 * DBL_EPSILON * DBL_EPSILON * square;
}

static void
add_model (const LsProblem *problem, EpiFrame *frame)
{
  epi_frame_add_vector (frame, "centre", problem->features->centre,
                        problem->n_inputs);
  epi_frame_add_vector (frame, "scale", problem->features->scale,
                        problem->n_inputs);
  epi_frame_add_scalar (frame, "period", problem->features->period);
}

/* (rows, m); with one output a vector. */
static double *
add_outputs (EpiFrame *frame, const char *name, const double *data, size_t rows,
             size_t m)
{
  return m == 1 ? epi_frame_add_vector (frame, name, data, rows)
                : epi_frame_add_matrix (frame, name, data, rows, m);
}

/* The parameters in terms of x as given, where there are such. */
static void
add_raw (const LsProblem *problem, const double *theta, EpiFrame *frame)
{
  size_t p = problem->p, m = problem->m;
  double small[64], *raw = p * m <= 64 ? small : g_new (double, p *m);
  bool known = true;

  for (size_t o = 0; o < m; o++)
    known = known && epi_features_raw (problem->features, theta + o * p,
                                       raw + o * p) == EPI_OK;
  if (known)
    add_outputs (frame, "theta_raw", raw, p, m);
  if (raw != small)
    g_free (raw);
}

void
ls_annotate (const void *data, const EpiMethod *method, EpiFrame *frame)
{
  const LsProblem *problem = data;
  const double *theta = method->x;
  size_t m = problem->m, p = problem->p;

  if (epi_frame_find (frame, "theta") == NULL)
    add_outputs (frame, "theta", theta, p, m);
  add_raw (problem, theta, frame);
  add_model (problem, frame);
  epi_frame_add_vector (frame, "extent", problem->extent, 4);
  if (problem->has_optimum) {
    double mean_square = ls_mean_square (problem, theta);
    epi_frame_add_scalar (frame, "rmse",
                          sqrt (fmax (mean_square, 0) / (double)m));
    if (varies (problem))
      epi_frame_add_scalar (frame, "R2", 1 - mean_square / problem->variance);
    if (problem->ls.loss == EPI_LOSS_SQUARED) {
      const double best[] = {problem->optimum.data[problem->plane[0]],
                             problem->optimum.data[problem->plane[1]]};
      epi_frame_add_scalar (frame, "excess", ls_excess (problem, theta));
      if (problem->refined)
        epi_frame_add_scalar (frame, "digits", count_digits (problem, theta));
      epi_frame_add_vector (frame, "optimum", best, 2);
    }
  }
  const double here[] = {theta[problem->plane[0]], theta[problem->plane[1]]};
  epi_frame_add_vector (frame, "plane", here, 2);
  if (problem->test.n > 0)
    add_test_error (problem, theta, frame);
}

/* ---- The certificate ---- */

static void
add_item (EpiCertificate *certificate, const char *name, const char *symbol,
          double value)
{
  certificate->items[certificate->n_items++] =
      (EpiCertificateItem){.name = name, .symbol = symbol, .value = value};
}

void
ls_certify (void *data, const EpiFrame *frame, EpiCertificate *certificate)
{
  LsProblem *problem = data;
  const EpiFrameItem *theta = epi_frame_find (frame, "theta");
  const EpiFrameItem *dual = epi_frame_find (frame, "dual");
  EpiLsCertificate proof;

  if (theta == NULL)
    return;
  EpiMatrix view = epi_matrix_view ((double *)theta->data, problem->p,
                                    problem->m, problem->p);
  if (problem->following) {
    g_strlcpy (certificate->sentence, "following the drag, proven on release",
               sizeof certificate->sentence);
    return;
  }
  EpiStatus status = EPI_OK;
  if (!problem->has_spectrum) { /* the same for every iterate */
    status = epi_ls_spectrum (&problem->ls, NULL, &problem->spectrum);
    problem->has_spectrum = status == EPI_OK;
  }
  if (status == EPI_OK)
    status = epi_ls_certify_known (&problem->ls, &problem->spectrum, &view,
                                   dual != NULL ? dual->data : NULL, TOLERANCE,
                                   &proof);
  certificate->status = status == EPI_OK ? proof.status : status;
  if (status != EPI_OK)
    g_snprintf (certificate->sentence, sizeof certificate->sentence,
                "not certified: %s", epi_status_sentence (status));
  else if (proof.status == EPI_OPTIMAL)
    g_snprintf (certificate->sentence, sizeof certificate->sentence,
                "globally optimal to " TOLERANCE_TEXT);
  else
    g_snprintf (certificate->sentence, sizeof certificate->sentence,
                "not yet optimal: %s",
                proof.missing != NULL ? proof.missing : "");
  if (status != EPI_OK)
    return;
  add_item (certificate, "primal", "p", proof.primal);
  add_item (certificate, "dual_value", "d", proof.dual);
  add_item (certificate, "gap", "gap", proof.gap);
  if (problem->ls.loss == EPI_LOSS_SQUARED)
    add_item (certificate, "stationarity", "‖Aᵀr‖", proof.stationarity);
  else
    add_item (certificate, "dual_residual", "‖Aᵀy‖", proof.dual_residual);
  add_item (certificate, "rank", "rank A", (double)proof.rank);
  add_item (certificate, "kappa", "κ(A)", proof.condition);
}

/* ---- Why it is as it is ---- */

static char *
explain_descent (const EpiFrame *frame)
{
  double step = epi_frame_scalar (frame, "step", NAN);
  double limit = epi_frame_scalar (frame, "step_limit", NAN);
  double contraction = epi_frame_scalar (frame, "contraction", NAN);

  if (step >= limit)
    return g_strdup_printf (
        "The step α = %.3g is above its limit %.3g (2/L for gradient "
        "descent): along the steepest direction every step overshoots by more "
        "than it came from, so the iterates diverge.",
        step, limit);
  if (epi_frame_status (frame) == EPI_RUNNING && contraction > 0.99)
    return g_strdup_printf (
        "Each step leaves %.4g of the distance to the optimum: the level "
        "ellipses are long and narrow, and the step that the steep direction "
        "allows is short for the flat one.",
        contraction);
  return NULL;
}

/* κ of A itself: what a method sees of it is rounded away above 1/u. */
static double
true_condition (const EpiAnswer *answer)
{
  for (size_t i = 0; i < answer->certificate.n_items; i++)
    if (strcmp (answer->certificate.items[i].name, "kappa") == 0)
      return answer->certificate.items[i].value;
  return NAN;
}

char *
ls_explain (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  if (frame == NULL)
    return NULL;
  EpiStatus status = epi_frame_status (frame);
  double condition = true_condition (scene->answer);
  double digits = epi_frame_scalar (frame, "digits", NAN);
  if (epi_frame_find (frame, "step") != NULL)
    return explain_descent (frame);
  if (status == EPI_SINGULAR)
    return g_strdup ("The columns of A depend on one another, so many θ fit "
                     "equally well. The SVD takes the shortest of them; a "
                     "ridge makes the answer unique.");
  if (status == EPI_NOT_POSITIVE_DEFINITE)
    return g_strdup ("Rounding has made AᵀA indefinite: its condition number "
                     "is the square of A's and above what 16 digits can hold. "
                     "QR and the SVD work on A itself.");
  if (condition > 1e5 && digits < 12)
    return g_strdup_printf (
        "κ(A) is about 10^%.0f: of 16 digits, QR and the SVD can lose that "
        "many, and the normal equations twice as many. %.1f digits of θ are "
        "right here.",
        log10 (condition), digits);
  return NULL;
}

/* ---- The model of a frame, for the figures ---- */

EpiFeatures *
ls_scene_features (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiFrameItem *centre =
      frame != NULL ? epi_frame_find (frame, "centre") : NULL;
  const EpiFrameItem *scale =
      frame != NULL ? epi_frame_find (frame, "scale") : NULL;

  if (centre == NULL || scale == NULL || centre->rows != 1)
    return NULL;
  const EpiDocument *document = scene->answer->document;
  bool fourier = strcmp (epi_lesson_text (scene->lesson, document, "family"),
                         "fourier") == 0;
  size_t degree = (size_t)epi_lesson_number (scene->lesson, document, "degree");
  EpiFeatures *features = epi_features_new (
      fourier ? EPI_FEATURES_FOURIER : EPI_FEATURES_POLYNOMIAL, 1, degree,
      epi_lesson_number (scene->lesson, document, "intercept") != 0 ||
          degree == 0);
  features->trend =
      fourier && epi_lesson_number (scene->lesson, document, "trend") != 0;
  features->centre[0] = centre->data[0];
  features->scale[0] = scale->data[0];
  features->period = epi_frame_scalar (frame, "period", features->period);
  return features;
}

double
ls_predict (const EpiScene *scene, double x)
{
  EpiFeatures *features = ls_scene_features (scene);
  double y = NAN;

  if (features == NULL)
    return NAN;
  const EpiFrameItem *theta =
      epi_frame_find (epi_scene_frame (scene, 0), "theta");
  if (theta != NULL && theta->rows == epi_features_count (features))
    y = epi_features_predict (features, &x, theta->data);
  epi_features_free (features);
  return y;
}
