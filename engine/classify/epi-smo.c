/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-smo.h"

#include "classify/epi-row-cache.h"
#include "core/epi-alloc.h"
#include "core/epi-matrix.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define SHRINK_EACH 1000
#define FLAT 1e-12 /* the least curvature that is divided by */
#define FIRST_EPSILON 1e-3

enum { UP = 1, LOW = 2 };

typedef struct { /* what a state is, besides the arrays */
  size_t n_active, countdown;
  double epsilon;
  double m, M; /* over the active examples */
  double step;
  int i, j;           /* the next pair */
  int last_i, last_j; /* the last one, -1: none */
  bool woken;         /* all were active again, near the end */
} State;

typedef struct {
  EpiMethod base; /* x is β */
  EpiSmoOptions options;
  EpiGram *gram;
  EpiRowCache *cache;
  State state;
  double *g;            /* (n) y - Kβ; stale where not active */
  double *lower;        /* (n) min (0, yC) */
  double *upper;        /* (n) max (0, yC) */
  unsigned char *moves; /* (n) UP, LOW: β may grow, may shrink */
  int *active;          /* (n) the first n_active are */
  double *block;        /* (n, EPI_GRAM_BLOCK) rows, for all of g anew */
  size_t *order;        /* (n) scratch */
} Smo;

/* ---- Bounds ---- */

static int
by_g_cb (const void *a, const void *b, void *data)
{
  const double *g = data;
  double x = g[*(const size_t *)a], y = g[*(const size_t *)b];
  return (x > y) - (x < y);
}

double
epi_smo_best_bias (const double *g, const double *y, const double *C, size_t n,
                   size_t *order, double *slack_cost)
{
  double slope = 0, cost = 0, b;
  size_t k = 0;

  for (size_t i = 0; i < n; i++) {
    order[i] = i;
    slope -= y[i] > 0 ? C[i] : 0; /* left of all g */
  }
  g_qsort_with_data (order, (int)n, sizeof *order, by_g_cb, (void *)g);
  /* The slope grows by C at each g; where it is zero, the middle. */
  double total = -slope;
  while (k + 1 < n && slope + C[order[k]] < -1e-14 * total)
    slope += C[order[k++]];
  b = g[order[k]];
  if (k + 1 < n && slope + C[order[k]] <= 1e-14 * total)
    b = 0.5 * (b + g[order[k + 1]]);
  for (size_t i = 0; i < n; i++)
    cost += C[i] * fmax (y[i] * (g[i] - b), 0);
  *slack_cost = cost;
  return b;
}

bool
epi_smo_bounds (const EpiMethod *method, EpiSmoBounds *out)
{
  const Smo *self = (const Smo *)method;
  double slack_cost, norm = 0;

  if (self->state.n_active < method->n)
    return false;
  /* ‖w‖² = βᵀKβ = βᵀ(y - g) */
  for (size_t i = 0; i < method->n; i++)
    norm += method->x[i] * (self->options.y[i] - self->g[i]);
  out->bias = epi_smo_best_bias (self->g, self->options.y, self->options.C,
                                 method->n, self->order, &slack_cost);
  out->primal = 0.5 * norm + slack_cost;
  out->dual = -method->f;
  out->gap = (out->primal - out->dual) / (1 + fabs (out->dual));
  return true;
}

/* ---- 3. ---- */

static void
note_moves (Smo *self, size_t t)
{
  self->moves[t] = (self->base.x[t] < self->upper[t] ? UP : 0) |
                   (self->base.x[t] > self->lower[t] ? LOW : 0);
}

/* i and m. */
static void
select_up (Smo *self)
{
  State *s = &self->state;

  s->i = -1;
  s->m = -INFINITY;
  for (size_t a = 0; a < s->n_active; a++) {
    int t = self->active[a];
    if (self->moves[t] & UP && self->g[t] > s->m) {
      s->m = self->g[t];
      s->i = t;
    }
  }
}

/* j and M, for that i. */
static EpiStatus
select_low (Smo *self)
{
  const double *g = self->g, *K = epi_gram_diagonal (self->gram);
  const unsigned char *moves = self->moves;
  State *s = &self->state;
  EpiStatus status = EPI_OK;
  double best = -INFINITY, m = s->m, M = INFINITY;
  int j = -1;

  s->j = -1;
  s->M = INFINITY;
  if (s->i < 0)
    return EPI_OK;
  const double *K_i = epi_row_cache_get (self->cache, (size_t)s->i, &status);
  if (K_i == NULL)
    return status;
  double K_ii = K[s->i];
  for (size_t a = 0; a < s->n_active; a++) {
    int t = self->active[a];
    if (!(moves[t] & LOW))
      continue;
    if (g[t] < M)
      M = g[t];
    double gain = m - g[t];
    if (gain <= 0)
      continue;
    double curvature = K_ii + K[t] - 2 * K_i[t];
    if (curvature < FLAT)
      curvature = FLAT;
    if (gain * gain > best * curvature) {
      best = gain * gain / curvature;
      j = t;
    }
  }
  s->M = M;
  s->j = j;
  return EPI_OK;
}

/* Both; i = j = -1 when up or low is empty. */
static EpiStatus
select_pair (Smo *self)
{
  select_up (self);
  return select_low (self);
}

/* ---- 1, 2. ---- */

/* 2, and the i and m of 3 on the way. */
static void
update_gradient (Smo *self, const double *K_i, const double *K_j, double step)
{
  State *s = &self->state;
  double *g = self->g, m = -INFINITY;
  int i = -1;

  for (size_t a = 0; a < s->n_active; a++) {
    int t = self->active[a];
    g[t] -= step * (K_i[t] - K_j[t]);
    if (self->moves[t] & UP && g[t] > m) {
      m = g[t];
      i = t;
    }
  }
  s->m = m;
  s->i = i;
}

static EpiStatus
update_pair (Smo *self)
{
  State *s = &self->state;
  double *g = self->g, *x = self->base.x;
  const double *K = epi_gram_diagonal (self->gram);
  EpiStatus status;
  size_t i = (size_t)s->i, j = (size_t)s->j;

  const double *K_i = epi_row_cache_get (self->cache, i, &status);
  if (K_i == NULL)
    return status;
  const double *K_j = epi_row_cache_get (self->cache, j, &status);
  if (K_j == NULL)
    return status;
  double curvature = fmax (K[i] + K[j] - 2 * K_i[j], FLAT);
  double slope = g[i] - g[j], step = slope / curvature;
  double room_i = self->upper[i] - x[i], room_j = x[j] - self->lower[j];
  /* 1. to the bound exactly, where it is met */
  if (step >= room_i || step >= room_j) {
    step = fmin (room_i, room_j);
    x[i] = room_i <= room_j ? self->upper[i] : x[i] + step;
    x[j] = room_j <= room_i ? self->lower[j] : x[j] - step;
  } else {
    x[i] += step;
    x[j] -= step;
  }
  note_moves (self, i);
  note_moves (self, j);
  update_gradient (self, K_i, K_j, step); /* 2 */
  self->base.f -= step * (slope - 0.5 * step * curvature);
  s->step = step;
  s->last_i = (int)i;
  s->last_j = (int)j;
  return EPI_OK;
}

/* ---- 4. ---- */

static bool
stays_at_bound (const Smo *self, int t)
{
  const State *s = &self->state;
  double x = self->base.x[t], g = self->g[t];

  if (x >= self->upper[t])
    return g > s->m;
  if (x <= self->lower[t])
    return g < s->M;
  return false;
}

static void
shrink (Smo *self)
{
  State *s = &self->state;
  size_t kept = 0;

  for (size_t a = 0; a < s->n_active; a++) {
    int t = self->active[a];
    if (stays_at_bound (self, t))
      continue;
    /* those that go stand behind, so that active stays a permutation */
    self->active[a] = self->active[kept];
    self->active[kept++] = t;
  }
  s->n_active = kept;
}

static int
by_number_cb (const void *a, const void *b)
{
  return *(const int *)a - *(const int *)b;
}

/* g -= βᵢ Kᵢ where not active. */
static void
subtract_row (Smo *self, const double *row, double beta)
{
  for (size_t a = self->state.n_active; a < self->base.n; a++)
    self->g[self->active[a]] -= beta * row[self->active[a]];
}

/* The same for rows that are not in the cache, m at once. */
static EpiStatus
subtract_block (Smo *self, const size_t *which, size_t m)
{
  EpiStatus status =
      m > 0 ? epi_gram_rows (self->gram, which, m, self->block) : EPI_OK;

  for (size_t k = 0; k < m && status == EPI_OK; k++)
    subtract_row (self, self->block + k * self->base.n, self->base.x[which[k]]);
  return status;
}

/* All are active; g of those that were not is computed. */
static EpiStatus
wake_all (Smo *self)
{
  State *s = &self->state;
  size_t n = self->base.n, which[EPI_GRAM_BLOCK], m = 0;
  EpiStatus status = EPI_OK;

  for (size_t a = s->n_active; a < n; a++)
    self->g[self->active[a]] = self->options.y[self->active[a]];
  for (size_t i = 0; i < n && status == EPI_OK; i++) {
    const double *row = epi_row_cache_peek (self->cache, i);
    if (self->base.x[i] == 0)
      continue;
    if (row != NULL)
      subtract_row (self, row, self->base.x[i]);
    else
      which[m++] = i;
    if (m == EPI_GRAM_BLOCK) {
      status = subtract_block (self, which, m);
      m = 0;
    }
  }
  if (status == EPI_OK)
    status = subtract_block (self, which, m);
  s->n_active = n;
  qsort (self->active, n, sizeof *self->active, by_number_cb);
  s->countdown = MIN (n, SHRINK_EACH);
  return status;
}

/* The pair stays active. */
static EpiStatus
maybe_shrink (Smo *self)
{
  State *s = &self->state;
  EpiStatus status = EPI_OK;

  if (!self->options.shrinking || --s->countdown > 0 || s->j < 0)
    return EPI_OK;
  s->countdown = MIN (self->base.n, SHRINK_EACH);
  if (!s->woken && s->m - s->M <= 10 * s->epsilon) {
    s->woken = true;
    if (s->n_active < self->base.n)
      status = wake_all (self);
    if (status == EPI_OK)
      status = select_pair (self);
  }
  if (status == EPI_OK && s->j >= 0)
    shrink (self);
  return status;
}

/* ---- 5. ---- */

static EpiStatus
judge (Smo *self)
{
  State *s = &self->state;
  EpiStatus status = EPI_OK;
  EpiSmoBounds bounds;

  while (s->j < 0 || s->m - s->M <= s->epsilon) {
    if (s->n_active < self->base.n) {
      status = wake_all (self);
      if (status == EPI_OK)
        status = select_pair (self);
      if (status != EPI_OK)
        return status;
      s->countdown = 1; /* those that stay are left out again at once */
      continue;
    }
    epi_smo_bounds (&self->base, &bounds);
    if (s->j < 0 || self->options.epsilon > 0 ||
        bounds.gap <= self->options.gap)
      return EPI_CONVERGED;
    if (s->epsilon < 1e-14)
      return EPI_NUMERICAL;
    s->epsilon *= CLAMP (0.5 * self->options.gap / bounds.gap, 1e-5, 0.5);
    s->woken = false;
  }
  return EPI_RUNNING;
}

static EpiStatus
smo_step (EpiMethod *method)
{
  Smo *self = (Smo *)method;
  EpiStatus status = update_pair (self); /* 1, 2 */

  if (status == EPI_OK)
    status = select_low (self); /* 3 */
  if (status == EPI_OK)
    status = maybe_shrink (self);                  /* 4 */
  return status == EPI_OK ? judge (self) : status; /* 5 */
}

/* ---- Frames, states ---- */

static void
smo_record (const EpiMethod *method, EpiFrame *frame)
{
  const Smo *self = (const Smo *)method;
  const State *s = &self->state;
  EpiSmoBounds bounds;

  epi_frame_add_scalar (frame, "dual", -method->f);
  epi_frame_add_scalar (frame, "violation", s->j < 0 ? 0 : s->m - s->M);
  epi_frame_add_scalar (frame, "active", (double)s->n_active);
  if (epi_smo_bounds (method, &bounds)) {
    epi_frame_add_scalar (frame, "primal", bounds.primal);
    epi_frame_add_scalar (frame, "gap", bounds.gap);
    epi_frame_add_scalar (frame, "bias", bounds.bias);
  }
  if (s->last_i < 0)
    return;
  epi_frame_add_scalar (frame, "i", s->last_i);
  epi_frame_add_scalar (frame, "j", s->last_j);
  epi_frame_add_scalar (frame, "step_length", s->step);
}

static size_t
smo_state_size (const EpiMethod *method)
{
  return sizeof (State) + method->n * (2 * sizeof (double) + sizeof (int));
}

static void
smo_save_state (const EpiMethod *method, void *state)
{
  const Smo *self = (const Smo *)method;
  size_t n = method->n;
  char *at = state;

  memcpy (at, &self->state, sizeof (State));
  memcpy (at += sizeof (State), method->x, n * sizeof (double));
  memcpy (at += n * sizeof (double), self->g, n * sizeof (double));
  memcpy (at + n * sizeof (double), self->active, n * sizeof (int));
}

static void
smo_restore_state (EpiMethod *method, const void *state)
{
  Smo *self = (Smo *)method;
  size_t n = method->n;
  const char *at = state;

  memcpy (&self->state, at, sizeof (State));
  memcpy (method->x, at += sizeof (State), n * sizeof (double));
  memcpy (self->g, at += n * sizeof (double), n * sizeof (double));
  memcpy (self->active, at + n * sizeof (double), n * sizeof (int));
  for (size_t i = 0; i < n; i++)
    note_moves (self, i);
}

static void
smo_free (EpiMethod *method)
{
  Smo *self = (Smo *)method;

  epi_row_cache_free (self->cache);
  epi_free (method->x);
  epi_free (self->g);
  epi_free (self->lower);
  epi_free (self->upper);
  epi_free (self->moves);
  epi_free (self->active);
  epi_free (self->block);
  epi_free (self->order);
  epi_free (self);
}

static const EpiMethodClass smo_class = {
    .name = "sequential minimal optimization",
    .step = smo_step,
    .record = smo_record,
    .state_size = smo_state_size,
    .save_state = smo_save_state,
    .restore_state = smo_restore_state,
    .free = smo_free,
};

/* ---- Beginning ---- */

static bool
allocate (Smo *self, size_t n)
{
  self->base.x = epi_new0 (double, n);
  self->g = epi_new (double, n);
  self->lower = epi_new (double, n);
  self->upper = epi_new (double, n);
  self->moves = epi_new (unsigned char, n);
  self->active = epi_new (int, n);
  self->block = epi_new (double, n *EPI_GRAM_BLOCK);
  self->order = epi_new (size_t, n);
  return self->base.x != NULL && self->g != NULL && self->lower != NULL &&
         self->upper != NULL && self->moves != NULL && self->active != NULL &&
         self->block != NULL && self->order != NULL;
}

/* β = 0, g = y. */
static EpiStatus
start (Smo *self)
{
  const EpiSmoOptions *options = &self->options;
  size_t n = self->base.n;

  for (size_t i = 0; i < n; i++) {
    double bound = options->y[i] * options->C[i];
    self->lower[i] = fmin (bound, 0);
    self->upper[i] = fmax (bound, 0);
    self->g[i] = options->y[i];
    self->active[i] = (int)i;
    note_moves (self, i);
  }
  self->state = (State){
      .n_active = n,
      .countdown = MIN (n, SHRINK_EACH),
      .epsilon = options->epsilon > 0 ? options->epsilon : FIRST_EPSILON,
      .last_i = -1,
      .last_j = -1,
  };
  EpiStatus status = select_pair (self);
  if (status != EPI_OK)
    return status;
  self->base.status = judge (self);
  return EPI_OK;
}

EpiStatus
epi_smo_new (EpiGram *gram, const EpiSmoOptions *options, EpiMethod **out)
{
  size_t n = epi_gram_n (gram);
  Smo *self = epi_new0 (Smo, 1);
  EpiStatus status = EPI_NO_MEMORY;

  *out = NULL;
  if (self == NULL)
    return EPI_NO_MEMORY;
  self->base =
      (EpiMethod){.klass = &smo_class, .status = EPI_RUNNING, .n = n, .f = 0};
  self->options = *options;
  self->gram = gram;
  if (allocate (self, n))
    status = epi_row_cache_new (gram, options->cache_bytes, &self->cache);
  if (status == EPI_OK)
    status = epi_is_finite (options->C, n) ? start (self) : EPI_NOT_FINITE;
  if (status != EPI_OK) {
    epi_method_free (&self->base);
    return status;
  }
  *out = &self->base;
  return EPI_OK;
}
