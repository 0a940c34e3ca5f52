// SPDX-License-Identifier: GPL-3.0-or-later
/* gemv: y := alpha A x + beta y, 16 rows a work group.
 *   binding 0  A (m,k) read;  1  x (k,1) read;  2  y (m,1) read and write
 *   shape = (m, 1, k, 0); view_a as in gemm-naive.comp
 *   1. invocation (i,s) of 16 × 16 adds the products k = s, s + 16, …;
 *   2. the first of each row adds the 16 parts.
 * Dispatch (⌈m/16⌉, 1, 1).  With beta = 0 y is not read.
 * Checked against the bound of epi_device_gemv(): γₖ₊₃ |A| |x|. */
layout (local_size_x = 16, local_size_y = 16) in;
layout (std430, binding = 0) readonly buffer BufferA { REAL A[]; };
layout (std430, binding = 1) readonly buffer BufferX { REAL x[]; };
layout (std430, binding = 2) buffer BufferY { REAL y[]; };
layout (location = 1) uniform uvec4 shape;
layout (location = 2) uniform uvec3 view_a;
layout (location = 5) uniform REAL alpha;
layout (location = 6) uniform REAL beta;

shared REAL part[16 * 16]; /* (s,i) */

void
main ()
{
  uint l = gl_LocalInvocationID.x, s = gl_LocalInvocationID.y;
  uint i = GROUP.x * 16u + l;

  REAL sum = REAL (0); /* 1. */
  if (i < shape.x)
    for (uint k = s; k < shape.z; k += 16u)
      sum += A[view_a.x + i * view_a.y + k * view_a.z] * x[base[1] + k];
  part[s * 16u + l] = sum;
  barrier ();

  if (s == 0u && i < shape.x) { /* 2. */
    for (uint q = 1u; q < 16u; q++)
      sum += part[q * 16u + l];
    i += base[2];
    y[i] = beta == REAL (0) ? alpha * sum : alpha * sum + beta * y[i];
  }
}
