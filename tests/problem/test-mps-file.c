/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing problems as MPS, and opening files by what is in them.
 */
#include "mps-text.h"

#include <stdio.h>
#include <math.h>
#include <zlib.h>

/* ---- Writing ---- */

static double
any_number (GRand *rand)
{
  return ldexp (g_rand_double_range (rand, -1, 1),
                g_rand_int_range (rand, -40, 60));
}

static void
test_written_and_read_again_it_is_the_same (void)
{
  GRand *rand = g_rand_new_with_seed (7);

  for (int round = 0; round < 300; round++) {
    EpiProgram program =
        program_text_read (QUADRATIC, HEAD "RHS\n B C 1\n" TRIANGLE END, 0);
    EpiQp *qp = &program.qp;
    qp->c0 = any_number (rand);
    for (size_t j = 0; j < 2; j++) {
      double a = any_number (rand), b = any_number (rand);
      qp->c[j] = any_number (rand);
      qp->lower[j] = g_rand_boolean (rand) ? a : -INFINITY;
      qp->upper[j] = g_rand_boolean (rand) ? b : INFINITY;
      a = any_number (rand);
      b = any_number (rand);
      qp->row_lower[j] = g_rand_boolean (rand) ? fmin (a, b) : -INFINITY;
      qp->row_upper[j] = g_rand_boolean (rand) ? fmax (a, b) : INFINITY;
    }
    for (size_t k = 0; k < epi_sparse_entries (&qp->A); k++)
      qp->A.value[k] = any_number (rand);
    for (size_t k = 0; k < 3; k++)
      qp->Q.value[k] = any_number (rand);
    program_text_round_trip (&program);
    epi_program_clear (&program);
  }
  g_rand_free (rand);
}

/* A column without entries is named in the objective, which then has a name. */
static void
test_without_an_objective_none_is_made_up (void)
{
  const char *text = "ROWS\n G R\nCOLUMNS\n X R 1\nRHS\n B R 2\nENDATA\n";
  EpiProgram program = program_text_read (LP, text, 0);
  size_t length;

  g_assert_null (program.qp.objective_name);
  program_text_round_trip (&program);
  program.qp.A.start[1] = 0; /* as one that was made, not read, may be */
  char *written = epi_mps_write (&program.qp, &length, NULL);
  g_assert_nonnull (strstr (written, "\n N OBJ\n"));
  g_assert_nonnull (strstr (written, "X OBJ 0"));
  g_free (written);
  epi_program_clear (&program);
}

/* ---- Files ---- */

static void
write_packed (const char *path, const char *text)
{
  gzFile file = gzopen (path, "wb");
  g_assert_nonnull (file);
  g_assert_cmpint (gzwrite (file, text, (unsigned)strlen (text)), ==,
                   (int)strlen (text));
  g_assert_cmpint (gzclose (file), ==, Z_OK);
}

/* Packed or not whatever the name says; the kind by the ending in any case,
 * else by the text. */
static void
test_gzip_is_told_by_its_bytes_and_the_kind_by_its_text (void)
{
  static const char *const names[] = {"it.mps",    "it.MPS", "it.qps",
                                      "it.MpS.Gz", "it.txt", "it"};
  static const char text[] = HEAD TRIANGLE END;
  char *folder = g_dir_make_tmp ("epigraph-mps-XXXXXX", NULL);

  for (size_t i = 0; i < 2 * G_N_ELEMENTS (names); i++) {
    char *path = g_build_filename (folder, names[i / 2], NULL);
    EpiProgram program;
    GError *error = NULL;
    if (i % 2 == 0)
      g_assert_true (g_file_set_contents (path, text, -1, NULL));
    else
      write_packed (path, text);
    epi_program_read (path, &program, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpint (program.kind, ==, EPI_PROGRAM_QUADRATIC);
    epi_program_clear (&program);
    g_assert_cmpint (remove (path), ==, 0);
    g_assert_false (epi_program_read (path, &program, NULL, &error));
    g_assert_nonnull (strstr (error->message, names[i / 2]));
    g_clear_error (&error);
    g_free (path);
  }
  g_assert_cmpint (remove (folder), ==, 0);
  g_free (folder);
}

/* Without an ending, .dat-s and .eo are told apart by what they say. */
static void
test_numbers_are_the_program_that_they_can_be (void)
{
  static const struct {
    const char *text;
    EpiProgramKind kind;
  } files[] = {
      {"* a comment\n1\n1\n2\n1\n1 1 1 1 1\n", EPI_PROGRAM_SEMIDEFINITE},
      {"* logdet-blocks: 1:1\n1\n1\n2\n1\n1 1 1 1 1\n", EPI_PROGRAM_MAXDET},
      {"0\n1\n2\n4\n1\n0\n0\n0 0 1\n1 0 -1\n", EPI_PROGRAM_GEOMETRIC}};
  char *folder = g_dir_make_tmp ("epigraph-mps-XXXXXX", NULL);
  char *path = g_build_filename (folder, "numbers", NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (files); i++) {
    EpiProgram program;
    GError *error = NULL;
    g_assert_true (g_file_set_contents (path, files[i].text, -1, NULL));
    epi_program_read (path, &program, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpint (program.kind, ==, files[i].kind);
    epi_program_clear (&program);
  }
  g_assert_cmpint (remove (path), ==, 0);
  g_assert_cmpint (remove (folder), ==, 0);
  g_free (path);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mps-file/written",
                   test_written_and_read_again_it_is_the_same);
  g_test_add_func ("/mps-file/no-objective",
                   test_without_an_objective_none_is_made_up);
  g_test_add_func ("/mps-file/names",
                   test_gzip_is_told_by_its_bytes_and_the_kind_by_its_text);
  g_test_add_func ("/mps-file/numbers",
                   test_numbers_are_the_program_that_they_can_be);
  return g_test_run ();
}
