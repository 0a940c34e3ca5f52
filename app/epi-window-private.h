/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The window's inside, shared by its files:
 *
 *   epi-window.c       the widget: columns, header, colours
 *   epi-window-news.c  who is told what, and when
 *   epi-window-open.c  the lesson and the document that lie open
 */
#pragma once

#include "epi-columns.h"
#include "epi-desk.h"
#include "epi-news.h"
#include "epi-window.h"

struct _EpiWindow {
  AdwApplicationWindow parent_instance;

  EpiDesk *desk;
  EpiNews *news;

  AdwWindowTitle *title;
  GtkWidget *lessons;
  GtkWidget *work;
  EpiColumns *columns;
  GtkWidget *spare[2]; /* buttons that go where there is little room */
  GtkWidget *toast;
};

/* epi-window.c: emits "session-changed". */
void epi_window_tell (EpiWindow *self, guint what);

/* ---- epi-window-news.c ---- */

EpiNews *epi_window_news_new (EpiWindow *self);
/* Of the desk; bits of EPI_CHANGED_* all set: another lesson lies open. */
void epi_window_changed (EpiWindow *self, guint what);
/* Everybody is told now. */
void epi_window_changed_all (EpiWindow *self, guint what);

/* ---- epi-window-open.c ---- */

/* Writes what lies open, and whether it is saved, over the window. */
void epi_window_show_title (EpiWindow *self);
