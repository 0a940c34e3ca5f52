// SPDX-License-Identifier: GPL-3.0-or-later
/* update: one step of an optimizer, one invocation per unknown; the rule by its
 * number OP in updates.inc.
 *   binding 0  g (n) read;  1  m (n), 2  v (n), 3  x (n) read and write
 *   shape = (n);  numbers: EpiUpdateNumbers in its order
 * Dispatch over entries.
 * Checked against the bound of epi_device_update(). */
#include "functions.glsl"
layout (local_size_x = 64) in;
layout (std430, binding = 0) readonly buffer BufferG { REAL gs[]; };
layout (std430, binding = 1) buffer BufferM { REAL ms[]; };
layout (std430, binding = 2) buffer BufferV { REAL vs[]; };
layout (std430, binding = 3) buffer BufferX { REAL xs[]; };
layout (location = 1) uniform uvec4 shape;
layout (location = 5) uniform REAL numbers[10];

#define NO_MEMORY 0
#define MEMORY_M 1
#define MEMORY_V 2

void
main ()
{
  uint i = ENTRY;
  if (i >= shape.x)
    return;

  REAL step = numbers[0], momentum = numbers[1], second = numbers[2];
  REAL epsilon = numbers[3], correction = numbers[4];
  REAL second_correction = numbers[5], scale = numbers[6];
  REAL l2 = numbers[7], l1 = numbers[8], decay = numbers[9];
  REAL x = xs[base[3] + i], m = REAL (0), v = REAL (0);
  REAL g = scale * gs[base[0] + i] + l2 * x + l1 * sign (x);
  x -= step * decay * x;
#define UPDATE(number, name, memory, statements)                              \
  if (OP == number) {                                                         \
    if (((memory) & MEMORY_M) != 0)                                           \
      m = ms[base[1] + i];                                                    \
    if (((memory) & MEMORY_V) != 0)                                           \
      v = vs[base[2] + i];                                                    \
    statements;                                                               \
    if (((memory) & MEMORY_M) != 0)                                           \
      ms[base[1] + i] = m;                                                    \
    if (((memory) & MEMORY_V) != 0)                                           \
      vs[base[2] + i] = v;                                                    \
  }
#include "updates.inc"
  xs[base[3] + i] = x;
}
