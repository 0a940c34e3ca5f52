// SPDX-License-Identifier: GPL-3.0-or-later
/* convolve-to-weights: dW := beta dW + the gradient of a convolution to its
 * kernels, a SIDE × SIDE block of dW per work group: entries of a patch, output
 * channels.
 *   OP 0: 4 × 4 by 64 lanes;  OP 1: 2 × 2 by 512, for a GPU of which few groups
 *   would leave most idle
 *   binding 0  X read;  1  dY read;  2  dW (patch, out channels) read and write
 *   shape = (patch, pixels of all samples);  window.glsl
 *   1. invocation t adds the products of the output pixels t, t + LANES, …,
 *      through all samples: with 4 × 4 sums 16 for 8 numbers read;
 *   2. of the LANES parts of a sum the halves are added, and their halves, ….
 * Dispatch (⌈patch/SIDE⌉, ⌈out channels/SIDE⌉, 1).  With beta = 0 dW is not
 * read.
 * Checked against the bound of epi_device_convolve_to_weights(). */
#include "window.glsl"
#if OP == 0
#define SIDE 4u
#define LANES 64
#else
#define SIDE 2u
#define LANES 512
#endif
layout (local_size_x = LANES) in;
layout (std430, binding = 0) readonly buffer BufferX { REAL X[]; };
layout (std430, binding = 1) readonly buffer BufferDY { REAL dY[]; };
layout (std430, binding = 2) buffer BufferDW { REAL dW[]; };
layout (location = 1) uniform uvec4 shape;
layout (location = 6) uniform REAL beta;

#define N uint (LANES)
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
  for (uint p = t; p < shape.y; p += N) {
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
    part[t + q * N] = sum[q];
  barrier ();

  for (uint n = N / 2u; n > 0u; n /= 2u) { /* 2. */
    for (uint e = t; e < n * SIDE * SIDE; e += N)
      part[e % n + e / n * N] += part[e % n + n + e / n * N];
    barrier ();
  }
  uint k = k0 + t % SIDE, o = o0 + t / SIDE;
  if (t < SIDE * SIDE && k < shape.x && o < places.z) {
    uint at = base[2] + k + o * shape.x;
    dW[at] = beta == REAL (0) ? part[t * N]
                              : part[t * N] + beta * dW[at];
  }
}
