/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-usage.h"

#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

double
epi_usage_thread_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Opened once: it is read for every answer of a drag. */
static int
open_statm (void)
{
  static gsize opened; /* descriptor and 2 */

  if (g_once_init_enter (&opened)) {
    int file = open ("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    g_once_init_leave (&opened, (gsize)(file + 2));
  }
  return (int)opened - 2;
}

size_t
epi_usage_memory (void)
{
  char text[128];
  size_t size, resident;
  int file = open_statm ();
  ssize_t length = file >= 0 ? pread (file, text, sizeof text - 1, 0) : -1;

  text[MAX (length, 0)] = '\0'; /* in pages */
  return sscanf (text, "%zu %zu", &size, &resident) == 2
             ? resident * (size_t)sysconf (_SC_PAGESIZE)
             : 0;
}
