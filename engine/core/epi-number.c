/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-number.h"

#include "core/epi-decimal.h"

#include <assert.h>
#include <float.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#define MAX_EXPONENT 99999 /* beyond: the value is 0 or infinite anyhow */

static bool
is_digit (char c)
{
  return (unsigned char)(c - '0') < 10;
}

/* The digits at text + i into decimal: the first 19 significant ones count,
 * the others move the exponent.  Returns the index behind them. */
static size_t
scan_digits (const char *text, size_t i, size_t length, bool fraction,
             EpiDecimal *decimal)
{
  EpiDecimal d = *decimal; /* a local one stays in registers */

  for (; i < length && is_digit (text[i]); i++) {
    unsigned digit = (unsigned)(text[i] - '0');
    if (d.digits < 1000000000000000000) { /* fewer than 19 digits */
      d.digits = 10 * d.digits + digit;
      d.exponent -= fraction;
    } else {
      d.truncated |= digit != 0;
      d.exponent += !fraction;
    }
  }
  *decimal = d;
  return i;
}

/* [(e|E) [+-] digits] at text + i; without digits there is no exponent. */
static size_t
scan_exponent (const char *text, size_t i, size_t length, int64_t *exponent)
{
  size_t start = i;
  int64_t value = 0;

  if (i == length || (text[i] | 0x20) != 'e')
    return start;
  i++;
  bool negative = i < length && text[i] == '-';
  if (i < length && (text[i] == '-' || text[i] == '+'))
    i++;
  if (i == length || !is_digit (text[i]))
    return start;
  for (; i < length && is_digit (text[i]); i++)
    if (value < MAX_EXPONENT)
      value = 10 * value + (text[i] - '0');
  *exponent += negative ? -value : value;
  return i;
}

static size_t
scan_word (const char *text, size_t length, double *value)
{
  static const struct {
    const char *word;
    size_t length;
    double value;
  } words[] = {
      {"infinity", 8, INFINITY}, {"inf", 3, INFINITY}, {"nan", 3, NAN}};

  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    if (length >= words[i].length &&
        g_ascii_strncasecmp (text, words[i].word, words[i].length) == 0) {
      *value = words[i].value;
      return words[i].length;
    }
  return 0;
}

/* The slow and sure way, on a copy with a point and a NUL. */
static double
scan_surely (const char *text, size_t length, char point)
{
  char small[128];
  char *copy = length < sizeof small ? small : g_malloc (length + 1);

  memcpy (copy, text, length);
  copy[length] = '\0';
  char *comma = point == '.' ? NULL : memchr (copy, point, length);
  if (comma != NULL)
    *comma = '.';
  double value = g_ascii_strtod (copy, NULL);
  if (copy != small)
    g_free (copy);
  return value;
}

size_t
epi_number_scan (const char *text, size_t length, char point, double *value)
{
  EpiDecimal decimal = {0};
  size_t i = length > 0 && (text[0] == '-' || text[0] == '+');
  bool negative = i == 1 && text[0] == '-';
  size_t start = i;

  i = scan_digits (text, i, length, false, &decimal);
  size_t n_digits = i - start;
  if (i < length && text[i] == point) {
    size_t end = scan_digits (text, i + 1, length, true, &decimal);
    n_digits += end - i - 1;
    i = n_digits > 0 ? end : i;
  }
  if (n_digits == 0) {
    double word;
    size_t n = scan_word (text + start, length - start, &word);
    if (n == 0)
      return 0;
    *value = negative ? -word : word;
    return start + n;
  }
  i = scan_exponent (text, i, length, &decimal.exponent);

  double magnitude;
  if (!epi_decimal_round (&decimal, &magnitude))
    magnitude = scan_surely (text + start, i - start, point);
  *value = negative ? -magnitude : magnitude;
  return i;
}

bool
epi_number_parse (const char *text, double *value)
{
  double number;

  while (g_ascii_isspace (*text))
    text++;
  size_t length = strlen (text);
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  if (length == 0 || epi_number_scan (text, length, '.', &number) != length)
    return false;
  *value = number;
  return true;
}

static bool
reads_back (const char *text, double value)
{
  double again;

  return epi_number_scan (text, strlen (text), '.', &again) > 0 &&
         again == value;
}

/* Above a power of two the doubles lie twice as far apart as below: there a
 * 16-digit text may read back although the nearest one does not. */
static bool
print_above (char *buffer, double value)
{
  int exponent;
  char digits[EPI_NUMBER_SIZE], *e;

  if (frexp (fabs (value), &exponent) != 0.5)
    return false;
  g_ascii_formatd (digits, sizeof digits, "%.15e", fabs (value));
  e = strchr (digits, 'e');
  for (char *p = e - 1;; p--) { /* add one to the last digit */
    if (p < digits)
      return false; /* all nines: %.17g does */
    if (*p == '.')
      continue;
    if (++*p <= '9')
      break;
    *p = '0';
  }
  double up = g_ascii_strtod (digits, NULL);
  if (up != fabs (value))
    return false;
  /* Set as %g would have set it: move the point, if the exponent is small. */
  int ten = atoi (e + 1);
  *e = '\0';
  memmove (digits + 1, digits + 2, strlen (digits + 1)); /* digits only */
  const char *sign = value < 0 ? "-" : "";
  if (ten < -4 || ten >= 16)
    g_snprintf (buffer, EPI_NUMBER_SIZE, "%s%c.%se%d", sign, digits[0],
                digits + 1, ten);
  else if (ten < 0)
    g_snprintf (buffer, EPI_NUMBER_SIZE, "%s0.%.*s%s", sign, -ten - 1, "0000",
                digits);
  else
    g_snprintf (buffer, EPI_NUMBER_SIZE, "%s%.*s%s%s", sign, ten + 1, digits,
                ten < 15 ? "." : "", digits + ten + 1);
  return true;
}

static void
tidy_exponent (char *text) /* e+05 becomes e5 */
{
  char *e = strchr (text, 'e');

  if (e == NULL)
    return;
  char *to = e + 1, *from = e + 1;
  if (*from == '-')
    to++;
  for (from++; *from == '0' && from[1] != '\0'; from++)
    ;
  memmove (to, from, strlen (from) + 1);
}

char *
epi_number_print (char buffer[static EPI_NUMBER_SIZE], double value)
{
  if (!isfinite (value))
    return strcpy (buffer, isnan (value) ? "nan" : value > 0 ? "inf" : "-inf");
  /* Every text of 15 digits survives the way to a normal double and back, so
   * fewer need not be tried; below that all may. */
  int digits = fabs (value) < DBL_MIN ? 1 : 15;
  for (; digits <= 17; digits++) {
    char format[8];
    g_snprintf (format, sizeof format, "%%.%dg", digits);
    g_ascii_formatd (buffer, EPI_NUMBER_SIZE, format, value);
    if (digits == 17 || reads_back (buffer, value))
      break;
    if (digits == 16 && print_above (buffer, value))
      return buffer;
  }
  tidy_exponent (buffer);
  return buffer;
}

double
epi_number_round (double value, double grain)
{
  char text[400]; /* 17 digits before the point, at most 324 after it */
  char format[16];

  if (!isfinite (value) || !isfinite (grain) ||
      !(grain > fabs (value) * DBL_EPSILON))
    return value;
  int decimals = (int)-floor (log10 (grain));
  if (decimals <= 0) {
    double unit = pow (10, -decimals);
    return round (value / unit) * unit + 0.0; /* no −0 */
  }
  g_snprintf (format, sizeof format, "%%.%df", decimals);
  g_ascii_formatd (text, sizeof text, format, value);
  return g_ascii_strtod (text, NULL) + 0.0;
}

static void
append_exponent (GString *label, int exponent)
{
  static const char *const superscripts[] = {"⁰", "¹", "²", "³", "⁴",
                                             "⁵", "⁶", "⁷", "⁸", "⁹"};
  char digits[16];

  g_string_append (label, exponent < 0 ? "×10⁻" : "×10");
  g_snprintf (digits, sizeof digits, "%d", abs (exponent));
  for (const char *p = digits; *p != '\0'; p++)
    g_string_append (label, superscripts[*p - '0']);
}

char *
epi_number_grouped (const char *digits)
{
  GString *out = g_string_new (NULL);
  size_t whole = strcspn (digits, ".");

  for (size_t i = 0; digits[i] != '\0'; i++) {
    if (whole >= 5 && i > 0 && i < whole && (whole - i) % 3 == 0)
      g_string_append (out, "\u2009");
    g_string_append_c (out, digits[i]);
  }
  return g_string_free (out, FALSE);
}

char *
epi_number_label (double value, int digits)
{
  GString *label = g_string_new (
      signbit (value) && value != 0 && !isnan (value) ? "−" : NULL);
  char text[64], number[400];

  assert (digits >= 1 && digits <= 17);
  if (!isfinite (value)) {
    g_string_append (label, isnan (value) ? "NaN" : "∞");
    return g_string_free (label, FALSE);
  }
  /* Round once, in decimal: d.ddde±xx. */
  char format[8];
  g_snprintf (format, sizeof format, "%%.%de", digits - 1);
  g_ascii_formatd (text, sizeof text, format, fabs (value));
  char *e = strchr (text, 'e');
  int exponent = atoi (e + 1);
  bool written_out = exponent >= -4 && exponent < 6;

  if (written_out) { /* the rounded number again, without an exponent */
    int decimals = MAX (digits - 1 - exponent, 0);
    g_snprintf (format, sizeof format, "%%.%df", decimals);
    g_ascii_formatd (number, sizeof number, format,
                     g_ascii_strtod (text, NULL));
  } else {
    *e = '\0';
    g_strlcpy (number, text, sizeof number);
  }
  if (strchr (number, '.') != NULL) {
    size_t length = strlen (number);
    while (number[length - 1] == '0')
      length--;
    number[number[length - 1] == '.' ? length - 1 : length] = '\0';
  }
  char *grouped = epi_number_grouped (number);
  g_string_append (label, grouped);
  g_free (grouped);
  if (!written_out)
    append_exponent (label, exponent);
  return g_string_free (label, FALSE);
}

char *
epi_number_counted (double value, int digits)
{
  bool whole = value == floor (value) && fabs (value) < 1e6;

  return epi_number_label (value, whole ? 6 : digits);
}
