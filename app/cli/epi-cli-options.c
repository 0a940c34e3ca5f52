/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/epi-cli.h"

#include "core/epi-number.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum {
  KIND_FLAG,
  KIND_TEXT,
  KIND_LIST,
  KIND_COUNT,
  KIND_NUMBER, /* ≥ 0 */
  KIND_PAIR    /* NAME=VALUE, or -lNAME VALUE */
} Kind;

typedef struct {
  const char *name;
  char letter; /* or 0 */
  const char *value, *help;
  Kind kind;
  size_t offset;
} Option;

#define AT(field) offsetof (EpiCliOptions, field)

static const Option options_table[] = {
    {"set", 0, "NAME=VALUE", "Set a parameter, handle, dataset or the seed",
     KIND_LIST, AT (set)},
    {"data", 0, "FILE", "The table (CSV, TSV), images (IDX), picture or text",
     KIND_TEXT, AT (data)},
    {"labels", 0, "FILE", "The images' labels (IDX), if not beside them",
     KIND_TEXT, AT (labels)},
    {"net", 0, "TEXT",
     "Another network, as \"conv 5x5x8 relu; pool 2; dense *\"", KIND_TEXT,
     AT (net)},
    {"epochs", 0, "N", "How often all the data are seen", KIND_COUNT,
     AT (epochs)},
    {"batch", 0, "N", "Samples of a step", KIND_COUNT, AT (batch)},
    {"optimizer", 0, "NAME", "sgd, momentum, nesterov, adagrad, adam, … (adam)",
     KIND_TEXT, AT (optimizer)},
    {"learning-rate", 0, "NUMBER", "The first step; it falls to 0 at the end",
     KIND_NUMBER, AT (learning_rate)},
    {"precision", 0, "NAME", "single or double (single)", KIND_TEXT,
     AT (precision)},
    {"shift", 0, "N", "Learn images also moved by N pixels (1; 0: none)",
     KIND_COUNT, AT (shift)},
    {"window", 0, "N", "Characters that are learned at once (64)", KIND_COUNT,
     AT (window)},
    {"x", 0, "COLUMN", "The column across", KIND_LIST, AT (x)},
    {"y", 0, "COLUMN", "The column up; again for several outputs", KIND_LIST,
     AT (y)},
    {"role", 0, "ROLE=COLUMN", "The column for any role of the lesson's table",
     KIND_LIST, AT (role)},
    {"steps", 0, "N", "Stop after N steps", KIND_COUNT, AT (steps)},
    {"step", 0, "K", "Draw iterate K instead of the last one", KIND_COUNT,
     AT (steps)},
    {"output", 'o', "FILE",
     "The picture (.png, .svg, .pdf), the figures' numbers (.csv), what the "
     "lesson saves, or the network",
     KIND_TEXT, AT (output)},
    {"size", 0, "WxH", "Size of the picture, in pixels or points (1200x800)",
     KIND_TEXT, AT (size)},
    {"view", 0, "NAME", "Draw one view instead of all", KIND_TEXT, AT (view)},
    {"dark", 0, NULL, "Draw on a dark ground", KIND_FLAG, AT (dark)},
    {"method", 0, "NAME", "How it is solved: ipm, simplex, dual-simplex, …",
     KIND_TEXT, AT (method)},
    {"pricing", 0, "NAME",
     "A simplex method's: steepest-edge, devex, dantzig or bland", KIND_TEXT,
     AT (pricing)},
    {"tol", 0, "NUMBER", "The certificate's tolerance (1e-8)", KIND_NUMBER,
     AT (tolerance)},
    {"max-iterations", 0, "N", "Stop after N iterations", KIND_COUNT,
     AT (max_iterations)},
    {"time-limit", 0, "SECONDS", "Stop after so long", KIND_NUMBER,
     AT (time_limit)},
    {"no-presolve", 0, NULL, "Solve a linear program as it stands", KIND_FLAG,
     AT (no_presolve)},
    {"threads", 0, "N", "Processors to use (1)", KIND_COUNT, AT (threads)},
    {"iterations", 0, NULL, "Print a line an iteration", KIND_FLAG,
     AT (iterations)},
    {"solution", 0, "FILE", "Write the answer to a file (JSON)", KIND_TEXT,
     AT (solution)},
    {"kernel", 't', "NAME", "linear, polynomial or rbf, or 0, 1, 2 (rbf)",
     KIND_TEXT, AT (kernel)},
    {"cost", 'c', "NUMBER", "C: what a unit of slack, or of loss, costs (1)",
     KIND_NUMBER, AT (cost)},
    {"gamma", 'g', "NUMBER", "Of the kernel (one over the features)",
     KIND_NUMBER, AT (gamma)},
    {"degree", 'd', "N", "Of a polynomial kernel (3)", KIND_COUNT, AT (degree)},
    {"coef0", 'r', "NUMBER", "Of a polynomial kernel (0)", KIND_NUMBER,
     AT (coef0)},
    {"epsilon", 'e', "NUMBER",
     "Stop at this violation (else: at a duality gap of 1e-8)", KIND_NUMBER,
     AT (epsilon)},
    {"weight", 'w', "LABEL=NUMBER", "Multiplies C for one class; -w1 5 too",
     KIND_PAIR, AT (weight)},
    {"cross-validation", 'v', "N", "Only tell the accuracy over N folds",
     KIND_COUNT, AT (folds)},
    {"cache", 'm', "MB", "Memory for rows of the kernel's matrix (200)",
     KIND_NUMBER, AT (cache)},
    {"shrinking", 'h', "0|1", "Leave out examples that stay at a bound (1)",
     KIND_NUMBER, AT (shrinking)},
    {"type", 's', "0", "Kind of machine: 0, C-SVC, is all there is",
     KIND_NUMBER, AT (type)},
    {"probability", 'b', "0", "Probabilities: 0, none, is all there is",
     KIND_NUMBER, AT (probability)},
    {"intercept", 0, NULL, "A constant term, which has no penalty", KIND_FLAG,
     AT (intercept)},
    {"no-penalty", 0, NULL,
     "Maximum likelihood: no penalty on the weights, and an intercept",
     KIND_FLAG, AT (no_penalty)},
    {"probabilities", 0, NULL, "Write the probabilities of both classes, too",
     KIND_FLAG, AT (probabilities)},
    {"seed", 0, "N", "Of what is drawn at random (0)", KIND_COUNT, AT (seed)},
    {"quiet", 'q', NULL, "Print nothing but what goes wrong", KIND_FLAG,
     AT (quiet)},
    {"json", 0, NULL, "Print JSON, one object a line", KIND_FLAG, AT (json)},
    {"device", 0, "auto|cpu|gl", "Where heavy matrix work is done (auto)",
     KIND_TEXT, AT (device)},
    {"help", 'h', NULL, "Print this help", KIND_FLAG, AT (help)},
    {"version", 0, NULL, "Print the version", KIND_FLAG, AT (version)},
};

/* Whether the command names it, or every command has it. */
static bool
takes (const EpiCliCommand *command, const char *name)
{
  char **names = g_strsplit (command->options, " ", -1);
  bool found = g_strv_contains ((const char *const *)names, name) ||
               strcmp (name, "device") == 0 || strcmp (name, "help") == 0 ||
               strcmp (name, "version") == 0;

  g_strfreev (names);
  return found;
}

static const Option *
find_option (const EpiCliCommand *command, const char *name, size_t length)
{
  for (size_t i = 0; i < G_N_ELEMENTS (options_table); i++) {
    const Option *option = &options_table[i];
    if (strlen (option->name) == length &&
        strncmp (option->name, name, length) == 0 &&
        takes (command, option->name))
      return option;
  }
  return NULL;
}

static const Option *
find_letter (const EpiCliCommand *command, char letter)
{
  for (size_t i = 0; i < G_N_ELEMENTS (options_table); i++)
    if (options_table[i].letter == letter && letter != 0 &&
        takes (command, options_table[i].name))
      return &options_table[i];
  return NULL;
}

static bool
refuse_unknown (const EpiCliCommand *command, const char *argument)
{
  GString *names = g_string_new (NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (options_table); i++)
    if (takes (command, options_table[i].name))
      g_string_append_printf (names, "%s--%s", names->len > 0 ? ", " : "",
                              options_table[i].name);
  epi_cli_refuse ("%s has no option “%s”; there are: %s", command->name,
                  argument, names->str);
  g_string_free (names, TRUE);
  return false;
}

static bool
store_count (const Option *option, const char *value, EpiCliOptions *options)
{
  guint64 count;

  if (!g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT64, &count, NULL)) {
    epi_cli_refuse ("--%s needs a whole number, 0 or more, and “%s” is none",
                    option->name, value);
    return false;
  }
  *(EpiCliCount *)((char *)options + option->offset) =
      (EpiCliCount){true, (size_t)count};
  return true;
}

static bool
store_number (const Option *option, const char *value, EpiCliOptions *options)
{
  double number;

  if (!epi_number_parse (value, &number) || !isfinite (number) || number < 0) {
    epi_cli_refuse ("--%s needs a number, 0 or more, and “%s” is none",
                    option->name, value);
    return false;
  }
  *(EpiCliNumber *)((char *)options + option->offset) =
      (EpiCliNumber){true, number};
  return true;
}

static bool
store (const Option *option, const char *value, EpiCliOptions *options)
{
  char *field = (char *)options + option->offset;

  switch (option->kind) {
  case KIND_FLAG:
    *(bool *)field = true;
    return true;
  case KIND_TEXT:
    *(const char **)field = value;
    return true;
  case KIND_LIST:
  case KIND_PAIR:
    g_ptr_array_add (*(GPtrArray **)field, (void *)value);
    return true;
  case KIND_COUNT:
    return store_count (option, value, options);
  case KIND_NUMBER:
    return store_number (option, value, options);
  }
  return false;
}

static bool
store_argument (const EpiCliCommand *command, const char *argument,
                EpiCliOptions *options)
{
  static const char *const numbers[] = {"no argument", "one argument",
                                        "two arguments", "three arguments"};
  const char **places[] = {&options->argument, &options->second,
                           &options->third};

  for (unsigned k = 0; k < command->most; k++)
    if (*places[k] == NULL) {
      *places[k] = argument;
      return true;
    }
  epi_cli_refuse ("%s takes %s, and “%s” is one too many", command->name,
                  numbers[command->most], argument);
  return false;
}

static bool
check (const EpiCliOptions *options)
{
  static const char *const devices[] = {"auto", "cpu", "gl", NULL};

  if (options->device != NULL && !g_strv_contains (devices, options->device)) {
    epi_cli_refuse ("--device is auto, cpu or gl, and “%s” is none of them",
                    options->device);
    return false;
  }
  return true;
}

/* -wLABEL WEIGHT, as LIBSVM has it, kept as LABEL=WEIGHT. */
static bool
store_pair (const Option *option, int argc, char **argv, int *i,
            const char *name, EpiCliOptions *options)
{
  GPtrArray *list = *(GPtrArray **)((char *)options + option->offset);

  if (*i + 1 == argc) {
    epi_cli_refuse ("--%s needs a value: --%s %s", option->name, option->name,
                    option->value);
    return false;
  }
  char *pair = g_strdup_printf ("%s=%s", name, argv[++*i]);
  g_ptr_array_add (list, (void *)g_intern_string (pair));
  g_free (pair);
  return true;
}

/* The option at argv[*i] with its value, which may be the next argument; moves
 * *i to what was read last. */
static bool
read_option (const EpiCliCommand *command, int argc, char **argv, int *i,
             EpiCliOptions *options)
{
  const char *argument = argv[*i], *value;
  const Option *option;

  if (argument[1] == '-') { /* --name or --name=value */
    const char *name = argument + 2;
    size_t length = strcspn (name, "=");
    option = find_option (command, name, length);
    value = name[length] == '=' ? name + length + 1 : NULL;
  } else { /* -o or -ovalue */
    option = find_letter (command, argument[1]);
    value = argument[2] != '\0' ? argument + 2 : NULL;
  }
  if (option == NULL)
    return refuse_unknown (command, argument);

  if (option->kind == KIND_FLAG && value != NULL) {
    epi_cli_refuse ("--%s takes no value, and “%s” gives one", option->name,
                    argument);
    return false;
  }
  if (option->kind != KIND_FLAG && value == NULL) {
    if (*i + 1 == argc) {
      epi_cli_refuse ("--%s needs a value: --%s %s", option->name, option->name,
                      option->value);
      return false;
    }
    value = argv[++*i];
  }
  if (option->kind == KIND_PAIR && strchr (value, '=') == NULL)
    return store_pair (option, argc, argv, i, value, options);
  return store (option, value, options);
}

bool
epi_cli_options_parse (const EpiCliCommand *command, int argc, char **argv,
                       EpiCliOptions *options)
{
  bool only_arguments = false; /* after -- */

  *options = (EpiCliOptions){
      .set = g_ptr_array_new (),
      .role = g_ptr_array_new (),
      .x = g_ptr_array_new (),
      .y = g_ptr_array_new (),
      .weight = g_ptr_array_new (),
  };
  for (int i = 0; i < argc; i++) {
    bool option = !only_arguments && argv[i][0] == '-' && argv[i][1] != '\0';
    if (option && strcmp (argv[i], "--") == 0)
      only_arguments = true;
    else if (option ? !read_option (command, argc, argv, &i, options)
                    : !store_argument (command, argv[i], options))
      return false;
  }
  if (options->help || options->version)
    return true;
  if ((command->least > 0 && options->argument == NULL) ||
      (command->least > 1 && options->second == NULL)) {
    epi_cli_refuse ("%s needs %s: epigraph-cli %s %s", command->name,
                    command->least > 1 ? "two arguments" : "an argument",
                    command->name, command->argument);
    return false;
  }
  return check (options);
}

void
epi_cli_options_clear (EpiCliOptions *options)
{
  g_ptr_array_unref (options->set);
  g_ptr_array_unref (options->role);
  g_ptr_array_unref (options->x);
  g_ptr_array_unref (options->y);
  g_ptr_array_unref (options->weight);
}

void
epi_cli_options_print_help (const EpiCliCommand *command)
{
  for (size_t i = 0; i < G_N_ELEMENTS (options_table); i++) {
    const Option *option = &options_table[i];
    if (!takes (command, option->name))
      continue;
    char letter[] = {'-', option->letter, ',', ' ', '\0'};
    char *left =
        g_strdup_printf ("%s--%s%s%s", option->letter != 0 ? letter : "",
                         option->name, option->value != NULL ? " " : "",
                         option->value != NULL ? option->value : "");
    printf ("  %-24s %s\n", left, option->help);
    g_free (left);
  }
}
