/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which device did what in how long, in words for a status line. */
#include "compute/epi-compute.h"

#include "core/epi-number.h"

#include <stdlib.h>

#define NAMED 3 /* kernels of a device that a line has room for */

/* "12 ms", "1.5 s": two digits. */
static void
append_seconds (GString *text, double seconds)
{
  static const struct {
    double size;
    const char *unit;
  } units[] = {{1, "s"}, {1e-3, "ms"}, {1e-6, "µs"}};
  size_t i = seconds >= 1 ? 0 : seconds >= 1e-3 ? 1 : 2;
  char *number = epi_number_label (seconds / units[i].size, 2);

  g_string_append_printf (text, "%s %s", number, units[i].unit);
  g_free (number);
}

typedef struct {
  EpiKernel kernel;
  uint64_t calls;
  double seconds;
} Share;

/* The dearest first. */
static int
by_seconds (const void *a, const void *b)
{
  const Share *x = a, *y = b;

  if (x->seconds != y->seconds)
    return x->seconds < y->seconds ? 1 : -1;
  return x->calls < y->calls ? 1 : x->calls > y->calls ? -1 : 0;
}

static void
append_kernels (GString *text, const EpiDeviceCounts *before,
                const EpiDeviceCounts *after)
{
  Share shares[EPI_N_KERNELS];
  size_t n = 0;

  for (int k = 0; k < EPI_N_KERNELS; k++) {
    uint64_t calls = after->kernel[k].calls - before->kernel[k].calls;
    if (calls > 0)
      shares[n++] =
          (Share){(EpiKernel)k, calls,
                  after->kernel[k].seconds - before->kernel[k].seconds};
  }
  qsort (shares, n, sizeof *shares, by_seconds);
  for (size_t i = 0; i < MIN (n, NAMED); i++) {
    g_string_append_printf (text, "%s%s ", i > 0 ? ", " : "",
                            epi_kernel_name (shares[i].kernel));
    if (shares[i].calls > 1)
      g_string_append_printf (text, "%" G_GUINT64_FORMAT "× ", shares[i].calls);
    g_string_append (text, "in ");
    append_seconds (text, shares[i].seconds);
  }
  if (n > NAMED)
    g_string_append_printf (text, ", %zu more", n - NAMED);
}

static void
append_device (GString *text, const char *name, const EpiDeviceCounts *before,
               const EpiDeviceCounts *after)
{
  GString *done = g_string_new (NULL);
  uint64_t bytes = after->uploaded + after->downloaded - before->uploaded -
                   before->downloaded;

  append_kernels (done, before, after);
  if (done->len > 0) {
    g_string_append_printf (text, "%s%s: %s", text->len > 0 ? " · " : "", name,
                            done->str);
    if (bytes > 0) {
      char *number = epi_number_label ((double)bytes * 1e-6, 2);
      g_string_append_printf (text, ", %s MB moved", number);
      g_free (number);
    }
  }
  g_string_free (done, TRUE);
}

char *
epi_compute_summary (const EpiComputeInfo *before, const EpiComputeInfo *after)
{
  GString *text = g_string_new (NULL);

  append_device (text, "GPU", &before->gl, &after->gl);
  append_device (text, "CPU", &before->cpu, &after->cpu);
  return g_string_free (text, FALSE);
}
