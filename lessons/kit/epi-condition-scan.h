/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A condition's text, read from left to right: white space, signs, words and
 * what stands where something else was expected.  For epi-condition-parse.c.
 */
#pragma once

#include "kit/epi-condition.h"

typedef struct {
  const char *start, *at;
  size_t depth;  /* of what the parser is inside of */
  GError *error; /* set: nothing more is read */
} EpiScan;

/* Of at in the text, from 1 on, in characters. */
size_t epi_scan_position (const EpiScan *scan, const char *at);

void epi_scan_space (EpiScan *scan);

/* Takes the sign if it stands here. */
bool epi_scan_sign (EpiScan *scan, const char *sign);

/* Takes the word if it stands here as a whole. */
bool epi_scan_word (EpiScan *scan, const char *word);

/* Whether a name stands here, and a new string of it: "theta", "start.x". */
bool epi_scan_at_name (const EpiScan *scan);
char *epi_scan_name (EpiScan *scan);

/* Sets the error, unless there is one: what was found, what was expected. */
void epi_scan_fail (EpiScan *scan, const char *expected);
