/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * minimize cᵀx subject to F(x) = F₀ + x₁F₁ + x₂F₂ ⪰ 0.
 *
 * The program has two methods; the spectrahedron with its boundary is found
 * once for each document, whatever c is.
 */
#include "semidefinite-program/lesson.h"

#include "convex/epi-barrier.h"
#include "convex/epi-sdp-ipm.h"
#include "convex/epi-spectrahedron.h"
#include "core/epi-number.h"
#include "kit/epi-entries.h"
#include "problem/epi-semidefinite-programs.h"

#include <math.h>
#include <string.h>

#define MOST 6       /* the order of F */
#define WIDE 12      /* a region that is shown as a whole */
#define NEAR 3       /* that much is shown of another one */
#define REACH 1e3    /* what is further is without end */
#define RUNAWAY 1e5  /* no optimum that anybody set up is as far away */
#define NULL_AT 1e-6 /* of the largest eigenvalue: one that is zero */

typedef struct {
  SdProblem base;
  size_t n;
  double F[3 * MOST * MOST]; /* (n,n,3) */
  double c[2], probe[2];
  bool barrier;
  EpiSpectrahedron set;
} Region;

/* ---- From the document ---- */

static bool
read_matrix (const EpiDocument *document, const char *name, Region *region,
             size_t k, GError **error)
{
  size_t rows, cols;
  double *values = epi_lesson_matrix (&epi_lesson_semidefinite_program,
                                      document, name, &rows, &cols);
  bool good = rows == cols && rows >= 1 && rows <= MOST;

  if (!good)
    sd_refuse (error,
               "%s is %zu × %zu, but it must be square, of order 1 to %d", name,
               rows, cols, MOST);
  else if (k > 0 && rows != region->n)
    good = sd_refuse (error, "%s is of order %zu, but F0 is of order %zu", name,
                      rows, region->n);
  else {
    region->n = rows;
    for (size_t j = 0; j < rows; j++)
      for (size_t i = 0; i < rows; i++) /* its upper triangle */
        region->F[i + j * rows + k * rows * rows] =
            values[MIN (i, j) + MAX (i, j) * rows];
  }
  for (size_t i = 0; good && i < rows * rows; i++)
    if (!isfinite (region->F[i + k * rows * rows]))
      good = sd_refuse (error, "%s has an entry that is no number", name);
  g_free (values);
  return good;
}

static void
region_free (void *data)
{
  Region *region = data;

  epi_sdp_answer_clear (&region->base.shown);
  epi_sdp_clear (&region->base.sdp);
  epi_spectrahedron_clear (&region->set);
  g_free (region);
}

static bool
read_document (const EpiDocument *document, Region *region, GError **error)
{
  const EpiLesson *lesson = &epi_lesson_semidefinite_program;
  EpiPoint c = epi_lesson_handle (lesson, document, "c");
  EpiPoint probe = epi_lesson_handle (lesson, document, "x");

  region->c[0] = c.x;
  region->c[1] = c.y;
  region->probe[0] = probe.x;
  region->probe[1] = probe.y;
  region->barrier =
      strcmp (epi_lesson_text (lesson, document, "method"), "barrier") == 0;
  return read_matrix (document, "F0", region, 0, error) &&
         read_matrix (document, "F1", region, 1, error) &&
         read_matrix (document, "F2", region, 2, error);
}

static bool
region_build (const EpiDocument *document, const EpiCancel *cancel,
              EpiBuilt *built, GError **error)
{
  static const EpiSdpIpmOptions ipm = {.tolerance = 1e-9};
  Region *region = g_new0 (Region, 1);
  EpiMethod *method = NULL;

  region->base.kind = &sd_region;
  region->set.dimension = -1;
  built->problem = region;
  built->free_problem = region_free;
  if (!read_document (document, region, error))
    return false;
  EpiStatus status = epi_matrix_inequality_new (region->n, 2, region->c,
                                                region->F, &region->base.sdp);
  if (status == EPI_OK)
    status = epi_sdp_answer_new (&region->base.sdp, &region->base.shown);
  if (status == EPI_OK) { /* without its picture the program is still one */
    epi_spectrahedron_new (region->n, region->F, REACH, &region->set);
    status = region->barrier
                 ? epi_barrier_sdp_new (&region->base.sdp, NULL, &method)
                 : epi_sdp_ipm_new (&region->base.sdp, &ipm, &method);
  }
  return sd_add_run (built, status, method,
                     region->barrier ? "barrier method" : "interior point",
                     error);
}

static void
region_answer (const EpiMethod *method, EpiSdpAnswer *out)
{
  if (strcmp (method->klass->name, "interior point") == 0)
    epi_sdp_ipm_answer (method, out);
  else
    epi_barrier_sdp_answer (method, out);
}

/* ---- What a frame says ---- */

static double
count_above (const double *values, size_t n)
{
  double largest = 0;
  size_t count = 0;

  for (size_t i = 0; i < n; i++)
    largest = fmax (largest, fabs (values[i]));
  for (size_t i = 0; i < n; i++)
    count += values[i] > NULL_AT * largest;
  return (double)count;
}

static void
add_spectrum (EpiFrame *frame, const char *name, const char *rank, size_t n,
              const double *matrix)
{
  double values[MOST];

  sd_eigenvalues (n, matrix, values);
  epi_frame_add_vector (frame, name, values, n);
  if (rank != NULL)
    epi_frame_add_scalar (frame, rank, count_above (values, n));
}

/* F(x) without the constant of the program's signs. */
static void
evaluate (const Region *region, const double *x, double *F)
{
  size_t nn = region->n * region->n;

  for (size_t e = 0; e < nn; e++)
    F[e] =
        region->F[e] + x[0] * region->F[e + nn] + x[1] * region->F[e + 2 * nn];
}

/* What the plane shows: the region, or, where it has no end or one far away,
 * its part around the point of it that is nearest to the origin. */
static void
add_extent (const Region *region, EpiFrame *frame)
{
  const EpiSpectrahedron *set = &region->set;
  double anchor[] = {set->inside[0], set->inside[1]}, widest = 0;

  for (size_t i = 0; i < set->n; i++) {
    const EpiBoundaryPoint *p = &set->points[i];
    widest =
        fmax (widest, hypot (p->x - set->inside[0], p->y - set->inside[1]));
    if (!p->far && hypot (p->x, p->y) < hypot (anchor[0], anchor[1])) {
      anchor[0] = p->x;
      anchor[1] = p->y;
    }
  }
  double around = widest <= WIDE ? 2 * WIDE : NEAR;
  double box[] = {anchor[0], anchor[0], anchor[1], anchor[1]};
  for (size_t i = 0; i < set->n; i++) {
    const EpiBoundaryPoint *p = &set->points[i];
    if (hypot (p->x - anchor[0], p->y - anchor[1]) > around)
      continue;
    box[0] = fmin (box[0], p->x);
    box[1] = fmax (box[1], p->x);
    box[2] = fmin (box[2], p->y);
    box[3] = fmax (box[3], p->y);
  }
  epi_frame_add_vector (frame, "extent", box, 4);
}

static void
region_annotate (const SdProblem *problem, const EpiMethod *method,
                 EpiFrame *frame)
{
  const Region *region = (const Region *)problem;
  const double *x = epi_frame_find (frame, "point")->data;
  const double *Z = epi_frame_find (frame, "Z")->data;
  size_t n = region->n;
  double F[MOST * MOST], slack = 0;

  evaluate (region, x, F);
  for (size_t e = 0; e < n * n; e++)
    slack += F[e] * Z[e];
  add_spectrum (frame, "eigenvalues", "rank", n, F);
  add_spectrum (frame, "dual_eigenvalues", "dual_rank", n, Z);
  epi_frame_add_scalar (frame, "slackness", slack);
  evaluate (region, region->probe, F);
  epi_frame_add_matrix (frame, "F_here", F, n, n);
  add_spectrum (frame, "eigenvalues_here", "rank_here", n, F);
  epi_frame_add_scalar (frame, "dimension", region->set.dimension);
  epi_frame_add_scalar (frame, "depth", region->set.depth);
  add_extent (region, frame);
}

/* ---- Fields ---- */

static double
determinant (size_t n, double *M)
{
  double det = 1;

  for (size_t k = 0; k < n; k++) {
    size_t pivot = k;
    for (size_t i = k + 1; i < n; i++)
      if (fabs (M[i + k * n]) > fabs (M[pivot + k * n]))
        pivot = i;
    double p = M[pivot + k * n];
    det *= pivot == k ? p : -p;
    if (p == 0)
      return 0;
    for (size_t j = k; j < n; j++) {
      double swap = M[pivot + j * n];
      M[pivot + j * n] = M[k + j * n];
      M[k + j * n] = swap;
    }
    for (size_t i = k + 1; i < n; i++)
      for (size_t j = k + 1; j < n; j++)
        M[i + j * n] -= M[i + k * n] / p * M[k + j * n];
  }
  return det;
}

void
sd_region_det (const void *problem, const EpiFrame *frame,
               const EpiFieldGrid *grid, size_t output, size_t j0, size_t j1,
               double *values)
{
  const Region *region = problem;
  double F[MOST * MOST];

  for (size_t j = j0; j < j1; j++)
    for (size_t i = 0; i < grid->nx; i++) {
      const double x[] = {epi_field_grid_x (grid, i),
                          epi_field_grid_y (grid, j)};
      evaluate (region, x, F);
      *values++ = determinant (region->n, F);
    }
}

size_t
sd_region_n_boundary (const void *problem)
{
  const SdProblem *base = problem;

  return base->kind == &sd_region ? ((const Region *)base)->set.n : 0;
}

/* x, y, rank, and 1 where it is a corner, -1 where it is far. */
void
sd_region_boundary (const void *problem, const EpiFrame *frame,
                    const EpiFieldGrid *grid, size_t output, size_t j0,
                    size_t j1, double *values)
{
  const EpiBoundaryPoint *points = ((const Region *)problem)->set.points;

  for (size_t i = 0; i < grid->nx; i++) {
    const EpiBoundaryPoint *p = &points[i];
    const double of[] = {p->x, p->y, p->rank, p->far ? -1 : p->corner};
    values[i] = of[output];
  }
}

/* ---- Why it is as it is ---- */

/* What is nothing beside the other coordinate is the method's noise. */
static char *
explain_unbounded (const EpiScene *scene)
{
  const double *d = sd_item (scene, "point")->data;
  double length = hypot (d[0], d[1]);
  char *d1 = epi_number_label (fabs (d[0]) < 1e-6 * length ? 0 : d[0], 3);
  char *d2 = epi_number_label (fabs (d[1]) < 1e-6 * length ? 0 : d[1], 3);
  char *text = g_strdup_printf (
      "Along the ray d = (%s, %s) the matrix d₁F₁ + d₂F₂ is positive "
      "semidefinite, so that F stays so for ever, while cᵀx falls by %.3g for "
      "each step of length 1: there is no lowest value.",
      d1, d2, 1 / length);

  g_free (d1);
  g_free (d2);
  return text;
}

static char *
explain_thin (int dimension, EpiStatus status)
{
  return g_strdup_printf (
      "The region is only a %s: no x makes F(x) positive definite. Where there "
      "is no interior, the dual need not reach the same value%s.",
      dimension == 0 ? "point" : "line",
      status == EPI_CONVERGED ? "" : ", and here no Z proves a value");
}

/* A certificate allows an error, and a value that is only approached comes
 * within it. */
static char *
explain_unattained (const EpiScene *scene)
{
  return g_strdup_printf ("The iterates run away and are %.2g from the origin "
                          "by now: the value is approached as closely as one "
                          "likes, but no x attains it.",
                          hypot (sd_item (scene, "point")->data[0],
                                 sd_item (scene, "point")->data[1]));
}

static char *
explain_optimum (const EpiScene *scene, size_t n)
{
  int rank = (int)sd_scalar (scene, "rank");
  int dual = (int)sd_scalar (scene, "dual_rank");

  return g_strdup_printf (
      "F(x*) has rank %d and Z rank %d, together %s %zu: the two multiply to "
      "zero, so where one has an eigenvalue above 0 the other has none. %s",
      rank, dual, (size_t)(rank + dual) == n ? "just" : "less than", n,
      rank + 1 < (int)n ? "The optimum is at a corner, where more than one "
                          "eigenvalue reaches zero."
                        : "One eigenvalue of F reaches zero at the optimum.");
}

static char *
region_explain (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  EpiStatus status = epi_frame_status (frame);
  double dimension = epi_frame_scalar (frame, "dimension", NAN);
  const EpiFrameItem *F = epi_frame_find (frame, "F");

  if (status == EPI_UNBOUNDED)
    return explain_unbounded (scene);
  if (dimension == -1)
    return g_strdup_printf (
        "No x makes F(x) positive semidefinite: whatever x is, its least "
        "eigenvalue is at most %.3g. The proof is Z ⪰ 0 with tr(F₁Z) = tr(F₂Z) "
        "= 0 and tr(F₀Z) = −1: so tr(F(x)Z) = −1 for every x.",
        sd_scalar (scene, "depth"));
  if (dimension < 2)
    return explain_thin ((int)dimension, status);
  const double *x = epi_frame_find (frame, "point")->data;
  if (hypot (x[0], x[1]) > RUNAWAY && status != EPI_RUNNING)
    return explain_unattained (scene);
  if (status == EPI_CONVERGED && F != NULL)
    return explain_optimum (scene, F->rows);
  return NULL;
}

const SdKind sd_region = {
    .name = "region",
    .build = region_build,
    .answer = region_answer,
    .primal = {"F"},
    .dual = {"Z"},
    .annotate = region_annotate,
    .explain = region_explain,
};
