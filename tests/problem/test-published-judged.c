/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be said about the published linear and quadratic programs without
 * solving them: every Hessian is semidefinite, and a contradiction is found
 * only where the table says infeasible.
 */
#include "problem/epi-program.h"
#include "problem/epi-qp-cone.h"

#include <glib.h>

static int contradictions;

/* The Hessian is convex as it stands and not when it is turned. */
static void
check_convexity (EpiProgram *program, EpiProgramAnswer *answer)
{
  const char *nonconvex[] = {"Q is not positive semidefinite",
                             "Q is not negative semidefinite"};
  EpiConvexCertificate out;

  answer->qp.status = EPI_CONVERGED;
  for (int turned = 0; turned < 2; turned++) {
    program->qp.maximize = turned != 0;
    epi_program_certify (program, answer, 1e-8, &out);
    g_assert_cmpint (g_strcmp0 (out.missing, nonconvex[turned]) == 0, ==,
                     turned && epi_sparse_entries (&program->qp.Q) > 0);
  }
  program->qp.maximize = false;
}

static void
check_cone (const EpiProgram *program, EpiProgramAnswer *answer,
            const char *status)
{
  EpiConvexCertificate out;
  EpiConeProgram cone;
  EpiQpMap map;

  if (epi_qp_to_cone (&program->qp, &cone, &map) == EPI_INFEASIBLE) {
    g_assert_cmpstr (status, ==, "infeasible");
    g_assert_true (epi_qp_contradiction (&program->qp, &answer->qp));
    epi_program_certify (program, answer, 1e-12, &out);
    g_assert_cmpint (out.status, ==, EPI_INFEASIBLE);
    contradictions++;
  }
  epi_qp_map_clear (&map);
  epi_cone_program_clear (&cone);
}

static void
check_file (const char *folder, char *const *cells)
{
  enum { STATUS = 5, FILE_NAME = 9 };
  char *path = g_build_filename (folder, cells[FILE_NAME], NULL);
  EpiProgramAnswer answer;
  EpiProgram program;
  GError *error = NULL;

  g_test_message ("%s", cells[0]);
  epi_program_read (path, &program, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (epi_program_answer_new (&program, &answer), ==, EPI_OK);
  check_convexity (&program, &answer);
  check_cone (&program, &answer, cells[STATUS]);
  epi_program_answer_clear (&answer);
  epi_program_clear (&program);
  g_free (path);
}

static bool
check_family (const char *family)
{
  const char *shared = g_getenv ("EPIGRAPH_SHARED_DIR");
  char *folder =
      g_build_filename (shared != NULL ? shared : "", "problems", family, NULL);
  char *path = g_build_filename (folder, "optimal.tsv", NULL), *table;
  bool there = g_file_get_contents (path, &table, NULL, NULL);

  if (there) {
    char **lines = g_strsplit (g_strchomp (table), "\n", -1);
    for (char **line = lines + 1; *line != NULL; line++) {
      char **cells = g_strsplit (*line, "\t", -1);
      check_file (folder, cells);
      g_strfreev (cells);
    }
    g_strfreev (lines);
    g_free (table);
  } else
    g_test_skip ("no folder problems under EPIGRAPH_SHARED_DIR");
  g_free (path);
  g_free (folder);
  return there;
}

static void
test_quadratic (void)
{
  check_family ("qp");
}

/* gran and woodinfe show it in one row each. */
static void
test_linear (void)
{
  contradictions = 0;
  if (check_family ("lp"))
    g_assert_cmpint (contradictions, >=, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/published-judged/quadratic-are-convex", test_quadratic);
  g_test_add_func ("/published-judged/linear-contradict-where-infeasible",
                   test_linear);
  return g_test_run ();
}
