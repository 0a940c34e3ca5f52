/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-mps-reader.h"

#include "core/epi-alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TOLD_INTEGER = 1, TOLD_UPPER = 2, TOLD_SET = 4 /* << section */ };

static bool
tell_once (EpiMps *self, unsigned what)
{
  bool first = (self->told & what) == 0;
  self->told |= what;
  return first;
}

void
epi_mps_warn_integer (EpiMps *self)
{
  if (tell_once (self, TOLD_INTEGER))
    epi_lines_warn (self->lines,
                    "the problem has integer variables; they are taken as "
                    "real, so the answer is that of the relaxation");
}

bool
epi_mps_is_first_set (EpiMps *self, EpiSpan set)
{
  char **first = &self->sets[self->section];

  if (set.length == 0)
    return true;
  if (*first == NULL)
    *first = g_strndup (set.text, set.length);
  if (epi_span_is (set, *first))
    return true;
  if (tell_once (self, (unsigned)TOLD_SET << self->section))
    epi_lines_warn (self->lines,
                    "the set “%.*s” is left out: the first one, “%s”, counts",
                    (int)MIN (set.length, EPI_MPS_MAX_NAME), set.text, *first);
  return false;
}

bool
epi_mps_extended (const EpiMps *self, EpiSpan span, const char *expected,
                  double *value, GError **error)
{
  if (!epi_span_number (span, value) || isnan (*value))
    return epi_lines_expected (self->lines, error, span, expected);
  if (fabs (*value) >= EPI_MPS_INFINITY)
    *value = copysign (INFINITY, *value);
  return true;
}

/* ---- Bounds ---- */

static bool
refuse_infinite (const EpiMps *self, GError **error)
{
  return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_NUMBER,
                         "this bound is infinite on the wrong side: no number "
                         "satisfies it");
}

static bool
set_lower (EpiMps *self, int col, double value, GError **error)
{
  if (value == INFINITY)
    return refuse_infinite (self, error);
  self->lower[col] = value;
  self->has_lower[col] = true;
  return true;
}

static bool
set_upper (EpiMps *self, int col, double value, GError **error)
{
  if (value == -INFINITY)
    return refuse_infinite (self, error);
  self->upper[col] = value;
  if (value >= 0 || self->has_lower[col])
    return true;
  self->lower[col] = -INFINITY;
  if (tell_once (self, TOLD_UPPER))
    epi_lines_warn (self->lines,
                    "the upper bound of “%s” is below 0 and no lower bound "
                    "was given, so the variable has none",
                    self->col_names.names[col]);
  return true;
}

static bool
set_both (EpiMps *self, int col, double lower, double upper, GError **error)
{
  return set_lower (self, col, lower, error) &&
         set_upper (self, col, upper, error);
}

bool
epi_mps_bound (EpiMps *self, EpiSpan kind, int col, EpiSpan text,
               GError **error)
{
  static const char *const names[] = {"UP", "LO", "FX", "UI", "LI",
                                      "FR", "MI", "PL", "BV"};
  enum { UP, LO, FX, UI, LI, FR, MI, PL, BV, N };
  size_t i = 0;
  double value = 0;

  while (i < N && !epi_span_is_nocase (kind, names[i]))
    i++;
  if (i == N)
    return epi_lines_expected (
        self->lines, error, kind,
        "a bound of a continuous variable (UP, LO, FX, FR, MI, PL, BV, LI or "
        "UI)");
  if (i <= LI && !epi_mps_extended (self, text, "a bound", &value, error))
    return false;
  if (i == UI || i == LI || i == BV)
    epi_mps_warn_integer (self);
  switch (i) {
  case UP:
  case UI:
    return set_upper (self, col, value, error);
  case LO:
  case LI:
    return set_lower (self, col, value, error);
  case FX:
    return set_both (self, col, value, value, error);
  case FR:
    return set_both (self, col, -INFINITY, INFINITY, error);
  case MI:
    return set_lower (self, col, -INFINITY, error);
  case PL:
    return set_upper (self, col, INFINITY, error);
  default:
    return set_both (self, col, 0, 1, error);
  }
}

/* ---- Rows ---- */

static void
row_bounds (const EpiMpsRow *row, double *lower, double *upper)
{
  double b = row->rhs + 0.0, r = row->range; /* no -0: b + 0 would differ */

  *lower = row->kind == 'L' ? -INFINITY : b;
  *upper = row->kind == 'G' ? INFINITY : b;
  if (!row->has_range)
    return;
  if (row->kind == 'L')
    *lower = b - fabs (r);
  else if (row->kind == 'G')
    *upper = b + fabs (r);
  else if (r >= 0)
    *upper = b + r;
  else
    *lower = b + r;
}

static bool
build_rows (EpiMps *self, EpiQp *out, GError **error)
{
  for (size_t i = 0; i < self->row_names.n; i++) {
    const EpiMpsRow *row = &self->rows[i];
    if (row->constraint < 0)
      continue;
    double *lower = &out->row_lower[row->constraint];
    double *upper = &out->row_upper[row->constraint];
    row_bounds (row, lower, upper);
    if (*lower<INFINITY && * upper> - INFINITY) /* not NaN either */
      continue;
    EpiLines at = *self->lines;
    at.number = 0; /* it is not about a line */
    return epi_lines_fail (&at, error, EPI_DATA_ERROR_NUMBER,
                           "the row “%s” has an infinite right-hand side that "
                           "no number satisfies",
                           self->row_names.names[i]);
  }
  return true;
}

/* ---- The quadratic form ---- */

static int
compare_places (const void *left, const void *right)
{
  const EpiMpsQuadratic *a = left, *b = right;
  if (a->at.col != b->at.col)
    return a->at.col < b->at.col ? -1 : 1;
  if (a->at.row != b->at.row)
    return a->at.row < b->at.row ? -1 : 1;
  return a->line < b->line ? -1 : a->line > b->line;
}

static bool
refuse_entry (EpiMps *self, const EpiMpsQuadratic *entry, const char *what,
              GError **error)
{
  EpiLines at = *self->lines;
  at.number = entry->line;
  return epi_lines_fail (&at, error, EPI_DATA_ERROR_SYNTAX,
                         "the entry of “%s” and “%s” %s",
                         self->col_names.names[entry->at.row],
                         self->col_names.names[entry->at.col], what);
}

/* Sorted, with none twice. */
static bool
sort_entries (EpiMps *self, const char *twice, GError **error)
{
  if (self->Q_n > 1)
    qsort (self->Q, self->Q_n, sizeof *self->Q, compare_places);
  for (size_t k = 1; k < self->Q_n; k++)
    if (self->Q[k].at.row == self->Q[k - 1].at.row &&
        self->Q[k].at.col == self->Q[k - 1].at.col)
      return refuse_entry (self, &self->Q[k], twice, error);
  return true;
}

/* All of a symmetric matrix: equal to its mirror image. */
static bool
check_symmetric (EpiMps *self, GError **error)
{
  for (size_t k = 0; k < self->Q_n; k++) {
    EpiMpsQuadratic mirror = {.at = {self->Q[k].at.col, self->Q[k].at.row, 0}};
    size_t low = 0, high = self->Q_n; /* the first place not before it */
    while (low < high) {
      size_t middle = low + (high - low) / 2;
      if (compare_places (&self->Q[middle], &mirror) < 0)
        low = middle + 1;
      else
        high = middle;
    }
    bool there = low < self->Q_n && self->Q[low].at.row == mirror.at.row &&
                 self->Q[low].at.col == mirror.at.col;
    if ((there ? self->Q[low].at.value : 0) != self->Q[k].at.value)
      return refuse_entry (self, &self->Q[k],
                           "differs from its mirror image, and QMATRIX must "
                           "be symmetric",
                           error);
  }
  return true;
}

/* To the lower triangle, either way. */
static bool
build_quadratic (EpiMps *self, EpiQp *out, GError **error)
{
  bool full = self->seen & 1u << EPI_MPS_QMATRIX;
  size_t n = 0;

  if (full && self->seen & 1u << EPI_MPS_QUADOBJ)
    return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_SYNTAX,
                           "QUADOBJ and QMATRIX are both there");
  if (full && (!sort_entries (self, "is there twice", error) ||
               !check_symmetric (self, error)))
    return false;
  EpiTriplet *lower = epi_new (EpiTriplet, self->Q_n);
  if (lower == NULL)
    return epi_lines_no_memory (self->lines, error);
  for (size_t k = 0; k < self->Q_n; k++) {
    EpiTriplet *at = &self->Q[k].at;
    if (full && at->row < at->col)
      continue;
    if (at->row < at->col)
      *at = (EpiTriplet){at->col, at->row, at->value};
    lower[n++] = *at;
  }
  bool good = full || sort_entries (self,
                                    "is there twice, perhaps once in each "
                                    "triangle",
                                    error);
  epi_sparse_clear (&out->Q);
  if (good && epi_sparse_from_triplets (out->cols, out->cols, lower, n,
                                        &out->Q) != EPI_OK)
    good = epi_lines_no_memory (self->lines, error);
  epi_free (lower);
  return good;
}

/* ---- All of it ---- */

/* The names of the constraints, N rows left out. */
static char **
take_row_names (EpiMps *self)
{
  size_t total = self->row_names.n, n = 0;
  char **names = epi_names_take (&self->row_names);

  for (size_t i = 0; i < total; i++)
    if (self->rows[i].constraint < 0)
      free (names[i]);
    else
      names[n++] = names[i];
  return names;
}

static bool
fill (EpiMps *self, EpiQp *out, GError **error)
{
  size_t cols = out->cols;

  if (cols > 0)
    memcpy (out->c, self->c, cols * sizeof *out->c);
  memcpy (out->lower, self->lower, cols * sizeof *out->lower);
  memcpy (out->upper, self->upper, cols * sizeof *out->upper);
  out->maximize = self->maximize;
  if (self->objective >= 0 && self->rows[self->objective].has_rhs)
    out->c0 = 0 - self->rows[self->objective].rhs; /* never -0 */
  epi_sparse_clear (&out->A);
  if (epi_sparse_from_triplets (out->rows, cols, self->A, self->A_n, &out->A) !=
      EPI_OK)
    return epi_lines_no_memory (self->lines, error);
  return build_rows (self, out, error) && build_quadratic (self, out, error);
}

bool
epi_mps_build (EpiMps *self, EpiQp *out, GError **error)
{
  if (epi_qp_new (self->n_constraints, self->col_names.n, out) != EPI_OK)
    return epi_lines_no_memory (self->lines, error);
  if (!fill (self, out, error)) {
    epi_qp_clear (out);
    return false;
  }
  if (self->objective >= 0)
    out->objective_name = strdup (self->row_names.names[self->objective]);
  if (self->name != NULL)
    out->name = strdup (self->name);
  out->col_names = epi_names_take (&self->col_names);
  out->row_names = take_row_names (self);
  return true;
}

void
epi_mps_clear (EpiMps *self)
{
  epi_names_clear (&self->row_names);
  epi_names_clear (&self->col_names);
  g_free (self->name);
  g_free (self->objective_name);
  for (size_t i = 0; i < EPI_MPS_N_SECTIONS; i++)
    g_free (self->sets[i]);
  epi_free (self->rows);
  epi_free (self->c);
  epi_free (self->lower);
  epi_free (self->upper);
  epi_free (self->has_lower);
  epi_free (self->A);
  epi_free (self->Q);
}
