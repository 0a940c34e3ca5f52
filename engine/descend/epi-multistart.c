/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "descend/epi-multistart.h"

#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "descend/epi-newton.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <string.h>

/* The values seen, rounded to the resolution, hashed with linear probing;
 * never more than three quarters full. */
#define SEEN_BITS 17
#define SEEN ((size_t)1 << SEEN_BITS)
#define NOTHING INT64_MIN

typedef struct {
  double searches, minima, unfinished, different;
  double best_hits, target_hits;
  double last, work;
  EpiHistogram histogram;
} Now;

typedef struct {
  EpiMethod base;
  const EpiOracle *oracle;
  EpiMultistartOptions options;
  EpiMethod *search; /* Newton's method */
  Now now;
  int64_t *seen; /* (SEEN) */
  double *x0;    /* (n) */
} Multistart;

void
epi_multistart_start (const EpiMultistartOptions *options, uint64_t i, size_t n,
                      double *x0)
{
  EpiRandom random = epi_random (options->seed, i);

  for (size_t j = 0; j < n; j++)
    x0[j] = options->radius * (2 * epi_random_uniform (&random) - 1);
}

/* Fibonacci hashing: Knuth, The Art of Computer Programming 3, 6.4. */
static size_t
place_of (int64_t key)
{
  return (size_t)((uint64_t)key * UINT64_C (0x9E3779B97F4A7C15) >>
                  (64 - SEEN_BITS));
}

static bool
is_seen (const Multistart *self, int64_t key)
{
  size_t i = place_of (key);

  while (self->seen[i] != NOTHING && self->seen[i] != key)
    i = (i + 1) % SEEN;
  return self->seen[i] == key;
}

/* A value at the edge of two rounded ones is looked for in both. */
static void
count_if_new (Multistart *self, double f)
{
  double units = f / self->options.resolution;
  if (fabs (units) >= 0x1p62 || self->now.different >= EPI_MULTISTART_DIFFERENT)
    return;
  int64_t key = (int64_t)floor (units);
  if (is_seen (self, key) ||
      is_seen (self, units - (double)key < 0.5 ? key - 1 : key + 1))
    return;
  size_t i = place_of (key);
  while (self->seen[i] != NOTHING)
    i = (i + 1) % SEEN;
  self->seen[i] = key;
  self->now.different++;
}

/* 3. */
static void
tally (Multistart *self)
{
  EpiMethod *base = &self->base;
  Now *now = &self->now;
  double f = self->search->f, near = self->options.resolution;

  now->minima++;
  now->last = f;
  epi_histogram_add (&now->histogram, round (f / near) * near);
  count_if_new (self, f);
  now->target_hits += fabs (f - self->options.target) <= near;
  bool first = now->minima == 1; /* until now base->f is no minimum's */
  if (!first && fabs (f - base->f) <= near)
    now->best_hits++;
  else if (first || f < base->f)
    now->best_hits = 1;
  if (first || f < base->f) {
    base->f = f;
    memcpy (base->x, self->search->x, base->n * sizeof (double));
  }
}

static void
search (Multistart *self)
{
  epi_multistart_start (&self->options, (uint64_t)self->now.searches,
                        self->base.n, self->x0); /* 1. */
  epi_newton_restart (self->search, self->x0);
  epi_method_run (self->search, EPI_MULTISTART_STEPS, NULL, NULL); /* 2. */
  self->now.searches++;
  self->now.work += epi_newton_work (self->search);
  if (self->search->status == EPI_CONVERGED)
    tally (self); /* 3. */
  else
    self->now.unfinished++;
}

static EpiStatus
step (EpiMethod *base)
{
  Multistart *self = (Multistart *)base;
  double until = self->options.work * (double)(base->k + 1);

  do
    search (self);
  while (self->now.work < until);
  return EPI_RUNNING;
}

static void
record (const EpiMethod *base, EpiFrame *frame)
{
  const Multistart *self = (const Multistart *)base;
  const Now *now = &self->now;

  if (now->minima > 0) /* before, there is none */
    epi_frame_add_scalar (frame, "best", base->f);
  epi_frame_add_scalar (frame, "searches", now->searches);
  epi_frame_add_scalar (frame, "minima", now->minima);
  epi_frame_add_scalar (frame, "unfinished", now->unfinished);
  epi_frame_add_scalar (frame, "different", now->different);
  epi_frame_add_scalar (frame, "best_hits", now->best_hits);
  epi_frame_add_scalar (frame, "target_hits", now->target_hits);
  epi_frame_add_scalar (frame, "last", now->last);
  epi_frame_add_scalar (frame, "work", now->work);
  if (now->histogram.n == 0)
    return;
  epi_frame_add_scalar (frame, "histogram_low",
                        epi_histogram_low (&now->histogram));
  epi_frame_add_scalar (frame, "histogram_width",
                        epi_histogram_width (&now->histogram));
  epi_frame_add_vector (frame, "histogram", now->histogram.counts,
                        now->histogram.n);
}

static size_t
state_size (const EpiMethod *base)
{
  return sizeof (Now) + SEEN * sizeof (int64_t) + base->n * sizeof (double);
}

static EpiStatus
save_state (const EpiMethod *base, void *state)
{
  const Multistart *self = (const Multistart *)base;
  char *to = state;

  memcpy (to, &self->now, sizeof (Now));
  memcpy (to += sizeof (Now), self->seen, SEEN * sizeof (int64_t));
  memcpy (to + SEEN * sizeof (int64_t), base->x, base->n * sizeof (double));
  return EPI_OK;
}

static void
restore_state (EpiMethod *base, const void *state)
{
  Multistart *self = (Multistart *)base;
  const char *from = state;

  memcpy (&self->now, from, sizeof (Now));
  memcpy (self->seen, from += sizeof (Now), SEEN * sizeof (int64_t));
  memcpy (base->x, from + SEEN * sizeof (int64_t), base->n * sizeof (double));
}

static void
method_free (EpiMethod *base)
{
  Multistart *self = (Multistart *)base;

  epi_method_free (self->search);
  epi_free (self->seen);
  epi_free (self->x0);
  epi_free (base->x);
  epi_free (self);
}

static const EpiMethodClass klass = {
    .name = "multistart",
    .step = step,
    .record = record,
    .state_size = state_size,
    .save_state = save_state,
    .restore_state = restore_state,
    .free = method_free,
};

EpiStatus
epi_multistart_new (const EpiOracle *oracle,
                    const EpiMultistartOptions *options, EpiMethod **out)
{
  Multistart *self = epi_new0 (Multistart, 1);

  assert (options->radius > 0 && options->resolution > 0);
  *out = NULL;
  if (self == NULL)
    return EPI_NO_MEMORY;
  self->base =
      (EpiMethod){.klass = &klass, .status = EPI_RUNNING, .n = oracle->n};
  self->oracle = oracle;
  self->options = *options;
  self->now.last = NAN;
  self->base.x = epi_new0 (double, oracle->n);
  self->x0 = epi_new0 (double, oracle->n);
  self->seen = epi_new (int64_t, SEEN);
  EpiStatus status = EPI_NO_MEMORY;
  if (self->base.x != NULL && self->x0 != NULL && self->seen != NULL)
    status = epi_newton_new (oracle, self->base.x, &self->search);
  if (status != EPI_OK) {
    method_free (&self->base);
    return status;
  }
  for (size_t i = 0; i < SEEN; i++)
    self->seen[i] = NOTHING;
  self->base.f = self->search->f;
  *out = &self->base;
  return EPI_OK;
}
