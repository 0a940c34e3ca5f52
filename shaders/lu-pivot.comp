// SPDX-License-Identifier: GPL-3.0-or-later
/* lu-pivot: choose the pivot of column j and swap it up, inside one panel.
 *   binding 0  A (n,n) read and write;  1  pivots (n) write
 *   step = (n, ld, j, first column of the panel);  last = one past its last
 *   1. each of 64 invocations finds the largest |a(i,j)| of its rows i ≥ j;
 *   2. the first one compares the 64 and writes pivots[j]: least i on a tie,
 *      so that the choice does not depend on who looked where;
 *   3. rows j and pivots[j] of the panel change places.
 * Dispatch (1, 1, 1).  The pivot stays on the device.
 * Checked by |L| ≤ 1 and the bound of epi_device_lu(): γₙ₊₅ |L| |U|. */
layout (local_size_x = 64) in;
layout (std430, binding = 0) buffer BufferA { REAL A[]; };
layout (std430, binding = 1) writeonly buffer BufferP { int pivots[]; };
layout (location = 1) uniform uvec4 step_;
layout (location = 2) uniform uint last;

shared REAL best[64];
shared uint best_row[64];
shared uint pivot;

void
main ()
{
  uint n = step_.x, ld = step_.y, j = step_.z, t = gl_LocalInvocationIndex;

  REAL largest = REAL (-1); /* 1. */
  uint row = j;
  for (uint i = j + t; i < n; i += 64u) {
    REAL size = abs (A[base[0] + i + j * ld]);
    if (size > largest) {
      largest = size;
      row = i;
    }
  }
  best[t] = largest;
  best_row[t] = row;
  barrier ();

  if (t == 0u) { /* 2. */
    for (uint q = 1u; q < 64u; q++)
      if (best[q] > largest || (best[q] == largest && best_row[q] < row)) {
        largest = best[q];
        row = best_row[q];
      }
    pivot = row;
    pivots[base[1] + j] = int (row);
  }
  barrier ();

  if (pivot != j) /* 3. */
    for (uint c = step_.w + t; c < last; c += 64u) {
      uint column = base[0] + c * ld;
      REAL upper = A[column + j];
      A[column + j] = A[column + pivot];
      A[column + pivot] = upper;
    }
}
