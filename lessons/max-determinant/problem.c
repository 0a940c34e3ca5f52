/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "max-determinant/problem.h"

#include "kit/epi-refuse.h"

#include "core/epi-alloc.h"
#include "estimate/epi-covariance.h"
#include "max-determinant/lesson.h"
#include "problem/epi-determinant-programs.h"
#include "problem/epi-hull.h"

#include <math.h>
#include <string.h>

#define FEW 60     /* points that somebody may have placed by hand */
#define FLAT 1e-10 /* area of a hull, beside the square of its size: a line */

static bool
refuse_memory (GError **error)
{
  return epi_refuse (error, "there is not enough memory for this problem");
}

MdKind
md_kind (const EpiDocument *document)
{
  const char *name =
      epi_lesson_text (&epi_lesson_max_determinant, document, "problem");

  return strcmp (name, "inside") == 0       ? MD_INSIDE
         : strcmp (name, "covariance") == 0 ? MD_COVARIANCE
                                            : MD_AROUND;
}

/* ---- Points ---- */

static bool
take_points (MdProblem *self, const EpiDocument *document, GError **error)
{
  const EpiLesson *lesson = &epi_lesson_max_determinant;
  const EpiData *data = epi_document_data (document, "points");
  const EpiTable *table = data != NULL ? epi_data_table (data) : NULL;
  ptrdiff_t x = data != NULL ? epi_data_column (data, "x", 0) : -1;
  ptrdiff_t y = data != NULL ? epi_data_column (data, "y", 0) : -1;

  if (table != NULL && (x < 0 || y < 0))
    return epi_refuse (error,
                       "a point needs two numbers: choose a column for %s",
                       x < 0 ? "x" : "y");
  self->n_rows = table != NULL ? epi_table_rows (table) : 0;
  self->points = epi_new (double, 2 * (self->n_rows + 1));
  self->rows = epi_new (size_t, self->n_rows + 1);
  self->hull = epi_new (size_t, self->n_rows + 1);
  if (self->points == NULL || self->rows == NULL || self->hull == NULL)
    return refuse_memory (error);
  for (size_t i = 0; i < self->n_rows; i++) {
    double *at = self->points + 2 * self->n;
    at[0] = epi_table_number (table, i, (size_t)x);
    at[1] = epi_table_number (table, i, (size_t)y);
    if (isfinite (at[0]) && isfinite (at[1]) &&
        !(epi_table_mark (table, i) & EPI_MARK_HIDDEN))
      self->rows[self->n++] = i;
  }
  if (epi_lesson_number (lesson, document, "extra") != 0) {
    EpiPoint guest = epi_lesson_handle (lesson, document, "guest");
    self->points[2 * self->n] = guest.x;
    self->points[2 * self->n + 1] = guest.y;
    self->rows[self->n++] = self->n_rows;
  }
  return true;
}

/* Why corners span no area. */
static bool
refuse_flat (const MdProblem *self, GError **error)
{
  const char *what = self->kind == MD_AROUND ? "ellipse" : "polygon";

  if (self->n == 0)
    return epi_refuse (error,
                       "there are no points: add three that are not on a line");
  if (self->n == 1)
    return epi_refuse (error, "one point has no %s around it: add two more",
                       what);
  if (self->m == 1)
    return epi_refuse (error,
                       "all %zu points are in the same place: move two of them "
                       "apart, not along one line",
                       self->n);
  if (self->n == 2)
    return epi_refuse (
        error, self->kind == MD_AROUND
                   ? "an ellipse around two points can be as thin as one "
                     "likes, so none is the smallest: add a third one "
                     "beside their line"
                   : "a polygon of two corners has no area: add a third "
                     "one beside their line");
  return epi_refuse (
      error, self->kind == MD_AROUND
                 ? "all points lie on a line; an ellipse around them can "
                   "be as thin as one likes, so none is the smallest: move "
                   "one off the line"
                 : "all corners lie on a line, so the polygon has no area "
                   "and no ellipse fits in: move one off the line");
}

static void
measure_box (MdProblem *self)
{
  for (size_t i = 0; i < 2; i++) {
    double low = INFINITY, high = -INFINITY;
    for (size_t k = 0; k < self->m; k++) {
      low = fmin (low, self->points[2 * self->hull[k] + i]);
      high = fmax (high, self->points[2 * self->hull[k] + i]);
    }
    self->middle[i] = low / 2 + high / 2;
    self->half[i] = high / 2 - low / 2;
  }
}

static bool
find_hull (MdProblem *self, GError **error)
{
  self->m = epi_convex_hull (self->n, self->points, self->hull);
  if (self->m < 3)
    return refuse_flat (self, error);
  measure_box (self);
  const double *half = self->half;
  if (!isfinite (half[0]) || !isfinite (half[1]) || half[0] > 1e100 ||
      half[1] > 1e100)
    return epi_refuse (error, "the points are too far apart for areas that are "
                              "numbers: divide x and y by a power of ten");
  self->area = epi_hull_area (self->points, self->hull, self->m, NULL);
  if (!(self->area > FLAT * half[0] * half[1]))
    return refuse_flat (self, error);
  return true;
}

/* The corners in the units of the program, (2,m). */
static double *
corners (const MdProblem *self)
{
  double *out = epi_new (double, 2 * self->m);

  for (size_t k = 0; out != NULL && k < self->m; k++)
    for (size_t i = 0; i < 2; i++)
      out[2 * k + i] = (self->points[2 * self->hull[k] + i] - self->middle[i]) /
                       self->half[i];
  return out;
}

/* Whether another point stands at a corner.  In tables of measurements ties are
 * nothing to wonder at. */
static bool
has_doubles (const MdProblem *self)
{
  for (size_t k = 0; self->n <= FEW && k < self->m; k++)
    for (size_t i = 0; i < self->n; i++)
      if (i != self->hull[k] &&
          memcmp (self->points + 2 * i, self->points + 2 * self->hull[k],
                  2 * sizeof (double)) == 0)
        return true;
  return false;
}

/* x⁰: a circle around the box [-1,1]², with room for the first steps. */
static EpiStatus
make_around (MdProblem *self)
{
  double *at = corners (self);

  if (at == NULL)
    return EPI_NO_MEMORY;
  self->doubled = has_doubles (self);
  self->start[0] = self->start[2] = 0.4;
  EpiStatus status = epi_minimum_ellipsoid_new (2, self->m, at, &self->sdp);
  epi_free (at);
  return status;
}

/* x⁰: a circle at the centre of mass, half as large as there is room for. */
static EpiStatus
make_inside (MdProblem *self)
{
  size_t *order = epi_new (size_t, self->m);
  double *at = corners (self), room = INFINITY, d[2];

  self->a = epi_new (double, 2 * self->m);
  self->b = epi_new (double, self->m);
  EpiStatus status = EPI_NO_MEMORY;
  if (order != NULL && at != NULL && self->a != NULL && self->b != NULL) {
    for (size_t k = 0; k < self->m; k++)
      order[k] = k;
    epi_hull_half_planes (at, order, self->m, self->a, self->b);
    epi_hull_area (at, order, self->m, d);
    for (size_t k = 0; k < self->m; k++)
      room = fmin (room, self->b[k] - self->a[2 * k] * d[0] -
                             self->a[2 * k + 1] * d[1]);
    const double start[5] = {room / 2, 0, room / 2, d[0], d[1]};
    memcpy (self->start, start, sizeof start);
    self->bent = self->m < self->n;
    status =
        epi_maximum_ellipsoid_new (2, self->m, self->a, self->b, &self->sdp);
  }
  epi_free (order);
  epi_free (at);
  return status;
}

static bool
make_ellipse (MdProblem *self, const EpiDocument *document, GError **error)
{
  if (!take_points (self, document, error) || !find_hull (self, error))
    return false;
  EpiStatus status =
      self->kind == MD_AROUND ? make_around (self) : make_inside (self);
  return status == EPI_OK ||
         epi_refuse (error, "the program cannot be stated: %s",
                     epi_status_sentence (status));
}

/* ---- Interface ---- */

MdProblem *
md_problem_new (const EpiDocument *document, GError **error)
{
  MdProblem *self = g_new0 (MdProblem, 1);

  self->kind = md_kind (document);
  if (self->kind == MD_COVARIANCE ? md_take_table (self, document, error)
                                  : make_ellipse (self, document, error))
    return self;
  md_problem_free (self);
  return NULL;
}

void
md_problem_free (void *problem)
{
  MdProblem *self = problem;

  if (self == NULL)
    return;
  double *buffers[] = {self->points, self->a, self->b, self->S, self->S_test};
  for (size_t i = 0; i < G_N_ELEMENTS (buffers); i++)
    epi_free (buffers[i]);
  epi_free (self->rows);
  epi_free (self->hull);
  epi_sdp_clear (&self->sdp);
  g_free (self);
}
