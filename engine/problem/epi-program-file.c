/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-eo.h"
#include "problem/epi-mps.h"
#include "problem/epi-program.h"
#include "problem/epi-sdpa.h"

#include <string.h>

/* ---- The readers behind one type ---- */

static bool
read_mps (EpiLines *lines, EpiProgram *out, GError **error)
{
  if (!epi_mps_read (lines, &out->qp, error))
    return false;
  out->kind = epi_sparse_entries (&out->qp.Q) > 0 ? EPI_PROGRAM_QUADRATIC
                                                  : EPI_PROGRAM_LINEAR;
  return true;
}

static bool
read_sdpa (EpiLines *lines, EpiProgram *out, GError **error)
{
  if (!epi_sdpa_read (lines, &out->sdp, error))
    return false;
  out->kind = epi_sdp_has_determinant (&out->sdp) ? EPI_PROGRAM_MAXDET
                                                  : EPI_PROGRAM_SEMIDEFINITE;
  return true;
}

static bool
read_eo (EpiLines *lines, EpiProgram *out, GError **error)
{
  if (!epi_eo_read (lines, &out->gp, error))
    return false;
  out->kind = EPI_PROGRAM_GEOMETRIC;
  return true;
}

typedef bool (*ReadFunc) (EpiLines *lines, EpiProgram *out, GError **error);

static const struct {
  const char *ending;
  ReadFunc read;
} formats[] = {{".mps", read_mps},
               {".qps", read_mps},
               {".dat-s", read_sdpa},
               {".eo", read_eo}};

/* ---- Which one ---- */

static ReadFunc
format_of_name (const char *name)
{
  char *lower = g_ascii_strdown (name, -1);
  ReadFunc read = NULL;

  if (g_str_has_suffix (lower, ".gz"))
    lower[strlen (lower) - 3] = '\0';
  for (size_t i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (lower, formats[i].ending))
      read = formats[i].read;
  g_free (lower);
  return read;
}

/* Whether the first line that is no comment begins with a letter: a section of
 * MPS, for the other formats begin with a number. */
static bool
begins_with_letter (EpiLines *lines)
{
  EpiSpan word;

  while (epi_lines_next (lines, NULL) == EPI_LINES_LINE) {
    char first = lines->line.length > 0 ? lines->line.text[0] : '*';
    if (first != '*' && first != '"' && epi_lines_word (lines, NULL, &word))
      return g_ascii_isalpha (word.text[0]);
  }
  return false;
}

/* SDPA and .eo both begin with numbers: what reads as one of them is one. */
static bool
read_numbers (EpiLines *lines, EpiProgram *out, GError **error)
{
  GError *sdpa = NULL, *eo = NULL;

  if (read_sdpa (lines, out, &sdpa))
    return true;
  size_t reached = lines->number;
  if (!epi_lines_rewind (lines, &eo)) {
    g_propagate_error (error, eo);
    g_error_free (sdpa);
    return false;
  }
  if (read_eo (lines, out, &eo)) {
    g_error_free (sdpa);
    return true;
  }
  bool further = lines->number > reached;
  g_propagate_error (error, further ? eo : sdpa);
  g_error_free (further ? sdpa : eo);
  return false;
}

static bool
read_unknown (EpiLines *lines, EpiProgram *out, GError **error)
{
  bool letter = begins_with_letter (lines);

  return epi_lines_rewind (lines, error) &&
         (letter ? read_mps : read_numbers) (lines, out, error);
}

static bool
read_lines (EpiLines *lines, const char *name, EpiProgram *out, GError **error)
{
  ReadFunc read = format_of_name (name);
  bool good = (read != NULL ? read : read_unknown) (lines, out, error);

  epi_lines_close (lines);
  return good;
}

bool
epi_program_read (const char *path, EpiProgram *out, GPtrArray *warnings,
                  GError **error)
{
  EpiLines lines = {.warnings = warnings};

  *out = (EpiProgram){0};
  return epi_lines_open (&lines, path, error) &&
         read_lines (&lines, path, out, error);
}

bool
epi_program_read_bytes (const void *bytes, size_t length, const char *name,
                        EpiProgram *out, GPtrArray *warnings, GError **error)
{
  EpiLines lines = {.warnings = warnings};

  *out = (EpiProgram){0};
  return epi_lines_bytes (&lines, bytes, length, name, error) &&
         read_lines (&lines, name, out, error);
}

char *
epi_program_write (const EpiProgram *program, size_t *length, GError **error)
{
  switch (epi_program_form (program->kind)) {
  case EPI_FORM_QP:
    return epi_mps_write (&program->qp, length, error);
  case EPI_FORM_SDP:
    return epi_sdpa_write (&program->sdp, length, error);
  case EPI_FORM_GP:
    break;
  }
  return epi_eo_write (&program->gp, length);
}

/* ---- The same to the bit ---- */

static bool
same_numbers (const double *a, const double *b, size_t n)
{
  return n == 0 || memcmp (a, b, n * sizeof *a) == 0;
}

static bool
same_sparse (const EpiSparse *a, const EpiSparse *b)
{
  size_t n = epi_sparse_entries (a);

  return a->rows == b->rows && a->cols == b->cols &&
         n == epi_sparse_entries (b) &&
         memcmp (a->start, b->start, (a->cols + 1) * sizeof *a->start) == 0 &&
         memcmp (a->row, b->row, n * sizeof *a->row) == 0 &&
         same_numbers (a->value, b->value, n);
}

static bool
same_names (char *const *a, char *const *b, size_t n)
{
  if ((a == NULL) != (b == NULL))
    return false;
  for (size_t i = 0; a != NULL && i < n; i++)
    if (strcmp (a[i], b[i]) != 0)
      return false;
  return true;
}

static bool
same_qp (const EpiQp *a, const EpiQp *b)
{
  return a->rows == b->rows && a->cols == b->cols &&
         a->maximize == b->maximize && same_numbers (&a->c0, &b->c0, 1) &&
         same_numbers (a->c, b->c, a->cols) && same_sparse (&a->Q, &b->Q) &&
         same_sparse (&a->A, &b->A) &&
         same_numbers (a->row_lower, b->row_lower, a->rows) &&
         same_numbers (a->row_upper, b->row_upper, a->rows) &&
         same_numbers (a->lower, b->lower, a->cols) &&
         same_numbers (a->upper, b->upper, a->cols) &&
         g_strcmp0 (a->name, b->name) == 0 &&
         g_strcmp0 (a->objective_name, b->objective_name) == 0 &&
         same_names (a->row_names, b->row_names, a->rows) &&
         same_names (a->col_names, b->col_names, a->cols);
}

static bool
same_block (const EpiSdpBlock *a, const EpiSdpBlock *b)
{
  return a->size == b->size && (a->diagonal == b->diagonal || a->size == 0) &&
         same_numbers (&a->weight, &b->weight, 1);
}

static bool
same_entry (const EpiSdpEntry *a, const EpiSdpEntry *b)
{
  return a->matrix == b->matrix && a->block == b->block && a->row == b->row &&
         a->col == b->col && same_numbers (&a->value, &b->value, 1);
}

static bool
same_sdp (const EpiSdp *a, const EpiSdp *b)
{
  bool same = a->m == b->m && a->n_blocks == b->n_blocks &&
              a->n_entries == b->n_entries && same_numbers (a->c, b->c, a->m) &&
              same_sparse (&a->A, &b->A) &&
              same_numbers (a->b, b->b, a->A.rows);
  for (size_t k = 0; same && k < a->n_blocks; k++)
    same = same_block (&a->blocks[k], &b->blocks[k]);
  for (size_t k = 0; same && k < a->n_entries; k++)
    same = same_entry (&a->entries[k], &b->entries[k]);
  return same;
}

static bool
same_gp (const EpiGp *a, const EpiGp *b)
{
  return a->constraints == b->constraints && a->variables == b->variables &&
         a->terms == b->terms &&
         same_numbers (a->coefficient, b->coefficient, a->terms) &&
         memcmp (a->constraint, b->constraint,
                 a->terms * sizeof *a->constraint) == 0 &&
         same_sparse (&a->exponent, &b->exponent);
}

bool
epi_program_equal (const EpiProgram *a, const EpiProgram *b)
{
  if (a->kind != b->kind)
    return false;
  switch (epi_program_form (a->kind)) {
  case EPI_FORM_QP:
    return same_qp (&a->qp, &b->qp);
  case EPI_FORM_SDP:
    return same_sdp (&a->sdp, &b->sdp);
  case EPI_FORM_GP:
    break;
  }
  return same_gp (&a->gp, &b->gp);
}
