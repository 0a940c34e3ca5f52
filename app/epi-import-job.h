/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Import job: one reading of a table, on the file thread.
 */
#pragma once

#include "data/epi-csv.h"

typedef struct EpiImportJob EpiImportJob;

typedef struct {    /* borrowed while it is started, copied then */
  const char *path; /* or NULL */
  GBytes *bytes;    /* or NULL: instead of path */
  EpiCsvOptions options;
  const size_t *columns; /* (n_columns) ascending */
  size_t n_columns;
  const EpiCsvKind *kinds; /* one a column of the file */
} EpiImportRequest;

/* On the main thread, once.  table NULL: error says why, or is NULL after it
 * was cancelled.  All is borrowed, and gone afterwards, like job. */
typedef void (*EpiImportDoneFunc) (EpiImportJob *job, EpiTable *table,
                                   GPtrArray *warnings, const GError *error,
                                   gpointer data);

EpiImportJob *epi_import_job_start (const EpiImportRequest *request,
                                    EpiImportDoneFunc done, gpointer data,
                                    GDestroyNotify free_data);
double epi_import_job_progress (EpiImportJob *job); /* 0 … 1 */
void epi_import_job_cancel (EpiImportJob *job);
