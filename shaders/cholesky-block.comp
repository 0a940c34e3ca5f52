// SPDX-License-Identifier: GPL-3.0-or-later
/* cholesky-block: L of one diagonal block A (w,w), w ≤ 32, by one work group.
 *   binding 0  A read and write;  1  flags: bit 2 is set when a pivot is ≤ 0
 *   block = (w, ld, offset of its corner)
 *   1. the lower triangle comes into shared memory;
 *   2. for each column j: l(j,j) := √a(j,j); below it l(i,j) := a(i,j)/l(j,j);
 *      row i of what is left loses l(i,j) l(c,j), c = j+1 … i;
 *   3. the triangle goes back.
 * Dispatch (1, 1, 1): 32 invocations, one per row.
 * Checked by the bound of epi_device_cholesky(): γₙ₊₂₀ |L| |Lᵀ|. */
#define WIDTH 32u
layout (local_size_x = 32) in;
layout (std430, binding = 0) buffer BufferA { REAL A[]; };
layout (std430, binding = 1) buffer BufferF { uint flags; };
layout (location = 1) uniform uvec3 block;

shared REAL L[WIDTH * (WIDTH + 1u)]; /* (i,c), rows one apart in banks */

void
main ()
{
  uint w = block.x, i = gl_LocalInvocationIndex, row = i * (WIDTH + 1u);

  if (i < w) /* 1. */
    for (uint c = 0u; c <= i; c++)
      L[row + c] = A[block.z + i + c * block.y];
  barrier ();

  for (uint j = 0u; j < w; j++) { /* 2. */
    uint pivot = j * (WIDTH + 1u) + j;
    if (i == j) {
      if (!(L[pivot] > REAL (0)))
        atomicOr (flags, 4u);
      L[pivot] = sqrt (L[pivot]);
    }
    barrier ();
    if (i > j && i < w)
      L[row + j] = quotient (L[row + j], L[pivot]);
    barrier ();
    if (i > j && i < w)
      for (uint c = j + 1u; c <= i; c++)
        L[row + c] -= L[row + j] * L[c * (WIDTH + 1u) + j];
    barrier ();
  }

  if (i < w) /* 3. */
    for (uint c = 0u; c <= i; c++)
      A[block.z + i + c * block.y] = L[row + c];
}
