// SPDX-License-Identifier: GPL-3.0-or-later
/* convolve-to-input: dX := the gradient of a convolution to its input, a block
 * of dX per invocation: PIXELS pixels of the input, LANES apart, and CHANNELS
 * of its channels.
 *   OP 0: 8 × 4;  OP 1: 1 × 8, for a GPU, which wants many invocations
 *   binding 0  W (patch, out channels) read;  1  dY read;  2  dX write
 *   shape = (pixels of all samples);  window.glsl
 *   For each pixel of the window: which output had it over each of the PIXELS;
 *   then the products over the output's channels, with 8 × 4 sums 32 for 12
 *   numbers read.
 *   Pixels and channels past the end repeat the last one and are not written.
 * Dispatch (⌈pixels/(LANES PIXELS)⌉, ⌈channels/CHANNELS⌉, 1).
 * Checked against the bound of epi_device_convolve_to_input(). */
#include "window.glsl"
#if OP == 0
#define LANES 32
#define PIXELS 8u
#define CHANNELS 4u
#else
#define LANES 64
#define PIXELS 1u
#define CHANNELS 8u
#define AHEAD 4u /* of the output's channels are read before any is used */
#endif
layout (local_size_x = LANES) in;
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
  uint p0 = GROUP.x * uint (LANES) * PIXELS + gl_LocalInvocationID.x;
  uint c0 = GROUP.y * CHANNELS, patch_ = image.x * window.x * window.y;

  REAL sum[PIXELS * CHANNELS];
  uvec3 at[PIXELS]; /* x, y, sample */
  uint channel[CHANNELS];
  for (uint q = 0u; q < PIXELS * CHANNELS; q++)
    sum[q] = REAL (0);
  for (uint r = 0u; r < PIXELS; r++) {
    uint p = min (p0 + uint (LANES) * r, shape.x - 1u), rest = p / image.y;
    at[r] = uvec3 (p % image.y, rest % image.z, rest / image.z);
  }
  for (uint c = 0u; c < CHANNELS; c++)
    channel[c] = min (c0 + c, image.x - 1u);

  for (uint d = 0u; d < window.x * window.y; d++) {
    uint at_y[PIXELS];
    for (uint r = 0u; r < PIXELS; r++)
      at_y[r] = output_over (at[r], d % window.x, d / window.x);
    uint o = 0u;
#if OP == 1
    for (; o + AHEAD <= places.z; o += AHEAD) {
      REAL g[AHEAD];
      for (uint q = 0u; q < AHEAD; q++)
        g[q] = at_y[0] == OUTSIDE ? REAL (0) : dY[base[1] + at_y[0] + o + q];
      for (uint c = 0u; c < CHANNELS; c++)
        for (uint q = 0u; q < AHEAD; q++)
          sum[c] += W[base[0] + d * image.x + (o + q) * patch_ + channel[c]]
                    * g[q];
    }
#endif
    for (; o < places.z; o++) {
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
      if (p0 + uint (LANES) * r < shape.x && c0 + c < image.x)
        dX[base[2] + c0 + c + image.x * (p0 + uint (LANES) * r)]
            = sum[r + c * PIXELS];
}
