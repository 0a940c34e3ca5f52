// SPDX-License-Identifier: GPL-3.0-or-later
/* softmax: columns of Y := exp (x - max x) / sum, one invocation per column.
 *   binding 0  X (m,n) read;  1  Y (m,n) write and read;  shape = (m, n)
 * Dispatch over columns.
 * Checked against the bound of epi_device_softmax(). */
#include "functions.glsl"
layout (local_size_x = 64) in;
layout (std430, binding = 0) readonly buffer BufferX { REAL X[]; };
layout (std430, binding = 1) buffer BufferY { REAL Y[]; };
layout (location = 1) uniform uvec4 shape;

void
main ()
{
  uint m = shape.x, x = base[0] + ENTRY * m, y = base[1] + ENTRY * m;
  if (ENTRY >= shape.y)
    return;

  REAL most = X[x], sum = REAL (0);
  for (uint i = 1u; i < m; i++)
    most = max (most, X[x + i]);
  for (uint i = 0u; i < m; i++) {
    REAL e = real_exp (X[x + i] - most);
    sum += e;
    Y[y + i] = e;
  }
  for (uint i = 0u; i < m; i++)
    Y[y + i] /= sum;
}
