/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lesson's figures; each is drawn in a file of its own.
 */
#include "least-squares/lesson.h"
#include "least-squares/views.h"

static const char *const data_fields[] = {"density", "fit", "fitted", NULL};
static const char *const plane_fields[] = {"cost", NULL};

const EpiViewSpec ls_views[] = {
    {.name = "data",
     .title = "Data and fit",
     .axes = ls_data_axes,
     .layers = ls_data_layers,
     .fields = data_fields,
     .weight = 1.5,
     .summary = ls_data_summary},
    {.name = "plane",
     .title = "Parameter plane",
     .axes = ls_plane_axes,
     .layers = ls_plane_layers,
     .fields = plane_fields,
     .weight = 1,
     .summary = ls_plane_summary},
    {.name = "cost",
     .title = "Cost against iteration",
     .axes = ls_cost_axes,
     .layers = ls_cost_layers,
     .weight = 0.8,
     .shown_when = "not (" LS_DIRECT ")",
     .summary = ls_cost_summary},
    {.name = "equations",
     .title = "The equations that are solved",
     .axes = ls_equations_axes,
     .layers = ls_equations_layers,
     .weight = 0.8,
     .shown_when = LS_DIRECT,
     .summary = ls_equations_summary},
    {NULL},
};
