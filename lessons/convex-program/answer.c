/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a frame back to the answer that it holds: proven, explained, saved.
 */
#include "convex-program/program.h"

#include "convex/epi-relay.h"
#include "core/epi-alloc.h"
#include "core/epi-number.h"
#include "kit/epi-convex-certificate.h"
#include "kit/epi-plot-table.h"
#include "problem/epi-solution-file.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

/* ---- The answer in a frame ---- */

/* Copies the vector of that name; false when it is not there as such. */
static bool
take (const EpiFrame *frame, const char *name, double *to, size_t n)
{
  const EpiFrameItem *item = epi_frame_find (frame, name);

  if (item == NULL || item->rows * item->cols != n)
    return false;
  if (n > 0)
    memcpy (to, item->data, n * sizeof (double));
  return true;
}

static bool
take_qp (const EpiQp *qp, const EpiFrame *frame, EpiQpAnswer *a)
{
  bool ray = a->status == EPI_INFEASIBLE, up = a->status == EPI_UNBOUNDED;

  return (ray || take (frame, "variables", a->x, qp->cols)) &&
         (!up || take (frame, "point", a->point, qp->cols)) &&
         (up || (take (frame, "multipliers", a->y, qp->rows) &&
                 take (frame, "reduced", a->z, qp->cols)));
}

static bool
take_sdp (const EpiSdp *sdp, const EpiFrame *frame, EpiSdpAnswer *a)
{
  bool ray = a->status == EPI_INFEASIBLE, up = a->status == EPI_UNBOUNDED;
  size_t packed = epi_sdp_block_offset (sdp, sdp->n_blocks);

  return (ray || (take (frame, "variables", a->x, sdp->m) &&
                  take (frame, "X", a->X, packed))) &&
         (!up || take (frame, "point", a->point, sdp->m)) &&
         (up || (take (frame, "Y", a->Y, packed) &&
                 take (frame, "v", a->v, sdp->A.rows)));
}

static bool
take_gp (const EpiGp *gp, const EpiFrame *frame, EpiGpAnswer *a)
{
  bool ray = a->status == EPI_INFEASIBLE, up = a->status == EPI_UNBOUNDED;

  return (ray || take (frame, "logarithms", a->u, gp->variables)) &&
         (up ? take (frame, "direction", a->direction, gp->variables)
             : take (frame, "weights", a->delta, gp->terms));
}

bool
cp_answer (const EpiProgram *program, const EpiFrame *frame,
           EpiProgramAnswer *out)
{
  epi_program_answer_set_status (out, epi_frame_status (frame));
  switch (epi_program_form (program->kind)) {
  case EPI_FORM_QP:
    return take_qp (&program->qp, frame, &out->qp);
  case EPI_FORM_SDP:
    return take_sdp (&program->sdp, frame, &out->sdp);
  case EPI_FORM_GP:
    break;
  }
  return take_gp (&program->gp, frame, &out->gp);
}

/* ---- Proof ---- */

void
cp_certify (void *data, const EpiFrame *frame, EpiCertificate *certificate)
{
  const CpProblem *problem = data;
  EpiProgramAnswer answer;
  EpiConvexCertificate proof;

  EpiStatus status = epi_program_answer_new (&problem->program, &answer);
  if (status == EPI_OK && cp_answer (&problem->program, frame, &answer)) {
    status = epi_program_certify (&problem->program, &answer,
                                  problem->tolerance, &proof);
    epi_convex_certificate (status, &proof, frame, certificate);
  } else {
    certificate->status = status == EPI_OK ? EPI_RUNNING : status;
    g_strlcpy (certificate->sentence,
               status == EPI_OK ? "proven at the end: this program is too "
                                  "large to keep every point"
                                : epi_status_sentence (status),
               sizeof certificate->sentence);
  }
  epi_program_answer_clear (&answer);
}

/* ---- Why it is as it is ---- */

/* The names with the largest numbers, at most three: "energy, protein". */
static char *
largest (char *const *names, const EpiFrameItem *item)
{
  GString *list = g_string_new (NULL);
  double last = INFINITY, most = 0;

  for (size_t i = 0; i < item->rows; i++)
    most = fmax (most, fabs (item->data[i]));
  for (int count = 0; count < 3; count++) {
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < item->rows; i++)
      if (fabs (item->data[i]) < last &&
          (best == SIZE_MAX || fabs (item->data[i]) > fabs (item->data[best])))
        best = i;
    if (best == SIZE_MAX || fabs (item->data[best]) <= 1e-6 * most)
      break;
    last = fabs (item->data[best]);
    g_string_append_printf (list, "%s%s", count > 0 ? ", " : "", names[best]);
  }
  return g_string_free (list, FALSE);
}

static char *
explain_infeasible (const CpFile *file, const EpiFrame *frame)
{
  const EpiFrameItem *y = epi_frame_find (frame, "multipliers");

  if (y == NULL || y->rows == 0 || y->rows != file->n_rows)
    return g_strdup ("Nothing satisfies all constraints: the multipliers add "
                     "them up to a contradiction.");
  char *rows = largest (file->row_names, y);
  char *text = g_strdup_printf (
      "Nothing satisfies all rows and bounds: added up with these multipliers "
      "(the largest: %s) they say 0 ≥ 1.",
      *rows != '\0' ? rows : "those of the bounds");
  g_free (rows);
  return text;
}

static char *
explain_unbounded (const CpFile *file, const EpiFrame *frame)
{
  const EpiFrameItem *d = epi_frame_find (frame, "direction");

  if (d == NULL)
    d = epi_frame_find (frame, "variables");
  if (d == NULL || d->rows != file->n_variables)
    return NULL;
  char *names = largest (file->variable_names, d);
  char *text = g_strdup_printf (
      "There is no best point: along this direction (the largest: %s) nothing "
      "is in the way and the objective goes on for ever.",
      names);
  g_free (names);
  return text;
}

/* Of a relay that has come to its second solver, or further: who went before,
 * and why not at all. */
static char *
explain_relay (const CpFile *file, const EpiFrame *frame)
{
  EpiProgramKind kind = file->program.kind;
  size_t at = (size_t)epi_frame_scalar (frame, "solver", 0);
  const EpiSolver *now = epi_relay_solver (kind, at);
  GString *text = g_string_new (NULL);

  for (size_t i = 0; i < at; i++)
    g_string_append_printf (text, "%s%s",
                            i == 0       ? ""
                            : i + 1 < at ? ", "
                                         : " and ",
                            cp_method_name (epi_relay_solver (kind, i)->name));
  if (at > 0 && now != NULL)
    g_string_append_printf (text,
                            " came to no proof at this tolerance, so the %s "
                            "method has gone on.",
                            cp_method_name (now->name));
  text->str[0] = g_ascii_toupper (text->str[0]);
  return g_string_free (text, at == 0);
}

static bool
is_automatic (const EpiScene *scene)
{
  return strcmp (
             epi_lesson_text (scene->lesson, scene->answer->document, "method"),
             "automatic") == 0;
}

/* Whether the method, or all of them, ended and nothing is proven: also where
 * it says that there is no optimum. */
static bool
is_unproven (const EpiScene *scene, const EpiFrame *frame)
{
  return epi_frame_status (frame) != EPI_RUNNING &&
         !epi_certificate_is_proven (&scene->answer->certificate) &&
         epi_scene_is_settled (scene);
}

/* Whether the point it ended at is far out, where only a logarithm falls. */
static bool
drifts_away (const EpiScene *scene, const EpiFrame *frame, const CpFile *file)
{
  EpiConvexCertificate proof;
  EpiProgramAnswer answer;

  if (file->program.kind != EPI_PROGRAM_MAXDET ||
      epi_program_answer_new (&file->program, &answer) != EPI_OK)
    return false;
  double tolerance = epi_scene_number (scene, "tolerance");
  bool drifts = cp_answer (&file->program, frame, &answer) &&
                epi_program_certify (&file->program, &answer, tolerance,
                                     &proof) == EPI_OK &&
                proof.drifts;
  epi_program_answer_clear (&answer);
  return drifts;
}

static char *
explain_unproven (const EpiScene *scene, const EpiFrame *frame,
                  const CpFile *file)
{
  EpiStatus claim = epi_frame_status (frame);
  const char *says = "";

  if (drifts_away (scene, frame, file))
    return g_strdup ("Far out F(x) goes on growing, and cᵀx does not rise: the "
                     "logarithm of the determinant seems to grow without end, "
                     "and then there is no optimum.");
  if (claim == EPI_INFEASIBLE)
    says = " It says that nothing satisfies all constraints, which is not "
           "shown.";
  else if (claim == EPI_UNBOUNDED)
    says = " It says that the objective goes on for ever, which is not shown.";
  return is_automatic (scene)
             ? g_strdup_printf (
                   "Every method for this kind of program ended without a "
                   "proof at this tolerance; this is where the best of them "
                   "ended.%s A looser tolerance may be enough.",
                   says)
             : g_strdup_printf (
                   "The method ended without a proof at this tolerance.%s "
                   "Another method may reach it, or a looser tolerance be "
                   "enough.",
                   says);
}

static char *
explain_end (const EpiScene *scene, const EpiFrame *frame, const CpFile *file)
{
  EpiStatus status = epi_frame_status (frame);

  EpiStatus proven = scene->answer->certificate.status;

  if (is_unproven (scene, frame))
    return explain_unproven (scene, frame, file);
  if (status == EPI_INFEASIBLE && proven == status)
    return explain_infeasible (file, frame);
  if (status == EPI_UNBOUNDED && proven == status)
    return explain_unbounded (file, frame);
  return NULL;
}

char *
cp_explain (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const CpFile *file =
      scene->answer != NULL ? cp_file (scene->answer->document, NULL) : NULL;

  if (frame == NULL || file == NULL)
    return NULL;
  char *relay = is_unproven (scene, frame) ? NULL : explain_relay (file, frame);
  char *end = explain_end (scene, frame, file);
  char *text = relay != NULL && end != NULL
                   ? g_strdup_printf ("%s %s", relay, end)
                   : g_strdup (relay != NULL ? relay : end);
  g_free (relay);
  g_free (end);
  return text;
}

/* ---- Saving ---- */

static char *
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, sentence);
  return NULL;
}

/* The text of a solution file for the program as the document has it. */
static char *
solution_text (const EpiScene *scene, const EpiProgram *program,
               const EpiFrame *frame, EpiProgramAnswer *answer, size_t *length,
               GError **error)
{
  const EpiDocument *document = scene->answer->document;
  EpiConvexCertificate proof;

  if (!cp_answer (program, frame, answer))
    return refuse (error, "only the last point of so large a program is kept: "
                          "go to the end, and save it there");
  EpiStatus status = epi_program_certify (
      program, answer, epi_lesson_number (scene->lesson, document, "tolerance"),
      &proof);
  if (status != EPI_OK)
    return refuse (error, epi_status_sentence (status));
  EpiSolutionNote note = {
      .problem =
          epi_attachment_name (epi_document_attachment (document, EPI_OPENED)),
      .status = proof.status != EPI_RUNNING               ? proof.status
                : epi_frame_status (frame) == EPI_RUNNING ? EPI_LIMIT
                                                          : EPI_FAILED,
      .certificate = &proof};
  return epi_solution_text (program, answer, &note, length);
}

static char *
json_text (const EpiScene *scene, size_t *length, GError **error)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const CpFile *file =
      frame != NULL ? cp_file (scene->answer->document, error) : NULL;
  EpiProgram program;
  EpiProgramAnswer answer;
  double *lower, *upper;
  char *text = NULL;

  if (frame == NULL)
    return refuse (error, "there is no solution yet");
  if (file == NULL)
    return NULL;
  if (cp_change (file, scene->answer->document, &program, &lower, &upper,
                 error)) {
    if (epi_program_answer_new (&program, &answer) == EPI_OK)
      text = solution_text (scene, &program, frame, &answer, length, error);
    else
      refuse (error, epi_status_sentence (EPI_NO_MEMORY));
    epi_program_answer_clear (&answer);
  }
  epi_free (lower);
  epi_free (upper);
  return text;
}

static char *
csv_text (const EpiScene *scene, size_t *length, GError **error)
{
  const EpiViewSpec *view = cp_views;

  while (strcmp (view->name, "solution") != 0)
    view++;
  if (epi_scene_frame (scene, 0) == NULL)
    return refuse (error, "there is no solution yet");
  EpiPlotTable *table = epi_view_table (view, scene);
  char *text = epi_plot_table_csv (table);
  epi_plot_table_free (table);
  *length = strlen (text);
  return text;
}

const EpiExport cp_exports[] = {
    {"The solution by names (JSON)", ".json", json_text},
    {"The solution as tables (CSV)", ".csv", csv_text},
    {NULL},
};
