/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The prose's inside, shared by its files:
 *
 *   epi-prose.c        the widget: text and formulas, their layout and drawing
 *   epi-prose-links.c  the links in it, followed by pointer and keys
 */
#pragma once

#include "epi-prose.h"

struct _EpiProse {
  GtkWidget parent_instance;
  EpiBlockKind kind;
  GString *text;
  PangoAttrList *attributes; /* emphasis, code, links; not the shapes */
  GArray *formulas;          /* Formula, by index */
  GArray *links;             /* of epi-prose-links.c */
  PangoLayout *layout;       /* NULL: to be made */
  double ex;                 /* pixels, of the layout */
};

/* epi-prose.c */
PangoLayout *epi_prose_layout (EpiProse *self);

/* epi-prose-links.c */
GArray *epi_prose_links_new (void);
/* The text from byte start to its present end leads to href. */
void epi_prose_add_link (EpiProse *self, guint start, const char *href);
/* Once the text is complete: listens for clicks, where there are links. */
void epi_prose_connect_links (EpiProse *self);
/* Enter follows the first link: a block with links can take the focus. */
gboolean epi_prose_activate_link (GtkWidget *widget, GVariant *args,
                                  gpointer data);
