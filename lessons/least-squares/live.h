/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What live.c shares with run.c.
 */
#pragma once

#include "kit/epi-lesson.h"
#include "least-squares/problem.h"

/* See EpiLesson.absorb, and live.c for how. */
bool ls_absorb (EpiBuilt *built, const EpiDocument *from,
                const EpiDocument *to);

/* The methods of the document on the problem's stand-in instead of those that
 * built has. */
bool ls_replace_methods (EpiBuilt *built, const EpiDocument *document);
