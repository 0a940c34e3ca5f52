/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-layer.h"

#include <glib.h>
#include <string.h>

/* ---- All layers there are: to add one, its line here. ------------------- */

/* clang-format off */
#define LAYERS(line)                                                           \
  line (dense)                                                                 \
  line (conv)                                                                  \
  line (pool)                                                                  \
  line (average)                                                               \
  line (flatten)                                                               \
  line (embedding)                                                             \
  line (elman)                                                                 \
  line (lstm)                                                                  \
  line (last)                                                                  \
  line (softmax)                                                               \
  line (dropout)                                                               \
  line (identity)                                                              \
  line (tanh)                                                                  \
  line (sigmoid)                                                               \
  line (relu)                                                                  \
  line (leaky)                                                                 \
  line (gelu)                                                                  \
  line (softplus)
/* clang-format on */

#define DECLARE(word) extern const EpiLayerClass epi_layer_##word;
#define POINT_AT(word) &epi_layer_##word,

LAYERS (DECLARE)

const EpiLayerClass *const epi_layer_classes[] = {LAYERS (POINT_AT) NULL};

/* ---- Shapes ------------------------------------------------------------- */

size_t
epi_shape_size (const EpiShape *shape)
{
  return shape->channels * shape->width * shape->height;
}

char *
epi_shape_text (const EpiShape *shape)
{
  size_t size = epi_shape_size (shape);
  char *one, *text;

  if (shape->classes > 0)
    one = g_strdup_printf ("one of %zu characters", shape->classes);
  else if (size != shape->channels)
    one = g_strdup_printf ("%zu×%zu×%zu", shape->width, shape->height,
                           shape->channels);
  else
    one = g_strdup_printf (size == 1 ? "%zu number" : "%zu numbers", size);
  if (shape->steps == 1)
    return one;
  text = g_strdup_printf ("%zu steps of %s", shape->steps, one);
  g_free (one);
  return text;
}

/* ---- Words -------------------------------------------------------------- */

static const char *const activations[EPI_N_ACTIVATIONS] = {
    "identity", "tanh", "sigmoid", "relu", "leaky", "gelu", "softplus"};
static const char *const inits[EPI_N_INITS] = {"default", "zero", "uniform",
                                               "xavier", "he"};
static const char *const losses[EPI_N_LOSSES] = {"mse", "cross-entropy",
                                                 "binary", "hinge"};

static int
find (const char *word, const char *const *words, int n)
{
  for (int i = 0; i < n; i++)
    if (strcmp (word, words[i]) == 0)
      return i;
  return -1;
}

const char *
epi_activation_name (EpiActivation f)
{
  return activations[f];
}

int
epi_activation_parse (const char *word)
{
  return find (word, activations, EPI_N_ACTIVATIONS);
}

const char *
epi_init_name (EpiInit init)
{
  return inits[init];
}

int
epi_init_parse (const char *word)
{
  return find (word, inits, EPI_N_INITS);
}

const char *
epi_loss_name (EpiLoss loss)
{
  return losses[loss];
}

int
epi_loss_parse (const char *word)
{
  return find (word, losses, EPI_N_LOSSES);
}
