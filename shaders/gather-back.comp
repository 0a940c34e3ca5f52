// SPDX-License-Identifier: GPL-3.0-or-later
/* gather-back: dW(:,v) := beta dW(:,v) + the sum of dY(:,j), index j = v, one
 * invocation per entry of dW.
 *   binding 0  index (n) read;  1  dY (m,n) read;  2  dW (m,v) read and write
 *   shape = (entries of dW, m, n)
 * Dispatch over entries.  With beta = 0 dW is not read.
 * Checked against the bound of epi_device_gather_back(). */
layout (local_size_x = 64) in;
layout (std430, binding = 0) readonly buffer BufferI { int index[]; };
layout (std430, binding = 1) readonly buffer BufferDY { REAL dY[]; };
layout (std430, binding = 2) buffer BufferDW { REAL dW[]; };
layout (location = 1) uniform uvec4 shape;
layout (location = 6) uniform REAL beta;

void
main ()
{
  uint i = ENTRY, row = i % shape.y, v = i / shape.y, at = base[2] + i;
  if (i >= shape.x)
    return;

  REAL sum = beta == REAL (0) ? REAL (0) : beta * dW[at];
  for (uint j = 0u; j < shape.z; j++)
    if (uint (index[base[0] + j]) == v)
      sum += dY[base[1] + row + j * shape.y];
  dW[at] = sum;
}
