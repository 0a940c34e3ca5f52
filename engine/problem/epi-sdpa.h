/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Semidefinite and max-det programs in SDPA sparse files (.dat-s).
 *
 *     "comment  or  *comment            any number of lines, before m
 *     m                                 the variables
 *     blocks
 *     size size …                       negative: a diagonal block
 *     c₁ … cₘ                           over as many lines as it takes
 *     matrix block row col value        one line for each entry; matrix 0 … m,
 *     …                                 the others from 1
 *
 * Commas, parentheses, braces and brackets are blanks.  Numbers also as +1.0e+3
 * and 1D+3.  Behind m, the number of blocks and the sizes may stand text
 * ("= mDIM").  A comment line
 *
 *     * logdet-blocks: 1:1 2:0.5        block:weight
 *
 * gives weights wₖ: max-det (epi-sdp.h).  A comment line "* entries: 26", which
 * epi_sdpa_write() writes, is compared with the entries that there are, for the
 * format has no other sign of its end.
 *
 * An entry below the diagonal means its mirror image; one that stands in both
 * triangles with one value counts once, with two values is refused.  Entries of
 * one place are added up, with a warning.  Warnings, too, where the file may be
 * cut off: the last line has no end, or the last matrix no entry.
 *
 * Fujisawa, Kojima, Nakata & Yamashita, SDPA user's manual (2002),
 * section 5; Borchers, SDPLIB (1999).
 */
#pragma once

#include "problem/epi-lines.h"
#include "problem/epi-sdp.h"

/* The numbers of a packed block-diagonal matrix that are still read. */
#define EPI_SDPA_MAX_PACKED (1 << 28)

/* False with an error; then *out is zeroed. */
bool epi_sdpa_read (EpiLines *lines, EpiSdp *out, GError **error);

/* Every number so that it reads as the same double.  NULL with an error for a
 * program with equalities A x = b, which the format does not have. */
char *epi_sdpa_write (const EpiSdp *sdp, size_t *length, GError **error);
