// SPDX-License-Identifier: GPL-3.0-or-later
/* gemm: C := alpha A B + beta C, an 8 × 4 block of C per invocation.
 *   bindings, shape and views as in gemm-naive.comp
 *   A group of 8 invocations covers 64 × 4 entries: invocation l has the rows
 *   l, l + 8, …, so that the 8 lanes of a vector read 8 neighbours of A and all
 *   the same entry of B.  No shared memory and no barrier: a processor has
 *   caches instead.  Rows and columns past the edge repeat the last one and
 *   are not written.
 * Dispatch (⌈m/64⌉, ⌈n/4⌉, 1); with lower = 1 groups above the diagonal
 * return at once.
 * Checked against the bound of epi_device_gemm(): γₖ₊₃ |A| |B|.
 * Rung 3 of 3: the one for a software rasteriser (llvmpipe: 5 GFLOP/s on two
 * cores, against 2.5 of gemm-tiled.comp and 0.8 of gemm-naive.comp). */
#define ROWS 8u
#define COLS 4u
layout (local_size_x = 8) in;
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
  uint i0 = GROUP.x * 8u * ROWS + gl_LocalInvocationID.x;
  uint j0 = GROUP.y * COLS;
  if (shape.w == 1u && GROUP.x * 8u * ROWS + 8u * ROWS <= j0)
    return;

  REAL sum[ROWS * COLS];
  uint at_a[ROWS], at_b[COLS];
  for (uint q = 0u; q < ROWS * COLS; q++)
    sum[q] = REAL (0);
  for (uint r = 0u; r < ROWS; r++)
    at_a[r] = view_a.x + min (i0 + 8u * r, shape.x - 1u) * view_a.y;
  for (uint c = 0u; c < COLS; c++)
    at_b[c] = view_b.x + min (j0 + c, shape.y - 1u) * view_b.z;

  for (uint k = 0u; k < shape.z; k++) {
    REAL a[ROWS];
    for (uint r = 0u; r < ROWS; r++)
      a[r] = A[at_a[r] + k * view_a.z];
    for (uint c = 0u; c < COLS; c++) {
      REAL b = B[at_b[c] + k * view_b.y];
      for (uint r = 0u; r < ROWS; r++)
        sum[r + c * ROWS] += a[r] * b;
    }
  }

  for (uint c = 0u; c < COLS; c++)
    for (uint r = 0u; r < ROWS; r++) {
      uint i = i0 + 8u * r, j = j0 + c;
      if (i < shape.x && j < shape.y && (shape.w == 0u || i >= j)) {
        uint at = view_c.x + i * view_c.y + j * view_c.z;
        REAL product = alpha * sum[r + c * ROWS];
        C[at] = beta == REAL (0) ? product : product + beta * C[at];
      }
    }
}
