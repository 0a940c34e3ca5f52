// SPDX-License-Identifier: GPL-3.0-or-later
/* softmax-back: columns of dX := y (dy - yᵀdy), one invocation per column.
 *   binding 0  Y (m,n) read;  1  dY read;  2  dX write;  shape = (m, n)
 * Dispatch over columns.
 * Checked against the bound of epi_device_softmax_back(). */
layout (local_size_x = 64) in;
layout (std430, binding = 0) readonly buffer BufferY { REAL Y[]; };
layout (std430, binding = 1) readonly buffer BufferDY { REAL dY[]; };
layout (std430, binding = 2) writeonly buffer BufferDX { REAL dX[]; };
layout (location = 1) uniform uvec4 shape;

void
main ()
{
  uint first = ENTRY * shape.x;
  if (ENTRY >= shape.y)
    return;

  REAL product = REAL (0);
  for (uint i = first; i < first + shape.x; i++)
    product += Y[base[0] + i] * dY[base[1] + i];
  for (uint i = first; i < first + shape.x; i++)
    dX[base[2] + i] = Y[base[0] + i] * (dY[base[1] + i] - product);
}
