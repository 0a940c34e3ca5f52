/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the document's choices to methods.
 *
 *   squared loss   the chosen method is run 0.  A direct one has the other
 *                  direct ones beside it, to compare digits.
 *   Huber          reweighted least squares
 *   absolute       a linear program, by the dual simplex method; with a ridge
 *                  or many rows reweighted least squares, which is faster
 */
#include "least-squares/lesson.h"
#include "least-squares/live.h"
#include "least-squares/problem.h"

#include "core/epi-alloc.h"
#include "descend/epi-descent.h"
#include "descend/epi-ls-oracle.h"
#include "fit/epi-irls.h"
#include "fit/epi-least-absolute.h"
#include "fit/epi-ls-qr.h"
#include "fit/epi-ls-svd.h"
#include "fit/epi-normal-equations.h"

#include <string.h>

#define COMPARE_ROWS 20000 /* the other direct methods run up to here */
#define PROGRAM_ROWS 20000 /* beyond, reweighting is faster than pivots */
#define DESCENT_STEPS 20000

static EpiStatus
add_run (EpiBuilt *built, EpiStatus status, EpiMethod *const *method,
         const char *name, size_t max_steps, bool to_end)
{
  if (status != EPI_OK)
    return status;
  built->runs[built->n_runs].method = *method;
  built->runs[built->n_runs].name = name;
  built->runs[built->n_runs].max_steps = max_steps;
  built->runs[built->n_runs].to_end = to_end;
  built->n_runs++;
  return EPI_OK;
}

/* What the methods solve: all rows, or their stand-in during a drag. */
static const EpiLs *
ls_of (const LsProblem *problem)
{
  return problem->following ? &problem->stand_in : &problem->ls;
}

/* ---- Direct methods ---- */

static EpiStatus
add_direct (EpiBuilt *built, const LsProblem *problem, const char *name,
            const EpiDocument *document)
{
  EpiMethod *method = NULL;

  if (strcmp (name, "normal") == 0)
    return add_run (built, epi_normal_equations_new (ls_of (problem), &method),
                    &method, "normal equations", 0, true);
  if (strcmp (name, "svd") == 0)
    return add_run (built, epi_ls_svd_new (ls_of (problem), &method), &method,
                    "SVD", 0, true);
  EpiLsQrOptions options = {
      .refinements =
          epi_lesson_number (&epi_lesson_least_squares, document, "refine") != 0
              ? 10
              : 0};
  return add_run (built, epi_ls_qr_new (ls_of (problem), &options, &method),
                  &method, "QR", 0, true);
}

static EpiStatus
add_direct_methods (EpiBuilt *built, const LsProblem *problem,
                    const char *chosen, const EpiDocument *document)
{
  static const char *const all[] = {"normal", "qr", "svd"};
  EpiStatus status = add_direct (built, problem, chosen, document);

  if (problem->fit.n > COMPARE_ROWS)
    return status;
  for (size_t i = 0; i < G_N_ELEMENTS (all) && status == EPI_OK; i++)
    if (strcmp (all[i], chosen) != 0)
      status = add_direct (built, problem, all[i], document);
  return status;
}

/* ---- Descent ---- */

static const struct {
  const char *choice, *name;
  EpiDescentKind kind;
} descents[] = {
    {"gradient", "gradient descent", EPI_DESCENT_GRADIENT},
    {"exact", "steepest descent", EPI_DESCENT_EXACT},
    {"momentum", "momentum", EPI_DESCENT_HEAVY_BALL},
    {"nesterov", "Nesterov", EPI_DESCENT_NESTEROV},
};

static EpiStatus
add_descent (EpiBuilt *built, LsProblem *problem, size_t which,
             const EpiDocument *document)
{
  const EpiLesson *lesson = &epi_lesson_least_squares;
  EpiPoint start = epi_lesson_handle (lesson, document, "start");
  EpiMethod *method = NULL;

  EpiStatus status = epi_ls_oracle_new (ls_of (problem), &problem->oracle);
  if (status != EPI_OK)
    return status;
  double *x0 = epi_new0 (double, problem->p * problem->m);
  if (x0 == NULL)
    return EPI_NO_MEMORY;
  x0[problem->plane[0]] = start.x;
  if (problem->plane[1] != problem->plane[0])
    x0[problem->plane[1]] = start.y;
  status = epi_descent_new (descents[which].kind, problem->oracle, x0,
                            epi_lesson_number (lesson, document, "step"),
                            epi_lesson_number (lesson, document, "momentum"),
                            &method);
  epi_free (x0);
  return add_run (built, status, &method, descents[which].name, DESCENT_STEPS,
                  false);
}

/* ---- Building ---- */

static EpiStatus
add_robust (EpiBuilt *built, const LsProblem *problem)
{
  EpiMethod *method = NULL;

  if (problem->ls.loss == EPI_LOSS_ABSOLUTE && problem->ls.ridge == 0 &&
      problem->fit.n <= PROGRAM_ROWS)
    return add_run (built, epi_least_absolute_new (&problem->ls, &method),
                    &method, "dual simplex", 2000, true);
  return add_run (built, epi_irls_new (&problem->ls, &method), &method,
                  "reweighted least squares", 500, false);
}

static EpiStatus
add_methods (EpiBuilt *built, LsProblem *problem, const EpiDocument *document)
{
  if (problem->ls.loss != EPI_LOSS_SQUARED)
    return add_robust (built, problem);
  const char *chosen =
      epi_lesson_text (&epi_lesson_least_squares, document, "method");

  for (size_t i = 0; i < G_N_ELEMENTS (descents); i++)
    if (strcmp (descents[i].choice, chosen) == 0)
      return add_descent (built, problem, i, document);
  return add_direct_methods (built, problem, chosen, document);
}

bool
ls_build (const EpiDocument *document, const EpiCancel *cancel, EpiBuilt *built,
          GError **error)
{
  LsProblem *problem = ls_problem_new (document, cancel, error);

  if (problem == NULL)
    return false;
  built->problem = problem;
  built->free_problem = ls_problem_free;
  EpiStatus status = add_methods (built, problem, document);
  if (status == EPI_OK)
    return true;
  if (status == EPI_NOT_FINITE && problem->oracle != NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                         "the cost or its slope at the start of the descent "
                         "is too large for a number: move the start nearer, or "
                         "scale x");
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 "the fit cannot begin: %s", epi_status_sentence (status));
  return false;
}

bool
ls_replace_methods (EpiBuilt *built, const EpiDocument *document)
{
  LsProblem *problem = built->problem;

  for (size_t i = 0; i < built->n_runs; i++)
    epi_method_free (built->runs[i].method);
  built->n_runs = 0;
  g_clear_pointer (&problem->oracle, epi_oracle_free);
  return add_methods (built, problem, document) == EPI_OK;
}
