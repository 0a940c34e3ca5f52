// SPDX-License-Identifier: GPL-3.0-or-later
/* map: z := f(x, y), one invocation per entry; f by its number in EpiMap.
 *   binding 0  x (n) read;  1  y (n) read, x again where f has none;
 *   2  z (n) write, may be x or y
 *   shape = (n, op)
 * Dispatch over entries.
 * Checked by the bounds of EpiMap, which functions.glsl derives. */
layout (local_size_x = 64) in;
layout (std430, binding = 0) readonly buffer BufferX { REAL x[]; };
layout (std430, binding = 1) readonly buffer BufferY { REAL y[]; };
layout (std430, binding = 2) writeonly buffer BufferZ { REAL z[]; };
layout (location = 1) uniform uvec2 shape;
layout (location = 5) uniform REAL alpha;

#include "functions.glsl"

REAL
apply (uint op, REAL a, REAL b)
{
  switch (op) {
  case 1u:
    return alpha * a;
  case 2u:
    return a + alpha;
  case 3u:
    return alpha * a + b;
  case 4u:
    return a + b;
  case 5u:
    return a - b;
  case 6u:
    return a * b;
  case 7u:
    return quotient (a, b);
  case 8u:
    return a * a;
  case 9u:
    return a < REAL (0) ? not_a_number () : sqrt (a);
  case 10u:
    return abs (a);
  case 11u:
    return is_nan (a) || a > REAL (0) ? a : REAL (0); /* max() loses NaN */
  case 12u:
    return real_exp (a);
  case 13u:
    return real_log (a);
  case 14u:
    return real_tanh (a);
  case 15u:
    return real_sigmoid (a);
  }
  return a;
}

void
main ()
{
  uint i = ENTRY;
  if (i < shape.x)
    z[base[2] + i] = apply (shape.y, x[base[0] + i], y[base[1] + i]);
}
