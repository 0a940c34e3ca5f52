/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A point of a program in the form of cones.
 */
#pragma once

#include "problem/epi-cone-scaling.h"
#include "problem/epi-qp-cone.h"
#include "problem/epi-sdp-cone.h"
#include "problem/known-programs.h"

#include <glib.h>

/* The point of the cone program that answer is, s = h - Gx. */
typedef struct {
  double *x, *y, *s, *z;
} Point;

static inline Point
point_new (const EpiConeProgram *cone)
{
  return (Point){g_new0 (double, cone->n), g_new0 (double, cone->A.rows),
                 g_new0 (double, cone->G.rows), g_new0 (double, cone->G.rows)};
}

static inline void
point_clear (Point *point)
{
  g_free (point->x);
  g_free (point->y);
  g_free (point->s);
  g_free (point->z);
}

static inline void
assert_same (const double *a, const double *b, size_t n)
{
  for (size_t i = 0; i < n; i++)
    g_assert_true (a[i] == b[i]);
}
