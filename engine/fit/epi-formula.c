/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-formula.h"

#include "core/epi-number.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

/* clang-format off */
G_DEFINE_QUARK (epi-formula-error-quark, epi_formula_error)
/* clang-format on */

#define EPI_FORMULA_DEPTH 200 /* of brackets and signs */

typedef enum {
  OP_NUMBER,
  OP_VARIABLE,
  OP_PARAMETER,
  OP_ADD,
  OP_SUBTRACT,
  OP_MULTIPLY,
  OP_DIVIDE,
  OP_POWER,
  OP_NEGATE,
  OP_EXP,
  OP_LOG,
  OP_SQRT,
  OP_SIN,
  OP_COS,
  OP_TAN,
  OP_ATAN,
  OP_ABS,
} Op;

typedef struct { /* one instruction, in reverse Polish order */
  Op op;
  size_t index;      /* of a variable or parameter */
  long double value; /* of a number */
} Code;

struct EpiFormula {
  Code *code;
  size_t n_code, n_parameters;
  size_t depth;       /* of the stack */
  long double *stack; /* (1 + n_parameters, depth): value, gradient */
};

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
  Op op;
} functions[] = {{"exp", OP_EXP},   {"log", OP_LOG},     {"sqrt", OP_SQRT},
                 {"sin", OP_SIN},   {"cos", OP_COS},     {"tan", OP_TAN},
                 {"atan", OP_ATAN}, {"arctan", OP_ATAN}, {"abs", OP_ABS}};

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
emit (Reader *reader, Op op, size_t index, long double value)
{
  Code code = {op, index, value};

  g_array_append_val (reader->code, code);
  if (op <= OP_PARAMETER)
    reader->height++;
  else if (op <= OP_POWER)
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
    emit (reader, OP_VARIABLE, index, 0);
    return true;
  }
  if (find_name (reader->parameters, reader->n_parameters, start, length,
                 &index)) {
    reader->at += length;
    emit (reader, OP_PARAMETER, index, 0);
    return true;
  }
  if (length == 2 && g_ascii_strncasecmp (start, "pi", 2) == 0) {
    reader->at += length;
    emit (reader, OP_NUMBER, 0, 3.14159265358979323846264338327950288L);
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
  emit (reader, OP_NUMBER, 0, value);
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
  emit (reader, OP_POWER, 0, 0);
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
    emit (reader, OP_NEGATE, 0, 0);
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
    emit (reader, times ? OP_MULTIPLY : OP_DIVIDE, 0, 0);
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
    emit (reader, plus ? OP_ADD : OP_SUBTRACT, 0, 0);
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
  reader.code = g_array_new (FALSE, FALSE, sizeof (Code));
  bool ok = read_sum (&reader);
  skip_space (&reader);
  if (ok && *reader.at != '\0')
    ok = refuse (&reader, "an operator or the end");
  if (ok) {
    formula = g_new0 (EpiFormula, 1);
    formula->n_code = reader.code->len;
    formula->code = (Code *)g_array_free (reader.code, FALSE);
    formula->n_parameters = n_parameters;
    formula->depth = reader.depth;
    formula->stack = g_new (long double, reader.depth *(1 + n_parameters));
  } else {
    g_array_free (reader.code, TRUE);
    g_propagate_error (error, trouble);
  }
  return formula;
}

void
epi_formula_free (EpiFormula *formula)
{
  if (formula == NULL)
    return;
  g_free (formula->code);
  g_free (formula->stack);
  g_free (formula);
}

/* u := u op v, with (uv)' = u'v + uv' and so on; slots of 1 + n numbers. */
static void
apply_binary (Op op, long double *u, const long double *v, size_t n)
{
  long double a = u[0], b = v[0], by_a = 1, by_b = 1;

  switch (op) {
  case OP_ADD:
    u[0] = a + b;
    break;
  case OP_SUBTRACT:
    u[0] = a - b;
    by_b = -1;
    break;
  case OP_MULTIPLY:
    u[0] = a * b;
    by_a = b;
    by_b = a;
    break;
  case OP_DIVIDE:
    u[0] = a / b;
    by_a = 1 / b;
    by_b = -u[0] / b;
    break;
  default: /* a^b */
    u[0] = powl (a, b);
    by_a = b * powl (a, b - 1);
    by_b = a > 0 ? u[0] * logl (a) : a == 0 && b > 0 ? 0 : NAN;
  }
  for (size_t i = 1; i <= n; i++) /* 0 · ∞ is 0 here: nothing depends on it */
    u[i] = (u[i] == 0 ? 0 : by_a * u[i]) + (v[i] == 0 ? 0 : by_b * v[i]);
}

static void
apply_unary (Op op, long double *u, size_t n)
{
  long double a = u[0], by_a = 0;

  switch (op) {
  case OP_NEGATE:
    u[0] = -a;
    by_a = -1;
    break;
  case OP_EXP:
    by_a = u[0] = expl (a);
    break;
  case OP_LOG:
    u[0] = logl (a);
    by_a = 1 / a;
    break;
  case OP_SQRT:
    u[0] = sqrtl (a);
    by_a = 1 / (2 * u[0]);
    break;
  case OP_SIN:
    u[0] = sinl (a);
    by_a = cosl (a);
    break;
  case OP_COS:
    u[0] = cosl (a);
    by_a = -sinl (a);
    break;
  case OP_TAN:
    u[0] = tanl (a);
    by_a = 1 + u[0] * u[0];
    break;
  case OP_ATAN:
    u[0] = atanl (a);
    by_a = 1 / (1 + a * a);
    break;
  default:
    u[0] = fabsl (a);
    by_a = a > 0 ? 1 : a < 0 ? -1 : 0;
  }
  for (size_t i = 1; i <= n; i++)
    u[i] = u[i] == 0 ? 0 : by_a * u[i];
}

long double
epi_formula_eval (const EpiFormula *self, const long double *x,
                  const long double *b, long double *gradient)
{
  size_t n = gradient != NULL ? self->n_parameters : 0;
  size_t width = 1 + self->n_parameters;
  long double *top = self->stack; /* the first free slot */

  for (size_t i = 0; i < self->n_code; i++) {
    const Code *code = &self->code[i];
    if (code->op <= OP_PARAMETER) {
      for (size_t j = 1; j <= n; j++)
        top[j] = code->op == OP_PARAMETER && j == code->index + 1;
      top[0] = code->op == OP_NUMBER     ? code->value
               : code->op == OP_VARIABLE ? x[code->index]
                                         : b[code->index];
      top += width;
    } else if (code->op <= OP_POWER) {
      top -= width;
      apply_binary (code->op, top - width, top, n);
    } else {
      apply_unary (code->op, top - width, n);
    }
  }
  assert (top == self->stack + width);
  for (size_t j = 0; j < n; j++)
    gradient[j] = self->stack[1 + j];
  return self->stack[0];
}
