/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-spectrahedron-private.h"

#include "core/epi-alloc.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FLAT 1e-6     /* of the size of F: a depth that is none */
#define CLOSE 5       /* the first bound of x */
#define SAME 1e-6     /* of the largest eigenvalue: one that is the same */
#define FIRST 48      /* directions to begin with */
#define HALVINGS 6    /* of one of them at most */
#define STRAIGHT 4e-4 /* of the size of S: a chord that is the boundary */
#define MOST_POINTS (FIRST << HALVINGS)

/* ---- 3. Trace ---- */

typedef struct {
  const Face *face;
  double reach;
  double inside[2];
  double M[2][MOST * MOST]; /* L⁻¹FₖL⁻ᵀ */
  EpiSymmetricSpace *space;
  EpiBoundaryPoint *points;
  double *angles;  /* (n) of the points */
  double *parting; /* (n) of the two largest eigenvalues, relative */
  size_t n;
} Trace;

/* L := the Cholesky factor of F(z); false when there is none. */
static bool
factor (const Face *face, const double *z, double *L)
{
  size_t n = face->n;

  for (size_t j = 0; j < n; j++)
    for (size_t i = j; i < n; i++) {
      double sum = face->F[i + j * n];
      for (size_t k = 0; k < face->d; k++)
        sum += z[k] * face->F[i + j * n + (k + 1) * n * n];
      for (size_t k = 0; k < j; k++)
        sum -= L[i + k * n] * L[j + k * n];
      if (i == j && !(sum > 0))
        return false;
      L[i + j * n] = i == j ? sqrt (sum) : sum / L[j + j * n];
    }
  return true;
}

/* out := L⁻¹ F L⁻ᵀ. */
static void
whiten (size_t n, const double *L, const double *F, double *out)
{
  double half[MOST * MOST];

  for (size_t j = 0; j < n; j++) /* half := L⁻¹F */
    for (size_t i = 0; i < n; i++) {
      double sum = F[i + j * n];
      for (size_t k = 0; k < i; k++)
        sum -= L[i + k * n] * half[k + j * n];
      half[i + j * n] = sum / L[i + i * n];
    }
  for (size_t j = 0; j < n; j++) /* out := half L⁻ᵀ */
    for (size_t i = 0; i < n; i++) {
      double sum = half[i + j * n];
      for (size_t k = 0; k < j; k++)
        sum -= L[j + k * n] * out[i + k * n];
      out[i + j * n] = sum / L[j + j * n];
    }
}

/* The boundary along z-direction w of length 1. */
static EpiBoundaryPoint
shoot (const Trace *trace, const double w[2], double *parting)
{
  const Face *face = trace->face;
  size_t n = face->n, multiple = 0;
  double matrix[MOST * MOST], values[MOST], t = trace->reach;
  EpiMatrix X = epi_matrix_view (matrix, n, n, n);
  EpiBoundaryPoint point = {.rank = -1, .far = true};

  *parting = INFINITY;
  for (size_t e = 0; e < n * n; e++)
    matrix[e] =
        -w[0] * trace->M[0][e] - (face->d == 2 ? w[1] * trace->M[1][e] : 0);
  if (n > 0 &&
      epi_symmetric_eigen (false, &X, values, trace->space) == EPI_OK &&
      values[n - 1] * trace->reach > 1) {
    double largest = values[n - 1];
    t = 1 / largest;
    while (multiple < n && values[n - 1 - multiple] > (1 - SAME) * largest)
      multiple++;
    if (n > 1)
      *parting = (largest - values[n - 2]) / largest;
    point.rank = (int)(n - multiple);
    point.far = false;
  }
  double way[2] = {0};
  for (size_t k = 0; k < face->d; k++)
    for (size_t a = 0; a < 2; a++)
      way[a] += w[k] * face->D[k][a];
  point.x = trace->inside[0] + t * way[0];
  point.y = trace->inside[1] + t * way[1];
  return point;
}

static EpiBoundaryPoint
shoot_at (const Trace *trace, double angle, double *parting)
{
  const double w[] = {cos (angle), sin (angle)};

  return shoot (trace, w, parting);
}

static void
append (Trace *trace, double angle, EpiBoundaryPoint point, double parting)
{
  trace->angles[trace->n] = angle;
  trace->parting[trace->n] = parting;
  trace->points[trace->n++] = point;
}

/* How far b is from the segment a c. */
static double
sag (EpiBoundaryPoint a, EpiBoundaryPoint b, EpiBoundaryPoint c)
{
  double ux = c.x - a.x, uy = c.y - a.y, length = hypot (ux, uy);

  return length > 0 ? fabs (ux * (b.y - a.y) - uy * (b.x - a.x)) / length
                    : hypot (b.x - a.x, b.y - a.y);
}

/* Appends what lies between two directions, without its ends. */
static void
trace_between (Trace *trace, double from, EpiBoundaryPoint a, double to,
               EpiBoundaryPoint b, double size, int halvings)
{
  double middle = (from + to) / 2, parting;

  if (a.far && b.far)
    return;
  EpiBoundaryPoint m = shoot_at (trace, middle, &parting);
  if (halvings < HALVINGS &&
      (a.far != b.far || sag (a, m, b) > STRAIGHT * size))
    trace_between (trace, from, a, middle, m, size, halvings + 1);
  append (trace, middle, m, parting);
  if (halvings < HALVINGS &&
      (a.far != b.far || sag (a, m, b) > STRAIGHT * size))
    trace_between (trace, middle, m, to, b, size, halvings + 1);
}

static int
by_size (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static void
trace_all (Trace *trace)
{
  EpiBoundaryPoint first[FIRST + 1];
  double partings[FIRST + 1], radii[FIRST];

  for (size_t i = 0; i < FIRST; i++) {
    first[i] = shoot_at (trace, 2 * M_PI * (double)i / FIRST, &partings[i]);
    radii[i] =
        hypot (first[i].x - trace->inside[0], first[i].y - trace->inside[1]);
  }
  first[FIRST] = first[0];
  qsort (radii, FIRST, sizeof *radii, by_size);
  for (size_t i = 0; i < FIRST; i++) {
    double from = 2 * M_PI * (double)i / FIRST;
    append (trace, from, first[i], partings[i]);
    trace_between (trace, from, first[i], from + 2 * M_PI / FIRST, first[i + 1],
                   radii[FIRST / 2], 0);
  }
}

/* ---- 4. Corners ---- */

/* Where between two angles the eigenvalues part least. */
static double
golden_section (const Trace *trace, double a, double b)
{
  const double ratio = (sqrt (5) - 1) / 2;
  double x = b - ratio * (b - a), y = a + ratio * (b - a), fx, fy;

  shoot_at (trace, x, &fx);
  shoot_at (trace, y, &fy);
  for (int i = 0; i < 60 && b - a > 1e-13; i++)
    if (fx < fy) {
      b = y;
      y = x;
      fy = fx;
      x = b - ratio * (b - a);
      shoot_at (trace, x, &fx);
    } else {
      a = x;
      x = y;
      fx = fy;
      y = a + ratio * (b - a);
      shoot_at (trace, y, &fy);
    }
  return (a + b) / 2;
}

/* Each takes the place of the sample beside it that parts least. */
static void
find_corners (Trace *trace)
{
  size_t n = trace->n;

  for (size_t i = 0; i < n; i++) {
    size_t before = (i + n - 1) % n, after = (i + 1) % n;
    double here = trace->parting[i];
    if (!(here < 0.5) || here > trace->parting[before] ||
        here >= trace->parting[after])
      continue;
    double from = trace->angles[before], to = trace->angles[after];
    from -= from > trace->angles[i] ? 2 * M_PI : 0;
    to += to < trace->angles[i] ? 2 * M_PI : 0;
    double angle = golden_section (trace, from, to), parting;
    EpiBoundaryPoint corner = shoot_at (trace, angle, &parting);
    if (corner.far || corner.rank >= trace->points[before].rank ||
        corner.rank >= trace->points[after].rank)
      continue;
    corner.corner = true;
    trace->points[i] = corner;
  }
}

/* ---- All ---- */

/* The boundary of a set that has an interior in its face. */
static EpiStatus
trace_boundary (const Face *face, const double *z, double reach,
                EpiSymmetricSpace *space, EpiSpectrahedron *out)
{
  Trace trace = {.face = face, .reach = reach, .space = space};
  double L[MOST * MOST], parting;

  memcpy (trace.inside, out->inside, sizeof trace.inside);
  if (!factor (face, z, L))
    return EPI_NUMERICAL;
  for (size_t k = 0; k < face->d; k++)
    whiten (face->n, L, face->F + (k + 1) * face->n * face->n, trace.M[k]);
  size_t most = face->d == 2 ? 2 * MOST_POINTS : 2;
  trace.points = epi_new0 (EpiBoundaryPoint, most);
  trace.angles = epi_new (double, most);
  trace.parting = epi_new (double, most);
  EpiStatus status = EPI_NO_MEMORY;
  if (trace.points != NULL && trace.angles != NULL && trace.parting != NULL) {
    if (face->d == 2) {
      trace_all (&trace);
      find_corners (&trace);
    } else
      for (int side = -1; side <= 1; side += 2)
        append (&trace, 0, shoot (&trace, (double[]){side, 0}, &parting), 0);
    out->points = trace.points;
    out->n = trace.n;
    trace.points = NULL;
    status = EPI_OK;
  }
  epi_free (trace.points);
  epi_free (trace.angles);
  epi_free (trace.parting);
  return status;
}

static EpiStatus
explore (Face *face, double reach, EpiSymmetricSpace *space,
         EpiSpectrahedron *out)
{
  Deepest deepest = {0};
  size_t order = face->n;

  for (size_t round = 0; round <= order + 2; round++) {
    double size = epi_face_size (face);
    EpiStatus status = epi_face_deepest (face, size, CLOSE, &deepest);
    if (status != EPI_OK || deepest.depth <= FLAT * size)
      status = epi_face_deepest (face, size, reach, &deepest);
    if (status != EPI_OK)
      return status;
    for (size_t a = 0; a < 2; a++) {
      out->inside[a] = face->p[a];
      for (size_t k = 0; k < face->d; k++)
        out->inside[a] += deepest.z[k] * face->D[k][a];
    }
    if (round == 0 || deepest.depth < -FLAT * size)
      out->depth = deepest.depth;
    if (deepest.depth < -FLAT * size) {
      out->dimension = -1;
      return EPI_OK;
    }
    if (face->n == 0 || deepest.depth > FLAT * size) {
      out->dimension = (int)face->d;
      return face->d == 0 ? EPI_OK
                          : trace_boundary (face, deepest.z, reach, space, out);
    }
    if (face->d == 0) { /* a point, where F is singular */
      out->dimension = 0;
      return EPI_OK;
    }
    if (!epi_face_reduce (face, size, deepest.Y, space))
      return EPI_NUMERICAL;
  }
  return EPI_NUMERICAL;
}

EpiStatus
epi_spectrahedron_new (size_t n, const double *F, double reach,
                       EpiSpectrahedron *out)
{
  Face face = {.n = n, .d = 2, .D = {{1, 0}, {0, 1}}};
  EpiSymmetricSpace space;

  *out = (EpiSpectrahedron){.dimension = -1};
  assert (n <= MOST);
  if (!epi_is_finite (F, 3 * n * n))
    return EPI_NOT_FINITE;
  memcpy (face.F, F, 3 * n * n * sizeof (double));
  EpiStatus status = epi_symmetric_space_new (MOST, &space);
  if (status == EPI_OK)
    status = explore (&face, reach, &space, out);
  epi_symmetric_space_clear (&space);
  if (status != EPI_OK)
    epi_spectrahedron_clear (out);
  return status;
}

void
epi_spectrahedron_clear (EpiSpectrahedron *set)
{
  epi_free (set->points);
  *set = (EpiSpectrahedron){.dimension = -1};
}
