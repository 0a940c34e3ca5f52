/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What range to show: axes that do not jump.
 *
 * The fit of a view moves with every answer.  The range shown stays as it is
 * while it holds the fit and is not much larger; in a drag it only ever grows.
 * Each axis by itself: figures above one another that fit the same x show the
 * same x, whatever their heights do.
 */
#pragma once

#include "kit/epi-lesson.h"

/* What the view's axes() says shows everything; an axis on which nothing is
 * to be seen yet may be empty (epi_range_empty()). */
EpiRange epi_scene_fit (const EpiScene *scene, const EpiViewSpec *view);
/* The range, an empty axis as epi_range_padded() fills it. */
EpiRange epi_range_or_unit (EpiRange range);

/* The next range from the last one (NULL: none yet) and the new fit; across and
 * up, one as the other.
 *   0. fit is empty: old
 *   1. old holds fit, and is at most twice as long: old
 *   2. in a drag: the union of both
 *   3. fit */
EpiRange epi_range_settle (const EpiRange *old, EpiRange fit, bool dragging);
