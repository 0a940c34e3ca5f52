// SPDX-License-Identifier: GPL-3.0-or-later
/* pool-back: dX := the gradient of a pooling, one invocation per entry of dX,
 * which gathers from every window that covers it: of the largest (OP 0) all
 * of it where this entry is the first largest, of the mean (OP 1) its share.
 *   binding 0  X read;  1  dY read;  2  dX write;  shape = (entries of dX);
 *   window.glsl
 * Dispatch over entries.
 * Checked against epi_device_pool_back(). */
#include "pool.glsl"
layout (local_size_x = 64) in;
layout (std430, binding = 1) readonly buffer BufferDY { REAL dY[]; };
layout (std430, binding = 2) writeonly buffer BufferDX { REAL dX[]; };
layout (location = 1) uniform uvec4 shape;

void
main ()
{
  uint i = ENTRY;
  if (i >= shape.x)
    return;

  uint c = i % image.x, rest = i / image.x;
  uint s = rest / (image.y * image.z);
  uvec2 over_x = covering (rest % image.y, window.x, places.x);
  uvec2 over_y = covering (rest / image.y % image.z, window.y, places.y);

  REAL sum = REAL (0);
  for (uint y1 = over_y.x; y1 < over_y.y; y1++)
    for (uint x1 = over_x.x; x1 < over_x.y; x1++) {
      REAL g = dY[base[1] + c
                  + image.x * (x1 + places.x * (y1 + places.y * s))];
      if (OP == 1)
        sum += g / REAL (window.x * window.y);
      else if (first_largest (c, x1, y1, s) == i)
        sum += g;
    }
  dX[base[2] + i] = sum;
}
