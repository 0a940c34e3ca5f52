/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-json-text.h"
#include "data/epi-write-file.h"
#include "problem/epi-solution-file.h"

#include <math.h>

/* Zero without a sign, which tells nobody anything. */
static json_t *
number (double value)
{
  return epi_json_number (value + 0.0);
}

static json_t *
list (const double *values, size_t n, size_t stride)
{
  json_t *array = json_array ();
  for (size_t i = 0; i < n; i++)
    json_array_append_new (array, number (values[i * stride]));
  return array;
}

static json_t *
by_name (char *const *names, const double *values, size_t n)
{
  if (names == NULL)
    return list (values, n, 1);
  json_t *object = json_object ();
  for (size_t i = 0; i < n; i++)
    json_object_set_new (object, names[i], number (values[i]));
  return object;
}

static json_t *
blocks (const EpiSdp *sdp, const double *packed)
{
  json_t *array = json_array ();
  for (size_t k = 0; k < sdp->n_blocks; k++) {
    const double *block = packed + epi_sdp_block_offset (sdp, k);
    size_t size = sdp->blocks[k].size;
    json_t *rows =
        sdp->blocks[k].diagonal ? list (block, size, 1) : json_array ();
    for (size_t i = 0; !sdp->blocks[k].diagonal && i < size; i++)
      json_array_append_new (rows, list (block + i, size, size));
    json_array_append_new (array, rows);
  }
  return array;
}

/* ---- The vectors of each kind ---- */

typedef enum { POINT, INFEASIBLE, UNBOUNDED } Claim;

static Claim
claim_of (const EpiProgramAnswer *answer)
{
  EpiStatus status = epi_program_answer_status (answer);
  return status == EPI_INFEASIBLE  ? INFEASIBLE
         : status == EPI_UNBOUNDED ? UNBOUNDED
                                   : POINT;
}

/* An unbounded ray needs a feasible point, which stands outside of it: top and
 * to are then two objects. */

static void
put_qp (json_t *top, json_t *to, const EpiQp *qp, const EpiQpAnswer *answer,
        Claim claim)
{
  if (claim == UNBOUNDED)
    json_object_set_new (top, "variables",
                         by_name (qp->col_names, answer->point, qp->cols));
  if (claim != INFEASIBLE)
    json_object_set_new (to, "variables",
                         by_name (qp->col_names, answer->x, qp->cols));
  if (claim == UNBOUNDED)
    return;
  json_object_set_new (to, "multipliers",
                       by_name (qp->row_names, answer->y, qp->rows));
  json_object_set_new (to, "reduced_costs",
                       by_name (qp->col_names, answer->z, qp->cols));
}

static void
put_sdp (json_t *top, json_t *to, const EpiSdp *sdp, const EpiSdpAnswer *answer,
         Claim claim)
{
  if (claim == UNBOUNDED)
    json_object_set_new (top, "x", list (answer->point, sdp->m, 1));
  if (claim != INFEASIBLE) {
    json_object_set_new (to, "x", list (answer->x, sdp->m, 1));
    json_object_set_new (to, "X", blocks (sdp, answer->X));
  }
  if (claim == UNBOUNDED)
    return;
  json_object_set_new (to, "Y", blocks (sdp, answer->Y));
  if (sdp->A.rows > 0)
    json_object_set_new (to, "v", list (answer->v, sdp->A.rows, 1));
}

static void
put_gp (json_t *top, json_t *to, const EpiGp *gp, const EpiGpAnswer *answer,
        Claim claim)
{
  if (claim != INFEASIBLE) {
    json_t *x = json_array ();
    for (size_t j = 0; j < gp->variables; j++)
      json_array_append_new (x, epi_json_number (exp (answer->u[j])));
    json_object_set_new (top, "x", x);
    json_object_set_new (top, "u", list (answer->u, gp->variables, 1));
  }
  if (claim == UNBOUNDED)
    json_object_set_new (to, "direction",
                         list (answer->direction, gp->variables, 1));
  else
    json_object_set_new (to, "delta", list (answer->delta, gp->terms, 1));
}

static json_t *
certificate (const EpiConvexCertificate *from)
{
  const struct {
    const char *name;
    double value;
  } items[] = {{"primal", from->primal},
               {"dual", from->dual},
               {"primal_residual", from->primal_residual},
               {"dual_residual", from->dual_residual},
               {"gap", from->gap},
               {"tolerance_reached", from->tolerance_reached}};
  json_t *object = json_object ();

  for (size_t i = 0; i < G_N_ELEMENTS (items); i++)
    if (!isnan (items[i].value))
      json_object_set_new (object, items[i].name,
                           epi_json_number (items[i].value));
  return object;
}

char *
epi_solution_text (const EpiProgram *program, const EpiProgramAnswer *answer,
                   const EpiSolutionNote *note, size_t *length)
{
  static const char *const claims[] = {"optimal", "infeasible", "unbounded"};
  Claim claim = claim_of (answer);
  json_t *top = json_object ();
  char *problem = g_utf8_make_valid (note->problem, -1);

  json_object_set_new (top, "epigraph_solution", json_integer (1));
  json_object_set_new (top, "problem", json_string (problem));
  json_object_set_new (top, "kind",
                       json_string (epi_program_kind_name (program->kind)));
  json_object_set_new (top, "status",
                       json_string (epi_status_word (note->status)));
  json_object_set_new (top, "claims", json_string (claims[claim]));
  json_object_set_new (top, "certificate", certificate (note->certificate));
  json_t *to = claim == POINT ? json_incref (top) : json_object ();
  switch (epi_program_form (program->kind)) {
  case EPI_FORM_QP:
    put_qp (top, to, &program->qp, &answer->qp, claim);
    break;
  case EPI_FORM_SDP:
    put_sdp (top, to, &program->sdp, &answer->sdp, claim);
    break;
  case EPI_FORM_GP:
    put_gp (top, to, &program->gp, &answer->gp, claim);
    break;
  }
  if (claim != POINT)
    json_object_set (top, "ray", to);
  GString *text = g_string_new (NULL);
  epi_json_append (text, top, 0);
  g_string_append_c (text, '\n');
  *length = text->len;
  json_decref (to);
  json_decref (top);
  g_free (problem);
  return g_string_free (text, FALSE);
}

bool
epi_solution_write (const char *path, const EpiProgram *program,
                    const EpiProgramAnswer *answer, const EpiSolutionNote *note,
                    GError **error)
{
  size_t length;
  char *text = epi_solution_text (program, answer, note, &length);
  bool good = epi_write_file (path, text, length, true, error);

  g_free (text);
  return good;
}
