/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Measure: how long a drag takes to be seen.
 *
 * From the delivery of a motion event to GTK until the frame that shows it was
 * painted and the X server has done all it was asked (XSync): one JSON line a
 * frame.  Off unless EPIGRAPH_MEASURE names a file.
 *
 *   {"name": "frame", "seconds": 0.0048, "cpu": 0.0041}
 *   {"name": "shown", "seconds": 0.31, "cpu": 0.2}
 *
 * "shown" is the first frame with an answer, counted from the beginning of the
 * process; cpu is what this thread took of a processor meanwhile, which a busy
 * machine does not change.
 *
 * With EPIGRAPH_MEASURE_BARE=x,y,width,height the program is, instead of its
 * window, a bare widget in a window of the same size, that repaints just this
 * rectangle for every motion: what the toolkit and the X server take by
 * themselves.
 */
#pragma once

#include <gtk/gtk.h>

/* Follows the window's frames from now on, if asked to. */
void epi_measure_window (GtkWindow *window);

/* An answer is being shown: the next frame ends the start. */
void epi_measure_shown (GtkWindow *window);

/* Runs the bare widget instead of the program, if asked to; whether it did. */
gboolean epi_measure_bare (void);
