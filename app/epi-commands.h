/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands: the window's own tables of actions.
 *
 *   epi-commands-edit.c   undo, the document as a whole, painting
 *   epi-commands-play.c   the run and the playhead in it
 *   epi-commands-look.c   what is shown of the lesson, and how the window is
 */
#pragma once

#include "epi-window.h"

extern const EpiAction epi_edit_commands[];
extern const EpiAction epi_play_commands[];
extern const EpiAction epi_look_commands[];

/* Light, dark or as the system, as it was left. */
void epi_commands_apply_appearance (void);
