/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A document's inside, shared by its files:
 *
 *   epi-document.c           what it holds, and copies with something else
 *   epi-document-schedule.c  values that change on the way of a run
 */
#pragma once

#include "kit/epi-document.h"
#include "kit/epi-map.h"

struct EpiDocument {
  atomic_int refs;
  GRefString *lesson_id;
  GRefString *extra; /* or NULL */
  guint64 seed;
  EpiMap *values, *data, *handles, *attachments; /* by name */
  EpiMap *schedule;                              /* by (k, name) */
};

/* epi-document.c */

/* A copy that may be written to, until somebody else has it. */
EpiDocument *epi_document_copy (const EpiDocument *document);
/* *map := the new map, whose reference it takes over. */
void epi_document_replace (EpiMap **map, EpiMap *by);
/* Adds n entries, which it takes with the list of them. */
void epi_document_replace_all (EpiMap **map, EpiEntry **entries, size_t n);
void epi_document_set_value (EpiDocument *document, const char *name,
                             EpiValue value);

/* epi-document-schedule.c */

/* Drops the lines for that name at k or later. */
void epi_document_cut_schedule (EpiDocument *document, const char *name,
                                size_t k);
