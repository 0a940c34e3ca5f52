/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-formula-private.h"

#include "core/epi-number.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define EPI_FORMULA_DEPTH 200 /* of brackets and signs */

/* The reader: where it stands, and what it has written. */
typedef struct {
  const char *text, *at;
  const char *const *variables, *const *parameters;
  size_t n_variables, n_parameters;
  GArray *code;
  size_t height, depth; /* of the stack, now and at most */
  int nesting;
  GError **error;
} Reader;

static const struct {
  const char *name;
  EpiOp op;
} functions[] = {
    {"exp", EPI_OP_EXP},   {"log", EPI_OP_LOG},     {"sqrt", EPI_OP_SQRT},
    {"sin", EPI_OP_SIN},   {"cos", EPI_OP_COS},     {"tan", EPI_OP_TAN},
    {"atan", EPI_OP_ATAN}, {"arctan", EPI_OP_ATAN}, {"abs", EPI_OP_ABS}};

static bool read_sum (Reader *reader);
static bool read_factor (Reader *reader);

static bool
refuse (Reader *reader, const char *expected)
{
  const char *end =
      *reader->at == '\0' ? reader->at : g_utf8_next_char (reader->at);
  char *found =
      *reader->at == '\0'
          ? g_strdup ("the end")
          : g_strdup_printf ("“%.*s”", (int)(end - reader->at), reader->at);

  if (reader->error != NULL && *reader->error == NULL)
    g_set_error (reader->error, EPI_FORMULA_ERROR, 0,
                 "Formula, character %ld: found %s, expected %s",
                 g_utf8_pointer_to_offset (reader->text, reader->at) + 1, found,
                 expected);
  g_free (found);
  return false;
}

static void
skip_space (Reader *reader)
{
  while (g_ascii_isspace (*reader->at))
    reader->at++;
}

/* Takes the character, if it is next. */
static bool
take (Reader *reader, char c)
{
  skip_space (reader);
  if (*reader->at != c)
    return false;
  reader->at++;
  return true;
}

static void
emit (Reader *reader, EpiOp op, size_t index, long double value)
{
  EpiFormulaCode code = {op, index, value};

  g_array_append_val (reader->code, code);
  if (op <= EPI_OP_PARAMETER)
    reader->height++;
  else if (op <= EPI_OP_POWER)
    reader->height--;
  reader->depth = MAX (reader->depth, reader->height);
}

static bool
read_bracket (Reader *reader)
{
  char close = take (reader, '(') ? ')' : take (reader, '[') ? ']' : '\0';

  if (close == '\0')
    return refuse (reader, "a bracket");
  if (++reader->nesting > EPI_FORMULA_DEPTH)
    return refuse (reader, "fewer brackets within brackets");
  if (!read_sum (reader))
    return false;
  reader->nesting--;
  if (!take (reader, close))
    return refuse (reader,
                   close == ')' ? "“)” or an operator" : "“]” or an operator");
  return true;
}

static bool
find_name (const char *const *names, size_t n, const char *name, size_t length,
           size_t *index)
{
  for (*index = 0; *index < n; ++*index)
    if (strlen (names[*index]) == length &&
        memcmp (names[*index], name, length) == 0)
      return true;
  return false;
}

static bool
read_name (Reader *reader)
{
  const char *start = reader->at;
  size_t length = 0, index;

  while (g_ascii_isalnum (start[length]) || start[length] == '_')
    length++;
  if (find_name (reader->variables, reader->n_variables, start, length,
                 &index)) {
    reader->at += length;
    emit (reader, EPI_OP_VARIABLE, index, 0);
    return true;
  }
  if (find_name (reader->parameters, reader->n_parameters, start, length,
                 &index)) {
    reader->at += length;
    emit (reader, EPI_OP_PARAMETER, index, 0);
    return true;
  }
  if (length == 2 && g_ascii_strncasecmp (start, "pi", 2) == 0) {
    reader->at += length;
    emit (reader, EPI_OP_NUMBER, 0, 3.14159265358979323846264338327950288L);
    return true;
  }
  for (size_t i = 0; i < G_N_ELEMENTS (functions); i++)
    if (strlen (functions[i].name) == length &&
        g_ascii_strncasecmp (functions[i].name, start, length) == 0) {
      reader->at += length;
      if (!read_bracket (reader))
        return false;
      emit (reader, functions[i].op, 0, 0);
      return true;
    }
  return refuse (reader, "a number, a bracket, a variable, a parameter, pi, or "
                         "one of exp, log, sqrt, sin, cos, tan, atan, abs");
}

static bool
read_atom (Reader *reader)
{
  double value;
  size_t length;

  skip_space (reader);
  if (*reader->at == '(' || *reader->at == '[')
    return read_bracket (reader);
  if (!g_ascii_isdigit (*reader->at) && *reader->at != '.')
    return read_name (reader);
  length = epi_number_scan (reader->at, strlen (reader->at), '.', &value);
  if (length == 0 || !isfinite (value))
    return refuse (reader, "a number");
  reader->at += length;
  emit (reader, EPI_OP_NUMBER, 0, value);
  return true;
}

static bool
read_power (Reader *reader)
{
  if (!read_atom (reader))
    return false;
  skip_space (reader);
  if (reader->at[0] == '*' && reader->at[1] == '*')
    reader->at += 2;
  else if (!take (reader, '^'))
    return true;
  if (!read_factor (reader))
    return false;
  emit (reader, EPI_OP_POWER, 0, 0);
  return true;
}

static bool
read_factor (Reader *reader)
{
  bool ok, negative;

  if (++reader->nesting > EPI_FORMULA_DEPTH)
    return refuse (reader, "fewer signs and powers in a row");
  negative = take (reader, '-');
  if (negative || take (reader, '+'))
    ok = read_factor (reader);
  else
    ok = read_power (reader);
  if (ok && negative)
    emit (reader, EPI_OP_NEGATE, 0, 0);
  reader->nesting--;
  return ok;
}

static bool
read_term (Reader *reader)
{
  if (!read_factor (reader))
    return false;
  for (;;) {
    bool times = take (reader, '*');
    if (!times && !take (reader, '/'))
      return true;
    if (!read_factor (reader))
      return false;
    emit (reader, times ? EPI_OP_MULTIPLY : EPI_OP_DIVIDE, 0, 0);
  }
}

static bool
read_sum (Reader *reader)
{
  if (!read_term (reader))
    return false;
  for (;;) {
    bool plus = take (reader, '+');
    if (!plus && !take (reader, '-'))
      return true;
    if (!read_term (reader))
      return false;
    emit (reader, plus ? EPI_OP_ADD : EPI_OP_SUBTRACT, 0, 0);
  }
}

EpiFormula *
epi_formula_parse (const char *text, const char *const *variables,
                   size_t n_variables, const char *const *parameters,
                   size_t n_parameters, GError **error)
{
  GError *trouble = NULL;
  Reader reader = {.text = text,
                   .at = text,
                   .variables = variables,
                   .n_variables = n_variables,
                   .parameters = parameters,
                   .n_parameters = n_parameters,
                   .error = &trouble};
  EpiFormula *formula = NULL;

  if (!g_utf8_validate (text, -1, NULL)) {
    g_set_error (error, EPI_FORMULA_ERROR, 0,
                 "Formula: found bytes that are not UTF-8, expected text");
    return NULL;
  }
  reader.code = g_array_new (FALSE, FALSE, sizeof (EpiFormulaCode));
  bool ok = read_sum (&reader);
  skip_space (&reader);
  if (ok && *reader.at != '\0')
    ok = refuse (&reader, "an operator or the end");
  if (ok) {
    formula = g_new0 (EpiFormula, 1);
    formula->n_code = reader.code->len;
    formula->code = (EpiFormulaCode *)g_array_free (reader.code, FALSE);
    formula->n_parameters = n_parameters;
    formula->depth = reader.depth;
    formula->stack = g_new (long double, reader.depth *(1 + n_parameters));
  } else {
    g_array_free (reader.code, TRUE);
    g_propagate_error (error, trouble);
  }
  return formula;
}
