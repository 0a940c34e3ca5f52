/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a frame says besides its iterate: of an ellipse its multipliers, what
 * touches it and its volume; of a covariance the graph, the likelihood of rows
 * held back, the interior point's own numbers.
 */
#include "max-determinant/lesson.h"

#include "convex/epi-graphical-lasso.h"
#include "convex/epi-maxdet.h"
#include "core/epi-alloc.h"
#include "problem/epi-determinant-programs.h"

#include <math.h>
#include <string.h>

/* ---- An ellipse ---- */

bool
md_ellipse (const EpiFrame *frame, EpiEllipse *out)
{
  const EpiFrameItem *item =
      frame != NULL ? epi_frame_find (frame, "ellipse") : NULL;

  if (item == NULL)
    return false;
  memcpy (out->centre, item->data, 2 * sizeof (double));
  memcpy (out->map, item->data + 2, 4 * sizeof (double));
  return true;
}

static bool
find_ellipse (const MdProblem *self, const double *x, EpiEllipse *out)
{
  const double matrix[4] = {x[0], x[1], x[1], x[2]};

  if (self->kind == MD_AROUND) {
    if (!epi_ellipse_of_preimage (matrix, x + 3, out))
      return false;
  } else {
    *out = (EpiEllipse){.centre = {x[3], x[4]}};
    memcpy (out->map, matrix, sizeof matrix);
  }
  for (size_t i = 0; i < 2; i++) { /* out of the units of the program */
    out->centre[i] = self->middle[i] + self->half[i] * out->centre[i];
    out->map[i] *= self->half[i];
    out->map[2 + i] *= self->half[i];
  }
  return true;
}

/* Where constraint k is seen from the ellipse, as the unit disc: around, the
 * corner Ap + b; inside, the direction Ba of the edge, and in *length ‖Ba‖. */
static EpiPoint
seen (const MdProblem *self, const double *x, size_t k, double *length)
{
  bool around = self->kind == MD_AROUND;
  const double *p = around ? self->points + 2 * self->hull[k] : self->a + 2 * k;
  double u = around ? (p[0] - self->middle[0]) / self->half[0] : p[0];
  double v = around ? (p[1] - self->middle[1]) / self->half[1] : p[1];
  EpiPoint at = {x[0] * u + x[1] * v, x[1] * u + x[2] * v};

  if (around)
    at = (EpiPoint){at.x + x[3], at.y + x[4]};
  *length = hypot (at.x, at.y);
  if (!around)
    at = (EpiPoint){at.x / *length, at.y / *length};
  return at;
}

/* Multipliers of ‖Ap + b‖ ≤ 1 are tr Y of the block.  Those of ‖Ba‖ + aᵀd ≤ b
 * times ‖Ba‖ sum to the dimension as well. */
static void
add_multipliers (const MdProblem *self, const double *x, const double *Y,
                 EpiFrame *frame)
{
  size_t m = self->m, touching = 0;
  double *lambda = epi_frame_add_vector (frame, "multipliers", NULL, m);
  double *at = epi_frame_add_matrix (frame, "seen", NULL, 2, m);
  double *rows = epi_frame_add_vector (frame, "corners", NULL, m);
  double sum = 0, john[3] = {0}, of_extra = 0;

  if (lambda == NULL || at == NULL || rows == NULL)
    return;
  for (size_t k = 0; k < m; k++, Y += 9) {
    double length;
    EpiPoint u = seen (self, x, k, &length);
    lambda[k] = (Y[4] + Y[8] + Y[12]) * (self->kind == MD_AROUND ? 1 : length);
    at[2 * k] = u.x;
    at[2 * k + 1] = u.y;
    rows[k] = (double)self->rows[self->hull[k]];
    sum += lambda[k];
    touching += lambda[k] > 1e-4;
    john[0] += lambda[k] * u.x * u.x;
    john[1] += lambda[k] * u.x * u.y;
    john[2] += lambda[k] * u.y * u.y;
    if (self->rows[self->hull[k]] == self->n_rows)
      of_extra = lambda[k];
  }
  epi_frame_add_scalar (frame, "lambda_sum", sum);
  epi_frame_add_scalar (frame, "touching", (double)touching);
  epi_frame_add_scalar (frame, "lambda_extra", of_extra);
  epi_frame_add_scalar (
      frame, "john",
      fmax (fmax (fabs (john[0] - 1), fabs (john[2] - 1)), fabs (john[1])));
}

/* Of every row, for who asks by its number. */
static void
add_lambda (const MdProblem *self, EpiFrame *frame)
{
  const EpiFrameItem *of_corners = epi_frame_find (frame, "multipliers");
  bool around = self->kind == MD_AROUND;
  size_t n = around ? self->n_rows : self->m;

  if (of_corners == NULL || n > 1000)
    return;
  double *lambda = epi_frame_add_vector (frame, "lambda", NULL, n);
  for (size_t k = 0; lambda != NULL && k < self->m; k++) {
    size_t row = around ? self->rows[self->hull[k]] : k;
    if (row < n)
      lambda[row] = of_corners->data[k];
  }
}

/* Where the ellipse comes nearest to edge k: d + B Ba/‖Ba‖. */
static void
add_contacts (const MdProblem *self, const EpiEllipse *e, const double *x,
              EpiFrame *frame)
{
  double *at = epi_frame_add_matrix (frame, "contacts", NULL, 2, self->m);

  for (size_t k = 0; at != NULL && k < self->m; k++) {
    double length;
    EpiPoint v = seen (self, x, k, &length);
    at[2 * k] = e->centre[0] + e->map[0] * v.x + e->map[2] * v.y;
    at[2 * k + 1] = e->centre[1] + e->map[1] * v.x + e->map[3] * v.y;
  }
}

static void
annotate_ellipse (const MdProblem *self, const EpiMethod *method,
                  const EpiSdpAnswer *answer, EpiFrame *frame)
{
  EpiEllipse e;

  epi_frame_add_vector (frame, "Y", answer->Y,
                        epi_sdp_block_offset (&self->sdp, self->sdp.n_blocks));
  if (!find_ellipse (self, method->x, &e))
    return;
  const double numbers[6] = {e.centre[0], e.centre[1], e.map[0],
                             e.map[1],    e.map[2],    e.map[3]};
  double area = epi_ellipse_area (&e), inner = self->area, outer = area;
  if (self->kind == MD_INSIDE)
    inner = area, outer = self->area;
  epi_frame_add_vector (frame, "ellipse", numbers, 6);
  epi_frame_add_scalar (frame, "area", area);
  epi_frame_add_scalar (frame, "filled", inner / outer);
  add_multipliers (self, method->x, answer->Y, frame);
  add_lambda (self, frame);
  if (self->kind == MD_INSIDE)
    add_contacts (self, &e, method->x, frame);
  epi_frame_add_scalar (frame, "bent", self->bent);
  epi_frame_add_scalar (frame, "doubled", self->doubled);
}

/* ---- A covariance ---- */

static size_t
root (const size_t *parent, size_t i)
{
  while (parent[i] != i)
    i = parent[i];
  return i;
}

static void
add_graph (const MdProblem *self, const double *theta, EpiFrame *frame)
{
  size_t p = self->p, components = 0, edges = 0;
  size_t *parent = g_new (size_t, p);

  for (size_t i = 0; i < p; i++)
    parent[i] = i;
  for (size_t j = 0; j < p; j++)
    for (size_t i = 0; i < j; i++)
      if (theta[i + j * p] != 0) {
        parent[root (parent, i)] = root (parent, j);
        edges++;
      }
  for (size_t i = 0; i < p; i++)
    components += parent[i] == i;
  if (epi_frame_find (frame, "edges") == NULL)
    epi_frame_add_scalar (frame, "edges", (double)edges);
  epi_frame_add_scalar (frame, "components", (double)components);
  g_free (parent);
}

/* Of one row, the mean: -½ (p log 2π - log det Θ + tr SΘ). */
static void
add_likelihood (const MdProblem *self, const EpiFrame *of, const double *theta,
                EpiFrame *frame)
{
  size_t p = self->p;
  double trace = 0, trace_test = 0, penalty = 0;
  double objective = epi_frame_scalar (of, "objective", NAN);

  for (size_t j = 0; j < p; j++)
    for (size_t i = 0; i < p; i++) {
      double t = theta[i + j * p];
      trace += self->S[i + j * p] * t;
      penalty += i == j ? 0 : self->rho * fabs (t);
      if (self->S_test != NULL)
        trace_test += self->S_test[i + j * p] * t;
    }
  double constant =
      (double)p * log (2 * G_PI) + objective - trace - penalty; /* - log det */
  epi_frame_add_scalar (frame, "log_likelihood", -(constant + trace) / 2);
  if (self->S_test != NULL)
    epi_frame_add_scalar (frame, "log_likelihood_test",
                          -(constant + trace_test) / 2);
}

/* Of interior point, whose zeros are small numbers: Θ with those below 10⁻⁵ put
 * to 0 in the figure's copy; what is certified is x and Y. */
static double *
add_interior (const MdProblem *self, const EpiSdpAnswer *answer,
              EpiFrame *frame)
{
  size_t p = self->p;
  double *theta = epi_frame_add_matrix (frame, "Theta", answer->X, p, p);

  epi_frame_add_matrix (frame, "W", answer->Y, p, p);
  for (size_t i = 0; theta != NULL && i < p * p; i++)
    if (fabs (theta[i]) < 1e-5)
      theta[i] = 0;
  return theta;
}

static void
annotate_covariance (const MdProblem *self, const EpiSdpAnswer *answer,
                     EpiFrame *frame)
{
  const EpiFrameItem *known = epi_frame_find (frame, "Theta");
  const double *theta =
      known != NULL ? known->data : add_interior (self, answer, frame);

  if (known == NULL)
    epi_frame_add_vector (
        frame, "Y", answer->Y,
        epi_sdp_block_offset (&self->sdp, self->sdp.n_blocks));
  if (theta == NULL)
    return;
  epi_frame_add_matrix (frame, "S", self->S, self->p, self->p);
  epi_frame_add_scalar (frame, "largest", self->largest);
  epi_frame_add_scalar (frame, "variables", (double)self->p);
  add_graph (self, theta, frame);
  add_likelihood (self, frame, theta, frame);
}

void
md_annotate (const void *problem, const EpiMethod *method, EpiFrame *frame)
{
  const MdProblem *self = problem;
  EpiSdpAnswer answer;

  if (epi_frame_find (frame, "Theta") != NULL) {
    annotate_covariance (self, NULL, frame);
    return;
  }
  if (epi_sdp_answer_new (&self->sdp, &answer) != EPI_OK)
    return;
  epi_maxdet_answer (method, &answer);
  if (self->kind == MD_COVARIANCE)
    annotate_covariance (self, &answer, frame);
  else
    annotate_ellipse (self, method, &answer, frame);
  epi_sdp_answer_clear (&answer);
}
