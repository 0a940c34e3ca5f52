/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing a whole file, or leaving what was there.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* What is at path is replaced in one piece; durable: it is on the disk when
 * this returns.  False with EPI_DATA_ERROR_OPEN, which names path as it was
 * given and the reason: "a/b cannot be written: No such file or directory". */
bool epi_write_file (const char *path, const void *bytes, size_t length,
                     bool durable, GError **error);
