/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What tests of widgets share: a window to stand in, the main loop until
 * something is so, a picture of what is seen.
 */
#pragma once

#include <adwaita.h>

/* Initialises GTK, with a home of its own; without a display the program ends
 * as skipped. */
void widget_test_init (int *argc, char ***argv);

/* Runs the tests and removes what they left at home; what main() returns. */
int widget_test_run (void);

/* A presented window of that size around child. */
GtkWidget *widget_test_window (GtkWidget *child, int width, int height);

/* Runs the main loop until condition (data) holds; fails after long, naming
 * what it waited for. */
void widget_test_until (gboolean (*condition) (gpointer data), gpointer data,
                        const char *what);

/* Runs the main loop until nothing is left to do and a frame was drawn. */
void widget_test_settle (GtkWidget *window);

/* The window as a PNG in $EPIGRAPH_SHOTS, where that is set: name-light.png
 * and name-dark.png. */
void widget_test_shots (GtkWidget *window, const char *name);

/* The first descendant of that type (and, if name is not NULL, with that label
 * or accessible name), depth first. */
GtkWidget *widget_test_find (GtkWidget *root, GType type, const char *label);
