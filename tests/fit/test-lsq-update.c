/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "fit/epi-features.h"
#include "fit/epi-ls-qr.h"
#include "fit/epi-lsq-update.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* A cloud of points with a polynomial through it. */
typedef struct {
  EpiFeatures *features;
  EpiLs ls;
  size_t n, p, m;
  double *weights, *row;
  EpiRandom random;
} Cloud;

static void
draw_point (Cloud *cloud, size_t i)
{
  double x = 2 * epi_random_uniform (&cloud->random) - 1;

  epi_features_row (cloud->features, &x, cloud->row);
  for (size_t j = 0; j < cloud->p; j++)
    *epi_matrix_at (&cloud->ls.A, i, j) = cloud->row[j];
  for (size_t l = 0; l < cloud->m; l++)
    *epi_matrix_at (&cloud->ls.B, i, l) =
        100 + sin (3 * x + (double)l) + epi_random_normal (&cloud->random) / 10;
  cloud->weights[i] = 0.5 + epi_random_uniform (&cloud->random);
}

static void
cloud_init (Cloud *cloud, size_t n, size_t degree, size_t m)
{
  *cloud = (Cloud){.n = n, .p = degree + 1, .m = m};
  cloud->features = epi_features_new (EPI_FEATURES_POLYNOMIAL, 1, degree, true);
  cloud->random = epi_random (20, 1);
  epi_matrix_new (n, cloud->p, &cloud->ls.A);
  epi_matrix_new (n, m, &cloud->ls.B);
  cloud->row = g_new (double, 2 * (cloud->p + m));
  cloud->weights = g_new (double, n);
  cloud->ls.weights = cloud->weights;
  for (size_t i = 0; i < n; i++)
    draw_point (cloud, i);
}

static void
cloud_clear (Cloud *cloud)
{
  epi_features_free (cloud->features);
  epi_matrix_clear (&cloud->ls.A);
  epi_matrix_clear (&cloud->ls.B);
  g_free (cloud->row);
  g_free (cloud->weights);
}

/* Copies row i: a (p) then b (m). */
static void
get_row (const Cloud *cloud, size_t i, double *to)
{
  for (size_t j = 0; j < cloud->p; j++)
    to[j] = *epi_matrix_at (&cloud->ls.A, i, j);
  for (size_t l = 0; l < cloud->m; l++)
    to[cloud->p + l] = *epi_matrix_at (&cloud->ls.B, i, l);
}

/* The largest relative distance from the answer of a full QR. */
static double
distance_from_refit (const Cloud *cloud, const EpiMatrix *theta)
{
  EpiMethod *qr;
  double worst = 0, size = 0;

  epi_ls_qr_new (&cloud->ls, NULL, &qr);
  g_assert_cmpint (epi_method_run (qr, 1000, NULL, NULL), ==, EPI_CONVERGED);
  for (size_t j = 0; j < qr->n; j++) {
    worst = fmax (worst, fabs (theta->data[j] - qr->x[j]));
    size = fmax (size, fabs (qr->x[j]));
  }
  epi_method_free (qr);
  return worst / size;
}

static void
move_random_point (Cloud *cloud, EpiLsqUpdate *update)
{
  size_t i = epi_random_below (&cloud->random, cloud->n);
  double old[32], new[32], old_w = cloud->weights[i];

  get_row (cloud, i, old);
  draw_point (cloud, i);
  get_row (cloud, i, new);
  g_assert_cmpint (epi_lsq_update_replace (update, old, old + cloud->p, old_w,
                                           new, new + cloud->p,
                                           cloud->weights[i]),
                   ==, EPI_OK);
}

static void
check_moves (size_t n, size_t degree, size_t m, int moves, double ridge,
             double bound)
{
  Cloud cloud;
  EpiLsqUpdate *update;
  EpiMatrix theta;
  double objective;

  cloud_init (&cloud, n, degree, m);
  cloud.ls.ridge = ridge;
  cloud.ls.n_free = 1;
  epi_matrix_new (cloud.p, m, &theta);
  g_assert_cmpint (epi_lsq_update_new (&cloud.ls, &update), ==, EPI_OK);
  for (int move = 1; move <= moves; move++) {
    move_random_point (&cloud, update);
    size_t buffers = epi_alloc_count ();
    g_assert_cmpint (epi_lsq_update_solve (update, &theta, &objective), ==,
                     EPI_OK);
    g_assert_cmpuint (epi_alloc_count (), ==, buffers);
    if (move % (moves / 10) != 0)
      continue;
    g_assert_cmpfloat (distance_from_refit (&cloud, &theta), <, bound);
    double expected = epi_ls_objective (&cloud.ls, &theta);
    g_assert_cmpfloat_with_epsilon (objective, expected, 1e-9 * expected);
  }
  epi_lsq_update_free (update);
  epi_matrix_clear (&theta);
  cloud_clear (&cloud);
}

static void
test_ten_thousand_moves_leave_the_answer_of_a_refit (void)
{
  check_moves (1000, 3, 1, 10000, 0, 1e-10);
}

static void
test_a_dozen_features_and_two_outputs_too (void)
{
  check_moves (500, 11, 2, 2000, 0, 1e-10);
}

static void
test_a_ridge_stays_when_rows_move (void)
{
  check_moves (300, 5, 1, 1000, 2.5, 1e-10);
}

static void
test_a_large_condition_is_solved_in_double_double (void)
{
  /* κ above 10⁶: QR itself errs by κu, 10⁻¹⁰, and so does the start. */
  check_moves (400, 16, 1, 100, 0, 1e-9);
}

static void
test_few_points_moved_far_are_refactored_not_lost (void)
{
  Cloud cloud;
  EpiLsqUpdate *update;
  EpiMatrix theta;

  cloud_init (&cloud, 5, 3, 1);
  epi_matrix_new (4, 1, &theta);
  epi_lsq_update_new (&cloud.ls, &update);
  for (int move = 0; move < 300; move++) {
    /* Give one of five points 10⁸ times the weight, and take it away: the
     * downdate has to leave 10⁻⁸ of a direction. */
    double old[8], w = cloud.weights[0];
    get_row (&cloud, 0, old);
    epi_lsq_update_replace (update, old, old + 4, w, old, old + 4, 1e8);
    g_assert_cmpint (epi_lsq_update_solve (update, &theta, NULL), ==, EPI_OK);
    epi_lsq_update_replace (update, old, old + 4, 1e8, old, old + 4, w);
    move_random_point (&cloud, update);
  }
  g_assert_cmpint (epi_lsq_update_solve (update, &theta, NULL), ==, EPI_OK);
  g_assert_cmpfloat (distance_from_refit (&cloud, &theta), <, 1e-9);
  g_assert_cmpuint (epi_lsq_update_refactored (update), >, 0);
  epi_lsq_update_free (update);
  epi_matrix_clear (&theta);
  cloud_clear (&cloud);
}

static void
test_too_few_rows_are_singular_until_more_come (void)
{
  double a[] = {1, 2}, b[] = {3}, more[] = {1, -1}, theta_data[2];
  EpiLs ls = {.A = epi_matrix_view (a, 1, 2, 1),
              .B = epi_matrix_view (b, 1, 1, 1)};
  EpiMatrix theta = epi_matrix_view (theta_data, 2, 1, 2);
  const double zero = 0;
  EpiLsqUpdate *update;

  g_assert_cmpint (epi_lsq_update_new (&ls, &update), ==, EPI_OK);
  g_assert_cmpint (epi_lsq_update_solve (update, &theta, NULL), ==,
                   EPI_SINGULAR);
  epi_lsq_update_add (update, more, &zero, 2);
  g_assert_cmpint (epi_lsq_update_solve (update, &theta, NULL), ==, EPI_OK);
  g_assert_cmpfloat_with_epsilon (theta_data[0], 1, 1e-15);
  g_assert_cmpfloat_with_epsilon (theta_data[1], 1, 1e-15);
  epi_lsq_update_remove (update, more, &zero, 2);
  g_assert_cmpint (epi_lsq_update_solve (update, &theta, NULL), ==,
                   EPI_SINGULAR);
  epi_lsq_update_free (update);
}

static void
test_a_row_that_is_not_finite_changes_nothing (void)
{
  Cloud cloud;
  EpiLsqUpdate *update;
  EpiMatrix before, after;
  double row[8], bad[8];

  cloud_init (&cloud, 30, 2, 1);
  epi_matrix_new (3, 1, &before);
  epi_matrix_new (3, 1, &after);
  epi_lsq_update_new (&cloud.ls, &update);
  epi_lsq_update_solve (update, &before, NULL);
  get_row (&cloud, 3, row);
  memcpy (bad, row, sizeof bad);
  bad[1] = NAN;
  g_assert_cmpint (
      epi_lsq_update_replace (update, row, row + 3, 1, bad, bad + 3, 1), ==,
      EPI_NOT_FINITE);
  g_assert_cmpint (
      epi_lsq_update_replace (update, bad, bad + 3, 1, row, row + 3, 1), ==,
      EPI_NOT_FINITE);
  g_assert_cmpint (epi_lsq_update_add (update, row, row + 3, INFINITY), ==,
                   EPI_NOT_FINITE);
  epi_lsq_update_solve (update, &after, NULL);
  for (size_t j = 0; j < 3; j++)
    g_assert_cmpfloat_with_epsilon (before.data[j], after.data[j], 1e-13);
  epi_lsq_update_free (update);
  epi_matrix_clear (&before);
  epi_matrix_clear (&after);
  cloud_clear (&cloud);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/lsq-update/" name, func)
  ADD ("ten-thousand-moves-leave-the-answer-of-a-refit",
       test_ten_thousand_moves_leave_the_answer_of_a_refit);
  ADD ("a-dozen-features-and-two-outputs-too",
       test_a_dozen_features_and_two_outputs_too);
  ADD ("a-ridge-stays-when-rows-move", test_a_ridge_stays_when_rows_move);
  ADD ("a-large-condition-is-solved-in-double-double",
       test_a_large_condition_is_solved_in_double_double);
  ADD ("few-points-moved-far-are-refactored-not-lost",
       test_few_points_moved_far_are_refactored_not_lost);
  ADD ("too-few-rows-are-singular-until-more-come",
       test_too_few_rows_are_singular_until_more_come);
  ADD ("a-row-that-is-not-finite-changes-nothing",
       test_a_row_that_is_not_finite_changes_nothing);
  return g_test_run ();
}
