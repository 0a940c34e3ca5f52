/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gp-checks.h"

/* A posynomial problem written term by term: which fᵢ, cₜ, exponents (n). */
typedef struct {
  int constraint;
  double coefficient;
  double exponent[4];
} Term;

static void
make_gp (size_t constraints, size_t n, const Term *terms, size_t count,
         EpiGp *out)
{
  double coefficient[64];
  int constraint[64];
  EpiTriplet triplets[256];
  size_t entries = 0;
  for (size_t t = 0; t < count; t++) {
    coefficient[t] = terms[t].coefficient;
    constraint[t] = terms[t].constraint;
    for (size_t j = 0; j < n; j++)
      if (terms[t].exponent[j] != 0)
        triplets[entries++] =
            (EpiTriplet){(int)j, (int)t, terms[t].exponent[j]};
  }
  g_assert_cmpint (epi_gp_new (constraints, n, count, coefficient, constraint,
                               triplets, entries, out),
                   ==, EPI_OK);
}

/* The optimum f₀ of a problem that has one; its u in *answer. */
static void
check_optimum (size_t constraints, size_t n, const Term *terms, size_t count,
               double optimum, EpiGpAnswer *answer)
{
  EpiGp gp;
  double worst;
  make_gp (constraints, n, terms, count, &gp);
  g_assert_cmpint (solve_and_check (&gp, answer), ==, EPI_CONVERGED);
  g_assert_cmpfloat_with_epsilon (log_objective (&gp, answer->u, &worst),
                                  log (optimum), 1e-8);
  epi_gp_clear (&gp);
}

static void
check_status (size_t constraints, size_t n, const Term *terms, size_t count,
              EpiStatus status)
{
  EpiGp gp;
  EpiGpAnswer answer;
  make_gp (constraints, n, terms, count, &gp);
  g_assert_cmpint (solve_and_check (&gp, &answer), ==, status);
  epi_gp_answer_clear (&answer);
  epi_gp_clear (&gp);
}

/* x + y + z ≥ 3 (xyz)^⅓. */
static void
test_means (void)
{
  const Term terms[] = {{0, 1, {1, 0}}, {0, 1, {0, 1}}, {0, 1, {-1, -1}}};
  EpiGpAnswer answer;
  check_optimum (0, 2, terms, G_N_ELEMENTS (terms), 3, &answer);
  g_assert_cmpfloat_with_epsilon (answer.u[0], 0, 1e-4);
  g_assert_cmpfloat_with_epsilon (answer.u[1], 0, 1e-4);
  for (int t = 0; t < 3; t++)
    g_assert_cmpfloat_with_epsilon (answer.delta[t], 1.0 / 3, 1e-4);
  epi_gp_answer_clear (&answer);
}

/* The largest box of surface 6 is the unit cube; with surface S its volume is
 * (S/6)^{3/2}: λ = d log V / d log S = 3/2. */
static void
test_largest_box (void)
{
  const double S = 10;
  const Term terms[] = {{0, 1, {-1, -1, -1}},
                        {1, 2 / S, {1, 1, 0}},
                        {1, 2 / S, {0, 1, 1}},
                        {1, 2 / S, {1, 0, 1}}};
  EpiGpAnswer answer;
  check_optimum (1, 3, terms, G_N_ELEMENTS (terms), pow (S / 6, -1.5), &answer);
  g_assert_cmpfloat_with_epsilon (
      answer.delta[1] + answer.delta[2] + answer.delta[3], 1.5, 1e-6);
  epi_gp_answer_clear (&answer);
}

/* The least surface of a box that holds V. */
static void
test_water_tank (void)
{
  const double V = 100;
  const Term terms[] = {{0, 2, {1, 1, 0}},
                        {0, 2, {0, 1, 1}},
                        {0, 2, {1, 0, 1}},
                        {1, V, {-1, -1, -1}}};
  EpiGpAnswer answer;
  check_optimum (1, 3, terms, G_N_ELEMENTS (terms), 6 * pow (V, 2.0 / 3),
                 &answer);
  epi_gp_answer_clear (&answer);
}

/* As demb781: the unconstrained minimum of x + 1/x is feasible. */
static void
test_inactive_constraints (void)
{
  const Term terms[] = {{0, 1, {1}},     {0, 1, {-1}},  {1, 0.25, {1}},
                        {1, 0.25, {-1}}, {2, 0.1, {2}}, {3, 0.5, {1}}};
  EpiGpAnswer answer;
  check_optimum (3, 1, terms, G_N_ELEMENTS (terms), 2, &answer);
  for (int t = 2; t < 6; t++)
    g_assert_cmpfloat_with_epsilon (answer.delta[t], 0, 1e-7);
  epi_gp_answer_clear (&answer);
}

/* x = 3 as two monomials (no interior), a duplicate of one, and a variable
 * that occurs nowhere. */
static void
test_monomial_equality (void)
{
  const Term terms[] = {{0, 1, {1}},       {0, 1, {0, 1}}, {0, 1, {0, -1}},
                        {1, 1.0 / 3, {1}}, {2, 3, {-1}},   {3, 3, {-1}}};
  EpiGpAnswer answer;
  check_optimum (3, 3, terms, G_N_ELEMENTS (terms), 5, &answer);
  g_assert_cmpfloat_with_epsilon (answer.u[0], log (3), 1e-8);
  epi_gp_answer_clear (&answer);
}

/* No variables: constants are compared. */
static void
test_no_variables (void)
{
  const Term good[] = {{0, 2, {0}}, {0, 3, {0}}, {1, 0.3, {0}}, {1, 0.4, {0}}};
  const Term bad[] = {{0, 2, {0}}, {1, 0.7, {0}}, {1, 0.4, {0}}};
  EpiGpAnswer answer;
  check_optimum (1, 0, good, G_N_ELEMENTS (good), 5, &answer);
  epi_gp_answer_clear (&answer);
  check_status (1, 0, bad, G_N_ELEMENTS (bad), EPI_INFEASIBLE);
}

/* Replacing xⱼ by sⱼxⱼ changes coefficients by twelve decimal powers, and not
 * the optimum. */
static void
test_units_do_not_matter (void)
{
  const double units[3] = {1e12, 1e-12, 1e12};
  const Term terms[] = {{0, 1, {-1, -1, -1}}, {1, 0.2, {1, 1, 0}},
                        {1, 0.2, {0, 1, 1}},  {1, 0.2, {1, 0, 1}},
                        {2, 1, {1, 0, 0}},    {3, 1e-3, {0, -1, 0}}};
  double values[2], worst;
  for (int k = 0; k < 2; k++) {
    EpiGp gp;
    EpiGpAnswer answer;
    Term scaled[6];
    for (int t = 0; t < 6; t++) {
      scaled[t] = terms[t];
      for (int j = 0; j < 3 && k == 1; j++)
        scaled[t].coefficient *= pow (units[j], scaled[t].exponent[j]);
    }
    make_gp (3, 3, scaled, 6, &gp);
    g_assert_cmpint (solve_and_check (&gp, &answer), ==, EPI_CONVERGED);
    values[k] = log_objective (&gp, answer.u, &worst);
    epi_gp_answer_clear (&answer);
    epi_gp_clear (&gp);
  }
  g_assert_cmpfloat_with_epsilon (values[0], values[1], 1e-8);
}

static void
test_infeasible (void)
{
  const Term bounds[] = {{0, 1, {1}}, {1, 2, {1}}, {2, 2, {-1}}};
  const Term sums[] = {{0, 1, {1, 1}},    {1, 1, {1, 0}},
                       {1, 1, {0, 1}},    {2, 0.3, {-1, 0}},
                       {3, 0.3, {0, -1}}, {3, 0.5, {-1, -1}}};
  check_status (2, 1, bounds, G_N_ELEMENTS (bounds), EPI_INFEASIBLE);
  check_status (3, 2, sums, G_N_ELEMENTS (sums), EPI_INFEASIBLE);
}

/* The ray is there at once; a feasible point must be looked for. */
static void
test_unbounded (void)
{
  const Term at_start[] = {{0, 1, {1, 0}}, {1, 1, {1, 1}}};
  const Term to_be_found[] = {{0, 1, {-1, 0}},
                              {0, 1, {-2, -1}},
                              {1, 4, {-1, 0}},
                              {1, 1, {-1, 1}},
                              {2, 3, {0, -1}}};
  check_status (1, 2, at_start, G_N_ELEMENTS (at_start), EPI_UNBOUNDED);
  check_status (2, 2, to_be_found, G_N_ELEMENTS (to_be_found), EPI_UNBOUNDED);
}

/* A direction of descent, and no point: infeasible. */
static void
test_ray_without_point (void)
{
  const Term terms[] = {{0, 1, {1, 0}}, {1, 2, {0, 1}}, {2, 2, {0, -1}}};
  check_status (2, 2, terms, G_N_ELEMENTS (terms), EPI_INFEASIBLE);
}

static void
test_empty_objective (void)
{
  const Term terms[] = {{1, 1, {1}}};
  EpiGp gp;
  EpiMethod *method;
  make_gp (1, 1, terms, 1, &gp);
  g_assert_cmpint (epi_gp_method_new (&gp, NULL, &method), ==, EPI_UNSUPPORTED);
  g_assert_null (method);
  epi_gp_clear (&gp);
}

static void
test_restored_state_repeats (void)
{
  EpiGp gp;
  EpiMethod *method, *twin;
  g_assert_cmpint (epi_gp_random_new (7, 20, 8, NULL, &gp), ==, EPI_OK);
  g_assert_cmpint (epi_gp_method_new (&gp, NULL, &method), ==, EPI_OK);
  g_assert_cmpint (epi_gp_method_new (&gp, NULL, &twin), ==, EPI_OK);
  check_restored_state_repeats (method, twin, 5, 6);
  epi_gp_clear (&gp);
}

static void
test_no_memory (void)
{
  EpiGp gp;
  EpiMethod *method;
  g_assert_cmpint (epi_gp_random_new (7, 20, 8, NULL, &gp), ==, EPI_OK);
  EpiStatus status = EPI_NO_MEMORY;
  for (long n = 0; status == EPI_NO_MEMORY; n++) {
    epi_alloc_fail_at (n);
    status = epi_gp_method_new (&gp, NULL, &method);
    g_assert_true (status == EPI_OK || method == NULL);
  }
  epi_alloc_fail_at (-1);
  g_assert_cmpint (status, ==, EPI_OK);
  epi_method_free (method);
  epi_gp_clear (&gp);
}

typedef struct { /* a row of optimal.tsv */
  char *path;
  EpiStatus status;
  double log_optimum;
} Published;

/* Claimed and shown, and the published optimum to 1e-6 in the logarithm. */
static void
test_published (const void *data)
{
  const Published *row = data;
  GError *error = NULL;
  EpiProgram program;
  EpiGpAnswer answer;
  double worst;

  epi_program_read (row->path, &program, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (solve_and_check (&program.gp, &answer), ==, row->status);
  if (row->status == EPI_CONVERGED)
    g_assert_cmpfloat_with_epsilon (
        log_objective (&program.gp, answer.u, &worst), row->log_optimum, 1e-6);
  epi_gp_answer_clear (&answer);
  epi_program_clear (&program);
}

static void
published_free (void *data)
{
  Published *row = data;
  g_free (row->path);
  g_free (row);
}

static void
test_no_published (void)
{
  g_test_skip ("no file problems/gp/optimal.tsv under EPIGRAPH_SHARED_DIR");
}

/* One test a row: name … status (6th) … file (10th) … log_optimum (12th). */
static void
add_published (void)
{
  const char *shared = g_getenv ("EPIGRAPH_SHARED_DIR");
  char *folder =
      g_build_filename (shared != NULL ? shared : "", "problems", "gp", NULL);
  char *path = g_build_filename (folder, "optimal.tsv", NULL), *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    g_test_add_func ("/gp/published", test_no_published);
  char **lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  for (int i = 1; lines[0] != NULL && lines[i] != NULL; i++) {
    char **fields = g_strsplit (lines[i], "\t", -1);
    if (g_strv_length (fields) >= 12) {
      Published *row = g_new (Published, 1);
      char *name = g_strdup_printf ("/gp/published/%s", fields[0]);
      row->path = g_build_filename (folder, fields[9], NULL);
      row->status = fields[5][0] == 'o'   ? EPI_CONVERGED
                    : fields[5][0] == 'i' ? EPI_INFEASIBLE
                                          : EPI_UNBOUNDED;
      row->log_optimum = g_ascii_strtod (fields[11], NULL);
      g_test_add_data_func_full (name, row, test_published, published_free);
      g_free (name);
    }
    g_strfreev (fields);
  }
  g_strfreev (lines);
  g_free (text);
  g_free (path);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gp/sum-with-product-1-is-at-least-n", test_means);
  g_test_add_func ("/gp/largest-box-is-a-cube", test_largest_box);
  g_test_add_func ("/gp/water-tank", test_water_tank);
  g_test_add_func ("/gp/inactive-constraints-have-no-multiplier",
                   test_inactive_constraints);
  g_test_add_func ("/gp/monomial-equality", test_monomial_equality);
  g_test_add_func ("/gp/no-variables", test_no_variables);
  g_test_add_func ("/gp/units-do-not-matter", test_units_do_not_matter);
  g_test_add_func ("/gp/infeasible-with-ray", test_infeasible);
  g_test_add_func ("/gp/unbounded-with-ray-and-point", test_unbounded);
  g_test_add_func ("/gp/ray-without-point-is-infeasible",
                   test_ray_without_point);
  g_test_add_func ("/gp/empty-objective-is-unsupported", test_empty_objective);
  add_published ();
  g_test_add_func ("/gp/restored-state-repeats", test_restored_state_repeats);
  g_test_add_func ("/gp/no-memory", test_no_memory);
  return g_test_run ();
}
