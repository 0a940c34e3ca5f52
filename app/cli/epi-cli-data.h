/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --data FILE --x COLUMN --y COLUMN --role ROLE=COLUMN: the lesson's first
 * table from a file, or other columns of the table that it has.
 */
#pragma once

#include "cli/epi-cli-document.h"

/* Replaces *document; false after a sentence on standard error. */
bool epi_cli_set_data (const EpiCliOptions *options, const EpiLesson *lesson,
                       EpiDocument **document, const EpiCancel *cancel);
