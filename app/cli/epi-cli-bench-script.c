/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/epi-cli-bench-script.h"

#include <gio/gio.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* A line of the script as a figure; false when it is none. */
static bool
read_figure (const json_t *line, EpiBenchFigure *figure)
{
  const char *name = json_string_value (json_object_get (line, "name"));
  const json_t *value = json_object_get (line, "value");
  const json_t *goal = json_object_get (line, "goal");
  const json_t *peer = json_object_get (line, "peer_value");
  const char *better = json_string_value (json_object_get (line, "better"));
  const char *unit = json_string_value (json_object_get (line, "unit"));

  if (name == NULL || !json_is_number (value))
    return false;
  *figure = (EpiBenchFigure){
      .name = name,
      .value = json_number_value (value),
      .unit = unit != NULL ? unit : "",
      .goal = json_is_number (goal) ? json_number_value (goal) : NAN,
      .better = g_strcmp0 (better, "higher") == 0 ? EPI_BENCH_HIGHER
                                                  : EPI_BENCH_LOWER,
      .peer = json_string_value (json_object_get (line, "peer")),
      .peer_value = json_is_number (peer) ? json_number_value (peer) : NAN};
  return true;
}

static void
put_lines (GDataInputStream *lines, const EpiBenchSink *sink)
{
  char *text;

  while ((text = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) !=
         NULL) {
    json_t *line = json_loads (text, 0, NULL);
    EpiBenchFigure figure;
    if (line != NULL && read_figure (line, &figure))
      sink->put (&figure, sink->data);
    json_decref (line);
    g_free (text);
  }
}

/* A program of this build: a path from the folder of this one. */
static char *
built_program (const char *path)
{
  char *self = g_file_read_link ("/proc/self/exe", NULL);
  char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  char *program = folder != NULL ? g_build_filename (folder, path, NULL) : NULL;

  g_free (self);
  g_free (folder);
  return program;
}

/* Runs the command, with variable = the program that it measures. */
static void
measure (const EpiBenchSink *sink, const char *const command[],
         const char *variable, const char *path)
{
  char *program = built_program (path);
  GSubprocessLauncher *launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  GError *error = NULL;
  GSubprocess *process = NULL;

  if (program == NULL || !g_file_test (program, G_FILE_TEST_IS_EXECUTABLE) ||
      !g_file_test (EPI_SOURCE_DIR "/tests/bench", G_FILE_TEST_IS_DIR))
    g_printerr ("epigraph-cli: this is measured from a source tree that was "
                "built; here there is none\n");
  else {
    g_subprocess_launcher_setenv (launcher, variable, program, TRUE);
    process = g_subprocess_launcher_spawnv (launcher, command, &error);
    if (process == NULL)
      g_printerr ("epigraph-cli: nothing could be measured: %s\n",
                  error->message);
  }
  if (process != NULL) {
    GDataInputStream *lines =
        g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
    put_lines (lines, sink);
    g_subprocess_wait (process, NULL, NULL);
    g_object_unref (lines);
    g_object_unref (process);
  }
  g_clear_error (&error);
  g_object_unref (launcher);
  g_free (program);
}

static void
measure_window (const EpiBenchSink *sink)
{
  static const char *const command[] = {
      EPI_SOURCE_DIR "/tests/app/run-in-xvfb", "1920x1080", "/usr/bin/python3",
      EPI_SOURCE_DIR "/tests/bench/bench-window.py", NULL};
  measure (sink, command, "EPIGRAPH", "../epigraph");
}

static void
measure_convex (const EpiBenchSink *sink)
{
  static const char *const command[] = {
      "/usr/bin/python3", EPI_SOURCE_DIR "/tests/bench/bench-convex.py", NULL};
  measure (sink, command, "EPIGRAPH_CLI", "epigraph-cli");
}

static void
measure_neural (const EpiBenchSink *sink)
{
  static const char *const command[] = {
      "/usr/bin/python3", EPI_SOURCE_DIR "/tests/bench/bench-neural.py", NULL};
  measure (sink, command, "EPIGRAPH_CLI", "epigraph-cli");
}

const EpiBench epi_cli_bench_window = {
    "window", "a drag, the start and the rest of the real window",
    measure_window};

const EpiBench epi_cli_bench_convex = {
    "convex", "the published problems, beside other solvers", measure_convex};

const EpiBench epi_cli_bench_neural = {
    "neural-peer", "training of networks, beside PyTorch", measure_neural};
