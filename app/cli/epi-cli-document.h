/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LESSON|FILE.epigraph and the options about it, as a document.
 */
#pragma once

#include "cli/epi-cli.h"

#include "kit/epi-lesson.h"

#include <jansson.h>

/* The lesson's document, or that of an .epigraph file, with the data, roles and
 * assignments of the options.  NULL after a sentence on standard error. view
 * may be NULL; else *view is a new reference or NULL. */
EpiDocument *epi_cli_document (const EpiCliOptions *options,
                               const EpiLesson **lesson, json_t **view,
                               const EpiCancel *cancel);

/* The lesson of that name; NULL after a sentence that names those there are. */
const EpiLesson *epi_cli_lesson (const char *id);
