/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quadratic-lesson.h"

#include <gio/gio.h>
#include <math.h>
#include <stdatomic.h>
#include <string.h>

static const double lambda[] = {1, 10};
static atomic_int n_builds;
static atomic_size_t n_steps;

typedef struct {
  EpiMethod base;
  double point[2];
  double step, pull;
} Descent;

static double
value (const double *x)
{
  return (lambda[0] * x[0] * x[0] + lambda[1] * x[1] * x[1]) / 2;
}

static EpiStatus
descent_step (EpiMethod *method)
{
  Descent *self = (Descent *)method;

  atomic_fetch_add_explicit (&n_steps, 1, memory_order_relaxed);
  for (int i = 0; i < 2; i++) {
    self->point[i] -= self->step * lambda[i] * self->point[i];
    self->point[i] *= 1 - self->pull;
  }
  method->f = value (self->point);
  return method->f < 1e-20 ? EPI_CONVERGED : EPI_RUNNING;
}

static void
descent_record (const EpiMethod *method, EpiFrame *frame)
{
  epi_frame_add_scalar (frame, "step", ((const Descent *)method)->step);
  epi_frame_add_scalar (frame, "pull", ((const Descent *)method)->pull);
}

static size_t
descent_state_size (const EpiMethod *method)
{
  return 2 * sizeof (double);
}

static EpiStatus
descent_save (const EpiMethod *method, void *state)
{
  memcpy (state, ((const Descent *)method)->point, 2 * sizeof (double));
  return EPI_OK;
}

static void
descent_restore (EpiMethod *method, const void *state)
{
  memcpy (((Descent *)method)->point, state, 2 * sizeof (double));
}

static EpiStatus
descent_set (EpiMethod *method, const char *name, double number)
{
  Descent *self = (Descent *)method;

  if (strcmp (name, "step") == 0)
    self->step = number;
  else if (strcmp (name, "pull") == 0)
    self->pull = number;
  else
    return EPI_UNSUPPORTED;
  return EPI_OK;
}

static void
descent_free (EpiMethod *method)
{
  g_free (method);
}

static const EpiMethodClass descent_class = {
    .name = "descent",
    .step = descent_step,
    .record = descent_record,
    .state_size = descent_state_size,
    .save_state = descent_save,
    .restore_state = descent_restore,
    .set = descent_set,
    .free = descent_free,
};

static bool
build (const EpiDocument *document, const EpiCancel *cancel, EpiBuilt *built,
       GError **error)
{
  atomic_fetch_add (&n_builds, 1);
  if (epi_lesson_number (&quadratic_lesson, document, "broken") != 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                         "there is no quadratic here");
    return false;
  }
  while (epi_lesson_number (&quadratic_lesson, document, "stuck") != 0)
    if (epi_cancel_is_raised (cancel)) {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stuck");
      return false;
    }
  Descent *self = g_new0 (Descent, 1);
  EpiPoint start = epi_lesson_handle (&quadratic_lesson, document, "start");

  self->base = (EpiMethod){
      .klass = &descent_class, .status = EPI_RUNNING, .n = 2, .x = self->point};
  self->point[0] = start.x;
  self->point[1] = start.y;
  self->base.f = value (self->point);
  self->step = epi_lesson_number (&quadratic_lesson, document, "step");
  self->pull = epi_lesson_number (&quadratic_lesson, document, "pull");
  built->runs[0].method = &self->base;
  built->runs[0].name = "descent";
  built->runs[0].max_steps =
      (size_t)epi_lesson_number (&quadratic_lesson, document, "steps");
  built->n_runs = 1;
  return true;
}

/* "asked": f at the playhead, or its negative with the grid on. */
static EpiFrame *
observe (void *problem, const EpiScene *scene)
{
  const EpiFrame *of = epi_scene_frame (scene, 0);
  EpiFrame *frame = epi_frame_new (epi_frame_k (of), epi_frame_status (of));
  double f = epi_frame_scalar (of, "objective", NAN);

  epi_frame_add_scalar (frame, "asked",
                        epi_scene_number (scene, "grid") != 0 ? -f : f);
  return frame;
}

static void
axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->fit = (EpiRange){-2, 2, -2, 2, false, false};
}

static void
cost_field (const void *problem, const EpiFrame *frame,
            const EpiFieldGrid *grid, size_t output, size_t j0, size_t j1,
            double *values)
{
  for (size_t j = j0; j < j1; j++)
    for (size_t i = 0; i < grid->nx; i++) {
      double x[] = {epi_field_grid_x (grid, i), epi_field_grid_y (grid, j)};
      *values++ = value (x);
    }
}

static const EpiParam params[] = {
    {.name = "step",
     .label = "step size",
     .effect = EPI_EFFECT_CONTINUE,
     .minimum = 0,
     .maximum = 1,
     .initial = 0.05,
     .compares = true},
    {.name = "pull",
     .label = "pull to the optimum",
     .effect = EPI_EFFECT_CONTINUE,
     .minimum = 0,
     .maximum = 0.5,
     .compares = true},
    {.name = "steps",
     .label = "limit",
     .kind = EPI_PARAM_INTEGER,
     .effect = EPI_EFFECT_RESTART,
     .minimum = 1,
     .maximum = 1e6,
     .initial = 5000},
    {.name = "broken",
     .label = "broken",
     .kind = EPI_PARAM_BOOL,
     .effect = EPI_EFFECT_RESTART,
     .maximum = 1},
    {.name = "stuck", /* building takes until it is cancelled */
     .label = "stuck",
     .kind = EPI_PARAM_BOOL,
     .effect = EPI_EFFECT_RESTART,
     .maximum = 1},
    {.name = "grid",
     .label = "grid",
     .kind = EPI_PARAM_BOOL,
     .effect = EPI_EFFECT_REDRAW,
     .maximum = 1},
    {NULL},
};

static const EpiHandleSpec handles[] = {
    {.name = "start",
     .label = "start",
     .view = "plane",
     .effect = EPI_EFFECT_RESTART,
     .initial = {1, 1},
     .compares = true},
    {NULL},
};

static const char *const plane_fields[] = {"cost", NULL};
static const EpiLayer layers[] = {{NULL}};
static const EpiViewSpec views[] = {
    {.name = "plane",
     .title = "Plane",
     .axes = axes,
     .layers = layers,
     .fields = plane_fields},
    {NULL},
};
static const EpiFieldSpec fields[] = {
    {.name = "cost", .n_outputs = 1, .evaluate = cost_field},
    {NULL},
};

const EpiLesson quadratic_lesson = {
    .id = "quadratic",
    .params = params,
    .handles = handles,
    .views = views,
    .fields = fields,
    .build = build,
    .observe = observe,
};

int
quadratic_builds (void)
{
  return atomic_load (&n_builds);
}

size_t
quadratic_steps (void)
{
  return atomic_load (&n_steps);
}
