/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be dragged in the plane, and typed.
 *
 *   edges   one a constraint, in the middle of its edge of the polygon (or
 *           where its line comes nearest to the middle of the figure): moves
 *           the line, b := aᵀ point
 *   ends    two a constraint, where its line leaves the figure: turns it about
 *           the other end, keeping ‖a‖
 *   cost    the tip of c, drawn from the origin
 */
#include "linear-program/lesson.h"
#include "linear-program/plane.h"
#include "linear-program/program.h"

#include "core/epi-number.h"
#include "kit/epi-entries.h"

#include <math.h>
#include <string.h>

#define ANGLE_GRAIN 1e-10 /* degrees: finer is noise of sine and cosine */
#define INSET                                                                  \
  0.03 /* of ends from the border, as a share of the line in sight */

/* ---- The program and what is in sight ---- */

EpiRange
lp_sight (const EpiScene *scene, const LpProgram *program)
{
  return scene->answer != NULL && scene->answer->ranges != NULL
             ? scene->answer->ranges[0] /* the plane is the first view */
             : lp_plane_range (program);
}

static bool
read_plane (const EpiScene *scene, LpProgram *program, EpiRange *sight)
{
  if (!lp_program_read (scene->lesson, scene->document, program, NULL))
    return false;
  if (program->n != 2) {
    lp_program_free (program);
    return false;
  }
  *sight = lp_sight (scene, program);
  return true;
}

/* constraints (m, 3), column-major; NULL when that is no plane. */
static double *
read_rows (const EpiScene *scene, size_t *m)
{
  size_t cols;
  double *rows = epi_lesson_matrix (scene->lesson, scene->document,
                                    "constraints", m, &cols);

  if (*m > 0 && cols == 3)
    return rows;
  g_free (rows);
  return NULL;
}

static EpiDocument *
with_row (const EpiScene *scene, size_t i, EpiHalfPlane plane)
{
  size_t m;
  double *rows = read_rows (scene, &m);
  EpiDocument *with = NULL;

  if (rows != NULL && i < m && isfinite (plane.a[0] + plane.a[1] + plane.b)) {
    rows[i] = plane.a[0];
    rows[i + m] = plane.a[1];
    rows[i + 2 * m] = plane.b;
    with = lp_with_rows (scene, rows, m, 2);
  }
  g_free (rows);
  return with != NULL ? with : epi_document_ref (scene->document);
}

static size_t
n_rows (const EpiScene *scene)
{
  size_t m;
  double *rows = read_rows (scene, &m);

  g_free (rows);
  return rows != NULL ? m : 0;
}

/* ---- Edges ---- */

bool
lp_edge_middle (const LpProgram *p, const EpiRange *sight, size_t i,
                EpiPoint *at)
{
  EpiHalfPlane *walls = g_new (EpiHalfPlane, p->n_walls), wall = lp_wall (p, i);
  EpiPoint from, to;
  bool found = false;

  for (size_t k = 0; k < p->n_walls; k++)
    walls[k] = lp_wall (p, k);
  EpiPolygon polygon = epi_half_planes_meet (walls, p->n_walls, sight);
  for (size_t k = 0; k < polygon.n && !found; k++)
    if (polygon.edge[k] == (ptrdiff_t)i) {
      EpiPoint a = polygon.at[k], b = polygon.at[(k + 1) % polygon.n];
      *at = (EpiPoint){(a.x + b.x) / 2, (a.y + b.y) / 2};
      found = hypot (b.x - a.x, b.y - a.y) > 0;
    }
  if (!found && epi_half_plane_line (&wall, sight, &from, &to)) {
    *at = (EpiPoint){(from.x + to.x) / 2, (from.y + to.y) / 2};
    found = true;
  }
  epi_polygon_clear (&polygon);
  g_free (walls);
  return found;
}

static bool
edge_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  LpProgram program;
  EpiRange sight;

  if (!read_plane (scene, &program, &sight))
    return false;
  bool found = i < program.m && lp_edge_middle (&program, &sight, i, point);
  lp_program_free (&program);
  return found;
}

static bool
read_wall (const EpiScene *scene, size_t i, EpiHalfPlane *wall)
{
  LpProgram program;
  EpiRange sight;

  if (!read_plane (scene, &program, &sight))
    return false;
  bool found = i < program.m;
  if (found)
    *wall = lp_wall (&program, i);
  lp_program_free (&program);
  return found;
}

static EpiDocument *
move_edge (const EpiScene *scene, size_t i, EpiPoint point)
{
  EpiHalfPlane wall;

  if (!read_wall (scene, i, &wall))
    return epi_document_ref (scene->document);
  wall.b = wall.a[0] * point.x + wall.a[1] * point.y;
  return with_row (scene, i, wall);
}

static EpiPoint
edge_along (const EpiScene *scene, size_t i)
{
  EpiHalfPlane wall = {{0, 1}, 0};

  read_wall (scene, i, &wall);
  return (EpiPoint){-wall.a[1], wall.a[0]};
}

static size_t
row_numbers (const EpiScene *scene, size_t i, EpiHandleNumber *numbers)
{
  static const char *const labels[] = {"a₁", "a₂", "b"};
  EpiHalfPlane wall;

  if (!read_wall (scene, i, &wall))
    return 0;
  const double values[] = {wall.a[0], wall.a[1], wall.b};
  for (size_t k = 0; k < 3; k++) {
    g_strlcpy (numbers[k].label, labels[k], sizeof numbers[k].label);
    numbers[k].value = values[k];
  }
  return 3;
}

static EpiDocument *
set_row_numbers (const EpiScene *scene, size_t i, const double *values)
{
  return with_row (scene, i, (EpiHalfPlane){{values[0], values[1]}, values[2]});
}

/* A new constraint through the point, across the way to the middle of the
 * figure, which it allows. */
static EpiDocument *
add_edge (const EpiScene *scene, EpiPoint point)
{
  LpProgram program;
  EpiRange sight;
  size_t m;
  double *rows = read_rows (scene, &m);

  if (rows == NULL)
    m = 0;
  if (!read_plane (scene, &program, &sight)) {
    g_free (rows);
    return epi_document_ref (scene->document);
  }
  double ax = point.x - (sight.x0 + sight.x1) / 2;
  double ay = point.y - (sight.y0 + sight.y1) / 2, length = hypot (ax, ay);
  if (length == 0)
    ax = length = 1;
  ax /= length;
  ay /= length;
  double *longer = g_new (double, 3 * (m + 1));
  for (size_t j = 0; j < 3; j++) {
    for (size_t i = 0; i < m; i++)
      longer[i + j * (m + 1)] = rows[i + j * m];
    longer[m + j * (m + 1)] = j == 0   ? ax
                              : j == 1 ? ay
                                       : ax * point.x + ay * point.y;
  }
  EpiDocument *with = m < LP_MAX_ROWS ? lp_with_rows (scene, longer, m + 1, 2)
                                      : epi_document_ref (scene->document);
  g_free (longer);
  g_free (rows);
  lp_program_free (&program);
  return with;
}

/* ---- Ends: i is the row, or the row and m for its other end ---- */

static size_t
end_count (const EpiScene *scene)
{
  return 2 * n_rows (scene);
}

/* Both ends of the line in sight; at[0] is the one of handle i. */
static bool
find_ends (const EpiScene *scene, size_t i, EpiHalfPlane *wall, EpiPoint at[2])
{
  LpProgram program;
  EpiRange sight;
  EpiPoint from, to;

  if (!read_plane (scene, &program, &sight))
    return false;
  bool found = i < 2 * program.m;
  size_t m = program.m;
  if (found)
    *wall = lp_wall (&program, i % m);
  lp_program_free (&program);
  if (!found || !epi_half_plane_line (wall, &sight, &from, &to))
    return false;
  at[0] = i < m ? from : to;
  at[1] = i < m ? to : from;
  return true;
}

/* A share of the way from a to b. */
static EpiPoint
inset (EpiPoint a, EpiPoint b)
{
  return (EpiPoint){a.x + INSET * (b.x - a.x), a.y + INSET * (b.y - a.y)};
}

bool
lp_wall_ends (const EpiHalfPlane *wall, const EpiRange *sight, EpiPoint ends[2])
{
  EpiPoint from, to;

  if (!epi_half_plane_line (wall, sight, &from, &to))
    return false;
  ends[0] = inset (from, to);
  ends[1] = inset (to, from);
  return true;
}

static bool
end_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  EpiHalfPlane wall;
  EpiPoint at[2];

  if (!find_ends (scene, i, &wall, at))
    return false;
  *point = inset (at[0], at[1]);
  return true;
}

/* The half-plane stays on the left of the way from the first end to the
 * second (epi_half_plane_line()), whichever of the two is in the hand. */
static EpiDocument *
move_end (const EpiScene *scene, size_t i, EpiPoint point)
{
  EpiHalfPlane wall;
  EpiPoint at[2];
  size_t m = n_rows (scene);

  if (!find_ends (scene, i, &wall, at))
    return epi_document_ref (scene->document);
  double dx = point.x - at[1].x, dy = point.y - at[1].y;
  double length = hypot (dx, dy), size = hypot (wall.a[0], wall.a[1]);
  if (!(length > 0))
    return epi_document_ref (scene->document);
  if (i < m) { /* the first end */
    dx = -dx;
    dy = -dy;
  }
  wall.a[0] = size * dy / length;
  wall.a[1] = -size * dx / length;
  wall.b = wall.a[0] * at[1].x + wall.a[1] * at[1].y;
  return with_row (scene, i % m, wall);
}

/* "first end of edge 2". */
static char *
end_title (const EpiScene *scene, size_t i)
{
  size_t m = n_rows (scene);

  return m > 0 ? g_strdup_printf ("%s end of edge %zu",
                                  i < m ? "first" : "second", i % m + 1)
               : NULL;
}

/* The angle of its normal, and where it passes the pivot stays. */
static size_t
end_numbers (const EpiScene *scene, size_t i, EpiHandleNumber *numbers)
{
  EpiHalfPlane wall;
  EpiPoint at[2];

  if (!find_ends (scene, i, &wall, at))
    return 0;
  g_strlcpy (numbers[0].label, "angle of a (°)", sizeof numbers[0].label);
  numbers[0].value =
      epi_number_round (atan2 (wall.a[1], wall.a[0]) * 180 / G_PI, ANGLE_GRAIN);
  return 1;
}

static EpiDocument *
set_end_numbers (const EpiScene *scene, size_t i, const double *values)
{
  EpiHalfPlane wall;
  EpiPoint at[2];
  size_t m = n_rows (scene);

  if (!find_ends (scene, i, &wall, at))
    return epi_document_ref (scene->document);
  double size = hypot (wall.a[0], wall.a[1]), angle = values[0] * G_PI / 180;
  wall.a[0] = size * cos (angle);
  wall.a[1] = size * sin (angle);
  wall.b = wall.a[0] * at[1].x + wall.a[1] * at[1].y;
  return with_row (scene, i % m, wall);
}

const EpiHandleSpec lp_handles[] = {
    {.name = "edge",
     .label = "edge",
     .view = "plane",
     .shape = EPI_HANDLE_BAR,
     .colour = EPI_COLOUR_DATA,
     .effect = EPI_EFFECT_RESTART,
     .shown_when = LP_PLANE,
     .table = "constraints",
     .count = n_rows,
     .position = edge_position,
     .move_to = move_edge,
     .numbers = row_numbers,
     .set_numbers = set_row_numbers,
     .along = edge_along,
     .add = add_edge},
    {.name = "end",
     .label = "end of an edge",
     .view = "plane",
     .shape = EPI_HANDLE_DISC,
     .colour = EPI_COLOUR_DATA,
     .effect = EPI_EFFECT_RESTART,
     .shown_when = LP_PLANE,
     .table = "constraints",
     .count = end_count,
     .position = end_position,
     .move_to = move_end,
     .title = end_title,
     .numbers = end_numbers,
     .set_numbers = set_end_numbers},
    {.name = "cost",
     .label = "cost c",
     .view = "plane",
     .shape = EPI_HANDLE_SQUARE,
     .colour = EPI_COLOUR_FIT,
     .effect = EPI_EFFECT_RESTART,
     .shown_when = LP_PLANE,
     .position = lp_cost_position,
     .move_to = lp_move_cost,
     .numbers = lp_cost_numbers,
     .set_numbers = lp_set_cost_numbers},
    {NULL},
};
