/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the networks of the playhead make of the image.
 *
 *   1. weights of the frame into networks on the cpu
 *   2. the image forward: probabilities of each network; what every layer of
 *      the first one made of it
 *   3. what the figure that is shown asks for: the occlusion map, or answers to
 *      all test digits
 */
#include "cnn/lesson.h"

#include "core/epi-alloc.h"
#include "kit/epi-training.h"

#include <glib.h>
#include <math.h>
#include <string.h>

const char *const cn_map_names[CN_LAYERS] = {"input", "map1", "map2", "map3",
                                             "map4",  "map5", "map6"};

static void
add_floats (EpiFrame *frame, const char *name, const float *values, size_t n)
{
  double *to = epi_frame_add_vector (frame, name, NULL, n);

  for (size_t i = 0; to != NULL && i < n; i++)
    to[i] = (double)values[i];
}

/* 2.  "layers" (5, n): channels, width, height, the layer's number, and whether
 * it is a convolution; the image is the first. */
static void
add_maps (EpiFrame *frame, EpiNetwork *network)
{
  size_t n = MIN (epi_network_n_layers (network), CN_LAYERS - 1);
  double *layers = epi_frame_add_matrix (frame, "layers", NULL, 5, n + 1);

  if (layers == NULL)
    return;
  layers[0] = 1;
  layers[1] = layers[2] = CN_SIDE;
  for (size_t l = 0; l < n; l++) {
    const EpiNetLayer *layer = epi_network_layer (network, l);
    const EpiBuffer *Y = epi_network_activation (network, l);
    double *row = layers + 5 * (l + 1);
    row[0] = (double)layer->out.channels;
    row[1] = (double)layer->out.width;
    row[2] = (double)layer->out.height;
    row[3] = (double)(l + 1);
    row[4] = strcmp (layer->klass->name, "conv") == 0;
    add_floats (frame, cn_map_names[l + 1], Y->memory,
                epi_shape_size (&layer->out));
  }
}

static int
most_probable (const double *p)
{
  int best = 0;

  for (int c = 1; c < CN_CLASSES; c++)
    if (p[c] > p[best])
      best = c;
  return best;
}

/* 3. */
static void
add_occlusion (EpiFrame *frame, EpiNetwork *network, const CnProblem *problem,
               const float *inputs, int class)
{
  size_t places = epi_occlusion_places (CN_SIDE, CN_SQUARE, CN_STRIDE);
  const EpiScaling *s = &problem->digits->scaling;
  double *map = epi_frame_add_matrix (frame, "occlusion", NULL, places, places);

  if (map != NULL && epi_occlusion (network, inputs, CN_SQUARE, CN_STRIDE,
                                    (float)(-s->shift * s->scale),
                                    (size_t) class, map) != EPI_OK)
    for (size_t i = 0; i < places * places; i++)
      map[i] = NAN;
}

/* The test digits, moved. */
static float *
moved_digits (const CnProblem *problem, size_t n, int shift)
{
  float pixels[CN_PIXELS], moved[CN_PIXELS];
  float *inputs = epi_new (float, CN_PIXELS *n);

  for (size_t i = 0; inputs != NULL && i < n; i++) {
    for (size_t p = 0; p < CN_PIXELS; p++)
      pixels[p] = (float)(epi_idx_value (&problem->digits->test_images,
                                         i * CN_PIXELS + p) /
                          255);
    cn_move (pixels, shift, moved);
    cn_scale (problem, moved, inputs + i * CN_PIXELS);
  }
  return inputs;
}

static double
share_right (const CnProblem *problem, const int32_t *answer, size_t n)
{
  size_t right = 0;

  for (size_t i = 0; i < n; i++)
    right +=
        answer[i] == (int32_t)epi_idx_value (&problem->digits->test_labels, i);
  return (double)right / (double)n;
}

/* "confusion" (10,10): the true class down, the answer across; "wrong" (4,m):
 * number of the digit, its class, the answer, how probable that seemed. */
static void
add_confusion (EpiFrame *frame, const CnProblem *problem, const int32_t *answer,
               const double *p, size_t n)
{
  double wrong[4 * CN_WRONG];
  size_t m = 0;
  double *counts =
      epi_frame_add_matrix (frame, "confusion", NULL, CN_CLASSES, CN_CLASSES);

  for (size_t i = 0; counts != NULL && i < n; i++) {
    int class = (int)epi_idx_value (&problem->digits->test_labels, i);
    counts[class + CN_CLASSES * answer[i]]++;
    if (answer[i] == class || m == CN_WRONG)
      continue;
    double *w = wrong + 4 * m++;
    w[0] = (double)(i + 1);
    w[1] = class;
    w[2] = answer[i];
    w[3] = p[answer[i] + CN_CLASSES * i];
  }
  epi_frame_add_matrix (frame, "wrong", wrong, 4, m);
}

static void
add_tests (EpiFrame *frame, const CnProblem *problem, int shift, bool listed)
{
  static const char *const names[] = {"right_moved", "right_moved_other"};
  size_t n = problem->digits->test_labels.count;
  float *inputs = moved_digits (problem, n, shift);
  int32_t *answer = epi_new (int32_t, n);
  double *p = epi_new (double, CN_CLASSES *n);

  for (size_t i = 0;
       i < problem->n_networks && inputs != NULL && answer != NULL && p != NULL;
       i++) {
    if (epi_answers (problem->networks[i], inputs, n, answer, p) != EPI_OK)
      continue;
    epi_frame_add_scalar (frame, names[i], share_right (problem, answer, n));
    if (listed && i == 0)
      add_confusion (frame, problem, answer, p, n);
  }
  epi_free (inputs);
  epi_free (answer);
  epi_free (p);
}

static void
add_answers (EpiFrame *frame, CnProblem *problem, const EpiScene *scene,
             const float *inputs)
{
  static const char *const names[] = {"probability", "probability_other"};
  const char *show = epi_scene_text (scene, "show");

  for (size_t i = problem->n_networks; i-- > 0;) { /* the first one last */
    double *p = epi_frame_add_vector (frame, names[i], NULL, CN_CLASSES);
    if (p == NULL ||
        epi_answers (problem->networks[i], inputs, 1, NULL, p) != EPI_OK)
      return;
    if (i > 0)
      continue;
    int class = most_probable (p);
    epi_frame_add_scalar (frame, "answer", class);
    epi_frame_add_scalar (frame, "confidence", p[class]);
    add_maps (frame, problem->networks[0]);
    if (strcmp (show, "occlusion") == 0)
      add_occlusion (frame, problem->networks[0], problem, inputs, class);
  }
}

EpiFrame *
cn_observe (void *data, const EpiScene *scene)
{
  CnProblem *problem = data;
  const EpiFrame *of = epi_scene_frame (scene, 0);
  const char *show = epi_scene_text (scene, "show");
  bool tests = strcmp (show, "confusion") == 0 || strcmp (show, "wrong") == 0;
  int shift = (int)epi_scene_number (scene, "shift"), class;
  float pixels[CN_PIXELS], moved[CN_PIXELS], inputs[CN_PIXELS];

  if (of == NULL)
    return NULL;
  for (size_t i = 0; i < problem->n_networks; i++)
    if (!epi_training_set_weights (problem->networks[i],
                                   epi_scene_frame (scene, i), NULL))
      return NULL;
  EpiFrame *frame = epi_frame_new (epi_frame_k (of), epi_frame_status (of));
  if (cn_image (problem->digits, scene->document, pixels, &class, NULL)) {
    cn_move (pixels, shift, moved);
    cn_scale (problem, moved, inputs);
    for (size_t p = 0; p < CN_PIXELS; p++) /* as the network gets them */
      pixels[p] = moved[problem->order[p]];
    add_floats (frame, cn_map_names[0], pixels, CN_PIXELS);
    add_floats (frame, "scaled", inputs, CN_PIXELS);
    epi_frame_add_scalar (frame, "class", class);
    add_answers (frame, problem, scene, inputs);
  }
  if (tests || shift != 0)
    add_tests (frame, problem, shift, tests);
  return frame;
}
