/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * epigraph: the window.
 */
#include "epi-application.h"
#include "epi-measure.h"
#include "epi-settings.h"

#include "compute/epi-restart.h"

/* Whether the arguments only ask for text, which needs no display. */
static gboolean
wants_text (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (g_str_equal (argv[i], "--version") ||
        g_str_has_prefix (argv[i], "--help") || g_str_equal (argv[i], "-h"))
      return TRUE;
  return FALSE;
}

/* The window's renderer.  GDK would still open a GL driver to choose its visual
 * by, which costs 60 MB on Mesa and is used for nothing when cairo draws; the
 * compute device has a context of its own. */
static void
choose_renderer (void)
{
  g_autofree char *renderer = epi_settings_get_text ("renderer", "cairo");
  g_setenv ("GSK_RENDERER", renderer, FALSE);
  if (!g_str_equal (g_getenv ("GSK_RENDERER"), "cairo"))
    return;
  const char *flags = g_getenv ("GDK_DEBUG");
  g_autofree char *more = flags == NULL
                              ? g_strdup ("gl-disable")
                              : g_strconcat (flags, ",gl-disable", NULL);
  g_setenv ("GDK_DEBUG", more, TRUE);
}

int
main (int argc, char **argv)
{
  epi_compute_start (argc, argv); /* first of all: it may start us anew */

  /* Repainting costs by area, and least with cairo; see the design. */
  choose_renderer ();

  if (!wants_text (argc, argv) && !gtk_init_check ()) {
    g_printerr ("epigraph: there is no display to open a window on; without "
                "one, run \"epigraph-cli lessons\" and \"epigraph-cli run "
                "LESSON\".\n");
    return 1;
  }
  if (epi_measure_bare ())
    return 0;
  g_autoptr (EpiApplication) application = epi_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
