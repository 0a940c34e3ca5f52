/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-layer.h"

#include <string.h>

size_t
epi_shape_size (const EpiShape *shape)
{
  return shape->channels * shape->width * shape->height;
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
