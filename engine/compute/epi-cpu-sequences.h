/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Embeddings, LSTM cells and dropout on the cpu, for one type of number.
 * Included by epi-cpu-kernels.inc, which says what the words mean.
 */

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
    ENTRIES (i, m)
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

    ENTRIES (i, 3 * h)
      in[i] = SIGMOID (in[i]);
    ENTRIES (i, h) {
      candidate[i] = TANH (candidate[i]);
      c[i] = in[i] * candidate[i];
    }
    if (before != NULL)
      ENTRIES (i, h)
        c[i] += forget[i] * before[i];
    ENTRIES (i, h)
      y[i] = out[i] * TANH (c[i]);
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

    ENTRIES (i, h) {
      REAL t = TANH (c[i]), d = dc[i] + dy[i] * out[i] * (1 - t * t);
      dg[i] = d * candidate[i] * (in[i] * (1 - in[i]));
      dg[h + i] = d * (forget[i] * (1 - forget[i]));
      dg[2 * h + i] = dy[i] * t * (out[i] * (1 - out[i]));
      dg[3 * h + i] = d * in[i] * (1 - candidate[i] * candidate[i]);
      dc[i] = d * forget[i];
    }
    ENTRIES (i, h)
      dg[h + i] = before != NULL ? dg[h + i] * before[i] : 0;
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
