/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table from a text, for tests.
 */
#pragma once

#include "core/epi-random.h"
#include "data/epi-csv.h"

#include <glib.h>

static inline EpiTable *
read_bytes (const char *text, size_t length, const EpiCsvJob *job)
{
  GError *error = NULL;
  EpiTable *table;

  if (!epi_csv_read_bytes (text, length, "t.csv", job, &table, &error))
    g_error ("%s", error->message);
  return table;
}
