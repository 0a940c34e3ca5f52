/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Recurrent networks: what comes next in a series and in a text, with the state
 * that remembers what came before.
 */
#include "rnn/lesson.h"

#include "kit/epi-training.h"

#define SERIES "task == 'series'"
#define TEXT "task != 'series'"

static const EpiChoice tasks[] = {{"series", "A series"},
                                  {"names", "First names"},
                                  {"shakespeare", "Shakespeare"},
                                  {NULL, NULL}};
static const EpiChoice cells[] = {
    {"elman", "Elman"}, {"lstm", "LSTM"}, {NULL, NULL}};
static const EpiChoice others[] = {
    {"none", "Nothing"}, {"elman", "Elman"}, {"lstm", "LSTM"}, {NULL, NULL}};
static const EpiChoice shows[] = {{"state", "The state in time"},
                                  {"reach", "How far back it learns"},
                                  {NULL, NULL}};

#define INTEGER(the_name, the_label, the_help, the_effect, low, high, first,   \
                the_shown)                                                     \
  {                                                                            \
    .name = the_name, .label = the_label, .help = the_help,                    \
    .kind = EPI_PARAM_INTEGER, .effect = the_effect, .minimum = low,           \
    .maximum = high, .initial = first, .shown_when = the_shown                 \
  }

static const EpiParam params[] = {
    {.name = "task",
     .label = "What comes next in",
     .help = "What is learned from: numbers or letters, one after the other",
     .kind = EPI_PARAM_CHOICE,
     .effect = EPI_EFFECT_RESTART,
     .choices = tasks,
     .initial_choice = "series"},
    {.name = "show",
     .label = "Show",
     .help = "What the figure under the first one is about",
     .kind = EPI_PARAM_CHOICE,
     .effect = EPI_EFFECT_REDRAW,
     .choices = shows,
     .initial_choice = "state"},
    {.name = "cell",
     .label = "Cell",
     .help = "How the state goes from one step to the next",
     .kind = EPI_PARAM_CHOICE,
     .effect = EPI_EFFECT_RESTART,
     .choices = cells,
     .initial_choice = "elman",
     .compares = true},
    {.name = "against",
     .label = "Compare with",
     .help = "A second network, trained on the same windows",
     .kind = EPI_PARAM_CHOICE,
     .effect = EPI_EFFECT_RESTART,
     .choices = others,
     .initial_choice = "none",
     .compares = true},
    {.name = "units",
     .label = "Units",
     .help = "Numbers that the state has",
     .kind = EPI_PARAM_INTEGER,
     .effect = EPI_EFFECT_RESTART,
     .minimum = 1,
     .maximum = 128,
     .initial = 16,
     .compares = true},
    INTEGER ("window", "Window",
             "Steps that a sample has: so far back a loss can reach",
             EPI_EFFECT_RESTART, 4, RN_WINDOW, 32, NULL),
    INTEGER ("horizon", "Forecast", "Steps that are forecast",
             EPI_EFFECT_REDRAW, 1, RN_HORIZON, 30, SERIES),
    INTEGER ("back", "Pretend it is earlier by",
             "Rows of the series whose values are kept from the forecast",
             EPI_EFFECT_REDRAW, 0, 200, 0, SERIES),
    {.name = "temperature",
     .label = "Temperature",
     .symbol = "T",
     .help = "Letters are drawn from softmax (y/T): 0 takes the most probable, "
             "more than 1 is reckless",
     .kind = EPI_PARAM_NUMBER,
     .effect = EPI_EFFECT_REDRAW,
     .maximum = 3,
     .initial = 0.8,
     .shown_when = TEXT},
    INTEGER ("writing", "Draw of the text",
             "The same number gives the same luck again", EPI_EFFECT_REDRAW, 1,
             1000, 1, TEXT),
    INTEGER ("letter", "Letter in hand",
             "What might have come in its place is shown; it can be dragged",
             EPI_EFFECT_REDRAW, 1, RN_LETTERS, 4, TEXT),
    EPI_TRAINING_PARAMS ("true", "adam", 0.01, 16),
    {.name = "steps",
     .label = "Steps",
     .help = "After so many batches training ends",
     .kind = EPI_PARAM_INTEGER,
     .effect = EPI_EFFECT_RESTART,
     .minimum = 1,
     .maximum = 100000,
     .initial = 400,
     .log_scale = true,
     .compares = true,
     .more = true},
    {.name = "embedding",
     .label = "Numbers for a letter",
     .help = "Each letter is a learned vector of so many",
     .kind = EPI_PARAM_INTEGER,
     .effect = EPI_EFFECT_RESTART,
     .minimum = 1,
     .maximum = 64,
     .initial = 16,
     .compares = true,
     .more = true,
     .shown_when = TEXT},
    {.name = "letters",
     .label = "Letters written",
     .help = "How long the text is",
     .kind = EPI_PARAM_INTEGER,
     .effect = EPI_EFFECT_REDRAW,
     .minimum = 10,
     .maximum = RN_LETTERS,
     .initial = 240,
     .more = true,
     .shown_when = TEXT},
    {NULL},
};

static const EpiRoleSpec series_roles[] = {
    {.role = "x", .label = "Time"}, {.role = "y", .label = "Value"}, {NULL}};

static const EpiTableSpec tables[] = {
    {.name = "series",
     .label = "Series",
     .roles = series_roles,
     .initial_dataset = "sunspots_yearly",
     .initial_roles = "x=year; y=sunspots",
     .min_rows = 10,
     .shown_when = SERIES},
    {.name = "past",
     .label = "Moved points of the past",
     .roles = epi_no_roles,
     .initial = "0 0",
     .symbol = "past",
     .shown_when = "false",
     .redraws = true},
    {NULL},
};

static const EpiHandleSpec handles[] = {
    {.name = "point",
     .label = "point of the past",
     .view = "series",
     .shape = EPI_HANDLE_DISC,
     .colour = EPI_COLOUR_DATA,
     .move = EPI_MOVE_VERTICAL,
     .effect = EPI_EFFECT_REDRAW,
     .shown_when = SERIES,
     .count = rn_past_count,
     .position = rn_past_position,
     .move_to = rn_past_to,
     .title = rn_past_title},
    {.name = "letter_in_hand",
     .label = "letter in hand",
     .view = "text",
     .shape = EPI_HANDLE_DIAMOND,
     .colour = EPI_COLOUR_START,
     .effect = EPI_EFFECT_REDRAW,
     .shown_when = TEXT,
     .position = rn_letter_position,
     .move_to = rn_letter_to},
    {NULL},
};

static const EpiFieldSpec fields[] = {{NULL}};

static const EpiQuantity quantities[] = {
    EPI_TRAINING_QUANTITIES,
    {"first_forecast", "ŷ", "the first forecast", EPI_COLOUR_TEXT, true},
    {"last", "y", "the last point of the past", EPI_COLOUR_TEXT, false},
    {"peak", "max ŷ", "the largest forecast", EPI_COLOUR_TEXT, false},
    {"moved", "moved", "points of the past that were moved", EPI_COLOUR_TEXT,
     false},
    {"forecast_error", "error",
     "root mean square by which the forecasts are off, where it is known",
     EPI_COLOUR_RESIDUAL, true},
    {"mean_error", "error of the mean",
     "the same, if the mean were forecast each time", EPI_COLOUR_RESIDUAL,
     false},
    {"top_probability", "max p", "probability of the most probable letter",
     EPI_COLOUR_TEXT, false},
    {"entropy", "H", "entropy of what may come in the place of the letter",
     EPI_COLOUR_TEXT, false},
    {"surprise", "-ln p", "surprise in the text, a letter, at temperature 1",
     EPI_COLOUR_TEXT, false},
    {"far", "far", "share of the gradient that reaches the window's beginning",
     EPI_COLOUR_TEXT, false},
    {"far_other", "far, other", "the same of the other network",
     EPI_COLOUR_TEXT, false},
    {NULL},
};

static const EpiPreset presets[] = {
    {"sunspots", "Sunspots",
     "task=series; data=sunspots_yearly; cell=elman; against=none; units=16; "
     "window=32; steps=400; step=0.01; show=state; back=0; past=[0 0]"},
    {"names", "First names",
     "task=names; cell=lstm; against=none; units=32; window=32; steps=1000; "
     "step=0.01; show=state; temperature=0.8"},
    {"shakespeare", "Shakespeare",
     "task=shakespeare; cell=lstm; against=none; units=64; window=48; "
     "steps=2000; step=0.01; show=state; temperature=0.8"},
    {"reach", "How far back: Elman and LSTM",
     "task=series; cell=elman; against=lstm; units=16; window=48; steps=400; "
     "step=0.01; show=reach"},
    {NULL},
};

static const EpiViewSpec views[] = {
    {.name = "series",
     .title = "The series and what may come",
     .axes = rn_series_axes,
     .layers = rn_series_layers,
     .weight = 1.4,
     .left = true,
     .shown_when = SERIES,
     .summary = rn_series_summary},
    {.name = "text",
     .title = "What it writes",
     .axes = rn_text_axes,
     .layers = rn_text_layers,
     .weight = 1.4,
     .left = true,
     .shown_when = TEXT,
     .summary = rn_text_summary},
    {.name = "state",
     .title = "The state in time",
     .axes = rn_state_axes,
     .layers = rn_state_layers,
     .weight = 1,
     .left = true,
     .shown_when = "show == 'state'",
     .summary = rn_state_summary},
    {.name = "reach",
     .title = "Gradient against lag",
     .axes = rn_reach_axes,
     .layers = rn_reach_layers,
     .weight = 1,
     .left = true,
     .shown_when = "show == 'reach'",
     .summary = rn_reach_summary},
    {.name = "next",
     .title = "In place of the letter in hand",
     .axes = rn_next_axes,
     .layers = rn_next_layers,
     .weight = 1,
     .shown_when = TEXT,
     .summary = rn_next_summary},
    {.name = "loss",
     .title = "Loss",
     .axes = epi_losses_axes,
     .layers = epi_losses_layers,
     .weight = 1,
     .summary = epi_losses_summary},
    {NULL},
};

const EpiLesson epi_lesson_rnn = {
    .id = "rnn",
    .params = params,
    .tables = tables,
    .handles = handles,
    .views = views,
    .fields = fields,
    .quantities = quantities,
    .presets = presets,
    .build = rn_build,
    .observe = rn_observe,
    .explain = rn_explain,
};
