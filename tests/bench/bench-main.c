/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-main AREA…: runs those benchmarks, one JSON object a line. */
#include "bench-gp.h"
#include "kit/bench-plot.h"

#include <cblas.h>
#include <glib.h>
#include <math.h>
#include <stdio.h>

static void
print_figure (const EpiBenchFigure *figure, void *data)
{
  bool *measured = data;
  char *json = epi_bench_json (figure);

  puts (json);
  fflush (stdout);
  g_free (json);
  *measured = *measured && isfinite (figure->value);
}

int
main (int argc, char **argv)
{
  bool measured = true;
  EpiBenchSink sink = {print_figure, &measured};

  openblas_set_num_threads (1);
  epi_bench_add (&epi_bench_plot);
  epi_bench_add (&epi_bench_gp);
  for (int i = 1; i < argc; i++) {
    const EpiBench *bench = epi_bench_find (argv[i]);
    if (bench == NULL) {
      fprintf (stderr, "there is no benchmark “%s”\n", argv[i]);
      return 2;
    }
    bench->run (&sink);
  }
  return measured ? 0 : 1; /* a goal that is missed is shown, not an error */
}
