/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rules that end where Dantzig's goes round for ever.
 */
#include "simplex-checks.h"

typedef struct {
  const char *name;
  double c[4], A[12], b[3], optimum;
  size_t period;
} Cycling;

static const Cycling cycling[] = {
    /* Beale 1955 */
    {"beale",
     {-0.75, 150, -0.02, 6},
     {0.25, -60, -0.04, 9, 0.5, -90, -0.02, 3, 0, 0, 1, 0},
     {0, 0, 1},
     -0.05,
     6},
    /* Marshall & Suurballe 1969, as in Chvátal, p. 31 */
    {"marshall-suurballe",
     {-10, 57, 9, 24},
     {0.5, -5.5, -2.5, 9, 0.5, -1.5, -0.5, 1, 1, 0, 0, 0},
     {0, 0, 1},
     -1,
     6},
    /* Kuhn: cycles by another tie rule, in exact arithmetic */
    {"kuhn",
     {-2, -3, 1, 12},
     {-2, -9, 1, 9, 1. / 3, 1, -1. / 3, -2, 2, 3, -1, -12},
     {0, 0, 2},
     -2,
     0},
};

/* Which variables are basic, as bits. */
static unsigned
basis_bits (const EpiMethod *method)
{
  EpiStanding standing[7];
  unsigned bits = 0;

  epi_simplex_basis (method, standing);
  for (unsigned j = 0; j < 7; j++)
    bits |= (standing[j] == EPI_BASIC ? 1u : 0) << j;
  return bits;
}

static void
test_dantzig_cycles_others_end (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (cycling); i++) {
    const Cycling *problem = &cycling[i];
    EpiQp lp = dense_lp (3, 4, problem->c, problem->A, problem->b);
    EpiSimplexOptions options = textbook (EPI_PRICING_DANTZIG);
    EpiMethod *method = new_method (&lp, &options);
    double objective;
    unsigned bits[60] = {0};

    for (size_t k = 0; k < 60 && problem->period > 0; k++) {
      bits[k] = basis_bits (method);
      g_assert_cmpint (epi_method_step (method), ==, EPI_RUNNING);
      g_assert_true (method->f == 0);
      if (k >= problem->period) /* the same bases over and over */
        g_assert_cmphex (bits[k], ==, bits[k - problem->period]);
    }
    if (problem->period > 0)
      g_assert_cmphex (bits[1], !=, bits[0]);
    epi_method_free (method);

    options = textbook (EPI_PRICING_BLAND);
    g_assert_cmpint (solve (&lp, &options, NULL, &objective), ==,
                     EPI_CONVERGED);
    g_assert_cmpfloat_with_epsilon (objective, problem->optimum, 1e-12);
    for (size_t k = 0; k < 2; k++)
      for (size_t p = 0; p < G_N_ELEMENTS (pricings); p++) {
        options = epi_simplex_defaults (kinds[k]);
        options.pricing = pricings[p];
        g_assert_cmpint (solve (&lp, &options, NULL, &objective), ==,
                         EPI_CONVERGED);
        g_assert_cmpfloat_with_epsilon (objective, problem->optimum, 1e-12);
      }
    epi_qp_clear (&lp);
  }
}

/* x₁ + x₂ = c, and rows that want each of them to be c, with rates whose sum
 * is rounded: between the two corners the sum of infeasibilities is flat, but
 * for 1e-17.  A phase 1 that goes by that goes to and fro for ever. */
static void
test_flat_slopes_end (void)
{
  const double rates[][2] = {{0.7, 0.3}, {0.6, 0.5}, {0.9, 0.7}, {0.37, 0.2}};
  const double level = 41.784, none = INFINITY, c[] = {0, 0};
  const double row_upper[] = {level, none, none, none, none};

  for (size_t r = 0; r < G_N_ELEMENTS (rates); r++)
    for (int corner = 0; corner < 2; corner++) {
      const double a = rates[r][0], b = rates[r][1];
      const double A[] = {1, 1, a, 0, 0, a, b, 0, 0, b};
      const EpiStanding start[] = {corner == 0 ? EPI_BASIC : EPI_AT_LOWER,
                                   corner == 0 ? EPI_AT_LOWER : EPI_BASIC,
                                   EPI_AT_LOWER,
                                   EPI_BASIC,
                                   EPI_BASIC,
                                   EPI_BASIC,
                                   EPI_BASIC};
      EpiQp lp = dense_lp (5, 2, c, A, row_upper);

      lp.row_lower[0] = level;
      lp.row_lower[1] = lp.row_lower[2] = a * level;
      lp.row_lower[3] = lp.row_lower[4] = b * level;
      for (size_t k = 0; k < 2; k++) {
        EpiSimplexOptions options = epi_simplex_defaults (kinds[k]);
        size_t steps;

        options.scale = false;
        options.start = start;
        g_assert_cmpint (solve (&lp, &options, &steps, NULL), ==,
                         EPI_INFEASIBLE);
        g_assert_cmpuint (steps, <, 20);
      }
      epi_qp_clear (&lp);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add_func ("/simplex-cycling/" path, func)
  ADD ("dantzig-cycles-others-end", test_dantzig_cycles_others_end);
  ADD ("flat-slopes-end", test_flat_slopes_end);
  return g_test_run ();
}
