/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replay FOLDER: a fuzz target without a fuzzer.  Runs every file of the
 * folder, and each of them cut off at every length up to 512 bytes, so that
 * the ordinary compiler's tests walk through the readers' early ends too.
 */
#include "fuzz.h"

#include <glib.h>

static void
replay (const char *path)
{
  char *bytes;
  size_t length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  LLVMFuzzerTestOneInput ((const uint8_t *)bytes, length);
  for (size_t n = 0; n < MIN (length, 512); n++) {
    uint8_t *part = g_memdup2 (bytes, n); /* its end is the memory's end */
    LLVMFuzzerTestOneInput (part, n);
    g_free (part);
  }
  g_free (bytes);
}

int
main (int argc, char **argv)
{
  GDir *folder = g_dir_open (argc > 1 ? argv[1] : ".", 0, NULL);
  const char *name;
  int n = 0;

  g_assert_nonnull (folder);
  while ((name = g_dir_read_name (folder)) != NULL) {
    char *path = g_build_filename (argv[1], name, NULL);
    replay (path);
    g_print ("ok %d - %s\n", ++n, name);
    g_free (path);
  }
  g_print ("1..%d\n", n);
  g_dir_close (folder);
  return n > 0 ? 0 : 1; /* no seeds: nothing was tested */
}
