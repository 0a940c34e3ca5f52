/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-usage.h"

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

size_t
epi_usage_memory (void)
{
  size_t size = 0, resident = 0;
  FILE *file = fopen ("/proc/self/statm", "re"); /* in pages */

  if (file == NULL)
    return 0;
  if (fscanf (file, "%zu %zu", &size, &resident) != 2)
    resident = 0;
  fclose (file);
  return resident * (size_t)sysconf (_SC_PAGESIZE);
}
