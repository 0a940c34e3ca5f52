// SPDX-License-Identifier: GPL-3.0-or-later
/* lstm-cell-back: dG and dC of lstm-cell.comp, one invocation per unit and
 * sample.
 *   binding 0  C_before (h,n) read;  1  G (4h,n) read;  2  C read;  3  dH read;
 *   4  dC read and write;  5  dG (4h,n) write
 *   shape = (entries of C, h, whether there is a C_before)
 * Dispatch over entries.
 * Checked against the bounds of epi_device_lstm_cell_back(). */
#include "functions.glsl"
layout (local_size_x = 64) in;
layout (std430, binding = 0) readonly buffer BufferA { REAL before[]; };
layout (std430, binding = 1) readonly buffer BufferG { REAL G[]; };
layout (std430, binding = 2) readonly buffer BufferC { REAL C[]; };
layout (std430, binding = 3) readonly buffer BufferDH { REAL dH[]; };
layout (std430, binding = 4) buffer BufferDC { REAL dC[]; };
layout (std430, binding = 5) writeonly buffer BufferDG { REAL dG[]; };
layout (location = 1) uniform uvec4 shape;

REAL
slope (REAL gate)
{
  return gate * (REAL (1) - gate);
}

void
main ()
{
  uint i = ENTRY, h = shape.y, at = i % h + i / h * (4u * h);
  if (i >= shape.x)
    return;

  uint g = base[1] + at, to = base[5] + at;
  REAL in_ = G[g], forget = G[g + h], out_ = G[g + 2u * h];
  REAL cand = G[g + 3u * h], t = real_tanh (C[base[2] + i]);
  REAL dh = dH[base[3] + i];
  REAL dc = dC[base[4] + i] + dh * out_ * (REAL (1) - t * t);
  dG[to] = dc * cand * slope (in_);
  dG[to + h]
      = shape.z == 1u ? dc * before[base[0] + i] * slope (forget) : REAL (0);
  dG[to + 2u * h] = dh * t * slope (out_);
  dG[to + 3u * h] = dc * in_ * (REAL (1) - cand * cand);
  dC[base[4] + i] = dc * forget;
}
