/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be dragged.
 *
 *   samples      on the line at y = 0, in the plane, and as tosses of a coin:
 *                toss i at height 0 or 1
 *   pseudo-data  the same, of the prior; on the line below it, tosses before
 *                the first one
 *   start        where Newton's method begins, on the surface
 *   start1 …     where the means of a mixture begin
 */
#include "estimate/epi-bernoulli.h"
#include "maximum-likelihood/lesson.h"

#include <math.h>
#include <string.h>

/* ---- Rows of a table ---- */

static const EpiData *
data_of (const EpiScene *scene, const char *table)
{
  return epi_document_data (scene->document, table);
}

static size_t
n_rows (const EpiScene *scene, const char *table)
{
  const EpiData *data = data_of (scene, table);
  ptrdiff_t x = data != NULL ? epi_data_column (data, "x", 0) : -1;

  return x >= 0 && epi_table_kind (epi_data_table (data), (size_t)x) ==
                       EPI_COLUMN_NUMBER
             ? epi_table_rows (epi_data_table (data))
             : 0;
}

/* NaN where it is hidden or missing. */
static double
x_of (const EpiScene *scene, const char *table, size_t i)
{
  const EpiData *data = data_of (scene, table);

  if (i >= n_rows (scene, table) ||
      epi_table_mark (epi_data_table (data), i) & EPI_MARK_HIDDEN)
    return NAN;
  return epi_table_number (epi_data_table (data), i,
                           (size_t)epi_data_column (data, "x", 0));
}

static EpiDocument *
with_table (const EpiScene *scene, const char *table, EpiTable *changed)
{
  if (changed == NULL) /* no memory: nothing changes */
    return epi_document_ref (scene->document);
  EpiData *data = epi_data_with_table (data_of (scene, table), changed);
  EpiDocument *document = epi_document_with_data (scene->document, table, data);
  epi_data_unref (data);
  epi_table_unref (changed);
  return document;
}

static EpiDocument *
with_x (const EpiScene *scene, const char *table, size_t i, double x)
{
  EpiTable *changed = NULL;
  const EpiData *data = data_of (scene, table);

  if (i < n_rows (scene, table))
    epi_table_set_numbers (epi_data_table (data), &i, 1,
                           (size_t)epi_data_column (data, "x", 0), &x,
                           &changed);
  return with_table (scene, table, changed);
}

/* One more row, of the samples or of the pseudo-data, as the document says. */
static EpiDocument *
add_row (const EpiScene *scene, EpiPoint point)
{
  bool pseudo = ml_has_prior (scene->document) &&
                strcmp (epi_scene_text (scene, "hand"), "pseudo") == 0;
  const char *table = pseudo ? "pseudo" : "points";
  const EpiData *data = data_of (scene, table);
  EpiTable *changed = NULL;

  if (data == NULL || epi_data_column (data, "x", 0) < 0)
    return epi_document_ref (scene->document);
  size_t cols = epi_table_cols (epi_data_table (data));
  ptrdiff_t y = epi_data_column (data, "y", 0);
  double *row = g_new (double, cols);
  for (size_t j = 0; j < cols; j++)
    row[j] = NAN;
  row[epi_data_column (data, "x", 0)] = point.x;
  if (y >= 0 && ml_in_plane (scene->document))
    row[y] = point.y;
  epi_table_append (epi_data_table (data), row, &changed);
  g_free (row);
  return with_table (scene, table, changed);
}

/* ---- On the line ---- */

static size_t
n_samples (const EpiScene *scene)
{
  return n_rows (scene, "points");
}

static size_t
n_pseudo (const EpiScene *scene)
{
  return n_rows (scene, "pseudo");
}

static bool
sample_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  *point = (EpiPoint){x_of (scene, "points", i), 0};
  return isfinite (point->x);
}

static EpiDocument *
move_sample (const EpiScene *scene, size_t i, EpiPoint point)
{
  return with_x (scene, "points", i, point.x);
}

static bool
pseudo_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  *point =
      (EpiPoint){x_of (scene, "pseudo", i), ml_line (scene->document).pseudo};
  return isfinite (point->x);
}

static EpiDocument *
move_pseudo (const EpiScene *scene, size_t i, EpiPoint point)
{
  return with_x (scene, "pseudo", i, point.x);
}

/* ---- Tosses ---- */

static EpiDocument *
add_toss (const EpiScene *scene, EpiPoint point)
{
  return add_row (scene, (EpiPoint){point.y > 0.5, 0});
}

static bool
toss_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  *point = (EpiPoint){(double)(i + 1), x_of (scene, "points", i)};
  return isfinite (point->y);
}

static EpiDocument *
move_toss (const EpiScene *scene, size_t i, EpiPoint point)
{
  return with_x (scene, "points", i, point.y > 0.5);
}

/* Before the first toss. */
static bool
pseudo_toss_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  double z = x_of (scene, "pseudo", i);

  *point = (EpiPoint){-(double)i, z > 0.5};
  return isfinite (z);
}

static EpiDocument *
move_pseudo_toss (const EpiScene *scene, size_t i, EpiPoint point)
{
  return with_x (scene, "pseudo", i, point.y > 0.5);
}

static size_t
toss_numbers (const EpiScene *scene, size_t i, EpiHandleNumber *numbers)
{
  g_strlcpy (numbers[0].label, "0 or 1", sizeof numbers[0].label);
  numbers[0].value = x_of (scene, "points", i);
  return 1;
}

/* As typed: a coin has no third side. */
static EpiDocument *
set_side (const EpiScene *scene, const char *table, size_t i, double side)
{
  return side == 0 || side == 1 ? with_x (scene, table, i, side)
                                : epi_document_ref (scene->document);
}

static EpiDocument *
set_toss_numbers (const EpiScene *scene, size_t i, const double *values)
{
  return set_side (scene, "points", i, values[0]);
}

static size_t
pseudo_toss_numbers (const EpiScene *scene, size_t i, EpiHandleNumber *numbers)
{
  g_strlcpy (numbers[0].label, "0 or 1", sizeof numbers[0].label);
  numbers[0].value = x_of (scene, "pseudo", i) > 0.5;
  return 1;
}

static EpiDocument *
set_pseudo_toss_numbers (const EpiScene *scene, size_t i, const double *values)
{
  return set_side (scene, "pseudo", i, values[0]);
}

/* ---- Starts ---- */

static bool
start_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  *point = ml_start (scene->document);
  if (ml_kind (scene->document) == ML_BERNOULLI) {
    const MlProblem *problem = ml_problem_of (scene->document);
    if (problem == NULL)
      return false;
    point->y = epi_bernoulli_value (problem->ones, problem->zeros, point->x);
  }
  return true;
}

static EpiDocument *
move_start (const EpiScene *scene, size_t i, EpiPoint point)
{
  if (ml_kind (scene->document) == ML_GAUSSIAN &&
      !ml_in_plane (scene->document) && !(point.y > 0))
    return epi_document_ref (scene->document);
  return epi_document_with_handle (scene->document, "start", point);
}

static EpiDocument *
move_part (const EpiScene *scene, const char *name, size_t k, EpiPoint point)
{
  if (!ml_in_plane (scene->document)) /* y is the figure's, not the sample's */
    point.y = ml_start_of_part (scene->document, k).y;
  return epi_document_with_handle (scene->document, name, point);
}

#define PART(k)                                                                \
  static bool part_##k##_in_plane (const EpiScene *scene, size_t i,            \
                                   EpiPoint *point)                            \
  {                                                                            \
    *point = ml_start_of_part (scene->document, k);                            \
    return isfinite (point->x) && isfinite (point->y);                         \
  }                                                                            \
  static bool part_##k##_on_line (const EpiScene *scene, size_t i,             \
                                  EpiPoint *point)                             \
  {                                                                            \
    *point = (EpiPoint){ml_start_of_part (scene->document, k).x,               \
                        ml_line (scene->document).start};                      \
    return isfinite (point->x);                                                \
  }                                                                            \
  static EpiDocument *move_part_##k (const EpiScene *scene, size_t i,          \
                                     EpiPoint point)                           \
  {                                                                            \
    static const char *const names[] = {"start1", "start2", "start3",          \
                                        "start4"};                             \
    return move_part (scene, names[k], k, point);                              \
  }
PART (0)
PART (1)
PART (2)
PART (3)

/* The start of a component has two handles: one in each space.  The one in the
 * plane, whose name the document uses, takes whole points. */
#define PART_HANDLES(k, m, n)                                                  \
  {.name = "start" n,                                                          \
   .label = "start of component " n,                                           \
   .view = "plane",                                                            \
   .shape = EPI_HANDLE_SQUARE,                                                 \
   .colour = ML_COLOUR_PART_##m,                                               \
   .effect = EPI_EFFECT_RESTART,                                               \
   .compares = true,                                                           \
   .shown_when = ML_PLANE " and model == 'mixture' and components >= " n,      \
   .position = part_##k##_in_plane,                                            \
   .move_to = move_part_##k},                                                  \
  {                                                                            \
    .name = "start" n "-line", .label = "start of component " n,               \
    .view = "line", .shape = EPI_HANDLE_SQUARE, .colour = ML_COLOUR_PART_##m,  \
    .move = EPI_MOVE_HORIZONTAL, .effect = EPI_EFFECT_RESTART,                 \
    .compares = true,                                                          \
    .shown_when = ML_LINE " and model == 'mixture' and components >= " n,      \
    .position = part_##k##_on_line, .move_to = move_part_##k                   \
  }

const EpiHandleSpec ml_handles[] = {
    {.name = "points",
     .label = "sample",
     .view = "plane",
     .colour = EPI_COLOUR_DATA,
     .effect = EPI_EFFECT_RESTART,
     .shown_when = ML_PLANE,
     .table = "points",
     .x_role = "x",
     .y_role = "y",
     .add = add_row},
    {.name = "samples",
     .label = "sample",
     .view = "line",
     .colour = EPI_COLOUR_DATA,
     .move = EPI_MOVE_HORIZONTAL,
     .effect = EPI_EFFECT_RESTART,
     .shown_when = ML_LINE,
     .table = "points",
     .count = n_samples,
     .position = sample_position,
     .move_to = move_sample,
     .add = add_row},
    {.name = "tosses",
     .label = "toss",
     .view = "coins",
     .colour = EPI_COLOUR_DATA,
     .move = EPI_MOVE_VERTICAL,
     .apart = {0, 1},
     .effect = EPI_EFFECT_RESTART,
     .shown_when = ML_COINS,
     .table = "points",
     .count = n_samples,
     .position = toss_position,
     .move_to = move_toss,
     .numbers = toss_numbers,
     .set_numbers = set_toss_numbers,
     .add = add_toss},
    {.name = "pseudo-points",
     .label = "pseudo-datum",
     .view = "plane",
     .shape = EPI_HANDLE_DIAMOND,
     .colour = ML_COLOUR_PRIOR,
     .effect = EPI_EFFECT_RESTART,
     .shown_when = ML_PLANE " and " ML_PRIOR,
     .table = "pseudo",
     .x_role = "x",
     .y_role = "y"},
    {.name = "pseudo-samples",
     .label = "pseudo-datum",
     .view = "line",
     .shape = EPI_HANDLE_DIAMOND,
     .colour = ML_COLOUR_PRIOR,
     .move = EPI_MOVE_HORIZONTAL,
     .effect = EPI_EFFECT_RESTART,
     .shown_when = ML_LINE " and " ML_PRIOR,
     .table = "pseudo",
     .count = n_pseudo,
     .position = pseudo_position,
     .move_to = move_pseudo},
    {.name = "pseudo-tosses",
     .label = "toss that never was",
     .view = "coins",
     .shape = EPI_HANDLE_DIAMOND,
     .colour = ML_COLOUR_PRIOR,
     .move = EPI_MOVE_VERTICAL,
     .apart = {0, 1},
     .effect = EPI_EFFECT_RESTART,
     .shown_when = ML_COINS " and " ML_PRIOR,
     .table = "pseudo",
     .count = n_pseudo,
     .position = pseudo_toss_position,
     .move_to = move_pseudo_toss,
     .numbers = pseudo_toss_numbers,
     .set_numbers = set_pseudo_toss_numbers},
    {.name = "start",
     .label = "start of Newton's method",
     .view = "surface",
     .shape = EPI_HANDLE_SQUARE,
     .colour = EPI_COLOUR_START,
     .effect = EPI_EFFECT_RESTART,
     .compares = true,
     .shown_when = ML_SURFACE " and model != 'mixture'",
     .position = start_position,
     .move_to = move_start},
    PART_HANDLES (0, 1, "1"),
    PART_HANDLES (1, 2, "2"),
    PART_HANDLES (2, 3, "3"),
    PART_HANDLES (3, 4, "4"),
    {NULL},
};
