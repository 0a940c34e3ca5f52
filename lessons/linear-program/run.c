/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the document's choices to methods, and from iterates to what people
 * read.
 *
 *   both            simplex is run 0, interior point runs beside it
 *   simplex         primal, from the slack basis, by the rules as they are
 *   dual-simplex    taught: no scaling, no perturbation, no Harris
 *   interior        the cone method
 *   barrier         Newton's method along the central path; both begin inside
 *                   where there is an inside, and stay there
 *
 * Every frame has the multipliers "lambda" and slacks "slack" of the walls (see
 * program.h) and the measures of the certificate, whatever the method; where it
 * ended without an optimum, "lambda" is the Farkas ray, or "ray" the direction
 * and "point" where it begins.
 */
#include "linear-program/lesson.h"
#include "linear-program/program.h"

#include "convex/epi-barrier.h"
#include "convex/epi-dictionary.h"
#include "convex/epi-inner-point.h"
#include "convex/epi-qp-ipm.h"
#include "convex/epi-simplex.h"
#include "core/epi-alloc.h"
#include "kit/epi-convex-certificate.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#define MOST_PIVOTS 64  /* a cycle has been seen by then */
#define MOST_STEPS 400  /* of the others */
#define PATH_GROWTH 1.6 /* of t between two central points */
#define PATH_STEPS 600  /* of Newton, for the whole path */
#define PATH_ENDS 1e-6  /* of the gap m/t: beyond, points coincide */
#define METHOD_TOLERANCE 1e-10

typedef void (*AnswerFunc) (const EpiMethod *method, EpiQpAnswer *answer);

typedef struct {
  LpProgram program;
  EpiQp qp;
  EpiQpAnswer answer; /* workspace */
  struct {
    const EpiMethod *method;
    AnswerFunc answer;
    bool simplex;
  } runs[2];
  size_t n_runs;
  double inside[LP_MAX_VARIABLES]; /* where methods through the middle begin */
  bool has_inside;
  double *path; /* (n, n_path) points of the central path, or NULL */
  size_t n_path;
} LpProblem;

static void
problem_free (void *data)
{
  LpProblem *self = data;

  lp_program_free (&self->program);
  epi_qp_answer_clear (&self->answer);
  epi_qp_clear (&self->qp);
  epi_free (self->path);
  g_free (self);
}

/* NULL where there is no inside. */
static const double *
beginning (const LpProblem *self)
{
  return self->has_inside ? self->inside : NULL;
}

/* ---- The central path ---- */

/* The central points of a barrier method of its own.  Where there is none (no
 * inside, or nothing that keeps the points from running away) there is no path.
 */
static void
find_path (LpProblem *self)
{
  EpiBarrierOptions options = {
      .t = 0.02, .mu = PATH_GROWTH, .tolerance = 1e-6, .x0 = beginning (self)};
  size_t n = self->program.n;
  EpiMethod *barrier = NULL;
  GArray *points = g_array_new (FALSE, FALSE, sizeof (double));

  if (epi_barrier_qp_new (&self->qp, &options, &barrier) == EPI_OK) {
    for (int k = 0; k < PATH_STEPS; k++) {
      EpiStatus status = epi_method_step (barrier);
      EpiFrame *frame = epi_method_record (barrier);
      if (epi_frame_scalar (frame, "phase", 0) == 2 &&
          epi_frame_scalar (frame, "central", 0) == 1)
        g_array_append_vals (points, barrier->x, (guint)n);
      double gap = epi_frame_scalar (frame, "duality_gap", NAN);
      epi_frame_unref (frame);
      if (status != EPI_RUNNING || gap < PATH_ENDS)
        break;
    }
    epi_method_free (barrier);
  }
  self->n_path = points->len / n;
  self->path = self->n_path > 1 ? epi_new (double, points->len) : NULL;
  if (self->path != NULL)
    memcpy (self->path, points->data, points->len * sizeof *self->path);
  g_array_unref (points);
}

/* ---- The methods ---- */

static EpiStatus
add_run (EpiBuilt *built, EpiStatus status, EpiMethod *method, const char *name,
         AnswerFunc answer, size_t max_steps)
{
  LpProblem *self = built->problem;

  if (status != EPI_OK)
    return status;
  self->runs[self->n_runs].method = method;
  self->runs[self->n_runs].answer = answer;
  self->runs[self->n_runs++].simplex = answer == epi_simplex_answer;
  built->runs[built->n_runs].method = method;
  built->runs[built->n_runs].name = name;
  built->runs[built->n_runs].max_steps = max_steps;
  built->runs[built->n_runs++].to_end = true;
  return EPI_OK;
}

static EpiStatus
add_simplex (EpiBuilt *built, const EpiDocument *document, EpiSimplexKind kind)
{
  static const struct {
    const char *choice;
    EpiPricing pricing;
  } rules[] = {{"dantzig", EPI_PRICING_DANTZIG},
               {"bland", EPI_PRICING_BLAND},
               {"steepest-edge", EPI_PRICING_STEEPEST_EDGE}};
  LpProblem *self = built->problem;
  EpiSimplexOptions options = epi_simplex_defaults (kind);
  const char *chosen =
      epi_lesson_text (&epi_lesson_linear_program, document, "pricing");
  EpiMethod *method = NULL;

  options.harris = options.perturb = options.scale = false;
  for (size_t i = 0; i < G_N_ELEMENTS (rules); i++)
    if (strcmp (rules[i].choice, chosen) == 0)
      options.pricing = rules[i].pricing;
  EpiStatus status = epi_simplex_new (&self->qp, &options, &method);
  return add_run (built, status, method,
                  kind == EPI_SIMPLEX_DUAL ? "dual simplex" : "simplex",
                  epi_simplex_answer, MOST_PIVOTS);
}

static EpiStatus
add_interior (EpiBuilt *built)
{
  LpProblem *self = built->problem;
  const EpiQpIpmOptions options = {.tolerance = METHOD_TOLERANCE,
                                   .x0 = beginning (self)};
  EpiMethod *method = NULL;
  EpiStatus status = epi_qp_ipm_new (&self->qp, &options, &method);

  return add_run (built, status, method, "interior point", epi_qp_ipm_answer,
                  MOST_STEPS);
}

static EpiStatus
add_barrier (EpiBuilt *built)
{
  LpProblem *self = built->problem;
  const EpiBarrierOptions options = {
      .t = 0.1, .mu = 4, .tolerance = 1e-9, .x0 = beginning (self)};
  EpiMethod *method = NULL;
  EpiStatus status = epi_barrier_qp_new (&self->qp, &options, &method);

  return add_run (built, status, method, "barrier", epi_barrier_qp_answer,
                  MOST_STEPS);
}

static EpiStatus
add_methods (EpiBuilt *built, const EpiDocument *document)
{
  const char *chosen =
      epi_lesson_text (&epi_lesson_linear_program, document, "method");

  if (strcmp (chosen, "interior") == 0)
    return add_interior (built);
  if (strcmp (chosen, "barrier") == 0)
    return add_barrier (built);
  if (strcmp (chosen, "dual-simplex") == 0)
    return add_simplex (built, document, EPI_SIMPLEX_DUAL);
  EpiStatus status = add_simplex (built, document, EPI_SIMPLEX_PRIMAL);
  if (status == EPI_OK && strcmp (chosen, "both") == 0)
    status = add_interior (built);
  return status;
}

bool
lp_build (const EpiDocument *document, const EpiCancel *cancel, EpiBuilt *built,
          GError **error)
{
  const EpiLesson *lesson = &epi_lesson_linear_program;
  LpProblem *self = g_new0 (LpProblem, 1);

  built->problem = self;
  built->free_problem = problem_free;
  if (!lp_program_read (lesson, document, &self->program, error))
    return false;
  EpiStatus status = lp_program_qp (&self->program, &self->qp);
  if (status == EPI_OK)
    status = epi_qp_answer_new (&self->qp, &self->answer);
  if (status == EPI_OK)
    self->has_inside = epi_inner_point (&self->program.G, self->program.h,
                                        self->inside) == EPI_OK;
  if (status == EPI_OK)
    status = add_methods (built, document);
  if (status != EPI_OK) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 "the method cannot begin: %s", epi_status_sentence (status));
    return false;
  }
  if (self->program.n <= 3 && epi_lesson_number (lesson, document, "path") != 0)
    find_path (self);
  return true;
}

/* ---- What a frame says besides ---- */

/* The dictionary of the basis, its nonbasic variables, and the multipliers that
 * it prices with: the costs of the slacks, and of x where x ≥ 0. */
static bool
add_dictionary (const LpProblem *self, EpiFrame *frame, double *lambda)
{
  size_t m = self->program.m, n = self->program.n;
  const EpiFrameItem *basis = epi_frame_find (frame, "basis");
  double *nonbasic = g_new (double, n);
  double *D = g_new (double, (m + 1) * (n + 1));
  bool good = basis != NULL &&
              epi_dictionary (&self->qp, basis->data, nonbasic, D) == EPI_OK;

  if (good) {
    epi_frame_add_vector (frame, "nonbasic", nonbasic, n);
    epi_frame_add_matrix (frame, "dictionary", D, m + 1, n + 1);
    memset (lambda, 0, self->program.n_walls * sizeof *lambda);
    for (size_t j = 0; j < n; j++) {
      size_t v = (size_t)nonbasic[j], wall = v >= n ? v - n : m + v;
      if (wall < self->program.n_walls)
        lambda[wall] = D[m + (j + 1) * (m + 1)];
    }
  }
  g_free (nonbasic);
  g_free (D);
  return good;
}

/* λ of an answer: -y of the rows, z of x ≥ 0. */
static void
take_multipliers (const LpProblem *self, const EpiQpAnswer *answer,
                  double *lambda)
{
  size_t m = self->program.m;

  for (size_t i = 0; i < self->program.n_walls; i++)
    lambda[i] = i < m ? -answer->y[i] : answer->z[i - m];
}

static void
add_slacks (const LpProblem *self, const double *x, EpiFrame *frame)
{
  const LpProgram *p = &self->program;
  double *slack = epi_frame_add_vector (frame, "slack", p->h, p->n_walls);

  for (size_t j = 0; slack != NULL && j < p->n; j++)
    for (size_t i = 0; i < p->n_walls; i++)
      slack[i] -= *epi_matrix_at (&p->G, i, j) * x[j];
}

/* The answer that a frame stands for. */
static void
answer_of_frame (const LpProblem *self, const EpiFrame *frame,
                 EpiQpAnswer *answer)
{
  const LpProgram *p = &self->program;
  const EpiFrameItem *x = epi_frame_find (frame, "x");
  const EpiFrameItem *ray = epi_frame_find (frame, "ray");
  const EpiFrameItem *point = epi_frame_find (frame, "point");
  const EpiFrameItem *lambda = epi_frame_find (frame, "lambda");

  answer->status = epi_frame_status (frame);
  memcpy (answer->x, ray != NULL ? ray->data : x->data,
          p->n * sizeof *answer->x);
  memcpy (answer->point, point != NULL ? point->data : x->data,
          p->n * sizeof *answer->point);
  memset (answer->z, 0, p->n * sizeof *answer->z);
  for (size_t i = 0; i < p->n_walls; i++)
    if (i < p->m)
      answer->y[i] = -lambda->data[i];
    else
      answer->z[i - p->m] = lambda->data[i];
}

static void
add_measures (const LpProblem *self, EpiFrame *frame)
{
  EpiConvexCertificate proof;
  EpiQpAnswer answer = self->answer;
  bool has[] = {epi_frame_find (frame, "gap") != NULL,
                epi_frame_find (frame, "primal_residual") != NULL,
                epi_frame_find (frame, "dual_residual") != NULL};

  answer_of_frame (self, frame, &answer);
  answer.status = EPI_RUNNING; /* as a point, not as a ray */
  if (epi_qp_certify (&self->qp, &answer, EPI_CONVEX_TOLERANCE, &proof) !=
      EPI_OK)
    return;
  /* At every basis of the simplex method cᵀx and -hᵀλ are equal: no gap is no
   * news while λ < 0. */
  if (!has[0] && epi_frame_find (frame, "basis") == NULL)
    epi_frame_add_scalar (frame, "gap", proof.gap);
  if (!has[1])
    epi_frame_add_scalar (frame, "primal_residual", proof.primal_residual);
  if (!has[2])
    epi_frame_add_scalar (frame, "dual_residual", proof.dual_residual);
}

void
lp_annotate (const void *problem, const EpiMethod *method, EpiFrame *frame)
{
  const LpProblem *self = problem;
  const LpProgram *p = &self->program;
  EpiQpAnswer answer = self->answer;
  size_t run = self->n_runs > 1 && method == self->runs[1].method ? 1 : 0;
  EpiStatus status = epi_frame_status (frame);
  double *lambda = g_new0 (double, p->n_walls + 1);

  self->runs[run].answer (method, &answer);
  bool priced = self->runs[run].simplex &&
                add_dictionary (self, frame, lambda) &&
                status != EPI_INFEASIBLE;
  if (!priced)
    take_multipliers (self, &answer, lambda);
  epi_frame_add_vector (frame, "lambda", lambda, p->n_walls);
  if (status == EPI_UNBOUNDED) {
    epi_frame_add_vector (frame, "ray", answer.x, p->n);
    epi_frame_add_vector (frame, "point", answer.point, p->n);
  }
  add_slacks (self, status == EPI_UNBOUNDED ? answer.point : method->x, frame);
  if (method->k == 0 && run == 0 && self->n_path > 0)
    epi_frame_add_matrix (frame, "central_path", self->path, p->n,
                          self->n_path);
  if (status != EPI_INFEASIBLE && status != EPI_UNBOUNDED)
    add_measures (self, frame);
  g_free (lambda);
}

/* ---- The certificate ---- */

void
lp_certify (void *problem, const EpiFrame *frame, EpiCertificate *certificate)
{
  LpProblem *self = problem;
  EpiConvexCertificate proof;

  if (epi_frame_find (frame, "lambda") == NULL)
    return;
  answer_of_frame (self, frame, &self->answer);
  EpiStatus status =
      epi_qp_certify (&self->qp, &self->answer, EPI_CONVEX_TOLERANCE, &proof);
  epi_convex_certificate (status, &proof, frame, certificate);
}
