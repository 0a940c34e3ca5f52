// SPDX-License-Identifier: GPL-3.0-or-later
/* pool: Y := the largest (OP 0) or the mean (OP 1) of each window of X, one
 * invocation per entry of Y.
 *   binding 0  X read;  1  Y write;  shape = (entries of Y); window.glsl
 * Dispatch over entries.
 * Checked against epi_device_pool(): exact, and the bound of a sum. */
#include "pool.glsl"
layout (local_size_x = 64) in;
layout (std430, binding = 1) writeonly buffer BufferY { REAL Y[]; };
layout (location = 1) uniform uvec4 shape;

void
main ()
{
  uint i = ENTRY;
  if (i >= shape.x)
    return;

  uint c = i % image.x, rest = i / image.x;
  uint x1 = rest % places.x, y1 = rest / places.x % places.y;
  uint s = rest / (places.x * places.y);
  if (OP == 0) {
    Y[base[1] + i] = X[base[0] + first_largest (c, x1, y1, s)];
    return;
  }
  uvec2 part_x = inside (x1, window.x, image.y);
  uvec2 part_y = inside (y1, window.y, image.z);
  REAL sum = REAL (0);
  for (uint dy = part_y.x; dy < part_y.y; dy++)
    for (uint dx = part_x.x; dx < part_x.y; dx++)
      sum += X[base[0] + entry (c, x1, dx, y1, dy, s)];
  Y[base[1] + i] = sum / REAL (window.x * window.y);
}
