// SPDX-License-Identifier: GPL-3.0-or-later
/* check: what the doors of LU, Cholesky and the triangular solve ask.
 *   binding 0  X (m,n) read;  1  flags read and write
 *   shape = (m, n, part, zero):  part 0: all of X, 1: lower triangle, 2: upper,
 *   3: strictly lower, 4: strictly upper
 *   flags: bit 0 is set when an entry of the part is NaN or infinite, bit 1
 *   when zero = 1 and a number on the diagonal is 0
 * One invocation per entry.  Dispatch (⌈m/64⌉, n, 1).
 * Checked by one bad entry at a time, inside and outside of each part. */
layout (local_size_x = 64) in;
layout (std430, binding = 0) readonly buffer BufferX { REAL X[]; };
layout (std430, binding = 1) buffer BufferF { uint flags; };
layout (location = 1) uniform uvec4 shape;

void
main ()
{
  uint i = GROUP.x * 64u + gl_LocalInvocationID.x, j = GROUP.y;
  if (i >= shape.x)
    return;

  bool inside = shape.z == 0u || (shape.z == 1u && i >= j)
                || (shape.z == 2u && i <= j) || (shape.z == 3u && i > j)
                || (shape.z == 4u && i < j);
  REAL x = X[base[0] + i + j * shape.x];
  if (inside && is_not_finite (x))
    atomicOr (flags, 1u);
  if (shape.w == 1u && i == j && x == REAL (0))
    atomicOr (flags, 2u);
}
