/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Still: a widget whose child seldom changes, shown as one render node.
 *
 * GSK's cairo renderer visits every node of a window for each frame, also those
 * far from what is painted: a list and a page of text are 300 of them.  A
 * recording of all is one node, and cairo finds in it what it needs.  Whatever
 * changes in it has all of it painted: what blinks stays outside.
 *
 * With other renderers, and where a logical pixel is more than one, the child is
 * what it is: recorded, its icons would have as many pixels as logical ones.
 */
#pragma once

#include <gtk/gtk.h>

#define EPI_TYPE_STILL (epi_still_get_type ())
G_DECLARE_FINAL_TYPE (EpiStill, epi_still, EPI, STILL, GtkWidget)

GtkWidget *epi_still_new (GtkWidget *child);
