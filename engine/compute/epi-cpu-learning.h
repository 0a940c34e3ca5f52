/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Losses and updates on the cpu, for one type of number.  Included by
 * epi-cpu-kernels.inc, which says what the words mean.
 */

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
    ENTRIES (i, n) {                                                           \
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
