// SPDX-License-Identifier: GPL-3.0-or-later
/* activate: Z := Z + b 1', Y := f(Z), one invocation per entry; f by its number
 * OP in activations.inc.
 *   binding 0  Z (m,n) read and write;  1  b (m) read;  2  Y (m,n) write
 *   shape = (entries, m, whether there is a b, whether Y is Z)
 * Dispatch over entries.
 * Checked against the bounds of epi_device_activate(). */
#include "functions.glsl"
layout (local_size_x = 64) in;
layout (std430, binding = 0) buffer BufferZ { REAL Z[]; };
layout (std430, binding = 1) readonly buffer BufferB { REAL b[]; };
layout (std430, binding = 2) buffer BufferY { REAL Y[]; };
layout (location = 1) uniform uvec4 shape;

REAL
f (REAL z)
{
#define ACTIVATION(number, name, value, slope)                                \
  if (OP == number)                                                           \
    return value;
#include "activations.inc"
  return z;
}

void
main ()
{
  uint i = ENTRY;
  if (i >= shape.x)
    return;

  REAL z = Z[base[0] + i];
  if (shape.z == 1u) {
    z += b[base[1] + i % shape.y];
    if (shape.w == 0u)
      Z[base[0] + i] = z;
  }
  Y[base[2] + i] = f (z);
}
