/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Markdown as blocks of spans.  For the story's own files.
 */
#pragma once

#include "kit/epi-story-formula.h"

/* The blocks (EpiBlock) of text; pictures for its formulas. */
GPtrArray *epi_story_blocks (const char *text, size_t length,
                             EpiPictures *pictures);

/* The spans (EpiSpan) of a sentence: its blocks joined. */
GPtrArray *epi_story_spans (const char *text, EpiPictures *pictures);
