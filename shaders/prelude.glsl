// SPDX-License-Identifier: GPL-3.0-or-later
/* prelude: what every kernel starts with.  The loader has written the #version
 * line and one of
 *     #define REAL float
 *     #define REAL double     with  #define DOUBLE 1
 *
 * Long work is cut into dispatches of whole work groups; group_base says where
 * this one starts, so kernels ask for GROUP, never for gl_WorkGroupID.
 *
 * A buffer may be a view of another: what is bound to binding b has its first
 * number at base[b].  Kernels over single entries ask for ENTRY.
 *
 * A matrix is seen through a view (offset, row stride, column stride): entry
 * (i,j) of a view v is data[v.x + i * v.y + j * v.z].  A transposed view swaps
 * the strides. */
layout (location = 0) uniform uvec3 group_base;
layout (location = 16) uniform uint base[8];
#define GROUP (gl_WorkGroupID + group_base)
#define ENTRY (GROUP.y * 65536u + GROUP.x * 64u + gl_LocalInvocationID.x)

#ifdef DOUBLE
bool
is_not_finite (REAL x)
{
  return (unpackDouble2x32 (x).y & 0x7ff00000u) == 0x7ff00000u;
}
bool
is_nan (REAL x)
{
  uvec2 bits = unpackDouble2x32 (x);
  bits.y &= 0x7fffffffu;
  return bits.y > 0x7ff00000u || (bits.y == 0x7ff00000u && bits.x != 0u);
}
#else
bool
is_not_finite (REAL x)
{
  return (floatBitsToUint (x) & 0x7f800000u) == 0x7f800000u;
}
bool
is_nan (REAL x)
{
  return (floatBitsToUint (x) & 0x7fffffffu) > 0x7f800000u;
}
#endif

/* a / b, by 2.5 ulp for every normal b.  GLSL promises that only for |b| ≤
 * 2¹²⁶: beyond, 1/b is no normal number, and a GPU may take it for zero. */
REAL
quotient (REAL a, REAL b)
{
#ifndef DOUBLE
  if (abs (b) > 8.5e37 && !is_not_finite (b)) /* b / 4 by its exponent: a factor
                                                 would be cancelled again */
    return (a * 0.25) / uintBitsToFloat (floatBitsToUint (b) - 0x01000000u);
#endif
  return a / b;
}
