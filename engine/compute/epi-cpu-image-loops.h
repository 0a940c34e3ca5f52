/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Convolution and pooling on the cpu, for one type of number.  Included by
 * epi-cpu-neural.c twice, as epi-cpu-neural-loops.h is; GEMM is BLAS's for that
 * type.
 *
 * Place is where a window lies over the image: its upper left corner, and which
 * part of it is inside.
 *
 * A convolution is three matrix products, sample by sample (Chellapilla, Puri,
 * Simard 2006).  With the patches of some output pixels as columns of P,
 *     Y = Wᵀ P,   dW := dW + P dYᵀ,   P := W dY and dX := dX + P where it lies.
 * P is as many columns as EPI_PATCHES numbers hold; a patch that is larger than
 * that goes pixel by pixel.
 */

/* ---- Pixel by pixel ------------------------------------------------------ */

/* Y (x₁, y₁) of a sample: Σ over the window, a run of channels at a time. */
static void
NAME (convolve_at) (const EpiWindow *w, Place at, const REAL *W, const REAL *x,
                    REAL *y)
{
  size_t patch = w->channels * w->size_x * w->size_y;
  size_t run = (at.end_x - at.begin_x) * w->channels;

  for (size_t o = 0; o < w->out_channels; o++) {
    REAL sum = 0;
    for (size_t dy = at.begin_y; dy < at.end_y; dy++) {
      const REAL *a =
          W + o * patch + (at.begin_x + dy * w->size_x) * w->channels;
      const REAL *b = x + image_row (w, at, dy);
      for (size_t i = 0; i < run; i++)
        sum += a[i] * b[i];
    }
    y[o] = sum;
  }
}

static void
NAME (to_input_at) (const EpiWindow *w, Place at, const REAL *W,
                    const REAL *dy_, REAL *dx)
{
  size_t patch = w->channels * w->size_x * w->size_y;
  size_t run = (at.end_x - at.begin_x) * w->channels;

  for (size_t o = 0; o < w->out_channels; o++)
    for (size_t dy = at.begin_y; dy < at.end_y; dy++) {
      const REAL *a =
          W + o * patch + (at.begin_x + dy * w->size_x) * w->channels;
      REAL *b = dx + image_row (w, at, dy);
      for (size_t i = 0; i < run; i++)
        b[i] += a[i] * dy_[o];
    }
}

static void
NAME (to_weights_at) (const EpiWindow *w, Place at, const REAL *x,
                      const REAL *dy_, REAL *dW)
{
  size_t patch = w->channels * w->size_x * w->size_y;
  size_t run = (at.end_x - at.begin_x) * w->channels;

  for (size_t o = 0; o < w->out_channels; o++)
    for (size_t dy = at.begin_y; dy < at.end_y; dy++) {
      REAL *a = dW + o * patch + (at.begin_x + dy * w->size_x) * w->channels;
      const REAL *b = x + image_row (w, at, dy);
      for (size_t i = 0; i < run; i++)
        a[i] += b[i] * dy_[o];
    }
}

/* ---- Patches ------------------------------------------------------------- */

/* P (patch, columns) := what windows number first … lie over, zeros outside;
 * or, when add, that part of x := itself plus P. */
static void
NAME (patches) (const EpiWindow *w, bool add, REAL *x, size_t first,
                size_t columns, REAL *P)
{
  size_t width = epi_window_width (w), row = w->size_x * w->channels;
  size_t x1 = first % width, y1 = first / width;

  for (size_t p = 0; p < columns; p++, P += row * w->size_y) {
    Place at = place_at (w, x1, y1);
    size_t run = (at.end_x - at.begin_x) * w->channels;
    bool whole = run == row && at.end_y - at.begin_y == w->size_y;
    if (!whole && !add)
      memset (P, 0, row * w->size_y * sizeof *P);
    for (size_t dy = at.begin_y; dy < at.end_y; dy++) {
      REAL *in = x + image_row (w, at, dy);
      REAL *column = P + dy * row + at.begin_x * w->channels;
      if (add)
        for (size_t i = 0; i < run; i++)
          in[i] += column[i];
      else
        for (size_t i = 0; i < run; i++)
          column[i] = in[i];
    }
    if (++x1 == width)
      x1 = 0, y1++;
  }
}

/* One sample, some pixels: by products. */
static void
NAME (convolve_patches) (const EpiKernelCall *call, size_t s, size_t first,
                         size_t columns, REAL *P)
{
  const EpiWindow *w = call->window;
  int patch = (int)call->a->rows, out = (int)w->out_channels;
  REAL *x = (REAL *)call->b->memory + s * call->b->rows;
  REAL *y = (REAL *)call->c->memory + s * call->c->rows + first * (size_t)out;

  NAME (patches) (w, false, x, first, columns, P);
  GEMM (CblasColMajor, CblasTrans, CblasNoTrans, out, (int)columns, patch, 1,
        call->a->memory, patch, P, patch, 0, y, out);
}

static void
NAME (patches_to_input) (const EpiKernelCall *call, size_t s, size_t first,
                         size_t columns, REAL *P)
{
  const EpiWindow *w = call->window;
  int patch = (int)call->a->rows, out = (int)w->out_channels;
  REAL *dy = (REAL *)call->b->memory + s * call->b->rows + first * (size_t)out;
  REAL *dx = (REAL *)call->c->memory + s * call->c->rows;

  GEMM (CblasColMajor, CblasNoTrans, CblasNoTrans, patch, (int)columns, out, 1,
        call->a->memory, patch, dy, out, 0, P, patch);
  NAME (patches) (w, true, dx, first, columns, P);
}

static void
NAME (patches_to_weights) (const EpiKernelCall *call, size_t s, size_t first,
                           size_t columns, REAL *P)
{
  const EpiWindow *w = call->window;
  int patch = (int)call->c->rows, out = (int)w->out_channels;
  REAL *x = (REAL *)call->a->memory + s * call->a->rows;
  REAL *dy = (REAL *)call->b->memory + s * call->b->rows + first * (size_t)out;

  NAME (patches) (w, false, x, first, columns, P);
  GEMM (CblasColMajor, CblasNoTrans, CblasTrans, patch, out, (int)columns, 1, P,
        patch, dy, out, 1, call->c->memory, patch);
}

/* Does work for all pixels of the samples; false when a patch is too large. */
static bool
NAME (by_patches) (const EpiKernelCall *call, size_t samples,
                   void (*work) (const EpiKernelCall *call, size_t s,
                                 size_t first, size_t columns, REAL *P))
{
  const EpiWindow *w = call->window;
  size_t patch = w->channels * w->size_x * w->size_y;
  size_t pixels = epi_window_width (w) * epi_window_height (w);
  size_t columns = EPI_PATCHES / patch;
  REAL P[EPI_PATCHES];

  if (columns == 0 || w->out_channels > INT_MAX)
    return false;
  for (size_t s = 0; s < samples; s++)
    for (size_t first = 0; first < pixels; first += columns) {
      size_t rest = pixels - first;
      work (call, s, first, rest < columns ? rest : columns, P);
    }
  return true;
}

/* ---- The kernels --------------------------------------------------------- */

/* For every output pixel of every sample: place, input and output. */
#define EACH_PIXEL(w, n)                                                       \
  const size_t width_ = epi_window_width (w), height_ = epi_window_height (w); \
  for (size_t s = 0; s < (n); s++)                                             \
    for (size_t y1 = 0; y1 < height_; y1++)                                    \
      for (size_t x1 = 0; x1 < width_; x1++)

#define IN(X) ((const REAL *)(X)->memory + s * (X)->rows)
#define OUT(X) ((REAL *)(X)->memory + s * (X)->rows)
#define PIXEL(channels) ((x1 + y1 * width_) * (channels))

static void
NAME (convolve) (const EpiKernelCall *call)
{
  const EpiWindow *w = call->window;

  if (NAME (by_patches) (call, call->c->cols, NAME (convolve_patches)))
    return;
  EACH_PIXEL (w, call->c->cols)
  NAME (convolve_at)
  (w, place_at (w, x1, y1), call->a->memory, IN (call->b),
   OUT (call->c) + PIXEL (w->out_channels));
}

static void
NAME (convolve_to_input) (const EpiKernelCall *call)
{
  const EpiWindow *w = call->window;

  NAME (scale) (call->c->memory, 0, NAME (count) (call->c));
  if (NAME (by_patches) (call, call->c->cols, NAME (patches_to_input)))
    return;
  EACH_PIXEL (w, call->c->cols)
  NAME (to_input_at)
  (w, place_at (w, x1, y1), call->a->memory,
   IN (call->b) + PIXEL (w->out_channels), OUT (call->c));
}

static void
NAME (convolve_to_weights) (const EpiKernelCall *call)
{
  const EpiWindow *w = call->window;

  NAME (scale) (call->c->memory, (REAL)call->beta, NAME (count) (call->c));
  if (NAME (by_patches) (call, call->a->cols, NAME (patches_to_weights)))
    return;
  EACH_PIXEL (w, call->a->cols)
  NAME (to_weights_at)
  (w, place_at (w, x1, y1), IN (call->a),
   IN (call->b) + PIXEL (w->out_channels), call->c->memory);
}

/* ---- Pooling ----------------------------------------------------------- */

/* y (channels) := the largest, a NaN above all, or the mean of the window. */
static void
NAME (pool_at) (const EpiWindow *w, Place at, EpiPool pool, const REAL *x,
                REAL *restrict y)
{
  for (size_t c = 0; c < w->channels; c++)
    y[c] = pool == EPI_POOL_MAX ? x[image_row (w, at, at.begin_y) + c] : 0;
  for (size_t dy = at.begin_y; dy < at.end_y; dy++)
    for (size_t dx = at.begin_x; dx < at.end_x; dx++) {
      const REAL *in =
          x + image_row (w, at, dy) + (dx - at.begin_x) * w->channels;
      if (pool == EPI_POOL_MAX)
        for (size_t c = 0; c < w->channels; c++)
          y[c] = in[c] > y[c] || isnan (in[c]) ? in[c] : y[c];
      else
        for (size_t c = 0; c < w->channels; c++)
          y[c] += in[c];
    }
  if (pool == EPI_POOL_AVERAGE)
    for (size_t c = 0; c < w->channels; c++)
      y[c] /= (REAL)(w->size_x * w->size_y);
}

/* Adds what the window gave back to its first entry that is y, or to all. */
static void
NAME (pool_back_at) (const EpiWindow *w, Place at, EpiPool pool, const REAL *x,
                     const REAL *y, const REAL *g, REAL *dx_)
{
  REAL share = 1 / (REAL)(w->size_x * w->size_y);

  for (size_t c = 0; c < w->channels; c++) {
    size_t first = 0;
    for (size_t dy = at.end_y; dy-- > at.begin_y;)
      for (size_t dx = at.end_x; dx-- > at.begin_x;) {
        size_t i = image_row (w, at, dy) + (dx - at.begin_x) * w->channels + c;
        if (pool == EPI_POOL_AVERAGE)
          dx_[i] += g[c] * share;
        else
          first = islessgreater (x[i], y[c]) ? first : i; /* NaN is NaN */
      }
    if (pool == EPI_POOL_MAX)
      dx_[first] += g[c];
  }
}

static void
NAME (pool) (const EpiKernelCall *call)
{
  const EpiWindow *w = call->window;

  EACH_PIXEL (w, call->c->cols)
  NAME (pool_at)
  (w, place_at (w, x1, y1), (EpiPool)call->op, IN (call->a),
   OUT (call->c) + PIXEL (w->channels));
}

static void
NAME (pool_back) (const EpiKernelCall *call)
{
  const EpiWindow *w = call->window;

  NAME (scale) (call->c->memory, 0, NAME (count) (call->c));
  EACH_PIXEL (w, call->c->cols)
  NAME (pool_back_at)
  (w, place_at (w, x1, y1), (EpiPool)call->op, IN (call->a),
   IN (call->b) + PIXEL (w->channels), IN (call->d) + PIXEL (w->channels),
   OUT (call->c));
}

#undef EACH_PIXEL
#undef IN
#undef OUT
#undef PIXEL
