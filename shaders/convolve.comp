// SPDX-License-Identifier: GPL-3.0-or-later
/* convolve: Y := W * X, a block of Y per invocation: PIXELS pixels of the
 * output, LANES apart, and CHANNELS of its channels.
 *   OP 0: 8 × 4;  OP 1: 1 × 8, for a GPU, which wants many invocations
 *   binding 0  W (patch, out channels) read;  1  X read;  2  Y write
 *   shape = (pixels of all samples);  window.glsl
 *   For each pixel of the window: where it lies under each of the 8; then the
 *   products over the channels, with 8 × 4 sums 32 for 12 numbers read.
 *   Pixels and channels past the end repeat the last one and are not written.
 * Dispatch (⌈pixels/(LANES PIXELS)⌉, ⌈out channels/CHANNELS⌉, 1).
 * Checked against the bound of epi_device_convolve(). */
#include "window.glsl"
#if OP == 0
#define LANES 32
#define PIXELS 8u
#define CHANNELS 4u
#else
#define LANES 64
#define PIXELS 1u
#define CHANNELS 8u
#endif
layout (local_size_x = LANES) in;
layout (std430, binding = 0) readonly buffer BufferW { REAL W[]; };
layout (std430, binding = 1) readonly buffer BufferX { REAL X[]; };
layout (std430, binding = 2) writeonly buffer BufferY { REAL Y[]; };
layout (location = 1) uniform uvec4 shape;

void
main ()
{
  uint p0 = GROUP.x * uint (LANES) * PIXELS + gl_LocalInvocationID.x;
  uint o0 = GROUP.y * CHANNELS, patch_ = image.x * window.x * window.y;

  REAL sum[PIXELS * CHANNELS];
  uvec3 corner[PIXELS]; /* of the window, counted with the padding; sample */
  uint at_w[CHANNELS];
  for (uint q = 0u; q < PIXELS * CHANNELS; q++)
    sum[q] = REAL (0);
  for (uint r = 0u; r < PIXELS; r++)
    corner[r] = place (min (p0 + uint (LANES) * r, shape.x - 1u));
  for (uint c = 0u; c < CHANNELS; c++)
    at_w[c] = base[0] + min (o0 + c, places.z - 1u) * patch_;

  for (uint d = 0u; d < window.x * window.y; d++) {
    uint at_x[PIXELS];
    for (uint r = 0u; r < PIXELS; r++)
      at_x[r] = pixel (corner[r] + uvec3 (d % window.x, d / window.x, 0u));
    for (uint i = 0u; i < image.x; i++) {
      REAL x[PIXELS];
      for (uint r = 0u; r < PIXELS; r++)
        x[r] = at_x[r] == OUTSIDE ? REAL (0) : X[base[1] + at_x[r] + i];
      for (uint c = 0u; c < CHANNELS; c++) {
        REAL w = W[at_w[c] + d * image.x + i];
        for (uint r = 0u; r < PIXELS; r++)
          sum[r + c * PIXELS] += w * x[r];
      }
    }
  }

  for (uint c = 0u; c < CHANNELS; c++)
    for (uint r = 0u; r < PIXELS; r++)
      if (p0 + uint (LANES) * r < shape.x && o0 + c < places.z)
        Y[base[2] + o0 + c + places.z * (p0 + uint (LANES) * r)]
            = sum[r + c * PIXELS];
}
