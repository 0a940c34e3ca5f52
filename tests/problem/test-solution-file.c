/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-solution-file.h"

#include "program-text.h"

#include <math.h>

static const char lp_text[] =
    "ROWS\n N C\n G R1\n L R2\nCOLUMNS\n X C 1 R1 1\n Y R1 1 R2 2\nENDATA\n";
static const char maxdet_text[] = "* logdet-blocks: 1:1\n2\n3\n2 -2 0\n1 1\n"
                                  "1 1 1 1 1\n2 2 2 2 1\n";
static const char gp_text[] =
    "1\n2\n3\n2\n1\n0.5\n0\n0\n1\n0 0 1\n1 0 -1\n1 1 -1\n2 1 2\n";

/* The arrays of an answer and their lengths. */
typedef struct {
  double *values;
  size_t n;
} Part;

static size_t
parts_of (const EpiProgram *program, EpiProgramAnswer *answer, Part parts[5])
{
  const EpiQp *qp = &program->qp;
  const EpiSdp *sdp = &program->sdp;
  const EpiGp *gp = &program->gp;

  switch (epi_program_form (program->kind)) {
  case EPI_FORM_QP:
    parts[0] = (Part){answer->qp.x, qp->cols};
    parts[1] = (Part){answer->qp.y, qp->rows};
    parts[2] = (Part){answer->qp.z, qp->cols};
    parts[3] = (Part){answer->qp.point, qp->cols};
    return 4;
  case EPI_FORM_SDP:
    parts[0] = (Part){answer->sdp.x, sdp->m};
    parts[1] = (Part){answer->sdp.X, epi_sdp_block_offset (sdp, sdp->n_blocks)};
    parts[2] = (Part){answer->sdp.Y, epi_sdp_block_offset (sdp, sdp->n_blocks)};
    parts[3] = (Part){answer->sdp.v, sdp->A.rows};
    parts[4] = (Part){answer->sdp.point, sdp->m};
    return 5;
  case EPI_FORM_GP:
    break;
  }
  parts[0] = (Part){answer->gp.u, gp->variables};
  parts[1] = (Part){answer->gp.delta, gp->terms};
  parts[2] = (Part){answer->gp.direction, gp->variables};
  return 3;
}

static EpiProgramAnswer
any_answer (const EpiProgram *program, EpiStatus claim)
{
  GRand *rand = g_rand_new_with_seed (5);
  EpiProgramAnswer answer;
  Part parts[5];

  g_assert_cmpint (epi_program_answer_new (program, &answer), ==, EPI_OK);
  size_t n = parts_of (program, &answer, parts);
  for (size_t k = 0; k < n; k++)
    for (size_t i = 0; i < parts[k].n; i++)
      parts[k].values[i] = ldexp (g_rand_double_range (rand, -1, 1),
                                  g_rand_int_range (rand, -60, 60));
  epi_program_answer_set_status (&answer, claim);
  g_rand_free (rand);
  return answer;
}

static char *
text_of (const EpiProgram *program, const EpiProgramAnswer *answer)
{
  EpiConvexCertificate certificate = {.primal = 1, .tolerance_reached = NAN};
  EpiSolutionNote note = {"it.mps", EPI_OPTIMAL, &certificate};
  size_t length;
  char *text = epi_solution_text (program, answer, &note, &length);

  g_assert_cmpuint (length, ==, strlen (text));
  return text;
}

/* What a claim carries comes back to the bit; what it does not, is zero. */
static void
check_round_trip (EpiProgramKind kind, const char *program_text)
{
  EpiStatus claims[] = {EPI_CONVERGED, EPI_INFEASIBLE, EPI_UNBOUNDED};
  EpiProgram program = program_text_read (kind, program_text, 0);

  for (size_t c = 0; c < G_N_ELEMENTS (claims); c++) {
    EpiProgramAnswer answer = any_answer (&program, claims[c]), again;
    char *text = text_of (&program, &answer);
    Part before[5], after[5];
    size_t same = 0;
    GError *error = NULL;

    g_test_message ("%s", text);
    epi_solution_read_bytes (text, strlen (text), "it", &program, &again,
                             &error);
    g_assert_no_error (error);
    g_assert_cmpint (epi_program_answer_status (&again), ==, claims[c]);
    size_t n = parts_of (&program, &answer, before);
    parts_of (&program, &again, after);
    for (size_t k = 0; k < n; k++) {
      bool equal = true, zero = true;
      for (size_t i = 0; i < before[k].n; i++) {
        equal = equal && before[k].values[i] == after[k].values[i];
        zero = zero && after[k].values[i] == 0;
      }
      g_assert_true (equal || zero);
      same += equal;
    }
    g_assert_cmpuint (same, >=, 1);
    epi_program_answer_clear (&answer);
    epi_program_answer_clear (&again);
    g_free (text);
  }
  epi_program_clear (&program);
}

static void
test_an_answer_comes_back_as_it_went (void)
{
  check_round_trip (EPI_PROGRAM_LINEAR, lp_text);
  check_round_trip (EPI_PROGRAM_MAXDET, maxdet_text);
  check_round_trip (EPI_PROGRAM_GEOMETRIC, gp_text);
}

static void
test_names_may_stand_in_any_order_or_as_a_list (void)
{
  static const char *const texts[] = {
      "{\"status\": \"optimal\", \"multipliers\": {\"R2\": 4, \"R1\": 3}, "
      "\"reduced_costs\": {\"X\": 5, \"Y\": \"-inf\"}, "
      "\"variables\": {\"Y\": 2, \"X\": 1}}",
      "{\"claims\": \"optimal\", \"status\": \"failed\", \"variables\": [1, 2],"
      "\"multipliers\": [3.0, 4], \"reduced_costs\": [5, \"-inf\"]}"};
  EpiProgram program = program_text_read (EPI_PROGRAM_LINEAR, lp_text, 0);

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    EpiProgramAnswer answer;
    GError *error = NULL;
    epi_solution_read_bytes (texts[i], strlen (texts[i]), "it", &program,
                             &answer, &error);
    g_assert_no_error (error);
    g_assert_true (answer.qp.x[0] == 1 && answer.qp.x[1] == 2);
    g_assert_true (answer.qp.y[0] == 3 && answer.qp.y[1] == 4);
    g_assert_true (answer.qp.z[0] == 5 && answer.qp.z[1] == -INFINITY);
    epi_program_answer_clear (&answer);
  }
  epi_program_clear (&program);
}

/* x > 0 is enough for a geometric program. */
static void
test_u_is_the_logarithm_of_x (void)
{
  static const char text[] = "{\"status\": \"optimal\", \"x\": [1, 2], "
                             "\"delta\": [0.5, 0.5, 0]}";
  EpiProgram program = program_text_read (EPI_PROGRAM_GEOMETRIC, gp_text, 0);
  EpiProgramAnswer answer;

  g_assert_true (epi_solution_read_bytes (text, strlen (text), "it", &program,
                                          &answer, NULL));
  g_assert_true (answer.gp.u[0] == 0 && answer.gp.u[1] == log (2));
  epi_program_answer_clear (&answer);
  epi_program_clear (&program);
}

static void
test_what_is_wrong_is_said (void)
{
#define HEAD "{\"status\": \"optimal\", "
#define REST "\"multipliers\": [0, 0], \"reduced_costs\": [0, 0]}"
  static const struct {
    const char *text, *word;
  } wrong[] = {
      {"", "line"},
      {"hello", "JSON"},
      {"[1]", "object"},
      {"{}", "status"},
      {"{\"status\": \"optimal\"}", "variables"},
      {"{\"status\": \"optimal\", \"status\": \"failed\"}", "duplicate"},
      {"{\"status\": \"optimal\", \"kind\": \"geometric\"}", "geometric"},
      {"{\"status\": \"infeasible\", \"ray\": 1}", "ray"},
      {"{\"status\": \"infeasible\"}", "ray"},
      {"{\"status\": \"infeasible\", \"ray\": {}}", "multipliers"},
      {"{\"status\": \"unbounded\", \"ray\": {}}", "variables"},
      {HEAD "\"variables\": [1], " REST, "list of 1"},
      {HEAD "\"variables\": [1, null], " REST, "item 1"},
      {HEAD "\"variables\": {\"X\": 1}, " REST, "“Y”"},
      {HEAD "\"variables\": {\"X\": 1, \"Y\": true}, " REST, "“Y”"},
      {HEAD "\"variables\": {\"X\": 1, \"Y\": 1, \"Z\": 1}, " REST, "3 names"},
      {HEAD "\"variables\": [1, 2]}", "multipliers"},
  };
  EpiProgram program = program_text_read (EPI_PROGRAM_LINEAR, lp_text, 0);

  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++) {
    EpiProgramAnswer answer;
    GError *error = NULL;
    g_assert_false (epi_solution_read_bytes (wrong[i].text,
                                             strlen (wrong[i].text), "it",
                                             &program, &answer, &error));
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, wrong[i].word));
    g_assert_true (g_str_has_prefix (error->message, "it: "));
    g_error_free (error);
  }
  epi_program_clear (&program);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/solution-file/round-trip",
                   test_an_answer_comes_back_as_it_went);
  g_test_add_func ("/solution-file/names",
                   test_names_may_stand_in_any_order_or_as_a_list);
  g_test_add_func ("/solution-file/logarithm", test_u_is_the_logarithm_of_x);
  g_test_add_func ("/solution-file/wrong", test_what_is_wrong_is_said);
  return g_test_run ();
}
