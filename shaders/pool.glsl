// SPDX-License-Identifier: GPL-3.0-or-later
/* pool: the window of a pooling over X at binding 0. */
#include "window.glsl"
layout (std430, binding = 0) readonly buffer BufferX { REAL X[]; };

/* Entry of X in the window over (x1, y1), pixel (dx, dy), channel c. */
uint
entry (uint c, uint x1, uint dx, uint y1, uint dy, uint s)
{
  return c
         + image.x
               * (x1 * window.z + dx - window.w
                  + image.y
                        * (y1 * window.z + dy - window.w + image.z * s));
}

/* The first largest in that window; a NaN is larger than every number. */
uint
first_largest (uint c, uint x1, uint y1, uint s)
{
  uvec2 part_x = inside (x1, window.x, image.y);
  uvec2 part_y = inside (y1, window.y, image.z);
  uint best = entry (c, x1, part_x.x, y1, part_y.x, s);
  REAL most = X[base[0] + best];
  for (uint dy = part_y.x; dy < part_y.y; dy++)
    for (uint dx = part_x.x; dx < part_x.y; dx++) {
      uint i = entry (c, x1, dx, y1, dy, s);
      REAL x = X[base[0] + i];
      if (!is_nan (most) && (is_nan (x) || x > most)) {
        most = x;
        best = i;
      }
    }
  return best;
}
