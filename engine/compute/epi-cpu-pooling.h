/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pooling on the cpu, for one type of number: channels by the vector.  Included
 * by epi-cpu-kernels.inc.
 */

/* Channels c, c + 1, … of the window's pixel (dx, dy) in an image. */
#define AT(dx, dy) (image_row (w, at, dy) + ((dx)-at.begin_x) * w->channels + c)

/* y (n) := the largest, a NaN above all, or the mean of the window. */
static void
NAME (pool_at) (const EpiWindow *w, Place at, EpiPool pool, const REAL *x,
                size_t c, size_t n, REAL *y)
{
  NAME (V) best = {0}, number;

  if (pool == EPI_POOL_MAX)
    best = NAME (load_part) (x + AT (at.begin_x, at.begin_y), n);
  for (size_t dy = at.begin_y; dy < at.end_y; dy++)
    for (size_t dx = at.begin_x; dx < at.end_x; dx++) {
      number = NAME (load_part) (x + AT (dx, dy), n);
      best = pool == EPI_POOL_MAX
                 ? NAME (choose) ((number > best) | (number != number), number,
                                  best)
                 : best + number;
    }
  if (pool == EPI_POOL_AVERAGE)
    best /= (REAL)(w->size_x * w->size_y);
  NAME (store_part) (y, best, n);
}

/* Adds what the window gave back, g, to its first entry that is y, or to all.
 */
static void
NAME (pool_back_at) (const EpiWindow *w, Place at, EpiPool pool, const REAL *x,
                     NAME (V) y, NAME (V) g, size_t c, size_t n, REAL *to)
{
  const NAME (V) none = {0};

  if (pool == EPI_POOL_AVERAGE)
    g /= (REAL)(w->size_x * w->size_y);
  for (size_t dy = at.begin_y; dy < at.end_y; dy++)
    for (size_t dx = at.begin_x; dx < at.end_x; dx++) {
      REAL *d = to + AT (dx, dy);
      NAME (V) sum = NAME (load_part) (d, n);
      NAME (V) number = NAME (load_part) (x + AT (dx, dy), n);
      NAME (Mask)
      hit = (number == y) | ((number != number) & (y != y));
      if (pool == EPI_POOL_MAX) { /* once given, nothing is left */
        sum += NAME (choose) (hit, g, none);
        g = NAME (choose) (hit, none, g);
      } else {
        sum += g;
      }
      NAME (store_part) (d, sum, n);
    }
}

#undef AT

/* For each output pixel of each sample, and each vector of its channels. */
#define EACH_VECTOR(w, samples)                                                \
  const size_t width = epi_window_width (w), height = epi_window_height (w);   \
  for (size_t s = 0; s < (samples); s++)                                       \
    for (size_t y1 = 0; y1 < height; y1++)                                     \
      for (size_t x1 = 0; x1 < width; x1++)                                    \
        for (size_t c = 0; c < (w)->channels; c += LANES)

#define COLUMN(X) ((REAL *)(X)->memory + s * (X)->rows)
#define OUTPUT ((x1 + y1 * width) * w->channels + c)
#define LENGTH (w->channels - c < LANES ? w->channels - c : LANES)

static void
NAME (pool) (const EpiKernelCall *call)
{
  const EpiWindow *w = call->window;

  EACH_VECTOR (w, call->c->cols)
    NAME (pool_at)
  (w, place_at (w, x1, y1), (EpiPool)call->op, COLUMN (call->a), c, LENGTH,
   COLUMN (call->c) + OUTPUT);
}

static void
NAME (pool_back) (const EpiKernelCall *call)
{
  const EpiWindow *w = call->window;

  NAME (scale) (call->c->memory, 0, NAME (count) (call->c));
  EACH_VECTOR (w, call->c->cols)
    NAME (pool_back_at)
  (w, place_at (w, x1, y1), (EpiPool)call->op, COLUMN (call->a),
   NAME (load_part) (COLUMN (call->b) + OUTPUT, LENGTH),
   NAME (load_part) (COLUMN (call->d) + OUTPUT, LENGTH), c, LENGTH,
   COLUMN (call->c));
}

#undef EACH_VECTOR
#undef COLUMN
#undef OUTPUT
#undef LENGTH
