// SPDX-License-Identifier: GPL-3.0-or-later
/* fill: x := alpha, one invocation per entry.
 *   binding 0  x (n) write;  shape = (n)
 * Dispatch over entries.  Checked to be exact. */
layout (local_size_x = 64) in;
layout (std430, binding = 0) writeonly buffer BufferX { REAL x[]; };
layout (location = 1) uniform uvec4 shape;
layout (location = 5) uniform REAL alpha;

void
main ()
{
  if (ENTRY < shape.x)
    x[base[0] + ENTRY] = alpha;
}
