/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Export: the figures as the window shows them, on paper, in files and on the
 * clipboard; and the numbers behind them as CSV.  All by kit/epi-render.h, in
 * the light palette.
 *
 *   1. playing stops: what is seen is what is meant
 *   2. wait until the run is built from the document and its fields are fine
 *      (epi_scene_is_final()); a drag has ended then
 *   3. take that scene and draw it, whatever happens in the window meanwhile
 */
#pragma once

#include "epi-window.h"

/* Actions: see epi-files.c. */
void epi_export (EpiWindow *window, GVariant *parameter);
void epi_export_copy (EpiWindow *window, GVariant *parameter);
void epi_export_print (EpiWindow *window, GVariant *parameter);

/* To that file, on the file thread; the ending says what: that of one of the
 * lesson's own exports means that alone (.csv of convex-program is its
 * solution); else .png, .svg, .pdf the figures, and .csv the table that is
 * looked at, or, where there is none, the numbers of the figures. */
void epi_export_to (EpiWindow *window, GFile *file);

/* What the printer gets, as a PDF in that file. */
void epi_export_print_to (EpiWindow *window, GFile *file);
