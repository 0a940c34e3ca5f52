/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-condition.h"

#include <math.h>
#include <string.h>

/* The names of these tests: a = 3, b = -2, zero = 0, gap missing, on, off,
 * loss = "huber", theta = (1, 2, 3), H[i,j] = 10 i + j, start = (4, 5). */
static bool
lookup (const char *name, size_t i, size_t j, EpiValue *value, void *data)
{
  static const struct {
    const char *name;
    EpiValue value;
  } names[] = {{"a", {EPI_VALUE_NUMBER, 3, NULL}},
               {"b", {EPI_VALUE_NUMBER, -2, NULL}},
               {"zero", {EPI_VALUE_NUMBER, 0, NULL}},
               {"gap", {EPI_VALUE_NUMBER, NAN, NULL}},
               {"on", {EPI_VALUE_BOOL, 1, NULL}},
               {"off", {EPI_VALUE_BOOL, 0, NULL}},
               {"loss", {EPI_VALUE_TEXT, 0, "huber"}},
               {"start.x", {EPI_VALUE_NUMBER, 4, NULL}},
               {"start.y", {EPI_VALUE_NUMBER, 5, NULL}}};

  if (strcmp (name, "theta") == 0) {
    *value = epi_number (i >= 1 && i <= 3 && j <= 1 ? (double)i : NAN);
    return true;
  }
  if (strcmp (name, "H") == 0) {
    *value = epi_number (10.0 * i + j);
    return true;
  }
  for (size_t at = 0; at < G_N_ELEMENTS (names); at++) {
    if (strcmp (name, names[at].name) == 0) {
      *value = names[at].value;
      return true;
    }
  }
  return false;
}

static bool
holds (const char *text)
{
  GError *error = NULL;
  EpiCondition *condition = epi_condition_parse (text, &error);

  g_assert_no_error (error);
  bool result = epi_condition_holds (condition, lookup, NULL, &error);
  g_assert_no_error (error);
  epi_condition_free (condition);
  return result;
}

static double
value (const char *text)
{
  GError *error = NULL;
  EpiCondition *condition = epi_condition_parse (text, &error);

  g_assert_no_error (error);
  double result = epi_condition_number (condition, lookup, NULL, &error);
  g_assert_no_error (error);
  epi_condition_free (condition);
  return result;
}

static void
test_comparisons_are_those_of_numbers (void)
{
  g_assert_true (holds ("a > b"));
  g_assert_false (holds ("a<b"));
  g_assert_true (holds ("a >= 3 and a ≥ 3 and a <= 3 and a ≤ 3"));
  g_assert_true (holds ("a == 3 and a != 4 and a ≠ 4"));
  g_assert_false (holds ("a != 3 or a == 4"));
  g_assert_true (holds ("start.x + 1 == start.y"));
}

static void
test_operators_bind_as_in_mathematics (void)
{
  g_assert_cmpfloat (value ("1 + 2 * 3 - 4 / 2"), ==, 5);
  g_assert_cmpfloat (value ("8 - 3 - 2"), ==, 3);
  g_assert_cmpfloat (value ("16 / 4 ÷ 2 × 3"), ==, 6);
  g_assert_cmpfloat (value ("-a * -b"), ==, -6);
  g_assert_cmpfloat (value ("−(a − b)"), ==, -5);
  g_assert_cmpfloat (value ("+ - -1.5e2"), ==, 150);
  g_assert_cmpfloat (value ("abs(b) + min(a, b) * max(a, abs(b))"), ==, -4);
  /* not binds closer than and, and closer than or */
  g_assert_true (holds ("on or off and off"));
  g_assert_false (holds ("(on or off) and off"));
  g_assert_true (holds ("not off and on"));
  g_assert_false (holds ("not (off or on)"));
  g_assert_true (holds ("not a < b"));
}

static void
test_names_have_indices_from_one (void)
{
  g_assert_cmpfloat (value ("theta[1]"), ==, 1);
  g_assert_cmpfloat (value ("theta[a]"), ==, 3);
  g_assert_cmpfloat (value ("H[2, 3] + H[1,theta[2]]"), ==, 23 + 12);
  g_assert_true (isnan (value ("theta[4]")));
}

static void
test_texts_and_truths_compare_with_their_kind (void)
{
  g_assert_true (holds ("loss == \"huber\""));
  g_assert_true (holds ("loss != 'squared' and on"));
  g_assert_true (holds ("on == true and off == false and on != off"));
}

static void
test_missing_numbers_make_comparisons_false (void)
{
  const char *const comparisons[] = {"%s < 1",  "%s <= 1", "%s > 1",
                                     "%s >= 1", "%s == 1", "%s != 1"};
  const char *const numbers[] = {
      "gap",         "a / zero",    "zero / zero",   "theta[9]",
      "min(gap, 1)", "max(1, gap)", "abs(a / zero)", "0 * (1 / zero)"};

  for (size_t i = 0; i < G_N_ELEMENTS (comparisons); i++) {
    for (size_t j = 0; j < G_N_ELEMENTS (numbers); j++) {
      char **parts = g_strsplit (comparisons[i], "%s", 2);
      char *text = g_strconcat (numbers[j], parts[1], NULL);
      g_assert_false (holds (text));
      g_free (text);
      g_strfreev (parts);
    }
  }
}

static void
test_bad_conditions_say_where_and_what (void)
{
  static const struct {
    const char *text, *where, *found;
  } bad[] = {
      {"", "at 1:", "the end"},
      {"a <", "at 4:", "the end"},
      {"a < < b", "at 5:", "“<”"},
      {"a < b < 3", "at 7:", "“<”"},
      {"a = 3", "at 3:", "“=”"},
      {"≥ 3", "at 1:", "“≥”"},
      {"a ≥ and", "at 5:", "“and”"},
      {"(a > b", "at 7:", "the end"},
      {"theta[1 > 2", "at 12:", "the end"},
      {"loss == \"huber", "at 15:", "the end"},
      {"min(a) > 2", "at 6:", "“)”"},
      {"a b", "at 3:", "“b”"},
      {"a > 1; a", "at 6:", "“;”"},
      {"while (1)", "at 7:", "“(”"},
      {"a > .e5", "at 5:", "“.”"},
  };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    GError *error = NULL;
    g_assert_null (epi_condition_parse (bad[i].text, &error));
    g_assert_error (error, EPI_CONDITION_ERROR, EPI_CONDITION_ERROR_SYNTAX);
    g_assert_nonnull (strstr (error->message, bad[i].where));
    g_assert_nonnull (strstr (error->message, bad[i].found));
    g_error_free (error);
  }
}

static void
test_unknown_names_and_mixed_kinds_are_errors (void)
{
  const char *const bad[] = {"nothing > 1",
                             "on or nothing > 1",
                             "a",
                             "loss > 'a'",
                             "loss == huber",
                             "loss == 3",
                             "on + 1 > 2",
                             "not a",
                             "on == 1",
                             "theta[0] == 1",
                             "theta[1.5] > 1",
                             "H[1,-1] > 1"};

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    GError *error = NULL;
    EpiCondition *condition = epi_condition_parse (bad[i], &error);
    g_assert_no_error (error);
    g_assert_false (epi_condition_holds (condition, lookup, NULL, &error));
    g_assert_error (error, EPI_CONDITION_ERROR, EPI_CONDITION_ERROR_VALUE);
    g_assert_nonnull (strstr (error->message, "at "));
    g_error_free (error);
    epi_condition_free (condition);
  }
}

static void
test_depth_and_length_are_bounded (void)
{
  const char *const openings[] = {"(", "-", "not ", "abs(", "theta["};

  for (size_t i = 0; i < G_N_ELEMENTS (openings); i++) {
    for (size_t n = 400; n <= 100000; n *= 250) {
      GString *text = g_string_new (NULL);
      GError *error = NULL;
      for (size_t j = 0; j < n; j++)
        g_string_append (text, openings[i]);
      g_assert_null (epi_condition_parse (text->str, &error));
      g_assert_error (error, EPI_CONDITION_ERROR, EPI_CONDITION_ERROR_SYNTAX);
      g_error_free (error);
      g_string_free (text, TRUE);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/condition/comparisons-are-those-of-numbers",
                   test_comparisons_are_those_of_numbers);
  g_test_add_func ("/condition/operators-bind-as-in-mathematics",
                   test_operators_bind_as_in_mathematics);
  g_test_add_func ("/condition/names-have-indices-from-one",
                   test_names_have_indices_from_one);
  g_test_add_func ("/condition/texts-and-truths-compare-with-their-kind",
                   test_texts_and_truths_compare_with_their_kind);
  g_test_add_func ("/condition/missing-numbers-make-comparisons-false",
                   test_missing_numbers_make_comparisons_false);
  g_test_add_func ("/condition/bad-conditions-say-where-and-what",
                   test_bad_conditions_say_where_and_what);
  g_test_add_func ("/condition/unknown-names-and-mixed-kinds-are-errors",
                   test_unknown_names_and_mixed_kinds_are_errors);
  g_test_add_func ("/condition/depth-and-length-are-bounded",
                   test_depth_and_length_are_bounded);
  return g_test_run ();
}
