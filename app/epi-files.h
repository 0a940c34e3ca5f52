/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files: open, recent, save, import, export, copy and print.
 *
 * Reading a document and writing anything happens on the file thread.  What is
 * written is the state at the moment of the command.  A window with changes
 * that are not saved asks before it closes.
 */
#pragma once

#include "epi-window.h"

/* The table of actions, and the question before closing. */
void epi_files_add (EpiWindow *window);

/* By what it is: a file that a lesson opens (EpiLesson.opens), .epigraph a
 * document, .md a story, else a table. */
void epi_files_open (EpiWindow *window, GFile *file);

/* Asks for a table to import. */
void epi_files_import (EpiWindow *window);

/* Saves the document as it is now to that file. */
void epi_files_save (EpiWindow *window, GFile *file);
