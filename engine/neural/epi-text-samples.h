/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A text as samples: predict the next character.
 *
 *     vocabulary   the characters that occur, in the order of Unicode:
 *                  class c is its c-th
 *     window       steps characters; its answers are the same, one later
 *
 * A text is UTF-8, gzip or not; CR LF is LF.  A vocabulary is UTF-8, too.
 */
#pragma once

#include "data/epi-data-error.h"
#include "neural/epi-samples.h"

#define EPI_TEXT_CLASSES 1000 /* different characters, at most */

typedef struct {
  char *text; /* NUL-terminated UTF-8 */
  size_t length;
  char *name; /* of the file, for messages */
} EpiText;

/* False with an error: no such file, not UTF-8 (with the line), empty. */
bool epi_text_open (const char *path, EpiText *out, GError **error);
/* The same of a file's bytes, unpacked at most that many; name is for
 * messages. */
bool epi_text_read (const void *bytes, size_t length, const char *name,
                    size_t most, EpiText *out, GError **error);
void epi_text_clear (EpiText *text); /* fine on a zeroed one */

/* Its vocabulary, to g_free().  NULL with an error: more than
 * EPI_TEXT_CLASSES. */
char *epi_text_vocabulary (const EpiText *text, GError **error);

/* Its characters as classes (*n), of epi_alloc().  False with an error: a
 * character that the vocabulary has not, with its line. */
bool epi_text_encode (const EpiText *text, const char *vocabulary,
                      int32_t **classes, size_t *n, GError **error);

/* (n - 1) / steps windows, one behind the other.  EPI_NO_MEMORY; EPI_FAILED:
 * not one. */
EpiStatus epi_text_samples (const int32_t *classes, size_t n, size_t steps,
                            size_t n_classes, EpiSamples **out);
