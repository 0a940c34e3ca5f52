/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-ls-qr.h"
#include "fit/epi-ls-svd.h"
#include "fit/epi-normal-equations.h"
#include "method-checks.h"

#include <math.h>

/* A problem of known answer: B = A Θ + E with E orthogonal to the columns of
 * A by construction, so Θ is the optimum exactly. */
typedef struct {
  EpiLs ls;
  EpiMatrix theta;
  double *weights;
} Known;

/* Rows come in pairs with the same a and residuals ±e: Aᵀ E = 0 exactly.  All
 * entries are small integers. */
static Known
known_new (size_t n, size_t p, size_t m)
{
  Known known = {0};
  GRand *rand = g_rand_new_with_seed (7);

  g_assert (n % 2 == 0);
  known.ls.huber_delta = 1;
  epi_matrix_new (n, p, &known.ls.A);
  epi_matrix_new (n, m, &known.ls.B);
  epi_matrix_new (p, m, &known.theta);
  known.weights = g_new (double, n);
  for (size_t j = 0; j < p * m; j++)
    known.theta.data[j] = g_rand_int_range (rand, -9, 10);
  for (size_t i = 0; i < n; i++) {
    known.weights[i] =
        i % 2 == 0 ? g_rand_int_range (rand, 1, 5) : known.weights[i - 1];
    for (size_t j = 0; j < p; j++)
      *epi_matrix_at (&known.ls.A, i, j) =
          i % 2 == 0 ? g_rand_int_range (rand, -50, 51)
                     : *epi_matrix_at (&known.ls.A, i - 1, j);
    for (size_t l = 0; l < m; l++) {
      double sum = i % 2 == 0 ? 3 : -3;
      for (size_t j = 0; j < p; j++)
        sum += *epi_matrix_at (&known.ls.A, i, j) *
               *epi_matrix_at (&known.theta, j, l);
      *epi_matrix_at (&known.ls.B, i, l) = sum;
    }
  }
  known.ls.weights = known.weights;
  g_rand_free (rand);
  return known;
}

static void
known_clear (Known *known)
{
  epi_matrix_clear (&known->ls.A);
  epi_matrix_clear (&known->ls.B);
  epi_matrix_clear (&known->theta);
  g_free (known->weights);
}

static EpiStatus
refined_qr_new (const EpiLs *ls, EpiMethod **out)
{
  static const EpiLsQrOptions options = {.refinements = 20};
  return epi_ls_qr_new (ls, &options, out);
}

static EpiStatus
plain_qr_new (const EpiLs *ls, EpiMethod **out)
{
  return epi_ls_qr_new (ls, NULL, out);
}

typedef EpiStatus (*NewFunc) (const EpiLs *ls, EpiMethod **out);
static const NewFunc constructors[] = {epi_normal_equations_new, plain_qr_new,
                                       epi_ls_svd_new, refined_qr_new};

static void
check_known (const Known *known, NewFunc create, double epsilon)
{
  EpiMethod *method;

  g_assert_cmpint (create (&known->ls, &method), ==, EPI_OK);
  g_assert_cmpint (check_steps_allocate_nothing (method, 1000), ==,
                   EPI_CONVERGED);
  for (size_t j = 0; j < method->n; j++)
    g_assert_cmpfloat_with_epsilon (method->x[j], known->theta.data[j],
                                    epsilon);
  double expected = epi_ls_objective (&known->ls, &known->theta);
  g_assert_cmpfloat_with_epsilon (method->f, expected, 1e-9 * expected);
  epi_method_free (method);
}

static void
test_all_methods_find_the_known_answer (void)
{
  Known known = known_new (40, 5, 3);

  for (size_t i = 0; i < G_N_ELEMENTS (constructors); i++)
    check_known (&known, constructors[i], 1e-12);
  known_clear (&known);
}

static void
test_tall_problems_go_by_blocks (void)
{
  Known known = known_new (30000, 4, 2);

  for (size_t i = 0; i < G_N_ELEMENTS (constructors); i++)
    check_known (&known, constructors[i], 1e-12);
  known_clear (&known);
}

static void
test_refinement_gives_the_exact_answer (void)
{
  Known known = known_new (40, 5, 2);
  EpiMethod *method;

  refined_qr_new (&known.ls, &method);
  epi_method_run (method, 100, NULL, NULL);
  for (size_t j = 0; j < method->n; j++) /* long double's rounding is left */
    g_assert_cmpfloat_with_epsilon (method->x[j], known.theta.data[j], 1e-17);
  epi_method_free (method);
  known_clear (&known);
}

/* Column 3 all but equals column 2, so κ is about 10⁸; the residuals are small
 * (±3·2⁻²⁰), so that κ and not κ² rules what QR loses. */
static void
test_refinement_gains_the_digits_that_condition_cost (void)
{
  Known known = known_new (60, 4, 1);
  EpiMethod *plain, *refined, *normal;

  for (size_t i = 0; i < 60; i++) {
    double was = *epi_matrix_at (&known.ls.A, i, 3);
    double a2 = *epi_matrix_at (&known.ls.A, i, 2);
    double is = a2 + was / 67108864; /* 2²⁶: exact */
    *epi_matrix_at (&known.ls.A, i, 3) = is;
    known.ls.B.data[i] += (is - was) * known.theta.data[3];
    known.ls.B.data[i] += (i % 2 == 0 ? 3 : -3) * (0x1p-20 - 1);
  }
  plain_qr_new (&known.ls, &plain);
  refined_qr_new (&known.ls, &refined);
  epi_normal_equations_new (&known.ls, &normal);
  g_assert_cmpint (epi_method_run (plain, 100, NULL, NULL), ==, EPI_CONVERGED);
  g_assert_cmpint (epi_method_run (refined, 100, NULL, NULL), ==,
                   EPI_CONVERGED);
  epi_method_run (normal, 100, NULL, NULL);
  double error_plain = fabs (plain->x[3] / known.theta.data[3] - 1);
  double error_refined = fabs (refined->x[3] / known.theta.data[3] - 1);
  double error_normal = fabs (normal->x[3] / known.theta.data[3] - 1);
  g_assert_cmpfloat (error_refined, <, 1e-11);
  g_assert_cmpfloat (error_plain, <, 1e-6);
  g_assert_cmpfloat (error_normal, >, 1e-4); /* half the digits, and more */
  epi_method_free (plain);
  epi_method_free (refined);
  epi_method_free (normal);
  known_clear (&known);
}

static void
test_ridge_shrinks_all_but_the_free_columns (void)
{
  /* y = 2 + 3x on x = -1, 0, 1: with λ = 2 the slope is 6/(2+2). */
  double a[] = {1, 1, 1, -1, 0, 1}, b[] = {-1, 2, 5};
  EpiLs ls = {.A = epi_matrix_view (a, 3, 2, 3),
              .B = epi_matrix_view (b, 3, 1, 3),
              .ridge = 2,
              .n_free = 1};
  for (size_t i = 0; i < G_N_ELEMENTS (constructors); i++) {
    EpiMethod *method;
    constructors[i](&ls, &method);
    g_assert_cmpint (epi_method_run (method, 50, NULL, NULL), ==,
                     EPI_CONVERGED);
    g_assert_cmpfloat_with_epsilon (method->x[0], 2, 1e-14);
    g_assert_cmpfloat_with_epsilon (method->x[1], 1.5, 1e-14);
    g_assert_cmpfloat_with_epsilon (method->f, 2 * 1.5 * 1.5 + 2 * 1.5 * 1.5,
                                    1e-13);
    epi_method_free (method);
  }
}

static void
test_ridge_makes_more_columns_than_rows_solvable (void)
{
  double a[] = {1, 2}, b[] = {3};
  EpiLs ls = {.A = epi_matrix_view (a, 1, 2, 1),
              .B = epi_matrix_view (b, 1, 1, 1),
              .ridge = 5};
  for (size_t i = 0; i < G_N_ELEMENTS (constructors); i++) {
    EpiMethod *method;
    constructors[i](&ls, &method);
    g_assert_cmpint (epi_method_run (method, 50, NULL, NULL), ==,
                     EPI_CONVERGED);
    /* θ = aᵀb/(λ + ‖a‖²) */
    g_assert_cmpfloat_with_epsilon (method->x[0], 0.3, 1e-15);
    g_assert_cmpfloat_with_epsilon (method->x[1], 0.6, 1e-15);
    epi_method_free (method);
  }
}

/* Columns 1 and 1, and the sum of both: rank 1 of 3 in any units. */
static void
test_svd_of_deficient_rank_is_the_shortest (void)
{
  double a[] = {1, 1, 1, 1, 1, 1, 2, 2, 2}, b[] = {5, 6, 7};
  EpiLs ls = {.A = epi_matrix_view (a, 3, 3, 3),
              .B = epi_matrix_view (b, 3, 1, 3)};
  EpiMethod *svd, *qr, *normal;

  epi_ls_svd_new (&ls, &svd);
  g_assert_cmpint (epi_method_run (svd, 50, NULL, NULL), ==, EPI_CONVERGED);
  /* θ ∝ (1,1,2), θ₁ + θ₂ + 2θ₃ = 6 */
  g_assert_cmpfloat_with_epsilon (svd->x[0], 1, 1e-14);
  g_assert_cmpfloat_with_epsilon (svd->x[1], 1, 1e-14);
  g_assert_cmpfloat_with_epsilon (svd->x[2], 2, 1e-14);
  EpiFrame *frame = epi_method_record (svd);
  g_assert_cmpfloat (epi_frame_scalar (frame, "rank", 0), ==, 1);
  g_assert_true (isinf (epi_frame_scalar (frame, "condition", 0)));
  g_assert_cmpfloat_with_epsilon (epi_frame_find (frame, "sigma")->data[0],
                                  sqrt (18), 1e-14);
  epi_frame_unref (frame);
  plain_qr_new (&ls, &qr);
  g_assert_cmpint (epi_method_run (qr, 50, NULL, NULL), ==, EPI_SINGULAR);
  epi_normal_equations_new (&ls, &normal);
  g_assert_cmpint (epi_method_run (normal, 50, NULL, NULL), ==,
                   EPI_NOT_POSITIVE_DEFINITE);
  epi_method_free (svd);
  epi_method_free (qr);
  epi_method_free (normal);
}

static void
test_rank_does_not_depend_on_units (void)
{
  /* A column of 1e-20 is a unit, not a deficiency. */
  double a[] = {1, 1, 1, -1e-20, 0, 1e-20}, b[] = {1, 2, 3};
  EpiLs ls = {.A = epi_matrix_view (a, 3, 2, 3),
              .B = epi_matrix_view (b, 3, 1, 3)};
  EpiMethod *svd, *qr;

  epi_ls_svd_new (&ls, &svd);
  plain_qr_new (&ls, &qr);
  g_assert_cmpint (epi_method_run (svd, 50, NULL, NULL), ==, EPI_CONVERGED);
  g_assert_cmpint (epi_method_run (qr, 50, NULL, NULL), ==, EPI_CONVERGED);
  g_assert_cmpfloat_with_epsilon (svd->x[1], 1e20, 1e6);
  g_assert_cmpfloat_with_epsilon (qr->x[1], 1e20, 1e6);
  epi_method_free (svd);
  epi_method_free (qr);
}

static void
test_fewer_rows_than_columns_is_singular_or_shortest (void)
{
  double a[] = {3, 4}, b[] = {25};
  EpiLs ls = {.A = epi_matrix_view (a, 1, 2, 1),
              .B = epi_matrix_view (b, 1, 1, 1)};
  EpiMethod *qr, *svd;

  plain_qr_new (&ls, &qr);
  epi_ls_svd_new (&ls, &svd);
  g_assert_cmpint (epi_method_run (qr, 50, NULL, NULL), ==, EPI_SINGULAR);
  g_assert_cmpint (epi_method_run (svd, 50, NULL, NULL), ==, EPI_CONVERGED);
  g_assert_cmpfloat_with_epsilon (svd->x[0], 3, 1e-14);
  g_assert_cmpfloat_with_epsilon (svd->x[1], 4, 1e-14);
  epi_method_free (qr);
  epi_method_free (svd);
}

static void
test_a_reflection_zeroes_its_column_and_keeps_lengths (void)
{
  Known known = known_new (10, 3, 1);
  EpiMethod *qr;

  known.ls.weights = NULL;
  plain_qr_new (&known.ls, &qr);
  for (size_t done = 1; done <= 3; done++) {
    epi_method_step (qr);
    EpiFrame *frame = epi_method_record (qr);
    const EpiFrameItem *work = epi_frame_find (frame, "work");
    for (size_t j = 0; j < 4; j++) {
      double was = 0, is = 0;
      for (size_t i = 0; i < 10; i++) {
        double a =
            j < 3 ? *epi_matrix_at (&known.ls.A, i, j) : known.ls.B.data[i];
        was += a * a;
        is += pow (work->data[i + 10 * j], 2);
        if (j < done && i > j)
          g_assert_cmpfloat (work->data[i + 10 * j], ==, 0);
      }
      g_assert_cmpfloat_with_epsilon (is, was, 1e-13 * was);
    }
    epi_frame_unref (frame);
  }
  epi_method_free (qr);
  known_clear (&known);
}

static void
test_infinite_data_is_a_status (void)
{
  for (size_t i = 0; i < 3; i++) {
    Known known = known_new (10, 3, 1);
    EpiMethod *method;
    known.ls.A.data[5] = INFINITY;
    constructors[i](&known.ls, &method);
    EpiStatus status = epi_method_run (method, 50, NULL, NULL);
    g_assert_cmpint (status, ==, EPI_NOT_FINITE);
    epi_method_free (method);
    known_clear (&known);
  }
}

static void
test_a_restored_state_repeats_to_the_bit (void)
{
  Known known = known_new (40, 4, 2);

  for (size_t i = 0; i < G_N_ELEMENTS (constructors); i++)
    for (size_t at = 0; at < 7; at++) {
      EpiMethod *method, *twin;
      constructors[i](&known.ls, &method);
      constructors[i](&known.ls, &twin);
      check_restored_state_repeats (method, twin, at, 8);
    }
  known_clear (&known);
}

static void
test_no_memory_is_a_status (void)
{
  Known known = known_new (10, 3, 1);

  for (size_t i = 0; i < G_N_ELEMENTS (constructors); i++)
    for (long n = 0; n < 5; n++) {
      EpiMethod *method;
      epi_alloc_fail_at (n);
      g_assert_cmpint (constructors[i](&known.ls, &method), ==, EPI_NO_MEMORY);
      g_assert_null (method);
      epi_alloc_fail_at (-1);
    }
  known_clear (&known);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/ls-direct/" name, func)
  ADD ("all-methods-find-the-known-answer",
       test_all_methods_find_the_known_answer);
  ADD ("tall-problems-go-by-blocks", test_tall_problems_go_by_blocks);
  ADD ("refinement-gives-the-exact-answer",
       test_refinement_gives_the_exact_answer);
  ADD ("refinement-gains-the-digits-that-condition-cost",
       test_refinement_gains_the_digits_that_condition_cost);
  ADD ("ridge-shrinks-all-but-the-free-columns",
       test_ridge_shrinks_all_but_the_free_columns);
  ADD ("ridge-makes-more-columns-than-rows-solvable",
       test_ridge_makes_more_columns_than_rows_solvable);
  ADD ("svd-of-deficient-rank-is-the-shortest",
       test_svd_of_deficient_rank_is_the_shortest);
  ADD ("rank-does-not-depend-on-units", test_rank_does_not_depend_on_units);
  ADD ("fewer-rows-than-columns-is-singular-or-shortest",
       test_fewer_rows_than_columns_is_singular_or_shortest);
  ADD ("a-reflection-zeroes-its-column-and-keeps-lengths",
       test_a_reflection_zeroes_its_column_and_keeps_lengths);
  ADD ("infinite-data-is-a-status", test_infinite_data_is_a_status);
  ADD ("a-restored-state-repeats-to-the-bit",
       test_a_restored_state_repeats_to_the_bit);
  ADD ("no-memory-is-a-status", test_no_memory_is_a_status);
  return g_test_run ();
}
