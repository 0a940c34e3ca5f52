/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The commands about lessons, as epigraph-cli has them: the program beside it,
 * or where it was installed, goes on with the same arguments.
 */
#include "cli/epi-cli.h"

#include <errno.h>
#include <unistd.h>

#define PROGRAM "epigraph-cli-lessons"

static void
become (const char *folder, char **argv) /* returns when it cannot */
{
  char *program = g_build_filename (folder, PROGRAM, NULL);

  execv (program, argv);
  g_free (program);
}

static int
hand_over (const EpiCliOptions *options)
{
  char *self = g_file_read_link ("/proc/self/exe", NULL);

  if (self != NULL) {
    char *folder = g_path_get_dirname (self);
    become (folder, options->argv);
    g_free (folder);
    g_free (self);
  }
  become (EPI_PROGRAM_DIR, options->argv);
  epi_cli_refuse ("the program %s is not there: %s", PROGRAM,
                  g_strerror (errno));
  return EPI_EXIT_INTERNAL;
}

int
epi_cli_lessons (const EpiCliOptions *options, EpiCancel *cancel)
{
  return hand_over (options);
}

int
epi_cli_run (const EpiCliOptions *options, EpiCancel *cancel)
{
  return hand_over (options);
}

int
epi_cli_render (const EpiCliOptions *options, EpiCancel *cancel)
{
  return hand_over (options);
}

int
epi_cli_bench (const EpiCliOptions *options, EpiCancel *cancel)
{
  return hand_over (options);
}

int
epi_cli_diagnose (const EpiCliOptions *options, EpiCancel *cancel)
{
  return hand_over (options);
}
