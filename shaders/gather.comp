// SPDX-License-Identifier: GPL-3.0-or-later
/* gather: Y(:,j) := W(:, index j), one invocation per entry of Y.
 *   binding 0  W (m,v) read;  1  index (n) read;  2  Y (m,n) write
 *   shape = (entries of Y, m)
 * Dispatch over entries.  Checked to be exact. */
layout (local_size_x = 64) in;
layout (std430, binding = 0) readonly buffer BufferW { REAL W[]; };
layout (std430, binding = 1) readonly buffer BufferI { int index[]; };
layout (std430, binding = 2) writeonly buffer BufferY { REAL Y[]; };
layout (location = 1) uniform uvec4 shape;

void
main ()
{
  uint i = ENTRY;
  if (i < shape.x)
    Y[base[2] + i] = W[base[0] + i % shape.y
                       + uint (index[base[1] + i / shape.y]) * shape.y];
}
