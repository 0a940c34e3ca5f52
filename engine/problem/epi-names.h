/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The names of rows or columns, each with its number: 0, 1, … in the order in
 * which they came.  A hash table with open addressing (Knuth, vol. 3, 6.4,
 * algorithm L).
 */
#pragma once

#include "problem/epi-lines.h"

typedef struct {
  size_t n;
  char **names;    /* (n), each of malloc() */
  size_t capacity; /* of names */
  int *slots;      /* (mask + 1) number + 1, or 0 */
  size_t mask;
} EpiNames;

/* The number of the name, or -1. */
int epi_names_find (const EpiNames *names, EpiSpan name);

/* Adds it as number n.  Returns n before; -1 when it is there already; -2
 * when there is no memory. */
int epi_names_add (EpiNames *names, EpiSpan name);

/* Hands the names on as an array of malloc(), and clears the rest. */
char **epi_names_take (EpiNames *names);

/* Fine on a zeroed one. */
void epi_names_clear (EpiNames *names);
