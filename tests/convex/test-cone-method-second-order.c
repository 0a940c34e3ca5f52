/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Programs with second-order cones.
 */
#include "cone-checks.h"

#include <math.h>

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                        \
  g_test_add_func ("/cone-method-second-order/" name, test_##func)
  ADD ("distance-from-a-line", distance_from_a_line);
  ADD ("a-robust-lp", a_robust_lp);
  ADD ("return-at-a-bounded-risk", return_at_a_bounded_risk);
  ADD ("many-cones-to-nine-digits", many_cones_to_nine_digits);
  ADD ("second-order-rays", second_order_rays);
  return g_test_run ();
}
