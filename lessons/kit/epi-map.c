/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-map.h"

#include <string.h>

EpiEntry *
epi_entry_new (size_t k, const char *name, EpiValue value)
{
  EpiEntry *entry = g_new0 (EpiEntry, 1);

  atomic_init (&entry->refs, 1);
  entry->k = k;
  entry->name = g_strdup (name);
  entry->value = value;
  entry->value.text = g_strdup (value.text);
  return entry;
}

EpiEntry *
epi_entry_ref (EpiEntry *entry)
{
  atomic_fetch_add_explicit (&entry->refs, 1, memory_order_relaxed);
  return entry;
}

void
epi_entry_unref (EpiEntry *entry)
{
  if (atomic_fetch_sub_explicit (&entry->refs, 1, memory_order_acq_rel) != 1)
    return;
  g_free (entry->name);
  g_free ((char *)entry->value.text);
  epi_data_unref (entry->data);
  epi_attachment_unref (entry->attachment);
  g_strfreev (entry->list);
  g_free (entry);
}

static bool
lists_equal (char **a, char **b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return g_strv_equal ((const char *const *)a, (const char *const *)b);
}

bool
epi_entry_equal (const EpiEntry *a, const EpiEntry *b)
{
  return a == b ||
         (a->k == b->k && strcmp (a->name, b->name) == 0 &&
          epi_value_equal (a->value, b->value) &&
          epi_value_equal (epi_number (a->point.x), epi_number (b->point.x)) &&
          epi_value_equal (epi_number (a->point.y), epi_number (b->point.y)) &&
          lists_equal (a->list, b->list) && epi_data_equal (a->data, b->data) &&
          epi_attachment_equal (a->attachment, b->attachment));
}

EpiMap *
epi_map_ref (EpiMap *map)
{
  if (map != NULL)
    atomic_fetch_add_explicit (&map->refs, 1, memory_order_relaxed);
  return map;
}

void
epi_map_unref (EpiMap *map)
{
  if (map == NULL ||
      atomic_fetch_sub_explicit (&map->refs, 1, memory_order_acq_rel) != 1)
    return;
  for (size_t i = 0; i < map->n; i++)
    epi_entry_unref (map->entries[i]);
  g_free (map);
}

size_t
epi_map_n (const EpiMap *map)
{
  return map != NULL ? map->n : 0;
}

static EpiMap *
map_new (size_t n)
{
  EpiMap *map = g_malloc (sizeof *map + n * sizeof (EpiEntry *));

  atomic_init (&map->refs, 1);
  map->n = n;
  return map;
}

/* The first index whose entry is not before (k, name). */
static size_t
lower_bound (const EpiMap *map, size_t k, const char *name)
{
  size_t low = 0, high = epi_map_n (map);

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const EpiEntry *entry = map->entries[middle];
    if (entry->k < k || (entry->k == k && strcmp (entry->name, name) < 0))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

EpiEntry *
epi_map_find (const EpiMap *map, size_t k, const char *name)
{
  size_t at = lower_bound (map, k, name);

  if (at == epi_map_n (map) || map->entries[at]->k != k ||
      strcmp (map->entries[at]->name, name) != 0)
    return NULL;
  return map->entries[at];
}

EpiMap *
epi_map_with (const EpiMap *map, EpiEntry *entry)
{
  size_t n = epi_map_n (map);
  size_t at = lower_bound (map, entry->k, entry->name);
  size_t replaced = epi_map_find (map, entry->k, entry->name) != NULL;
  EpiMap *result = map_new (n + 1 - replaced);

  for (size_t i = 0; i < at; i++)
    result->entries[i] = epi_entry_ref (map->entries[i]);
  result->entries[at] = entry;
  for (size_t i = at + replaced; i < n; i++)
    result->entries[i + 1 - replaced] = epi_entry_ref (map->entries[i]);
  return result;
}

static int
compare (const void *a, const void *b)
{
  const EpiEntry *p = *(EpiEntry *const *)a, *q = *(EpiEntry *const *)b;

  return p->k != q->k ? (p->k > q->k) - (p->k < q->k)
                      : strcmp (p->name, q->name);
}

/* Merges: 1. old and new in one array, the old ones first; 2. sorted stably;
 * 3. of equals the last one stays. */
EpiMap *
epi_map_with_all (EpiMap *map, EpiEntry **entries, size_t n)
{
  size_t old = epi_map_n (map), kept = 0;

  if (n == 0)
    return epi_map_ref (map);
  GPtrArray *all = g_ptr_array_sized_new ((guint)(old + n)); /* 1. */
  for (size_t i = 0; i < old; i++)
    g_ptr_array_add (all, epi_entry_ref (map->entries[i]));
  for (size_t i = 0; i < n; i++)
    g_ptr_array_add (all, entries[i]);
  g_ptr_array_sort (all, compare); /* 2. */
  EpiMap *result = map_new (all->len);
  for (guint i = 0; i < all->len; i++) { /* 3. */
    if (i + 1 < all->len && compare (&all->pdata[i], &all->pdata[i + 1]) == 0)
      epi_entry_unref (all->pdata[i]);
    else
      result->entries[kept++] = all->pdata[i];
  }
  result->n = kept;
  g_ptr_array_unref (all);
  return result;
}

EpiMap *
epi_map_filter (const EpiMap *map,
                bool (*keep) (const EpiEntry *entry, const void *data),
                const void *data)
{
  size_t n = 0;

  for (size_t i = 0; i < epi_map_n (map); i++)
    n += keep (map->entries[i], data);
  if (n == 0)
    return NULL;
  if (n == map->n)
    return epi_map_ref ((EpiMap *)map);
  EpiMap *result = map_new (n);
  n = 0;
  for (size_t i = 0; i < map->n; i++) {
    if (keep (map->entries[i], data))
      result->entries[n++] = epi_entry_ref (map->entries[i]);
  }
  return result;
}

bool
epi_map_equal (const EpiMap *a, const EpiMap *b)
{
  if (a == b)
    return true;
  if (epi_map_n (a) != epi_map_n (b))
    return false;
  for (size_t i = 0; i < epi_map_n (a); i++) {
    if (!epi_entry_equal (a->entries[i], b->entries[i]))
      return false;
  }
  return true;
}

const char **
epi_map_names (const EpiMap *map)
{
  const char **names = g_new0 (const char *, epi_map_n (map) + 1);

  for (size_t i = 0; i < epi_map_n (map); i++)
    names[i] = map->entries[i]->name;
  return names;
}
