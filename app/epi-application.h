/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Application: the command line, the style sheet, the windows.
 */
#pragma once

#include <adwaita.h>

#define EPI_TYPE_APPLICATION (epi_application_get_type ())
G_DECLARE_FINAL_TYPE (EpiApplication, epi_application, EPI, APPLICATION,
                      AdwApplication)

EpiApplication *epi_application_new (void);
