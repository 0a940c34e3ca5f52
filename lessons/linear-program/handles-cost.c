/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tip of c, drawn from the origin.
 */
#include "linear-program/lesson.h"

#include "kit/epi-entries.h"

#include <math.h>

bool
lp_cost_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  size_t rows, cols;
  double *c =
      epi_lesson_matrix (scene->lesson, scene->document, "c", &rows, &cols);
  bool plane = rows == 1 && cols == 2;

  if (plane)
    *point = (EpiPoint){c[0], c[1]};
  g_free (c);
  return plane && isfinite (point->x) && isfinite (point->y);
}

EpiDocument *
lp_move_cost (const EpiScene *scene, size_t i, EpiPoint point)
{
  const double c[] = {point.x, point.y};

  return epi_lesson_with_matrix (scene->lesson, scene->document, "c", c, 1, 2);
}

size_t
lp_cost_numbers (const EpiScene *scene, size_t i, EpiHandleNumber *numbers)
{
  EpiPoint c;

  if (!lp_cost_position (scene, i, &c))
    return 0;
  g_strlcpy (numbers[0].label, "c₁", sizeof numbers[0].label);
  g_strlcpy (numbers[1].label, "c₂", sizeof numbers[1].label);
  numbers[0].value = c.x;
  numbers[1].value = c.y;
  return 2;
}

EpiDocument *
lp_set_cost_numbers (const EpiScene *scene, size_t i, const double *values)
{
  return lp_move_cost (scene, i, (EpiPoint){values[0], values[1]});
}
