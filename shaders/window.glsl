// SPDX-License-Identifier: GPL-3.0-or-later
/* window: what kernels over images share (EpiWindow).
 *   image = (channels, width, height, samples)
 *   window = (size_x, size_y, stride, padding)
 *   places = (out width, out height, out channels)
 * Entry (c, x, y) of sample s is c + channels (x + width (y + height s)). */
layout (location = 2) uniform uvec4 image;
layout (location = 3) uniform uvec4 window;
layout (location = 4) uniform uvec4 places;

#define OUTSIDE 0xffffffffu

/* Output pixel p of all samples: where its window begins, counted with the
 * padding, and its sample. */
uvec3
place (uint p)
{
  uint rest = p / places.x;
  return uvec3 (p % places.x * window.z, rest % places.y * window.z,
                rest / places.y);
}

/* The first entry of the pixel at (x, y), counted with the padding, of a
 * sample; OUTSIDE when it is there. */
uint
pixel (uvec3 at)
{
  if (at.x < window.w || at.x >= image.y + window.w || at.y < window.w
      || at.y >= image.z + window.w)
    return OUTSIDE;
  return image.x
         * (at.x - window.w
            + image.y * (at.y - window.w + image.z * at.z));
}

/* The part [x, y) of a side of the window over output place `at` that lies in
 * the image. */
uvec2
inside (uint at, uint size, uint side)
{
  uint place = at * window.z, last = side + window.w;
  uint begin = place < window.w ? min (window.w - place, size) : 0u;
  uint end = place + size > last ? (last > place ? last - place : 0u) : size;
  return uvec2 (begin, max (begin, end));
}

/* The output places [x, y) of which the window covers pixel `at`. */
uvec2
covering (uint at, uint size, uint count)
{
  uint padded = at + window.w;
  uint first = padded < size ? 0u : (padded - size) / window.z + 1u;
  return uvec2 (first, min (padded / window.z + 1u, count));
}
