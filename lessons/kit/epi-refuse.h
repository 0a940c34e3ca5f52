/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>

/* false, with one sentence in error (which may be NULL): why a lesson cannot
 * make what its document asks for.  G_IO_ERROR_INVALID_DATA. */
bool epi_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
