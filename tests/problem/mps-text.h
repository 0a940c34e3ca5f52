/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small problems as MPS, to be put together.
 */
#pragma once

#include "program-text.h"

#include <zlib.h>

#define LP EPI_PROGRAM_LINEAR
#define QUADRATIC EPI_PROGRAM_QUADRATIC

#define HEAD "ROWS\n N C\n G R\n L S\nCOLUMNS\n X C 1 R 1\n Y C 1 R 1\n"
#define END "ENDATA\n"

#define TRIANGLE "QUADOBJ\n X X 2 Y 1\n Y Y 4\n"
