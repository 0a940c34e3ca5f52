/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All that has a public name in a lesson, as one JSON object.
 */
#pragma once

#include "cli/epi-cli-document.h"

#include "kit/epi-lesson-story.h"

/* Of an EpiParamKind: "number". */
extern const char *const epi_cli_param_kinds[];

/* Printed.  frame may be NULL: the names in it are told by it. */
void epi_cli_json_lesson (const EpiLesson *lesson, const EpiStory *story,
                          const EpiFrame *frame,
                          const EpiCertificate *certificate);
