/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A program with three lessons in two topics, for tests of what happens between
 * lessons: this file's epi_lessons() stands for that of the program.
 *
 *   Fit      table-lesson, second-table   two lines through a table each
 *   Descend  quadratic                    no table
 */
#pragma once

#include "kit/epi-lesson.h"
