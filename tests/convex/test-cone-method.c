/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-cone-method.h"
#include "convex/epi-cones.h"

#include "core/epi-random.h"
#include "method-checks.h"

#include <math.h>
#include <string.h>

/* ---- Programs written as dense arrays ---- */

typedef struct {
  size_t n, p, g;
  const double *P, *c, *A, *b, *G, *h; /* rows of P (lower), A and G; NULL: 0 */
  const EpiCone *cones;
  size_t n_cones;
} Dense;

static void
sparse_from_rows (size_t rows, size_t cols, const double *values,
                  EpiSparse *out)
{
  EpiTriplet *entries = g_new (EpiTriplet, rows * cols + 1);
  size_t count = 0;
  for (size_t i = 0; values != NULL && i < rows; i++)
    for (size_t j = 0; j < cols; j++)
      if (values[i * cols + j] != 0)
        entries[count++] = (EpiTriplet){(int)i, (int)j, values[i * cols + j]};
  g_assert_cmpint (epi_sparse_from_triplets (rows, cols, entries, count, out),
                   ==, EPI_OK);
  g_free (entries);
}

static double *
copy (const double *values, size_t n)
{
  double *to = epi_new0 (double, n);
  if (values != NULL && n > 0)
    memcpy (to, values, n * sizeof *to);
  return to;
}

static EpiConeProgram
program_from (const Dense *d)
{
  EpiConeProgram program = {.n = d->n,
                            .c = copy (d->c, d->n),
                            .b = copy (d->b, d->p),
                            .h = copy (d->h, d->g),
                            .n_cones = d->n_cones,
                            .cones = epi_new (EpiCone, d->n_cones)};
  for (size_t j = 0; j < d->n_cones; j++)
    program.cones[j] = d->cones[j];
  sparse_from_rows (d->n, d->n, d->P, &program.P);
  sparse_from_rows (d->p, d->n, d->A, &program.A);
  sparse_from_rows (d->g, d->n, d->G, &program.G);
  return program;
}

static EpiMethod *
method_for (const Dense *d, double tolerance)
{
  EpiConeProgram program = program_from (d);
  EpiConeOptions options = EPI_CONE_OPTIONS_DEFAULT;
  EpiMethod *method;
  options.tolerance = tolerance;
  g_assert_cmpint (epi_cone_method_new (&program, &options, &method), ==,
                   EPI_OK);
  epi_cone_program_clear (&program);
  return method;
}

/* The optimum of d is at x; its objective is f. */
static void
check_optimum (const Dense *d, const double *x, double f)
{
  EpiMethod *method = method_for (d, 1e-9);
  g_assert_cmpint (check_steps_allocate_nothing (method, 50), ==,
                   EPI_CONVERGED);
  g_assert_cmpfloat (fabs (method->f - f), <=, 1e-7 * (1 + fabs (f)));
  for (size_t j = 0; x != NULL && j < d->n; j++)
    g_assert_cmpfloat (fabs (method->x[j] - x[j]), <=,
                       1e-4 * (1 + fabs (x[j])));
  epi_method_free (method);
}

/* Rows of d's matrix times v, or of its transpose. */
static double
row_dot (const double *M, size_t cols, size_t i, const double *v)
{
  double sum = 0;
  for (size_t j = 0; M != NULL && j < cols; j++)
    sum += M[i * cols + j] * v[j];
  return sum;
}

static double
col_dot (const double *M, size_t rows, size_t cols, size_t j, const double *v)
{
  double sum = 0;
  for (size_t i = 0; M != NULL && i < rows; i++)
    sum += M[i * cols + j] * v[i];
  return sum;
}

static void
check_in_cones (const Dense *d, const double *v)
{
  EpiCones *cones;
  g_assert_cmpint (epi_cones_new (d->cones, d->n_cones, &cones), ==, EPI_OK);
  g_assert_cmpfloat (epi_cones_min_eigenvalue (cones, v), >=, 0);
  epi_cones_free (cones);
}

/* Aᵀy + Gᵀz = 0, z ∈ K, bᵀy + hᵀz = -1 by products. */
static void
check_infeasible (const Dense *d)
{
  EpiMethod *method = method_for (d, 1e-8);
  double y[8], z[16], value = 0;
  g_assert_cmpint (epi_method_run (method, 50, NULL, NULL), ==, EPI_INFEASIBLE);
  epi_cone_method_point (method, NULL, y, NULL, z);
  check_in_cones (d, z);
  for (size_t j = 0; j < d->n; j++)
    g_assert_cmpfloat (fabs (col_dot (d->A, d->p, d->n, j, y) +
                             col_dot (d->G, d->g, d->n, j, z)),
                       <=, 1e-8);
  for (size_t i = 0; i < d->p; i++)
    value += d->b[i] * y[i];
  for (size_t i = 0; i < d->g; i++)
    value += d->h[i] * z[i];
  g_assert_cmpfloat (fabs (value + 1), <=, 1e-12);
  epi_method_free (method);
}

/* Ax = 0, -Gx ∈ K up to 1e-8, Px = 0 up to 1e-4, cᵀx = -1 by products. */
static void
check_unbounded (const Dense *d)
{
  EpiMethod *method = method_for (d, 1e-8);
  double x[8], s[16], slope = 0;
  g_assert_cmpint (epi_method_run (method, 50, NULL, NULL), ==, EPI_UNBOUNDED);
  epi_cone_method_point (method, x, NULL, s, NULL);
  check_in_cones (d, s);
  for (size_t i = 0; i < d->p; i++)
    g_assert_cmpfloat (fabs (row_dot (d->A, d->n, i, x)), <=, 1e-8);
  for (size_t i = 0; i < d->g; i++)
    g_assert_cmpfloat (fabs (row_dot (d->G, d->n, i, x) + s[i]), <=, 1e-8);
  for (size_t i = 0; i < d->n; i++)
    g_assert_cmpfloat (fabs (row_dot (d->P, d->n, i, x)), <=, 1e-4);
  for (size_t j = 0; j < d->n; j++)
    slope += d->c[j] * x[j];
  g_assert_cmpfloat (fabs (slope + 1), <=, 1e-12);
  epi_method_free (method);
}

#define ORTHANT(n)                                                             \
  .g = (n), .n_cones = 1, .cones = &(EpiCone) { EPI_CONE_NONNEGATIVE, (n) }

/* ---- Linear and quadratic programs ---- */

/* Chvátal, Linear Programming (1983), page 3:
 * max 5x + 4y + 3z = 13 at (2,0,1). */
static void
test_a_textbook_lp (void)
{
  check_optimum (&(Dense){.n = 3,
                          .c = (double[]){-5, -4, -3},
                          .G = (double[]){2, 3, 1, 4, 1, 2, 3, 4, 2, -1, 0, 0,
                                          0, -1, 0, 0, 0, -1},
                          .h = (double[]){5, 11, 8, 0, 0, 0},
                          ORTHANT (6)},
                 (double[]){2, 0, 1}, -13);
}

/* min x + y, x + 2y = 3 and its double, x - y free otherwise, x, y ≥ 0: the
 * equalities depend on each other.  Optimum 1.5 at (0,1.5). */
static void
test_consistent_dependent_equalities (void)
{
  check_optimum (&(Dense){.n = 2,
                          .c = (double[]){1, 1},
                          .p = 3,
                          .A = (double[]){1, 2, 2, 4, 1, 2},
                          .b = (double[]){3, 6, 3},
                          .G = (double[]){-1, 0, 0, -1},
                          .h = (double[]){0, 0},
                          ORTHANT (2)},
                 (double[]){0, 1.5}, 1.5);
}

static void
test_inconsistent_dependent_equalities (void)
{
  check_infeasible (&(Dense){.n = 2,
                             .c = (double[]){1, 1},
                             .p = 3,
                             .A = (double[]){1, 2, 2, 4, 1, 2},
                             .b = (double[]){3, 6, 4},
                             .G = (double[]){-1, 0, 0, -1},
                             .h = (double[]){0, 0},
                             ORTHANT (2)});
}

/* min ½‖x - t‖² with 1ᵀx = 1: x = t - (1ᵀt - 1)/n, all variables free, no
 * cone: one Newton step. */
/* Neither has a cone: the KKT matrix is singular, and the method is the linear
 * algebra of its starting point. */
static void
test_lines_and_contradictions_are_rays (void)
{
  check_infeasible (&(Dense){.n = 2,
                             .c = (double[]){1, 2},
                             .p = 2,
                             .A = (double[]){1, 1, 2, 2},
                             .b = (double[]){1, 3}});
  check_unbounded (&(Dense){.n = 2,
                            .c = (double[]){1, 0},
                            .p = 1,
                            .A = (double[]){1, 1},
                            .b = (double[]){1}});
  /* and one with a bound on what does not matter */
  check_unbounded (&(Dense){.n = 3,
                            .c = (double[]){1, 1, 2},
                            .p = 2,
                            .A = (double[]){1, 2, 0, 2, 4, 0},
                            .b = (double[]){1, 2},
                            .G = (double[]){0, 0, -1},
                            .h = (double[]){0},
                            ORTHANT (1)});
}

static void
test_free_variables_only (void)
{
  const Dense d = {.n = 3,
                   .P = (double[]){1, 0, 0, 0, 1, 0, 0, 0, 1},
                   .c = (double[]){-1, -2, -3},
                   .p = 1,
                   .A = (double[]){1, 1, 1},
                   .b = (double[]){1}};
  EpiMethod *method = method_for (&d, 1e-12);
  g_assert_cmpint (epi_method_run (method, 9, NULL, NULL), ==, EPI_CONVERGED);
  g_assert_cmpuint (method->k, ==, 1);
  for (size_t j = 0; j < 3; j++)
    g_assert_cmpfloat (fabs (method->x[j] - ((double)j + 1 - 5.0 / 3)), <=,
                       1e-12);
  epi_method_free (method);
}

/* Boyd & Vandenberghe, exercise 4.3: P = [13 12 -2; 12 17 6; -2 6 12],
 * q = (-22,-14.5,13), |xᵢ| ≤ 1: the optimum is (1, 1/2, -1). */
static void
test_a_box_qp (void)
{
  check_optimum (&(Dense){.n = 3,
                          .P = (double[]){13, 0, 0, 12, 17, 0, -2, 6, 12},
                          .c = (double[]){-22, -14.5, 13},
                          .G = (double[]){1, 0, 0, 0, 1, 0, 0, 0, 1, -1, 0, 0,
                                          0, -1, 0, 0, 0, -1},
                          .h = (double[]){1, 1, 1, 1, 1, 1},
                          ORTHANT (6)},
                 (double[]){1, 0.5, -1}, -22.625);
}

/* Markowitz with two independent assets, variances 1 and 4, returns 1 and 3,
 * at least 2 wanted, all invested, none short: x = (1/2,1/2), risk 5/8. */
static void
test_a_portfolio (void)
{
  check_optimum (&(Dense){.n = 2,
                          .P = (double[]){1, 0, 0, 4},
                          .c = (double[]){0, 0},
                          .p = 1,
                          .A = (double[]){1, 1},
                          .b = (double[]){1},
                          .G = (double[]){-1, -3, -1, 0, 0, -1},
                          .h = (double[]){-2, 0, 0},
                          ORTHANT (3)},
                 (double[]){0.5, 0.5}, 0.625);
}

static void
test_rays_hold_by_products (void)
{
  /* x ≥ 1, x ≤ 0 */
  check_infeasible (&(Dense){.n = 1,
                             .c = (double[]){1},
                             .G = (double[]){-1, 1},
                             .h = (double[]){-1, 0},
                             ORTHANT (2)});
  /* min -x - y, x - y ≤ 1, x, y ≥ 0 */
  check_unbounded (&(Dense){.n = 2,
                            .c = (double[]){-1, -1},
                            .G = (double[]){1, -1, -1, 0, 0, -1},
                            .h = (double[]){1, 0, 0},
                            ORTHANT (3)});
  /* min ½x² - y, x + y ≥ 1, x, y ≥ 0 */
  check_unbounded (&(Dense){.n = 2,
                            .P = (double[]){1, 0, 0, 0},
                            .c = (double[]){0, -1},
                            .G = (double[]){-1, -1, -1, 0, 0, -1},
                            .h = (double[]){-1, 0, 0},
                            ORTHANT (3)});
  /* min ½x² with x ≥ 1, x ≤ 0 */
  check_infeasible (&(Dense){.n = 1,
                             .P = (double[]){1},
                             .c = (double[]){0},
                             .G = (double[]){-1, 1},
                             .h = (double[]){-1, 0},
                             ORTHANT (2)});
}

/* ---- Second-order cones ---- */

/* min t with ‖x - (3,4)‖ ≤ t, x₁ + x₂ = 1: the distance of a point from a
 * line, 6/√2, at the foot (0,1). */
static void
test_distance_from_a_line (void)
{
  check_optimum (&(Dense){.n = 3,
                          .c = (double[]){1, 0, 0},
                          .p = 1,
                          .A = (double[]){0, 1, 1},
                          .b = (double[]){1},
                          .g = 3,
                          .G = (double[]){-1, 0, 0, 0, -1, 0, 0, 0, -1},
                          .h = (double[]){0, -3, -4},
                          .n_cones = 1,
                          .cones = &(EpiCone){EPI_CONE_SECOND_ORDER, 3}},
                 (double[]){6 / sqrt (2), 0, 1}, 6 / sqrt (2));
}

/* A robust linear program (Boyd & Vandenberghe 4.4.2): max x + y with
 * aᵀx + r‖x‖ ≤ 1 for every a, here one a = (1,1) and r = 1: by symmetry
 * x = y = 1/(2 + √2). */
static void
test_a_robust_lp (void)
{
  double v = 1 / (2 + sqrt (2));
  check_optimum (&(Dense){.n = 2,
                          .c = (double[]){-1, -1},
                          .g = 3,
                          .G = (double[]){1, 1, -1, 0, 0, -1},
                          .h = (double[]){1, 0, 0},
                          .n_cones = 1,
                          .cones = &(EpiCone){EPI_CONE_SECOND_ORDER, 3}},
                 (double[]){v, v}, -2 * v);
}

/* The most return at a bounded risk: max μᵀx, ‖x‖ ≤ 1, 1ᵀx = 0:
 * x is the unit vector along μ less its mean. */
static void
test_return_at_a_bounded_risk (void)
{
  double r = 1 / sqrt (2);
  check_optimum (
      &(Dense){.n = 3,
               .c = (double[]){-1, -2, -3},
               .p = 1,
               .A = (double[]){1, 1, 1},
               .b = (double[]){0},
               .g = 4,
               .G = (double[]){0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0, -1},
               .h = (double[]){1, 0, 0, 0},
               .n_cones = 1,
               .cones = &(EpiCone){EPI_CONE_SECOND_ORDER, 4}},
      (double[]){-r, 0, r}, -sqrt (2));
}

/* The point x of the plane with the least weighted sum of distances from many
 * others: there the unit vectors towards them, weighted, add up to 0 (Fermat).
 * By the rounding of Wᵀ alone the rows of so many flat cones miss 1e-9. */
static void
test_many_cones_to_nine_digits (void)
{
  enum { CONES = 140 };
  EpiRandom random = epi_random (4, 0);
  const size_t n = 2 + CONES, g = 3 * CONES;
  double *c = g_new0 (double, n), *G = g_new0 (double, g *n);
  double *h = g_new0 (double, g), sum[2] = {0};
  EpiCone cones[CONES];
  for (size_t i = 0; i < CONES; i++) { /* (t, x - a) */
    cones[i] = (EpiCone){EPI_CONE_SECOND_ORDER, 3};
    c[2 + i] = 1 + (double)(i % 3);
    G[3 * i * n + 2 + i] = -1;
    for (size_t k = 0; k < 2; k++) {
      h[3 * i + 1 + k] = -epi_random_normal (&random);
      G[(3 * i + 1 + k) * n + k] = -1;
    }
  }
  EpiMethod *method = method_for (&(Dense){.n = n,
                                           .c = c,
                                           .g = g,
                                           .G = G,
                                           .h = h,
                                           .n_cones = CONES,
                                           .cones = cones},
                                  1e-9);
  g_assert_cmpint (epi_method_run (method, 50, NULL, NULL), ==, EPI_CONVERGED);
  for (size_t i = 0; i < CONES; i++) {
    double away[2], distance = 0;
    for (size_t k = 0; k < 2; k++) {
      away[k] = method->x[k] + h[3 * i + 1 + k];
      distance += away[k] * away[k];
    }
    for (size_t k = 0; k < 2; k++)
      sum[k] += c[2 + i] * away[k] / sqrt (distance);
  }
  for (size_t k = 0; k < 2; k++)
    g_assert_cmpfloat (fabs (sum[k]), <=, 1e-3 * CONES);
  epi_method_free (method);
  g_free (c);
  g_free (G);
  g_free (h);
}

static void
test_second_order_rays (void)
{
  EpiCone cone = {EPI_CONE_SECOND_ORDER, 3};
  /* ‖(x,2)‖ ≤ 1 */
  check_infeasible (&(Dense){.n = 1,
                             .c = (double[]){1},
                             .g = 3,
                             .G = (double[]){0, -1, 0},
                             .h = (double[]){1, 0, 2},
                             .n_cones = 1,
                             .cones = &cone});
  /* min x, ‖(x,1)‖ ≤ y */
  check_unbounded (&(Dense){.n = 2,
                            .c = (double[]){1, 0},
                            .g = 3,
                            .G = (double[]){0, -1, -1, 0, 0, 0},
                            .h = (double[]){0, 0, 1},
                            .n_cones = 1,
                            .cones = &cone});
}

/* ---- Hard cases ---- */

static void
test_an_empty_program_is_solved (void)
{
  check_optimum (&(Dense){0}, NULL, 0);
  /* no variable, but 0 ≤ h */
  check_optimum (&(Dense){.h = (double[]){1, 0}, ORTHANT (2)}, NULL, 0);
  /* no variable, and 0 ≤ -1 */
  check_infeasible (&(Dense){.h = (double[]){1, -1}, ORTHANT (2)});
}

/* Rows of zeros and rows twice change nothing. */
static void
test_zero_and_duplicate_rows (void)
{
  check_optimum (
      &(Dense){.n = 2,
               .c = (double[]){-1, -2},
               .p = 1,
               .A = (double[]){0, 0},
               .b = (double[]){0},
               .G = (double[]){1, 1, 1, 1, 0, 0, -1, 0, 0, -1, -1, 0},
               .h = (double[]){1, 1, 5, 0, 0, 0},
               ORTHANT (6)},
      (double[]){0, 1}, -2);
  check_infeasible (&(Dense){.n = 1,
                             .c = (double[]){1},
                             .p = 1,
                             .A = (double[]){0},
                             .b = (double[]){1},
                             .G = (double[]){-1},
                             .h = (double[]){0},
                             ORTHANT (1)});
}

/* The textbook LP in units that are 1e±12 apart. */
static void
test_bad_units (void)
{
  static const double G[18] = {2,  3, 1, 4, 1,  2, 3, 4, 2,
                               -1, 0, 0, 0, -1, 0, 0, 0, -1};
  static const double h[6] = {5, 11, 8, 0, 0, 0}, c[3] = {-5, -4, -3};
  static const double row[6] = {1e12, 1e-12, 1, 1, 1e6, 1},
                      col[3] = {1e-6, 1, 1e6};
  double scaled_G[18], scaled_h[6], scaled_c[3];
  for (size_t j = 0; j < 3; j++)
    scaled_c[j] = c[j] * col[j];
  for (size_t i = 0; i < 6; i++) {
    scaled_h[i] = h[i] * row[i];
    for (size_t j = 0; j < 3; j++)
      scaled_G[3 * i + j] = G[3 * i + j] * row[i] * col[j];
  }
  Dense d = {.n = 3, .c = scaled_c, .G = scaled_G, .h = scaled_h, ORTHANT (6)};
  EpiMethod *method = method_for (&d, 1e-9);
  g_assert_cmpint (epi_method_run (method, 50, NULL, NULL), ==, EPI_CONVERGED);
  g_assert_cmpfloat (fabs (method->f + 13), <=, 1e-6);
  epi_method_free (method);
}

/* min y, x ≥ 1/y in a second-order cone: the infimum 0 is not attained. */
static void
test_what_is_not_attained_is_no_false_claim (void)
{
  const Dense d = {.n = 2, /* ‖(x - y, 2)‖ ≤ x + y */
                   .c = (double[]){0, 1},
                   .g = 3,
                   .G = (double[]){-1, -1, -1, 1, 0, 0},
                   .h = (double[]){0, 0, 2},
                   .n_cones = 1,
                   .cones = &(EpiCone){EPI_CONE_SECOND_ORDER, 3}};
  EpiMethod *method = method_for (&d, 1e-12);
  EpiStatus status = epi_method_run (method, 100, NULL, NULL);
  g_assert_cmpint (status, !=, EPI_INFEASIBLE);
  g_assert_cmpint (status, !=, EPI_UNBOUNDED);
  g_assert_cmpfloat (method->f, >=, 0);
  epi_method_free (method);
}

static void
test_a_tolerance_of_zero_ends_at_rounding (void)
{
  const Dense d = {.n = 2,
                   .c = (double[]){-1, -M_SQRT2},
                   .G = (double[]){1, 3, 2, 1, -1, 0, 0, -1},
                   .h = (double[]){M_PI, 2, 0, 0},
                   ORTHANT (4)};
  EpiMethod *method = method_for (&d, 0);
  EpiStatus status = epi_method_run (method, 200, NULL, NULL);
  EpiFrame *frame = epi_method_record (method);
  g_assert_true (status == EPI_NUMERICAL || status == EPI_CONVERGED);
  g_assert_cmpfloat (epi_frame_scalar (frame, "gap", NAN), <=, 1e-14);
  g_assert_cmpfloat (epi_frame_scalar (frame, "primal_residual", NAN), <=,
                     1e-14);
  if (status == EPI_CONVERGED)
    g_assert_cmpfloat (epi_frame_scalar (frame, "gap", NAN), ==, 0);
  epi_frame_unref (frame);
  epi_method_free (method);
}

static void
test_numbers_that_are_none_are_refused (void)
{
  double c[] = {1, NAN}, h[] = {INFINITY};
  const Dense nan = {.n = 2, .c = c}, inf = {.n = 1,
                                             .c = (double[]){1},
                                             .G = (double[]){-1},
                                             .h = h,
                                             ORTHANT (1)};
  EpiConeOptions options = EPI_CONE_OPTIONS_DEFAULT;
  EpiMethod *method;
  EpiConeProgram program = program_from (&nan);
  g_assert_cmpint (epi_cone_method_new (&program, &options, &method), ==,
                   EPI_NOT_FINITE);
  epi_cone_program_clear (&program);
  program = program_from (&inf);
  g_assert_cmpint (epi_cone_method_new (&program, &options, &method), ==,
                   EPI_NOT_FINITE);
  epi_cone_program_clear (&program);
}

/* ---- As a method ---- */

/* A random feasible program over all kinds of sparse cones: h = Gx + s and
 * c = -Gᵀz - Aᵀy with s, z inside make x feasible and bounded. */
static EpiMethod *
random_method (uint64_t seed)
{
  enum { n = 6, p = 2, g = 13 };
  static const EpiCone cones[] = {{EPI_CONE_NONNEGATIVE, 5},
                                  {EPI_CONE_SECOND_ORDER, 3},
                                  {EPI_CONE_SECOND_ORDER, 5}};
  EpiRandom random = epi_random (seed, 0);
  double A[p * n], G[g * n], x[n], y[p], s[g], z[g], b[p], h[g], c[n];
  for (size_t k = 0; k < p * n; k++)
    A[k] = epi_random_normal (&random);
  for (size_t k = 0; k < g * n; k++)
    G[k] = epi_random_normal (&random);
  for (size_t j = 0; j < n; j++)
    x[j] = epi_random_normal (&random);
  for (size_t i = 0; i < p; i++)
    y[i] = epi_random_normal (&random);
  for (size_t i = 0; i < g; i++) {
    bool head = i < 6 || i == 8;
    s[i] = head ? 3 : epi_random_uniform (&random);
    z[i] = head ? 3 : epi_random_uniform (&random);
  }
  for (size_t i = 0; i < p; i++)
    b[i] = row_dot (A, n, i, x);
  for (size_t i = 0; i < g; i++)
    h[i] = row_dot (G, n, i, x) + s[i];
  for (size_t j = 0; j < n; j++)
    c[j] = -col_dot (A, p, n, j, y) - col_dot (G, g, n, j, z);
  return method_for (&(Dense){.n = n,
                              .p = p,
                              .g = g,
                              .c = c,
                              .A = A,
                              .b = b,
                              .G = G,
                              .h = h,
                              .cones = cones,
                              .n_cones = 3},
                     1e-8);
}

static void
test_random_programs_converge_in_few_steps (void)
{
  for (uint64_t seed = 0; seed < 500; seed++) {
    EpiMethod *method = random_method (seed);
    g_assert_cmpint (check_steps_allocate_nothing (method, 20), ==,
                     EPI_CONVERGED);
    epi_method_free (method);
  }
}

static void
test_a_restored_state_repeats (void)
{
  check_restored_state_repeats (random_method (7), random_method (7), 3, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/cone-method/" name, test_##func)
  ADD ("a-textbook-lp", a_textbook_lp);
  ADD ("consistent-dependent-equalities", consistent_dependent_equalities);
  ADD ("inconsistent-dependent-equalities", inconsistent_dependent_equalities);
  ADD ("lines-and-contradictions-are-rays", lines_and_contradictions_are_rays);
  ADD ("free-variables-only", free_variables_only);
  ADD ("a-box-qp", a_box_qp);
  ADD ("a-portfolio", a_portfolio);
  ADD ("rays-hold-by-products", rays_hold_by_products);
  ADD ("distance-from-a-line", distance_from_a_line);
  ADD ("a-robust-lp", a_robust_lp);
  ADD ("return-at-a-bounded-risk", return_at_a_bounded_risk);
  ADD ("many-cones-to-nine-digits", many_cones_to_nine_digits);
  ADD ("second-order-rays", second_order_rays);
  ADD ("an-empty-program-is-solved", an_empty_program_is_solved);
  ADD ("zero-and-duplicate-rows", zero_and_duplicate_rows);
  ADD ("bad-units", bad_units);
  ADD ("what-is-not-attained-is-no-false-claim",
       what_is_not_attained_is_no_false_claim);
  ADD ("a-tolerance-of-zero-ends-at-rounding",
       a_tolerance_of_zero_ends_at_rounding);
  ADD ("numbers-that-are-none-are-refused", numbers_that_are_none_are_refused);
  ADD ("random-programs-converge-in-few-steps",
       random_programs_converge_in_few_steps);
  ADD ("a-restored-state-repeats", a_restored_state_repeats);
  return g_test_run ();
}
