/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-separation.h"

#include "classify/epi-svm-grid.h"
#include "some-examples.h"

#include <math.h>

#define P 3
#define N 40

/* Exactly one of both: with growing distance between the clouds the answer
 * changes once, from a common point to a plane; and each is what it claims. */
static void
test_a_plane_or_a_common_point (void)
{
  bool before = false;

  for (int t = 0; t <= 12; t++) {
    EpiExamples e = some_examples (N, P, 2, 1, 4);
    double w[P], b, common[P];
    bool separable;
    for (size_t i = 0; i < N; i++)
      e.X.value[P * i] += e.label[i] * 0.25 * t;
    g_assert_cmpint (epi_separate (&e.X, e.label, &separable, w, &b, common),
                     ==, EPI_OK);
    g_assert_true (separable || !before);
    before = separable;
    for (size_t i = 0; i < N && separable; i++) {
      double f = b;
      for (size_t k = 0; k < P; k++)
        f += w[k] * e.X.value[P * i + k];
      g_assert_cmpfloat (e.label[i] * f, >=, 0.5 - 1e-6);
    }
    /* The common point cannot be cut off from either class: no coordinate of
     * it is outside the box of the points. */
    for (size_t k = 0; k < P && !separable; k++) {
      for (int side = -1; side <= 1; side += 2) {
        double low = INFINITY, high = -INFINITY;
        for (size_t i = 0; i < N; i++)
          if (e.label[i] == side) {
            low = fmin (low, e.X.value[P * i + k]);
            high = fmax (high, e.X.value[P * i + k]);
          }
        g_assert_true (common[k] >= low - 1e-9 && common[k] <= high + 1e-9);
      }
    }
    epi_examples_clear (&e);
  }
  g_assert_true (before); /* far apart there is a plane */
}

/* Two needles side by side, 0.005 apart and 2 long: no perceptron is done in
 * (2 / 0.005)² steps, and the program has to find the plane. */
static void
test_a_thin_gap_is_found (void)
{
  double x[] = {-1, 0, 1, 0.01, -1, -0.01, 1, 0}, y[] = {1, 1, -1, -1};
  int start[] = {0, 2, 4, 6, 8}, row[] = {0, 1, 0, 1, 0, 1, 0, 1};
  EpiSparse X = {2, 4, start, row, x};
  double w[2], b, common[2];
  bool separable;

  g_assert_cmpint (epi_separate (&X, y, &separable, w, &b, common), ==, EPI_OK);
  g_assert_true (separable);
  for (int i = 0; i < 4; i++)
    g_assert_cmpfloat (y[i] * (w[0] * x[2 * i] + w[1] * x[2 * i + 1] + b), >=,
                       0.5 - 1e-6);
}

/* x² tells what x cannot. */
static void
test_a_lift_separates_a_disc_from_its_ring (void)
{
  int start[9], row[16];
  double flat[16], lifted[16], y[8], w[2], b, common[2];
  bool separable;

  for (int i = 0; i < 8; i++) { /* -2 -1 1 2 outside, -.5 … .5 inside */
    static const double x[] = {-2, -1, 1, 2, -0.5, -0.2, 0.2, 0.5};
    start[i] = 2 * i;
    row[2 * i] = 0;
    row[2 * i + 1] = 1;
    flat[2 * i] = lifted[2 * i] = x[i];
    flat[2 * i + 1] = 0;
    lifted[2 * i + 1] = x[i] * x[i];
    y[i] = i < 4 ? 1 : -1;
  }
  start[8] = 16;
  EpiSparse X = {2, 8, start, row, flat}, L = {2, 8, start, row, lifted};
  g_assert_cmpint (epi_separate (&X, y, &separable, w, &b, common), ==, EPI_OK);
  g_assert_false (separable);
  g_assert_cmpint (epi_separate (&L, y, &separable, w, &b, common), ==, EPI_OK);
  g_assert_true (separable);
}

/* Every cell is what cross-validation alone says of it. */
static void
test_a_grid_is_its_cells (void)
{
  static const double costs[] = {0.1, 1, 10}, gammas[] = {0.1, 1};
  EpiExamples e = some_examples (60, 2, 2, 1, 8);
  EpiSvmGridOptions options = {.svm = {.kernel = {EPI_KERNEL_RBF, 1, 0, 0},
                                       .gap = 1e-6,
                                       .cache_bytes = 1 << 20},
                               .costs = costs,
                               .gammas = gammas,
                               .n_costs = 3,
                               .n_gammas = 2,
                               .folds = 4,
                               .seed = 3};
  EpiMethod *method;
  double label[60], best = 0;

  g_assert_cmpint (epi_svm_grid_new (&e, &options, &method), ==, EPI_OK);
  g_assert_cmpint (epi_method_run (method, 100, NULL, NULL), ==, EPI_CONVERGED);
  g_assert_cmpuint (method->k, ==, 6);
  for (size_t cell = 0; cell < 6; cell++) {
    EpiSvmOptions one = options.svm;
    size_t right = 0;
    one.C = costs[cell % 3];
    one.kernel.gamma = gammas[cell / 3];
    g_assert_cmpint (epi_svm_cross_validate (&e, &one, 4, 3, NULL, label), ==,
                     EPI_OK);
    for (size_t i = 0; i < 60; i++)
      right += label[i] == e.label[i];
    g_assert_cmpfloat (method->x[cell], ==, (double)right / 60);
    best = fmax (best, method->x[cell]);
  }
  g_assert_cmpfloat (method->f, ==, 1 - best);
  epi_method_free (method);
  epi_examples_clear (&e);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/separation/a plane or a common point",
                   test_a_plane_or_a_common_point);
  g_test_add_func ("/separation/a thin gap is found", test_a_thin_gap_is_found);
  g_test_add_func ("/separation/a lift separates a disc from its ring",
                   test_a_lift_separates_a_disc_from_its_ring);
  g_test_add_func ("/separation/a grid is its cells", test_a_grid_is_its_cells);
  return g_test_run ();
}
