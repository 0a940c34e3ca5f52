// SPDX-License-Identifier: GPL-3.0-or-later
/* lu-panel: a panel of at most 32 columns, by one work group: for a GPU, where
 * a dispatch takes longer than the work on one column.
 *   binding 0  A (n,n) read and write;  1  pivots (n) write
 *   step = (n, ld, first column of the panel, one past its last)
 *   for each column j:
 *     1. each of 512 invocations has the largest |a(i,j)| of its rows i ≥ j;
 *        of two the larger stays, of two of these, …: least i on a tie, as in
 *        lu-pivot.comp;
 *     2. rows j and pivots[j] of the panel change places;
 *     3. for each row i > j:
 *          l(i,j) := a(i,j) / a(j,j);  a(i,c) := a(i,c) - l(i,j) a(j,c), c > j,
 *        AHEAD of them read before any is written; and 1. of column j+1.
 *   A zero pivot leaves its column, which is zero, as it is.
 * Dispatch (1, 1, 1).  The pivots stay on the device.
 * Checked by |L| ≤ 1 and the bound of epi_device_lu(): γₙ₊₅ |L| |U|. */
#define LANES 512u
#define AHEAD 8u
layout (local_size_x = 512) in;
layout (std430, binding = 0) coherent buffer BufferA { REAL A[]; };
layout (std430, binding = 1) writeonly buffer BufferP { int pivots[]; };
layout (location = 1) uniform uvec4 step_;

shared REAL best[LANES];
shared uint best_row[LANES];
shared REAL top[32]; /* of row j */

REAL largest; /* of this invocation's rows, and where */
uint row;

void
look (REAL x, uint i)
{
  if (abs (x) > largest) {
    largest = abs (x);
    row = i;
  }
}

uint
choose () /* 1. */
{
  uint t = gl_LocalInvocationIndex;
  best[t] = largest;
  best_row[t] = row;
  barrier ();
  for (uint m = LANES / 2u; m > 0u; m /= 2u) {
    if (t < m
        && (best[t + m] > best[t]
            || (best[t + m] == best[t] && best_row[t + m] < best_row[t]))) {
      best[t] = best[t + m];
      best_row[t] = best_row[t + m];
    }
    barrier ();
  }
  return best_row[0];
}

void
swap (uint j, uint pivot) /* 2. */
{
  uint t = gl_LocalInvocationIndex;
  if (t < step_.w - step_.z) {
    uint column = base[0] + (step_.z + t) * step_.y;
    REAL chosen = A[column + pivot];
    A[column + pivot] = A[column + j];
    A[column + j] = chosen;
    top[t] = chosen;
  }
}

void
eliminate (uint i, uint j) /* 3. */
{
  uint at = base[0] + i, ld = step_.y, j0 = step_.z, last = step_.w;
  REAL pivot = top[j - j0], l = A[at + j * ld];
  if (pivot != REAL (0)) {
    l = quotient (l, pivot);
    A[at + j * ld] = l;
  }
  for (uint c = j + 1u; c < last; c += AHEAD) {
    REAL x[AHEAD];
    for (uint q = 0u; q < AHEAD; q++)
      x[q] = A[at + min (c + q, last - 1u) * ld];
    for (uint q = 0u; q < AHEAD; q++)
      if (c + q < last) {
        x[q] -= l * top[c + q - j0];
        A[at + (c + q) * ld] = x[q];
      }
    if (c == j + 1u)
      look (x[0], i);
  }
}

void
main ()
{
  uint n = step_.x, j0 = step_.z, t = gl_LocalInvocationIndex;

  largest = REAL (-1);
  row = j0;
  for (uint i = j0 + t; i < n; i += LANES)
    look (A[base[0] + i + j0 * step_.y], i);
  for (uint j = j0; j < step_.w; j++) {
    uint pivot = choose ();
    if (t == 0u)
      pivots[base[1] + j] = int (pivot);
    swap (j, pivot);
    memoryBarrierBuffer ();
    barrier ();
    largest = REAL (-1);
    row = j + 1u;
    for (uint i = j + 1u + t; i < n; i += LANES)
      eliminate (i, j);
    memoryBarrierBuffer ();
    barrier ();
  }
}
