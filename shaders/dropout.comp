// SPDX-License-Identifier: GPL-3.0-or-later
/* dropout: Y := X mask scale, one invocation per block of four entries.
 *   binding 0  X (n) read;  1  Y (n) write, may be X
 *   shape = (n, blocks, rate 2^32);  draw = (stream, seed), low words first
 *   entry e is kept when word e mod 4 of the Philox block (e/4, stream) under
 *   seed is at least rate 2^32: core/epi-random.h, bit for bit.
 * Dispatch over blocks.
 * Checked against epi_philox(): the same mask. */
layout (local_size_x = 64) in;
layout (std430, binding = 0) readonly buffer BufferX { REAL X[]; };
layout (std430, binding = 1) writeonly buffer BufferY { REAL Y[]; };
layout (location = 1) uniform uvec4 shape;
layout (location = 2) uniform uvec4 draw;
layout (location = 5) uniform REAL scale;

uvec4
philox (uvec4 counter, uvec2 key)
{
  for (int round = 0; round < 10; round++) {
    uint high0, low0, high1, low1;
    umulExtended (0xD2511F53u, counter.x, high0, low0);
    umulExtended (0xCD9E8D57u, counter.z, high1, low1);
    counter = uvec4 (high1 ^ counter.y ^ key.x, low1,
                     high0 ^ counter.w ^ key.y, low0);
    key += uvec2 (0x9E3779B9u, 0xBB67AE85u);
  }
  return counter;
}

void
main ()
{
  uint block = ENTRY;
  if (block >= shape.y)
    return;

  uvec4 word = philox (uvec4 (block, 0u, draw.xy), draw.zw);
  for (uint q = 0u; q < 4u; q++) {
    uint e = 4u * block + q;
    if (e < shape.x)
      Y[base[1] + e]
          = word[q] >= shape.z ? X[base[0] + e] * scale : REAL (0);
  }
}
