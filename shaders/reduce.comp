// SPDX-License-Identifier: GPL-3.0-or-later
/* reduce: sum, dot product, largest size, place of the largest; in two parts.
 *   binding 0  x (n) read;  1  y (n) read, for the dot product (else x again)
 *   2  part (groups) write;  3  place (groups) write
 *   shape = (n, op, numbers per group):  op 0 sum, 1 dot, 2 max |x|, 3 argmax
 *   1. 64 invocations of a group reduce every 64th number of its share;
 *   2. the first one reduces the 64 in order and writes part and place.
 *   The caller reduces the parts, in order: the same answer at every call.
 *   A NaN wins against everything; the least place wins a tie.
 * Dispatch (groups, 1, 1).
 * Checked by the bounds of epi_device_reduce(): γₙ Σ |x|; 2 and 3 exact. */
layout (local_size_x = 64) in;
layout (std430, binding = 0) readonly buffer BufferX { REAL x[]; };
layout (std430, binding = 1) readonly buffer BufferY { REAL y[]; };
layout (std430, binding = 2) writeonly buffer BufferV { REAL part[]; };
layout (std430, binding = 3) writeonly buffer BufferI { int place[]; };
layout (location = 1) uniform uvec3 shape;

shared REAL value[64];
shared uint place_of[64];

/* Whether a at place p goes before b at place q. */
bool
wins (REAL a, uint p, REAL b, uint q)
{
  bool a_nan = is_nan (a), b_nan = is_nan (b);
  if (a_nan != b_nan)
    return a_nan;
  return (a_nan || a == b) ? p < q : a > b;
}

void
main ()
{
  uint t = gl_LocalInvocationIndex, op = shape.y;
  uint begin = GROUP.x * shape.z, end = min (begin + shape.z, shape.x);

  REAL best = REAL (0); /* 1. */
  uint at = 0xffffffffu;
  for (uint i = begin + t; i < end; i += 64u) {
    REAL number = x[base[0] + i];
    if (op == 0u) {
      best += number;
    } else if (op == 1u) {
      best += number * y[base[1] + i];
    } else {
      number = op == 2u ? abs (number) : number;
      if (at == 0xffffffffu || wins (number, i, best, at)) {
        best = number;
        at = i;
      }
    }
  }
  value[t] = best;
  place_of[t] = at;
  barrier ();

  if (t != 0u)
    return;
  for (uint q = 1u; q < min (64u, end - begin); q++) { /* 2. */
    if (op <= 1u) {
      best += value[q];
    } else if (wins (value[q], place_of[q], best, at)) {
      best = value[q];
      at = place_of[q];
    }
  }
  part[GROUP.x] = best;
  place[GROUP.x] = int (at);
}
