/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Semidefinite programming: minimize cᵀx subject to F₀ + Σ xᵢFᵢ ⪰ 0.
 *
 * Drag an entry of a matrix and see the region that it makes; drag an
 * eigenvalue and see the ellipse that proves stability; drag the nodes of a
 * graph and see how near a relaxation comes to its largest cut.
 */
#include "semidefinite-program/lesson.h"

#include "kit/epi-convergence.h"
#include "kit/epi-entries.h"

static const EpiChoice problems[] = {{"region", "Spectrahedron"},
                                     {"lyapunov", "Stability (Lyapunov)"},
                                     {"max-cut", "Max-cut"},
                                     {NULL, NULL}};
static const EpiChoice methods[] = {{"interior-point", "Interior point"},
                                    {"barrier", "Barrier, central path"},
                                    {NULL, NULL}};
static const EpiChoice weights[] = {
    {"one", "All 1"}, {"length", "Their lengths"}, {NULL, NULL}};
static const EpiChoice cuts[] = {
    {"best", "Best cut"}, {"latest", "Latest"}, {NULL, NULL}};

static const EpiParam params[] = {
    {.name = "problem",
     .label = "Problem",
     .help = "A matrix inequality in two variables, the stability of a linear "
             "system, or the largest cut of a graph",
     .kind = EPI_PARAM_CHOICE,
     .effect = EPI_EFFECT_RESTART,
     .choices = problems,
     .initial_choice = "region"},
    {.name = "method",
     .label = "Method",
     .help = "Primal-dual steps, or Newton's along the central path",
     .kind = EPI_PARAM_CHOICE,
     .effect = EPI_EFFECT_RESTART,
     .choices = methods,
     .initial_choice = "interior-point",
     .shown_when = SD_REGION,
     .compares = true},
    {.name = "reach",
     .label = "Reach",
     .symbol = "r",
     .help = "Nodes that are no further apart are joined by an edge",
     .kind = EPI_PARAM_NUMBER,
     .effect = EPI_EFFECT_RESTART,
     .minimum = 0,
     .maximum = 20,
     .initial = 3.2,
     .shown_when = SD_CUT},
    {.name = "weights",
     .label = "Weights",
     .symbol = "w",
     .help = "What an edge between the two sides counts",
     .kind = EPI_PARAM_CHOICE,
     .effect = EPI_EFFECT_RESTART,
     .choices = weights,
     .initial_choice = "one",
     .more = true,
     .shown_when = SD_CUT},
    {.name = "hyperplanes",
     .label = "Hyperplanes",
     .help = "How many random hyperplanes round the relaxation to a cut",
     .kind = EPI_PARAM_INTEGER,
     .effect = EPI_EFFECT_RESTART,
     .minimum = 1,
     .maximum = 500,
     .initial = 60,
     .more = true,
     .shown_when = SD_CUT},
    {.name = "cut",
     .label = "Show",
     .help = "Which cut the graph shows",
     .kind = EPI_PARAM_CHOICE,
     .effect = EPI_EFFECT_REDRAW,
     .choices = cuts,
     .initial_choice = "best",
     .shown_when = SD_CUT},
    {NULL},
};

static const EpiRoleSpec node_roles[] = {
    {.role = "x", .label = "Across"}, {.role = "y", .label = "Up"}, {NULL}};

/* The nodes are first: they are what a table of somebody's own can be. */
static const EpiTableSpec tables[] = {
    {.name = "nodes",
     .label = "Nodes",
     .roles = node_roles,
     .min_rows = 2,
     .shown_when = SD_CUT,
     .initial = "1 2 / 2.2 4.6 / 3.1 1 / 4 3.4 / 4.8 6 / 5.6 1.6 / 6.4 4.2 / "
                "7.4 6.4 / 7.9 2.4 / 9 4.6 / 1.4 6.8 / 3.2 7.6"},
    {.name = "F0",
     .label = "Constant matrix",
     .roles = epi_no_roles,
     .symbol = "F₀",
     .symmetric = true,
     .initial = "1 0 0 / 0 1 0 / 0 0 1"},
    {.name = "F1",
     .label = "Matrix of x₁",
     .roles = epi_no_roles,
     .symbol = "F₁",
     .symmetric = true,
     .initial = "0 1 0 / 1 0 1 / 0 1 0"},
    {.name = "F2",
     .label = "Matrix of x₂",
     .roles = epi_no_roles,
     .symbol = "F₂",
     .symmetric = true,
     .initial = "0 0 1 / 0 0 0 / 1 0 0"},
    {.name = "A",
     .label = "System matrix",
     .roles = epi_no_roles,
     .symbol = "A",
     .initial = "-0.4 2 / -1 -0.6"},
    {NULL},
};

#define ENTRIES(table, symbol, where, shown)                                   \
  {                                                                            \
    .name = table "-entries", .label = "entry of " symbol, .view = where,      \
    .shape = EPI_HANDLE_NUMBER, .colour = EPI_COLOUR_DATA,                     \
    .effect = EPI_EFFECT_RESTART, .matrix = table, .stays = true,              \
    .grain = 0.05, .shown_when = shown

static const EpiHandleSpec
    handles[] = {{.name = "c",
                  .label = "cost c",
                  .view = "region",
                  .shape = EPI_HANDLE_SQUARE,
                  .colour = EPI_COLOUR_FIT,
                  .effect = EPI_EFFECT_RESTART,
                  .initial = {0.6, 0.9},
                  .shown_when = SD_REGION},
                 {.name = "x",
                  .label = "your point x",
                  .view = "region",
                  .shape = EPI_HANDLE_DIAMOND,
                  .colour = EPI_COLOUR_START,
                  .effect = EPI_EFFECT_RESTART,
                  .initial = {-0.4, 0.3},
                  .compares = true,
                  .shown_when = SD_REGION},
                 ENTRIES ("F0", "F₀", "matrices", SD_REGION),
                 .block = {0.03, 0.26, 0.26, 0.97, false, false}},
    ENTRIES ("F1", "F₁", "matrices", SD_REGION),
    .block = {0.385, 0.615, 0.26, 0.97, false, false}
}
, ENTRIES ("F2", "F₂", "matrices", SD_REGION),
    .block = {0.74, 0.97, 0.26, 0.97, false, false}
}
,
    {.name = "x0",
     .label = "your start x(0)",
     .view = "phase",
     .shape = EPI_HANDLE_DIAMOND,
     .colour = EPI_COLOUR_START,
     .effect = EPI_EFFECT_RESTART,
     .initial = {0.2, 0.35},
     .compares = true,
     .shown_when = SD_LYAPUNOV},
    ENTRIES ("A", "A", "system", SD_LYAPUNOV),
    .block = {0.03, 0.27, 0.26, 0.94, false, false}
}
,
    {.name = "eigenvalue",
     .label = "eigenvalue",
     .view = "spectrum",
     .colour = EPI_COLOUR_DATA,
     .effect = EPI_EFFECT_RESTART,
     .stays = true, /* from where the drag began: they may pass each other */
     .shown_when = SD_LYAPUNOV,
     .count = sd_eigenvalue_count,
     .position = sd_eigenvalue_position,
     .move_to = sd_eigenvalue_move_to},
    {.name = "nodes",
     .label = "node",
     .view = "graph",
     .colour = EPI_COLOUR_DATA,
     .effect = EPI_EFFECT_RESTART,
     .table = "nodes",
     .x_role = "x",
     .y_role = "y",
     .shown_when = SD_CUT},
    {NULL},
}
;

static const char *const region_fields[] = {"det", "boundary", NULL};
static const char *const phase_fields[] = {"trajectories", NULL};
static const char *const graph_fields[] = {"edges", NULL};

static const EpiViewSpec views[] = {
    {.name = "region",
     .title = "Where F(x) is positive semidefinite",
     .axes = sd_region_axes,
     .left = true,
     .layers = sd_region_layers,
     .fields = region_fields,
     .weight = 1.4,
     .shown_when = SD_REGION,
     .summary = sd_region_summary},
    {.name = "phase",
     .title = "Trajectories of ẋ = Ax",
     .axes = sd_phase_axes,
     .left = true,
     .layers = sd_phase_layers,
     .fields = phase_fields,
     .weight = 1.4,
     .shown_when = SD_LYAPUNOV,
     .summary = sd_phase_summary},
    {.name = "graph",
     .title = "The graph and a cut",
     .axes = sd_graph_axes,
     .left = true,
     .layers = sd_graph_layers,
     .fields = graph_fields,
     .weight = 1.4,
     .shown_when = SD_CUT,
     .summary = sd_graph_summary},
    {.name = "matrices",
     .title = "F(x) = F₀ + x₁F₁ + x₂F₂: drag or type an entry",
     .axes = sd_bare_axes,
     .layers = sd_matrices_layers,
     .weight = 0.85,
     .shown_when = SD_REGION,
     .summary = sd_matrices_summary},
    {.name = "spectra",
     .title = "F(x), the dual Z, and their eigenvalues",
     .axes = sd_bare_axes,
     .layers = sd_spectra_layers,
     .weight = 1.3,
     .shown_when = SD_REGION,
     .summary = sd_spectra_summary},
    {.name = "system",
     .title = "A and P: drag or type an entry of A",
     .axes = sd_bare_axes,
     .layers = sd_system_layers,
     .weight = 1.2,
     .shown_when = SD_LYAPUNOV,
     .summary = sd_system_summary},
    {.name = "spectrum",
     .title = "Eigenvalues of A: drag one",
     .axes = sd_spectrum_axes,
     .layers = sd_spectrum_layers,
     .weight = 1.6,
     .shown_when = SD_LYAPUNOV,
     .summary = sd_spectrum_summary},
    {.name = "cuts",
     .title = "Cuts by random hyperplanes",
     .axes = sd_cuts_axes,
     .layers = sd_cuts_layers,
     .weight = 1.5,
     .shown_when = SD_CUT,
     .summary = sd_cuts_summary},
    {.name = "gram",
     .title = "The relaxation",
     .axes = sd_bare_axes,
     .layers = sd_gram_layers,
     .weight = 0.9,
     .shown_when = SD_CUT,
     .summary = sd_gram_summary},
    {.name = "convergence",
     .title = "Convergence",
     .axes = epi_convergence_axes,
     .layers = epi_convergence_layers,
     .weight = 0.7,
     .summary = epi_convergence_summary},
    {NULL},
};

static const EpiFieldSpec fields[] = {
    {.name = "det",
     .n_outputs = 1,
     .shown_when = SD_REGION,
     .evaluate = sd_region_det},
    {.name = "boundary",
     .points = sd_region_n_boundary,
     .n_outputs = 4,
     .shown_when = SD_REGION,
     .evaluate = sd_region_boundary},
    {.name = "trajectories",
     .points = sd_n_moments,
     .n_outputs = 18,
     .shown_when = SD_LYAPUNOV,
     .evaluate = sd_trajectories},
    {.name = "edges",
     .points = sd_n_edges,
     .n_outputs = 3,
     .shown_when = SD_CUT,
     .evaluate = sd_edges},
    {NULL},
};

static const EpiQuantity quantities[] = {
    {"objective", "f", "objective", EPI_COLOUR_FIT, true},
    {"point", "x", "variables", EPI_COLOUR_ITERATE, false},
    {"rank", "rank F", "rank of F(x)", EPI_COLOUR_DATA, true},
    {"dual_rank", "rank Z", "rank of the dual matrix", EPI_COLOUR_RESIDUAL,
     true},
    {"slackness", "tr FZ", "complementary slackness", EPI_COLOUR_RESIDUAL,
     true},
    {"eigenvalues", "λ(F)", "eigenvalues of F(x)", EPI_COLOUR_ITERATE, false},
    {"dual_eigenvalues", "λ(Z)", "eigenvalues of Z", EPI_COLOUR_RESIDUAL,
     false},
    {"eigenvalues_here", "λ(F)", "eigenvalues of F at your point",
     EPI_COLOUR_START, false},
    {"dimension", "dim", "dimension of the region, −1: empty", EPI_COLOUR_DATA,
     false},
    {"depth", "max λ", "largest least eigenvalue of F(x)", EPI_COLOUR_DATA,
     false},
    {"abscissa", "max Re λ", "largest real part of A's eigenvalues",
     EPI_COLOUR_DATA, true},
    {"P", "P", "Lyapunov's matrix", EPI_COLOUR_ITERATE, false},
    {"lambda", "λ(A)", "eigenvalues of A: real and imaginary parts",
     EPI_COLOUR_DATA, false},
    {"bound", "bound", "no cut weighs more", EPI_COLOUR_RESIDUAL, true},
    {"best_cut", "best cut", "heaviest cut so far", EPI_COLOUR_FIT, true},
    {"mean_cut", "mean", "mean weight of the hyperplanes' cuts",
     EPI_COLOUR_ITERATE, false},
    {"ratio", "ratio", "best cut over bound", EPI_COLOUR_FIT, true},
    {"largest_cut", "largest", "largest of all cuts", EPI_COLOUR_OPTIMUM, true},
    {"trials", "hyperplanes", "hyperplanes so far", EPI_COLOUR_ITERATE, false},
    {NULL},
};

#define REGION "problem=region; method=interior-point; c=(0.6, 0.9); "

static const EpiPreset presets[] = {
    {"parabola", "A parabola and a line",
     REGION "x=(-0.4, 0.3); F0=[1 0 0 / 0 1 0 / 0 0 1]; "
            "F1=[0 1 0 / 1 0 1 / 0 1 0]; F2=[0 0 1 / 0 0 0 / 1 0 0]"},
    {"disc", "A disc",
     REGION "x=(-0.4, 0.3); F0=[1 0 / 0 1]; F1=[1 0 / 0 -1]; F2=[0 1 / 1 0]"},
    {"cubic", "An oval of a cubic",
     REGION "x=(0.2, 0.3); F0=[1 0 0.2 / 0 1 0 / 0.2 0 1]; "
            "F1=[1 0.3 0 / 0.3 -1 0 / 0 0 0.4]; "
            "F2=[0 1 0.5 / 1 0 0 / 0.5 0 -0.6]"},
    {"square", "A square: linear programming",
     REGION "x=(-0.4, 0.3); F0=[1 0 0 0 / 0 1 0 0 / 0 0 1 0 / 0 0 0 1]; "
            "F1=[1 0 0 0 / 0 -1 0 0 / 0 0 0 0 / 0 0 0 0]; "
            "F2=[0 0 0 0 / 0 0 0 0 / 0 0 1 0 / 0 0 0 -1]"},
    {"unbounded", "Unbounded",
     REGION "x=(0.5, 1); c=(0.3, -0.8); F0=[1 0 / 0 0]; F1=[0 1 / 1 0]; "
            "F2=[0 0 / 0 1]"},
    {"infeasible", "Infeasible",
     REGION "x=(-0.4, 0.3); F0=[0 1 0 / 1 0 0 / 0 0 1]; "
            "F1=[1 0 0 / 0 -1 0 / 0 0 0]; F2=[0 0 1 / 0 0 0 / 1 0 0]"},
    {"no-interior", "No interior: a duality gap",
     REGION "x=(0.5, 0.5); c=(1, 0); F0=[0 0 0 / 0 0 0 / 0 0 1]; "
            "F1=[0 1 0 / 1 0 0 / 0 0 1]; F2=[0 0 0 / 0 1 0 / 0 0 0]"},
    {"unattained", "A value that no x attains",
     REGION "x=(1, 2); c=(1, 0); F0=[0 1 / 1 0]; F1=[1 0 / 0 0]; "
            "F2=[0 0 / 0 1]"},
    {"spiral", "Stability: a spiral",
     "problem=lyapunov; A=[-0.4 2 / -1 -0.6]; x0=(0.2, 0.35)"},
    {"shear", "Stability: growth before decay",
     "problem=lyapunov; A=[-1 5 / 0 -1.2]; x0=(0.1, 0.4)"},
    {"saddle", "Stability: a saddle",
     "problem=lyapunov; A=[-1 1 / 1 0.2]; x0=(0.3, -0.25)"},
    {"five-cycle", "Max-cut: the five-cycle",
     "problem=max-cut; weights=one; hyperplanes=60; cut=best; reach=3.2; "
     "nodes=[5 7.6 / 2.5 5.8 / 3.5 2.9 / 6.5 2.9 / 7.5 5.8]"},
    {"twelve", "Max-cut: twelve nodes",
     "problem=max-cut; weights=one; hyperplanes=60; cut=best; reach=3.2; "
     "nodes=[1 2 / 2.2 4.6 / 3.1 1 / 4 3.4 / 4.8 6 / 5.6 1.6 / 6.4 4.2 / "
     "7.4 6.4 / 7.9 2.4 / 9 4.6 / 1.4 6.8 / 3.2 7.6]"},
    {"sixty", "Max-cut: sixty nodes",
     "problem=max-cut; weights=length; hyperplanes=60; cut=best; reach=1.9; "
     "nodes=["
     "0.3 0.6 / 1.8 0.6 / 2.7 0.7 / 3.7 0.6 / 5.2 0.8 / 6 0.5 / "
     "7.2 0.8 / 8.8 0.3 / 10.3 1 / 11.2 0.7 / 0.6 1.5 / 2.1 1.5 / "
     "3.1 1.7 / 4.1 1.8 / 5.7 2.1 / 6.9 2 / 8.1 2 / 9.3 1.7 / "
     "10.9 2.2 / 12 2 / 0.2 2.9 / 1.3 2.8 / 2.9 3 / 4.2 3 / "
     "5.4 3.4 / 5.9 2.9 / 7.8 3.1 / 9.1 3 / 9.6 3.2 / 11.3 2.9 / "
     "0.6 4.2 / 2.5 4.5 / 3 4.2 / 4.2 4 / 5.9 4.1 / 6.9 4.3 / "
     "7.9 4.5 / 9 4.5 / 10.2 4.3 / 11.5 4.2 / 0.7 5.8 / 1.4 5.9 / "
     "2.5 5.5 / 4.2 5.7 / 4.8 6 / 6.1 5.4 / 7.7 5.5 / 8.5 5.3 / "
     "9.6 5.7 / 10.9 5.7 / 0.8 6.8 / 2.4 6.8 / 3.4 7.1 / 4.3 6.6 / "
     "6 7.1 / 6.7 6.6 / 8.3 7.2 / 9.1 7.2 / 10.8 6.9 / 11.6 6.5"
     "]"},
    {NULL},
};

const EpiLesson epi_lesson_semidefinite_program = {
    .id = "semidefinite-program",
    .params = params,
    .tables = tables,
    .handles = handles,
    .views = views,
    .fields = fields,
    .quantities = quantities,
    .presets = presets,
    .build = sd_build,
    .annotate = sd_annotate,
    .certify = sd_certify,
    .explain = sd_explain,
};
