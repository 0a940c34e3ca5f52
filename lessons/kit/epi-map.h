/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Map: the entries of a document, sorted, immutable and shared.
 *
 * For the few dozen names of a document a sorted array of references is the
 * simplest persistent structure there is: an edit copies the array (a pointer
 * each) and makes one new entry; the maps that it does not touch, and the
 * entries, are shared.  Entries are ordered by (k, name); k is 0 except in a
 * schedule.  Only the document's own files include this.
 */
#pragma once

#include "kit/epi-document.h"

#include <stdatomic.h>

typedef struct {
  atomic_int refs;
  size_t k;
  char *name;
  EpiValue value; /* its text is owned */
  EpiPoint point;
  const EpiData *data;             /* owned, or NULL */
  const EpiAttachment *attachment; /* owned, or NULL */
  char **list;                     /* owned, or NULL */
} EpiEntry;

typedef struct {
  atomic_int refs;
  size_t n;
  EpiEntry *entries[];
} EpiMap;

/* An entry with one reference; copies the texts, takes a reference of data.
 * Set the other fields before it is shared. */
EpiEntry *epi_entry_new (size_t k, const char *name, EpiValue value);
EpiEntry *epi_entry_ref (EpiEntry *entry);
void epi_entry_unref (EpiEntry *entry);
bool epi_entry_equal (const EpiEntry *a, const EpiEntry *b);

/* NULL is the empty map, everywhere. */
EpiMap *epi_map_ref (EpiMap *map);
void epi_map_unref (EpiMap *map);
size_t epi_map_n (const EpiMap *map);
EpiEntry *epi_map_find (const EpiMap *map, size_t k, const char *name);

/* A new map with the entry in place of the one with the same (k, name); takes
 * over the reference of entry. */
EpiMap *epi_map_with (const EpiMap *map, EpiEntry *entry);

/* The same with n entries at once, in O(n log n) and one copy of the map, where
 * n times one would be n copies; of two with the same (k, name) the later one
 * stays.  NULL when both are empty. */
EpiMap *epi_map_with_all (EpiMap *map, EpiEntry **entries, size_t n);

/* A new map of the entries for which keep() holds; NULL when none is left. */
EpiMap *epi_map_filter (const EpiMap *map,
                        bool (*keep) (const EpiEntry *entry, const void *data),
                        const void *data);

bool epi_map_equal (const EpiMap *a, const EpiMap *b);

/* The names, NULL-terminated; free with g_free(). */
const char **epi_map_names (const EpiMap *map);
