/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-mps-reader.h"

/* ---- Sections ---- */

static bool
read_sense (EpiMps *self, EpiSpan word, GError **error)
{
  static const char *const max[] = {"MAX", "MAXIMIZE", "MAXIMISE"};
  static const char *const min[] = {"MIN", "MINIMIZE", "MINIMISE"};

  for (size_t i = 0; i < G_N_ELEMENTS (max); i++)
    if (epi_span_is_nocase (word, max[i]) ||
        epi_span_is_nocase (word, min[i])) {
      self->maximize = epi_span_is_nocase (word, max[i]);
      return true;
    }
  return epi_lines_expected (self->lines, error, word, "MAX or MIN");
}

static bool
read_objective_name (EpiMps *self, EpiSpan word, GError **error)
{
  if (!epi_mps_is_name (word))
    return epi_lines_expected (self->lines, error, word, "the name of a row");
  g_free (self->objective_name);
  self->objective_name = g_strndup (word.text, word.length);
  return true;
}

static bool
read_data (EpiMps *self, GError **error)
{
  EpiSpan word;

  if (self->section != EPI_MPS_OBJSENSE && self->section != EPI_MPS_OBJNAME)
    return epi_mps_data_line (self, error);
  epi_lines_word (self->lines, NULL, &word);
  return self->section == EPI_MPS_OBJSENSE
             ? read_sense (self, word, error)
             : read_objective_name (self, word, error);
}

/* What is wrong with a section's coming here, or NULL. */
static const char *
out_of_order (const EpiMps *self, EpiMpsSection section)
{
  bool rows = self->seen & 1u << EPI_MPS_ROWS;
  bool columns = self->seen & 1u << EPI_MPS_COLUMNS;

  if (self->seen & 1u << section)
    return "is there twice";
  if (section < EPI_MPS_ROWS)
    return rows ? "stands behind ROWS" : NULL;
  if (section > EPI_MPS_ROWS && !rows)
    return "stands before ROWS";
  return section > EPI_MPS_COLUMNS && !columns ? "stands before COLUMNS" : NULL;
}

/* What NAME, OBJSENSE and OBJNAME have on their own line; QSECTION may name the
 * objective.  With others it is data that should begin with a blank. */
static bool
read_rest (EpiMps *self, GError **error)
{
  EpiSpan word;
  bool is_there = epi_lines_word (self->lines, NULL, &word);

  if (self->section == EPI_MPS_NAME && is_there && epi_mps_is_name (word))
    self->name = g_strndup (word.text, word.length);
  else if (self->section == EPI_MPS_OBJSENSE && is_there)
    return read_sense (self, word, error);
  else if (self->section == EPI_MPS_OBJNAME && is_there)
    return read_objective_name (self, word, error);
  else if (is_there && self->section != EPI_MPS_NAME &&
           self->section != EPI_MPS_QUADOBJ && self->section != EPI_MPS_ENDATA)
    return epi_lines_expected (self->lines, error, word,
                               "the end of the line of a section");
  return true;
}

static bool
begin_section (EpiMps *self, GError **error)
{
  static const struct {
    const char *name;
    EpiMpsSection section;
  } sections[] = {
      {"NAME", EPI_MPS_NAME},       {"OBJSENSE", EPI_MPS_OBJSENSE},
      {"OBJNAME", EPI_MPS_OBJNAME}, {"ROWS", EPI_MPS_ROWS},
      {"COLUMNS", EPI_MPS_COLUMNS}, {"RHS", EPI_MPS_RHS},
      {"RANGES", EPI_MPS_RANGES},   {"BOUNDS", EPI_MPS_BOUNDS},
      {"QUADOBJ", EPI_MPS_QUADOBJ}, {"QSECTION", EPI_MPS_QUADOBJ},
      {"QMATRIX", EPI_MPS_QMATRIX}, {"ENDATA", EPI_MPS_ENDATA},
  };
  EpiMpsSection before = self->section;
  EpiSpan word;
  size_t i = 0;

  epi_lines_word (self->lines, NULL, &word);
  while (i < G_N_ELEMENTS (sections) &&
         !epi_span_is_nocase (word, sections[i].name))
    i++;
  if (i == G_N_ELEMENTS (sections))
    return epi_lines_expected (
        self->lines, error, word,
        "a section of a linear or quadratic program (NAME, OBJSENSE, ROWS, "
        "COLUMNS, RHS, RANGES, BOUNDS, QUADOBJ, QMATRIX or ENDATA)");
  EpiMpsSection section = sections[i].section;
  const char *trouble = out_of_order (self, section);
  if (trouble != NULL)
    return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_SYNTAX,
                           "the section %s %s", sections[i].name, trouble);
  self->seen |= 1u << section;
  self->section = section;
  if (before == EPI_MPS_ROWS && !epi_mps_end_rows (self, error))
    return false;
  if (before == EPI_MPS_COLUMNS && !epi_mps_end_columns (self, error))
    return false;
  return read_rest (self, error);
}

/* From the first line to ENDATA. */
static bool
read_lines (EpiMps *self, GError **error)
{
  EpiLinesResult result;

  while ((result = epi_lines_next (self->lines, error)) == EPI_LINES_LINE) {
    EpiSpan line = self->lines->line;
    if (line.length > 0 && line.text[0] == '*')
      continue;
    if (epi_span_trim_end (line).length == 0)
      continue;
    bool header = line.text[0] != ' ' && line.text[0] != '\t';
    if (!(header ? begin_section (self, error) : read_data (self, error)))
      return false;
    if (self->section == EPI_MPS_ENDATA)
      return true;
  }
  if (result == EPI_LINES_ERROR)
    return false;
  return epi_lines_ended (self->lines, error, "ENDATA (it may be cut off)");
}

static bool
attempt (EpiLines *lines, bool fixed, EpiQp *out, GError **error)
{
  EpiMps self = {.lines = lines, .fixed = fixed, .objective = -1};
  bool good = read_lines (&self, error) && epi_mps_build (&self, out, error);

  epi_mps_clear (&self);
  return good;
}

/* What another reading of the same lines cannot mend. */
static bool
is_final (const GError *error)
{
  return error->code != EPI_DATA_ERROR_SYNTAX &&
         error->code != EPI_DATA_ERROR_NUMBER;
}

bool
epi_mps_read (EpiLines *lines, EpiQp *out, GError **error)
{
  GError *free_error = NULL, *fixed_error = NULL;
  size_t warned = lines->warnings != NULL ? lines->warnings->len : 0;

  *out = (EpiQp){0};
  if (attempt (lines, false, out, &free_error))
    return true;
  size_t reached = lines->number;
  if (is_final (free_error) || !epi_lines_rewind (lines, &fixed_error)) {
    g_propagate_error (error, free_error);
    g_clear_error (&fixed_error);
    return false;
  }
  if (lines->warnings != NULL)
    g_ptr_array_set_size (lines->warnings, (int)warned);
  if (attempt (lines, true, out, &fixed_error)) {
    g_error_free (free_error);
    return true;
  }
  bool further = lines->number > reached; /* the likelier reading */
  g_propagate_error (error, further ? fixed_error : free_error);
  g_error_free (further ? free_error : fixed_error);
  return false;
}
