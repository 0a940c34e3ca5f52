/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What comes with the program, for lessons: the catalogue's tables as EpiData,
 * and the files in data/programs as attachments.
 */
#pragma once

#include "kit/epi-lesson.h"

/* The catalogue's dataset of that id, with title and credit.  NULL with one
 * sentence that names what there is. */
EpiData *epi_dataset_load (const char *id, GError **error);

/* The file of that name ("diet.mps") in data/programs. */
EpiAttachment *epi_dataset_attachment (const char *file, GError **error);

/* Roles for the lesson's table where data has none: those that the catalogue
 * suggests, else the column that is called as the role is ("x"), else the first
 * column of text for a role that takes text, the first number columns in order
 * for the others, the last one for the last of several that are not optional. A
 * new reference. */
EpiData *epi_data_with_default_roles (const EpiData *data,
                                      const EpiTableSpec *table);
