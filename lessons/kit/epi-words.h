/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words: labels put together into sentences.
 */
#pragma once

/* A label as it stands inside a sentence: "Move point 3" becomes "move point
 * 3"; "L1 loss", "QR" and "α" stay.  A new string. */
char *epi_word_inside (const char *label);
