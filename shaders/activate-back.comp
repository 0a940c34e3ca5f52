// SPDX-License-Identifier: GPL-3.0-or-later
/* activate-back: dZ := dY f'(Z), entry by entry; f by its number OP in
 * activations.inc.
 *   binding 0  Z read;  1  Y = f(Z) read;  2  dY read;  3  dZ write, may be dY
 *   shape = (entries)
 * Dispatch over entries.
 * Checked against the bounds of epi_device_activate_back(). */
#include "functions.glsl"
layout (local_size_x = 64) in;
layout (std430, binding = 0) readonly buffer BufferZ { REAL Z[]; };
layout (std430, binding = 1) readonly buffer BufferY { REAL Y[]; };
layout (std430, binding = 2) readonly buffer BufferDY { REAL dY[]; };
layout (std430, binding = 3) writeonly buffer BufferDZ { REAL dZ[]; };
layout (location = 1) uniform uvec4 shape;

REAL
slope_of (REAL z, REAL y)
{
#define ACTIVATION(number, name, value, slope)                                \
  if (OP == number)                                                           \
    return slope;
#include "activations.inc"
  return z;
}

void
main ()
{
  uint i = ENTRY;
  if (i < shape.x)
    dZ[base[3] + i]
        = dY[base[2] + i] * slope_of (Z[base[0] + i], Y[base[1] + i]);
}
