/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linear programming: minimize cᵀx subject to Ax ≤ b, and x ≥ 0 if wanted.
 *
 * Drag the walls and the cost: the simplex method walks over the corners, the
 * interior-point method goes through the middle, and the multipliers of the
 * walls, which prove the answer, push back.
 */
#include "linear-program/lesson.h"

#include "kit/epi-entries.h"

static const EpiChoice methods[] = {{"both", "Simplex and interior point"},
                                    {"simplex", "Simplex"},
                                    {"dual-simplex", "Dual simplex"},
                                    {"interior", "Interior point"},
                                    {"barrier", "Barrier"},
                                    {NULL, NULL}};
static const EpiChoice rules[] = {{"dantzig", "Dantzig: steepest coefficient"},
                                  {"bland", "Bland: lowest index"},
                                  {"steepest-edge", "Steepest edge"},
                                  {NULL, NULL}};
static const EpiChoice panels[] = {{"dictionary", "Dictionary"},
                                   {"dual", "Primal and dual"},
                                   {"both", "Dictionary and dual"},
                                   {"gap", "Gap and residuals"},
                                   {NULL, NULL}};

static const EpiParam params[] = {
    {.name = "method",
     .label = "Method",
     .help = "Over the corners, or through the middle",
     .kind = EPI_PARAM_CHOICE,
     .effect = EPI_EFFECT_RESTART,
     .choices = methods,
     .initial_choice = "both",
     .compares = true},
    {.name = "pricing",
     .label = "Pricing",
     .help = "Which of the variables that improve the cost enters the basis",
     .kind = EPI_PARAM_CHOICE,
     .effect = EPI_EFFECT_RESTART,
     .choices = rules,
     .initial_choice = "dantzig",
     .shown_when = LP_SIMPLEX,
     .compares = true},
    {.name = "beside",
     .label = "Beside it",
     .help = "What stands beside the figure",
     .kind = EPI_PARAM_CHOICE,
     .effect = EPI_EFFECT_REDRAW,
     .choices = panels,
     .initial_choice = "both"},
    {.name = "nonnegative",
     .label = "x ≥ 0",
     .help = "Whether the variables must not be negative",
     .kind = EPI_PARAM_BOOL,
     .effect = EPI_EFFECT_RESTART,
     .maximum = 1,
     .initial = 1},
    {.name = "forces",
     .label = "Forces",
     .symbol = "λ",
     .help = "Draw the multipliers as the forces with which the walls push "
             "back",
     .kind = EPI_PARAM_BOOL,
     .effect = EPI_EFFECT_REDRAW,
     .maximum = 1,
     .initial = 1,
     .shown_when = LP_PLANE},
    {.name = "path",
     .label = "Central path",
     .help = "The points where the barrier and the cost balance",
     .kind = EPI_PARAM_BOOL,
     .effect = EPI_EFFECT_RESTART,
     .maximum = 1,
     .initial = 1,
     .more = true},
    {.name = "turn",
     .label = "Turn",
     .unit = "°",
     .help = "From which side the polytope is seen",
     .kind = EPI_PARAM_NUMBER,
     .effect = EPI_EFFECT_REDRAW,
     .minimum = -180,
     .maximum = 180,
     .initial = 28,
     .shown_when = LP_SPACE},
    {NULL},
};

static const EpiTableSpec tables[] = {
    {.name = "constraints",
     .label = "Constraints Ax ≤ b",
     .roles = epi_no_roles,
     .initial = "1 2 10 / 1 1 6 / 2 1 10",
     .symbol = "A, b",
     .column = "x",
     .last_column = "b"},
    {.name = "c",
     .label = "Cost c",
     .roles = epi_no_roles,
     .initial = "-1.2 -1",
     .symbol = "c",
     .column = "x",
     .typed = true,
     .fixed = true},
    {NULL},
};

static const EpiQuantity quantities[] = {
    {"objective", "cᵀx", "cost", EPI_COLOUR_FIT, true},
    {"x", "x", "point", EPI_COLOUR_ITERATE, true},
    {"lambda", "λ", "multipliers of the constraints, then of x ≥ 0",
     EPI_COLOUR_RESIDUAL, true},
    {"slack", "s", "slacks of the constraints, then of x ≥ 0", EPI_COLOUR_DATA,
     false},
    {"step_length", "θ", "length of the step", EPI_COLOUR_ITERATE, false},
    {"phase", "phase", "1: towards feasibility; 2: towards the optimum",
     EPI_COLOUR_TEXT, false},
    {"mu", "μ", "mean of the products of slacks and multipliers",
     EPI_COLOUR_RESIDUAL, false},
    {"t", "t", "weight of the cost against the barrier", EPI_COLOUR_TEXT, true},
    {NULL},
};

/* As in Chvátal, Linear Programming (1983): Klee and Minty on p. 47, the
 * cycle of Marshall and Suurballe on p. 31; Beale (1955). */
#define PLANE "nonnegative=true; method=both; pricing=dantzig; beside=both; "
static const EpiPreset presets[] = {
    {"corner", "A polygon",
     PLANE "constraints=[1 2 10 / 1 1 6 / 2 1 10]; c=[-1.2 -1]"},
    {"unbounded-region", "An open region, a bounded cost",
     PLANE "constraints=[-2 -1 -6 / -1 -2 -6 / -1 1 5]; c=[1.5 1]"},
    {"edge", "A whole edge of optima",
     PLANE "constraints=[1 2 10 / 1 1 6 / 2 1 10]; c=[-1 -1]"},
    {"degenerate", "Three walls through one corner",
     PLANE "constraints=[1 2 8 / 1 1 5 / 2 1 8 / 1 0 3.6]; c=[-1.5 -1]; "
           "method=simplex"},
    {"infeasible", "No feasible point",
     PLANE "constraints=[1 1 4 / -1 0.5 -3 / 1 -2 -3]; c=[-1 -1]"},
    {"unbounded", "No minimum",
     PLANE "constraints=[1 -2 2 / -1 1 2]; c=[-1 -1.2]"},
    {"klee-minty", "Klee and Minty, three variables",
     "nonnegative=true; method=both; pricing=dantzig; beside=dictionary; "
     "constraints=[1 0 0 1 / 6 1 0 9 / 18 6 1 81]; c=[-9 -3 -1]"},
    {"cycle", "A circle of pivots",
     "nonnegative=true; method=simplex; pricing=dantzig; beside=both; "
     "constraints=[0.5 -5.5 -2.5 9 0 / 0.5 -1.5 -0.5 1 0 / 1 0 0 0 1]; "
     "c=[-10 57 9 24]"},
    {"beale", "A circle of pivots (Beale)",
     "nonnegative=true; method=simplex; pricing=dantzig; beside=both; "
     "constraints=[0.25 -60 -0.04 9 0 / 0.5 -90 -0.02 3 0 / 0 0 1 0 1]; "
     "c=[-0.75 150 -0.02 6]"},
    {NULL},
};

const EpiLesson epi_lesson_linear_program = {
    .id = "linear-program",
    .params = params,
    .tables = tables,
    .handles = lp_handles,
    .views = lp_views,
    .quantities = quantities,
    .presets = presets,
    .build = lp_build,
    .annotate = lp_annotate,
    .certify = lp_certify,
    .explain = lp_explain,
};
