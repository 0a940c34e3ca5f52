// SPDX-License-Identifier: GPL-3.0-or-later
/* loss: the loss of each column and scale times its gradient, one invocation
 * per column; the loss by its number OP: 1 is the cross entropy, the others
 * stand in losses.inc.
 *   binding 0  X (m,n) read;  1  T (m,n) read;  2  classes (n) read;
 *   3  losses (n) write;  4  dX (m,n) write
 *   shape = (m, n, whether dX is wanted)
 * Dispatch over columns.
 * Checked against the bounds of epi_device_loss(). */
#include "functions.glsl"
layout (local_size_x = 64) in;
layout (std430, binding = 0) readonly buffer BufferX { REAL X[]; };
layout (std430, binding = 1) readonly buffer BufferT { REAL T[]; };
layout (std430, binding = 2) readonly buffer BufferI { int classes[]; };
layout (std430, binding = 3) writeonly buffer BufferL { REAL losses[]; };
layout (std430, binding = 4) buffer BufferDX { REAL dX[]; };
layout (location = 1) uniform uvec4 shape;
layout (location = 5) uniform REAL scale;

REAL
cross_entropy (uint at, uint to, uint class_)
{
  REAL most = X[at], sum = REAL (0);
  for (uint i = 1u; i < shape.x; i++)
    most = max (most, X[at + i]);
  for (uint i = 0u; i < shape.x; i++)
    sum += real_exp (X[at + i] - most);
  if (shape.z == 1u)
    for (uint i = 0u; i < shape.x; i++) {
      REAL p = real_exp (X[at + i] - most) / sum;
      dX[to + i] = scale * (i == class_ ? p - REAL (1) : p);
    }
  return real_log (sum) + (most - X[at + class_]);
}

REAL
term_of (REAL x, REAL t)
{
#define LOSS(number, name, term, slope)                                       \
  if (OP == number)                                                           \
    return term;
#include "losses.inc"
#undef LOSS
  return x;
}

REAL
slope_of (REAL x, REAL t)
{
#define LOSS(number, name, term, slope)                                       \
  if (OP == number)                                                           \
    return slope;
#include "losses.inc"
#undef LOSS
  return x;
}

void
main ()
{
  uint j = ENTRY, at = base[0] + j * shape.x, to = base[4] + j * shape.x;
  uint target = base[1] + j * shape.x;
  if (j >= shape.y)
    return;

  REAL sum = REAL (0);
  if (OP == 1)
    sum = cross_entropy (at, to, uint (classes[base[2] + j]));
  else
    for (uint i = 0u; i < shape.x; i++) {
      sum += term_of (X[at + i], T[target + i]);
      if (shape.z == 1u)
        dX[to + i] = scale * slope_of (X[at + i], T[target + i]);
    }
  losses[base[3] + j] = sum;
}
