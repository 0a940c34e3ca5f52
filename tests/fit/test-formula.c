/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-formula.h"

#include <math.h>
#include <string.h>

static const char *const variables[] = {"x", "x1"};
static const char *const parameters[] = {"b1", "b2", "b10"};
static const long double x[] = {3, 5};
static const long double b[] = {2, 0.5, 7};

static EpiFormula *
parse (const char *text)
{
  GError *error = NULL;
  EpiFormula *formula =
      epi_formula_parse (text, variables, 2, parameters, 3, &error);

  g_assert_no_error (error);
  return formula;
}

static void
check_value (const char *text, double expected)
{
  EpiFormula *formula = parse (text);

  g_assert_cmpfloat_with_epsilon (
      (double)epi_formula_eval (formula, x, b, NULL), expected,
      1e-15 * fabs (expected));
  epi_formula_free (formula);
}

static void
test_operators_bind_as_in_mathematics (void)
{
  check_value ("1+2*3", 7);
  check_value ("-x**2", -9);
  check_value ("2^3^2", 512);
  check_value ("x**-1", 1 / 3.);
  check_value ("8/4/2", 1);
  check_value ("8-4-2", 2);
  check_value ("-2*-3", 6);
  check_value (" [ (1) + .5e1 ] ", 6);
  check_value ("b1*x1 + b10", 17);
  check_value ("b1*(x1+b10)**(-1/b1)", 2 / sqrt (12));
  check_value ("cos( 2*pi*x1/12 )", -sqrt (3) / 2);
  check_value ("EXP[log(5)] - sqrt(abs(-4))", 3);
  check_value ("arctan[1]*4 - atan(tan(1))", M_PI - 1);
}

/* Each parameter's derivative against a central difference in long double. */
static void
test_gradients_are_exact (void)
{
  static const char *const texts[] = {
      "b1*(1-exp[-b2*x])",
      "b1 / ((1+exp[b2-b10*x])**(1/b2))",
      "b1*(b2+x)**(-1/b10)",
      "b1 - b2*x - arctan[b10/(x-b2)]/pi",
      "(b1+b2*x+b10*x**2) / (1+b1*x1-b2)",
      "exp(-(x-b10)**2/b1**2) * sin(b2*x) + cos(b1/b2) - tan(b2)",
      "sqrt(b1)*log(b10*x) + abs(b2-b10)",
      "b1**b2 + x**b10",
  };
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    EpiFormula *formula = parse (texts[i]);
    long double gradient[3];
    epi_formula_eval (formula, x, b, gradient);
    for (size_t j = 0; j < 3; j++) {
      long double at[3], h = 1e-6L;
      memcpy (at, b, sizeof at);
      at[j] = b[j] + h;
      long double up = epi_formula_eval (formula, x, at, NULL);
      at[j] = b[j] - h;
      long double down = epi_formula_eval (formula, x, at, NULL);
      double difference = (double)((up - down) / (2 * h));
      g_assert_cmpfloat_with_epsilon ((double)gradient[j], difference,
                                      1e-8 * (1 + fabs (difference)));
    }
    epi_formula_free (formula);
  }
}

static void
test_a_constant_zero_base_has_no_derivative (void)
{
  EpiFormula *formula = parse ("b1*(x-3)**2 + (x-3)**b2");
  long double gradient[3];

  g_assert_cmpfloat ((double)epi_formula_eval (formula, x, b, gradient), ==, 0);
  for (size_t j = 0; j < 3; j++)
    g_assert_cmpfloat ((double)gradient[j], ==, 0);
  epi_formula_free (formula);
}

static void
check_refused (const char *text, const char *message)
{
  GError *error = NULL;

  g_assert_null (epi_formula_parse (text, variables, 2, parameters, 3, &error));
  g_assert_cmpstr (error->message, ==, message);
  g_error_free (error);
}

static void
test_what_cannot_be_read_is_refused_with_its_place (void)
{
  const char *atom = "a number, a bracket, a variable, a parameter, pi, or one "
                     "of exp, log, sqrt, sin, cos, tan, atan, abs";
  char *message =
      g_strdup_printf ("Formula, character 3: found “y”, expected %s", atom);

  check_refused ("1+y", message);
  g_free (message);
  message = g_strdup_printf ("Formula, character 1: found the end, expected %s",
                             atom);
  check_refused ("", message);
  g_free (message);
  check_refused ("(1+2]", "Formula, character 5: found “]”, expected “)” or an "
                          "operator");
  check_refused ("1 2", "Formula, character 3: found “2”, expected an operator "
                        "or the end");
  check_refused ("sin x", "Formula, character 5: found “x”, expected a "
                          "bracket");
  check_refused ("x × 2", "Formula, character 3: found “×”, expected an "
                          "operator or the end");
}

static void
test_endless_nesting_is_refused (void)
{
  GError *error = NULL;
  char *text = g_strnfill (100000, '(');

  g_assert_null (epi_formula_parse (text, variables, 2, parameters, 3, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  memset (text, '-', 100000);
  g_assert_null (epi_formula_parse (text, variables, 2, parameters, 3, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_free (text);
}

/* Whatever the text, the reader ends with a formula or with a sentence. */
static void
test_random_texts_are_read_or_refused (void)
{
  static const char *const pieces[] = {
      "b1", "b2", "x", "x1", "(", ")",   "[",   "]",   "+",   "-",  "*", "/",
      "**", "^",  "2", ".",  "e", "1e9", "exp", "log", "abs", "pi", " ", "÷"};
  GRand *random = g_rand_new_with_seed (3);
  size_t read = 0;

  for (int i = 0; i < 20000; i++) {
    GString *text = g_string_new (NULL);
    GError *error = NULL;
    long double gradient[3];
    for (int n = g_rand_int_range (random, 0, 12); n > 0; n--)
      g_string_append (
          text, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
    EpiFormula *formula =
        epi_formula_parse (text->str, variables, 2, parameters, 3, &error);
    g_assert_true ((formula != NULL) == (error == NULL));
    if (formula != NULL)
      epi_formula_eval (formula, x, b, gradient);
    read += formula != NULL;
    g_clear_error (&error);
    epi_formula_free (formula);
    g_string_free (text, TRUE);
  }
  g_assert_cmpuint (read, >, 100);
  g_rand_free (random);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/formula/" name, func)
  ADD ("operators-bind-as-in-mathematics",
       test_operators_bind_as_in_mathematics);
  ADD ("gradients-are-exact", test_gradients_are_exact);
  ADD ("a-constant-zero-base-has-no-derivative",
       test_a_constant_zero_base_has_no_derivative);
  ADD ("what-cannot-be-read-is-refused-with-its-place",
       test_what_cannot_be_read_is_refused_with_its_place);
  ADD ("endless-nesting-is-refused", test_endless_nesting_is_refused);
  ADD ("random-texts-are-read-or-refused",
       test_random_texts_are_read_or_refused);
  return g_test_run ();
}
