/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loops of the cpu device that BLAS does not have, for one type of number.
 * Included by epi-cpu.c twice: REAL is float or double, NAME(x) adds f or d,
 * FUNC(x) is the libm function for that type and
 * IS_FINITE the check of core/epi-matrix.h.
 */

/* Every column where part_of_column() says. */
static bool
NAME (part_is_finite) (const EpiBuffer *X, Part part)
{
  for (size_t j = 0; j < X->cols; j++) {
    size_t first, last;
    part_of_column (X, part, j, &first, &last);
    if (first < last &&
        !IS_FINITE ((const REAL *)X->memory + first + j * X->ld, last - first))
      return false;
  }
  return true;
}

static bool
NAME (has_zero_diagonal) (const EpiBuffer *X)
{
  for (size_t i = 0; i < X->rows; i++)
    if (((const REAL *)X->memory)[i + i * X->ld] == 0)
      return true;
  return false;
}

static void
NAME (swap_rows) (const EpiKernelCall *call)
{
  const int32_t *pivots = call->pivots->memory;

  for (size_t j = 0; j < call->c->cols; j++) {
    REAL *b = (REAL *)call->c->memory + j * call->c->ld;
    for (size_t i = 0; i < call->pivots->rows; i++) {
      REAL b_i = b[i];
      b[i] = b[pivots[i]];
      b[pivots[i]] = b_i;
    }
  }
}

static void
NAME (reduce) (const EpiKernelCall *call)
{
  const EpiBuffer *x_all = call->a, *y_all = call->b;
  REAL sum = 0, best = 0;
  double at = -1;

  for (size_t j = 0; j < x_all->cols; j++) {
    const REAL *x = (const REAL *)x_all->memory + j * x_all->ld;
    const REAL *y = y_all ? (const REAL *)y_all->memory + j * y_all->ld : NULL;
    switch ((EpiReduction)call->op) {
    case EPI_REDUCE_SUM:
      for (size_t i = 0; i < x_all->rows; i++)
        sum += x[i];
      break;
    case EPI_REDUCE_DOT:
      for (size_t i = 0; i < x_all->rows; i++)
        sum += x[i] * y[i];
      break;
    case EPI_REDUCE_MAX_ABS:
      for (size_t i = 0; i < x_all->rows; i++)
        if (isnan (x[i]) || FUNC (fabs) (x[i]) > best)
          best = isnan (best) ? best : FUNC (fabs) (x[i]);
      break;
    case EPI_REDUCE_ARGMAX:
      for (size_t i = 0; i < x_all->rows; i++)
        if (at < 0 || (!isnan (best) && (isnan (x[i]) || x[i] > best))) {
          best = x[i];
          at = (double)(i + j * x_all->rows);
        }
      break;
    case EPI_N_REDUCTIONS:
      break;
    }
  }
  *call->result = call->op == EPI_REDUCE_ARGMAX    ? at
                  : call->op == EPI_REDUCE_MAX_ABS ? (double)best
                                                   : (double)sum;
}

static inline REAL
NAME (sigmoid) (REAL x) /* e⁻|ˣ| cannot overflow */
{
  REAL e = FUNC (exp) (-FUNC (fabs) (x));
  return (x < 0 ? e : 1) / (1 + e);
}

#define EACH(expression)                                                       \
  for (size_t i = 0; i < n; i++)                                               \
    z[i] = (expression);                                                       \
  break

static void
NAME (map_column) (EpiMap op, REAL alpha, const REAL *x, const REAL *y, REAL *z,
                   size_t n)
{
  switch (op) {
  case EPI_MAP_COPY:
    EACH (x[i]);
  case EPI_MAP_SCALE:
    EACH (alpha * x[i]);
  case EPI_MAP_SHIFT:
    EACH (x[i] + alpha);
  case EPI_MAP_AXPY:
    EACH (alpha * x[i] + y[i]);
  case EPI_MAP_ADD:
    EACH (x[i] + y[i]);
  case EPI_MAP_SUBTRACT:
    EACH (x[i] - y[i]);
  case EPI_MAP_MULTIPLY:
    EACH (x[i] * y[i]);
  case EPI_MAP_DIVIDE:
    EACH (x[i] / y[i]);
  case EPI_MAP_SQUARE:
    EACH (x[i] * x[i]);
  case EPI_MAP_SQRT:
    EACH (FUNC (sqrt) (x[i]));
  case EPI_MAP_ABS:
    EACH (FUNC (fabs) (x[i]));
  case EPI_MAP_RELU:
    EACH (x[i] <= 0 ? 0 : x[i]);
  case EPI_MAP_LOG:
    EACH (FUNC (log) (x[i]));
  case EPI_MAP_TANH:
    EACH (FUNC (tanh) (x[i]));
  case EPI_MAP_SIGMOID:
    EACH (NAME (sigmoid) (x[i]));
  case EPI_MAP_EXP: /* in vectors: epi-cpu-activations.h */
  case EPI_N_MAPS:
    break;
  }
}

#undef EACH

static void
NAME (map) (const EpiKernelCall *call)
{
  const EpiBuffer *x = call->a, *y = call->b, *z = call->c;

  for (size_t j = 0; j < z->cols; j++)
    NAME (map_column)
  ((EpiMap)call->op, (REAL)call->alpha, (const REAL *)x->memory + j * x->ld,
   y ? (const REAL *)y->memory + j * y->ld : NULL,
   (REAL *)z->memory + j * z->ld, z->rows);
}

/* Horner in y inside Horner in x. */
static REAL
NAME (polynomial) (const EpiBuffer *C, REAL x, REAL y)
{
  REAL value = 0;
  for (size_t a = C->rows; a-- > 0;) {
    REAL inner = 0;
    for (size_t b = C->cols; b-- > 0;)
      inner = inner * y + ((const REAL *)C->memory)[a + b * C->ld];
    value = value * x + inner;
  }
  return value;
}

static void
NAME (grid) (const EpiKernelCall *call)
{
  const REAL *x = call->b->memory, *y = call->d->memory;

  for (size_t j = 0; j < call->c->cols; j++) {
    REAL *f = (REAL *)call->c->memory + j * call->c->ld;
    for (size_t i = 0; i < call->c->rows; i++)
      f[i] = NAME (polynomial) (call->a, x[i], y[j]);
  }
}
