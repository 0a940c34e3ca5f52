/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-relay.h"

#include "core/epi-alloc.h"
#include "core/epi-matrix.h"

#include <glib.h>
#include <math.h>
#include <string.h>

typedef struct { /* of the state, before x and that of the first solver */
  size_t at;
  size_t steps[EPI_RELAY_MOST]; /* made by each */
  double error[EPI_RELAY_MOST]; /* that its end was certified with */
} Head;

typedef struct {
  EpiMethod base;
  const EpiProgram *program;
  EpiSolveOptions options;
  size_t n_solvers;
  EpiMethod *inner[EPI_RELAY_MOST]; /* NULL: not made, or cannot be */
  Head head;
  EpiProgramAnswer answer; /* workspace */
  const EpiCancel *cancel; /* asked within a step, or NULL */
} Relay;

const EpiSolver *
epi_relay_solver (EpiProgramKind kind, size_t place)
{
  const EpiSolver *last = NULL;

  for (const EpiSolver *s = epi_solvers (); s->name != NULL; s++) {
    if ((s->kinds & 1u << kind) == 0 ||
        (last != NULL && s->new_method == last->new_method))
      continue; /* another kind; another name for the same */
    if (place-- == 0)
      return s;
    last = s;
  }
  return NULL;
}

static const EpiSolver *
solver_at (const Relay *self, size_t place)
{
  return epi_relay_solver (self->program->kind, place);
}

static EpiMethod *
at_hand (const Relay *self)
{
  return self->inner[self->head.at];
}

/* Its point.  One that diverged has none: the last one stands, and the relay
 * goes on. */
static void
publish (Relay *self)
{
  const EpiMethod *inner = at_hand (self);
  size_t n = MIN (self->base.n, inner->n);

  if (!isfinite (inner->f) || !epi_is_finite (inner->x, n))
    return;
  memcpy (self->base.x, inner->x, n * sizeof (double));
  self->base.f = inner->f;
}

/* ---- 2. ---- */

static bool
has_ended (const Relay *self)
{
  const EpiMethod *inner = at_hand (self);

  return inner->status != EPI_RUNNING ||
         (inner->k >= EPI_RELAY_STEPS &&
          !solver_at (self, self->head.at)->ends_at_once);
}

/* Whether the end of the solver at hand is proven; notes how nearly. */
static bool
is_proven (Relay *self)
{
  EpiConvexCertificate proof = {.status = EPI_RUNNING,
                                .tolerance_reached = INFINITY};

  solver_at (self, self->head.at)->answer (at_hand (self), &self->answer);
  EpiStatus status = epi_program_certify (self->program, &self->answer,
                                          self->options.tolerance, &proof);
  self->head.error[self->head.at] =
      status == EPI_OK ? proof.tolerance_reached : INFINITY;
  return status == EPI_OK && proof.status != EPI_RUNNING;
}

/* What the relay is where the solver at hand stands: one that stalls at a point
 * that is proven has converged. */
static EpiStatus
judge (Relay *self)
{
  if (!has_ended (self) || !is_proven (self))
    return EPI_RUNNING;
  EpiStatus status = at_hand (self)->status;
  return status == EPI_RUNNING ? EPI_CONVERGED : status;
}

/* ---- 3. and 4. ---- */

static EpiStatus
make (Relay *self, size_t place)
{
  EpiSolveOptions options = self->options;

  /* One is there from before where a state was restored. */
  g_clear_pointer (&self->inner[place], epi_method_free);
  options.tolerance /= 4; /* a method aims below the certificate's */
  return solver_at (self, place)
      ->new_method (self->program, &options, &self->inner[place]);
}

/* The solver at that place, after so many steps. */
static EpiStatus
replay (Relay *self, size_t place, size_t steps)
{
  if (self->inner[place] != NULL && self->inner[place]->k > steps)
    g_clear_pointer (&self->inner[place], epi_method_free);
  EpiStatus status = self->inner[place] == NULL ? make (self, place) : EPI_OK;
  while (status == EPI_OK && self->inner[place]->k < steps &&
         self->inner[place]->status == EPI_RUNNING)
    epi_method_step (self->inner[place]);
  return status;
}

static EpiStatus
go_back (Relay *self)
{
  size_t best = 0;

  for (size_t i = 1; i < self->n_solvers; i++)
    if (self->head.error[i] < self->head.error[best])
      best = i;
  EpiStatus status = replay (self, best, self->head.steps[best]);
  if (status != EPI_OK)
    return status;
  self->head.at = best;
  publish (self);
  status = at_hand (self)->status;
  return status == EPI_RUNNING ? EPI_LIMIT : status;
}

static EpiStatus
hand_on (Relay *self)
{
  for (size_t next = self->head.at + 1; next < self->n_solvers; next++)
    if (make (self, next) == EPI_OK) {
      self->head.at = next;
      publish (self);
      return judge (self);
    }
  return go_back (self);
}

static EpiStatus
relay_step (EpiMethod *base)
{
  Relay *self = (Relay *)base;
  EpiMethod *inner = at_hand (self);

  if (has_ended (self)) /* and was no proof */
    return hand_on (self);
  epi_method_watch (inner, self->cancel);
  EpiStatus status = epi_method_step (inner); /* 1. */
  epi_method_watch (inner, NULL);
  if (status == EPI_INTERRUPTED)
    return status;
  self->head.steps[self->head.at] = inner->k;
  publish (self);
  return judge (self);
}

/* ---- The rest of a method ---- */

static void
relay_record (const EpiMethod *base, EpiFrame *frame)
{
  const Relay *self = (const Relay *)base;
  const EpiMethod *inner = at_hand (self);

  if (inner->klass->record != NULL)
    inner->klass->record (inner, frame);
  epi_frame_add_scalar (frame, "solver", (double)self->head.at);
}

static size_t
relay_state_size (const EpiMethod *base)
{
  return sizeof (Head) + base->n * sizeof (double) +
         epi_method_state_size (((const Relay *)base)->inner[0]);
}

static EpiStatus
relay_save (const EpiMethod *base, void *state)
{
  const Relay *self = (const Relay *)base;
  size_t size = base->n * sizeof (double);
  char *to = state;

  memcpy (to, &self->head, sizeof (Head));
  memcpy (to + sizeof (Head), base->x, size);
  return epi_method_save_state (self->inner[0], to + sizeof (Head) + size);
}

static void
relay_restore (EpiMethod *base, const void *state)
{
  Relay *self = (Relay *)base;
  size_t size = base->n * sizeof (double);
  const char *from = state;
  EpiStatus status = EPI_OK;

  memcpy (&self->head, from, sizeof (Head));
  memcpy (base->x, from + sizeof (Head), size);
  epi_method_restore_state (self->inner[0], from + sizeof (Head) + size);
  size_t at = self->head.at;
  if (at > 0)
    status = replay (self, at, self->head.steps[at]);
  if (status == EPI_OK)
    return;
  self->head.at = 0; /* where the first solver ended */
  publish (self);
  base->status = status;
}

static EpiStatus
relay_set (EpiMethod *base, const char *name, double value)
{
  return epi_method_set (at_hand ((Relay *)base), name, value);
}

static void
relay_watch (EpiMethod *base, const EpiCancel *cancel)
{
  ((Relay *)base)->cancel = cancel;
}

static void
relay_free (EpiMethod *base)
{
  Relay *self = (Relay *)base;

  for (size_t i = 0; i < EPI_RELAY_MOST; i++)
    epi_method_free (self->inner[i]);
  epi_program_answer_clear (&self->answer);
  epi_free (base->x);
  g_free (self);
}

static const EpiMethodClass relay_class = {
    .name = "relay",
    .step = relay_step,
    .record = relay_record,
    .state_size = relay_state_size,
    .save_state = relay_save,
    .restore_state = relay_restore,
    .set = relay_set,
    .watch = relay_watch,
    .free = relay_free,
};

void
epi_relay_answer (const EpiMethod *method, EpiProgramAnswer *out)
{
  const Relay *self = (const Relay *)method;

  solver_at (self, self->head.at)->answer (at_hand (self), out);
  if (method->status == EPI_RUNNING)
    epi_program_answer_set_status (out, EPI_RUNNING); /* whatever it claims */
}

size_t
epi_relay_iterations (const EpiMethod *method)
{
  const Relay *self = (const Relay *)method;
  size_t sum = 0;

  for (size_t i = 0; i < self->n_solvers; i++)
    sum += self->head.steps[i];
  return sum;
}

EpiStatus
epi_relay_new (const EpiProgram *program, const EpiSolveOptions *options,
               EpiMethod **out)
{
  Relay *self = g_new0 (Relay, 1);

  *out = NULL;
  self->base = (EpiMethod){.klass = &relay_class, .status = EPI_RUNNING};
  self->program = program;
  self->options = *options;
  self->answer.kind = program->kind;
  for (size_t i = 0; i < EPI_RELAY_MOST; i++)
    self->head.error[i] = INFINITY;
  while (self->n_solvers < EPI_RELAY_MOST &&
         solver_at (self, self->n_solvers) != NULL)
    self->n_solvers++;
  EpiStatus status = self->n_solvers > 0 ? make (self, 0) : EPI_UNSUPPORTED;
  if (status == EPI_OK)
    status = epi_program_answer_new (program, &self->answer);
  if (status == EPI_OK) {
    self->base.n = self->inner[0]->n;
    self->base.x = epi_new0 (double, self->base.n);
    status = self->base.x == NULL ? EPI_NO_MEMORY : EPI_OK;
  }
  if (status != EPI_OK) {
    relay_free (&self->base);
    return status;
  }
  publish (self);
  self->base.status = judge (self); /* it may have ended already */
  *out = &self->base;
  return EPI_OK;
}
