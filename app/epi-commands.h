/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands: the window's own table of actions.
 */
#pragma once

#include "epi-window.h"

extern const EpiAction epi_commands[];

/* Light, dark or as the system, as it was left. */
void epi_commands_apply_appearance (void);
