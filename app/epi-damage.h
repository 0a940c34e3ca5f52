/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Damage: what changed in a widget, told to GSK as one rectangle.
 *
 * GSK repaints what differs between the nodes of two frames.  It counts the
 * rectangles, and from 30 on it repaints all of the container that it is at, in
 * the end all of the window: 5 ms in place of 1.  A line of numbers takes a
 * dozen, as each glyph run has a height of its own.
 *
 * A colour that nobody sees, another one whenever something changed, differs
 * everywhere.  It goes before what it speaks for, so that GSK has one rectangle
 * that holds the others before it counts them.
 */
#pragma once

#include <gtk/gtk.h>

/* A node over rect that differs from the one before it (NULL: none), which is
 * released.  Appended to every snapshot until the next change: a node that is
 * gone differs, too. */
GskRenderNode *epi_damage_node (GskRenderNode *before, graphene_rect_t rect);
