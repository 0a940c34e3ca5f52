/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Data page: the table behind the figures, to be looked at and edited.
 *
 *   title or tables, credit            [Choose data ▾] [Use in … ▾]
 *   roles of the columns                            standardise ○
 *   filter                             930 rows, 3 selected
 *   the table
 *   [Add row] [Delete] | [Hold back] [Use again] [Split ▾] | [Copy] [Paste]
 *
 * A lesson with several tables to type has a list of them instead of the title;
 * a matrix has neither roles nor a filter, and of holding back and
 * standardising there is what the table offers (kit/epi-lesson.h).
 *
 * Every edit is one undo step of the session.  While the page cannot be seen it
 * does nothing.
 *
 *   EpiDataPage::message (sentence, gboolean undo)  for a toast
 *   EpiDataPage::use-in (lesson id)   move the data to another lesson
 *   EpiDataPage::import-text (text)   a whole table was pasted
 *   EpiDataPage::import-file          a file is to be chosen
 */
#pragma once

#include "kit/epi-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EPI_TYPE_DATA_PAGE epi_data_page_get_type ()
G_DECLARE_FINAL_TYPE (EpiDataPage, epi_data_page, EPI, DATA_PAGE, GtkWidget)

/* Borrows session, which may be NULL. */
GtkWidget *epi_data_page_new (EpiSession *session);

void epi_data_page_session_changed (EpiDataPage *self, EpiSession *session,
                                    guint what);

/* The clipboard's cells at the cursor; without a cursor a new table. */
void epi_data_page_paste (EpiDataPage *self);

/* The table of the session's lesson that is shown, or NULL. */
const EpiTableSpec *epi_data_page_spec (EpiDataPage *self);

/* The data shown, or NULL; and the new data as one undo step. */
const EpiData *epi_data_page_data (EpiDataPage *self);
void epi_data_page_edit (EpiDataPage *self, const EpiData *data,
                         const char *label);

/* The same with other data in the first table, or other columns of it: with
 * what the lesson makes of that (epi_lesson_with_data()). */
void epi_data_page_place (EpiDataPage *self, const EpiData *data,
                          const char *label);

/* As _edit(), taking data; NULL: tells error and frees it.  Whether it was an
 * edit. */
gboolean epi_data_page_take (EpiDataPage *self, EpiData *data,
                             const char *label, GError *error);
void epi_data_page_tell (EpiDataPage *self, const char *sentence,
                         gboolean undo);

/* The seed of the document: for random choices that can be repeated. */
guint64 epi_data_page_seed (EpiDataPage *self);

G_END_DECLS
