/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * NIST's way of writing numbers and models; for fit/epi-nist.c only.
 */
#pragma once

#include <stddef.h>

/* The number at the start of text to the last bit of a long double: up to 19
 * digits as an integer, then a power of ten.  Returns the bytes read, 0 when
 * there is no finite number. */
size_t epi_nist_scan (const char *text, long double *value);

/* Cuts the error term "+ e" off the end of model. */
void epi_nist_cut_error_term (char *model);

/* "B2*x**2 + ... + B9*x**9": writes out the terms between, after the pattern
 * of the last.  Takes and returns a string. */
char *epi_nist_expand_dots (char *model);
