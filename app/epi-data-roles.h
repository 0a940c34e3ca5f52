/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Roles: what the columns of a table are for, in the words of a lesson.
 *
 * A lesson accepts data when every role that is not optional can have a column
 * of its kind, and there are rows enough.
 */
#pragma once

#include "kit/epi-lesson.h"

#include <gio/gio.h>

/* Data with the roles of spec: those that it has stay, others are given to the
 * first free columns of their kind.  NULL with one sentence when the lesson
 * cannot take it. */
EpiData *epi_data_for_table (const EpiData *data, const EpiTableSpec *spec,
                             GError **error);

/* The same without judging: roles that cannot stay go, and others are given
 * where there is a column for them. */
EpiData *epi_data_with_roles_of (const EpiData *data, const EpiTableSpec *spec);

/* The lesson's document with data as its first table, ready to be opened: the
 * draft, or (NULL) a new one.  NULL with one sentence. */
EpiDocument *epi_data_document_for (const EpiData *data,
                                    const EpiLesson *lesson,
                                    const EpiDocument *draft, GError **error);
