/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-cones.h"

#include "core/epi-alloc.h"
#include "core/epi-random.h"

#include <float.h>
#include <glib.h>
#include <math.h>
#include <string.h>

/* Every test runs on this product, empty and one-number cones among it. */
static const EpiCone product[] = {
    {EPI_CONE_NONNEGATIVE, 4},  {EPI_CONE_SECOND_ORDER, 3},
    {EPI_CONE_SECOND_ORDER, 0}, {EPI_CONE_SECOND_ORDER, 1},
    {EPI_CONE_NONNEGATIVE, 0},  {EPI_CONE_SECOND_ORDER, 7},
    {EPI_CONE_NONNEGATIVE, 1},
};
#define DIM 16
#define DEGREE 8
#define ROUNDING (64 * DBL_EPSILON)

typedef struct {
  EpiCones *cones;
  double s[DIM], z[DIM];
} Pair;

static void
fill_normal (EpiRandom *random, double *x)
{
  for (size_t i = 0; i < DIM; i++)
    x[i] = epi_random_normal (random);
}

/* An interior point whose distance from the boundary is `margin`. */
static void
make_interior (EpiCones *cones, EpiRandom *random, double margin, double *x)
{
  double e[DIM];
  epi_cones_identity (cones, e);
  fill_normal (random, x);
  for (size_t j = 0; j < epi_cones_count (cones); j++) {
    EpiCone cone = epi_cones_cone (cones, j);
    size_t at = epi_cones_offset (cones, j);
    double tail = 0;
    for (size_t i = 1; i < cone.order; i++)
      tail += x[at + i] * x[at + i];
    for (size_t i = 0; i < cone.order; i++)
      if (cone.kind == EPI_CONE_NONNEGATIVE)
        x[at + i] = fabs (x[at + i]) + margin;
    if (cone.kind == EPI_CONE_SECOND_ORDER && cone.order > 0)
      x[at] = sqrt (tail) + margin;
  }
}

static void
pair_make (Pair *pair, EpiRandom *random, double margin)
{
  g_assert_cmpint (
      epi_cones_new (product, G_N_ELEMENTS (product), &pair->cones), ==,
      EPI_OK);
  g_assert_cmpuint (epi_cones_dim (pair->cones), ==, DIM);
  g_assert_cmpuint (epi_cones_degree (pair->cones), ==, DEGREE);
  make_interior (pair->cones, random, margin, pair->s);
  make_interior (pair->cones, random, margin, pair->z);
  g_assert_cmpint (epi_cones_scale (pair->cones, pair->s, pair->z), ==, EPI_OK);
}

static double
distance (const double *x, const double *y)
{
  double most = 0;
  for (size_t i = 0; i < DIM; i++)
    most = fmax (most, fabs (x[i] - y[i]));
  return most;
}

static double
dot (const double *x, const double *y)
{
  double sum = 0;
  for (size_t i = 0; i < DIM; i++)
    sum += x[i] * y[i];
  return sum;
}

static void
test_scaling_meets_in_lambda (void)
{
  EpiRandom random = epi_random (1, 0);
  for (int trial = 0; trial < 50; trial++) {
    double margin = pow (10, -(trial % 5)), x[DIM];
    Pair pair;
    pair_make (&pair, &random, margin);
    const double *lambda = epi_cones_lambda (pair.cones);
    double bound = ROUNDING * 10 / margin;

    memcpy (x, pair.z, sizeof x);
    epi_cones_apply (pair.cones, EPI_W, x);
    g_assert_cmpfloat (distance (x, lambda), <=, bound); /* Wz = λ */
    memcpy (x, pair.s, sizeof x);
    epi_cones_apply (pair.cones, EPI_W_INV_T, x);
    g_assert_cmpfloat (distance (x, lambda), <=, bound); /* W⁻ᵀs = λ */
    g_assert_cmpfloat (fabs (dot (lambda, lambda) - dot (pair.s, pair.z)), <=,
                       bound);
    g_assert_cmpfloat (epi_cones_min_eigenvalue (pair.cones, lambda), >, 0);
    epi_cones_free (pair.cones);
  }
}

static void
test_forms_are_inverses_and_transposes (void)
{
  EpiRandom random = epi_random (2, 0);
  Pair pair;
  double u[DIM], v[DIM], Wu[DIM], Wtv[DIM], x[DIM];

  pair_make (&pair, &random, 0.1);
  fill_normal (&random, u);
  fill_normal (&random, v);
  memcpy (Wu, u, sizeof u);
  epi_cones_apply (pair.cones, EPI_W, Wu);
  memcpy (Wtv, v, sizeof v);
  epi_cones_apply (pair.cones, EPI_W_T, Wtv);
  g_assert_cmpfloat (fabs (dot (v, Wu) - dot (u, Wtv)), <=, 1e-12);
  memcpy (x, Wu, sizeof x);
  epi_cones_apply (pair.cones, EPI_W_INV, x);
  g_assert_cmpfloat (distance (x, u), <=, 1e-12);
  memcpy (x, Wtv, sizeof x);
  epi_cones_apply (pair.cones, EPI_W_INV_T, x);
  g_assert_cmpfloat (distance (x, v), <=, 1e-12);
  epi_cones_free (pair.cones);
}

static void
test_division_undoes_the_product (void)
{
  EpiRandom random = epi_random (3, 0);
  Pair pair;
  double u[DIM], x[DIM], e[DIM];

  pair_make (&pair, &random, 0.1);
  const double *lambda = epi_cones_lambda (pair.cones);
  fill_normal (&random, u);
  epi_cones_product (pair.cones, lambda, u, x);
  epi_cones_divide_by_lambda (pair.cones, x);
  g_assert_cmpfloat (distance (x, u), <=, 1e-12); /* λ \ (λ ∘ u) = u */
  epi_cones_identity (pair.cones, e);
  epi_cones_product (pair.cones, e, u, x);
  g_assert_cmpfloat (distance (x, u), ==, 0); /* e ∘ u = u */
  g_assert_cmpfloat (dot (e, e), ==, DEGREE);
  memcpy (x, u, sizeof x);
  epi_cones_product (pair.cones, x, x, x); /* in place; tr (u∘u) = uᵀu */
  g_assert_cmpfloat (fabs (dot (e, x) - dot (u, u)), <=, 1e-12);
  epi_cones_free (pair.cones);
}

/* The smallest eigenvalue of λ + αd is > 0 just before the step, < 0 after. */
static void
test_max_step_ends_on_the_boundary (void)
{
  EpiRandom random = epi_random (4, 0);
  for (int trial = 0; trial < 50; trial++) {
    Pair pair;
    double d[DIM], x[DIM];
    pair_make (&pair, &random, 0.1);
    const double *lambda = epi_cones_lambda (pair.cones);
    fill_normal (&random, d);
    double step = epi_cones_max_step (pair.cones, d), low = 0, high = 1e6;
    for (int i = 0; i < 200; i++) {
      double middle = (low + high) / 2;
      for (size_t j = 0; j < DIM; j++)
        x[j] = lambda[j] + middle * d[j];
      bool inside = epi_cones_min_eigenvalue (pair.cones, x) >= 0;
      *(inside ? &low : &high) = middle;
    }
    g_assert_cmpfloat (fabs (step - low), <=, 1e-9 * low);
    g_assert_cmpfloat (epi_cones_max_step (pair.cones, lambda), ==, INFINITY);
    epi_cones_free (pair.cones);
  }
}

/* Eigenvalues in [low, high] stay, lower ones become low, higher ones fall. */
static void
test_clamp_moves_what_is_far (void)
{
  EpiRandom random = epi_random (6, 0);
  Pair pair;
  double x[DIM], y[DIM], e[DIM];

  pair_make (&pair, &random, 0.5);
  memcpy (x, pair.s, sizeof x);
  epi_cones_clamp (pair.cones, 0.1, 100, x);
  g_assert_cmpfloat (distance (x, pair.s), <=, 1e-14);
  fill_normal (&random, x);
  epi_cones_clamp (pair.cones, 0.25, 100, x);
  g_assert_cmpfloat (fabs (epi_cones_min_eigenvalue (pair.cones, x) - 0.25), <=,
                     1e-14);
  epi_cones_identity (pair.cones, e);
  for (size_t i = 0; i < DIM; i++)
    y[i] = 7 * e[i];
  epi_cones_clamp (pair.cones, 0.25, 2, y); /* 7 → max (2, 7 - 2) */
  for (size_t i = 0; i < DIM; i++)
    g_assert_cmpfloat (y[i], ==, 5 * e[i]);
  epi_cones_free (pair.cones);
}

static void
test_scaling_says_what_is_outside (void)
{
  EpiRandom random = epi_random (5, 0);
  Pair pair;

  pair_make (&pair, &random, 0.1);
  for (size_t i = 0; i < DIM; i++) {
    double kept = pair.s[i];
    pair.s[i] = NAN;
    g_assert_cmpint (epi_cones_scale (pair.cones, pair.s, pair.z), ==,
                     EPI_NOT_FINITE);
    pair.s[i] = -1e3; /* leaves any cone: also ‖x₁‖ ≤ x₀ is broken by it */
    g_assert_cmpint (epi_cones_scale (pair.cones, pair.s, pair.z), ==,
                     EPI_NOT_POSITIVE_DEFINITE);
    pair.s[i] = kept;
  }
  epi_cones_free (pair.cones);
}

static void
test_memory_that_is_not_there_is_a_status (void)
{
  EpiCones *cones;
  for (long n = 0;; n++) {
    epi_alloc_fail_at (n);
    EpiStatus status = epi_cones_new (product, G_N_ELEMENTS (product), &cones);
    epi_alloc_fail_at (-1);
    if (status == EPI_OK)
      break;
    g_assert_cmpint (status, ==, EPI_NO_MEMORY);
    g_assert_null (cones);
  }
  epi_cones_free (cones);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cones/scaling-meets-in-lambda",
                   test_scaling_meets_in_lambda);
  g_test_add_func ("/cones/forms-are-inverses-and-transposes",
                   test_forms_are_inverses_and_transposes);
  g_test_add_func ("/cones/division-undoes-the-product",
                   test_division_undoes_the_product);
  g_test_add_func ("/cones/max-step-ends-on-the-boundary",
                   test_max_step_ends_on_the_boundary);
  g_test_add_func ("/cones/clamp-moves-what-is-far",
                   test_clamp_moves_what_is_far);
  g_test_add_func ("/cones/scaling-says-what-is-outside",
                   test_scaling_says_what_is_outside);
  g_test_add_func ("/cones/memory-that-is-not-there-is-a-status",
                   test_memory_that_is_not_there_is_a_status);
  return g_test_run ();
}
