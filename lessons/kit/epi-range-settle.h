/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What range to show: axes that do not jump.
 *
 * The fit of a view moves with every answer.  The range shown stays as it is
 * while it holds the fit and is not much larger; in a drag it only ever grows.
 */
#pragma once

#include "kit/epi-lesson.h"

/* What the view's axes() says shows everything. */
EpiRange epi_scene_fit (const EpiScene *scene, const EpiViewSpec *view);

/* The next range from the last one (NULL: none yet) and the new fit.
 *   1. old holds fit, and is at most twice as wide and high: old
 *   2. in a drag: the union of both
 *   3. fit */
EpiRange epi_range_settle (const EpiRange *old, EpiRange fit, bool dragging);
