// SPDX-License-Identifier: GPL-3.0-or-later
/* convolve-to-input: dX := the gradient of a convolution to its input, an 8 × 4
 * block of dX per invocation: 8 pixels of the input, 32 apart, and 4 of its
 * channels.
 *   binding 0  W (patch, out channels) read;  1  dY read;  2  dX write
 *   shape = (pixels of all samples);  window.glsl
 *   For each pixel of the window: which output had it over each of the 8; then
 *   the products over the output's channels, 32 for 12 numbers read.
 *   Pixels and channels past the end repeat the last one and are not written.
 * Dispatch (⌈pixels/256⌉, ⌈channels/4⌉, 1).
 * Checked against the bound of epi_device_convolve_to_input(). */
#include "window.glsl"
#define PIXELS 8u
#define CHANNELS 4u
layout (local_size_x = 32) in;
layout (std430, binding = 0) readonly buffer BufferW { REAL W[]; };
layout (std430, binding = 1) readonly buffer BufferDY { REAL dY[]; };
layout (std430, binding = 2) writeonly buffer BufferDX { REAL dX[]; };
layout (location = 1) uniform uvec4 shape;

/* Entry of dY whose window has its pixel (dx, dy) over input pixel at. */
uint
output_over (uvec3 at, uint dx, uint dy)
{
  uvec2 from = at.xy + uvec2 (window.w) - uvec2 (dx, dy); /* may wrap round */
  if (at.x + window.w < dx || at.y + window.w < dy || from.x % window.z != 0u
      || from.y % window.z != 0u)
    return OUTSIDE;
  from /= window.z;
  if (from.x >= places.x || from.y >= places.y)
    return OUTSIDE;
  return places.z * (from.x + places.x * (from.y + places.y * at.z));
}

void
main ()
{
  uint p0 = GROUP.x * 32u * PIXELS + gl_LocalInvocationID.x;
  uint c0 = GROUP.y * CHANNELS, patch_ = image.x * window.x * window.y;

  REAL sum[PIXELS * CHANNELS];
  uvec3 at[PIXELS]; /* x, y, sample */
  uint channel[CHANNELS];
  for (uint q = 0u; q < PIXELS * CHANNELS; q++)
    sum[q] = REAL (0);
  for (uint r = 0u; r < PIXELS; r++) {
    uint p = min (p0 + 32u * r, shape.x - 1u), rest = p / image.y;
    at[r] = uvec3 (p % image.y, rest % image.z, rest / image.z);
  }
  for (uint c = 0u; c < CHANNELS; c++)
    channel[c] = min (c0 + c, image.x - 1u);

  for (uint d = 0u; d < window.x * window.y; d++) {
    uint at_y[PIXELS];
    for (uint r = 0u; r < PIXELS; r++)
      at_y[r] = output_over (at[r], d % window.x, d / window.x);
    for (uint o = 0u; o < places.z; o++) {
      REAL g[PIXELS];
      uint at_w = base[0] + d * image.x + o * patch_;
      for (uint r = 0u; r < PIXELS; r++)
        g[r] = at_y[r] == OUTSIDE ? REAL (0) : dY[base[1] + at_y[r] + o];
      for (uint c = 0u; c < CHANNELS; c++) {
        REAL w = W[at_w + channel[c]];
        for (uint r = 0u; r < PIXELS; r++)
          sum[r + c * PIXELS] += w * g[r];
      }
    }
  }

  for (uint c = 0u; c < CHANNELS; c++)
    for (uint r = 0u; r < PIXELS; r++)
      if (p0 + 32u * r < shape.x && c0 + c < image.x)
        dX[base[2] + c0 + c + image.x * (p0 + 32u * r)]
            = sum[r + c * PIXELS];
}
