/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions of the lesson on linear programs, and their program read from the
 * document apart from the lesson.
 */
#pragma once

#include "convex/epi-corners.h"
#include "core/epi-random.h"
#include "core/epi-vector.h"
#include "kit/epi-entries.h"

#include <math.h>

#define LESSON "linear-program"
#include "lesson-session.h"

static inline const EpiRun *
run_of (EpiSession *session, size_t i)
{
  return &epi_session_scene (session)->answer->runs[i];
}

static inline EpiStatus
proof (EpiSession *session)
{
  return epi_session_scene (session)->answer->certificate.status;
}

static inline const double *
item (const EpiFrame *frame, const char *name, size_t n)
{
  const EpiFrameItem *found = epi_frame_find (frame, name);

  g_assert_nonnull (found);
  g_assert_cmpuint (found->rows * found->cols, ==, n);
  return found->data;
}

static inline const double *
last (EpiSession *session, const char *name, size_t n)
{
  return item (epi_scene_frame (epi_session_scene (session), 0), name, n);
}

typedef struct {
  size_t n, m, walls;
  double c[4], h[32];
  EpiMatrix G; /* (walls, n), the bounds x ≥ 0 last */
} Program;

static inline Program
program_of (EpiSession *session)
{
  const EpiDocument *document = epi_session_scene (session)->document;
  size_t rows, cols, one;
  double *A =
      epi_lesson_matrix (lesson (), document, "constraints", &rows, &cols);
  double *c = epi_lesson_matrix (lesson (), document, "c", &one, &cols);
  bool nonnegative =
      epi_lesson_number (lesson (), document, "nonnegative") != 0;
  Program p = {.n = cols, .m = rows, .walls = rows + (nonnegative ? cols : 0)};

  g_assert_cmpint (epi_matrix_new (p.walls, cols, &p.G), ==, EPI_OK);
  for (size_t j = 0; j < cols; j++) {
    p.c[j] = c[j];
    for (size_t i = 0; i < rows; i++)
      *epi_matrix_at (&p.G, i, j) = A[i + j * rows];
    if (nonnegative)
      *epi_matrix_at (&p.G, rows + j, j) = -1;
  }
  for (size_t i = 0; i < rows; i++)
    p.h[i] = A[i + cols * rows];
  g_free (A);
  g_free (c);
  return p;
}

/* The largest of Gx - h. */
static inline double
violation (const Program *p, const double *x)
{
  double worst = -INFINITY;

  for (size_t i = 0; i < p->walls; i++) {
    double left = -p->h[i];
    for (size_t j = 0; j < p->n; j++)
      left += *epi_matrix_at (&p->G, i, j) * x[j];
    worst = fmax (worst, left);
  }
  return worst;
}

static inline double
least (const double *values, size_t n)
{
  double low = INFINITY;

  for (size_t i = 0; i < n; i++)
    low = fmin (low, values[i]);
  return low;
}
