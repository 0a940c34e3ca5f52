/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Row filter: which rows of a table are used, by a condition on their cells.
 *
 *     Gr_Liv_Area < 4000 and Neighborhood == "NAmes"
 *
 * A condition as stories have it (kit/epi-condition.h); names are columns, and
 * what cannot stand in a name is written _ there ("Lot Area" is Lot_Area).
 * `row` is the row's number from 1, `selected` and `test` are its marks.  Rows
 * for which it does not hold get EPI_MARK_HIDDEN.
 */
#pragma once

#include "kit/epi-document.h"

/* "" shows all rows.  NULL with one sentence. */
EpiData *epi_row_filter_apply (const EpiData *data, const char *condition,
                               GError **error);
