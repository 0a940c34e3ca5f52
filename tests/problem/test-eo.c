/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "program-text.h"

#define GP EPI_PROGRAM_GEOMETRIC

/* minimize 2 x + 1/(x y) subject to ½ y² ≤ 1. */
static const char plain[] =
    "1\n2\n3\n2\n1\n0.5\n0\n0\n1\n0 0 1\n1 0 -1\n1 1 -1\n2 1 2\n";

static void
test_terms_are_where_they_belong (void)
{
  EpiProgram program = program_text_read (GP, plain, 0);
  const EpiGp *gp = &program.gp;

  g_assert_cmpuint (gp->constraints, ==, 1);
  g_assert_cmpuint (gp->variables, ==, 2);
  g_assert_cmpuint (gp->terms, ==, 3);
  g_assert_true (gp->coefficient[2] == 0.5 && gp->constraint[2] == 1);
  g_assert_cmpint (gp->exponent.start[2], ==, 3);
  g_assert_true (gp->exponent.value[2] == -1 && gp->exponent.value[3] == 2);
  program_text_round_trip (&program);
  epi_program_clear (&program);
}

static void
test_lines_do_not_matter_and_comments_may_stand (void)
{
  static const char *const texts[] = {
      "1 2 3 2 1 0.5 0 0 1 0 0 1 1 0 -1 1 1 -1 2 1 2\n",
      "* a comment\r\n1\t2 3\r\n2e0 1D0\r\n+.5\r\n* another\r\n0 0 1\r\n"
      "2 1 2\r\n1 1 -1.0\r\n1 0 -1\r\n0 0 1\r\n"};
  EpiProgram first = program_text_read (GP, plain, 0);

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    EpiProgram program = program_text_read (GP, texts[i], 0);
    g_assert_true (epi_program_equal (&first, &program));
    epi_program_clear (&program);
  }
  epi_program_clear (&first);
}

static void
test_what_is_wrong_is_said_with_its_line (void)
{
  static const struct {
    const char *text, *words;
  } wrong[] = {
      {"", "empty"},
      {"one\n", "line 1|one|constraints"},
      {"1\n2\n", "ends|terms"},
      {"1\n2\n3\n1\n", "ends|coefficient"},
      {"0\n1\n1\n0\n", "line 4|term 0|posynomial"},
      {"0\n1\n1\n-2\n", "line 4|term 0|posynomial"},
      {"0\n1\n1\nnan\n", "line 4|nan"},
      {"0\n1\n1\ninf\n", "line 4|inf"},
      {"0\n1\n1\n1\n1\n", "line 5|0 to 0"},
      {"2\n1\n2\n1 1\n0 1\n", "2 terms are too few|2 constraints"},
      {"1\n1\n1\n1\n0\n", "1 term is too few|1 constraint"},
      {"1\n1\n2\n1 1\n0 0\n0 0 1\n", "constraint 1|no term"},
      {"1\n1\n2\n1 1\n1 1\n0 0 1\n", "objective|no term"},
      {"0\n1\n1\n1\n0\n1 0 1\n", "line 6|term|0 to 0"},
      {"0\n1\n1\n1\n0\n0 1 1\n", "line 6|variable|0 to 0"},
      {"0\n1\n1\n1\n0\n0 0 nan\n", "line 6|nan"},
      {"0\n1\n1\n1\n0\n0 0\n", "ends|exponent"},
      {"0\n1\n1\n1\n0\n0 0 1\n0 0 1\n", "two exponents"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++)
    program_text_refused (GP, wrong[i].text, wrong[i].words);
}

static void
test_sizes_are_checked_before_memory_is_asked_for (void)
{
  program_text_refused (GP, "1000000000\n1\n1\n1\n0\n", "too few");
  program_text_refused (GP, "0\n1000000000\n1\n1\n0\n0 0 1\n",
                        "1000000000 variables");
  program_text_refused (GP, "0\n1\n1000000000\n1\n0\n", "coefficient");
  program_text_refused (GP, "99999999999\n", "line 1");
}

/* Between the exponents of the last term nobody can see a cut; here that is
 * the last line alone. */
static void
test_a_cut_is_seen_where_it_can_be (void)
{
  program_text_cut (GP, plain, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eo/terms", test_terms_are_where_they_belong);
  g_test_add_func ("/eo/lines",
                   test_lines_do_not_matter_and_comments_may_stand);
  g_test_add_func ("/eo/wrong", test_what_is_wrong_is_said_with_its_line);
  g_test_add_func ("/eo/sizes",
                   test_sizes_are_checked_before_memory_is_asked_for);
  g_test_add_func ("/eo/cut", test_a_cut_is_seen_where_it_can_be);
  return g_test_run ();
}
