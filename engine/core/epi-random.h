/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random numbers by Philox4x32-10: counter-based, so that a shader, a thread
 * and a replay draw the same stream.
 *
 *   block = philox (counter, key): ten rounds of multiply, xor, permute
 *
 * Draw number i of stream s under seed is word i mod 4 of the block with
 * counter (⌊i/4⌋, s) and key seed.  Salmon, Moraes, Dror, Shaw, "Parallel
 * random numbers: as easy as 1, 2, 3", SC11.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef struct { /* plain data: copy it to remember where it stood */
  uint64_t seed, stream;
  uint64_t position; /* 32-bit words drawn so far */
} EpiRandom;

/* One block: ten rounds. */
void epi_philox (const uint32_t counter[static 4], const uint32_t key[static 2],
                 uint32_t out[static 4]);

EpiRandom epi_random (uint64_t seed, uint64_t stream);

uint32_t epi_random_bits (EpiRandom *random);

/* Uniform in (0,1): 53 bits, two words; never 0, never 1. */
double epi_random_uniform (EpiRandom *random);

/* Standard normal, by Box-Muller: four words, one number. */
double epi_random_normal (EpiRandom *random);

/* Uniform in {0, …, n-1}, unbiased; n > 0. */
uint64_t epi_random_below (EpiRandom *random, uint64_t n);

/* A random order of 0 … n-1 (Fisher-Yates). */
void epi_random_permutation (EpiRandom *random, size_t *order, size_t n);
