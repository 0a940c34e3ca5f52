/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Maximum likelihood: maximize Σ log p_model(xᵢ; θ).
 *
 * Drag samples on the line, in the plane, or tosses of a coin; the parameters
 * that make them least surprising follow.
 */
#include "maximum-likelihood/lesson.h"

#include "kit/epi-convergence.h"

static const EpiChoice models[] = {{"gaussian", "Gaussian"},
                                   {"mixture", "Mixture of Gaussians"},
                                   {"bernoulli", "Bernoulli: a coin"},
                                   {NULL, NULL}};
static const EpiChoice spaces[] = {
    {"line", "On the line"}, {"plane", "In the plane"}, {NULL, NULL}};
static const EpiChoice figures[] = {{"surface", "Over the parameters"},
                                    {"product", "Product and sum"},
                                    {NULL, NULL}};
static const EpiChoice hands[] = {
    {"samples", "Samples"}, {"pseudo", "Pseudo-data"}, {NULL, NULL}};

static const EpiParam params[] = {
    {.name = "model",
     .label = "Model",
     .help = "The family of densities from which the likeliest is chosen",
     .kind = EPI_PARAM_CHOICE,
     .effect = EPI_EFFECT_RESTART,
     .choices = models,
     .initial_choice = "gaussian"},
    {.name = "space",
     .label = "Samples",
     .help = "One number each, or two",
     .kind = EPI_PARAM_CHOICE,
     .effect = EPI_EFFECT_RESTART,
     .choices = spaces,
     .initial_choice = "line",
     .shown_when = "model != 'bernoulli'"},
    {.name = "components",
     .label = "Components",
     .symbol = "K",
     .help = "Gaussians in the mixture",
     .kind = EPI_PARAM_INTEGER,
     .effect = EPI_EFFECT_RESTART,
     .minimum = 2,
     .maximum = ML_MOST_PARTS,
     .initial = 2,
     .shown_when = "model == 'mixture'"},
    {.name = "figure",
     .label = "Beside",
     .help = "The log-likelihood over the parameters, or how it is computed",
     .kind = EPI_PARAM_CHOICE,
     .effect = EPI_EFFECT_REDRAW,
     .choices = figures,
     .initial_choice = "surface"},
    {.name = "prior",
     .label = "Prior",
     .help = "Pseudo-data that nobody has seen count with the samples",
     .kind = EPI_PARAM_BOOL,
     .effect = EPI_EFFECT_RESTART,
     .maximum = 1,
     .initial = 0},
    {.name = "counts",
     .label = "Each counts for",
     .unit = "samples",
     .help = "How much each pseudo-datum weighs against a sample",
     .kind = EPI_PARAM_INTEGER,
     .effect = EPI_EFFECT_RESTART,
     .minimum = 1,
     .maximum = 50,
     .initial = 1,
     .shown_when = ML_PRIOR},
    {.name = "folds",
     .label = "Cross-validation",
     .help = "Fit to four fifths of the samples and take the mean "
             "log-likelihood of the fifth that was left out, five times",
     .kind = EPI_PARAM_BOOL,
     .effect = EPI_EFFECT_RESTART,
     .maximum = 1,
     .initial = 0,
     .shown_when = "model != 'bernoulli'"},
    {.name = "hand",
     .label = "New points are",
     .help = "What a click adds",
     .kind = EPI_PARAM_CHOICE,
     .effect = EPI_EFFECT_REDRAW,
     .choices = hands,
     .initial_choice = "samples",
     .shown_when = ML_PRIOR,
     .more = true},
    {NULL},
};

static const EpiRoleSpec roles[] = {
    {.role = "x", .label = "Samples"},
    {.role = "y", .label = "Up, in the plane", .optional = true},
    {NULL},
};

static const EpiTableSpec tables[] = {
    {.name = "points",
     .label = "Samples",
     .roles = roles,
     .initial = "1.1 1.4 / 1.6 2.3 / 2.0 1.2 / 2.2 2.9 / 2.5 2.0 / 2.7 2.4 / "
                "2.9 3.1 / 3.2 2.2 / 3.4 3.6 / 3.9 2.8 / 4.3 4.2 / 5.0 3.4",
     .offers = EPI_OFFERS_HOLD_BACK,
     .min_rows = 1},
    {.name = "pseudo",
     .label = "Pseudo-data",
     .roles = roles,
     .initial = "5 1 / 6 2 / 7 1.5",
     .min_rows = 0},
    {NULL},
};

static const EpiQuantity quantities[] = {
    {"log_likelihood", "ℓ", "log-likelihood, with the pseudo-data",
     EPI_COLOUR_ITERATE, true},
    {"mean_seen", "ℓ/n", "mean log-likelihood of a sample", EPI_COLOUR_DATA,
     true},
    {"mean_test", "ℓ/n, test", "mean log-likelihood of a sample held back",
     EPI_COLOUR_RESIDUAL, true},
    {"test_impossible", "impossible, test",
     "samples held back to which the model gives no probability, so that the "
     "mean of their logarithms is no number",
     EPI_COLOUR_WARNING, true, .of = "test"},
    {"mean_left_out", "ℓ/n, left out",
     "mean log-likelihood of a sample under the model that has not seen it",
     EPI_COLOUR_RESIDUAL, true},
    {"product_single", "L₃₂",
     "the product over the samples alone, in single precision",
     EPI_COLOUR_WARNING, true},
    {"product_double", "L₆₄",
     "the product over the samples alone, in double precision", EPI_COLOUR_TEXT,
     true},
    {"mu", "μ", "mean of the model", ML_COLOUR_MODEL, true},
    {"sigma", "σ", "standard deviation of the model", ML_COLOUR_MODEL, true},
    {"pi", "π", "probability of a one", ML_COLOUR_MODEL, true},
    {"log_likelihood_samples", "ℓ, samples",
     "log-likelihood of the samples alone", EPI_COLOUR_DATA, false},
    {"log10_likelihood", "log₁₀ L", "decimal logarithm of the likelihood",
     EPI_COLOUR_ITERATE, false},
    {"samples", "n", "samples that count", EPI_COLOUR_DATA, false},
    {"test", "test", "samples held back", EPI_COLOUR_DATA, false},
    {"best", "ℓ*", "the largest log-likelihood there is", EPI_COLOUR_OPTIMUM,
     false},
    {"gradient", "∇ℓ", "gradient of the log-likelihood", EPI_COLOUR_ITERATE,
     false},
    {"mean", "μ", "mean of the model, in the plane", ML_COLOUR_MODEL, false},
    {"covariance", "Σ", "covariance of the model, in the plane",
     ML_COLOUR_MODEL, false},
    {"weights", "w", "weights of the components", EPI_COLOUR_TEXT, false},
    {"means", "μₖ", "means of the components", EPI_COLOUR_TEXT, false},
    {"covariances", "Σₖ", "covariances of the components", EPI_COLOUR_TEXT,
     false},
    {"mu_samples", "x̄", "mean of the samples alone", EPI_COLOUR_DATA, false},
    {"sigma_samples", "s", "standard deviation of the samples alone",
     EPI_COLOUR_DATA, false},
    {"mu_prior", "z̄", "mean of the pseudo-data", ML_COLOUR_PRIOR, false},
    {"pi_samples", "π̂", "share of ones among the samples", EPI_COLOUR_DATA,
     false},
    {"pi_prior", "π, prior", "share of ones among the pseudo-data",
     ML_COLOUR_PRIOR, false},
    {"posterior_mean", "E π", "mean of the posterior", ML_COLOUR_MODEL, false},
    {"posterior_deviation", "sd π", "standard deviation of the posterior",
     ML_COLOUR_MODEL, false},
    {NULL},
};

static const EpiPreset presets[] = {
    {"line", "Twelve samples",
     "model=gaussian; space=line; figure=surface; prior=false"},
    {"underflow", "Old Faithful: a product that vanishes",
     "data=old_faithful; x=waiting; y=eruptions; model=gaussian; space=line; "
     "figure=product; prior=false; start=(60, 30)"},
    {"plane", "Old Faithful in the plane",
     "data=old_faithful; x=eruptions; y=waiting; model=gaussian; space=plane; "
     "figure=surface; prior=false; start=(2.5, 90)"},
    {"mixture", "Old Faithful: two kinds of eruption",
     "data=old_faithful; x=eruptions; y=waiting; model=mixture; space=plane; "
     "components=2; figure=surface; prior=false; start1=(2.2, 90); "
     "start2=(4.5, 50)"},
    {"humps", "A mixture on the line",
     "data=old_faithful; x=waiting; y=eruptions; model=mixture; space=line; "
     "components=2; figure=surface; prior=false; start1=(50, 0); "
     "start2=(60, 0)"},
    {"kinds", "Old Faithful: how many kinds?",
     "data=old_faithful; x=waiting; y=eruptions; model=mixture; space=line; "
     "components=2; folds=true; figure=surface; prior=false"},
    {"bounded", "A prior that keeps a mixture wide",
     "points=[1 0 / 1.8 0 / 2.5 0 / 3.1 0 / 4 0 / 8 0 / 8 0 / 8 0]; "
     "pseudo=[4.4 0 / 5.6 0]; model=mixture; space=line; components=2; "
     "figure=surface; prior=true; counts=1; start1=(2, 0); start2=(8, 0)"},
    {"coin", "A coin and a prior",
     "points=[1 0 / 1 0 / 1 0]; pseudo=[0 0 / 1 0]; model=bernoulli; "
     "figure=surface; prior=true; counts=1; start=(0.2, 0)"},
    {"region", "Pseudo-data in the plane",
     "model=gaussian; space=plane; figure=surface; prior=true; counts=2; "
     "start=(1, 5)"},
    {"prior", "Samples and pseudo-data",
     "model=gaussian; space=line; figure=surface; prior=true; counts=2"},
    {NULL},
};

static const char *const line_fields[] = {"density", NULL};
static const char *const plane_fields[] = {"plane", NULL};
static const char *const surface_fields[] = {"surface", "curve", NULL};
static const char *const product_fields[] = {"product", NULL};
static const char *const posterior_fields[] = {"bayes", NULL};

static const EpiViewSpec views[] = {
    {.name = "line",
     .title = "Samples under the model",
     .axes = ml_line_axes,
     .layers = ml_line_layers,
     .fields = line_fields,
     .weight = 1.5,
     .left = true,
     .shown_when = ML_LINE,
     .summary = ml_line_summary},
    {.name = "plane",
     .title = "Samples and model",
     .axes = ml_plane_axes,
     .layers = ml_plane_layers,
     .fields = plane_fields,
     .weight = 1.5,
     .left = true,
     .shown_when = ML_PLANE,
     .summary = ml_plane_summary},
    {.name = "coins",
     .title = "Tosses",
     .axes = ml_coins_axes,
     .layers = ml_coins_layers,
     .weight = 1.5,
     .left = true,
     .shown_when = ML_COINS,
     .summary = ml_coins_summary},
    {.name = "surface",
     .title = "Log-likelihood over the parameters",
     .axes = ml_surface_axes,
     .layers = ml_surface_layers,
     .fields = surface_fields,
     .weight = 1.1,
     .shown_when = ML_SURFACE,
     .summary = ml_surface_summary},
    {.name = "product",
     .title = "Product and sum of logarithms",
     .axes = ml_product_axes,
     .layers = ml_product_layers,
     .fields = product_fields,
     .weight = 1.1,
     .shown_when = ML_PRODUCT,
     .summary = ml_product_summary},
    {.name = "posterior",
     .title = "Prior, likelihood, posterior",
     .axes = ml_posterior_axes,
     .layers = ml_posterior_layers,
     .fields = posterior_fields,
     .weight = 1,
     .shown_when = ML_POSTERIOR,
     .summary = ml_posterior_summary},
    {.name = "convergence",
     .title = "Convergence",
     .axes = epi_convergence_axes,
     .layers = epi_convergence_layers,
     .weight = 0.8,
     .shown_when = "not prior or model == 'mixture'",
     .summary = epi_convergence_summary},
    {NULL},
};

const EpiLesson epi_lesson_maximum_likelihood = {
    .id = "maximum-likelihood",
    .params = params,
    .tables = tables,
    .handles = ml_handles,
    .views = views,
    .fields = ml_fields,
    .quantities = quantities,
    .presets = presets,
    .data_loaded = ml_place_by_data,
    .build = ml_build,
    .annotate = ml_annotate,
    .observe = ml_observe,
    .certify = ml_certify,
    .explain = ml_explain,
};
