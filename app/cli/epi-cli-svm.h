/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands of svm and of logistic share. */
#pragma once

#include "cli/epi-cli-device.h"

/* One sentence for a status, about that file; returns the exit status. */
int epi_cli_svm_refuse (EpiStatus status, const char *file);

/* Prints, unless --quiet or --json say otherwise. */
void epi_cli_svm_say (const EpiCliOptions *options, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

/* How many of n labels were right. */
void epi_cli_print_accuracy (const EpiCliOptions *options, size_t right,
                             size_t n);

/* A trained model to MODEL, or to FILE.model here; returns the exit status. */
int epi_cli_write_model (const EpiCliOptions *options, const char *text,
                         size_t length);
