/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernels of shaders/, as text.  shaders/embed.py writes the table when the
 * program is built; it ends with a NULL name.
 */
#pragma once

#include <stddef.h>

typedef struct {
  const char *name; /* "gemm-tiled.comp" */
  const char *text;
} EpiShaderSource;

extern const EpiShaderSource epi_shader_sources[];
