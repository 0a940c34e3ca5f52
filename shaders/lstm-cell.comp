// SPDX-License-Identifier: GPL-3.0-or-later
/* lstm-cell: G := gates, C := f C_before + i g, H := o tanh C, one invocation
 * per unit and sample.
 *   binding 0  C_before (h,n) read;  1  G (4h,n) read and write;  2  C (h,n)
 *   write;  3  H (h,n) write
 *   shape = (entries of C, h, whether there is a C_before)
 * Dispatch over entries.
 * Checked against the bounds of epi_device_lstm_cell(). */
#include "functions.glsl"
layout (local_size_x = 64) in;
layout (std430, binding = 0) readonly buffer BufferA { REAL before[]; };
layout (std430, binding = 1) buffer BufferG { REAL G[]; };
layout (std430, binding = 2) writeonly buffer BufferC { REAL C[]; };
layout (std430, binding = 3) writeonly buffer BufferH { REAL H[]; };
layout (location = 1) uniform uvec4 shape;

void
main ()
{
  uint i = ENTRY, h = shape.y;
  if (i >= shape.x)
    return;

  uint g = base[1] + i % h + i / h * (4u * h);
  REAL in_ = real_sigmoid (G[g]), forget = real_sigmoid (G[g + h]);
  REAL out_ = real_sigmoid (G[g + 2u * h]), cand = real_tanh (G[g + 3u * h]);
  REAL c = in_ * cand;
  if (shape.z == 1u)
    c += forget * before[base[0] + i];
  G[g] = in_;
  G[g + h] = forget;
  G[g + 2u * h] = out_;
  G[g + 3u * h] = cand;
  C[base[2] + i] = c;
  H[base[3] + i] = out_ * real_tanh (c);
}
