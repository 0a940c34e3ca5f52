/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Menu: the main menu, made of the action tables (epi-actions.h).
 */
#pragma once

#include "epi-window.h"

/* The button at the end of the header bar; its undo and redo say what they
 * would do. */
GtkWidget *epi_menu_button (EpiWindow *window);
