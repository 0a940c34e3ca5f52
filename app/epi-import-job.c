/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-import-job.h"

#include "epi-file-thread.h"

#include <stdatomic.h>

struct EpiImportJob {
  char *path;
  GBytes *bytes;
  EpiCsvJob csv;
  size_t *columns;
  EpiCsvKind *kinds; /* (n_columns) */
  EpiCancel cancel;
  _Atomic double progress;
  EpiTable *table; /* the result, or NULL with error */
  GError *error;
  EpiImportDoneFunc done;
  gpointer data;
  GDestroyNotify free_data;
};

static void
work (void *data)
{
  EpiImportJob *job = data;
  gsize length;
  const void *bytes;

  if (job->bytes == NULL) {
    epi_csv_read (job->path, &job->csv, &job->table, &job->error);
    return;
  }
  bytes = g_bytes_get_data (job->bytes, &length);
  epi_csv_read_bytes (bytes, length, "the pasted text", &job->csv, &job->table,
                      &job->error);
}

static void
finish (void *data)
{
  EpiImportJob *job = data;

  if (epi_cancel_is_raised (&job->cancel)) {
    g_clear_pointer (&job->table, epi_table_unref);
    g_clear_error (&job->error);
  }
  job->done (job, job->table, job->csv.warnings, job->error, job->data);
  job->free_data (job->data);
  g_free (job->path);
  g_clear_pointer (&job->bytes, g_bytes_unref);
  g_free (job->columns);
  g_free (job->kinds);
  g_ptr_array_unref (job->csv.warnings);
  epi_table_unref (job->table);
  g_clear_error (&job->error);
  g_free (job);
}

EpiImportJob *
epi_import_job_start (const EpiImportRequest *request, EpiImportDoneFunc done,
                      gpointer data, GDestroyNotify free_data)
{
  EpiImportJob *job = g_new0 (EpiImportJob, 1);
  size_t n = request->n_columns;

  job->path = g_strdup (request->path);
  job->bytes = request->bytes != NULL ? g_bytes_ref (request->bytes) : NULL;
  job->columns = g_memdup2 (request->columns, n * sizeof *request->columns);
  job->kinds = g_new (EpiCsvKind, n);
  for (size_t i = 0; i < n; i++)
    job->kinds[i] = request->kinds[request->columns[i]];
  job->csv = (EpiCsvJob){
      .options = request->options,
      .columns = job->columns,
      .n_columns = n,
      .kinds = job->kinds,
      .cancel = &job->cancel,
      .progress = &job->progress,
      .warnings = g_ptr_array_new_with_free_func (g_free),
  };
  job->done = done;
  job->data = data;
  job->free_data = free_data;
  epi_file_thread_run (work, finish, job);
  return job;
}

double
epi_import_job_progress (EpiImportJob *job)
{
  return CLAMP (atomic_load (&job->progress), 0, 1);
}

void
epi_import_job_cancel (EpiImportJob *job)
{
  epi_cancel_raise (&job->cancel);
}
