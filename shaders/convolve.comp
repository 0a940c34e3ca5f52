// SPDX-License-Identifier: GPL-3.0-or-later
/* convolve: Y := W * X, one invocation per entry of Y.
 *   binding 0  W (patch, out channels) read;  1  X read;  2  Y write
 *   shape = (entries of Y); window.glsl
 * Dispatch over entries.
 * Checked against the bound of epi_device_convolve(). */
#include "window.glsl"
layout (local_size_x = 64) in;
layout (std430, binding = 0) readonly buffer BufferW { REAL W[]; };
layout (std430, binding = 1) readonly buffer BufferX { REAL X[]; };
layout (std430, binding = 2) writeonly buffer BufferY { REAL Y[]; };
layout (location = 1) uniform uvec4 shape;

void
main ()
{
  uint i = ENTRY;
  if (i >= shape.x)
    return;

  uint o = i % places.z, rest = i / places.z;
  uint x1 = rest % places.x, y1 = rest / places.x % places.y;
  uint s = rest / (places.x * places.y);
  uvec2 part_x = inside (x1, window.x, image.y);
  uvec2 part_y = inside (y1, window.y, image.z);
  uint run = (part_x.y - part_x.x) * image.x;

  REAL sum = REAL (0);
  for (uint dy = part_y.x; run > 0u && dy < part_y.y; dy++) {
    uint y = y1 * window.z + dy - window.w + image.z * s;
    uint x = x1 * window.z + part_x.x - window.w;
    uint at_x = base[1] + (x + y * image.y) * image.x;
    uint at_w = base[0]
                + (part_x.x + window.x * (dy + window.y * o)) * image.x;
    for (uint k = 0u; k < run; k++)
      sum += W[at_w + k] * X[at_x + k];
  }
  Y[base[2] + i] = sum;
}
