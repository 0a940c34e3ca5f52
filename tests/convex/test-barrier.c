/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "barrier-checks.h"

static EpiStatus
solve_sdp (const EpiSdp *sdp, EpiSdpAnswer *answer)
{
  EpiBarrierOptions options = {.tolerance = TOLERANCE};
  EpiConvexCertificate certificate;
  EpiMethod *method;
  g_assert_cmpint (epi_barrier_sdp_new (sdp, &options, &method), ==, EPI_OK);
  g_assert_cmpint (epi_sdp_answer_new (sdp, answer), ==, EPI_OK);
  EpiStatus status = check_steps_allocate_nothing (method, MOST_STEPS);
  epi_barrier_sdp_answer (method, answer);
  epi_method_free (method);
  epi_sdp_certify (sdp, answer, TOLERANCE, &certificate);
  return judged (status, &certificate);
}

static EpiStatus
solve_gp (const EpiGp *gp, EpiGpAnswer *answer)
{
  EpiBarrierOptions options = {.tolerance = TOLERANCE};
  EpiConvexCertificate certificate;
  EpiMethod *method;
  g_assert_cmpint (epi_barrier_gp_new (gp, &options, &method), ==, EPI_OK);
  g_assert_cmpint (epi_gp_answer_new (gp, answer), ==, EPI_OK);
  EpiStatus status = check_steps_allocate_nothing (method, MOST_STEPS);
  epi_barrier_gp_answer (method, answer);
  epi_method_free (method);
  epi_gp_certify (gp, answer, TOLERANCE, &certificate);
  return judged (status, &certificate);
}

static void
test_infeasible_and_unbounded_lp (void)
{
  const double G[] = {1, 1, -1, 0, 0, -1}, c[] = {-1, 0};
  const double empty[] = {-1, 0, 0}, open[] = {INFINITY, -2, -3};
  /* x ≥ 0, y ≥ 0, x + y ≤ -1;  x ≥ 2, y ≥ 3 */
  EpiQp qp;
  EpiQpAnswer answer;
  make_polytope (3, 2, G, empty, c, &qp);
  g_assert_cmpint (solve_qp (&qp, &answer), ==, EPI_INFEASIBLE);
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);
  make_polytope (3, 2, G, open, c, &qp);
  g_assert_cmpint (solve_qp (&qp, &answer), ==, EPI_UNBOUNDED);
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);
}

/* x + y = 1 twice and its double; then one of them with another side. */
static void
test_dependent_equalities (void)
{
  const double G[] = {1, 1, 1, 1, 2, 2, -1, 0, 0, -1}, c[] = {1, 2};
  const double h[] = {1, 1, 2, 0, 0};
  EpiQp qp;
  EpiQpAnswer answer;
  make_polytope (5, 2, G, h, c, &qp);
  for (int i = 0; i < 3; i++)
    qp.row_lower[i] = qp.row_upper[i];
  g_assert_cmpint (solve_qp (&qp, &answer), ==, EPI_CONVERGED);
  g_assert_cmpfloat_with_epsilon (answer.x[0], 1, 1e-7);
  epi_qp_answer_clear (&answer);
  qp.row_lower[2] = qp.row_upper[2] = 3;
  g_assert_cmpint (solve_qp (&qp, &answer), ==, EPI_INFEASIBLE);
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);
}

/* Up to 6 variables and 9 rows with bounds of every kind, half of them with a
 * diagonal Q. */
static void
make_any_qp (uint64_t seed, EpiQp *qp)
{
  EpiRandom random = epi_random (seed, 77);
  size_t n = 1 + epi_random_below (&random, 6);
  size_t m = epi_random_below (&random, 10), count = 0;
  EpiTriplet triplets[64];
  g_assert_cmpint (epi_qp_new (m, n, qp), ==, EPI_OK);
  for (size_t i = 0; i < m; i++) {
    double low = (double)epi_random_below (&random, 11) - 3;
    size_t kind = epi_random_below (&random, 4);
    for (size_t j = 0; j < n; j++)
      triplets[count++] = (EpiTriplet){
          (int)i, (int)j, (double)epi_random_below (&random, 7) - 3};
    if (kind != 0)
      qp->row_lower[i] = low;
    if (kind != 1)
      qp->row_upper[i] = low + (kind == 2 ? 0 : 3);
  }
  epi_sparse_clear (&qp->A);
  g_assert_cmpint (epi_sparse_from_triplets (m, n, triplets, count, &qp->A), ==,
                   EPI_OK);
  for (size_t j = 0; j < n; j++) {
    qp->c[j] = (double)epi_random_below (&random, 9) - 4;
    if (epi_random_below (&random, 4) == 0)
      qp->lower[j] = -INFINITY;
    if (epi_random_below (&random, 3) == 0)
      qp->upper[j] = 4;
    triplets[j] =
        (EpiTriplet){(int)j, (int)j, (double)epi_random_below (&random, 3)};
  }
  epi_sparse_clear (&qp->Q);
  g_assert_cmpint (
      epi_sparse_from_triplets (n, n, triplets, seed % 2 == 0 ? n : 0, &qp->Q),
      ==, EPI_OK);
}

/* Whatever is drawn: what is claimed is proven (solve_qp()).  Only where
 * there is no interior or no central path nothing is. */
static void
test_claims_are_proven (void)
{
  size_t claims = 0;
  const size_t all = 500;
  for (uint64_t seed = 1; seed <= all; seed++) {
    EpiQp qp;
    EpiQpAnswer answer;
    make_any_qp (seed, &qp);
    EpiStatus status = solve_qp (&qp, &answer);
    claims += status == EPI_CONVERGED || status == EPI_INFEASIBLE ||
              status == EPI_UNBOUNDED;
    epi_qp_answer_clear (&answer);
    epi_qp_clear (&qp);
  }
  g_test_message ("%zu of %zu", claims, all);
  g_assert_cmpuint (claims, >=, all * 9 / 10);
}

/* x ≤ 1 and x ≥ 1 as rows: feasible, without an interior.  It does not say
 * infeasible. */
static void
test_no_interior_is_not_infeasible (void)
{
  const double G[] = {1, 0, -1, 0, 0, 1, 0, -1}, c[] = {1, 1};
  const double h[] = {1, -1, 1, 1};
  EpiQp qp;
  EpiQpAnswer answer;
  make_polytope (4, 2, G, h, c, &qp);
  g_assert_cmpint (solve_qp (&qp, &answer), ==, EPI_NUMERICAL);
  epi_qp_answer_clear (&answer);
  epi_qp_clear (&qp);
}

/* minimize tr(SX) - log det X: X = S⁻¹, by Newton's method alone. */
static void
test_inverse_covariance (void)
{
  const double c[] = {2, 2 * 0.6, 1}; /* S = [2 .6; .6 1] on x₁₁, x₁₂, x₂₂ */
  const EpiSdpBlock block = {.size = 2, .weight = 1};
  const EpiSdpEntry entries[] = {
      {1, 0, 0, 0, 1}, {2, 0, 0, 1, 1}, {3, 0, 1, 1, 1}};
  const double det = 2 - 0.36;
  EpiSdp sdp;
  EpiSdpAnswer answer;
  g_assert_cmpint (epi_sdp_new (3, c, 1, &block, 3, entries, &sdp), ==, EPI_OK);
  g_assert_cmpint (solve_sdp (&sdp, &answer), ==, EPI_CONVERGED);
  g_assert_cmpfloat_with_epsilon (answer.x[0], 1 / det, 1e-6);
  g_assert_cmpfloat_with_epsilon (answer.x[1], -0.6 / det, 1e-6);
  g_assert_cmpfloat_with_epsilon (answer.x[2], 2 / det, 1e-6);
  epi_sdp_answer_clear (&answer);
  epi_sdp_clear (&sdp);
}

/* [x -1; -1 -x] ⪰ 0 has no point;  x ↦ diag (x, x - 1), minimize -x. */
static void
test_infeasible_and_unbounded_sdp (void)
{
  const double c = -1;
  const EpiSdpBlock block = {.size = 2};
  const EpiSdpEntry empty[] = {
      {0, 0, 0, 1, 1}, {1, 0, 0, 0, 1}, {1, 0, 1, 1, -1}};
  const EpiSdpEntry open[] = {
      {0, 0, 1, 1, 1}, {1, 0, 0, 0, 1}, {1, 0, 1, 1, 1}};
  EpiSdp sdp;
  EpiSdpAnswer answer;
  g_assert_cmpint (epi_sdp_new (1, &c, 1, &block, 3, empty, &sdp), ==, EPI_OK);
  g_assert_cmpint (solve_sdp (&sdp, &answer), ==, EPI_INFEASIBLE);
  epi_sdp_answer_clear (&answer);
  epi_sdp_clear (&sdp);
  g_assert_cmpint (epi_sdp_new (1, &c, 1, &block, 3, open, &sdp), ==, EPI_OK);
  g_assert_cmpint (solve_sdp (&sdp, &answer), ==, EPI_UNBOUNDED);
  epi_sdp_answer_clear (&answer);
  epi_sdp_clear (&sdp);
}

static void
test_random_gps (void)
{
  for (uint64_t seed = 1; seed <= 10; seed++) {
    EpiGp gp;
    EpiGpAnswer answer;
    g_assert_cmpint (epi_gp_random_new (seed, 12, 8, NULL, &gp), ==, EPI_OK);
    g_assert_cmpint (solve_gp (&gp, &answer), ==, EPI_CONVERGED);
    epi_gp_answer_clear (&answer);
    epi_gp_clear (&gp);
  }
}

/* 2x ≤ 1, 2/x ≤ 1; and minimize 1/x over x ≥ 4. */
static void
test_infeasible_and_unbounded_gp (void)
{
  const double empty_c[] = {1, 2, 2}, open_c[] = {1, 4};
  const int empty_i[] = {0, 1, 2}, open_i[] = {0, 1};
  const EpiTriplet empty[] = {{0, 0, 1}, {0, 1, 1}, {0, 2, -1}};
  const EpiTriplet open[] = {{0, 0, -1}, {0, 1, -1}};
  EpiGp gp;
  EpiGpAnswer answer;
  g_assert_cmpint (epi_gp_new (2, 1, 3, empty_c, empty_i, empty, 3, &gp), ==,
                   EPI_OK);
  g_assert_cmpint (solve_gp (&gp, &answer), ==, EPI_INFEASIBLE);
  epi_gp_answer_clear (&answer);
  epi_gp_clear (&gp);
  g_assert_cmpint (epi_gp_new (1, 1, 2, open_c, open_i, open, 2, &gp), ==,
                   EPI_OK);
  g_assert_cmpint (solve_gp (&gp, &answer), ==, EPI_UNBOUNDED);
  epi_gp_answer_clear (&answer);
  epi_gp_clear (&gp);
}

static void
test_restored_state_repeats (void)
{
  EpiQp qp;
  EpiMethod *method, *twin;
  make_hexagon (&qp);
  g_assert_cmpint (epi_barrier_qp_new (&qp, NULL, &method), ==, EPI_OK);
  g_assert_cmpint (epi_barrier_qp_new (&qp, NULL, &twin), ==, EPI_OK);
  check_restored_state_repeats (method, twin, 12, 20);
  epi_qp_clear (&qp);
}

/* A restored method answers as it did, multipliers included. */
static void
test_restored_state_answers (void)
{
  EpiSdp sdp;
  EpiMethod *method;
  EpiSdpAnswer before, after;
  make_elliptope (&sdp);
  g_assert_cmpint (epi_barrier_sdp_new (&sdp, NULL, &method), ==, EPI_OK);
  g_assert_cmpint (epi_sdp_answer_new (&sdp, &before), ==, EPI_OK);
  g_assert_cmpint (epi_sdp_answer_new (&sdp, &after), ==, EPI_OK);
  epi_method_run (method, 15, NULL, NULL);
  epi_barrier_sdp_answer (method, &before);
  void *state = g_malloc (epi_method_state_size (method));
  epi_method_save_state (method, state);
  epi_method_run (method, MOST_STEPS, NULL, NULL);
  epi_method_restore_state (method, state);
  epi_barrier_sdp_answer (method, &after);
  g_assert_cmpmem (before.Y, 9 * sizeof (double), after.Y, 9 * sizeof (double));
  g_assert_cmpmem (before.x, 2 * sizeof (double), after.x, 2 * sizeof (double));
  g_free (state);
  epi_method_free (method);
  epi_sdp_answer_clear (&before);
  epi_sdp_answer_clear (&after);
  epi_sdp_clear (&sdp);
}

static void
test_refused (void)
{
  EpiQp qp;
  EpiMethod *method;
  g_assert_cmpint (epi_qp_new (0, 100000, &qp), ==, EPI_OK);
  g_assert_cmpint (epi_barrier_qp_new (&qp, NULL, &method), ==,
                   EPI_UNSUPPORTED);
  g_assert_null (method);
  epi_qp_clear (&qp);
  make_hexagon (&qp);
  qp.c[1] = NAN;
  g_assert_cmpint (epi_barrier_qp_new (&qp, NULL, &method), ==, EPI_NOT_FINITE);
  g_assert_null (method);
  epi_qp_clear (&qp);
}

static void
test_no_memory (void)
{
  EpiQp qp;
  EpiSdp sdp;
  EpiGp gp;
  EpiMethod *method;
  make_hexagon (&qp);
  make_elliptope (&sdp);
  g_assert_cmpint (epi_gp_random_new (1, 8, 4, NULL, &gp), ==, EPI_OK);
  for (int kind = 0; kind < 3; kind++) {
    EpiStatus status = EPI_NO_MEMORY;
    for (long n = 0; status == EPI_NO_MEMORY; n++) {
      epi_alloc_fail_at (n);
      status = kind == 0   ? epi_barrier_qp_new (&qp, NULL, &method)
               : kind == 1 ? epi_barrier_sdp_new (&sdp, NULL, &method)
                           : epi_barrier_gp_new (&gp, NULL, &method);
      g_assert_true (status == EPI_OK || method == NULL);
    }
    epi_alloc_fail_at (-1);
    g_assert_cmpint (status, ==, EPI_OK);
    epi_method_free (method);
  }
  epi_qp_clear (&qp);
  epi_sdp_clear (&sdp);
  epi_gp_clear (&gp);
}

/* Every published program of the family that is small enough ends with a
 * certificate of what it is. */
static void
test_published (const void *path)
{
  const EpiSolveOptions options = {"barrier", TOLERANCE, MOST_STEPS};
  GError *error = NULL;
  EpiProgram program;
  EpiSolution solution;
  epi_program_read (path, &program, NULL, &error);
  g_assert_no_error (error);
  EpiStatus status = epi_solve (&program, &options, NULL, NULL, &solution);
  if (status == EPI_UNSUPPORTED)
    g_test_skip ("too large for the barrier method");
  else
    g_assert_true (status == EPI_OPTIMAL || status == EPI_INFEASIBLE ||
                   status == EPI_UNBOUNDED);
  epi_solution_clear (&solution);
  epi_program_clear (&program);
}

static void
test_no_published (void)
{
  g_test_skip ("no such folder under EPIGRAPH_SHARED_DIR/problems");
}

static void
add_published (const char *family)
{
  const char *shared = g_getenv ("EPIGRAPH_SHARED_DIR"), *file;
  char *folder =
      g_build_filename (shared != NULL ? shared : "", "problems", family, NULL);
  GDir *dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL) {
    char *name = g_strdup_printf ("/barrier/published/%s", file);
    if (strstr (file, ".eo") != NULL || strstr (file, ".dat-s") != NULL)
      g_test_add_data_func_full (name, g_build_filename (folder, file, NULL),
                                 test_published, g_free);
    g_free (name);
  }
  if (dir == NULL) {
    char *name = g_strdup_printf ("/barrier/published/no-%s", family);
    g_test_add_func (name, test_no_published);
    g_free (name);
  } else
    g_dir_close (dir);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/barrier/infeasible-and-unbounded-lp",
                   test_infeasible_and_unbounded_lp);
  g_test_add_func ("/barrier/dependent-equalities", test_dependent_equalities);
  g_test_add_func ("/barrier/claims-are-proven", test_claims_are_proven);
  g_test_add_func ("/barrier/no-interior-is-not-infeasible",
                   test_no_interior_is_not_infeasible);
  g_test_add_func ("/barrier/inverse-covariance", test_inverse_covariance);
  g_test_add_func ("/barrier/infeasible-and-unbounded-sdp",
                   test_infeasible_and_unbounded_sdp);
  g_test_add_func ("/barrier/random-gps", test_random_gps);
  g_test_add_func ("/barrier/infeasible-and-unbounded-gp",
                   test_infeasible_and_unbounded_gp);
  g_test_add_func ("/barrier/restored-state-repeats",
                   test_restored_state_repeats);
  g_test_add_func ("/barrier/restored-state-answers",
                   test_restored_state_answers);
  g_test_add_func ("/barrier/refused", test_refused);
  g_test_add_func ("/barrier/no-memory", test_no_memory);
  add_published ("gp");
  add_published ("maxdet");
  return g_test_run ();
}
