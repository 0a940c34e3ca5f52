/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Export: the figures as the window shows them, on paper, in files and on the
 * clipboard; and the numbers behind them as CSV.  All by kit/epi-render.h, in
 * the light palette, from the scene at the moment of the command.
 */
#pragma once

#include "epi-window.h"

/* Actions: see epi-files.c. */
void epi_export (EpiWindow *window, GVariant *parameter);
void epi_export_copy (EpiWindow *window, GVariant *parameter);
void epi_export_print (EpiWindow *window, GVariant *parameter);

/* To that file at once, on the file thread; the ending says what: .png, .svg,
 * .pdf the figures, .csv the table. */
void epi_export_to (EpiWindow *window, GFile *file);
