// SPDX-License-Identifier: GPL-3.0-or-later
/* convolve-to-weights: dW := beta dW + the gradient of a convolution to its
 * kernels, a 4 × 4 block of dW per work group: 4 entries of a patch, 4 output
 * channels.
 *   binding 0  X read;  1  dY read;  2  dW (patch, out channels) read and write
 *   shape = (patch, pixels of all samples);  window.glsl
 *   1. invocation t of 64 adds the products of the output pixels t, t + 64, …,
 *      through all samples: 16 for 8 numbers read;
 *   2. of the 64 parts of a sum the halves are added, and their halves, ….
 * Dispatch (⌈patch/4⌉, ⌈out channels/4⌉, 1).  With beta = 0 dW is not read.
 * Checked against the bound of epi_device_convolve_to_weights(). */
#include "window.glsl"
#define SIDE 4u
#define LANES 64u
layout (local_size_x = 64) in;
layout (std430, binding = 0) readonly buffer BufferX { REAL X[]; };
layout (std430, binding = 1) readonly buffer BufferDY { REAL dY[]; };
layout (std430, binding = 2) buffer BufferDW { REAL dW[]; };
layout (location = 1) uniform uvec4 shape;
layout (location = 6) uniform REAL beta;

shared REAL part[SIDE * SIDE * LANES]; /* (t, entry) */

void
main ()
{
  uint k0 = GROUP.x * SIDE, o0 = GROUP.y * SIDE, t = gl_LocalInvocationIndex;

  REAL sum[SIDE * SIDE]; /* 1. */
  uvec3 tap[SIDE]; /* pixel of the window, and channel */
  uint channel[SIDE];
  for (uint q = 0u; q < SIDE * SIDE; q++)
    sum[q] = REAL (0);
  for (uint r = 0u; r < SIDE; r++) {
    uint k = min (k0 + r, shape.x - 1u), d = k / image.x;
    tap[r] = uvec3 (d % window.x, d / window.x, k % image.x);
    channel[r] = min (o0 + r, places.z - 1u);
  }
  for (uint p = t; p < shape.y; p += LANES) {
    uvec3 corner = place (p);
    REAL x[SIDE];
    for (uint r = 0u; r < SIDE; r++) {
      uint at = pixel (corner + uvec3 (tap[r].xy, 0u));
      x[r] = at == OUTSIDE ? REAL (0) : X[base[0] + at + tap[r].z];
    }
    for (uint c = 0u; c < SIDE; c++) {
      REAL g = dY[base[1] + p * places.z + channel[c]];
      for (uint r = 0u; r < SIDE; r++)
        sum[r + c * SIDE] += g * x[r];
    }
  }
  for (uint q = 0u; q < SIDE * SIDE; q++)
    part[t + q * LANES] = sum[q];
  barrier ();

  for (uint n = LANES / 2u; n > 0u; n /= 2u) { /* 2. */
    for (uint e = t; e < n * SIDE * SIDE; e += LANES)
      part[e % n + e / n * LANES] += part[e % n + n + e / n * LANES];
    barrier ();
  }
  uint k = k0 + t % SIDE, o = o0 + t / SIDE;
  if (t < SIDE * SIDE && k < shape.x && o < places.z) {
    uint at = base[2] + k + o * shape.x;
    dW[at] = beta == REAL (0) ? part[t * LANES]
                              : part[t * LANES] + beta * dW[at];
  }
}
