/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any convex program: open a file with a linear, quadratic, semidefinite,
 * max-det or geometric program, see its pattern and how methods converge on it,
 * and take the proven solution away by the file's own names.
 */
#include "convex-program/program.h"

static const EpiChoice methods[] = {
    {"automatic", "Automatic"},       {"ipm", "Interior point"},
    {"dual-simplex", "Dual simplex"}, {"primal-simplex", "Primal simplex"},
    {"barrier", "Barrier"},           {NULL, NULL}};
static const EpiChoice others[] = {{"none", "Nothing"},
                                   {"ipm", "Interior point"},
                                   {"dual-simplex", "Dual simplex"},
                                   {"primal-simplex", "Primal simplex"},
                                   {"barrier", "Barrier"},
                                   {NULL, NULL}};

static const EpiParam params[] = {
    {.name = "method",
     .label = "Method",
     .help = "How the program is solved; the simplex methods solve linear "
             "programs alone",
     .kind = EPI_PARAM_CHOICE,
     .effect = EPI_EFFECT_RESTART,
     .choices = methods,
     .initial_choice = "automatic",
     .compares = true},
    {.name = "against",
     .label = "Compare with",
     .help = "A second method on the same program",
     .kind = EPI_PARAM_CHOICE,
     .effect = EPI_EFFECT_RESTART,
     .choices = others,
     .initial_choice = "none",
     .compares = true},
    {.name = "tolerance",
     .label = "Tolerance",
     .symbol = "ε",
     .help = "The largest error of the certificate that still counts as proven",
     .kind = EPI_PARAM_NUMBER,
     .effect = EPI_EFFECT_RESTART,
     .minimum = 1e-12,
     .maximum = 0.01,
     .initial = 1e-8,
     .log_scale = true,
     .compares = true},
    {.name = "prediction",
     .label = "Your prediction",
     .help = "What you expect the optimal value to become",
     .kind = EPI_PARAM_NUMBER,
     .effect = EPI_EFFECT_REDRAW,
     .minimum = 0,
     .maximum = 1000,
     .initial = 0,
     .shown_when = "file == 'diet.mps'"},
    {.name = "row",
     .label = "Row",
     .help = "Of a linear or quadratic program: the row whose bound is changed",
     .kind = EPI_PARAM_INTEGER,
     .effect = EPI_EFFECT_RESTART,
     .minimum = 1,
     .maximum = 1000000,
     .initial = 1,
     .more = true},
    {.name = "change",
     .label = "Change of its bound",
     .symbol = "Δ",
     .help = "Added to the right-hand side of that row",
     .kind = EPI_PARAM_NUMBER,
     .effect = EPI_EFFECT_RESTART,
     .minimum = -5000,
     .maximum = 5000,
     .initial = 0,
     .more = true},
    {NULL},
};

static const EpiTableSpec tables[] = {{NULL}};
static const EpiFieldSpec fields[] = {{NULL}};

static const EpiHandleSpec handles[] = {
    {.name = "accuracy",
     .label = "tolerance ε",
     .view = "convergence",
     .shape = EPI_HANDLE_BAR,
     .colour = EPI_COLOUR_OPTIMUM,
     .move = EPI_MOVE_VERTICAL,
     .effect = EPI_EFFECT_RESTART,
     .initial = {0, 1e-8},
     .compares = true,
     .position = cp_tolerance_position,
     .move_to = cp_tolerance_move},
    {NULL},
};

static const EpiQuantity quantities[] = {
    {"objective", "f", "objective", EPI_COLOUR_ITERATE, true},
    {"iterations", "k", "iterations of the chosen method", EPI_COLOUR_ITERATE,
     false},
    {"step_length", "α", "step length", EPI_COLOUR_DIM, false},
    {"centring", "σ", "centring", EPI_COLOUR_DIM, false},
    {"phase", "phase", "phase", EPI_COLOUR_DIM, false},
    {"variables", "x", "variables", EPI_COLOUR_FIT, false},
    {"activity", "Ax", "activity of the rows", EPI_COLOUR_FIT, false},
    {"multipliers", "y", "multipliers of the rows", EPI_COLOUR_FIT, false},
    {"reduced", "z", "reduced costs", EPI_COLOUR_FIT, false},
    {NULL},
};

#define PLAIN "; method=automatic; against=none; tolerance=1e-8; change=0"
static const EpiPreset presets[] = {
    {"diet", "Linear: a cheap day's food", "file=diet.mps" PLAIN},
    {"portfolio", "Quadratic: a calm portfolio", "file=portfolio.qps" PLAIN},
    {"pentagon", "Semidefinite: the theta number of a pentagon",
     "file=pentagon.dat-s" PLAIN},
    {"design", "Max-det: where to measure a parabola",
     "file=design.dat-s" PLAIN},
    {"box", "Geometric: the largest box", "file=box.eo" PLAIN},
    {"hungry", "Infeasible: more than the food holds",
     "file=diet.mps; method=automatic; against=none; tolerance=1e-8; row=1; "
     "change=2500"},
    {NULL},
};

static const char *const opens[] = {".mps", ".qps", ".dat-s", ".eo", NULL};

const EpiLesson epi_lesson_convex_program = {
    .id = "convex-program",
    .params = params,
    .tables = tables,
    .handles = handles,
    .views = cp_views,
    .fields = fields,
    .quantities = quantities,
    .presets = presets,
    .exports = cp_exports,
    .opens = opens,
    .opens_what = "Convex programs (MPS, QPS, SDPA, EO)",
    .initial_file = "diet.mps",
    .accepts = cp_accepts,
    .build = cp_build,
    .annotate = cp_annotate,
    .name_run = cp_name_run,
    .certify = cp_certify,
    .explain = cp_explain,
};
