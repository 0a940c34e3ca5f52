/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/epi-cli-network.h"

#include "core/epi-alloc.h"
#include "data/epi-catalogue.h"
#include "neural/epi-text-samples.h"

#include <stdio.h>
#include <string.h>

#define TRAIN_DIGITS "mnist4000-train-images-idx3-ubyte.gz"
#define TEST_DIGITS "mnist1000-test-images-idx3-ubyte.gz"
#define TEXT "shakespeare300k.txt"
#define KEPT_BACK 0.1
#define WINDOW 64 /* characters */

/* The file that --data names, or one that comes with the program; NULL after a
 * sentence. */
static char *
data_path (const EpiCliOptions *options, const char *shipped)
{
  char *path = options->data != NULL ? g_strdup (options->data)
                                     : epi_catalogue_file ("datasets", shipped);

  if (path == NULL)
    epi_cli_refuse ("the data set %s was not found; set EPIGRAPH_DATA_DIR to "
                    "the folder that has datasets/ in it, or name a file with "
                    "--data",
                    shipped);
  return path;
}

static bool
open_images (const EpiCliOptions *options, const char *shipped, EpiIdx *images,
             EpiIdx *labels)
{
  char *path = data_path (options, shipped);
  GError *error = NULL;

  if (path == NULL)
    return false;
  bool good =
      epi_idx_open_labelled (path, options->labels, images, labels, &error);
  if (!good)
    epi_cli_refuse_error (error);
  g_free (path);
  return good;
}

static bool
say_status (EpiStatus status, const char *what)
{
  if (status == EPI_FAILED)
    epi_cli_refuse ("the data are too few: %s", what);
  else if (status != EPI_OK)
    epi_cli_refuse ("the data cannot be taken: %s",
                    epi_status_sentence (status));
  return status == EPI_OK;
}

/* ---- Images ---- */

/* All images of --data, or else of a shipped file. */
static EpiStatus
take_all (const EpiIdx *images, const EpiIdx *labels,
          const EpiNetworkAbout *about, EpiSamples **out)
{
  return epi_image_samples (images, labels, NULL, labels->count, about->scaling,
                            about->classes, out);
}

static bool
cut_images (const EpiCliOptions *options, const EpiIdx *images,
            const EpiIdx *labels, EpiCliLearning *out)
{
  EpiNetworkAbout *about = &out->about;
  EpiIdx test_images, test_labels;

  if (options->data != NULL)
    return say_status (
        epi_image_samples_split (images, labels, KEPT_BACK, about->seed,
                                 about->scaling, about->classes, &out->train,
                                 &out->test),
        "a tenth of them is kept back, which leaves none on one side");
  if (!open_images (options, TEST_DIGITS, &test_images, &test_labels))
    return false;
  EpiStatus status = take_all (images, labels, about, &out->train);
  if (status == EPI_OK)
    status = take_all (&test_images, &test_labels, about, &out->test);
  epi_idx_clear (&test_images);
  epi_idx_clear (&test_labels);
  return say_status (status, "");
}

/* The images to learn from, also moved by --shift. */
static bool
move_images (const EpiCliOptions *options, EpiCliLearning *out)
{
  size_t pixels = options->shift.given ? options->shift.value : 1;
  const EpiScaling *scaling = &out->about.scaling;
  EpiSamples *moved;

  if (pixels >= MIN (out->about.in.width, out->about.in.height)) {
    if (!options->shift.given)
      return true;
    epi_cli_refuse ("--shift %zu moves images of %zu × %zu pixels out of sight",
                    pixels, out->about.in.width, out->about.in.height);
    return false;
  }
  EpiStatus status = epi_image_samples_moved (
      out->train, pixels, -scaling->shift * scaling->scale, &moved);
  if (!say_status (status, ""))
    return false;
  epi_samples_unref (out->train);
  out->train = moved;
  return true;
}

/* Which of the labels 0 … classes - 1 occur.  One alone leaves nothing to tell
 * apart; a gap is perhaps a slip of the pen, and is remarked upon. */
static bool
check_labels (const EpiCliOptions *options, const EpiIdx *labels,
              size_t classes)
{
  bool *occurs = g_new0 (bool, classes);
  size_t missing = 0, first = 0;

  for (size_t i = 0; i < labels->count; i++)
    occurs[(size_t)epi_idx_value (labels, i)] = true;
  for (size_t c = classes; c-- > 0;)
    if (!occurs[c]) {
      missing++;
      first = c;
    }
  g_free (occurs);
  if (missing + 1 == classes && labels->count > 1) {
    epi_cli_refuse ("every image has the label %zu, and a network needs at "
                    "least two labels to tell images apart",
                    classes - 1);
    return false;
  }
  if (missing > 0 && labels->count > 1 && !options->quiet)
    epi_cli_tell ("no image has the label %zu%s, though labels go up to %zu: "
                  "the network gets %zu classes",
                  first, missing == 1 ? "" : ", nor some others", classes - 1,
                  classes);
  return true;
}

bool
epi_cli_learning_images (const EpiCliOptions *options, EpiCliLearning *out)
{
  EpiIdx images, labels;

  *out = (EpiCliLearning){0};
  if (options->window.given) {
    epi_cli_refuse ("--window is for a text, and images are learned here");
    return false;
  }
  if (!open_images (options, TRAIN_DIGITS, &images, &labels))
    return false;
  out->about = (EpiNetworkAbout){
      .in = epi_image_shape (&images),
      .classes = epi_image_classes (&labels),
      .seed = options->seed.given ? options->seed.value : 0,
      .scaling = epi_image_scaling (&images),
  };
  bool good = check_labels (options, &labels, out->about.classes) &&
              cut_images (options, &images, &labels, out) &&
              move_images (options, out);
  epi_idx_clear (&images);
  epi_idx_clear (&labels);
  if (!good)
    epi_cli_learning_clear (out);
  return good;
}

/* ---- Text ---- */

static bool
open_text (const EpiCliOptions *options, EpiText *text)
{
  char *path = data_path (options, TEXT);
  GError *error = NULL;

  if (path == NULL)
    return false;
  bool good = epi_text_open (path, text, &error);
  if (!good)
    epi_cli_refuse_error (error);
  g_free (path);
  return good;
}

/* Where the part that is kept back begins. */
static size_t
first_kept_back (size_t n)
{
  return n - (size_t)((double)n * KEPT_BACK);
}

static bool
cut_text (const int32_t *index, size_t n, EpiCliLearning *out)
{
  const EpiShape *in = &out->about.in;
  size_t first = first_kept_back (n);
  EpiStatus status =
      epi_text_samples (index, first, in->steps, in->classes, &out->train);

  if (status == EPI_OK)
    status = epi_text_samples (index + first, n - first, in->steps, in->classes,
                               &out->test);
  return say_status (status, "a tenth of the text is kept back, and both parts "
                             "need a window of characters and one more");
}

static bool
learn_text (const EpiText *text, EpiCliLearning *out)
{
  EpiNetworkAbout *about = &out->about;
  GError *error = NULL;
  int32_t *index;
  size_t n;

  about->vocabulary = epi_text_vocabulary (text, &error);
  if (about->vocabulary == NULL ||
      !epi_text_encode (text, about->vocabulary, &index, &n, &error)) {
    epi_cli_refuse_error (error);
    return false;
  }
  about->in.classes = about->classes =
      (size_t)g_utf8_strlen (about->vocabulary, -1);
  bool good = cut_text (index, n, out);
  epi_free (index);
  return good;
}

bool
epi_cli_learning_text (const EpiCliOptions *options, EpiCliLearning *out)
{
  size_t window = options->window.given ? options->window.value : WINDOW;
  EpiText text;

  *out = (EpiCliLearning){0};
  if (options->labels != NULL || options->shift.given)
    epi_cli_refuse ("--labels and --shift are for images, and a text is "
                    "learned here");
  else if (window == 0 || window > 10000)
    epi_cli_refuse ("--window is a number of characters, 1 to 10000");
  else if (open_text (options, &text)) {
    out->about = (EpiNetworkAbout){
        .in = {.channels = 1, .width = 1, .height = 1, .steps = window},
        .seed = options->seed.given ? options->seed.value : 0,
    };
    bool good = learn_text (&text, out);
    epi_text_clear (&text);
    if (!good)
      epi_cli_learning_clear (out);
    return good;
  }
  return false;
}

void
epi_cli_learning_clear (EpiCliLearning *learning)
{
  epi_samples_unref (learning->train);
  epi_samples_unref (learning->test);
  epi_network_about_clear (&learning->about);
  *learning = (EpiCliLearning){0};
}

/* ---- For a network that was saved ---- */

static bool
test_text (const EpiCliOptions *options, const EpiNetworkAbout *about,
           EpiSamples **out)
{
  GError *error = NULL;
  int32_t *index;
  EpiText text;
  size_t n;

  if (options->labels != NULL) {
    epi_cli_refuse ("--labels is for images, and this network reads a text");
    return false;
  }
  if (!open_text (options, &text))
    return false;
  bool good = epi_text_encode (&text, about->vocabulary, &index, &n, &error);
  if (good) {
    size_t first = options->data != NULL ? 0 : first_kept_back (n);
    good =
        say_status (epi_text_samples (index + first, n - first, about->in.steps,
                                      about->in.classes, out),
                    "the text is shorter than a window of characters");
    epi_free (index);
  } else {
    epi_cli_refuse_error (error);
  }
  epi_text_clear (&text);
  return good;
}

bool
epi_cli_test_samples (const EpiCliOptions *options,
                      const EpiNetworkAbout *about, EpiSamples **out)
{
  EpiIdx images, labels;

  *out = NULL;
  if (about->vocabulary != NULL)
    return test_text (options, about, out);
  if (!open_images (options, TEST_DIGITS, &images, &labels))
    return false;
  EpiShape shape = epi_image_shape (&images);
  bool good = memcmp (&shape, &about->in, sizeof shape) == 0;
  size_t classes = epi_image_classes (&labels);
  if (!good)
    epi_cli_refuse ("the images have %zu × %zu × %zu pixels, and the network "
                    "was trained on %zu × %zu × %zu",
                    shape.width, shape.height, shape.channels, about->in.width,
                    about->in.height, about->in.channels);
  else if (classes > about->classes)
    good = epi_cli_refuse ("a label is %zu, and the network tells %zu classes "
                           "apart, from 0 on",
                           classes - 1, about->classes) == EPI_EXIT_OK;
  if (good)
    good = say_status (take_all (&images, &labels, about, out), "");
  epi_idx_clear (&images);
  epi_idx_clear (&labels);
  return good;
}

bool
epi_cli_is_picture (const char *path)
{
  unsigned char head[4] = {0};
  bool picture = false;

  if (g_file_test (path, G_FILE_TEST_IS_REGULAR)) {
    FILE *file = fopen (path, "rb");
    if (file != NULL) {
      size_t n = fread (head, 1, sizeof head, file);
      picture = n == 4 && (memcmp (head, "\x89PNG", 4) == 0 ||
                           (head[0] == 'P' && memchr ("2356", head[1], 4) &&
                            g_ascii_isspace (head[2])));
      fclose (file);
    }
  }
  return picture;
}
