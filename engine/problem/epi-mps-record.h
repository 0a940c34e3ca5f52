/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One data line of an MPS file, cut into its fields; free or fixed, they are
 * the same from here on.
 */
#pragma once

#include "problem/epi-lines.h"

typedef enum {
  EPI_MPS_ROW,    /* code name */
  EPI_MPS_COLUMN, /* name  (name value){1,2} */
  EPI_MPS_SET,    /* [name]  (name value){1,2} */
  EPI_MPS_BOUND,  /* code [name] name [value] */
} EpiMpsShape;

typedef struct {
  EpiSpan code; /* "E", "UP", … */
  EpiSpan name; /* field 2: row, column or set; may be empty for a set */
  size_t n_pairs;
  EpiSpan key[2], value[2]; /* value may be empty for a bound */
} EpiMpsRecord;

/* Cuts the current line.  is_key says whether a word is a known column; it
 * decides between "FR set column" and "FR column value".  False with a
 * sentence when the line has too few or too many fields. */
typedef bool (*EpiMpsKnows) (const void *data, EpiSpan word);
bool epi_mps_cut_free (EpiLines *lines, EpiMpsShape shape, EpiMpsKnows is_key,
                       const void *data, EpiMpsRecord *record, GError **error);
bool epi_mps_cut_fixed (EpiLines *lines, EpiMpsShape shape,
                        EpiMpsRecord *record, GError **error);
