// SPDX-License-Identifier: GPL-3.0-or-later
/* row-sums: b := alpha X 1 + beta b, 16 rows a work group.
 *   binding 0  X (m,n) read;  1  b (m) read and write;  shape = (m, n)
 *   1. invocation (i,s) of 16 × 16 adds the columns s, s + 16, …;
 *   2. the first of each row adds the 16 parts.
 * Dispatch (⌈m/16⌉, 1, 1).  With beta = 0 b is not read.
 * Checked against the bound of epi_device_row_sums(). */
layout (local_size_x = 16, local_size_y = 16) in;
layout (std430, binding = 0) readonly buffer BufferX { REAL X[]; };
layout (std430, binding = 1) buffer BufferB { REAL b[]; };
layout (location = 1) uniform uvec4 shape;
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
    for (uint j = s; j < shape.y; j += 16u)
      sum += X[base[0] + i + j * shape.x];
  part[s * 16u + l] = sum;
  barrier ();

  if (s == 0u && i < shape.x) { /* 2. */
    for (uint q = 1u; q < 16u; q++)
      sum += part[q * 16u + l];
    i += base[1];
    b[i] = beta == REAL (0) ? alpha * sum : alpha * sum + beta * b[i];
  }
}
