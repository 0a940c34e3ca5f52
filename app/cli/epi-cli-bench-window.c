/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/epi-cli-bench-window.h"

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
  const char *unit = json_string_value (json_object_get (line, "unit"));

  if (name == NULL || !json_is_number (value))
    return false;
  *figure = (EpiBenchFigure){
      .name = name,
      .value = json_number_value (value),
      .unit = unit != NULL ? unit : "",
      .goal = json_is_number (goal) ? json_number_value (goal) : NAN,
      .better = EPI_BENCH_LOWER};
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

/* The program of the window, beside this one in the build folder. */
static char *
window_program (void)
{
  char *self = g_file_read_link ("/proc/self/exe", NULL);
  char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  char *program =
      folder != NULL ? g_build_filename (folder, "..", "epigraph", NULL) : NULL;

  g_free (self);
  g_free (folder);
  return program;
}

static void
measure (const EpiBenchSink *sink)
{
  static const char runner[] = EPI_SOURCE_DIR "/tests/app/run-in-xvfb";
  static const char script[] = EPI_SOURCE_DIR "/tests/bench/bench-window.py";
  char *program = window_program ();
  GSubprocessLauncher *launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  GError *error = NULL;
  GSubprocess *process = NULL;

  if (program == NULL || !g_file_test (program, G_FILE_TEST_IS_EXECUTABLE) ||
      !g_file_test (script, G_FILE_TEST_EXISTS))
    g_printerr ("epigraph-cli: the window is measured from a source tree that "
                "was built; here there is none\n");
  else {
    g_subprocess_launcher_setenv (launcher, "EPIGRAPH", program, TRUE);
    process =
        g_subprocess_launcher_spawn (launcher, &error, runner, "1920x1080",
                                     "/usr/bin/python3", script, NULL);
    if (process == NULL)
      g_printerr ("epigraph-cli: the window cannot be measured: %s\n",
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

const EpiBench epi_cli_bench_window = {
    "window", "a drag, the start and the rest of the real window", measure};
