/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Max-det: minimize log det F(x)⁻¹.
 *
 * Drag points, and the smallest ellipse around them follows, or the largest one
 * inside their polygon; slide a penalty, and the graph of a covariance thins
 * out.
 */
#include "max-determinant/lesson.h"

#include "kit/epi-convergence.h"

static const EpiChoice problems[] = {{"around", "Ellipse around points"},
                                     {"inside", "Ellipse inside a polygon"},
                                     {"covariance", "Sparse covariance"},
                                     {NULL, NULL}};
static const EpiChoice methods[] = {{"sweeps", "Graphical lasso"},
                                    {"interior", "Interior point"},
                                    {NULL, NULL}};

static const EpiParam params[] = {
    {.name = "problem",
     .label = "Problem",
     .help = "What the determinant is of: an ellipse that holds the points, "
             "one that the polygon holds, or a covariance",
     .kind = EPI_PARAM_CHOICE,
     .effect = EPI_EFFECT_RESTART,
     .choices = problems,
     .initial_choice = "around"},
    {.name = "extra",
     .label = "Extra point",
     .help = "One more point, or corner, that is not in the table",
     .kind = EPI_PARAM_BOOL,
     .effect = EPI_EFFECT_RESTART,
     .maximum = 1,
     .initial = 0,
     .shown_when = MD_ELLIPSE},
    {.name = "penalty",
     .label = "Penalty",
     .symbol = "ρ",
     .help = "Price of an entry of Θ off its diagonal; W may differ from S by "
             "as much",
     .kind = EPI_PARAM_NUMBER,
     .effect = EPI_EFFECT_RESTART,
     .minimum = 0,
     .maximum = 1,
     .initial = 0.3,
     .shown_when = MD_GRAPH,
     .limit = "largest",
     .limit_label = "max |Sᵢⱼ|"},
    {.name = "method",
     .label = "Method",
     .help = "One regression of each variable a step, or a step towards the "
             "central path",
     .kind = EPI_PARAM_CHOICE,
     .effect = EPI_EFFECT_RESTART,
     .choices = methods,
     .initial_choice = "sweeps",
     .shown_when = MD_GRAPH,
     .compares = true},
    {NULL},
};

static const EpiRoleSpec roles[] = {
    {.role = "x", .label = "Horizontal", .optional = true},
    {.role = "y", .label = "Vertical", .optional = true},
    {.role = "variable",
     .label = "Variables of the covariance",
     .many = true,
     .optional = true},
    {NULL},
};

static const EpiTableSpec tables[] = {
    {.name = "points",
     .label = "Points",
     .roles = roles,
     .initial_dataset = "scattered_points",
     .initial_roles = "x=x; y=y",
     .offers = EPI_OFFERS_HOLD_BACK,
     .min_rows = 1},
    {NULL},
};

static const EpiHandleSpec handles[] = {
    {.name = "points",
     .label = "point",
     .view = "plane",
     .colour = EPI_COLOUR_DATA,
     .effect = EPI_EFFECT_RESTART,
     .shown_when = MD_ELLIPSE,
     .table = "points",
     .x_role = "x",
     .y_role = "y"},
    {.name = "guest",
     .label = "extra point",
     .view = "plane",
     .shape = EPI_HANDLE_DIAMOND,
     .colour = EPI_COLOUR_START,
     .effect = EPI_EFFECT_RESTART,
     .initial = {0, 0},
     .shown_when = MD_ELLIPSE " and extra"},
    {NULL},
};

static const EpiQuantity quantities[] = {
    {"area", "area", "area of the ellipse", EPI_COLOUR_FIT, true},
    {"lambda_sum", "Σλ", "sum of the multipliers", EPI_COLOUR_OPTIMUM, true},
    {"touching", "touching", "multipliers above zero", EPI_COLOUR_OPTIMUM,
     true},
    {"filled", "filled", "share of the outer area that the inner one has",
     EPI_COLOUR_FIT, true},
    {"lambda", "λ", "multipliers, one a point or edge", EPI_COLOUR_OPTIMUM,
     false},
    {"lambda_extra", "λ of the extra point", "multiplier of the extra point",
     EPI_COLOUR_START, false},
    {"john", "‖Σλuuᵀ − I‖", "how far John's condition is from holding",
     EPI_COLOUR_RESIDUAL, false},
    {"edges", "edges", "pairs with Θᵢⱼ ≠ 0", EPI_COLOUR_TEXT, true},
    {"components", "parts", "parts that no edge connects", EPI_COLOUR_TEXT,
     true},
    {"log_likelihood", "ℓ", "mean log-likelihood of a row", EPI_COLOUR_TEXT,
     true},
    {"log_likelihood_test", "ℓ, test", "mean log-likelihood of a row held back",
     EPI_COLOUR_RESIDUAL, true},
    {NULL},
};

static const EpiPreset presets[] = {
    {"scattered", "Scattered points",
     "problem=around; data=scattered_points; x=x; y=y; extra=false"},
    {"geyser", "Old Faithful: 272 eruptions",
     "problem=around; data=old_faithful; x=eruptions; y=waiting; extra=false"},
    {"polygon", "A polygon of six corners",
     "problem=inside; data=polygon; x=x; y=y; extra=false"},
    {"wine", "Wine: thirteen measurements",
     "problem=covariance; data=wine; " MD_WINE "; penalty=0.3; method=sweeps"},
    {NULL},
};

static const EpiViewSpec views[] = {
    {.name = "plane",
     .title = "Points and ellipse",
     .axes = md_plane_axes,
     .layers = md_plane_layers,
     .weight = 1.5,
     .shown_when = MD_ELLIPSE,
     .summary = md_plane_summary},
    {.name = "unit",
     .title = "Seen from the ellipse",
     .axes = md_unit_axes,
     .layers = md_unit_layers,
     .weight = 1,
     .shown_when = MD_ELLIPSE,
     .summary = md_unit_summary},
    {.name = "graph",
     .title = "Graph of what is not zero",
     .axes = md_graph_axes,
     .layers = md_graph_layers,
     .weight = 1.5,
     .left = true,
     .shown_when = MD_GRAPH,
     .summary = md_graph_summary},
    {.name = "matrix",
     .title = "Correlations and partial correlations",
     .axes = md_matrix_axes,
     .layers = md_matrix_layers,
     .weight = 1,
     .shown_when = MD_GRAPH,
     .summary = md_matrix_summary},
    {.name = "convergence",
     .title = "Convergence",
     .axes = epi_convergence_axes,
     .layers = epi_convergence_layers,
     .weight = 0.8,
     .summary = epi_convergence_summary},
    {NULL},
};

const EpiLesson epi_lesson_max_determinant = {
    .id = "max-determinant",
    .params = params,
    .tables = tables,
    .handles = handles,
    .views = views,
    .quantities = quantities,
    .presets = presets,
    .build = md_build,
    .annotate = md_annotate,
    .certify = md_certify,
    .explain = md_explain,
};
