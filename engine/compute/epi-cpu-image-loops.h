/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Convolution and pooling on the cpu, for one type of number.  Included by
 * epi-cpu-neural.c twice, as epi-cpu-neural-loops.h is.
 *
 * Place is where a window lies over the image: its upper left corner, and which
 * part of it is inside.
 */

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

/* For every output pixel of every sample: place, input and output. */
#define EACH_PIXEL(w, n, out_channels)                                         \
  for (size_t s = 0; s < (n); s++)                                             \
    for (size_t y1 = 0; y1 < epi_window_height (w); y1++)                      \
      for (size_t x1 = 0; x1 < epi_window_width (w); x1++)

#define IN(X) ((const REAL *)(X)->memory + s * (X)->rows)
#define OUT(X) ((REAL *)(X)->memory + s * (X)->rows)
#define PIXEL(w, channels) ((x1 + y1 * epi_window_width (w)) * (channels))

static void
NAME (convolve) (const EpiKernelCall *call)
{
  const EpiWindow *w = call->window;

  EACH_PIXEL (w, call->c->cols, w->out_channels)
  NAME (convolve_at)
  (w, place_at (w, x1, y1), call->a->memory, IN (call->b),
   OUT (call->c) + PIXEL (w, w->out_channels));
}

static void
NAME (convolve_to_input) (const EpiKernelCall *call)
{
  const EpiWindow *w = call->window;

  NAME (scale) (call->c->memory, 0, NAME (count) (call->c));
  EACH_PIXEL (w, call->c->cols, w->out_channels)
  NAME (to_input_at)
  (w, place_at (w, x1, y1), call->a->memory,
   IN (call->b) + PIXEL (w, w->out_channels), OUT (call->c));
}

static void
NAME (convolve_to_weights) (const EpiKernelCall *call)
{
  const EpiWindow *w = call->window;

  NAME (scale) (call->c->memory, (REAL)call->beta, NAME (count) (call->c));
  EACH_PIXEL (w, call->a->cols, w->out_channels)
  NAME (to_weights_at)
  (w, place_at (w, x1, y1), IN (call->a),
   IN (call->b) + PIXEL (w, w->out_channels), call->c->memory);
}

/* ---- Pooling ----------------------------------------------------------- */

/* Entry of the first largest in the window, in channel c. */
static size_t
NAME (first_largest) (const EpiWindow *w, Place at, const REAL *x, size_t c)
{
  size_t best = image_row (w, at, at.begin_y) + c;

  for (size_t dy = at.begin_y; dy < at.end_y; dy++)
    for (size_t dx = at.begin_x; dx < at.end_x; dx++) {
      size_t i = image_row (w, at, dy) + (dx - at.begin_x) * w->channels + c;
      best = x[i] > x[best] || isnan (x[i]) > isnan (x[best]) ? i : best;
    }
  return best;
}

static REAL
NAME (mean) (const EpiWindow *w, Place at, const REAL *x, size_t c)
{
  REAL sum = 0;

  for (size_t dy = at.begin_y; dy < at.end_y; dy++)
    for (size_t dx = at.begin_x; dx < at.end_x; dx++)
      sum += x[image_row (w, at, dy) + (dx - at.begin_x) * w->channels + c];
  return sum / (REAL)(w->size_x * w->size_y);
}

static void
NAME (pool) (const EpiKernelCall *call)
{
  const EpiWindow *w = call->window;

  EACH_PIXEL (w, call->c->cols, w->channels)
  {
    Place at = place_at (w, x1, y1);
    const REAL *x = IN (call->a);
    REAL *y = OUT (call->c) + PIXEL (w, w->channels);
    for (size_t c = 0; c < w->channels; c++)
      y[c] = call->op == EPI_POOL_MAX ? x[NAME (first_largest) (w, at, x, c)]
                                      : NAME (mean) (w, at, x, c);
  }
}

static void
NAME (pool_back) (const EpiKernelCall *call)
{
  const EpiWindow *w = call->window;
  REAL share = 1 / (REAL)(w->size_x * w->size_y);

  NAME (scale) (call->c->memory, 0, NAME (count) (call->c));
  EACH_PIXEL (w, call->c->cols, w->channels)
  {
    Place at = place_at (w, x1, y1);
    const REAL *x = IN (call->a);
    const REAL *g = IN (call->d) + PIXEL (w, w->channels);
    REAL *to = OUT (call->c);
    for (size_t c = 0; c < w->channels; c++)
      if (call->op == EPI_POOL_MAX) {
        to[NAME (first_largest) (w, at, x, c)] += g[c];
      } else {
        for (size_t dy = at.begin_y; dy < at.end_y; dy++)
          for (size_t dx = at.begin_x; dx < at.end_x; dx++)
            to[image_row (w, at, dy) + (dx - at.begin_x) * w->channels + c] +=
                g[c] * share;
      }
  }
}

#undef EACH_PIXEL
#undef IN
#undef OUT
#undef PIXEL
