/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What train and evaluate share: data for networks, and how it is told.
 *
 * Images are IDX files with their labels, or the digits that come with the
 * program; a text is a file in UTF-8, or the plays that come with it.
 */
#pragma once

#include "cli/epi-cli.h"

#include "neural/epi-network-file.h"
#include "neural/epi-samples.h"

/* For training: what is learned, what is kept back, and what a network needs to
 * know of it.  Of the shipped digits their own test set is kept back; of other
 * images a tenth of each class, drawn by seed; of a text its last tenth.  False
 * after a sentence. */
typedef struct {
  EpiSamples *train, *test;
  EpiNetworkAbout about; /* all but the loss */
} EpiCliLearning;

bool epi_cli_learning_images (const EpiCliOptions *options,
                              EpiCliLearning *out);
bool epi_cli_learning_text (const EpiCliOptions *options, EpiCliLearning *out);
void epi_cli_learning_clear (EpiCliLearning *learning);

/* For evaluating a network that was saved: --data with --labels, or what train
 * would have kept back of the shipped data.  False after a sentence. */
bool epi_cli_test_samples (const EpiCliOptions *options,
                           const EpiNetworkAbout *about, EpiSamples **out);

/* Whether the file, by its first bytes, is a picture (PNG, PGM, PPM). */
bool epi_cli_is_picture (const char *path);

/* Why it went wrong, as an exit status; trouble (may be NULL) is freed. */
int epi_cli_network_refuse (EpiStatus status, char *trouble);

/* "accuracy 97.2 %, loss 0.0931 on 1000 samples" */
char *epi_cli_accuracy_text (size_t count, double loss, double accuracy);

/* count, loss and accuracy, null where there is none. */
void epi_cli_json_accuracy (GString *json, size_t count, double loss,
                            double accuracy);
