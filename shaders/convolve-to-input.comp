// SPDX-License-Identifier: GPL-3.0-or-later
/* convolve-to-input: dX := the gradient of a convolution to its input, one
 * invocation per entry of dX, which gathers from every window that covers it.
 *   binding 0  W (patch, out channels) read;  1  dY read;  2  dX write
 *   shape = (entries of dX); window.glsl
 * Dispatch over entries.
 * Checked against the bound of epi_device_convolve_to_input(). */
#include "window.glsl"
layout (local_size_x = 64) in;
layout (std430, binding = 0) readonly buffer BufferW { REAL W[]; };
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
  uint x = rest % image.y, y = rest / image.y % image.z;
  uint s = rest / (image.y * image.z);
  uint patch_ = image.x * window.x * window.y;
  uvec2 over_x = covering (x, window.x, places.x);
  uvec2 over_y = covering (y, window.y, places.y);

  REAL sum = REAL (0);
  for (uint y1 = over_y.x; y1 < over_y.y; y1++)
    for (uint x1 = over_x.x; x1 < over_x.y; x1++) {
      uint dx = x + window.w - x1 * window.z;
      uint dy = y + window.w - y1 * window.z;
      uint at_w = base[0] + c + image.x * (dx + window.x * dy);
      uint at_y
          = base[1] + places.z * (x1 + places.x * (y1 + places.y * s));
      for (uint o = 0u; o < places.z; o++)
        sum += W[at_w + o * patch_] * dY[at_y + o];
    }
  dX[base[2] + i] = sum;
}
