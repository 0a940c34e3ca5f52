/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * eˣ, activations, row sums and softmax on the cpu, for one type of number.
 * Included by epi-cpu-kernels.inc, which says what the words mean.
 */

static size_t
NAME (count) (const EpiBuffer *X)
{
  return X->rows * X->cols;
}

static void
NAME (fill) (const EpiKernelCall *call)
{
  REAL *x = call->c->memory, value = (REAL)call->alpha;

  for (size_t j = 0; j < call->c->cols; j++)
    for (size_t i = 0; i < call->c->rows; i++)
      x[i + j * call->c->ld] = value;
}

/* EPI_MAP_EXP. */
static void
NAME (exponentials) (const EpiKernelCall *call)
{
  for (size_t j = 0; j < call->c->cols; j++) {
    const REAL *x = (const REAL *)call->a->memory + j * call->a->ld;
    REAL *z = (REAL *)call->c->memory + j * call->c->ld;
    ENTRIES (i, call->c->rows)
      z[i] = EXP (x[i]);
  }
}

/* ---- Activations ------------------------------------------------------- */

/* z := z + b, y := f(z); b may be NULL. */
static void
NAME (activate_run) (EpiActivation f, const REAL *b, REAL *zs, REAL *ys,
                     size_t n)
{
  if (b != NULL)
    ENTRIES (i, n)
      zs[i] += b[i];
  if (f == EPI_ACTIVATION_IDENTITY && ys == zs)
    return;
  switch (f) {
#define ACTIVATION(number, name, value, slope)                                 \
  case EPI_ACTIVATION_##name:                                                  \
    ENTRIES (i, n) {                                                           \
      REAL z = zs[i];                                                          \
      ys[i] = (value);                                                         \
    }                                                                          \
    break;
#include "../../shaders/activations.inc"
#undef ACTIVATION
  case EPI_N_ACTIVATIONS:
    break;
  }
}

/* In runs that the first cache holds, of whole columns where they are short:
 * then b is repeated as often as it fits. */
static void
NAME (activate) (const EpiKernelCall *call)
{
  enum { RUN = 1024 };
  REAL *z = call->e->memory, *y = call->c->memory, repeated[RUN];
  size_t m = call->c->rows, n = NAME (count) (call->c);
  size_t run = call->b != NULL && m <= RUN ? RUN / m * m : RUN;
  const REAL *b = call->b != NULL ? call->b->memory : NULL;

  for (size_t i = 0; b != NULL && m <= RUN && i < run && i < n; i++)
    repeated[i] = i < m ? b[i] : repeated[i - m]; /* a division is dear */
  for (size_t i = 0; i < n;) {
    size_t row = i % m, length = n - i < run ? n - i : run;
    if (b != NULL && m > RUN && length > m - row)
      length = m - row;
    NAME (activate_run)
    ((EpiActivation)call->op,
     b == NULL  ? NULL
     : m <= RUN ? repeated
                : b + row,
     z + i, y + i, length);
    i += length;
  }
}

static void
NAME (activate_back) (const EpiKernelCall *call)
{
  const REAL *input = call->a->memory, *output = call->b->memory;
  const REAL *dy = call->d->memory;
  REAL *dz = call->c->memory;
  size_t n = NAME (count) (call->c);

  switch ((EpiActivation)call->op) {
#define ACTIVATION(number, name, value, slope)                                 \
  case EPI_ACTIVATION_##name:                                                  \
    ENTRIES (i, n) {                                                           \
      REAL z = input[i], y = output[i];                                        \
      (void)z, (void)y;                                                        \
      dz[i] = dy[i] * (slope);                                                 \
    }                                                                          \
    break;
#include "../../shaders/activations.inc"
#undef ACTIVATION
  case EPI_N_ACTIVATIONS:
    break;
  }
}

/* Rows by the vector, four columns at a time. */
static void
NAME (row_sums) (const EpiKernelCall *call)
{
  const EpiBuffer *X = call->a;
  size_t m = X->rows, n = X->cols;
  REAL *b = call->c->memory;
  REAL alpha = (REAL)call->alpha, beta = (REAL)call->beta;

  for (size_t i = 0; i < m; i += LANES) {
    const REAL *x = (const REAL *)X->memory + i;
    size_t rows = m - i < LANES ? m - i : LANES, j = 0;
    NAME (V) part[4] = {{0}};
    for (; rows == LANES && j + 4 <= n; j += 4)
      for (size_t q = 0; q < 4; q++)
        part[q] += NAME (load) (x + (j + q) * m);
    NAME (V) sum = (part[0] + part[1]) + (part[2] + part[3]);
    for (; j < n; j++)
      sum += NAME (load_part) (x + j * m, rows);
    for (size_t l = 0; l < rows; l++)
      b[i + l] = beta == 0 ? alpha * sum[l] : alpha * sum[l] + beta * b[i + l];
  }
}

/* Σ x, by as many partial sums as a vector has. */
static REAL
NAME (sum) (const REAL *x, size_t n)
{
  NAME (V) part = {0};
  REAL sum = 0;
  size_t i = 0;

  for (; i + LANES <= n; i += LANES)
    part += NAME (load) (x + i);
  for (; i < n; i++)
    sum += x[i];
  for (size_t l = 0; l < LANES; l++)
    sum += part[l];
  return sum;
}

/* y := eˣ / Σ eˣ, from x - max x, where y is wanted; returns ln Σ eˣ - x[t]. */
static REAL
NAME (softmax_column) (const REAL *x, REAL *y, size_t m, size_t t)
{
  enum { RUN = 256 };
  REAL most = x[0], sum = 0, unwanted[RUN];

  for (size_t i = 1; i < m; i++)
    most = x[i] > most ? x[i] : most;
  for (size_t begin = 0; begin < m; begin += RUN) {
    size_t n = m - begin < RUN ? m - begin : RUN;
    REAL *e = y != NULL ? y + begin : unwanted;
    ENTRIES (i, n)
      e[i] = EXP (x[begin + i] - most);
    sum += NAME (sum) (e, n);
  }
  if (y != NULL)
    ENTRIES (i, m)
      y[i] /= sum;
  return FUNC (log) (sum) + (most - x[t]);
}

static void
NAME (softmax) (const EpiKernelCall *call)
{
  size_t m = call->c->rows;

  for (size_t j = 0; j < call->c->cols; j++)
    NAME (softmax_column)
  ((const REAL *)call->a->memory + j * m, (REAL *)call->c->memory + j * m, m,
   0);
}

static void
NAME (softmax_back) (const EpiKernelCall *call)
{
  size_t m = call->c->rows;

  for (size_t j = 0; j < call->c->cols; j++) {
    const REAL *y = (const REAL *)call->a->memory + j * m;
    const REAL *dy = (const REAL *)call->b->memory + j * m;
    REAL *dx = (REAL *)call->c->memory + j * m, dot = 0;
    for (size_t i = 0; i < m; i++)
      dot += y[i] * dy[i];
    for (size_t i = 0; i < m; i++)
      dx[i] = y[i] * (dy[i] - dot);
  }
}
