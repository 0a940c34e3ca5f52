/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/epi-cli-solve-print.h"

#include "core/epi-number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NAME 18   /* width of a name */
#define COLUMN 15 /* width of a number */

bool
epi_cli_program (const char *path, EpiProgram *program)
{
  GPtrArray *warnings = g_ptr_array_new_with_free_func (g_free);
  GError *error = NULL;
  bool good = epi_program_read (path, program, warnings, &error);

  for (guint i = 0; good && i < warnings->len; i++)
    epi_cli_tell ("%s", (const char *)warnings->pdata[i]);
  if (!good)
    epi_cli_refuse_error (error);
  g_ptr_array_unref (warnings);
  return good;
}

static void
print_count (size_t n, const char *one, const char *many)
{
  printf (", %zu %s", n, n == 1 ? one : many);
}

void
epi_cli_print_program (const char *path, const EpiProgram *program)
{
  char *name = g_path_get_basename (path);

  printf ("%s: %s", name, epi_program_kind_name (program->kind));
  switch (epi_program_form (program->kind)) {
  case EPI_FORM_QP:
    print_count (program->qp.rows, "row", "rows");
    print_count (program->qp.cols, "column", "columns");
    print_count (epi_sparse_entries (&program->qp.A), "entry", "entries");
    if (epi_sparse_entries (&program->qp.Q) > 0)
      printf (", %zu in the triangle of Q",
              epi_sparse_entries (&program->qp.Q));
    break;
  case EPI_FORM_SDP:
    print_count (program->sdp.m, "variable", "variables");
    print_count (program->sdp.n_blocks, "block", "blocks");
    print_count (program->sdp.n_entries, "entry", "entries");
    break;
  case EPI_FORM_GP:
    print_count (program->gp.constraints, "constraint", "constraints");
    print_count (program->gp.variables, "variable", "variables");
    print_count (program->gp.terms, "term", "terms");
    break;
  }
  printf ("\n");
  g_free (name);
}

/* ---- Iterates ---- */

enum {            /* what a value is */
       OBJECTIVE, /* of a geometric program the method has its logarithm */
       NUMBER,
       VARIABLE /* of a linear program: columns, then rows; −1: none */
};

static const struct {
  const char *name;
  int what;
} step_items[] = {
    {"phase", NUMBER},         {"t", NUMBER},
    {"objective", OBJECTIVE},  {"dual_objective", OBJECTIVE},
    {"gap", NUMBER},           {"primal_residual", NUMBER},
    {"dual_residual", NUMBER}, {"step_length", NUMBER},
    {"centring", NUMBER},      {"entering", VARIABLE},
    {"leaving", VARIABLE},
};

static double
step_value (const EpiFrame *frame, size_t item, EpiProgramKind kind)
{
  double value = epi_frame_scalar (frame, step_items[item].name, NAN);
  return step_items[item].what == OBJECTIVE && kind == EPI_PROGRAM_GEOMETRIC
             ? exp (value)
             : value;
}

/* The name in the file of column j, or of row j - cols; else, or where there
 * are no names, NULL. */
static const char *
variable_name (const EpiQp *qp, double j)
{
  if (!(j >= 0) || j >= (double)(qp->cols + qp->rows))
    return NULL;
  size_t i = (size_t)j;
  if (i < qp->cols)
    return qp->col_names != NULL ? qp->col_names[i] : NULL;
  return qp->row_names != NULL ? qp->row_names[i - qp->cols] : NULL;
}

static void
print_number (double value, int digits)
{
  char *label =
      isnan (value) ? g_strdup ("–") : epi_number_label (value, digits);
  epi_cli_print_padded (label, COLUMN, true);
  g_free (label);
}

static void
print_step_item (const EpiFrame *frame, size_t item, const EpiProgram *program)
{
  double value = step_value (frame, item, program->kind);

  printf (" ");
  if (step_items[item].what == VARIABLE) {
    const char *name = variable_name (&program->qp, value);
    if (name != NULL)
      epi_cli_print_padded (name, COLUMN, true);
    else
      print_number (value < 0 ? NAN : value, 3);
  } else
    print_number (value, step_items[item].what == OBJECTIVE ? 8 : 3);
}

void
epi_cli_print_step (const EpiProgram *program, const EpiFrame *frame,
                    bool header)
{
  char k[24];

  if (header) {
    epi_cli_print_padded ("k", 6, true);
    for (size_t i = 0; i < G_N_ELEMENTS (step_items); i++)
      if (epi_frame_find (frame, step_items[i].name) != NULL)
        epi_cli_print_padded (step_items[i].name, COLUMN + 1, true);
    printf ("\n");
  }
  g_snprintf (k, sizeof k, "%zu", epi_frame_k (frame));
  epi_cli_print_padded (k, 6, true);
  for (size_t i = 0; i < G_N_ELEMENTS (step_items); i++)
    if (epi_frame_find (frame, step_items[i].name) != NULL)
      print_step_item (frame, i, program);
  printf ("\n");
}

void
epi_cli_json_step (GString *json, const EpiProgram *program,
                   const EpiFrame *frame)
{
  epi_cli_json_open (json, NULL, '{');
  epi_cli_json_number (json, "k", (double)epi_frame_k (frame));
  for (size_t i = 0; i < G_N_ELEMENTS (step_items); i++)
    if (epi_frame_find (frame, step_items[i].name) != NULL)
      epi_cli_json_maybe (json, step_items[i].name,
                          step_value (frame, i, program->kind));
  epi_cli_json_close (json, '}');
  epi_cli_json_print (json);
}

void
epi_cli_print_progress (const EpiProgram *program, const EpiFrame *frame,
                        double seconds)
{
  double value = epi_frame_scalar (frame, "objective", NAN);
  char *objective = epi_number_label (
      program->kind == EPI_PROGRAM_GEOMETRIC ? exp (value) : value, 7);
  char *gap = epi_number_label (epi_frame_scalar (frame, "gap", NAN), 3);

  fprintf (stderr, "\r%6zu  %.1f s  objective %s  gap %s\033[K",
           epi_frame_k (frame), seconds, objective, gap);
  fflush (stderr);
  g_free (objective);
  g_free (gap);
}

void
epi_cli_clear_progress (void)
{
  fprintf (stderr, "\r\033[K");
  fflush (stderr);
}

/* ---- The proof ---- */

double
epi_cli_objective (EpiProgramKind kind, const EpiConvexCertificate *certificate)
{
  return kind == EPI_PROGRAM_GEOMETRIC ? exp (certificate->primal)
                                       : certificate->primal;
}

char *
epi_cli_missing (const EpiConvexCertificate *certificate)
{
  const struct {
    const char *name;
    double value;
  } measures[] = {{"gap", certificate->gap},
                  {"primal residual", certificate->primal_residual},
                  {"dual residual", certificate->dual_residual}};
  GString *text = g_string_new (NULL);
  char number[EPI_NUMBER_SIZE];
  /* No tolerance would do: what is wrong is no number (Q is not convex). */
  bool refused = certificate->missing != NULL &&
                 !isfinite (certificate->tolerance_reached);

  for (size_t i = 0; i < G_N_ELEMENTS (measures) && !refused; i++)
    if (measures[i].value > certificate->tolerance) {
      g_ascii_formatd (number, sizeof number, "%.2g", measures[i].value);
      g_string_append_printf (text, "%sthe %s is %s", text->len > 0 ? ", " : "",
                              measures[i].name, number);
    }
  if (text->len > 0)
    g_string_append_printf (text, ", not below %s",
                            epi_number_print (number, certificate->tolerance));
  else
    g_string_assign (text, certificate->missing);
  if (text->len > 0 && certificate->drifts)
    g_string_append_printf (text, "; %s", certificate->missing);
  return g_string_free (text, FALSE);
}

void
epi_cli_json_proof (GString *json, EpiStatus status, EpiProgramKind kind,
                    const EpiConvexCertificate *certificate)
{
  const EpiConvexCertificate *c = certificate;

  epi_cli_json_text (json, "status", epi_status_word (status));
  epi_cli_json_text (json, "kind", epi_program_kind_name (kind));
  epi_cli_json_maybe (json, "objective", epi_cli_objective (kind, c));
  epi_cli_json_maybe (json, "dual_objective",
                      kind == EPI_PROGRAM_GEOMETRIC ? exp (c->dual) : c->dual);
  epi_cli_json_maybe (json, "primal_residual", c->primal_residual);
  epi_cli_json_maybe (json, "dual_residual", c->dual_residual);
  epi_cli_json_maybe (json, "gap", c->gap);
  if (isfinite (c->dimacs[0])) {
    epi_cli_json_open (json, "dimacs", '[');
    for (size_t i = 0; i < G_N_ELEMENTS (c->dimacs); i++)
      epi_cli_json_maybe (json, NULL, c->dimacs[i]);
    epi_cli_json_close (json, ']');
  }
  epi_cli_json_number (json, "tolerance", c->tolerance);
  epi_cli_json_maybe (json, "tolerance_reached", c->tolerance_reached);
  epi_cli_json_bool (json, "certified", c->status != EPI_RUNNING);
}

static void
print_line (const char *name, double value, int digits)
{
  if (isnan (value))
    return;
  epi_cli_print_padded (name, NAME, false);
  print_number (value, digits);
  printf ("\n");
}

void
epi_cli_print_proof (EpiProgramKind kind,
                     const EpiConvexCertificate *certificate)
{
  const EpiConvexCertificate *c = certificate;

  print_line ("objective", epi_cli_objective (kind, c), 12);
  printf ("\nCertificate, recomputed apart from the method: %s\n",
          c->status == EPI_RUNNING ? "it does not hold" : "it holds");
  print_line ("dual_objective",
              kind == EPI_PROGRAM_GEOMETRIC ? exp (c->dual) : c->dual, 12);
  print_line ("primal_residual", c->primal_residual, 3);
  print_line ("dual_residual", c->dual_residual, 3);
  print_line ("gap", c->gap, 3);
  print_line ("tolerance_reached", c->tolerance_reached, 3);
}
