/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every published file has the rows, columns and nonzeros that its table says,
 * and is the same when it is written and read again.
 */
#include "program-text.h"

/* How the tables count. */
typedef struct {
  size_t rows, cols, nonzeros;
} Size;

static size_t
count_nonzeros (const EpiSdp *sdp)
{
  size_t n = 0;
  for (size_t k = 0; k < sdp->n_entries; k++)
    n += sdp->entries[k].value != 0;
  return n;
}

static Size
size_of (const EpiProgram *program)
{
  switch (epi_program_form (program->kind)) {
  case EPI_FORM_QP:
    return (Size){program->qp.rows, program->qp.cols,
                  epi_sparse_entries (&program->qp.A)};
  case EPI_FORM_SDP: {
    size_t order = 0;
    for (size_t k = 0; k < program->sdp.n_blocks; k++)
      order += program->sdp.blocks[k].size;
    return (Size){program->sdp.m, order, count_nonzeros (&program->sdp)};
  }
  case EPI_FORM_GP:
    break;
  }
  return (Size){program->gp.constraints, program->gp.variables,
                program->gp.terms};
}

/* Free MPS has no names with blanks: then it is refused, and says so. */
static void
check_round_trip (const EpiProgram *program)
{
  GError *error = NULL;
  size_t length;
  char *text = epi_program_write (program, &length, &error);

  if (text != NULL)
    program_text_round_trip (program);
  else
    g_assert_nonnull (strstr (error->message, "blank"));
  g_clear_error (&error);
  g_free (text);
}

static void
check_file (const char *folder, char *const *cells)
{
  enum { ROWS = 1, COLS, NNZ, FILE_NAME = 9 };
  char *path = g_build_filename (folder, cells[FILE_NAME], NULL);
  GPtrArray *warnings = g_ptr_array_new_with_free_func (g_free);
  EpiProgram program;
  GError *error = NULL;

  epi_program_read (path, &program, warnings, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < warnings->len; i++)
    g_test_message ("%s", (char *)warnings->pdata[i]);
  g_assert_cmpuint (warnings->len, ==, 0);
  Size size = size_of (&program);
  g_test_message ("%s", cells[0]);
  g_assert_cmpuint (size.rows, ==, g_ascii_strtoull (cells[ROWS], NULL, 10));
  g_assert_cmpuint (size.cols, ==, g_ascii_strtoull (cells[COLS], NULL, 10));
  g_assert_cmpuint (size.nonzeros, ==, g_ascii_strtoull (cells[NNZ], NULL, 10));
  check_round_trip (&program);
  epi_program_clear (&program);
  g_ptr_array_unref (warnings);
  g_free (path);
}

static void
test_sizes_are_those_of_the_table (const void *family)
{
  const char *shared = g_getenv ("EPIGRAPH_SHARED_DIR");
  char *folder = g_build_filename (shared != NULL ? shared : "", "problems",
                                   (const char *)family, NULL);
  char *path = g_build_filename (folder, "optimal.tsv", NULL), *table;

  if (g_file_get_contents (path, &table, NULL, NULL)) {
    char **lines = g_strsplit (g_strchomp (table), "\n", -1);
    g_assert_cmpuint (g_strv_length (lines), >, 1);
    for (char **line = lines + 1; *line != NULL; line++) {
      char **cells = g_strsplit (*line, "\t", -1);
      g_assert_cmpuint (g_strv_length (cells), >=, 10);
      check_file (folder, cells);
      g_strfreev (cells);
    }
    g_strfreev (lines);
    g_free (table);
  } else
    g_test_skip ("no folder problems under EPIGRAPH_SHARED_DIR");
  g_free (path);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  static const char *const families[] = {"lp", "qp", "sdp", "maxdet", "gp"};

  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (families); i++) {
    char *name = g_strconcat ("/published/", families[i], NULL);
    g_test_add_data_func (name, families[i], test_sizes_are_those_of_the_table);
    g_free (name);
  }
  return g_test_run ();
}
