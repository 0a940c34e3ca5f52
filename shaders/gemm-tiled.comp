// SPDX-License-Identifier: GPL-3.0-or-later
/* gemm: C := alpha A B + beta C, a 64 × 64 tile of C per work group.
 *   bindings, shape and views as in gemm-naive.comp
 *   1. the group copies A (64,16) and B (16,64) into shared memory, with zeros
 *      past the edges;
 *   2. each of its 16 × 16 invocations adds the product to 4 × 4 sums that it
 *      keeps in registers, for entries 16 apart: neighbours read neighbours;
 *   3. after the last k the sums go to C.
 * Dispatch (⌈m/64⌉, ⌈n/64⌉, 1); with lower = 1 groups above the diagonal
 * return at once.
 * Checked against the bound of epi_device_gemm(): γₖ₊₃ |A| |B|.
 * Rung 2 of 3: the one for a GPU, where shared memory is fast (NVIDIA H100,
 * order 1024: 9.1 TFLOP/s in single, 8.6 in double; gemm-naive.comp 3.0 and
 * 2.5).  8 × 8 sums are slower there, 5.1 and 2.1, and their doubles do not
 * fit the registers: that driver (580.159) then keeps them in single. */
#define SIDE 16u       /* invocations along a side of the group */
#define PER 4u         /* entries along a side of an invocation's block */
#define TILE (SIDE * PER)
#define DEPTH 16u
layout (local_size_x = 16, local_size_y = 16) in;
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
  for (uint e = gl_LocalInvocationIndex; e < DEPTH * TILE; e += SIDE * SIDE) {
    uint t = e % TILE, k = k0 + e / TILE;
    uint i = corner.x + t, j = corner.y + t;
    REAL a = REAL (0), b = REAL (0);
    if (k < shape.z && i < shape.x)
      a = A[view_a.x + i * view_a.y + k * view_a.z];
    if (k < shape.z && j < shape.y)
      b = B[view_b.x + k * view_b.y + j * view_b.z];
    tile_a[e] = a;
    tile_b[e] = b;
  }
}

void
main ()
{
  uvec2 corner = GROUP.xy * TILE;
  uvec2 local = gl_LocalInvocationID.xy;
  if (shape.w == 1u && corner.x + TILE <= corner.y)
    return; /* the whole group: no barrier is left waiting */

  REAL sum[PER * PER];
  for (uint q = 0u; q < PER * PER; q++)
    sum[q] = REAL (0);

  for (uint k0 = 0u; k0 < shape.z; k0 += DEPTH) {
    load_tiles (corner, k0); /* 1. */
    barrier ();
    for (uint q = 0u; q < DEPTH; q++) { /* 2. */
      REAL a[PER];
      for (uint r = 0u; r < PER; r++)
        a[r] = tile_a[q * TILE + local.x + SIDE * r];
      for (uint c = 0u; c < PER; c++) {
        REAL b = tile_b[q * TILE + local.y + SIDE * c];
        for (uint r = 0u; r < PER; r++)
          sum[r + PER * c] += a[r] * b;
      }
    }
    barrier ();
  }

  for (uint c = 0u; c < PER; c++) /* 3. */
    for (uint r = 0u; r < PER; r++) {
      uint i = corner.x + local.x + SIDE * r, j = corner.y + local.y + SIDE * c;
      if (i < shape.x && j < shape.y && (shape.w == 0u || i >= j)) {
        uint at = view_c.x + i * view_c.y + j * view_c.z;
        REAL product = alpha * sum[r + PER * c];
        C[at] = beta == REAL (0) ? product : product + beta * C[at];
      }
    }
}
