/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line: the same lessons and solvers, without a display.
 *
 *     epigraph-cli COMMAND [ARGUMENT…] [OPTION…]
 *
 * A command is one word or two ("svm train").  It is a row of a table (main.c),
 * and a file.  Options are rows of another (epi-cli-options.c); a command names
 * those that it takes.  Answers go to standard output, sentences about trouble
 * to standard error.
 *
 * Two programs are made of this.  epigraph-cli has the numerics alone and
 * starts in a few milliseconds; the commands about lessons need cairo, pango
 * and all that these need, and it hands them over to epigraph-cli-lessons,
 * which has everything.
 */
#pragma once

#include "core/epi-worker.h"

#include <glib.h>
#include <stdbool.h>

enum { /* exit status */
       EPI_EXIT_OK = 0,
       EPI_EXIT_INTERNAL = 1,
       EPI_EXIT_USAGE = 2, /* usage or bad input */
       EPI_EXIT_NOT_SOLVED = 3,
       EPI_EXIT_INTERRUPTED = 130,
};

typedef struct {
  bool given;
  size_t value;
} EpiCliCount;

typedef struct {
  bool given;
  double value;
} EpiCliNumber;

typedef struct { /* what the options said; NULL, 0 or empty when they did not */
  char **argv;   /* of the whole program */
  const char *argument; /* the lesson, file or benchmark */
  const char *second;   /* the solution, the model */
  const char *third;    /* where the answer goes */
  const char *device;   /* "auto", "cpu", "gl" */
  bool json, dark, help, version;
  GPtrArray *set;  /* of assignments */
  GPtrArray *role; /* of "ROLE=COLUMN" */
  GPtrArray *x, *y;
  const char *data;
  EpiCliCount steps; /* of --steps and of --step */
  const char *output, *size, *view;
  /* of solve and verify */
  const char *method, *pricing, *solution;
  EpiCliNumber tolerance, time_limit;
  EpiCliCount max_iterations, threads;
  bool iterations, no_presolve;
  /* of svm */
  const char *kernel;
  EpiCliNumber gamma, coef0, cost, epsilon, cache, shrinking, type, probability;
  EpiCliCount degree, folds, seed;
  GPtrArray *weight; /* of "LABEL=WEIGHT" */
  bool quiet;
  bool intercept, no_penalty, probabilities; /* of logistic */
  /* of train and evaluate */
  const char *net, *labels, *optimizer, *precision;
  EpiCliNumber learning_rate;
  EpiCliCount epochs, batch, shift, window;
} EpiCliOptions;

typedef struct {
  const char *name, *argument, *summary;
  unsigned least, most; /* so many arguments */
  const char *options;  /* the names, separated by spaces */
  int (*run) (const EpiCliOptions *options, EpiCancel *cancel);
  bool ends_by_itself; /* soon after cancel is raised */
} EpiCliCommand;

int epi_cli_lessons (const EpiCliOptions *options, EpiCancel *cancel);
int epi_cli_run (const EpiCliOptions *options, EpiCancel *cancel);
int epi_cli_render (const EpiCliOptions *options, EpiCancel *cancel);
int epi_cli_solve (const EpiCliOptions *options, EpiCancel *cancel);
int epi_cli_verify (const EpiCliOptions *options, EpiCancel *cancel);
int epi_cli_svm_train (const EpiCliOptions *options, EpiCancel *cancel);
int epi_cli_svm_predict (const EpiCliOptions *options, EpiCancel *cancel);
int epi_cli_logistic_train (const EpiCliOptions *options, EpiCancel *cancel);
int epi_cli_logistic_predict (const EpiCliOptions *options, EpiCancel *cancel);
int epi_cli_train (const EpiCliOptions *options, EpiCancel *cancel);
int epi_cli_evaluate (const EpiCliOptions *options, EpiCancel *cancel);
int epi_cli_bench (const EpiCliOptions *options, EpiCancel *cancel);
int epi_cli_diagnose (const EpiCliOptions *options, EpiCancel *cancel);

/* The commands, in the order of the help; ends with a NULL name. */
extern const EpiCliCommand epi_cli_commands[];

/* Prints one sentence to standard error, with the program's name before it. */
void epi_cli_tell (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* The same, about what ends the program; returns EPI_EXIT_USAGE. */
int epi_cli_refuse (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* The same for an error, which is freed. */
int epi_cli_refuse_error (GError *error);

/* ---- Options ---- */

/* Reads the arguments after the command.  False after a sentence on standard
 * error: an unknown option, a missing value, a value of the wrong kind. */
bool epi_cli_options_parse (const EpiCliCommand *command, int argc, char **argv,
                            EpiCliOptions *options);
void epi_cli_options_clear (EpiCliOptions *options);

/* The options that a command takes, one a line, for --help. */
void epi_cli_options_print_help (const EpiCliCommand *command);

/* ---- Text ---- */

/* JSON, one line at a time: numbers by epi_number_print(), non-finite ones as
 * the strings "inf", "-inf", "nan".  A name is NULL inside a list. */
void epi_cli_json_open (GString *json, const char *name, char bracket);
void epi_cli_json_close (GString *json, char bracket);
void epi_cli_json_text (GString *json, const char *name, const char *text);
void epi_cli_json_number (GString *json, const char *name, double value);
void epi_cli_json_bool (GString *json, const char *name, bool truth);

/* The same as epi_cli_json_number(), but null where there is none: NaN, or
 * infinite. */
void epi_cli_json_maybe (GString *json, const char *name, double value);

/* Prints the line and empties it. */
void epi_cli_json_print (GString *json);

/* text in at least width columns; numbers right-aligned, texts left-aligned. */
void epi_cli_print_padded (const char *text, int width, bool right);
