// SPDX-License-Identifier: GPL-3.0-or-later
/* gemm: C := alpha A B + beta C, one invocation per entry of C.
 *   binding 0  A (m,k) read;  1  B (k,n) read;  2  C (m,n) read and write
 *   shape = (m, n, k, lower): with lower = 1 only entries i ≥ j are written
 *   views of A, B, C: transposes and sub-matrices are strides and offsets
 * Dispatch (⌈m/8⌉, ⌈n/8⌉, 1); invocations past the edge return at once.
 * With beta = 0 C is not read.
 * Checked against the bound of epi_device_gemm(): γₖ₊₃ |A| |B|.
 * Rung 1 of 3: naive -> gemm-tiled.comp -> gemm-register.comp. */
layout (local_size_x = 8, local_size_y = 8) in;
layout (std430, binding = 0) readonly buffer BufferA { REAL A[]; };
layout (std430, binding = 1) readonly buffer BufferB { REAL B[]; };
layout (std430, binding = 2) buffer BufferC { REAL C[]; };
layout (location = 1) uniform uvec4 shape;
layout (location = 2) uniform uvec3 view_a;
layout (location = 3) uniform uvec3 view_b;
layout (location = 4) uniform uvec3 view_c;
layout (location = 5) uniform REAL alpha;
layout (location = 6) uniform REAL beta;

void
main ()
{
  uint i = GROUP.x * 8u + gl_LocalInvocationID.x;
  uint j = GROUP.y * 8u + gl_LocalInvocationID.y;
  if (i >= shape.x || j >= shape.y || (shape.w == 1u && i < j))
    return;

  REAL sum = REAL (0);
  for (uint k = 0u; k < shape.z; k++)
    sum += A[view_a.x + i * view_a.y + k * view_a.z]
           * B[view_b.x + k * view_b.y + j * view_b.z];

  uint c = view_c.x + i * view_c.y + j * view_c.z;
  C[c] = beta == REAL (0) ? alpha * sum : alpha * sum + beta * C[c];
}
