// SPDX-License-Identifier: GPL-3.0-or-later
/* gemm: C := alpha A B + beta C, a 64 × 64 tile of C per work group.
 *   bindings, shape and views as in gemm-naive.comp
 *   1. the group copies A (64,16) and B (16,64) into shared memory, with zeros
 *      past the edges;
 *   2. each of its 8 × 8 invocations adds the product to 8 × 8 sums that it
 *      keeps in registers, for entries 8 apart: neighbours read neighbours;
 *   3. after the last k the sums go to C.
 * Dispatch (⌈m/64⌉, ⌈n/64⌉, 1); with lower = 1 groups above the diagonal
 * return at once.
 * Checked against the bound of epi_device_gemm(): γₖ₊₃ |A| |B|.
 * Rung 2 of 3: the one for a GPU, where shared memory is fast. */
#define TILE 64u
#define DEPTH 16u
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

shared REAL tile_a[DEPTH * TILE]; /* (k,i) */
shared REAL tile_b[DEPTH * TILE]; /* (k,j) */

void
load_tiles (uvec2 corner, uint k0)
{
  uint t = gl_LocalInvocationIndex;
  uint i = corner.x + t, j = corner.y + t;
  for (uint q = 0u; q < DEPTH; q++) {
    uint k = k0 + q;
    REAL a = REAL (0), b = REAL (0);
    if (k < shape.z && i < shape.x)
      a = A[view_a.x + i * view_a.y + k * view_a.z];
    if (k < shape.z && j < shape.y)
      b = B[view_b.x + k * view_b.y + j * view_b.z];
    tile_a[q * TILE + t] = a;
    tile_b[q * TILE + t] = b;
  }
}

void
main ()
{
  uvec2 corner = GROUP.xy * TILE;
  uvec2 local = gl_LocalInvocationID.xy;
  if (shape.w == 1u && corner.x + TILE <= corner.y)
    return; /* the whole group: no barrier is left waiting */

  REAL sum[64];
  for (int q = 0; q < 64; q++)
    sum[q] = REAL (0);

  for (uint k0 = 0u; k0 < shape.z; k0 += DEPTH) {
    load_tiles (corner, k0); /* 1. */
    barrier ();
    for (uint q = 0u; q < DEPTH; q++) { /* 2. */
      REAL a[8];
      for (uint r = 0u; r < 8u; r++)
        a[r] = tile_a[q * TILE + local.x + 8u * r];
      for (uint c = 0u; c < 8u; c++) {
        REAL b = tile_b[q * TILE + local.y + 8u * c];
        for (uint r = 0u; r < 8u; r++)
          sum[r + 8u * c] += a[r] * b;
      }
    }
    barrier ();
  }

  for (uint c = 0u; c < 8u; c++) /* 3. */
    for (uint r = 0u; r < 8u; r++) {
      uint i = corner.x + local.x + 8u * r, j = corner.y + local.y + 8u * c;
      if (i < shape.x && j < shape.y && (shape.w == 0u || i >= j)) {
        uint at = view_c.x + i * view_c.y + j * view_c.z;
        REAL product = alpha * sum[r + 8u * c];
        C[at] = beta == REAL (0) ? product : product + beta * C[at];
      }
    }
}
