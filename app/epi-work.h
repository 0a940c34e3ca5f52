/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Work: the third column.  The figures take the room; under them stand the
 * controls, the timeline, the certificate strip and the status line, each of a
 * height that does not change, so that nothing jumps.
 */
#pragma once

#include "epi-figures.h"

#define EPI_TYPE_WORK (epi_work_get_type ())
G_DECLARE_FINAL_TYPE (EpiWork, epi_work, EPI, WORK, GtkWidget)

GtkWidget *epi_work_new (EpiWindow *window);
EpiFigures *epi_work_get_figures (EpiWork *self);

/* The table twin of the figures: takes over the floating page. */
void epi_work_set_data_page (EpiWork *self, GtkWidget *page);
gboolean epi_work_has_data_page (EpiWork *self);
gboolean epi_work_data_shown (EpiWork *self);
void epi_work_show_data (EpiWork *self, gboolean shown);
