/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The points of the plane, taken hold of where noise has shifted them.
 */
#include "backprop/room.h"

#include <math.h>

/* The same handle as the kit has it: where the rows say. */
static const EpiHandleSpec rows_of_points = {.name = "points",
                                             .label = "point",
                                             .view = "plane",
                                             .table = "points",
                                             .x_role = "x",
                                             .y_role = "y"};

static EpiPoint
noise_of (const EpiScene *scene, size_t i)
{
  return bp_noise (scene->document, bp_noise_size (scene->document), i);
}

bool
bp_point_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  if (!epi_handle_position (&rows_of_points, scene, i, point))
    return false;
  EpiPoint noise = noise_of (scene, i);
  point->x += noise.x;
  point->y += noise.y;
  return true;
}

void
bp_point_positions (const EpiScene *scene, size_t n, EpiPoint *points)
{
  epi_handle_positions (&rows_of_points, scene, n, points);
  double size = bp_noise_size (scene->document);
  for (size_t i = 0; i < n && size > 0; i++) {
    EpiPoint noise = bp_noise (scene->document, size, i);
    points[i].x += noise.x;
    points[i].y += noise.y;
  }
}

EpiDocument *
bp_point_to (const EpiScene *scene, size_t i, EpiPoint point)
{
  EpiPoint noise = noise_of (scene, i);

  point.x -= noise.x;
  point.y -= noise.y;
  return epi_handle_move_to (&rows_of_points, scene, i, point);
}

/* The row that a new point is: of the class or the height that is chosen. */
static EpiData *
with_row (const EpiScene *scene, const EpiData *data, EpiPoint point)
{
  const EpiTable *table = epi_data_table (data);
  size_t rows = epi_table_rows (table), cols = epi_table_cols (table);
  double *row = g_new (double, cols + 1);
  ptrdiff_t at[3] = {epi_data_column (data, "x", 0),
                     epi_data_column (data, "y", 0),
                     epi_data_column (data, "value", 0)};
  EpiPoint noise = noise_of (scene, rows);
  double numbers[3] = {point.x - noise.x, point.y - noise.y,
                       epi_scene_number (scene, "height")};
  EpiTable *longer = NULL;

  for (size_t j = 0; j < cols; j++)
    row[j] = NAN;
  for (size_t j = 0; j < 3; j++)
    if (at[j] >= 0)
      row[at[j]] = numbers[j];
  epi_table_append (table, row, &longer);
  g_free (row);
  if (longer == NULL)
    return epi_data_ref (data);
  EpiData *with = epi_data_with_table (data, longer);
  epi_table_unref (longer);
  if (epi_data_column (data, "label", 0) < 0)
    return with;
  EpiData *classed =
      epi_data_with_class (with, "label", &rows, 1,
                           (size_t)epi_scene_number (scene, "class") - 1, NULL);
  if (classed == NULL)
    return with;
  epi_data_unref (with);
  return classed;
}

EpiDocument *
bp_point_add (const EpiScene *scene, EpiPoint point)
{
  const EpiData *data = epi_document_data (scene->document, "points");

  if (data == NULL)
    return epi_document_ref (scene->document);
  EpiData *with = with_row (scene, data, point);
  EpiDocument *document =
      epi_document_with_data (scene->document, "points", with);
  epi_data_unref (with);
  return document;
}
