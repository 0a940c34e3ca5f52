/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The published linear programs: the optimum of the table to six digits, with
 * a certificate at 1e-8; infeasible and unbounded ones by their rays.
 */
#include "convex/epi-solve.h"

#include <math.h>
#include <string.h>

enum { NAME = 0, STATUS = 5, DIFFICULTY = 6, OPTIMUM = 7, FILE_NAME = 9 };

static void
solve_file (const char *folder, char *const *cells, const char *method)
{
  EpiSolveOptions options = {
      .method = method, .tolerance = 1e-8, .max_iterations = 200000};
  char *path = g_build_filename (folder, cells[FILE_NAME], NULL);
  EpiSolution solution;
  EpiProgram program;
  GError *error = NULL;

  epi_program_read (path, &program, NULL, &error);
  g_assert_no_error (error);
  epi_solve (&program, &options, NULL, NULL, &solution);
  g_test_message ("%s: %s after %zu steps, certified to %g", cells[NAME],
                  epi_status_word (solution.status), solution.iterations,
                  solution.certificate.tolerance_reached);
  g_assert_cmpstr (epi_status_word (solution.status), ==, cells[STATUS]);
  if (solution.status == EPI_OPTIMAL) {
    double optimum = g_ascii_strtod (cells[OPTIMUM], NULL);
    g_assert_cmpfloat (fabs (solution.certificate.primal - optimum), <=,
                       1e-6 * fabs (optimum));
  }
  epi_solution_clear (&solution);
  epi_program_clear (&program);
  g_free (path);
}

static void
solve_all (const char *method, gboolean hard_ones)
{
  const char *shared = g_getenv ("EPIGRAPH_SHARED_DIR");
  char *folder =
      g_build_filename (shared != NULL ? shared : "", "problems", "lp", NULL);
  char *path = g_build_filename (folder, "optimal.tsv", NULL), *table;

  if (g_file_get_contents (path, &table, NULL, NULL)) {
    char **lines = g_strsplit (g_strchomp (table), "\n", -1);
    g_assert_cmpuint (g_strv_length (lines), >, 1);
    for (char **line = lines + 1; *line != NULL; line++) {
      char **cells = g_strsplit (*line, "\t", -1);
      g_assert_cmpuint (g_strv_length (cells), >=, 10);
      if (hard_ones || strcmp (cells[DIFFICULTY], "hard") != 0)
        solve_file (folder, cells, method);
      g_strfreev (cells);
    }
    g_strfreev (lines);
    g_free (table);
  } else
    g_test_skip ("no folder problems under EPIGRAPH_SHARED_DIR");
  g_free (path);
  g_free (folder);
}

static void
test_dual_solves_all (void)
{
  solve_all ("dual-simplex", TRUE);
}

static void
test_primal_solves_easy_and_medium_ones (void)
{
  solve_all ("primal-simplex", FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simplex-published/dual-solves-all", test_dual_solves_all);
  g_test_add_func ("/simplex-published/primal-solves-easy-and-medium-ones",
                   test_primal_solves_easy_and_medium_ones);
  return g_test_run ();
}
