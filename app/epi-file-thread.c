/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-file-thread.h"

#include <glib.h>

typedef struct {
  EpiFileFunc work, done;
  void *data;
} FileJob;

static EpiWorker *file_worker; /* made with the first job */
static unsigned n_jobs;

static gboolean
job_done_cb (gpointer user_data)
{
  FileJob *job = user_data;

  n_jobs--;
  job->done (job->data); /* 2. */
  g_free (job);
  return G_SOURCE_REMOVE;
}

static void
job_work (void *user_data)
{
  FileJob *job = user_data;

  job->work (job->data); /* 1. */
  g_idle_add_full (G_PRIORITY_DEFAULT, job_done_cb, job, NULL);
}

void
epi_file_thread_run (EpiFileFunc work, EpiFileFunc done, void *data)
{
  FileJob *job = g_new (FileJob, 1);

  *job = (FileJob){work, done, data};
  n_jobs++;
  if (file_worker == NULL)
    file_worker = epi_worker_new ("epigraph-files");
  if (file_worker != NULL)
    epi_worker_push (file_worker, job_work, job);
  else
    job_work (job); /* no more threads: slowly, but done */
}

void
epi_file_thread_flush (void)
{
  while (n_jobs > 0)
    g_main_context_iteration (NULL, TRUE);
}

unsigned
epi_file_thread_busy (void)
{
  return n_jobs;
}
