/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table-lesson.h"

#include <gio/gio.h>
#include <math.h>

typedef struct {
  EpiMethod base;
  double slope, intercept, count;
  double x[2];
} Line;

static EpiStatus
line_step (EpiMethod *method)
{
  return EPI_CONVERGED;
}

static void
line_record (const EpiMethod *method, EpiFrame *frame)
{
  const Line *self = (const Line *)method;

  epi_frame_add_scalar (frame, "slope", self->slope);
  epi_frame_add_scalar (frame, "intercept", self->intercept);
  epi_frame_add_scalar (frame, "used", self->count);
}

/* The step changes nothing, so there is no state. */
static size_t
line_state_size (const EpiMethod *method)
{
  return 0;
}

static EpiStatus
line_save_state (const EpiMethod *method, void *state)
{
  return EPI_OK;
}

static void
line_restore_state (EpiMethod *method, const void *state)
{
}

static void
line_free (EpiMethod *method)
{
  g_free (method);
}

static const EpiMethodClass line_class = {
    .name = "line",
    .step = line_step,
    .record = line_record,
    .state_size = line_state_size,
    .save_state = line_save_state,
    .restore_state = line_restore_state,
    .free = line_free,
};

static void
fit (Line *line, const EpiData *data)
{
  const EpiTable *table = epi_data_table (data);
  size_t cx = (size_t)epi_data_column (data, "x", 0);
  size_t cy = (size_t)epi_data_column (data, "y", 0);
  double sx = 0, sy = 0, sxx = 0, sxy = 0, n = 0;

  for (size_t i = 0; i < epi_table_rows (table); i++) {
    double x = epi_table_number (table, i, cx);
    double y = epi_table_number (table, i, cy);
    if ((epi_table_mark (table, i) & (EPI_MARK_HIDDEN | EPI_MARK_TEST)) != 0 ||
        !isfinite (x) || !isfinite (y))
      continue;
    sx += x, sy += y, sxx += x * x, sxy += x * y, n++;
  }
  line->count = n;
  line->slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
  line->intercept = (sy - line->slope * sx) / n;
}

static bool
build (const EpiDocument *document, const EpiCancel *cancel, EpiBuilt *built,
       GError **error)
{
  const EpiData *data = epi_document_data (document, "points");
  Line *line = g_new0 (Line, 1);

  line->base = (EpiMethod){
      .klass = &line_class, .status = EPI_RUNNING, .n = 2, .x = line->x};
  fit (line, data);
  built->runs[0].method = &line->base;
  built->runs[0].name = "line";
  built->runs[0].to_end = true;
  built->n_runs = 1;
  return true;
}

static const EpiRoleSpec roles[] = {
    {.role = "x", .label = "Horizontal"},
    {.role = "y", .label = "Vertical"},
    {.role = "weight", .label = "Weight", .optional = true},
    {NULL},
};
static const EpiTableSpec tables[] = {
    {.name = "points",
     .label = "Points",
     .roles = roles,
     .min_rows = 2,
     .offers = EPI_OFFERS_HOLD_BACK | EPI_OFFERS_STANDARDISE},
    {NULL},
};
static const EpiParam params[] = {
    {.name = "degree",
     .label = "Degree",
     .kind = EPI_PARAM_INTEGER,
     .effect = EPI_EFFECT_RESTART,
     .minimum = 0,
     .maximum = 9,
     .initial = 1},
    {NULL},
};
static const EpiHandleSpec handles[] = {{NULL}};
static const EpiViewSpec views[] = {{NULL}};
static const EpiFieldSpec fields[] = {{NULL}};

const EpiLesson table_lesson = {
    .id = "table-lesson",
    .params = params,
    .tables = tables,
    .handles = handles,
    .views = views,
    .fields = fields,
    .build = build,
};

EpiData *
table_lesson_data (size_t n)
{
  static const char *const towns[] = {"Älmhult", "Bern", "Cádiz", "Dublin"};
  EpiTableBuilder *builder = epi_table_builder_new ();
  EpiTable *table;
  EpiData *bare, *x, *data;

  epi_table_builder_column (builder, "area", EPI_COLUMN_NUMBER);
  epi_table_builder_column (builder, "price", EPI_COLUMN_NUMBER);
  epi_table_builder_column (builder, "rooms", EPI_COLUMN_NUMBER);
  epi_table_builder_column (builder, "town", EPI_COLUMN_TEXT);
  for (size_t i = 1; i <= n; i++) {
    double numbers[] = {(double)i, 2 * (double)i + 1, (double)(1 + i % 5)};
    g_assert_cmpint (epi_table_builder_row (builder, numbers, &towns[i % 4]),
                     ==, EPI_OK);
  }
  g_assert_cmpint (epi_table_builder_finish (builder, &table), ==, EPI_OK);
  bare = epi_data_new (table, "Houses of four towns", "",
                       "Made for a test, y = 2x + 1");
  x = epi_data_with_role (bare, "x", (const char *[]){"area", NULL});
  data = epi_data_with_role (x, "y", (const char *[]){"price", NULL});
  epi_data_unref (bare);
  epi_data_unref (x);
  epi_table_unref (table);
  return data;
}

EpiSession *
table_lesson_session (size_t n)
{
  EpiData *data = table_lesson_data (n);
  EpiDocument *empty = epi_document_new (table_lesson.id, 1);
  EpiDocument *document = epi_document_with_data (empty, "points", data);
  EpiSession *session = epi_session_new (&table_lesson, document, NULL, NULL);

  epi_document_unref (empty);
  epi_document_unref (document);
  epi_data_unref (data);
  return session;
}

double
table_lesson_slope (EpiSession *session)
{
  const EpiFrame *frame = epi_scene_frame (epi_session_scene (session), 0);

  return frame != NULL ? epi_frame_scalar (frame, "slope", NAN) : NAN;
}
