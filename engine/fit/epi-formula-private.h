/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A formula's inside: instructions in reverse Polish order, written by
 * epi-formula-parse.c and obeyed by epi-formula.c.
 */
#pragma once

#include "fit/epi-formula.h"

typedef enum {
  EPI_OP_NUMBER,
  EPI_OP_VARIABLE,
  EPI_OP_PARAMETER,
  EPI_OP_ADD,
  EPI_OP_SUBTRACT,
  EPI_OP_MULTIPLY,
  EPI_OP_DIVIDE,
  EPI_OP_POWER,
  EPI_OP_NEGATE,
  EPI_OP_EXP,
  EPI_OP_LOG,
  EPI_OP_SQRT,
  EPI_OP_SIN,
  EPI_OP_COS,
  EPI_OP_TAN,
  EPI_OP_ATAN,
  EPI_OP_ABS,
} EpiOp;

typedef struct { /* one instruction, in reverse Polish order */
  EpiOp op;
  size_t index;      /* of a variable or parameter */
  long double value; /* of a number */
} EpiFormulaCode;

struct EpiFormula {
  EpiFormulaCode *code;
  size_t n_code, n_parameters;
  size_t depth;       /* of the stack */
  long double *stack; /* (1 + n_parameters, depth): value, gradient */
};
