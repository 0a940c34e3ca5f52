// SPDX-License-Identifier: GPL-3.0-or-later
/* convolve-to-weights: dW := beta dW + the gradient of a convolution to its
 * kernels, one work group per entry of dW.
 *   binding 0  X read;  1  dY read;  2  dW (patch, out channels) read and write
 *   shape = (entries of dW, places of all samples); window.glsl
 *   1. invocation t of 64 adds the products of the places t, t + 64, … of the
 *      output, through all samples;
 *   2. the first one adds the 64 parts.
 * Dispatch (entries, 1, 1).  With beta = 0 dW is not read.
 * Checked against the bound of epi_device_convolve_to_weights(). */
#include "window.glsl"
layout (local_size_x = 64) in;
layout (std430, binding = 0) readonly buffer BufferX { REAL X[]; };
layout (std430, binding = 1) readonly buffer BufferDY { REAL dY[]; };
layout (std430, binding = 2) buffer BufferDW { REAL dW[]; };
layout (location = 1) uniform uvec4 shape;
layout (location = 6) uniform REAL beta;

shared REAL part[64];

void
main ()
{
  uint i = GROUP.x, t = gl_LocalInvocationIndex;
  uint c = i % image.x, dx = i / image.x % window.x;
  uint dy = i / (image.x * window.x) % window.y;
  uint o = i / (image.x * window.x * window.y);

  REAL sum = REAL (0); /* 1. */
  for (uint p = t; p < shape.y; p += 64u) {
    uint x = p % places.x * window.z + dx;
    uint y = p / places.x % places.y * window.z + dy;
    uint s = p / (places.x * places.y);
    if (x >= window.w && x - window.w < image.y && y >= window.w
        && y - window.w < image.z)
      sum += dY[base[1] + o + p * places.z]
             * X[base[0] + c
                 + image.x
                       * (x - window.w
                          + image.y * (y - window.w + image.z * s))];
  }
  part[t] = sum;
  barrier ();

  if (t == 0u) { /* 2. */
    for (uint q = 1u; q < 64u; q++)
      sum += part[q];
    i += base[2];
    dW[i] = beta == REAL (0) ? sum : sum + beta * dW[i];
  }
}
