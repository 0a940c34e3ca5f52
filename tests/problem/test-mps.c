/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mps-text.h"

#include <math.h>
#include <zlib.h>

static const char free_text[] = "* a comment\n"
                                "NAME  small\n"
                                "* another\n"
                                "ROWS\n"
                                " N  COST\n"
                                " L  ONE\n"
                                " G  TWO\n"
                                "\n"
                                " E  THREE\n"
                                " N  SECOND\n"
                                "COLUMNS\n"
                                "    X  COST  1  ONE  2.5\n"
                                "    X  TWO   -1e-3\n"
                                "* between\n"
                                "    Y  ONE   1D+1  SECOND  7\n"
                                "    Z  THREE 1.5   COST  -4\n"
                                "RHS\n"
                                "    RHS  COST  -10  ONE  4\n"
                                "    RHS  THREE 3    SECOND 9\n"
                                "RANGES\n"
                                "    RNG  ONE  2  TWO  -3\n"
                                "    RNG  THREE  -1\n"
                                "BOUNDS\n"
                                " UP BND  X  4\n"
                                " FR BND  Y\n"
                                " LO BND  Z  -1.5\n"
                                "ENDATA\n"
                                "what follows is not read\n";

static void
check_small (const EpiQp *qp)
{
  g_assert_cmpuint (qp->rows, ==, 3);
  g_assert_cmpuint (qp->cols, ==, 3);
  g_assert_cmpstr (qp->name, ==, "small");
  g_assert_cmpstr (qp->objective_name, ==, "COST");
  g_assert_cmpstr (qp->row_names[2], ==, "THREE");
  g_assert_cmpstr (qp->col_names[1], ==, "Y");
  g_assert_true (qp->c0 == 10); /* minus the right-hand side */
  g_assert_true (qp->c[0] == 1 && qp->c[1] == 0 && qp->c[2] == -4);
  g_assert_cmpuint (epi_sparse_entries (&qp->A), ==, 4);
  g_assert_true (qp->A.value[0] == 2.5 && qp->A.value[1] == -1e-3 &&
                 qp->A.value[2] == 10 && qp->A.value[3] == 1.5);
  g_assert_true (qp->row_lower[0] == 2 && qp->row_upper[0] == 4);
  g_assert_true (qp->row_lower[1] == 0 && qp->row_upper[1] == 3);
  g_assert_true (qp->row_lower[2] == 2 && qp->row_upper[2] == 3);
  g_assert_true (qp->lower[0] == 0 && qp->upper[0] == 4);
  g_assert_true (qp->lower[1] == -INFINITY && qp->upper[1] == INFINITY);
  g_assert_true (qp->lower[2] == -1.5 && qp->upper[2] == INFINITY);
  g_assert_false (qp->maximize);
}

static void
test_every_section_means_what_it_says (void)
{
  EpiProgram program = program_text_read (LP, free_text, 0);

  check_small (&program.qp);
  program_text_round_trip (&program);
  epi_program_clear (&program);
}

static void
test_line_ends_and_case_do_not_matter (void)
{
  char **lines = g_strsplit (free_text, "\n", -1);
  char *dos = g_strjoinv ("\r\n", lines);
  GString *lower = g_string_new (free_text);

  g_string_replace (lower, "ROWS", "rows", 0);
  g_string_replace (lower, " UP ", " up ", 0);
  g_string_replace (lower, " E  THREE", " e  THREE", 0);
  const char *texts[] = {dos, lower->str};
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    EpiProgram program = program_text_read (LP, texts[i], 0);
    check_small (&program.qp);
    epi_program_clear (&program);
  }
  g_strfreev (lines);
  g_free (dos);
  g_string_free (lower, TRUE);
}

/* Columns 2-3, 5-12, 15-22, 25-36, 40-47, 50-61; sequence numbers from 73. */
static void
test_fixed_columns_may_have_blanks_in_names (void)
{
  EpiProgram program = program_text_read (
      LP,
      "NAME          FIXED\n"
      "ROWS\n"
      " N  MY COST\n"
      " G  ROW 1\n"
      "COLUMNS\n"
      "    COL 1     MY COST             2.   ROW 1               1.\n"
      "    COL 2     MY COST             3.   ROW 1              -1."
      "           00010\n"
      "RHS\n"
      "              ROW 1               5.\n"
      "BOUNDS\n"
      " UP           COL 2               7.\n"
      "ENDATA\n",
      0);

  g_assert_cmpstr (program.qp.col_names[1], ==, "COL 2");
  g_assert_cmpstr (program.qp.row_names[0], ==, "ROW 1");
  g_assert_true (program.qp.c[1] == 3 && program.qp.A.value[1] == -1);
  g_assert_true (program.qp.row_lower[0] == 5 && program.qp.upper[1] == 7);
  GError *error = NULL;
  size_t length;
  g_assert_null (epi_program_write (&program, &length, &error));
  g_assert_nonnull (strstr (error->message, "blank"));
  g_error_free (error);
  epi_program_clear (&program);
}

static void
test_each_bound_has_its_meaning (void)
{
  static const struct {
    const char *line;
    double lower, upper;
    guint warnings;
  } bounds[] = {
      {" UP B X 3\n", 0, 3, 0},
      {" UP X 3\n", 0, 3, 0},
      {" UP B X 0\n", 0, 0, 0},
      {" UP B X -3\n", -INFINITY, -3, 1},
      {" LO B X -9\n UP B X -3\n", -9, -3, 0},
      {" UP B X -3\n LO B X -9\n", -9, -3, 1},
      {" LO B X 2\n", 2, INFINITY, 0},
      {" FX B X 2\n", 2, 2, 0},
      {" FX B X -2\n", -2, -2, 0},
      {" FR B X\n", -INFINITY, INFINITY, 0},
      {" FR X\n", -INFINITY, INFINITY, 0},
      {" FR X 0\n", -INFINITY, INFINITY, 0},
      {" MI B X\n", -INFINITY, INFINITY, 0},
      {" MI B X\n UP B X 4\n", -INFINITY, 4, 0},
      {" UP B X 4\n PL B X\n", 0, INFINITY, 0},
      {" BV B X\n", 0, 1, 1},
      {" LI B X 2\n UI B X 5\n", 2, 5, 1},
      {" UP B X 1e20\n", 0, INFINITY, 0},
      {" UP B X 9.9e19\n", 0, 9.9e19, 0},
      {" LO B X -inf\n UP B X Infinity\n", -INFINITY, INFINITY, 0},
      {" UP B X 3\n UP OTHER X 2\n", 0, 3, 1},
  };

  for (size_t i = 0; i < G_N_ELEMENTS (bounds); i++) {
    char *text = g_strconcat (HEAD "BOUNDS\n", bounds[i].line, END, NULL);
    EpiProgram program = program_text_read (LP, text, bounds[i].warnings);
    g_test_message ("%s", bounds[i].line);
    g_assert_true (program.qp.lower[0] == bounds[i].lower);
    g_assert_true (program.qp.upper[0] == bounds[i].upper);
    g_assert_true (program.qp.lower[1] == 0 && program.qp.upper[1] == INFINITY);
    program_text_round_trip (&program);
    epi_program_clear (&program);
    g_free (text);
  }
}

static void
test_the_sense_is_read_on_either_line (void)
{
  static const char *const max[] = {"OBJSENSE MAX\n", "OBJSENSE\n    MAX\n",
                                    "OBJSENSE\n  MAXIMIZE\n",
                                    "OBJSENSE\n MIN\n max\n"};
  for (size_t i = 0; i < G_N_ELEMENTS (max); i++) {
    char *text = g_strconcat (max[i], HEAD END, NULL);
    EpiProgram program = program_text_read (LP, text, 0);
    g_assert_true (program.qp.maximize);
    program_text_round_trip (&program);
    epi_program_clear (&program);
    g_free (text);
  }
  program_text_refused (LP, "OBJSENSE\n    MOST\n" HEAD END, "line 2|MOST");
}

static void
test_the_objective_can_be_named (void)
{
  EpiProgram program =
      program_text_read (LP,
                         "OBJNAME\n    D\nROWS\n N C\n N D\n G R\nCOLUMNS\n X "
                         "C 1 D 2\n X R 1\n" END,
                         0);
  g_assert_true (program.qp.c[0] == 2);
  g_assert_cmpuint (program.qp.rows, ==, 1);
  epi_program_clear (&program);
  program_text_refused (LP, "OBJNAME\n    R\n" HEAD END, "“R”");
}

static void
test_a_range_goes_the_way_of_its_row (void)
{
  static const struct {
    const char *kind;
    double range, lower, upper;
  } rows[] = {{"L", 3, 7, 10},   {"L", -3, 7, 10}, {"G", 3, 10, 13},
              {"G", -3, 10, 13}, {"E", 3, 10, 13}, {"E", -3, 7, 10},
              {"E", 0, 10, 10}};
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    char *text = g_strdup_printf ("ROWS\n N C\n %s R\nCOLUMNS\n X R 1\nRHS\n"
                                  " B R 10\nRANGES\n B R %g\n" END,
                                  rows[i].kind, rows[i].range);
    EpiProgram program = program_text_read (LP, text, 0);
    g_assert_true (program.qp.row_lower[0] == rows[i].lower);
    g_assert_true (program.qp.row_upper[0] == rows[i].upper);
    epi_program_clear (&program);
    g_free (text);
  }
}

static void
test_integers_are_given_up_with_a_warning (void)
{
  EpiProgram program = program_text_read (
      LP,
      "ROWS\n N C\n G R\nCOLUMNS\n    M1 'MARKER' 'INTORG'\n X C 1 R 1\n"
      "    M2 'MARKER' 'INTEND'\n Y R 1\n" END,
      1);
  g_assert_cmpuint (program.qp.cols, ==, 2);
  epi_program_clear (&program);
}

static void
test_a_quadratic_form_is_a_triangle_or_a_whole (void)
{
  static const char *const texts[] = {
      HEAD TRIANGLE END, HEAD "QUADOBJ\n X X 2\n Y X 1\n Y Y 4\n" END,
      HEAD "QSECTION\n X X 2\n Y X 1\n Y Y 4\n" END,
      HEAD "QMATRIX\n X X 2 Y 1\n Y X 1 Y 4\n" END};
  const double x[] = {1, 2}; /* 1 + 2 + ½ (2 + 4 + 16) */

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    EpiProgram program = program_text_read (QUADRATIC, texts[i], 0);
    g_assert_true (epi_qp_objective (&program.qp, x) == 14);
    program_text_round_trip (&program);
    epi_program_clear (&program);
  }
  program_text_refused (QUADRATIC, HEAD "QMATRIX\n X X 2 Y 1\n Y Y 4\n" END,
                        "mirror|line 9");
  program_text_refused (QUADRATIC, HEAD "QUADOBJ\n X Y 2\n Y X 2\n" END,
                        "twice|line 10");
  program_text_refused (QUADRATIC, HEAD TRIANGLE "QMATRIX\n" END, "both");
}

static void
test_what_is_wrong_is_said_with_its_line (void)
{
  static const struct {
    const char *text, *words;
  } wrong[] = {
      {"", "empty"},
      {"* only this\n", "ENDATA"},
      {HEAD, "ENDATA|cut"},
      {"ENDATA\n", "ROWS"},
      {"ROWS\n N C\nENDATA\n", "COLUMNS"},
      {"hello\n", "line 1|hello|section"},
      {"ROWS\n N C\n Q R\n", "line 3|“Q”|N, L, G or E"},
      {"ROWS\n N C\n G R\n L R\n", "line 4|“R”|twice"},
      {"ROWS\n N C\nROWS\n", "line 3|twice"},
      {"COLUMNS\n", "line 1|before ROWS"},
      {HEAD "RHS B R 1\n" END, "line 8|“B”|section"},
      {HEAD "RHS\n B NONE 1\n" END, "line 9|NONE|ROWS"},
      {HEAD "BOUNDS\n UP B NONE 1\n" END, "line 9|NONE|COLUMNS"},
      {HEAD "BOUNDS\n SC B X 1\n" END, "line 9|SC"},
      {HEAD "BOUNDS\n UP B X\n" END, "line 9|bound"},
      {HEAD "BOUNDS\n UP B X many\n" END, "line 9|many"},
      {HEAD "BOUNDS\n LO B X inf\n" END, "line 9|wrong side"},
      {HEAD "BOUNDS\n UP B X nan\n" END, "line 9|nan"},
      {HEAD "RHS\n B R nan\n" END, "line 9|nan"},
      {HEAD "RHS\n B R 1e30\n" END, "“R”|infinite"},
      {HEAD "RHS\n B C inf\n" END, "line 9|constant"},
      {HEAD "RHS\n B R 1\n B R 2\n" END, "line 10|already"},
      {HEAD "RANGES\n B R 1\n B R 2\n" END, "line 10|already"},
      {HEAD " Z C nan\n" END, "line 8|nan|finite"},
      {HEAD " Z C 1e999\n" END, "line 8|1e999|finite"},
      {HEAD " Z C -inf\n" END, "line 8|-inf|finite"},
      {HEAD " Z C 1x\n" END, "line 8|1x"},
      {HEAD " Z C\n" END, "line 8|2 words"},
      {HEAD " Z C 1 R 2 S 3\n" END, "line 8|6 or more"},
      {HEAD " X S 1\n" END, "line 8|again"},
      {HEAD " Y C 1\n" END, "line 8|twice"},
      {HEAD "SOS1\n S1 SOS 1\n" END, "line 8|SOS1|linear or quadratic"},
      {HEAD " Z\377 C 1\n" END, "line 8|name of a column"},
  };

  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++)
    program_text_refused (LP, wrong[i].text, wrong[i].words);
}

static void
test_a_zero_byte_is_no_text (void)
{
  char text[] = HEAD " Z C 1\n" END;
  EpiProgram program;
  GError *error = NULL;

  text[10] = '\0';
  g_assert_false (
      program_text_try (LP, text, sizeof text - 1, &program, NULL, &error));
  g_assert_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_BINARY);
  g_error_free (error);
}

/* Without ENDATA there is no problem, however plausible. */
static void
test_a_file_cut_anywhere_is_refused (void)
{
  size_t whole = (size_t)(strstr (free_text, "ENDATA") - free_text) + 6;

  for (size_t n = 0; n < whole; n++) {
    char *part = g_memdup2 (free_text, n);
    EpiProgram program;
    GError *error = NULL;
    g_assert_false (program_text_try (LP, part, n, &program, NULL, &error));
    g_error_free (error);
    g_free (part);
  }
}

static void
test_problems_without_rows_or_columns_are_problems (void)
{
  static const char *const texts[] = {
      "ROWS\nCOLUMNS\nENDATA\n", "ROWS\n N C\nCOLUMNS\n X C 1\nENDATA\n",
      "ROWS\n N C\n E R\nCOLUMNS\nRHS\n B R 1\nENDATA\n"};
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    EpiProgram program = program_text_read (LP, texts[i], 0);
    g_assert_cmpuint (program.qp.rows, ==, i == 2);
    g_assert_cmpuint (program.qp.cols, ==, i == 1);
    epi_program_clear (&program);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mps/sections", test_every_section_means_what_it_says);
  g_test_add_func ("/mps/line-ends", test_line_ends_and_case_do_not_matter);
  g_test_add_func ("/mps/fixed", test_fixed_columns_may_have_blanks_in_names);
  g_test_add_func ("/mps/bounds", test_each_bound_has_its_meaning);
  g_test_add_func ("/mps/sense", test_the_sense_is_read_on_either_line);
  g_test_add_func ("/mps/objective-name", test_the_objective_can_be_named);
  g_test_add_func ("/mps/ranges", test_a_range_goes_the_way_of_its_row);
  g_test_add_func ("/mps/integers", test_integers_are_given_up_with_a_warning);
  g_test_add_func ("/mps/quadratic",
                   test_a_quadratic_form_is_a_triangle_or_a_whole);
  g_test_add_func ("/mps/wrong", test_what_is_wrong_is_said_with_its_line);
  g_test_add_func ("/mps/zero-byte", test_a_zero_byte_is_no_text);
  g_test_add_func ("/mps/cut", test_a_file_cut_anywhere_is_refused);
  g_test_add_func ("/mps/empty",
                   test_problems_without_rows_or_columns_are_problems);
  return g_test_run ();
}
