// SPDX-License-Identifier: GPL-3.0-or-later
/* trsm-block: X := T⁻¹ X for one diagonal block, one invocation per column.
 *   binding 0  T (w,w) read;  1  X (w,m) read and write
 *   shape = (w, m, backward, unit):  T is lower, or with backward = 1 upper;
 *   with unit = 1 its diagonal is one and is not read
 *   views of T and X: a transposed solve is a transposed view
 *   forward: for i = 0, 1, …: xᵢ := (xᵢ - Σ_{k<i} t(i,k) xₖ) / t(i,i);
 *   backward: from the last i to the first, over k > i
 *   T, and the column that each invocation works on, are in shared memory.
 * Dispatch (⌈m/64⌉, 1, 1).  Blocks off the diagonal are GEMM's.
 * Checked by the bound of epi_device_triangular_solve(): γₙ₊₅ |T| |X|. */
layout (local_size_x = 64) in;
layout (std430, binding = 0) readonly buffer BufferT { REAL T[]; };
layout (std430, binding = 1) buffer BufferX { REAL X[]; };
layout (location = 1) uniform uvec4 shape;
layout (location = 2) uniform uvec3 view_t;
layout (location = 3) uniform uvec3 view_x;

#define WIDTH 32u
shared REAL t_[WIDTH * WIDTH]; /* (i,k) */
shared REAL x_[WIDTH * 64u];   /* (k, invocation) */

void
main ()
{
  uint w = shape.x, t = gl_LocalInvocationID.x, j = GROUP.x * 64u + t;

  for (uint e = t; e < w * w; e += 64u)
    t_[e] = T[view_t.x + e / w * view_t.y + e % w * view_t.z];
  barrier ();
  if (j >= shape.y)
    return;

  uint x = view_x.x + j * view_x.z;
  for (uint k = 0u; k < w; k++)
    x_[k * 64u + t] = X[x + k * view_x.y];
  for (uint step_ = 0u; step_ < w; step_++) {
    uint i = shape.z == 1u ? w - 1u - step_ : step_;
    uint first = shape.z == 1u ? i + 1u : 0u;
    uint last = shape.z == 1u ? w : i;
    REAL sum = x_[i * 64u + t];
    for (uint k = first; k < last; k++)
      sum -= t_[i * w + k] * x_[k * 64u + t];
    if (shape.w == 0u)
      sum = quotient (sum, t_[i * w + i]);
    x_[i * 64u + t] = sum;
    X[x + i * view_x.y] = sum;
  }
}
