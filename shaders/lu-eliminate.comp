// SPDX-License-Identifier: GPL-3.0-or-later
/* lu-eliminate: column j of L, and its share taken from the rest of the panel.
 *   binding 0  A (n,n) read and write
 *   step = (n, ld, j, one past the last column of the panel)
 *   for each row i > j, one invocation:
 *     l(i,j) := a(i,j) / a(j,j);  a(i,c) := a(i,c) - l(i,j) a(j,c), c > j
 *   A zero pivot leaves its column, which is zero, as it is.
 * Dispatch (⌈(n-j-1)/64⌉, 1, 1).
 * Checked by the bound of epi_device_lu(): γₙ₊₅ |L| |U|. */
layout (local_size_x = 64) in;
layout (std430, binding = 0) buffer BufferA { REAL A[]; };
layout (location = 1) uniform uvec4 step_;

void
main ()
{
  uint n = step_.x, ld = step_.y, j = step_.z;
  uint i = j + 1u + GROUP.x * 64u + gl_LocalInvocationID.x;
  REAL pivot = A[base[0] + j + j * ld];
  if (i >= n || pivot == REAL (0))
    return;

  uint at = base[0] + i + j * ld;
  REAL l = quotient (A[at], pivot);
  A[at] = l;
  for (uint c = j + 1u; c < step_.w; c++)
    A[base[0] + i + c * ld] -= l * A[base[0] + j + c * ld];
}
