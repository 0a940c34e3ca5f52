/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Assignments of what a lesson computes from: datasets, columns, files, tables.
 */
#pragma once

#include "kit/epi-assign.h"

/* NULL, with that sentence. */
EpiDocument *epi_assign_refuse (GError **error, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

/* As epi_assign(), of one assignment each: data=ID, ROLE=COLUMNS, file=NAME,
 * TABLE=[1 2 / 3 4]. */
EpiDocument *epi_assign_data (const EpiLesson *lesson,
                              const EpiDocument *document, const char *id,
                              GError **error);
EpiDocument *epi_assign_role (const EpiLesson *lesson,
                              const EpiDocument *document,
                              const EpiRoleSpec *role, const char *value,
                              GError **error);
EpiDocument *epi_assign_file (const EpiLesson *lesson,
                              const EpiDocument *document, const char *name,
                              GError **error);
EpiDocument *epi_assign_table (const EpiLesson *lesson,
                               const EpiDocument *document,
                               const EpiTableSpec *spec, const char *value,
                               GError **error);
