/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-smo-private.h"

#include "core/epi-alloc.h"
#include "core/epi-matrix.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define LIST_WORTH 2 /* at most one in so many stays active */
#define SHRINK_EACH 1000
#define FIRST_EPSILON 1e-3
#define ROUND 100 /* times n: steps after which g is computed anew */

/* ---- 4. ---- */

static bool
stays_at_bound (const EpiSmo *self, int t)
{
  const EpiSmoState *s = &self->state;
  double x = self->base.x[t], g = self->g[t];

  if (x >= self->upper[t])
    return g > s->m;
  if (x <= self->lower[t])
    return g < s->M;
  return false;
}

/* All are read several times as fast as a list of them. */
static bool
is_worth_a_list (const EpiSmo *self)
{
  const EpiSmoState *s = &self->state;
  size_t n = self->base.n, kept = 0;

  if (s->n_active < n)
    return true; /* it is one */
  for (size_t t = 0; t < n; t++)
    kept += !stays_at_bound (self, (int)t);
  return kept <= n / LIST_WORTH;
}

static void
shrink (EpiSmo *self)
{
  EpiSmoState *s = &self->state;
  size_t kept = 0;

  if (!is_worth_a_list (self))
    return;
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

/* The pair stays active. */
static EpiStatus
maybe_shrink (EpiSmo *self)
{
  EpiSmoState *s = &self->state;
  EpiStatus status = EPI_OK;

  if (!self->options.shrinking || --s->countdown > 0 || s->j < 0)
    return EPI_OK;
  s->countdown = MIN (self->base.n, SHRINK_EACH);
  if (!s->woken && s->m - s->M <= 10 * s->epsilon) {
    s->woken = true;
    if (s->n_active < self->base.n)
      status = epi_smo_renew (self);
    if (status == EPI_OK)
      status = epi_smo_select_pair (self);
  }
  if (status == EPI_OK && s->j >= 0)
    shrink (self);
  return status;
}

/* ---- 5. ---- */

/* Whether it is over, by the g that there is; else ε shrinks. */
static EpiStatus
look_at_gap (EpiSmo *self)
{
  EpiSmoState *s = &self->state;
  EpiSmoBounds bounds;

  epi_smo_bounds (&self->base, &bounds);
  if (s->j < 0 || self->options.epsilon > 0 || bounds.gap <= self->options.gap)
    return EPI_CONVERGED;
  if (s->epsilon < 1e-14)
    return EPI_NUMERICAL;
  s->epsilon *= CLAMP (0.5 * self->options.gap / bounds.gap, 1e-5, 0.5);
  s->woken = false;
  return EPI_RUNNING;
}

/* All are active again, and the pair for it. */
static EpiStatus
wake (EpiSmo *self)
{
  EpiStatus status = epi_smo_renew (self);

  self->state.countdown = 1; /* those that stay are left out again at once */
  return status == EPI_OK ? epi_smo_select_pair (self) : status;
}

static EpiStatus
judge (EpiSmo *self)
{
  EpiSmoState *s = &self->state;
  EpiStatus status = EPI_OK;

  if (s->stuck || s->since >= ROUND * self->base.n)
    status = wake (self);
  while (status == EPI_OK && (s->j < 0 || s->m - s->M <= s->epsilon)) {
    if (s->n_active < self->base.n) {
      status = wake (self);
      continue;
    }
    EpiStatus end = look_at_gap (self);
    if (end != EPI_RUNNING && s->since == 0)
      return end;
    if (end != EPI_RUNNING)
      status = wake (self);
  }
  if (status == EPI_OK && s->since == 0 && s->exhausted)
    status = EPI_NUMERICAL;
  return status == EPI_OK ? EPI_RUNNING : status;
}

/* 7.  With all examples active, so that the bounds are known: also where g is
 * anew, and some have left since. */
static EpiStatus
stop_at_limit (EpiSmo *self)
{
  size_t limit = self->options.limit;

  if (limit == 0 || self->base.k + 1 < limit)
    return EPI_RUNNING;
  EpiStatus status = wake (self);
  return status == EPI_OK ? EPI_LIMIT : status;
}

/* Whether 1' is next: it is due, or pairs have earned one that is early. */
static bool
is_newtons_turn (EpiSmo *self)
{
  EpiSmoState *s = &self->state;

  s->pairs++;
  s->credit += EPI_SMO_RATE;
  s->rest -= s->rest > 0;
  bool due = s->pairs >= s->due;
  s->early = !due && s->rest == 0 && self->n_free >= 2 &&
             self->n_free <= self->most_free &&
             s->credit >= epi_smo_newton_cost (self, self->n_free);
  return due || s->early;
}

/* 1, 2; or 1' when it is its turn and there is something for it to do. */
static EpiStatus
move (EpiSmo *self)
{
  EpiSmoState *s = &self->state;
  bool moved = false;
  EpiStatus status = EPI_OK;

  s->stuck = false;
  if (s->newton)
    status = epi_smo_newton (self, &moved);
  if (status != EPI_OK || moved) {
    epi_smo_select_up (self);
    return status;
  }
  s->newton = is_newtons_turn (self);
  return epi_smo_update_pair (self);
}

static EpiStatus
smo_step (EpiMethod *method)
{
  EpiSmo *self = (EpiSmo *)method;
  EpiStatus status = move (self);

  self->state.since++; /* of 6 */
  if (status == EPI_OK)
    status = epi_smo_select_low (self); /* 3 */
  if (status == EPI_OK)
    status = maybe_shrink (self);                  /* 4 */
  if (status == EPI_OK)
    status = judge (self); /* 5 */
  return status == EPI_RUNNING ? stop_at_limit (self) : status;
}

/* ---- Frames, states ---- */

static void
smo_record (const EpiMethod *method, EpiFrame *frame)
{
  const EpiSmo *self = (const EpiSmo *)method;
  const EpiSmoState *s = &self->state;
  EpiSmoBounds bounds;

  epi_frame_add_scalar (frame, "dual", -method->f);
  epi_frame_add_scalar (frame, "violation", s->j < 0 ? 0 : s->m - s->M);
  epi_frame_add_scalar (frame, "active", (double)s->n_active);
  if (epi_smo_bounds (method, &bounds)) {
    epi_frame_add_scalar (frame, "primal", bounds.primal);
    epi_frame_add_scalar (frame, "gap", bounds.gap);
    epi_frame_add_scalar (frame, "bias", bounds.bias);
  }
  if (method->k > 0)
    epi_frame_add_scalar (frame, "step_length", s->step);
  if (s->last_i < 0)
    return;
  epi_frame_add_scalar (frame, "i", s->last_i);
  epi_frame_add_scalar (frame, "j", s->last_j);
}

static size_t
smo_state_size (const EpiMethod *method)
{
  return sizeof (EpiSmoState) +
         method->n * (5 * sizeof (double) + sizeof (int));
}

static EpiStatus
smo_save_state (const EpiMethod *method, void *state)
{
  const EpiSmo *self = (const EpiSmo *)method;
  size_t n = method->n;
  char *at = state;

  memcpy (at, &self->state, sizeof (EpiSmoState));
  memcpy (at += sizeof (EpiSmoState), method->x, n * sizeof (double));
  memcpy (at += n * sizeof (double), self->g, n * sizeof (double));
  memcpy (at += n * sizeof (double), self->old_x, n * sizeof (double));
  memcpy (at += n * sizeof (double), self->old_g, n * sizeof (double));
  memcpy (at += n * sizeof (double), self->low_g, n * sizeof (double));
  memcpy (at + n * sizeof (double), self->active, n * sizeof (int));
  return EPI_OK;
}

static void
smo_restore_state (EpiMethod *method, const void *state)
{
  EpiSmo *self = (EpiSmo *)method;
  size_t n = method->n;
  const char *at = state;

  memcpy (&self->state, at, sizeof (EpiSmoState));
  memcpy (method->x, at += sizeof (EpiSmoState), n * sizeof (double));
  memcpy (self->g, at += n * sizeof (double), n * sizeof (double));
  memcpy (self->old_x, at += n * sizeof (double), n * sizeof (double));
  memcpy (self->old_g, at += n * sizeof (double), n * sizeof (double));
  memcpy (self->low_g, at += n * sizeof (double), n * sizeof (double));
  memcpy (self->active, at + n * sizeof (double), n * sizeof (int));
  for (size_t i = 0; i < n; i++)
    epi_smo_note_moves (self, i);
}

static void
smo_free (EpiMethod *method)
{
  EpiSmo *self = (EpiSmo *)method;

  epi_row_cache_free (self->cache);
  epi_free (method->x);
  epi_free (self->g);
  epi_free (self->lower);
  epi_free (self->upper);
  epi_free (self->moves);
  epi_free (self->no_up);
  epi_free (self->no_low);
  epi_free (self->active);
  epi_free (self->order);
  epi_free (self->low);
  epi_free (self->old_x);
  epi_free (self->old_g);
  epi_free (self->low_g);
  epi_free (self->matrix);
  epi_free (self->direction);
  epi_free (self->ones);
  epi_free (self->slope);
  epi_free (self->free);
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
    /* x stays in its box; but for a step that is no number, and f feels it */
    .f_tells = true,
};

/* ---- Beginning ---- */

static bool
allocate (EpiSmo *self, size_t n)
{
  size_t q = self->most_free = epi_smo_newton_most (n);

  self->base.x = epi_new0 (double, n);
  self->g = epi_new (double, n);
  self->lower = epi_new (double, n);
  self->upper = epi_new (double, n);
  self->moves = epi_new0 (unsigned char, n);
  self->no_up = epi_new (double, n);
  self->no_low = epi_new (double, n);
  self->active = epi_new (int, n);
  self->order = epi_new (size_t, n);
  self->low = epi_new (double, n);
  self->old_x = epi_new0 (double, n);
  self->old_g = epi_new (double, n);
  self->low_g = epi_new0 (double, n);
  self->matrix = epi_new (double, q *q);
  self->direction = epi_new (double, q);
  self->ones = epi_new (double, q);
  self->slope = epi_new (double, q);
  self->free = epi_new (int, q);
  return self->base.x != NULL && self->g != NULL && self->lower != NULL &&
         self->upper != NULL && self->moves != NULL && self->no_up != NULL &&
         self->no_low != NULL && self->active != NULL && self->order != NULL &&
         self->low != NULL && self->old_x != NULL && self->old_g != NULL &&
         self->low_g != NULL && self->matrix != NULL &&
         self->direction != NULL && self->ones != NULL && self->slope != NULL &&
         self->free != NULL;
}

/* β = 0, g = y. */
static EpiStatus
start (EpiSmo *self)
{
  const EpiSmoOptions *options = &self->options;
  size_t n = self->base.n;

  for (size_t i = 0; i < n; i++) {
    double bound = options->y[i] * options->C[i];
    self->lower[i] = fmin (bound, 0);
    self->upper[i] = fmax (bound, 0);
    self->g[i] = self->old_g[i] = options->y[i];
    self->active[i] = (int)i;
    epi_smo_note_moves (self, i);
  }
  self->state = (EpiSmoState){
      .n_active = n,
      .countdown = MIN (n, SHRINK_EACH),
      .epsilon = options->epsilon > 0 ? options->epsilon : FIRST_EPSILON,
      .due = MAX (n, EPI_SMO_EACH),
      .rest = EPI_SMO_EACH,
      .last_i = -1,
      .last_j = -1,
  };
  EpiStatus status = epi_smo_select_pair (self);
  if (status != EPI_OK)
    return status;
  self->base.status = judge (self);
  return EPI_OK;
}

EpiStatus
epi_smo_new (EpiGram *gram, const EpiSmoOptions *options, EpiMethod **out)
{
  size_t n = epi_gram_n (gram);
  EpiSmo *self = epi_new0 (EpiSmo, 1);
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
