// SPDX-License-Identifier: GPL-3.0-or-later
/* grid: F(i,j) := Σₐ Σᵦ C(a,b) xᵢᵃ yⱼᵇ, one invocation per point of the grid.
 *   binding 0  C (p,q) read;  1  x (m) read;  2  y (n) read;  3  F (m,n) write
 *   shape = (m, n, p, q)
 *   Horner's rule in y inside Horner's rule in x.
 * Dispatch (⌈m/64⌉, n, 1).
 * Checked by the bound of epi_device_grid(): γ₂₍ₚ₊q₎ Σ |C(a,b) xᵃ yᵇ|. */
layout (local_size_x = 64) in;
layout (std430, binding = 0) readonly buffer BufferC { REAL C[]; };
layout (std430, binding = 1) readonly buffer BufferX { REAL x[]; };
layout (std430, binding = 2) readonly buffer BufferY { REAL y[]; };
layout (std430, binding = 3) writeonly buffer BufferF { REAL F[]; };
layout (location = 1) uniform uvec4 shape;

void
main ()
{
  uint i = GROUP.x * 64u + gl_LocalInvocationID.x, j = GROUP.y;
  if (i >= shape.x)
    return;

  REAL value = REAL (0);
  for (uint a = shape.z; a > 0u; a--) {
    REAL inner = REAL (0);
    for (uint b = shape.w; b > 0u; b--)
      inner = inner * y[base[2] + j]
              + C[base[0] + (a - 1u) + (b - 1u) * shape.z];
    value = value * x[base[1] + i] + inner;
  }
  F[base[3] + i + j * shape.x] = value;
}
