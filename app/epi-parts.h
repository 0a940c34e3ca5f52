/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parts: what is plugged into a new window, one line each.
 */
#pragma once

#include "epi-window.h"

#include "kit/epi-story.h"

/* The story panel, the data page, and the tables of actions. */
void epi_parts_add (EpiWindow *window);

/* Opens a file named on the command line, or dropped on the window: .epigraph,
 * a story, or a table to import. */
void epi_parts_open_file (EpiWindow *window, GFile *file);

/* A table for the lesson that is open, by the import dialog. */
void epi_parts_import_file (EpiWindow *window, GFile *file);

/* Shows a story, in its lesson; takes it.  FALSE after saying why not. */
gboolean epi_parts_open_story (EpiWindow *window, EpiStory *story);

/* The parts' share of the view state in a saved file: the step of the story. */
void epi_parts_add_view (EpiWindow *window, json_t *view);
void epi_parts_restore_view (EpiWindow *window, const json_t *view);
