/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the three problems share: they are semidefinite programs, and an iterate
 * is judged from its frame alone, by engine/problem.
 */
#include "semidefinite-program/lesson.h"

#include "convex/epi-symmetric.h"
#include "core/epi-alloc.h"
#include "kit/epi-convex-certificate.h"

#include <gio/gio.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

/* ---- Building ---- */

bool
sd_refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  char *message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, message);
  g_free (message);
  return false;
}

bool
sd_add_run (EpiBuilt *built, EpiStatus status, EpiMethod *method,
            const char *name, GError **error)
{
  if (status != EPI_OK)
    return sd_refuse (error, "the method cannot begin: %s",
                      epi_status_sentence (status));
  built->runs[built->n_runs].method = method;
  built->runs[built->n_runs].name = name;
  built->runs[built->n_runs].max_steps = 1000;
  built->n_runs++;
  return true;
}

bool
sd_build (const EpiDocument *document, const EpiCancel *cancel, EpiBuilt *built,
          GError **error)
{
  static const SdKind *const kinds[] = {&sd_region, &sd_lyapunov, &sd_max_cut};
  const char *name =
      epi_lesson_text (&epi_lesson_semidefinite_program, document, "problem");

  for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i]->name, name) == 0)
      return kinds[i]->build (document, cancel, built, error);
  return sd_refuse (error, "there is no problem “%s”", name);
}

/* ---- Frames ---- */

/* The blocks, and, of a ray, x and the feasible point. */
void
sd_annotate (const void *data, const EpiMethod *method, EpiFrame *frame)
{
  const SdProblem *problem = data;
  const SdKind *kind = problem->kind;
  EpiSdpAnswer answer = problem->shown;
  const EpiSdp *sdp = &problem->sdp;

  kind->answer (method, &answer);
  for (size_t k = 0; k < sdp->n_blocks && k < 2; k++) {
    size_t n = sdp->blocks[k].size, at = epi_sdp_block_offset (sdp, k);
    if (kind->primal[k] != NULL)
      epi_frame_add_matrix (frame, kind->primal[k], answer.X + at, n, n);
    if (epi_frame_find (frame, kind->dual[k]) == NULL)
      epi_frame_add_matrix (frame, kind->dual[k], answer.Y + at, n, n);
  }
  epi_frame_add_vector (frame, "point", answer.x, sdp->m);
  if (answer.status == EPI_UNBOUNDED)
    epi_frame_add_vector (frame, "start_of_ray", answer.point, sdp->m);
  kind->annotate (problem, method, frame);
}

/* ---- The proof ---- */

/* What the frame says, as an answer. */
static bool
answer_of_frame (const SdProblem *problem, const EpiFrame *frame,
                 EpiSdpAnswer *answer)
{
  const EpiSdp *sdp = &problem->sdp;
  const EpiFrameItem *x = epi_frame_find (frame, "point");
  const EpiFrameItem *start = epi_frame_find (frame, "start_of_ray");
  EpiStatus status = epi_frame_status (frame);

  if (x == NULL || x->rows != sdp->m)
    return false;
  answer->status = status == EPI_INFEASIBLE || status == EPI_UNBOUNDED
                       ? status
                       : EPI_CONVERGED;
  memcpy (answer->x, x->data, sdp->m * sizeof (double));
  if (start != NULL)
    memcpy (answer->point, start->data, sdp->m * sizeof (double));
  epi_sdp_evaluate (sdp, answer->x, answer->X);
  for (size_t k = 0; k < sdp->n_blocks; k++) {
    size_t n = sdp->blocks[k].size, at = epi_sdp_block_offset (sdp, k);
    const EpiFrameItem *Y = epi_frame_find (frame, problem->kind->dual[k]);
    if (Y == NULL || Y->rows != n)
      return false;
    memcpy (answer->Y + at, Y->data, n * n * sizeof (double));
  }
  return true;
}

void
sd_certify (void *data, const EpiFrame *frame, EpiCertificate *certificate)
{
  const SdProblem *problem = data;
  EpiConvexCertificate proof = {0};
  EpiSdpAnswer answer = {0};
  EpiStatus status = epi_sdp_answer_new (&problem->sdp, &answer);

  if (status == EPI_OK && !answer_of_frame (problem, frame, &answer))
    status = EPI_NO_MEMORY;
  if (status == EPI_OK)
    status =
        epi_sdp_certify (&problem->sdp, &answer, EPI_CONVEX_TOLERANCE, &proof);
  epi_convex_certificate (status, &proof, frame, certificate);
  if (problem->kind == &sd_max_cut && certificate->status == EPI_OPTIMAL) {
    char *of_what = g_strdup_printf ("bound %s", certificate->sentence);
    g_strlcpy (certificate->sentence, of_what, sizeof certificate->sentence);
    g_free (of_what);
  }
  if (problem->kind == &sd_lyapunov && certificate->status == EPI_INFEASIBLE &&
      epi_frame_scalar (frame, "abscissa", 0) < 0) {
    certificate->status = EPI_RUNNING; /* none of any size that was shown */
    g_strlcpy (certificate->sentence,
               "there is a P, but too large for this precision",
               sizeof certificate->sentence);
  }
  epi_sdp_answer_clear (&answer);
}

char *
sd_explain (const EpiScene *scene)
{
  const char *name = epi_scene_text (scene, "problem");

  if (sd_item (scene, "point") == NULL)
    return NULL;
  return strcmp (name, "region") == 0     ? sd_region.explain (scene)
         : strcmp (name, "lyapunov") == 0 ? sd_lyapunov.explain (scene)
                                          : sd_max_cut.explain (scene);
}

/* ---- For all ---- */

void
sd_eigenvalues (size_t n, const double *matrix, double *values)
{
  EpiSymmetricSpace space;
  EpiMatrix copy = {0};
  EpiStatus status = epi_symmetric_space_new (n, &space);

  if (status == EPI_OK)
    status = epi_matrix_new (n, n, &copy);
  if (status == EPI_OK && !epi_is_finite (matrix, n * n))
    status = EPI_NOT_FINITE;
  if (status == EPI_OK) {
    memcpy (copy.data, matrix, n * n * sizeof (double));
    status = epi_symmetric_eigen (false, &copy, values, &space);
  }
  for (size_t i = 0; status != EPI_OK && i < n; i++)
    values[i] = NAN;
  epi_matrix_clear (&copy);
  epi_symmetric_space_clear (&space);
}

const EpiFrameItem *
sd_item (const EpiScene *scene, const char *name)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  return frame != NULL ? epi_frame_find (frame, name) : NULL;
}

double
sd_scalar (const EpiScene *scene, const char *name)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  return frame != NULL ? epi_frame_scalar (frame, name, NAN) : NAN;
}

void
sd_bare_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->bare = true;
  spec->fit = (EpiRange){0, 1, 0, 1, false, false};
}
