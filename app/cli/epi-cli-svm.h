/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What svm train and svm predict share. */
#pragma once

#include "cli/epi-cli-device.h"

/* One sentence for a status, about that file; returns the exit status. */
int epi_cli_svm_refuse (EpiStatus status, const char *file);

/* Prints, unless --quiet or --json say otherwise. */
void epi_cli_svm_say (const EpiCliOptions *options, const char *format, ...)
    G_GNUC_PRINTF (2, 3);
