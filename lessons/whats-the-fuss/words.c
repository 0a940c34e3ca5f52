/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The race in words: one sentence a figure, what the searches come to, and the
 * memory that is held.
 */
#include "whats-the-fuss/lesson.h"

#include "core/epi-number.h"

#include <glib.h>
#include <math.h>
#include <string.h>

double
fuss_scalar (const EpiScene *scene, size_t run, const char *name)
{
  const EpiFrame *frame = epi_scene_frame (scene, run);

  return frame != NULL ? epi_frame_scalar (frame, name, NAN) : NAN;
}

char *
fuss_minima_summary (const EpiScene *scene)
{
  double minima = fuss_scalar (scene, FUSS_SEARCH, "minima");

  if (!(minima > 0))
    return g_strdup ("A histogram of the values of local minima; no search has "
                     "ended yet.");
  return g_strdup_printf (
      "A histogram of the values at which %.0f local searches ended: %.0f "
      "different minima, the lowest met %.0f times.",
      minima, fuss_scalar (scene, FUSS_SEARCH, "different"),
      fuss_scalar (scene, FUSS_SEARCH, "best_hits"));
}

char *
fuss_best_summary (const EpiScene *scene)
{
  double best = fuss_scalar (scene, FUSS_SEARCH, "best");

  if (isnan (best))
    return g_strdup (
        "The lowest value that the searches have found so far; " FUSS_NO_SEARCH
        ".");
  char *number = epi_number_label (best, 6);
  char *text = g_strdup_printf (
      "The lowest value that the searches have found so far, %s, against the "
      "iteration of the geometric program%s",
      number,
      fuss_is_planted (scene) ? "; the planted minimum is 0." : "; no bound.");

  g_free (number);
  return text;
}

/* What the searches come to; NULL: none has ended in a minimum. */
static char *
explain_searches (const EpiScene *scene)
{
  double minima = fuss_scalar (scene, FUSS_SEARCH, "minima");
  double different = fuss_scalar (scene, FUSS_SEARCH, "different");
  double hits =
      fuss_scalar (scene, FUSS_SEARCH,
                   fuss_is_planted (scene) ? "target_hits" : "best_hits");

  if (!(minima > 0))
    return NULL;
  if (different == 1)
    return g_strdup_printf ("All %.0f searches ended at the same value. "
                            "Agreement is no proof, but one minimum is what a "
                            "convex function has.",
                            minima);
  if (fuss_is_planted (scene))
    return g_strdup_printf (
        "%.0f of %.0f searches found the planted minimum: %.2g %%. Without the "
        "planting nobody could say which of the %.0f values is the lowest "
        "there is.",
        hits, minima, 100 * hits / minima, different);
  return g_strdup_printf (
      "%.0f searches ended in %.0f different minima; the lowest was met %s. "
      "Nothing says that the next search will not find a lower one.",
      minima, different, hits == 1 ? "once" : "more than once");
}

/* The memory is that of the whole process, whichever method holds it; the strip
 * of a narrow window has no room for it behind the seconds. */
char *
fuss_explain (const EpiScene *scene)
{
  if (strcmp (epi_scene_text (scene, "figure"), "logarithm") == 0)
    return fuss_explain_chord (scene);
  char *searches = explain_searches (scene);
  if (scene->answer == NULL || scene->answer->memory == 0)
    return searches;
  char *text = g_strdup_printf ("%s%sEpigraph holds %.0f\u2009MiB of memory.",
                                searches != NULL ? searches : "",
                                searches != NULL ? " " : "",
                                (double)scene->answer->memory / 0x1p20);
  g_free (searches);
  return text;
}
