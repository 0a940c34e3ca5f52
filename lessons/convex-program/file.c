/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a file means: the program, names for its parts, the picture of its
 * pattern.  Made once, by whoever asks first, and kept with the file.
 */
#include "convex-program/program.h"

#include "core/epi-alloc.h"

#include <gio/gio.h>
#include <string.h>

/* ---- Names ---- */

/* Copies names (n), or counts: prefix and first, first + 1, … */
static char **
names_new (char *const *names, size_t n, const char *prefix, size_t first)
{
  char **copy = g_new0 (char *, n + 1);

  for (size_t i = 0; i < n; i++)
    copy[i] = names != NULL ? g_utf8_make_valid (names[i], -1)
                            : g_strdup_printf ("%s%zu", prefix, first + i);
  return copy;
}

static void
name_parts (CpFile *file)
{
  const EpiProgram *p = &file->program;

  switch (epi_program_form (p->kind)) {
  case EPI_FORM_QP:
    file->n_variables = p->qp.cols;
    file->n_rows = p->qp.rows;
    file->variable_names = names_new (p->qp.col_names, p->qp.cols, "x", 1);
    file->row_names = names_new (p->qp.row_names, p->qp.rows, "row ", 1);
    break;
  case EPI_FORM_SDP: /* numbered from 1 in the file */
    file->n_variables = p->sdp.m;
    file->variable_names = names_new (NULL, p->sdp.m, "x", 1);
    break;
  case EPI_FORM_GP: /* numbered from 0 in the file; posynomial 0: the
                       objective */
    file->n_variables = p->gp.variables;
    file->n_rows = p->gp.constraints + 1;
    file->variable_names = names_new (NULL, p->gp.variables, "x", 0);
    file->row_names = names_new (NULL, file->n_rows, "f", 0);
    break;
  }
}

/* ---- The pattern ---- */

/* Q above A, Q with both triangles. */
static EpiStatus
quadratic_pattern (const EpiQp *qp, EpiSparse *out)
{
  size_t most = 2 * epi_sparse_entries (&qp->Q) + epi_sparse_entries (&qp->A);
  EpiTriplet *at = epi_new (EpiTriplet, most + 1);
  size_t n = 0;

  if (at == NULL)
    return EPI_NO_MEMORY;
  for (int j = 0; j < (int)qp->cols; j++) {
    for (int t = qp->Q.start[j]; t < qp->Q.start[j + 1]; t++) {
      int i = qp->Q.row[t];
      at[n++] = (EpiTriplet){i, j, 1};
      if (i != j)
        at[n++] = (EpiTriplet){j, i, 1};
    }
    for (int t = qp->A.start[j]; t < qp->A.start[j + 1]; t++)
      at[n++] = (EpiTriplet){(int)qp->cols + qp->A.row[t], j, 1};
  }
  EpiStatus status =
      epi_sparse_from_triplets (qp->cols + qp->rows, qp->cols, at, n, out);
  epi_free (at);
  return status;
}

/* Where any Fᵢ has an entry, the blocks along the diagonal. */
static EpiStatus
blocks_pattern (const EpiSdp *sdp, EpiSparse *out)
{
  EpiTriplet *at = epi_new (EpiTriplet, 2 * sdp->n_entries + 1);
  int *first = epi_new (int, sdp->n_blocks + 1);
  size_t order = 0, n = 0;
  EpiStatus status = EPI_NO_MEMORY;

  for (size_t k = 0; first != NULL && k < sdp->n_blocks; k++) {
    first[k] = (int)order;
    order += sdp->blocks[k].size;
  }
  if (at != NULL && first != NULL) {
    for (size_t t = 0; t < sdp->n_entries; t++) {
      const EpiSdpEntry *e = &sdp->entries[t];
      int i = first[e->block] + e->row, j = first[e->block] + e->col;
      at[n++] = (EpiTriplet){i, j, 1};
      if (i != j)
        at[n++] = (EpiTriplet){j, i, 1};
    }
    status = epi_sparse_from_triplets (order, order, at, n, out);
  }
  epi_free (at);
  epi_free (first);
  return status;
}

static EpiStatus
make_pattern (CpFile *file)
{
  const EpiProgram *p = &file->program;
  EpiSparse made = {0};
  EpiStatus status = EPI_OK;

  if (p->kind == EPI_PROGRAM_LINEAR)
    return epi_sparsity_new (&p->qp.A, &file->pattern);
  if (p->kind == EPI_PROGRAM_QUADRATIC)
    status = quadratic_pattern (&p->qp, &made);
  else if (epi_program_form (p->kind) == EPI_FORM_SDP)
    status = blocks_pattern (&p->sdp, &made);
  else
    status = epi_sparse_transpose (&p->gp.exponent, &made);
  if (status == EPI_OK)
    status = epi_sparsity_new (&made, &file->pattern);
  epi_sparse_clear (&made);
  return status;
}

/* ---- All of it ---- */

static void
file_free (void *data)
{
  CpFile *file = data;

  epi_program_clear (&file->program);
  epi_sparsity_clear (&file->pattern);
  g_strfreev (file->variable_names);
  g_strfreev (file->row_names);
  g_free (file->warning);
  g_free (file);
}

static void *
parse (const EpiAttachment *attachment, GError **error)
{
  CpFile *file = g_new0 (CpFile, 1);
  GPtrArray *warnings = g_ptr_array_new_with_free_func (g_free);
  size_t length;
  const void *bytes = epi_attachment_bytes (attachment, &length);

  bool good =
      epi_program_read_bytes (bytes, length, epi_attachment_name (attachment),
                              &file->program, warnings, error);
  if (good && warnings->len > 0)
    file->warning = g_strdup (warnings->pdata[0]);
  g_ptr_array_unref (warnings);
  if (good) {
    name_parts (file);
    good = make_pattern (file) == EPI_OK;
    if (!good)
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                   "%s: there is not enough memory for it",
                   epi_attachment_name (attachment));
  }
  if (good)
    return file;
  file_free (file);
  return NULL;
}

bool
cp_accepts (const EpiAttachment *attachment, GError **error)
{
  return epi_attachment_meaning (attachment, parse, file_free, error) != NULL;
}

const CpFile *
cp_file (const EpiDocument *document, GError **error)
{
  const EpiAttachment *file = epi_document_attachment (document, EPI_OPENED);

  if (file != NULL)
    return epi_attachment_meaning (file, parse, file_free, error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                       "there is no file yet: open one, or drop it here");
  return NULL;
}
