/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-network-file-private.h"

#include "core/epi-alloc.h"
#include "core/epi-matrix.h"
#include "core/epi-number.h"
#include "core/epi-vector.h"
#include "neural/epi-network-private.h"
#include "neural/epi-text-samples.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define MOST_STEPS 100000
#define MOST_NUMBERS 3e7 /* that the layers of one network hold at once */
#define MOST_SEED (((uint64_t)1 << 53) - 1)

/* ---- Reading: the metadata ---- */

typedef struct {
  const EpiSafetensors *file;
  const char *name;
  EpiNetworkAbout *about;
  EpiElement element;
  GError **error;
} Reader;

/* One sentence on the file; false. */
#define fail(self, ...)                                                        \
  epi_data_fail ((self)->error, EPI_DATA_ERROR_SYNTAX, (self)->name,           \
                 __VA_ARGS__)

static bool
read_text (Reader *self, const char *key, const char **text)
{
  *text = epi_safetensors_text (self->file, key);
  return *text != NULL ||
         fail (self, "its metadata have no “%s”: it is no network of Epigraph",
               key);
}

/* A word that parse() knows, below n. */
static bool
read_word (Reader *self, const char *key, int (*parse) (const char *word),
           int *value)
{
  const char *text;

  if (!read_text (self, key, &text))
    return false;
  *value = parse (text);
  return *value >= 0 ||
         fail (self, "“%.40s” is no %s that this program knows", text, key);
}

static int
parse_precision (const char *word)
{
  return strcmp (word, "single") == 0   ? EPI_FLOAT
         : strcmp (word, "double") == 0 ? EPI_DOUBLE
                                        : -1;
}

static bool
read_count (Reader *self, const char *key, uint64_t least, uint64_t most,
            uint64_t *value)
{
  const char *text;

  return read_text (self, key, &text) &&
         (g_ascii_string_to_unsigned (text, 10, least, most, value, NULL) ||
          fail (self,
                "“%s” is “%.40s” where a whole number, %" PRIu64 " to %" PRIu64
                ", was expected",
                key, text, least, most));
}

static bool
read_number (Reader *self, const char *key, double *value)
{
  const char *text;

  return read_text (self, key, &text) &&
         ((epi_number_parse (text, value) && isfinite (*value)) ||
          fail (self, "“%s” is “%.40s” where a finite number was expected", key,
                text));
}

/* "28x28x1" */
static bool
read_size (Reader *self, const char *text)
{
  EpiShape *in = &self->about->in;
  char **parts = g_strsplit (text, "x", 4);
  size_t *to[] = {&in->width, &in->height, &in->channels};
  bool good = g_strv_length (parts) == 3;

  for (size_t k = 0; good && k < 3; k++) {
    guint64 value;
    good = g_ascii_string_to_unsigned (parts[k], 10, 1, EPI_IMAGE_SIDE, &value,
                                       NULL);
    *to[k] = (size_t)value;
  }
  g_strfreev (parts);
  return good || fail (self,
                       "“input” is “%.40s” where width x height x channels, as "
                       "in 28x28x1, or characters was expected",
                       text);
}

static bool
read_input (Reader *self)
{
  EpiNetworkAbout *about = self->about;
  const char *input, *vocabulary;

  if (!read_text (self, "input", &input))
    return false;
  if (strcmp (input, "characters") != 0)
    return read_size (self, input) &&
           read_number (self, "shift", &about->scaling.shift) &&
           read_number (self, "scale", &about->scaling.scale);
  if (!read_text (self, "vocabulary", &vocabulary))
    return false;
  glong n = g_utf8_strlen (vocabulary, -1);
  if (n < 1 || n > EPI_TEXT_CLASSES)
    return fail (self,
                 "its vocabulary has %ld characters, and 1 to %d are "
                 "expected",
                 n, EPI_TEXT_CLASSES);
  about->vocabulary = g_strdup (vocabulary);
  about->in.channels = about->in.width = about->in.height = 1;
  about->in.classes = (size_t)n;
  return true;
}

static bool
read_about (Reader *self, const char **net)
{
  EpiNetworkAbout *about = self->about;
  uint64_t steps = 1, classes = 1, most;
  const char *format;
  int loss, element;

  if (!read_text (self, "format", &format))
    return false;
  if (strcmp (format, EPI_NETWORK_FORMAT) != 0)
    return fail (self,
                 "its format is “%.40s” where “" EPI_NETWORK_FORMAT
                 "” was expected",
                 format);
  if (!read_text (self, "net", net) || !read_input (self))
    return false;
  most = about->vocabulary != NULL ? MOST_STEPS : 1; /* an image is one */
  if (!read_count (self, "steps", 1, most, &steps) ||
      !read_count (self, "classes", 1, MOST_STEPS, &classes) ||
      !read_count (self, "seed", 0, MOST_SEED, &about->seed) ||
      !read_word (self, "loss", epi_loss_parse, &loss) ||
      !read_word (self, "precision", parse_precision, &element))
    return false;
  about->in.steps = (size_t)steps;
  about->classes = (size_t)classes;
  about->loss = (EpiLoss)loss;
  self->element = (EpiElement)element;
  return true;
}

/* ---- Reading: the parameters ---- */

static bool
is_shape_of (const EpiTensor *tensor, const EpiParameter *q)
{
  return tensor->shape[0] == q->rows &&
         (tensor->rank == 2 ? tensor->shape[1] == q->cols
                            : tensor->rank == 1 && q->cols == 1);
}

/* That the tensors are the parameters of the planned network, no more and no
 * less. */
static bool
check_tensors (Reader *self, const EpiNetwork *plan)
{
  size_t n = 0;

  for (size_t l = 0; l < plan->n_layers; l++) {
    const EpiNetLayer *layer = epi_network_layer (plan, l);
    for (size_t p = 0; p < layer->n_parameters; p++, n++) {
      const EpiParameter *q = &layer->parameter[p];
      char *name = epi_network_tensor_name (plan, l, p);
      const EpiTensor *tensor = epi_safetensors_find (self->file, name);
      bool good = tensor != NULL && is_shape_of (tensor, q);
      if (tensor == NULL)
        fail (self, "its net needs a tensor “%s”, which is not there", name);
      else if (!good)
        fail (self, "“%s” has not the shape [%zu, %zu] that its net needs",
              name, q->rows, q->cols);
      g_free (name);
      if (!good)
        return false;
    }
  }
  return n == self->file->n ||
         fail (self, "it has %zu tensors, and its net needs %zu", self->file->n,
               n);
}

/* Numbers of a sample, and those that the layers hold for it. */
static double
numbers_of (const EpiNetwork *plan)
{
  double numbers = (double)epi_shape_size (&plan->in) * (double)plan->in.steps;

  for (size_t l = 0; l < plan->n_layers; l++) {
    const EpiNetLayer *layer = epi_network_layer (plan, l);
    numbers +=
        2 * (double)epi_shape_size (&layer->out) * (double)layer->out.steps;
    for (size_t w = 0; w < layer->n_work; w++)
      numbers += (double)layer->work[w].rows * (double)layer->work[w].cols;
  }
  return numbers;
}

/* Plans the network, checks the file against it, and says how many samples at
 * once are not too many. */
static bool
check_plan (Reader *self, const char *net, size_t *batch)
{
  EpiNetwork *plan = g_new0 (EpiNetwork, 1);
  char *trouble = NULL;
  bool good = false;

  plan->text = g_strdup (net);
  plan->in = self->about->in;
  if (epi_network_plan (plan, &trouble) != EPI_OK) {
    fail (self, "its net cannot be: %s", trouble);
  } else if (check_tensors (self, plan)) {
    double room = MOST_NUMBERS / numbers_of (plan);
    good = room >= 1 || fail (self,
                              "a sample and what its layers hold for it "
                              "are more than %g million numbers",
                              MOST_NUMBERS / 1e6);
    *batch = room < (double)*batch ? (size_t)room : *batch;
  }
  g_free (trouble);
  epi_network_free (plan);
  return good;
}

static bool
load_parameter (Reader *self, EpiNetwork *network, size_t l, size_t p)
{
  const EpiNetLayer *layer = epi_network_layer (network, l);
  const EpiParameter *q = &layer->parameter[p];
  char *name = epi_network_tensor_name (network, l, p);
  size_t n = q->rows * q->cols;
  double *rows = epi_new (double, n), *columns = epi_new (double, n);
  bool good = false;

  if (rows == NULL || columns == NULL) {
    fail (self, "there is not enough memory for “%s”", name);
  } else {
    epi_tensor_get_double (epi_safetensors_find (self->file, name), rows);
    epi_network_transpose (q->cols, q->rows, rows, columns);
    if (!epi_is_finite (columns, n))
      fail (self, "“%s” has a number that is not finite", name);
    else if (self->element == EPI_FLOAT && epi_max_abs (columns, n) > FLT_MAX)
      fail (self, "“%s” has a number that is too large for single precision",
            name);
    else if (epi_network_set (network, l, p, columns) != EPI_OK)
      fail (self, "“%s” cannot be sent to the device", name);
    else
      good = true;
  }
  epi_free (columns);
  epi_free (rows);
  g_free (name);
  return good;
}

static bool
load_network (Reader *self, const char *net, size_t batch, EpiDevice *device,
              EpiNetwork **out)
{
  char *trouble = NULL;
  EpiStatus status = epi_network_new (net, self->about->in, batch, device,
                                      self->element, &trouble, out);

  if (status != EPI_OK) {
    fail (self, "its network cannot be made: %s",
          trouble != NULL ? trouble : epi_status_sentence (status));
    g_free (trouble);
    return false;
  }
  for (size_t l = 0; l < epi_network_n_layers (*out); l++)
    for (size_t p = 0; p < epi_network_layer (*out, l)->n_parameters; p++)
      if (!load_parameter (self, *out, l, p))
        return false;
  return true;
}

bool
epi_network_read (const EpiSafetensors *file, const char *name, size_t batch,
                  EpiDevice *device, EpiNetworkAbout *about, EpiNetwork **out,
                  GError **error)
{
  Reader self = {.file = file, .name = name, .about = about, .error = error};
  const char *net = NULL;

  *about = (EpiNetworkAbout){0};
  *out = NULL;
  if (read_about (&self, &net) && check_plan (&self, net, &batch) &&
      load_network (&self, net, batch, device, out))
    return true;
  epi_network_free (*out);
  *out = NULL;
  epi_network_about_clear (about);
  return false;
}

bool
epi_network_open (const char *path, size_t batch, EpiDevice *device,
                  EpiNetworkAbout *about, EpiNetwork **out, GError **error)
{
  EpiSafetensors file;
  char *name = g_path_get_basename (path);

  *about = (EpiNetworkAbout){0};
  *out = NULL;
  bool good = epi_safetensors_open (path, &file, error) &&
              epi_network_read (&file, name, batch, device, about, out, error);
  epi_safetensors_clear (&file);
  g_free (name);
  return good;
}
