/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-number.h"
#include "problem/epi-mps-reader.h"

#include <math.h>
#include <string.h>

typedef struct {
  const EpiQp *qp;
  GString *text;
  GError **error;
} Writer;

static bool
refuse (Writer *self, const char *what, const char *name)
{
  g_set_error (self->error, EPI_DATA_ERROR, EPI_DATA_ERROR_UNKNOWN,
               "“%s” cannot be written as MPS: %s", name, what);
  return false;
}

/* ---- Names ---- */

/* Valid until the second next call. */
static const char *
name_of (char **names, char letter, size_t i)
{
  static _Thread_local char buffers[2][24];
  static _Thread_local unsigned turn;

  if (names != NULL)
    return names[i];
  char *buffer = buffers[turn++ % 2];
  g_snprintf (buffer, sizeof buffers[0], "%c%zu", letter, i + 1);
  return buffer;
}

static const char *
row_name (const Writer *self, size_t i)
{
  return name_of (self->qp->row_names, 'R', i);
}

static const char *
col_name (const Writer *self, size_t j)
{
  return name_of (self->qp->col_names, 'C', j);
}

static bool
is_zero (double value)
{
  return value == 0 && !signbit (value);
}

/* A column without entries is named in the objective. */
static bool
needs_objective (const EpiQp *qp)
{
  bool needed = qp->c0 != 0;
  for (size_t j = 0; !needed && j < qp->cols; j++)
    needed = !is_zero (qp->c[j]) || qp->A.start[j] == qp->A.start[j + 1];
  return needed;
}

/* A name that no constraint has, where one is needed; NULL: none is. */
static char *
new_objective_name (const EpiQp *qp)
{
  if (!needs_objective (qp))
    return NULL;
  GString *name = g_string_new ("OBJ");
  for (size_t i = 0; qp->row_names != NULL && i < qp->rows; i++)
    if (strcmp (qp->row_names[i], name->str) == 0) {
      g_string_append_c (name, '_');
      i = (size_t)-1; /* all of them again */
    }
  return g_string_free (name, FALSE);
}

static bool
check_name (Writer *self, const char *name)
{
  size_t length = strlen (name);
  for (const char *p = name; *p != '\0'; p++)
    if ((unsigned char)*p <= ' ' || *p == 0x7f)
      return refuse (self, "the name has a blank", name);
  return (length > 0 && length <= EPI_MPS_MAX_NAME &&
          strcmp (name, "'MARKER'") != 0) ||
         refuse (self, "a free file cannot have this name", name);
}

static bool
check_names (Writer *self)
{
  const EpiQp *qp = self->qp;
  for (size_t i = 0; qp->row_names != NULL && i < qp->rows; i++)
    if (!check_name (self, qp->row_names[i]))
      return false;
  for (size_t j = 0; qp->col_names != NULL && j < qp->cols; j++)
    if (!check_name (self, qp->col_names[j]))
      return false;
  return qp->name == NULL || check_name (self, qp->name);
}

/* ---- Lines ---- */

static void
put_number (Writer *self, double value)
{
  char text[EPI_NUMBER_SIZE];
  g_string_append_c (self->text, ' ');
  g_string_append (self->text, epi_number_print (text, value));
}

static void
put_entry (Writer *self, const char *left, const char *right, double value)
{
  g_string_append_printf (self->text, "    %s %s", left, right);
  put_number (self, value);
  g_string_append_c (self->text, '\n');
}

/* ---- Rows ---- */

static char
kind_of (const EpiQp *qp, size_t i)
{
  double lower = qp->row_lower[i], upper = qp->row_upper[i];
  if (lower == upper)
    return 'E';
  return lower == -INFINITY && upper < INFINITY ? 'L' : 'G';
}

/* The range that gives both bounds to the bit with one of them as the
 * right-hand side, or NAN. */
static double
exact_range (double lower, double upper, bool by_lower)
{
  double r = upper - lower;
  double trials[] = {r, nextafter (r, INFINITY), nextafter (r, 0)};

  for (size_t t = 0; t < G_N_ELEMENTS (trials); t++)
    if (by_lower ? lower + trials[t] == upper : upper - trials[t] == lower)
      return trials[t];
  return NAN;
}

/* How row i is said: G or L with a range where it has two bounds; one whose
 * bounds exclude each other cannot be said. */
static bool
split_row (Writer *self, size_t i, char *kind, double *rhs, double *range)
{
  double lower = self->qp->row_lower[i], upper = self->qp->row_upper[i];

  *kind = kind_of (self->qp, i);
  *range = NAN; /* none */
  *rhs = *kind == 'L' ? upper : lower;
  if (*kind == 'E' || !isfinite (lower) || !isfinite (upper))
    return true;
  if (lower < upper && !isnan (*range = exact_range (lower, upper, true)))
    return true;
  if (lower < upper && !isnan (*range = exact_range (lower, upper, false))) {
    *kind = 'L';
    *rhs = upper;
    return true;
  }
  return refuse (self,
                 lower > upper ? "its lower bound is above its upper bound"
                               : "no range gives both its bounds exactly",
                 row_name (self, i));
}

static bool
put_rows (Writer *self, GString *rhs, GString *ranges, const char *objective)
{
  const EpiQp *qp = self->qp;
  GString *text = self->text;

  g_string_append (text, "ROWS\n");
  if (objective != NULL)
    g_string_append_printf (text, " N %s\n", objective);
  for (size_t i = 0; i < qp->rows; i++) {
    char kind;
    double b, r;
    if (!split_row (self, i, &kind, &b, &r))
      return false;
    if ((isfinite (b) && fabs (b) >= EPI_MPS_INFINITY) ||
        fabs (r) >= EPI_MPS_INFINITY)
      return refuse (self, "its bound is finite but no smaller than 1e20",
                     row_name (self, i));
    g_string_append_printf (text, " %c %s\n", kind, row_name (self, i));
    self->text = rhs;
    if (!is_zero (b))
      put_entry (self, "RHS", row_name (self, i), b);
    self->text = ranges;
    if (!isnan (r))
      put_entry (self, "RNG", row_name (self, i), r);
    self->text = text;
  }
  return true;
}

/* ---- Columns ---- */

static void
put_columns (Writer *self, const char *objective)
{
  const EpiQp *qp = self->qp;

  g_string_append (self->text, "COLUMNS\n");
  for (size_t j = 0; j < qp->cols; j++) {
    int begin = qp->A.start[j], end = qp->A.start[j + 1];
    if (!is_zero (qp->c[j]) || begin == end)
      put_entry (self, col_name (self, j), objective, qp->c[j]);
    for (int k = begin; k < end; k++)
      put_entry (self, col_name (self, j),
                 row_name (self, (size_t)qp->A.row[k]), qp->A.value[k]);
  }
}

static void
put_bound (Writer *self, const char *kind, size_t j, double value)
{
  g_string_append_printf (self->text, " %s BND %s", kind, col_name (self, j));
  if (!isnan (value))
    put_number (self, value);
  g_string_append_c (self->text, '\n');
}

static bool
put_bounds (Writer *self)
{
  const EpiQp *qp = self->qp;

  g_string_append (self->text, "BOUNDS\n");
  for (size_t j = 0; j < qp->cols; j++) {
    double lower = qp->lower[j], upper = qp->upper[j];
    if ((isfinite (lower) && fabs (lower) >= EPI_MPS_INFINITY) ||
        (isfinite (upper) && fabs (upper) >= EPI_MPS_INFINITY))
      return refuse (self, "its bound is finite but no smaller than 1e20",
                     col_name (self, j));
    if (lower == -INFINITY)
      put_bound (self, upper == INFINITY ? "FR" : "MI", j, NAN);
    else if (!is_zero (lower) || upper < 0)
      put_bound (self, "LO", j, lower);
    if (upper < INFINITY)
      put_bound (self, "UP", j, upper);
  }
  return true;
}

static void
put_quadratic (Writer *self)
{
  const EpiSparse *Q = &self->qp->Q;

  if (epi_sparse_entries (Q) == 0)
    return;
  g_string_append (self->text, "QUADOBJ\n");
  for (size_t j = 0; j < Q->cols; j++)
    for (int k = Q->start[j]; k < Q->start[j + 1]; k++)
      put_entry (self, col_name (self, j), col_name (self, (size_t)Q->row[k]),
                 Q->value[k]);
}

char *
epi_mps_write (const EpiQp *qp, size_t *length, GError **error)
{
  Writer self = {.qp = qp, .text = g_string_new ("NAME"), .error = error};
  GString *rhs = g_string_new ("RHS\n"), *ranges = g_string_new ("RANGES\n");
  char *objective = qp->objective_name != NULL ? g_strdup (qp->objective_name)
                                               : new_objective_name (qp);

  if (qp->name != NULL)
    g_string_append_printf (self.text, " %s", qp->name);
  g_string_append_printf (self.text, "\n%s",
                          qp->maximize ? "OBJSENSE\n    MAX\n" : "");
  bool good = check_names (&self) &&
              (objective == NULL || check_name (&self, objective)) &&
              put_rows (&self, rhs, ranges, objective);
  if (good) {
    put_columns (&self, objective);
    if (qp->c0 != 0) {
      GString *text = self.text;
      self.text = rhs;
      put_entry (&self, "RHS", objective, -qp->c0);
      self.text = text;
    }
    g_string_append_len (self.text, rhs->str, (gssize)rhs->len);
    g_string_append_len (self.text, ranges->str, (gssize)ranges->len);
    good = put_bounds (&self);
    put_quadratic (&self);
    g_string_append (self.text, "ENDATA\n");
  }
  g_string_free (rhs, TRUE);
  g_string_free (ranges, TRUE);
  g_free (objective);
  *length = good ? self.text->len : 0;
  return g_string_free (self.text, !good);
}
