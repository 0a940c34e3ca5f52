/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parts: what is plugged into a new window, one line each.
 */
#pragma once

#include "epi-window.h"

/* The story panel, the data page, and the tables of actions. */
void epi_parts_add (EpiWindow *window);

/* Opens a file named on the command line: .epigraph, or a table to import. */
void epi_parts_open_file (EpiWindow *window, GFile *file);
