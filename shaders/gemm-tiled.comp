// SPDX-License-Identifier: GPL-3.0-or-later
/* gemm: C := alpha A B + beta C, a tile of C per work group.
 *   bindings, shape and views as in gemm-naive.comp
 *   OP 0: tiles of 64 × 64, 16 of k at a time, for a large C;
 *   OP 1: 16 × 16, 64 of k: more groups with fewer steps each, for a C of so
 *   few large tiles that most of a GPU would wait for the others' memory
 *   1. each of the 16 × 16 invocations has fetched 4 numbers of A (TILE,DEPTH)
 *      and 4 of B (DEPTH,TILE), and puts them into shared memory;
 *   2. while it fetches those of the next step,
 *   3. it adds the product to PER × PER sums that it keeps in registers, for
 *      entries 16 apart: neighbours read neighbours;
 *   4. after the last k the sums go to C.
 *   Rows and columns past the edge repeat the last one and are not written;
 *   past the last k there are zeros.
 * Dispatch (⌈m/TILE⌉, ⌈n/TILE⌉, 1); with lower = 1 groups above the diagonal
 * return at once.
 * Checked against the bound of epi_device_gemm(): γₖ₊₃ |A| |B|.
 * Rung 2 of 3: the one for a GPU, where shared memory is fast.  8 × 8 sums were
 * slower (NVIDIA H100, order 1024), and their doubles do not fit the registers:
 * that driver (580.159) then keeps them in single. */
#define SIDE 16u /* invocations along a side of the group */
#if OP == 0
#define PER 4u /* entries along a side of an invocation's block */
#define DEPTH 16u
#else
#define PER 1u
#define DEPTH 64u
#endif
#define TILE (SIDE * PER)
#define ROW (TILE + 1u) /* of shared memory: columns one apart in banks */
#define SHARE (DEPTH * TILE / (SIDE * SIDE)) /* of an invocation: 4 */
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

shared REAL tile_a[DEPTH * ROW]; /* (k,i) */
shared REAL tile_b[DEPTH * ROW]; /* (k,j) */

/* (row or column of the tile, k) of this invocation's number s; the neighbour
 * has the next one in memory. */
uvec2
place (uint s, uint stride_k)
{
  uint e = gl_LocalInvocationIndex + s * SIDE * SIDE;
  return stride_k == 1u ? uvec2 (e / DEPTH, e % DEPTH)
                        : uvec2 (e % TILE, e / TILE);
}

void
fetch (uvec2 corner, uint k0, out REAL a[SHARE], out REAL b[SHARE])
{
  for (uint s = 0u; s < SHARE; s++) {
    uvec2 at = place (s, view_a.z), bt = place (s, view_b.y);
    uint i = min (corner.x + at.x, shape.x - 1u);
    uint j = min (corner.y + bt.x, shape.y - 1u);
    uvec2 k = k0 + uvec2 (at.y, bt.y), last = uvec2 (shape.z - 1u);
    uvec2 inner = min (k, last);
    REAL x = A[view_a.x + i * view_a.y + inner.x * view_a.z];
    REAL y = B[view_b.x + inner.y * view_b.y + j * view_b.z];
    a[s] = k.x > last.x ? REAL (0) : x;
    b[s] = k.y > last.y ? REAL (0) : y;
  }
}

void
main ()
{
  uvec2 corner = GROUP.xy * TILE;
  uvec2 local = gl_LocalInvocationID.xy;
  if (shape.w == 1u && corner.x + TILE <= corner.y)
    return; /* the whole group: no barrier is left waiting */

  REAL sum[PER * PER], next_a[SHARE], next_b[SHARE];
  for (uint q = 0u; q < PER * PER; q++)
    sum[q] = REAL (0);
  if (shape.z > 0u)
    fetch (corner, 0u, next_a, next_b);

  for (uint k0 = 0u; k0 < shape.z; k0 += DEPTH) {
    for (uint s = 0u; s < SHARE; s++) { /* 1. */
      uvec2 at = place (s, view_a.z), bt = place (s, view_b.y);
      tile_a[at.y * ROW + at.x] = next_a[s];
      tile_b[bt.y * ROW + bt.x] = next_b[s];
    }
    barrier ();
    fetch (corner, k0 + DEPTH, next_a, next_b); /* 2. */
    for (uint q = 0u; q < DEPTH; q++) {         /* 3. */
      REAL a[PER];
      for (uint r = 0u; r < PER; r++)
        a[r] = tile_a[q * ROW + local.x + SIDE * r];
      for (uint c = 0u; c < PER; c++) {
        REAL b = tile_b[q * ROW + local.y + SIDE * c];
        for (uint r = 0u; r < PER; r++)
          sum[r + PER * c] += a[r] * b;
      }
    }
    barrier ();
  }

  for (uint c = 0u; c < PER; c++) /* 4. */
    for (uint r = 0u; r < PER; r++) {
      uint i = corner.x + local.x + SIDE * r, j = corner.y + local.y + SIDE * c;
      if (i < shape.x && j < shape.y && (shape.w == 0u || i >= j)) {
        uint at = view_c.x + i * view_c.y + j * view_c.z;
        REAL product = alpha * sum[r + PER * c];
        C[at] = beta == REAL (0) ? product : product + beta * C[at];
      }
    }
}
