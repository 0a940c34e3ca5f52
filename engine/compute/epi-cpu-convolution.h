/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Convolution on the cpu, for one type of number.  Included by
 * epi-cpu-kernels.inc.
 *
 * The window over output pixel p lies on rows of the image: row dy of it is
 * `run` = channels · size_x numbers from corner(p) + dy · row on.  So
 *
 *   Y(:,p)  = Σ_dy Σ_i x(corner(p) + dy row + i) Wᵀ(:, i + dy run)
 *   dW(k,:) = Σ_p x(corner(p) + place(k)) dY(:,p)
 *   dX(corner(p) + dy row + i) += Σ_o dY(o,p) W(i + dy run, o)
 *
 * and each is a block of epi-cpu-vector.h: a number times a vector, added to
 * sums that stay in registers; for 8 / vectors pixels, weights or samples at a
 * time.  Images stand in a frame of zeros as wide as the padding, vectors have
 * zeros up to their end; both are made in scratch memory first.
 */

typedef struct {
  const EpiWindow *w;
  size_t width, height;      /* of the output */
  size_t pixels, run, patch; /* pixels of the output; run, run · size_y */
  size_t row, image;         /* numbers of a framed row, and image */
  size_t out;                /* channels of the output, up to a whole vector */
  size_t step;               /* from pixel to pixel */
  size_t *corner;            /* (pixels) where the window over each begins */
  REAL *scratch;             /* zeros, as many as were asked for */
} NAME (Plan);

static size_t
NAME (whole) (size_t n) /* vectors */
{
  return (n + LANES - 1) / LANES * LANES;
}

static NAME (Plan) NAME (plan) (const EpiWindow *w)
{
  NAME (Plan)
  plan = {.w = w,
          .width = epi_window_width (w),
          .height = epi_window_height (w),
          .run = w->channels * w->size_x,
          .row = w->channels * (w->width + 2 * w->padding),
          .out = NAME (whole) (w->out_channels),
          .step = w->channels * w->stride};
  plan.pixels = plan.width * plan.height;
  plan.patch = plan.run * w->size_y;
  plan.image = plan.row * (w->height + 2 * w->padding);
  return plan;
}

/* Scratch memory for n numbers, and the corners. */
static EpiStatus
NAME (prepare) (NAME (Plan) * plan, size_t n)
{
  size_t step = plan->w->stride * plan->row, p = 0;

  plan->corner =
      epi_cpu_scratch (plan->pixels * sizeof *plan->corner + n * sizeof (REAL));
  if (plan->corner == NULL)
    return EPI_NO_MEMORY;
  for (size_t y1 = 0; y1 < plan->height; y1++)
    for (size_t x1 = 0; x1 < plan->width; x1++)
      plan->corner[p++] = x1 * plan->step + y1 * step;
  plan->scratch = (REAL *)(plan->corner + plan->pixels);
  return EPI_OK;
}

/* x in its frame: copied into it, or x itself where there is none. */
static const REAL *
NAME (framed) (const NAME (Plan) * plan, const REAL *x, REAL *frame)
{
  const EpiWindow *w = plan->w;
  size_t line = w->width * w->channels;

  if (w->padding == 0)
    return x;
  for (size_t y = 0; y < w->height; y++)
    memcpy (frame + (y + w->padding) * plan->row + w->padding * w->channels,
            x + y * line, line * sizeof *x);
  return frame;
}

/* ---- Y ----------------------------------------------------------------- */

/* Output channels o, o + 1, … of all pixels. */
static inline __attribute__ ((always_inline)) void
NAME (convolve_channels) (const size_t vectors, const NAME (Plan) * plan,
                          const REAL *x, const REAL *Wt, size_t o, REAL *y)
{
  size_t out = plan->w->out_channels, valid = out - o;

  for (size_t p = 0; p < plan->pixels; p += ROWS (vectors)) {
    const REAL *at[8];
    NAME (V) sum[8] = {{0}};
    for (size_t t = 0; t < ROWS (vectors); t++)
      at[t] = x + plan->corner[p + t < plan->pixels ? p + t : p];
    for (size_t dy = 0; dy < plan->w->size_y; dy++) {
      NAME (block)
      (vectors, at, 1, Wt + dy * plan->run * plan->out + o, plan->out,
       plan->run, sum);
      for (size_t t = 0; t < ROWS (vectors); t++)
        at[t] += plan->row;
    }
    for (size_t t = 0; t < ROWS (vectors) && p + t < plan->pixels; t++)
      for (size_t v = 0; v < vectors && v * LANES < valid; v++)
        NAME (store_part)
    (y + (p + t) * out + o + v * LANES, sum[t * vectors + v],
     valid - v * LANES < LANES ? valid - v * LANES : LANES);
  }
}

/* Wᵀ with rows of whole vectors. */
static void
NAME (transpose) (const NAME (Plan) * plan, const REAL *W, REAL *Wt)
{
  for (size_t o = 0; o < plan->w->out_channels; o++)
    for (size_t k = 0; k < plan->patch; k++)
      Wt[k * plan->out + o] = W[k + o * plan->patch];
}

static EpiStatus
NAME (convolve) (const EpiKernelCall *call)
{
  NAME (Plan) plan = NAME (plan) (call->window);
  size_t weights = plan.patch * plan.out;

  if (NAME (prepare) (&plan, weights + plan.image) != EPI_OK)
    return EPI_NO_MEMORY;
  REAL *Wt = plan.scratch;
  NAME (transpose) (&plan, call->a->memory, Wt);
  for (size_t s = 0; s < call->c->cols; s++) {
    const REAL *x = NAME (framed) (
        &plan, (const REAL *)call->b->memory + s * call->b->rows, Wt + weights);
    REAL *y = (REAL *)call->c->memory + s * call->c->rows;
    size_t o = 0;
    for (; o + LANES < plan.out; o += 2 * LANES)
      NAME (convolve_channels) (2, &plan, x, Wt, o, y);
    if (o < plan.out)
      NAME (convolve_channels) (1, &plan, x, Wt, o, y);
  }
  return EPI_OK;
}

/* ---- dW ---------------------------------------------------------------- */

/* Weights of output channels o, o + 1, … from one sample. */
static inline __attribute__ ((always_inline)) void
NAME (weigh_channels) (const size_t vectors, const NAME (Plan) * plan,
                       const REAL *x, const REAL *dy, size_t o, REAL *dWt)
{
  for (size_t k = 0; k < plan->patch; k += ROWS (vectors)) {
    const REAL *at[8];
    NAME (V) sum[8] = {{0}};
    for (size_t t = 0; t < ROWS (vectors); t++) {
      size_t place = k + t < plan->patch ? k + t : k;
      at[t] = x + place % plan->run + place / plan->run * plan->row;
    }
    for (size_t y1 = 0; y1 < plan->height; y1++) {
      NAME (block)
      (vectors, at, plan->step, dy + y1 * plan->width * plan->out + o,
       plan->out, plan->width, sum);
      for (size_t t = 0; t < ROWS (vectors); t++)
        at[t] += plan->w->stride * plan->row;
    }
    for (size_t t = 0; t < ROWS (vectors) && k + t < plan->patch; t++)
      for (size_t v = 0; v < vectors; v++) {
        REAL *to = dWt + (k + t) * plan->out + o + v * LANES;
        NAME (store) (to, NAME (load) (to) + sum[t * vectors + v]);
      }
  }
}

/* dY with columns of whole vectors: copied, or dY itself where they are. */
static const REAL *
NAME (widened) (const NAME (Plan) * plan, const REAL *dy, REAL *wide)
{
  size_t out = plan->w->out_channels;

  if (out == plan->out)
    return dy;
  for (size_t p = 0; p < plan->pixels; p++)
    memcpy (wide + p * plan->out, dy + p * out, out * sizeof *dy);
  return wide;
}

static EpiStatus
NAME (convolve_to_weights) (const EpiKernelCall *call)
{
  NAME (Plan) plan = NAME (plan) (call->window);
  size_t weights = plan.patch * plan.out, wide = plan.pixels * plan.out;
  REAL *dW = call->c->memory, beta = (REAL)call->beta;

  if (NAME (prepare) (&plan, weights + plan.image + wide) != EPI_OK)
    return EPI_NO_MEMORY;
  REAL *dWt = plan.scratch;
  for (size_t s = 0; s < call->a->cols; s++) {
    const REAL *x =
        NAME (framed) (&plan, (const REAL *)call->a->memory + s * call->a->rows,
                       dWt + weights);
    const REAL *dy = NAME (widened) (
        &plan, (const REAL *)call->b->memory + s * call->b->rows,
        dWt + weights + plan.image);
    size_t o = 0;
    for (; o + LANES < plan.out; o += 2 * LANES)
      NAME (weigh_channels) (2, &plan, x, dy, o, dWt);
    if (o < plan.out)
      NAME (weigh_channels) (1, &plan, x, dy, o, dWt);
  }
  for (size_t o = 0; o < plan.w->out_channels; o++)
    for (size_t k = 0; k < plan.patch; k++) {
      REAL *to = dW + k + o * plan.patch, sum = dWt[k * plan.out + o];
      *to = beta == 0 ? sum : sum + beta * *to;
    }
  return EPI_OK;
}

/* ---- dX ---------------------------------------------------------------- */

typedef struct { /* samples at a time: nothing that one adds is another's */
  const REAL *dy[8];
  REAL *dx[8]; /* framed */
} NAME (Group);

/* Numbers i, i + 1, … of row dy of the window over pixel p. */
static inline __attribute__ ((always_inline)) void
NAME (spread) (const size_t vectors, const NAME (Plan) * plan,
               const NAME (Group) * group, size_t n, const REAL *w, size_t ld,
               size_t p, size_t to)
{
  const REAL *at[8];
  NAME (V) sum[8] = {{0}};

  for (size_t t = 0; t < ROWS (vectors); t++)
    at[t] = group->dy[t < n ? t : 0] + p * plan->w->out_channels;
  NAME (block) (vectors, at, 1, w, ld, plan->w->out_channels, sum);
  for (size_t t = 0; t < ROWS (vectors) && t < n; t++)
    for (size_t v = 0; v < vectors; v++) {
      REAL *dx = group->dx[t] + to + v * LANES;
      NAME (store) (dx, NAME (load) (dx) + sum[t * vectors + v]);
    }
}

/* W with runs of whole vectors: entry (i, o, dy). */
static void
NAME (runs) (const NAME (Plan) * plan, const REAL *W, REAL *runs)
{
  size_t out = plan->w->out_channels, length = NAME (whole) (plan->run);

  for (size_t dy = 0; dy < plan->w->size_y; dy++)
    for (size_t o = 0; o < out; o++)
      memcpy (runs + (o + dy * out) * length,
              W + dy * plan->run + o * plan->patch, plan->run * sizeof *W);
}

static void
NAME (spread_pixel) (const NAME (Plan) * plan, const NAME (Group) * group,
                     size_t n, const REAL *runs, size_t p)
{
  size_t length = NAME (whole) (plan->run), corner = plan->corner[p];
  size_t out = plan->w->out_channels;

  for (size_t dy = 0; dy < plan->w->size_y; dy++) {
    const REAL *w = runs + dy * out * length;
    size_t to = corner + dy * plan->row, i = 0;
    for (; i + LANES < length; i += 2 * LANES)
      NAME (spread) (2, plan, group, n, w + i, length, p, to + i);
    if (i < length)
      NAME (spread) (1, plan, group, n, w + i, length, p, to + i);
  }
}

/* The inside of the frame. */
static void
NAME (unframe) (const NAME (Plan) * plan, const REAL *frame, REAL *x)
{
  const EpiWindow *w = plan->w;
  size_t line = w->width * w->channels;

  for (size_t y = 0; y < w->height; y++)
    memcpy (x + y * line,
            frame + (y + w->padding) * plan->row + w->padding * w->channels,
            line * sizeof *x);
}

static EpiStatus
NAME (convolve_to_input) (const EpiKernelCall *call)
{
  NAME (Plan) plan = NAME (plan) (call->window);
  size_t weights =
      NAME (whole) (plan.run) * plan.w->out_channels * plan.w->size_y;
  size_t image = plan.image + 2 * LANES, cols = call->c->cols;
  NAME (Group) group;

  if (NAME (prepare) (&plan, weights + 4 * image) != EPI_OK)
    return EPI_NO_MEMORY;
  REAL *runs = plan.scratch;
  NAME (runs) (&plan, call->a->memory, runs);
  for (size_t s = 0; s < cols; s += 4) {
    size_t n = cols - s < 4 ? cols - s : 4;
    memset (runs + weights, 0, 4 * image * sizeof *runs);
    for (size_t t = 0; t < n; t++) {
      group.dy[t] = (const REAL *)call->b->memory + (s + t) * call->b->rows;
      group.dx[t] = runs + weights + t * image;
    }
    for (size_t p = 0; p < plan.pixels; p++)
      NAME (spread_pixel) (&plan, &group, n, runs, p);
    for (size_t t = 0; t < n; t++)
      NAME (unframe)
    (&plan, group.dx[t], (REAL *)call->c->memory + (s + t) * call->c->rows);
  }
  return EPI_OK;
}
