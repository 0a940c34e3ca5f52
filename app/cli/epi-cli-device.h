/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --device auto|cpu|gl.
 */
#pragma once

#include "cli/epi-cli.h"

#include "compute/epi-compute.h"

/* The program's compute, with the choice of --device.  Trouble with a device is
 * told on standard error, and the CPU does the work. */
EpiCompute *epi_cli_compute (const EpiCliOptions *options);
