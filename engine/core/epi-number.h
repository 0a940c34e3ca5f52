/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers as text, whatever the locale.
 *
 * Under a comma locale strtod ("1.5") is 1.0, and printf ("%g", 1.5) is
 * "1,5".  Every number that is read from or written to a file, a command line
 * or a socket goes through here.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The longest text of a double, with its NUL. */
#define EPI_NUMBER_SIZE 32

/* Reads the number at the start of text (length bytes, not NUL-terminated):
 * [+-] [digits] [point [digits]] [(e|E) [+-] digits] with at least one digit
 * before the exponent, or inf, infinity, nan in any case with or without a
 * sign.  point is '.' or ','.  No leading white space, no hexadecimal.  Returns
 * the bytes read; 0 when there is no number, and *value is untouched.  A number
 * too large for a double is ±HUGE_VAL, as with g_ascii_strtod(); correctly
 * rounded always. */
size_t epi_number_scan (const char *text, size_t length, char point,
                        double *value);

/* Whether the whole of text (NUL-terminated; white space around it allowed) is
 * one number with a point. */
bool epi_number_parse (const char *text, double *value);

/* The fewest digits that read back as the same double, as %g would set them
 * but without "+" and zeros in the exponent; "inf", "-inf", "nan".  Returns
 * buffer. */
char *epi_number_print (char buffer[static EPI_NUMBER_SIZE], double value);

/* The multiple of a power of ten, the one at grain or next below it, that is
 * nearest in decimal: of 0.1 + 0.2 and 0.05 it is the double that prints 0.3.
 * The value itself where grain is not above 0, or so small that it is below
 * what the value holds. */
double epi_number_round (double value, double grain);

/* "12345.6789" as "12 345.6789": thin spaces (U+2009) between the thousands of
 * a whole part of five digits or more.  Returns a new string. */
char *epi_number_grouped (const char *digits);

/* For people: at most digits (1 … 17) significant ones, no trailing zeros
 * after the point, a real minus sign (U+2212), 1.2×10⁻⁵ instead of 1.2e-05;
 * powers of ten from 10⁻⁴ on and below 10⁶ are written out.  "∞", "NaN".
 * Returns a new string. */
char *epi_number_label (double value, int digits);

/* The same, but of a whole number below 10⁶ every digit: a count is not
 * rounded. */
char *epi_number_counted (double value, int digits);
