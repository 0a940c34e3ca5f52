// SPDX-License-Identifier: GPL-3.0-or-later
/* row-sums: b := alpha X 1 + beta b, 16 rows a work group.
 *   OP 0: 16 lanes a row;  OP 1: 64, for a GPU and more columns than that
 *   binding 0  X (m,n) read;  1  b (m) read and write;  shape = (m, n)
 *   1. invocation (i,s) of 16 × LANES adds the columns s, s + LANES, …;
 *   2. the first of each row adds the parts.
 * Dispatch (⌈m/16⌉, 1, 1).  With beta = 0 b is not read.
 * Checked against the bound of epi_device_row_sums(). */
#if OP == 0
#define LANES 16
#else
#define LANES 64
#endif
layout (local_size_x = 16, local_size_y = LANES) in;
layout (std430, binding = 0) readonly buffer BufferX { REAL X[]; };
layout (std430, binding = 1) buffer BufferB { REAL b[]; };
layout (location = 1) uniform uvec4 shape;
layout (location = 5) uniform REAL alpha;
layout (location = 6) uniform REAL beta;

shared REAL part[LANES * 16]; /* (s,i) */

void
main ()
{
  uint l = gl_LocalInvocationID.x, s = gl_LocalInvocationID.y;
  uint i = GROUP.x * 16u + l;

  REAL sum = REAL (0); /* 1. */
  if (i < shape.x)
    for (uint j = s; j < shape.y; j += uint (LANES))
      sum += X[base[0] + i + j * shape.x];
  part[s * 16u + l] = sum;
  barrier ();

  if (s == 0u && i < shape.x) { /* 2. */
    for (uint q = 1u; q < uint (LANES); q++)
      sum += part[q * 16u + l];
    i += base[1];
    b[i] = beta == REAL (0) ? alpha * sum : alpha * sum + beta * b[i];
  }
}
