/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-names.h"

#include "core/epi-alloc.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a. */
static size_t
hash (EpiSpan name)
{
  uint64_t h = 0xcbf29ce484222325;
  for (size_t i = 0; i < name.length; i++)
    h = (h ^ (unsigned char)name.text[i]) * 0x100000001b3;
  return (size_t)(h ^ h >> 32);
}

/* The slot where the name stands or would stand. */
static size_t
slot_of (const EpiNames *names, EpiSpan name)
{
  size_t slot = hash (name) & names->mask;
  while (names->slots[slot] != 0) {
    const char *there = names->names[names->slots[slot] - 1];
    if (strncmp (there, name.text, name.length) == 0 &&
        there[name.length] == '\0')
      break;
    slot = (slot + 1) & names->mask;
  }
  return slot;
}

int
epi_names_find (const EpiNames *names, EpiSpan name)
{
  return names->n == 0 ? -1 : names->slots[slot_of (names, name)] - 1;
}

/* Twice as many slots, at most half of them taken. */
static bool
spread (EpiNames *names)
{
  size_t size = names->slots == NULL ? 64 : 2 * (names->mask + 1);
  int *slots = epi_new0 (int, size);
  if (slots == NULL)
    return false;
  epi_free (names->slots);
  names->slots = slots;
  names->mask = size - 1;
  for (size_t i = 0; i < names->n; i++) {
    EpiSpan name = {names->names[i], strlen (names->names[i])};
    slots[slot_of (names, name)] = (int)i + 1;
  }
  return true;
}

int
epi_names_add (EpiNames *names, EpiSpan name)
{
  if ((names->slots == NULL || 2 * names->n > names->mask) && !spread (names))
    return -2;
  size_t slot = slot_of (names, name);
  if (names->slots[slot] != 0)
    return -1;
  char *copy = malloc (name.length + 1);
  if (copy == NULL || names->n >= INT_MAX - 1 ||
      !epi_grow (&names->names, &names->capacity, names->n, sizeof (char *))) {
    free (copy);
    return -2;
  }
  memcpy (copy, name.text, name.length);
  copy[name.length] = '\0';
  names->names[names->n] = copy;
  names->slots[slot] = (int)++names->n;
  return (int)names->n - 1;
}

char **
epi_names_take (EpiNames *names)
{
  char **taken = names->names; /* epi_alloc() is aligned_alloc(): free() fits */
  if (taken == NULL)
    taken = calloc (1, sizeof *taken);
  names->names = NULL;
  names->n = 0;
  epi_names_clear (names);
  return taken;
}

void
epi_names_clear (EpiNames *names)
{
  for (size_t i = 0; i < names->n; i++)
    free (names->names[i]);
  epi_free (names->names);
  epi_free (names->slots);
  *names = (EpiNames){0};
}
