/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Datasets for lessons: the catalogue's tables as EpiData.
 */
#pragma once

#include "kit/epi-lesson.h"

/* The catalogue's dataset of that id, with title and credit.  NULL with one
 * sentence that names what there is. */
EpiData *epi_dataset_load (const char *id, GError **error);

/* Roles for the lesson's table where data has none: those that the catalogue
 * suggests, else the first number columns in order, the last one for the last
 * role that is not optional.  A new reference. */
EpiData *epi_data_with_default_roles (const EpiData *data,
                                      const EpiTableSpec *table);
