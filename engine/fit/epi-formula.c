/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-formula-private.h"

#include <assert.h>
#include <math.h>

/* clang-format off */
G_DEFINE_QUARK (epi-formula-error-quark, epi_formula_error)
/* clang-format on */

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
apply_binary (EpiOp op, long double *u, const long double *v, size_t n)
{
  long double a = u[0], b = v[0], by_a = 1, by_b = 1;

  switch (op) {
  case EPI_OP_ADD:
    u[0] = a + b;
    break;
  case EPI_OP_SUBTRACT:
    u[0] = a - b;
    by_b = -1;
    break;
  case EPI_OP_MULTIPLY:
    u[0] = a * b;
    by_a = b;
    by_b = a;
    break;
  case EPI_OP_DIVIDE:
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
apply_unary (EpiOp op, long double *u, size_t n)
{
  long double a = u[0], by_a = 0;

  switch (op) {
  case EPI_OP_NEGATE:
    u[0] = -a;
    by_a = -1;
    break;
  case EPI_OP_EXP:
    by_a = u[0] = expl (a);
    break;
  case EPI_OP_LOG:
    u[0] = logl (a);
    by_a = 1 / a;
    break;
  case EPI_OP_SQRT:
    u[0] = sqrtl (a);
    by_a = 1 / (2 * u[0]);
    break;
  case EPI_OP_SIN:
    u[0] = sinl (a);
    by_a = cosl (a);
    break;
  case EPI_OP_COS:
    u[0] = cosl (a);
    by_a = -sinl (a);
    break;
  case EPI_OP_TAN:
    u[0] = tanl (a);
    by_a = 1 + u[0] * u[0];
    break;
  case EPI_OP_ATAN:
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
    const EpiFormulaCode *code = &self->code[i];
    if (code->op <= EPI_OP_PARAMETER) {
      for (size_t j = 1; j <= n; j++)
        top[j] = code->op == EPI_OP_PARAMETER && j == code->index + 1;
      top[0] = code->op == EPI_OP_NUMBER     ? code->value
               : code->op == EPI_OP_VARIABLE ? x[code->index]
                                             : b[code->index];
      top += width;
    } else if (code->op <= EPI_OP_POWER) {
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
