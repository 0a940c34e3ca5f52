/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "program-text.h"

#define SDP EPI_PROGRAM_SEMIDEFINITE
#define MAXDET EPI_PROGRAM_MAXDET

static const char plain[] = "2\n2\n2 -3\n10 20\n"
                            "0 1 1 1 1\n0 1 1 2 3\n0 2 3 3 -0.5\n"
                            "1 1 1 1 1\n2 1 2 2 1\n2 2 1 1 0.25\n";

static void
test_variants_of_the_syntax_are_one_problem (void)
{
  static const char *const texts[] = {
      plain,
      /* comments, text behind numbers, every bracket, signs and exponents */
      "\"Example 1\n* a comment\n 2  = mDIM\n  2 =nBLOCK\n (2, -3) = bLOCK\n"
      "{+1.0e+1, 2D+1}\n0 1 1 1 +1\n{0,1,1,2,3.0}\n0 2 3 3 -5e-1\n"
      "1 1 1 1 1\n\n2 1 2 2 1\n2 2 1 1 .25\n",
      /* numbers over lines, entries in any order, one below the diagonal */
      "2\r\n2\r\n2\r\n-3\r\n10\r\n20\r\n2 2 1 1 0.25\r\n2 1 2 2 1\r\n"
      "1 1 1 1 1\r\n0 2 3 3 -0.5\r\n0 1 2 1 3\r\n0 1 1 1 1\r\n",
      /* both triangles with one value; a zero off a diagonal block */
      "2\n2\n2 -3\n10 20\n0 1 1 1 1\n0 1 1 2 3\n0 1 2 1 3\n0 2 3 3 -0.5\n"
      "0 2 1 2 0\n1 1 1 1 1\n2 1 2 2 1\n2 2 1 1 0.25\n",
  };
  EpiProgram first = program_text_read (SDP, texts[0], 0);

  g_assert_cmpuint (first.sdp.m, ==, 2);
  g_assert_cmpuint (first.sdp.n_entries, ==, 6);
  g_assert_true (first.sdp.blocks[1].diagonal && first.sdp.blocks[1].size == 3);
  g_assert_true (first.sdp.c[1] == 20);
  program_text_round_trip (&first);
  for (size_t i = 1; i < G_N_ELEMENTS (texts); i++) {
    EpiProgram program = program_text_read (SDP, texts[i], 0);
    g_assert_true (epi_program_equal (&first, &program));
    epi_program_clear (&program);
  }
  epi_program_clear (&first);
}

static void
test_entries_of_one_place_are_added_up_with_a_warning (void)
{
  EpiProgram program =
      program_text_read (SDP, "1\n1\n2\n1\n1 1 1 2 3\n1 1 1 2 4\n", 1);
  g_assert_cmpuint (program.sdp.n_entries, ==, 1);
  g_assert_true (program.sdp.entries[0].value == 7);
  epi_program_clear (&program);
}

static void
test_weights_make_it_max_det (void)
{
  EpiProgram program = program_text_read (
      MAXDET, "* logdet-blocks: 1:1 2:0.5\n1\n3\n2 2 1\n1\n1 1 1 1 1\n", 0);
  g_assert_true (program.sdp.blocks[0].weight == 1);
  g_assert_true (program.sdp.blocks[1].weight == 0.5);
  g_assert_true (program.sdp.blocks[2].weight == 0);
  g_assert_true (epi_sdp_has_determinant (&program.sdp));
  program_text_round_trip (&program);
  epi_program_clear (&program);
}

static void
test_empty_problems_are_problems (void)
{
  static const char *const texts[] = {"0\n0\n\n", "0\n1\n0\n", "0\n1\n2\n\n",
                                      "1\n0\n5\n"};
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    EpiProgram program = program_text_read (SDP, texts[i], i == 3);
    g_assert_cmpuint (program.sdp.m, ==, i == 3);
    program_text_round_trip (&program);
    epi_program_clear (&program);
  }
}

static void
test_what_is_wrong_is_said_with_its_line (void)
{
#define HEAD "2\n2\n2 -3\n1 2\n"
  static const struct {
    const char *text, *words;
  } wrong[] = {
      {"", "empty"},
      {"* nothing\n", "ends|variables"},
      {"two\n", "line 1|two|variables"},
      {"-1\n", "line 1|-1"},
      {"1.5\n", "line 1|1.5"},
      {"2 3\n", "line 1|3|too many"},
      {"2\n", "ends|blocks"},
      {"2\n1\n2 3\n1 2\n", "line 3|3|too many"},
      {"2\n3\n2 3\n", "ends|size of a block"},
      {"2\n1\n2\n1 2 3\n", "line 4|3|too many"},
      {"2\n1\n2\n1\n", "ends|objective"},
      {"2\n1\n2\n1 nan\n", "line 4|nan|finite"},
      {"2\n1\n2\n1 1e999\n", "line 4|1e999|finite"},
      {HEAD "3 1 1 1 1\n", "line 5|matrix|0 to 2"},
      {HEAD "1 3 1 1 1\n", "line 5|block|1 to 2"},
      {HEAD "1 1 3 1 1\n", "line 5|row|1 to 2"},
      {HEAD "1 1 1 0 1\n", "line 5|column|1 to 2"},
      {HEAD "1 2 1 2 1\n", "line 5|diagonal"},
      {HEAD "1 1 1 1\n", "line 5|ends|value"},
      {HEAD "1 1 1 1 1 2\n", "line 5|ends"},
      {HEAD "1 1 1 1 x\n", "line 5|x"},
      {HEAD "1 1 1 1 inf\n", "line 5|inf|finite"},
      {HEAD "1 1 1 1 1e308\n1 1 1 1 1e308\n2 1 1 1 1\n", "finite"},
      {HEAD "1 1 1 2 1\n1 1 2 1 3\n", "line 6|mirror|line 5"},
      {"* logdet-blocks: 3:1\n" HEAD "2 1 1 1 1\n", "line 1|block 3|number 2"},
      {"* logdet-blocks: 1:-1\n" HEAD, "line 1|convex"},
      {"* logdet-blocks: 1\n" HEAD, "line 1|block:weight"},
      {"* logdet-blocks: 1:inf\n" HEAD, "line 1|inf"},
      {"* entries: 2\n" HEAD "2 1 1 1 1\n", "1 entry|2"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++)
    program_text_refused (SDP, wrong[i].text, wrong[i].words);
}

/* What is claimed costs nothing: refused in no time and no memory. */
static void
test_sizes_are_checked_before_memory_is_asked_for (void)
{
  program_text_refused (SDP, "1000000000\n1\n2\n1 2 3\n", "objective");
  program_text_refused (SDP, "1\n1000000000\n2 2 2\n1\n", "size of a block");
  program_text_refused (SDP, "1\n1000000000\n2 2 2\n", "size of a block");
  program_text_refused (SDP, "1\n1\n1000000000\n1\n", "line 3|million");
  program_text_refused (SDP, "1\n1\n-1000000000\n1\n", "line 3|million");
  program_text_refused (SDP, "99999999999999999999\n", "line 1");
}

/* Between two entries of the last matrix nobody can see a cut, unless the head
 * says how many there are. */
static bool
is_between_entries_of_the_last_matrix (const char *text, size_t length)
{
  return length > (size_t)(strstr (text, "\n2 1") - text);
}

static void
test_a_cut_is_seen_where_it_can_be (void)
{
  char *text;
  size_t length;
  EpiProgram program = program_text_read (SDP, plain, 0);

  program_text_cut (SDP, plain, is_between_entries_of_the_last_matrix);
  text = epi_program_write (&program, &length, NULL);
  program_text_cut (SDP, text, NULL);
  g_free (text);
  epi_program_clear (&program);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sdpa/variants",
                   test_variants_of_the_syntax_are_one_problem);
  g_test_add_func ("/sdpa/one-place",
                   test_entries_of_one_place_are_added_up_with_a_warning);
  g_test_add_func ("/sdpa/weights", test_weights_make_it_max_det);
  g_test_add_func ("/sdpa/empty", test_empty_problems_are_problems);
  g_test_add_func ("/sdpa/wrong", test_what_is_wrong_is_said_with_its_line);
  g_test_add_func ("/sdpa/sizes",
                   test_sizes_are_checked_before_memory_is_asked_for);
  g_test_add_func ("/sdpa/cut", test_a_cut_is_seen_where_it_can_be);
  return g_test_run ();
}
