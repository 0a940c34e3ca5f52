/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words: labels put together into sentences.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A label as it stands inside a sentence: "Move point 3" becomes "move point
 * 3"; "L1 loss", "QR" and "α" stay.  A new string. */
char *epi_word_inside (const char *label);

/* Whether the text, which was read as value, is a number too large to be held
 * (1e999), where "inf" is none. */
bool epi_word_is_too_large (const char *text, double value);

/* A name with its number below: "x₁₂".  A new string. */
char *epi_word_indexed (const char *name, size_t i);
