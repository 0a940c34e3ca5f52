/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "max-determinant/points.h"

#include <math.h>

bool
md_is_inside (const EpiScene *scene)
{
  return md_kind (scene->document) == MD_INSIDE;
}

bool
md_point_of (const EpiScene *scene, size_t row, EpiPoint *out)
{
  const EpiHandleSpec *points = &scene->lesson->handles[0];
  const EpiData *data = epi_document_data (scene->document, "points");
  size_t rows = data != NULL ? epi_table_rows (epi_data_table (data)) : 0;

  if (row < rows)
    return epi_handle_position (points, scene, row, out);
  *out = epi_lesson_handle (scene->lesson, scene->document, "guest");
  return true;
}

void
md_points_clear (MdPoints *points)
{
  g_free (points->x);
}

MdPoints
md_all_points (const EpiScene *scene)
{
  const EpiHandleSpec *rows = &scene->lesson->handles[0];
  size_t n = epi_handle_count (rows, scene);
  EpiPoint *at = g_new (EpiPoint, n + 1);
  MdPoints out = {.x = g_new (double, 2 * n + 2)};

  out.y = out.x + n + 1;
  epi_handle_positions (rows, scene, n, at);
  if (epi_scene_number (scene, "extra") != 0)
    at[n++] = epi_lesson_handle (scene->lesson, scene->document, "guest");
  for (size_t i = 0; i < n; i++)
    if (isfinite (at[i].x) && isfinite (at[i].y)) {
      out.x[out.n] = at[i].x;
      out.y[out.n++] = at[i].y;
    }
  g_free (at);
  return out;
}

MdPoints
md_hull_of (const EpiScene *scene, const EpiFrame *frame)
{
  const EpiFrameItem *corners =
      frame != NULL ? epi_frame_find (frame, "corners") : NULL;
  size_t n = corners != NULL ? corners->rows : 0;
  MdPoints out = {.x = g_new (double, 2 * n + 2)};

  out.y = out.x + n + 1;
  for (size_t k = 0; k < n; k++) {
    EpiPoint at;
    if (md_point_of (scene, (size_t)corners->data[k], &at)) {
      out.x[out.n] = at.x;
      out.y[out.n++] = at.y;
    }
  }
  return out;
}
