/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Frames and certificates as text: one JSON object a line, or a table.
 */
#pragma once

#include "cli/epi-cli-document.h"

/* The items of a frame into an object: a scalar is a number, a vector a list,
 * a matrix a list of rows.  Items of more than max numbers are left out. */
void epi_cli_json_frame (GString *json, const EpiFrame *frame, size_t max);

/* "certificate": {"status", "proven", "sentence", and each of its numbers}. */
void epi_cli_json_certificate (GString *json,
                               const EpiCertificate *certificate);

/* The line of an iterate in the table: k, the run's name (NULL: there is only
 * one), and the scalars that people see.  header: print their names above. */
void epi_cli_print_iterate (const EpiLesson *lesson, const EpiFrame *frame,
                            const char *run, bool header);

/* What people see of a frame, one item a line, long vectors and matrices
 * shortened; then the names of all the others. */
void epi_cli_print_frame (const EpiLesson *lesson, const EpiFrame *frame);
void epi_cli_print_certificate (const EpiCertificate *certificate);
