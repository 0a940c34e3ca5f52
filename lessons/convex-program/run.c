/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the document's choices to methods, and from their points to frames.
 *
 *   run 0   the chosen method; automatic: the rows of the table of solvers for
 *           this kind of program, one after another until one has a proof
 *           (convex/epi-relay.h)
 *   run 1   the one to compare it with
 *
 * A frame has, beside what its method records, the iterations so far and
 *
 *   linear, quadratic       variables, multipliers, reduced, activity
 *   semidefinite, max-det   variables, X and Y packed, v
 *   geometric               variables, weights
 *
 * and of an unbounded program the point, of a geometric one the direction.
 */
#include "convex-program/program.h"

#include "convex/epi-relay.h"
#include "core/epi-alloc.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#define KEEP                                                                   \
  20000 /* numbers of a point that every frame keeps; a larger one             \
           stands in the last frame alone */

/* ---- A bound that is changed ---- */

bool
cp_change (const CpFile *file, const EpiDocument *document, EpiProgram *out,
           double **lower, double **upper, GError **error)
{
  const EpiLesson *lesson = &epi_lesson_convex_program;
  double change = epi_lesson_number (lesson, document, "change");
  size_t row = (size_t)epi_lesson_number (lesson, document, "row");
  const EpiQp *qp = &file->program.qp;

  *out = file->program;
  *lower = *upper = NULL;
  if (change == 0)
    return true;
  if (epi_program_form (out->kind) != EPI_FORM_QP || row > qp->rows) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 epi_program_form (out->kind) != EPI_FORM_QP
                     ? "only rows of linear and quadratic programs can be "
                       "changed: set the change to 0"
                     : "there is no row %zu: the file has %zu",
                 row, qp->rows);
    return false;
  }
  *lower = epi_new (double, qp->rows);
  *upper = epi_new (double, qp->rows);
  if (*lower == NULL || *upper == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                         epi_status_sentence (EPI_NO_MEMORY));
    return false;
  }
  memcpy (*lower, qp->row_lower, qp->rows * sizeof (double));
  memcpy (*upper, qp->row_upper, qp->rows * sizeof (double));
  (*lower)[row - 1] += change;
  (*upper)[row - 1] += change;
  out->qp.row_lower = *lower;
  out->qp.row_upper = *upper;
  return true;
}

/* ---- The problem ---- */

static void
problem_free (void *data)
{
  CpProblem *problem = data;

  epi_program_answer_clear (&problem->point);
  epi_free (problem->row_lower);
  epi_free (problem->row_upper);
  epi_document_unref (problem->document);
  g_free (problem);
}

static CpProblem *
problem_new (const EpiDocument *document, GError **error)
{
  const CpFile *file = cp_file (document, error);

  if (file == NULL)
    return NULL;
  CpProblem *problem = g_new0 (CpProblem, 1);
  problem->file = file;
  problem->document = epi_document_ref (document);
  problem->tolerance =
      epi_lesson_number (&epi_lesson_convex_program, document, "tolerance");
  problem->point.kind = file->program.kind;
  if (!cp_change (file, document, &problem->program, &problem->row_lower,
                  &problem->row_upper, error)) {
    problem_free (problem);
    return NULL;
  }
  if (epi_program_answer_new (&problem->program, &problem->point) == EPI_OK)
    return problem;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                       epi_status_sentence (EPI_NO_MEMORY));
  problem_free (problem);
  return NULL;
}

/* ---- Methods ---- */

static const struct {
  const char *choice, *name;
} methods[] = {{"ipm", "interior point"},
               {"dual-simplex", "dual simplex"},
               {"primal-simplex", "primal simplex"},
               {"barrier", "barrier"}};

const char *
cp_method_name (const char *choice)
{
  for (size_t i = 0; i < G_N_ELEMENTS (methods); i++)
    if (strcmp (methods[i].choice, choice) == 0)
      return methods[i].name;
  return choice;
}

static bool
add_run (CpProblem *problem, EpiBuilt *built, const char *choice,
         GError **error)
{
  EpiProgramKind kind = problem->program.kind;
  bool automatic = strcmp (choice, "automatic") == 0;
  const EpiSolver *solver = epi_solver_find (automatic ? NULL : choice, kind);
  /* The certificate asks for problem->tolerance: a method aims below it, which
   * a relay does by itself. */
  EpiSolveOptions options = {.tolerance =
                                 problem->tolerance / (automatic ? 1 : 4),
                             .max_iterations = SIZE_MAX};
  EpiMethod *method = NULL;

  if (solver == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                 "the %s method solves linear programs, and this one is %s: "
                 "choose interior point",
                 cp_method_name (choice), epi_program_kind_name (kind));
    return false;
  }
  EpiStatus status =
      automatic ? epi_relay_new (&problem->program, &options, &method)
                : solver->new_method (&problem->program, &options, &method);
  if (status != EPI_OK) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 "the %s method cannot begin: %s",
                 cp_method_name (solver->name), epi_status_sentence (status));
    return false;
  }
  problem->runs[built->n_runs].method = method;
  problem->runs[built->n_runs].solver = automatic ? NULL : solver;
  built->runs[built->n_runs].method = method;
  built->runs[built->n_runs].name = cp_method_name (solver->name);
  built->n_runs++;
  return true;
}

/* Of a relay its frames say which solver is at work. */
char *
cp_name_run (const void *data, const EpiFrame *newest)
{
  const CpProblem *problem = data;
  double at = epi_frame_scalar (newest, "solver", NAN);

  if (isnan (at))
    return NULL;
  const EpiSolver *solver =
      epi_relay_solver (problem->program.kind, (size_t)at);
  return g_strdup_printf ("%s (automatic)", cp_method_name (solver->name));
}

bool
cp_build (const EpiDocument *document, const EpiCancel *cancel, EpiBuilt *built,
          GError **error)
{
  const EpiLesson *lesson = &epi_lesson_convex_program;
  const char *against = epi_lesson_text (lesson, document, "against");
  CpProblem *problem = problem_new (document, error);

  if (problem == NULL)
    return false;
  built->problem = problem;
  built->free_problem = problem_free;
  return add_run (problem, built, epi_lesson_text (lesson, document, "method"),
                  error) &&
         (strcmp (against, "none") == 0 ||
          add_run (problem, built, against, error));
}

/* ---- Points in frames ---- */

static void
add_qp (const EpiQp *qp, const EpiQpAnswer *a, EpiStatus status,
        EpiFrame *frame)
{
  if (status != EPI_INFEASIBLE) {
    epi_frame_add_vector (frame, "variables", a->x, qp->cols);
    double *activity = epi_frame_add_vector (frame, "activity", NULL, qp->rows);
    if (activity != NULL)
      epi_sparse_add_product (&qp->A, 1, a->x, activity);
  }
  if (status == EPI_UNBOUNDED) {
    epi_frame_add_vector (frame, "point", a->point, qp->cols);
    return;
  }
  epi_frame_add_vector (frame, "multipliers", a->y, qp->rows);
  epi_frame_add_vector (frame, "reduced", a->z, qp->cols);
}

static void
add_sdp (const EpiSdp *sdp, const EpiSdpAnswer *a, EpiStatus status,
         EpiFrame *frame)
{
  size_t packed = epi_sdp_block_offset (sdp, sdp->n_blocks);

  if (status != EPI_INFEASIBLE) {
    epi_frame_add_vector (frame, "variables", a->x, sdp->m);
    epi_frame_add_vector (frame, "X", a->X, packed);
  }
  if (status == EPI_UNBOUNDED) {
    epi_frame_add_vector (frame, "point", a->point, sdp->m);
    return;
  }
  epi_frame_add_vector (frame, "Y", a->Y, packed);
  epi_frame_add_vector (frame, "v", a->v, sdp->A.rows);
}

static void
add_gp (const EpiGp *gp, const EpiGpAnswer *a, EpiStatus status,
        EpiFrame *frame)
{
  if (status != EPI_INFEASIBLE) {
    double *x = epi_frame_add_vector (frame, "variables", NULL, gp->variables);
    for (size_t j = 0; x != NULL && j < gp->variables; j++)
      x[j] = exp (a->u[j]);
    epi_frame_add_vector (frame, "logarithms", a->u, gp->variables);
  }
  if (status == EPI_UNBOUNDED)
    epi_frame_add_vector (frame, "direction", a->direction, gp->variables);
  else
    epi_frame_add_vector (frame, "weights", a->delta, gp->terms);
}

static size_t
numbers (const EpiProgram *program)
{
  switch (epi_program_form (program->kind)) {
  case EPI_FORM_QP:
    return 2 * (program->qp.rows + program->qp.cols);
  case EPI_FORM_SDP:
    return 2 * epi_sdp_block_offset (&program->sdp, program->sdp.n_blocks);
  case EPI_FORM_GP:
    break;
  }
  return 2 * program->gp.variables + program->gp.terms;
}

void
cp_annotate (const void *data, const EpiMethod *method, EpiFrame *frame)
{
  CpProblem *problem = (CpProblem *)data; /* its workspace is written */
  const EpiSolver *solver =
      problem->runs[problem->runs[0].method == method ? 0 : 1].solver;
  const EpiProgram *program = &problem->program;
  EpiProgramAnswer *point = &problem->point;

  epi_frame_add_scalar (
      frame, "iterations",
      (double)(solver != NULL ? method->k : epi_relay_iterations (method)));
  if (method->status == EPI_RUNNING && numbers (program) > KEEP)
    return;
  if (solver != NULL)
    solver->answer (method, point);
  else
    epi_relay_answer (method, point);
  EpiStatus status = epi_program_answer_status (point);
  switch (epi_program_form (program->kind)) {
  case EPI_FORM_QP:
    add_qp (&program->qp, &point->qp, status, frame);
    break;
  case EPI_FORM_SDP:
    add_sdp (&program->sdp, &point->sdp, status, frame);
    break;
  case EPI_FORM_GP:
    add_gp (&program->gp, &point->gp, status, frame);
    break;
  }
}
