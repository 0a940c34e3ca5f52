/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of a GtkStack. */
#pragma once

#include <gtk/gtk.h>

/* Shows the page, which is laid out for the stack's size first: hidden, it has
 * kept the size it had, and a key or a click that comes before the next frame
 * would find its menus and lists where they are not, perhaps off the screen. */
void epi_page_show (GtkStack *stack, const char *name);
