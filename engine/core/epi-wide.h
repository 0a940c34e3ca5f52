/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Four doubles at once, in the vectors of gcc and clang: AVX where a function
 * is compiled for it, else pairs of SSE2, or of another processor what it has.
 *
 * Vectors are handed from function to function only where all is inlined, so
 * that the caller's processor decides; hence EPI_ALWAYS_INLINE.
 */
#pragma once

#include <stdint.h>
#include <string.h>

#define EPI_WIDE 4

typedef double EpiWide
    __attribute__ ((vector_size (EPI_WIDE * sizeof (double))));
typedef int64_t EpiWideMask /* of a comparison: -1 or 0; or bits */
    __attribute__ ((vector_size (EPI_WIDE * sizeof (double))));

#define EPI_ALWAYS_INLINE static inline __attribute__ ((always_inline))

EPI_ALWAYS_INLINE EpiWide
epi_wide_load (const double *from)
{
  EpiWide wide;
  memcpy (&wide, from, sizeof wide);
  return wide;
}

/* By address: nothing wide is a parameter. */
EPI_ALWAYS_INLINE void
epi_wide_store (double *to, const EpiWide *wide)
{
  memcpy (to, wide, sizeof *wide);
}
