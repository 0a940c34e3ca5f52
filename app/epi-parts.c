/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-parts.h"

void
epi_parts_add (EpiWindow *window)
{
}

void
epi_parts_open_file (EpiWindow *window, GFile *file)
{
}
