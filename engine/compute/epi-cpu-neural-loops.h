/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Activations, losses, updates and sequences on the cpu, for one type of
 * number.  Included by epi-cpu-neural.c twice: REAL is float or double, NAME(x)
 * adds _f or _d, FUNC(x) is the libm function for that type.
 */

#define EXP(x) FUNC (exp) (x)
#define TANH(x) FUNC (tanh) (x)
#define SQRT(x) FUNC (sqrt) (x)
#define SIGMOID(x) NAME (logistic) (x)
#define SOFTPLUS(x) NAME (softplus) (x)
#define RELU(x) ((x) <= 0 ? 0 : (x)) /* NaN stays */
#define NORMAL(x) NAME (normal) (x)
#define DENSITY(x) NAME (density) (x)
#define REAL_(x) ((REAL)(x))

static inline REAL
NAME (logistic) (REAL x) /* e⁻|ˣ| cannot overflow */
{
  REAL e = EXP (-FUNC (fabs) (x));
  return (x < 0 ? e : 1) / (1 + e);
}

static inline REAL
NAME (softplus) (REAL x)
{
  return RELU (x) + FUNC (log1p) (EXP (-FUNC (fabs) (x)));
}

static inline REAL
NAME (normal) (REAL x) /* Φ */
{
  return FUNC (erfc) (x * (REAL)-0.70710678118654752440) / 2;
}

static inline REAL
NAME (density) (REAL x) /* φ */
{
  return (REAL)0.39894228040143267794 * EXP (-x * x / 2);
}

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

/* ---- Activations ------------------------------------------------------- */

static void
NAME (add_bias) (const EpiBuffer *bias, EpiBuffer *Z)
{
  const REAL *b = bias->memory;

  for (size_t j = 0; j < Z->cols; j++) {
    REAL *z = (REAL *)Z->memory + j * Z->rows;
    for (size_t i = 0; i < Z->rows; i++)
      z[i] += b[i];
  }
}

static void
NAME (activate) (const EpiKernelCall *call)
{
  const REAL *from = call->e->memory;
  REAL *to = call->c->memory;
  size_t n = NAME (count) (call->c);

  if (call->b != NULL)
    NAME (add_bias) (call->b, call->e);
  switch ((EpiActivation)call->op) {
#define ACTIVATION(number, name, value, slope)                                 \
  case EPI_ACTIVATION_##name:                                                  \
    for (size_t i = 0; i < n; i++) {                                           \
      REAL z = from[i];                                                        \
      to[i] = (value);                                                         \
    }                                                                          \
    break;
#include "../../shaders/activations.inc"
#undef ACTIVATION
  case EPI_N_ACTIVATIONS:
    break;
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
    for (size_t i = 0; i < n; i++) {                                           \
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

static void
NAME (row_sums) (const EpiKernelCall *call)
{
  const EpiBuffer *X = call->a;
  REAL *b = call->c->memory;
  REAL alpha = (REAL)call->alpha, beta = (REAL)call->beta;

  for (size_t i = 0; i < X->rows; i++) {
    REAL sum = 0;
    for (size_t j = 0; j < X->cols; j++)
      sum += ((const REAL *)X->memory)[i + j * X->rows];
    b[i] = beta == 0 ? alpha * sum : alpha * sum + beta * b[i];
  }
}

/* y := eˣ / Σ eˣ, from x - max x; returns ln Σ eˣ - x[t]. */
static REAL
NAME (softmax_column) (const REAL *x, REAL *y, size_t m, size_t t)
{
  REAL most = x[0], sum = 0;

  for (size_t i = 1; i < m; i++)
    most = x[i] > most ? x[i] : most;
  for (size_t i = 0; i < m; i++) {
    REAL e = EXP (x[i] - most);
    sum += e;
    if (y != NULL)
      y[i] = e;
  }
  if (y != NULL)
    for (size_t i = 0; i < m; i++)
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

/* ---- Sequences --------------------------------------------------------- */

static bool
NAME (indices_fit) (const EpiBuffer *index, size_t n)
{
  const int32_t *v = index->memory;

  for (size_t j = 0; j < index->rows; j++)
    if (v[j] < 0 || (size_t)v[j] >= n)
      return false;
  return true;
}

static void
NAME (gather) (const EpiKernelCall *call)
{
  size_t m = call->c->rows;
  const int32_t *index = call->pivots->memory;

  assert (NAME (indices_fit) (call->pivots, call->a->cols));
  for (size_t j = 0; j < call->c->cols; j++)
    memcpy ((REAL *)call->c->memory + j * m,
            (const REAL *)call->a->memory + (size_t)index[j] * m,
            m * sizeof (REAL));
}

static void
NAME (scale) (REAL *x, REAL beta, size_t n)
{
  if (beta == 0)
    memset (x, 0, n * sizeof *x);
  else if (beta != 1)
    for (size_t i = 0; i < n; i++)
      x[i] *= beta;
}

static void
NAME (gather_back) (const EpiKernelCall *call)
{
  size_t m = call->c->rows;
  const int32_t *index = call->pivots->memory;

  assert (NAME (indices_fit) (call->pivots, call->c->cols));
  NAME (scale) (call->c->memory, (REAL)call->beta, NAME (count) (call->c));
  for (size_t j = 0; j < call->b->cols; j++) {
    const REAL *dy = (const REAL *)call->b->memory + j * m;
    REAL *dw = (REAL *)call->c->memory + (size_t)index[j] * m;
    for (size_t i = 0; i < m; i++)
      dw[i] += dy[i];
  }
}

static void
NAME (lstm_cell) (const EpiKernelCall *call)
{
  size_t h = call->c->rows;

  for (size_t j = 0; j < call->c->cols; j++) {
    const REAL *before = call->a ? (const REAL *)call->a->memory + j * h : NULL;
    REAL *in = (REAL *)call->e->memory + 4 * j * h, *forget = in + h;
    REAL *out = in + 2 * h, *candidate = in + 3 * h;
    REAL *c = (REAL *)call->c->memory + j * h;
    REAL *y = (REAL *)call->h->memory + j * h;

    for (size_t i = 0; i < 3 * h; i++)
      in[i] = SIGMOID (in[i]);
    for (size_t i = 0; i < h; i++) {
      candidate[i] = TANH (candidate[i]);
      REAL kept = before != NULL ? forget[i] * before[i] : 0;
      c[i] = kept + in[i] * candidate[i];
      y[i] = out[i] * TANH (c[i]);
    }
  }
}

static void
NAME (lstm_cell_back) (const EpiKernelCall *call)
{
  size_t h = call->d->rows;

  for (size_t j = 0; j < call->d->cols; j++) {
    const REAL *before = call->a ? (const REAL *)call->a->memory + j * h : NULL;
    const REAL *in = (const REAL *)call->b->memory + 4 * j * h;
    const REAL *forget = in + h, *out = in + 2 * h, *candidate = in + 3 * h;
    const REAL *c = (const REAL *)call->d->memory + j * h;
    const REAL *dy = (const REAL *)call->f->memory + j * h;
    REAL *dc = (REAL *)call->e->memory + j * h;
    REAL *dg = (REAL *)call->c->memory + 4 * j * h;

    for (size_t i = 0; i < h; i++) {
      REAL t = TANH (c[i]);
      REAL d = dc[i] + dy[i] * out[i] * (1 - t * t);
      dg[i] = d * candidate[i] * (in[i] * (1 - in[i]));
      dg[h + i] =
          before != NULL ? d * before[i] * (forget[i] * (1 - forget[i])) : 0;
      dg[2 * h + i] = dy[i] * t * (out[i] * (1 - out[i]));
      dg[3 * h + i] = d * in[i] * (1 - candidate[i] * candidate[i]);
      dc[i] = d * forget[i];
    }
  }
}

static void
NAME (dropout) (const EpiKernelCall *call)
{
  const REAL *x = call->a->memory;
  REAL *y = call->c->memory, scale = (REAL)(1 / (1 - call->alpha));
  size_t n = NAME (count) (call->c);
  const uint32_t key[2] = {(uint32_t)call->seed, (uint32_t)(call->seed >> 32)};
  uint32_t threshold = (uint32_t)(call->alpha * 0x1p32), word[4];

  for (size_t block = 0; 4 * block < n; block++) {
    epi_philox ((uint32_t[]){(uint32_t)block, (uint32_t)((uint64_t)block >> 32),
                             (uint32_t)call->stream,
                             (uint32_t)(call->stream >> 32)},
                key, word);
    for (size_t e = 4 * block; e < n && e < 4 * block + 4; e++)
      y[e] = word[e % 4] >= threshold ? x[e] * scale : 0;
  }
}

/* ---- Losses ------------------------------------------------------------ */

static void
NAME (cross_entropy) (const EpiKernelCall *call)
{
  size_t m = call->a->rows;
  const int32_t *class = call->pivots->memory;
  REAL *losses = call->c->memory, scale = (REAL)call->alpha;

  assert (NAME (indices_fit) (call->pivots, m));
  for (size_t j = 0; j < call->a->cols; j++) {
    const REAL *x = (const REAL *)call->a->memory + j * m;
    REAL *dx = call->e ? (REAL *)call->e->memory + j * m : NULL;

    losses[j] = NAME (softmax_column) (x, dx, m, (size_t) class[j]);
    if (dx == NULL)
      continue;
    dx[class[j]] -= 1;
    for (size_t i = 0; i < m; i++)
      dx[i] *= scale;
  }
}

static void
NAME (sum_of_terms) (const EpiKernelCall *call)
{
  size_t m = call->a->rows;
  REAL *losses = call->c->memory, scale = (REAL)call->alpha;

  for (size_t j = 0; j < call->a->cols; j++) {
    const REAL *xs = (const REAL *)call->a->memory + j * m;
    const REAL *ts = (const REAL *)call->b->memory + j * m;
    REAL *dx = call->e ? (REAL *)call->e->memory + j * m : NULL, sum = 0;

    switch ((EpiLoss)call->op) {
#define LOSS(number, name, term, slope)                                        \
  case EPI_LOSS_##name:                                                        \
    for (size_t i = 0; i < m; i++) {                                           \
      REAL x = xs[i], t = ts[i];                                               \
      sum += (term);                                                           \
      if (dx != NULL)                                                          \
        dx[i] = scale * (slope);                                               \
    }                                                                          \
    break;
#include "../../shaders/losses.inc"
#undef LOSS
    case EPI_LOSS_CROSS_ENTROPY:
    case EPI_N_LOSSES:
      break;
    }
    losses[j] = sum;
  }
}

static void
NAME (loss) (const EpiKernelCall *call)
{
  if (call->op == EPI_LOSS_CROSS_ENTROPY)
    NAME (cross_entropy) (call);
  else
    NAME (sum_of_terms) (call);
}

/* ---- Updates ----------------------------------------------------------- */

static void
NAME (update) (const EpiKernelCall *call)
{
  const EpiUpdateNumbers *numbers = call->numbers;
  const REAL step = (REAL)numbers->step, momentum = (REAL)numbers->momentum;
  const REAL second = (REAL)numbers->second, epsilon = (REAL)numbers->epsilon;
  const REAL correction = (REAL)numbers->correction;
  const REAL second_correction = (REAL)numbers->second_correction;
  const REAL scale = (REAL)numbers->scale, decay = (REAL)numbers->decay;
  const REAL l1 = (REAL)numbers->l1, l2 = (REAL)numbers->l2;
  const REAL *gs = call->a->memory;
  REAL *ms = call->e ? call->e->memory : NULL;
  REAL *vs = call->h ? call->h->memory : NULL, *xs = call->c->memory;
  size_t n = NAME (count) (call->c);

  switch ((EpiUpdate)call->op) {
#define UPDATE(number, name, memory, statements)                               \
  case EPI_UPDATE_##name:                                                      \
    for (size_t i = 0; i < n; i++) {                                           \
      REAL x = xs[i], m = (memory)&MEMORY_M ? ms[i] : 0;                       \
      REAL v = (memory)&MEMORY_V ? vs[i] : 0;                                  \
      REAL sign = x > 0 ? 1 : x < 0 ? -1 : 0;                                  \
      REAL g = scale * gs[i] + l2 * x + l1 * sign;                             \
      x -= step * decay * x;                                                   \
      statements;                                                              \
      if ((memory)&MEMORY_M)                                                   \
        ms[i] = m;                                                             \
      if ((memory)&MEMORY_V)                                                   \
        vs[i] = v;                                                             \
      xs[i] = x;                                                               \
    }                                                                          \
    break;
#include "../../shaders/updates.inc"
#undef UPDATE
  case EPI_N_UPDATES:
    break;
  }
}

#undef EXP
#undef TANH
#undef SQRT
#undef SIGMOID
#undef SOFTPLUS
#undef RELU
#undef NORMAL
#undef DENSITY
#undef REAL_
