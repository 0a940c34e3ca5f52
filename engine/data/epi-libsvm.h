/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Labelled examples, and the LIBSVM format in which they are passed around.
 *
 *     label index:value index:value …        one example a line
 *
 * Indices count features from 1 and ascend along the line; what is not named
 * is zero.  The label is a number.  A line that begins with # is a comment, and
 * so is what follows a # behind the values (as SVMlight has it); blank lines
 * are skipped.  Refused: an index that is no integer in 1 … EPI_LIBSVM_FEATURES
 * or does not ascend, a value or label that is no finite number, a file without
 * an example.
 *
 * Chang & Lin, LIBSVM: a library for support vector machines, ACM TIST 2
 * (2011).
 */
#pragma once

#include "core/epi-sparse.h"
#include "problem/epi-lines.h"

#define EPI_LIBSVM_FEATURES 100000000

typedef struct {
  EpiSparse X;   /* (p, n): column i is example i */
  double *label; /* (n) */
} EpiExamples;

/* False with an error; then *out is zeroed. */
bool epi_libsvm_read (EpiLines *lines, EpiExamples *out, GError **error);

/* The same from a file, which may be gzip. */
bool epi_libsvm_open (const char *path, EpiExamples *out, GError **error);

/* Every number so that it reads as the same double; zeros are left out.  New,
 * of g_malloc(). */
char *epi_libsvm_write (const EpiExamples *examples, size_t *length);

/* The examples which[0] … which[m-1] < n, in that order, with all features.
 * EPI_NO_MEMORY. */
EpiStatus epi_examples_pick (const EpiExamples *from, const size_t *which,
                             size_t m, EpiExamples *out);

/* How many different labels there are.  EPI_NO_MEMORY. */
EpiStatus epi_examples_count_labels (const EpiExamples *examples, size_t *out);

/* Fine on a zeroed one. */
void epi_examples_clear (EpiExamples *examples);

/* index:value pairs up to the end of the line, appended to X as its next
 * column; *capacity as in epi_grow() of both arrays.  For readers of formats
 * that have such lines.  False with an error. */
typedef struct {
  int *row;
  double *value;
  size_t n, row_capacity, value_capacity;
  int largest; /* feature, from 1 */
} EpiPairs;

bool epi_libsvm_pairs (EpiLines *lines, EpiPairs *pairs, GError **error);

/* label as it is written in files: "1" and not "1.0". */
void epi_libsvm_append_number (GString *text, double value);
