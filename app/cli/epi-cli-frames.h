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

/* The table of iterates.  Its columns are quantities of the lesson
 * (const EpiQuantity *), in its order: the first few scalars of every run, as
 * runs of different problems have different ones. */

/* Adds the columns that the frame needs; returns whether any was new, so that
 * the head of the table is to be printed. */
bool epi_cli_add_columns (GPtrArray *columns, const EpiLesson *lesson,
                          const EpiFrame *frame);
void epi_cli_print_columns (const GPtrArray *columns);

/* The line of an iterate: k, its scalars, blanks where it has none, and the
 * run's name (NULL: there is only one). */
void epi_cli_print_iterate (const GPtrArray *columns, const EpiFrame *frame,
                            const char *run);

/* What people see of a frame and of what was observed there (NULL: nothing),
 * one item a line, long vectors and matrices shortened; then the names of all
 * the others. */
void epi_cli_print_frame (const EpiLesson *lesson, const EpiFrame *frame,
                          const EpiFrame *observed);
void epi_cli_print_certificate (const EpiCertificate *certificate);
