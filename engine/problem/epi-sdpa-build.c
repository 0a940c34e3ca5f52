/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-alloc.h"
#include "problem/epi-sdpa-reader.h"

#include <stdlib.h>

static int
compare_places (const EpiSdpEntry *a, const EpiSdpEntry *b)
{
  if (a->matrix != b->matrix)
    return a->matrix < b->matrix ? -1 : 1;
  if (a->block != b->block)
    return a->block < b->block ? -1 : 1;
  if (a->col != b->col)
    return a->col < b->col ? -1 : 1;
  return (a->row > b->row) - (a->row < b->row);
}

static int
compare_entries (const void *left, const void *right)
{
  const EpiSdpaEntry *a = left, *b = right;
  int places = compare_places (&a->at, &b->at);
  if (places != 0)
    return places;
  return a->line < b->line ? -1 : a->line > b->line;
}

static void
sort (EpiSdpaReader *self)
{
  for (size_t k = 1; k < self->n_entries; k++)
    if (compare_entries (&self->entries[k - 1], &self->entries[k]) > 0) {
      qsort (self->entries, self->n_entries, sizeof *self->entries,
             compare_entries);
      return;
    }
}

/* Entries of one place become one. */
static bool
join (EpiSdpaReader *self, GError **error)
{
  size_t n = 0;
  bool told = false;

  sort (self);
  for (size_t k = 0; k < self->n_entries; k++) {
    EpiSdpaEntry *entry = &self->entries[k];
    EpiSdpaEntry *before = n > 0 ? &self->entries[n - 1] : NULL;
    if (before == NULL || compare_places (&before->at, &entry->at) != 0) {
      self->entries[n++] = *entry;
      continue;
    }
    EpiLines at = *self->lines; /* for sentences about that line */
    at.number = entry->line;
    if (entry->mirrored != before->mirrored) {
      if (entry->at.value != before->at.value)
        return epi_lines_fail (&at, error, EPI_DATA_ERROR_SYNTAX,
                               "this entry differs from its mirror image in "
                               "line %zu",
                               before->line);
      continue;
    }
    if (!told)
      epi_lines_warn (&at,
                      "this entry is in line %zu already; entries of one "
                      "place are added up",
                      before->line);
    told = true;
    before->at.value += entry->at.value;
  }
  self->n_entries = n;
  return true;
}

static bool
set_weights (EpiSdpaReader *self, GError **error)
{
  for (size_t i = 0; i < self->n_weights; i++) {
    const EpiSdpaWeight *weight = &self->weights[i];
    if ((size_t)weight->block > self->n_blocks) {
      EpiLines at = *self->lines;
      at.number = weight->line;
      return epi_lines_fail (&at, error, EPI_DATA_ERROR_SYNTAX,
                             "block %lld has a weight, and the last block is "
                             "number %zu",
                             weight->block, self->n_blocks);
    }
    self->blocks[weight->block - 1].weight = weight->weight;
  }
  return true;
}

/* Signs of a file that was cut off. */
static bool
check_end (EpiSdpaReader *self, GError **error)
{
  if (self->promised >= 0 && (size_t)self->promised != self->n_entries)
    return epi_lines_fail (
        self->lines, error, EPI_DATA_ERROR_SYNTAX,
        "the file ends after %zu %s, and its head says %lld", self->n_entries,
        self->n_entries == 1 ? "entry" : "entries", self->promised);
  bool last = self->m == 0 || self->promised >= 0;
  for (size_t k = 0; k < self->n_entries && !last; k++)
    last = (size_t)self->entries[k].at.matrix == self->m;
  if (!last)
    epi_lines_warn (self->lines,
                    "the last matrix has no entry; the file may be cut off");
  else if (self->lines->is_cut)
    epi_lines_warn (self->lines, "the last line has no end; the file may be "
                                 "cut off");
  return true;
}

bool
epi_sdpa_build (EpiSdpaReader *self, EpiSdp *out, GError **error)
{
  if (!check_end (self, error) || !join (self, error) ||
      !set_weights (self, error))
    return false;
  EpiSdpEntry *entries = epi_new (EpiSdpEntry, self->n_entries);
  if (entries == NULL)
    return epi_lines_no_memory (self->lines, error);
  for (size_t k = 0; k < self->n_entries; k++)
    entries[k] = self->entries[k].at;
  EpiStatus status = epi_sdp_new (self->m, self->c, self->n_blocks,
                                  self->blocks, self->n_entries, entries, out);
  epi_free (entries);
  if (status == EPI_NOT_FINITE)
    return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_NUMBER,
                           "entries of one place add up to a number that is "
                           "not finite");
  return status == EPI_OK || epi_lines_no_memory (self->lines, error);
}
