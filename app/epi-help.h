/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Help: the shortcuts window, made from the tables of actions, the about
 * window, and the doors to preferences and diagnostics.
 */
#pragma once

#include "epi-window.h"

void epi_help_add (EpiWindow *window);
