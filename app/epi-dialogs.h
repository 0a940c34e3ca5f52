/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dialogs that newer GTK does in another way, all behind this file: choosing
 * files, asking, telling, printing.  Each returns at once and calls back on the
 * main thread, exactly once.
 */
#pragma once

#include <gtk/gtk.h>

typedef struct {
  const char *name;         /* "Picture (PNG)" */
  const char *patterns[24]; /* "*.png" (in any case), …, NULL */
} EpiFileKind;

/* file: NULL when nothing was chosen; else borrowed. */
typedef void (*EpiFileChosenFunc) (GFile *file, gpointer data);

/* kinds ends with a NULL name; the first one is chosen at the start. */
void epi_dialogs_open (GtkWindow *parent, const char *title,
                       const EpiFileKind *kinds, EpiFileChosenFunc chosen,
                       gpointer data);

/* name: the proposed file name.  A name without one of the endings of kinds
 * gets the first ending of the kind that is chosen. */
void epi_dialogs_save (GtkWindow *parent, const char *title, const char *name,
                       const EpiFileKind *kinds, EpiFileChosenFunc chosen,
                       gpointer data);

/* One thing that cannot be overlooked. */
void epi_dialogs_message (GtkWindow *parent, const char *heading,
                          const char *body);

typedef enum {
  EPI_ANSWER_CANCEL,
  EPI_ANSWER_DISCARD,
  EPI_ANSWER_SAVE
} EpiAnswerToSave;
typedef void (*EpiAnsweredFunc) (EpiAnswerToSave answer, gpointer data);

/* "Save changes to name?" */
void epi_dialogs_ask_to_save (GtkWindow *parent, const char *name,
                              EpiAnsweredFunc answered, gpointer data);

/* Draws one page of that size in points. */
typedef void (*EpiDrawPageFunc) (cairo_t *cr, double width, double height,
                                 gpointer data);

/* path: a PDF is written there instead of asking for a printer; NULL: the
 * dialog.  free_data is called when printing is over; failed with one sentence
 * when it went wrong. */
void epi_dialogs_print (GtkWindow *parent, const char *name, const char *path,
                        EpiDrawPageFunc draw,
                        void (*failed) (const char *sentence, gpointer data),
                        gpointer data, GDestroyNotify free_data);
