/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From text to planned layers. */
#include "neural/epi-network-private.h"

#include <glib.h>
#include <limits.h>
#include <math.h>
#include <string.h>

static const struct {
  const char *name, *text;
} texts[] = {
    {"mlp", "dense 128 relu; dense *"},
    {"cnn", "conv 5x5x8 relu; pool 2; conv 5x5x16 relu; pool 2; "
            "dense 64 relu; dense *"},
    {"lstm", "embedding 32; lstm 128; dense *"},
};

/* Whether text at is a word of its own. */
static bool
stands_alone (const char *text, const char *at)
{
  const char *around = " \t\r\n;";

  return (at == text || strchr (around, at[-1]) != NULL) &&
         strchr (around, at[1]) != NULL; /* or the end */
}

char *
epi_network_text_of (const char *name_or_text, size_t outputs)
{
  const char *text = name_or_text;

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    if (strcmp (name_or_text, texts[i].name) == 0)
      text = texts[i].text;
  GString *result = g_string_new (NULL);
  for (const char *at = text; *at != '\0'; at++)
    if (*at == '*' && stands_alone (text, at))
      g_string_append_printf (result, "%zu", outputs);
    else
      g_string_append_c (result, *at);
  return g_string_free (result, FALSE);
}

static const EpiLayerClass *
find_class (const char *word)
{
  for (size_t i = 0; epi_layer_classes[i] != NULL; i++)
    if (strcmp (epi_layer_classes[i]->name, word) == 0)
      return epi_layer_classes[i];
  return NULL;
}

static EpiStatus
refuse_class (const char *word, char **trouble)
{
  GString *known = g_string_new (NULL);

  for (size_t i = 0; epi_layer_classes[i] != NULL; i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "",
                            epi_layer_classes[i]->name);
  EpiStatus status = epi_plan_refuse (trouble, "“%s” is no layer; there are %s",
                                      word, known->str);
  g_string_free (known, TRUE);
  return status;
}

/* Words of text, without empty ones. */
static char **
split_words (const char *text)
{
  GPtrArray *words = g_ptr_array_new ();
  char **all = g_strsplit_set (text, " \t\r\n", -1);

  for (char **word = all; *word != NULL; word++)
    if (**word != '\0')
      g_ptr_array_add (words, *word);
    else
      g_free (*word);
  g_free (all);
  g_ptr_array_add (words, NULL);
  return (char **)g_ptr_array_free (words, FALSE);
}

/* The most numbers of a buffer of the layer, for all samples at once. */
static double
most_numbers (const EpiNetLayer *layer, size_t batch)
{
  const EpiShape *out = &layer->out;
  double most = (double)out->channels * (double)out->width *
                (double)out->height * (double)out->steps;

  for (size_t w = 0; w < layer->n_work; w++)
    most =
        fmax (most, (double)layer->work[w].rows * (double)layer->work[w].cols);
  return most * (double)batch;
}

/* Products that BLAS and buffers can count. */
static EpiStatus
check_sizes (const EpiNetLayer *layer, size_t batch, char **trouble)
{
  double numbers = most_numbers (layer, batch);

  if (numbers > INT_MAX)
    return epi_plan_refuse (
        trouble, "its %.3g numbers for %zu sample%s at once are too many",
        numbers, batch, batch == 1 ? "" : "s");
  for (size_t p = 0; p < layer->n_parameters; p++) {
    const EpiParameter *q = &layer->parameter[p];
    double entries = (double)q->rows * (double)q->cols;
    if (entries > INT_MAX)
      return epi_plan_refuse (trouble, "its %.3g weights are too many",
                              entries);
  }
  return EPI_OK;
}

static EpiStatus
plan_layer (EpiStage *stage, EpiShape in, size_t batch, char **trouble)
{
  const char *word = stage->words[0];
  const EpiLayerClass *klass;

  if (word == NULL)
    return epi_plan_refuse (trouble, "there is no word");
  klass = find_class (word);
  if (klass == NULL)
    return refuse_class (word, trouble);
  if (in.classes > 0 && !klass->indices)
    return epi_plan_refuse (
        trouble, "characters come in; an embedding makes numbers of them");
  stage->layer = g_malloc0 (klass->size);
  stage->layer->klass = klass;
  stage->layer->in = in;
  EPI_TRY (klass->plan (stage->layer, stage->words + 1, trouble));
  return check_sizes (stage->layer, batch, trouble);
}

/* Each parameter from a multiple of 64 on.  All of them are one vector. */
static EpiStatus
place_parameters (EpiNetwork *network, EpiNetLayer *layer, char **trouble)
{
  for (size_t p = 0; p < layer->n_parameters; p++) {
    EpiParameter *q = &layer->parameter[p];
    q->offset = network->n;
    network->n_weights += q->rows * q->cols;
    network->n += (q->rows * q->cols + 63) / 64 * 64;
  }
  return network->n <= INT_MAX
             ? EPI_OK
             : epi_plan_refuse (trouble,
                                "with it the network has %zu weights, which "
                                "are too many",
                                network->n_weights);
}

#define MOST_LAYERS 1000

/* A ";" at the end is allowed; what comes after so many layers stays in one
 * piece. */
static char **
split_layers (const char *text)
{
  char **parts = g_strsplit (text, ";", MOST_LAYERS + 1);
  guint n = g_strv_length (parts);

  for (guint i = 0; i < n; i++)
    g_strstrip (parts[i]);
  if (n > 0 && parts[n - 1][0] == '\0') {
    g_free (parts[n - 1]);
    parts[n - 1] = NULL;
  }
  return parts;
}

EpiStatus
epi_network_plan (EpiNetwork *network, char **trouble)
{
  char **parts = split_layers (network->text);
  EpiShape shape = network->in;
  EpiStatus status = EPI_OK;

  network->n_layers = g_strv_length (parts);
  network->stages = g_new0 (EpiStage, network->n_layers);
  for (size_t l = 0; l < network->n_layers; l++) {
    network->stages[l].text = g_strdup (parts[l]);
    network->stages[l].words = split_words (parts[l]);
  }
  g_strfreev (parts);
  if (network->n_layers == 0)
    status = epi_plan_refuse (trouble, "A network needs at least one layer");
  if (network->n_layers > MOST_LAYERS)
    status = epi_plan_refuse (trouble, "A network has at most %d layers",
                              MOST_LAYERS);
  for (size_t l = 0; l < network->n_layers && status == EPI_OK; l++) {
    EpiStage *stage = &network->stages[l];
    char *why = NULL;
    status = plan_layer (stage, shape, network->batch, &why);
    if (status == EPI_OK)
      status = place_parameters (network, stage->layer, &why);
    if (status != EPI_OK) {
      epi_plan_refuse (trouble, "Layer %zu, “%s”: %s", l + 1, stage->text, why);
      g_free (why);
      break;
    }
    shape = stage->layer->out;
  }
  return status;
}
