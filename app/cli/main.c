/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/epi-cli.h"

#include "compute/epi-restart.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DATA_OPTIONS "set data x y role"

const EpiCliCommand epi_cli_commands[] = {
    {"lessons", "[LESSON]", "List the lessons, or the names that one has", 0, 1,
     "json", epi_cli_lessons},
    {"run", "LESSON|FILE", "Run a lesson's method, print its iterates", 1, 1,
     DATA_OPTIONS " steps json", epi_cli_run, .ends_by_itself = true},
    {"render", "LESSON|FILE", "Draw a lesson's figures to a file", 1, 1,
     DATA_OPTIONS " output size step view dark", epi_cli_render},
    {"solve", "FILE", "Solve a convex program and prove the answer", 1, 1,
     "method pricing tol max-iterations time-limit no-presolve threads "
     "iterations solution json",
     epi_cli_solve, .ends_by_itself = true},
    {"verify", "PROBLEM SOLUTION", "Prove an answer that stands in a file", 2,
     2, "tol json", epi_cli_verify},
    {"svm train", "FILE [MODEL]", "Train support vector machines", 1, 2,
     "method kernel type degree gamma coef0 cost epsilon cache shrinking "
     "probability weight cross-validation max-iterations seed quiet json",
     epi_cli_svm_train, .ends_by_itself = true},
    {"svm predict", "FILE MODEL [OUTPUT]", "Classify by a trained model", 2, 3,
     "quiet json", epi_cli_svm_predict, .ends_by_itself = true},
    {"logistic train", "FILE [MODEL]",
     "Fit a logistic regression, and prove it", 1, 2,
     "cost intercept no-penalty quiet json", epi_cli_logistic_train,
     .ends_by_itself = true},
    {"logistic predict", "FILE MODEL [OUTPUT]",
     "Classify by a logistic regression", 2, 3, "probabilities quiet json",
     epi_cli_logistic_predict},
    {"train", "mlp|cnn|lstm", "Train a network on images or a text", 1, 1,
     "net data labels epochs batch optimizer learning-rate precision shift "
     "window seed output quiet json",
     epi_cli_train, .ends_by_itself = true},
    {"evaluate", "NETWORK", "Tell how well a trained network does", 1, 1,
     "data labels json", epi_cli_evaluate},
    {"bench", "[NAME]", "Measure this machine against the goals", 0, 1, "json",
     epi_cli_bench},
    {"diagnose", NULL, "Tell devices, kernels and versions", 0, 0, "json",
     epi_cli_diagnose},
    {NULL}};

static EpiCancel cancel;

static volatile sig_atomic_t ends_by_itself;

/* A command that asks the flag is told, so that it can still print what it has;
 * any other one, and whoever is told twice, ends here. */
static void
interrupted_cb (int signal_number)
{
  if (!ends_by_itself || epi_cancel_is_raised (&cancel))
    _exit (EPI_EXIT_INTERRUPTED);
  epi_cancel_raise (&cancel);
}

static void
watch_interrupts (void)
{
  struct sigaction action = {.sa_handler = interrupted_cb,
                             .sa_flags = SA_RESTART};

  sigemptyset (&action.sa_mask);
  sigaction (SIGINT, &action, NULL);
}

static void
print_help (void)
{
  printf ("Usage: epigraph-cli COMMAND [ARGUMENT] [OPTION…]\n\n"
          "The lessons of Epigraph and their solvers, without a display.\n\n"
          "Commands:\n");
  for (const EpiCliCommand *command = epi_cli_commands; command->name != NULL;
       command++) {
    char *left =
        g_strdup_printf ("%s %s", command->name,
                         command->argument != NULL ? command->argument : "");
    printf ("  %-28s %s\n", left, command->summary);
    g_free (left);
  }
  printf ("\nOptions of every command:\n"
          "  --device auto|cpu|gl         Where heavy matrix work is done\n"
          "  -h, --help                   Print this help, or a command's\n"
          "  --version                    Print the version\n\n"
          "Exit status: 0 solved, 1 an internal failure, 2 usage or bad input,"
          "\n3 not solved, 130 interrupted.\n");
}

static void
print_command_help (const EpiCliCommand *command)
{
  printf ("Usage: epigraph-cli %s%s%s [OPTION…]\n\n%s.\n\nOptions:\n",
          command->name, command->argument != NULL ? " " : "",
          command->argument != NULL ? command->argument : "", command->summary);
  epi_cli_options_print_help (command);
}

static int
refuse_command (const char *name)
{
  GString *names = g_string_new (NULL);

  for (const EpiCliCommand *command = epi_cli_commands; command->name != NULL;
       command++)
    g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                            command->name);
  int status = epi_cli_refuse ("there is no command “%s”; there are: %s", name,
                               names->str);
  g_string_free (names, TRUE);
  return status;
}

/* The command that the arguments name, by their first word or their first two;
 * *words says by how many.  NULL when there is none. */
static const EpiCliCommand *
find_command (int argc, char **argv, int *words)
{
  for (const EpiCliCommand *command = epi_cli_commands; command->name != NULL;
       command++) {
    size_t first = strcspn (command->name, " ");
    if (strlen (argv[1]) != first ||
        strncmp (argv[1], command->name, first) != 0)
      continue;
    *words = command->name[first] == ' ' ? 2 : 1;
    if (*words == 1 ||
        (argc > 2 && strcmp (argv[2], command->name + first + 1) == 0))
      return command;
  }
  return NULL;
}

static int
run_command (const EpiCliCommand *command, int argc, char **argv)
{
  EpiCliOptions options;
  int status = EPI_EXIT_USAGE;

  if (epi_cli_options_parse (command, argc, argv, &options)) {
    if (options.help || options.version) {
      if (options.help)
        print_command_help (command);
      else
        puts ("epigraph-cli " EPI_VERSION);
      status = EPI_EXIT_OK;
    } else {
      options.argv = argv - 2;
      ends_by_itself = command->ends_by_itself;
      status = command->run (&options, &cancel);
    }
  }
  epi_cli_options_clear (&options);
  return status;
}

/* What was printed must have arrived: a full disk is no success. */
static int
finish (int status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;
  epi_cli_refuse ("the output could not be written: %s", g_strerror (errno));
  return status == EPI_EXIT_OK ? EPI_EXIT_USAGE : status;
}

int
main (int argc, char **argv)
{
  setlocale (LC_CTYPE, "C.UTF-8"); /* the output is UTF-8, the point a point */
  epi_compute_start (argc, argv);
  watch_interrupts ();

  const char *name = argc > 1 ? argv[1] : "--help";
  if (strcmp (name, "--help") == 0 || strcmp (name, "-h") == 0) {
    print_help ();
    return finish (argc > 1 ? EPI_EXIT_OK : EPI_EXIT_USAGE);
  }
  if (strcmp (name, "--version") == 0) {
    puts ("epigraph-cli " EPI_VERSION);
    return finish (EPI_EXIT_OK);
  }
  int words;
  const EpiCliCommand *command = find_command (argc, argv, &words);
  if (command != NULL)
    return finish (run_command (command, argc - 1 - words, argv + 1 + words));
  return refuse_command (name);
}
