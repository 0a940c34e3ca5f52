/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The end of the series, from which it is forecast.
 *
 * A matrix of the document has a row for every point that was moved: the
 * number of its row in the series, from 1, and the value that it is given.  The
 * networks learn from the series as it is; only the forecast sees the points as
 * they were moved.
 */
#include "rnn/lesson.h"

#include "kit/epi-entries.h"

#include <math.h>

static double
number (const EpiDocument *document, const char *name)
{
  return epi_lesson_number (&epi_lesson_rnn, document, name);
}

void
rn_past (const EpiDocument *document, size_t n, size_t *first, size_t *count)
{
  size_t window = (size_t)number (document, "window");
  size_t back = (size_t)number (document, "back");
  size_t end = n > back + 1 ? n - back : MIN (n, 1);

  *count = MIN (window, end);
  *first = end - *count;
}

/* (rows, 2) column-major, to g_free. */
static double *
moves (const EpiDocument *document, size_t *rows)
{
  size_t cols = 0;
  double *m =
      epi_lesson_matrix (&epi_lesson_rnn, document, "past", rows, &cols);

  if (m == NULL || cols != 2)
    *rows = 0;
  return m;
}

size_t
rn_move_past (const EpiDocument *document, size_t n, double *y)
{
  size_t rows = 0, first, count, moved = 0;
  double *m = moves (document, &rows);

  rn_past (document, n, &first, &count);
  for (size_t i = 0; i < rows; i++) {
    double row = m[i] - 1;
    if (!(row >= (double)first && row < (double)(first + count)) ||
        !isfinite (m[i + rows]))
      continue;
    moved += y[(size_t)row] != m[i + rows];
    y[(size_t)row] = m[i + rows];
  }
  g_free (m);
  return moved;
}

/* ---- Handles ---- */

size_t
rn_past_count (const EpiScene *scene)
{
  double *x, *y;
  size_t n = rn_series (scene->document, &x, &y), first, count;

  g_free (x);
  rn_past (scene->document, n, &first, &count);
  return count;
}

bool
rn_past_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  double *x, *y;
  size_t n = rn_series (scene->document, &x, &y), first, count;

  rn_past (scene->document, n, &first, &count);
  rn_move_past (scene->document, n, y);
  bool there = i < count;
  if (there)
    *point = (EpiPoint){x[first + i], y[first + i]};
  g_free (x);
  return there;
}

EpiDocument *
rn_past_to (const EpiScene *scene, size_t i, EpiPoint point)
{
  double *x, *y;
  size_t n = rn_series (scene->document, &x, &y), first, count, rows = 0;

  g_free (x);
  rn_past (scene->document, n, &first, &count);
  if (i >= count)
    return epi_document_ref (scene->document);
  double *m = moves (scene->document, &rows);
  double *more = g_new (double, 2 * (rows + 1)), row = (double)(first + i + 1);
  size_t at = 0, k = 0;
  /* those that were moved before, without this one and what moves nothing */
  size_t stay = 0;
  for (size_t r = 0; r < rows; r++)
    stay += m[r] >= 1 && m[r] != row;
  for (; k < rows; k++)
    if (m[k] >= 1 && m[k] != row) {
      more[at] = m[k];
      more[stay + 1 + at++] = m[k + rows];
    }
  more[stay] = row;
  more[2 * stay + 1] = point.y;
  EpiDocument *out = epi_lesson_with_matrix (&epi_lesson_rnn, scene->document,
                                             "past", more, stay + 1, 2);
  g_free (more);
  g_free (m);
  return out;
}

char *
rn_past_title (const EpiScene *scene, size_t i)
{
  EpiPoint at;

  if (!rn_past_position (scene, i, &at))
    return NULL;
  return g_strdup_printf ("past, %g", at.x);
}
