// SPDX-License-Identifier: GPL-3.0-or-later
/* swap-rows: B := P B, one invocation per column.
 *   binding 0  B (…,…) read and write;  1  pivots read
 *   range = (first pivot, one past the last, first column, one past the last)
 *   skip = columns first … last-1 left alone;  ld of B
 *   for i = first pivot, …: rows i and pivots[i] change places
 * Dispatch (⌈columns/64⌉, 1, 1).
 * Exact; checked by equality with the cpu device. */
layout (local_size_x = 64) in;
layout (std430, binding = 0) buffer BufferB { REAL B[]; };
layout (std430, binding = 1) readonly buffer BufferP { int pivots[]; };
layout (location = 1) uniform uvec4 range;
layout (location = 2) uniform uvec3 skip; /* first, one past the last, ld */

void
main ()
{
  uint c = range.z + GROUP.x * 64u + gl_LocalInvocationID.x;
  if (c >= range.w || (c >= skip.x && c < skip.y))
    return;

  uint column = base[0] + c * skip.z;
  for (uint i = range.x; i < range.y; i++) {
    uint p = column + uint (pivots[base[1] + i]);
    REAL upper = B[column + i];
    B[column + i] = B[p];
    B[p] = upper;
  }
}
