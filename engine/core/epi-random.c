/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-random.h"

#include <assert.h>
#include <math.h>

static uint32_t
mul_hi_lo (uint32_t a, uint32_t b, uint32_t *lo)
{
  uint64_t product = (uint64_t)a * b;

  *lo = (uint32_t)product;
  return (uint32_t)(product >> 32);
}

void
epi_philox (const uint32_t counter[static 4], const uint32_t key[static 2],
            uint32_t out[static 4])
{
  uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  uint32_t k0 = key[0], k1 = key[1];

  for (int round = 0; round < 10; round++) {
    uint32_t lo0, lo1;
    uint32_t hi0 = mul_hi_lo (0xD2511F53, c0, &lo0);
    uint32_t hi1 = mul_hi_lo (0xCD9E8D57, c2, &lo1);
    c0 = hi1 ^ c1 ^ k0;
    c1 = lo1;
    c2 = hi0 ^ c3 ^ k1;
    c3 = lo0;
    k0 += 0x9E3779B9; /* the golden ratio */
    k1 += 0xBB67AE85; /* √3 - 1 */
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

static void
block_at (const EpiRandom *random, uint64_t position, uint32_t out[static 4])
{
  uint64_t block = position / 4;
  uint32_t counter[4] = {(uint32_t)block, (uint32_t)(block >> 32),
                         (uint32_t)random->stream,
                         (uint32_t)(random->stream >> 32)};
  uint32_t key[2] = {(uint32_t)random->seed, (uint32_t)(random->seed >> 32)};

  epi_philox (counter, key, out);
}

/* The next n words; each block is computed once. */
static void
draw (EpiRandom *random, uint32_t *words, size_t n)
{
  uint32_t block[4];

  for (size_t i = 0; i < n; i++) {
    if (i == 0 || random->position % 4 == 0)
      block_at (random, random->position, block);
    words[i] = block[random->position++ % 4];
  }
}

EpiRandom
epi_random (uint64_t seed, uint64_t stream)
{
  return (EpiRandom){.seed = seed, .stream = stream};
}

uint32_t
epi_random_bits (EpiRandom *random)
{
  uint32_t word;

  draw (random, &word, 1);
  return word;
}

/* (k + ½) 2⁻⁵², k < 2⁵²: every such number is a double, none is 0 or 1. */
static double
to_uniform (const uint32_t words[static 2])
{
  uint64_t bits = (uint64_t)words[0] << 32 | words[1];

  return ((double)(bits >> 12) + 0.5) * 0x1p-52;
}

double
epi_random_uniform (EpiRandom *random)
{
  uint32_t words[2];

  draw (random, words, 2);
  return to_uniform (words);
}

double
epi_random_normal (EpiRandom *random)
{
  uint32_t words[4];

  draw (random, words, 4);
  double radius = sqrt (-2 * log (to_uniform (words)));
  return radius * cos (2 * M_PI * to_uniform (words + 2));
}

/* The high half of bits × n is uniform once the 2⁶⁴ mod n lowest low halves
 * are refused. */
uint64_t
epi_random_below (EpiRandom *random, uint64_t n)
{
  assert (n > 0);
  uint64_t refused = -n % n; /* 2⁶⁴ mod n */
  unsigned __int128 product;

  do {
    uint32_t words[2];
    draw (random, words, 2);
    uint64_t bits = (uint64_t)words[0] << 32 | words[1];
    product = (unsigned __int128)bits * n;
  } while ((uint64_t)product < refused);
  return (uint64_t)(product >> 64);
}

void
epi_random_permutation (EpiRandom *random, size_t *order, size_t n)
{
  for (size_t i = 0; i < n; i++)
    order[i] = i;
  for (size_t i = n; i > 1; i--) {
    size_t j = epi_random_below (random, i);
    size_t swap = order[i - 1];
    order[i - 1] = order[j];
    order[j] = swap;
  }
}
