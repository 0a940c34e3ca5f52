/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-eo.h"

#include "core/epi-alloc.h"
#include "core/epi-number.h"

#include <limits.h>
#include <math.h>

#define MAX_UNUSED 1000000 /* variables without a term that are still read */

typedef struct {
  EpiLines *lines;
  long long constraints, variables, terms;
  double *coefficient; /* (terms) */
  size_t coefficient_capacity;
  int *constraint; /* (terms) */
  size_t constraint_capacity;
  EpiTriplet *exponents; /* row: variable, col: term */
  size_t n_exponents, exponents_capacity;
} Eo;

/* The next number of the file.  At its end: EPI_LINES_END. */
static EpiLinesResult
next_word (Eo *self, EpiSpan *word, GError **error)
{
  while (!epi_lines_word (self->lines, NULL, word)) {
    EpiLinesResult result = epi_lines_next (self->lines, error);
    if (result != EPI_LINES_LINE)
      return result;
    if (self->lines->line.length > 0 && self->lines->line.text[0] == '*')
      self->lines->rest.length = 0;
  }
  return EPI_LINES_LINE;
}

/* One that must be there. */
static bool
need_word (Eo *self, const char *expected, EpiSpan *word, GError **error)
{
  EpiLinesResult result = next_word (self, word, error);
  if (result == EPI_LINES_END)
    epi_lines_ended (self->lines, error, expected);
  return result == EPI_LINES_LINE;
}

static bool
need_integer (Eo *self, const char *expected, long long low, long long high,
              long long *value, GError **error)
{
  EpiSpan word;
  return need_word (self, expected, &word, error) &&
         epi_lines_integer (self->lines, word, expected, low, high, value,
                            error);
}

static bool
need_number (Eo *self, const char *expected, double *value, GError **error)
{
  EpiSpan word;
  return need_word (self, expected, &word, error) &&
         epi_lines_number (self->lines, word, expected, value, error);
}

static bool
read_head (Eo *self, GError **error)
{
  long long most = INT_MAX - 2;
  return need_integer (self, "the number of constraints", 0, most,
                       &self->constraints, error) &&
         need_integer (self, "the number of variables", 0, most,
                       &self->variables, error) &&
         need_integer (self, "the number of terms", 1, most, &self->terms,
                       error);
}

/* What is kept grows with what was read, not with what the head claims. */
static bool
read_coefficients (Eo *self, GError **error)
{
  for (size_t t = 0; t < (size_t)self->terms; t++) {
    if (!epi_grow (&self->coefficient, &self->coefficient_capacity, t,
                   sizeof *self->coefficient))
      return epi_lines_no_memory (self->lines, error);
    if (!need_number (self, "a coefficient", &self->coefficient[t], error))
      return false;
    if (!(self->coefficient[t] > 0))
      return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_NUMBER,
                             "the coefficient of term %zu is not above 0, so "
                             "this is no posynomial",
                             t);
  }
  return true;
}

/* Each posynomial has a term: its terms are counted. */
static bool
check_constraints (Eo *self, GError **error)
{
  if (self->constraints >= self->terms)
    return epi_lines_fail (
        self->lines, error, EPI_DATA_ERROR_SYNTAX,
        "%lld %s too few for an objective and %lld %s", self->terms,
        self->terms == 1 ? "term is" : "terms are", self->constraints,
        self->constraints == 1 ? "constraint" : "constraints");
  bool *has_term = epi_new0 (bool, (size_t)self->constraints + 1);
  long long i = 0;
  if (has_term == NULL)
    return epi_lines_no_memory (self->lines, error);
  for (long long t = 0; t < self->terms; t++)
    has_term[self->constraint[t]] = true;
  while (i <= self->constraints && has_term[i])
    i++;
  epi_free (has_term);
  if (i > self->constraints)
    return true;
  return i == 0 ? epi_lines_fail (self->lines, error, EPI_DATA_ERROR_SYNTAX,
                                  "the objective has no term")
                : epi_lines_fail (self->lines, error, EPI_DATA_ERROR_SYNTAX,
                                  "constraint %lld has no term", i);
}

static bool
read_constraints (Eo *self, GError **error)
{
  long long i;

  for (size_t t = 0; t < (size_t)self->terms; t++) {
    if (!epi_grow (&self->constraint, &self->constraint_capacity, t,
                   sizeof *self->constraint))
      return epi_lines_no_memory (self->lines, error);
    if (!need_integer (self, "the number of a constraint", 0, self->constraints,
                       &i, error))
      return false;
    self->constraint[t] = (int)i;
  }
  return check_constraints (self, error);
}

static bool
read_exponents (Eo *self, GError **error)
{
  EpiLinesResult result;
  EpiSpan word;
  long long term, variable;
  double exponent;

  while ((result = next_word (self, &word, error)) == EPI_LINES_LINE) {
    if (!epi_lines_integer (self->lines, word, "the number of a term", 0,
                            self->terms - 1, &term, error) ||
        !need_integer (self, "the number of a variable", 0, self->variables - 1,
                       &variable, error) ||
        !need_number (self, "an exponent", &exponent, error))
      return false;
    if (!epi_grow (&self->exponents, &self->exponents_capacity,
                   self->n_exponents, sizeof *self->exponents) ||
        self->n_exponents >= INT_MAX)
      return epi_lines_no_memory (self->lines, error);
    self->exponents[self->n_exponents++] =
        (EpiTriplet){(int)variable, (int)term, exponent};
  }
  return result == EPI_LINES_END;
}

/* ---- What it means ---- */

static bool
check_variables (Eo *self, GError **error)
{
  bool *has_term;
  long long j = 0;

  if (self->variables > (long long)self->n_exponents + MAX_UNUSED)
    return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_LIMIT,
                           "the head claims %lld variables, and the file has "
                           "%zu %s",
                           self->variables, self->n_exponents,
                           self->n_exponents == 1 ? "exponent" : "exponents");
  has_term = epi_new0 (bool, (size_t)self->variables);
  if (has_term == NULL)
    return epi_lines_no_memory (self->lines, error);
  for (size_t k = 0; k < self->n_exponents; k++)
    has_term[self->exponents[k].row] = true;
  while (j < self->variables && has_term[j])
    j++;
  epi_free (has_term);
  if (j < self->variables)
    epi_lines_warn (self->lines,
                    "variable %lld is in no term; the file may be cut off", j);
  return true;
}

static void
check_end (Eo *self)
{
  bool last = false;

  for (size_t k = self->n_exponents; k-- > 0 && !last;)
    last = self->exponents[k].col == self->terms - 1;
  if (!last)
    epi_lines_warn (self->lines,
                    "the last term has no exponent; the file may be cut off");
  else if (self->lines->is_cut)
    epi_lines_warn (self->lines, "the last line has no end; the file may be "
                                 "cut off");
}

/* One exponent for each variable of a term. */
static bool
check_twice (Eo *self, const EpiGp *gp, GError **error)
{
  if (epi_sparse_entries (&gp->exponent) == self->n_exponents)
    return true;
  EpiLines at = *self->lines;
  at.number = 0; /* it is not about one line */
  return epi_lines_fail (&at, error, EPI_DATA_ERROR_SYNTAX,
                         "a variable has two exponents in one term");
}

static bool
build (Eo *self, EpiGp *out, GError **error)
{
  if (!check_variables (self, error))
    return false;
  check_end (self);
  if (epi_gp_new ((size_t)self->constraints, (size_t)self->variables,
                  (size_t)self->terms, self->coefficient, self->constraint,
                  self->exponents, self->n_exponents, out) != EPI_OK)
    return epi_lines_no_memory (self->lines, error);
  if (check_twice (self, out, error))
    return true;
  epi_gp_clear (out);
  return false;
}

bool
epi_eo_read (EpiLines *lines, EpiGp *out, GError **error)
{
  Eo self = {.lines = lines};

  *out = (EpiGp){0};
  bool good = read_head (&self, error) && read_coefficients (&self, error) &&
              read_constraints (&self, error) &&
              read_exponents (&self, error) && build (&self, out, error);
  epi_free (self.coefficient);
  epi_free (self.constraint);
  epi_free (self.exponents);
  return good;
}

/* ---- Writing ---- */

static void
put_number (GString *text, double value)
{
  char number[EPI_NUMBER_SIZE];
  g_string_append (text, epi_number_print (number, value));
  g_string_append_c (text, '\n');
}

char *
epi_eo_write (const EpiGp *gp, size_t *length)
{
  GString *text = g_string_new (NULL);
  const EpiSparse *exponent = &gp->exponent;

  g_string_append_printf (text, "%zu\n%zu\n%zu\n", gp->constraints,
                          gp->variables, gp->terms);
  for (size_t t = 0; t < gp->terms; t++)
    put_number (text, gp->coefficient[t]);
  for (size_t t = 0; t < gp->terms; t++)
    g_string_append_printf (text, "%d\n", gp->constraint[t]);
  for (size_t t = 0; t < gp->terms; t++)
    for (int k = exponent->start[t]; k < exponent->start[t + 1]; k++) {
      g_string_append_printf (text, "%zu %d ", t, exponent->row[k]);
      put_number (text, exponent->value[k]);
    }
  *length = text->len;
  return g_string_free (text, FALSE);
}
