/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stability of ẋ = Ax, A (2,2): minimize tr P subject to P ⪰ I and
 * AᵀP + PA ⪯ -I.
 *
 * An eigenvalue is moved with A's eigenvectors kept.  With real λ₁ ≠ λ₂, A is
 * λ₁E₁ + λ₂E₂ with the projectors E₁ = (A - λ₂I)/(λ₁ - λ₂), E₂ = I - E₁; with
 * a ± bi it is aI + bJ, J² = -I: the rotation form.
 */
#include "semidefinite-program/lesson.h"

#include "convex/epi-sdp-ipm.h"
#include "kit/epi-entries.h"
#include "problem/epi-semidefinite-programs.h"

#include <math.h>
#include <string.h>

#define MOST_STEPS 200
#define AROUND 8    /* trajectories from the ellipse, then the learner's own */
#define MOMENTS 240 /* of each */
#define APART                                                                  \
  0.02 /* that eigenvalues keep in a drag: together they would                 \
          forget their eigenvectors */

typedef struct {
  SdProblem base;
  double A[4];         /* column-major */
  double lambda[2][2]; /* (re, im), the one with the larger part first */
  double x0[2];
  bool has_P;
  double P[4];    /* the answer, for the trajectories; else I */
  double flow[4]; /* exp (A dt) */
} Lyapunov;

/* ---- Eigenvalues ---- */

/* ad - bc by Kahan's fused products: its sign is right, and 0 is exact. */
static double
determinant_of (const double A[4])
{
  double bc = A[1] * A[2];

  return fma (A[0], A[3], -bc) + fma (-A[1], A[2], bc);
}

/* Real ones descending; of a pair the one above the axis first.  Of two real
 * ones that nearer to 0 is det A over the other: whether it is left of the axis
 * is not left to a difference of rounded numbers. */
static void
eigenvalues_of (const double A[4], double lambda[2][2])
{
  double mean = (A[0] + A[3]) / 2, half = (A[0] - A[3]) / 2;
  double square = half * half + A[1] * A[2];
  double root = sqrt (fabs (square));

  lambda[0][0] = lambda[1][0] = mean;
  if (square > 0) {
    size_t far = mean < 0;
    lambda[far][0] = mean + copysign (root, mean);
    lambda[!far][0] = determinant_of (A) / lambda[far][0] + 0.0; /* no -0 */
  }
  lambda[0][1] = square < 0 ? root : 0;
  lambda[1][1] = -lambda[0][1];
}

/* A with eigenvalue i at (re, im); a real one stays real, a pair a pair. */
static void
move_eigenvalue (const double A[4], size_t i, double re, double im,
                 double out[4])
{
  static const double I[] = {1, 0, 0, 1};
  double lambda[2][2];

  eigenvalues_of (A, lambda);
  if (lambda[0][1] > 0) { /* aI + bJ */
    double b = fmax (i == 0 ? im : -im, APART);
    for (size_t e = 0; e < 4; e++)
      out[e] = re * I[e] + b * (A[e] - lambda[0][0] * I[e]) / lambda[0][1];
    return;
  }
  double other = lambda[1 - i][0], apart = lambda[i][0] - other;
  if (apart == 0) { /* both, for they have no eigenvectors of their own */
    for (size_t e = 0; e < 4; e++)
      out[e] = A[e] + (re - other) * I[e];
    return;
  }
  if (fabs (re - other) < APART)
    re = other + copysign (APART, re - other);
  for (size_t e = 0; e < 4; e++) {
    double projector = (A[e] - other * I[e]) / apart;
    out[e] = re * projector + other * (I[e] - projector);
  }
}

/* exp (At) = e^{μt} (cosh δt I + sinh δt / δ (A - μI)), δ² = μ² - det A; of a
 * pair δ is imaginary. */
static void
exponential (const double A[4], double t, double out[4])
{
  double mean = (A[0] + A[3]) / 2, half = (A[0] - A[3]) / 2;
  double square = half * half + A[1] * A[2], delta = sqrt (fabs (square));
  double c = square > 0 ? cosh (delta * t) : cos (delta * t);
  double s = square > 0 ? sinh (delta * t) : sin (delta * t);
  double grow = exp (mean * t);

  s = delta * t > 1e-8 ? s / delta : t;
  for (size_t e = 0; e < 4; e++) {
    double unit = e == 0 || e == 3;
    out[e] = grow * (c * unit + s * (A[e] - mean * unit));
  }
}

/* Long enough to see where it leads: five time constants, two turns. */
static double
horizon (const Lyapunov *self)
{
  double rate = fabs (self->lambda[0][0]), turn = self->lambda[0][1];
  double fast =
      fmax (hypot (self->lambda[0][0], turn), fabs (self->lambda[1][0]));
  double t = rate > 0 ? 5 / rate : 0;

  if (turn > 0 && !(rate > 0.02 * turn))
    t = 4 * M_PI / turn;
  return fmin (fmax (t, fast > 0 ? 3 / fast : 1), fast > 0 ? 60 / fast : 60);
}

/* ---- Building ---- */

static void
lyapunov_free (void *data)
{
  Lyapunov *self = data;

  epi_sdp_answer_clear (&self->base.shown);
  epi_sdp_clear (&self->base.sdp);
  g_free (self);
}

static void
unpack (const double x[3], double P[4])
{
  P[0] = x[0];
  P[1] = P[2] = x[1];
  P[3] = x[2];
}

/* Where trajectories begin, and how long a moment is. */
static EpiStatus
prepare_flow (Lyapunov *self, const EpiSdpIpmOptions *options)
{
  EpiMethod *method = NULL;
  EpiStatus status = epi_sdp_ipm_new (&self->base.sdp, options, &method);

  if (status != EPI_OK)
    return status;
  self->has_P =
      epi_method_run (method, MOST_STEPS, NULL, NULL) == EPI_CONVERGED;
  self->P[0] = self->P[3] = 1;
  if (self->has_P)
    unpack (method->x, self->P);
  epi_method_free (method);
  exponential (self->A, horizon (self) / MOMENTS, self->flow);
  return EPI_OK;
}

static bool
read_document (const EpiDocument *document, Lyapunov *self, GError **error)
{
  const EpiLesson *lesson = &epi_lesson_semidefinite_program;
  EpiPoint x0 = epi_lesson_handle (lesson, document, "x0");
  size_t rows, cols;
  double *A = epi_lesson_matrix (lesson, document, "A", &rows, &cols);
  bool good = rows == 2 && cols == 2;

  if (!good)
    sd_refuse (error, "A is %zu × %zu, but it must be 2 × 2", rows, cols);
  for (size_t e = 0; good && e < 4; e++) {
    self->A[e] = A[e];
    if (!isfinite (A[e]))
      good = sd_refuse (error, "A has an entry that is no number");
  }
  self->x0[0] = x0.x;
  self->x0[1] = x0.y;
  g_free (A);
  return good;
}

static bool
lyapunov_build (const EpiDocument *document, const EpiCancel *cancel,
                EpiBuilt *built, GError **error)
{
  static const EpiSdpIpmOptions options = {.tolerance = 1e-9};
  Lyapunov *self = g_new0 (Lyapunov, 1);
  EpiMethod *method = NULL;

  self->base.kind = &sd_lyapunov;
  built->problem = self;
  built->free_problem = lyapunov_free;
  if (!read_document (document, self, error))
    return false;
  eigenvalues_of (self->A, self->lambda);
  EpiStatus status = epi_lyapunov_program_new (2, self->A, &self->base.sdp);
  if (status == EPI_OK)
    status = epi_sdp_answer_new (&self->base.sdp, &self->base.shown);
  if (status == EPI_OK)
    status = prepare_flow (self, &options);
  if (status == EPI_OK)
    status = epi_sdp_ipm_new (&self->base.sdp, &options, &method);
  return sd_add_run (built, status, method, "interior point", error);
}

/* ---- What a frame says ---- */

/* -(AᵀP + PA). */
static void
decrease (const double A[4], const double P[4], double out[4])
{
  for (size_t j = 0; j < 2; j++)
    for (size_t i = 0; i < 2; i++) {
      double sum = 0;
      for (size_t k = 0; k < 2; k++)
        sum += A[k + 2 * i] * P[k + 2 * j] + P[i + 2 * k] * A[k + 2 * j];
      out[i + 2 * j] = -sum;
    }
}

static void
lyapunov_annotate (const SdProblem *problem, const EpiMethod *method,
                   EpiFrame *frame)
{
  const Lyapunov *self = (const Lyapunov *)problem;
  double P[4], fall[4], values[2];

  unpack (epi_frame_find (frame, "point")->data, P);
  decrease (self->A, P, fall);
  epi_frame_add_matrix (frame, "P", P, 2, 2);
  sd_eigenvalues (2, P, values);
  epi_frame_add_vector (frame, "P_eigenvalues", values, 2);
  epi_frame_add_matrix (frame, "fall", fall, 2, 2);
  sd_eigenvalues (2, fall, values);
  epi_frame_add_vector (frame, "fall_eigenvalues", values, 2);
  epi_frame_add_scalar (frame, "abscissa", self->lambda[0][0]);
  epi_frame_add_matrix (frame, "lambda",
                        (double[]){self->lambda[0][0], self->lambda[1][0],
                                   self->lambda[0][1], self->lambda[1][1]},
                        2, 2);
  if (self->has_P)
    epi_frame_add_matrix (frame, "P_best", self->P, 2, 2);
}

/* ---- Trajectories ---- */

size_t
sd_n_moments (const void *problem)
{
  return ((const SdProblem *)problem)->kind == &sd_lyapunov ? MOMENTS + 1 : 0;
}

/* A point of xᵀPx = 1 (P = LLᵀ, L⁻ᵀu), or the learner's own. */
static void
begin (const Lyapunov *self, size_t trajectory, double x[2])
{
  double angle = 2 * M_PI * ((double)trajectory + 0.5) / AROUND;
  double a = sqrt (self->P[0]), b = self->P[1] / a;
  double c = sqrt (fmax (self->P[3] - b * b, 0));

  memcpy (x, self->x0, 2 * sizeof (double));
  if (trajectory == AROUND)
    return;
  x[1] = sin (angle) / c;
  x[0] = (cos (angle) - b * x[1]) / a;
}

/* Output 2j + i: coordinate i of trajectory j. */
void
sd_trajectories (const void *problem, const EpiFrame *frame,
                 const EpiFieldGrid *grid, size_t output, size_t j0, size_t j1,
                 double *values)
{
  const Lyapunov *self = problem;
  double x[2];

  begin (self, output / 2, x);
  for (size_t k = 0; k < grid->nx; k++) {
    values[k] = x[output % 2];
    double next = self->flow[0] * x[0] + self->flow[2] * x[1];
    x[1] = self->flow[1] * x[0] + self->flow[3] * x[1];
    x[0] = next;
  }
}

/* ---- Eigenvalues as handles ---- */

static bool
matrix_of (const EpiScene *scene, double A[4])
{
  size_t rows, cols;
  double *values =
      epi_lesson_matrix (scene->lesson, scene->document, "A", &rows, &cols);
  bool good = rows == 2 && cols == 2;

  if (good)
    memcpy (A, values, 4 * sizeof (double));
  g_free (values);
  return good;
}

size_t
sd_eigenvalue_count (const EpiScene *scene)
{
  double A[4];

  return matrix_of (scene, A) ? 2 : 0;
}

bool
sd_eigenvalue_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  double A[4], lambda[2][2];

  if (i > 1 || !matrix_of (scene, A))
    return false;
  eigenvalues_of (A, lambda);
  *point = (EpiPoint){lambda[i][0], lambda[i][1]};
  return isfinite (point->x) && isfinite (point->y);
}

EpiDocument *
sd_eigenvalue_move_to (const EpiScene *scene, size_t i, EpiPoint point)
{
  double A[4], moved[4];

  if (i > 1 || !matrix_of (scene, A))
    return epi_document_ref (scene->document);
  move_eigenvalue (A, i, point.x, point.y, moved);
  return epi_lesson_with_matrix (scene->lesson, scene->document, "A", moved, 2,
                                 2);
}

/* ---- Why it is as it is ---- */

static char *
explain_infeasible (const double *lambda)
{
  if (lambda[2] > 0)
    return g_strdup_printf (
        "The eigenvalues %.3g ± %.3gi are not left of the imaginary axis: "
        "trajectories %s, and no ellipse holds them. The proof is a Z ⪰ 0 with "
        "AZ + ZAᵀ ⪰ 0, which contradicts AᵀP + PA ⪯ −I for every P ⪰ I.",
        lambda[0], lambda[2],
        lambda[0] > 0 ? "spiral out" : "go round for ever");
  return g_strdup_printf (
      "The eigenvalue %.3g is not negative: along its eigenvector v a "
      "trajectory %s, and no ellipse shrinks it. The proof is Z = vvᵀ, for "
      "which AZ + ZAᵀ = 2λZ ⪰ 0 contradicts AᵀP + PA ⪯ −I for every P ⪰ I.",
      lambda[0], lambda[0] > 0 ? "runs away" : "stands still");
}

static char *
lyapunov_explain (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiFrameItem *lambda = epi_frame_find (frame, "lambda");
  const EpiFrameItem *P = epi_frame_find (frame, "P_eigenvalues");
  EpiStatus status = epi_frame_status (frame);

  if (lambda == NULL || P == NULL)
    return NULL;
  if (status == EPI_INFEASIBLE && lambda->data[0] < 0)
    return g_strdup (
        "Both eigenvalues are left of the imaginary axis, so there "
        "is an ellipse that no trajectory leaves. But its P has "
        "entries above 10⁷, and to eight digits nothing tells "
        "this program from an infeasible one.");
  if (status == EPI_INFEASIBLE)
    return explain_infeasible (lambda->data);
  if (status == EPI_CONVERGED && P->data[0] > 1 + 1e-6)
    return g_strdup ("P ⪰ I holds with room to spare, so P solves Lyapunov's "
                     "equation AᵀP + PA = −I: along every trajectory xᵀPx "
                     "falls at the rate ‖x‖², and none leaves the ellipse.");
  if (status == EPI_CONVERGED)
    return g_strdup ("The ellipse touches the unit circle, P ⪰ I is what "
                     "holds it. Along every trajectory xᵀPx falls at least "
                     "at the rate ‖x‖², so none leaves it.");
  return NULL;
}

const SdKind sd_lyapunov = {
    .name = "lyapunov",
    .build = lyapunov_build,
    .answer = epi_sdp_ipm_answer,
    .dual = {"Z1", "Z2"},
    .annotate = lyapunov_annotate,
    .explain = lyapunov_explain,
};
