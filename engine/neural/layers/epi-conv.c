/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Convolution: N small windows W moved over the image, as cross-correlation.
 *
 *     Z = W ∗ X + b,  Y = f(Z)
 *     Ḡ := Ḡ ⊙ f'(Z),  ∂f/∂b = Σ Ḡ over places and samples,
 *     ∂f/∂W and ∂f/∂X: compute/epi-neural-kernels.h
 *
 * W (channels · width · height of a window, N), one b for each output channel.
 * Goodfellow, Bengio, Courville, Deep Learning, §9.5.
 */
#include "neural/epi-layer-plan.h"

typedef struct {
  EpiNetLayer base;
  EpiWindow window;
} Conv;

static EpiStatus
conv_plan (EpiNetLayer *base, char *const *words, char **trouble)
{
  EpiWindow *w = &((Conv *)base)->window;
  const EpiShape *in = &base->in;
  size_t size[3];

  if (!epi_plan_counts (*words, 3, size))
    return epi_plan_refuse_word (base, *words, trouble);
  *w = (EpiWindow){.channels = in->channels,
                   .width = in->width,
                   .height = in->height,
                   .size_x = size[0],
                   .size_y = size[1],
                   .stride = 1,
                   .out_channels = size[2]};
  words++;
  EPI_TRY (epi_plan_window (base, w, &words, trouble));
  size_t patch = size[0] * size[1] * in->channels;
  size_t around = size[0] * size[1] * size[2];
  epi_plan_parameter (base, "weight", patch, size[2], patch, around);
  epi_plan_parameter (base, "bias", size[2], 1, 0, 0);
  base->operations = 2 * (double)patch * (double)epi_shape_size (&base->out) *
                     (double)in->steps;
  EPI_TRY (epi_plan_activation (base, &words, trouble));
  return epi_plan_end (base, words, trouble);
}

static EpiStatus
conv_forward (const EpiNetLayer *base, const EpiPass *pass)
{
  const Conv *self = (const Conv *)base;

  EPI_TRY (epi_device_convolve (&self->window, &pass->theta[0], pass->X,
                                epi_pass_z (base, pass)));
  return epi_pass_activate (base, pass, &pass->theta[1]);
}

static EpiStatus
conv_backward (const EpiNetLayer *base, const EpiPass *pass)
{
  const Conv *self = (const Conv *)base;

  EPI_TRY (epi_pass_activate_back (base, pass, &pass->gradient[1]));
  EPI_TRY (epi_device_convolve_to_weights (&self->window, pass->X, pass->G, 0,
                                           &pass->gradient[0]));
  if (pass->dX == NULL)
    return EPI_OK;
  return epi_device_convolve_to_input (&self->window, &pass->theta[0], pass->G,
                                       pass->dX);
}

const EpiLayerClass epi_layer_conv = {
    .name = "conv",
    .usage = "conv WxHxN [stride S] [pad P] [ACTIVATION]",
    .size = sizeof (Conv),
    .plan = conv_plan,
    .forward = conv_forward,
    .backward = conv_backward};
