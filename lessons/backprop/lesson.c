/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Backpropagation: the chain rule, factor by factor, and what it is good for.
 *
 * Walk one point through a small network, forward and back, with a number on
 * every unit and edge; then train a network on points in the plane.
 */
#include "backprop/lesson.h"

#include "kit/epi-entries.h"
#include "kit/epi-training.h"

static const EpiRoleSpec roles[] = {
    {.role = "x", .label = "Across"},
    {.role = "y", .label = "Up"},
    {.role = "label", .label = "Class", .text = true, .optional = true},
    {.role = "value", .label = "Height", .optional = true},
    {NULL},
};

#define MATRIX(table, text, sign, first)                                       \
  {                                                                            \
    .name = table, .label = text, .roles = epi_no_roles, .symbol = sign,       \
    .initial = first                                                           \
  }

static const EpiTableSpec tables[] = {
    {.name = "points",
     .label = "Points",
     .roles = roles,
     .initial_dataset = "circles",
     .initial_roles = "x=x1; y=x2; label=class",
     .offers = EPI_OFFERS_HOLD_BACK | EPI_OFFERS_STANDARDISE,
     .min_rows = 1,
     .shown_when = BP_SEES},
    MATRIX ("input", "Input", "x", "0.05 / 0.1"),
    MATRIX ("target", "Target", "t", "0.01 / 0.99"),
    MATRIX ("W1", "Weights of layer 1", "W₁", "0"),
    MATRIX ("b1", "Biases of layer 1", "b₁", "0"),
    MATRIX ("W2", "Weights of layer 2", "W₂", "0"),
    MATRIX ("b2", "Biases of layer 2", "b₂", "0"),
    MATRIX ("W3", "Weights of layer 3", "W₃", "0"),
    MATRIX ("b3", "Biases of layer 3", "b₃", "0"),
    MATRIX ("W4", "Weights of layer 4", "W₄", "0"),
    MATRIX ("b4", "Biases of layer 4", "b₄", "0"),
    MATRIX ("W5", "Weights of layer 5", "W₅", "0"),
    MATRIX ("b5", "Biases of layer 5", "b₅", "0"),
    {NULL},
};

static const EpiHandleSpec handles[] = {
    {.name = "points",
     .label = "point",
     .view = "plane",
     .shape = EPI_HANDLE_DRAWN,
     .colour = EPI_COLOUR_DATA,
     .effect = EPI_EFFECT_RESTART,
     .shown_when = BP_TRAIN,
     .table = "points",
     .x_role = "x",
     .y_role = "y",
     .class_role = "label",
     .class_param = "class",
     .position = bp_point_position,
     .positions = bp_point_positions,
     .move_to = bp_point_to,
     .add = bp_point_add},
    {.name = "weight",
     .label = "weight",
     .view = "network",
     .shape = EPI_HANDLE_DRAWN,
     .colour = EPI_COLOUR_DATA,
     .effect = EPI_EFFECT_RESTART,
     .count = bp_weight_count,
     .position = bp_weight_position,
     .move_to = bp_weight_to,
     .stays = true,
     .title = bp_weight_title,
     .numbers = bp_weight_numbers,
     .set_numbers = bp_weight_set},
    {.name = "given",
     .label = "input or target",
     .view = "network",
     .shape = EPI_HANDLE_DRAWN,
     .colour = EPI_COLOUR_DATA,
     .effect = EPI_EFFECT_RESTART,
     .shown_when = BP_TYPED,
     .count = bp_given_count,
     .position = bp_given_position,
     .move_to = bp_given_to,
     .stays = true,
     .title = bp_given_title,
     .numbers = bp_given_numbers,
     .set_numbers = bp_given_set},
    {.name = "entry",
     .label = "entry of the gradient",
     .view = "gradient",
     .shape = EPI_HANDLE_DRAWN,
     .colour = EPI_COLOUR_DATA,
     .effect = EPI_EFFECT_REDRAW,
     .shown_when = BP_WALK,
     .count = bp_entry_count,
     .position = bp_entry_position,
     .move_to = bp_entry_to,
     .stays = true,
     .title = bp_entry_title,
     .numbers = bp_entry_numbers},
    {NULL},
};

static const EpiQuantity quantities[] = {
    {"f", "f", "loss of the point", EPI_COLOUR_ITERATE, true},
    {"loss", "f, batch", "loss of the last batch", EPI_COLOUR_ITERATE, false},
    EPI_TRAINING_QUANTITIES,
    {"forward_cost", "× from the right",
     "multiplications of the product taken from the right", EPI_COLOUR_TEXT,
     true},
    {"reverse_cost", "× from the left",
     "multiplications of the product taken from the left", EPI_COLOUR_TEXT,
     true},
    {"check", "to differences",
     "largest difference of the gradient to central differences",
     EPI_COLOUR_RESIDUAL, false},
    {"P", "P", "product taken from the right", EPI_COLOUR_TEXT, false},
    {"Q", "Q", "product taken from the left: gradient of the last unit reached",
     EPI_COLOUR_RESIDUAL, false},
    {"dW1", "∂f/∂W₁", "gradient of the weights of layer 1", EPI_COLOUR_RESIDUAL,
     false},
    {"dW2", "∂f/∂W₂", "gradient of the weights of layer 2", EPI_COLOUR_RESIDUAL,
     false},
    {"db1", "∂f/∂b₁", "gradient of the biases of layer 1", EPI_COLOUR_RESIDUAL,
     false},
    {"db2", "∂f/∂b₂", "gradient of the biases of layer 2", EPI_COLOUR_RESIDUAL,
     false},
    {NULL},
};

#define CLASSES                                                                \
  "mode=train; problem=classify; weights=drawn; x=x1; y=x2; "                  \
  "label=class; "

static const EpiPreset presets[] = {
    {"homework", "A worked example: 2-2-2, sigmoid",
     "mode=walk; inputs=2; outputs=2; hidden=1; width1=2; activation=sigmoid; "
     "last=sigmoid; "
     "loss=mse; weights=typed; input=[0.05 / 0.1]; target=[0.01 / 0.99]; "
     "W1=[0.15 0.2 / 0.25 0.3]; b1=[0.35 / 0.35]; W2=[0.4 0.45 / 0.5 0.55]; "
     "b2=[0.6 / 0.6]"},
    {"cost", "Why from the left: 8-8-8-1",
     "mode=walk; inputs=8; outputs=1; hidden=2; width1=8; width2=8; "
     "activation=tanh; last=identity; "
     "loss=mse; weights=drawn; input=[1 / -1 / 0.5 / 0.2 / -0.3 / 0.8 / -0.6 / "
     "0.1]; target=[1]"},
    {"circles", "Circles",
     "data=circles; " CLASSES "hidden=1; width1=4; activation=tanh; "
     "loss=binary"},
    {"exclusive-or", "Exclusive or",
     "data=exclusive_or; " CLASSES "hidden=1; width1=4; activation=tanh; "
     "loss=binary"},
    {"gaussians", "Two Gaussians",
     "data=two_gaussians; " CLASSES "hidden=0; activation=tanh; loss=binary"},
    {"spirals", "Two spirals",
     "data=spirals; " CLASSES "hidden=2; width1=8; width2=8; activation=tanh; "
     "loss=binary"},
    {"iris", "Iris: three species",
     "data=iris; mode=train; problem=classify; weights=drawn; "
     "x=petal_length_cm; y=petal_width_cm; label=species; hidden=1; width1=6; "
     "activation=tanh; loss=cross-entropy"},
    {"plane", "A plane, by height",
     "data=plane; mode=train; problem=regress; weights=drawn; x=x1; y=x2; "
     "value=height; hidden=1; width1=4; activation=tanh; last=identity"},
    {"hills", "Hills and hollows, by height",
     "data=hills; mode=train; problem=regress; weights=drawn; x=x1; y=x2; "
     "value=height; hidden=2; width1=8; width2=6; activation=tanh; "
     "last=identity"},
    {NULL},
};

static const char *const graph_fields[] = {"maps", NULL};
static const char *const plane_fields[] = {"answers", "maps", NULL};

static const EpiViewSpec views[] = {
    {.name = "network",
     .title = "Network",
     .axes = bp_graph_axes,
     .layers = bp_graph_layers,
     .fields = graph_fields,
     .weight = 1.5,
     .summary = bp_graph_summary},
    {.name = "factors",
     .title = "Chain rule, block by block",
     .axes = bp_factor_axes,
     .layers = bp_factor_layers,
     .weight = 1.2,
     .shown_when = BP_WALK,
     .summary = bp_factor_summary},
    {.name = "gradient",
     .title = "Gradient of the weights",
     .axes = bp_gradient_axes,
     .layers = bp_gradient_layers,
     .weight = 0.9,
     .shown_when = BP_WALK,
     .summary = bp_gradient_summary},
    {.name = "plane",
     .title = "Points",
     .axes = bp_plane_axes,
     .layers = bp_plane_layers,
     .fields = plane_fields,
     .weight = 1.4,
     .shown_when = BP_TRAIN,
     .summary = bp_plane_summary},
    {.name = "losses",
     .title = "Loss",
     .axes = epi_losses_axes,
     .layers = epi_losses_layers,
     .weight = 0.55,
     .left = true,
     .shown_when = BP_TRAIN,
     .summary = epi_losses_summary},
    {NULL},
};

const EpiLesson epi_lesson_backprop = {
    .id = "backprop",
    .params = bp_params,
    .tables = tables,
    .handles = handles,
    .views = views,
    .fields = bp_fields,
    .quantities = quantities,
    .presets = presets,
    .build = bp_build,
    .annotate = bp_annotate,
    .certify = bp_certify,
    .explain = bp_explain,
};
