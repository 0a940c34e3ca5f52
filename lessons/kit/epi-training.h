/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Training: what lessons with a trainer (neural/epi-trainer.h) share.
 *
 *   their parameters   how a network starts and how it learns
 *   their quantities   loss, accuracy, epoch, length of the gradient
 *   a view             loss against the step, on a log scale: of the training
 *                      samples solid, of the test samples dashed, of the last
 *                      batch thin.  The colour is that of the run
 *                      (kit/epi-convergence.h).
 */
#pragma once

#include "kit/epi-lesson.h"
#include "neural/epi-trainer.h"

extern const EpiChoice epi_training_optimizers[], epi_training_inits[],
    epi_training_schedules[], epi_training_precisions[];

/* Rows of EpiLesson.params.  shown is the text of a condition ("true"); the
 * others are what the lesson begins with: "adam", 0.01, 16. */
#define EPI_TRAINING_PARAMS(shown, first_optimizer, first_step, first_batch)   \
  {.name = "optimizer",                                                        \
   .label = "Optimizer",                                                       \
   .help = "How a gradient becomes a step",                                    \
   .kind = EPI_PARAM_CHOICE,                                                   \
   .effect = EPI_EFFECT_RESTART,                                               \
   .choices = epi_training_optimizers,                                         \
   .initial_choice = first_optimizer,                                          \
   .compares = true,                                                           \
   .shown_when = shown},                                                       \
      {.name = "step",                                                         \
       .label = "Learning rate",                                               \
       .symbol = "α",                                                          \
       .help = "How far a step goes; may be changed while it trains",          \
       .kind = EPI_PARAM_NUMBER,                                               \
       .effect = EPI_EFFECT_CONTINUE,                                          \
       .minimum = 1e-5,                                                        \
       .maximum = 100,                                                         \
       .initial = first_step,                                                  \
       .log_scale = true,                                                      \
       .compares = true,                                                       \
       .shown_when = shown},                                                   \
      {.name = "batch",                                                        \
       .label = "Batch",                                                       \
       .help = "Samples that one step looks at",                               \
       .kind = EPI_PARAM_INTEGER,                                              \
       .effect = EPI_EFFECT_RESTART,                                           \
       .minimum = 1,                                                           \
       .maximum = 256,                                                         \
       .initial = first_batch,                                                 \
       .compares = true,                                                       \
       .more = true,                                                           \
       .shown_when = shown},                                                   \
      {.name = "l2",                                                           \
       .label = "Regularisation L2",                                           \
       .symbol = "λ₂",                                                         \
       .help = "Pulls every weight towards zero, the more the larger it is",   \
       .kind = EPI_PARAM_NUMBER,                                               \
       .effect = EPI_EFFECT_CONTINUE,                                          \
       .minimum = 0,                                                           \
       .maximum = 10,                                                          \
       .initial = 0,                                                           \
       .log_scale = true,                                                      \
       .compares = true,                                                       \
       .more = true,                                                           \
       .shown_when = shown},                                                   \
      {.name = "l1",                                                           \
       .label = "Regularisation L1",                                           \
       .symbol = "λ₁",                                                         \
       .help = "Pulls every weight towards zero by the same force: small ones" \
               " become zero",                                                 \
       .kind = EPI_PARAM_NUMBER,                                               \
       .effect = EPI_EFFECT_CONTINUE,                                          \
       .minimum = 0,                                                           \
       .maximum = 10,                                                          \
       .initial = 0,                                                           \
       .log_scale = true,                                                      \
       .compares = true,                                                       \
       .more = true,                                                           \
       .shown_when = shown},                                                   \
      {.name = "decay",                                                        \
       .label = "Weight decay",                                                \
       .symbol = "λ",                                                          \
       .help = "What AdamW takes from the weights beside its step",            \
       .kind = EPI_PARAM_NUMBER,                                               \
       .effect = EPI_EFFECT_RESTART,                                           \
       .minimum = 0,                                                           \
       .maximum = 1,                                                           \
       .initial = 0.01,                                                        \
       .log_scale = true,                                                      \
       .compares = true,                                                       \
       .more = true,                                                           \
       .shown_when = shown " and optimizer == 'adamw'"},                       \
      {.name = "momentum",                                                     \
       .label = "Momentum",                                                    \
       .symbol = "β",                                                          \
       .help = "How much of the last step goes on",                            \
       .kind = EPI_PARAM_NUMBER,                                               \
       .effect = EPI_EFFECT_CONTINUE,                                          \
       .minimum = 0,                                                           \
       .maximum = 0.999,                                                       \
       .initial = 0.9,                                                         \
       .compares = true,                                                       \
       .more = true,                                                           \
       .shown_when =                                                           \
           shown " and (optimizer == 'momentum' or optimizer == 'nesterov' or" \
                 " optimizer == 'adam' or optimizer == 'adamw')"},             \
      {.name = "second",                                                       \
       .label = "Memory of squares",                                           \
       .symbol = "ρ",                                                          \
       .help = "How long the squares of gradients are remembered",             \
       .kind = EPI_PARAM_NUMBER,                                               \
       .effect = EPI_EFFECT_CONTINUE,                                          \
       .minimum = 0,                                                           \
       .maximum = 0.9999,                                                      \
       .initial = 0.999,                                                       \
       .compares = true,                                                       \
       .more = true,                                                           \
       .shown_when =                                                           \
           shown " and (optimizer == 'rmsprop' or optimizer == 'adam' or"      \
                 " optimizer == 'adamw')"},                                    \
      {.name = "clip",                                                         \
       .label = "Clip gradient at",                                            \
       .symbol = "c",                                                          \
       .help = "The longest gradient that is believed; 0: any",                \
       .kind = EPI_PARAM_NUMBER,                                               \
       .effect = EPI_EFFECT_CONTINUE,                                          \
       .minimum = 0,                                                           \
       .maximum = 100,                                                         \
       .initial = 0,                                                           \
       .log_scale = true,                                                      \
       .compares = true,                                                       \
       .more = true,                                                           \
       .shown_when = shown},                                                   \
      {.name = "schedule",                                                     \
       .label = "Schedule",                                                    \
       .help = "How the learning rate changes on the way",                     \
       .kind = EPI_PARAM_CHOICE,                                               \
       .effect = EPI_EFFECT_RESTART,                                           \
       .choices = epi_training_schedules,                                      \
       .initial_choice = "constant",                                           \
       .compares = true,                                                       \
       .more = true,                                                           \
       .shown_when = shown},                                                   \
      {.name = "factor",                                                       \
       .label = "Factor",                                                      \
       .help = "By which the schedule multiplies the learning rate",           \
       .kind = EPI_PARAM_NUMBER,                                               \
       .effect = EPI_EFFECT_RESTART,                                           \
       .minimum = 0.001,                                                       \
       .maximum = 1,                                                           \
       .initial = 0.1,                                                         \
       .log_scale = true,                                                      \
       .compares = true,                                                       \
       .more = true,                                                           \
       .shown_when = shown " and schedule != 'constant' and"                   \
                           " schedule != 'warmup'"},                           \
      {.name = "period",                                                       \
       .label = "Period",                                                      \
       .unit = "steps",                                                        \
       .help = "After how many steps it has done so",                          \
       .kind = EPI_PARAM_INTEGER,                                              \
       .effect = EPI_EFFECT_RESTART,                                           \
       .minimum = 1,                                                           \
       .maximum = 100000,                                                      \
       .initial = 1000,                                                        \
       .log_scale = true,                                                      \
       .compares = true,                                                       \
       .more = true,                                                           \
       .shown_when = shown " and schedule != 'constant'"},                     \
      {.name = "init",                                                         \
       .label = "Initial weights",                                             \
       .help = "From which distribution they are drawn",                       \
       .kind = EPI_PARAM_CHOICE,                                               \
       .effect = EPI_EFFECT_RESTART,                                           \
       .choices = epi_training_inits,                                          \
       .initial_choice = "default",                                            \
       .compares = true,                                                       \
       .more = true},                                                          \
      {.name = "draw",                                                         \
       .label = "Draw",                                                        \
       .help = "Which draw of initial weights: the same number gives the same" \
               " weights again",                                               \
       .kind = EPI_PARAM_INTEGER,                                              \
       .effect = EPI_EFFECT_RESTART,                                           \
       .minimum = 1,                                                           \
       .maximum = 1000,                                                        \
       .initial = 1,                                                           \
       .compares = true,                                                       \
       .more = true},                                                          \
  {                                                                            \
    .name = "precision", .label = "Precision",                                 \
    .help = "Numbers of 24 or of 53 bits", .kind = EPI_PARAM_CHOICE,           \
    .effect = EPI_EFFECT_RESTART, .choices = epi_training_precisions,          \
    .initial_choice = "single", .compares = true, .more = true,                \
    .shown_when = shown                                                        \
  }

/* What they say in a document; loss, epochs, measure and keep are the lesson's
 * to add.  The seed is made of the document's and of the draw. */
EpiTrainerOptions epi_training_options (const EpiLesson *lesson,
                                        const EpiDocument *document);

/* What a frame calls a parameter of layer number `layer`, which is the
 * `weighted`-th of those that have some; both from 1. */
typedef const char *(*EpiWeightName) (size_t layer, size_t weighted,
                                      const EpiParameter *parameter);

/* The weights of the frame into a network of the same text, on whatever device
 * and in whatever precision.  name NULL: as a trainer records them, "1.weight",
 * ….  false: they are not all there; then some may have been set. */
bool epi_training_set_weights (EpiNetwork *network, const EpiFrame *frame,
                               EpiWeightName name);

/* How it ended, where it did as planned: "after 5 epochs, as planned", or
 * "after 400 steps, as planned".  Else "". */
char *epi_training_end (const EpiFrame *frame);

/* For EpiLesson.certify: there is nothing to prove, only how it ended. */
void epi_training_certify (void *problem, const EpiFrame *frame,
                           EpiCertificate *certificate);

/* Rows of EpiLesson.quantities. */
#define EPI_TRAINING_QUANTITIES                                                \
  {"train_loss",       "f",  "loss on the training samples",                   \
   EPI_COLOUR_ITERATE, true, true},                                            \
      {"test_loss",        "f, test", "loss on the test samples",              \
       EPI_COLOUR_ITERATE, true,      true},                                   \
      {"train_accuracy", "right", "share of training samples called right",    \
       EPI_COLOUR_TEXT,  true,    true},                                       \
      {"test_accuracy", "right, test", "share of test samples called right",   \
       EPI_COLOUR_TEXT, true,          true},                                  \
      {"epoch",         "epoch", "how often every sample was seen",            \
       EPI_COLOUR_TEXT, false,   false},                                       \
  {                                                                            \
    "gradient_norm", "‖g‖", "length of the gradient of the last batch",        \
        EPI_COLOUR_RESIDUAL, false, false                                      \
  }

/* For a row of EpiLesson.views. */
extern const EpiLayer epi_losses_layers[];
void epi_losses_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *epi_losses_summary (const EpiScene *scene);
