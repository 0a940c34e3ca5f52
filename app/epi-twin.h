/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Twins: each figure as a sentence and a table of the numbers in it, for those
 * who do not see it and for those who want to work on with it.
 *
 * A window of its own, with the figures as they are when it opens; the tables
 * are kit/epi-plot-table.h's, so that figure and table cannot differ.
 */
#pragma once

#include "epi-window.h"

/* The action "show-twins" of a new window. */
void epi_twin_add (EpiWindow *window);
