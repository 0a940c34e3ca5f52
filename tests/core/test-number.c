/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-number.h"
#include "core/epi-random.h"

#include <float.h>
#include <glib.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

static uint64_t
bits_of (double x)
{
  uint64_t bits;

  memcpy (&bits, &x, sizeof bits);
  return bits;
}

static double
from_bits (uint64_t bits)
{
  double x;

  memcpy (&x, &bits, sizeof x);
  return x;
}

static void
assert_like_strtod (const char *text)
{
  double value = 7;
  size_t n = epi_number_scan (text, strlen (text), '.', &value);
  char *end;
  double sure = g_ascii_strtod (text, &end);

  if (n != (size_t)(end - text) || bits_of (value) != bits_of (sure))
    g_error ("%s: %zu bytes, %.17g; g_ascii_strtod: %td bytes, %.17g", text, n,
             value, end - text, sure);
}

/* A finite double with any bits. */
static double
random_double (EpiRandom *random)
{
  double x;

  do
    x = from_bits ((uint64_t)epi_random_bits (random) << 32 |
                   epi_random_bits (random));
  while (!isfinite (x));
  return x;
}

static void
test_a_million_random_texts_equal_strtod_to_the_bit (void)
{
  static const char *const formats[] = {"%.*e", "%.*g", "%.*E"};
  EpiRandom random = epi_random (1, 0);
  char format[8], text[64];

  for (int i = 0; i < 700000; i++) {
    double x = random_double (&random);
    int digits = (int)epi_random_below (&random, 25);
    g_snprintf (format, sizeof format, "%%.%d%c", digits, formats[i % 3][3]);
    assert_like_strtod (g_ascii_formatd (text, sizeof text, format, x));
  }
  for (int i = 0; i < 300000; i++) { /* digits, point, digits, exponent */
    int n = 0, whole = (int)epi_random_below (&random, 12),
        fraction = (int)epi_random_below (&random, 14);
    if (epi_random_below (&random, 2))
      text[n++] = '-';
    for (int k = 0; k <= whole; k++)
      text[n++] = (char)('0' + epi_random_below (&random, 10));
    text[n++] = '.';
    for (int k = 0; k < fraction; k++)
      text[n++] = (char)('0' + epi_random_below (&random, 10));
    g_snprintf (text + n, sizeof text - (size_t)n, "e%d",
                (int)epi_random_below (&random, 60) - 30);
    assert_like_strtod (text);
  }
}

/* Exactly between two doubles, and one unit of the 19th digit or later beside:
 * where a wrong rounding shows. */
static void
test_ties_round_to_even (void)
{
  EpiRandom random = epi_random (2, 0);
  char text[1200];

  for (int i = 0; i < 20000; i++) {
    int exponent = (int)epi_random_below (&random, 250) - 125;
    uint64_t m =
        ((uint64_t)1 << 53) | 1 | ((uint64_t)epi_random_bits (&random) << 20);
    /* m has 54 bits, the last one set: a tie of two 53-bit numbers. */
    long double tie = ldexpl ((long double)m, exponent);
    int n = g_snprintf (text, sizeof text, "%.200Lf", tie);
    assert_like_strtod (text);
    text[n - 1]++; /* a zero at the end, if exponent > -200 */
    assert_like_strtod (text);
  }
  assert_like_strtod ("9007199254740993");
  assert_like_strtod ("9007199254740993.00000000000000000000000000000001");
  assert_like_strtod ("0.5000000000000001110223024625156540423631668090820312"
                      "5");
}

static void
test_edges_equal_strtod (void)
{
  static const char *const texts[] = {
      "0",
      "-0",
      "0.0",
      "-0e5",
      "1",
      "1.",
      ".5",
      "-.5e1",
      "1e",
      "1e+",
      "1e5x",
      "1.5.2",
      "00012",
      "1e22",
      "1e23",
      "9007199254740992",
      "9007199254740993",
      "1.7976931348623157e308",
      "1.7976931348623158e308",
      "1.7976931348623159e308",
      "1e308",
      "1e309",
      "1e999",
      "-1e999",
      "2.2250738585072014e-308",
      "2.2250738585072011e-308",
      "4.9406564584124654e-324",
      "2.4703282292062327e-324",
      "2.4703282292062328e-324",
      "1e-999",
      "123456789012345678901234567890",
      "0.000000000000000000000000000000000000000000001e45",
      "17976931348623157000000000000000000000000000000000000e260",
      "9999999999999999999",
      "99999999999999999999",
      "18446744073709551616",
      "9223372036854775808e-19",
      "1e99999999999999999999",
      "1e-99999999999999999999",
      "0e99999999999999999999"};

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_like_strtod (texts[i]);
}

static void
test_what_is_not_a_number_is_refused (void)
{
  static const char *const texts[] = {"",  "-",  "+",   ".",  "-.", "e5",
                                      "x", " 1", "+-1", "in", "na", "--1"};
  double value = 42;

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_cmpuint (
        epi_number_scan (texts[i], strlen (texts[i]), '.', &value), ==, 0);
  g_assert_cmpfloat (value, ==, 42);
  g_assert_cmpuint (epi_number_scan ("0x10", 4, '.', &value), ==, 1);
  g_assert_cmpfloat (value, ==, 0);
  g_assert_false (epi_number_parse ("1 2", &value));
  g_assert_false (epi_number_parse ("1,5", &value));
  g_assert_false (epi_number_parse ("  ", &value));
  g_assert_true (epi_number_parse (" 1.5\n", &value));
  g_assert_cmpfloat (value, ==, 1.5);
}

static void
test_length_and_comma_are_obeyed (void)
{
  double value;

  g_assert_cmpuint (epi_number_scan ("12345", 3, '.', &value), ==, 3);
  g_assert_cmpfloat (value, ==, 123);
  g_assert_cmpuint (epi_number_scan ("1,5", 3, ',', &value), ==, 3);
  g_assert_cmpfloat (value, ==, 1.5);
  g_assert_cmpuint (epi_number_scan ("1,5", 3, '.', &value), ==, 1);
  /* 41 digits, of which no fast way can be sure, with a comma. */
  const char *tie = "0,50000000000000011102230246251565404236317";
  g_assert_cmpuint (epi_number_scan (tie, strlen (tie), ',', &value), ==,
                    strlen (tie));
  g_assert_cmpfloat (value, ==, 0x1.0000000000001p-1);
  g_assert_cmpuint (epi_number_scan ("-Infinity", 9, '.', &value), ==, 9);
  g_assert_true (isinf (value) && value < 0);
  g_assert_cmpuint (epi_number_scan ("infinite", 8, '.', &value), ==, 3);
  g_assert_cmpuint (epi_number_scan ("NaN", 3, '.', &value), ==, 3);
  g_assert_true (isnan (value));
}

static size_t
count_digits (const char *text)
{
  size_t n = 0;

  for (; *text != '\0' && *text != 'e'; text++)
    if (g_ascii_isdigit (*text) && (n > 0 || *text != '0'))
      n++;
  return n;
}

static void
assert_prints_shortest (double x)
{
  char text[EPI_NUMBER_SIZE], shorter[64], format[8];

  epi_number_print (text, x);
  g_assert_cmphex (bits_of (g_ascii_strtod (text, NULL)), ==, bits_of (x));
  /* The nearest text with one digit less does not read back; a text that ends
   * in zeros before the exponent has fewer digits than it shows. */
  size_t digits = count_digits (text);
  if (strchr (text, '.') == NULL || digits < 2)
    return;
  g_snprintf (format, sizeof format, "%%.%de", (int)digits - 2);
  g_ascii_formatd (shorter, sizeof shorter, format, x);
  g_assert_true (g_ascii_strtod (shorter, NULL) != x);
}

static void
test_printing_is_shortest_and_reads_back (void)
{
  EpiRandom random = epi_random (3, 0);
  static const struct {
    double value;
    const char *text;
  } known[] = {{0.1, "0.1"},
               {-0.0, "-0"},
               {1e23, "1e23"},
               {5e-324, "5e-324"},
               {DBL_MAX, "1.7976931348623157e308"},
               {0x1p-44, "5.684341886080802e-14"},
               {-0x1p-44, "-5.684341886080802e-14"},
               {0x1p-1022, "2.2250738585072014e-308"},
               {100000, "100000"},
               {1.0 / 3, "0.3333333333333333"},
               {NAN, "nan"},
               {-INFINITY, "-inf"}};
  char text[EPI_NUMBER_SIZE];

  for (size_t i = 0; i < G_N_ELEMENTS (known); i++)
    g_assert_cmpstr (epi_number_print (text, known[i].value), ==,
                     known[i].text);
  for (int i = 0; i < 100000; i++)
    assert_prints_shortest (random_double (&random));
  for (int e = -1074; e <= 1023; e++)
    assert_prints_shortest (ldexp (1, e));
}

static void
test_labels_are_for_people (void)
{
  static const struct {
    double value;
    int digits;
    const char *text;
  } known[] = {{1.2e-5, 3, "1.2×10⁻⁵"},
               {-1.5, 3, "−1.5"},
               {215000, 4, "215\u2009000"},
               {12345, 3, "12\u2009300"},
               {1234, 4, "1234"},
               {999999, 3, "1×10⁶"},
               {0.00012, 6, "0.00012"},
               {0, 3, "0"},
               {-0.0, 3, "0"},
               {2.0 / 3, 4, "0.6667"},
               {6.02214076e23, 3, "6.02×10²³"},
               {100, 1, "100"},
               {INFINITY, 3, "∞"},
               {-INFINITY, 3, "−∞"},
               {NAN, 3, "NaN"}};

  for (size_t i = 0; i < G_N_ELEMENTS (known); i++) {
    char *label = epi_number_label (known[i].value, known[i].digits);
    g_assert_cmpstr (label, ==, known[i].text);
    g_free (label);
  }
}

/* 10 257 searches are not 10 260. */
static void
test_counts_are_not_rounded (void)
{
  static const struct {
    double value;
    const char *text;
  } known[] = {{10257, "10\u2009257"},
               {-999999, "−999\u2009999"},
               {1234567, "1.235×10⁶"},
               {10257.25, "10\u2009260"},
               {0, "0"},
               {INFINITY, "∞"}};

  for (size_t i = 0; i < G_N_ELEMENTS (known); i++) {
    char *label = epi_number_counted (known[i].value, 4);
    g_assert_cmpstr (label, ==, known[i].text);
    g_free (label);
  }
}

static void
test_a_comma_locale_changes_nothing (void)
{
  char text[EPI_NUMBER_SIZE];
  double value;

  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL) {
    g_test_skip ("no de_DE.UTF-8 here");
    return;
  }
  g_assert_cmpstr (epi_number_print (text, 1.5), ==, "1.5");
  g_assert_true (epi_number_parse ("1.5e-400", &value)); /* the slow way */
  g_assert_cmpfloat (value, ==, 0);
  g_assert_true (epi_number_parse ("2.5", &value));
  g_assert_cmpfloat (value, ==, 2.5);
  char *label = epi_number_label (2.5, 3);
  g_assert_cmpstr (label, ==, "2.5");
  g_free (label);
  setlocale (LC_NUMERIC, "C");
}

static void
test_rounding_is_decimal (void)
{
  static const struct {
    double value, grain;
    const char *expected;
  } cases[] = {
      {0.1 + 0.2, 0.05, "0.3"},
      {0.1 + 0.2, 0.01, "0.3"},
      {-1.4000000000000001, 0.034, "-1.4"},
      {123456.789, 250, "123500"},
      {123456.789, 1, "123457"},
      {-0.001, 0.1, "0"},
      {-0.3, 1, "0"}, /* and not -0 */
      {2.5e-7 + 1e-8 / 3, 1e-8, "2.5e-7"},
      {1e300, 1e299, "1e300"},
      {1.23456789e-300, 1e-303, "1.235e-300"},
      {0.1 + 0.2, 0, "0.30000000000000004"},
      {0.1 + 0.2, 1e-20, "0.30000000000000004"},
  };
  char text[EPI_NUMBER_SIZE];

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (epi_number_print (text, epi_number_round (cases[i].value,
                                                               cases[i].grain)),
                     ==, cases[i].expected);
  g_assert_true (isnan (epi_number_round (NAN, 1)));
  g_assert_true (epi_number_round (INFINITY, 1) == INFINITY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/number/a-million-random-texts-equal-strtod-to-the-bit",
                   test_a_million_random_texts_equal_strtod_to_the_bit);
  g_test_add_func ("/number/ties-round-to-even", test_ties_round_to_even);
  g_test_add_func ("/number/edges-equal-strtod", test_edges_equal_strtod);
  g_test_add_func ("/number/what-is-not-a-number-is-refused",
                   test_what_is_not_a_number_is_refused);
  g_test_add_func ("/number/length-and-comma-are-obeyed",
                   test_length_and_comma_are_obeyed);
  g_test_add_func ("/number/printing-is-shortest-and-reads-back",
                   test_printing_is_shortest_and_reads_back);
  g_test_add_func ("/number/rounding-is-decimal", test_rounding_is_decimal);
  g_test_add_func ("/number/labels-are-for-people", test_labels_are_for_people);
  g_test_add_func ("/number/counts-are-not-rounded",
                   test_counts_are_not_rounded);
  g_test_add_func ("/number/a-comma-locale-changes-nothing",
                   test_a_comma_locale_changes_nothing);
  return g_test_run ();
}
