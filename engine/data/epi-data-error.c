/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-data-error.h"

G_DEFINE_QUARK (epi - data - error - quark, epi_data_error)
